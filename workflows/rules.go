package workflows

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/rules"
)

// matchedAction is an action of a rule that matched, to be done.
type matchedAction struct {
	rules.ActionRef
	rule uuid.UUID
	seq  int64
}

// begin has the matched rules' actions done, one after the other, behind those of earlier matches. The conversation goes on
// meanwhile.
//
// Histories from before there were rules replay: their observations match none, so nothing here happens, and it takes no
// version.
func (c *conversation) begin(ctx workflow.Context, matches []rules.Match) {
	for _, m := range matches {
		for _, action := range m.Actions {
			c.toDo = append(c.toDo, matchedAction{action, m.RuleID, m.Seq})
		}
	}
	if len(c.toDo) == 0 || c.acting {
		return
	}
	c.acting = true
	workflow.GoNamed(ctx, "rules", func(ctx workflow.Context) {
		defer func() { c.acting = false }()
		for len(c.toDo) > 0 {
			next := c.toDo[0]
			c.toDo = c.toDo[1:]
			c.act(ctx, next)
			c.showDetails(ctx)
		}
	})
}

// act does an action. One that takes patience has a workflow of its own, so that it holds up neither the others nor the run's
// end.
func (c *conversation) act(ctx workflow.Context, action matchedAction) {
	in := RuleActionInput{Act: rules.Act{Ticket: c.ticket, Action: action.ID, Since: workflow.Now(ctx)}, Kind: action.Kind}
	if !action.Kind.LeavesHouse() {
		var acted rules.Acted
		err := c.try(ctx, "rule's action: "+string(action.Kind), a.Act, in.Act, &acted)
		if err == nil && acted.State.Final() {
			c.Told = max(c.Told, acted.Through) // what it did may be another event
			c.step(ctx, "rule `%s` on entry %d: %s %s", action.rule, action.seq, action.Kind, acted.State)
			return
		}
		in.NotBefore = acted.NextTryAt
	}
	if err := c.handOver(ctx, in); err != nil {
		workflow.GetLogger(ctx).Warn("a rule's action was not handed over", "action", action.ID, "error", err)
		c.step(ctx, "rule `%s` on entry %d: %s could not be handed over", action.rule, action.seq, action.Kind)
		return
	}
	c.step(ctx, "rule `%s` on entry %d: %s takes its time in `%s`", action.rule, action.seq, action.Kind, RuleActionID(action.ID))
}

// handOver starts a workflow for an action, and waits until it has begun: it must not go down with this run.
func (c *conversation) handOver(ctx workflow.Context, in RuleActionInput) error {
	in.Wake = true // by then this run may have ended
	last := c.Last
	child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:            RuleActionID(in.Action),
		ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_ABANDON,
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowTaskTimeout:   10 * time.Second,
		StaticSummary:         summary("Action in chat", last.Number, last.Channel),
		StaticDetails:         fmt.Sprintf("An automatic action on [ticket #%d](%s).", last.Number, last.TicketURL),
	})
	err := workflow.ExecuteChildWorkflow(child, RuleActionType, in).GetChildWorkflowExecution().Get(ctx, nil)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) { // another run's doing
		return nil
	}
	return err
}

// askOfTime asks the rules about what time has brought.
func (c *conversation) askOfTime(ctx workflow.Context) error {
	due := *c.Last.Due
	var out activities.TimeOutcome
	in := activities.TimeInput{ObserveInput: c.asOf(ctx), Due: due}
	if err := c.do(ctx, "ask the rules: "+string(due.Event), a.AskOfTime, in, &out); err != nil {
		return err
	}
	c.Asked = out.Asked
	c.step(ctx, "%s for %s since entry %d: %d rules match", due.Event, due.After.Duration(), due.Seq, len(out.Observation.Matches))
	c.adopt(ctx, out.Observation)
	return nil
}

// RuleActionID is the workflow id of an action that takes patience.
func RuleActionID(action uuid.UUID) string { return "rule-action-" + action.String() }

// RuleActionInput starts a RuleAction.
type RuleActionInput struct {
	rules.Act
	// Kind is the action's; empty in runs from before it was told, whose tries are all on the conversations' queue.
	Kind rules.ActionKind `json:"kind,omitempty"`
	// NotBefore is when it is tried first; zero: at once.
	NotBefore time.Time `json:"notBefore,omitzero"`
}

// TryAgain is how a client has an action tried by hand: by SignalWithStartWorkflow with TrySignal, RuleActionType, and what it
// returns. A run that waits tries at once, and counts its time from the beginning as before.
func TryAgain(ticket, action uuid.UUID, kind rules.ActionKind, now time.Time) (client.StartWorkflowOptions, RuleActionInput) {
	return client.StartWorkflowOptions{
		ID:                       RuleActionID(action),
		TaskQueue:                TaskQueue,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowTaskTimeout:      10 * time.Second,
		StaticSummary:            "Action tried again by hand",
	}, RuleActionInput{Act: rules.Act{Ticket: ticket, Action: action, Since: now, Wake: true}, Kind: kind}
}

// actionStep is patient with the database only: how often others are asked, the action itself says.
var actionStep = workflow.ActivityOptions{
	StartToCloseTimeout:    time.Minute,
	ScheduleToCloseTimeout: 24 * time.Hour,
	RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 5 * time.Minute},
}

// WebhookQueue is where rules' webhooks are called: a receiver may take seconds for each answer, and nothing else waits behind it.
const WebhookQueue = "webhooks"

// webhookQueueVersion: before it, webhooks were called on the conversations' queue.
const webhookQueueVersion = "webhooks have a queue of their own"

// queueOf is where an action is tried; empty: where the run is.
func queueOf(ctx workflow.Context, kind rules.ActionKind) string {
	if !kind.LeavesHouse() || workflow.GetVersion(ctx, webhookQueueVersion, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return ""
	}
	return WebhookQueue
}

// RuleAction does one action of a rule, as often as it takes, until it is done or given up.
func RuleAction(ctx workflow.Context, in RuleActionInput) (*rules.Acted, error) {
	byHand := workflow.GetSignalChannel(ctx, TrySignal)
	options := actionStep
	options.Summary, options.TaskQueue = "do the action", queueOf(ctx, in.Kind)
	wait := in.NotBefore
	for {
		if err := pause(ctx, wait, byHand); err != nil {
			return nil, giveUp(ctx, in, err)
		}
		for byHand.ReceiveAsync(nil) { // one try answers them all
		}
		var acted rules.Acted
		err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), a.Act, in.Act).Get(ctx, &acted)
		if err != nil {
			return nil, giveUp(ctx, in, err)
		}
		if acted.State.Final() && byHand.Len() == 0 {
			workflow.SetCurrentDetails(ctx, fmt.Sprintf("**%s**\n", acted.State))
			return &acted, nil
		}
		if wait = acted.NextTryAt; acted.State.Final() {
			continue // somebody has asked for another try while it was given up
		}
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("**it didn't work**; the next try is at %s UTC\n", wait.UTC().Format(time.DateTime)))
	}
}

// pause waits until then, or until somebody wants a try.
func pause(ctx workflow.Context, until time.Time, byHand workflow.ReceiveChannel) error {
	left := until.Sub(workflow.Now(ctx))
	if until.IsZero() || left <= 0 {
		return nil
	}
	_, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
		Timeout: left, TimerOptions: workflow.TimerOptions{Summary: "the next try"},
	}, func() bool { return byHand.Len() > 0 })
	return err
}

// giveUp notes that an action isn't tried any more, also when an operator has cancelled it.
func giveUp(ctx workflow.Context, in RuleActionInput, why error) error {
	code := "given_up"
	if temporal.IsCanceledError(why) {
		code = "cancelled"
	}
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	workflow.SetCurrentDetails(ctx, "**given up**\n")
	options := patientStep
	options.Summary = "note that it is given up"
	end := activities.GiveUpActionInput{Ticket: in.Ticket, Action: in.Action, Code: code}
	if err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), a.GiveUpAction, end).Get(ctx, nil); err != nil {
		return err
	}
	return why
}
