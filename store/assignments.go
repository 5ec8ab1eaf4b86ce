package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// tellAssignee notes for the new assignee that somebody else gave them the ticket, by the entry that says so. Who takes
// one themselves knows it.
func (c *changing) tellAssignee(ctx context.Context, assignee uuid.UUID, entry *desk.Entry) error {
	if assignee == c.by.ID {
		return nil
	}
	_, err := c.tx.ExecContext(ctx, `
		WITH told AS (INSERT INTO assignments (agent_id, ticket_id, seq, at) VALUES ($1, $2, $3, $4) RETURNING agent_id)
		SELECT pg_notify('notices', agent_id::text) FROM told`, assignee, c.row.ID, entry.Seq, entry.CreatedAt)
	if err != nil {
		return fmt.Errorf("telling an agent of their ticket: %w", err)
	}
	return nil
}
