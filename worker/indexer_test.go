package worker_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
	"rozmowa/worker"
)

// finds reports whether the chat's agent finds it.
func (c *chat) finds(text string) bool {
	c.t.Helper()
	found, err := c.FindTickets(c.t.Context(), store.TicketQuery{
		View: desk.ViewAll, Sort: desk.SortRecent, Agent: c.anna, Limit: 10, Filter: desk.TicketFilter{Text: text},
	})
	require.NoError(c.t, err)
	return len(found) == 1 && found[0].ID == c.ID
}

// indexing runs an indexer until the function that it returns is called, which waits for its end.
func indexing(t *testing.T, l worker.Library) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		worker.NewIndexer(l, slog.New(slog.NewTextHandler(t.Output(), nil))).Run(ctx)
		ended <- nil
	}()
	return func() {
		cancel()
		require.NoError(t, receive(t, ended, "the indexer to end"))
	}
}

func TestTheIndexerMakesTicketsSearchable(t *testing.T) {
	s := newShop(t)
	before := s.start()
	s.exec(`INSERT INTO search_backlog SELECT number, id FROM tickets`)
	s.exec(`DELETE FROM search_queue`) // it is from before there was a search
	stop := indexing(t, s.Store)
	require.Eventually(t, func() bool { return before.finds("gdzie paczka") }, patience, time.Millisecond, "an older ticket")

	_, err := s.WriteMessage(t.Context(), before.ID, before.token, uuid.New(), "Zażółć")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return before.finds("zazolc") }, patience, time.Millisecond, "a new message")
	stop()

	_, err = s.WriteMessage(t.Context(), before.ID, before.token, uuid.New(), "Gęślą")
	require.NoError(t, err)
	require.False(t, before.finds("gesla"), "nobody indexes")
	stops := []func(){indexing(t, s.Store), indexing(t, s.Store)}
	require.Eventually(t, func() bool { return before.finds("gesla") }, patience, time.Millisecond, "what was written while no worker ran")
	for _, stop := range stops {
		stop()
	}
}

// closedLibrary fails a few times.
type closedLibrary struct {
	*store.Store
	asked chan int
	fails int
}

func (l *closedLibrary) IndexTickets(ctx context.Context, limit int) (store.IndexedTickets, error) {
	if l.fails > 0 {
		l.fails--
		l.asked <- l.fails
		return store.IndexedTickets{}, errors.New("the database is away")
	}
	return l.Store.IndexTickets(ctx, limit)
}

func TestTheIndexerOutlivesADatabaseThatIsAway(t *testing.T) {
	s := newShop(t)
	c := s.start()
	away := &closedLibrary{Store: s.Store, asked: make(chan int, 2), fails: 2}
	stop := indexing(t, away)
	receive(t, away.asked, "the first pass")
	receive(t, away.asked, "the second pass")
	require.Eventually(t, func() bool { return c.finds("paczka") }, patience, time.Millisecond)
	stop()
}
