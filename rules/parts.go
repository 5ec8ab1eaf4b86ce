package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"rozmowa/desk"
)

// Join is how conditions are joined.
type Join string

// The joins.
const (
	And Join = "and"
	Or  Join = "or"
)

func (j Join) other() Join {
	if j == And {
		return Or
	}
	return And
}

// Parts is a condition made of ready parts only. No items: it holds always.
type Parts struct {
	Join  Join   `json:"join"`
	Items []Item `json:"items"`
}

// Item is a part, or a group of two or more parts that are joined the other way.
type Item struct {
	Part  *Part  `json:"part,omitempty"`
	Group []Part `json:"group,omitempty"`
}

// Part is a ready condition.
type Part struct {
	Kind     string `json:"kind"`     // of PartKinds
	Operator string `json:"operator"` // of the kind's
	// Values are as many as the operator takes.
	Values []string `json:"values"`
}

// PartKind is a kind of ready conditions.
type PartKind struct {
	Kind string `json:"kind"` // channel
	// Path is the name it is about; empty for the time of the day, which is about two.
	Path      string         `json:"path,omitempty"`
	Operators []PartOperator `json:"operators"`
	// List and Options are as in Name.
	List    string   `json:"list,omitempty"`
	Options []string `json:"options,omitempty"`
	// Key is where its words stand in the language files: rules.part.channel.
	Key string `json:"key"`
}

// PartOperator is what can be said of a kind.
type PartOperator struct {
	Operator string `json:"operator"` // one_of
	Values   Values `json:"values"`

	// form is how it is written: NAME is the kind's name, VALUE its values.
	form string
}

// Values is what an operator takes.
type Values string

// What operators take.
const (
	NoValues    Values = "none"
	OneText     Values = "one"
	ManyTexts   Values = "many" // one or more
	OneNumber   Values = "number"
	OneDuration Values = "duration" // a number, and one of minutes, hours, days
	TwoDaytimes Values = "times"    // 09:00 and 17:30
)

// maxPartValues is how many texts a part takes.
const maxPartValues = 100

var (
	choice = []PartOperator{
		{"is", OneText, "NAME == VALUE"}, {"is_not", OneText, "NAME != VALUE"},
		{"one_of", ManyTexts, "NAME in VALUE"}, {"none_of", ManyTexts, "NAME not in VALUE"},
	}
	text = []PartOperator{
		{"contains", OneText, "NAME contains VALUE"}, {"contains_not", OneText, "NAME not contains VALUE"},
		{"contains_any", ManyTexts, "containsAny(NAME, VALUE)"}, {"contains_none", ManyTexts, "not containsAny(NAME, VALUE)"},
		{"has_word", OneText, "hasWord(NAME, VALUE)"}, {"has_word_not", OneText, "not hasWord(NAME, VALUE)"},
	}
	amount = []PartOperator{
		{"at_least", OneNumber, "NAME >= VALUE"}, {"at_most", OneNumber, "NAME <= VALUE"}, {"equals", OneNumber, "NAME == VALUE"},
	}
	length = []PartOperator{{"longer", OneDuration, "NAME > VALUE"}, {"shorter", OneDuration, "NAME < VALUE"}}
	flag   = []PartOperator{{"yes", NoValues, "NAME"}, {"no", NoValues, "not NAME"}}
	member = []PartOperator{{"has", OneText, "VALUE in NAME"}, {"has_not", OneText, "VALUE not in NAME"}}
	clock  = []PartOperator{{"between", TwoDaytimes, "timeBetween(VALUE)"}, {"not_between", TwoDaytimes, "not timeBetween(VALUE)"}}
)

// partKinds are the ready parts. A new one is a line here, and its words in the language files.
var partKinds = fillKinds([]PartKind{
	{Kind: "channel", Path: "channel.name", Operators: choice},
	{Kind: "sentiment", Path: "sentiment", Operators: choice},
	{Kind: "context", Path: "context", Operators: choice},
	{Kind: "subject", Path: "ticket.subject", Operators: text},
	{Kind: "message", Path: "message.text", Operators: text},
	{Kind: "language", Path: "message.language", Operators: choice},
	{Kind: "attachment", Path: "message.hasAttachment", Operators: flag},
	{Kind: "weekday", Path: "now.weekday", Operators: choice},
	{Kind: "time", Operators: clock},
	{Kind: "channel_open", Path: "channel.open", Operators: flag},
	{Kind: "tag_assigned", Path: "change.tag", Operators: choice},
	{Kind: "status_set", Path: "change.status", Operators: choice},
	{Kind: "priority_set", Path: "change.priority", Operators: choice},
	{Kind: "agent_assigned", Path: "change.agent", Operators: choice},
	{Kind: "team_assigned", Path: "change.team", Operators: choice},
	{Kind: "changed_by", Path: "change.by", Operators: choice},
	{Kind: "event", Path: "event", Operators: choice},
	{Kind: "tag", Path: "ticket.tags", Operators: member},
	{Kind: "status", Path: "ticket.status", Operators: choice},
	{Kind: "priority", Path: "ticket.priority", Operators: choice},
	{Kind: "agent", Path: "ticket.agent", Operators: choice},
	{Kind: "team", Path: "ticket.team", Operators: choice},
	{Kind: "ticket_age", Path: "ticket.age", Operators: length},
	{Kind: "messages", Path: "ticket.messages", Operators: amount},
	{Kind: "last_answer", Path: "customer.silentFor", Operators: length},
	{Kind: "unanswered", Path: "ticket.unansweredFor", Operators: length},
	{Kind: "domain", Path: "customer.domain", Operators: choice},
	{Kind: "tickets", Path: "customer.tickets", Operators: amount},
	{Kind: "orders", Path: "orders.count", Operators: amount},
	{Kind: "order_status", Path: "orders.status", Operators: choice},
	{Kind: "order_source", Path: "orders.source", Operators: choice},
	{Kind: "order_total", Path: "orders.total", Operators: amount},
	{Kind: "order_age", Path: "orders.age", Operators: length},
})

func fillKinds(kinds []PartKind) []PartKind {
	for i, k := range kinds {
		name := nameAt[k.Path]
		kinds[i].List, kinds[i].Options, kinds[i].Key = name.List, name.Options, "rules.part."+k.Kind
	}
	return kinds
}

// PartKinds are the ready parts there are, in the order in which screens list them.
func PartKinds() []PartKind { return slices.Clone(partKinds) }

// find returns what a part is.
func (p *Part) find() (kind PartKind, operator PartOperator, err error) {
	k := slices.IndexFunc(partKinds, func(k PartKind) bool { return k.Kind == p.Kind })
	if k < 0 {
		return kind, operator, desk.InvalidField("parts", "kind", "there is no kind of condition %q", p.Kind)
	}
	kind = partKinds[k]
	o := slices.IndexFunc(kind.Operators, func(o PartOperator) bool { return o.Operator == p.Operator })
	if o < 0 {
		return kind, operator, desk.InvalidField("parts", "operator", "of %s can't be said %q", p.Kind, p.Operator)
	}
	return kind, kind.Operators[o], nil
}

var decimal = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

// written is how the values stand in a condition, or false when they aren't what the operator takes.
func (v Values) written(values []string) (string, bool) {
	if slices.ContainsFunc(values, func(s string) bool { return !utf8.ValidString(s) }) {
		return "", false
	}
	switch v {
	case NoValues:
		return "", len(values) == 0
	case OneText:
		return quoteAll(values), len(values) == 1
	case ManyTexts:
		return "[" + quoteAll(values) + "]", len(values) > 0 && len(values) <= maxPartValues
	case OneNumber:
		return strings.Join(values, ""), len(values) == 1 && decimal.MatchString(values[0])
	case OneDuration:
		if len(values) != 2 || !decimal.MatchString(values[0]) || unitsOf[values[1]] == 0 {
			return "", false
		}
		return values[1] + "(" + values[0] + ")", true
	default: // TwoDaytimes
		for _, value := range values {
			if _, ok := timeOfDay(value); !ok {
				return "", false
			}
		}
		return quoteAll(values), len(values) == 2
	}
}

func quoteAll(values []string) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = quote(value)
	}
	return strings.Join(texts, ", ")
}

func (p *Part) source() (string, error) {
	kind, operator, err := p.find()
	if err != nil {
		return "", err
	}
	values, ok := operator.Values.written(p.Values)
	if !ok {
		return "", desk.InvalidField("parts", "values", "%s %s takes other values", p.Kind, p.Operator)
	}
	// Both at once: a value may hold the other's mark.
	return strings.NewReplacer("NAME", kind.Path, "VALUE", values).Replace(operator.form), nil
}

// Source writes the parts as a condition, as Format does. An error (desk.Invalid) for what isn't a part of PartKinds.
func (p *Parts) Source() (string, error) {
	if p.Join != And && p.Join != Or {
		return "", desk.InvalidField("parts", "join", "parts are joined by and / or")
	}
	items := make([]string, len(p.Items))
	for i, item := range p.Items {
		one, err := item.source(p.Join)
		if err != nil {
			return "", err
		}
		items[i] = one
	}
	source := strings.Join(items, " "+string(p.Join)+" ")
	if len(source) > MaxSource {
		return "", desk.InvalidField("parts", "too_long", "%s", sentence(codeTooLong, pairs([]string{"most", strconv.Itoa(MaxSource)})))
	}
	return Format(source)
}

func (i *Item) source(join Join) (string, error) {
	if i.Part != nil && len(i.Group) == 0 {
		return i.Part.source()
	}
	if i.Part != nil || len(i.Group) < 2 {
		return "", desk.InvalidField("parts", "item", "an item is a part, or a group of two or more")
	}
	parts := make([]string, len(i.Group))
	for j := range i.Group {
		one, err := i.Group[j].source()
		if err != nil {
			return "", err
		}
		parts[j] = one
	}
	return "(" + strings.Join(parts, " "+string(join.other())+" ") + ")", nil
}

// ToPart returns the ready part that the text is, as a part of a condition; nil: it is none. What was found is kept by the text, since
// the same few stand in every explanation.
func ToPart(source string) *Part {
	if kept, ok := readyParts.get(source); ok {
		return kept
	}
	var part *Part
	if parts, ok := ToParts(source); ok && len(parts.Items) == 1 {
		part = parts.Items[0].Part
	}
	readyParts.put(source, part)
	return part
}

// ToParts takes a condition apart; false when it isn't made of ready parts only, or has comments. Source gives it back as Format
// writes it.
func ToParts(source string) (*Parts, bool) {
	r := read(source)
	r.check(Known{})
	if r.findings.bad || len(r.comments) > 0 {
		return nil, false
	}
	parts := &Parts{Join: And, Items: []Item{}}
	if r.root == nil {
		return parts, true
	}
	join, operands := joined(r.root)
	if join == "" {
		operands = []ast.Node{r.root}
	} else {
		parts.Join = join
	}
	for _, operand := range operands {
		var item Item
		if _, inner := joined(operand); inner != nil {
			for _, one := range inner {
				part, ok := r.part(one)
				if !ok {
					return nil, false
				}
				item.Group = append(item.Group, *part)
			}
		} else if part, ok := r.part(operand); ok {
			item.Part = part
		} else {
			return nil, false
		}
		parts.Items = append(parts.Items, item)
	}
	// What reads alike needn't be the same: 1.50 and 1.5. Only what comes back as it was is taken apart.
	back, err := parts.Source()
	return parts, err == nil && back == r.format()
}

// part finds the ready part that a node is: the one whose form it has.
func (r *reading) part(n ast.Node) (*Part, bool) {
	p := printer{reading: r}
	line := p.line(n)
	path, values, ok := p.about(n)
	if !ok {
		return nil, false
	}
	for _, kind := range partKinds {
		if kind.Path != path {
			continue
		}
		for _, operator := range kind.Operators {
			part := &Part{Kind: kind.Kind, Operator: operator.Operator, Values: values}
			if written, err := part.source(); err == nil && written == line {
				return part, true
			}
		}
	}
	return nil, false
}

// about are the name and the values that a comparison, a call or a name is about.
func (p *printer) about(n ast.Node) (path string, values []string, ok bool) {
	values = []string{}
	var sides []ast.Node
	switch n := n.(type) {
	case *ast.UnaryNode:
		return p.about(n.Node)
	case *ast.IdentifierNode, *ast.MemberNode:
		path = pathOf(n)
		return path, values, nameAt[path].Path != ""
	case *ast.CallNode:
		sides = n.Arguments
	case *ast.BinaryNode:
		sides = []ast.Node{n.Left, n.Right}
	default:
		return "", nil, false
	}
	for _, side := range sides {
		if name := pathOf(side); nameAt[name].Path != "" && path == "" {
			path = name
		} else if values, ok = p.values(values, side); !ok {
			return "", nil, false
		}
	}
	return path, values, true
}

// values appends what a literal holds.
func (p *printer) values(values []string, n ast.Node) ([]string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return append(values, n.Value), true
	case *ast.IntegerNode, *ast.FloatNode:
		return append(values, p.text(n)), true
	case *ast.ArrayNode:
		for _, item := range n.Nodes {
			var ok bool
			if values, ok = p.values(values, item); !ok {
				return nil, false
			}
		}
		return values, true
	case *ast.CallNode:
		unit, isName := n.Callee.(*ast.IdentifierNode)
		if !isName || unitsOf[unit.Value] == 0 || len(n.Arguments) != 1 {
			return nil, false
		}
		values, ok := p.values(values, n.Arguments[0])
		return append(values, unit.Value), ok
	}
	return nil, false
}
