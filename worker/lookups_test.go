package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
	"rozmowa/store"
	"rozmowa/worker"
)

func TestALookupWhoseAskerDiedIsDoneAllTheSame(t *testing.T) {
	s := newSeller(t, fakebase.Config{})
	bought := s.AddOrder(fakebase.Order{Email: "jan@klient.example"})
	c := s.start()
	_, err := s.db.ExecContext(t.Context(), `UPDATE tickets SET requester_email = 'jan@klient.example'`)
	require.NoError(t, err)
	_, asked, err := s.AskForOrders(t.Context(), c.ID, s.anna, time.Second)
	require.NoError(t, err)
	require.True(t, asked)
	// Here the api dies. A minute later a worker looks.
	_, err = s.db.ExecContext(t.Context(), `UPDATE order_lookups SET asked_at = asked_at - interval '1 minute'`)
	require.NoError(t, err)
	worksWith(t, s.engine, s.shop, worker.Options{Gate: s.gate, Log: quietly(t)})
	require.Eventually(t, func() bool {
		l, err := s.OrderLookup(context.Background(), c.ID)
		return err == nil && l.State == store.LookupDone
	}, patience, 50*time.Millisecond)
	_, err = s.Store.Order(t.Context(), s.account, bought)
	require.NoError(t, err)
}

func TestLookupsThatAreUnderWayOrWaitAreLeftAlone(t *testing.T) {
	s := newSeller(t, fakebase.Config{})
	stranded := func() int {
		t.Helper()
		ids, err := s.StrandedLookups(t.Context(), 30*time.Second, 10)
		require.NoError(t, err)
		return len(ids)
	}
	c := s.start()
	_, _, err := s.AskForOrders(t.Context(), c.ID, s.anna, time.Second)
	require.NoError(t, err)
	require.Zero(t, stranded(), "it was asked for just now")
	old := func() {
		t.Helper()
		_, err = s.db.ExecContext(t.Context(), `UPDATE order_lookups SET asked_at = asked_at - interval '1 minute'`)
		require.NoError(t, err)
	}
	old()
	require.Equal(t, 1, stranded())
	require.NoError(t, s.NoteLookupWait(t.Context(), c.ID, "blocked", time.Now().Add(time.Minute)))
	require.Zero(t, stranded(), "it waits for the end of a block")
	require.NoError(t, s.NoteLookupWait(t.Context(), c.ID, "blocked", time.Now().Add(-time.Minute)))
	require.Equal(t, 1, stranded(), "it has waited long enough")
	require.NoError(t, s.EndOrderLookup(t.Context(), c.ID, ""))
	require.Zero(t, stranded(), "it has ended")
}
