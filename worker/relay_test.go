package worker_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"rozmowa/store"
	"rozmowa/worker"
	"rozmowa/workflows"
)

// signal is what the engine was sent.
type signal struct {
	ticket  uuid.UUID
	through int64
}

// engine takes signals, or does what refuse says first.
type engine struct {
	t      *testing.T
	taken  chan signal
	refuse func(context.Context, signal) error
}

func newEngine(t *testing.T) *engine { return &engine{t: t, taken: make(chan signal, 1000)} }

func (e *engine) SignalWithStartWorkflow(ctx context.Context, workflowID, name string, arg any,
	_ client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error) {
	in := args[0].(workflows.ConversationInput)
	s := signal{in.Ticket, arg.(workflows.EntriesSignalInput).Through}
	if workflowID != workflows.ConversationID(in.Ticket) || name != workflows.EntriesSignal || workflow != workflows.ConversationType || in.State != nil {
		e.t.Errorf("a wrong signal: %s %s %v %v", workflowID, name, workflow, in)
	}
	if e.refuse != nil {
		if err := e.refuse(ctx, s); err != nil {
			return nil, err
		}
	}
	e.taken <- s
	return nil, nil
}

// outbox is the shop's, and tells what was finished and released.
type outbox struct {
	*store.Store
	finished, released chan []store.Wake
	// finish, when set, is done instead of finishing.
	finish func() error
	// deaf: notifications don't come.
	deaf bool
	// listened, when set, is told of a listener.
	listened chan struct{}
	// claims, when set, is told of each claim.
	claims chan claim
}

// claim is when a relay asked for wakes, when it had them, and how many.
type claim struct {
	asked, had time.Time
	wakes      int
}

func (o *outbox) ClaimWakes(ctx context.Context, limit int, lease time.Duration) ([]store.Wake, error) {
	asked := time.Now()
	wakes, err := o.Store.ClaimWakes(ctx, limit, lease)
	if o.claims != nil {
		o.claims <- claim{asked, time.Now(), len(wakes)}
	}
	return wakes, err
}

func (s *shop) outbox() *outbox {
	return &outbox{Store: s.Store, finished: make(chan []store.Wake, 1000), released: make(chan []store.Wake, 1000)}
}

func (o *outbox) FinishWakes(ctx context.Context, wakes []store.Wake) error {
	if o.finish != nil {
		if err := o.finish(); err != nil {
			return err
		}
	}
	err := o.Store.FinishWakes(ctx, wakes)
	o.finished <- wakes
	return err
}

func (o *outbox) ReleaseWakes(ctx context.Context, wakes []store.Wake, pause time.Duration) error {
	err := o.Store.ReleaseWakes(ctx, wakes, pause)
	o.released <- wakes
	return err
}

func (o *outbox) Listen(channels ...string) (*pq.Listener, error) {
	if o.listened != nil {
		o.listened <- struct{}{}
	}
	if o.deaf {
		channels = []string{"nothing"}
	}
	return o.Store.Listen(channels...)
}

// relays runs a relay until the returned function or the end of the test stops it.
func relays(t *testing.T, o worker.Outbox, e worker.Engine) (stop func()) {
	t.Helper()
	return relaysBy(t, o, e, nil)
}

// relaysBy runs a relay that wakes at the bell; without one it listens by itself.
func relaysBy(t *testing.T, o worker.Outbox, e worker.Engine, bell <-chan struct{}) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	r := worker.NewRelay(o, e, slog.New(slog.NewTextHandler(t.Output(), nil)))
	r.Bell = bell
	go func() { ended <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, receive(t, ended, "the relay to stop"))
	})
	t.Cleanup(stop)
	return stop
}

func TestTheRelayTellsEachTicketOnceOfAllItsEntries(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	first, second := s.start(), s.start()
	for range 5 {
		first.says()
	}
	o := s.outbox()
	relays(t, o, e)
	require.ElementsMatch(t, []signal{{first.ID, 6}, {second.ID, 1}}, []signal{receive(t, e.taken, "a signal"), receive(t, e.taken, "a signal")})
	require.Len(t, receive(t, o.finished, "the wakes to be finished"), 2)
	seq, claimed := first.relayed()
	require.EqualValues(t, 6, seq)
	require.False(t, claimed)

	first.says() // found by its notification
	require.Equal(t, signal{first.ID, 7}, receive(t, e.taken, "a signal"))
	require.Empty(t, e.taken)
}

func TestARelayWithABellListensToNothingItself(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	o := s.outbox()
	o.listened = make(chan struct{}, 1)
	bell := make(chan struct{}, 1)
	relaysBy(t, o, e, bell)
	c := s.start()
	bell <- struct{}{}
	require.Equal(t, signal{c.ID, 1}, receive(t, e.taken, "a signal"))
	c.says() // and nobody rings: the slow poll finds it
	require.Equal(t, signal{c.ID, 2}, receive(t, e.taken, "a signal"))
	require.Empty(t, o.listened)
}

func TestATellingIsNotedOnlyAfterTheSignal(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	c := s.start()
	at, on := make(chan struct{}), make(chan struct{})
	e.refuse = func(context.Context, signal) error { at <- struct{}{}; <-on; return nil }
	o := s.outbox()
	relays(t, o, e)
	receive(t, at, "the engine to be asked")
	seq, claimed := c.relayed()
	require.Zero(t, seq)
	require.True(t, claimed)
	c.says() // nobody waits for the engine to write
	on <- struct{}{}
	require.EqualValues(t, 1, receive(t, o.finished, "the first telling")[0].Through)
	receive(t, at, "the engine to be asked again")
	on <- struct{}{}
	require.EqualValues(t, 2, receive(t, o.finished, "the second telling")[0].Through)
}

func TestAnEngineThatIsAwayIsToldLater(t *testing.T) {
	for name, away := range map[string]error{
		"it can't be reached": serviceerror.NewUnavailable("connection refused"),
		"it doesn't answer":   context.DeadlineExceeded,
		"it has too much":     serviceerror.NewResourceExhausted(0, "busy"),
	} {
		t.Run(name, func(t *testing.T) {
			s, e := newShop(t), newEngine(t)
			for range 5 {
				s.start()
			}
			var mu sync.Mutex
			isAway, asked := true, 0
			e.refuse = func(context.Context, signal) error {
				mu.Lock()
				defer mu.Unlock()
				asked++
				if isAway {
					return away
				}
				return nil
			}
			o := s.outbox()
			relays(t, o, e)
			require.Len(t, receive(t, o.released, "the claims to be given back"), 5)
			receive(t, o.released, "a second try")
			mu.Lock()
			tried := asked
			isAway = false
			mu.Unlock()
			passes := 3 + len(o.released) // one may be under way
			require.LessOrEqual(t, tried, 3*passes, "three signals are under way at once; the rest of a pass doesn't try")
			for range 5 {
				receive(t, e.taken, "a signal")
			}
			for finished := 0; finished < 5; { // in two passes, if the engine came back in the middle of one
				finished += len(receive(t, o.finished, "the wakes to be finished"))
			}
		})
	}
}

func TestATicketThatTheEngineRefusesStopsNoOther(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	poison := s.start()
	e.refuse = func(_ context.Context, s signal) error {
		if s.ticket == poison.ID {
			return serviceerror.NewInvalidArgument("no such search attribute")
		}
		return nil
	}
	o := s.outbox()
	began := time.Now()
	relays(t, o, e)
	require.Equal(t, poison.ID, receive(t, o.released, "the poison to be given back")[0].Ticket)
	good := s.start()
	for range 3 {
		require.Equal(t, good.ID, receive(t, e.taken, "the other's signal").ticket)
		receive(t, o.finished, "the other's telling")
		good.says()
	}
	receive(t, e.taken, "the other's signal")
	require.LessOrEqual(t, len(o.released), int(time.Since(began)/(15*time.Second)), "it was not tried again at once")
	seq, claimed := poison.relayed()
	require.Zero(t, seq)
	require.True(t, claimed, "it is tried again after a pause")
}

func TestABacklogIsWorkedOffWithoutAPauseForThePoll(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	const tickets = 300
	want, poison := map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	for i := range tickets {
		c := s.start()
		if i%15 == 0 { // in every batch the engine refuses some
			poison[c.ID] = true
			continue
		}
		want[c.ID] = true
	}
	e.refuse = func(_ context.Context, s signal) error {
		if poison[s.ticket] {
			return serviceerror.NewInvalidArgument("no")
		}
		return nil
	}
	o := s.outbox()
	o.deaf, o.claims = true, make(chan claim, 1000)
	relays(t, o, e)
	told := map[uuid.UUID]bool{}
	for range len(want) {
		told[receive(t, e.taken, "a signal").ticket] = true
	}
	require.Equal(t, want, told)
	shortest := time.Hour // between a full batch and the next
	for before := <-o.claims; before.wakes == 64; {
		next := receive(t, o.claims, "the next claim")
		shortest, before = min(shortest, next.asked.Sub(before.had)), next
	}
	require.Less(t, shortest, 2*time.Second, "the poll is every two seconds; a busy machine may hold up some passes, not each")
}

func TestTwoRelaysAtOnceTellEachTicketOnce(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	want := map[uuid.UUID]int{}
	for range 100 {
		want[s.start().ID] = 1
	}
	one, two := s.outbox(), s.outbox()
	two.Store = s.Store
	relays(t, one, e)
	relays(t, two, e)
	got := map[uuid.UUID]int{}
	for range 100 {
		got[receive(t, e.taken, "a signal").ticket]++
	}
	require.Equal(t, want, got)
	require.Empty(t, e.taken)
}

func TestARelayThatDiesBetweenSignalAndNoteIsFollowedByOneThatTellsAgain(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	c := s.start()
	dying := s.outbox()
	dead := make(chan struct{})
	dying.finish = func() error { close(dead); return errors.New("killed") }
	stop := relays(t, dying, e)
	receive(t, dead, "the relay to die")
	stop()
	require.Equal(t, signal{c.ID, 1}, receive(t, e.taken, "the signal"))
	seq, claimed := c.relayed()
	require.Zero(t, seq)
	require.True(t, claimed)

	s.exec(`UPDATE tickets SET relay_lease = clock_timestamp() - interval '1 second'`) // its lease runs out
	next := s.outbox()
	relays(t, next, e)
	require.Equal(t, signal{c.ID, 1}, receive(t, e.taken, "the signal again"))
	receive(t, next.finished, "the telling to be noted")
	seq, _ = c.relayed()
	require.EqualValues(t, 1, seq)
}

func TestThePollFindsWhatNoNotificationTold(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	o := s.outbox()
	o.deaf = true
	first := s.start()
	relays(t, o, e)
	receive(t, e.taken, "the first signal")
	receive(t, o.finished, "the first telling")
	first.says()
	require.Equal(t, signal{first.ID, 2}, receive(t, e.taken, "what the poll finds"))
}

func TestAStoppedRelayGivesBackWhatItHasNotTold(t *testing.T) {
	s, e := newShop(t), newEngine(t)
	c := s.start()
	asked := make(chan struct{})
	e.refuse = func(ctx context.Context, _ signal) error { close(asked); <-ctx.Done(); return ctx.Err() }
	o := s.outbox()
	stop := relays(t, o, e)
	receive(t, asked, "the engine to be asked")
	stop()
	require.Len(t, receive(t, o.released, "the claim"), 1)
	_, claimed := c.relayed()
	require.False(t, claimed)
}
