package rules

import (
	"strings"
	"unicode/utf8"

	"rozmowa/desk"
)

// folds keeps folded texts, so that many conditions that look through the same text fold it once.
type folds struct {
	kept [8]struct{ text, folded string }
	next int
}

// fold returns a text as desk.FoldText has it. The texts of one ticket are the same strings each time, so that comparing them
// compares their addresses.
func (f *folds) fold(text string) string {
	if len(text) == 0 {
		return ""
	}
	for i := range f.kept {
		if f.kept[i].text == text {
			return f.kept[i].folded
		}
	}
	folded := desk.FoldText(text)
	f.kept[f.next].text, f.kept[f.next].folded = text, folded
	f.next = (f.next + 1) % len(f.kept)
	return folded
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
