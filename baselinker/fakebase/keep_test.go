package fakebase_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

func TestWhatChangedIsThereAfterARestart(t *testing.T) {
	t.Parallel()
	c := newClock()
	path := filepath.Join(t.TempDir(), "fakebase.jsonl")
	open := func(seed int64) (*fakebase.Server, bool) {
		s, isNew, err := fakebase.Open(fakebase.Config{Seed: seed, Orders: 200, Now: c.Now, Journal: fakebase.Journal{On: true}}, path)
		require.NoError(t, err)
		return s, isNew
	}
	s, isNew := open(1)
	require.True(t, isNew)
	ids := s.AddCustomer(fakebase.Customer{Name: "Jan Testowy", Email: "jan@example.com"}, 2)
	seeded := s.Orders()[10].ID
	require.True(t, s.SetStatus(seeded, fakebase.StatusComplaint))
	require.True(t, s.ChangeOrder(ids[0], func(o *fakebase.Order) { o.AdminComments = "Łucja" }))
	require.True(t, s.RemoveOrder(s.Orders()[20].ID))
	gone := s.AddOrder(fakebase.Order{Email: "a@example.com"})
	require.True(t, s.RemoveOrder(gone))
	was := s.Orders()
	logs := direct(s, "getJournalList")
	require.NoError(t, s.Close())

	for range 2 { // the file is written anew each time
		c.pass(24 * time.Hour)
		s, isNew = open(2)
		require.False(t, isNew)
		require.Equal(t, was, s.Orders(), "its orders stay where they were in time, whatever the seed is now")
		require.NoError(t, s.Close())
	}
	s, _ = open(1)
	require.Greater(t, s.AddOrder(fakebase.Order{}), gone, "no id is used twice")
	require.NotEqual(t, logs, direct(s, "getJournalList"))
	require.NoError(t, s.Close())
}

func TestAFileWithHalfALineAtItsEnd(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "fakebase.jsonl")
	s, _, err := fakebase.Open(fakebase.Config{Seed: 1, Orders: 20}, path)
	require.NoError(t, err)
	id := s.Orders()[0].ID
	s.SetStatus(id, fakebase.StatusComplaint)
	require.NoError(t, s.Close())
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = file.WriteString(`{"order":{"id":7`)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	s, _, err = fakebase.Open(fakebase.Config{}, path)
	require.NoError(t, err)
	o, _ := s.Order(id)
	require.Equal(t, fakebase.StatusComplaint, o.StatusID)
	require.NoError(t, s.Close())

	require.NoError(t, os.WriteFile(path, []byte("{\"removed\":1}\n"), 0o600))
	_, _, err = fakebase.Open(fakebase.Config{}, path)
	require.ErrorContains(t, err, "delete it to begin anew")
	require.NoError(t, os.WriteFile(path, []byte("{\"shop\":{}}\nx\n{\"removed\":1}\n"), 0o600))
	_, _, err = fakebase.Open(fakebase.Config{}, path)
	require.ErrorContains(t, err, "line 2")
}

func TestOpenWhereNoFileCanBe(t *testing.T) {
	t.Parallel()
	_, _, err := fakebase.Open(fakebase.Config{}, filepath.Join(t.TempDir(), "no", "fakebase.jsonl"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
