package rules

// Outcome is what came of a part of a condition.
type Outcome string

// The outcomes.
const (
	True   Outcome = "true"
	False  Outcome = "false"
	Failed Outcome = "error"
)

// Explanation is a condition or a part of it, and what came of it.
type Explanation struct {
	// Kind is "and", "or", "not" (of one part), "part" (a comparison or so), or "always" (the empty condition).
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

// Value is what a name stood for.
type Value struct {
	Path string `json:"path"` // ticket.status
	Type Type   `json:"type"`
	// Value is a text's first characters, a number, true or false, a duration's seconds. Values are a list's.
	Value  string   `json:"value"`
	Values []string `json:"values,omitempty"`
}

// Explain says why a condition holds or doesn't, part by part.
func (c *Condition) Explain(facts *Facts) Explanation { return Explanation{} }
