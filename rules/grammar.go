package rules

import "slices"

// The words people write for operators, and what they mean where an operator stands.
var operatorWords = map[string]string{
	"AND": "and", "And": "and", "i": "and", "I": "and", "oraz": "and", "ORAZ": "and", "Oraz": "and", "und": "and",
	"OR": "or", "Or": "or", "lub": "or", "LUB": "or", "Lub": "or", "albo": "or", "ALBO": "or",
	"is": "==", "IS": "==", "equals": "==", "jest": "==", "to": "==", "równa": "==",
	"IN": "in", "In": "in", "CONTAINS": "contains", "Contains": "contains", "zawiera": "contains", "Zawiera": "contains",
	"MATCHES": "matches", "startswith": "startsWith", "endswith": "endsWith", "StartsWith": "startsWith", "EndsWith": "endsWith",
}

// The words people write for not, and for the other words where a value stands.
var valueWords = map[string]string{
	"NOT": "not", "Not": "not", "nie": "not", "NIE": "not", "Nie": "not",
	"True": "true", "TRUE": "true", "tak": "true", "False": "false", "FALSE": "false",
}

// predicates are expr's functions that its parser reads in their own way, whatever it is told.
var predicates = []string{
	"all", "none", "any", "one", "filter", "map", "count", "sum", "find", "findIndex", "findLast", "findLastIndex", "groupBy",
	"sortBy", "reduce",
}

var closers = map[string]string{"(": ")", "[": "]"}
var openers = map[string]string{")": "(", "]": "["}

// grammar walks the tokens by the two states there are, before a value and behind one, to find what is missing or too much and
// say it in words that help. What it passes expr's parser takes.
type grammar struct {
	tokens []token
	at     int
	// open are the places of brackets not closed yet.
	open []int
	// places are those of open that ask for an element of a list.
	places map[int]bool
	behind bool // a value has just ended
	found  *findings
}

func checkGrammar(tokens []token, found *findings) {
	g := &grammar{tokens: tokens, found: found, places: map[int]bool{}}
	for g.at < len(tokens) {
		t := tokens[g.at]
		if t.kind == refused {
			found.err(t.span, codeRefused, "text", t.text)
			return
		}
		before := g.at
		if g.behind {
			g.afterValue(t)
		} else {
			g.beforeValue(t)
		}
		if len(g.open) > MaxDepth {
			found.err(t.span, codeTooDeep)
			return
		}
		if g.at == before {
			g.at++
		}
	}
	if !g.behind && len(tokens) > 0 {
		g.missing()
	}
	for _, i := range g.open {
		found.err(tokens[i].span, codeBracketOpen, "close", closers[tokens[i].text])
	}
}

func (g *grammar) peek(ahead int) token {
	if i := g.at + ahead; i >= 0 && i < len(g.tokens) {
		return g.tokens[i]
	}
	return token{kind: -1}
}

// missing says that a value should follow the token before.
func (g *grammar) missing() {
	if g.at == 0 {
		return
	}
	if t := g.tokens[g.at-1]; t.kind == bracket {
		if g.at < len(g.tokens) { // else it is never closed, which is said
			g.found.err(span{t.from, g.tokens[g.at].to}, codeMissingInside)
		}
	} else {
		g.found.err(t.span, codeMissingAfter, "text", t.text)
	}
}

func (g *grammar) beforeValue(t token) {
	switch {
	case t.kind == number || t.kind == quoted:
		g.behind = true
	case t.kind == word:
		g.word(t)
	case t.is("not", "!", "-", "+"):
	case t.is("(", "["):
		g.open = append(g.open, g.at)
	case t.is(")", "]"):
		if n := len(g.open); n > 0 && g.at == g.open[n-1]+1 && g.called(g.open[n-1]) {
			g.close(t) // a function without values
			return
		}
		g.missing()
		g.close(t)
	case t.is("contains", "matches", "startsWith", "endsWith", "in") && g.peek(1).is("("):
		f, _ := functionNamed(t.text)
		g.found.err(t.span, codePrefixWord, "name", t.text, "signature", f.Signature)
		g.behind = true // so that the bracket after it is a call's
	case g.at > 0 && g.peek(-1).kind == sign && !g.peek(-1).is("not", "!", "-", "+"):
		g.found.err(g.peek(-1).span, codeMissingAfter, "text", g.peek(-1).text)
	default:
		g.found.err(t.span, codeMissingBefore, "text", t.text)
	}
}

// word reads a name where a value stands, or what is text without its quotes.
func (g *grammar) word(t token) {
	if meant, ok := valueWords[t.text]; ok && !g.compared() {
		g.found.errFix(t.span, codeWord, meant, "text", t.text)
		g.behind = meant != "not"
		return
	}
	g.behind = true
	if g.peek(1).is("(") && !g.peek(-1).is(".") && slices.Contains(predicates, t.text) {
		g.found.err(t.span, codeFunction, "name", t.text)
		return
	}
	if g.peek(1).is(".", "(", "[") || isWord(t.text) || !g.compared() {
		return
	}
	last := t
	for next := g.peek(1); (next.kind == word || next.kind == number) && operatorWords[next.text] == ""; next = g.peek(1) {
		g.at++
		last = next
	}
	at := span{t.from, last.to}
	fix := ""
	for i, part := range g.tokens {
		if part.from >= at.from && part.to <= at.to {
			if fix != "" && g.tokens[i-1].to < part.from {
				fix += " "
			}
			fix += part.text
		}
	}
	g.found.errFix(at, codeUnquoted, quote(fix))
	g.at++
}

// compared reports whether the value is one that something is compared with, or stands in a list; brackets round it change nothing.
func (g *grammar) compared() bool {
	ahead := -1
	for g.peek(ahead).is("(") && !g.called(g.at+ahead) {
		ahead--
	}
	before := g.peek(ahead)
	if before.is("==", "!=", "<", "<=", ">", ">=", "contains", "matches", "startsWith", "endsWith") {
		return true
	}
	n := len(g.open)
	return before.is("[", ",") && n > 0 && g.tokens[g.open[n-1]].is("[")
}

// called reports whether the bracket follows a name.
func (g *grammar) called(at int) bool {
	return g.tokens[at].is("(") && at > 0 && (g.tokens[at-1].kind == word || slices.Contains(wordSigns[3:], g.tokens[at-1].text))
}

func (g *grammar) afterValue(t token) {
	before := g.peek(-1)
	switch {
	case t.kind == word:
		if meant, ok := operatorWords[t.text]; ok {
			g.found.errFix(t.span, codeWord, meant, "text", t.text)
			g.behind = false
			return
		}
		fallthrough
	case t.kind == number || t.kind == quoted:
		g.found.err(t.span, codeOperatorGap, "text", t.text)
	case t.is("("):
		if !named(before) && !before.is("contains", "matches", "startsWith", "endsWith", "in") {
			g.found.err(t.span, codeOperatorGap, "text", t.text)
		}
		g.open = append(g.open, g.at)
		g.behind = false
	case t.is("["):
		if !named(before) && !before.is(")", "]") {
			g.found.err(t.span, codeOperatorGap, "text", t.text)
		}
		g.open = append(g.open, g.at)
		g.places[g.at] = true
		g.behind = false
	case t.is(")", "]"):
		g.close(t)
	case t.is("."):
		if next := g.peek(1); next.kind != word || !named(before) && !before.is(")", "]") {
			g.found.err(t.span, codeMissingAfter, "text", t.text)
			return
		}
		g.at += 2
	case t.is(","):
		if n := len(g.open); n == 0 || g.places[g.open[n-1]] || g.tokens[g.open[n-1]].is("(") && !g.called(g.open[n-1]) {
			g.found.err(t.span, codeComma)
		}
		g.behind = false
	case t.is("not"):
		if !g.peek(1).is("in", "contains", "matches", "startsWith", "endsWith") {
			g.found.err(t.span, codeOperatorGap, "text", t.text)
		} else {
			g.at++
		}
		g.at++
		g.behind = false
	case t.is("!"):
		g.found.err(t.span, codeOperatorGap, "text", t.text)
		g.behind = false
	default:
		g.behind = false
	}
}

// named reports whether the token is a name, which something of may follow.
func named(t token) bool { return t.kind == word && t.text != "true" && t.text != "false" }

func (g *grammar) close(t token) {
	g.behind = true
	n := len(g.open)
	if n == 0 {
		g.found.err(t.span, codeBracketExtra, "open", openers[t.text])
		return
	}
	if opener := g.tokens[g.open[n-1]]; opener.text != openers[t.text] {
		g.found.errFix(t.span, codeBracketKind, closers[opener.text], "open", opener.text, "close", closers[opener.text])
	}
	g.open = g.open[:n-1]
}
