package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// nameMentioned looks up whom the entry mentions: agents with access to the ticket's channel, whatever their role. Error:
// invalid (mention_no_access), whose field names one who has none.
func nameMentioned(ctx context.Context, tx *sqlx.Tx, e *desk.Entry) error {
	if len(e.Mentions) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(e.Mentions))
	for i, m := range e.Mentions {
		ids[i] = m.ID
	}
	var rows []struct {
		ID   uuid.UUID `db:"id"`
		Name string    `db:"name"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT a.id, a.name FROM tickets t
		JOIN channel_agents ca ON ca.channel_id = t.channel_id AND ca.agent_id = ANY ($2)
		JOIN agents a ON a.id = ca.agent_id AND a.disabled_at IS NULL
		WHERE t.id = $1 ORDER BY a.name, a.id`, e.TicketID, pqArray(ids))
	if err != nil {
		return fmt.Errorf("looking up who is mentioned: %w", err)
	}
	e.Mentions = make([]desk.AgentRef, len(rows))
	for i, r := range rows {
		e.Mentions[i] = desk.AgentRef{ID: r.ID, Name: r.Name}
	}
	for _, id := range ids {
		if !slices.ContainsFunc(e.Mentions, func(m desk.AgentRef) bool { return m.ID == id }) {
			return desk.InvalidField("mentions."+id.String(), "mention_no_access", "the agent has no access to the ticket's chat")
		}
	}
	return nil
}

// mention notes that the entry, which stands in the journal now, mentions agents, and tells the api nodes of each.
func mention(ctx context.Context, tx *sqlx.Tx, e *desk.Entry) error {
	if len(e.Mentions) == 0 {
		return nil
	}
	ids, names := make([]uuid.UUID, len(e.Mentions)), make([]string, len(e.Mentions))
	for i, m := range e.Mentions {
		ids[i], names[i] = m.ID, m.Name
	}
	_, err := tx.ExecContext(ctx, `
		WITH mentioned AS (
		    INSERT INTO mentions (agent_id, ticket_id, seq, name)
		    SELECT agent, $3, $4, name FROM unnest($1::uuid[], $2::text[]) AS m (agent, name)
		    RETURNING agent_id
		)
		SELECT pg_notify('notices', agent_id::text) FROM mentioned`, pqArray(ids), pqArray(names), e.TicketID, e.Seq)
	if err != nil {
		return fmt.Errorf("noting who is mentioned: %w", err)
	}
	return nil
}

// sameAgents reports whether both name the same agents, in any order.
func sameAgents(a, b []desk.AgentRef) bool {
	ids := func(list []desk.AgentRef) []string {
		sorted := make([]string, len(list))
		for i, m := range list {
			sorted[i] = m.ID.String()
		}
		slices.SortFunc(sorted, cmp.Compare[string])
		return sorted
	}
	return slices.Equal(ids(a), ids(b))
}
