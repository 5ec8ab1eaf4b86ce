package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Attic is what the sweeper needs of the store.
type Attic interface {
	DropUnsentFiles(ctx context.Context, age time.Duration, limit int) (int64, error)
	RemoveDiscarded(ctx context.Context, limit int, remove func(context.Context, uuid.UUID) error) (found int, err error)
}

// Shelf is what the sweeper needs of the bucket.
type Shelf interface {
	Remove(ctx context.Context, id uuid.UUID) error
}

// The sweeper's pace.
const (
	sweepInterval = 10 * time.Minute
	// sweepBatch is how many files one transaction takes.
	sweepBatch = 100
	// sweepTimeout ends a pass that hangs; the next goes on where it was.
	sweepTimeout = 5 * time.Minute
	// removeTimeout bounds the removal of one file.
	removeTimeout = 10 * time.Second
	// unsentAge is how long a file may wait for the message that shows it.
	unsentAge = 24 * time.Hour
)

// Sweeper removes what belongs to nothing: files that nobody sent within a day, and the bytes of files that are gone,
// be it so or with their ticket. Several may sweep; each takes files of its own.
type Sweeper struct {
	attic Attic
	shelf Shelf
	log   *slog.Logger
}

// NewSweeper makes a sweeper.
func NewSweeper(a Attic, s Shelf, log *slog.Logger) *Sweeper {
	return &Sweeper{attic: a, shelf: s, log: log}
}

// Run sweeps at once and then every ten minutes until ctx ends. What fails is logged and tried again.
func (s *Sweeper) Run(ctx context.Context) {
	for {
		unsent, removed, err := s.Pass(ctx)
		if unsent > 0 || removed > 0 {
			s.log.InfoContext(ctx, "files were swept", "unsent", unsent, "removed", removed)
		}
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the sweeper couldn't remove everything", "error", err)
		}
		wait(ctx, sweepInterval, nil)
		if ctx.Err() != nil {
			return
		}
	}
}

// Pass sweeps all that there is now, and tells how many files nobody had sent and of how many the bytes were removed.
func (s *Sweeper) Pass(ctx context.Context) (unsent, removed int, err error) {
	ctx, cancel := context.WithTimeout(ctx, sweepTimeout)
	defer cancel()
	for more := true; more; {
		n, err := s.attic.DropUnsentFiles(ctx, unsentAge, sweepBatch)
		if err != nil {
			return unsent, 0, err
		}
		unsent, more = unsent+int(n), n == sweepBatch
	}
	remove := func(ctx context.Context, id uuid.UUID) error {
		ctx, cancel := context.WithTimeout(ctx, removeTimeout)
		defer cancel()
		err := s.shelf.Remove(ctx, id)
		if err == nil {
			removed++
		}
		return err
	}
	for more := true; more; {
		found, err := s.attic.RemoveDiscarded(ctx, sweepBatch, remove)
		if err != nil {
			return unsent, removed, err
		}
		more = found == sweepBatch
	}
	return unsent, removed, nil
}
