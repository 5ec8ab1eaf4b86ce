package rules

// Type is what a value is.
type Type string

// The types.
const (
	Text     Type = "text"
	Number   Type = "number"
	YesNo    Type = "yesno"
	Duration Type = "duration"
	List     Type = "list" // of texts
)

// Name is a name that conditions may use.
type Name struct {
	Path    string `json:"path"` // ticket.age
	Type    Type   `json:"type"`
	Example string `json:"example"`
	// List names the list its values come from: a field of Known in lower camel case, or a fixed list; empty for none.
	List string `json:"list,omitempty"`
	// Options are the values of a fixed list, and the built-in of one that the company adds to.
	Options []string `json:"options,omitempty"`
	// Key is where its meaning stands in the language files: rules.name.ticket.age.
	Key string `json:"key"`
}

// Function is a function or an operator between two words.
type Function struct {
	Name string `json:"name"`
	// Signature is hasWord(text, word) or: text contains phrase.
	Signature string `json:"signature"`
	Returns   Type   `json:"returns"`
	Example   string `json:"example"`
	// Insert is what completion puts in, with ${} where the cursor goes on: hasWord(${}, "${}").
	Insert string `json:"insert"`
	// Infix: it stands between its two values.
	Infix bool `json:"infix,omitempty"`
	// Key is where its meaning stands in the language files: rules.function.hasWord.
	Key string `json:"key"`
}

// Names are all that conditions may use, in the order in which screens list them.
func Names() []Name { return nil }

// Functions are all that conditions may use, operators in words among them.
func Functions() []Function { return nil }

// Codes are all kinds of diagnostics.
func Codes() []Code { return nil }
