package baselinker

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// object is a JSON object whose members are read one by one, each in whatever type it comes, so that an odd one costs nothing
// but itself. PHP writes numbers as texts and back, false and null for nothing, and lists for maps that are empty.
type object map[string]json.RawMessage

// How long texts may be, in characters: well above what is documented, so that only nonsense is cut.
const (
	maxShort = 300  // names, numbers, addresses
	maxLong  = 2000 // comments
	maxURL   = 2000
)

// limits of numbers, so that no order's total overflows.
const (
	maxMoney    = 1_000_000_000_00 // a milliard
	maxQuantity = 100_000
	maxProducts = 500
)

// of reads an object; not ok: it is something else.
func of(raw json.RawMessage) (o object, ok bool) {
	return o, json.Unmarshal(raw, &o) == nil && o != nil
}

// rows returns what a list holds, or a map that stands for one, in its order: none for null, false and an empty text. Not ok: it
// isn't there, or is something else.
func rows(raw json.RawMessage) (values []json.RawMessage, ok bool) {
	members, ok := entries(raw)
	for _, m := range members {
		values = append(values, m.value)
	}
	return values, ok
}

// entry is a member of a map, or of a list with its index.
type entry struct {
	key   string
	value json.RawMessage
}

// entries returns a map's members in their order; a list's have their indexes for keys.
func entries(raw json.RawMessage) (members []entry, ok bool) {
	switch string(raw) {
	case "null", "false", `""`:
		return nil, true
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	opening, err := d.Token()
	if err != nil || opening != json.Delim('[') && opening != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		var m entry
		if opening == json.Delim('{') {
			key, err := d.Token()
			if err != nil {
				return nil, false
			}
			m.key, _ = key.(string)
		} else {
			m.key = itoa(len(members))
		}
		if d.Decode(&m.value) != nil {
			return nil, false
		}
		members = append(members, m)
	}
	return members, true
}

// first returns the member of the first of the names that is there: the documentation and the answers don't agree on some.
func (o object) first(names []string) json.RawMessage {
	for _, name := range names {
		if raw, ok := o[name]; ok {
			return raw
		}
	}
	return nil
}

// text reads a text of at most so many characters, trimmed, without control characters but line breaks and tabs. Numbers come as
// they are written, everything else as none.
func (o object) text(limit int, names ...string) string { return text(o.first(names), limit) }

func text(raw json.RawMessage, limit int) string {
	if len(raw) == 0 {
		return ""
	}
	var s string
	switch c := raw[0]; {
	case c == '"':
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
	case c == '-' || c >= '0' && c <= '9' || c == 't':
		s = strings.Replace(string(raw), "true", "1", 1) // as PHP makes a text of it
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1 // Postgres takes no NUL
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.TrimSpace(head(strings.TrimSpace(s), limit))
}

// head returns the first characters of a text.
func head(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit])
}

// number returns a number as it is written, in quotes or not; empty: there is none.
func number(raw json.RawMessage) string {
	switch string(raw) {
	case "true":
		return "1"
	case "false":
		return "0"
	}
	return text(raw, 100)
}

// integer reads a whole number; 0: there is none. A fraction other than 0 makes it none.
func (o object) integer(names ...string) int64 {
	n, exact, ok := decimal(number(o.first(names)), 0)
	if !ok || !exact {
		return 0
	}
	return n
}

// id is integer for what can't be negative.
func (o object) id(names ...string) int64 { return max(0, o.integer(names...)) }

// quantity reads how many there are, rounded.
func (o object) quantity(names ...string) int {
	n, _, _ := decimal(number(o.first(names)), 0)
	return int(max(0, min(maxQuantity, n)))
}

// money reads an amount digit by digit, rounded to hundredths; 0: there is none, or none that can be believed.
func (o object) money(names ...string) Money {
	n, _, ok := decimal(number(o.first(names)), 2)
	if !ok || n > maxMoney || n < -maxMoney {
		return 0
	}
	return Money(n)
}

// yes reads a boolean: true, 1, "1", "true", "yes".
func (o object) yes(names ...string) bool {
	switch s := strings.ToLower(number(o.first(names))); s {
	case "true", "yes", "on", "t", "y":
		return true
	default:
		n, _, ok := decimal(s, 0)
		return ok && n != 0
	}
}

// lastSecond is of the year 9999, the last that JSON's dates can tell.
const lastSecond = 253402300799

// time reads unix seconds; 0, and what is no date, is zero.
func (o object) time(names ...string) time.Time {
	seconds, _, ok := decimal(number(o.first(names)), 0)
	if !ok || seconds <= 0 || seconds > lastSecond {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// link reads an address that a browser may open: http or https, whole.
func (o object) link(names ...string) string {
	s := o.text(maxURL+1, names...)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(s) > maxURL {
		return ""
	}
	return s
}

// email reads an address; one that is too long is none, since a part of it is somebody else's.
func (o object) email(names ...string) string {
	s := o.text(maxShort+1, names...)
	if utf8.RuneCountInString(s) > maxShort {
		return ""
	}
	return s
}

// decimal reads a number exactly, times ten to the power of scale, rounded half away from zero. exact: nothing was rounded. It
// takes a decimal comma, blanks between digits and an exponent, as PHP and people write them.
func decimal(s string, scale int) (n int64, exact, ok bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	exponent := 0
	if at := strings.IndexAny(s, "eE"); at >= 0 {
		if exponent, ok = atoi(s[at+1:]); !ok {
			return 0, false, false
		}
		s = s[:at]
	}
	whole, fraction, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false, false
	}
	point := len(whole) + exponent + scale // digits before the point, once multiplied
	stripped := strings.TrimLeft(digits, "0")
	point -= len(digits) - len(stripped)
	switch {
	case stripped == "":
		return 0, true, true
	case point > 18:
		return 0, false, false
	case point < 0:
		return 0, false, true
	}
	padded := stripped + strings.Repeat("0", max(0, point-len(stripped)))
	for _, c := range padded[:point] {
		n = n*10 + int64(c-'0')
	}
	rest := padded[point:]
	if rest != "" && rest[0] >= '5' {
		n++
	}
	if negative {
		n = -n
	}
	return n, strings.Trim(rest, "0") == "", true
}
