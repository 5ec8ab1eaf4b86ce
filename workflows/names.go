// Package workflows decides what happens next in a conversation. It does nothing itself: activities do.
package workflows

import (
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"rozmowa/desk"
)

// Names that clients and workers share.
const (
	// TaskQueue is where conversations run.
	TaskQueue = "conversations"
	// BaseLinkerQueue is where activities run that call BaseLinker; no workflows do.
	BaseLinkerQueue = "baselinker"
	// ConversationType is the workflow's type.
	ConversationType = "Conversation"
	// TranscriptType is the type of the workflow that sends a transcript: activities.TranscriptInput →
	// activities.TranscriptTried.
	TranscriptType = "Transcript"
	// RuleActionType is the type of the workflow that does an action of a rule that takes patience: RuleActionInput →
	// rules.Acted.
	RuleActionType = "RuleAction"
	// OrderLookupType is the type of the workflow that asks BaseLinker about a ticket's customer: OrderLookupInput → nothing.
	OrderLookupType = "OrderLookup"
	// OrderMirrorType is the type of the workflow that mirrors an account's orders: OrderMirrorInput → nothing.
	OrderMirrorType = "OrderMirror"
	// OrderWishesType is the type of the workflow that does what is wanted of an account: OrderWishesInput → nothing.
	OrderWishesType = "OrderWishes"

	EntriesSignal  = "entries"   // EntriesSignalInput; from the relay
	JoinUpdate     = "join"      // AgentCommand → CommandResult
	TakeOverUpdate = "take-over" // AgentCommand → CommandResult
	ReopenUpdate   = "reopen"    // AgentCommand → CommandResult
	CloseUpdate    = "close"     // CloseCommand → CommandResult
	StandingQuery  = "standing"  // ConversationState
	LookSignal     = "look"      // nothing; to an OrderMirror: somebody wants it to look now
	WishedSignal   = "wished"    // nothing; to an OrderWishes: something new is wanted, or a wait may be over
	TrySignal      = "try"       // nothing; to a RuleAction: somebody wants it tried now
	LookUpSignal   = "look-up"   // nothing; to an OrderLookup: somebody wants BaseLinker asked anew
)

// Search attributes. They hold ids and words of the vocabulary, never a person's name or address.
var (
	ChannelAttribute   = temporal.NewSearchAttributeKeyKeyword("Channel")     // the chat's key
	AgentAttribute     = temporal.NewSearchAttributeKeyKeyword("Agent")       // the agent's id
	StateAttribute     = temporal.NewSearchAttributeKeyKeyword("TicketState") // desk.State
	PriorityAttribute  = temporal.NewSearchAttributeKeyKeyword("Priority")    // desk.Priority
	SentimentAttribute = temporal.NewSearchAttributeKeyKeyword("Sentiment")   // desk.Sentiment; unset when nobody has said
)

// ConversationID is the workflow id of a ticket's conversation, the same for every run.
func ConversationID(ticket uuid.UUID) string { return "conversation-" + ticket.String() }

// OrderMirrorID is the workflow id of an account's mirror.
func OrderMirrorID(account uuid.UUID) string { return "order-mirror-" + account.String() }

// Start is what a conversation's run is labelled with for operators.
type Start struct {
	Ticket     uuid.UUID
	Number     int64
	ChannelKey string
	Channel    string
	State      desk.State
	Priority   desk.Priority
}

// Options starts a run, or finds the one that is running.
func (s Start) Options() client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                       ConversationID(s.Ticket),
		TaskQueue:                TaskQueue,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowTaskTimeout:      10 * time.Second,
		StaticSummary:            Summary(s.Number, s.Channel),
		TypedSearchAttributes: temporal.NewSearchAttributes(
			ChannelAttribute.ValueSet(s.ChannelKey),
			StateAttribute.ValueSet(string(s.State)),
			PriorityAttribute.ValueSet(string(s.Priority)),
		),
	}
}

// ConversationInput starts a run.
type ConversationInput struct {
	Ticket uuid.UUID `json:"ticket"`
	// State is carried by continue-as-new; nil when a run starts from the ticket's row.
	State *ConversationState `json:"state,omitempty"`
}

// EntriesSignalInput tells that the journal has entries up to Through. One signal may stand for many entries.
type EntriesSignalInput struct {
	Through int64 `json:"through"`
}

// AgentCommand is an agent's wish to join, take over or reopen.
type AgentCommand struct {
	Agent uuid.UUID `json:"agent"`
}

// CloseCommand is a wish to close.
type CloseCommand struct {
	By desk.ClosedBy `json:"by"`
	// Agent closes; uuid.Nil unless By is desk.ClosedByAgent.
	Agent uuid.UUID `json:"agent,omitzero"`
	// SeenSeq refuses to close when the customer wrote after it; 0 closes in any case.
	SeenSeq int64 `json:"seenSeq,omitempty"`
}

// CommandResult is what became of a command, and how the conversation stands after it.
type CommandResult struct {
	// Done: this command did it. Otherwise the standing tells why it had nothing to do or may not.
	Done            bool       `json:"done"`
	State           desk.State `json:"state"`
	Agent           uuid.UUID  `json:"agent,omitzero"`
	LastCustomerSeq int64      `json:"lastCustomerSeq"`
}
