package rules

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Condition is a compiled condition. It may be used by many goroutines at once.
type Condition struct {
	source string
	// program is nil for the empty condition.
	program *vm.Program
	// tree is made when the condition is explained for the first time.
	tree func() *branch
}

// AsksJudgement reports whether the condition may depend on what messages are taken for; it rather says yes.
func (c *Condition) AsksJudgement() bool {
	return strings.Contains(c.source, "sentiment") || strings.Contains(c.source, "context")
}

// reading is a condition's text taken apart.
type reading struct {
	places
	source   string
	root     ast.Node // nil for an empty condition, and when there are errors
	comments []comment
	findings findings
}

// read takes a condition apart, without its types.
func read(source string) *reading {
	r := &reading{source: source}
	if len(source) > MaxSource {
		r.findings.err(span{0, len(source)}, codeTooLong, "most", strconv.Itoa(MaxSource))
		return r
	}
	if !utf8.ValidString(source) {
		r.findings.err(span{0, len(source)}, codeNotUTF8)
		return r
	}
	var tokens []token
	tokens, r.comments = scan(source, &r.findings)
	checkGrammar(tokens, &r.findings)
	if r.findings.bad || len(tokens) == 0 {
		return r
	}
	r.places = newPlaces(source, tokens)
	tree, err := parser.ParseWithConfig(source, &conf.Config{MaxNodes: MaxNodes}) // its own: the parser keeps things in it
	if err != nil {
		r.refuse(err)
		return r
	}
	r.root = tree.Node
	return r
}

// refuse says what expr found wrong.
func (r *reading) refuse(err error) {
	at, reason := span{0, utf8.RuneCountInString(r.source)}, err.Error()
	if fault, ok := errors.AsType[*file.Error](err); ok {
		at, reason = span{fault.From, fault.To}, fault.Message
	}
	switch {
	case strings.Contains(reason, "maximum allowed nodes"):
		r.findings.err(at, codeTooManyParts)
	case strings.Contains(reason, "char escape") || strings.Contains(reason, "unescape"):
		for _, t := range r.tokens {
			if t.kind == quoted && t.from <= at.from && at.from < t.to {
				at = t.span
			}
		}
		r.findings.err(at, codeEscape)
	default:
		r.findings.err(at, codeUnreadable, "reason", reason)
	}
}

// check gives the parts their types and compiles what is right.
func (r *reading) check(known Known) *vm.Program {
	if r.root == nil {
		return nil
	}
	t := &typing{places: r.places, found: &r.findings, known: known}
	t.condition(r.root)
	if r.findings.bad {
		return nil
	}
	program, err := compile(r.source)
	if err != nil {
		r.refuse(err)
		return nil
	}
	return program
}

// Compile reads a condition: its text, at most MaxSource long. An empty one holds always. The diagnostics are those of Check
// without lists; the condition is nil when one of them is an error. What was compiled is kept by its text.
func Compile(source string) (*Condition, []Diagnostic) {
	if kept, ok := compiled.get(source); ok {
		return kept.condition, kept.diagnostics
	}
	r := read(source)
	program := r.check(Known{})
	diagnostics := r.findings.diagnostics(source)
	if r.findings.bad {
		return nil, diagnostics
	}
	c := &Condition{source: source, program: program}
	c.tree = sync.OnceValue(c.grow)
	compiled.put(source, keptCondition{c, diagnostics})
	return c, diagnostics
}

// Check says what is to be put right in a condition, in the order of the text. It warns of values that aren't known.
func Check(source string, known Known) []Diagnostic {
	r := read(source)
	r.check(known)
	return r.findings.diagnostics(source)
}

// Source is the condition's text.
func (c *Condition) Source() string { return c.source }

// machines evaluate; each is one goroutine's at a time.
var machines = sync.Pool{New: func() any { return &vm.VM{MemoryBudget: maxSteps} }}

// run evaluates a program. What goes wrong in it is an error.
func run(program *vm.Program, facts *Facts) (bool, error) {
	machine := machines.Get().(*vm.VM)
	defer machines.Put(machine)
	result, err := machine.Run(program, facts.values)
	if err != nil {
		if fault, ok := errors.AsType[*file.Error](err); ok {
			return false, errors.New(fault.Message) // without the line that it quotes
		}
		return false, err
	}
	return result.(bool), nil
}

// Match reports whether the condition holds. An error (a division by zero, a place outside a list) means that it doesn't.
func (c *Condition) Match(facts *Facts) (bool, error) {
	if c.program == nil {
		return true, nil
	}
	return run(c.program, facts)
}

type keptCondition struct {
	condition   *Condition
	diagnostics []Diagnostic
}

// cache keeps what was compiled lately: when one generation is full, the one before it is let go.
type cache[V any] struct {
	mu         sync.Mutex
	young, old map[string]V
}

var (
	compiled   cache[keptCondition]
	readyParts cache[*Part]
)

func (c *cache[V]) get(source string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.young[source]; ok {
		return kept, true
	}
	kept, ok := c.old[source]
	if ok {
		c.keep(source, kept)
	}
	return kept, ok
}

func (c *cache[V]) put(source string, kept V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(source, kept)
}

func (c *cache[V]) keep(source string, kept V) {
	if len(c.young) >= maxCached/2 {
		c.old, c.young = c.young, nil
	}
	if c.young == nil {
		c.young = make(map[string]V)
	}
	c.young[source] = kept
}
