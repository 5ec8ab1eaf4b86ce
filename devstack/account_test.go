package devstack

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRootKeepsPostgresElsewhereWhereItsAccountCannotEnter(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root runs Postgres as somebody else")
	}
	closed := t.TempDir()
	require.NoError(t, os.Chmod(closed, 0o700))
	dir := filepath.Join(closed, "checkout", "data")
	elsewhere := elsewhereFor(dir)
	t.Cleanup(func() {
		found, err := filepath.Glob(elsewhere + "*")
		require.NoError(t, err)
		for _, path := range found {
			require.NoError(t, os.RemoveAll(path))
		}
	})

	first := startStack(t, Options{Dir: dir, Headless: true})
	execDB(t, first.DatabaseURL, `CREATE TABLE kept (n int); INSERT INTO kept VALUES (3)`)
	require.NoError(t, first.Stop(t.Context()))
	note, err := os.ReadFile(filepath.Join(dir, "postgres-is-elsewhere.txt"))
	require.NoError(t, err)
	require.Contains(t, string(note), elsewhere)
	require.NoDirExists(t, filepath.Join(dir, "postgres"))

	second := startStack(t, Options{Dir: dir, Headless: true})
	require.Equal(t, 3, inDB[int](t, second.DatabaseURL, `SELECT n FROM kept`))
	require.NoError(t, second.Stop(t.Context()))

	require.NoError(t, os.RemoveAll(dir), "whoever deletes the data folder begins anew")
	third := startStack(t, Options{Dir: dir, Headless: true})
	require.False(t, inDB[bool](t, third.DatabaseURL, `SELECT to_regclass('kept') IS NOT NULL`))
	require.NoError(t, third.Stop(t.Context()))
	found, err := filepath.Glob(elsewhere + "-*")
	require.NoError(t, err)
	require.Len(t, found, 1, "the old data is set aside, not deleted")
}

func TestAFolderThatWasClosedLaterTakesItsDataAlong(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root runs Postgres as somebody else")
	}
	dir := openFolder(t)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(elsewhereFor(dir))) })
	first := startStack(t, Options{Dir: dir, Headless: true})
	execDB(t, first.DatabaseURL, `CREATE TABLE kept (n int); INSERT INTO kept VALUES (5)`)
	require.NoError(t, first.Stop(t.Context()))

	require.NoError(t, os.Chmod(dir, 0o700))
	second := startStack(t, Options{Dir: dir, Headless: true})
	require.Equal(t, 5, inDB[int](t, second.DatabaseURL, `SELECT n FROM kept`))
}

func TestAnEphemeralStackLeavesNothingElsewhere(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root runs Postgres as somebody else")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	s := startStack(t, Options{Dir: dir, Ephemeral: true, Headless: true})
	require.DirExists(t, elsewhereFor(dir))
	require.NoError(t, s.Stop(t.Context()))
	require.NoDirExists(t, elsewhereFor(dir))
}

func TestThePasswordIsAskedForAndNobodyElseReadsIt(t *testing.T) {
	t.Parallel()
	s := startStack(t, Options{Dir: openFolder(t), Headless: true})
	fi, err := os.Stat(filepath.Join(s.postgres.home, "password"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), fi.Mode().Perm())
	wrong := postgres{port: s.postgres.port, password: "guess"}
	require.ErrorContains(t, ping(t.Context(), wrong.url(databaseName)), "password authentication failed")
}
