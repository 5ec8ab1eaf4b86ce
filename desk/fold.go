package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FoldText is the form in which texts are looked through for phrases: without case and diacritics, each run of white space one
// space. Folding it again changes nothing.
func FoldText(s string) string {
	folded := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r >= rune(len(foldedLatin)) { // a mark may belong to the letter before
			return foldAny(s)
		}
		i += size
		if one := foldedLatin[r]; one != " " || len(folded) == 0 || folded[len(folded)-1] != ' ' {
			folded = append(folded, one...)
		}
	}
	return string(folded)
}

// foldedLatin are the letters of Europe's West and middle, most of what is written, folded beforehand.
var foldedLatin = func() (all [0x180]string) {
	for r := range all {
		all[r] = foldAny(string(rune(r)))
	}
	return all
}()

// foldAny folds a text of any letters.
func foldAny(s string) string {
	folded := make([]byte, 0, len(s))
	blank := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\ufffd")) {
		if unicode.IsSpace(r) {
			if !blank {
				folded = append(folded, ' ')
			}
			blank = true
			continue
		}
		plain(r, func(r rune) {
			blank = false
			folded = utf8.AppendRune(folded, r)
		})
	}
	return string(folded)
}

// plain gives the letters that a decomposed character is taken for when case and diacritics don't count: none for a mark.
func plain(r rune, add func(rune)) {
	switch r = unicode.ToLower(r); {
	case unicode.Is(unicode.Mn, r):
	case r == 'ł':
		add('l')
	case r == 'ø':
		add('o')
	case r == 'đ':
		add('d')
	case r == 'ß':
		add('s')
		add('s')
	default:
		add(r)
	}
}

// InWord reports whether a character is part of a word: a letter, a digit, or a mark on one.
func InWord(r rune) bool { return inWord(r) }
