package desk

import (
	"time"

	"github.com/google/uuid"
)

// State is where a conversation stands.
type State string

// The states: waiting → active → closed, and back by reopening.
const (
	Waiting State = "waiting" // no agent has joined yet
	Active  State = "active"  // an agent has it
	Shut    State = "closed"
)

// Priority of a ticket.
type Priority string

// The priorities.
const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Sentiment is how a customer sounds; empty when nobody has said.
type Sentiment string

// The sentiments.
const (
	Positive Sentiment = "positive"
	Neutral  Sentiment = "neutral"
	Negative Sentiment = "negative"
)

// Requester is the customer as the form named them; both are empty for chats without a form.
type Requester struct {
	Name  string
	Email string
}

// AgentRef names an agent.
type AgentRef struct {
	ID    uuid.UUID
	Name  string
	Photo uuid.UUID // as in Account
}

// ChannelRef names a channel.
type ChannelRef struct {
	ID   uuid.UUID
	Name string
	// Key stands in the shop's snippet.
	Key string
}

// Ticket is a conversation as lists and pages show it.
type Ticket struct {
	ID      uuid.UUID
	Number  int64
	Channel ChannelRef
	Subject string
	// Requester is the customer.
	Requester Requester
	Locale    string
	// PageURL is the shop's page the conversation began on; may be empty.
	PageURL string
	State   State
	// Status is its key.
	Status   string
	Priority Priority
	// Agent is nil while nobody has joined.
	Agent *AgentRef
	// TagIDs are in the order they were added.
	TagIDs []uuid.UUID
	// TeamID is uuid.Nil when no team has it.
	TeamID uuid.UUID
	// WatcherIDs are the agents who are told of what happens, without those who may not see it (any more).
	WatcherIDs []uuid.UUID
	Sentiment  Sentiment
	// Context is its key; empty for none.
	Context string
	// InboxID is the inbox it stands in, the one it was moved to or its channel's; uuid.Nil for none.
	InboxID uuid.UUID
	// NextAutoresponderOff: an agent has said that the next autoresponder isn't to be sent.
	NextAutoresponderOff bool
	// AutorespondersStopped: two automatons talked, and nobody has let them go on.
	AutorespondersStopped bool
	// SentimentByHand and ContextByHand: an agent has said so, and it isn't judged any more.
	SentimentByHand, ContextByHand bool

	LastSeq   int64
	CreatedAt time.Time
	// ClosedAt is nil while the ticket is open.
	ClosedAt *time.Time

	LastMessageAt   time.Time
	LastMessageFrom AuthorKind
	Preview         string
	// AwaitingSince is when the customer wrote the first message nobody has answered; nil when an agent
	// wrote last.
	AwaitingSince *time.Time
	// AnswerWithin is the time that one has to answer a customer.
	AnswerWithin time.Duration
	// RequiresResponse: with its status a customer who wrote last waits for an answer.
	RequiresResponse bool
	// LastCustomerSeq is the customer's last message.
	LastCustomerSeq int64
	// ReadSeq is the last entry that the agent who asked has read.
	ReadSeq int64
	// Receipt is known of a ticket that was asked for by itself, not in lists.
	Receipt Receipt
}

// Unread reports whether the customer wrote after what the reader has read.
func (t *Ticket) Unread() bool { return t.LastCustomerSeq > t.ReadSeq }

// Awaiting reports whether the customer waits for an answer: the ticket is open, its status requires one, and the
// customer wrote last.
func (t *Ticket) Awaiting() bool {
	return t.State != Shut && t.RequiresResponse && t.AwaitingSince != nil
}

// View is one of the inbox's lists.
type View string

// The views. In none stand tickets whose status isn't Visible; resolved ones stand in ViewAll only.
const (
	ViewAll        View = "all"        // every ticket
	ViewUnassigned View = "unassigned" // open, no agent
	ViewMine       View = "mine"       // open, the reader's
	ViewAwaiting   View = "awaiting"   // open, the customer waits for an answer
)

// Valid reports whether there is such a view.
func (v View) Valid() bool {
	return v == ViewAll || v == ViewUnassigned || v == ViewMine || v == ViewAwaiting
}
