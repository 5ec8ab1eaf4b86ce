package worker_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/files"
	"rozmowa/store"
	"rozmowa/worker"
)

// newBucket is a bucket in a folder of its own.
func newBucket(t *testing.T) (b *files.Bucket, dir string) {
	t.Helper()
	dir = t.TempDir()
	b, err := files.Open(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b, dir
}

// uploads adds a file with a preview to the ticket, as the api does.
func (c *chat) uploads(b *files.Bucket) uuid.UUID {
	c.t.Helper()
	a, by := desk.Attachment{ID: uuid.New(), Name: "a.png", Type: desk.PNG, Size: 1, Preview: true}, store.Uploader{Token: c.token}
	_, err := c.ClaimFile(c.t.Context(), c.ID, a.ID, by)
	require.NoError(c.t, err)
	require.NoError(c.t, b.Save(c.t.Context(), a.ID, &files.File{Content: []byte("x"), Preview: []byte("y")}))
	_, err = c.AddAttachment(c.t.Context(), c.ID, by, a, store.FileDigest{})
	require.NoError(c.t, err)
	return a.ID
}

func kept(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	return len(entries)
}

func TestTheSweeperRemovesWhatBelongsToNothing(t *testing.T) {
	s := newShop(t)
	bucket, dir := newBucket(t)
	c, erased := s.start(), s.start()
	sent, old := c.uploads(bucket), c.uploads(bucket)
	_, err := c.WriteMessageWith(t.Context(), c.ID, c.token, uuid.New(), "", []uuid.UUID{sent})
	require.NoError(t, err)
	erased.uploads(bucket)
	s.exec(`UPDATE attachments SET created_at = now() - interval '25 hours'`)
	young := c.uploads(bucket)
	_, err = s.db.ExecContext(t.Context(), `DELETE FROM tickets WHERE id = $1`, erased.ID)
	require.NoError(t, err)
	crashed := uuid.New() // between its claim and its row
	_, err = c.ClaimFile(t.Context(), c.ID, crashed, store.Uploader{Token: c.token})
	require.NoError(t, err)
	require.NoError(t, bucket.Save(t.Context(), crashed, &files.File{Content: []byte("x")}))
	require.Equal(t, 9, kept(t, dir))

	pass := func() [2]int {
		unsent, removed, err := worker.NewSweeper(s.Store, bucket, slog.New(slog.DiscardHandler)).Pass(t.Context())
		require.NoError(t, err)
		return [2]int{unsent, removed}
	}
	require.Equal(t, [2]int{1, 0}, pass(), "bytes lie for some minutes: an upload may be under way")
	s.exec(`UPDATE discarded_files SET discarded_at = now() - interval '6 minutes'`)
	require.Equal(t, [2]int{0, 3}, pass())
	require.Equal(t, [2]int{0, 0}, pass())
	require.Equal(t, 4, kept(t, dir))
	for _, id := range []uuid.UUID{sent, young} {
		r, _, err := bucket.Read(t.Context(), id, true)
		require.NoError(t, err)
		require.NoError(t, r.Close())
	}
	_, _, err = bucket.Read(t.Context(), old, false)
	require.ErrorIs(t, err, files.ErrMissing)
}

func TestTheSweeperWorksOffMoreThanABatch(t *testing.T) {
	s := newShop(t)
	bucket, _ := newBucket(t)
	s.exec(`INSERT INTO discarded_files (id, discarded_at) SELECT gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, 250)`)
	_, removed, err := worker.NewSweeper(s.Store, bucket, slog.New(slog.DiscardHandler)).Pass(t.Context())
	require.NoError(t, err)
	require.Equal(t, 250, removed)
}

// shelf tells of what it is asked to remove, and fails.
type shelf struct{ asked chan uuid.UUID }

func (s shelf) Remove(_ context.Context, id uuid.UUID) error {
	s.asked <- id
	return errors.New("the bucket is away")
}

func TestTheSweeperOutlivesABucketThatIsAwayAndEndsWithItsContext(t *testing.T) {
	s := newShop(t)
	s.exec(`INSERT INTO discarded_files (id, discarded_at) VALUES (gen_random_uuid(), now() - interval '1 hour')`)
	away := shelf{make(chan uuid.UUID, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		worker.NewSweeper(s.Store, away, slog.New(slog.NewTextHandler(t.Output(), nil))).Run(ctx)
		ended <- nil
	}()
	receive(t, away.asked, "the first pass")
	var put bool
	require.Eventually(t, func() bool { // off, not forgotten
		require.NoError(t, s.db.QueryRowContext(t.Context(), `SELECT discarded_at > now() - interval '1 minute' FROM discarded_files`).Scan(&put))
		return put
	}, patience, time.Millisecond)
	require.Empty(t, ended)
	cancel()
	require.NoError(t, receive(t, ended, "the sweeper to end"))
}
