package store_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestStartWritesTheTicketAndItsFirstMessage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.newTicket(h.shop)

	started, e, err := h.StartTicket(t.Context(), n)
	require.NoError(t, err)
	require.Equal(t, n.ID, started.ID)
	require.Equal(t, desk.Waiting, started.State)
	require.EqualValues(t, 1, started.LastSeq)
	require.Equal(t, desk.Author{Kind: desk.ByCustomer, Name: "Jan Kos"}, e.Author)
	require.EqualValues(t, 1, e.Seq)

	c := &chat{house: h, NewTicket: n}
	require.Equal(t, []desk.Entry{*e}, inZoneOf(e, c.journal(t)))
	seen, err := h.Ticket(t.Context(), n.ID, h.anna.ID)
	require.NoError(t, err)
	require.Equal(t, started.Number, seen.Number)
	require.Equal(t, desk.ChannelRef{ID: h.shop.ID, Name: h.shop.Name, Key: h.shop.Key}, seen.Channel)
	require.Equal(t, n.Requester, seen.Requester)
	require.Equal(t, []string{n.Subject, n.Locale, n.PageURL, n.Body}, []string{seen.Subject, seen.Locale, seen.PageURL, seen.Preview})
	require.Equal(t, desk.Normal, seen.Priority)
	require.Nil(t, seen.Agent)
	require.True(t, seen.Unread())
	require.True(t, seen.Awaiting())

	row := c.head(t)
	require.Equal(t, []int64{1, 1, 0, 1, 0}, []int64{row.LastSeq, row.WakeSeq, row.RelayedSeq, row.LastCustomerSeq, row.LastReplySeq})
}

// inZoneOf gives the entries the location of e's time, so that require.Equal compares instants.
func inZoneOf(e *desk.Entry, entries []desk.Entry) []desk.Entry {
	for i := range entries {
		entries[i].CreatedAt = entries[i].CreatedAt.In(e.CreatedAt.Location())
	}
	return entries
}

func TestStart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tests := map[string]struct {
		change     func(*store.NewTicket)
		kind       desk.Kind // empty: returns what is there
		code       string
		beforehand func(*chat)
	}{
		"a repeat returns the ticket and the first message": {},
		"a repeat after more messages still returns the first": {
			beforehand: func(c *chat) { c.say(t, "Halo?") },
		},
		"a repeat after closing still returns the first": {
			beforehand: func(c *chat) { c.closed(t) },
		},
		"a repeat that spells the customer's name otherwise returns the first": {
			change: func(n *store.NewTicket) { n.Requester.Name = "Ktoś" },
		},
		"the id with another token is a conflict": {
			change: func(n *store.NewTicket) { n.Token = store.HashVisitorToken("other") },
			kind:   desk.Conflict, code: "conversation_id_reused",
		},
		"the id with another first message is a conflict": {
			change: func(n *store.NewTicket) { n.EntryID = uuid.New() },
			kind:   desk.Conflict, code: "conversation_id_reused",
		},
		"the first message with another text is a conflict": {
			change: func(n *store.NewTicket) { n.Body = "Inna treść" },
			kind:   desk.Conflict, code: "entry_id_reused",
		},
		"an unknown chat is not found": {
			change: func(n *store.NewTicket) { n.ChannelKey, n.ID = "unknown", uuid.New() },
			kind:   desk.NotFound, code: "chat_not_found",
		},
		"a message's id of the version that steps use is invalid": {
			change: func(n *store.NewTicket) { n.EntryID = uuid.NewSHA1(n.ID, []byte("close")) },
			kind:   desk.Invalid, code: "entry_id",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := h.start(t)
			if tt.beforehand != nil {
				tt.beforehand(c)
			}
			again := c.NewTicket
			if tt.change != nil {
				tt.change(&again)
			}
			before := c.journal(t)
			ticket, e, err := h.StartTicket(t.Context(), again)
			require.Equal(t, before, c.journal(t))
			if tt.kind != "" {
				requireKind(t, tt.kind, tt.code, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.started.Number, ticket.Number)
			require.True(t, c.started.CreatedAt.Equal(ticket.CreatedAt), "%v, then %v", c.started.CreatedAt, ticket.CreatedAt)
			require.Equal(t, before[0], inZoneOf(&before[0], []desk.Entry{*e})[0])
		})
	}
}

func TestStartRacingCopiesBeginOneConversation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 20 {
		n := h.newTicket(h.shop)
		var numbers sync.Map
		start := func() error {
			ticket, e, err := h.StartTicket(context.Background(), n)
			if err == nil {
				numbers.Store([2]int64{ticket.Number, e.Seq}, true)
			}
			return err
		}
		require.NoError(t, inParallel(start, start, start, start))
		var distinct int
		numbers.Range(func(any, any) bool { distinct++; return true })
		require.Equal(t, 1, distinct)
		require.Len(t, (&chat{house: h, NewTicket: n}).journal(t), 1)
	}
}

func TestStartRacingStrangersHaveOneWinner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.newTicket(h.shop)
	outcomes := make(chan error, 4)
	start := func(token string) func() error {
		return func() error {
			mine := n
			mine.Token, mine.EntryID = store.HashVisitorToken(token), uuid.New()
			_, _, err := h.StartTicket(context.Background(), mine)
			outcomes <- err
			return nil
		}
	}
	require.NoError(t, inParallel(start("a"), start("b"), start("c"), start("d")))
	close(outcomes)
	var won int
	for err := range outcomes {
		if err == nil {
			won++
			continue
		}
		requireKind(t, desk.Conflict, "conversation_id_reused", err)
	}
	require.Equal(t, 1, won)
	require.Len(t, (&chat{house: h, NewTicket: n}).journal(t), 1)
}

func TestVisitorsSeeTheirOwnConversationOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)

	mine, err := h.VisitorTicket(t.Context(), c.ID, c.Token)
	require.NoError(t, err)
	require.Equal(t, &desk.AgentRef{ID: h.anna.ID, Name: "Anna Nowak"}, mine.Agent)

	_, err = h.VisitorTicket(t.Context(), c.ID, h.start(t).Token)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
	_, err = h.VisitorTicket(t.Context(), uuid.New(), c.Token)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
}
