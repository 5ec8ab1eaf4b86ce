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

// arm sets the timer for the deadline unless it is set for that time or an earlier one.
func (t *timer) arm(ctx workflow.Context, d *deadline) {
	if !t.late(d) {
		return
	}
	t.stop()
	ctx, t.cancel = workflow.WithCancel(ctx)
	t.at = d.at
	t.future = workflow.NewTimerWithOptions(ctx, d.at.Sub(workflow.Now(ctx)), workflow.TimerOptions{Summary: d.why})
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
		t.future = nil
	}
}

// stop cancels the timer.
func (t *timer) stop() {
	if t.future != nil {
		t.cancel()
		t.future = nil
	}
}
