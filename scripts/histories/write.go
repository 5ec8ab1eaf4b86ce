package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"rozmowa/workflows"
)

// write puts the histories of all conversations and the forbidden texts into folder, by way of a folder beside
// what is temporary.
func (p *play) write(ctx context.Context, folder, temporary string) error {
	made := filepath.Join(temporary, "histories")
	if err := os.Mkdir(made, 0o755); err != nil {
		return err
	}
	files := 0
	for _, c := range p.chats {
		runs, err := c.histories(ctx)
		if err != nil {
			return fmt.Errorf("scenario %s: %w", c.scenario, err)
		}
		for i, h := range runs {
			// Multi-line: a reader finds what a change of the workflow changed.
			text, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(h)
			if err != nil {
				return err
			}
			name := fmt.Sprintf("%s-%d.json", c.scenario, i+1)
			if err := os.WriteFile(filepath.Join(made, name), append(text, '\n'), 0o644); err != nil {
				return err
			}
			say("%s: %d events", name, len(h.Events))
			files++
		}
	}
	forbidden := strings.Join(slices.Sorted(maps.Keys(p.forbidden)), "\n") + "\n"
	if err := os.WriteFile(filepath.Join(made, "forbidden.txt"), []byte(forbidden), 0o644); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.CopyFS(folder, os.DirFS(made)); err != nil {
		return err
	}
	say("%d histories are in %s", files, folder)
	return nil
}

// histories returns the chat's runs, the first first, when there are as many as there should be and all but the
// open one's are over.
func (c *chat) histories(ctx context.Context) ([]*history.History, error) {
	if c.scenario != "still-open" {
		if err := c.over(ctx, c.runs); err != nil {
			return nil, err
		}
	}
	runs, err := c.list(ctx)
	if err != nil {
		return nil, err
	}
	if len(runs) != c.runs {
		return nil, fmt.Errorf("it has %d runs, not %d", len(runs), c.runs)
	}
	all := make([]*history.History, len(runs))
	for i, r := range runs {
		all[i] = new(history.History)
		if all[i].Events, err = c.events(ctx, r.Execution.RunId); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// events reads a run's history; an empty id means the latest run.
func (c *chat) events(ctx context.Context, run string) (all []*history.HistoryEvent, err error) {
	events := c.engine.GetWorkflowHistory(ctx, "conversation-"+c.id, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// over waits until so many runs have ended.
func (c *chat) over(ctx context.Context, runs int) error {
	return until(ctx, fmt.Sprintf("run %d is over", runs), func(ctx context.Context) (bool, error) {
		found, err := c.list(ctx)
		ended := 0
		for _, r := range found {
			switch r.Status {
			case enums.WORKFLOW_EXECUTION_STATUS_COMPLETED:
				ended++
			case enums.WORKFLOW_EXECUTION_STATUS_RUNNING:
			default:
				return false, fmt.Errorf("a run ended as %s", r.Status)
			}
		}
		if err == nil && ended != runs {
			err = fmt.Errorf("%d of %d have ended, %d are wanted", ended, len(found), runs)
		}
		return ended == runs, err
	})
}

// begun waits until the workflow has looked at the journal: then nothing but a signal or its timer wakes it.
func (c *chat) begun(ctx context.Context) error { return c.recorded(ctx, "TimerStarted") }

// recorded waits until the run's history holds an event of the type.
func (c *chat) recorded(ctx context.Context, event string) error {
	return until(ctx, "the engine has recorded "+event, func(ctx context.Context) (bool, error) {
		events, err := c.events(ctx, "") // an error while there is no run yet
		return slices.ContainsFunc(events, func(e *history.HistoryEvent) bool { return e.EventType.String() == event }), err
	})
}

// list returns the runs, oldest first.
func (c *chat) list(ctx context.Context) ([]*workflow.WorkflowExecutionInfo, error) {
	found, err := c.engine.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Query: fmt.Sprintf("WorkflowType = %q AND WorkflowId = 'conversation-%s'", workflows.ConversationType, c.id),
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found.Executions, func(a, b *workflow.WorkflowExecutionInfo) int {
		return a.StartTime.AsTime().Compare(b.StartTime.AsTime())
	})
	return found.Executions, nil
}
