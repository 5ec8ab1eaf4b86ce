package desk

import (
	"slices"
	"strings"
)

// The keys of the built-in statuses. The company's own have a uuid.
const (
	StatusOpen         = "open"
	StatusPending      = "pending"      // the customer has to answer
	StatusConsultation = "consultation" // colleagues are asked
	StatusResolved     = "resolved"
	StatusClosed       = "closed" // set by closing alone
	StatusSpam         = "spam"
)

var builtinStatuses = []string{StatusOpen, StatusPending, StatusConsultation, StatusResolved, StatusClosed, StatusSpam}

// maxPosition is the last place in a list of statuses.
const maxPosition = 1000

// Status is how far the work on a ticket is, in the company's own words.
type Status struct {
	Key string
	// Name is empty for the built-in: screens name them in the reader's language.
	Name string
	// Colour is #rrggbb.
	Colour string
	// RequiresResponse: a customer who wrote last waits for an answer.
	RequiresResponse bool
	// Visible: its tickets stand in the inbox's lists.
	Visible bool
	// OpensOnMessage: a customer's new message makes it StatusOpen.
	OpensOnMessage bool
	// Position is its place in lists, from 1.
	Position int
	Builtin  bool
	// Deleted: it can't be chosen any more; tickets that have it keep it.
	Deleted bool
}

// Clean checks what an admin set, brings it into the form it is kept in and notes whether it is built in. Errors name
// the field and are of kind Invalid, or conflict (name_taken).
func (s *Status) Clean() (err error) {
	if s.Key, s.Builtin, err = cleanKey(s.Key, builtinStatuses); err != nil {
		return err
	}
	if s.Builtin {
		if s.Name != "" {
			return InvalidField("name", "builtin", "a built-in status keeps its name")
		}
	} else if s.Name, err = cleanOwnName(s.Name, builtinStatuses); err != nil {
		return err
	}
	if s.Colour = strings.ToLower(s.Colour); !colour.MatchString(s.Colour) {
		return InvalidField("colour", "colour", "%q is not a colour such as #1f6f5c", s.Colour)
	}
	if s.Position < 1 || s.Position > maxPosition {
		return InvalidField("position", "range", "a position is 1 to %d", maxPosition)
	}
	return nil
}

// MayBecome says what keeps an admin from making s what d is, which is clean: on "open" and "closed" the program
// relies, so they keep all but colour and position.
func (s *Status) MayBecome(d *Status) error {
	if s.Key != StatusOpen && s.Key != StatusClosed {
		return nil
	}
	for _, fixed := range []struct {
		field    string
		old, new bool
	}{
		{"requiresResponse", s.RequiresResponse, d.RequiresResponse},
		{"visible", s.Visible, d.Visible},
		{"opensOnMessage", s.OpensOnMessage, d.OpensOnMessage},
	} {
		if fixed.old != fixed.new {
			return InvalidField(fixed.field, "builtin", "the status %s keeps this", s.Key)
		}
	}
	return nil
}

// BuiltinStatus reports whether the key is a built-in status'.
func BuiltinStatus(key string) bool { return slices.Contains(builtinStatuses, key) }

// BuiltinStatuses are the keys of the built-in statuses.
func BuiltinStatuses() []string { return slices.Clone(builtinStatuses) }
