package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// Wake is a ticket whose workflow must be told of entries.
type Wake struct {
	Ticket uuid.UUID `db:"id"`
	// Through is the last entry the workflow must see.
	Through     int64         `db:"wake_seq"`
	Number      int64         `db:"number"`
	ChannelKey  string        `db:"channel_key"`
	ChannelName string        `db:"channel_name"`
	Priority    desk.Priority `db:"priority"`
}

// ClaimWakes takes up to limit tickets whose workflows are behind, for the length of the lease: until it runs
// out nobody else gets them, so that a relay that died delays a wake and loses none. The claim holds no lock
// on the ticket while the engine is asked, since an append would wait for it.
func (s *Store) ClaimWakes(ctx context.Context, limit int, lease time.Duration) ([]Wake, error) {
	var wakes []Wake
	err := s.db.SelectContext(ctx, &wakes, `
		WITH behind AS ( -- runs once: as a subquery a planner may run it anew for every row, past the limit
		    SELECT id FROM tickets
		    WHERE wake_seq > relayed_seq AND (relay_lease IS NULL OR relay_lease < clock_timestamp())
		    ORDER BY told_at NULLS FIRST LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
		), claimed AS (
		    UPDATE tickets SET relay_lease = clock_timestamp() + $2 * interval '1 microsecond'
		    WHERE id IN (SELECT id FROM behind)
		    RETURNING id, wake_seq, number, channel_id, priority
		)
		SELECT claimed.id, wake_seq, number, priority, c.key AS channel_key, c.name AS channel_name
		FROM claimed JOIN channels c ON c.id = claimed.channel_id`, limit, lease.Microseconds())
	if err != nil {
		return nil, fmt.Errorf("claiming wakes: %w", err)
	}
	return wakes, nil
}

// FinishWakes notes that the workflows were told of the entries through the given ones, and gives the claims
// back.
func (s *Store) FinishWakes(ctx context.Context, wakes []Wake) error {
	ids, through := make([]uuid.UUID, len(wakes)), make([]int64, len(wakes))
	for i, w := range wakes {
		ids[i], through[i] = w.Ticket, w.Through
	}
	_, err := s.db.ExecContext(ctx, `
		WITH told AS ( -- locks in one order: relays that share tickets after a lease ran out would deadlock
		    SELECT t.id, through FROM tickets t JOIN unnest($1::uuid[], $2::bigint[]) AS told (id, through) ON t.id = told.id
		    ORDER BY t.id FOR NO KEY UPDATE OF t
		)
		UPDATE tickets t SET relayed_seq = greatest(relayed_seq, told.through), relay_lease = NULL, told_at = clock_timestamp()
		FROM told WHERE t.id = told.id`,
		pq.Array(ids), pq.Array(through))
	if err != nil {
		return fmt.Errorf("finishing wakes: %w", err)
	}
	return nil
}

// ReleaseWakes gives back claims of wakes that could not be told, for a try after the pause.
func (s *Store) ReleaseWakes(ctx context.Context, wakes []Wake, pause time.Duration) error {
	ids := make([]uuid.UUID, len(wakes))
	for i, w := range wakes {
		ids[i] = w.Ticket
	}
	_, err := s.db.ExecContext(ctx, `
		WITH claimed AS ( -- locks in one order, as in FinishWakes
		    SELECT id FROM tickets WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE
		)
		UPDATE tickets t SET relay_lease = clock_timestamp() + $2 * interval '1 microsecond'
		FROM claimed WHERE t.id = claimed.id`,
		pq.Array(ids), pause.Microseconds())
	if err != nil {
		return fmt.Errorf("releasing wakes: %w", err)
	}
	return nil
}

// Backlog is how far the workflows are behind the journal.
type Backlog struct {
	Tickets int   `db:"tickets"`
	Entries int64 `db:"entries"`
}

// WakeBacklog measures the outbox.
func (s *Store) WakeBacklog(ctx context.Context) (Backlog, error) {
	var b Backlog
	err := s.db.GetContext(ctx, &b, `
		SELECT count(*) AS tickets, coalesce(sum(wake_seq - relayed_seq), 0) AS entries
		FROM tickets WHERE wake_seq > relayed_seq`)
	if err != nil {
		return Backlog{}, fmt.Errorf("measuring the outbox: %w", err)
	}
	return b, nil
}
