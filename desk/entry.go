package desk

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// EntryKind is what a line of a ticket is.
type EntryKind string

// The kinds of entry.
const (
	Message   EntryKind = "message"   // a customer's message, an agent's reply, or a rule's automatic message
	Note      EntryKind = "note"      // internal: agents only
	Operation EntryKind = "operation" // something done: see Op
)

// AuthorKind is who wrote an entry.
type AuthorKind string

// The kinds of author.
const (
	ByCustomer AuthorKind = "customer"
	ByAgent    AuthorKind = "agent"
	BySystem   AuthorKind = "system" // the conversation's workflow, or a rule
)

// Author is who wrote an entry, with the name as it was then.
type Author struct {
	Kind AuthorKind
	// ID is the agent's; uuid.Nil for others.
	ID   uuid.UUID
	Name string
	// Rule did it, with BySystem; zero where none did. Customers never learn of it.
	Rule RuleRef
}

// RuleRef names a rule.
type RuleRef struct {
	ID   uuid.UUID
	Name string
}

// Op is the type of an operation.
type Op string

// The operations of a conversation.
const (
	OpJoined          Op = "joined"           // an agent opened the ticket; the customer sees the name
	OpTookOver        Op = "took_over"        // an agent took it from another
	OpWaitNotice      Op = "wait_notice"      // nobody joined within the channel's time
	OpAfterHours      Op = "after_hours"      // the shop closed while the customer waited
	OpSilenceReminder Op = "silence_reminder" // the customer has been silent since the last reply
	OpClosed          Op = "closed"
	OpReopened        Op = "reopened"
	OpTranscriptAsked Op = "transcript_asked" // the customer wants it by e-mail once the conversation has ended
	OpTranscriptSent  Op = "transcript_sent"
	// OpTranscriptFailed: it could not be sent, or nobody knows whether it was; the customer may ask again.
	OpTranscriptFailed Op = "transcript_failed"
	OpChanged          Op = "changed" // an agent or a rule changed a property: see Change; customers never see it
	// OpAutorespondersStopped: two automatons talked; nothing is answered automatically until somebody lets it go on.
	// Customers never see it.
	OpAutorespondersStopped Op = "autoresponders_stopped"
	// OpRuleActionFailed: what a rule wanted doesn't work, and is tried again at NextTryAt; without that, it is given up.
	// Customers never see it.
	OpRuleActionFailed Op = "rule_action_failed"
	// OpRuleActionDone: what a rule asked of another program has worked after all. Customers never see it.
	OpRuleActionDone Op = "rule_action_done"
	// OpOrderWished: an agent or a rule wants something of BaseLinker: see Order; OpOrderWishEnded: what came of it.
	// Customers never see them.
	OpOrderWished    Op = "order_wished"
	OpOrderWishEnded Op = "order_wish_ended"
)

// internal are the operations that customers never see.
var internal = []Op{OpChanged, OpAutorespondersStopped, OpRuleActionFailed, OpRuleActionDone, OpOrderWished, OpOrderWishEnded}

// ClosedBy is who or what closed a ticket.
type ClosedBy string

// What closes a ticket.
const (
	ClosedByCustomer ClosedBy = "customer"
	ClosedByAgent    ClosedBy = "agent"
	ClosedBySilence  ClosedBy = "silence"
	ClosedByRule     ClosedBy = "rule"
)

// OperationDetails is what an operation's entry says beyond its author. It is stored as JSON.
type OperationDetails struct {
	Type Op `json:"type"`
	// By goes with OpClosed.
	By ClosedBy `json:"by,omitempty"`
	// OpensAt goes with OpAfterHours; nil when the channel has no next opening.
	OpensAt *time.Time `json:"opensAt,omitempty"`
	// NextTryAt goes with OpRuleActionFailed; nil: it isn't tried again.
	NextTryAt *time.Time `json:"nextTryAt,omitempty"`
	// Change goes with OpChanged.
	Change *Change `json:"change,omitempty"`
	// Order goes with OpOrderWished and OpOrderWishEnded.
	Order *OrderEvent `json:"order,omitempty"`
}

// Entry is one line of a ticket: row (TicketID, Seq) of the journal.
type Entry struct {
	TicketID uuid.UUID
	// Seq counts 1, 2, 3 … per ticket, without gaps.
	Seq int64
	// ID is made by the writer, so that a repeat is recognised.
	ID     uuid.UUID
	Kind   EntryKind
	Author Author
	// Body is plain text; empty for operations, and for messages that are files alone.
	Body string
	// Attachments are a message's or note's files.
	Attachments []Attachment
	// Mentions are whom a note names, by name as it was then; they are told of it.
	Mentions []AgentRef
	// Sentiment is what a customer's message sounds like; empty where nobody has judged it, or where that wasn't asked.
	Sentiment Sentiment
	// Operation is nil for messages and notes.
	Operation *OperationDetails
	CreatedAt time.Time
}

// Public reports whether the customer may see the entry.
func (e *Entry) Public() bool {
	return e.Kind != Note && (e.Operation == nil || !slices.Contains(internal, e.Operation.Type))
}

// Automatic reports whether a rule wrote the message.
func (e *Entry) Automatic() bool { return e.Kind == Message && e.Author.Kind == BySystem }
