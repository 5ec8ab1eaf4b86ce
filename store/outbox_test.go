package store_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func claim(t *testing.T, h *house, limit int, lease time.Duration) map[uuid.UUID]store.Wake {
	t.Helper()
	wakes, err := h.ClaimWakes(t.Context(), limit, lease)
	require.NoError(t, err)
	byTicket := map[uuid.UUID]store.Wake{}
	for _, w := range wakes {
		byTicket[w.Ticket] = w
	}
	require.Len(t, byTicket, len(wakes), "a ticket is claimed once")
	return byTicket
}

func backlog(t *testing.T, h *house) store.Backlog {
	t.Helper()
	b, err := h.WakeBacklog(t.Context())
	require.NoError(t, err)
	return b
}

func TestAWakeSaysWhatAWorkflowStartsWith(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	c.say(t, "Halo?")
	c.note(t, h.anna, "Uwaga")
	require.Equal(t, store.Backlog{Tickets: 1, Entries: 2}, backlog(t, h))
	require.Equal(t, map[uuid.UUID]store.Wake{c.ID: {
		Ticket: c.ID, Through: 2, Number: c.started.Number, ChannelKey: h.shop.Key, ChannelName: h.shop.Name, Priority: desk.Normal,
	}}, claim(t, h, 10, time.Hour))
}

func TestAClaimedWakeIsNobodyElsesUntilItsLeaseRunsOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	require.Len(t, claim(t, h, 10, time.Hour), 1)
	require.Empty(t, claim(t, h, 10, time.Hour))
	c.say(t, "Halo?")
	require.Empty(t, claim(t, h, 10, time.Hour), "a new entry doesn't break the lease")

	_, err := h.DB().ExecContext(t.Context(), `UPDATE tickets SET relay_lease = now() - interval '1 second'`)
	require.NoError(t, err)
	again := claim(t, h, 10, -time.Second)
	require.EqualValues(t, 2, again[c.ID].Through, "with what was written meanwhile")
	require.Len(t, claim(t, h, 10, time.Hour), 1, "a lease that has run out counts for nothing")
}

func TestAClaimTakesNoMoreThanItsLimit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 7 {
		h.start(t)
	}
	_, err := h.DB().ExecContext(t.Context(), `ANALYZE tickets`)
	require.NoError(t, err)
	require.Len(t, claim(t, h, 3, time.Hour), 3)
	require.Len(t, claim(t, h, 3, time.Hour), 3)
	require.Len(t, claim(t, h, 3, time.Hour), 1)
	require.Empty(t, claim(t, h, 3, time.Hour))
}

func TestAFinishedWake(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	finish := func(t *testing.T, c *chat, through int64) head {
		require.NoError(t, h.FinishWakes(t.Context(), []store.Wake{{Ticket: c.ID, Through: through}}))
		return c.head(t)
	}
	t.Run("leaves nothing to claim", func(t *testing.T) {
		c := h.start(t)
		require.Contains(t, claim(t, h, 100, time.Hour), c.ID)
		row := finish(t, c, 1)
		require.EqualValues(t, 1, row.RelayedSeq)
		require.NotContains(t, claim(t, h, 100, time.Hour), c.ID)
	})
	t.Run("can be claimed at once when more was written meanwhile", func(t *testing.T) {
		c := h.start(t)
		require.Contains(t, claim(t, h, 100, time.Hour), c.ID)
		c.say(t, "Halo?")
		row := finish(t, c, 1)
		require.False(t, row.Leased)
		require.EqualValues(t, 2, claim(t, h, 100, time.Hour)[c.ID].Through)
	})
	t.Run("never goes back", func(t *testing.T) {
		c := withEntries(t, h, 3)
		require.EqualValues(t, 3, finish(t, c, 3).RelayedSeq)
		require.EqualValues(t, 3, finish(t, c, 2).RelayedSeq, "a late relay tells of less")
	})
	t.Run("several at once each at its own place", func(t *testing.T) {
		a, b := withEntries(t, h, 2), withEntries(t, h, 4)
		require.NoError(t, h.FinishWakes(t.Context(), []store.Wake{{Ticket: b.ID, Through: 3}, {Ticket: a.ID, Through: 2}, {Ticket: uuid.New(), Through: 1}}))
		require.Equal(t, []int64{2, 3}, []int64{a.head(t).RelayedSeq, b.head(t).RelayedSeq})
	})
	t.Run("none is no error", func(t *testing.T) {
		require.NoError(t, h.FinishWakes(t.Context(), nil))
		require.NoError(t, h.ReleaseWakes(t.Context(), nil, time.Hour))
	})
}

func TestAReleasedWakePausesAndComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	wake := claim(t, h, 10, time.Hour)[c.ID]
	require.NoError(t, h.ReleaseWakes(t.Context(), []store.Wake{wake}, time.Hour))
	require.Empty(t, claim(t, h, 10, time.Hour))
	require.Equal(t, store.Backlog{Tickets: 1, Entries: 1}, backlog(t, h), "it is still behind")

	require.NoError(t, h.ReleaseWakes(t.Context(), []store.Wake{wake}, 0))
	require.Contains(t, claim(t, h, 10, time.Hour), c.ID, "a pause of nothing")
}

func TestRelaysNeverShareAWakeAndLoseNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var chats []*chat
	for range 12 {
		chats = append(chats, h.start(t))
	}
	var mu sync.Mutex
	held, told := map[uuid.UUID]bool{}, map[uuid.UUID]int64{}
	written := make(chan struct{})
	relay := func() error {
		for last := false; ; {
			select {
			case <-written:
				last = true
			default:
			}
			wakes, err := h.ClaimWakes(context.Background(), 3, time.Hour)
			if err != nil {
				return err
			}
			mu.Lock()
			for _, w := range wakes {
				if held[w.Ticket] {
					t.Errorf("two relays have ticket %s", w.Ticket)
				}
				if w.Through <= told[w.Ticket] {
					t.Errorf("ticket %s: claimed through %d again", w.Ticket, w.Through)
				}
				held[w.Ticket], told[w.Ticket] = true, w.Through
			}
			mu.Unlock()
			if last && len(wakes) == 0 {
				return nil
			}
			mu.Lock()
			for _, w := range wakes {
				held[w.Ticket] = false
			}
			mu.Unlock()
			if err := h.FinishWakes(context.Background(), wakes); err != nil {
				return err
			}
		}
	}
	require.NoError(t, inParallel(relay, relay, relay, func() error {
		defer close(written)
		for i := range 200 {
			if _, err := message(chats[i%len(chats)], uuid.New(), "x"); err != nil {
				return err
			}
		}
		return nil
	}))
	// The relay that met others' claims went home early; what they left is claimable.
	require.NoError(t, relay())
	require.Zero(t, backlog(t, h))
	for _, c := range chats {
		require.Equal(t, c.head(t).LastSeq, told[c.ID])
	}
}

func TestRelaysWhoseLeasesRanOutDoNotDeadlock(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var there []store.Wake
	for range 30 {
		there = append(there, store.Wake{Ticket: h.start(t).ID, Through: 1})
	}
	back := slices.Clone(there)
	slices.Reverse(back)
	repeat := func(do func() error) func() error {
		return func() (err error) {
			for range 40 {
				err = errors.Join(err, do())
			}
			return err
		}
	}
	require.NoError(t, inParallel(
		repeat(func() error { return h.FinishWakes(context.Background(), there) }),
		repeat(func() error { return h.FinishWakes(context.Background(), back) }),
		repeat(func() error { return h.ReleaseWakes(context.Background(), back, 0) }),
		repeat(func() error { return h.ReleaseWakes(context.Background(), there, 0) }),
	))
}
