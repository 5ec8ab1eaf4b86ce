package orders_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
)

// clock is everybody's in a test: the gate's, the mirror's and the stand-in's.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// seller is a stand-in with a mirror of it.
type seller struct {
	*fakebase.Running
	*clock
	t       *testing.T
	store   *store.Store
	db      *sql.DB
	mirror  *orders.Mirror
	account uuid.UUID
	version int64
	box     *secrets.Box
	gate    *orders.Gate
	gone    bool
	waits   map[desk.OrderWait]int
	steps   int
}

func newSeller(t *testing.T, c fakebase.Config) *seller {
	t.Helper()
	s := &seller{t: t, clock: &clock{at: time.Now().UTC().Truncate(time.Second)}, waits: map[desk.OrderWait]int{}}
	c.Now = s.now
	c.Wait = func(d time.Duration, _ <-chan struct{}) { s.pass(d) }
	s.Running = fakebase.Start(t, c)
	url := servers.NewDatabase(t)
	var err error
	s.store, err = store.Open(t.Context(), url, store.Options{MaxConns: 8})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.store.Close()) })
	s.db, err = sql.Open("postgres", url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.db.Close()) })
	s.box, err = secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	log := slog.New(slog.DiscardHandler)
	s.gate = orders.NewGate(s.store, s.URL, s.box, orders.GateOptions{Now: s.now, Log: log})
	t.Cleanup(s.gate.Close)
	s.mirror = &orders.Mirror{Store: s.store, Gate: s.gate, Now: s.now, Log: log}
	s.account = uuid.New()
	s.connect(fakebase.Token)
	return s
}

// connect gives the account a token.
func (s *seller) connect(token string) {
	s.t.Helper()
	sealed, err := s.gate.Seal(s.account, token)
	require.NoError(s.t, err)
	a, err := s.store.SaveBaseLinkerAccount(s.t.Context(), s.account, s.version, "Sklep", 60, sealed)
	require.NoError(s.t, err)
	s.version = a.Version
	_, err = s.db.Exec(`DELETE FROM baselinker_calls WHERE account_id = $1`, s.account) // it was counted by the database's clock
	require.NoError(s.t, err)
}

// step does one, and passes the time that it is told to wait.
func (s *seller) step(in orders.StepInput) *orders.Stepped {
	s.t.Helper()
	s.steps++
	require.Less(s.t, s.steps, 100_000, "it never ends")
	out, err := s.mirror.Step(s.t.Context(), in)
	var wait *orders.Wait
	if errors.As(err, &wait) {
		require.Equal(s.t, desk.WaitBudget, wait.For)
		s.waits[wait.For]++
		s.pass(max(wait.Until.Sub(s.now()), 0) + time.Millisecond)
		return &orders.Stepped{Next: &in}
	}
	require.NoError(s.t, err)
	if out.Wait != "" {
		s.waits[out.Wait]++
		s.pass(max(out.Until.Sub(s.now()), time.Minute) + time.Millisecond)
	}
	s.gone = out.Gone
	return out
}

// look does a whole pass. between is called after every step; nil: nothing is.
func (s *seller) look(between func(*orders.Stepped)) (new, changed int) {
	s.t.Helper()
	for next := (&orders.StepInput{Account: s.account}); next != nil; {
		out := s.step(*next)
		new, changed, next = new+out.New, changed+out.Changed, out.Next
		if between != nil {
			between(out)
		}
	}
	return new, changed
}

// mirrored are the confirmed orders that are there, and their statuses.
func (s *seller) mirrored() map[int64]int64 {
	s.t.Helper()
	rows, err := s.db.QueryContext(s.t.Context(), `SELECT order_id, status_id FROM orders 
		WHERE account_id = $1 AND removed_at IS NULL AND confirmed_at IS NOT NULL`, s.account)
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, rows.Close()) }()
	all := map[int64]int64{}
	for rows.Next() {
		var id, status int64
		require.NoError(s.t, rows.Scan(&id, &status))
		all[id] = status
	}
	require.NoError(s.t, rows.Err())
	return all
}

// wanted are the seller's confirmed orders of the last three months, as the stand-in has them.
func (s *seller) wanted(since time.Time) map[int64]int64 {
	all := map[int64]int64{}
	for _, o := range s.Orders() {
		if !o.Unconfirmed && !o.Confirmed.Before(since) {
			all[o.ID] = o.StatusID
		}
	}
	return all
}

// requireAll wants every order of the seller's to be there as it is, and none else.
func (s *seller) requireAll(since time.Time) {
	s.t.Helper()
	want, got := s.wanted(since), s.mirrored()
	var missing, stale, extra []int64
	for id, status := range want {
		switch is, there := got[id]; {
		case !there:
			missing = append(missing, id)
		case is != status:
			stale = append(stale, id)
		}
		delete(got, id)
	}
	for id := range got {
		extra = append(extra, id)
	}
	require.Empty(s.t, missing, "missing")
	require.Empty(s.t, stale, "of another status")
	require.Empty(s.t, extra, "BaseLinker doesn't have them")
}

func (s *seller) row() *store.OrderMirror {
	s.t.Helper()
	m, err := s.store.OrderMirror(s.t.Context(), s.account, s.now())
	require.NoError(s.t, err)
	return m
}

func TestFiftyThousandOrdersAreMirroredOnceEach(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 1, Orders: 50_000, SameSecond: 120, Days: 85})
	began := s.now()
	for next := (&orders.StepInput{Account: s.account}); next != nil; {
		next = s.step(*next).Next
		if row := s.row(); row.Phase == store.MirrorFollowing {
			break
		}
	}
	want := s.wanted(s.row().StartsAt)
	require.Greater(t, len(want), 45_000)
	s.requireAll(s.row().StartsAt)
	row := s.row()
	require.EqualValues(t, len(want), row.Orders, "none is counted twice")
	t.Logf("%d orders in %v of BaseLinker's time, %d requests", len(want), s.now().Sub(began), s.Counts().Methods["getOrders"])
	require.Zero(t, s.Counts().Token().Blocks)
	require.LessOrEqual(t, s.Counts().Methods["getOrders"], len(want)/100+len(want)/5000+10, "a page is read once, but for seconds on its edge")
}

func TestAMirrorFollowsWhatHappens(t *testing.T) {
	for name, journal := range map[string]fakebase.Journal{"by the journal": {On: true}, "by a journal that repeats itself": {On: true, FromLast: true}, "without one": {}} {
		t.Run(name, func(t *testing.T) {
			s := newSeller(t, fakebase.Config{Seed: 2, Orders: 900, Days: 80, Journal: journal})
			s.look(nil)
			start := s.row().StartsAt
			s.requireAll(start)
			require.Equal(t, journal.On, *s.row().Journal)

			s.pass(orders.MirrorEvery)
			all := s.Orders()
			last := all[len(all)-1].ID
			s.SetStatus(all[800].ID, fakebase.StatusNew)
			s.SetStatus(all[870].ID, all[3].StatusID)
			for i := 500; i < 520; i++ { // many at once
				s.SetStatus(all[i].ID, all[3].StatusID)
			}
			s.RemoveOrder(all[890].ID)
			s.MergeOrders(last, all[880].ID)
			s.AddOrder(fakebase.Order{Email: "nowa@klient.example"})
			s.AddOrder(fakebase.Order{Email: "jeszcze-nie@klient.example", Unconfirmed: true})
			before := s.Counts().Methods["getOrders"]
			new, _ := s.look(nil)
			require.GreaterOrEqual(t, new, 1)
			if journal.On {
				require.Less(t, s.Counts().Methods["getOrders"]-before, 12, "those that changed together are read together")
			} else { // all are read again in half a day
				for range 13 {
					s.pass(time.Hour)
					s.look(nil)
				}
			}
			s.pass(orders.MirrorEvery)
			s.look(nil)
			s.requireAll(start)
		})
	}
}

func TestAJournalThatIsSwitchedOffAndOnAgain(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 3, Orders: 300, Days: 80, Journal: fakebase.Journal{On: true}})
	s.look(nil)
	require.True(t, *s.row().Journal)
	start := s.row().StartsAt
	s.SetJournal(fakebase.Journal{})
	s.pass(orders.MirrorEvery)
	s.look(nil)
	require.True(t, *s.row().Journal, "nothing has happened: nobody can know")
	s.pass(orders.MirrorEvery)
	s.AddOrder(fakebase.Order{Email: "a@klient.example"})
	s.look(nil)
	require.False(t, *s.row().Journal, "a journal would have told of the new order")

	// Four days later it is back; what happened between it has forgotten.
	all := s.Orders()
	s.SetStatus(all[100].ID, all[3].StatusID)
	s.pass(4 * 24 * time.Hour)
	s.SetJournal(fakebase.Journal{On: true})
	s.SetStatus(all[290].ID, all[3].StatusID)
	s.look(nil)
	require.True(t, *s.row().Journal)
	for range 3 {
		s.pass(orders.MirrorEvery)
		s.look(nil)
	}
	s.requireAll(start)
}

func TestEventsThatTheJournalHasForgottenAreFoundByReadingAllAgain(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 3, Orders: 300, Days: 80, Journal: fakebase.Journal{On: true}})
	s.look(nil)
	start := s.row().StartsAt
	// Nobody looks for five days.
	all := s.Orders()
	s.SetStatus(all[100].ID, all[3].StatusID)
	s.RemoveOrder(all[120].ID)
	s.pass(5 * 24 * time.Hour)
	s.SetStatus(all[290].ID, all[3].StatusID)
	for range 3 {
		s.look(nil)
		s.pass(orders.MirrorEvery)
	}
	s.requireAll(start)
}

func TestNoFaultOfBaseLinkersLosesAnOrder(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 4, Orders: 2500, SameSecond: 120, Days: 85, Journal: fakebase.Journal{On: true}})
	kinds := []fakebase.Fault{
		{Kind: fakebase.Slow, Delay: fakebase.Delay(40 * time.Second)}, {Kind: fakebase.SlowAnswer, Delay: fakebase.Delay(40 * time.Second)},
		{Kind: fakebase.Break}, {Kind: fakebase.BreakAfter}, {Kind: fakebase.BreakWithin}, {Kind: fakebase.HTML}, {Kind: fakebase.BadGateway},
		{Kind: fakebase.TooMany}, {Kind: fakebase.Error, Code: "ERROR_BLOCKED_TOKEN"}, {Kind: fakebase.Error, Code: "ERROR_SOMETHING_NEW"},
	}
	n := 0
	s.look(func(out *orders.Stepped) {
		if out.Wait == "" {
			f := kinds[n%len(kinds)]
			f.Times = 1
			_, err := s.AddFault(f)
			require.NoError(t, err)
			n++
		}
		if out.Wait == orders.Refused {
			require.Equal(t, "refused", s.row().Error)
		}
	})
	s.ClearFaults()
	for range 2 {
		s.pass(orders.MirrorEvery)
		s.look(nil)
	}
	s.requireAll(s.row().StartsAt)
	require.Zero(t, s.row().FailingSince)
	require.Greater(t, n, 30)
	for _, wait := range []desk.OrderWait{desk.WaitUnreachable, desk.WaitBlocked, orders.Refused} {
		require.NotZero(t, s.waits[wait], wait)
	}
}

func TestABlockBySomebodyElseIsWaitedOut(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 5, Orders: 1500, Days: 85})
	steps, until := 0, s.now()
	s.look(func(out *orders.Stepped) {
		if steps++; steps == 7 {
			until = s.now().Add(10 * time.Minute)
			s.BlockToken(fakebase.Token, until)
		}
		if out.Wait == desk.WaitBlocked {
			require.WithinDuration(t, until, out.Until, 15*time.Second)
			require.Equal(t, "blocked", s.row().Error)
		}
	})
	require.Equal(t, 1, s.waits[desk.WaitBlocked], "it asks once, and again when it is over")
	s.requireAll(s.row().StartsAt)
	require.Empty(t, s.row().Error)
}

func TestARefusedTokenStopsAMirrorUntilThereIsAnother(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 6, Orders: 600, Days: 85, Tokens: []string{fakebase.Token, "9-9-OTHER"}})
	steps := 0
	s.look(func(out *orders.Stepped) {
		switch steps++; {
		case steps == 4:
			s.RevokeToken(fakebase.Token)
		case out.Wait == desk.WaitRejected:
			require.Equal(t, "rejected", s.row().Error)
			before := len(s.Calls())
			again, err := s.mirror.Step(t.Context(), *out.Next)
			require.NoError(t, err)
			require.Equal(t, desk.WaitRejected, again.Wait)
			require.Len(t, s.Calls(), before, "nobody is asked")
			s.connect("9-9-OTHER")
		}
	})
	require.NotZero(t, s.waits[desk.WaitRejected])
	s.requireAll(s.row().StartsAt)
}

func TestAnAccountThatIsRemovedInTheMiddleEndsItsMirror(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 7, Orders: 600, Days: 85})
	hold := s.Hold("getOrders", fakebase.AfterChange)
	done := make(chan *orders.Stepped, 1)
	go func() {
		out, err := s.mirror.Step(t.Context(), orders.StepInput{Account: s.account, Step: orders.ReadNew})
		require.NoError(t, err)
		done <- out
	}()
	<-hold.Arrived
	require.NoError(t, s.store.DeleteBaseLinkerAccount(t.Context(), s.account))
	hold.Release()
	require.True(t, (<-done).Gone)
	for more := true; more; {
		var err error
		more, err = s.store.ForgetOrders(t.Context())
		require.NoError(t, err)
	}
	require.Empty(t, s.mirrored())
	require.True(t, s.step(orders.StepInput{Account: s.account}).Gone)
}

func TestTwoWhoReadTheSamePageKeepItOnce(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 8, Orders: 450, Days: 85})
	hold := s.Hold("getOrders", fakebase.AfterChange)
	done := make(chan error, 1)
	in := orders.StepInput{Account: s.account, Step: orders.ReadNew}
	go func() { // a worker that is taken for dead
		_, err := s.mirror.Step(context.WithoutCancel(t.Context()), in)
		done <- err
	}()
	<-hold.Arrived
	s.look(nil)
	through := s.row().New
	hold.Release()
	require.NoError(t, <-done)
	require.Equal(t, through, s.row().New, "who comes late moves nothing back")
	want := s.wanted(s.row().StartsAt)
	s.requireAll(s.row().StartsAt)
	require.EqualValues(t, len(want), s.row().Orders)
}

func TestStatusesAndSourcesAreReadOnceADayAndWhenWanted(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 9, Orders: 10, Days: 85})
	s.look(nil)
	statuses, err := s.store.OrderStatuses(t.Context(), s.account)
	require.NoError(t, err)
	require.Len(t, statuses, len(s.Statuses()))
	sources, err := s.store.OrderSources(t.Context(), s.account)
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	count := func() int { return s.Counts().Methods["getOrderStatusList"] }
	require.Equal(t, 1, count())
	s.pass(orders.MirrorEvery)
	s.look(nil)
	require.Equal(t, 1, count())

	fewer := slices.Delete(s.Statuses(), 1, 2)
	s.SetStatuses(fewer)
	for next := (&orders.StepInput{Account: s.account, Words: true}); next != nil; {
		next = s.step(*next).Next
	}
	require.Equal(t, 2, count())
	again, err := s.store.OrderStatuses(t.Context(), s.account)
	require.NoError(t, err)
	require.Len(t, again, len(statuses))
	require.True(t, again[len(again)-1].Gone, "orders may have it still")
	s.pass(25 * time.Hour)
	s.look(nil)
	require.Equal(t, 3, count())
}
