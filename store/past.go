package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// MaxPastEntries is how many of a ticket's entries are read of its past, the first ones.
const MaxPastEntries = 2000

// maxPastText is how much of a message is read of a ticket's past, in characters: conditions see no more.
const maxPastText = 4000

// Past reads what tickets were, in one transaction that can't write.
type Past struct{ tx *sqlx.Tx }

// ReadPast has work read.
func (s *Store) ReadPast(ctx context.Context, work func(*Past) error) error {
	tx, err := s.db.BeginTxx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("beginning to read the past: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to keep
	return work(&Past{tx})
}

// Vocabulary is Store.Vocabulary.
func (p *Past) Vocabulary(ctx context.Context) (*desk.Vocabulary, error) {
	return readVocabulary(ctx, p.tx)
}

// PastTicket is a ticket without what entries change.
type PastTicket struct {
	RuleTicket
	// Entries is how many it has; EndedAt is the last one's time, and zero while the ticket isn't closed.
	Entries int
	EndedAt time.Time
	// LastMessageAt is by what the last tickets are found.
	LastMessageAt time.Time
}

// Cursor is the ticket's place among the last.
func (t *PastTicket) Cursor() Cursor {
	return Cursor{At: t.LastMessageAt, ID: t.ID, Sort: desk.SortRecent}
}

const pastColumns = `t.id, t.number, t.channel_id, t.subject, t.locale, t.requester_name, t.requester_email, t.created_at, t.last_message_at,
	t.last_seq, CASE WHEN t.state = 'closed' THEN (SELECT e.created_at FROM entries e WHERE e.ticket_id = t.id AND e.seq = t.last_seq) END AS ended_at,
	CASE WHEN t.requester_email = '' THEN 1 ELSE (SELECT count(*) FROM ticket_requesters q
		WHERE q.address = lower(t.requester_email) AND q.number <= t.number) END AS customer_tickets`

// newestFirst is the order of the inbox's list of all.
const newestFirst = ` ORDER BY t.last_message_at DESC, t.id DESC `

// Last returns the last tickets of the agent's chats by their last message, the newest first.
func (p *Past) Last(ctx context.Context, agent uuid.UUID, after Cursor, limit int) ([]PastTicket, error) {
	b, behind := newBuilder(agent), ``
	if after != (Cursor{}) {
		behind = ` AND (t.last_message_at, t.id) < (` + b.arg(after.At) + `, ` + b.arg(after.ID) + `)`
	}
	page := newestFirst + `LIMIT ` + b.arg(limit)
	return p.tickets(ctx, `
		SELECT `+pastColumns+` FROM (
			SELECT t.* FROM channel_agents ca CROSS JOIN LATERAL (
				SELECT t.* FROM tickets t WHERE t.channel_id = ca.channel_id`+behind+page+`
			) t
			WHERE ca.agent_id = $1`+page+`
		) t`+newestFirst, b.args...)
}

// Numbered returns the ticket of that number, of one of the agent's chats. Error: not found.
func (p *Past) Numbered(ctx context.Context, agent uuid.UUID, number int64) (*PastTicket, error) {
	found, err := p.tickets(ctx, `
		SELECT `+pastColumns+` FROM tickets t JOIN channel_agents ca ON ca.channel_id = t.channel_id AND ca.agent_id = $1
		WHERE t.number = $2`, agent, number)
	if err == nil && len(found) == 0 {
		err = notFound("ticket")
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// Channel returns one of the agent's chats that isn't deleted. Error: not found.
func (p *Past) Channel(ctx context.Context, agent, id uuid.UUID) (*desk.Channel, error) {
	var row channelRow
	err := p.tx.GetContext(ctx, &row, `
		SELECT `+channelColumns+` FROM channels c JOIN channel_agents ca ON ca.channel_id = c.id AND ca.agent_id = $1
		WHERE c.id = $2 AND c.deleted_at IS NULL`, agent, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("chat")
	}
	if err != nil {
		return nil, fmt.Errorf("reading a channel: %w", err)
	}
	return row.channel()
}

func (p *Past) tickets(ctx context.Context, query string, args ...any) ([]PastTicket, error) {
	var rows []struct {
		ID              uuid.UUID    `db:"id"`
		Number          int64        `db:"number"`
		Channel         uuid.UUID    `db:"channel_id"`
		Subject         string       `db:"subject"`
		Locale          string       `db:"locale"`
		RequesterName   string       `db:"requester_name"`
		RequesterEmail  string       `db:"requester_email"`
		CreatedAt       time.Time    `db:"created_at"`
		LastMessageAt   time.Time    `db:"last_message_at"`
		LastSeq         int          `db:"last_seq"`
		EndedAt         sql.NullTime `db:"ended_at"`
		CustomerTickets int          `db:"customer_tickets"`
	}
	if err := p.tx.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("reading tickets' past: %w", err)
	}
	chats := map[uuid.UUID]*desk.Channel{}
	for _, r := range rows {
		chats[r.Channel] = nil
	}
	if err := p.channels(ctx, chats); err != nil {
		return nil, err
	}
	tickets := make([]PastTicket, len(rows))
	for i, r := range rows {
		tickets[i] = PastTicket{
			RuleTicket: RuleTicket{
				ID: r.ID, Number: r.Number, Channel: *chats[r.Channel], Subject: r.Subject, Locale: r.Locale,
				Requester: desk.Requester{Name: r.RequesterName, Email: r.RequesterEmail}, CreatedAt: r.CreatedAt, CustomerTickets: r.CustomerTickets,
			},
			Entries: r.LastSeq, EndedAt: r.EndedAt.Time, LastMessageAt: r.LastMessageAt,
		}
	}
	return tickets, nil
}

// channels reads the chats whose ids are the keys, deleted ones too.
func (p *Past) channels(ctx context.Context, into map[uuid.UUID]*desk.Channel) error {
	ids := make([]uuid.UUID, 0, len(into))
	for id := range into {
		ids = append(ids, id)
	}
	var rows []channelRow
	if err := p.tx.SelectContext(ctx, &rows, `SELECT `+channelColumns+` FROM channels c WHERE c.id = ANY ($1)`, pq.Array(ids)); err != nil {
		return fmt.Errorf("reading tickets' channels: %w", err)
	}
	for i := range rows {
		c, err := rows[i].channel()
		if err != nil {
			return err
		}
		into[c.ID] = c
	}
	return nil
}

// Entries returns the first MaxPastEntries of each ticket, with the beginnings of messages, without notes' texts and mentions.
func (p *Past) Entries(ctx context.Context, tickets []uuid.UUID) (map[uuid.UUID][]desk.Entry, error) {
	var rows []entryRow
	err := p.tx.SelectContext(ctx, &rows, `
		SELECT e.* FROM unnest($1::uuid[]) AS wanted (ticket), LATERAL (
			SELECT e.ticket_id, e.seq, e.kind, e.author_kind, e.author_id, e.author_name, e.rule_id, e.attachments, e.operation, e.created_at,
			       CASE WHEN e.kind = 'message' THEN left(e.body, $3) ELSE '' END AS body
			FROM entries e WHERE e.ticket_id = wanted.ticket ORDER BY e.seq LIMIT $2
		) e ORDER BY e.ticket_id, e.seq`, pq.Array(tickets), MaxPastEntries, maxPastText)
	if err != nil {
		return nil, fmt.Errorf("reading tickets' entries: %w", err)
	}
	entries := make(map[uuid.UUID][]desk.Entry, len(tickets))
	for i := range rows {
		e, err := rows[i].entry()
		if err != nil {
			return nil, err
		}
		entries[e.TicketID] = append(entries[e.TicketID], *e)
	}
	return entries, nil
}

// Judgements returns what the tickets' messages were taken for, by ticket and entry.
func (p *Past) Judgements(ctx context.Context, tickets []uuid.UUID) (map[uuid.UUID]map[int64]Judgement, error) {
	return judgements(ctx, p.tx, tickets, make([]int64, len(tickets)))
}
