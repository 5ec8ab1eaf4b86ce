package api

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/workflows"
)

// retryPause is between tries of a command whose run ended as it came.
const retryPause = 20 * time.Millisecond

// commandDeadline is how long a command waits for the engine and a worker. Tests wait longer.
var commandDeadline = 3 * time.Second

// Engine passes commands to the conversations' workflows. Chat doesn't need it: messages go to the journal.
type Engine struct {
	client client.Client
	away   atomic.Bool
}

// NewEngine uses the client, which may be lazy: the engine may come later.
func NewEngine(c client.Client) *Engine { return &Engine{client: c} }

// Watch looks every second whether the engine answers, until ctx ends, so that commands needn't wait for one
// that is known to be away.
func (e *Engine) Watch(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		e.away.Store(e.Check(ctx) != nil)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Check asks the engine whether it is well.
func (e *Engine) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err := e.client.CheckHealth(ctx, &client.CheckHealthRequest{})
	return err
}

// Join makes the agent the one who has the ticket, if it is free.
func (e *Engine) Join(ctx context.Context, t *desk.Ticket, agent uuid.UUID) (*workflows.CommandResult, error) {
	return e.command(ctx, t, workflows.JoinUpdate, workflows.AgentCommand{Agent: agent})
}

// TakeOver takes the ticket from another agent.
func (e *Engine) TakeOver(ctx context.Context, t *desk.Ticket, agent uuid.UUID) (*workflows.CommandResult, error) {
	return e.command(ctx, t, workflows.TakeOverUpdate, workflows.AgentCommand{Agent: agent})
}

// Reopen opens a closed ticket.
func (e *Engine) Reopen(ctx context.Context, t *desk.Ticket, agent uuid.UUID) (*workflows.CommandResult, error) {
	return e.command(ctx, t, workflows.ReopenUpdate, workflows.AgentCommand{Agent: agent})
}

// Close closes the ticket.
func (e *Engine) Close(ctx context.Context, t *desk.Ticket, cmd workflows.CloseCommand) (*workflows.CommandResult, error) {
	return e.command(ctx, t, workflows.CloseUpdate, cmd)
}

// TryAction has an action of a rule tried now. Error: unavailable.
func (e *Engine) TryAction(ctx context.Context, ticket, action uuid.UUID, kind rules.ActionKind) error {
	if e.away.Load() {
		return engineAway()
	}
	ctx, cancel := context.WithTimeout(ctx, commandDeadline)
	defer cancel()
	options, in := workflows.TryAgain(ticket, action, kind, time.Now())
	_, err := e.client.SignalWithStartWorkflow(ctx, options.ID, workflows.TrySignal, nil, options, workflows.RuleActionType, in)
	if err != nil {
		return commandError(ctx, workflows.TrySignal, err)
	}
	return nil
}

// LookAtOrders has the account's mirror look now, starting it where none runs. Error: unavailable.
func (e *Engine) LookAtOrders(ctx context.Context, account uuid.UUID) error {
	if e.away.Load() {
		return engineAway()
	}
	ctx, cancel := context.WithTimeout(ctx, commandDeadline)
	defer cancel()
	_, err := e.client.SignalWithStartWorkflow(ctx, workflows.OrderMirrorID(account), workflows.LookSignal, nil,
		workflows.OrderMirrorOptions(account), workflows.OrderMirrorType, workflows.OrderMirrorInput{Account: account})
	if err != nil {
		return commandError(ctx, workflows.LookSignal, err)
	}
	return nil
}

// command sends an update to the ticket's conversation, starting it where none runs, and waits for its result.
// Errors: unavailable. The command may still be carried out after that.
func (e *Engine) command(ctx context.Context, t *desk.Ticket, name string, arg any) (*workflows.CommandResult, error) {
	if e.away.Load() {
		return nil, engineAway()
	}
	ctx, cancel := context.WithTimeout(ctx, commandDeadline)
	defer cancel()
	start := workflows.Start{
		Ticket: t.ID, Number: t.Number, ChannelKey: t.Channel.Key, Channel: t.Channel.Name, State: t.State, Priority: t.Priority,
	}
	id := uuid.NewString()
	for {
		result, err := e.try(ctx, start, id, name, arg)
		if endedMeanwhile(err) && ctx.Err() == nil {
			select {
			case <-time.After(retryPause):
			case <-ctx.Done():
			}
			continue // it goes to the next run, under the same id
		}
		if err != nil {
			return nil, commandError(ctx, name, err)
		}
		return result, nil
	}
}

func (e *Engine) try(ctx context.Context, start workflows.Start, id, name string, arg any) (*workflows.CommandResult, error) {
	handle, err := e.client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: e.client.NewWithStartWorkflowOperation(start.Options(), workflows.ConversationType,
			workflows.ConversationInput{Ticket: start.Ticket}),
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: id, WorkflowID: workflows.ConversationID(start.Ticket), UpdateName: name, Args: []any{arg},
			WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	if err != nil {
		return nil, err
	}
	var result workflows.CommandResult
	if err := handle.Get(ctx, &result); err != nil {
		return nil, err
	}
	return &result, nil
}

// endedMeanwhile reports that the run ended as the command came.
func endedMeanwhile(err error) bool {
	var notFound *serviceerror.NotFound
	var notReady *serviceerror.WorkflowNotReady
	return errors.As(err, &notFound) || errors.As(err, &notReady)
}

func commandError(ctx context.Context, name string, err error) error {
	var timeout *client.WorkflowUpdateServiceTimeoutOrCanceledError
	var unavailable *serviceerror.Unavailable
	var deadline *serviceerror.DeadlineExceeded
	var exhausted *serviceerror.ResourceExhausted
	if ctx.Err() != nil || errors.As(err, &timeout) || errors.As(err, &unavailable) || errors.As(err, &deadline) || errors.As(err, &exhausted) {
		return engineAway()
	}
	// A command that failed has the kind of its error as its type, and its code as its message.
	var failed *temporal.ApplicationError
	if errors.As(err, &failed) && status[desk.Kind(failed.Type())] != 0 {
		return desk.Errorf(desk.Kind(failed.Type()), failed.Message(), "the conversation refused to %s", name)
	}
	return fmt.Errorf("command %s: %w", name, err)
}

func engineAway() error {
	return desk.Errorf(desk.Unavailable, "engine_away", "the workflow engine is away; try again")
}
