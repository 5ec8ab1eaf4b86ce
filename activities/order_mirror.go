package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"rozmowa/orders"
)

// MirrorOrders does a step of an account's mirror: one request. It may be done again: what was read already is found as it is.
func (o *Orders) MirrorOrders(ctx context.Context, in orders.StepInput) (*orders.Stepped, error) {
	defer beating(ctx)()
	out, err := o.Mirror.Step(ctx, in)
	return out, o.withoutText(ctx, in.Account, err)
}

// beatEvery is how often the engine hears that a call is under way, so that another worker takes over soon where one died.
const beatEvery = 3 * time.Second

// beating tells the engine that the activity is under way, until it is stopped.
func beating(ctx context.Context) (stop func()) {
	if !activity.IsActivity(ctx) {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(beatEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				activity.RecordHeartbeat(ctx)
			}
		}
	}()
	return func() { cancel(); <-ended }
}
