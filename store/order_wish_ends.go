package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// WishEnd is what became of a wish.
type WishEnd struct {
	State desk.WishState
	// Error is a code, Words are BaseLinker's own; with WishRefused.
	Error, Words string
	// Comment is, with a note that was written, what the seller's comments are now.
	Comment string
}

// The codes of refusals that aren't BaseLinker's.
const (
	WishAccountGone = "account_gone" // it was disconnected
	WishOrderGone   = "order_gone"   // BaseLinker doesn't know the order
	WishStatusGone  = "status_gone"  // the account has no such status any more
	WishCommentFull = "comment_full" // with the note, the comments would be too long
	// WishMoved: nobody knows whether the status arrived, and since then the order has got another: setting it again could undo
	// what others did, or set it twice.
	WishMoved = "moved"
)

// WishQueue is what is wanted of an account.
type WishQueue struct {
	// Next may be tried now: the first of its order; uuid.Nil: none may.
	Next uuid.UUID
	// At is when one may be, where none may now; zero: nobody knows, or none waits.
	At time.Time
	// WaitsFor is, with At, what the first waits for.
	WaitsFor desk.OrderWait
	// Waiting is how many wait, Next among them.
	Waiting int
}

// wishPossible is when a waiting wish w of the account a may be tried; null: nobody knows. What waits for the end of a block or for
// another token may be as soon as the account's row says so.
const wishPossible = `CASE w.waits_for WHEN 'rejected' THEN CASE WHEN a.rejected IS NULL THEN w.asked_at END
    WHEN 'blocked' THEN CASE WHEN a.blocked_until IS NULL THEN w.asked_at ELSE least(a.blocked_until, w.waits_until) END
    ELSE coalesce(w.waits_until, w.asked_at) END`

// NextOrderWish returns what is to be tried for an account, in the order in which it was wanted; of one order only the first. Before
// that it ends what is overtaken, and everything when the account was disconnected.
func (s *Store) NextOrderWish(ctx context.Context, account uuid.UUID) (*WishQueue, error) {
	if err := s.endVainWishes(ctx, account); err != nil {
		return nil, err
	}
	var row struct {
		Next    uuid.NullUUID  `db:"next"`
		At      sql.NullTime   `db:"at"`
		Why     desk.OrderWait `db:"why"`
		Waiting int            `db:"waiting"`
	}
	err := s.db.GetContext(ctx, &row, `
		WITH first AS (
		    SELECT DISTINCT ON (w.order_id) w.id, w.place, w.waits_for, `+wishPossible+` AS at
		    FROM order_wishes w JOIN baselinker_accounts a ON a.id = w.account_id
		    WHERE w.account_id = $1 AND w.state = 'waiting' ORDER BY w.order_id, w.place
		)
		SELECT coalesce((SELECT waits_for FROM first ORDER BY at NULLS LAST, place LIMIT 1), '') AS why,
		       (SELECT id FROM first WHERE at <= clock_timestamp() ORDER BY place LIMIT 1) AS next,
		       (SELECT min(at) FROM first WHERE at > clock_timestamp()) AS at,
		       (SELECT count(*) FROM order_wishes WHERE account_id = $1 AND state = 'waiting') AS waiting`, account)
	if err != nil {
		return nil, fmt.Errorf("looking for a wish: %w", err)
	}
	q := &WishQueue{Next: row.Next.UUID, Waiting: row.Waiting}
	if !row.Next.Valid {
		q.At, q.WaitsFor = row.At.Time, row.Why
	}
	return q, nil
}

// endVainWishes ends those that nobody is to try: a status that a newer wish for the order takes the place of, unless a try has begun;
// and those of an account that was disconnected.
func (s *Store) endVainWishes(ctx context.Context, account uuid.UUID) error {
	var vain []struct {
		ID   uuid.UUID `db:"id"`
		Gone bool      `db:"gone"`
	}
	err := s.db.SelectContext(ctx, &vain, `
		SELECT w.id, a.deleted_at IS NOT NULL AS gone FROM order_wishes w JOIN baselinker_accounts a ON a.id = w.account_id
		WHERE w.account_id = $1 AND w.state = 'waiting' AND (a.deleted_at IS NOT NULL OR `+overtaken+`) ORDER BY w.place`, account)
	if err != nil {
		return fmt.Errorf("looking for vain wishes: %w", err)
	}
	for _, v := range vain {
		end := WishEnd{State: desk.WishOvertaken}
		if v.Gone {
			end = WishEnd{State: desk.WishRefused, Error: WishAccountGone}
		}
		if err := s.EndOrderWish(ctx, v.ID, end); err != nil {
			return err
		}
	}
	return nil
}

// overtaken says it of a waiting wish w. One with a begun try isn't: it might arrive behind the newer one.
const overtaken = `w.kind = 'status' AND w.was_status_id IS NULL AND EXISTS (SELECT FROM order_wishes n WHERE n.account_id = w.account_id
    AND n.order_id = w.order_id AND n.place > w.place AND n.kind = 'status' AND n.state = 'waiting')`

// tryLasts is how long after its beginning a try may arrive of which nobody says anything any more: whoever makes it has a minute, and
// what was sent by then may take half a minute more.
const tryLasts = 90 * time.Second

// BeginOrderWish notes that a wish is about to be done to the order as the mirror has it, for who can't tell afterwards what became of
// the try. Until somebody can, the wish rests as long as a try may take to arrive, whatever becomes of the workflow. It reports false,
// and does nothing, where the wish has ended, is overtaken, was begun by another, or the mirror doesn't have the order any more.
func (s *Store) BeginOrderWish(ctx context.Context, id uuid.UUID) (bool, error) {
	begun, err := affects(s.db.ExecContext(ctx, `
		UPDATE order_wishes w SET tries = tries + 1, was_status_id = o.status_id, was_since = (o.details->>'inStatusSince')::timestamptz,
		    waits_until = clock_timestamp() + make_interval(secs => $2), waits_for = ''
		FROM orders o
		WHERE w.id = $1 AND w.state = 'waiting' AND w.was_status_id IS NULL AND o.account_id = w.account_id AND o.order_id = w.order_id
		  AND NOT (`+overtaken+`)`, id, tryLasts.Seconds()))
	if err != nil {
		return false, fmt.Errorf("beginning a wish: %w", err)
	}
	return begun, nil
}

// ForgetTry notes that a begun try certainly did not arrive: the next may be made at once.
func (s *Store) ForgetTry(ctx context.Context, id uuid.UUID) error {
	_, err := s.db.ExecContext(ctx, `
		UPDATE order_wishes SET was_status_id = NULL, was_since = NULL, waits_until = NULL, waits_for = ''
		WHERE id = $1 AND state = 'waiting' AND was_status_id IS NOT NULL`, id)
	if err != nil {
		return fmt.Errorf("noting that a wish did not arrive: %w", err)
	}
	return nil
}

// PutOffOrderWish notes what a wish waits for; until is zero when nobody knows how long. What holds up all calls to the account
// is noted on all of its wishes, but for those with a begun try: their half-minute must not become shorter. Open tickets are told.
func (s *Store) PutOffOrderWish(ctx context.Context, id uuid.UUID, why desk.OrderWait, until time.Time) error {
	_, err := s.db.ExecContext(ctx, `
		WITH wish AS (
		    SELECT account_id FROM order_wishes WHERE id = $1
		), locked AS ( -- in one order, or two would deadlock
		    SELECT w.id FROM order_wishes w JOIN wish ON wish.account_id = w.account_id
		    WHERE w.state = 'waiting' AND (w.id = $1 OR $2 <> '`+string(desk.WaitUnreachable)+`' AND w.was_status_id IS NULL)
		      AND (w.waits_for, w.waits_until) IS DISTINCT FROM ($2, $3::timestamptz)
		    ORDER BY w.place FOR UPDATE OF w
		), off AS (
		    UPDATE order_wishes w SET waits_for = $2, waits_until = $3 FROM locked WHERE w.id = locked.id RETURNING w.ticket_id
		)
		SELECT pg_notify('`+OrdersChannel+`', ticket_id::text) FROM (SELECT DISTINCT ticket_id FROM off) told`,
		id, why, sql.NullTime{Time: until, Valid: !until.IsZero()})
	if err != nil {
		return fmt.Errorf("putting off a wish: %w", err)
	}
	return nil
}

// DoubtOrderWish puts off a wish of which a try was begun that nobody has heard the end of: by the pause, since it may yet arrive.
func (s *Store) DoubtOrderWish(ctx context.Context, id uuid.UUID, pause time.Duration) error {
	w, err := s.OrderWish(ctx, id)
	if desk.KindOf(err) == desk.NotFound || err == nil && !w.Begun {
		return nil
	}
	if err != nil {
		return err
	}
	var until time.Time
	if err := s.db.GetContext(ctx, &until, `SELECT clock_timestamp() + $1 * interval '1 second'`, pause.Seconds()); err != nil {
		return fmt.Errorf("reading the time: %w", err)
	}
	return s.PutOffOrderWish(ctx, id, desk.WaitUnreachable, until)
}

// EndOrderWish notes what became of a wish, in its row, in the mirror and as an entry of its ticket. One that has ended stays as it is.
func (s *Store) EndOrderWish(ctx context.Context, id uuid.UUID, end WishEnd) error {
	w, err := s.OrderWish(ctx, id)
	if desk.KindOf(err) == desk.NotFound { // erased meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		c := &changing{tx: tx, by: desk.Author{Kind: desk.BySystem}}
		err := c.lock(ctx, w.TicketID)
		if desk.KindOf(err) == desk.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		// Of one that had no effect it isn't told what was before.
		row, err := one[orderWishRow](ctx, tx, "order_wish", `
			WITH w AS (
			    UPDATE order_wishes SET state = $2, error = $3, words = $4, waits_until = NULL, waits_for = '', ended_at = clock_timestamp(),
			        was_status_id = CASE WHEN $2 = 'done' AND kind = 'status' THEN was_status_id END,
			        was_since = CASE WHEN $2 = 'done' AND kind = 'status' THEN was_since END
			    WHERE id = $1 AND state = 'waiting' RETURNING *
			) SELECT `+orderWishColumns+` FROM w
			LEFT JOIN order_statuses st ON st.account_id = w.account_id AND st.status_id = w.status_id
			LEFT JOIN order_statuses ws ON ws.account_id = w.account_id AND ws.status_id = w.was_status_id`, id, end.State, end.Error, end.Words)
		if desk.KindOf(err) == desk.NotFound { // it has ended
			return nil
		}
		if err != nil {
			return err
		}
		w := row.wish()
		if end.State == desk.WishDone {
			if err := mirrorWish(ctx, tx, w, end.Comment); err != nil {
				return err
			}
		}
		event := &desk.OrderEvent{
			Wish: w.ID, AccountID: w.AccountID, OrderID: w.OrderID, Kind: w.Kind, Status: w.Status.Name, Was: w.Was.Name, Note: w.Note,
			State: end.State, Error: end.Error, Words: end.Words,
		}
		_, err = c.operate(ctx, uuid.NewSHA1(id, []byte("ended")), c.by, "", desk.OperationDetails{Type: desk.OpOrderWishEnded, Order: event})
		if err != nil {
			return err
		}
		return tellOfWish(ctx, tx, w.TicketID, w.AccountID, w.OrderID)
	})
}

// mirrorWish has the mirror show what BaseLinker has now. What was read before doesn't overwrite it.
func mirrorWish(ctx context.Context, tx *sqlx.Tx, w *OrderWish, comment string) error {
	var err error
	if w.Kind == desk.WishStatus {
		_, err = tx.ExecContext(ctx, `
			UPDATE orders SET status_id = $3, details = jsonb_set(details, '{statusId}', to_jsonb($3::bigint)), seen_at = clock_timestamp()
			WHERE account_id = $1 AND order_id = $2 AND status_id <> $3`, w.AccountID, w.OrderID, w.Status.ID)
	} else {
		_, err = tx.ExecContext(ctx, `
			UPDATE orders SET details = jsonb_set(details, '{adminComments}', to_jsonb($3::text)), seen_at = clock_timestamp()
			WHERE account_id = $1 AND order_id = $2 AND details->>'adminComments' IS DISTINCT FROM $3`, w.AccountID, w.OrderID, comment)
	}
	if err != nil {
		return fmt.Errorf("noting a wish in the mirror: %w", err)
	}
	return nil
}

// StatusKnown reports whether the account has the status, as far as the mirror knows: a status that was never read isn't doubted.
func (s *Store) StatusKnown(ctx context.Context, account uuid.UUID, status int64) (known bool, err error) {
	err = s.db.GetContext(ctx, &known, `SELECT gone_at IS NULL FROM order_statuses WHERE account_id = $1 AND status_id = $2`, account, status)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for a status: %w", err)
	}
	return known, nil
}

// WantedOf is an account of which something is wanted.
type WantedOf struct {
	Account uuid.UUID `db:"account_id"`
	// Place is the newest wish's that waits.
	Place int64 `db:"place"`
	// Overdue: one could have been tried for a while, and wasn't.
	Overdue bool `db:"overdue"`
}

// OrderWishesWaiting returns the accounts with wishes that wait. overdue is for how long one must be possible to count as that.
func (s *Store) OrderWishesWaiting(ctx context.Context, overdue time.Duration) (wanted []WantedOf, err error) {
	err = s.db.SelectContext(ctx, &wanted, `
		SELECT account_id, max(place) AS place, bool_or(gone OR possible <= clock_timestamp() - $1 * interval '1 second') IS TRUE AS overdue
		FROM (
		    SELECT DISTINCT ON (w.account_id, w.order_id) w.account_id, max(w.place) OVER (PARTITION BY w.account_id, w.order_id) AS place,
		           a.deleted_at IS NOT NULL AS gone, `+wishPossible+` AS possible
		    FROM order_wishes w JOIN baselinker_accounts a ON a.id = w.account_id
		    WHERE w.state = 'waiting' ORDER BY w.account_id, w.order_id, w.place
		) first GROUP BY account_id`, overdue.Seconds())
	if err != nil {
		return nil, fmt.Errorf("looking for accounts with wishes: %w", err)
	}
	return wanted, nil
}
