// Package classify says of a customer's message how it sounds and what it is about, without asking anybody: a lexicon,
// rules of negation and irony, and two small linear models that are trained from phrases kept beside the code when
// the first message comes. It is pure, the same for everybody and always the same for the same text.
package classify

import (
	_ "embed" // training phrases
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"rozmowa/desk"
)

// Result is what a message is taken for.
type Result struct {
	Sentiment desk.Sentiment
	// SentimentScore and ContextScore say how sure that is, from 0 to 1.
	SentimentScore float64
	// Context is a key: a built-in context's, or an own one's of the examples.
	Context      string
	ContextScore float64
	// Language is pl, en, or empty: another, or none that could be told.
	Language string
}

var sentiments = []desk.Sentiment{desk.Positive, desk.Neutral, desk.Negative}

// contexts are in the order of the model's classes.
var contexts = []string{"delivery", "return", "complaint", "order_change", "invoice", "payment", "product", "thanks", "other"}

// Contexts are the built-in contexts' keys.
func Contexts() []string { return slices.Clone(contexts) }

//go:embed training/pl.txt
var polishPhrases string

//go:embed training/en.txt
var englishPhrases string

// trained is what is learnt from the phrases.
type trained struct {
	topic, mood *model
	words       map[string]float64 // roots: how rare, as a weight
	rarest      float64            // of a word the phrases don't have
	language    *tongues
}

// Prepare trains the models, which the first message does otherwise. It takes some tenths of a second, once.
func Prepare() { load() }

var load = sync.OnceValue(func() *trained {
	t := &trained{words: map[string]float64{}, language: newTongues(polishPhrases, englishPhrases)}
	phrases := Training()
	for _, l := range phrases {
		for _, s := range rootsOf(read(l.Text)) {
			t.words[s]++
		}
	}
	var topics, moods []sample
	for _, l := range phrases {
		d := newDocument(l.Text, t.knows)
		if i := slices.Index(contexts, l.Context); i >= 0 {
			topics = append(topics, sample{collect(d.topic), i})
		}
		if i := slices.Index(sentiments, l.Sentiment); i >= 0 {
			moods = append(moods, sample{collect(d.mood), i})
		}
	}
	documents := float64(len(phrases))
	for word, n := range t.words {
		t.words[word] = math.Log(documents / n)
	}
	t.rarest = math.Log(documents)
	t.topic, t.mood = train(len(contexts), topics), train(len(sentiments), moods)
	return t
})

// Training is the phrases that the classifier learns from.
func Training() []Label {
	var all []Label
	for _, lines := range []string{polishPhrases, englishPhrases} {
		list, err := Labelled(lines)
		if err != nil {
			panic(err) // they are part of the program
		}
		all = append(all, list...)
	}
	return all
}

func rootsOf(t *text) []string {
	seen := map[string]bool{}
	var roots []string
	for _, token := range t.tokens {
		if s := root(token.word); !seen[s] {
			seen[s] = true
			roots = append(roots, s)
		}
	}
	return roots
}

// knows reports whether the training phrases have a word.
func (t *trained) knows(word string) bool {
	_, ok := t.words[root(word)]
	return ok
}

// Text classifies a message. Only its first 4,000 characters count. Any bytes will do; of an empty text, or one in
// another language, it says neutral and other. It is safe for concurrent use.
func Text(message string, examples Examples) Result {
	t := load()
	d := newDocument(message, t.knows)
	r := Result{Language: t.language.of(d.text)}
	r.Sentiment, r.SentimentScore = t.sentiment(d)
	r.Context, r.ContextScore = t.context(d)
	return examples.correct(r, t, d)
}

// Corrected lets corrections of alike messages have their way with what somebody else took the message for.
func Corrected(r Result, message string, examples Examples) Result {
	if len(examples.corrections) == 0 {
		return r
	}
	t := load()
	examples.phrases = nil
	return examples.correct(r, t, newDocument(message, t.knows))
}

func (t *trained) sentiment(d *document) (desk.Sentiment, float64) {
	scores := t.mood.scores(d.mood)
	softmax(scores)
	best := top(scores)
	return sentiments[best], scores[best]
}

func (t *trained) context(d *document) (string, float64) {
	if t.says(d) == 0 && d.smiles == 0 {
		return "other", 1
	}
	scores := t.topic.scores(d.topic)
	softmax(scores)
	best := top(scores)
	return contexts[best], scores[best]
}

// says counts the words of a message that mean something here: greetings don't.
func (t *trained) says(d *document) int {
	polite, meant := make([]bool, len(d.tokens)), make([]bool, len(d.tokens))
	for _, h := range d.hits {
		for i := h.at; i < h.end; i++ {
			if h.group == "polite" {
				polite[i] = true
			} else {
				meant[i] = true
			}
		}
	}
	n := 0
	for i, token := range d.tokens {
		if meant[i] || !polite[i] && t.knows(token.word) {
			n++
		}
	}
	return n
}

func top(scores []float64) int {
	best := 0
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	return best
}

// Label is a message with what it is.
type Label struct {
	Sentiment desk.Sentiment // empty: it isn't said
	Context   string         // empty: it isn't said
	Text      string
}

// Labelled reads lines of a sentiment (+, =, -, or ? for none), a context (or ?) and a message, in which \n stands for a
// new line. Lines that begin with # are skipped.
func Labelled(lines string) ([]Label, error) {
	var list []Label
	number := 0
	for line := range strings.Lines(lines) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		if len(parts) < 3 {
			return nil, fmt.Errorf("line %d: not a sentiment, a context and a message", number)
		}
		l := Label{Context: parts[1], Text: strings.ReplaceAll(parts[2], `\n`, "\n")}
		switch parts[0] {
		case "+":
			l.Sentiment = desk.Positive
		case "=":
			l.Sentiment = desk.Neutral
		case "-":
			l.Sentiment = desk.Negative
		case "?":
		default:
			return nil, fmt.Errorf("line %d: no sentiment: %s", number, parts[0])
		}
		if l.Context == "?" {
			l.Context = ""
		} else if !desk.BuiltinContext(l.Context) {
			return nil, fmt.Errorf("line %d: no context: %s", number, l.Context)
		}
		list = append(list, l)
	}
	return list, nil
}
