package workflows

import (
	"slices"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/rules"
)

// ConversationState is all a run knows and continue-as-new carries. It holds no text and no person but an
// agent's id.
type ConversationState struct {
	// Last is the latest observation; its Matches and Questions are dropped once they were handed on.
	Last activities.Observation `json:"last"`
	// Seen is the last entry that was observed; Told the last that a signal named.
	Seen int64 `json:"seen"`
	Told int64 `json:"told"`
	// WaitAnnounced and AfterHoursAnnounced: the customer was told, once per wait.
	WaitAnnounced       bool `json:"waitAnnounced,omitempty"`
	AfterHoursAnnounced bool `json:"afterHoursAnnounced,omitempty"`
	// RemindedOf is the reply after which the customer was reminded; 0 before the first reminder.
	RemindedOf int64 `json:"remindedOf,omitempty"`
	// JoinRefusedAt is the last entry at which a reply could not be made a join (access lost meanwhile); the
	// next entry is another chance.
	JoinRefusedAt int64 `json:"joinRefusedAt,omitempty"`
	// Asked is which events of time rules were asked about.
	Asked []rules.Asked `json:"asked,omitempty"`
	// Steps are the latest steps, for the Temporal UI.
	Steps []string `json:"steps,omitempty"`
}

type conversation struct {
	ConversationState
	ticket uuid.UUID
	// signals is read by the main coroutine alone: one that was taken elsewhere could be lost when the run ends.
	signals workflow.ReceiveChannel
	// loaded is set by the first observation of a run; commands wait for it.
	loaded bool
	// mutex keeps a command and the main coroutine from deciding by each other's stale standing.
	mutex workflow.Mutex
	// journalAway: the main coroutine holds the mutex until the journal answers again. Commands don't wait for
	// that.
	journalAway bool
	timer       timer
	// answeredAt is the history's length by which the task that answered the latest command began.
	answeredAt int
	// toDo are matched rules' actions, in order; acting: they are being done.
	toDo   []matchedAction
	acting bool
	// lookingUp: a lookup of the customer's orders is being begun.
	lookingUp bool
	// questions were put to a language model, in order; asking: somebody waits for their answers.
	questions []question
	asking    bool
	// handedOn are the transcripts for which this run has started a workflow, or found one.
	handedOn []uuid.UUID
	// announced is what the search attributes say.
	announced attributes
}

// Conversation is a ticket's workflow: it waits for an agent, lets one join, watches silence and opening
// hours, has the rules applied, and ends when the ticket is closed. A later wake or command starts a new run
// under the same id, which reads its state from the ticket's row.
//
// The journal decides what has happened: every step is one transaction there that checks again whether it may
// be. What the run remembers only tells it when to look.
func Conversation(ctx workflow.Context, in ConversationInput) error {
	c := &conversation{
		ticket: in.Ticket, signals: workflow.GetSignalChannel(ctx, EntriesSignal), mutex: workflow.NewMutex(ctx), answeredAt: -1,
	}
	if in.State != nil {
		c.ConversationState = *in.State
	}
	if err := c.handleCommands(ctx); err != nil {
		return err
	}
	if err := c.look(ctx); err != nil { // alone: commands wait until it is loaded
		return err
	}
	c.loaded = true
	for {
		if err := c.advance(ctx); err != nil {
			return err
		}
		if c.ended() {
			// A command that is under way may reopen it; a rule that is, has its time to be applied.
			if err := workflow.Await(ctx, func() bool { return c.idle(ctx) || !c.ended() || c.behind() }); err != nil {
				return err
			}
			answered := c.hasJustAnswered(ctx) // before transcripts take a task or two
			if err := c.sendTranscripts(ctx); err != nil {
				return err
			}
			if answered {
				if err := c.linger(ctx); err != nil {
					return err
				}
			}
			if c.ended() && !c.behind() && c.idle(ctx) && len(c.unsentTranscripts()) == 0 {
				return nil
			}
			continue
		}
		if c.shouldContinueAsNew(ctx) {
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

// takeSignals notes how far the journal is said to reach.
func (c *conversation) takeSignals() {
	for {
		var in EntriesSignalInput
		if !c.signals.ReceiveAsync(&in) {
			return
		}
		c.Told = max(c.Told, in.Through)
	}
}

// behind reports whether there may be entries that this run has not looked at. It only looks: Await asks it.
func (c *conversation) behind() bool { return c.signals.Len() > 0 || c.Told > c.Seen }

// ended reports whether there is nothing left to do: the ticket is closed, or was erased.
func (c *conversation) ended() bool { return c.Last.Gone || c.Last.State == desk.Shut }

// idle reports whether no command, no rule and no question is under way.
func (c *conversation) idle(ctx workflow.Context) bool {
	return workflow.AllHandlersFinished(ctx) && !c.acting && !c.asking && !c.lookingUp
}

func (c *conversation) shouldContinueAsNew(ctx workflow.Context) bool {
	return workflow.GetInfo(ctx).GetContinueAsNewSuggested() && c.idle(ctx) && !c.behind() && !c.hasJustAnswered(ctx)
}

// hasJustAnswered reports whether this very task answers a command. It must not end the run: the engine refuses
// a task that does so when a signal has come in meanwhile, and the caller would get an error for an answer.
func (c *conversation) hasJustAnswered(ctx workflow.Context) bool {
	return c.answeredAt == workflow.GetInfo(ctx).GetCurrentHistoryLength()
}

// linger is how long a run that a command has ended goes on: signals of what was written just before arrive in
// it instead of starting a run for nothing, and who closed by mistake reopens it.
const linger = 2 * time.Second

func (c *conversation) linger(ctx workflow.Context) error {
	_, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
		Timeout: linger, TimerOptions: workflow.TimerOptions{Summary: "the run ends"},
	}, func() bool { return !c.ended() })
	return err
}

// maxStepsAtOnce is more than can be due at once.
const maxStepsAtOnce = 10

// advance brings the run up to the journal and does what is due.
func (c *conversation) advance(ctx workflow.Context) error {
	if err := c.mutex.Lock(ctx); err != nil {
		return err
	}
	defer c.mutex.Unlock()
	c.takeSignals()
	if c.Told > c.Seen || c.timer.fired() {
		c.timer.clear()
		if err := c.look(ctx); err != nil {
			return err
		}
	}
	for range maxStepsAtOnce {
		if c.ended() {
			return nil
		}
		step := c.due(workflow.Now(ctx))
		if step == nil {
			return nil
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	// A step is still due after it was done: a mistake in this program. The timer tries again later.
	workflow.GetLogger(ctx).Error("the steps of a conversation don't settle", "ticket", c.ticket)
	c.step(ctx, "the steps don't settle: see the worker's log")
	c.showDetails(ctx)
	return nil
}

// look asks the journal how the conversation stands.
func (c *conversation) look(ctx workflow.Context) error {
	var o activities.Observation
	if err := c.do(ctx, "look at the journal", a.Observe, c.asOf(ctx), &o); err != nil {
		return err
	}
	c.adopt(ctx, o)
	// What it was told of and the journal doesn't have was erased, or lost with a restored backup: looking
	// again and again won't find it.
	c.Told = min(c.Told, c.Seen)
	return nil
}

// asOf is what every step is given, to tell how the conversation stands after it.
func (c *conversation) asOf(ctx workflow.Context) activities.ObserveInput {
	return activities.ObserveInput{Ticket: c.ticket, After: c.Seen, At: workflow.Now(ctx), Asked: c.Asked}
}

// adopt takes over an observation: the search attributes follow, matched rules start.
func (c *conversation) adopt(ctx workflow.Context, o activities.Observation) {
	c.begin(ctx, o.Matches)
	c.ask(ctx, o.Questions)
	c.lookUp(ctx, o)
	o.Matches, o.Questions, o.WantsOrders = nil, nil, false
	if o.Through > c.Seen && !o.Gone {
		c.step(ctx, "entries through %d", o.Through)
	}
	c.Seen = max(c.Seen, o.Through)
	if o.FreedSeq > c.Last.FreedSeq { // given back to nobody: another wait begins
		c.WaitAnnounced, c.AfterHoursAnnounced = false, false
	}
	c.Last = o
	if o.Gone {
		c.step(ctx, "the ticket was erased")
	}
	c.upsertAttributes(ctx)
	c.showDetails(ctx)
}

// due returns the step whose time has come, nil when there is none.
func (c *conversation) due(now time.Time) func(workflow.Context) error {
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
	if o.Due != nil { // first, so that a late one comes before what ends the wait
		all = append(all, deadline{o.Due.At, "rules wait for: " + string(o.Due.Event), c.askOfTime})
	}
	switch o.State {
	case desk.Waiting:
		if o.Replier != uuid.Nil && o.Through > c.JoinRefusedAt {
			all = append(all, deadline{time.Time{}, "an agent replied", c.joinReplier})
		}
		if o.WaitingSince.IsZero() {
			break
		}
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
			all = append(all, deadline{o.WaitingSince.Add(pace.WaitNoticeAfter.Duration()), "nobody has joined", c.announceWait})
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
