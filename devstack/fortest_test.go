package devstack

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDatabasesForTests(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p, err := PostgresForTest(ctx)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Stop(context.WithoutCancel(ctx))) })

	t.Run("a new database is empty and has a name of its own", func(t *testing.T) {
		a, err := p.NewDatabase(ctx, "")
		require.NoError(t, err)
		b, err := p.NewDatabase(ctx, "with space")
		require.NoError(t, err)
		execDB(t, a, `CREATE TABLE only_here ()`)
		require.False(t, inDB[bool](t, b, `SELECT to_regclass('only_here') IS NOT NULL`))
		require.Equal(t, "with space", inDB[string](t, b, `SELECT current_database()`))
		require.Equal(t, "C.UTF-8 UTF8", inDB[string](t, b,
			`SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()`))
		_, err = p.NewDatabase(ctx, "with space")
		require.ErrorContains(t, err, "already exists")
		_, err = p.NewDatabase(ctx, strings.Repeat("x", 64))
		require.Error(t, err)
		require.NoError(t, p.DropDatabase(ctx, "with space"))
		require.Error(t, ping(ctx, b))
	})

	t.Run("copies of a template have its tables, also when made at once", func(t *testing.T) {
		var left *sql.DB
		require.NoError(t, p.NewTemplate(ctx, "migrated", func(ctx context.Context, url string) (err error) {
			execDB(t, url, `CREATE TABLE t (n int); INSERT INTO t VALUES (9)`)
			left, err = sql.Open("postgres", url) // a migrator that forgets to close
			require.NoError(t, err)
			return left.PingContext(ctx)
		}))
		require.NoError(t, left.Close())
		var wg sync.WaitGroup
		urls, errs := make([]string, 8), make([]error, 8)
		for i := range urls {
			wg.Go(func() { urls[i], errs[i] = p.FromTemplate(ctx, "migrated", "") })
		}
		wg.Wait()
		for i, url := range urls {
			require.NoError(t, errs[i])
			require.Equal(t, 9, inDB[int](t, url, `SELECT n FROM t`))
		}
	})
}

func TestTemporalForTestsIsReadyForOurWorkflows(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := TemporalForTest(ctx)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop(context.WithoutCancel(ctx))) })
	require.NoError(t, checkTemporal(ctx, s.TemporalAddress, "default"))
	startWorkflow(t, s.Stack, "conversation-1")
	require.Equal(t, "Running", workflowStatus(t, s.Stack, "conversation-1"))
	require.Empty(t, s.DatabaseURL)
	require.ErrorIs(t, s.StopPostgres(ctx), ErrNotOurs)
}

func BenchmarkFromTemplate(b *testing.B) {
	p, err := PostgresForTest(b.Context())
	require.NoError(b, err)
	defer func() { require.NoError(b, p.Stop(b.Context())) }()
	require.NoError(b, p.NewTemplate(b.Context(), "empty", func(context.Context, string) error { return nil }))
	for b.Loop() {
		_, err := p.FromTemplate(b.Context(), "empty", "")
		require.NoError(b, err)
	}
}
