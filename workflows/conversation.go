package workflows

import (
	"slices"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
)

// ConversationState is all a run knows and continue-as-new carries. It holds no text and no person but an
// agent's id.
type ConversationState struct {
	// Last is the latest observation; its Matches are dropped once they were handed on.
	Last activities.Observation `json:"last"`
	// Seen is the last entry that was observed; Told the last that a signal named.
	Seen int64 `json:"seen"`
	Told int64 `json:"told"`
	// WaitAnnounced and AfterHoursAnnounced: the customer was told, once per wait.
	WaitAnnounced       bool `json:"waitAnnounced,omitempty"`
	AfterHoursAnnounced bool `json:"afterHoursAnnounced,omitempty"`
	// RemindedOf is the reply after which the customer was reminded; 0 before the first reminder.
	RemindedOf int64 `json:"remindedOf,omitempty"`
	// JoinRefused is the agent whose reply could not be made a join (access lost meanwhile).
	JoinRefused uuid.UUID `json:"joinRefused,omitzero"`
	// Steps are the latest steps, for the Temporal UI.
	Steps []string `json:"steps,omitempty"`
}

type conversation struct {
	ConversationState
	ticket uuid.UUID
	// loaded is set by the first observation of a run; commands wait for it.
	loaded bool
	// mutex keeps a command and the main coroutine from deciding by each other's stale standing.
	mutex workflow.Mutex
	timer timer
	// rulesRunning counts rules that are being applied.
	rulesRunning int
	// announced is what the search attributes say.
	announced struct {
		state    desk.State
		agent    uuid.UUID
		priority desk.Priority
	}
}

// Conversation is a ticket's workflow: it waits for an agent, lets one join, watches silence and opening
// hours, has the rules applied, and ends when the ticket is closed. A later wake or command starts a new run
// under the same id, which reads its state from the ticket's row.
//
// The journal decides what has happened: every step is one transaction there that checks again whether it may
// be. What the run remembers only tells it when to look.
func Conversation(ctx workflow.Context, in ConversationInput) error {
	c := &conversation{ticket: in.Ticket, mutex: workflow.NewMutex(ctx)}
	if in.State != nil {
		c.ConversationState = *in.State
	}
	if err := c.handleCommands(ctx); err != nil {
		return err
	}
	c.receiveSignals(ctx)
	if err := c.observe(ctx); err != nil {
		return err
	}
	c.loaded = true
	for {
		if err := c.advance(ctx); err != nil {
			return err
		}
		if c.ended() {
			// A command that came with the start of this run may reopen it.
			if err := workflow.Await(ctx, func() bool { return c.idle(ctx) || !c.ended() || c.behind() }); err != nil {
				return err
			}
			if c.ended() && !c.behind() {
				c.timer.stop()
				return nil
			}
			continue
		}
		if c.shouldContinueAsNew(ctx) {
			c.timer.stop()
			return workflow.NewContinueAsNewError(ctx, ConversationType, ConversationInput{Ticket: c.ticket, State: &c.ConversationState})
		}
		c.timer.arm(ctx, c.nextDeadline())
		err := workflow.Await(ctx, func() bool {
			return c.behind() || c.timer.fired() || c.ended() || c.timer.late(c.nextDeadline()) || c.shouldContinueAsNew(ctx)
		})
		if err != nil {
			return err
		}
	}
}

// receiveSignals takes every signal as it comes: a signal only moves Told.
func (c *conversation) receiveSignals(ctx workflow.Context) {
	signals := workflow.GetSignalChannel(ctx, EntriesSignal)
	take := func(in EntriesSignalInput) { c.Told = max(c.Told, in.Through) }
	var in EntriesSignalInput
	for signals.ReceiveAsync(&in) {
		take(in)
	}
	workflow.GoNamed(ctx, "signals", func(ctx workflow.Context) {
		for {
			var in EntriesSignalInput
			if signals.Receive(ctx, &in); ctx.Err() != nil {
				return
			}
			take(in)
		}
	})
}

// behind reports whether the journal has entries that this run has not looked at.
func (c *conversation) behind() bool { return c.Told > c.Seen }

// ended reports whether there is nothing left to do: the ticket is closed, or was erased.
func (c *conversation) ended() bool { return c.Last.Gone || c.Last.State == desk.Shut }

// idle reports whether no command and no rule is under way.
func (c *conversation) idle(ctx workflow.Context) bool {
	return workflow.AllHandlersFinished(ctx) && c.rulesRunning == 0
}

func (c *conversation) shouldContinueAsNew(ctx workflow.Context) bool {
	return workflow.GetInfo(ctx).GetContinueAsNewSuggested() && c.idle(ctx) && !c.behind()
}

// advance brings the run up to the journal and does what is due.
func (c *conversation) advance(ctx workflow.Context) error {
	if err := c.mutex.Lock(ctx); err != nil {
		return err
	}
	defer c.mutex.Unlock()
	if c.behind() || c.timer.fired() {
		c.timer.clear()
		if err := c.look(ctx); err != nil {
			return err
		}
	}
	for !c.ended() {
		step := c.due(workflow.Now(ctx))
		if step == nil {
			return nil
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (c *conversation) observe(ctx workflow.Context) error {
	if err := c.mutex.Lock(ctx); err != nil {
		return err
	}
	defer c.mutex.Unlock()
	return c.look(ctx)
}

// look asks the journal how the conversation stands.
func (c *conversation) look(ctx workflow.Context) error {
	var o activities.Observation
	if err := c.do(ctx, "look at the journal", a.Observe, activities.ObserveInput{Ticket: c.ticket, After: c.Seen, At: workflow.Now(ctx)}, &o); err != nil {
		return err
	}
	c.adopt(ctx, o)
	return nil
}

// adopt takes over an observation: the search attributes follow, matched rules start.
func (c *conversation) adopt(ctx workflow.Context, o activities.Observation) {
	c.applyRules(ctx, o)
	o.Matches = nil
	if o.Through > c.Seen && !o.Gone {
		c.step(ctx, "entries through %d", o.Through)
	}
	c.Seen = max(c.Seen, o.Through)
	c.Last = o
	if o.Gone {
		c.step(ctx, "the ticket was erased")
	}
	c.upsertAttributes(ctx)
	c.showDetails(ctx)
}

// due returns the step whose time has come, nil when there is none.
func (c *conversation) due(now time.Time) func(workflow.Context) error {
	if c.Last.State == desk.Waiting && c.Last.Replier != uuid.Nil && c.Last.Replier != c.JoinRefused {
		return c.joinReplier
	}
	for _, d := range c.deadlines() {
		if !now.Before(d.at) {
			return d.do
		}
	}
	return nil
}

// deadline is a time at which the conversation does something by itself.
type deadline struct {
	at  time.Time
	why string
	do  func(workflow.Context) error
}

// deadlines lists what the conversation waits for; the order is that of precedence.
func (c *conversation) deadlines() []deadline {
	var all []deadline
	o, pace := c.Last, c.Last.Pace
	switch o.State {
	case desk.Waiting:
		if !o.Open {
			// Nobody is expected to join now; at the opening the agents are rung.
			if !c.AfterHoursAnnounced {
				all = append(all, deadline{time.Time{}, "the shop is closed", c.announceAfterHours})
			} else if !o.HoursChangeAt.IsZero() && !c.WaitAnnounced {
				all = append(all, deadline{o.HoursChangeAt, "the shop opens", c.look})
			}
			break
		}
		if !o.HoursChangeAt.IsZero() && !c.AfterHoursAnnounced {
			all = append(all, deadline{o.HoursChangeAt, "the shop closes", c.look})
		}
		if pace.WaitNoticeAfter > 0 && !c.WaitAnnounced {
			all = append(all, deadline{o.CreatedAt.Add(pace.WaitNoticeAfter.Duration()), "nobody has joined", c.announceWait})
		}
	case desk.Active:
		if o.SilentSince.IsZero() {
			break
		}
		if pace.CloseAfter > 0 {
			all = append(all, deadline{o.SilentSince.Add(pace.CloseAfter.Duration()), "the customer is silent: close", c.closeSilent})
		}
		if pace.RemindAfter > 0 && c.RemindedOf != o.SilentSeq && (pace.CloseAfter == 0 || pace.RemindAfter < pace.CloseAfter) {
			all = append(all, deadline{o.SilentSince.Add(pace.RemindAfter.Duration()), "the customer is silent: remind", c.remind})
		}
	}
	return all
}

// nextDeadline returns the nearest deadline; nil when there is none.
func (c *conversation) nextDeadline() *deadline {
	all := c.deadlines()
	if len(all) == 0 {
		return nil
	}
	next := slices.MinFunc(all, func(a, b deadline) int { return a.at.Compare(b.at) })
	return &next
}
