package desk

import (
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// MaxWord is how long the name of a status, tag, team, context or inbox is, in characters.
const MaxWord = 60

// Vocabulary is what tickets' properties are made of, with what was deleted: tickets may still have it.
type Vocabulary struct {
	Statuses []Status  // by position
	Tags     []Tag     // by name
	Teams    []Team    // by name
	Contexts []Context // by position
	Inboxes  []Inbox   // by position
}

// Tag is a word that agents put on tickets.
type Tag struct {
	ID      uuid.UUID
	Name    string
	Deleted bool
}

// Team is a group of agents that a ticket can be given to.
type Team struct {
	ID   uuid.UUID
	Name string
	// Agents are by name, without those who were switched off.
	Agents  []uuid.UUID
	Deleted bool
}

// Context is what a customer writes about.
type Context struct {
	// Key is a word for the built-in, a uuid for the company's own.
	Key string
	// Name is empty for the built-in: screens name them in the reader's language.
	Name    string
	Builtin bool
	Deleted bool
	// Examples are what customers say who mean one of the company's own, by which messages are told; nil in a save: as they were.
	Examples []string
}

// Limits of a context's examples: how many, and characters of each.
const (
	MaxExamples = 30
	MaxExample  = 200
)

var builtinContexts = []string{
	"delivery", "return", "complaint", "order_change", "invoice", "payment", "product", "thanks", "other",
}

// ContextOther is the built-in context of what fits no other.
const ContextOther = "other"

// BuiltinContexts are the keys of the built-in contexts.
func BuiltinContexts() []string { return slices.Clone(builtinContexts) }

// BuiltinContext reports whether the key is a built-in context's.
func BuiltinContext(key string) bool { return slices.Contains(builtinContexts, key) }

// Clean checks what an admin set. A built-in context can't be set at all. Errors: conflict (name_taken), invalid (builtin, or the
// field's).
func (c *Context) Clean() (err error) {
	if c.Key, c.Builtin, err = cleanKey(c.Key, builtinContexts); err != nil {
		return err
	}
	if c.Builtin {
		return Errorf(Invalid, "builtin", "a built-in context stays as it is")
	}
	if c.Name, err = cleanOwnName(c.Name, builtinContexts); err != nil {
		return err
	}
	return c.cleanExamples()
}

// cleanExamples drops blank ones and what stands there twice.
func (c *Context) cleanExamples() error {
	if c.Examples == nil {
		return nil
	}
	clean := make([]string, 0, len(c.Examples))
	for _, example := range c.Examples {
		example, err := CleanLine("examples", example, MaxExample)
		if err != nil {
			return err
		}
		if example != "" && !slices.Contains(clean, example) {
			clean = append(clean, example)
		}
	}
	if len(clean) > MaxExamples {
		return InvalidField("examples", "too_many", "%d examples, at most %d are allowed", len(clean), MaxExamples)
	}
	c.Examples = clean
	return nil
}

// CleanWord checks the name of a status, tag, team or context, trims it and makes runs of spaces one.
func CleanWord(field, s string) (string, error) {
	s, err := CleanLine(field, s, MaxWord)
	if err != nil {
		return "", err
	}
	if s == "" {
		return "", InvalidField(field, "empty", "the name is empty")
	}
	return strings.Join(strings.Fields(s), " "), nil
}

// cleanOwnName is CleanWord for one of the company's own beside built-in ones, and refuses the key of one of these: conditions name
// the own by their names and the built-in by their keys, and couldn't tell the two apart. Case counts there.
func cleanOwnName(name string, builtin []string) (string, error) {
	name, err := CleanWord("name", name)
	if err != nil {
		return "", err
	}
	if slices.Contains(builtin, name) {
		return "", &Error{Kind: Conflict, Code: "name_taken", Message: "a built-in one has this word for a key", Field: "name"}
	}
	return name, nil
}

// FoldWord is the form in which names are compared: two that differ in case alone, or in how their accents are
// written, are the same.
func FoldWord(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// cleanKey takes a key of the vocabulary: a built-in word, or a uuid, which it brings into its usual form.
func cleanKey(key string, words []string) (clean string, builtin bool, err error) {
	if slices.Contains(words, key) {
		return key, true, nil
	}
	id, err := uuid.Parse(key)
	if err != nil {
		return "", false, InvalidField("key", "key", "a key is a built-in word or a uuid")
	}
	return id.String(), false, nil
}
