package workflows

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/desk"
	"rozmowa/orders"
)

// OrderMirrorInput starts a run.
type OrderMirrorInput struct {
	Account uuid.UUID `json:"account"`
	// Standing is carried by continue-as-new; nil when a run begins.
	Standing *OrderMirrorStanding `json:"standing,omitempty"`
}

// OrderMirrorStanding is where a mirror's run is within a pass. How far the orders are mirrored the database alone knows.
type OrderMirrorStanding struct {
	Step orders.StepInput `json:"step"`
	// RestUntil is when the next pass begins; zero within one.
	RestUntil time.Time `json:"restUntil,omitzero"`
	// Look: somebody wanted it to look now.
	Look bool `json:"look,omitempty"`
	// Last is what the last step told.
	Last *orders.Stepped `json:"last,omitempty"`
}

// OrderMirrorOptions start an account's mirror, or find the one that is running.
func OrderMirrorOptions(account uuid.UUID) client.StartWorkflowOptions {
	return ordersOptions(OrderMirrorID(account), "Orders of a BaseLinker account",
		"Mirrors the orders of an account of BaseLinker: three months back, then what is new every five minutes. "+
			"Which account it is, Settings › BaseLinker tells.")
}

// mirrorStep is one request to BaseLinker, which takes at most half a minute, and what is noted of it. It is tried as often as it takes.
var mirrorStep = workflow.ActivityOptions{
	TaskQueue:           BaseLinkerQueue,
	StartToCloseTimeout: time.Minute,
	HeartbeatTimeout:    10 * time.Second,
	RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
}

// stepWords say to operators what a step does.
var stepWords = map[orders.Step]string{
	"":                  "look what is new",
	orders.ReadStatuses: "read the statuses",
	orders.ReadSources:  "read where orders come from",
	orders.ReadNew:      "read new orders",
	orders.ReadJournal:  "read the journal",
	orders.ReadChanged:  "read an order that has changed",
	orders.ReadAgain:    "read known orders of the last days again",
	orders.ReadAll:      "read all known orders again",
}

// rejectedPause is how long a mirror whose token is refused waits for another; the one that is saved wakes it.
const rejectedPause = 6 * time.Hour

// OrderMirror mirrors an account's orders until the account is removed. It holds no place among them: a run that begins anew goes on
// where the last page was kept.
func OrderMirror(ctx workflow.Context, in OrderMirrorInput) error {
	m := &orderMirror{OrderMirrorStanding: OrderMirrorStanding{Step: orders.StepInput{Account: in.Account}}}
	if in.Standing != nil {
		m.OrderMirrorStanding = *in.Standing
	}
	look := workflow.GetSignalChannel(ctx, LookSignal)
	for {
		m.drain(look)
		if m.Look {
			m.RestUntil, m.Look = time.Time{}, false
			m.Step = orders.StepInput{Account: in.Account, Words: true}
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, OrderMirrorType, OrderMirrorInput{Account: in.Account, Standing: &m.OrderMirrorStanding})
		}
		if m.RestUntil.After(workflow.Now(ctx)) {
			if err := m.rest(ctx, look); err != nil {
				return err
			}
			continue
		}
		m.RestUntil = time.Time{}
		m.show(ctx)
		options := mirrorStep
		options.Summary = stepWords[m.Step.Step]
		var out orders.Stepped
		if err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), o.MirrorOrders, m.Step).Get(ctx, &out); err != nil {
			return err // cancelled: everything else is tried again
		}
		if out.Gone {
			workflow.SetCurrentDetails(ctx, "**ended**: the account was removed\n")
			return nil
		}
		m.adopt(ctx, &out)
	}
}

// orderMirror is a run.
type orderMirror struct{ OrderMirrorStanding }

// adopt takes what a step told.
func (m *orderMirror) adopt(ctx workflow.Context, out *orders.Stepped) {
	now := workflow.Now(ctx)
	switch {
	case out.Wait == desk.WaitRejected:
		m.RestUntil = now.Add(rejectedPause)
	case out.Wait != "" && out.Until.IsZero():
		m.RestUntil = now.Add(orders.MirrorEvery)
	case out.Wait != "":
		m.RestUntil = out.Until
	case out.Next == nil:
		m.RestUntil = now.Add(orders.MirrorEvery)
	}
	m.Step = orders.StepInput{Account: m.Step.Account}
	if out.Next != nil {
		m.Step = *out.Next
	}
	if out.Wait != "" && m.Last != nil { // it told nothing else
		out.Phase, out.Orders, out.Odd, out.Through = m.Last.Phase, m.Last.Orders, m.Last.Odd, m.Last.Through
	}
	out.Next = nil
	m.Last = out
}

func (m *orderMirror) drain(look workflow.ReceiveChannel) {
	for look.ReceiveAsync(nil) {
		m.Look = true
	}
}

// rest waits for the next pass, or for somebody who wants it now.
func (m *orderMirror) rest(ctx workflow.Context, look workflow.ReceiveChannel) error {
	m.show(ctx)
	timed, cancel := workflow.WithCancel(ctx)
	defer cancel()
	pause := m.RestUntil.Sub(workflow.Now(ctx))
	timer := workflow.NewTimerWithOptions(timed, pause, workflow.TimerOptions{Summary: m.resting()})
	var err error
	s := workflow.NewSelector(ctx)
	s.AddFuture(timer, func(f workflow.Future) { err = f.Get(ctx, nil) })
	s.AddReceive(look, func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, nil); m.Look = true })
	s.Select(ctx)
	return err
}

// resting says why it rests.
func (m *orderMirror) resting() string {
	if m.Last == nil || m.Last.Wait == "" {
		return "next look"
	}
	return map[desk.OrderWait]string{
		desk.WaitBlocked:     "BaseLinker has blocked the token",
		desk.WaitUnreachable: "BaseLinker doesn't answer",
		desk.WaitRejected:    "BaseLinker refuses the token: it takes another",
		orders.Refused:       "BaseLinker refuses the request: the worker's log says with which code",
	}[m.Last.Wait]
}

// show tells operators how far it is.
func (m *orderMirror) show(ctx workflow.Context) {
	details := "**beginning**\n"
	if m.Last != nil && m.Last.Phase != "" {
		details = fmt.Sprintf("**%s** · %d orders · all there that were confirmed before %s UTC\n", m.Last.Phase, m.Last.Orders,
			m.Last.Through.UTC().Format("2006-01-02 15:04:05"))
	}
	if m.Last != nil && m.Last.Odd > 0 {
		details += fmt.Sprintf("\n%d orders came without a number or couldn't be kept\n", m.Last.Odd)
	}
	if m.RestUntil.IsZero() {
		details += fmt.Sprintf("\nNow: %s\n", stepWords[m.Step.Step])
	} else {
		details += fmt.Sprintf("\nRests until %s UTC: %s\n", m.RestUntil.UTC().Format("2006-01-02 15:04:05"), m.resting())
	}
	workflow.SetCurrentDetails(ctx, details)
}
