package rules

import "github.com/expr-lang/expr/ast"

// places tells where the parts of a condition stand: expr notes one place of each, such as its operator's.
type places struct {
	source []rune
	tokens []token
	index  map[int]int // tokens by where they begin
	match  []int       // each bracket's other one
}

func newPlaces(source string, tokens []token) places {
	p := places{source: []rune(source), tokens: tokens, index: make(map[int]int, len(tokens)), match: make([]int, len(tokens))}
	var open []int
	for i, t := range tokens {
		p.index[t.from] = i
		p.match[i] = i
		if t.is("(", "[") {
			open = append(open, i)
		} else if t.is(")", "]") && len(open) > 0 {
			last := open[len(open)-1]
			open = open[:len(open)-1]
			p.match[i], p.match[last] = last, i
		}
	}
	return p
}

// span is where a part stands, with its brackets closed, without brackets round it.
func (p *places) span(n ast.Node) span {
	first, last := p.stretch(n)
	return span{p.tokens[first].from, p.tokens[last].to}
}

func (p *places) text(n ast.Node) string {
	at := p.span(n)
	return string(p.source[at.from:at.to])
}

// stretch is the first and the last token of a part.
func (p *places) stretch(n ast.Node) (first, last int) {
	first = p.index[n.Location().From]
	last = first
	add := func(sub ast.Node) {
		f, l := p.stretch(sub)
		first, last = min(first, f), max(last, l)
	}
	switch n := n.(type) {
	case *ast.UnaryNode:
		add(n.Node)
	case *ast.BinaryNode:
		add(n.Left)
		add(n.Right)
	case *ast.MemberNode:
		add(n.Node)
	case *ast.ChainNode:
		add(n.Node)
	case *ast.CallNode:
		add(n.Callee)
		last = max(last, min(last+1, len(p.tokens)-1))
	case *ast.BuiltinNode:
		last = min(last+1, len(p.tokens)-1)
	}
	for i := first; i <= last; i++ {
		first, last = min(first, p.match[i]), max(last, p.match[i])
	}
	for i := first; i <= last; i++ { // brackets that came in with the first
		first, last = min(first, p.match[i]), max(last, p.match[i])
	}
	return first, last
}
