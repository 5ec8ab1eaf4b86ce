package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func (h *house) newStatus(t require.TestingT, name string, set func(*desk.Status)) *desk.Status {
	s := desk.Status{Key: uuid.NewString(), Name: name, Colour: "#123456", RequiresResponse: true, Visible: true, Position: 10}
	if set != nil {
		set(&s)
	}
	require.NoError(t, s.Clean())
	saved, err := h.SaveStatus(context.Background(), s)
	require.NoError(t, err)
	return saved
}

func TestTheStatusFollowsTheConversation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	opening := h.newStatus(t, "Otwiera się", func(s *desk.Status) { s.OpensOnMessage = true })
	staying := h.newStatus(t, "Zostaje", nil)
	deleted := h.newStatus(t, "Usunięty", func(s *desk.Status) { s.OpensOnMessage = true })
	for from, want := range map[string]string{
		"open": "open", "pending": "open", "resolved": "open", "consultation": "consultation", "spam": "spam",
		opening.Key: "open", staying.Key: staying.Key, deleted.Key: "open",
	} {
		c := h.start(t)
		if from != "open" {
			c.change(t, desk.PropertyStatus, from)
		}
		if from == deleted.Key {
			require.NoError(t, h.DeleteStatus(t.Context(), deleted.Key))
		}
		c.reply(t, h.anna, "Proszę")
		require.Equal(t, from, c.head(t).Status, "an agent's reply changes nothing")
		c.say(t, "Dziękuję")
		require.Equal(t, want, c.head(t).Status, from)
		c.closed(t)
		closed := "closed"
		if want == "spam" {
			closed = "spam"
		}
		require.Equal(t, closed, c.head(t).Status, from)
		c.mustDo(t, func(id uuid.UUID) (bool, error) { return reopen(anna)(c, id) })
		require.Equal(t, "open", c.head(t).Status, from)
	}
}

func TestStatusesDecideWhatStandsInTheViews(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hidden := h.newStatus(t, "Ukryty", func(s *desk.Status) { s.Visible = false })
	in := func(status string, of *chat) *chat {
		if status != "open" {
			of.change(t, desk.PropertyStatus, status)
		}
		return of
	}
	of := map[string]map[string]*chat{}
	for _, status := range []string{"open", "pending", "consultation", "resolved", "spam", hidden.Key} {
		of[status] = map[string]*chat{"free": in(status, h.start(t)), "mine": in(status, h.joined(t, h.anna))}
	}
	closed, spam := h.joined(t, h.anna).closed(t), in("spam", h.joined(t, h.anna)).closed(t)
	require.Equal(t, "spam", spam.head(t).Status)
	for view, want := range map[desk.View][]*chat{
		desk.ViewAll: {
			of["open"]["free"], of["open"]["mine"], of["pending"]["free"], of["pending"]["mine"], of["consultation"]["free"],
			of["consultation"]["mine"], of["resolved"]["free"], of["resolved"]["mine"], closed,
		},
		desk.ViewUnassigned: {of["open"]["free"], of["pending"]["free"], of["consultation"]["free"]},
		desk.ViewMine:       {of["open"]["mine"], of["pending"]["mine"], of["consultation"]["mine"]},
		desk.ViewAwaiting:   {of["open"]["free"], of["open"]["mine"], of["consultation"]["free"], of["consultation"]["mine"]},
	} {
		ids := []uuid.UUID{}
		for _, c := range want {
			ids = append(ids, c.ID)
		}
		require.ElementsMatch(t, ids, listed(t, h, view, h.anna, 50), "%s", view)
	}
	counts, err := h.CountTickets(t.Context(), h.anna.ID)
	require.NoError(t, err)
	require.Equal(t, &store.Counts{Open: 8, Unassigned: 3, Mine: 3, Awaiting: 4}, counts)
	for status, awaits := range map[string]bool{"open": true, "pending": false, "consultation": true, "resolved": false, "spam": false, hidden.Key: true} {
		ticket, err := h.Ticket(t.Context(), of[status]["free"].ID, h.anna.ID)
		require.NoError(t, err)
		require.Equal(t, awaits, ticket.Awaiting(), status)
	}
}
