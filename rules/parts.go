package rules

// Join is how conditions are joined.
type Join string

// The joins.
const (
	And Join = "and"
	Or  Join = "or"
)

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
	// Path is the name it is about; empty for one that is about several.
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
	// Values is what it takes: "none", "one" (a text), "many" (one or more texts), "number", "duration" (a number and one of
	// minutes, hours, days) or "times" (two times of the day, 09:00 and 17:30).
	Values string `json:"values"`
}

// PartKinds are the ready parts there are, in the order in which screens list them.
func PartKinds() []PartKind { return nil }

// ToParts takes a condition apart; false when it isn't made of ready parts only, or has comments. Source gives it back as Format
// writes it.
func ToParts(source string) (*Parts, bool) { return nil, false }

// Source writes the parts as a condition. An error (desk.Invalid) for a part that isn't one of PartKinds.
func (p *Parts) Source() (string, error) { return "", nil }
