package orders_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/baselinker"
	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/store"
)

// wishing is a seller with a customer's ticket and one order of theirs.
type wishing struct {
	*seller
	*orders.Wishes
	ticket, agent uuid.UUID
	order         int64
	was, wanted   int64
}

func newWishing(t *testing.T, gate orders.GateOptions) *wishing {
	t.Helper()
	s := newSeller(t, fakebase.Config{})
	gate.Now, gate.Log = s.now, slog.New(slog.DiscardHandler)
	w := &wishing{seller: s, agent: uuid.New(), ticket: uuid.New()}
	g := orders.NewGate(s.store, s.URL, s.box, gate)
	t.Cleanup(g.Close)
	w.Wishes = &orders.Wishes{Store: s.store, Gate: g, Log: gate.Log}
	channel := &desk.Channel{ID: uuid.New(), Name: "Sklep", Key: uuid.NewString(), ShopURL: "https://shop.example", Settings: desk.DefaultChannelSettings()}
	require.NoError(t, s.store.SaveChannel(t.Context(), channel))
	require.NoError(t, s.store.CreateAgent(t.Context(), desk.Account{ID: w.agent, Name: "Anna", Email: "a@shop.example", Role: desk.Agent, Locale: "pl"}, "hash"))
	require.NoError(t, s.store.GrantChannel(t.Context(), channel.ID, w.agent))
	_, _, err := s.store.StartTicket(t.Context(), store.NewTicket{
		ID: w.ticket, ChannelKey: channel.Key, Token: store.HashVisitorToken("x"), EntryID: uuid.New(),
		Requester: desk.Requester{Name: "Jan Kos", Email: "jan@klient.example"}, Locale: "pl", Body: "Gdzie jest paczka?",
	})
	require.NoError(t, err)
	w.order = s.AddOrder(fakebase.Order{Email: "jan@klient.example"})
	statuses := s.Statuses()
	o, _ := s.Order(w.order)
	w.was = o.StatusID
	for _, status := range statuses {
		if status.ID != w.was {
			w.wanted = status.ID
		}
		_, err := s.db.Exec(`INSERT INTO order_statuses (account_id, status_id, name, position) VALUES ($1, $2, $3, 1)`, s.account, status.ID, status.Name)
		require.NoError(t, err)
	}
	_, err = s.store.SaveOrders(t.Context(), s.account, []baselinker.Order{{
		ID: w.order, Email: "jan@klient.example", StatusID: w.was, AddedAt: time.Now(),
	}}, time.Now().Add(-time.Hour))
	require.NoError(t, err)
	return w
}

func (w *wishing) wants(n store.NewOrderWish) uuid.UUID {
	w.t.Helper()
	n.ID, n.AccountID, n.OrderID = uuid.New(), w.account, w.order
	_, _, err := w.store.WishOfOrder(w.t.Context(), w.ticket, w.agent, n)
	require.NoError(w.t, err)
	return n.ID
}

func (w *wishing) wantsStatus() uuid.UUID {
	w.t.Helper()
	return w.wants(store.NewOrderWish{Kind: desk.WishStatus, StatusID: w.wanted})
}

func (w *wishing) reads(id uuid.UUID, step orders.WishStep) {
	w.t.Helper()
	got, err := w.Read(w.t.Context(), id)
	require.NoError(w.t, err)
	require.Equal(w.t, step, got)
}

func (w *wishing) sets(id uuid.UUID, step orders.WishStep) {
	w.t.Helper()
	got, err := w.Set(w.t.Context(), id)
	require.NoError(w.t, err)
	require.Equal(w.t, step, got)
}

func (w *wishing) is(id uuid.UUID, state desk.WishState, code string) *store.OrderWish {
	w.t.Helper()
	wish, err := w.store.OrderWish(w.t.Context(), id)
	require.NoError(w.t, err)
	require.Equal(w.t, [2]string{string(state), code}, [2]string{string(wish.State), wish.Error})
	return wish
}

func (w *wishing) counts() fakebase.OrderCounts { return w.Counts().Orders[w.order] }

func TestAStatusIsReadAndSetWhereItDiffers(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	id := w.wantsStatus()
	w.reads(id, orders.WishDiffers)
	w.sets(id, orders.WishEnded)
	require.Equal(t, w.was, w.is(id, desk.WishDone, "").Was.ID)
	o, _ := w.Server.Order(w.order)
	require.Equal(t, w.wanted, o.StatusID)
	w.reads(id, orders.WishEnded)
	w.sets(id, orders.WishAgain)

	id = w.wantsStatus()
	w.reads(id, orders.WishEnded)
	w.is(id, desk.WishNothing, "")
	require.Equal(t, fakebase.OrderCounts{StatusSet: 1, StatusChanged: 1}, w.counts())
}

func TestANoteIsAppendedWithinTheComment(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	w.ChangeOrder(w.order, func(o *fakebase.Order) { o.AdminComments = "Prezent" })
	for range 2 { // what stands there already isn't written again
		id := w.wants(store.NewOrderWish{Kind: desk.WishNote, Note: "Klient dzwonił"})
		w.reads(id, map[bool]orders.WishStep{true: orders.WishDiffers, false: orders.WishEnded}[w.counts().FieldsSet == 0])
		w.sets(id, map[bool]orders.WishStep{true: orders.WishEnded, false: orders.WishAgain}[w.counts().FieldsSet == 0])
	}
	o, _ := w.Server.Order(w.order)
	require.Equal(t, "Prezent\nKlient dzwonił", o.AdminComments)
	require.Equal(t, 1, w.counts().FieldsSet)

	id := w.wants(store.NewOrderWish{Kind: desk.WishNote, Note: strings.Repeat("ż", 180)})
	w.reads(id, orders.WishEnded)
	w.is(id, desk.WishRefused, store.WishCommentFull)
	id = w.wants(store.NewOrderWish{Kind: desk.WishNote, Note: strings.Repeat("ż", 177)})
	w.reads(id, orders.WishDiffers)
	w.sets(id, orders.WishEnded)
	w.is(id, desk.WishDone, "")
}

func TestAStatusIsSetOnceWhateverBecomesOfTheAnswer(t *testing.T) {
	t.Parallel()
	for kind, applied := range map[fakebase.Kind]bool{
		fakebase.Break: false, fakebase.BreakAfter: true, fakebase.BreakWithin: true, fakebase.HTML: false, fakebase.BadGateway: false, fakebase.TooMany: false,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w := newWishing(t, orders.GateOptions{})
			id := w.wantsStatus()
			_, err := w.AddFault(fakebase.Fault{Kind: kind, Method: "setOrderStatus", Times: 1})
			require.NoError(t, err)
			w.reads(id, orders.WishDiffers)
			w.sets(id, orders.WishWaits)
			wish := w.is(id, desk.WishWaiting, "")
			require.Equal(t, desk.WaitUnreachable, wish.WaitsFor)
			require.False(t, wish.WaitsUntil.IsZero())
			if applied {
				require.True(t, wish.Begun)
				w.reads(id, orders.WishEnded)
			} else {
				w.reads(id, orders.WishDiffers)
				w.sets(id, orders.WishEnded)
			}
			require.Equal(t, w.was, w.is(id, desk.WishDone, "").Was.ID)
			require.Equal(t, 1, w.counts().StatusSet)
		})
	}
}

func TestAStatusWhoseFateNobodyKnowsIsNotSetOverWhatOthersDid(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	id := w.wantsStatus()
	_, err := w.AddFault(fakebase.Fault{Kind: fakebase.BreakAfter, Method: "setOrderStatus", Times: 1})
	require.NoError(t, err)
	w.reads(id, orders.WishDiffers)
	w.sets(id, orders.WishWaits)
	w.pass(time.Minute)
	require.True(t, w.SetStatus(w.order, w.was), "the seller's own automation moves it on")
	w.reads(id, orders.WishEnded)
	w.is(id, desk.WishRefused, store.WishMoved)
	require.Equal(t, 1, w.counts().StatusSet)
}

func TestWhatBaseLinkerRefusesEndsWithItsWords(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	id := w.wantsStatus()
	_, err := w.AddFault(fakebase.Fault{Kind: fakebase.Error, Method: "setOrderStatus", Code: "ERROR_ORDER_LOCKED", Message: "Zamówienie jest zablokowane", Times: 1})
	require.NoError(t, err)
	w.reads(id, orders.WishDiffers)
	w.sets(id, orders.WishEnded)
	require.Equal(t, "Zamówienie jest zablokowane", w.is(id, desk.WishRefused, "ERROR_ORDER_LOCKED").Words)

	id = w.wantsStatus()
	_, err = w.db.Exec(`UPDATE order_statuses SET gone_at = now() WHERE status_id = $1`, w.wanted)
	require.NoError(t, err)
	w.reads(id, orders.WishEnded)
	w.is(id, desk.WishRefused, store.WishStatusGone)

	id = w.wants(store.NewOrderWish{Kind: desk.WishNote, Note: "Pilne"})
	require.True(t, w.RemoveOrder(w.order))
	w.reads(id, orders.WishEnded)
	w.is(id, desk.WishRefused, store.WishOrderGone)
	o, err := w.store.Order(t.Context(), w.account, w.order)
	require.NoError(t, err)
	require.False(t, o.RemovedAt.IsZero(), "rules see it no more")
}

func TestABlockATokenAndTheBudgetAreWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	id := w.wantsStatus()
	w.reads(id, orders.WishDiffers)
	until := w.now().Add(10 * time.Minute)
	w.BlockToken(fakebase.Token, until)
	w.sets(id, orders.WishWaits)
	wish := w.is(id, desk.WishWaiting, "")
	require.Equal(t, desk.WaitBlocked, wish.WaitsFor)
	require.WithinDuration(t, until, wish.WaitsUntil, time.Second)
	require.False(t, wish.Begun, "it surely wasn't done")
	w.reads(id, orders.WishWaits)
	w.pass(10*time.Minute + time.Second)
	w.RevokeToken(fakebase.Token)
	w.reads(id, orders.WishWaits)
	wish = w.is(id, desk.WishWaiting, "")
	require.Equal(t, desk.WaitRejected, wish.WaitsFor)
	require.Zero(t, wish.WaitsUntil)
	w.AcceptToken("1-2-NEW")
	w.connect("1-2-NEW")
	w.reads(id, orders.WishDiffers)
	w.sets(id, orders.WishEnded)
	require.Equal(t, 1, w.counts().StatusSet)
}

func TestAWishOfAnAccountThatIsGoneIsRefused(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	id := w.wantsStatus()
	_, err := w.db.Exec(`UPDATE baselinker_accounts SET deleted_at = now()`)
	require.NoError(t, err)
	w.reads(id, orders.WishEnded)
	w.is(id, desk.WishRefused, store.WishAccountGone)
}

func TestWhoGaveUpWaitingForTheAnswerHasItNoted(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	id := w.wantsStatus()
	w.reads(id, orders.WishDiffers)
	hold := w.Hold("setOrderStatus", fakebase.AfterChange)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := w.Set(ctx, id)
		ended <- err
	}()
	<-hold.Arrived
	cancel()
	require.NoError(t, <-ended)
	hold.Release()
	require.True(t, w.is(id, desk.WishWaiting, "").Begun)
	w.reads(id, orders.WishEnded)
	w.is(id, desk.WishDone, "")
	require.Equal(t, 1, w.counts().StatusSet)
}

func TestWhoCannotEvenAskLeavesNoTrace(t *testing.T) {
	t.Parallel()
	w := newWishing(t, orders.GateOptions{})
	id := w.wantsStatus()
	w.reads(id, orders.WishDiffers)
	// The database answers no more from the moment on at which the request would be counted.
	_, err := w.db.Exec(`ALTER TABLE baselinker_calls RENAME TO elsewhere`)
	require.NoError(t, err)
	w.sets(id, orders.WishAgain)
	require.False(t, w.is(id, desk.WishWaiting, "").Begun)
	_, err = w.db.Exec(`ALTER TABLE elsewhere RENAME TO baselinker_calls`)
	require.NoError(t, err)
	w.reads(id, orders.WishDiffers)
	w.sets(id, orders.WishEnded)
	require.Equal(t, 1, w.counts().StatusSet)
}
