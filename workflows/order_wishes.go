package workflows

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/orders"
)

// OrderWishesID is the workflow id of what is wanted of an account.
func OrderWishesID(account uuid.UUID) string { return "order-wishes-" + account.String() }

// OrderWishesInput starts an OrderWishes.
type OrderWishesInput struct {
	Account uuid.UUID `json:"account"`
	// Tried is how many wishes earlier runs have tried, for operators.
	Tried int `json:"tried,omitempty"`
}

// TellOfWishes is how a client tells that something is wanted of an account: by SignalWithStartWorkflow with WishedSignal,
// OrderWishesType, and what it returns.
func TellOfWishes(account uuid.UUID) (client.StartWorkflowOptions, OrderWishesInput) {
	return ordersOptions(OrderWishesID(account), "Wishes to BaseLinker",
		"What agents and rules want of BaseLinker, one after the other. What it is stands in the database."), OrderWishesInput{Account: account}
}

var (
	// readWish may be tried as often as it takes: it asks only.
	readWish = workflow.ActivityOptions{
		TaskQueue:           BaseLinkerQueue,
		StartToCloseTimeout: time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
		Summary:             "read the order",
	}
	// setWish is tried once. One that isn't begun soon is read again first.
	setWish = workflow.ActivityOptions{
		TaskQueue:              BaseLinkerQueue,
		ScheduleToStartTimeout: 30 * time.Second,
		StartToCloseTimeout:    time.Minute,
		HeartbeatTimeout:       10 * time.Second,
		RetryPolicy:            &temporal.RetryPolicy{MaximumAttempts: 1},
		Summary:                "set what is wanted",
	}
)

const (
	// wishesLinger is how long a run stays that has nothing to do, so that the next wish doesn't start another for nothing.
	wishesLinger = 10 * time.Second
	// wishesLook is how often it looks where nobody knows how long to wait: a token may have been replaced.
	wishesLook = 10 * time.Minute
)

// wishing is a run of OrderWishes.
type wishing struct {
	OrderWishesInput
	wished  workflow.ReceiveChannel
	waiting activities.WishesWaiting
}

// OrderWishes does what is wanted of an account, one wish after the other in the order in which they were wanted: the order is read,
// and set where it differs. What can't be done now waits, its order's later wishes behind it; other orders' go on. It ends when
// nothing is wanted.
func OrderWishes(ctx workflow.Context, in OrderWishesInput) error {
	w := &wishing{OrderWishesInput: in, wished: workflow.GetSignalChannel(ctx, WishedSignal)}
	for {
		for w.wished.ReceiveAsync(nil) { // one look answers them all
		}
		if err := w.look(ctx); err != nil {
			return err
		}
		w.showDetails(ctx)
		var err error
		switch {
		case w.waiting.Next != uuid.Nil:
			w.Tried++
			err = w.try(ctx, activities.WishInput{Account: w.Account, Wish: w.waiting.Next})
		case w.waiting.Waiting > 0:
			err = w.pause(ctx)
		default:
			var more bool
			more, err = workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
				Timeout: wishesLinger, TimerOptions: workflow.TimerOptions{Summary: "nothing is wanted"},
			}, func() bool { return w.wished.Len() > 0 })
			if err == nil && !more && w.wished.Len() == 0 {
				return nil
			}
		}
		if err != nil {
			return err
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, OrderWishesType, w.OrderWishesInput)
		}
	}
}

// look asks what is to be tried.
func (w *wishing) look(ctx workflow.Context) error {
	w.waiting = activities.WishesWaiting{}
	return ofDatabase(ctx, "which wish is next", 0, o.NextOrderWish, w.Account, &w.waiting)
}

// try does a wish, as far as it can be done now.
func (w *wishing) try(ctx workflow.Context, in activities.WishInput) error {
	var tried activities.WishTried
	if err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, readWish), o.ReadOrderWish, in).Get(ctx, &tried); err != nil {
		return err
	}
	if tried.Step != orders.WishDiffers {
		return nil
	}
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, setWish), o.SetOrderWish, in).Get(ctx, &tried)
	if err == nil {
		return nil
	}
	// Nobody knows what became of it: its process died, or couldn't say. Also when an operator has cancelled it.
	cancelled := temporal.IsCanceledError(err)
	disconnected, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	if noted := ofDatabase(disconnected, "nobody knows whether it arrived", 0, o.DoubtOrderWish, in, nil); noted != nil || cancelled {
		return err
	}
	return nil
}

// pause waits until the next may be tried, or something new is wanted.
func (w *wishing) pause(ctx workflow.Context) error {
	left := wishesLook
	if at := w.waiting.At; !at.IsZero() {
		left = max(at.Sub(workflow.Now(ctx)), time.Second) // clocks differ
	}
	_, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
		Timeout: left, TimerOptions: workflow.TimerOptions{Summary: "waiting: " + string(w.waiting.WaitsFor)},
	}, func() bool { return w.wished.Len() > 0 })
	return err
}

// showDetails tells operators how it stands: counts alone.
func (w *wishing) showDetails(ctx workflow.Context) {
	details := fmt.Sprintf("**%d waiting** · %d tries so far\n", w.waiting.Waiting, w.Tried)
	switch {
	case w.waiting.Next != uuid.Nil:
		details += fmt.Sprintf("\nNow: wish `%s`\n", w.waiting.Next)
	case !w.waiting.At.IsZero():
		details += fmt.Sprintf("\nWaiting (%s) until %s UTC\n", w.waiting.WaitsFor, w.waiting.At.UTC().Format(time.DateTime))
	case w.waiting.Waiting > 0:
		details += fmt.Sprintf("\nWaiting (%s)\n", w.waiting.WaitsFor)
	}
	workflow.SetCurrentDetails(ctx, details)
}
