package classify

import (
	_ "embed" // the lexicon
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon.txt
var lexiconText string

// maxFuzzy is how many words of a message are compared with the lexicon letter by letter: those nothing else knows.
const maxFuzzy = 60

// pattern is a word of an entry: as it is, or its beginning.
type pattern struct {
	word string
	any  bool // any ending
}

func (p pattern) fits(word string) bool {
	return word == p.word || p.any && strings.HasPrefix(word, p.word)
}

// entry is a word or phrase of the lexicon.
type entry struct {
	group string
	first pattern
	rest  []pattern
}

// lexicon finds entries by the first word's beginning.
type lexicon struct {
	entries []entry
	starts  map[string][]int // the first pattern's word: entries
	typos   map[string][]int // what is left of it without one letter, of those of five and more
	longest int
}

var loadLexicon = sync.OnceValue(func() *lexicon {
	l := &lexicon{starts: map[string][]int{}, typos: map[string][]int{}}
	for line := range strings.Lines(lexiconText) {
		group, words, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(group, "#") {
			continue
		}
		for word := range strings.FieldsSeq(words) {
			l.add(group, word)
		}
	}
	return l
})

func (l *lexicon) add(group, phrase string) {
	var patterns []pattern
	for word := range strings.SplitSeq(phrase, "_") {
		word, stem := strings.CutSuffix(word, "*")
		if word = fold(word); word != "" {
			patterns = append(patterns, pattern{word, stem})
		}
	}
	if len(patterns) == 0 {
		return
	}
	i, first := len(l.entries), patterns[0].word
	l.entries = append(l.entries, entry{group, patterns[0], patterns[1:]})
	l.starts[first] = append(l.starts[first], i)
	l.longest = max(l.longest, len(first))
	if len(patterns) == 1 && mistakable(patterns[0], group) {
		for at := 1; at < len(first); at++ { // the first letter is seldom the wrong one
			less := first[:at] + first[at+1:]
			l.typos[less] = append(l.typos[less], i)
		}
	}
}

// hit is an entry found in a message.
type hit struct {
	group   string
	at, end int  // tokens
	negated bool // of a leaning group
}

// find returns the entries in a message: at each word the longest, of each group. A phrase that leans or is a courtesy
// takes its words: what they would say alone doesn't count.
func (l *lexicon) find(t *text, known func(word string) bool) []hit {
	var hits []hit
	taken, fuzzy := 0, maxFuzzy
	for i := range t.tokens {
		found := l.at(t.tokens, i)
		if len(found) == 0 && fuzzy > 0 && len(t.tokens[i].word) >= 5 && !known(t.tokens[i].word) {
			fuzzy--
			found = l.near(t.tokens[i].word, i)
		}
		courtesy := slices.ContainsFunc(found, func(h hit) bool { return h.group == "polite" && h.end > i+1 })
		for _, h := range found {
			if courtesy && (leans(h.group) != 0 || h.group == "thanks") && h.end == i+1 {
				continue // thanks in advance
			}
			if i < taken && (leans(h.group) != 0 || h.group == "thanks") {
				continue
			}
			hits = append(hits, h)
		}
		for _, h := range found {
			if h.end > i+1 && (leans(h.group) != 0 || h.group == "polite") {
				taken = max(taken, h.end)
			}
		}
	}
	for i := range hits {
		if h := &hits[i]; leans(h.group) != 0 && h.end == h.at+1 {
			h.negated = negated(t.tokens, h.at)
		}
	}
	return hits
}

// at returns the longest entry of each group that begins at a word.
func (l *lexicon) at(tokens []token, i int) []hit {
	var found []hit
	word := tokens[i].word
	for n := min(len(word), l.longest); n >= 2; n-- {
		for _, e := range l.starts[word[:n]] {
			entry := &l.entries[e]
			if !entry.first.fits(word) || len(entry.rest) >= len(tokens)-i {
				continue
			}
			if !follows(entry.rest, tokens[i+1:]) {
				continue
			}
			found = longer(found, hit{group: entry.group, at: i, end: i + 1 + len(entry.rest)})
		}
	}
	return found
}

// longer adds a hit, or lets it take the place of a shorter one of its group.
func longer(found []hit, h hit) []hit {
	for i := range found {
		if found[i].group == h.group {
			if h.end > found[i].end {
				found[i] = h
			}
			return found
		}
	}
	return append(found, h)
}

func follows(rest []pattern, tokens []token) bool {
	for i, p := range rest {
		if !p.fits(tokens[i].word) {
			return false
		}
	}
	return true
}

// near returns entries whose word differs by one letter too many, too few, another, or two that changed places.
func (l *lexicon) near(word string, at int) []hit {
	var found []hit
	try := func(candidates []int, n int) {
		for _, e := range candidates {
			entry := &l.entries[e]
			first := entry.first.word
			if len(entry.rest) > 0 || !mistakable(entry.first, entry.group) || first[0] != word[0] || !entry.first.any && n != len(word) {
				continue
			}
			if oneTypo(first, word[:n]) && first[:len(first)-1] != word[:n-1] { // another last letter is another form
				found = longer(found, hit{group: entry.group, at: at, end: at + 1})
			}
		}
	}
	for n := min(len(word), 10); n >= 5 && len(found) == 0; n-- {
		begin := word[:n]
		try(l.typos[begin], n)
		for i := 1; i < n && len(found) == 0; i++ {
			less := begin[:i] + begin[i+1:]
			try(l.starts[less], n)
			try(l.typos[less], n)
		}
	}
	return found
}

// mistakable reports whether a word may be written wrong and still be told from others.
func mistakable(p pattern, group string) bool {
	if leans(group) != 0 {
		return len(p.word) >= 7 || p.any && len(p.word) >= 6
	}
	return len(p.word) >= 6 || p.any && len(p.word) >= 5
}

// oneTypo reports whether two words differ by one letter, or by two that changed places.
func oneTypo(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i == len(a) || a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// leans is the way a group leans: 1 for pleasure, -1 for displeasure.
func leans(group string) int {
	switch group[0] {
	case '+':
		return 1
	case '-':
		return -1
	}
	return 0
}

var negators = map[string]bool{
	"nie": true, "bez": true, "ani": true, "nigdy": true, "zero": true, "malo": true, "zaden": true, "zadnej": true, "zadnych": true,
	"nic": true, "brak": true, "niezbyt": true, "not": true, "no": true, "never": true, "without": true, "isnt": true, "wasnt": true,
	"dont": true, "doesnt": true, "didnt": true, "cant": true, "wont": true, "wouldnt": true, "arent": true, "hardly": true, "nothing": true,
}

// negated reports whether a word is turned into its opposite: by one of up to three words before it in its clause.
func negated(tokens []token, at int) bool {
	for i := at - 1; i >= 0 && i >= at-3 && tokens[i].clause == tokens[at].clause; i-- {
		if negators[tokens[i].word] {
			return true
		}
	}
	return false
}
