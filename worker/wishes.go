package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"rozmowa/store"
	"rozmowa/workflows"
)

// Wanted is what the outbox of wishes needs of the store.
type Wanted interface {
	OrderWishesWaiting(ctx context.Context, overdue time.Duration) ([]store.WantedOf, error)
}

// The pace of the outbox of wishes.
const (
	// wishesEvery is how often it looks: a listener of its own would cost each append more than this look.
	wishesEvery = time.Second
	// wishesOverdue is how long a wish may wait for nothing before its workflow is told again, and how often that happens.
	wishesOverdue = 30 * time.Second
	wishesTimeout = 5 * time.Second
)

// WishOutbox tells the workflows of accounts that something is wanted of them, starting them where none runs. Telling twice does no
// harm, so several may run; a wish that its workflow wasn't told of shows by waiting too long.
type WishOutbox struct {
	wanted Wanted
	engine Engine
	log    *slog.Logger
	told   map[uuid.UUID]told
}

// told is what a workflow was told of last.
type told struct {
	place int64
	at    time.Time
}

// NewWishOutbox makes an outbox.
func NewWishOutbox(w Wanted, e Engine, log *slog.Logger) *WishOutbox {
	return &WishOutbox{wanted: w, engine: e, log: log, told: map[uuid.UUID]told{}}
}

// Run tells until ctx ends. Neither an engine nor a Postgres that is away ends it.
func (o *WishOutbox) Run(ctx context.Context) {
	repeat(ctx, wishesEvery, o.log, "wishes to BaseLinker wait: the engine or the database is away", o.Pass)
}

// Pass tells what there is to tell now.
func (o *WishOutbox) Pass(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, wishesTimeout)
	defer cancel()
	wanted, err := o.wanted.OrderWishesWaiting(ctx, wishesOverdue)
	if err != nil {
		return err
	}
	now, waiting := time.Now(), make(map[uuid.UUID]told, len(wanted))
	for _, w := range wanted {
		last := o.told[w.Account]
		if w.Place > last.place || w.Overdue && now.Sub(last.at) >= wishesOverdue {
			options, in := workflows.TellOfWishes(w.Account)
			if _, err := o.engine.SignalWithStartWorkflow(ctx, options.ID, workflows.WishedSignal, nil, options, workflows.OrderWishesType, in); err != nil {
				return err
			}
			last = told{w.Place, now}
		}
		waiting[w.Account] = last
	}
	o.told = waiting
	return nil
}
