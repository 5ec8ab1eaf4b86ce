// Package activities is everything a workflow may do to the world. What goes in and comes out of an activity
// stands in workflow histories: ids, numbers, times and words of the vocabulary, never a text that a person
// wrote nor a person's name or address.
package activities

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/secrets"
	"rozmowa/store"
)

// Store is what the activities need of the journal.
type Store interface {
	Standing(ctx context.Context, ticket uuid.UUID) (*store.Standing, error)
	Join(ctx context.Context, ticket, agent, id uuid.UUID) (bool, error)
	TakeOver(ctx context.Context, ticket, agent, id uuid.UUID) (bool, error)
	Reopen(ctx context.Context, ticket, agent, id uuid.UUID) (bool, error)
	CloseTicket(ctx context.Context, ticket uuid.UUID, c store.Closing, id uuid.UUID) (bool, error)
	AnnounceWait(ctx context.Context, ticket, id uuid.UUID) (bool, error)
	AnnounceAfterHours(ctx context.Context, ticket, id uuid.UUID, opensAt time.Time) (bool, error)
	RemindSilent(ctx context.Context, ticket, id uuid.UUID, replySeq int64) (bool, error)
}

// Activities holds what the activities work with. It is safe for concurrent use.
type Activities struct {
	Store Store
	Rules rules.Set
	// Transcripts, Mail and Secrets are what transcripts are sent by; Secrets opens the mail server's password.
	Transcripts Transcripts
	Mail        Mailer
	Secrets     *secrets.Box
	// Customers and Lookups find orders; Customers nil: none are looked for.
	Customers Customers
	Lookups   Lookups
	// PublicURL is where the inbox is served, without a slash at the end.
	PublicURL string
	Log       *slog.Logger
}

// Observation is how a conversation stands, as its workflow may know it.
type Observation struct {
	// Gone: the ticket was erased; everything else is zero.
	Gone bool `json:"gone,omitempty"`

	Number     int64         `json:"number"`
	ChannelKey string        `json:"channelKey"`
	Channel    string        `json:"channel"`
	TicketURL  string        `json:"ticketUrl"`
	State      desk.State    `json:"state"`
	Priority   desk.Priority `json:"priority"`
	// Sentiment is empty when nobody has said.
	Sentiment desk.Sentiment `json:"sentiment,omitempty"`
	// Agent has the ticket; uuid.Nil while nobody has joined.
	Agent uuid.UUID `json:"agent"`
	// Through is the ticket's last entry.
	Through int64 `json:"through"`
	// WaitingSince is when the customer of a waiting ticket began to wait for somebody to join: at its beginning, or when
	// it was given back. Zero when the customer waits for nothing. (Recorded histories know it by this name.)
	WaitingSince time.Time `json:"createdAt,omitzero"`
	// SilentSince is when an agent wrote the last message; zero when the customer did, or when nobody wrote
	// since the ticket was reopened or given back.
	SilentSince time.Time `json:"silentSince,omitzero"`
	// SilentSeq is that message.
	SilentSeq int64 `json:"silentSeq,omitempty"`
	// LastCustomerSeq is the customer's last message.
	LastCustomerSeq int64 `json:"lastCustomerSeq"`
	// Replier has answered without joining, and nobody else has joined; uuid.Nil otherwise.
	Replier uuid.UUID `json:"replier,omitzero"`
	// ClosedSeq is the last closing; 0 when there was none.
	ClosedSeq int64 `json:"closedSeq,omitempty"`
	// Transcripts are those of a closed ticket that are to be sent.
	Transcripts []uuid.UUID `json:"transcripts,omitempty"`
	// FreedSeq is the last time the ticket was given back to nobody; 0 when it never was. Each is a wait of its own.
	FreedSeq int64 `json:"freedSeq,omitempty"`

	Pace desk.Pace `json:"pace"`
	// Open is whether the chat is open; HoursChangeAt when that changes next, zero when it doesn't.
	Open          bool      `json:"open"`
	HoursChangeAt time.Time `json:"hoursChangeAt,omitzero"`

	// Questions are new messages of which a language model is to be asked; nil: none.
	Questions *rules.Questions `json:"questions,omitempty"`
	// Matches are the rules that hold for the entries observed for the first time; those that need the model's answer come
	// with it (ObserveJudged).
	Matches []rules.Match `json:"matches,omitempty"`
	// Due is what time brings next and rules wait for; nil: nothing.
	Due *rules.Due `json:"due,omitempty"`
	// WantsOrders: BaseLinker is to be asked about the customer.
	WantsOrders bool `json:"wantsOrders,omitempty"`
}

// ObserveInput asks for a conversation's standing; the rules look at the entries after After.
type ObserveInput struct {
	Ticket uuid.UUID `json:"ticket"`
	After  int64     `json:"after"`
	// At is the conversation's clock, by which opening hours are judged.
	At time.Time `json:"at"`
	// Asked is which events of time rules were asked about.
	Asked []rules.Asked `json:"asked,omitempty"`
}

// Observe looks how the conversation stands and which rules its new entries concern. Rules that can't be
// evaluated don't match and are logged: they never hold up a conversation. While it is the database that fails, the look is to be
// tried again (unlessItPasses): entries that were looked at aren't looked at twice.
func (a *Activities) Observe(ctx context.Context, in ObserveInput) (*Observation, error) {
	if err := a.unlessItPasses(ctx, "messages could not be judged", in.Ticket, a.Rules.Judge(ctx, in.Ticket, in.After)); err != nil {
		return nil, err
	}
	o, err := a.observe(ctx, in.Ticket, in.At)
	if err != nil {
		return nil, a.withoutText(ctx, in.Ticket, err)
	}
	if err = a.ask(ctx, in, o); err != nil {
		return nil, err
	}
	if o.Due, err = a.due(ctx, in, o); err != nil {
		return nil, err
	}
	o.WantsOrders, err = a.wantsOrders(ctx, in, o)
	return o, err
}

// wantsOrders offers orders that new messages name, and asks whether BaseLinker is to be asked for more.
func (a *Activities) wantsOrders(ctx context.Context, in ObserveInput, o *Observation) (bool, error) {
	if a.Customers == nil || o.Gone || o.Through <= in.After {
		return false, nil
	}
	wants, err := a.Customers.Heard(ctx, in.Ticket, in.After)
	return wants, a.unlessItPasses(ctx, "a customer's orders could not be looked for", in.Ticket, err)
}

// QuestionInput names a customer's message that a language model is asked about.
type QuestionInput struct {
	Ticket uuid.UUID `json:"ticket"`
	Seq    int64     `json:"seq"`
}

// AskModel has a language model judge a message. It is asked once: without an answer the built-in judgement stays.
func (a *Activities) AskModel(ctx context.Context, in QuestionInput) (rules.Answered, error) {
	answered, err := a.Rules.AskModel(ctx, in.Ticket, in.Seq)
	return answered, a.withoutText(ctx, in.Ticket, err)
}

// JudgedInput names a message that a model was asked about, whatever came of it.
type JudgedInput struct {
	ObserveInput
	Seq int64 `json:"seq"`
}

// ObserveJudged asks the rules that waited for the model's word on a message. It observes, too.
func (a *Activities) ObserveJudged(ctx context.Context, in JudgedInput) (*Observation, error) {
	matches, err := a.Rules.MatchingJudged(ctx, in.Ticket, in.Seq)
	if err != nil {
		if err := a.unlessItPasses(ctx, "rules could not be evaluated", in.Ticket, err); err != nil {
			return nil, err
		}
		matches = nil
	}
	o, err := a.Observe(ctx, in.ObserveInput)
	if err != nil {
		return nil, err
	}
	o.Matches = append(matches, o.Matches...)
	return o, nil
}

// doubtfulTries is how often a patient step is tried, some minute in all, where nobody knows whether the database or what was asked of
// it is to blame.
const doubtfulTries = 6

// unlessItPasses logs what rules couldn't do, which holds nobody up, unless another try may end otherwise: then it returns an error.
// A database that is away is waited for: nothing else of the conversation can be done without it. What may be the ticket's own fault
// is given up in the end, or it would hold up the conversation for ever.
func (a *Activities) unlessItPasses(ctx context.Context, what string, ticket uuid.UUID, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil, store.IsAway(err), store.MayPass(err) && !triedLong(ctx):
		return a.withoutText(ctx, ticket, err)
	}
	a.Log.ErrorContext(ctx, what, "ticket", ticket, "error", err)
	return nil
}

// triedLong reports whether this is the last of the doubtful tries. Those of a local activity don't count: they are over in a second.
func triedLong(ctx context.Context) bool {
	if !activity.IsActivity(ctx) {
		return false
	}
	info := activity.GetInfo(ctx)
	return !info.IsLocalActivity && info.Attempt >= doubtfulTries
}

// due asks what time will bring.
func (a *Activities) due(ctx context.Context, in ObserveInput, o *Observation) (*rules.Due, error) {
	if o.Gone || o.State == desk.Shut {
		return nil, nil
	}
	due, err := a.Rules.Next(ctx, in.Ticket, in.Asked)
	if err != nil {
		return nil, a.unlessItPasses(ctx, "rules could not be asked what they wait for", in.Ticket, err)
	}
	return due, nil
}

// TimeInput says what time has brought.
type TimeInput struct {
	ObserveInput
	Due rules.Due `json:"due"`
}

// TimeOutcome is what rules were asked about by now, and how the conversation stands.
type TimeOutcome struct {
	Asked       []rules.Asked `json:"asked"`
	Observation Observation   `json:"observation"`
}

// AskOfTime asks the rules about what time has brought, once for each wait: what it returns as asked isn't asked again. It
// observes, too.
func (a *Activities) AskOfTime(ctx context.Context, in TimeInput) (*TimeOutcome, error) {
	matches, asked, err := a.Rules.MatchingAt(ctx, in.Ticket, in.Asked, in.At)
	if err != nil {
		if err := a.unlessItPasses(ctx, "rules could not be evaluated for "+string(in.Due.Event), in.Ticket, err); err != nil {
			return nil, err
		}
		matches, asked = nil, slices.DeleteFunc(slices.Clone(in.Asked), func(before rules.Asked) bool { return before.Event == in.Due.Event })
		asked = append(asked, rules.Asked{Event: in.Due.Event, After: in.Due.After, Seq: in.Due.Seq})
	}
	in.Asked = asked
	o, err := a.Observe(ctx, in.ObserveInput)
	if err != nil {
		return nil, err
	}
	o.Matches = append(matches, o.Matches...)
	return &TimeOutcome{Asked: asked, Observation: *o}, nil
}

// ask has the rules say what to do about the entries that o shows for the first time, and which of them a model is asked about.
func (a *Activities) ask(ctx context.Context, in ObserveInput, o *Observation) error {
	after := in.After
	if after == 0 { // a run that begins: what stands before a closing was seen by an earlier one
		after = o.ClosedSeq
	}
	if o.Gone || o.Through <= after {
		return nil
	}
	var err error
	if o.Questions, err = a.Rules.Questions(ctx, in.Ticket, after, o.Through); err != nil {
		if err := a.unlessItPasses(ctx, "no language model can be asked", in.Ticket, err); err != nil {
			return err
		}
	}
	var withheld []int64
	if o.Questions != nil {
		withheld = o.Questions.Seqs
	}
	matches, err := a.Rules.Matching(ctx, in.Ticket, after, o.Through, withheld)
	if err != nil {
		return a.unlessItPasses(ctx, "rules could not be evaluated", in.Ticket, err)
	}
	o.Matches = matches
	return nil
}

func (a *Activities) observe(ctx context.Context, ticket uuid.UUID, at time.Time) (*Observation, error) {
	st, err := a.Store.Standing(ctx, ticket)
	if desk.KindOf(err) == desk.NotFound {
		return &Observation{Gone: true}, nil
	}
	if err != nil {
		return nil, err
	}
	availability, err := st.Channel.Settings.Hours.At(at)
	if err != nil { // a zone that this machine doesn't know: better open than silent
		a.Log.ErrorContext(ctx, "opening hours can't be read; the chat counts as open", "channel", st.Channel.ID, "error", err)
		availability = desk.Availability{Open: true}
	}
	o := &Observation{
		Number: st.Number, ChannelKey: st.Channel.Key, Channel: st.Channel.Name,
		TicketURL: a.PublicURL + "/inbox/tickets/" + ticket.String(),
		State:     st.State, Priority: st.Priority, Sentiment: st.Sentiment, Agent: st.AgentID.UUID, Through: st.LastSeq,
		WaitingSince: st.WaitingSince, LastCustomerSeq: st.LastCustomerSeq, ClosedSeq: st.ClosedSeq, FreedSeq: st.FreedSeq,
		Replier: st.Replier.UUID, Transcripts: st.Transcripts,
		Pace: st.Channel.Settings.Pace, Open: availability.Open, HoursChangeAt: availability.ChangesAt,
	}
	// A reply from before the last closing keeps nobody waiting, nor does one of an agent who gave the ticket back: it is
	// silent only after the next one.
	if st.LastMessageFrom == desk.ByAgent && st.LastReplySeq > max(st.ClosedSeq, st.FreedSeq) {
		o.SilentSince, o.SilentSeq = st.LastMessageAt, st.LastReplySeq
	}
	return o, nil
}

// Outcome is what a step did, and how the conversation stands after it, as Observe tells it.
type Outcome struct {
	// Made: the step is in the journal, by this try or an earlier one. Otherwise the ticket was in no state
	// for it.
	Made        bool        `json:"made"`
	Observation Observation `json:"observation"`
}

// StepInput names a step of a conversation.
type StepInput struct {
	ObserveInput
	// Entry is the id of the entry that the step writes: the step happens once for it.
	Entry uuid.UUID `json:"entry"`
	// Agent acts, with Join, TakeOver and Reopen.
	Agent uuid.UUID `json:"agent,omitzero"`
}

// Join assigns a free ticket to the agent.
func (a *Activities) Join(ctx context.Context, in StepInput) (*Outcome, error) {
	made, err := a.Store.Join(ctx, in.Ticket, in.Agent, in.Entry)
	return a.outcome(ctx, in.ObserveInput, made, err)
}

// TakeOver assigns an open ticket of another agent to this one.
func (a *Activities) TakeOver(ctx context.Context, in StepInput) (*Outcome, error) {
	made, err := a.Store.TakeOver(ctx, in.Ticket, in.Agent, in.Entry)
	return a.outcome(ctx, in.ObserveInput, made, err)
}

// Reopen opens a closed ticket for the agent.
func (a *Activities) Reopen(ctx context.Context, in StepInput) (*Outcome, error) {
	made, err := a.Store.Reopen(ctx, in.Ticket, in.Agent, in.Entry)
	return a.outcome(ctx, in.ObserveInput, made, err)
}

// CloseInput is who closes a ticket, and on what condition.
type CloseInput struct {
	ObserveInput
	Entry   uuid.UUID     `json:"entry"`
	By      desk.ClosedBy `json:"by"`
	Agent   uuid.UUID     `json:"agent,omitzero"`
	SeenSeq int64         `json:"seenSeq,omitempty"`
}

// Close ends the conversation.
func (a *Activities) Close(ctx context.Context, in CloseInput) (*Outcome, error) {
	made, err := a.Store.CloseTicket(ctx, in.Ticket, store.Closing{By: in.By, Agent: in.Agent, SeenSeq: in.SeenSeq}, in.Entry)
	return a.outcome(ctx, in.ObserveInput, made, err)
}

// AnnounceWait tells the waiting customer that it takes longer and rings the agents.
func (a *Activities) AnnounceWait(ctx context.Context, in StepInput) (*Outcome, error) {
	made, err := a.Store.AnnounceWait(ctx, in.Ticket, in.Entry)
	return a.outcome(ctx, in.ObserveInput, made, err)
}

// AnnounceAfterHours tells the waiting customer that the shop has closed and when it opens.
func (a *Activities) AnnounceAfterHours(ctx context.Context, in StepInput) (*Outcome, error) {
	o, err := a.observe(ctx, in.Ticket, in.At)
	if err != nil || o.Gone || o.Open { // the hours were changed meanwhile
		return a.outcome(ctx, in.ObserveInput, false, err)
	}
	made, err := a.Store.AnnounceAfterHours(ctx, in.Ticket, in.Entry, o.HoursChangeAt)
	return a.outcome(ctx, in.ObserveInput, made, err)
}

// RemindInput names the reply after which the customer has been silent.
type RemindInput struct {
	ObserveInput
	Entry    uuid.UUID `json:"entry"`
	ReplySeq int64     `json:"replySeq"`
}

// RemindSilent reminds the silent customer.
func (a *Activities) RemindSilent(ctx context.Context, in RemindInput) (*Outcome, error) {
	made, err := a.Store.RemindSilent(ctx, in.Ticket, in.Entry, in.ReplySeq)
	return a.outcome(ctx, in.ObserveInput, made, err)
}

// Act does an action of a rule that matched.
func (a *Activities) Act(ctx context.Context, in rules.Act) (*rules.Acted, error) {
	acted, err := a.Rules.Act(ctx, in)
	return acted, a.withoutText(ctx, in.Ticket, err)
}

// GiveUpActionInput names an action that isn't tried any more, and why.
type GiveUpActionInput struct {
	Ticket uuid.UUID `json:"ticket"`
	Action uuid.UUID `json:"action"`
	Code   string    `json:"code"`
}

// GiveUpAction notes that an action isn't tried any more.
func (a *Activities) GiveUpAction(ctx context.Context, in GiveUpActionInput) error {
	return a.withoutText(ctx, in.Ticket, a.Rules.GiveUp(ctx, in.Action, in.Code))
}

func (a *Activities) outcome(ctx context.Context, in ObserveInput, made bool, err error) (*Outcome, error) {
	if err != nil {
		return nil, a.withoutText(ctx, in.Ticket, err)
	}
	o, err := a.Observe(ctx, in)
	if err != nil {
		return nil, err
	}
	return &Outcome{Made: made, Observation: *o}, nil
}

// StepFailed is the type of an error that the caller can do nothing about; others are of a desk.Kind.
const StepFailed = "StepFailed"

// withoutText logs an error and keeps only its kind and code: failures stand in workflow histories, and Postgres fills
// the text of its errors with values of the row.
func (a *Activities) withoutText(ctx context.Context, ticket uuid.UUID, err error) error {
	if err == nil {
		return nil
	}
	a.Log.WarnContext(ctx, "a step of a conversation failed", "ticket", ticket, "error", err)
	var known *desk.Error
	if errors.As(err, &known) {
		return temporal.NewApplicationError(known.Code, string(known.Kind))
	}
	return temporal.NewApplicationError("the step failed; the worker's log says why", StepFailed)
}
