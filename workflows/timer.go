package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"
)

// timer is the one timer of a run. It is lazy: a deadline that moves away leaves it as it is, and when it
// fires too early it is set anew. A message therefore costs no timer event; only a deadline that comes nearer
// replaces it.
type timer struct {
	at     time.Time
	future workflow.Future
	cancel workflow.CancelFunc
}

// unsettled is the pause before a step that did not take is tried again.
const unsettled = time.Minute

// arm sets the timer for the deadline unless it is set for that time or an earlier one.
func (t *timer) arm(ctx workflow.Context, d *deadline) {
	if !t.late(d) {
		return
	}
	t.stop()
	ctx, t.cancel = workflow.WithCancel(ctx)
	t.at = d.at
	wait := d.at.Sub(workflow.Now(ctx))
	if wait <= 0 { // it was done and is due all the same; an empty wait would go round and round
		wait = unsettled
	}
	t.future = workflow.NewTimerWithOptions(ctx, wait, workflow.TimerOptions{Summary: d.why})
}

// late reports whether the timer would miss the deadline.
func (t *timer) late(d *deadline) bool {
	return d != nil && (t.future == nil || d.at.Before(t.at))
}

// fired reports whether the timer's time has come.
func (t *timer) fired() bool { return t.future != nil && t.future.IsReady() }

// clear forgets a timer that has fired.
func (t *timer) clear() {
	if t.fired() {
		t.stop()
	}
}

// stop cancels the timer; one that has fired leaves no event by it.
func (t *timer) stop() {
	if t.future != nil {
		t.cancel() // also frees its context
		t.future = nil
	}
}
