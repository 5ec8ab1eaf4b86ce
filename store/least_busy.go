package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/rules"
)

// PresentWithin is how lately an agent must have been seen to count as present.
const PresentWithin = 90 * time.Second

// NobodyPresent is the code of the error for a ticket that is to be given to somebody present, and nobody is.
const NobodyPresent = "nobody_present"

// RuleAssignLeastBusy gives the ticket, unless somebody has it, to who has the fewest open ones of the agents who are present
// and may have it, of a team or (empty) of all; of several to who was given one the longest ago. Errors: unavailable
// (nobody_present), closed.
func (s *Store) RuleAssignLeastBusy(ctx context.Context, w *RuleWork, team string) (*rules.Acted, error) {
	return s.rule(ctx, w, func(c *changing) (*ruled, error) {
		if c.row.AgentID.Valid {
			return &ruled{state: rules.ActionNothing}, nil
		}
		// One after the other, or all tickets of a moment would go to the same agent.
		if _, err := c.tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('least busy'))`); err != nil {
			return nil, fmt.Errorf("waiting for another ticket to be given away: %w", err)
		}
		var present []struct {
			ID   uuid.UUID `db:"id"`
			Role desk.Role `db:"role"`
		}
		err := c.tx.SelectContext(ctx, &present, `
			SELECT a.id, a.role FROM channel_agents ca JOIN agents a ON a.id = ca.agent_id AND a.disabled_at IS NULL
			WHERE ca.channel_id = $1
			  AND EXISTS (SELECT FROM agent_presence p WHERE p.agent_id = a.id AND p.seen_at > clock_timestamp() - $3 * interval '1 second')
			  AND ($2 = '' OR EXISTS (SELECT FROM team_agents ta JOIN teams t ON t.id = ta.team_id AND t.deleted_at IS NULL
			      WHERE ta.agent_id = a.id AND ta.team_id::text = $2))
			ORDER BY (SELECT count(*) FROM channel_agents own JOIN tickets t ON t.channel_id = own.channel_id
			              AND t.agent_id = a.id AND t.state <> 'closed' WHERE own.agent_id = a.id),
			         (SELECT max(x.at) FROM assignments x WHERE x.agent_id = a.id) NULLS FIRST, a.id`,
			c.row.ChannelID, team, PresentWithin.Seconds())
		if err != nil {
			return nil, fmt.Errorf("looking for who is least busy: %w", err)
		}
		for _, a := range present {
			if a.Role.May(desk.WriteTickets) {
				c.Change = desk.Change{Property: desk.PropertyAgent, Value: a.ID.String()}
				return c.ruled(ctx)
			}
		}
		return nil, desk.Errorf(desk.Unavailable, NobodyPresent, "nobody is there who could have the ticket")
	})
}

// NotePresence notes that the agents have the inbox open at the node, and that others haven't (any more). Without agents the
// node's rows are gone. Rows that nobody has renewed are swept by whoever comes by.
func (s *Store) NotePresence(ctx context.Context, node uuid.UUID, agents []uuid.UUID) error {
	_, err := s.db.ExecContext(ctx, `
		WITH gone AS (
		    DELETE FROM agent_presence
		    WHERE node = $1 AND agent_id <> ALL ($2) OR seen_at < clock_timestamp() - $3 * interval '1 second'
		)
		INSERT INTO agent_presence (agent_id, node, seen_at)
		SELECT a.id, $1, clock_timestamp() FROM agents a WHERE a.id = ANY ($2)
		ON CONFLICT (agent_id, node) DO UPDATE SET seen_at = excluded.seen_at`,
		node, pqArray(append([]uuid.UUID{}, agents...)), 10*PresentWithin.Seconds())
	if err != nil {
		return fmt.Errorf("noting who is present: %w", err)
	}
	return nil
}
