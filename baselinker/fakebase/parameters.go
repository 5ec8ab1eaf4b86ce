package fakebase

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parameters are a call's inputs. Reading one that is of another type than documented is remembered as the refusal;
// whatever was not read when end is called is unknown to the method, and refused too.
type parameters struct {
	raw   map[string]json.RawMessage
	wrong *refusal
}

func parseParameters(call *Call) (*parameters, *refusal) {
	if call.malformed {
		return nil, refuse(CodeParameters, "The form could not be read")
	}
	if !call.withParameters {
		return nil, refuse(CodeParameters, "No parameters")
	}
	text := []byte(strings.TrimSpace(call.Parameters))
	var none []json.RawMessage
	if bytes.HasPrefix(text, []byte("[")) && json.Unmarshal(text, &none) == nil && len(none) == 0 {
		return &parameters{raw: map[string]json.RawMessage{}}, nil
	}
	p := &parameters{}
	if err := json.Unmarshal(text, &p.raw); err != nil || p.raw == nil || !utf8.Valid(text) {
		return nil, refuse(CodeParameters, "Invalid JSON in parameters")
	}
	return p, nil
}

func (p *parameters) take(name string) (json.RawMessage, bool) {
	raw, there := p.raw[name]
	delete(p.raw, name)
	return raw, there
}

func (p *parameters) refuse(code, format string, args ...any) {
	if p.wrong == nil {
		p.wrong = refuse(code, format, args...)
	}
}

var integerPattern = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

func integerOf(raw json.RawMessage) (int64, bool) {
	if !integerPattern.Match(raw) {
		return 0, false
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return n, err == nil
}

func (p *parameters) integer(name string) (n int64, there bool) {
	raw, there := p.take(name)
	if !there {
		return 0, false
	}
	n, ok := integerOf(raw)
	if !ok {
		p.refuse(CodeParameters, "%s is not an integer", name)
	}
	return n, ok
}

func (p *parameters) needInteger(name string) int64 {
	n, there := p.integer(name)
	if !there {
		p.refuse(CodeParameters, "No %s", name)
	}
	return n
}

func (p *parameters) integers(name string) (numbers []int64, there bool) {
	raw, there := p.take(name)
	if !there {
		return nil, false
	}
	var items []json.RawMessage
	if !bytes.HasPrefix(raw, []byte("[")) || json.Unmarshal(raw, &items) != nil {
		p.refuse(CodeParameters, "%s is not an array", name)
		return nil, false
	}
	for _, item := range items {
		n, ok := integerOf(item)
		if !ok {
			p.refuse(CodeParameters, "%s holds something that is not an integer", name)
			return nil, false
		}
		numbers = append(numbers, n)
	}
	return numbers, true
}

func (p *parameters) boolean(name string) (value, there bool) {
	raw, there := p.take(name)
	switch {
	case !there:
		return false, false
	case string(raw) == "true":
		return true, true
	case string(raw) != "false":
		p.refuse(CodeParameters, "%s is not a boolean", name)
	}
	return false, true
}

func (p *parameters) text(name string) (text string, there bool) {
	raw, there := p.take(name)
	if !there {
		return "", false
	}
	if !bytes.HasPrefix(raw, []byte(`"`)) || json.Unmarshal(raw, &text) != nil {
		p.refuse(CodeParameters, "%s is not a text", name)
		return "", false
	}
	return text, true
}

// filter is a text that is cut to its documented length, as a database's column does to what it is compared with.
func (p *parameters) filter(name string, length int) (text string, there bool) {
	text, there = p.text(name)
	if utf8.RuneCountInString(text) > length {
		text = string([]rune(text)[:length])
	}
	return text, there
}

// end is the first thing that was wrong; nil: all was read and right.
func (p *parameters) end() *refusal {
	if p.wrong == nil && len(p.raw) > 0 {
		names := make([]string, 0, len(p.raw))
		for name := range p.raw {
			names = append(names, name)
		}
		slices.Sort(names)
		p.refuse(CodeParameters, "Unknown parameter %s", names[0])
	}
	return p.wrong
}
