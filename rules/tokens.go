package rules

import (
	"slices"
	"strings"
	"unicode"
)

type tokenKind int

const (
	word tokenKind = iota // a name, a function, true, false
	number
	quoted  // text in quotes
	sign    // an operator, in signs or in a word; a dot, a comma
	bracket // ( ) [ ]
	refused // a sign of expr's that conditions don't use
)

// token is a word or sign of a condition. Text is what it means: = is read as ==, with an error.
type token struct {
	span
	kind tokenKind
	text string
}

func (t token) is(texts ...string) bool {
	return (t.kind == sign || t.kind == bracket) && slices.Contains(texts, t.text)
}

// comment is one of a condition, without its signs.
type comment struct {
	span
	text string
}

// wordSigns are the operators in words.
var wordSigns = []string{"and", "or", "not", "in", "contains", "matches", "startsWith", "endsWith"}

// refusedWords begin what expr knows and conditions don't.
var refusedWords = []string{"let", "if", "else", "nil"}

// signs, the longer before those they begin with. What is written instead of another has that beside it.
var signs = []struct{ text, meant string }{
	{"===", "=="}, {"!==", "!="}, {"==", ""}, {"!=", ""}, {"=>", ">="}, {"=<", "<="}, {">=", ""}, {"<=", ""}, {"<>", "!="},
	{"&&", ""}, {"||", ""}, {"=", "=="}, {"<", ""}, {">", ""}, {"!", ""}, {"&", "and"}, {"|", "or"},
	{"≥", ">="}, {"≤", "<="}, {"≠", "!="}, {"–", "-"}, {"−", "-"}, {"—", "-"},
	{"+", ""}, {"-", ""}, {"*", ""}, {"/", ""}, {"%", ""}, {",", ""}, {".", ""},
}

// refusedSigns, likewise.
var refusedSigns = []string{"...", "..", "?.", "??", "?", "**", "^", "::", ":", ";", "{", "}", "#"}

// quotes are those people type or paste, beside the straight ones.
const quotes = "„”“‟‚’‘‛«»‹›"

// closing are the quotes that close what each of them opens, in one language or another; people mix in straight ones.
var closing = map[rune]string{
	'„': `”“"`, '“': `”“"`, '”': `”"`, '‟': `”"`, '‚': `’‘'`, '‘': `’‘'`, '’': `’'`, '‛': `’'`,
	'«': "»", '»': "«»", '‹': "›", '›': "‹›",
}

// scanner takes a condition apart into tokens. It knows what expr's own does, and the slips it doesn't explain.
type scanner struct {
	text     []rune
	at       int
	tokens   []token
	comments []comment
	found    *findings
}

func scan(source string, found *findings) ([]token, []comment) {
	s := &scanner{text: []rune(source), found: found}
	for s.at < len(s.text) {
		s.next()
	}
	return s.tokens, s.comments
}

func (s *scanner) peek(ahead int) rune {
	if s.at+ahead >= len(s.text) {
		return -1
	}
	return s.text[s.at+ahead]
}

func (s *scanner) begins(text string) bool {
	for i, r := range []rune(text) {
		if s.peek(i) != r {
			return false
		}
	}
	return true
}

// emit adds the token from a place up to where the scanner is.
func (s *scanner) emit(from int, kind tokenKind, text string) span {
	at := span{from, s.at}
	s.tokens = append(s.tokens, token{at, kind, text})
	return at
}

func letter(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) }

func (s *scanner) next() {
	from, r := s.at, s.text[s.at]
	switch {
	case unicode.IsSpace(r):
		s.at++
	case s.begins("//"):
		for s.at < len(s.text) && s.text[s.at] != '\n' {
			s.at++
		}
		s.comment(from, s.at, 2, 0)
	case s.begins("/*"):
		s.blockComment()
	case r == '"' || r == '\'':
		s.quoted(r)
	case r == '`':
		s.raw()
	case strings.ContainsRune(quotes, r):
		s.foreignQuotes()
	case '0' <= r && r <= '9' || r == '.' && '0' <= s.peek(1) && s.peek(1) <= '9':
		s.number()
	case letter(r):
		for s.at < len(s.text) && (letter(s.text[s.at]) || unicode.IsDigit(s.text[s.at])) {
			s.at++
		}
		s.word(from, string(s.text[from:s.at]))
	case strings.ContainsRune("()[]", r):
		s.at++
		s.emit(from, bracket, string(r))
	default:
		s.sign()
	}
}

func (s *scanner) word(from int, text string) {
	afterDot := len(s.tokens) > 0 && s.tokens[len(s.tokens)-1].is(".")
	switch {
	case afterDot:
		s.emit(from, word, text)
	case slices.Contains(wordSigns, text):
		s.emit(from, sign, text)
	case slices.Contains(refusedWords, text):
		s.emit(from, refused, text)
	default:
		s.emit(from, word, text)
	}
}

func (s *scanner) comment(from, to, lead, trail int) {
	text := strings.TrimSpace(string(s.text[from+lead : max(to-trail, from+lead)]))
	s.comments = append(s.comments, comment{span{from, to}, text})
}

func (s *scanner) blockComment() {
	from := s.at
	for s.at += 2; s.at < len(s.text); s.at++ {
		if s.begins("*/") {
			s.at += 2
			s.comment(from, s.at, 2, 2)
			return
		}
	}
	s.found.err(span{from, s.at}, codeComment)
}

// quoted reads a text in straight quotes. Its escapes expr checks.
func (s *scanner) quoted(quote rune) {
	from := s.at
	for s.at++; s.at < len(s.text) && s.text[s.at] != '\n'; s.at++ {
		switch s.text[s.at] {
		case '\\':
			if s.at+1 < len(s.text) && s.text[s.at+1] != '\n' {
				s.at++
			}
		case quote:
			s.at++
			s.emit(from, quoted, string(s.text[from:s.at]))
			return
		}
	}
	s.found.err(s.emit(from, quoted, string(s.text[from:s.at])), codeQuoteMissing, "quote", string(quote))
}

// raw reads a text in backticks; two of them stand for one.
func (s *scanner) raw() {
	from := s.at
	for s.at++; s.at < len(s.text); s.at++ {
		if s.text[s.at] != '`' {
			continue
		}
		if s.peek(1) == '`' {
			s.at++
			continue
		}
		s.at++
		s.emit(from, quoted, string(s.text[from:s.at]))
		return
	}
	s.found.err(s.emit(from, quoted, string(s.text[from:s.at])), codeQuoteMissing, "quote", "`")
}

// foreignQuotes reads a text in other quotes as what it is meant to be.
func (s *scanner) foreignQuotes() {
	from, end := s.at, s.foreignEnd()
	if end < 0 {
		for s.at < len(s.text) && s.text[s.at] != '\n' {
			s.at++
		}
		s.found.err(s.emit(from, quoted, `""`), codeQuoteMissing, "quote", `"`)
		return
	}
	s.at = end + 1
	fix := quote(string(s.text[from+1 : end]))
	s.found.errFix(s.emit(from, quoted, fix), codeQuoteKind, fix)
}

// foreignEnd is where the text ends that a foreign quote opens: at the first that closes such a one, else at the line's last foreign
// quote; -1 where there is none.
func (s *scanner) foreignEnd() int {
	partners, last := closing[s.text[s.at]], -1
	for i := s.at + 1; i < len(s.text) && s.text[i] != '\n'; i++ {
		r := s.text[i]
		apostrophe := (r == '’' || r == '\'') && letter(s.text[i-1]) && i+1 < len(s.text) && letter(s.text[i+1])
		if strings.ContainsRune(partners, r) && !apostrophe {
			return i
		}
		if strings.ContainsRune(quotes, r) {
			last = i
		}
	}
	return last
}

func (s *scanner) number() {
	from := s.at
	digits := func() {
		for '0' <= s.peek(0) && s.peek(0) <= '9' {
			s.at++
		}
	}
	digits()
	if s.peek(0) == '.' && '0' <= s.peek(1) && s.peek(1) <= '9' {
		s.at++
		digits()
	}
	bad := false
	for s.at < len(s.text) && (letter(s.text[s.at]) || unicode.IsDigit(s.text[s.at])) {
		s.at++
		bad = true
	}
	at := s.emit(from, number, string(s.text[from:s.at]))
	if bad || s.at-from > 15 {
		s.found.err(at, codeNumber, "text", string(s.text[from:s.at]))
	}
}

func (s *scanner) sign() {
	from := s.at
	for _, text := range refusedSigns {
		if s.begins(text) {
			s.at += len(text)
			s.emit(from, refused, text)
			return
		}
	}
	for _, known := range signs {
		if !s.begins(known.text) {
			continue
		}
		s.at += len([]rune(known.text))
		if known.meant == "" {
			s.emit(from, sign, known.text)
		} else {
			s.found.errFix(s.emit(from, sign, known.meant), codeOperatorSlip, known.meant, "text", known.text)
		}
		return
	}
	s.at++
	s.found.err(span{from, s.at}, codeCharacter, "character", string(s.text[from]))
}

// quote writes a text as conditions have it: one with a backslash in backticks, where it needn't be doubled.
func quote(text string) string {
	if strings.Contains(text, `\`) && !strings.ContainsAny(text, "`\n\r") {
		return "`" + text + "`"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		case '\r':
			b.WriteString(`\r`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
