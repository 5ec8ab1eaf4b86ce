package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func discarded(t require.TestingT, h *house) (n int) {
	require.NoError(t, h.DB().Get(&n, `SELECT count(*) FROM discarded_files`))
	return n
}

func TestWhatNobodySentIsSwept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	old, young, sent := c.uploads(t, c.customer(), "stary.png"), c.uploads(t, c.customer(), "nowy.png"), c.uploads(t, c.customer(), "wysłany.png")
	_, err := c.WriteMessageWith(t.Context(), c.ID, c.Token, uuid.New(), "", []uuid.UUID{sent.ID})
	require.NoError(t, err)
	_, err = h.DB().Exec(`UPDATE attachments SET created_at = now() - interval '25 hours' WHERE id <> $1`, young.ID)
	require.NoError(t, err)
	n, err := h.DropUnsentFiles(t.Context(), 24*time.Hour, 100)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	_, err = c.AttachmentForVisitor(t.Context(), c.ID, c.Token, old.ID)
	requireKind(t, desk.NotFound, "attachment_not_found", err)
	_, err = c.WriteMessageWith(t.Context(), c.ID, c.Token, uuid.New(), "", []uuid.UUID{old.ID})
	requireKind(t, desk.Invalid, "attachment_unknown", err)

	var removed []uuid.UUID
	remove := func(_ context.Context, id uuid.UUID) error { removed = append(removed, id); return nil }
	found, err := h.RemoveDiscarded(t.Context(), 100, remove)
	require.NoError(t, err)
	require.Zero(t, found, "an upload may be saving under it")
	_, err = h.DB().Exec(`UPDATE discarded_files SET discarded_at = now() - interval '6 minutes'`)
	require.NoError(t, err)
	found, err = h.RemoveDiscarded(t.Context(), 100, remove)
	require.NoError(t, err)
	require.Equal(t, 1, found)
	require.Equal(t, []uuid.UUID{old.ID}, removed)
	require.Zero(t, discarded(t, h))

	_, err = h.DB().Exec(`DELETE FROM tickets WHERE id = $1`, c.ID) // erased
	require.NoError(t, err)
	require.Equal(t, 2, discarded(t, h))
}

func TestSweepersShareTheWork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.DB().Exec(`INSERT INTO discarded_files (id, discarded_at) SELECT gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, 60)`)
	require.NoError(t, err)
	var mu sync.Mutex
	removed := map[uuid.UUID]int{}
	sweep := func() error {
		for {
			found, err := h.RemoveDiscarded(context.Background(), 7, func(_ context.Context, id uuid.UUID) error {
				mu.Lock()
				defer mu.Unlock()
				removed[id]++
				return nil
			})
			if err != nil || found == 0 {
				return err
			}
		}
	}
	require.NoError(t, inParallel(sweep, sweep, sweep))
	require.Len(t, removed, 60)
	for _, times := range removed {
		require.Equal(t, 1, times)
	}
	require.Zero(t, discarded(t, h))
}

func TestWhatCannotBeRemovedHoldsUpNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	poison := uuid.New()
	_, err := h.DB().Exec(`
		INSERT INTO discarded_files (id, discarded_at) SELECT gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, 5)
		UNION ALL SELECT $1, now() - interval '1 day'`, poison)
	require.NoError(t, err)
	found, err := h.RemoveDiscarded(t.Context(), 6, func(_ context.Context, id uuid.UUID) error {
		if id == poison {
			return errors.New("no permission")
		}
		return nil
	})
	require.ErrorContains(t, err, "no permission")
	require.Equal(t, 6, found)
	require.Equal(t, 1, discarded(t, h))

	t.Run("a bucket that is away is left alone", func(t *testing.T) {
		_, err := h.DB().Exec(`INSERT INTO discarded_files (id, discarded_at) SELECT gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, 9)`)
		require.NoError(t, err)
		tries := 0
		_, err = h.RemoveDiscarded(t.Context(), 100, func(context.Context, uuid.UUID) error { tries++; return errors.New("away") })
		require.ErrorContains(t, err, strings.Repeat("away\n", 2)+"away")
		require.Equal(t, 3, tries)
		require.Equal(t, 10, discarded(t, h))
	})
}
