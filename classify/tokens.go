package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rozmowa/desk"
)

const (
	// maxText is how much of a message is looked at, in characters.
	maxText = 4000
	// maxWord is how much of a word is looked at, in bytes.
	maxWord = 40
	// maxWords is how many words of a message are looked at.
	maxWords = 800
)

// token is a word of a message.
type token struct {
	word     string // folded; # for a number
	clause   int    // changes with every mark, and with "but"
	sentence int
	capitals bool // of three letters and more, all capital
	quoted   bool // stands alone, or with one more, in quotation marks
}

// text is a message as it is looked at.
type text struct {
	tokens            []token
	sentences, clause int // the present ones while it is read
	// asks is which sentences end with a question mark.
	asks                           map[int]bool
	exclamations, questions, dots  int
	capitals, letters, foreign     int // letters: all; foreign: of scripts or languages that aren't told
	polish                         int // letters that only Polish has
	smiles, frowns, rolls, quoting int // emoji and emoticons, and words in quotation marks
}

// read breaks a message into words and marks. It takes any bytes.
func read(s string) *text {
	t := &text{tokens: make([]token, 0, 32), asks: map[int]bool{}}
	s = head(s)
	open := -1
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		if unicode.IsLetter(r) || unicode.IsNumber(r) && !isEmoji(r) {
			end := wordEnd(s, at)
			if len(t.tokens) < maxWords {
				t.add(s[at:end])
			}
			at = end
			continue
		}
		if n := t.emoticon(s, at); n > 0 {
			at += n
			continue
		}
		switch r {
		case '.', '!', '?', '\n', '…':
			t.mark(s, at, r)
			t.clause++
		case ',', ';', ':', '(', ')', '–', '—':
			t.clause++
		case '"', '„', '”', '“', '«', '»':
			if open >= 0 && len(t.tokens) > open && len(t.tokens) <= open+2 {
				for i := open; i < len(t.tokens); i++ {
					t.tokens[i].quoted = true
					t.quoting++
				}
				open = -1
			} else {
				open = len(t.tokens)
			}
		default:
			t.emoji(r)
		}
		at += size
	}
	if n := len(t.tokens); n > 0 {
		t.sentences = t.tokens[n-1].sentence + 1
	}
	return t
}

// head is the part of a message that is looked at.
func head(s string) string {
	if len(s) <= maxText {
		return s
	}
	n := 0
	for i := range s {
		if n == maxText {
			return s[:i]
		}
		n++
	}
	return s
}

func wordEnd(s string, at int) int {
	for i, r := range s[at:] {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\'' && r != '’' || isEmoji(r) {
			return at + i
		}
	}
	return len(s)
}

// add puts a word behind the others.
func (t *text) add(raw string) {
	capital, letters, digit := 0, 0, false
	for _, r := range raw {
		switch {
		case unicode.IsUpper(r):
			capital++
			letters++
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digit = true
		}
		switch {
		case r < utf8.RuneSelf:
		case strings.ContainsRune("ąćęłńśźżĄĆĘŁŃŚŹŻ", r):
			t.polish++
		case unicode.IsLetter(r) && r != 'ó' && r != 'Ó':
			t.foreign++
		}
	}
	t.letters += letters
	word := "#"
	if letters > 0 && (!digit || letters > 1) {
		word = fold(raw)
	}
	if word == "" {
		return
	}
	if contrast[word] {
		t.clause++
	}
	shout := letters >= 3 && capital == letters
	if shout {
		t.capitals++
	}
	t.tokens = append(t.tokens, token{word: word, clause: t.clause, sentence: t.sentences, capitals: shout})
}

// mark ends a sentence, unless it is a dot within a number or an abbreviation.
func (t *text) mark(s string, at int, r rune) {
	n := len(t.tokens)
	switch r {
	case '!':
		t.exclamations++
	case '?':
		t.questions++
		if n > 0 {
			t.asks[t.tokens[n-1].sentence] = true
		}
	case '…':
		t.dots++
	case '.':
		if strings.HasPrefix(s[at:], "..") {
			t.dots++
		} else if at+1 < len(s) && s[at+1] != ' ' && s[at+1] != '\n' || n > 0 && len(t.tokens[n-1].word) <= 3 && abbreviations[t.tokens[n-1].word] {
			return
		}
	}
	if n > 0 && t.tokens[n-1].sentence == t.sentences {
		t.sentences++
	}
}

var abbreviations = map[string]bool{"nr": true, "ul": true, "zam": true, "szt": true, "np": true, "tzn": true, "ok": true, "tys": true, "itd": true, "st": true, "no": false}

// contrast is where a sentence turns: what is said before doesn't reach behind it.
var contrast = map[string]bool{"ale": true, "lecz": true, "jednak": true, "but": true, "however": true}

// fold is a word without case, diacritics and letters drawn out, as package desk folds what is searched for.
func fold(word string) string {
	if len(word) > 4*maxWord {
		word = strings.ToValidUTF8(word[:4*maxWord], "")
	}
	ascii := true
	for i := 0; i < len(word); i++ {
		if c := word[i]; c >= utf8.RuneSelf || c == '\'' {
			ascii = false
			break
		}
	}
	if ascii {
		word = strings.ToLower(word)
	} else {
		words := desk.SearchWords(strings.NewReplacer("'", "", "’", "").Replace(word))
		if len(words) == 0 {
			return ""
		}
		word = words[0]
	}
	if len(word) > maxWord {
		word = strings.ToValidUTF8(word[:maxWord], "")
	}
	return undrawn(word)
}

// undrawn makes runs of three and more of a letter one: suuuper.
func undrawn(word string) string {
	run := 1
	for i := 1; i < len(word); i++ {
		if word[i] != word[i-1] {
			run = 1
			continue
		}
		if run++; run == 3 && word[i] < utf8.RuneSelf {
			short := make([]byte, 0, len(word))
			for j := 0; j < len(word); {
				k := j
				for k < len(word) && word[k] == word[j] {
					k++
				}
				if k-j >= 3 {
					short = append(short, word[j])
				} else {
					short = append(short, word[j:k]...)
				}
				j = k
			}
			return string(short)
		}
	}
	return word
}

// Faces, and signs of the hand and heart.
const (
	smiling  = "😀😁😂😃😄😅😆😇😉😊😋😍😎😘🙂🤗🤩🥰🥳👍👌👏💪🙌❤♥💕💖💛💚💙💜🧡😻✨🎉🌹🌷🔥💯☺"
	frowning = "😒😞😟😠😡😢😣😤😥😩😫😭😰😱😳😖😔😕🙁☹😾🤬🤢🤮👎💔🤦😐😑💩🖕😿"
	rolling  = "🙄🤡🙃🤔😏"
)

func isEmoji(r rune) bool { return r >= 0x2600 && r <= 0x27BF || r >= 0x1F000 && r <= 0x1FAFF }

func (t *text) emoji(r rune) {
	if !isEmoji(r) && r < 0x2000 {
		return
	}
	switch {
	case strings.ContainsRune(smiling, r):
		t.smiles++
	case strings.ContainsRune(frowning, r):
		t.frowns++
	case strings.ContainsRune(rolling, r):
		t.rolls++
	}
}

// emoticon reads one like :) and returns its length; 0: there is none.
func (t *text) emoticon(s string, at int) int {
	switch s[at] {
	case ':', ';', '<', '=':
	default:
		return 0
	}
	for _, e := range []struct {
		mark  string
		count *int
	}{
		{":)", &t.smiles}, {":-)", &t.smiles}, {";)", &t.smiles}, {";-)", &t.smiles}, {":D", &t.smiles}, {":-D", &t.smiles},
		{"=)", &t.smiles}, {"<3", &t.smiles}, {":*", &t.smiles}, {":(", &t.frowns}, {":-(", &t.frowns}, {":/", &t.frowns},
		{":-/", &t.frowns}, {":'(", &t.frowns}, {"=(", &t.frowns},
	} {
		if strings.HasPrefix(s[at:], e.mark) {
			if e.mark == ":/" && strings.HasPrefix(s[at:], "://") {
				return 3
			}
			*e.count++
			return len(e.mark)
		}
	}
	return 0
}
