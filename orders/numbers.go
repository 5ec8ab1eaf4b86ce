package orders

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// maxNumbers is how many numbers of one message are looked up.
	maxNumbers = 20
	// maxSearched is how much of a message is searched, in bytes.
	maxSearched = 16 << 10
	// minLabelled is the shortest number behind a word such as "zamówienie"; minBare of one that stands alone: shorter ones are
	// quantities, years, house numbers.
	minLabelled, minBare = 3, 6
	// maxNumber is the longest number that BaseLinker has (courier_package_nr).
	maxNumber = 40
)

// What is no order's number though it may look like one. They are tried in this order, on lower-case text with plain spaces and dashes.
var notNumbers = []*regexp.Regexp{
	// E-mail addresses.
	regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN.-]+`),
	// Bank accounts: with a country's letters, or a Polish one's 26 digits in its usual groups or none.
	regexp.MustCompile(`\b[a-z]{2} ?\d{2}(?: ?\d{4}){4,7}(?: ?\d{1,4})?\b`),
	regexp.MustCompile(`\b\d{2}(?:[ -]?\d{4}){6}\b`),
	// Phone numbers: with a country's prefix, behind a word that says so, or in their usual groups.
	regexp.MustCompile(`(?:\+|\b00)\d{2}[ -]?\d{3}[ -]?\d{3}[ -]?\d{3}\b`),
	regexp.MustCompile(`\b(?:tel|telefonu?|kom|kom[oó]rka|phone|mobile)\b[ .:nr]{0,8}\d[\d -]{5,14}\d\b`),
	regexp.MustCompile(`\b\d{3}[ -]\d{3}[ -]\d{3}\b`),
	regexp.MustCompile(`\b\d{2}[ -]\d{3}[ -]\d{2}[ -]\d{2}\b`),
	// Tax and other official numbers.
	regexp.MustCompile(`\b(?:nip|regon|pesel|krs|vat)\b[ .:a-z]{0,6}\d[\d -]{5,14}\d\b`),
	regexp.MustCompile(`\b\d{3}-\d{3}-\d{2}-\d{2}\b|\b\d{3}-\d{2}-\d{2}-\d{3}\b`),
	// Dates and hours.
	regexp.MustCompile(`\b(?:19|20)\d{2}[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])\b`),
	regexp.MustCompile(`\b(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)\d{2}\b`),
	regexp.MustCompile(`\b\d{1,2}:\d{2}(?::\d{2})?\b`),
	// Prices: with a currency on either side, or hundredths.
	regexp.MustCompile(`\d[\d ]*(?:[.,]\d{1,2})? ?(?:zł|zl|pln|eur|euro|usd|czk|gbp|€|\$|£|,-)`),
	regexp.MustCompile(`(?:€|\$|£|\b(?:pln|eur|usd|czk|gbp)) ?\d[\d ]*(?:[.,]\d{1,2})?`),
	regexp.MustCompile(`\b\d+,\d{1,2}\b`),
	// Postcodes.
	regexp.MustCompile(`\b\d{2}-\d{3}\b`),
}

var (
	// Marketplaces' ids, such as Allegro's.
	uuidShape = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	// Letters and digits in one: a letter's number of the post (RR123456789PL), couriers' (1Z…, JJD…, 13 digits and a U), shops' own.
	mixedShape = regexp.MustCompile(`[\pL\pN]{6,40}`)
	// Digits in one or in groups, with what names them before.
	digitShape = regexp.MustCompile(`(#|\b(?:zam[oó]wieni[aeu]m?|zam|nr|numer(?:ze|u|em)?|paczk[aięąe]|przesyłk[aięąe]|przesylk[aie]|order|number|no|parcel|tracking)\b[ .:#]{0,3})?\d+(?:[ -]\d+)*`)
	spaces     = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\t", " ", "‑", "-", "–", "-", "—", "-", "−", "-")
)

// NumbersIn finds what may be the number of an order or of a parcel in a customer's text: digits with or without spaces and dashes, and
// codes of letters and digits; in lower case, without spaces and dashes but for ids that have them, each once. Phone numbers, postcodes,
// bank accounts, tax numbers, dates and prices are told by their shape or by the word before them, and left out; what still is none
// names no order.
func NumbersIn(text string) []string {
	if len(text) > maxSearched {
		text = strings.ToValidUTF8(text[:maxSearched], "")
	}
	text = spaces.Replace(strings.ToLower(text))
	found := collector{}
	text = uuidShape.ReplaceAllStringFunc(text, func(id string) string {
		found.add(id)
		return "|"
	})
	for _, shape := range notNumbers {
		text = shape.ReplaceAllString(text, "|")
	}
	for _, token := range mixedShape.FindAllString(text, -1) {
		if digits := countDigits(token); digits >= 4 && digits < utf8.RuneCountInString(token) && isPlain(token) {
			found.add(token)
		}
	}
	for _, at := range digitShape.FindAllStringSubmatchIndex(text, -1) {
		if joinsLetter(text, at[0], at[1], at[2] >= 0) {
			continue // a part of a code
		}
		label, digits := "", text[at[0]:at[1]]
		if at[2] >= 0 {
			label, digits = text[at[2]:at[3]], text[at[3]:at[1]]
		}
		found.addGroups(strings.FieldsFunc(digits, func(r rune) bool { return r == ' ' || r == '-' }), label != "")
	}
	return found.numbers
}

// collector keeps numbers, each once, up to maxNumbers.
type collector struct{ numbers []string }

func (c *collector) add(number string) {
	if len(c.numbers) < maxNumbers && len(number) <= maxNumber && !slices.Contains(c.numbers, number) {
		c.numbers = append(c.numbers, number)
	}
}

// addGroups takes groups of digits together, and each that is long enough by itself: "zamówienie 123456 2 sztuki".
func (c *collector) addGroups(groups []string, labelled bool) {
	shortest := minBare
	if labelled {
		shortest = minLabelled
	}
	if joined := strings.Join(groups, ""); len(joined) >= shortest {
		c.addDigits(joined)
	}
	if len(groups) == 1 {
		return
	}
	for i, g := range groups {
		if i > 0 {
			shortest = minBare // the label names the first
		}
		if len(g) >= shortest {
			c.addDigits(g)
		}
	}
}

func (c *collector) addDigits(number string) {
	c.add(number)
	// BaseLinker keeps shops' numbers without zeros before them.
	if short := strings.TrimLeft(number, "0"); len(short) >= minLabelled && short != number {
		c.add(short)
	}
}

func countDigits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

func isPlain(s string) bool { return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == "" }

// joinsLetter reports whether a letter stands directly at the digits, so that they are a part of something else.
func joinsLetter(text string, from, to int, labelled bool) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	isLetter := func(r rune) bool {
		return r != utf8.RuneError && strings.ContainsRune("abcdefghijklmnopqrstuvwxyząćęłńóśźż", r)
	}
	return !labelled && isLetter(before) || isLetter(after)
}
