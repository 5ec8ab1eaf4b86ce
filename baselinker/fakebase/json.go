package fakebase

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// object is a JSON object in the order of its members, written as PHP's json_encode writes: letters beyond ASCII as
// \u, slashes as \/. Values are string, int, int64, bool, nil, object, list and literal.
type object []member

type member struct {
	name  string
	value any
}

// list is a JSON array.
type list []any

// literal is written as it is: a number with its decimals, or a piece of JSON.
type literal string

func (o object) append(b []byte) []byte {
	b = append(b, '{')
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, m.name), ':')
		b = appendValue(b, m.value)
	}
	return append(b, '}')
}

func appendValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return appendText(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case bool:
		return strconv.AppendBool(b, v)
	case literal:
		return append(b, v...)
	case object:
		return v.append(b)
	case list:
		b = append(b, '[')
		for i, each := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendValue(b, each)
		}
		return append(b, ']')
	}
	panic("fakebase: no such JSON value")
}

const hex = "0123456789abcdef"

func appendText(b []byte, text string) []byte {
	b = append(b, '"')
	if isPlain(text) {
		return append(append(b, text...), '"')
	}
	for _, r := range text {
		switch {
		case r == '"' || r == '\\' || r == '/':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r == '\t':
			b = append(b, '\\', 't')
		case r >= ' ' && r < utf8.RuneSelf:
			b = append(b, byte(r))
		case r < 0x10000:
			b = appendEscape(b, r)
		default:
			high, low := utf16.EncodeRune(r)
			b = appendEscape(appendEscape(b, high), low)
		}
	}
	return append(b, '"')
}

// isPlain is whether a text stands in JSON as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '/' {
			return false
		}
	}
	return true
}

func appendEscape(b []byte, r rune) []byte {
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}

// amount writes grosze as PHP writes a float: 129.9, 50.
func amount(grosze int64) literal {
	return literal(strconv.FormatFloat(float64(grosze)/100, 'f', -1, 64))
}
