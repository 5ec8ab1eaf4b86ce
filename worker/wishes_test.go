package worker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"rozmowa/baselinker"
	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
	"rozmowa/worker"
	"rozmowa/workflows"
)

// wishing is a shop that sells by BaseLinker's stand-in, with a customer's ticket and two orders of theirs.
type wishing struct {
	*shop
	*fakebase.Running
	*chat
	engine      client.Client
	gate        *orders.Gate
	key         string
	account     uuid.UUID
	one, two    int64
	was, wanted int64
}

func newWishing(t *testing.T, c fakebase.Config) *wishing {
	t.Helper()
	s := &wishing{shop: newShop(t), engine: dial(t), Running: fakebase.Start(t, c), key: secrets.NewKey(), account: uuid.New()}
	box, err := secrets.Parse(s.key)
	require.NoError(t, err)
	s.gate = orders.NewGate(s.Store, s.URL, box, orders.GateOptions{Log: quietly(t)})
	t.Cleanup(s.gate.Close)
	token, err := s.gate.Seal(s.account, fakebase.Token)
	require.NoError(t, err)
	_, err = s.SaveBaseLinkerAccount(t.Context(), s.account, 0, "Sklep", 60, token)
	require.NoError(t, err)
	s.chat = s.shop.start()
	s.one, s.two = s.AddOrder(fakebase.Order{Email: "jan@klient.example"}), s.AddOrder(fakebase.Order{Email: "jan@klient.example"})
	o, _ := s.Server.Order(s.one)
	s.was = o.StatusID
	for _, status := range s.Server.Statuses() {
		if status.ID != s.was {
			s.wanted = status.ID
		}
		_, err := s.db.ExecContext(t.Context(), `INSERT INTO order_statuses (account_id, status_id, name, position) VALUES ($1, $2, $3, 1)`,
			s.account, status.ID, status.Name)
		require.NoError(t, err)
	}
	_, err = s.SaveOrders(t.Context(), s.account, []baselinker.Order{
		{ID: s.one, StatusID: s.was, AddedAt: time.Now()}, {ID: s.two, StatusID: s.was, AddedAt: time.Now()},
	}, time.Now().Add(-time.Hour))
	require.NoError(t, err)
	for _, order := range []int64{s.one, s.two} {
		require.NoError(t, s.ChooseOrder(t.Context(), s.chat.ID, s.anna, s.account, order, true))
	}
	return s
}

func (s *wishing) wants(t *testing.T, order, status int64) uuid.UUID {
	t.Helper()
	id := uuid.New()
	_, _, err := s.WishOfOrder(t.Context(), s.chat.ID, s.anna, store.NewOrderWish{
		ID: id, AccountID: s.account, OrderID: order, Kind: desk.WishStatus, StatusID: status,
	})
	require.NoError(t, err)
	return id
}

// awaits waits until a wish is so.
func (s *wishing) awaits(t *testing.T, id uuid.UUID, so func(*store.OrderWish) bool) (wish *store.OrderWish) {
	t.Helper()
	require.Eventually(t, func() bool {
		var err error
		wish, err = s.OrderWish(context.Background(), id)
		return err == nil && so(wish)
	}, 3*patience, 50*time.Millisecond, "wish %s", id)
	return wish
}

// mirror waits until the account's mirror is so.
func (s *wishing) mirror(t *testing.T, is func(*store.OrderMirror) bool, what string) {
	t.Helper()
	require.Eventually(t, func() bool {
		mirrors, err := s.OrderMirrors(context.Background())
		row := mirrors[s.account]
		return err == nil && row != nil && is(row)
	}, 3*patience, 50*time.Millisecond, what)
}

// blockTime is how long others' blocks last: long enough to be met on a busy machine.
const blockTime = 20 * time.Second

func ends(state desk.WishState) func(*store.OrderWish) bool {
	return func(w *store.OrderWish) bool { return w.State == state }
}

func (s *wishing) works(t *testing.T) (stop func()) {
	t.Helper()
	return worksWith(t, s.engine, s.shop, worker.Options{Gate: s.gate, Log: quietly(t)})
}

func TestAStatusIsSetOnceThoughTheProcessThatAskedIsKilled(t *testing.T) {
	s := newWishing(t, fakebase.Config{})
	hold := s.Hold("setOrderStatus", fakebase.AfterChange)
	kill := workerProcess(t, s.shop, varBaseLinker+"="+s.URL, varSecret+"="+s.key)
	id := s.wants(t, s.one, s.wanted)
	receive(t, hold.Arrived, "the request")
	kill()
	hold.Release()
	s.works(t)
	wish := s.awaits(t, id, ends(desk.WishDone))
	require.Equal(t, s.was, wish.Was.ID)
	require.Equal(t, fakebase.OrderCounts{StatusSet: 1, StatusChanged: 1}, s.Counts().Orders[s.one])
}

func TestABlockThatOthersBeganIsWaitedForAndSaid(t *testing.T) {
	s := newWishing(t, fakebase.Config{})
	s.works(t)
	s.mirror(t, func(m *store.OrderMirror) bool { return m.Phase == store.MirrorFollowing }, "the worker works, and has nothing else to do")
	before := s.Counts().Methods["getOrders"]
	until := time.Now().Add(blockTime)
	s.BlockToken(fakebase.Token, until)
	first, second, other := s.wants(t, s.one, s.wanted), s.wants(t, s.one, s.was), s.wants(t, s.two, s.wanted)
	for _, id := range []uuid.UUID{second, other} {
		wish := s.awaits(t, id, func(w *store.OrderWish) bool { return w.WaitsFor == desk.WaitBlocked })
		require.WithinDuration(t, until, wish.WaitsUntil, 2*time.Second)
	}
	s.awaits(t, first, ends(desk.WishOvertaken))
	s.awaits(t, other, ends(desk.WishDone))
	s.awaits(t, second, ends(desk.WishNothing))
	require.Equal(t, 1, s.Counts().Orders[s.two].StatusSet)
	require.Zero(t, s.Counts().Orders[s.one].StatusSet, "the order was as the newest wish wants it")
	require.LessOrEqual(t, s.Counts().Methods["getOrders"]-before+s.Counts().Token().Refused, 12, "nobody knocks again and again")

	var history strings.Builder
	for events := s.engine.GetWorkflowHistory(t.Context(), workflows.OrderWishesID(s.account), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		e, err := events.Next()
		require.NoError(t, err)
		history.WriteString(e.String())
	}
	for _, word := range []string{"jan@klient.example", "klient.example", fakebase.Token, fmt.Sprint(s.one)} {
		require.NotContains(t, history.String(), word)
	}
}

func TestABlockInTheMiddleOfABackfillLosesNeitherOrdersNorWishes(t *testing.T) {
	s := newWishing(t, fakebase.Config{Orders: 2000, Days: 80})
	page := s.Hold("getOrders", fakebase.AfterChange)
	s.works(t)
	hold := holdPage(t, s.shop, s.Running, s.account, page, 300)
	until := time.Now().Add(blockTime)
	s.BlockToken(fakebase.Token, until)
	id := s.wants(t, s.one, s.wanted)
	hold.Release()
	wish := s.awaits(t, id, func(w *store.OrderWish) bool { return w.WaitsFor == desk.WaitBlocked })
	require.WithinDuration(t, until, wish.WaitsUntil, 2*time.Second)
	s.mirror(t, func(m *store.OrderMirror) bool {
		return m.Phase == store.MirrorFilling && m.Error == string(desk.WaitBlocked)
	}, "it waits")
	s.awaits(t, id, ends(desk.WishDone))
	s.mirror(t, func(m *store.OrderMirror) bool { return m.Phase == store.MirrorFollowing && m.Error == "" }, "it goes on")
	for _, o := range s.Orders() {
		if !o.Unconfirmed {
			_, err := s.Store.Order(t.Context(), s.account, o.ID)
			require.NoError(t, err)
		}
	}
	require.Equal(t, 1, s.Counts().Orders[s.one].StatusSet)
	require.Zero(t, s.Counts().Token().Passed, "the limit was never passed by us")
}

func TestTwoWishesForOneOrderKeepTheirOrder(t *testing.T) {
	s := newWishing(t, fakebase.Config{})
	s.works(t)
	for range 3 { // there and back
		s.awaits(t, s.wants(t, s.one, s.wanted), ends(desk.WishDone))
		s.awaits(t, s.wants(t, s.one, s.was), ends(desk.WishDone))
	}
	require.Equal(t, 6, s.Counts().Orders[s.one].StatusChanged)
	o, _ := s.Server.Order(s.one)
	require.Equal(t, s.was, o.StatusID)
}

// awayEngine refuses the first calls.
type awayEngine struct {
	client.Client
	calls int
}

func (e *awayEngine) SignalWithStartWorkflow(ctx context.Context, id, signal string, arg any, o client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error) {
	if e.calls++; e.calls <= 2 {
		return nil, errors.New("the engine is away")
	}
	return e.Client.SignalWithStartWorkflow(ctx, id, signal, arg, o, workflow, args...)
}

func TestWishesAreToldOnceTheEngineIsBack(t *testing.T) {
	s := newWishing(t, fakebase.Config{})
	s.wants(t, s.one, s.wanted)
	engine := &awayEngine{Client: s.engine}
	outbox := worker.NewWishOutbox(s.Store, engine, quietly(t))
	for range 2 {
		require.Error(t, outbox.Pass(t.Context()))
	}
	require.NoError(t, outbox.Pass(t.Context()))
	require.NoError(t, outbox.Pass(t.Context()))
	require.Equal(t, 3, engine.calls, "who was told isn't told again")
	s.wants(t, s.two, s.wanted)
	require.NoError(t, outbox.Pass(t.Context()))
	require.Equal(t, 4, engine.calls)
	require.NoError(t, s.engine.TerminateWorkflow(t.Context(), workflows.OrderWishesID(s.account), "", "the test has seen it"))
}
