package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// noticesEach is how many of a kind are looked at, so that what the question costs doesn't grow with the years: older ones
// are neither listed nor counted.
const noticesEach = `100`

// theirs is the SQL of the ticket w.ticket_id being of one of the agent's channels; $1 is the agent. It is looked up for each:
// they are few, and a join might begin with all tickets.
const theirs = `(SELECT true FROM tickets t JOIN channel_agents ca ON ca.channel_id = t.channel_id AND ca.agent_id = $1 WHERE t.id = w.ticket_id)`

// hasRead is the SQL of the last entry that the agent has read there.
const hasRead = `coalesce((SELECT r.seq FROM reads r WHERE r.ticket_id = w.ticket_id AND r.agent_id = $1), 0)`

// noticesOf: $1 agent, $2 limit. Who was named or given a ticket has a row; of tickets they watch they are told by the last
// that others did there since they began to watch, unless a row tells of that very entry. What the program itself tells a
// customer (that it takes longer, that the shop has closed) is no news, but that it closed the ticket is.
const noticesOf = `
WITH told AS (
    (SELECT 'mention' AS kind, w.ticket_id, w.seq, w.at FROM mentions w
     WHERE w.agent_id = $1 AND ` + theirs + ` ORDER BY w.at DESC LIMIT ` + noticesEach + `)
    UNION ALL
    (SELECT 'assigned', w.ticket_id, w.seq, w.at FROM assignments w
     WHERE w.agent_id = $1 AND ` + theirs + ` ORDER BY w.at DESC LIMIT ` + noticesEach + `)
    UNION ALL
    SELECT 'watched', w.ticket_id, e.seq, e.created_at
    FROM (
        SELECT w.ticket_id, w.since_seq FROM watchers w
        CROSS JOIN LATERAL (SELECT t.last_seq, t.last_message_at FROM tickets t WHERE t.id = w.ticket_id LIMIT 1) t
        WHERE w.agent_id = $1 AND t.last_seq > w.since_seq AND ` + theirs + `
        ORDER BY t.last_seq > ` + hasRead + ` DESC, t.last_message_at DESC LIMIT ` + noticesEach + `
    ) w CROSS JOIN LATERAL (
        SELECT e.seq, e.created_at FROM entries e
        WHERE e.ticket_id = w.ticket_id AND e.seq > w.since_seq AND e.author_id IS DISTINCT FROM $1
          AND (e.author_kind <> 'system' OR e.operation->>'type' = 'closed')
          AND NOT EXISTS (SELECT FROM mentions m WHERE m.agent_id = $1 AND m.ticket_id = e.ticket_id AND m.seq = e.seq)
          AND NOT EXISTS (SELECT FROM assignments x WHERE x.agent_id = $1 AND x.ticket_id = e.ticket_id AND x.seq = e.seq)
        ORDER BY e.seq DESC LIMIT 1
    ) e
), marked AS (
    SELECT w.*, w.seq > ` + hasRead + ` AND w.at > coalesce((SELECT a.notices_read_at FROM agents a WHERE a.id = $1), '-infinity') AS unread
    FROM told w
), newest AS (
    SELECT *, count(*) FILTER (WHERE unread) OVER () AS unread_count FROM marked ORDER BY at DESC, ticket_id, seq, kind LIMIT $2
)
SELECT CASE WHEN n.kind = 'mention' AND e.author_kind = 'system' THEN 'rule' ELSE n.kind END AS notice, n.at, n.unread, n.unread_count, t.number, t.subject, t.requester_name,
       e.ticket_id, e.seq, e.id, e.kind, e.author_kind, e.author_id, e.author_name, e.rule_id, left(e.body, 1000) AS body, e.attachments,
       e.operation, e.created_at
FROM newest n JOIN tickets t ON t.id = n.ticket_id JOIN entries e ON e.ticket_id = n.ticket_id AND e.seq = n.seq
ORDER BY n.at DESC, n.ticket_id, n.seq, n.kind`

// Notices returns the newest of what the agent is told of, as far as they have access to its ticket still, and how many
// they haven't read.
func (s *Store) Notices(ctx context.Context, agent uuid.UUID, limit int) (notices []desk.Notice, unread int, err error) {
	var rows []struct {
		entryRow
		Notice        desk.NoticeKind `db:"notice"`
		At            time.Time       `db:"at"`
		Unread        bool            `db:"unread"`
		UnreadCount   int             `db:"unread_count"`
		Number        int64           `db:"number"`
		Subject       string          `db:"subject"`
		RequesterName string          `db:"requester_name"`
	}
	if err := s.db.SelectContext(ctx, &rows, noticesOf, agent, limit); err != nil {
		return nil, 0, fmt.Errorf("reading an agent's notices: %w", err)
	}
	notices = make([]desk.Notice, len(rows))
	for i := range rows {
		r := &rows[i]
		e, err := r.entry()
		if err != nil {
			return nil, 0, err
		}
		e.Body = desk.Preview(e.Body)
		unread = r.UnreadCount
		notices[i] = desk.Notice{
			Kind: r.Notice, At: r.At, Unread: r.Unread, Entry: *e,
			Ticket: desk.Ticket{ID: r.TicketID, Number: r.Number, Subject: r.Subject, Requester: desk.Requester{Name: r.RequesterName}},
		}
	}
	return notices, unread, nil
}

// MarkNoticesRead notes that the agent has seen what they were told of until then; an earlier time than before changes
// nothing. Their other devices are told.
func (s *Store) MarkNoticesRead(ctx context.Context, agent uuid.UUID, through time.Time) error {
	_, err := s.db.ExecContext(ctx, `
		WITH marked AS (
		    UPDATE agents SET notices_read_at = least($2, clock_timestamp())
		    WHERE id = $1 AND coalesce(notices_read_at, '-infinity') < least($2, clock_timestamp())
		    RETURNING id
		)
		SELECT pg_notify('notices', id::text) FROM marked`, agent, through)
	if err != nil {
		return fmt.Errorf("marking an agent's notices read: %w", err)
	}
	return nil
}
