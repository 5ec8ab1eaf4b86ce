package rules

import (
	"strings"
	"unicode/utf8"

	"rozmowa/desk"
)

// folds keeps folded texts, so that many conditions that look through the same text fold it once.
type folds struct {
	kept [8]struct {
		text   string
		folded *foldedText
	}
	next int
}

// fold returns a text as desk.FoldText has it. The texts of one ticket are the same strings each time, so that comparing them
// compares their addresses.
func (f *folds) fold(text string) *foldedText {
	for i := range f.kept {
		if k := &f.kept[i]; k.folded != nil && k.text == text {
			return k.folded
		}
	}
	folded := newFoldedText(desk.FoldText(text))
	f.kept[f.next].text, f.kept[f.next].folded = text, folded
	f.next = (f.next + 1) % len(f.kept)
	return folded
}

// foldedText is a text to look through, folded. Of a long one it knows which three bytes stand beside each other anywhere: most
// phrases aren't in it, and that tells so at once.
type foldedText struct {
	text  string
	grams *[1 << 10]uint64 // a bit for each of 65,536 kinds of three bytes; nil for a short text
}

// longText is the length from which noting what is in a text pays, in bytes.
const longText = 256

func newFoldedText(text string) *foldedText {
	f := &foldedText{text: text}
	if len(text) >= longText {
		f.grams = new([1 << 10]uint64)
		for i := 2; i < len(text); i++ {
			word, bit := gram(text, i)
			f.grams[word] |= bit
		}
	}
	return f
}

// gram is the place of the three bytes that end at i.
func gram(text string, i int) (word int, bit uint64) {
	kind := (uint(text[i-2])<<10 ^ uint(text[i-1])<<5 ^ uint(text[i])) & 0xffff
	return int(kind >> 6), 1 << (kind & 63)
}

// mayHave reports whether a phrase can be anywhere in the text.
func (f *foldedText) mayHave(phrase string) bool {
	if f.grams == nil {
		return true
	}
	for i := 2; i < len(phrase); i++ {
		if word, bit := gram(phrase, i); f.grams[word]&bit == 0 {
			return false
		}
	}
	return true
}

// foldPhrase is the form of a phrase to look for. White space round it counts for nothing.
func foldPhrase(phrase string) string { return strings.TrimSpace(desk.FoldText(phrase)) }

// hasWord reports whether a folded text has a folded phrase with no letter or digit right before or behind it.
func hasWord(text, phrase string) bool {
	if phrase == "" {
		return false
	}
	for at := 0; ; {
		i := strings.Index(text[at:], phrase)
		if i < 0 {
			return false
		}
		from := at + i
		to := from + len(phrase)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		behind, _ := utf8.DecodeRuneInString(text[to:])
		if (from == 0 || !desk.InWord(before)) && (to == len(text) || !desk.InWord(behind)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[from:])
		at = from + size
	}
}
