package orders_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker"
	"rozmowa/baselinker/fakebase"
	"rozmowa/orders"
)

// unconfirmed is an order that isn't confirmed, placed so long ago, which a lookup has found.
func (s *seller) unconfirmed(ago time.Duration) int64 {
	s.t.Helper()
	at := s.now().Add(-ago)
	id := s.AddOrder(fakebase.Order{Email: "jan@klient.example", Added: at, Unconfirmed: true})
	_, err := s.store.SaveOrders(s.t.Context(), s.account, []baselinker.Order{{ID: id, Email: "jan@klient.example", AddedAt: at}}, s.now())
	require.NoError(s.t, err)
	s.pass(time.Second)
	return id
}

func (s *seller) removed(id int64) bool {
	s.t.Helper()
	o, err := s.store.Order(s.t.Context(), s.account, id)
	require.NoError(s.t, err)
	return !o.RemovedAt.IsZero()
}

func TestWithoutAJournalUnconfirmedOrdersAreAskedForByNumber(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Seed: 10, Orders: 50, Days: 80})
	s.look(nil)
	late, early, there := s.unconfirmed(time.Hour), s.unconfirmed(20*24*time.Hour), s.unconfirmed(2*time.Hour)
	s.RemoveOrder(late)
	s.RemoveOrder(early)
	s.SetStatus(there, fakebase.StatusSent)
	again := func() {
		for range 2 { // it is noted at the end of one pass, and asked for in the next
			s.pass(orders.MirrorEvery)
			s.look(nil)
		}
	}
	again()
	require.True(t, s.removed(late), "BaseLinker doesn't have it")
	require.False(t, s.removed(early), "nobody has asked")
	o, err := s.store.Order(t.Context(), s.account, there)
	require.NoError(t, err)
	require.Equal(t, fakebase.StatusSent, o.StatusID)
	s.pass(12 * time.Hour)
	again()
	require.True(t, s.removed(early))
	require.False(t, s.removed(there))
}

func TestNewOrdersDoNotWaitForAllThatHaveChanged(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Seed: 10, Orders: 50, Days: 80})
	s.look(nil)
	for range 120 {
		s.unconfirmed(time.Hour)
	}
	s.look(nil)
	s.pass(orders.MirrorEvery)
	steps, added := 0, int64(0)
	s.look(func(*orders.Stepped) {
		if steps++; steps == 20 {
			added = s.AddOrder(fakebase.Order{Email: "nowa@klient.example"})
		}
		if _, there := s.mirrored()[added]; there && added != 0 {
			require.Less(t, steps, 100, "it is looked for amid the others")
			added = 0
		}
	})
	require.Greater(t, steps, 120)
	require.Zero(t, added)
}

func TestTheLastDaysAreReadAgainWhileAllAre(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Seed: 11, Orders: 10_000, Days: 85})
	s.look(nil)
	start := s.row().StartsAt
	s.pass(12*time.Hour + time.Minute)
	s.look(nil)
	all := slices.DeleteFunc(s.Orders(), func(o fakebase.Order) bool { return o.Unconfirmed })
	old := all[9_000]
	s.SetStatus(old.ID, all[3].StatusID)
	passes := 0
	for ; ; passes++ {
		lately := all[len(all)-1-passes]
		s.SetStatus(lately.ID, fakebase.StatusReturned)
		s.RemoveOrder(all[len(all)-50-passes].ID)
		s.pass(orders.MirrorEvery)
		s.look(nil)
		require.Equal(t, fakebase.StatusReturned, s.mirrored()[lately.ID], "pass %d", passes)
		if s.row().All.At.IsZero() {
			break
		}
	}
	require.GreaterOrEqual(t, passes, 1, "it takes several")
	s.pass(orders.MirrorEvery)
	s.look(nil)
	s.requireAll(start)
}
