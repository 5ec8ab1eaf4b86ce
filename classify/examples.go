package classify

import (
	"math"

	"rozmowa/desk"
)

const (
	// MaxCorrections is how many corrections count: the first of those given.
	MaxCorrections = 500
	// MaxPhrases is how many phrases of own contexts count.
	MaxPhrases = 2000

	// contained is how much of a phrase a message must have to be of the phrase's context.
	contained = 0.75
	// alike is how like a corrected message another must be to be taken for the same; a mood hangs on little words,
	// so that it takes more.
	alike     = 0.7
	alikeMood = 0.85
)

// Topic is a company's own context with phrases that customers use.
type Topic struct {
	Key     string
	Phrases []string
}

// Correction is a message of which a person said what it is. Empty: nothing was said of it.
type Correction struct {
	Text      string
	Sentiment desk.Sentiment
	Context   string
}

// Examples is what a company taught: own contexts and corrections. The zero value is none. It is made once and then only
// read, by as many goroutines as like.
type Examples struct {
	phrases     []phrase
	corrections []Correction
	// postings are the corrections' features: whose, and how much of its length.
	postings map[uint64][]posting
}

type phrase struct {
	key    string
	words  []weighted
	length float64 // sum of squares
}

type posting struct {
	correction int
	weight     float64
}

// NewExamples prepares what a company taught; corrections newest first.
func NewExamples(topics []Topic, corrections []Correction) Examples {
	t := load()
	e := Examples{postings: map[uint64][]posting{}}
	for _, topic := range topics {
		for _, text := range topic.Phrases {
			words, length := t.content(newDocument(text, t.knows))
			if length > 0 && len(e.phrases) < MaxPhrases {
				e.phrases = append(e.phrases, phrase{topic.Key, words, length})
			}
		}
	}
	e.corrections = corrections[:min(len(corrections), MaxCorrections)]
	for i, c := range e.corrections {
		words, length := t.content(newDocument(c.Text, t.knows))
		for _, w := range words {
			e.postings[w.id] = append(e.postings[w.id], posting{i, w.weight / math.Sqrt(length)})
		}
	}
	return e
}

// content is what a message says, for likeness: its words by how rare they are, and which way it leans.
func (t *trained) content(d *document) (list []weighted, length float64) {
	list = collect(func(add emit) {
		for _, token := range d.tokens {
			word, s := token.word, root(token.word)
			rare, known := t.words[s]
			if !known {
				rare = t.rarest
			}
			switch {
			case word == "#":
			case function[word]:
				add(feature(isWord, s), 0.2*rare)
			default:
				add(feature(isWord, s), rare)
			}
		}
		for _, h := range d.hits {
			if leans(h.group) != 0 && h.negated {
				add(feature(isGroup, h.group), t.rarest)
			}
		}
	})
	for _, w := range list {
		length += w.weight * w.weight
	}
	return list, length
}

// correct lets what the company taught have its way.
func (e *Examples) correct(r Result, t *trained, d *document) Result {
	if len(e.phrases) == 0 && len(e.corrections) == 0 {
		return r
	}
	words, length := t.content(d)
	if length == 0 {
		return r
	}
	if key, score := e.topic(words); key != "" {
		r.Context, r.ContextScore = key, score
	}
	likeness := make([]float64, len(e.corrections))
	for _, w := range words {
		for _, p := range e.postings[w.id] {
			likeness[p.correction] += w.weight * p.weight
		}
	}
	moods, topics := map[string]float64{}, map[string]float64{}
	for i, c := range e.corrections {
		like := math.Min(likeness[i]/math.Sqrt(length), 1)
		if c.Context != "" && like >= alike {
			topics[c.Context] += math.Pow(like, 8)
		}
		if c.Sentiment != "" && like >= alikeMood {
			moods[string(c.Sentiment)] += math.Pow(like, 8)
		}
	}
	if key, share := most(topics); key != "" {
		r.Context, r.ContextScore = key, share
	}
	if mood, share := most(moods); mood != "" {
		r.Sentiment, r.SentimentScore = desk.Sentiment(mood), share
	}
	return r
}

// topic returns the own context of the phrase a message has most of; of equal ones, of the longest.
func (e *Examples) topic(words []weighted) (key string, score float64) {
	has := make(map[uint64]bool, len(words))
	for _, w := range words {
		has[w.id] = true
	}
	longest := 0.0
	for _, p := range e.phrases {
		found := 0.0
		for _, w := range p.words {
			if has[w.id] {
				found += w.weight * w.weight
			}
		}
		share := math.Min(found/p.length, 1)
		if share >= contained && (share > score || share == score && p.length > longest) {
			key, score, longest = p.key, share, p.length
		}
	}
	return key, score
}

// most returns what has most votes, and its share of them; of equal ones the first by name.
func most(votes map[string]float64) (best string, share float64) {
	sum := 0.0
	for name, n := range votes {
		sum += n
		if best == "" || n > votes[best] || n == votes[best] && name < best {
			best = name
		}
	}
	if best == "" {
		return "", 0
	}
	return best, votes[best] / sum
}
