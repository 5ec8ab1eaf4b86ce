// Package rules has automatic actions' rules: what they say (Settings), their conditions (Compile, Check, Explain), and the
// seam by which a conversation has them applied (Set). Package automation decides and acts.
package rules

import (
	"context"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Set is the switched-on rules, as a conversation knows them. What goes in and comes out stands in workflow histories: ids,
// numbers, times and words of the vocabulary.
type Set interface {
	// Judge looks what the customer's messages after the entry are, before rules are asked about them.
	Judge(ctx context.Context, ticket uuid.UUID, after int64) error
	// Questions returns the customer's messages in (after, through] of which a language model is to be asked, too; nil: none,
	// or no model is set, or it rests.
	Questions(ctx context.Context, ticket uuid.UUID, after, through int64) (*Questions, error)
	// AskModel has a language model judge the message, in the place of the built-in judgement, which stays when there is no
	// answer. It is once done however often it is called.
	AskModel(ctx context.Context, ticket uuid.UUID, seq int64) (Answered, error)
	// Matching returns the rules that hold for the events of the ticket's entries in (after, through], in the order in
	// which they apply. Asked again, it returns the same, without what is done. Of the messages in withheld, rules are left
	// out from the first on that asks how they were judged: MatchingJudged is for those.
	Matching(ctx context.Context, ticket uuid.UUID, after, through int64, withheld []int64) ([]Match, error)
	// MatchingJudged returns what Matching withheld for the message, now that a model was asked, and what of its matches isn't
	// done. Rules that were changed meanwhile are asked as they are.
	MatchingJudged(ctx context.Context, ticket uuid.UUID, seq int64) ([]Match, error)
	// Next returns the event that time brings next to the ticket as it stands, and that rules wait for; nil when there is
	// none. asked are those that rules were asked about.
	Next(ctx context.Context, ticket uuid.UUID, asked []Asked) (*Due, error)
	// MatchingAt returns the rules that hold for the events that time has brought until then, and what they were asked
	// about by now.
	MatchingAt(ctx context.Context, ticket uuid.UUID, asked []Asked, at time.Time) ([]Match, []Asked, error)
	// Act does an action of a match, once however often it is called. What can't be done is no error but a state; an error
	// is to be tried again.
	Act(ctx context.Context, in Act) (*Acted, error)
	// GiveUp notes that an action isn't tried any more, for the reason code, unless it is done.
	GiveUp(ctx context.Context, action uuid.UUID, code string) error
}

// Match is a rule that holds for an event.
type Match struct {
	RuleID  uuid.UUID `json:"ruleId"`
	Version int       `json:"version"`
	Event   Event     `json:"event"`
	// Seq is the event's entry; of an event of time, the entry since which.
	Seq int64 `json:"seq"`
	// Actions are what it does, in order.
	Actions []ActionRef `json:"actions"`
}

// ActionRef names an action of a match.
type ActionRef struct {
	ID   uuid.UUID  `json:"id"`
	Kind ActionKind `json:"kind"`
}

// LeavesHouse reports whether the action asks others than the database.
func (k ActionKind) LeavesHouse() bool { return k == Webhook }

// Questions are messages that a language model is asked about.
type Questions struct {
	Seqs []int64 `json:"seqs"`
	// Patience is how long an answer may take.
	Patience desk.Seconds `json:"patience"`
}

// Answered is what came of asking a model about a message: AnsweredJudged, why it wasn't asked, or why it gave no answer
// (remote.Kind).
type Answered string

// What comes of asking a model, besides its failures.
const (
	AnsweredJudged  Answered = "judged"
	AnsweredOff     Answered = "off"     // switched off meanwhile
	AnsweredResting Answered = "resting" // it failed too often
	AnsweredGone    Answered = "gone"    // the message was erased
)

// Due is an event that time brings.
type Due struct {
	Event Event        `json:"event"`
	After desk.Seconds `json:"after"`
	// Seq is the entry that began the wait.
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
}

// Asked says that rules were asked about an event of time, for the wait that began with the entry Seq, up to After.
type Asked struct {
	Event Event        `json:"event"`
	After desk.Seconds `json:"after"`
	Seq   int64        `json:"seq"`
}

// Act asks for an action to be done.
type Act struct {
	Ticket uuid.UUID `json:"ticket"`
	Action uuid.UUID `json:"action"`
	// Since is when it was to be done first: what is tried again is given up some time after.
	Since time.Time `json:"since"`
	// Wake: the ticket's conversation is to be told of what it writes; it isn't the one who asks.
	Wake bool `json:"wake,omitempty"`
}

// Acted is what became of an action.
type Acted struct {
	State ActionState `json:"state"`
	// Through is the last operation that it wrote, which may be an event; 0: none.
	Through int64 `json:"through,omitempty"`
	// NextTryAt goes with Retrying.
	NextTryAt time.Time `json:"nextTryAt,omitzero"`
}

// ActionState is how far an action is.
type ActionState string

// The states of an action.
const (
	ActionWaiting  ActionState = "waiting"  // not tried yet
	ActionDone     ActionState = "done"     // for good
	ActionNothing  ActionState = "nothing"  // it was so already
	ActionSkipped  ActionState = "skipped"  // an autoresponder that was switched off or stopped
	ActionRetrying ActionState = "retrying" // it didn't work and is tried again
	ActionFailed   ActionState = "failed"   // given up, until somebody has it tried again
)

// Final reports whether nothing more is to be done, unless somebody wants it.
func (s ActionState) Final() bool { return s != ActionWaiting && s != ActionRetrying }

// None is the empty set.
type None struct{}

// Judge does nothing.
func (None) Judge(context.Context, uuid.UUID, int64) error { return nil }

// Questions returns nothing.
func (None) Questions(context.Context, uuid.UUID, int64, int64) (*Questions, error) { return nil, nil }

// AskModel asks nobody.
func (None) AskModel(context.Context, uuid.UUID, int64) (Answered, error) { return AnsweredOff, nil }

// Matching returns nothing.
func (None) Matching(context.Context, uuid.UUID, int64, int64, []int64) ([]Match, error) {
	return nil, nil
}

// MatchingJudged returns nothing.
func (None) MatchingJudged(context.Context, uuid.UUID, int64) ([]Match, error) { return nil, nil }

// Next returns nothing.
func (None) Next(context.Context, uuid.UUID, []Asked) (*Due, error) { return nil, nil }

// MatchingAt returns nothing.
func (None) MatchingAt(context.Context, uuid.UUID, []Asked, time.Time) ([]Match, []Asked, error) {
	return nil, nil, nil
}

// Act does nothing: nothing matches.
func (None) Act(context.Context, Act) (*Acted, error) { return &Acted{State: ActionNothing}, nil }

// GiveUp does nothing.
func (None) GiveUp(context.Context, uuid.UUID, string) error { return nil }
