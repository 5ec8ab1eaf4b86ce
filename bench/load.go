package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// stage numbers messages and lets the sockets' readers note when they came.
type stage struct {
	numbers atomic.Int64 // the last one given
	book    atomic.Pointer[book]
}

func newStage() *stage { return &stage{} }

// hear notes that a side's socket got a message.
func (st *stage) hear(s side, number int64, at time.Time) {
	b := st.book.Load()
	if b == nil {
		return
	}
	if i := number - b.first; i >= 0 && i < int64(len(b.by)) && b.by[i] == s.other() {
		b.heard[i].Store(int64(at.Sub(b.began)))
	}
}

// book is when each message of a paced stretch became due, was acknowledged and reached the other side, after
// began; 0 is never.
type book struct {
	began             time.Time
	first             int64 // message's number
	by                []side
	due, acked, heard []atomic.Int64
}

// acknowledged is how long the side's messages took until they were acknowledged.
func acknowledged(s side, books ...*book) latencies {
	return latenciesBetween(s, books, func(b *book) []atomic.Int64 { return b.acked })
}

// reached is how long the side's messages took until the other side's socket had them.
func reached(s side, books ...*book) latencies {
	return latenciesBetween(s, books, func(b *book) []atomic.Int64 { return b.heard })
}

func latenciesBetween(s side, books []*book, done func(*book) []atomic.Int64) latencies {
	var samples []time.Duration
	for _, b := range books {
		times := done(b)
		for i := range b.by {
			if b.by[i] != s {
				continue
			}
			took := neverCame
			if at := times[i].Load(); at > 0 {
				took = time.Duration(at - b.due[i].Load())
			}
			samples = append(samples, took)
		}
	}
	return latenciesOf(samples)
}

// neverCame is the latency of a message that a socket missed.
const neverCame = 10 * time.Second

// timerGrain is how late Go's timers wake an otherwise idle process. That much is the generator's own; what a
// message waits beyond it, it waits for the machine, and is charged.
const timerGrain = time.Millisecond

// pace writes rate messages a second for that long, spread evenly over the time and the chats: message k by
// by(k). It returns when all were acknowledged and heard.
func (c *crowd) pace(ctx context.Context, rate int, d time.Duration, by func(k int) side) (*book, error) {
	total := int(float64(rate) * d.Seconds())
	b := &book{
		began: time.Now(), first: c.stage.numbers.Add(int64(total)) - int64(total) + 1, by: make([]side, total),
		due: make([]atomic.Int64, total), acked: make([]atomic.Int64, total), heard: make([]atomic.Int64, total),
	}
	queues := make([]chan int, len(c.chats))
	for i := range queues {
		queues[i] = make(chan int, total/len(c.chats)+1)
	}
	for k := range total {
		b.by[k] = by(k)
	}
	c.stage.book.Store(b)
	defer c.stage.book.Store(nil)

	tasks, writing := errgroup.WithContext(ctx)
	for i, chat := range c.chats {
		tasks.Go(func() error {
			for k := range queues[i] {
				if err := chat.write(b.by[k], b.first+int64(k)); err != nil {
					return fmt.Errorf("writing a message: %w", err)
				}
				b.acked[k].Store(int64(time.Since(b.began)))
			}
			return nil
		})
	}
	tasks.Go(func() error {
		defer func() {
			for _, q := range queues {
				close(q)
			}
		}()
		return paced(writing, b.began, rate, total, func(k int, due time.Duration) {
			b.due[k].Store(int64(due))
			queues[k%len(queues)] <- k // never blocks
		})
	})
	if err := tasks.Wait(); err != nil {
		return nil, err
	}
	return b, c.awaitHeard(ctx)
}

// paced calls do for each of total turns at its time, rate a second. due is when that was, after began.
func paced(ctx context.Context, began time.Time, rate, total int, do func(k int, due time.Duration)) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for k := range total {
		at := time.Duration(k) * time.Second / time.Duration(rate)
		timer.Reset(at - time.Since(began))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
		do(k, min(time.Since(began), at+timerGrain))
	}
	return nil
}

// saturate has every chat write as fast as it is answered, customer and agent in turn. It returns the messages
// acknowledged in each window.
func (c *crowd) saturate(ctx context.Context, windows int, window time.Duration) ([]int64, error) {
	counts := make([]atomic.Int64, windows)
	began := time.Now()
	tasks, ctx := errgroup.WithContext(ctx)
	for _, chat := range c.chats {
		tasks.Go(func() error {
			for s := customer; ; s = s.other() {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := chat.write(s, c.stage.numbers.Add(1)); err != nil {
					return fmt.Errorf("writing a message: %w", err)
				}
				w := int(time.Since(began) / window)
				if w >= windows {
					return nil
				}
				counts[w].Add(1)
			}
		})
	}
	err := tasks.Wait()
	messages := make([]int64, windows)
	for i := range counts {
		messages[i] = counts[i].Load()
	}
	return messages, err
}
