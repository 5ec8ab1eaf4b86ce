package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/store"
)

func emptyDatabase(t *testing.T) string {
	t.Helper()
	url, err := servers.Postgres.NewDatabase(t.Context(), "")
	require.NoError(t, err)
	return url
}

func TestMigratingTwiceIsMigratingOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // from a migrated template
	c := h.start(t)
	require.NoError(t, store.Migrate(t.Context(), h.url))
	require.Len(t, c.journal(t), 1)
}

func TestProcessesMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := emptyDatabase(t)
	migrate := func() error { return store.Migrate(context.Background(), url) }
	require.NoError(t, inParallel(migrate, migrate, migrate))
	openStore(t, url)
}

func TestAStoreDoesNotOpenOnADatabaseWithoutSchema(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), emptyDatabase(t), store.Options{})
	require.ErrorContains(t, err, "is the schema migrated?")
}

func TestAStoreAnswersAndStopsAnswering(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), newDatabase(t), store.Options{})
	require.NoError(t, err)
	require.NoError(t, s.Ping(t.Context()))
	require.NoError(t, s.Close())
	require.Error(t, s.Ping(t.Context()))
}
