package classify

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What Mask puts in the place of personal data.
const (
	maskLink    = "[link]"
	maskEmail   = "[e-mail]"
	maskPhone   = "[phone]"
	maskAccount = "[account]"
	maskCard    = "[card]"
	maskNumber  = "[number]"
	maskAddress = "[address]"
	maskName    = "[name]"
)

// Beginnings of words are told by what stands before: \b knows only ASCII.
const (
	begin  = `(^|[^\p{L}\p{N}])`
	street = `(?:[Uu][Ll]\.?|[Uu]lic[aąęyi]|[Aa][Ll]\.|[Aa]lej[aeięą]|[Oo][Ss]\.|[Oo]siedl[eau]|[Pp][Ll]\.|[Pp]lac[u]?)`
	house  = `\p{Nd}+\p{L}?(?:\s?(?:/|m\.?|lok\.?)\s?\p{Nd}+\p{L}?)?`
	proper = `\p{Lu}[\p{L}\p{M}'’-]+`
)

var (
	links  = regexp.MustCompile(`(?i)(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>"„”]+`)
	emails = regexp.MustCompile(`[^\s@<>()\[\],;:"„”]+\s?(?:@|\(at\)|\[at\])\s?[\p{L}\p{N}][\p{L}\p{N}.-]*`)
	ibans  = regexp.MustCompile(begin + `[A-Za-z]{2}\p{Nd}{2}(?:[ -]?[A-Za-z\p{Nd}]{4}){3,7}(?:[ -]?[A-Za-z\p{Nd}]{1,3})?`)
	// Digits with a few separators between them, and words with digits in them.
	digits  = regexp.MustCompile(`\+?\(?\p{Nd}(?:[ \x{00a0}\t]?[-–./()\x{00a0} ]?[ \x{00a0}]?\p{Nd}){3,}`)
	years   = regexp.MustCompile(`\p{Nd}{4}`)
	codes   = regexp.MustCompile(`[\p{L}\p{Nd}][\p{L}\p{Nd}/_-]*\p{Nd}[\p{L}\p{Nd}/_-]*`)
	numbers = regexp.MustCompile(`(?i)` + begin + `((?:nr|no|numer\p{L}*|number|zam|zamówieni\p{L}*|zamowieni\p{L}*|order|fakt\p{L}*|invoice|fv|paczk\p{L}*|przesyłk\p{L}*|nip|pesel|rma|r/)\.?\s*[:#]?\s*|#\s?)[\p{L}]{0,4}[/-]?\p{Nd}[\p{L}\p{Nd}/_-]*`)

	streets = regexp.MustCompile(begin + street + `\s+[^\n,;?!]{2,40}?\s` + house)
	// Streets without the word: adjectives, which most are.
	adjectives = regexp.MustCompile(begin + `\p{Lu}\p{L}+(?:sk|ck|dzk|ow|n|cz)(?:a|ą|iej|ej|iego|ego)\s` + house)
	roads      = regexp.MustCompile(`(?i)\p{Nd}+\p{L}?,?\s(?:\p{L}+\s){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|close|court|square|terrace)\b`)
	postcodes  = regexp.MustCompile(begin + `\p{Nd}{2}\s?[-–]\s?\p{Nd}{3}(?:\s+` + proper + `(?:[ -]` + proper + `)?)?`)
	ukCodes    = regexp.MustCompile(`(?i)` + begin + `[a-z]{1,2}\p{Nd}[a-z\p{Nd}]?\s?\p{Nd}[a-z]{2}(?:[^\p{L}\p{N}]|$)`)

	titled = regexp.MustCompile(begin + `((?:[Pp]an(?:i|a|u|em|ią|ie)?|PAN(?:I|A|U)?|Mr|Mrs|Ms|Miss|Dr|[Dd]r|inż|mgr)\.?\s+)(?:` + proper + `)(?:\s+` + proper + `)?`)
	// named are followed by a name however it is written.
	named  = regexp.MustCompile(`(?i)` + begin + `((?:nazywam się|nazywam sie|mam na imię|mam na imie|na nazwisko|imię i nazwisko|imie i nazwisko|my name is|my name's|name:)\s*:?\s+)[\p{L}\p{M}'’-]+(?:[ \t]+[\p{L}\p{M}'’-]+)?`)
	signed = regexp.MustCompile(begin + `((?i:pozdrawiam(?:y)?|pozdrowienia|pozdrowieniami|poważaniem|powazaniem|wyrazami szacunku|regards|wishes|sincerely|faithfully|cheers|best|thanks|dziękuję|dzięki|dziekuje)(?:[ \t]+\p{Ll}+){0,2}[\s,.!–-]+)` + proper + `(?:[ \t]+` + proper + `){0,2}`)
	// surnames have endings that little else has.
	surnames = regexp.MustCompile(begin + proper + `[ \t]+\p{Lu}[\p{L}\p{M}-]*(?:sk|ck|dzk)(?:i|a|iego|iemu|im|iej|ą)(?:[^\p{L}\p{N}]|$)|` + begin + proper + `[ \t]+\p{Lu}[\p{L}\p{M}-]*(?:wicz|czyk|iak|czak)(?:a|owi|em)?(?:[^\p{L}\p{N}]|$)`)
)

// Mask takes out of a message what tells who wrote it, before it leaves the house: addresses of mail and places, links,
// numbers of phones, accounts, cards, orders and parcels, and names where they can be told by what stands beside them. It
// rather takes too much than too little; a name in the middle of a sentence, without a title or a Polish ending, stays.
func Mask(message string) string {
	s := strings.ToValidUTF8(message, "�")
	s = links.ReplaceAllString(s, maskLink)
	s = emails.ReplaceAllString(s, maskEmail)
	s = ibans.ReplaceAllStringFunc(s, func(m string) string {
		if count(m) < 10 {
			return m
		}
		return lead(m) + maskAccount
	})
	s = streets.ReplaceAllString(s, "${1}"+maskAddress)
	s = adjectives.ReplaceAllString(s, "${1}"+maskAddress)
	s = roads.ReplaceAllString(s, maskAddress)
	s = postcodes.ReplaceAllString(s, "${1}"+maskAddress)
	s = ukCodes.ReplaceAllStringFunc(s, func(m string) string { return lead(m) + maskAddress + trail(m) })
	s = codes.ReplaceAllStringFunc(s, func(m string) string {
		if count(m) < 4 || strings.IndexFunc(m, unicode.IsLetter) < 0 {
			return m
		}
		return maskNumber
	})
	s = digits.ReplaceAllStringFunc(s, maskDigits)
	s = numbers.ReplaceAllString(s, "${1}${2}"+maskNumber)
	s = titled.ReplaceAllString(s, "${1}${2}"+maskName)
	s = named.ReplaceAllString(s, "${1}${2}"+maskName)
	s = signed.ReplaceAllString(s, "${1}${2}"+maskName)
	s = surnames.ReplaceAllStringFunc(s, func(m string) string { return lead(m) + maskName + trail(m) })
	return signature(s)
}

// lead and trail are the character that an expression needs before and after, when it isn't of the thing itself.
func lead(m string) string {
	if r, size := utf8.DecodeRuneInString(m); !unicode.IsLetter(r) && !unicode.IsNumber(r) {
		return m[:size]
	}
	return ""
}

func trail(m string) string {
	last := []rune(m)
	if r := last[len(last)-1]; !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
		return string(r)
	}
	return ""
}

func count(s string) (n int) {
	for _, r := range s {
		if unicode.Is(unicode.Nd, r) {
			n++
		}
	}
	return n
}

// maskDigits says what a number with so many digits is likely to be. Of up to six with marks between them, dates and
// hours, nothing is hidden.
func maskDigits(m string) string {
	n := count(m)
	plain := strings.IndexFunc(m, func(r rune) bool { return !unicode.Is(unicode.Nd, r) }) < 0
	switch {
	case n >= 24:
		return maskAccount
	case n >= 13 && n <= 19 && luhn(m):
		return maskCard
	case n == 9 || strings.HasPrefix(m, "+") || n == 11 && strings.HasPrefix(m, "48"):
		return maskPhone
	case n <= 6 && !plain && !years.MatchString(m):
		return m
	}
	return maskNumber
}

// luhn reports whether digits end with the check digit of cards.
func luhn(s string) bool {
	sum, double := 0, false
	for _, r := range slices.Backward([]rune(s)) {
		if r < '0' || r > '9' {
			continue
		}
		d := int(r - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, double = sum+d, !double
	}
	return sum%10 == 0
}

// signature hides the last line when it is nothing but a name: up to three capitalised words.
func signature(s string) string {
	body := strings.TrimRightFunc(s, unicode.IsSpace)
	at := strings.LastIndexByte(body, '\n')
	if at < 0 {
		return s
	}
	words := strings.Fields(strings.Trim(body[at+1:], " \t.,!-–"))
	if len(words) == 0 || len(words) > 3 {
		return s
	}
	for _, word := range words {
		first, rest := []rune(word)[0], []rune(word)[1:]
		if !unicode.IsUpper(first) || slices.ContainsFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '-' }) {
			return s
		}
	}
	return body[:at+1] + maskName
}
