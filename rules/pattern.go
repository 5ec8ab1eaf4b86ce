package rules

import (
	"regexp/syntax"
	"strings"
)

// patternSize is about how many steps a pattern's machine has, and why it can't be read; more than most is just more. Measured on
// what was written, because a pattern of twenty characters may stand for millions of steps and take their memory when compiled.
func patternSize(pattern string, most int) (int, error) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, err
	}
	return steps(parsed, most), nil
}

func steps(r *syntax.Regexp, most int) int {
	n := 1
	switch r.Op {
	case syntax.OpLiteral:
		n = len(r.Rune)
	case syntax.OpCharClass:
		n += len(r.Rune) / 16 // a large set is slow to look through
	}
	for _, sub := range r.Sub {
		if n += steps(sub, most); n > most {
			return most + 1
		}
	}
	if r.Op == syntax.OpRepeat {
		n *= max(r.Max, r.Min+1, 1)
	}
	return min(n, most+1)
}

// patternReason is an error of a pattern in few words.
func patternReason(err error) string {
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "error parsing regexp: "), "regexp: ")
}
