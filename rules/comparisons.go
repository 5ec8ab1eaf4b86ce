package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"rozmowa/desk"
)

// strayNot finds not that is meant for a comparison and, without brackets, is of its first value alone.
func (t *typing) strayNot(n *ast.BinaryNode) bool {
	not, ok := n.Left.(*ast.UnaryNode)
	if !ok || not.Operator != "not" && not.Operator != "!" {
		return false
	}
	if _, yes := not.Node.(*ast.BinaryNode); yes {
		return false
	}
	if kind := nameAt[t.text(not.Node)].Type; kind == YesNo || t.text(not.Node) == "true" || t.text(not.Node) == "false" {
		return false
	}
	from, to := t.stretch(not)
	if inner, _ := t.stretch(not.Node); inner != from+1 || from > 0 && t.tokens[from-1].is("(") && t.match[from-1] == to+1 {
		return false // it has brackets of its own
	}
	whole := span{t.span(not.Node).from, t.span(n).to}
	t.found.errFix(t.span(n), codeWord, "not ("+string(t.source[whole.from:whole.to])+")", "text", t.text(n))
	return true
}

func (t *typing) comparison(n *ast.BinaryNode) {
	left, right := t.value(n.Left), t.value(n.Right)
	if left == broken || right == broken {
		return
	}
	switch n.Operator {
	case "in":
		t.in(n, left, right)
	case "contains", "matches", "startsWith", "endsWith":
		t.textOperator(n, left, right)
	default:
		t.compare(n, left, right)
	}
}

func (t *typing) compare(n *ast.BinaryNode, left, right Type) {
	isList := func(kind Type) bool { return kind == List || kind == numbers }
	ordered := n.Operator != "==" && n.Operator != "!="
	switch {
	case isList(left) && !isList(right):
		t.found.errFix(t.span(n), codeCompareList, t.text(n.Right)+t.in3(n)+t.text(n.Left), "operator", n.Operator)
	case isList(right) && !isList(left):
		t.found.errFix(t.span(n), codeCompareList, t.text(n.Left)+t.in3(n)+t.text(n.Right), "operator", n.Operator)
	case isList(left):
		t.found.err(t.span(n), codeInLists, "name", t.text(n.Left))
	case left != right:
		t.mismatch(n.Left, n.Right, left, right)
	case ordered && left == YesNo:
		t.found.err(t.span(n), codeOrder, "given", string(left))
	case left == Text && !ordered:
		t.literals(n.Left, n.Right)
		t.literals(n.Right, n.Left)
	}
}

func (t *typing) in3(n *ast.BinaryNode) string {
	if n.Operator == "!=" {
		return " not in "
	}
	return " in "
}

// mismatch says that two values are of different types, and what was probably meant.
func (t *typing) mismatch(a, b ast.Node, left, right Type) {
	for _, side := range [][2]ast.Node{{a, b}, {b, a}} {
		name, literal := side[0], side[1]
		nameType, literalType := left, right
		if name == b {
			nameType, literalType = right, left
		}
		text, isText := literal.(*ast.StringNode)
		switch {
		case nameType == Duration && literalType == Number:
			t.found.errFix(t.span(literal), codeCompareUnit, "hours("+t.text(literal)+")", "name", t.text(name))
			return
		case nameType == Number && isText && plainNumber(text.Value):
			t.found.errFix(t.span(literal), codeCompareQuoted, text.Value)
			return
		case nameType == Text && literalType == Number && !isText && plainNumber(t.text(literal)):
			t.found.errFix(t.span(literal), codeUnquoted, quote(t.text(literal)))
			return
		}
	}
	at := span{min(t.span(a).from, t.span(b).from), max(t.span(a).to, t.span(b).to)}
	t.found.err(at, codeCompare, "left", string(left), "right", string(right))
}

func plainNumber(s string) bool {
	return s != "" && len(s) <= 15 && strings.Trim(s, "0123456789") == ""
}

// not is what a fix for a comparison begins its operator with: "not " where one stands right before it (x not in y), which is part
// of the comparison's span though expr reads it as a not round the whole. One before the comparison stays where it is.
func (t *typing) not(n *ast.BinaryNode) string {
	if t.tokens[t.index[n.Location().From]-1].is("not") {
		return "not "
	}
	return ""
}

func (t *typing) in(n *ast.BinaryNode, left, right Type) {
	scalar := left == Text || left == Number
	switch {
	case left == List && right == Text:
		t.found.errFix(t.span(n), codeInBackwards, t.text(n.Right)+" "+t.not(n)+"in "+t.text(n.Left))
	case left == List || left == numbers:
		t.found.err(t.span(n), codeInLists, "name", t.text(n.Left))
	case left == Text && right == Text:
		if _, name := nameAt[t.text(n.Right)]; name {
			t.found.errFix(t.span(n), codeInText, t.text(n.Right)+" "+t.not(n)+"contains "+t.text(n.Left))
		} else {
			t.found.errFix(t.span(n.Right), codeInList, "["+t.text(n.Right)+"]")
		}
	case right != List && right != numbers:
		t.found.err(t.span(n.Right), codeInList)
	case !scalar || (left == Number) != (right == numbers):
		t.found.err(t.span(n), codeCompare, "left", string(left), "right", string(right))
	case left == Text:
		t.literals(n.Left, n.Right)
		t.literals(n.Right, n.Left)
	}
}

func (t *typing) textOperator(n *ast.BinaryNode, left, right Type) {
	if left == List && right == Text && n.Operator == "contains" {
		t.found.errFix(t.span(n), codeCompareList, t.text(n.Right)+" "+t.not(n)+"in "+t.text(n.Left), "operator", n.Operator)
		return
	}
	if left == Text && right == List && n.Operator == "contains" {
		t.found.errFix(t.span(n), codeWord, t.not(n)+"containsAny("+t.text(n.Left)+", "+t.text(n.Right)+")", "text", t.text(n))
		return
	}
	for i, side := range []ast.Node{n.Left, n.Right} {
		if kind := []Type{left, right}[i]; kind != Text {
			t.found.err(t.span(side), codeTextOperator, "operator", n.Operator, "given", string(kind))
			return
		}
	}
	literal, ok := n.Right.(*ast.StringNode)
	switch {
	case n.Operator != "matches" && ok:
		t.phrase(literal)
	case n.Operator == "matches" && !ok:
		t.found.err(t.span(n.Right), codePatternText)
	case n.Operator == "matches":
		size, err := patternSize(literal.Value, MaxPattern)
		if err != nil {
			t.found.err(t.span(literal), codePattern, "reason", patternReason(err))
		} else if t.pattern += size; t.pattern > MaxPattern {
			t.found.err(t.span(literal), codePatternLarge)
		}
	}
}

// phrase refuses one that is in every text, or in none.
func (t *typing) phrase(n *ast.StringNode) {
	if strings.TrimSpace(desk.FoldText(n.Value)) == "" {
		t.found.err(t.span(n), codePhraseEmpty)
	}
}

// literals warns of texts that a name is compared with and never is.
func (t *typing) literals(name, values ast.Node) {
	n, ok := nameAt[t.text(name)]
	if !ok || n.List == "" {
		return
	}
	nodes := []ast.Node{values}
	if array, ok := values.(*ast.ArrayNode); ok {
		nodes = array.Nodes
	}
	for _, node := range nodes {
		if literal, ok := node.(*ast.StringNode); ok && t.named != nil {
			t.named(n.List, literal.Value)
		}
	}
	from := lists[n.List]
	options := n.Options
	if from.known != nil {
		own := from.known(t.known)
		if own == nil {
			return
		}
		options = append(slices.Clone(options), own...)
	}
	for _, node := range nodes {
		literal, ok := node.(*ast.StringNode)
		if !ok || from.open || literal.Value == "" || slices.Contains(options, literal.Value) || t.warned >= maxWarnings {
			continue
		}
		t.warned++
		if literal.Value == n.never {
			t.found.add(Warning, t.span(literal), codeClosing, "")
			continue
		}
		value := fmt.Sprintf("%q", literal.Value)
		if near := meant(literal.Value, options); near != "" {
			t.found.add(Warning, t.span(literal), codeValueNear, quote(near), "value", value, "list", n.List, "near", near)
		} else {
			t.found.add(Warning, t.span(literal), codeValueUnknown, "", "value", value, "list", n.List)
		}
	}
}
