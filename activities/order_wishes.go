package activities

import (
	"context"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/activity"

	"rozmowa/desk"
	"rozmowa/orders"
)

// WishInput names a wish.
type WishInput struct {
	Account uuid.UUID `json:"account"`
	Wish    uuid.UUID `json:"wish"`
}

// WishesWaiting is what is wanted of an account.
type WishesWaiting struct {
	// Next may be tried now; uuid.Nil: none may.
	Next uuid.UUID `json:"next,omitzero"`
	// At is when one may be; zero: nobody knows, or none waits. WaitsFor is what for.
	At       time.Time      `json:"at,omitzero"`
	WaitsFor desk.OrderWait `json:"waitsFor,omitempty"`
	Waiting  int            `json:"waiting"`
}

// WishTried is what came of a step.
type WishTried struct {
	Step orders.WishStep `json:"step"`
}

// NextOrderWish ends the account's wishes that are overtaken, and says which is the next to try. It asks the database alone.
func (o *Orders) NextOrderWish(ctx context.Context, account uuid.UUID) (*WishesWaiting, error) {
	q, err := o.Store.NextOrderWish(ctx, account)
	if err != nil {
		return nil, o.withoutText(ctx, account, err)
	}
	return &WishesWaiting{Next: q.Next, At: q.At, WaitsFor: q.WaitsFor, Waiting: q.Waiting}, nil
}

// ReadOrderWish asks BaseLinker how the order of a wish is. It may be tried again at any time.
func (o *Orders) ReadOrderWish(ctx context.Context, in WishInput) (*WishTried, error) {
	step, err := o.wishes().Read(ctx, in.Wish)
	if err != nil {
		return nil, o.withoutText(ctx, in.Account, err)
	}
	return &WishTried{step}, nil
}

// SetOrderWish has BaseLinker set what is wanted. It is tried once: whoever doesn't hear its end calls DoubtOrderWish, and reads
// again when that says so.
func (o *Orders) SetOrderWish(ctx context.Context, in WishInput) (*WishTried, error) {
	alive, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			activity.RecordHeartbeat(alive)
			select {
			case <-time.After(heartbeat):
			case <-alive.Done():
				return
			}
		}
	}()
	defer func() {
		stop()
		<-done
	}()
	step, err := o.wishes().Set(ctx, in.Wish)
	if err != nil {
		return nil, o.withoutText(ctx, in.Account, err)
	}
	return &WishTried{step}, nil
}

// heartbeat is how often an activity that mustn't be tried twice says that its process lives.
const heartbeat = 3 * time.Second

// doubtFor is how long a try may take to arrive of which nobody has heard the end: longer than a request lasts.
const doubtFor = 30 * time.Second

// DoubtOrderWish notes that nobody knows what became of a try. It asks the database alone.
func (o *Orders) DoubtOrderWish(ctx context.Context, in WishInput) error {
	return o.withoutText(ctx, in.Account, o.Store.DoubtOrderWish(ctx, in.Wish, doubtFor))
}

func (o *Orders) wishes() *orders.Wishes {
	return &orders.Wishes{Store: o.Store, Gate: o.Gate, Log: o.Log}
}
