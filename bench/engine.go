package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"rozmowa/workflows"
)

const (
	signalsMetric = "rozmowa_relay_signals_total"
	updateQueue   = "bench"
	echoUpdate    = "echo"
	endSignal     = "end"
)

// awaitEngine waits until the relay has nothing to tell and the chats' workflows have seen what was acknowledged.
func (b *bench) awaitEngine(ctx context.Context, chats []*chat) error {
	if err := b.awaitOutbox(ctx); err != nil {
		return err
	}
	for _, c := range chats {
		if err := b.awaitSeen(ctx, c.id, c.lastAcked()); err != nil {
			return err
		}
	}
	return nil
}

// awaitOutbox waits until the relay has told everything.
func (b *bench) awaitOutbox(ctx context.Context) error {
	var err error
	waited := await(ctx, b.limit, "the relay to tell everything", func() bool {
		backlog, e := b.journal.WakeBacklog(ctx)
		err = e
		return e != nil || backlog.Tickets == 0
	})
	if err != nil {
		return err
	}
	return waited
}

// awaitSeen waits until a conversation's workflow has looked at the entries through seq.
func (b *bench) awaitSeen(ctx context.Context, conversation uuid.UUID, seq int64) error {
	ctx, cancel := context.WithTimeoutCause(ctx, b.catchUpFor, fmt.Errorf("workflow %s has not seen entry %d", conversation, seq))
	defer cancel()
	for {
		value, err := b.engine.QueryWorkflow(ctx, workflows.ConversationID(conversation), "", workflows.StandingQuery)
		if err != nil {
			return fmt.Errorf("asking a workflow how it stands: %w", err)
		}
		var state workflows.ConversationState
		if err := value.Get(&state); err != nil {
			return err
		}
		if state.Seen >= seq {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// echo is the least a workflow can do with an update.
func echo(ctx workflow.Context) error {
	err := workflow.SetUpdateHandler(ctx, echoUpdate, func(_ workflow.Context, n int64) (int64, error) { return n, nil })
	if err != nil {
		return err
	}
	workflow.GetSignalChannel(ctx, endSignal).Receive(ctx, nil)
	return nil
}

// updates measures bare updates: one after the other, then all clients at once, each on a workflow of its own.
func (b *bench) updates(ctx context.Context) (alone latencies, perSecond []float64, err error) {
	w := worker.New(b.engine, updateQueue, worker.Options{DisableRegistrationAliasing: true})
	w.RegisterWorkflowWithOptions(echo, workflow.RegisterOptions{Name: "Echo"})
	if err := w.Start(); err != nil {
		return alone, nil, err
	}
	defer w.Stop()
	runs := make([]client.WorkflowRun, b.updateClients)
	for i := range runs {
		runs[i], err = b.engine.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: fmt.Sprintf("bench-%d", i), TaskQueue: updateQueue}, "Echo")
		if err != nil {
			return alone, nil, err
		}
		if _, err := b.update(ctx, runs[i]); err != nil {
			return alone, nil, err
		}
	}
	samples := make([]time.Duration, b.updatesAlone)
	for i := range samples {
		if samples[i], err = b.update(ctx, runs[0]); err != nil {
			return alone, nil, err
		}
	}
	for range b.baselineRounds {
		n, err := b.together(ctx, b.updateClients, func(ctx context.Context, i int) error {
			_, err := b.update(ctx, runs[i])
			return err
		})
		if err != nil {
			return alone, nil, err
		}
		perSecond = append(perSecond, n)
	}
	for _, run := range runs {
		if err := b.engine.SignalWorkflow(ctx, run.GetID(), "", endSignal, nil); err != nil {
			return alone, nil, err
		}
	}
	return latenciesOf(samples), perSecond, nil
}

func (b *bench) update(ctx context.Context, run client.WorkflowRun) (time.Duration, error) {
	began := time.Now()
	handle, err := b.engine.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: run.GetID(), UpdateName: echoUpdate, Args: []any{int64(1)}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, nil)
	}
	if err != nil {
		return 0, fmt.Errorf("a bare update: %w", err)
	}
	return time.Since(began), nil
}

// together repeats do in that many goroutines for a baseline's round and returns how often a second it was done.
func (b *bench) together(ctx context.Context, clients int, do func(ctx context.Context, i int) error) (float64, error) {
	tasks, ctx := errgroup.WithContext(ctx)
	counts := make([]int, clients)
	began := time.Now()
	for i := range clients {
		tasks.Go(func() error {
			for time.Since(began) < b.baselineFor {
				if err := do(ctx, i); err != nil {
					return err
				}
				counts[i]++
			}
			return nil
		})
	}
	if err := tasks.Wait(); err != nil {
		return 0, err
	}
	took, total := time.Since(began), 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / took.Seconds(), nil
}
