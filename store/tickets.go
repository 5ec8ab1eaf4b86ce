package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// pqArray passes a slice as a Postgres array.
func pqArray[T any](values []T) any { return pq.Array(values) }

// NewTicket is a conversation to begin with its customer's first message. The texts are clean.
type NewTicket struct {
	ID         uuid.UUID
	ChannelKey string
	Token      VisitorToken
	Requester  desk.Requester
	Subject    string
	Locale     string
	PageURL    string
	EntryID    uuid.UUID
	Body       string
}

// startTicket: $1 id, $2 channel key, $3 token, $4 name, $5 email, $6 subject, $7 locale, $8 page, $9 entry,
// $10 body, $11 preview.
const startTicket = `
WITH ticket AS (
    INSERT INTO tickets (id, channel_id, visitor_token_hash, requester_name, requester_email, subject, locale, page_url,
                         last_seq, wake_seq, last_message_at, last_message_from, last_customer_seq, preview, awaiting_since)
    SELECT $1, c.id, $3, $4, $5, $6, $7, $8, 1, 1, clock_timestamp(), 'customer', 1, $11, clock_timestamp()
    FROM channels c WHERE c.key = $2 AND c.deleted_at IS NULL
    ON CONFLICT (id) DO NOTHING
    RETURNING id, number, created_at
), entry AS (
    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_name, body)
    SELECT id, 1, $9, 'message', 'customer', $4, $10 FROM ticket
    RETURNING created_at
)
SELECT number, ticket.created_at, entry.created_at, pg_notify('entries', id || ':1')::text FROM ticket, entry`

// StartTicket begins a conversation: the ticket and its first message in one statement. A repeat with the same
// id, token and message returns what is there. Errors: not found (no such chat), conflict.
func (s *Store) StartTicket(ctx context.Context, n NewTicket) (*desk.Ticket, *desk.Entry, error) {
	if err := checkEntryID(n.EntryID); err != nil {
		return nil, nil, err
	}
	var notified sql.NullString
	t := &desk.Ticket{ID: n.ID, State: desk.Waiting, Status: desk.StatusOpen, LastSeq: 1}
	e := &desk.Entry{TicketID: n.ID, Seq: 1, ID: n.EntryID, Kind: desk.Message, Body: n.Body,
		Author: desk.Author{Kind: desk.ByCustomer, Name: n.Requester.Name}}
	err := s.stmts.start.QueryRowContext(ctx, n.ID, n.ChannelKey, n.Token[:], n.Requester.Name, n.Requester.Email,
		n.Subject, n.Locale, n.PageURL, n.EntryID, n.Body, desk.Preview(n.Body)).Scan(&t.Number, &t.CreatedAt, &e.CreatedAt, &notified)
	if err == nil {
		return t, e, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return nil, nil, fmt.Errorf("starting a conversation: %w", err)
	}
	t, err = s.VisitorTicket(ctx, n.ID, n.Token)
	if desk.KindOf(err) == desk.NotFound {
		return nil, nil, s.whyNotStarted(ctx, n.ChannelKey)
	}
	if err != nil {
		return nil, nil, err
	}
	e, err = s.firstOf(ctx, e, desk.Errorf(desk.Conflict, "conversation_id_reused", "this conversation began with another message"))
	if err != nil {
		return nil, nil, err
	}
	return t, e, nil
}

func (s *Store) whyNotStarted(ctx context.Context, channelKey string) error {
	if _, err := s.ChannelByKey(ctx, channelKey); err != nil {
		return err
	}
	return desk.Errorf(desk.Conflict, "conversation_id_reused", "this conversation id is taken")
}

// VisitorTicket returns the ticket that the token opens, with what a visitor may know: state, agent's name,
// numbers. Error: not found.
func (s *Store) VisitorTicket(ctx context.Context, id uuid.UUID, token VisitorToken) (*desk.Ticket, error) {
	return readTicket(ctx, s.db, `WHERE t.id = $1 AND t.visitor_token_hash = $3`, id, uuid.Nil, token[:])
}

// Ticket returns a ticket of a channel that the agent has access to. Error: not found, for others' too.
func (s *Store) Ticket(ctx context.Context, id, agent uuid.UUID) (*desk.Ticket, error) {
	return agentsTicket(ctx, s.db, id, agent)
}

func agentsTicket(ctx context.Context, q sqlx.QueryerContext, id, agent uuid.UUID) (*desk.Ticket, error) {
	return readTicket(ctx, q, `WHERE t.id = $1
		AND EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = $2)`, id, agent)
}

func readTicket(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) (*desk.Ticket, error) {
	row, err := one[ticketRow](ctx, q, "ticket", selectTicket+where, args...)
	if err != nil {
		return nil, err
	}
	return row.ticket(), nil
}

// MayReadTicket reports whether the agent has access to the ticket's channel.
func (s *Store) MayReadTicket(ctx context.Context, id, agent uuid.UUID) (bool, error) {
	var may bool
	err := s.db.GetContext(ctx, &may, `
		SELECT EXISTS (SELECT FROM tickets t JOIN channel_agents ca ON ca.channel_id = t.channel_id
		               WHERE t.id = $1 AND ca.agent_id = $2)`, id, agent)
	if err != nil {
		return false, fmt.Errorf("checking access to a ticket: %w", err)
	}
	return may, nil
}

// markRead: $1 ticket, $2 agent, $3 seq.
const markRead = `
WITH was AS (
    SELECT seq FROM reads WHERE ticket_id = $1 AND agent_id = $2
), is_now AS (
    INSERT INTO reads (agent_id, ticket_id, seq)
    SELECT $2, t.id, least($3, t.last_seq) FROM tickets t JOIN channel_agents ca ON ca.channel_id = t.channel_id
    WHERE t.id = $1 AND ca.agent_id = $2
    ON CONFLICT (agent_id, ticket_id) DO UPDATE SET seq = greatest(reads.seq, excluded.seq)
    RETURNING seq
)
SELECT CASE WHEN n.seq > coalesce(w.seq, 0) AND (
    EXISTS (SELECT FROM watchers x WHERE x.ticket_id = $1 AND x.agent_id = $2)
    OR EXISTS (SELECT FROM mentions x WHERE x.ticket_id = $1 AND x.agent_id = $2 AND x.seq > coalesce(w.seq, 0))
    OR EXISTS (SELECT FROM assignments x WHERE x.ticket_id = $1 AND x.agent_id = $2 AND x.seq > coalesce(w.seq, 0))
) THEN pg_notify('notices', $2::text)::text END FROM is_now n LEFT JOIN was w ON true`

// MarkRead notes that the agent has read the ticket up to seq; a smaller number than before changes nothing. The agent's
// other devices are told where they were told of the ticket. Error: not found.
func (s *Store) MarkRead(ctx context.Context, id, agent uuid.UUID, seq int64) error {
	var notified sql.NullString
	err := s.db.GetContext(ctx, &notified, markRead, id, agent, seq)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound("ticket")
	}
	if err != nil {
		return fmt.Errorf("marking a ticket read: %w", err)
	}
	return nil
}

// Cursor is the place in a list after which the next page begins: its last row. The zero value is the start; CursorAfter
// makes others.
type Cursor struct {
	// At is the time that the list goes by there.
	At time.Time
	ID uuid.UUID
	// Sort is the list's order; Part counts the stretches of it, from 0.
	Sort desk.TicketSort
	Part int
}

// views is what each view wants of a ticket t beside its status; $1 is the agent. Each is read in order from an index of its
// own that begins with the channel: store/plans_test.go.
var views = map[desk.View]string{
	desk.ViewAll:        `true`,
	desk.ViewUnassigned: `t.state <> 'closed' AND t.agent_id IS NULL`,
	desk.ViewMine:       `t.state <> 'closed' AND t.agent_id = $1`,
	desk.ViewAwaiting:   `t.state <> 'closed' AND t.awaiting_since IS NOT NULL`,
}

// TicketsByID returns those of the tickets that exist, for agents' lists: ReadSeq is left 0, and nobody's
// permission is asked; the caller sends each only to those with access to its channel.
func (s *Store) TicketsByID(ctx context.Context, ids []uuid.UUID) ([]desk.Ticket, error) {
	return s.selectTickets(ctx, `
		SELECT `+ticketColumns+` FROM tickets t `+ticketJoins("NULL::uuid")+` WHERE t.id = ANY ($1)`, pq.Array(ids))
}

// ReadSeqs returns what each of the agents has read of the tickets: missing means nothing.
func (s *Store) ReadSeqs(ctx context.Context, agents, tickets []uuid.UUID) (map[[2]uuid.UUID]int64, error) {
	var rows []struct {
		AgentID  uuid.UUID `db:"agent_id"`
		TicketID uuid.UUID `db:"ticket_id"`
		Seq      int64     `db:"seq"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT agent_id, ticket_id, seq FROM reads WHERE agent_id = ANY ($1) AND ticket_id = ANY ($2)`,
		pq.Array(agents), pq.Array(tickets))
	if err != nil {
		return nil, fmt.Errorf("reading what agents have read: %w", err)
	}
	seqs := make(map[[2]uuid.UUID]int64, len(rows))
	for _, r := range rows {
		seqs[[2]uuid.UUID{r.AgentID, r.TicketID}] = r.Seq
	}
	return seqs, nil
}

// Counts is how many open tickets stand in the views.
type Counts struct {
	Open       int `db:"open"`
	Unassigned int `db:"unassigned"`
	Mine       int `db:"mine"`
	Awaiting   int `db:"awaiting"`
}

// CountTickets counts the open tickets that the agent may read.
func (s *Store) CountTickets(ctx context.Context, agent uuid.UUID) (*Counts, error) {
	var c Counts
	err := s.db.GetContext(ctx, &c, `
		SELECT coalesce(sum(n) FILTER (WHERE`+statusIn(desk.ViewAll)+`), 0) AS open,
		       coalesce(sum(n) FILTER (WHERE free AND`+statusIn(desk.ViewUnassigned)+`), 0) AS unassigned,
		       coalesce(sum(n) FILTER (WHERE mine AND`+statusIn(desk.ViewMine)+`), 0) AS mine,
		       coalesce(sum(n) FILTER (WHERE awaited AND`+statusIn(desk.ViewAwaiting)+`), 0) AS awaiting
		FROM ( -- a few rows, so that statuses aren't looked up for every ticket
			SELECT t.status, t.agent_id IS NULL AS free, t.agent_id = $1 AS mine, t.awaiting_since IS NOT NULL AS awaited, count(*) AS n
			FROM tickets t
			WHERE t.state <> 'closed' AND t.channel_id = ANY (ARRAY(SELECT channel_id FROM channel_agents WHERE agent_id = $1))
			GROUP BY 1, 2, 3, 4
		) t`, agent)
	if err != nil {
		return nil, fmt.Errorf("counting tickets: %w", err)
	}
	return &c, nil
}

const ticketColumns = `
	t.id, t.number, t.channel_id, c.name AS channel_name, c.key AS channel_key, t.subject, t.requester_name, t.requester_email, t.locale,
	t.page_url, t.state, t.priority, t.agent_id, coalesce(a.name, '') AS agent_name, a.photo_id AS agent_photo, t.last_seq, t.created_at,
	t.closed_at, t.last_message_at, t.last_message_from, t.preview, t.awaiting_since, t.last_customer_seq,
	t.status, (SELECT st.requires_response FROM statuses st WHERE st.key = t.status) AS requires_response,
	t.tag_ids, t.team_id, coalesce(t.sentiment, '') AS sentiment, coalesce(t.context, '') AS context,
	coalesce(t.inbox_id, c.inbox_id) AS inbox_id, t.autoresponder_off, t.autoresponders_stopped, t.sentiment_by_hand, t.context_by_hand,
	(SELECT answer_hours FROM company_settings) AS answer_hours,
	` + watcherIDs + ` AS watcher_ids, coalesce(r.seq, 0) AS read_seq`

// ticketJoins joins a ticket's names; reader is the SQL of the agent whose reading is asked for.
func ticketJoins(reader string) string {
	return `JOIN channels c ON c.id = t.channel_id
	LEFT JOIN agents a ON a.id = t.agent_id
	LEFT JOIN reads r ON r.ticket_id = t.id AND r.agent_id = ` + reader + ` `
}

// selectTicket wants a WHERE; $2 is the reader.
var selectTicket = `SELECT ` + ticketColumns + `,
	coalesce(rc.delivered_seq, 0) AS delivered_seq, coalesce(rc.read_seq, 0) AS customer_read_seq, rc.read_at AS customer_read_at
	FROM tickets t ` + ticketJoins("$2") + `LEFT JOIN receipts rc ON rc.ticket_id = t.id `

func (s *Store) selectTickets(ctx context.Context, query string, args ...any) ([]desk.Ticket, error) {
	var rows []ticketRow
	if err := s.db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("listing tickets: %w", err)
	}
	tickets := make([]desk.Ticket, len(rows))
	for i := range rows {
		tickets[i] = *rows[i].ticket()
	}
	return tickets, nil
}

type ticketRow struct {
	ID              uuid.UUID       `db:"id"`
	Number          int64           `db:"number"`
	ChannelID       uuid.UUID       `db:"channel_id"`
	ChannelName     string          `db:"channel_name"`
	ChannelKey      string          `db:"channel_key"`
	Subject         string          `db:"subject"`
	RequesterName   string          `db:"requester_name"`
	RequesterEmail  string          `db:"requester_email"`
	Locale          string          `db:"locale"`
	PageURL         string          `db:"page_url"`
	State           desk.State      `db:"state"`
	Priority        desk.Priority   `db:"priority"`
	AgentID         uuid.NullUUID   `db:"agent_id"`
	AgentName       string          `db:"agent_name"`
	AgentPhoto      uuid.NullUUID   `db:"agent_photo"`
	LastSeq         int64           `db:"last_seq"`
	CreatedAt       time.Time       `db:"created_at"`
	ClosedAt        *time.Time      `db:"closed_at"`
	LastMessageAt   time.Time       `db:"last_message_at"`
	LastMessageFrom desk.AuthorKind `db:"last_message_from"`
	Preview         string          `db:"preview"`
	AwaitingSince   *time.Time      `db:"awaiting_since"`
	LastCustomerSeq int64           `db:"last_customer_seq"`
	ReadSeq         int64           `db:"read_seq"`

	Status           string         `db:"status"`
	RequiresResponse bool           `db:"requires_response"`
	TagIDs           uuids          `db:"tag_ids"`
	TeamID           uuid.NullUUID  `db:"team_id"`
	WatcherIDs       uuids          `db:"watcher_ids"`
	Sentiment        desk.Sentiment `db:"sentiment"`
	Context          string         `db:"context"`
	InboxID          uuid.NullUUID  `db:"inbox_id"`
	AutoresponderOff bool           `db:"autoresponder_off"`
	AnswerHours      int            `db:"answer_hours"`

	AutorespondersStopped bool `db:"autoresponders_stopped"`
	SentimentByHand       bool `db:"sentiment_by_hand"`
	ContextByHand         bool `db:"context_by_hand"`

	// These lists don't read.
	DeliveredSeq    int64        `db:"delivered_seq"`
	CustomerReadSeq int64        `db:"customer_read_seq"`
	CustomerReadAt  sql.NullTime `db:"customer_read_at"`
}

func (r *ticketRow) ticket() *desk.Ticket {
	t := &desk.Ticket{
		ID: r.ID, Number: r.Number, Channel: desk.ChannelRef{ID: r.ChannelID, Name: r.ChannelName, Key: r.ChannelKey}, Subject: r.Subject,
		Requester: desk.Requester{Name: r.RequesterName, Email: r.RequesterEmail}, Locale: r.Locale, PageURL: r.PageURL,
		State: r.State, Priority: r.Priority, LastSeq: r.LastSeq, CreatedAt: r.CreatedAt, ClosedAt: r.ClosedAt,
		LastMessageAt: r.LastMessageAt, LastMessageFrom: r.LastMessageFrom, Preview: r.Preview,
		AwaitingSince: r.AwaitingSince, LastCustomerSeq: r.LastCustomerSeq, ReadSeq: r.ReadSeq,
		Status: r.Status, RequiresResponse: r.RequiresResponse, TagIDs: r.TagIDs, TeamID: r.TeamID.UUID, WatcherIDs: r.WatcherIDs,
		Sentiment: r.Sentiment, Context: r.Context, InboxID: r.InboxID.UUID, NextAutoresponderOff: r.AutoresponderOff,
		AutorespondersStopped: r.AutorespondersStopped, SentimentByHand: r.SentimentByHand, ContextByHand: r.ContextByHand,
		AnswerWithin: time.Duration(r.AnswerHours) * time.Hour,
		Receipt:      desk.Receipt{Delivered: r.DeliveredSeq, Read: r.CustomerReadSeq, ReadAt: r.CustomerReadAt.Time},
	}
	slices.SortFunc(t.WatcherIDs, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	if r.AgentID.Valid {
		t.Agent = &desk.AgentRef{ID: r.AgentID.UUID, Name: r.AgentName, Photo: r.AgentPhoto.UUID}
	}
	return t
}

// LastSeq returns the ticket's last entry's number; 0 when the ticket was erased.
func (s *Store) LastSeq(ctx context.Context, ticket uuid.UUID) (int64, error) {
	var seq int64
	err := s.db.GetContext(ctx, &seq, `SELECT last_seq FROM tickets WHERE id = $1`, ticket)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("reading a ticket's last entry: %w", err)
	}
	return seq, nil
}
