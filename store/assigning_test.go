package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// operationsOf are a conversation's operations, as what and by whom.
func operationsOf(entries []desk.Entry) (list [][2]string) {
	for _, e := range entries {
		if e.Operation != nil {
			list = append(list, [2]string{string(e.Operation.Type), e.Author.Name})
		}
	}
	return list
}

func TestAssigning(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	t.Run("a free ticket is joined by who is given it", func(t *testing.T) {
		t.Parallel()
		c := h.start(t)
		changed := c.change(t, desk.PropertyAgent, h.piotr.ID.String())
		require.Equal(t, []any{desk.Active, &desk.AgentRef{ID: h.piotr.ID, Name: "Piotr Lis"}}, []any{changed.Ticket.State, changed.Ticket.Agent})
		require.Equal(t, [][2]string{{"changed", "Anna Nowak"}, {"joined", "Piotr Lis"}}, operationsOf(changed.Entries))
		require.Equal(t, []bool{false, true}, []bool{changed.Entries[0].Public(), changed.Entries[1].Public()})
		require.Equal(t, inZoneOf(&changed.Entries[0], c.journal(t))[1:], changed.Entries)
		row := c.head(t)
		require.Equal(t, []int64{3, 3}, []int64{row.LastSeq, row.WakeSeq})
		_, err := replyBy(anna)(c, uuid.New(), "x")
		requireKind(t, desk.Conflict, "assigned_to_other", err)
		c.reply(t, h.piotr, "Już jestem")
	})
	t.Run("another's ticket is taken over", func(t *testing.T) {
		t.Parallel()
		changed := h.joined(t, h.anna).change(t, desk.PropertyAgent, h.piotr.ID.String())
		require.Equal(t, [][2]string{{"changed", "Anna Nowak"}, {"took_over", "Piotr Lis"}}, operationsOf(changed.Entries))
		c := changed.Entries[0].Operation.Change
		require.Equal(t, []string{"Piotr Lis", h.anna.ID.String(), "Anna Nowak"}, []string{c.Name, c.Was, c.WasName})
	})
	t.Run("a ticket that is given back waits anew", func(t *testing.T) {
		t.Parallel()
		c := replied(t, h)
		changed := c.change(t, desk.PropertyAgent, "")
		require.Equal(t, [][2]string{{"changed", "Anna Nowak"}}, operationsOf(changed.Entries))
		require.Equal(t, desk.Waiting, changed.Ticket.State)
		require.Nil(t, changed.Ticket.Agent)
		freed := changed.Entries[0]

		st, err := h.Standing(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, freed.Seq, st.FreedSeq)
		require.False(t, st.Replier.Valid, "anna's reply was before")
		require.True(t, st.WaitingSince.IsZero(), "the customer was answered")

		said := c.say(t, "Jeszcze jedno")
		st, err = h.Standing(t.Context(), c.ID)
		require.NoError(t, err)
		require.WithinDuration(t, said.CreatedAt, st.WaitingSince, time.Second)
		c.change(t, desk.PropertyStatus, "spam")
		st, err = h.Standing(t.Context(), c.ID)
		require.NoError(t, err)
		require.True(t, st.WaitingSince.IsZero(), "nobody need answer that")

		c.reply(t, h.piotr, "Słucham")
		st, err = h.Standing(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, h.piotr.ID, st.Replier.UUID)
		c.mustDo(t, func(id uuid.UUID) (bool, error) { return join(piotr)(c, id) })
	})
	t.Run("who waits when it is given back waits from then on", func(t *testing.T) {
		t.Parallel()
		c := repliedAndAnswered(t, h)
		freed := c.change(t, desk.PropertyAgent, "").Entries[0]
		st, err := h.Standing(t.Context(), c.ID)
		require.NoError(t, err)
		require.True(t, st.WaitingSince.Equal(freed.CreatedAt), "%v, then %v", freed.CreatedAt, st.WaitingSince)
	})
	t.Run("of two at once each is noted and one has it", func(t *testing.T) {
		t.Parallel()
		for range 20 {
			c := h.start(t)
			give := func(agent desk.Account) func() error {
				id := uuid.New()
				again := func() error {
					_, err := h.ChangeTicket(context.Background(), c.ID, agent.ID, id, desk.PropertyAgent, agent.ID.String())
					return err
				}
				return func() error { return inParallel(again, again) } // as a browser that tries again
			}
			require.NoError(t, inParallel(give(h.anna), give(h.piotr)))
			operations := operationsOf(c.journal(t))
			require.Len(t, operations, 4)
			require.Equal(t, []string{"changed", "joined", "changed", "took_over"},
				[]string{operations[0][0], operations[1][0], operations[2][0], operations[3][0]})
			ticket, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
			require.NoError(t, err)
			require.Equal(t, operations[3][1], ticket.Agent.Name)
			require.NotEqual(t, operations[1][1], ticket.Agent.Name)
		}
	})
}

func TestAssigneesAreThoseWithAccess(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	operator := desk.Account{ID: uuid.New(), Name: "Oskar Sowa", Email: uuid.NewString() + "@x.example", Role: desk.Operator, Locale: "pl"}
	gone := h.newAgent(t, "Dawny Pracownik")
	require.NoError(t, h.CreateAgent(t.Context(), operator, "x"))
	for _, id := range []uuid.UUID{operator.ID, gone.ID} {
		require.NoError(t, h.GrantChannel(t.Context(), h.shop.ID, id))
	}
	_, err := h.DB().ExecContext(t.Context(), `UPDATE agents SET disabled_at = now() WHERE id = $1`, gone.ID)
	require.NoError(t, err)
	team, deleted := h.newTeam(t, "Zwroty", h.piotr.ID, h.ewa.ID), h.newTeam(t, "Dawny", h.piotr.ID)
	require.NoError(t, h.DeleteTeam(t.Context(), deleted.ID))
	c := h.start(t)
	assignees, err := h.Assignees(t.Context(), c.ID, h.anna.ID)
	require.NoError(t, err)
	require.Equal(t, []store.Assignee{
		{ID: h.anna.ID, Name: "Anna Nowak", Role: desk.Agent, Teams: []uuid.UUID{}},
		{ID: operator.ID, Name: "Oskar Sowa", Role: desk.Operator, Teams: []uuid.UUID{}},
		{ID: h.piotr.ID, Name: "Piotr Lis", Role: desk.Agent, Teams: []uuid.UUID{team.ID}},
	}, assignees)
	for _, who := range []desk.Account{h.ewa, nobody(h)} {
		_, err = h.Assignees(t.Context(), c.ID, who.ID)
		requireKind(t, desk.NotFound, "ticket_not_found", err)
	}
}
