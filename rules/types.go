package rules

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

const (
	broken  Type = ""        // what is wrong with it has been said
	numbers Type = "numbers" // a list of them
	group   Type = "group"   // a name that is only the beginning of one
)

// typing gives every part of a condition its type and refuses what isn't of the language. Expr's own checker stays behind it.
type typing struct {
	places
	found *findings
	// pattern is how large the patterns are so far.
	pattern int
	known   Known
	warned  int
	// named is told of each word of a list that something is compared with; nil: nobody asks.
	named func(list, word string)
}

// maxWarnings is how many values one check says aren't known.
const maxWarnings = 20

// condition checks that the whole is true or false.
func (t *typing) condition(n ast.Node) { t.yesNo(n) }

func (t *typing) of(n ast.Node) Type {
	switch n := n.(type) {
	case *ast.BoolNode:
		return YesNo
	case *ast.IntegerNode, *ast.FloatNode:
		return Number
	case *ast.StringNode:
		return Text
	case *ast.IdentifierNode:
		return t.name(n, n.Value)
	case *ast.MemberNode:
		return t.member(n)
	case *ast.UnaryNode:
		return t.unary(n)
	case *ast.BinaryNode:
		return t.binary(n)
	case *ast.ArrayNode:
		return t.list(n)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return t.call(n, name.Value, n.Arguments)
		}
		t.found.err(t.span(n), codeNotFunction, "name", t.text(n.Callee))
		return broken
	case *ast.BuiltinNode:
		return t.call(n, n.Name, n.Arguments)
	}
	t.found.err(t.span(n), codeRefused, "text", t.text(n))
	return broken
}

// value is of, for what must not be the beginning of a name.
func (t *typing) value(n ast.Node) Type {
	kind := t.of(n)
	if kind == group {
		name := t.text(n)
		t.found.err(t.span(n), codeNameGroup, "name", name, "parts", strings.Join(groups[name], ", "))
		return broken
	}
	return kind
}

func (t *typing) name(n ast.Node, path string) Type {
	if name, ok := nameAt[path]; ok {
		return name.Type
	}
	if groups[path] != nil {
		return group
	}
	if f, ok := functionNamed(path); ok {
		t.found.err(t.span(n), codeFunctionBare, "name", path, "signature", f.Signature)
		return broken
	}
	t.unknown(n, t.span(n), path, append(slices.Clone(rootsOf), "true", "false"), "")
	return broken
}

// unknown says that there is no such name, and which may have been meant: another word where it stands, behind the prefix, or a
// name in place of all of n.
func (t *typing) unknown(n ast.Node, at span, name string, among []string, prefix string) {
	word := strings.TrimPrefix(name, prefix)
	if near := nearest(word, among); near != "" {
		t.found.errFix(at, codeNameNear, near, "name", name, "near", prefix+near)
		return
	}
	if path := whole(word); path != "" {
		t.found.errFix(t.span(n), codeNameNear, path, "name", name, "near", path)
		return
	}
	t.found.err(at, codeNameUnknown, "name", name)
}

// whole is the name that a part without its beginning may be of: the ticket's rather than what the event set of it.
func whole(word string) (path string) {
	for _, n := range names {
		if group, part, _ := strings.Cut(n.Path, "."); part == word && (path == "" || group == "ticket") {
			path = n.Path
		}
	}
	return path
}

func (t *typing) member(n *ast.MemberNode) Type {
	if t.tokens[t.index[n.Location().From]].is("[") {
		if kind := t.value(n.Node); kind != List && kind != broken {
			t.found.err(t.span(n), codeRefused, "text", t.text(n))
			return broken
		}
		if kind := t.value(n.Property); kind != Number && kind != broken {
			t.found.err(t.span(n.Property), codeArgument, "wanted", string(Number), "given", string(kind), "signature", "ticket.tags[0]")
		}
		return Text
	}
	property, ok := n.Property.(*ast.StringNode)
	if !ok || n.Optional {
		t.found.err(t.span(n), codeRefused, "text", t.text(n))
		return broken
	}
	at := t.tokens[t.index[n.Location().From]].span
	switch kind := t.of(n.Node); kind {
	case group:
		root := t.text(n.Node)
		if name, ok := nameAt[root+"."+property.Value]; ok {
			return name.Type
		}
		t.unknown(n, at, root+"."+property.Value, groups[root], root+".")
	case broken:
	default:
		t.found.err(span{t.span(n.Node).to, at.to}, codeNameNoParts, "name", t.text(n.Node))
	}
	return broken
}

// yesNo checks that a part is true or false.
func (t *typing) yesNo(n ast.Node) {
	kind := t.value(n)
	if kind == YesNo || kind == broken {
		return
	}
	t.found.err(t.span(n), codeNotYesNo, "given", string(kind), "example", t.example(n, kind))
}

// example shows how something is compared.
func (t *typing) example(n ast.Node, kind Type) string {
	text := t.text(n)
	if name, ok := nameAt[text]; ok && !strings.Contains(name.Example, "contains "+text) {
		return name.Example
	}
	switch kind {
	case Number:
		return text + " > 10"
	case Duration:
		return "ticket.age > " + text
	}
	return `ticket.subject contains "zwrot"`
}

func (t *typing) unary(n *ast.UnaryNode) Type {
	switch n.Operator {
	case "not", "!":
		t.yesNo(n.Node)
		return YesNo
	default:
		return t.arithmetic(n.Operator, n.Node)
	}
}

// arithmetic checks that the operands are all numbers, or durations for + and -.
func (t *typing) arithmetic(operator string, operands ...ast.Node) Type {
	first := broken
	for i, n := range operands {
		kind := t.value(n)
		switch {
		case kind == broken:
			return broken
		case kind == Text && operator == "+":
			t.found.err(t.span(n), codeTextBuilding)
			return broken
		case kind != Number && (kind != Duration || len(operands) < 2 || operator != "+" && operator != "-"):
			t.found.err(t.span(n), codeArithmetic, "operator", operator, "given", string(kind))
			return broken
		case i > 0 && kind != first:
			t.mismatch(operands[0], n, first, kind)
			return broken
		}
		first = kind
	}
	return first
}

func (t *typing) list(n *ast.ArrayNode) Type {
	kind := broken
	for _, item := range n.Nodes {
		of := t.value(item)
		if of == broken {
			return broken
		}
		if of != Text && of != Number || kind != broken && of != kind {
			t.found.err(t.span(item), codeList)
			return broken
		}
		kind = of
	}
	if kind == Number {
		return numbers
	}
	return List
}

func (t *typing) binary(n *ast.BinaryNode) Type {
	switch n.Operator {
	case "and", "or", "&&", "||":
		t.yesNo(n.Left)
		t.yesNo(n.Right)
		return YesNo
	case "==", "!=", "<", "<=", ">", ">=", "in", "contains", "matches", "startsWith", "endsWith":
		if !t.strayNot(n) {
			t.comparison(n)
		}
		return YesNo
	case "+", "-", "*", "/", "%":
		return t.arithmetic(n.Operator, n.Left, n.Right)
	}
	t.found.err(t.span(n), codeRefused, "text", n.Operator)
	return broken
}
