package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"rozmowa/desk"
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
	t.unknown(t.span(n), path, append(slices.Clone(rootsOf), "true", "false"), "")
	return broken
}

// unknown says that there is no such name, and which may have been meant.
func (t *typing) unknown(at span, name string, among []string, prefix string) {
	word := strings.TrimPrefix(name, prefix)
	if near := nearest(word, among); near != "" {
		t.found.errFix(at, codeNameNear, near, "name", name, "near", prefix+near)
		return
	}
	if path := whole(word); path != "" {
		t.found.errFix(at, codeNameNear, path, "name", name, "near", path)
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
		t.unknown(at, root+"."+property.Value, groups[root], root+".")
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

func (t *typing) in(n *ast.BinaryNode, left, right Type) {
	scalar := left == Text || left == Number
	switch {
	case left == List && right == Text:
		t.found.errFix(t.span(n), codeInBackwards, t.text(n.Right)+" in "+t.text(n.Left))
	case left == List || left == numbers:
		t.found.err(t.span(n), codeInLists, "name", t.text(n.Left))
	case left == Text && right == Text:
		if _, name := nameAt[t.text(n.Right)]; name {
			t.found.errFix(t.span(n), codeInText, t.text(n.Right)+" contains "+t.text(n.Left))
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
		t.found.errFix(t.span(n), codeCompareList, t.text(n.Right)+" in "+t.text(n.Left), "operator", n.Operator)
		return
	}
	if left == Text && right == List && n.Operator == "contains" {
		t.found.errFix(t.span(n), codeWord, "containsAny("+t.text(n.Left)+", "+t.text(n.Right)+")", "text", t.text(n))
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

func (t *typing) call(n ast.Node, name string, arguments []ast.Node) Type {
	at := t.tokens[t.index[n.Location().From]].span
	f, ok := functionNamed(name)
	if !ok {
		_, isName := nameAt[name]
		if isName || groups[name] != nil {
			t.found.err(t.span(n), codeNotFunction, "name", name)
			return broken
		}
		var callable []string
		for _, f := range functions {
			if !f.Infix {
				callable = append(callable, f.Name)
			}
		}
		if near := nearest(name, callable); near != "" {
			t.found.errFix(at, codeFunctionNear, near, "name", name, "near", near)
		} else {
			t.found.err(at, codeFunction, "name", name)
		}
		return broken
	}
	kinds := make([]Type, len(arguments))
	for i, a := range arguments {
		if kinds[i] = t.value(a); kinds[i] == broken {
			return broken
		}
	}
	t.arguments(n, f, arguments, kinds)
	return f.Returns
}

func (t *typing) arguments(n ast.Node, f Function, arguments []ast.Node, kinds []Type) {
	wrong := func(i int, wanted Type) bool {
		if kinds[i] == wanted {
			return false
		}
		t.found.err(t.span(arguments[i]), codeArgument, "wanted", string(wanted), "given", string(kinds[i]), "signature", f.Signature)
		return true
	}
	most := map[string]int{"len": 1, "minutes": 1, "hours": 1, "days": 1}[f.Name]
	if most == 0 {
		most = 2
	}
	if len(arguments) != most {
		t.found.err(t.span(n), codeArguments, "signature", f.Signature)
		return
	}
	switch f.Name {
	case "len":
		if kinds[0] != List {
			wrong(0, Text)
		}
	case "minutes", "hours", "days":
		if wrong(0, Number) {
			return
		}
		if value, ok := literalNumber(arguments[0]); ok {
			if _, err := durationOf(f.Name, value); err != nil {
				t.found.err(t.span(arguments[0]), codeDurationRange)
			}
		}
	case "timeBetween":
		for i, a := range arguments {
			if text, ok := a.(*ast.StringNode); !ok {
				t.found.err(t.span(a), codeTime)
			} else if _, ok := timeOfDay(text.Value); !ok {
				t.found.err(t.span(arguments[i]), codeTime)
			}
		}
	default: // a text, and phrases
		if wrong(0, Text) {
			return
		}
		for _, phrase := range t.phrases(f, arguments[1]) {
			t.phrase(phrase)
		}
	}
}

// phrases are the literals a function looks for.
func (t *typing) phrases(f Function, n ast.Node) (all []*ast.StringNode) {
	nodes := []ast.Node{n}
	array, many := n.(*ast.ArrayNode)
	if many {
		nodes = array.Nodes
	}
	if many != (f.Name == "containsAny" || f.Name == "hasAnyWord") {
		t.found.err(t.span(n), codeLiteral, "signature", f.Signature)
		return nil
	}
	for _, one := range nodes {
		text, ok := one.(*ast.StringNode)
		if !ok {
			t.found.err(t.span(one), codeLiteral, "signature", f.Signature)
			return nil
		}
		all = append(all, text)
	}
	return all
}

func literalNumber(n ast.Node) (float64, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return float64(n.Value), true
	case *ast.FloatNode:
		return n.Value, true
	case *ast.UnaryNode:
		if value, ok := literalNumber(n.Node); ok && n.Operator == "-" {
			return -value, true
		}
	}
	return 0, false
}

// literals warns of texts that a name is compared with and never is.
func (t *typing) literals(name, values ast.Node) {
	n, ok := nameAt[t.text(name)]
	if !ok || n.List == "" {
		return
	}
	from := lists[n.List]
	options := from.options
	if from.known != nil {
		own := from.known(t.known)
		if own == nil {
			return
		}
		options = append(slices.Clone(options), own...)
	}
	nodes := []ast.Node{values}
	if array, ok := values.(*ast.ArrayNode); ok {
		nodes = array.Nodes
	}
	for _, node := range nodes {
		literal, ok := node.(*ast.StringNode)
		if !ok || from.open || literal.Value == "" || slices.Contains(options, literal.Value) || t.warned >= maxWarnings {
			continue
		}
		t.warned++
		value := fmt.Sprintf("%q", literal.Value)
		if near := meant(literal.Value, options); near != "" {
			t.found.add(Warning, t.span(literal), codeValueNear, quote(near), "value", value, "list", n.List, "near", near)
		} else {
			t.found.add(Warning, t.span(literal), codeValueUnknown, "", "value", value, "list", n.List)
		}
	}
}
