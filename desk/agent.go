package desk

import (
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Role is what an agent may do at all; which tickets, the channels' access lists say.
type Role string

// The roles.
const (
	Admin    Role = "admin"
	Agent    Role = "agent"
	Operator Role = "operator"
)

// Permission is one thing that a route may demand.
type Permission string

// The permissions.
const (
	ReadTickets   Permission = "ticket.read"    // read the tickets of one's channels
	WriteTickets  Permission = "ticket.write"   // answer, note, take over, close, reopen them
	ReadWorkflows Permission = "workflow.read"  // be led to the Temporal UI
	WriteChannels Permission = "channel.write"  // configure chats and say who has access; no tickets come with it
	WriteSettings Permission = "settings.write" // the company's settings, such as its mail server
	WriteRules    Permission = "rule.write"     // automatic actions; what they did shows in one's own tickets alone
)

var permissions = map[Role][]Permission{
	Admin:    {ReadTickets, WriteTickets, ReadWorkflows, WriteChannels, WriteSettings, WriteRules},
	Agent:    {ReadTickets, WriteTickets},
	Operator: {ReadTickets, ReadWorkflows},
}

// Permissions returns what the role may do; nothing for an unknown role.
func (r Role) Permissions() []Permission { return slices.Clone(permissions[r]) }

// May reports whether the role has the permission.
func (r Role) May(p Permission) bool { return slices.Contains(permissions[r], p) }

// Account is a person who logs in.
type Account struct {
	ID     uuid.UUID
	Name   string
	Email  string
	Role   Role
	Locale string
	// DefaultList is what the inbox begins with: a View, or the id of one of the agent's saved filters.
	DefaultList string
	// Photo is the id of its bytes; uuid.Nil: none.
	Photo uuid.UUID
}

// Limits of an account, in characters.
const (
	MaxAgentName = 80
	MinPassword  = 10
	MaxPassword  = 256
)

// CleanAgentName checks a name that customers and colleagues see, and trims it.
func CleanAgentName(field, s string) (string, error) {
	s, err := CleanLine(field, s, MaxAgentName)
	if err == nil && s == "" {
		err = InvalidField(field, "empty", "the name is empty")
	}
	return s, err
}

// CheckNewPassword refuses a password that is too easy to guess or too long to hash. Any character may stand in it.
func CheckNewPassword(field, s string) error {
	switch n := utf8.RuneCountInString(s); {
	case n < MinPassword:
		return InvalidField(field, "too_short", "%d characters, at least %d are needed", n, MinPassword)
	case n > MaxPassword:
		return InvalidField(field, "too_long", "%d characters, at most %d are allowed", n, MaxPassword)
	}
	return nil
}

// ProfileChange is what an agent changes in their own profile; nil stays as it is.
type ProfileChange struct {
	Locale      *string
	DefaultList *string
	Name        *string // as CleanAgentName makes it
}

// Check refuses what a profile can't hold.
func (c ProfileChange) Check() error {
	if c.Locale != nil && *c.Locale != "pl" && *c.Locale != "en" {
		return InvalidField("locale", "locale", "the language is pl or en")
	}
	if c.DefaultList != nil && !View(*c.DefaultList).Valid() {
		if _, err := uuid.Parse(*c.DefaultList); err != nil {
			return InvalidField("defaultList", "list", "the list is a view or the id of a saved filter")
		}
	}
	return nil
}
