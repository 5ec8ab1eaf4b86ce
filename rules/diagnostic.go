package rules

// Severity is whether a condition can be used in spite of what was found.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the condition can't be used
	Warning Severity = "warning" // it can, and perhaps isn't what was meant
)

// Diagnostic is something to put right in a condition.
type Diagnostic struct {
	// From and To are where it stands, in UTF-16 code units as JavaScript counts. From equals To when something is missing
	// there.
	From     int      `json:"from"`
	To       int      `json:"to"`
	Severity Severity `json:"severity"`
	// Code is one of Codes; Params fill the gaps in its sentence.
	Code   string            `json:"code"`
	Params map[string]string `json:"params,omitempty"`
	// Message is the sentence in English.
	Message string `json:"message"`
	// Fix, unless empty, is what to put in the place of From to To.
	Fix string `json:"fix,omitempty"`
}

// Code is a kind of diagnostic.
type Code struct {
	Code string
	// Params are the gaps of its sentence.
	Params []string
	// Message is the sentence in English, with {param} for a gap.
	Message string
}
