package rules

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// span is a stretch of a condition, in characters (code points), as expr counts.
type span struct{ from, to int }

// findings are what is to be put right in a condition.
type findings struct {
	all []Diagnostic
	bad bool // an error is among them
}

// maxFindings is how many there are at most: nobody reads more.
const maxFindings = 50

// pairs makes a map of names and values in turn.
func pairs(params []string) map[string]string {
	if len(params) == 0 {
		return nil
	}
	m := make(map[string]string, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		m[params[i]] = first(params[i+1], maxShown)
	}
	return m
}

func (f *findings) add(severity Severity, at span, code, fix string, params ...string) {
	f.bad = f.bad || severity == Error
	if len(f.all) == maxFindings {
		return
	}
	if fix != "" {
		params = append(params, "fix", fix)
	}
	values := pairs(params)
	f.all = append(f.all, Diagnostic{
		From: at.from, To: at.to, Severity: severity, Code: code, Params: values, Message: sentence(code, values), Fix: fix,
	})
}

func (f *findings) err(at span, code string, params ...string) { f.add(Error, at, code, "", params...) }

func (f *findings) errFix(at span, code, fix string, params ...string) {
	f.add(Error, at, code, fix, params...)
}

// diagnostics brings the findings into the text's order and their places into UTF-16.
func (f *findings) diagnostics(source string) []Diagnostic {
	if len(f.all) == 0 {
		return nil
	}
	units := newUnits(source[:min(len(source), 8*MaxSource)]) // what is longer has one error, of the whole
	found := slices.Clone(f.all)
	for i := range found {
		found[i].From, found[i].To = units.at(found[i].From), units.at(found[i].To)
	}
	slices.SortStableFunc(found, func(a, b Diagnostic) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return found
}

// units tells where a character stands in UTF-16 code units. Nil: as many as characters.
type units []int

func newUnits(source string) units {
	u := make(units, 0, utf8.RuneCountInString(source)+1)
	n := 0
	for _, r := range source {
		u = append(u, n)
		n++
		if r > 0xffff {
			n++
		}
	}
	return append(u, n)
}

func (u units) at(character int) int { return u[min(max(character, 0), len(u)-1)] }
