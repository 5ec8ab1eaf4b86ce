package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// addresses come before a name. Behind one a single word may as well be a family name.
var addresses = []string{"pan", "pani", "p", "państwo", "mr", "mrs", "ms", "miss", "dr", "mgr", "inż", "inz", "prof"}

// firms are words that no person's name has.
var firms = []string{"sp", "spółka", "spolka", "s.a", "sa", "s.c", "sc", "z.o.o", "zoo", "phu", "p.h.u", "fhu", "f.h.u", "firma", "sklep", "ltd", "llc", "inc", "gmbh"}

// FirstName is the first name of somebody who gave the name: "Anna" of "Kowalska, Anna" and of "ANNA KOWALSKA". Empty
// where that would be a guess: an initial, a nickname with digits, a firm, an address. The name isn't inflected.
func FirstName(name string) string {
	if family, rest, ok := strings.Cut(name, ","); ok {
		if len(strings.Fields(family)) > 1 {
			return ""
		}
		name, _, _ = strings.Cut(rest, ",")
	}
	words := strings.Fields(name)
	for _, word := range words {
		if slices.Contains(firms, bare(word)) {
			return ""
		}
	}
	addressed := false
	for len(words) > 0 && slices.Contains(addresses, bare(words[0])) {
		words, addressed = words[1:], true
	}
	if len(words) == 0 || addressed && len(words) == 1 || !isName(words[0]) {
		return ""
	}
	return capitalised(words[0])
}

// bare is a word without its case and the dots at its end.
func bare(word string) string { return strings.ToLower(strings.TrimRight(word, ".")) }

// isName reports whether the word has two letters at least, and nothing but letters, hyphens and apostrophes inside.
func isName(word string) bool {
	letters := 0
	for _, r := range word {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsMark(r) && letters > 0:
		case strings.ContainsRune("-'’", r) && letters > 0:
		default:
			return false
		}
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	return letters > 1 && (unicode.IsLetter(last) || unicode.IsMark(last))
}

// capitalised writes a word that is in one case throughout as names are written; another one is meant as it is.
func capitalised(word string) string {
	if strings.ToUpper(word) != word && strings.ToLower(word) != word {
		return word
	}
	first := true
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			first = first || !unicode.IsMark(r)
			return r
		}
		if first {
			first = false
			return unicode.ToTitle(r)
		}
		return unicode.ToLower(r)
	}, word)
}
