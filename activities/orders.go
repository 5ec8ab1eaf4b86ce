package activities

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"

	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/store"
)

// Orders holds what the activities work with that call BaseLinker. They run on a queue of their own, workflows.BaseLinkerQueue, one
// request an activity. What goes in and comes out of them are ids, numbers, times and codes: no order's data, no address, no token.
// It is safe for concurrent use.
type Orders struct {
	Mirror *orders.Mirror
	Store  *store.Store
	Gate   *orders.Gate
	Log    *slog.Logger
}

// The types of errors of activities that call BaseLinker.
const (
	// OrdersWait: BaseLinker can't be asked now. The error says when it is tried again; it is no failure.
	OrdersWait = "OrdersWait"
	// OrdersFailed: something else than BaseLinker failed; the worker's log says what.
	OrdersFailed = "OrdersFailed"
)

// unreachableFor is the pause where nobody knows when BaseLinker can be asked again.
const unreachableFor = 5 * time.Minute

// withoutText logs an error and keeps only what may stand in a history: its kind and code. A *orders.Wait is tried again when it says
// so, as often as it takes.
func (o *Orders) withoutText(ctx context.Context, account uuid.UUID, err error) error {
	if err == nil {
		return nil
	}
	var wait *orders.Wait
	if errors.As(err, &wait) {
		pause := time.Until(wait.Until)
		if wait.Until.IsZero() {
			pause = unreachableFor
		}
		return temporal.NewApplicationErrorWithOptions(wait.Error(), OrdersWait, temporal.ApplicationErrorOptions{
			NextRetryDelay: max(pause, time.Second), Category: temporal.ApplicationErrorCategoryBenign,
		})
	}
	o.Log.WarnContext(ctx, "a step with BaseLinker failed", "account", account, "error", err)
	var known *desk.Error
	if errors.As(err, &known) {
		return temporal.NewApplicationError(known.Code, string(known.Kind))
	}
	return temporal.NewApplicationError("the step failed; the worker's log says why", OrdersFailed)
}
