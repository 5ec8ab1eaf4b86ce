package orders_test

import (
	"container/heap"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/orders"
)

// simulation is time that passes only while all who take part sleep: what they do for real, over HTTP and in Postgres, takes none.
type simulation struct {
	mu       sync.Mutex
	now      time.Time
	awake    int
	sleepers sleepers
	ended    sync.WaitGroup
}

type sleeper struct {
	until time.Time
	wake  chan struct{}
}

type sleepers []sleeper

func (s sleepers) Len() int           { return len(s) }
func (s sleepers) Less(i, j int) bool { return s[i].until.Before(s[j].until) }
func (s sleepers) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *sleepers) Push(x any)        { *s = append(*s, x.(sleeper)) }
func (s *sleepers) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

func (s *simulation) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Go has somebody take part. Those who begin the simulation are all added before any of them runs.
func (s *simulation) Go(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.awake++
	s.ended.Go(func() {
		defer s.rest()
		do()
	})
}

func (s *simulation) rest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.awake--
	s.wakeNext()
}

// wakeNext lets time pass until the next who wakes, when nobody is awake.
func (s *simulation) wakeNext() {
	for s.awake == 0 && len(s.sleepers) > 0 {
		next := heap.Pop(&s.sleepers).(sleeper)
		if next.until.After(s.now) {
			s.now = next.until
		}
		s.awake++
		close(next.wake)
	}
}

func (s *simulation) sleepUntil(until time.Time) {
	wake := make(chan struct{})
	s.mu.Lock()
	heap.Push(&s.sleepers, sleeper{until, wake})
	s.awake--
	s.wakeNext()
	s.mu.Unlock()
	<-wake
}

func (s *simulation) sleep(d time.Duration) { s.sleepUntil(s.Now().Add(d)) }

// line is the way to BaseLinker and back: some requests take long.
type line struct {
	*simulation
	http.RoundTripper
}

func (l line) RoundTrip(r *http.Request) (*http.Response, error) {
	l.sleep(way())
	response, err := l.RoundTripper.RoundTrip(r)
	l.sleep(way())
	return response, err
}

func way() time.Duration {
	if rand.IntN(40) == 0 {
		return time.Duration(rand.IntN(14_000)) * time.Millisecond
	}
	return time.Duration(rand.IntN(400)) * time.Millisecond
}

func TestThirtyMinutesOfMixedLoadNeverPassTheLimit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		budget, strangers int // a minute
	}{
		"sixty of a hundred, strangers take the rest": {60, 40},
		"the whole limit, nobody else":                {100, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := &simulation{now: time.Now().Add(time.Hour).Truncate(time.Second)}
			began := sim.now
			h := newHouse(t, setting{budget: c.budget, processes: 2, now: sim.Now, http: func(client *http.Client) {
				client.Transport = line{sim, client.Transport}
			}})
			// Now and then a connection breaks, so that nobody knows when the call ended.
			_, err := h.base.AddFault(fakebase.Fault{Kind: fakebase.BreakAfter, Chance: 0.02})
			require.NoError(t, err)
			end := began.Add(30 * time.Minute)
			var mu sync.Mutex
			var took []time.Duration // from when something was wanted until it was answered, with somebody waiting
			background := 0
			// call tries until there is an answer. It is false when the test has failed.
			call := func(process int, p orders.Priority) bool {
				wanted := sim.Now()
				for {
					err := h.ask(process, p)
					if err == nil {
						break
					}
					var w *orders.Wait
					if !errors.As(err, &w) || w.For == desk.WaitBlocked || w.For == desk.WaitRejected {
						t.Errorf("unexpected: %v", err)
						return false
					}
					if w.For == desk.WaitUnreachable {
						return true // a broken line is no matter of the gate's
					}
					sim.sleepUntil(w.Until.Add(time.Duration(rand.IntN(1000)) * time.Millisecond))
				}
				mu.Lock()
				defer mu.Unlock()
				if p == orders.Background {
					background++
				} else {
					took = append(took, sim.Now().Sub(wanted))
				}
				return true
			}
			sim.Go(func() { // all are added before time passes
				for i := range 3 { // mirrors filling, as fast as they may
					sim.Go(func() {
						for sim.Now().Before(end) && call(i%2, orders.Background) {
						}
					})
				}
				sim.Go(func() { // agents and wishes, one by one
					for sim.Now().Before(end) {
						sim.sleep(time.Duration(rand.IntN(8000)) * time.Millisecond)
						sim.Go(func() { call(rand.IntN(2), orders.Interactive) })
					}
				})
				sim.Go(func() { // and all at once
					for sim.Now().Before(end) {
						sim.sleep(4 * time.Minute)
						for range 35 {
							sim.Go(func() { call(rand.IntN(2), orders.Interactive) })
						}
					}
				})
				if c.strangers > 0 {
					sim.Go(func() { // as rude as may be: all of their share at once
						for sim.Now().Before(end) {
							sim.sleep(time.Minute + time.Duration(rand.IntN(5000))*time.Millisecond)
							h.base.Consume(fakebase.Token, c.strangers)
						}
					})
				}
			})
			sim.ended.Wait()

			counts := h.base.Counts().Token()
			require.Zero(t, counts.Passed, "the stand-in never saw the limit passed")
			require.Zero(t, counts.Blocks)
			require.LessOrEqual(t, counts.Highest, 100)
			require.LessOrEqual(t, counts.HighestOwn, c.budget)
			require.Greater(t, counts.HighestOwn, c.budget*9/10, "what may be used is used")
			require.Greater(t, background, 30*c.budget/3, "the mirror gets on, too")
			slices.Sort(took)
			require.Greater(t, len(took), 400)
			require.Less(t, took[len(took)-1], 90*time.Second, "the longest wait")
			t.Logf("%d requests in %s, at most %d of ours (%d with strangers) in a minute; %d in the background; %d interactive ones: median %s, 95%% %s, longest %s",
				counts.Requests, sim.Now().Sub(began).Round(time.Second), counts.HighestOwn, counts.Highest, background, len(took),
				took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
		})
	}
}
