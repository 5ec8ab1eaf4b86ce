package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Standing is how a conversation stands, as far as its workflow decides by it. It holds no text and no person
// but an agent's id.
type Standing struct {
	Number int64 `db:"number"`
	// Channel is the chat it came by, with its hours and its pace.
	Channel   desk.Channel   `db:"-"`
	State     desk.State     `db:"state"`
	Priority  desk.Priority  `db:"priority"`
	Sentiment desk.Sentiment `db:"sentiment"`
	// AgentID is the assignee; null while nobody has joined.
	AgentID uuid.NullUUID `db:"agent_id"`
	LastSeq int64         `db:"last_seq"`
	// WaitingSince is when the customer began to wait for somebody to join, with a waiting ticket: at the beginning, or
	// when it was given back to nobody. Zero when the customer waits for nothing: an agent answered before giving it back,
	// or the ticket's status requires no answer.
	WaitingSince time.Time `db:"-"`
	// LastMessageAt and LastMessageFrom tell who is silent, and since when.
	LastMessageAt   time.Time       `db:"last_message_at"`
	LastMessageFrom desk.AuthorKind `db:"last_message_from"`
	LastCustomerSeq int64           `db:"last_customer_seq"`
	// LastReplySeq is the last agent's reply; 0 when there is none.
	LastReplySeq int64 `db:"last_reply_seq"`
	// ClosedSeq is the last closing, 0 when there was none: earlier runs have seen the entries through it.
	ClosedSeq int64 `db:"closed_seq"`
	// FreedSeq is the last time it was given back to nobody, 0 when it never was.
	FreedSeq int64 `db:"freed_seq"`
	// Replier is the first of those with access who replied to a ticket that nobody has joined, since it was free; null
	// otherwise.
	Replier uuid.NullUUID `db:"replier"`
	// Transcripts are those of a closed ticket that were asked for and are to be sent; nil for an open one.
	Transcripts []uuid.UUID `db:"-"`
}

// Standing reads how the conversation stands. Error: not found (erased).
func (s *Store) Standing(ctx context.Context, ticket uuid.UUID) (*Standing, error) {
	var row struct {
		Standing
		Chat  channelRow   `db:"channel"`
		Since sql.NullTime `db:"waiting_since"`
		Asked uuids        `db:"transcripts"`
	}
	err := s.db.GetContext(ctx, &row, `
		SELECT t.number, t.state, t.priority, coalesce(t.sentiment, '') AS sentiment, t.agent_id, t.last_seq,
		       c.id AS "channel.id", c.name AS "channel.name",
		       c.key AS "channel.key", c.shop_url AS "channel.shop_url", c.settings AS "channel.settings",
		       c.enabled AS "channel.enabled", c.version AS "channel.version", c.seen_at AS "channel.seen_at",
		       t.last_message_at, t.last_message_from, t.last_customer_seq, t.last_reply_seq, t.closed_seq, t.freed_seq,
		       CASE WHEN NOT st.requires_response THEN NULL
		            WHEN t.freed_seq = 0 THEN t.created_at
		            WHEN t.awaiting_since IS NOT NULL THEN greatest(t.awaiting_since,
		                (SELECT e.created_at FROM entries e WHERE e.ticket_id = t.id AND e.seq = t.freed_seq))
		       END AS waiting_since,
		       CASE WHEN t.state = 'waiting' AND t.last_reply_seq > t.freed_seq THEN (
		           SELECT e.author_id FROM entries e
		           JOIN channel_agents ca ON ca.channel_id = t.channel_id AND ca.agent_id = e.author_id
		           WHERE e.ticket_id = t.id AND e.seq > t.freed_seq AND e.kind = 'message' AND e.author_kind = 'agent'
		           ORDER BY e.seq LIMIT 1) END AS replier,
		       CASE WHEN t.state = 'closed' THEN ARRAY(
		           SELECT x.id FROM transcripts x WHERE x.ticket_id = t.id AND x.state = 'asked' ORDER BY x.asked_at, x.id)
		       END AS transcripts
		FROM tickets t JOIN channels c ON c.id = t.channel_id JOIN statuses st ON st.key = t.status WHERE t.id = $1`, ticket)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("ticket")
	}
	if err != nil {
		return nil, fmt.Errorf("reading how a conversation stands: %w", err)
	}
	channel, err := row.Chat.channel()
	if err != nil {
		return nil, err
	}
	row.Channel, row.WaitingSince = *channel, row.Since.Time
	if len(row.Asked) > 0 {
		row.Transcripts = row.Asked
	}
	return &row.Standing, nil
}

// change is a step of a conversation's workflow: what it does to the ticket, when it may, and the entry that
// says so. The ID makes it happen once, however often it is tried.
type change struct {
	ticket, id uuid.UUID
	// agent acts; uuid.Nil for the customer and the system.
	agent      uuid.UUID
	authorKind desk.AuthorKind
	details    desk.OperationDetails
	// set and when are SQL over the ticket t; $5 is the agent, $6 is extra (mentioned even where unused: Postgres wants its type).
	set, when string
	extra     any
	notify    string // SQL of a further notification over ticket, or empty
}

// apply makes the change and reports whether it is made: now, or by an earlier try with the same id.
// false means that the ticket is in no state for it. Error: conflict when the id is another entry's.
func (s *Store) apply(ctx context.Context, c change) (bool, error) {
	details, err := json.Marshal(c.details)
	if err != nil {
		return false, fmt.Errorf("%s: %w", c.details.Type, err)
	}
	if c.set != "" {
		c.set = ", " + c.set
	}
	if c.notify == "" {
		c.notify = "''"
	}
	// The entry does not wake the workflow: it wrote it.
	query := `
WITH ticket AS (
    UPDATE tickets t SET last_seq = last_seq + 1` + c.set + `
    WHERE id = $1 AND (` + c.when + `) AND ($6::text IS NULL OR true)
      AND NOT EXISTS (SELECT FROM entries e WHERE e.ticket_id = t.id AND e.id = $2)
    RETURNING t.id, last_seq, requester_name
), entry AS (
    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_id, author_name, operation)
    SELECT ticket.id, last_seq, $2, 'operation', $3, $5::uuid,
           CASE $3 WHEN 'agent' THEN (SELECT name FROM agents WHERE id = $5::uuid) WHEN 'customer' THEN requester_name ELSE '' END,
           $4
    FROM ticket
    RETURNING ticket_id AS id, seq
)
SELECT seq, pg_notify('entries', id || ':' || seq)::text, (` + c.notify + `)::text FROM entry ticket`
	var seq int64
	var ignored, rung sql.NullString
	agent := uuid.NullUUID{UUID: c.agent, Valid: c.agent != uuid.Nil}
	err = s.db.QueryRowContext(ctx, query, c.ticket, c.id, c.authorKind, details, agent, c.extra).Scan(&seq, &ignored, &rung)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, sql.ErrNoRows) && !isUniqueViolation(err) {
		return false, fmt.Errorf("%s: %w", c.details.Type, err)
	}
	var same bool
	err = s.db.GetContext(ctx, &same, `
		SELECT coalesce(operation->>'type' = $3, false) AND author_kind = $4 AND author_id IS NOT DISTINCT FROM $5::uuid
		FROM entries WHERE ticket_id = $1 AND id = $2`, c.ticket, c.id, string(c.details.Type), c.authorKind, agent)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("%s: %w", c.details.Type, err)
	case !same:
		return false, errEntryIDReused()
	}
	return true, nil
}

const hasAccess = `EXISTS (
    SELECT FROM channel_agents ca JOIN agents a ON a.id = ca.agent_id AND a.disabled_at IS NULL
    WHERE ca.channel_id = t.channel_id AND ca.agent_id = $5::uuid)`

// Join assigns a free ticket to the agent, who has access to its channel.
func (s *Store) Join(ctx context.Context, ticket, agent, id uuid.UUID) (bool, error) {
	return s.apply(ctx, change{
		ticket: ticket, id: id, agent: agent, authorKind: desk.ByAgent,
		details: desk.OperationDetails{Type: desk.OpJoined},
		set:     `state = 'active', agent_id = $5::uuid`,
		when:    `state = 'waiting' AND agent_id IS NULL AND ` + hasAccess,
	})
}

// TakeOver assigns an open ticket of another agent to this one, who has access to its channel.
func (s *Store) TakeOver(ctx context.Context, ticket, agent, id uuid.UUID) (bool, error) {
	return s.apply(ctx, change{
		ticket: ticket, id: id, agent: agent, authorKind: desk.ByAgent,
		details: desk.OperationDetails{Type: desk.OpTookOver},
		set:     `state = 'active', agent_id = $5::uuid`,
		when:    `state = 'active' AND agent_id <> $5::uuid AND ` + hasAccess,
	})
}

// Reopen opens a closed ticket again, with the status "open", for the agent, who has access to its channel.
func (s *Store) Reopen(ctx context.Context, ticket, agent, id uuid.UUID) (bool, error) {
	return s.apply(ctx, change{
		ticket: ticket, id: id, agent: agent, authorKind: desk.ByAgent,
		details: desk.OperationDetails{Type: desk.OpReopened},
		set:     `state = 'active', agent_id = $5::uuid, closed_at = NULL, status = 'open'`,
		when:    `state = 'closed' AND ` + hasAccess,
	})
}

// Closing is who closes a ticket and on what condition.
type Closing struct {
	By desk.ClosedBy
	// Agent closes; uuid.Nil unless By is desk.ClosedByAgent.
	Agent uuid.UUID
	// SeenSeq closes only when the customer wrote nothing after it; 0 closes in any case.
	SeenSeq int64
}

// closes is the SQL that ends a conversation.
const closes = `state = 'closed', closed_at = clock_timestamp(), closed_seq = last_seq + 1,
	status = CASE status WHEN 'spam' THEN 'spam' ELSE 'closed' END`

// CloseTicket ends the conversation; its status is "closed" then, unless it is "spam". Messages that come later are refused, those that came before stand before the
// entry: the row lock decides.
func (s *Store) CloseTicket(ctx context.Context, ticket uuid.UUID, c Closing, id uuid.UUID) (bool, error) {
	when := `state <> 'closed' AND ($6::text = '0' OR last_customer_seq <= $6::text::bigint)`
	author := desk.BySystem
	switch c.By {
	case desk.ClosedByAgent:
		author = desk.ByAgent
		when += ` AND ` + hasAccess
	case desk.ClosedByCustomer:
		author = desk.ByCustomer
	case desk.ClosedBySilence: // an agent's newer reply begins a new silence
		when += ` AND ($6::text = '0' OR last_reply_seq <= $6::text::bigint)`
	}
	return s.apply(ctx, change{
		ticket: ticket, id: id, agent: c.Agent, authorKind: author,
		details: desk.OperationDetails{Type: desk.OpClosed, By: c.By},
		set:     closes,
		when:    when,
		extra:   fmt.Sprint(c.SeenSeq),
	})
}

// AnnounceWait tells a customer whom nobody has joined that it takes longer, and rings those with access.
func (s *Store) AnnounceWait(ctx context.Context, ticket, id uuid.UUID) (bool, error) {
	return s.apply(ctx, change{
		ticket: ticket, id: id, authorKind: desk.BySystem,
		details: desk.OperationDetails{Type: desk.OpWaitNotice},
		when:    `state = 'waiting'`,
		notify:  `pg_notify('ring', ticket.id::text)`,
	})
}

// AnnounceAfterHours tells a waiting customer that the shop has closed; opensAt is zero when it has no next
// opening.
func (s *Store) AnnounceAfterHours(ctx context.Context, ticket, id uuid.UUID, opensAt time.Time) (bool, error) {
	details := desk.OperationDetails{Type: desk.OpAfterHours}
	if !opensAt.IsZero() {
		details.OpensAt = &opensAt
	}
	return s.apply(ctx, change{ticket: ticket, id: id, authorKind: desk.BySystem, details: details, when: `state = 'waiting'`})
}

// RemindSilent reminds a customer who has said nothing since the reply at replySeq.
func (s *Store) RemindSilent(ctx context.Context, ticket, id uuid.UUID, replySeq int64) (bool, error) {
	return s.apply(ctx, change{
		ticket: ticket, id: id, authorKind: desk.BySystem,
		details: desk.OperationDetails{Type: desk.OpSilenceReminder},
		when:    `state = 'active' AND last_reply_seq = $6::text::bigint AND last_customer_seq < last_reply_seq`,
		extra:   fmt.Sprint(replySeq),
	})
}
