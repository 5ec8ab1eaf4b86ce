package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of texts, in characters (Unicode code points).
const (
	MaxBody    = 10_000
	MaxName    = 120
	MaxEmail   = 254
	MaxSubject = 200
	MaxPageURL = 2_000
	// PreviewLength is how much of the last message a list shows.
	PreviewLength = 140
)

// CleanBody checks a message's text: valid UTF-8, not blank, at most MaxBody characters. Line endings
// become \n and other control characters than tab are refused (Postgres can't hold NUL, people can't see
// the rest). The text is otherwise kept as it was typed.
func CleanBody(field, s string) (string, error) {
	s = lineEndings.Replace(s)
	if err := checkText(field, s, MaxBody, true); err != nil {
		return "", err
	}
	if strings.TrimFunc(s, isBlank) == "" {
		return "", InvalidField(field, "empty", "the text is empty")
	}
	return s, nil
}

var lineEndings = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// CleanLine checks a one-line text such as a name and trims it. It may come out empty, and does when a reader
// would see nothing.
func CleanLine(field, s string, limit int) (string, error) {
	if err := checkText(field, s, limit, false); err != nil {
		return "", err
	}
	if strings.TrimFunc(s, isBlank) == "" {
		return "", nil
	}
	return strings.TrimSpace(s), nil
}

// CleanEmail checks that an address looks like one and trims it. Whether it exists only a mail tells,
// so the check is small: one @ with something on both sides, a dot inside the domain, nothing blank or
// invisible (it comes along with copied addresses).
func CleanEmail(field, s string) (string, error) {
	s, err := CleanLine(field, s, MaxEmail)
	if err != nil {
		return "", err
	}
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || strings.ContainsFunc(s, isBlank) || strings.Contains(domain, "@") ||
		!strings.Contains(domain, ".") || slices.Contains(strings.Split(domain, "."), "") {
		return "", InvalidField(field, "email", "not an e-mail address")
	}
	return s, nil
}

// NormalEmail is the form in which addresses are compared.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Preview is the beginning of a text on one line, at most PreviewLength characters.
func Preview(s string) string {
	words := strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(words) <= PreviewLength {
		return words
	}
	runes := []rune(words)
	return strings.TrimRightFunc(string(runes[:PreviewLength-1]), unicode.IsSpace) + "…"
}

func checkText(field, s string, limit int, lines bool) error {
	if !utf8.ValidString(s) {
		return InvalidField(field, "utf8", "the text is not valid UTF-8")
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return InvalidField(field, "too_long", "%d characters, at most %d are allowed", n, limit)
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) || !lines && (r == '\u2028' || r == '\u2029') {
			return InvalidField(field, "control_character", "the text holds a control character (U+%04X)", r)
		}
	}
	return nil
}

// isBlank reports what a reader sees as nothing: white space and the invisible format characters.
func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }
