package rules

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// compile makes a program of a condition that was found right.
func compile(source string) (*vm.Program, error) { return expr.Compile(source, options...) }

// options are expr's. The environment is flat: a name is one variable, dot and all. Functions whose names begin with $ can't be written; rewriting puts them in.
var options = []expr.Option{
	expr.Env(Env{}.Facts().values), expr.AsBool(), expr.WarnOnAny(), expr.DisableAllBuiltins(), expr.EnableBuiltin("len"),
	expr.MaxNodes(MaxNodes), expr.Patch(rewriting{}),
	expr.Function("containsAny", unwritten, new(func(string, []any) bool), new(func(string, []string) bool)),
	expr.Function("hasWord", unwritten, new(func(string, string) bool)),
	expr.Function("hasAnyWord", unwritten, new(func(string, []any) bool), new(func(string, []string) bool)),
	expr.Function("timeBetween", unwritten, new(func(string, string) bool)),
	expr.Function("minutes", lasting("minutes"), durationTypes...),
	expr.Function("hours", lasting("hours"), durationTypes...),
	expr.Function("days", lasting("days"), durationTypes...),
	expr.Function("$contains", overText(strings.Contains), new(func(*folds, string, []string) bool)),
	expr.Function("$startsWith", overText(strings.HasPrefix), new(func(*folds, string, []string) bool)),
	expr.Function("$endsWith", overText(strings.HasSuffix), new(func(*folds, string, []string) bool)),
	expr.Function("$hasWord", overText(hasWord), new(func(*folds, string, []string) bool)),
	expr.Function("$phrase", phraseOf, new(func(string) []string)),
	expr.Function("$known", isKnown, new(func(any) bool)),
	expr.Function("$between", between, new(func(int, int, int, int) bool)),
	expr.Function("$+", sum, numberTypes...),
	expr.Function("$-", difference, numberTypes...),
	expr.Function("$*", product, numberTypes...),
	expr.Function("$/", quotient, numberTypes...),
	expr.Function("$%", remainder, numberTypes...),
}

var (
	durationTypes = []any{new(func(int) time.Duration), new(func(float64) time.Duration), new(func(any) time.Duration)}
	numberTypes   = []any{
		new(func(int, int) any), new(func(int, float64) any), new(func(float64, int) any), new(func(float64, float64) any),
		new(func(any, any) any),
	}
)

// unwritten stands behind what rewriting replaces.
func unwritten(...any) (any, error) { return nil, fmt.Errorf("not rewritten") }

// rewriting brings a condition into the form that is evaluated: texts are folded (phrases once, now), durations are made, sums
// are watched for overflow, and what isn't known compares as false.
type rewriting struct{}

// Visit is called for each part after those it is made of.
func (rewriting) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		if name := pathOf(n); nameAt[name].Path != "" {
			ast.Patch(node, identifier(name))
		}
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			rewriteCall(node, name.Value, n.Arguments)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "contains", "startsWith", "endsWith":
			ast.Patch(node, call("$"+n.Operator, identifier(foldsName), n.Left, phrase(n.Right)))
		case "+", "-", "*", "/", "%":
			if !lasts(n.Left) {
				ast.Patch(node, call("$"+n.Operator, n.Left, n.Right))
			}
		case "==", "!=", "<", "<=", ">", ">=", "in":
			for _, name := range optionalIn(n) {
				known := call("$known", identifier(name))
				known.SetLocation(n.Location())
				ast.Patch(node, &ast.BinaryNode{Operator: "and", Left: known, Right: *node})
			}
		}
	}
}

func rewriteCall(node *ast.Node, name string, arguments []ast.Node) {
	switch name {
	case "containsAny":
		ast.Patch(node, call("$contains", identifier(foldsName), arguments[0], phrase(arguments[1])))
	case "hasWord", "hasAnyWord":
		ast.Patch(node, call("$hasWord", identifier(foldsName), arguments[0], phrase(arguments[1])))
	case "timeBetween":
		from, _ := timeOfDay(arguments[0].(*ast.StringNode).Value)
		to, _ := timeOfDay(arguments[1].(*ast.StringNode).Value)
		ast.Patch(node, call("$between", identifier("now.hour"), identifier("now.minute"), &ast.IntegerNode{Value: from}, &ast.IntegerNode{Value: to}))
	case "minutes", "hours", "days":
		if value, ok := literalNumber(arguments[0]); ok {
			if d, err := durationOf(name, value); err == nil {
				ast.Patch(node, &ast.ConstantNode{Value: d})
			}
		}
	}
}

func identifier(name string) ast.Node { return &ast.IdentifierNode{Value: name} }

func call(name string, arguments ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: identifier(name), Arguments: arguments}
}

// lasts reports whether a part is a duration.
func lasts(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return nameAt[n.Value].Type == Duration
	case *ast.ConstantNode:
		_, ok := n.Value.(time.Duration)
		return ok
	case *ast.CallNode:
		return unitsOf[pathOf(n.Callee)] != 0
	case *ast.BinaryNode:
		return lasts(n.Left)
	}
	return false
}

// phrase is what is looked for: folded, a list when there are several.
func phrase(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.StringNode:
		return &ast.ConstantNode{Value: []string{foldPhrase(n.Value)}}
	case *ast.ArrayNode:
		phrases := make([]string, len(n.Nodes))
		for i, item := range n.Nodes {
			phrases[i] = foldPhrase(item.(*ast.StringNode).Value)
		}
		return &ast.ConstantNode{Value: phrases}
	}
	return call("$phrase", n)
}

// optionalIn are the names that must not be 0 for the values in a part to be known.
func optionalIn(n ast.Node) (all []string) {
	seen := &optionals{found: map[string]bool{}}
	ast.Walk(&n, seen)
	for _, name := range names {
		if seen.found[name.Path] {
			all = append(all, name.Path)
		}
	}
	return all
}

type optionals struct{ found map[string]bool }

// Visit is called for each part.
func (o *optionals) Visit(node *ast.Node) {
	if optional := nameAt[pathOf(*node)].optional; optional != "" {
		o.found[optional] = true
	}
}

// pathOf is the name that a node is, or "".
func pathOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value
	case *ast.MemberNode:
		root, isName := n.Node.(*ast.IdentifierNode)
		part, isPart := n.Property.(*ast.StringNode)
		if isName && isPart {
			return root.Value + "." + part.Value
		}
	}
	return ""
}

// overText makes a function of one that looks for a folded phrase in a folded text: it tries each phrase.
func overText(has func(text, phrase string) bool) func(...any) (any, error) {
	return func(params ...any) (any, error) {
		text := params[0].(*folds).fold(params[1].(string))
		for _, phrase := range params[2].([]string) {
			if phrase != "" && text.mayHave(phrase) && has(text.text, phrase) {
				return true, nil
			}
		}
		return false, nil
	}
}

// phraseOf folds a phrase that isn't written in the condition. An empty one is nowhere.
func phraseOf(params ...any) (any, error) { return []string{foldPhrase(params[0].(string))}, nil }

func isKnown(params ...any) (any, error) { return known(params[0]), nil }

// known reports whether the number or duration that tells so isn't 0.
func known(value any) bool { return value != 0 && value != time.Duration(0) }

var unitsOf = map[string]time.Duration{"minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour}

func durationOf(unit string, n float64) (time.Duration, error) {
	if d := n * float64(unitsOf[unit]); d >= 0 && d <= float64(MaxDuration) {
		return time.Duration(d), nil
	}
	return 0, fmt.Errorf("%s(%v): a duration is 0 to 366 days", unit, n)
}

func lasting(unit string) func(...any) (any, error) {
	return func(params ...any) (any, error) {
		n, ok := float(params[0])
		if !ok {
			return nil, fmt.Errorf("%s: not a number", unit)
		}
		return durationOf(unit, n)
	}
}

// timeOfDay reads 09:30 as minutes since midnight.
func timeOfDay(s string) (int, bool) {
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil && len(s) == 5
}

// between reports whether hour and minute are within two times of the day, over midnight if need be. The second isn't within.
func between(params ...any) (any, error) {
	now, from, to := params[0].(int)*60+params[1].(int), params[2].(int), params[3].(int)
	if from <= to {
		return from <= now && now < to, nil
	}
	return from <= now || now < to, nil
}

var errOverflow = fmt.Errorf("the number is too large")

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// calculate applies one of two functions, for whole numbers and for others.
func calculate(params []any, whole func(a, b int) (int, bool), other func(a, b float64) float64) (any, error) {
	a, isWhole := params[0].(int)
	b, both := params[1].(int)
	if isWhole && both && whole != nil {
		if result, ok := whole(a, b); ok {
			return result, nil
		}
		return nil, errOverflow
	}
	x, ok := float(params[0])
	y, both := float(params[1])
	if !ok || !both {
		return nil, fmt.Errorf("not a number")
	}
	if result := other(x, y); !math.IsInf(result, 0) && !math.IsNaN(result) {
		return result, nil
	}
	return nil, errOverflow
}

func sum(params ...any) (any, error) {
	return calculate(params, func(a, b int) (int, bool) { return a + b, (a+b > a) == (b > 0) }, func(a, b float64) float64 { return a + b })
}

func difference(params ...any) (any, error) {
	return calculate(params, func(a, b int) (int, bool) { return a - b, (a-b < a) == (b > 0) }, func(a, b float64) float64 { return a - b })
}

func product(params ...any) (any, error) {
	return calculate(params, func(a, b int) (int, bool) {
		p := a * b
		return p, a == 0 || p/a == b && (a != -1 || b != math.MinInt)
	}, func(a, b float64) float64 { return a * b })
}

var errZero = fmt.Errorf("a division by zero")

func quotient(params ...any) (any, error) {
	if divisor, ok := float(params[1]); ok && divisor == 0 {
		return nil, errZero
	}
	return calculate(params, nil, func(a, b float64) float64 { return a / b })
}

func remainder(params ...any) (any, error) {
	if divisor, ok := float(params[1]); ok && divisor == 0 {
		return nil, errZero
	}
	return calculate(params, func(a, b int) (int, bool) { return a % b, true }, math.Mod)
}
