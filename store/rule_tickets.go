package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// RuleTicket is a ticket as conditions see it. Own statuses and contexts, tags, agents and teams are named; built-in
// statuses and contexts are their keys. Times and numbers of entries that there are none of are zero.
type RuleTicket struct {
	ID        uuid.UUID
	Number    int64
	Channel   desk.Channel
	Subject   string
	Locale    string
	Requester desk.Requester
	CreatedAt time.Time
	// CustomerTickets are those that came from the requester's address before, and this one.
	CustomerTickets int
	// FirstCustomerSeq is the customer's first message.
	FirstCustomerSeq int64
	// Orders are read on their own: see RuleOrders.
	Orders RuleOrders

	// From here on: what entries change.

	LastSeq int64
	State   desk.State
	// StatusKey is the key of Status; RequiresResponse is its.
	StatusKey        string
	Status           string
	RequiresResponse bool
	Priority         desk.Priority
	Tags             []string // in the order they were added
	AgentID          uuid.UUID
	Agent            string
	Team             string
	Sentiment        desk.Sentiment
	SentimentByHand  bool
	Context          string
	// Messages are the customer's and agents'.
	Messages       int
	LastCustomerAt time.Time
	LastReplySeq   int64
	LastReplyAt    time.Time
	// AwaitingSeq is the first message that no agent has answered, AwaitingSince its time. In a ticket that was opened again, those
	// from before don't count: closing them was an answer, and nobody has waited since.
	AwaitingSeq   int64
	AwaitingSince time.Time
	// FreedSeq is when it was last given back to nobody; ClosedSeq its last closing.
	FreedSeq  int64
	FreedAt   time.Time
	ClosedSeq int64
}

// RuleTickets returns those of the tickets that exist, in the order of the ids. It asks for nobody's permission.
func (s *Store) RuleTickets(ctx context.Context, ids ...uuid.UUID) ([]RuleTicket, error) {
	var rows []ruleTicketRow
	if err := sqlx.SelectContext(ctx, s.db, &rows, selectRuleTickets, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("reading tickets for rules: %w", err)
	}
	tickets := make([]RuleTicket, len(rows))
	for i := range rows {
		t, err := rows[i].ticket()
		if err != nil {
			return nil, err
		}
		tickets[i] = *t
	}
	return tickets, nil
}

// Entries are looked up by their numbers: the primary key.
const selectRuleTickets = `
SELECT t.id, t.number, t.subject, t.locale, t.requester_name, t.requester_email, t.created_at, t.last_seq, t.state, t.status,
       coalesce(nullif(st.name, ''), st.key) AS status_word, st.requires_response, t.priority,
       ARRAY(SELECT g.name FROM unnest(t.tag_ids) WITH ORDINALITY AS x (id, place) JOIN tags g ON g.id = x.id ORDER BY x.place) AS tags,
       t.agent_id, coalesce(a.name, '') AS agent, coalesce(tm.name, '') AS team, coalesce(t.sentiment, '') AS sentiment, t.sentiment_by_hand,
       coalesce(nullif(x.name, ''), x.key, '') AS context,
       CASE WHEN t.requester_email = '' THEN 1 ELSE (SELECT count(*) FROM ticket_requesters r
           WHERE r.address = lower(t.requester_email) AND r.number <= t.number) END AS customer_tickets,
       coalesce((SELECT e.seq FROM entries e WHERE e.ticket_id = t.id AND e.kind = 'message' AND e.author_kind = 'customer'
           ORDER BY e.seq LIMIT 1), 0) AS first_customer_seq,
       (SELECT count(*) FROM entries e WHERE e.ticket_id = t.id AND e.kind = 'message' AND e.author_kind <> 'system') AS messages,
       (SELECT e.created_at FROM entries e WHERE e.ticket_id = t.id AND e.seq = t.last_customer_seq) AS last_customer_at,
       t.last_reply_seq, (SELECT e.created_at FROM entries e WHERE e.ticket_id = t.id AND e.seq = t.last_reply_seq) AS last_reply_at,
       coalesce(w.seq, 0) AS awaiting_seq, w.created_at AS awaiting_since,
       t.freed_seq, (SELECT e.created_at FROM entries e WHERE e.ticket_id = t.id AND e.seq = t.freed_seq) AS freed_at,
       t.closed_seq,
       c.id AS "channel.id", c.name AS "channel.name", c.key AS "channel.key", c.shop_url AS "channel.shop_url",
       c.settings AS "channel.settings", c.enabled AS "channel.enabled", c.version AS "channel.version", c.seen_at AS "channel.seen_at"
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
JOIN tickets t ON t.id = wanted.id JOIN channels c ON c.id = t.channel_id JOIN statuses st ON st.key = t.status
LEFT JOIN agents a ON a.id = t.agent_id LEFT JOIN teams tm ON tm.id = t.team_id LEFT JOIN contexts x ON x.key = t.context
LEFT JOIN LATERAL (SELECT e.seq, e.created_at FROM entries e WHERE e.ticket_id = t.id
    AND e.seq > CASE WHEN t.state = 'closed' THEN t.last_reply_seq ELSE greatest(t.last_reply_seq, t.closed_seq) END
    AND e.kind = 'message' AND e.author_kind = 'customer' ORDER BY e.seq LIMIT 1) w ON t.awaiting_since IS NOT NULL
ORDER BY wanted.place`

type ruleTicketRow struct {
	ID               uuid.UUID      `db:"id"`
	Number           int64          `db:"number"`
	Subject          string         `db:"subject"`
	Locale           string         `db:"locale"`
	RequesterName    string         `db:"requester_name"`
	RequesterEmail   string         `db:"requester_email"`
	CreatedAt        time.Time      `db:"created_at"`
	LastSeq          int64          `db:"last_seq"`
	State            desk.State     `db:"state"`
	StatusKey        string         `db:"status"`
	Status           string         `db:"status_word"`
	RequiresResponse bool           `db:"requires_response"`
	Priority         desk.Priority  `db:"priority"`
	Tags             pq.StringArray `db:"tags"`
	AgentID          uuid.NullUUID  `db:"agent_id"`
	Agent            string         `db:"agent"`
	Team             string         `db:"team"`
	Sentiment        desk.Sentiment `db:"sentiment"`
	SentimentByHand  bool           `db:"sentiment_by_hand"`
	Context          string         `db:"context"`
	CustomerTickets  int            `db:"customer_tickets"`
	FirstCustomerSeq int64          `db:"first_customer_seq"`
	Messages         int            `db:"messages"`
	LastCustomerAt   sql.NullTime   `db:"last_customer_at"`
	LastReplySeq     int64          `db:"last_reply_seq"`
	LastReplyAt      sql.NullTime   `db:"last_reply_at"`
	AwaitingSeq      int64          `db:"awaiting_seq"`
	AwaitingSince    sql.NullTime   `db:"awaiting_since"`
	FreedSeq         int64          `db:"freed_seq"`
	FreedAt          sql.NullTime   `db:"freed_at"`
	ClosedSeq        int64          `db:"closed_seq"`
	Chat             channelRow     `db:"channel"`
}

func (r *ruleTicketRow) ticket() (*RuleTicket, error) {
	channel, err := r.Chat.channel()
	if err != nil {
		return nil, err
	}
	return &RuleTicket{
		ID: r.ID, Number: r.Number, Channel: *channel, Subject: r.Subject, Locale: r.Locale,
		Requester: desk.Requester{Name: r.RequesterName, Email: r.RequesterEmail}, CreatedAt: r.CreatedAt,
		CustomerTickets: r.CustomerTickets, FirstCustomerSeq: r.FirstCustomerSeq,
		LastSeq: r.LastSeq, State: r.State, StatusKey: r.StatusKey, Status: r.Status, RequiresResponse: r.RequiresResponse,
		Priority: r.Priority, Tags: r.Tags, AgentID: r.AgentID.UUID, Agent: r.Agent, Team: r.Team, Sentiment: r.Sentiment, SentimentByHand: r.SentimentByHand,
		Context: r.Context, Messages: r.Messages, LastCustomerAt: r.LastCustomerAt.Time, LastReplySeq: r.LastReplySeq,
		LastReplyAt: r.LastReplyAt.Time, AwaitingSeq: r.AwaitingSeq, AwaitingSince: r.AwaitingSince.Time,
		FreedSeq: r.FreedSeq, FreedAt: r.FreedAt.Time, ClosedSeq: r.ClosedSeq,
	}, nil
}

// Judgement is what a customer's message was taken for. Context is a key; Language "pl", "en", … or empty.
type Judgement struct {
	Sentiment desk.Sentiment `db:"sentiment"`
	Context   string         `db:"context"`
	Language  string         `db:"language"`
}

// Judgements returns those of the tickets' messages after the seq at the same index, by ticket and seq.
func (s *Store) Judgements(ctx context.Context, tickets []uuid.UUID, after []int64) (map[uuid.UUID]map[int64]Judgement, error) {
	return judgements(ctx, s.db, tickets, after)
}

func judgements(ctx context.Context, q sqlx.QueryerContext, tickets []uuid.UUID, after []int64) (map[uuid.UUID]map[int64]Judgement, error) {
	var rows []struct {
		Ticket uuid.UUID `db:"ticket_id"`
		Seq    int64     `db:"seq"`
		Judgement
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT j.ticket_id, j.seq, j.sentiment, j.context, j.language FROM unnest($1::uuid[], $2::bigint[]) AS wanted (ticket, after)
		JOIN entry_judgements j ON j.ticket_id = wanted.ticket AND j.seq > wanted.after`, pq.Array(tickets), pq.Array(after))
	if err != nil {
		return nil, fmt.Errorf("reading judgements: %w", err)
	}
	found := map[uuid.UUID]map[int64]Judgement{}
	for _, r := range rows {
		if found[r.Ticket] == nil {
			found[r.Ticket] = map[int64]Judgement{}
		}
		found[r.Ticket][r.Seq] = r.Judgement
	}
	return found, nil
}
