package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// jam keeps every turn to append busy until the returned function lets them go on.
func (h *house) jam(t *testing.T) (release func()) {
	t.Helper()
	tx, err := h.DB().Beginx()
	require.NoError(t, err)
	var busy []func() error
	for range store.MaxAppends {
		c := h.start(t)
		_, err := tx.Exec(`SELECT FROM tickets WHERE id = $1 FOR UPDATE`, c.ID)
		require.NoError(t, err)
		busy = append(busy, func() error {
			_, err := c.WriteMessage(context.Background(), c.ID, c.Token, uuid.New(), "czekam na blokadę")
			return err
		})
	}
	ended := make(chan error, 1)
	go func() { ended <- inParallel(busy...) }()
	h.awaitLocks(t, store.MaxAppends)
	return func() {
		require.NoError(t, tx.Rollback())
		require.NoError(t, <-ended)
	}
}

// awaitLocks waits until so many statements wait for a row.
func (h *house) awaitLocks(t *testing.T, want int) {
	t.Helper()
	h.await(t, func() bool {
		var waiting int
		require.NoError(t, h.DB().Get(&waiting, `
			SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`))
		return waiting == want
	})
}

func (h *house) await(t *testing.T, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, 20*time.Second, time.Millisecond)
}

func TestAppendsThatWaitAreWrittenByOneStatementAndEachHearsItsOwnResult(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var chats []*chat
	for range 8 {
		chats = append(chats, h.start(t))
	}
	repeated, closed, thief := h.start(t), h.start(t), h.start(t)
	first := repeated.say(t, "powtórzona")
	closed.mustDo(t, func(id uuid.UUID) (bool, error) {
		return h.CloseTicket(t.Context(), closed.ID, store.Closing{By: desk.ClosedByCustomer}, id)
	})

	release := h.jam(t)
	var do []func() error
	for _, c := range chats {
		do = append(do, func() error {
			e, err := c.WriteMessage(t.Context(), c.ID, c.Token, uuid.New(), "razem")
			if err == nil {
				require.EqualValues(t, 2, e.Seq)
				require.Equal(t, "Jan Kos", e.Author.Name)
				require.WithinDuration(t, time.Now(), e.CreatedAt, time.Minute)
			}
			return err
		})
	}
	do = append(do,
		func() error {
			e, err := repeated.WriteMessage(t.Context(), repeated.ID, repeated.Token, first.ID, "powtórzona")
			if err == nil {
				require.Equal(t, first.Seq, e.Seq)
			}
			return err
		},
		func() error {
			_, err := closed.WriteMessage(t.Context(), closed.ID, closed.Token, uuid.New(), "za późno")
			require.Equal(t, desk.Closed, desk.KindOf(err))
			return nil
		},
		func() error {
			_, err := thief.WriteMessage(t.Context(), thief.ID, repeated.Token, uuid.New(), "nie moje")
			require.Equal(t, desk.NotFound, desk.KindOf(err))
			return nil
		})
	ended := make(chan error, 1)
	go func() { ended <- inParallel(do...) }()
	h.await(t, func() bool { return h.WaitingMessages() == len(do) })
	release()
	require.NoError(t, <-ended)

	transactions := map[string]bool{}
	for _, c := range chats {
		require.Len(t, c.journal(t), 2)
		var transaction string
		require.NoError(t, h.DB().Get(&transaction, `SELECT xmin::text FROM entries WHERE ticket_id = $1 AND seq = 2`, c.ID))
		transactions[transaction] = true
	}
	require.Len(t, transactions, 1)
	require.Len(t, thief.journal(t), 1)
}

func TestACopyThatRacesItsFirstInAnotherBatchSpoilsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var do []func() error
	chats := make([]*chat, 6)
	release := h.jam(t)
	for i := range chats {
		c := h.start(t)
		chats[i] = c
		id := uuid.New()
		for range 4 {
			do = append(do, func() error {
				e, err := c.WriteMessage(t.Context(), c.ID, c.Token, id, "raz")
				if err == nil {
					require.EqualValues(t, 2, e.Seq)
				}
				return err
			})
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- inParallel(do...) }()
	h.await(t, func() bool { return h.WaitingMessages() == len(do) })
	release()
	require.NoError(t, <-ended)
	for _, c := range chats {
		require.Len(t, c.journal(t), 2)
	}
}

func TestACallerThatGivesUpWhileItWaitsHoldsUpNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	impatient, patient := h.start(t), h.start(t)
	release := h.jam(t)
	ctx, giveUp := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		_, err := impatient.WriteMessage(ctx, impatient.ID, impatient.Token, uuid.New(), "rezygnuję")
		gone <- err
	}()
	h.await(t, func() bool { return h.WaitingMessages() == 1 })
	stays := make(chan error, 1)
	go func() {
		_, err := patient.WriteMessage(t.Context(), patient.ID, patient.Token, uuid.New(), "czekam")
		stays <- err
	}()
	h.await(t, func() bool { return h.WaitingMessages() == 2 })
	giveUp()
	require.ErrorIs(t, <-gone, context.Canceled)
	release()
	require.NoError(t, <-stays)
	require.Len(t, impatient.journal(t), 1)
	require.Len(t, patient.journal(t), 2)
}
