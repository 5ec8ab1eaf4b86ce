package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Outcome is what came of a part of a condition.
type Outcome string

// The outcomes.
const (
	True   Outcome = "true"
	False  Outcome = "false"
	Failed Outcome = "error"
)

// The kinds of explanations.
const (
	KindAlways = "always" // the empty condition
	KindAnd    = "and"
	KindOr     = "or"
	KindNot    = "not"  // of one part
	KindPart   = "part" // a comparison, or whatever else is true or false by itself
)

// Explanation is a condition or a part of it, and what came of it.
type Explanation struct {
	// Kind is one of the kinds above.
	Kind string `json:"kind"`
	// From and To are where it stands, as in Diagnostic; Source is what stands there.
	From    int     `json:"from"`
	To      int     `json:"to"`
	Source  string  `json:"source"`
	Outcome Outcome `json:"outcome"`
	// Error says in English why it failed.
	Error string `json:"error,omitempty"`
	// Parts are evaluated all, also those that couldn't change the outcome any more.
	Parts []Explanation `json:"parts,omitempty"`
	// Values are those of the names in a "part".
	Values []Value `json:"values,omitempty"`
}

// Value is what a name stood for. It may be a person's.
type Value struct {
	Path string `json:"path"` // ticket.status
	Type Type   `json:"type"`
	// Value is a text's beginning, a number, true or false, a duration's whole seconds. Values are a list's.
	Value  string   `json:"value"`
	Values []string `json:"values,omitempty"`
	// Unknown: there is nothing to compare with, such as the total of no order.
	Unknown bool `json:"unknown,omitempty"`
}

// branch is a part of a condition that can be evaluated by itself.
type branch struct {
	kind     string
	from, to int
	source   string
	program  *vm.Program // of a part
	err      error       // it has no program
	names    []string
	parts    []*branch
}

// grow takes the condition apart at and, or and not.
func (c *Condition) grow() *branch {
	r := read(c.source)
	if r.root == nil {
		return &branch{kind: KindAlways}
	}
	return r.branch(r.root, newUnits(c.source))
}

func (r *reading) branch(n ast.Node, places units) *branch {
	at := r.span(n)
	b := &branch{from: places.at(at.from), to: places.at(at.to), source: r.text(n)}
	if join, operands := joined(n); join != "" {
		b.kind = string(join)
		for _, operand := range operands {
			b.parts = append(b.parts, r.branch(operand, places))
		}
		return b
	}
	if not, ok := n.(*ast.UnaryNode); ok && at.from < r.span(not.Node).from { // x not in y is one part
		b.kind = KindNot
		b.parts = []*branch{r.branch(not.Node, places)}
		return b
	}
	b.kind = KindPart
	b.program, b.err = compile(b.source)
	b.names = namesIn(n)
	return b
}

// joined are the operands of and / or, those of the same within them too; "" for other nodes.
func joined(n ast.Node) (join Join, operands []ast.Node) {
	binary, ok := n.(*ast.BinaryNode)
	if !ok {
		return "", nil
	}
	switch binary.Operator {
	case "and", "&&":
		join = And
	case "or", "||":
		join = Or
	default:
		return "", nil
	}
	for _, side := range []ast.Node{binary.Left, binary.Right} {
		if same, more := joined(side); same == join {
			operands = append(operands, more...)
		} else {
			operands = append(operands, side)
		}
	}
	return join, operands
}

type collector struct{ paths []string }

// Visit is called for each part.
func (c *collector) Visit(node *ast.Node) {
	if path := pathOf(*node); nameAt[path].Path != "" {
		c.add(path)
	}
	if name, ok := (*node).(*ast.IdentifierNode); ok && name.Value == "timeBetween" {
		c.add("now.hour")
		c.add("now.minute")
	}
}

func (c *collector) add(path string) {
	for _, known := range c.paths {
		if known == path {
			return
		}
	}
	c.paths = append(c.paths, path)
}

// namesIn are the names in a part, in the text's order.
func namesIn(n ast.Node) []string {
	c := &collector{}
	ast.Walk(&n, c)
	return c.paths
}

// Explain says why a condition holds or doesn't, part by part.
func (c *Condition) Explain(facts *Facts) Explanation { return c.tree().explain(facts) }

func (b *branch) explain(facts *Facts) Explanation {
	e := Explanation{Kind: b.kind, From: b.from, To: b.to, Source: b.source, Outcome: True}
	for _, part := range b.parts {
		e.Parts = append(e.Parts, part.explain(facts))
	}
	switch b.kind {
	case KindPart:
		b.evaluate(facts, &e)
	case KindNot:
		e.Outcome = map[Outcome]Outcome{True: False, False: True, Failed: Failed}[e.Parts[0].Outcome]
	case KindAnd, KindOr: // the first that decides, or fails: as the machine does it
		undecided := map[string]Outcome{KindAnd: True, KindOr: False}[b.kind]
		e.Outcome = undecided
		for _, part := range e.Parts {
			if e.Outcome == undecided {
				e.Outcome = part.Outcome
			}
		}
	}
	return e
}

func (b *branch) evaluate(facts *Facts, e *Explanation) {
	holds, err := false, b.err
	if err == nil {
		holds, err = run(b.program, facts)
	}
	switch {
	case err != nil:
		e.Outcome, e.Error = Failed, first(err.Error(), MaxText)
	case !holds:
		e.Outcome = False
	}
	for _, path := range b.names {
		e.Values = append(e.Values, facts.value(path))
	}
}

// value is what a name stands for.
func (f *Facts) value(path string) Value {
	name := nameAt[path]
	v := Value{Path: path, Type: name.Type}
	switch value := f.values[path].(type) {
	case string:
		v.Value = shown(value)
	case []string:
		for _, one := range value {
			v.Values = append(v.Values, shown(one))
		}
		v.Value = shown(strings.Join(v.Values, ", "))
	case bool:
		v.Value = strconv.FormatBool(value)
	case int:
		v.Value = strconv.Itoa(value)
	case float64:
		v.Value = strconv.FormatFloat(value, 'f', -1, 64)
	case time.Duration:
		v.Value = strconv.FormatInt(int64(value/time.Second), 10)
	}
	if name.optional != "" {
		v.Unknown = !known(f.values[name.optional])
	}
	return v
}

func shown(text string) string {
	if cut := first(text, maxShown); cut != text {
		return cut + "…"
	}
	return text
}
