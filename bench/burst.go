package bench

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// drainSample is how many of a burst's workflows are asked whether they have seen their message: asking all would
// be the engine's main work.
const drainSample = 25

// startMany starts n conversations as fast as they are acknowledged and returns how many a second.
func (b *bench) startMany(ctx context.Context, n int) (chats []*chat, perSecond float64, err error) {
	chats, requests := make([]*chat, n), make([][]byte, n)
	for i := range chats {
		chats[i] = &chat{}
		if chats[i].id, chats[i].token, requests[i], err = startRequest(b.program.host); err != nil {
			return nil, 0, err
		}
	}
	lines := make([]*line, b.starters)
	for i := range lines {
		lines[i] = newLine(b.program.host)
	}
	defer func() {
		for _, l := range lines {
			err = errors.Join(err, l.close())
		}
	}()
	var next atomic.Int64
	began := time.Now()
	tasks, ctx := errgroup.WithContext(ctx)
	for _, l := range lines {
		tasks.Go(func() error {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if _, err := l.send(requests[i]); err != nil {
					return fmt.Errorf("starting a conversation: %w", err)
				}
				chats[i].acked = []said{{seq: 1}}
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := tasks.Wait(); err != nil {
		return nil, 0, err
	}
	return chats, float64(n) / time.Since(began).Seconds(), nil
}

// drain paces the crowd while the engine works off the started conversations. It returns how many of these were
// worked off a second, and the chats' books meanwhile.
func (b *bench) drain(ctx context.Context, c *crowd, started []*chat) (perSecond float64, books []*book, err error) {
	var drained atomic.Bool
	tasks, ctx := errgroup.WithContext(ctx)
	tasks.Go(func() error {
		for !drained.Load() {
			book, err := c.pace(ctx, b.rate, 2*time.Second, byTurns(len(c.chats)))
			if err != nil {
				return err
			}
			books = append(books, book)
		}
		return nil
	})
	tasks.Go(func() (err error) {
		defer drained.Store(true)
		perSecond, err = b.workOff(ctx, started)
		return err
	})
	err = tasks.Wait()
	return perSecond, books, err
}

// workOff waits until the started conversations' workflows run and have seen their message, and returns how many
// that were a second. After drainFor it counts only those that were told.
func (b *bench) workOff(ctx context.Context, started []*chat) (perSecond float64, err error) {
	began := time.Now()
	first, err := b.untold(ctx)
	if err != nil {
		return 0, err
	}
	for left := first; left > 0; {
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case <-time.After(100 * time.Millisecond):
		}
		// The backlog as a whole is never empty while the crowd writes.
		if left, err = b.untold(ctx); err != nil {
			return 0, err
		}
		if took := time.Since(began); took > b.drainFor {
			b.say("after %v the engine has not been told of %d conversations", b.drainFor, left)
			return float64(first-left) / took.Seconds(), nil
		}
	}
	for i := 0; i < len(started); i += max(1, len(started)/drainSample) {
		if err := b.awaitSeen(ctx, started[i].id, 1); err != nil {
			return 0, err
		}
	}
	return float64(first) / time.Since(began).Seconds(), nil
}

// untold counts the conversations whose workflow was never told of anything.
func (b *bench) untold(ctx context.Context) (n int, err error) {
	err = b.db.QueryRowContext(ctx, `SELECT count(*) FROM tickets WHERE wake_seq > relayed_seq AND relayed_seq = 0`).Scan(&n)
	return n, err
}

// byTurns has the customers of all chats write one message, then the agents.
func byTurns(chats int) func(k int) side {
	return func(k int) side { return side(k / chats % 2) }
}

func by(s side) func(int) side { return func(int) side { return s } }
