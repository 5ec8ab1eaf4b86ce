package store

import (
	"context"
	"fmt"

	"rozmowa/desk"
)

// watcherIDs is the SQL of who watches a ticket t: those who could be chosen for it still, as Assignees lists them. They
// are looked up one by one, since they are few; a join would begin with all agents.
const watcherIDs = `ARRAY(
	SELECT w.agent_id FROM watchers w WHERE w.ticket_id = t.id AND (
		SELECT true FROM channel_agents ca JOIN agents wa ON wa.id = ca.agent_id AND wa.disabled_at IS NULL
		WHERE ca.channel_id = t.channel_id AND ca.agent_id = w.agent_id))`

// watcher adds or removes an agent; only who may read the ticket can be added.
func (c *changing) watcher(ctx context.Context) (*effect, error) {
	query := `DELETE FROM watchers WHERE ticket_id = $1 AND agent_id = $2`
	if c.Property == desk.PropertyWatcherAdded {
		if err := c.mayBe(ctx, desk.ReadTickets); err != nil {
			return nil, err
		}
		// From here on: that somebody else added them is the first they are told of.
		query = `INSERT INTO watchers (ticket_id, agent_id, since_seq) SELECT id, $2, last_seq FROM tickets WHERE id = $1 ON CONFLICT DO NOTHING`
	}
	written, err := affects(c.tx.ExecContext(ctx, query, c.row.ID, c.Value))
	if err != nil {
		return nil, fmt.Errorf("changing a ticket's watchers: %w", err)
	}
	if !written {
		return nil, nil
	}
	return c.named(ctx, &effect{}, agentNames)
}
