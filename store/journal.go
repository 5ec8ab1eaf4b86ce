package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// VisitorToken is the hash of the token that a widget made for its one conversation. The token itself is
// stored nowhere.
type VisitorToken [sha256.Size]byte

// HashVisitorToken hashes a visitor's token: 32 random bytes as text, so a plain hash is enough.
func HashVisitorToken(token string) VisitorToken { return sha256.Sum256([]byte(token)) }

// The append, in one statement: it checks that the ticket takes the entry from this writer, takes the next
// seq, inserts and notifies. The row lock on the ticket puts writers in order. A repeat is seen by NOT EXISTS
// or, when two copies race, by the unique (ticket_id, id), whose violation undoes the whole statement: no seq
// is lost. clock_timestamp() is taken under the lock, so times follow seq as far as the clock does.
//
// appends are an append as one, as many and with files: the same statement over one input row, or over arrays, or over
// one that has the entry's attachments too. Many tickets are locked in one order, or two batches would deadlock.
type appends struct{ one, many, files string }

// appendOf takes what the append sets, when it may, and who writes it, as SQL over the ticket t and the input i
// (ticket, entry, body, preview, writer, seen). writer is the type of the last but one; files is the parameter that carries
// the attachments, after those that the SQL uses.
func appendOf(writer, files, set, when, author string) appends {
	one := `SELECT $1::uuid AS ticket, $2::uuid AS entry, $3::text AS body, $4::text AS preview, $5::` + writer + ` AS writer, $6::bigint AS seen`
	statement := func(input, also string) string { // also is a column more, of the input and the entry
		return `
WITH input AS (
    ` + input + `
), ticket AS (
    UPDATE tickets t SET last_seq = last_seq + 1, wake_seq = last_seq + 1, last_message_at = clock_timestamp(),
        preview = i.preview, ` + set + `
    FROM input i
    WHERE t.id = i.ticket AND t.state <> 'closed' AND ` + when + `
      AND NOT EXISTS (SELECT FROM entries e WHERE e.ticket_id = t.id AND e.id = i.entry)
    RETURNING t.id, t.last_seq, i.entry, i.body` + also + `, ` + author + `
), entry AS (
    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_id, author_name, body` + also + `)
    SELECT id, last_seq, entry, 'message', author_kind, author_id, author_name, body` + also + ` FROM ticket
    RETURNING ticket_id, seq, author_name, created_at
)
SELECT ticket_id, seq, author_name, created_at, pg_notify('entries', ticket_id || ':' || seq)::text FROM entry`
	}
	return appends{
		one: statement(one, ``),
		many: statement(`SELECT i.* FROM tickets t
    JOIN unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::`+writer+`[], $6::bigint[])
        AS i (ticket, entry, body, preview, writer, seen)
    ON t.id = i.ticket ORDER BY t.id FOR NO KEY UPDATE OF t`, ``),
		files: statement(one+`, `+files+`::jsonb AS attachments`, `, attachments`),
	}
}

// appendByVisitor: the writer is the hash of the token; $7 are the chats that are closed now. Other statuses than the
// usual are looked up.
var appendByVisitor = appendOf("bytea", "$8", `
        last_customer_seq = last_seq + 1, last_message_from = 'customer',
        awaiting_since = coalesce(awaiting_since, clock_timestamp()),
        status = CASE WHEN t.status = 'open' THEN t.status
                      WHEN (SELECT st.opens_on_message FROM statuses st WHERE st.key = t.status) THEN 'open'
                      ELSE t.status END`, `
      t.visitor_token_hash = i.writer
      AND (t.state = 'waiting' AND t.last_reply_seq = 0 AND t.channel_id = ANY ($7::uuid[])) IS NOT TRUE`,
	`'customer' AS author_kind, NULL::uuid AS author_id, t.requester_name AS author_name`)

// appendReply: the writer is the agent. Refused while another agent has the ticket, and where the last reply is another's
// and the writer says to have seen less. last_reply_seq is of the locked row; a reply of the writer's own that raced this
// one isn't found yet, which refuses it for the moment.
var appendReply = appendOf("uuid", "$7", `
        last_reply_seq = last_seq + 1, last_message_from = 'agent', awaiting_since = NULL`, `
      (t.agent_id IS NULL OR t.agent_id = i.writer)
      AND (i.seen IS NULL OR t.last_reply_seq <= i.seen
           OR EXISTS (SELECT FROM entries e WHERE e.ticket_id = t.id AND e.seq = t.last_reply_seq AND e.author_id = i.writer))
      AND EXISTS (SELECT FROM channel_agents c WHERE c.channel_id = t.channel_id AND c.agent_id = i.writer)`,
	`'agent' AS author_kind, i.writer AS author_id, (SELECT name FROM agents a WHERE a.id = i.writer) AS author_name`)

// appendNote: $1 ticket, $2 entry, $3 body, $4 agent, $5 attachments or null. Closed tickets take notes too; the workflow
// isn't woken.
const appendNote = `
WITH ticket AS (
    UPDATE tickets t SET last_seq = last_seq + 1
    WHERE id = $1
      AND EXISTS (SELECT FROM channel_agents c WHERE c.channel_id = t.channel_id AND c.agent_id = $4)
      AND NOT EXISTS (SELECT FROM entries e WHERE e.ticket_id = t.id AND e.id = $2)
    RETURNING id, last_seq
), entry AS (
    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_id, author_name, body, attachments)
    SELECT ticket.id, last_seq, $2, 'note', 'agent', a.id, a.name, $3, $5::jsonb FROM ticket, agents a WHERE a.id = $4
    RETURNING ticket_id, seq, author_name, created_at
)
SELECT ticket_id, seq, author_name, created_at, pg_notify('entries', ticket_id || ':' || seq)::text FROM entry`

// entryColumns are those of an entry e. Mentions are looked up for notes only, which are few; what was judged, for customers'
// messages.
const entryColumns = `e.ticket_id, e.seq, e.id, e.kind, e.author_kind, e.author_id, e.author_name, e.rule_id, e.body, e.attachments, e.operation, e.created_at,
    CASE WHEN e.kind = 'note' THEN (
        SELECT json_agg(json_build_object('id', m.agent_id, 'name', m.name) ORDER BY m.name, m.agent_id)
        FROM mentions m WHERE m.ticket_id = e.ticket_id AND m.seq = e.seq) END AS mentions,
    CASE WHEN e.kind = 'message' AND e.author_kind = 'customer' THEN (
        SELECT j.sentiment FROM entry_judgements j WHERE j.ticket_id = e.ticket_id AND j.seq = e.seq) END AS sentiment`

// readPages: $1 tickets, $2 the seq after which, one for each; $3 the most rows of each.
const readPages = `
SELECT e.* FROM unnest($1::uuid[], $2::bigint[]) AS want (ticket_id, after),
LATERAL (
    SELECT ` + entryColumns + `
    FROM entries e WHERE e.ticket_id = want.ticket_id AND e.seq > want.after
    ORDER BY seq LIMIT $3
) e
ORDER BY e.ticket_id, e.seq`

// statements of the message path, prepared on every connection: one round trip each instead of two.
type statements struct {
	appendNote, readPages, account, start, ruleStamp *sqlx.Stmt
	visitors, agents                                 batcher
}

func (p *statements) prepare(ctx context.Context, db *sqlx.DB) error {
	for _, s := range []struct {
		to  **sqlx.Stmt
		sql string
	}{
		{&p.visitors.one, appendByVisitor.one}, {&p.visitors.many, appendByVisitor.many},
		{&p.agents.one, appendReply.one}, {&p.agents.many, appendReply.many}, {&p.appendNote, appendNote},
		{&p.readPages, readPages}, {&p.account, accountOfSession}, {&p.start, startTicket},
		{&p.ruleStamp, `SELECT stamp FROM rule_set`},
	} {
		stmt, err := db.PreparexContext(ctx, s.sql) //nolint:sqlclosecheck // lives as long as db
		if err != nil {
			return fmt.Errorf("preparing a statement (is the schema migrated?): %w", err)
		}
		*s.to = stmt
	}
	return nil
}

// WriteMessage appends a customer's message. A repeat of entryID with the same text returns the first entry;
// with another text it is a conflict. shut are the chats that are closed at this hour: nothing can be sent there
// to a conversation that no agent has come to. Errors: not found (no such ticket with that token), closed (closed,
// after_hours), conflict, invalid (an id of version 5), unavailable (what refused it has gone: try again).
func (s *Store) WriteMessage(ctx context.Context, ticket uuid.UUID, token VisitorToken, entryID uuid.UUID, body string, shut ...uuid.UUID) (*desk.Entry, error) {
	return s.WriteMessageWith(ctx, ticket, token, entryID, body, nil, shut...)
}

// WriteMessageWith is WriteMessage with files, in the order they are shown: what this customer has uploaded to this
// ticket and not sent yet. A repeat names the same. Error also: invalid (attachment_unknown).
func (s *Store) WriteMessageWith(ctx context.Context, ticket uuid.UUID, token VisitorToken, entryID uuid.UUID, body string, files []uuid.UUID, shut ...uuid.UUID) (*desk.Entry, error) {
	if err := checkEntryID(entryID); err != nil {
		return nil, err
	}
	e := &desk.Entry{TicketID: ticket, ID: entryID, Kind: desk.Message, Body: body, Author: desk.Author{Kind: desk.ByCustomer}}
	p := &pending{entry: e, preview: desk.Preview(body), writer: token[:], shut: shut}
	refusal, err := s.write(ctx, &s.stmts.visitors, appendByVisitor.files, p, files)
	if err != nil {
		return nil, err
	}
	if refusal == nil {
		return e, nil
	}
	var is struct {
		State   desk.State `db:"state"`
		Awaited bool       `db:"awaited"` // nobody has come
		Channel uuid.UUID  `db:"channel_id"`
	}
	err = s.db.GetContext(ctx, &is, `
		SELECT state, state = 'waiting' AND last_reply_seq = 0 AS awaited, channel_id
		FROM tickets WHERE id = $1 AND visitor_token_hash = $2`, ticket, token[:])
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("conversation")
	}
	if err != nil {
		return nil, fmt.Errorf("looking at the conversation: %w", err)
	}
	switch {
	case is.State == desk.Shut:
		refusal = desk.Errorf(desk.Closed, "closed", "the conversation has ended")
	case is.Awaited && slices.Contains(shut, is.Channel):
		refusal = desk.Errorf(desk.Closed, "after_hours", "the chat is closed now")
	}
	return s.firstOf(ctx, e, refusal)
}

// WriteReply appends an agent's reply. Errors as in WriteMessage, and a conflict while another agent has the
// ticket. An agent without access to the channel gets not found.
func (s *Store) WriteReply(ctx context.Context, ticket, agent, entryID uuid.UUID, body string) (*desk.Entry, error) {
	return s.WriteReplyWith(ctx, ticket, agent, entryID, body, nil)
}

// WriteReplyWith is WriteReply with files of the agent's, as in WriteMessageWith.
func (s *Store) WriteReplyWith(ctx context.Context, ticket, agent, entryID uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error) {
	return s.WriteReplyAfter(ctx, ticket, agent, entryID, body, files, nil)
}

// WriteReplyAfter is WriteReplyWith by somebody who knows the ticket as far as the entry seen; nil: it doesn't matter. Error
// also: conflict (answered_meanwhile: the last reply is another agent's, and behind seen).
func (s *Store) WriteReplyAfter(ctx context.Context, ticket, agent, entryID uuid.UUID, body string, files []uuid.UUID, seen *int64) (*desk.Entry, error) {
	if err := checkEntryID(entryID); err != nil {
		return nil, err
	}
	e := &desk.Entry{TicketID: ticket, ID: entryID, Kind: desk.Message, Body: body, Author: desk.Author{Kind: desk.ByAgent, ID: agent}}
	p := &pending{entry: e, preview: desk.Preview(body), writer: agent, seen: seen}
	refusal, err := s.write(ctx, &s.stmts.agents, appendReply.files, p, files)
	if err != nil {
		return nil, err
	}
	if refusal == nil {
		return e, nil
	}
	t, err := s.Ticket(ctx, ticket, agent)
	if err != nil {
		return nil, err
	}
	switch {
	case t.State == desk.Shut:
		refusal = desk.Errorf(desk.Closed, "closed", "the ticket is closed")
	case t.Agent != nil && t.Agent.ID != agent:
		refusal = desk.Errorf(desk.Conflict, "assigned_to_other", "another agent has the ticket")
	case seen != nil && desk.KindOf(refusal) == desk.Unavailable:
		answered, err := s.answeredAfter(ctx, ticket, agent, *seen)
		if err != nil {
			return nil, err
		}
		if answered {
			refusal = desk.Errorf(desk.Conflict, "answered_meanwhile", "another agent has replied meanwhile")
		}
	}
	return s.firstOf(ctx, e, refusal)
}

// answeredAfter reports whether another agent has replied after seq.
func (s *Store) answeredAfter(ctx context.Context, ticket, agent uuid.UUID, seq int64) (bool, error) {
	var answered bool
	err := s.db.GetContext(ctx, &answered, `
		SELECT EXISTS (
		    SELECT FROM entries e WHERE e.ticket_id = $1 AND e.seq > $3
		      AND e.kind = 'message' AND e.author_kind = 'agent' AND e.author_id <> $2)`, ticket, agent, seq)
	if err != nil {
		return false, fmt.Errorf("looking for another agent's reply: %w", err)
	}
	return answered, nil
}

// WriteNote appends an internal note; closed tickets take them too. Errors as in WriteReply but closed.
func (s *Store) WriteNote(ctx context.Context, ticket, agent, entryID uuid.UUID, body string) (*desk.Entry, error) {
	return s.WriteNoteWith(ctx, ticket, agent, entryID, body, nil)
}

// WriteNoteWith is WriteNote with files of the agent's, as in WriteMessageWith.
func (s *Store) WriteNoteWith(ctx context.Context, ticket, agent, entryID uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error) {
	return s.WriteNoteTo(ctx, ticket, agent, entryID, body, files, nil)
}

// WriteNoteTo is WriteNoteWith that tells the agents mentioned, each named once. A repeat mentions the same. Error also:
// invalid (mention_no_access: the field names one without access to the chat).
func (s *Store) WriteNoteTo(ctx context.Context, ticket, agent, entryID uuid.UUID, body string, files, mentioned []uuid.UUID) (*desk.Entry, error) {
	if err := checkEntryID(entryID); err != nil {
		return nil, err
	}
	e := &desk.Entry{TicketID: ticket, ID: entryID, Kind: desk.Note, Body: body, Author: desk.Author{Kind: desk.ByAgent, ID: agent}}
	for _, id := range mentioned {
		e.Mentions = append(e.Mentions, desk.AgentRef{ID: id})
	}
	refusal, err := s.write(ctx, nil, appendNote, &pending{entry: e, writer: agent}, files)
	if err != nil {
		return nil, err
	}
	if refusal == nil {
		return e, nil
	}
	if _, err := s.Ticket(ctx, ticket, agent); err != nil {
		return nil, err
	}
	return s.firstOf(ctx, e, refusal)
}

// checkEntryID refuses ids that a conversation's steps may have: the workflow derives theirs from the ticket's
// (version 5), and a customer who used up the id of "close" would keep the ticket from closing.
func checkEntryID(id uuid.UUID) error {
	if id.Version() == 5 {
		return desk.InvalidField("id", "entry_id", "make a random id")
	}
	return nil
}

func errEntryIDReused() error {
	return desk.Errorf(desk.Conflict, "entry_id_reused", "this entry id was used for another entry")
}

// errChangedMeanwhile is for a write that was refused for a reason that has gone since.
func errChangedMeanwhile() error {
	return desk.Errorf(desk.Unavailable, "changed_meanwhile", "the ticket changed at this moment; try again")
}

// write appends through the batcher b, or at once where there is none, and what has files or mentions by the statement
// for files.
// refusal is nil when it was written, else why not, as far as is known here.
func (s *Store) write(ctx context.Context, b *batcher, withFiles string, p *pending, files []uuid.UUID) (refusal, err error) {
	var done bool
	switch {
	case len(files) > 0 || len(p.entry.Mentions) > 0:
		return s.appendWith(ctx, withFiles, p, files)
	case b != nil:
		done, err = b.append(ctx, p)
	default:
		done, err = appended(s.stmts.appendNote.QueryRowContext(ctx, append(p.arguments(), nil)...), p.entry)
	}
	if !done && err == nil {
		refusal = errChangedMeanwhile()
	}
	return refusal, err
}

// appended scans what an append of one entry returned into e. done is false when the statement wrote nothing: refused,
// or a repeat.
func appended(row *sql.Row, e *desk.Entry) (done bool, err error) {
	var notified sql.NullString
	var ticket uuid.UUID
	return wasAppended(row.Scan(&ticket, &e.Seq, &e.Author.Name, &e.CreatedAt, &notified))
}

func wasAppended(err error) (done bool, _ error) {
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, sql.ErrNoRows), isUniqueViolation(err):
		return false, nil
	default:
		return false, fmt.Errorf("appending to the journal: %w", err)
	}
}

// firstOf returns the entry that was written first with e's id, when it says the same and has the same files and mentions. The
// caller has checked that the ticket is the writer's. When there is none, refusal is why nothing was written.
func (s *Store) firstOf(ctx context.Context, e *desk.Entry, refusal error) (*desk.Entry, error) {
	var row entryRow
	err := s.db.GetContext(ctx, &row, `
		SELECT `+entryColumns+` FROM entries e WHERE e.ticket_id = $1 AND e.id = $2`, e.TicketID, e.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, refusal
	}
	if err != nil {
		return nil, fmt.Errorf("looking for a repeated entry: %w", err)
	}
	first, err := row.entry()
	if err != nil {
		return nil, err
	}
	if first.Kind != e.Kind || first.Author.Kind != e.Author.Kind || first.Author.ID != e.Author.ID || first.Body != e.Body ||
		!slices.EqualFunc(first.Attachments, e.Attachments, func(a, b desk.Attachment) bool { return a.ID == b.ID }) ||
		!sameAgents(first.Mentions, e.Mentions) {
		return nil, errEntryIDReused()
	}
	return first, nil
}

// Page is a run of a ticket's entries: all that stand in (From, Through].
type Page struct {
	Entries       []desk.Entry
	From, Through int64
	// Last is the ticket's last entry; more is to be had while Through is less.
	Last int64
}

// EntriesAfter returns up to limit entries after a seq. The caller has checked that the ticket may be read.
// Error: not found (erased since).
func (s *Store) EntriesAfter(ctx context.Context, ticket uuid.UUID, after int64, limit int) (*Page, error) {
	pages, err := s.Pages(ctx, []uuid.UUID{ticket}, []int64{after}, limit)
	if err != nil {
		return nil, err
	}
	p := &Page{Entries: pages[ticket], From: after, Through: after}
	if n := len(p.Entries); n > 0 {
		p.Through = p.Entries[n-1].Seq
	}
	// Read after the entries, so that Last is never behind them.
	if p.Last, err = s.lastSeq(ctx, ticket); err != nil {
		return nil, err
	}
	return p, nil
}

func (s *Store) lastSeq(ctx context.Context, ticket uuid.UUID) (seq int64, err error) {
	err = s.db.GetContext(ctx, &seq, `SELECT last_seq FROM tickets WHERE id = $1`, ticket)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, notFound("ticket")
	}
	if err != nil {
		return 0, fmt.Errorf("reading the journal: %w", err)
	}
	return seq, nil
}

// EntriesBefore returns the last limit entries before a seq, in order. Error: not found (erased since).
func (s *Store) EntriesBefore(ctx context.Context, ticket uuid.UUID, before int64, limit int) (*Page, error) {
	last, err := s.lastSeq(ctx, ticket)
	if err != nil {
		return nil, err
	}
	before = min(before, last+1)
	after := max(0, before-1-int64(limit)) // seq has no gaps
	p, err := s.EntriesAfter(ctx, ticket, after, limit)
	if err != nil {
		return nil, err
	}
	for len(p.Entries) > 0 && p.Entries[len(p.Entries)-1].Seq >= before {
		p.Entries = p.Entries[:len(p.Entries)-1]
	}
	p.Through = min(p.Through, max(before-1, after))
	return p, nil
}

// Pages reads several tickets at once: for each, up to limit entries after the seq at the same index. It asks
// for nobody's permission: it serves rooms whose members were checked.
func (s *Store) Pages(ctx context.Context, tickets []uuid.UUID, after []int64, limit int) (map[uuid.UUID][]desk.Entry, error) {
	var rows []entryRow
	if err := s.stmts.readPages.SelectContext(ctx, &rows, pqArray(tickets), pqArray(after), limit); err != nil {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	pages := make(map[uuid.UUID][]desk.Entry, len(tickets))
	for i := range rows {
		e, err := rows[i].entry()
		if err != nil {
			return nil, err
		}
		pages[e.TicketID] = append(pages[e.TicketID], *e)
	}
	return pages, nil
}

type entryRow struct {
	TicketID   uuid.UUID       `db:"ticket_id"`
	Seq        int64           `db:"seq"`
	ID         uuid.UUID       `db:"id"`
	Kind       desk.EntryKind  `db:"kind"`
	AuthorKind desk.AuthorKind `db:"author_kind"`
	AuthorID   uuid.NullUUID   `db:"author_id"`
	AuthorName string          `db:"author_name"`
	RuleID     uuid.NullUUID   `db:"rule_id"`
	Body       string          `db:"body"`
	// Attachments, Operation and Mentions are JSON; nil: none.
	Attachments []byte    `db:"attachments"`
	Operation   []byte    `db:"operation"`
	Mentions    []byte    `db:"mentions"`
	CreatedAt   time.Time `db:"created_at"`
	// Sentiment is null where nobody has judged the entry.
	Sentiment sql.NullString `db:"sentiment"`
}

func (r *entryRow) entry() (*desk.Entry, error) {
	e := &desk.Entry{
		TicketID: r.TicketID, Seq: r.Seq, ID: r.ID, Kind: r.Kind, Body: r.Body, CreatedAt: r.CreatedAt,
		Author: desk.Author{Kind: r.AuthorKind, ID: r.AuthorID.UUID, Name: r.AuthorName}, Sentiment: desk.Sentiment(r.Sentiment.String),
	}
	if r.RuleID.Valid { // its name stands where persons' do
		e.Author.Rule, e.Author.Name = desk.RuleRef{ID: r.RuleID.UUID, Name: r.AuthorName}, ""
	}
	if r.Attachments != nil {
		if err := json.Unmarshal(r.Attachments, &e.Attachments); err != nil {
			return nil, fmt.Errorf("entry %s/%d: %w", r.TicketID, r.Seq, err)
		}
	}
	if r.Mentions != nil {
		if err := json.Unmarshal(r.Mentions, &e.Mentions); err != nil {
			return nil, fmt.Errorf("entry %s/%d: %w", r.TicketID, r.Seq, err)
		}
	}
	if r.Operation != nil {
		e.Operation = new(desk.OperationDetails)
		if err := json.Unmarshal(r.Operation, e.Operation); err != nil {
			return nil, fmt.Errorf("entry %s/%d: %w", r.TicketID, r.Seq, err)
		}
	}
	return e, nil
}
