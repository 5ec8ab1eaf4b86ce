package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxSearchWord is how much of a word counts, in characters: of two that begin so, one finds the other.
	maxSearchWord = 40
	// maxSearchWords is how many words of a search count.
	maxSearchWords = 12
	// fragmentLength is about how long a fragment is, in characters; fragmentLead is what stands before its first hit.
	fragmentLength = 160
	fragmentLead   = 50
	// maxHits is among how many hits the best stretch of a text is looked for.
	maxHits = 200
	// minOrderNumber and maxOrderNumber are how many characters an order's number has that is searched for.
	minOrderNumber = 3
	maxOrderNumber = 50
)

// SearchWords are the words of a text as they are searched for: without case and diacritics, each once, in the order they
// come. What stands behind a # is a word with it, too.
func SearchWords(text string) []string {
	var words []string
	seen := map[string]bool{}
	add := func(word string) {
		if !seen[word] {
			seen[word] = true
			words = append(words, word)
		}
	}
	for at := 0; at < len(text); {
		s, ok := nextWord(text, at)
		if !ok {
			break
		}
		at = s.end
		if word := foldSearch(text[s.start:s.end]); word != "" {
			add(word)
			if s.hash {
				add("#" + word)
			}
		}
	}
	return words
}

// stretch is where a word stands in a text, in bytes; hash: a # stands before it.
type stretch struct {
	start, end int
	hash       bool
}

// nextWord finds the next run of letters and digits, with the marks on them.
func nextWord(text string, from int) (s stretch, ok bool) {
	start := -1
	var before rune
	for i, r := range text[from:] {
		if inWord(r) && (start >= 0 || !unicode.IsMark(r)) {
			if start < 0 {
				start, s.hash = from+i, before == '#'
			}
		} else if start >= 0 {
			return stretch{start, from + i, s.hash}, true
		}
		before = r
	}
	return stretch{start, len(text), s.hash}, start >= 0
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// foldSearch is the form in which a word is searched for.
func foldSearch(word string) string {
	folded := make([]byte, 0, len(word))
	n := 0
	add := func(r rune) {
		if n < maxSearchWord {
			folded = utf8.AppendRune(folded, r)
			n++
		}
	}
	if strings.IndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		word = norm.NFKD.String(word)
	}
	for _, r := range word {
		plain(r, func(r rune) {
			if inWord(r) { // a compatible form may bring other characters along
				add(r)
			}
		})
	}
	return string(folded)
}

// Search is what a person typed to search for.
type Search struct {
	// Words must all be there, the last perhaps only begun. Empty: nothing can be found.
	Words []string
	// pieces are what stands between spaces, as far as there are words in it.
	pieces []SearchNumber
}

// SearchNumber is what may be an order's number in a search, as it was typed: the words from First to before End.
type SearchNumber struct {
	Text       string
	First, End int
}

// NewSearch reads what was typed.
func NewSearch(text string) Search {
	var s Search
	for piece := range strings.FieldsSeq(text) {
		first := len(s.Words)
		for at := 0; at < len(piece) && len(s.Words) < maxSearchWords; {
			next, ok := nextWord(piece, at)
			if !ok {
				break
			}
			at = next.end
			word := foldSearch(piece[next.start:next.end])
			if word == "" {
				continue
			}
			if next.hash {
				word = "#" + word
			}
			s.Words = append(s.Words, word)
		}
		if len(s.Words) > first {
			s.pieces = append(s.pieces, SearchNumber{piece, first, len(s.Words)})
		}
	}
	return s
}

// Numbers returns what may be an order's number: each piece of the search with a digit, with and without the signs around it, and
// the whole search without its spaces and dashes, as parcels' numbers are printed in groups.
func (s Search) Numbers() (numbers []SearchNumber) {
	add := func(n SearchNumber) {
		length := utf8.RuneCountInString(n.Text)
		if length >= minOrderNumber && length <= maxOrderNumber && strings.ContainsAny(n.Text, "0123456789") && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	var whole strings.Builder
	for _, p := range s.pieces {
		add(p)
		add(SearchNumber{strings.TrimFunc(p.Text, func(r rune) bool { return !inWord(r) }), p.First, p.End})
		whole.WriteString(strings.ReplaceAll(p.Text, "-", ""))
	}
	add(SearchNumber{whole.String(), 0, len(s.Words)})
	return numbers
}

// Fits reports whether a word of a text, as SearchWords has it, is the i-th of the search.
func (s Search) Fits(i int, word string) bool {
	return word == s.Words[i] || i == len(s.Words)-1 && strings.HasPrefix(word, s.Words[i])
}

// Found is a piece of a fragment.
type Found struct {
	Text string
	Hit  bool
}

// hit is where a word of the search stands in a text.
type hit struct {
	stretch
	words uint // a bit for each word of the search that it is
}

// Fragment returns the part of a text where the most of the search is found, as one line, and how many of its words stand
// in the whole text; nothing when there are none.
func (s Search) Fragment(text string) (parts []Found, words int) {
	var hits []hit
	var all uint
	for at := 0; at < len(text); {
		next, ok := nextWord(text, at)
		if !ok {
			break
		}
		at = next.end
		folded := foldSearch(text[next.start:next.end])
		var is uint
		for i := range s.Words {
			if s.Fits(i, folded) || next.hash && s.Fits(i, "#"+folded) {
				is |= 1 << i
			}
		}
		if is != 0 {
			hits = append(hits, hit{next, is})
			all |= is
		}
	}
	if len(hits) == 0 {
		return nil, 0
	}
	return cut(text, hits), bits(all)
}

func bits(set uint) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}

// cut takes the stretch of the text that holds the most words of the search, and marks the hits in it.
func cut(text string, hits []hit) []Found {
	best, most := 0, 0
	for i := range min(len(hits), maxHits) {
		var in uint
		for _, h := range hits[i:] {
			if utf8.RuneCountInString(text[hits[i].start:min(h.end, hits[i].start+4*fragmentLength)]) > fragmentLength-fragmentLead {
				break
			}
			in |= h.words
		}
		if n := bits(in); n > most {
			best, most = i, n
		}
	}
	start := back(text, hits[best].start, fragmentLead)
	end := forth(text, start, fragmentLength)
	var parts []Found
	add := func(from, to int, hit bool) {
		if line := oneLine(text[from:to]); line != "" {
			parts = append(parts, Found{line, hit})
		}
	}
	at := start
	for _, h := range hits[best:] {
		if h.start >= end {
			break
		}
		add(at, h.start, false)
		at = min(h.end, end)
		add(h.start, at, true)
	}
	add(at, end, false)
	if start > 0 {
		parts = slices.Insert(parts, 0, Found{Text: "…"})
	}
	if end < len(text) {
		parts = append(parts, Found{Text: "…"})
	}
	return joined(parts)
}

// joined puts pieces of the same kind together.
func joined(parts []Found) []Found {
	var all []Found
	for _, p := range parts {
		if n := len(all); n > 0 && all[n-1].Hit == p.Hit {
			all[n-1].Text += p.Text
		} else {
			all = append(all, p)
		}
	}
	return all
}

// oneLine makes each run of white space one space.
func oneLine(s string) string {
	var line strings.Builder
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			if !blank {
				line.WriteByte(' ')
			}
			blank = true
			continue
		}
		blank = false
		line.WriteRune(r)
	}
	return line.String()
}

// back returns the beginning of a word up to so many characters before a place.
func back(text string, place, most int) int {
	start := place
	for range most {
		_, size := utf8.DecodeLastRuneInString(text[:start])
		if size == 0 {
			return 0
		}
		start -= size
	}
	if start == 0 {
		return 0
	}
	if i := strings.IndexFunc(text[start:place], unicode.IsSpace); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[start+i:])
		return start + i + size
	}
	return start
}

// forth returns the end of so many characters.
func forth(text string, start, most int) int {
	end := start
	for range most {
		_, size := utf8.DecodeRuneInString(text[end:])
		if size == 0 {
			break
		}
		end += size
	}
	return end
}
