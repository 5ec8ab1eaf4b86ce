package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// MaxTranscripts is how many transcripts of one ticket are sent; those that failed don't count.
const MaxTranscripts = 3

// TranscriptState is how far a transcript is.
type TranscriptState string

// The states: asked → sending → sent or failed, and back from sending to asked when the mail server certainly did not
// take it.
const (
	TranscriptAsked   TranscriptState = "asked"
	TranscriptSending TranscriptState = "sending"
	TranscriptSent    TranscriptState = "sent"
	TranscriptFailed  TranscriptState = "failed"
)

// Transcript is one that a customer asked for, and what it needs to know of the ticket.
type Transcript struct {
	ID, TicketID uuid.UUID
	// Email is whom it goes to. It stands here and nowhere else.
	Email   string
	State   TranscriptState
	Number  int64
	Subject string
	Locale  string
	Channel desk.Channel
}

// AskTranscript notes that the customer wants the transcript sent to the address, as an entry that wakes the
// workflow. Open and closed tickets take it. A repeat of the id with the same address returns the first entry; with
// another address it is a conflict. Errors: not found (no such ticket with that token), too many
// (too_many_transcripts), conflict, invalid (an id of version 5).
func (s *Store) AskTranscript(ctx context.Context, ticket uuid.UUID, token VisitorToken, id uuid.UUID, email string) (*desk.Entry, error) {
	if err := checkEntryID(id); err != nil {
		return nil, err
	}
	details := desk.OperationDetails{Type: desk.OpTranscriptAsked}
	e := &desk.Entry{TicketID: ticket, ID: id, Kind: desk.Operation, Author: desk.Author{Kind: desk.ByCustomer}, Operation: &details}
	stored, err := json.Marshal(details)
	if err != nil {
		return nil, fmt.Errorf("asking for a transcript: %w", err)
	}
	repeated := false
	err = s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		if repeated, err = mayAskTranscript(ctx, tx, e, token, email); err != nil || repeated {
			return err
		}
		var notified sql.NullString
		err = tx.QueryRowContext(ctx, `
			WITH ticket AS (
			    UPDATE tickets SET last_seq = last_seq + 1, wake_seq = last_seq + 1 WHERE id = $1 RETURNING id, last_seq, requester_name
			), transcript AS (
			    INSERT INTO transcripts (id, ticket_id, email) SELECT $2, id, $3 FROM ticket
			), entry AS (
			    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_name, operation)
			    SELECT id, last_seq, $2, 'operation', 'customer', requester_name, $4 FROM ticket
			    RETURNING seq, author_name, created_at
			)
			SELECT seq, author_name, created_at, pg_notify('entries', $1::uuid || ':' || seq)::text FROM entry`,
			ticket, id, email, stored).Scan(&e.Seq, &e.Author.Name, &e.CreatedAt, &notified)
		if isUniqueViolation(err) { // another ticket's transcript has the id
			return errEntryIDReused()
		}
		if err != nil {
			return fmt.Errorf("asking for a transcript: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if repeated {
		return s.firstOf(ctx, e, errChangedMeanwhile())
	}
	return e, nil
}

// mayAskTranscript locks the ticket and looks whether the transcript may be asked for, or was: with this id, for this
// address.
func mayAskTranscript(ctx context.Context, tx *sqlx.Tx, e *desk.Entry, token VisitorToken, email string) (repeated bool, err error) {
	var locked bool
	err = tx.GetContext(ctx, &locked, `
		SELECT true FROM tickets WHERE id = $1 AND visitor_token_hash = $2 FOR NO KEY UPDATE`, e.TicketID, token[:])
	if errors.Is(err, sql.ErrNoRows) {
		return false, notFound("ticket")
	}
	if err != nil {
		return false, fmt.Errorf("asking for a transcript: %w", err)
	}
	var asked struct { // a statement of its own: it sees what the lock's holders before have written
		Before  int  `db:"before"`
		Same    bool `db:"same"`
		IDTaken bool `db:"id_taken"`
	}
	err = tx.GetContext(ctx, &asked, `
		SELECT count(*) FILTER (WHERE state <> 'failed') AS before, coalesce(bool_or(id = $2 AND email = $3), false) AS same,
		       EXISTS (SELECT FROM entries WHERE ticket_id = $1 AND id = $2) AS id_taken
		FROM transcripts WHERE ticket_id = $1`, e.TicketID, e.ID, email)
	switch {
	case err != nil:
		return false, fmt.Errorf("asking for a transcript: %w", err)
	case asked.Same:
		return true, nil
	case asked.IDTaken:
		return false, errEntryIDReused()
	case asked.Before >= MaxTranscripts:
		return false, desk.Errorf(desk.TooMany, "too_many_transcripts", "a conversation's transcript is sent %d times at most", MaxTranscripts)
	}
	return false, nil
}

// Transcript returns a transcript. Error: not found (erased with its ticket).
func (s *Store) Transcript(ctx context.Context, id uuid.UUID) (*Transcript, error) {
	var row struct {
		TicketID uuid.UUID       `db:"ticket_id"`
		Email    string          `db:"email"`
		State    TranscriptState `db:"state"`
		Number   int64           `db:"number"`
		Subject  string          `db:"subject"`
		Locale   string          `db:"locale"`
		Chat     channelRow      `db:"channel"`
	}
	err := s.db.GetContext(ctx, &row, `
		SELECT x.ticket_id, x.email, x.state, t.number, t.subject, t.locale, c.id AS "channel.id", c.name AS "channel.name",
		       c.key AS "channel.key", c.shop_url AS "channel.shop_url", c.settings AS "channel.settings",
		       c.enabled AS "channel.enabled", c.version AS "channel.version", c.seen_at AS "channel.seen_at"
		FROM transcripts x JOIN tickets t ON t.id = x.ticket_id JOIN channels c ON c.id = t.channel_id WHERE x.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("transcript")
	}
	if err != nil {
		return nil, fmt.Errorf("reading a transcript: %w", err)
	}
	channel, err := row.Chat.channel()
	if err != nil {
		return nil, err
	}
	return &Transcript{
		ID: id, TicketID: row.TicketID, Email: row.Email, State: row.State, Number: row.Number, Subject: row.Subject,
		Locale: row.Locale, Channel: *channel,
	}, nil
}

// BeginTranscript takes a transcript from asked to sending, once: false means that it is in another state, or erased.
// Who was told true may send it.
func (s *Store) BeginTranscript(ctx context.Context, id uuid.UUID) (bool, error) {
	return s.moveTranscript(ctx, id, TranscriptAsked, TranscriptSending)
}

// ReturnTranscript takes one that certainly was not sent from sending to asked: it may be tried again.
func (s *Store) ReturnTranscript(ctx context.Context, id uuid.UUID) (bool, error) {
	return s.moveTranscript(ctx, id, TranscriptSending, TranscriptAsked)
}

func (s *Store) moveTranscript(ctx context.Context, id uuid.UUID, from, to TranscriptState) (bool, error) {
	moved, err := affects(s.db.ExecContext(ctx, `UPDATE transcripts SET state = $3 WHERE id = $1 AND state = $2`, id, from, to))
	if err != nil {
		return false, fmt.Errorf("moving a transcript to %s: %w", to, err)
	}
	return moved, nil
}

// FinishTranscript notes that a transcript was sent, or is given up, with the entry that says so: both or neither. It
// reports whether it is in that state: now, or by an earlier call. Only one that is being sent can have been sent. The
// entry, under the id given, wakes no workflow.
func (s *Store) FinishTranscript(ctx context.Context, id uuid.UUID, sent bool, entry uuid.UUID) (bool, error) {
	state, from, op := TranscriptSent, []TranscriptState{TranscriptSending}, desk.OpTranscriptSent
	if !sent {
		state, from, op = TranscriptFailed, []TranscriptState{TranscriptAsked, TranscriptSending}, desk.OpTranscriptFailed
	}
	details, err := json.Marshal(desk.OperationDetails{Type: op})
	if err != nil {
		return false, fmt.Errorf("%s: %w", op, err)
	}
	var seq int64
	var notified sql.NullString
	err = s.db.QueryRowContext(ctx, `
		WITH transcript AS (
		    UPDATE transcripts SET state = $2, ended_at = clock_timestamp() WHERE id = $1 AND state = ANY ($3) RETURNING ticket_id
		), ticket AS (
		    UPDATE tickets t SET last_seq = last_seq + 1 FROM transcript WHERE t.id = transcript.ticket_id RETURNING t.id, last_seq
		), entry AS (
		    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, operation)
		    SELECT id, last_seq, $4, 'operation', 'system', $5 FROM ticket
		    RETURNING ticket_id, seq
		)
		SELECT seq, pg_notify('entries', ticket_id || ':' || seq)::text FROM entry`,
		id, state, pq.Array(from), entry, details).Scan(&seq, &notified)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("%s: %w", op, err)
	}
	var is bool
	err = s.db.GetContext(ctx, &is, `SELECT EXISTS (SELECT FROM transcripts WHERE id = $1 AND state = $2)`, id, state)
	if err != nil {
		return false, fmt.Errorf("%s: %w", op, err)
	}
	return is, nil
}
