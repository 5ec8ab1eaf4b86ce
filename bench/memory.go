package bench

import (
	"context"
	"errors"
	"time"
)

const (
	residentMetric = "process_resident_memory_bytes"
	gcMetric       = "go_gc_duration_seconds_count"
)

// memory returns the program's resident bytes with nothing open, and with a silent customer's socket in each of
// the chats. The program was restarted before: a past load's heap would hide what the sockets take.
func (b *bench) memory(ctx context.Context, chats []*chat) (idle, open float64, err error) {
	if idle, err = b.settled(ctx); err != nil {
		return 0, 0, err
	}
	c := &crowd{stage: newStage()}
	defer func() { err = errors.Join(err, c.disperse()) }()
	for _, chat := range chats {
		s, err := dialSocket(ctx, b.program, customer, chat)
		if err != nil {
			return 0, 0, err
		}
		c.add(ctx, s)
	}
	err = await(ctx, 30*time.Second, "the sockets to watch", func() bool {
		for _, chat := range chats {
			if !chat.heard[customer].isWatching() {
				return false
			}
		}
		return true
	})
	if err != nil {
		return 0, 0, err
	}
	open, err = b.settled(ctx)
	return idle, open, err
}

// settled returns the resident bytes after the pause and at least one collection of garbage, which asking for
// the figures brings about by and by.
func (b *bench) settled(ctx context.Context) (float64, error) {
	before, err := b.program.metric(ctx, gcMetric)
	if err != nil {
		return 0, err
	}
	for began := time.Now(); ; {
		figures, err := b.program.metrics(ctx)
		if err != nil {
			return 0, err
		}
		if time.Since(began) > b.settle && figures[gcMetric] > before {
			return figures[residentMetric], nil
		}
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
