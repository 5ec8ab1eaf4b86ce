package rules

import "github.com/expr-lang/expr/ast"

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
