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
)

// write puts the histories of all flows and the forbidden texts into folder, by way of a folder beside
// what is temporary.
func (p *play) write(ctx context.Context, folder, temporary string) error {
	made := filepath.Join(temporary, "histories")
	if err := os.Mkdir(made, 0o755); err != nil {
		return err
	}
	files := 0
	for _, f := range p.flows {
		runs, err := f.histories(ctx)
		if err != nil {
			return fmt.Errorf("the workflow of %s: %w", f.name, err)
		}
		for i, h := range runs {
			// Multi-line: a reader finds what a change of the workflow changed.
			text, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(h)
			if err != nil {
				return err
			}
			name := fmt.Sprintf("%s-%d.json", f.name, i+1)
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

// flow is a workflow whose runs are recorded under a name.
type flow struct {
	*play
	name, workflow string
	// runs is how many runs there are when all is over. open: the last of them goes on.
	runs int
	open bool
}

// follow has a workflow's history recorded: one run that ends, unless the scenario says otherwise.
func (p *play) follow(name, workflow string) *flow {
	f := &flow{play: p, name: name, workflow: workflow, runs: 1}
	p.flows = append(p.flows, f)
	return f
}

// histories returns the runs, the first first, when there are as many as there should be and all but an open one are over.
func (f *flow) histories(ctx context.Context) ([]*history.History, error) {
	ended := f.runs
	if f.open {
		ended--
	}
	if err := f.over(ctx, ended); err != nil {
		return nil, err
	}
	runs, err := f.list(ctx)
	if err != nil {
		return nil, err
	}
	if len(runs) != f.runs {
		return nil, fmt.Errorf("it has %d runs, not %d", len(runs), f.runs)
	}
	all := make([]*history.History, len(runs))
	for i, r := range runs {
		all[i] = new(history.History)
		if all[i].Events, err = f.events(ctx, r.Execution.RunId); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// events reads a run's history; an empty id means the latest run.
func (f *flow) events(ctx context.Context, run string) (all []*history.HistoryEvent, err error) {
	events := f.engine.GetWorkflowHistory(ctx, f.workflow, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
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
func (f *flow) over(ctx context.Context, runs int) error {
	return until(ctx, fmt.Sprintf("run %d of %s is over", runs, f.name), func(ctx context.Context) (bool, error) {
		found, err := f.list(ctx)
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

// begun waits until a conversation has looked at the journal: then nothing but a signal or its timer wakes it.
func (f *flow) begun(ctx context.Context) error { return f.recorded(ctx, "TimerStarted", 1) }

// signalled: the run was told of something after it began.
func signalled(e *history.HistoryEvent) bool {
	return e.EventType == enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
}

// recorded waits until the latest run's history holds the nth event of the type.
func (f *flow) recorded(ctx context.Context, event string, n int) error {
	return until(ctx, fmt.Sprintf("%s has recorded %s %d times", f.name, event, n), func(ctx context.Context) (bool, error) {
		events, err := f.events(ctx, "") // an error while there is no run yet
		found := 0
		for _, e := range events {
			if e.EventType.String() == event {
				found++
			}
		}
		return found >= n, err
	})
}

// list returns the runs, oldest first.
func (f *flow) list(ctx context.Context) ([]*workflow.WorkflowExecutionInfo, error) {
	found, err := f.engine.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Query: fmt.Sprintf("WorkflowId = '%s'", f.workflow),
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found.Executions, func(a, b *workflow.WorkflowExecutionInfo) int {
		return a.StartTime.AsTime().Compare(b.StartTime.AsTime())
	})
	return found.Executions, nil
}
