package workflows

import (
	"errors"
	"strconv"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
)

func (c *conversation) entryIDOf(step string, seq int64) uuid.UUID {
	return c.entryID(step + " " + strconv.FormatInt(seq, 10))
}

// handleCommands registers the updates and the query. A command that comes before the run knows its standing
// waits for it. Validators only refuse what no standing allows, since they can't wait; the journal refuses the
// rest.
func (c *conversation) handleCommands(ctx workflow.Context) error {
	agentCommand := func(verb string, activity any) func(workflow.Context, AgentCommand) (*CommandResult, error) {
		return func(ctx workflow.Context, cmd AgentCommand) (*CommandResult, error) {
			return c.command(ctx, verb+" `"+cmd.Agent.String()+"`", func(ctx workflow.Context, entry uuid.UUID, out *activities.Outcome) error {
				in := activities.StepInput{ObserveInput: c.asOf(ctx), Entry: entry, Agent: cmd.Agent}
				return c.try(ctx, verb, activity, in, out)
			})
		}
	}
	for _, u := range []struct {
		name, description string
		handler           any
		validator         any
	}{
		{JoinUpdate, "an agent opened the ticket", agentCommand("join", a.Join), validateAgentCommand},
		{TakeOverUpdate, "an agent takes the ticket from another", agentCommand("take over", a.TakeOver), validateAgentCommand},
		{ReopenUpdate, "an agent opens the closed ticket again", agentCommand("reopen", a.Reopen), validateAgentCommand},
		{CloseUpdate, "the ticket is closed", c.close, validateCloseCommand},
	} {
		options := workflow.UpdateHandlerOptions{Validator: u.validator, Description: u.description}
		if err := workflow.SetUpdateHandlerWithOptions(ctx, u.name, u.handler, options); err != nil {
			return err
		}
	}
	return workflow.SetQueryHandlerWithOptions(ctx, StandingQuery, func() (ConversationState, error) {
		return c.ConversationState, nil
	}, workflow.QueryHandlerOptions{Description: "how the conversation stands"})
}

func validateAgentCommand(_ workflow.Context, cmd AgentCommand) error {
	if cmd.Agent == uuid.Nil {
		return temporal.NewApplicationError("the command names no agent", string(desk.Invalid))
	}
	return nil
}

func validateCloseCommand(_ workflow.Context, cmd CloseCommand) error {
	switch {
	case cmd.By == desk.ClosedByAgent && cmd.Agent == uuid.Nil:
		return temporal.NewApplicationError("the command names no agent", string(desk.Invalid))
	case cmd.By == desk.ClosedByAgent, cmd.By == desk.ClosedByCustomer, cmd.By == desk.ClosedByRule:
		return nil
	}
	return temporal.NewApplicationError("nobody like this closes by command", string(desk.Invalid))
}

func (c *conversation) close(ctx workflow.Context, cmd CloseCommand) (*CommandResult, error) {
	return c.command(ctx, "close by "+string(cmd.By), func(ctx workflow.Context, entry uuid.UUID, out *activities.Outcome) error {
		in := activities.CloseInput{ObserveInput: c.asOf(ctx), Entry: entry, By: cmd.By, Agent: cmd.Agent, SeenSeq: cmd.SeenSeq}
		return c.try(ctx, "close", a.Close, in, out)
	})
}

// command runs one update: alone, and by a known standing. The update's id makes its step happen once. While
// the journal is away it fails at once or after seconds, with a type that names a desk.Kind: somebody waits for
// the answer.
func (c *conversation) command(ctx workflow.Context, what string, do func(workflow.Context, uuid.UUID, *activities.Outcome) error) (*CommandResult, error) {
	defer func() { c.answeredAt = workflow.GetInfo(ctx).GetCurrentHistoryLength() }()
	if err := workflow.Await(ctx, func() bool { return c.journalAway || c.loaded && !c.mutex.IsLocked() }); err != nil {
		return nil, err
	}
	if c.journalAway {
		return nil, journalAway()
	}
	if err := c.mutex.Lock(ctx); err != nil { // free: nothing ran since the Await
		return nil, err
	}
	defer c.mutex.Unlock()
	var out activities.Outcome
	entry := c.entryID("update " + workflow.GetCurrentUpdateInfo(ctx).ID)
	if err := do(ctx, entry, &out); err != nil {
		c.step(ctx, "%s: failed", what)
		c.showDetails(ctx)
		return nil, refusal(err)
	}
	if out.Made {
		c.step(ctx, "%s", what)
	} else {
		c.step(ctx, "%s: nothing to do, the ticket is %s", what, out.Observation.State)
	}
	c.adopt(ctx, out.Observation)
	return &CommandResult{
		Done: out.Made, State: c.Last.State, Agent: c.Last.Agent, LastCustomerSeq: c.Last.LastCustomerSeq,
	}, nil
}

// refusal is what a command's caller gets for a step that failed.
func refusal(err error) error {
	var known *temporal.ApplicationError
	if errors.As(err, &known) && known.Type() != activities.StepFailed {
		return temporal.NewApplicationError(known.Message(), known.Type())
	}
	return journalAway()
}

func journalAway() error {
	return temporal.NewApplicationError("the journal does not answer", string(desk.Unavailable))
}
