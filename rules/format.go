package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"rozmowa/desk"
)

// maxLine is how long a condition is written on one line, in characters.
const maxLine = 100

// Format writes a condition in the usual form: spaces, double quotes, and / or / not, no needless brackets; a long one with a
// part a line. Comments are kept, above the part they are about. One that would
// grow longer than MaxSource stays as it is. An error (desk.Invalid) when it can't be read.
func Format(source string) (string, error) {
	r := read(source)
	if r.findings.bad {
		return "", desk.InvalidField("condition", "unreadable", "%s", r.findings.diagnostics(source)[0].Message)
	}
	if formatted := r.format(); len(formatted) <= MaxSource {
		return formatted, nil
	}
	return source, nil
}

func (r *reading) format() string {
	if r.root == nil {
		return strings.Join(commentLines(r.comments, ""), "\n")
	}
	p := printer{reading: r, above: map[ast.Node][]comment{}}
	rest := p.place()
	if line := p.line(r.root); len(r.comments) == 0 && utf8.RuneCountInString(line) <= maxLine {
		return line
	}
	return strings.Join(append(p.block(r.root, ""), commentLines(rest, "")...), "\n")
}

// printer writes a condition.
type printer struct {
	*reading
	// above are the comments to write above a part.
	above map[ast.Node][]comment
}

// place gives each comment to the part it is about: that which ends on its line, or else the next. It returns those behind the
// last.
func (p *printer) place() []comment {
	var leaves []ast.Node
	var collect func(ast.Node)
	collect = func(n ast.Node) {
		join, operands := joined(n)
		if join == "" {
			leaves = append(leaves, n)
		}
		for _, operand := range operands {
			collect(operand)
		}
	}
	collect(p.root)
	for i, c := range p.comments {
		next := slices.IndexFunc(leaves, func(n ast.Node) bool { return p.span(n).to > c.from })
		before := next - 1
		if next < 0 {
			before = len(leaves) - 1
		}
		switch {
		case before >= 0 && !slices.Contains(p.places.source[p.span(leaves[before]).to:c.from], '\n'):
			p.above[leaves[before]] = append(p.above[leaves[before]], c)
		case next >= 0:
			p.above[leaves[next]] = append(p.above[leaves[next]], c)
		default:
			return p.comments[i:]
		}
	}
	return nil
}

func commentLines(comments []comment, indent string) (lines []string) {
	for _, c := range comments {
		for text := range strings.SplitSeq(c.text, "\n") {
			lines = append(lines, strings.TrimSpace(indent+"// "+strings.TrimSpace(text)))
			if n := len(lines) - 1; indent != "" {
				lines[n] = indent + lines[n]
			}
		}
	}
	return lines
}

// commented reports whether a comment stands above something in a part.
func (p *printer) commented(n ast.Node) bool {
	join, operands := joined(n)
	if join == "" {
		return len(p.above[n]) > 0
	}
	return slices.ContainsFunc(operands, p.commented)
}

// block writes a condition with a part a line.
func (p *printer) block(n ast.Node, indent string) []string {
	join, operands := joined(n)
	if join == "" {
		return append(commentLines(p.above[n], indent), indent+p.line(n))
	}
	var lines []string
	for i, operand := range operands {
		lead := indent
		if i > 0 {
			lead += string(join) + " "
		}
		inner, _ := joined(operand)
		line := lead + p.line(operand)
		if inner != "" {
			line = lead + "(" + p.line(operand) + ")"
		}
		switch {
		case inner == "":
			lines = append(lines, commentLines(p.above[operand], indent)...)
			lines = append(lines, line)
		case !p.commented(operand) && utf8.RuneCountInString(line) <= maxLine:
			lines = append(lines, line)
		default:
			lines = append(lines, lead+"(")
			lines = append(lines, p.block(operand, indent+"  ")...)
			lines = append(lines, indent+")")
		}
	}
	return lines
}

// How strongly operators bind, as in expr.
const (
	bindJoin       = 10
	bindComparison = 20
	bindSum        = 30
	bindNot        = 50
	bindProduct    = 60
	bindSign       = 90
	bindValue      = 1000
)

func binding(n ast.Node) int {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "-" || n.Operator == "+" {
			return bindSign
		}
		if negatable(n.Node) {
			return bindComparison
		}
		return bindNot
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "or", "&&", "||":
			return bindJoin
		case "+", "-":
			return bindSum
		case "*", "/", "%":
			return bindProduct
		}
		return bindComparison
	}
	return bindValue
}

// negatable reports whether not stands inside: x not in y.
func negatable(n ast.Node) bool {
	binary, ok := n.(*ast.BinaryNode)
	return ok && slices.Contains([]string{"in", "contains", "matches", "startsWith", "endsWith"}, binary.Operator)
}

// within writes a part that needs brackets unless it binds at least so strongly.
func (p *printer) within(n ast.Node, least int) string {
	if binding(n) < least {
		return "(" + p.line(n) + ")"
	}
	return p.line(n)
}

// line writes a part on one line.
func (p *printer) line(n ast.Node) string {
	if join, operands := joined(n); join != "" {
		sides := make([]string, len(operands))
		for i, operand := range operands {
			sides[i] = p.within(operand, bindComparison)
		}
		return strings.Join(sides, " "+string(join)+" ")
	}
	switch n := n.(type) {
	case *ast.StringNode:
		return quote(n.Value)
	case *ast.UnaryNode:
		return p.unary(n)
	case *ast.BinaryNode:
		return p.binary(n, n.Operator)
	case *ast.MemberNode:
		node := p.line(n.Node)
		switch n.Node.(type) {
		case *ast.IdentifierNode, *ast.MemberNode, *ast.CallNode, *ast.BuiltinNode, *ast.ArrayNode:
		default:
			node = "(" + node + ")"
		}
		if part, ok := n.Property.(*ast.StringNode); ok && !p.tokens[p.index[n.Location().From]].is("[") {
			return node + "." + part.Value
		}
		return node + "[" + p.line(n.Property) + "]"
	case *ast.ArrayNode:
		return "[" + p.items(n.Nodes) + "]"
	case *ast.CallNode:
		return p.line(n.Callee) + "(" + p.items(n.Arguments) + ")"
	case *ast.BuiltinNode:
		return n.Name + "(" + p.items(n.Arguments) + ")"
	}
	return p.text(n)
}

func (p *printer) items(nodes []ast.Node) string {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		texts[i] = p.line(n)
	}
	return strings.Join(texts, ", ")
}

func (p *printer) unary(n *ast.UnaryNode) string {
	if n.Operator == "-" || n.Operator == "+" {
		return n.Operator + p.within(n.Node, bindSign)
	}
	if negatable(n.Node) {
		binary := n.Node.(*ast.BinaryNode)
		return p.binary(binary, "not "+binary.Operator)
	}
	if binding(n.Node) < bindNot {
		return "not (" + p.line(n.Node) + ")"
	}
	return "not " + p.within(n.Node, bindValue)
}

func (p *printer) binary(n *ast.BinaryNode, operator string) string {
	least := binding(n)
	if least == bindComparison {
		least++ // a comparison of comparisons would read as a chain
	}
	return p.operand(n.Left, least) + " " + operator + " " + p.operand(n.Right, least+1)
}

// operand writes one side; not is in brackets, however it binds.
func (p *printer) operand(n ast.Node, least int) string {
	if binding(n) == bindNot {
		return "(" + p.line(n) + ")"
	}
	return p.within(n, least)
}
