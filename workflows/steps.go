package workflows

import (
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
)

// a is never called: it gives the activities' names with their types.
var a *activities.Activities

// Steps that only ask the database are local activities: a regular one costs 50–100 ms and five events more.
// One that fails for seconds (Postgres is away) is tried again as a regular activity, which waits outside the
// workflow task for as long as it takes.
var (
	localStep = workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: 5 * time.Second,
		StartToCloseTimeout:    3 * time.Second,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 100 * time.Millisecond, BackoffCoefficient: 2, MaximumAttempts: 4},
	}
	patientStep = workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 30 * time.Second},
	}
)

// do runs a step until it succeeds: for the main coroutine.
func (c *conversation) do(ctx workflow.Context, summary string, activity, in, out any) error {
	if err := c.try(ctx, summary, activity, in, out); err == nil || temporal.IsCanceledError(err) {
		return err
	}
	c.journalAway = true
	defer func() { c.journalAway = false }()
	options := patientStep
	options.Summary = summary
	return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), activity, in).Get(ctx, out)
}

// try runs a step and gives up after some seconds: for commands, whose caller waits.
func (c *conversation) try(ctx workflow.Context, summary string, activity, in, out any) error {
	options := localStep
	options.Summary = summary
	return workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, options), activity, in).Get(ctx, out)
}

// entryID makes the id of the entry that a step writes: the same whenever the same step is tried again, also
// by another run.
func (c *conversation) entryID(step string) uuid.UUID { return uuid.NewSHA1(c.ticket, []byte(step)) }

// waitEntryID is entryID for a step that happens once in a wait: a ticket that was given back waits anew.
func (c *conversation) waitEntryID(step string) uuid.UUID {
	if c.Last.FreedSeq == 0 {
		return c.entryID(step)
	}
	return c.entryIDOf(step, c.Last.FreedSeq)
}

// joinReplier makes the reply of an agent who never joined a join.
func (c *conversation) joinReplier(ctx workflow.Context) error {
	agent := c.Last.Replier
	in := activities.StepInput{ObserveInput: c.asOf(ctx), Entry: c.waitEntryID("join by reply " + agent.String()), Agent: agent}
	var out activities.Outcome
	if err := c.do(ctx, "join: an agent replied", a.Join, in, &out); err != nil {
		return err
	}
	if out.Made {
		c.step(ctx, "agent `%s` joined by replying", agent)
	} else if out.Observation.State == desk.Waiting {
		c.JoinRefusedAt = out.Observation.Through
		c.step(ctx, "agent `%s` replied but has no access: not joined", agent)
	}
	c.adopt(ctx, out.Observation)
	return nil
}

func (c *conversation) announceWait(ctx workflow.Context) error {
	in := activities.StepInput{ObserveInput: c.asOf(ctx), Entry: c.waitEntryID("wait notice")}
	var out activities.Outcome
	if err := c.do(ctx, "tell the customer that it takes longer", a.AnnounceWait, in, &out); err != nil {
		return err
	}
	c.WaitAnnounced = true
	if out.Made {
		c.step(ctx, "nobody has joined: customer told, agents rung")
	}
	c.adopt(ctx, out.Observation)
	return nil
}

func (c *conversation) announceAfterHours(ctx workflow.Context) error {
	in := activities.StepInput{ObserveInput: c.asOf(ctx), Entry: c.waitEntryID("after hours")}
	var out activities.Outcome
	if err := c.do(ctx, "tell the customer that the shop has closed", a.AnnounceAfterHours, in, &out); err != nil {
		return err
	}
	if out.Made {
		c.step(ctx, "the shop closed: customer told when it opens")
	}
	// Not made: it is open again or the ticket no longer waits, as the observation says.
	c.AfterHoursAnnounced = out.Made || !out.Observation.Open
	c.adopt(ctx, out.Observation)
	return nil
}

func (c *conversation) remind(ctx workflow.Context) error {
	reply := c.Last.SilentSeq
	in := activities.RemindInput{ObserveInput: c.asOf(ctx), Entry: c.entryIDOf("remind", reply), ReplySeq: reply}
	var out activities.Outcome
	if err := c.do(ctx, "remind the silent customer", a.RemindSilent, in, &out); err != nil {
		return err
	}
	c.RemindedOf = reply
	if out.Made {
		c.step(ctx, "customer silent since entry %d: reminded", reply)
	}
	c.adopt(ctx, out.Observation)
	return nil
}

// closeSilent closes the ticket unless the customer wrote what this run hasn't seen yet.
func (c *conversation) closeSilent(ctx workflow.Context) error {
	reply := c.Last.SilentSeq
	in := activities.CloseInput{ObserveInput: c.asOf(ctx), Entry: c.entryIDOf("close silent", reply), By: desk.ClosedBySilence, SeenSeq: reply}
	var out activities.Outcome
	if err := c.do(ctx, "close: the customer is silent", a.Close, in, &out); err != nil {
		return err
	}
	if out.Made {
		c.step(ctx, "customer silent since entry %d: closed", reply)
	}
	c.adopt(ctx, out.Observation)
	return nil
}
