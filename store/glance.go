package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Glance returns the first and the last message of a ticket, one or two, for an agent with access to it; nothing is
// marked read. Error: not found.
func (s *Store) Glance(ctx context.Context, ticket, agent uuid.UUID) ([]desk.Entry, error) {
	var is struct {
		First int64 `db:"first"`
		Last  int64 `db:"last"`
	}
	err := s.db.GetContext(ctx, &is, `
		SELECT (SELECT e.seq FROM entries e WHERE e.ticket_id = t.id AND e.kind = 'message' ORDER BY e.seq LIMIT 1) AS first,
		       greatest(t.last_customer_seq, t.last_reply_seq) AS last
		FROM tickets t WHERE t.id = $1
		  AND EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = $2)`, ticket, agent)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("ticket")
	}
	if err != nil {
		return nil, fmt.Errorf("glancing at a ticket: %w", err)
	}
	// One page of one entry each.
	after := []int64{is.First - 1}
	if is.Last > is.First {
		after = append(after, is.Last-1)
	}
	pages, err := s.Pages(ctx, []uuid.UUID{ticket, ticket}[:len(after)], after, 1)
	if err != nil {
		return nil, err
	}
	if len(pages[ticket]) == 0 { // erased since
		return nil, notFound("ticket")
	}
	return pages[ticket], nil
}
