package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func listed(t *testing.T, h *house, view desk.View, agent desk.Account, pageSize int) []uuid.UUID {
	t.Helper()
	ids := []uuid.UUID{}
	var after store.Cursor
	for {
		page, err := h.ListTickets(t.Context(), view, agent.ID, after, pageSize)
		require.NoError(t, err)
		for _, ticket := range page {
			ids = append(ids, ticket.ID)
		}
		if len(page) < pageSize {
			return ids
		}
		require.Less(t, len(ids), 1000, "the list doesn't end")
		last := page[len(page)-1]
		after = store.Cursor{At: last.LastMessageAt, ID: last.ID}
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	free := h.start(t)
	mine := replied(t, h)
	awaitingMine := repliedAndAnswered(t, h)
	piotrs := h.joined(t, h.piotr)
	closed := h.joined(t, h.anna).closed(t)
	unjoinedReply := annaReplied(t, h)
	foreign := h.startOn(t, h.other)
	free.say(t, "Halo?") // the newest message of all

	tests := map[string]struct {
		view  desk.View
		agent desk.Account
		want  []*chat // newest message first
	}{
		"all tickets of one's channels, closed ones too":           {desk.ViewAll, h.anna, []*chat{free, unjoinedReply, closed, piotrs, awaitingMine, mine}},
		"unassigned are open and nobody's":                         {desk.ViewUnassigned, h.anna, []*chat{free, unjoinedReply}},
		"mine are open and the reader's":                           {desk.ViewMine, h.anna, []*chat{awaitingMine, mine}},
		"awaiting are open and the customer wrote last":            {desk.ViewAwaiting, h.anna, []*chat{free, piotrs, awaitingMine}},
		"one with more channels sees more":                         {desk.ViewAll, h.piotr, []*chat{free, foreign, unjoinedReply, closed, piotrs, awaitingMine, mine}},
		"another's own are theirs":                                 {desk.ViewMine, h.piotr, []*chat{piotrs}},
		"one with another channel sees that one's":                 {desk.ViewAll, h.ewa, []*chat{foreign}},
		"somebody without channels sees nothing":                   {desk.ViewAll, nobody(h), nil},
		"one whose tickets are in a channel of others has nothing": {desk.ViewMine, h.ewa, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := []uuid.UUID{}
			for _, c := range tt.want {
				want = append(want, c.ID)
			}
			for _, pageSize := range []int{1, 2, 3, 50} {
				require.Equal(t, want, listed(t, h, tt.view, tt.agent, pageSize), "in pages of %d", pageSize)
			}
		})
	}
	t.Run("an unknown view is invalid", func(t *testing.T) {
		t.Parallel()
		_, err := h.ListTickets(t.Context(), "spam", h.anna.ID, store.Cursor{}, 10)
		requireKind(t, desk.Invalid, "view", err)
	})
	t.Run("counts are those of the views", func(t *testing.T) {
		t.Parallel()
		for agent, want := range map[desk.Account]store.Counts{
			h.anna:  {Open: 5, Unassigned: 2, Mine: 2, Awaiting: 3},
			h.piotr: {Open: 6, Unassigned: 3, Mine: 1, Awaiting: 4},
			h.ewa:   {Open: 1, Unassigned: 1, Awaiting: 1},
			{}:      {},
		} {
			got, err := h.CountTickets(t.Context(), agent.ID)
			require.NoError(t, err)
			require.Equal(t, &want, got, agent.Name)
		}
	})
}

func TestPagesOfAListLoseAndRepeatNothingWhereTimesAreEqual(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	all := map[uuid.UUID]bool{}
	for i := range 23 {
		all[h.startOn(t, []*desk.Channel{h.shop, h.other}[i%2]).ID] = true
	}
	_, err := h.DB().ExecContext(t.Context(), `UPDATE tickets SET last_message_at = '2026-03-29 01:00:00.123456+00' WHERE number % 3 > 0`) // in both channels
	require.NoError(t, err)
	for _, pageSize := range []int{1, 2, 5, 7, 23} {
		ids := listed(t, h, desk.ViewAll, h.piotr, pageSize)
		distinct := map[uuid.UUID]bool{}
		for _, id := range ids {
			distinct[id] = true
		}
		require.Len(t, ids, len(all), "in pages of %d", pageSize)
		require.Equal(t, all, distinct)
	}
}

func TestATicketThatMovesUpBetweenPagesHidesNoOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	oldest, middle, newest := h.start(t), h.start(t), h.start(t)
	page, err := h.ListTickets(t.Context(), desk.ViewAll, h.anna.ID, store.Cursor{}, 1)
	require.NoError(t, err)
	require.Equal(t, newest.ID, page[0].ID)

	newest.say(t, "Halo?")
	rest, err := h.ListTickets(t.Context(), desk.ViewAll, h.anna.ID, store.Cursor{At: page[0].LastMessageAt, ID: page[0].ID}, 10)
	require.NoError(t, err)
	require.Len(t, rest, 2)
	require.Equal(t, []uuid.UUID{middle.ID, oldest.ID}, []uuid.UUID{rest[0].ID, rest[1].ID})
}

func TestATicketIsShownToThoseWithAccessOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)
	for name, tt := range map[string]struct {
		agent desk.Account
		may   bool
	}{
		"its agent": {h.anna, true}, "another agent of the channel": {h.piotr, true},
		"an agent of another channel": {h.ewa, false}, "somebody unknown": {nobody(h), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			may, err := h.MayReadTicket(t.Context(), c.ID, tt.agent.ID)
			require.NoError(t, err)
			require.Equal(t, tt.may, may)
			ticket, err := h.Ticket(t.Context(), c.ID, tt.agent.ID)
			if !tt.may {
				requireKind(t, desk.NotFound, "ticket_not_found", err)
				requireKind(t, desk.NotFound, "ticket_not_found", h.MarkRead(t.Context(), c.ID, tt.agent.ID, 1))
				return
			}
			require.NoError(t, err)
			require.Equal(t, &desk.AgentRef{ID: h.anna.ID, Name: h.anna.Name}, ticket.Agent)
		})
	}
	may, err := h.MayReadTicket(t.Context(), uuid.New(), h.anna.ID)
	require.NoError(t, err)
	require.False(t, may)
}

func TestMarkRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := withEntries(t, h, 4)
	steps := []struct {
		name       string
		seq, want  int64
		wantUnread bool
	}{
		{"what has been read is kept", 2, 2, true},
		{"a smaller number changes nothing", 1, 2, true},
		{"zero changes nothing", 0, 2, true},
		{"more than there is counts as all there is", 99, 4, false},
	}
	for _, s := range steps {
		require.NoError(t, h.MarkRead(t.Context(), c.ID, h.anna.ID, s.seq), s.name)
		ticket, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
		require.NoError(t, err)
		require.Equal(t, s.want, ticket.ReadSeq, s.name)
		require.Equal(t, s.wantUnread, ticket.Unread(), s.name)
	}
	c.say(t, "Jeszcze jedno")
	page, err := h.ListTickets(t.Context(), desk.ViewAll, h.anna.ID, store.Cursor{}, 1)
	require.NoError(t, err)
	require.True(t, page[0].Unread(), "a later message is unread again")

	piotrs, err := h.Ticket(t.Context(), c.ID, h.piotr.ID)
	require.NoError(t, err)
	require.Zero(t, piotrs.ReadSeq, "what anna has read, piotr hasn't")
	require.NoError(t, h.MarkRead(t.Context(), c.ID, h.piotr.ID, 1))

	other := uuid.New()
	read, err := h.ReadSeqs(t.Context(), []uuid.UUID{h.anna.ID, h.piotr.ID, h.ewa.ID}, []uuid.UUID{c.ID, other})
	require.NoError(t, err)
	require.Equal(t, map[[2]uuid.UUID]int64{{h.anna.ID, c.ID}: 4, {h.piotr.ID, c.ID}: 1}, read)

	tickets, err := h.TicketsByID(t.Context(), []uuid.UUID{c.ID, other})
	require.NoError(t, err)
	require.Len(t, tickets, 1)
	require.Equal(t, c.ID, tickets[0].ID)
	require.Zero(t, tickets[0].ReadSeq)
	require.WithinDuration(t, time.Now(), tickets[0].LastMessageAt, time.Minute)
}
