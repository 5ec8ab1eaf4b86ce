package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func (c *chat) mentioned(t require.TestingT) (agents []uuid.UUID) {
	require.NoError(t, c.DB().Select(&agents, `SELECT agent_id FROM mentions WHERE ticket_id = $1 ORDER BY seq, name`, c.ID))
	return agents
}

func TestANoteTellsWhomItMentions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)
	oskar := h.newAgent(t, "Oskar Utrzymanie")
	_, err := h.DB().Exec(`UPDATE agents SET role = 'operator' WHERE id = $1`, oskar.ID)
	require.NoError(t, err)
	require.NoError(t, h.GrantChannel(t.Context(), h.shop.ID, oskar.ID))
	heard := listen(t, h, store.NoticesChannel)
	id := uuid.New()
	write := func(body string, agents ...uuid.UUID) (*desk.Entry, error) {
		return h.WriteNoteTo(context.Background(), c.ID, h.anna.ID, id, body, nil, agents)
	}
	e, err := write("@Piotr Lis @Oskar Utrzymanie, zerknijcie", h.piotr.ID, oskar.ID)
	require.NoError(t, err)
	want := []desk.AgentRef{{ID: oskar.ID, Name: "Oskar Utrzymanie"}, {ID: h.piotr.ID, Name: "Piotr Lis"}}
	require.Equal(t, want, e.Mentions)
	require.ElementsMatch(t, []notice{
		entryNotice(c, e.Seq), {store.NoticesChannel, h.piotr.ID.String()}, {store.NoticesChannel, oskar.ID.String()},
	}, heard.sinceLast())
	require.ElementsMatch(t, []uuid.UUID{h.piotr.ID, oskar.ID}, c.mentioned(t))

	first, err := write("@Piotr Lis @Oskar Utrzymanie, zerknijcie", oskar.ID, h.piotr.ID)
	require.NoError(t, err, "a repeat")
	require.Equal(t, e.Seq, first.Seq)
	require.Equal(t, want, first.Mentions)
	_, err = write("@Piotr Lis @Oskar Utrzymanie, zerknijcie", h.piotr.ID)
	requireKind(t, desk.Conflict, "entry_id_reused", err)
	require.Len(t, c.mentioned(t), 2)

	// They keep the name that stands in the text, and a repeat is known also when they have lost access.
	_, err = h.DB().Exec(`UPDATE agents SET name = 'Piotr Wilk' WHERE id = $1`, h.piotr.ID)
	require.NoError(t, err)
	require.NoError(t, h.RevokeChannel(t.Context(), h.shop.ID, h.piotr.ID))
	first, err = write("@Piotr Lis @Oskar Utrzymanie, zerknijcie", h.piotr.ID, oskar.ID)
	require.NoError(t, err)
	require.Equal(t, want, first.Mentions)
	journal := c.journal(t)
	require.Equal(t, want, journal[len(journal)-1].Mentions)
	require.Empty(t, journal[0].Mentions)
}

func TestWhoHasNoAccessIsNotMentioned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)
	gone := h.newAgent(t, "Dawny Pracownik")
	require.NoError(t, h.GrantChannel(t.Context(), h.shop.ID, gone.ID))
	_, err := h.DB().Exec(`UPDATE agents SET disabled_at = now() WHERE id = $1`, gone.ID)
	require.NoError(t, err)
	before := c.journal(t)
	for name, agent := range map[string]uuid.UUID{"of another chat": h.ewa.ID, "switched off": gone.ID, "nobody": uuid.New()} {
		_, err := h.WriteNoteTo(t.Context(), c.ID, h.anna.ID, uuid.New(), "@ktoś", nil, []uuid.UUID{h.piotr.ID, agent})
		var refused *desk.Error
		require.ErrorAs(t, err, &refused, name)
		require.Equal(t, [2]string{"mention_no_access", "mentions." + agent.String()}, [2]string{refused.Code, refused.Field}, name)
	}
	_, err = h.WriteNoteTo(t.Context(), c.ID, h.ewa.ID, uuid.New(), "@Piotr Lis", nil, []uuid.UUID{h.piotr.ID})
	requireKind(t, desk.NotFound, "ticket_not_found", err)
	require.Equal(t, before, c.journal(t))
	require.Empty(t, c.mentioned(t))
}

func TestANoteWithFilesMentionsToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna).closed(t)
	file := c.uploads(t, store.Uploader{Agent: h.anna.ID}, "paragon.png")
	e, err := h.WriteNoteTo(t.Context(), c.ID, h.anna.ID, uuid.New(), "@Piotr Lis", []uuid.UUID{file.ID}, []uuid.UUID{h.piotr.ID})
	require.NoError(t, err, "closed tickets take notes")
	require.Equal(t, []desk.Attachment{file}, e.Attachments)
	require.Equal(t, []uuid.UUID{h.piotr.ID}, c.mentioned(t))
	require.Zero(t, c.unsent(t))
	_, err = h.DB().Exec(`DELETE FROM entries WHERE ticket_id = $1 AND seq = $2`, c.ID, e.Seq)
	require.NoError(t, err)
	require.Empty(t, c.mentioned(t), "they go with their note")
}
