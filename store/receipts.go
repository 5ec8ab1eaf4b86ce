package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// ReceiptNotice tells every api node how far a ticket's customer has got.
type ReceiptNotice struct {
	Ticket    uuid.UUID `json:"t"`
	Delivered int64     `json:"d"`
	Read      int64     `json:"r"`
	// ReadAt is nil while nothing was read.
	ReadAt *time.Time `json:"a"`
}

// Receipt is what the notice tells.
func (n ReceiptNotice) Receipt() desk.Receipt {
	r := desk.Receipt{Delivered: n.Delivered, Read: n.Read}
	if n.ReadAt != nil {
		r.ReadAt = *n.ReadAt
	}
	return r
}

// noteReceipt: $1 ticket, $2 token, $3 delivered, $4 read.
const noteReceipt = `
WITH told AS (
    SELECT id, least(greatest($3::bigint, $4::bigint), last_seq) AS delivered, least($4::bigint, last_seq) AS read
    FROM tickets WHERE id = $1 AND visitor_token_hash = $2
), noted AS (
    INSERT INTO receipts AS r (ticket_id, delivered_seq, read_seq, read_at)
    SELECT id, delivered, read, CASE WHEN read > 0 THEN clock_timestamp() END FROM told
    ON CONFLICT (ticket_id) DO UPDATE SET
        delivered_seq = greatest(r.delivered_seq, excluded.delivered_seq), read_seq = greatest(r.read_seq, excluded.read_seq),
        read_at = CASE WHEN excluded.read_seq > r.read_seq THEN excluded.read_at ELSE r.read_at END
    WHERE excluded.delivered_seq > r.delivered_seq OR excluded.read_seq > r.read_seq
    RETURNING delivered_seq, read_seq, read_at
)
SELECT CASE WHEN delivered_seq IS NOT NULL THEN pg_notify('receipts', json_build_object(
    't', id, 'd', delivered_seq, 'r', read_seq, 'a', read_at)::text)::text END FROM told LEFT JOIN noted ON true`

// NoteReceipt notes how far the customer has got, and tells every api node. It only ever grows, up to the ticket's last
// entry; what was known already is neither written nor told again. What was read was delivered. Error: not found.
func (s *Store) NoteReceipt(ctx context.Context, ticket uuid.UUID, token VisitorToken, delivered, read int64) error {
	var notified sql.NullString
	err := s.db.GetContext(ctx, &notified, noteReceipt, ticket, token[:], delivered, read)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound("ticket")
	}
	if err != nil {
		return fmt.Errorf("noting what a customer has read: %w", err)
	}
	return nil
}
