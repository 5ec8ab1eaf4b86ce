package orders_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"rozmowa/baselinker"
	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
)

// logged keeps what was logged.
type logged struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.String()
}

// house is an account of a stand-in, and the processes that ask it: each has a store and a gate of its own.
type house struct {
	t       *testing.T
	base    *fakebase.Running
	url     string
	box     *secrets.Box
	now     func() time.Time
	account uuid.UUID
	version int64
	log     *logged
	stores  []*store.Store
	gates   []*orders.Gate
}

type setting struct {
	base      fakebase.Config
	budget    int // 0: 60
	processes int // 0: 1
	now       func() time.Time
	timeout   time.Duration
	http      func(*http.Client) // changes what requests are made with
	metrics   prometheus.Registerer
}

func newHouse(t *testing.T, s setting) *house {
	t.Helper()
	s.base.Now = s.now
	h := &house{t: t, base: fakebase.Start(t, s.base), url: servers.NewDatabase(t), now: s.now, account: uuid.New(), log: new(logged)}
	var err error
	h.box, err = secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	for range max(1, s.processes) {
		process, err := store.Open(t.Context(), h.url, store.Options{MaxConns: 8})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, process.Close()) })
		client := baselinker.NewHTTP()
		if s.http != nil {
			s.http(client)
		}
		g := orders.NewGate(process, h.base.URL, h.box, orders.GateOptions{
			HTTP: client, Timeout: s.timeout, Now: s.now, Metrics: s.metrics, Log: slog.New(slog.NewTextHandler(h.log, nil)),
		})
		t.Cleanup(client.CloseIdleConnections)
		h.stores, h.gates = append(h.stores, process), append(h.gates, g)
	}
	if s.budget == 0 {
		s.budget = 60
	}
	h.save(fakebase.Token, s.budget)
	return h
}

// save gives the account a token.
func (h *house) save(token string, budget int) {
	h.t.Helper()
	kept, err := h.gates[0].Seal(h.account, token)
	require.NoError(h.t, err)
	a, err := h.stores[0].SaveBaseLinkerAccount(h.t.Context(), h.account, h.version, "Sklep", budget, kept)
	require.NoError(h.t, err)
	h.version = a.Version
}

func (h *house) read() *store.BaseLinkerAccount {
	h.t.Helper()
	a, err := h.stores[0].BaseLinkerAccount(h.t.Context(), h.account)
	require.NoError(h.t, err)
	return a
}

// ask asks for the statuses from one of the processes.
func (h *house) ask(process int, p orders.Priority) error {
	return h.gates[process].Call(h.t.Context(), h.account, p, baselinker.MethodStatuses, func(ctx context.Context, c *baselinker.Client) error {
		_, err := c.Statuses(ctx)
		return err
	})
}

func (h *house) waits(err error) *orders.Wait {
	h.t.Helper()
	var w *orders.Wait
	require.ErrorAs(h.t, err, &w)
	return w
}

func (h *house) asked() int { return h.base.Counts().Token().Requests }

// dial is a clock that a test turns.
type dial struct {
	mu  sync.Mutex
	now time.Time
}

func newDial() *dial { return &dial{now: time.Now().Add(time.Hour).Truncate(time.Second)} }

func (d *dial) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *dial) set(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = now
}

func TestTheLimitIsNeverPassedByManyAtOnce(t *testing.T) {
	t.Parallel()
	const budget = 30
	h := newHouse(t, setting{base: fakebase.Config{Limit: budget}, budget: budget, processes: 2})
	var all sync.WaitGroup
	var mu sync.Mutex
	done, waited := 0, 0
	for i := range 120 {
		all.Go(func() {
			err := h.ask(i%2, orders.Interactive)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if w := h.waits(err); w.For == desk.WaitBudget && !w.MaybeApplied {
				waited++
			}
		})
	}
	all.Wait()
	require.Equal(t, budget-1, done, "the token's trial counts")
	require.Equal(t, 120-done, waited)
	require.Equal(t, fakebase.TokenCounts{Requests: done, Highest: done, HighestOwn: done}, h.base.Counts().Token())
}

func TestABlockKeepsEverybodyWaiting(t *testing.T) {
	t.Parallel()
	clock := newDial()
	h := newHouse(t, setting{processes: 2, now: clock.Now})
	until := clock.Now().Add(10 * time.Minute)
	h.base.BlockToken(fakebase.Token, until)
	w := h.waits(h.ask(0, orders.Background))
	require.Equal(t, desk.WaitBlocked, w.For)
	require.True(t, w.Until.Equal(until), "%s", w.Until)
	require.False(t, w.MaybeApplied)
	for _, now := range []time.Time{clock.Now(), until.Add(-time.Second)} {
		clock.set(now)
		for process := range 2 {
			w = h.waits(h.ask(process, orders.Interactive))
			require.Equal(t, desk.WaitBlocked, w.For)
			require.True(t, w.Until.Equal(until))
		}
	}
	require.Equal(t, 1, h.asked(), "nobody else had to find out")
	require.True(t, h.read().BlockedUntil.Equal(until))
	clock.set(until)
	require.NoError(t, h.ask(1, orders.Background))
	require.Regexp(t, `level=WARN msg="BaseLinker blocked a token[^"]*" account=`+h.account.String()+` method=getOrderStatusList kind=blocked until=\d`, h.log.text())
	require.NotContains(t, h.log.text(), fakebase.Token)
}

func TestARefusedTokenStopsCallsUntilThereIsAnother(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refuse func(*fakebase.Running)
		want   store.Rejection
	}{
		"token": {func(b *fakebase.Running) { b.RevokeToken(fakebase.Token) }, store.TokenRejected},
		"account": {func(b *fakebase.Running) {
			_, _ = b.AddFault(fakebase.Fault{Kind: fakebase.Error, Code: fakebase.CodeAccountBlocked, Times: 1})
		}, store.AccountRejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, setting{base: fakebase.Config{Tokens: []string{fakebase.Token, "1-2-NEXT"}}, processes: 2})
			c.refuse(h.base)
			require.Equal(t, desk.WaitRejected, h.waits(h.ask(0, orders.Interactive)).For)
			calls := len(h.base.Calls())
			for process := range 2 {
				w := h.waits(h.ask(process, orders.Interactive))
				require.Equal(t, desk.WaitRejected, w.For)
				require.Zero(t, w.Until)
			}
			require.Len(t, h.base.Calls(), calls, "nobody asks any more")
			require.Equal(t, c.want, h.read().Rejected)
			require.Contains(t, h.log.text(), "level=ERROR")
			require.NotContains(t, h.log.text(), fakebase.Token)

			h.save("1-2-NEXT", 60)
			require.NoError(t, h.ask(1, orders.Background))
			require.Empty(t, h.read().Rejected)
		})
	}
}

func TestNoAnswerIsNoFailure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault        fakebase.Fault
		maybeApplied bool
	}{
		"broken":      {fakebase.Fault{Kind: fakebase.Break}, true},
		"broken late": {fakebase.Fault{Kind: fakebase.BreakAfter}, true},
		"half":        {fakebase.Fault{Kind: fakebase.BreakWithin}, true},
		"a page":      {fakebase.Fault{Kind: fakebase.HTML}, true},
		"502":         {fakebase.Fault{Kind: fakebase.BadGateway}, true},
		"429":         {fakebase.Fault{Kind: fakebase.TooMany}, false},
		"slow":        {fakebase.Fault{Kind: fakebase.Slow, Delay: fakebase.Delay(time.Hour)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newDial()
			timeout := time.Duration(0) // an answer that is there is waited for, however busy the machine
			if c.fault.Kind == fakebase.Slow {
				timeout = 500 * time.Millisecond
			}
			h := newHouse(t, setting{now: clock.Now, timeout: timeout, budget: 10})
			_, err := h.base.AddFault(c.fault)
			require.NoError(t, err)
			for range 10 {
				w := h.waits(h.ask(0, orders.Interactive))
				require.Equal(t, desk.WaitUnreachable, w.For)
				require.Equal(t, c.maybeApplied, w.MaybeApplied)
				require.True(t, w.Until.Equal(clock.Now().Add(30*time.Second)))
				require.NoError(t, w.Unwrap())
			}
			// What may still arrive counts for longer than what surely ended.
			began := clock.Now()
			w := h.waits(h.ask(0, orders.Interactive))
			require.Equal(t, desk.WaitBudget, w.For)
			require.Equal(t, map[bool]time.Duration{true: 2 * time.Minute, false: time.Minute}[c.maybeApplied], w.Until.Sub(began))
		})
	}
}

func TestWhatIsRefusedIsTheCallers(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	h := newHouse(t, setting{metrics: registry})
	err := h.gates[0].Call(t.Context(), h.account, orders.Interactive, baselinker.MethodSetStatus, func(ctx context.Context, c *baselinker.Client) error {
		return c.SetStatus(ctx, 1, 2)
	})
	require.Equal(t, baselinker.Refused, baselinker.KindOf(err))
	require.Contains(t, h.log.text(), "code="+fakebase.CodeStatusNotFound)
	require.NoError(t, h.ask(0, orders.Interactive))
	figures, err := registry.Gather()
	require.NoError(t, err)
	counted := map[string]float64{}
	for _, f := range figures {
		for _, m := range f.Metric {
			if f.GetName() == "rozmowa_baselinker_calls_total" {
				counted[m.Label[0].GetValue()+" "+m.Label[1].GetValue()] = m.Counter.GetValue()
			}
		}
	}
	require.Equal(t, map[string]float64{"getOrderStatusList answered": 1, "setOrderStatus refused": 1}, counted)

	require.NoError(t, h.stores[0].DeleteBaseLinkerAccount(t.Context(), h.account))
	require.Equal(t, desk.NotFound, desk.KindOf(h.ask(0, orders.Interactive)))
}

func TestACallIsOneRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t, setting{})
	err := h.gates[0].Call(t.Context(), h.account, orders.Interactive, baselinker.MethodStatuses, func(ctx context.Context, c *baselinker.Client) error {
		if _, err := c.Statuses(ctx); err != nil {
			return err
		}
		_, err := c.Sources(ctx)
		return err
	})
	require.ErrorContains(t, err, "one request")
	require.Equal(t, 1, h.asked())
}

func TestWithoutItsKeyATokenIsntAsked(t *testing.T) {
	t.Parallel()
	h := newHouse(t, setting{})
	for _, keys := range []string{"", secrets.NewKey()} {
		box, err := secrets.Parse(keys)
		require.NoError(t, err)
		g := orders.NewGate(h.stores[0], h.base.URL, box, orders.GateOptions{Log: slog.New(slog.NewTextHandler(h.log, nil))})
		t.Cleanup(g.Close)
		err = g.Call(t.Context(), h.account, orders.Interactive, baselinker.MethodStatuses, func(context.Context, *baselinker.Client) error {
			t.Error("asked")
			return nil
		})
		require.Equal(t, "secret_key_missing", desk.CodeOf(err))
	}
}

func TestACallerWhoGoesAwayLeavesTheGateInOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t, setting{})
	ctx, cancel := context.WithCancel(t.Context())
	held := h.base.Hold(baselinker.MethodStatuses, fakebase.AfterChange)
	defer held.Release()
	go func() { <-held.Arrived; cancel() }()
	err := h.gates[0].Call(ctx, h.account, orders.Interactive, baselinker.MethodStatuses, func(ctx context.Context, c *baselinker.Client) error {
		_, err := c.Statuses(ctx)
		return err
	})
	require.True(t, h.waits(err).MaybeApplied)
	require.ErrorIs(t, err, context.Canceled)

	// Whatever comes home when the caller has gone is noted for the others.
	ctx, cancel = context.WithCancel(t.Context())
	h.base.RevokeToken(fakebase.Token)
	err = h.gates[0].Call(ctx, h.account, orders.Interactive, baselinker.MethodStatuses, func(ctx context.Context, c *baselinker.Client) error {
		_, err := c.Statuses(ctx)
		cancel()
		return err
	})
	require.Equal(t, desk.WaitRejected, h.waits(err).For)
	require.Equal(t, store.TokenRejected, h.read().Rejected)
}

func TestATokenIsTriedBeforeItIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t, setting{base: fakebase.Config{Tokens: []string{fakebase.Token, "1-2-NEXT"}}, budget: 10})
	g := h.gates[0]
	statuses, err := g.Try(t.Context(), " 1-2-NEXT\n")
	require.NoError(t, err)
	require.Len(t, statuses, 9)
	for _, token := range []string{"1-2-NOBODY", "", "zażółć", "a\r\nX-Other: b"} {
		_, err = g.Try(t.Context(), token)
		require.Equal(t, desk.WaitRejected, h.waits(err).For)
	}
	require.Empty(t, h.read().Rejected, "another's refusal is none of the account's")
	_, err = h.base.AddFault(fakebase.Fault{Kind: fakebase.HTML, Times: 1})
	require.NoError(t, err)
	_, err = g.Try(t.Context(), "1-2-NEXT")
	require.Equal(t, desk.WaitUnreachable, h.waits(err).For)

	// An account's own token is tried within its budget, and though it was refused before.
	h.base.RevokeToken(fakebase.Token)
	_, err = g.Try(t.Context(), fakebase.Token)
	require.Equal(t, desk.WaitRejected, h.waits(err).For)
	require.Equal(t, store.TokenRejected, h.read().Rejected)
	h.base.AcceptToken(fakebase.Token)
	_, err = g.Try(t.Context(), fakebase.Token)
	require.NoError(t, err)
	h.save(fakebase.Token, 10)
	require.Empty(t, h.read().Rejected)
	for range 6 { // two trials of its own, two savings
		require.NoError(t, h.ask(0, orders.Interactive))
	}
	_, err = g.Try(t.Context(), fakebase.Token)
	require.Equal(t, desk.WaitBudget, h.waits(err).For)
}
