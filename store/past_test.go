package store_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestWhoReadsThePastCanChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.start(t)
	err := h.ReadPast(t.Context(), func(p *store.Past) error { return p.Write(t.Context()) })
	require.NotNil(t, pq.As(err, pqerror.ReadOnlySQLTransaction), "%v", err)
}

func TestThePastIsOfTheAgentsChatsAndTheNewestFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, theirs, second := h.start(t), h.startOn(t, h.other), h.start(t)
	first.say(t, strings.Repeat("ż", 5000))
	first.note(t, h.anna, "dla nas")
	closed := second.closed(t)
	ids := func(tickets []store.PastTicket) (ids []uuid.UUID) {
		for i := range tickets {
			ids = append(ids, tickets[i].ID)
		}
		return ids
	}
	require.NoError(t, h.ReadPast(t.Context(), func(p *store.Past) error {
		all, err := p.Last(t.Context(), h.anna.ID, store.Cursor{}, 10)
		require.NoError(t, err)
		require.Equal(t, []uuid.UUID{first.ID, closed.ID}, ids(all))
		require.Zero(t, all[0].EndedAt)
		require.NotZero(t, all[1].EndedAt)
		require.Equal(t, h.shop.ID, all[0].Channel.ID)
		require.Equal(t, 3, all[0].Entries)
		require.Equal(t, []int{3, 2}, []int{all[1].CustomerTickets, all[0].CustomerTickets + 1}, "the customer's others count, in whatever chat")
		next, err := p.Last(t.Context(), h.anna.ID, all[0].Cursor(), 10)
		require.NoError(t, err)
		require.Equal(t, []uuid.UUID{closed.ID}, ids(next))

		_, err = p.Numbered(t.Context(), h.anna.ID, theirs.started.Number)
		requireKind(t, desk.NotFound, "ticket_not_found", err)
		one, err := p.Numbered(t.Context(), h.piotr.ID, theirs.started.Number)
		require.NoError(t, err)
		require.Equal(t, theirs.ID, one.ID)

		entries, err := p.Entries(t.Context(), []uuid.UUID{first.ID, closed.ID})
		require.NoError(t, err)
		require.Len(t, entries[first.ID], 3)
		require.Len(t, []rune(entries[first.ID][1].Body), 4000)
		require.Empty(t, entries[first.ID][2].Body)
		require.Equal(t, desk.OpClosed, entries[closed.ID][1].Operation.Type)
		return nil
	}))
}
