package desk

import (
	"slices"

	"github.com/google/uuid"
)

// Property is what of a ticket a change changes.
type Property string

// The properties, with what their value is.
const (
	PropertyStatus         Property = "status"          // a status' key
	PropertyPriority       Property = "priority"        // a Priority
	PropertyTagAdded       Property = "tag_added"       // a tag's id
	PropertyTagRemoved     Property = "tag_removed"     // a tag's id
	PropertyAgent          Property = "agent"           // an agent's id; empty: nobody
	PropertyTeam           Property = "team"            // a team's id; empty: none
	PropertyWatcherAdded   Property = "watcher_added"   // an agent's id
	PropertyWatcherRemoved Property = "watcher_removed" // an agent's id
	PropertySentiment      Property = "sentiment"       // a Sentiment; empty: none
	PropertyContext        Property = "context"         // a context's key; empty: none
	PropertyInbox          Property = "inbox"           // an inbox's id; empty: its channel's
	// PropertyNextAutoresponder is AutoresponderOff or AutoresponderOn: whether the next one is sent.
	PropertyNextAutoresponder Property = "next_autoresponder"
	// PropertyAutoresponders is AutoresponderOn: those of a ticket go on where they were stopped.
	PropertyAutoresponders Property = "autoresponders"
)

// The values of PropertyNextAutoresponder and PropertyAutoresponders.
const (
	AutoresponderOff = "off"
	AutoresponderOn  = "on"
)

// Change is what an agent or a rule changed, with names as they were then. It goes with OpChanged.
type Change struct {
	Property Property `json:"property"`
	Value    string   `json:"value"`
	// Was is the value before; empty for tags and watchers.
	Was string `json:"was"`
	// Name is the value's: an agent's, a team's, a tag's, an own status' or context's; the inbox's in which the ticket
	// stands, its channel's too.
	Name    string `json:"name,omitempty"`
	WasName string `json:"wasName,omitempty"`
}

// NewChange checks what can be told without looking anything up, and brings the value into its usual form. Errors,
// of kind Invalid: property_unknown, value_unknown, status_closed.
func NewChange(property Property, value string) (Change, error) {
	var err error
	switch property {
	case PropertyStatus:
		if value == StatusClosed {
			return Change{}, InvalidField("value", "status_closed", "close the ticket instead")
		}
		value, _, err = cleanKey(value, builtinStatuses)
	case PropertyContext:
		if value != "" {
			value, _, err = cleanKey(value, builtinContexts)
		}
	case PropertyPriority:
		if !slices.Contains([]Priority{Low, Normal, High, Urgent}, Priority(value)) {
			err = ValueUnknown(property)
		}
	case PropertySentiment:
		if value != "" && !slices.Contains([]Sentiment{Positive, Neutral, Negative}, Sentiment(value)) {
			err = ValueUnknown(property)
		}
	case PropertyNextAutoresponder:
		if value != AutoresponderOff && value != AutoresponderOn {
			err = ValueUnknown(property)
		}
	case PropertyAutoresponders:
		if value != AutoresponderOn {
			err = ValueUnknown(property)
		}
	case PropertyAgent, PropertyTeam, PropertyInbox:
		if value != "" {
			value, err = cleanID(value)
		}
	case PropertyTagAdded, PropertyTagRemoved, PropertyWatcherAdded, PropertyWatcherRemoved:
		value, err = cleanID(value)
	default:
		return Change{}, InvalidField("property", "property_unknown", "a ticket has no property %q", string(property))
	}
	if err != nil {
		return Change{}, ValueUnknown(property)
	}
	return Change{Property: property, Value: value}, nil
}

func cleanID(value string) (string, error) {
	id, err := uuid.Parse(value)
	return id.String(), err
}

// ValueUnknown is the error for a value that isn't of the vocabulary, or not any more.
func ValueUnknown(property Property) *Error {
	return InvalidField("value", "value_unknown", "there is no such value of %s", property)
}
