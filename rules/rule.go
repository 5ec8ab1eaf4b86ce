package rules

import (
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Rule is an automatic action as it stands: a version of what an admin wrote, and whether it is on.
type Rule struct {
	ID uuid.UUID
	// Version grows with every change of Settings, from 1.
	Version int
	// EnabledAt is since when it has been switched on: what came before doesn't concern it. Zero: it is off.
	EnabledAt time.Time
	// SwitchedOff is why the program switched it off; empty: it didn't.
	SwitchedOff string
	Settings    Settings
	ChangedAt   time.Time
	// ChangedBy is an agent's name.
	ChangedBy string
}

// Settings is what an admin wrote. It is kept as JSON.
type Settings struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Triggers are the events that it answers.
	Triggers []Trigger `json:"triggers"`
	// Condition is an expression; empty: always.
	Condition string   `json:"condition"`
	Actions   []Action `json:"actions"`
	// Stop: when it matches, the rules behind it aren't asked about the same event.
	Stop  bool  `json:"stop,omitempty"`
	Often Often `json:"often"`
	// Period goes with OncePerPeriod, in seconds; 0 otherwise.
	Period desk.Seconds `json:"period,omitempty"`
}

// Trigger is an event that a rule answers.
type Trigger struct {
	Event Event `json:"event"`
	// After goes with events that time brings, in seconds; 0 otherwise.
	After desk.Seconds `json:"after,omitempty"`
}

// Often is how often a rule may fire in a ticket.
type Often string

// How often a rule may fire in a ticket.
const (
	EveryTime     Often = "every_time"
	OncePerTicket Often = "once_per_ticket"
	OncePerPeriod Often = "once_per_period"
)

// ActionKind is what an action does.
type ActionKind string

// The kinds of action.
const (
	Autoresponder ActionKind = "autoresponder" // an automatic message to the customer: Texts
	SetStatus     ActionKind = "status"        // Value: the status' key
	SetPriority   ActionKind = "priority"      // Value: the priority
	AddTag        ActionKind = "tag_added"     // Value: the tag's id
	RemoveTag     ActionKind = "tag_removed"   // Value: the tag's id
	AssignAgent   ActionKind = "agent"         // Value: the agent's id
	AssignTeam    ActionKind = "team"          // Value: the team's id
	// AssignLeastBusy gives the ticket to who has the fewest open ones of those present. Value: the team's id; empty:
	// everybody with access.
	AssignLeastBusy ActionKind = "least_busy"
	AddWatcher      ActionKind = "watcher" // Value: the agent's id
	WriteNote       ActionKind = "note"    // Text
	Close           ActionKind = "close"
	Notify          ActionKind = "notify"  // Text, Agents; none: everybody with access
	Webhook         ActionKind = "webhook" // URL, Secret
	// SetOrderStatus and WriteOrderNote want something of BaseLinker: Orders, Source; Account and OrderStatus, or Text.
	SetOrderStatus ActionKind = "order_status"
	WriteOrderNote ActionKind = "order_note"
)

// Action is one thing that a rule does.
type Action struct {
	Kind  ActionKind `json:"kind"`
	Value string     `json:"value,omitempty"`
	// Texts are an autoresponder's, with placeholders, by language; an empty one is as the Polish.
	Texts map[string]string `json:"texts,omitempty"`
	// Text is a note's or notification's, with placeholders.
	Text   string      `json:"text,omitempty"`
	Agents []uuid.UUID `json:"agents,omitempty"`
	URL    string      `json:"url,omitempty"`
	// Secret signs a webhook's body; sealed where it is kept, never shown.
	Secret []byte `json:"secret,omitempty"`
	// Account's is the OrderStatus that the ticket's orders get: those of other accounts aren't touched.
	Account     uuid.UUID `json:"account,omitzero"`
	OrderStatus int64     `json:"orderStatus,omitempty"`
	// Orders are which of the ticket's; Source goes with OrdersOfSource, a source's name.
	Orders OrdersOf `json:"orders,omitempty"`
	Source string   `json:"source,omitempty"`
}

// OrdersOf is which of a ticket's orders an action is about. Archived ones never are.
type OrdersOf string

// Which orders an action is about.
const (
	NewestOrder    OrdersOf = "newest"
	AllOrders      OrdersOf = "all"
	OrdersOfSource OrdersOf = "source"
)
