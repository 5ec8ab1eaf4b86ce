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

	"rozmowa/baselinker"
)

// MirrorPhase is what a mirror is at.
type MirrorPhase string

// What a mirror is at.
const (
	MirrorFilling   MirrorPhase = "filling"   // it reads the orders of the last three months
	MirrorFollowing MirrorPhase = "following" // it reads what is new
)

// OrderMirror is how far the mirror of an account's orders is. Times are zero for what hasn't been yet.
type OrderMirror struct {
	AccountID uuid.UUID   `db:"account_id"`
	Phase     MirrorPhase `db:"phase"`
	StartsAt  time.Time   `db:"starts_at"`
	// New is where reading new orders goes on: all confirmed before are there.
	New OrderCursor `db:"new"`
	// Orders is how many there are; Odd how many came without a number, or couldn't be kept.
	Orders int64 `db:"orders"`
	Odd    int64 `db:"odd"`
	// Again is where reading the known orders of the last days again goes on, All where reading all of them does; their At is zero while
	// that rests. AllAgainAt is when reading all was last begun.
	Again      OrderCursor `db:"again"`
	All        OrderCursor `db:"all"`
	AllAgainAt time.Time   `db:"reread_all_at"`
	// LogID is the last of the journal that was followed; JournalAt when it was read; Journal whether there is one, nil while nobody
	// knows.
	LogID     int64     `db:"log_id"`
	JournalAt time.Time `db:"journal_at"`
	Journal   *bool     `db:"journal"`
	WordsAt   time.Time `db:"words_at"`
	SyncedAt  time.Time `db:"synced_at"`
	// FailingSince is zero when the last try went well; Error is then empty.
	FailingSince time.Time `db:"failing_since"`
	Error        string    `db:"error"`
	NextTryAt    time.Time `db:"next_try_at"`
}

// OrderCursor is a place among orders by their confirmation: those from At on, of that very second the ones from AfterID on.
type OrderCursor struct {
	At      time.Time `db:"at" json:"at"`
	AfterID int64     `db:"after_id" json:"afterId,omitempty"`
}

const mirrorColumns = `account_id, phase, starts_at, through AS "new.at", after_id AS "new.after_id", orders, odd,
	coalesce(reread, '0001-01-01Z') AS "again.at", reread_id AS "again.after_id",
	coalesce(all_reread, '0001-01-01Z') AS "all.at", all_reread_id AS "all.after_id", coalesce(reread_all_at, '0001-01-01Z') AS reread_all_at,
	log_id, coalesce(journal_at, '0001-01-01Z') AS journal_at, journal, coalesce(words_at, '0001-01-01Z') AS words_at,
	coalesce(synced_at, '0001-01-01Z') AS synced_at, coalesce(failing_since, '0001-01-01Z') AS failing_since, error,
	coalesce(next_try_at, '0001-01-01Z') AS next_try_at`

// OrderMirror returns how far an account's mirror is; one that hasn't begun begins now, with the orders since startsAt. Error: not
// found (the account was removed).
func (s *Store) OrderMirror(ctx context.Context, account uuid.UUID, startsAt time.Time) (m *OrderMirror, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := holdAccount(ctx, tx, account); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO order_mirrors (account_id, starts_at, through, orders) SELECT $1, $2, $2, count(*) FROM orders WHERE account_id = $1
			ON CONFLICT DO NOTHING`, account, startsAt); err != nil {
			return fmt.Errorf("beginning a mirror: %w", err)
		}
		row, err := one[OrderMirror](ctx, tx, "mirror", `SELECT `+mirrorColumns+` FROM order_mirrors WHERE account_id = $1`, account)
		m = &row
		return err
	})
	return m, err
}

// OrderMirrors returns how far the mirrors are, by account; those that haven't begun aren't there.
func (s *Store) OrderMirrors(ctx context.Context) (map[uuid.UUID]*OrderMirror, error) {
	var rows []OrderMirror
	if err := s.db.SelectContext(ctx, &rows, `SELECT `+mirrorColumns+` FROM order_mirrors`); err != nil {
		return nil, fmt.Errorf("reading the mirrors: %w", err)
	}
	all := make(map[uuid.UUID]*OrderMirror, len(rows))
	for i := range rows {
		all[rows[i].AccountID] = &rows[i]
	}
	return all, nil
}

// OrderPage is a page of orders that a mirror has read.
type OrderPage struct {
	Orders []baselinker.Order
	// Odd is how many of the page had no number.
	Odd int
	// At is when it was asked for.
	At time.Time
}

// keepPage keeps what can be kept of a page. An order that Postgres can't take holds up no other: it counts as odd.
func (s *Store) keepPage(ctx context.Context, account uuid.UUID, p OrderPage, move func(*sqlx.Tx, OrderPage) (bool, error)) (saved SavedOrders, moved bool, err error) {
	keep := func(p OrderPage) error {
		return s.inTx(ctx, func(tx *sqlx.Tx) error {
			if err := holdAccount(ctx, tx, account); err != nil {
				return err
			}
			if saved, err = saveOrders(ctx, tx, account, p.Orders, p.At); err != nil {
				return err
			}
			if p.Odd > 0 {
				if _, err := tx.ExecContext(ctx, `UPDATE order_mirrors SET odd = odd + $2 WHERE account_id = $1`, account, p.Odd); err != nil {
					return fmt.Errorf("counting odd orders: %w", err)
				}
			}
			moved, err = move(tx, p)
			return err
		})
	}
	if err = keep(p); err == nil || !isDataError(err) {
		return saved, moved, err
	}
	fit := OrderPage{Odd: p.Odd, At: p.At}
	for i := range p.Orders {
		_, err := s.SaveOrders(ctx, account, p.Orders[i:i+1], p.At)
		switch {
		case err == nil:
			fit.Orders = append(fit.Orders, p.Orders[i])
		case isDataError(err):
			fit.Odd++
		default:
			return saved, false, err
		}
	}
	err = keep(fit)
	return saved, moved, err
}

// isDataError reports whether Postgres can't take a value: it won't, however often it is tried.
func isDataError(err error) bool {
	var refused *pq.Error
	return errors.As(err, &refused) && refused.Code.Class() == "22"
}

// KeepNewOrders keeps a page that was read from the cursor, and moves the mirror on to the next in the same transaction; caughtUp:
// there is nothing behind it now. moved is false when another try has moved the mirror already: the orders are kept all the same.
func (s *Store) KeepNewOrders(ctx context.Context, account uuid.UUID, from, next OrderCursor, p OrderPage, caughtUp bool) (saved SavedOrders, moved bool, err error) {
	return s.keepPage(ctx, account, p, func(tx *sqlx.Tx, p OrderPage) (bool, error) {
		moved, err := affects(tx.ExecContext(ctx, `
			UPDATE order_mirrors SET through = $4, after_id = $5, failing_since = NULL, error = '', next_try_at = NULL,
			       reread_all_at = CASE WHEN $6 AND phase = 'filling' THEN $7 ELSE reread_all_at END,
			       phase = CASE WHEN $6 THEN 'following' ELSE phase END, synced_at = CASE WHEN $6 THEN $7 ELSE synced_at END
			WHERE account_id = $1 AND through = $2 AND after_id = $3`,
			account, from.At, from.AfterID, next.At, next.AfterID, caughtUp, p.At))
		if err != nil {
			return false, fmt.Errorf("moving a mirror on: %w", err)
		}
		return moved, nil
	})
}

// againColumns are where the cursor of reading all known orders again stands, or of those of the last days.
func againColumns(all bool) (at, id string) {
	if all {
		return "all_reread", "all_reread_id"
	}
	return "reread", "reread_id"
}

// KeepOrdersAgain keeps a page of orders that were read again from the cursor, that of all or of the last days, and moves on to the
// next, whose At is zero when they were read. Orders that the mirror has among those of the page and that the page doesn't have are
// noted to be asked for one by one.
func (s *Store) KeepOrdersAgain(ctx context.Context, account uuid.UUID, all bool, from, next OrderCursor, p OrderPage) (saved SavedOrders, err error) {
	reread, rereadID := againColumns(all)
	saved, _, err = s.keepPage(ctx, account, p, func(tx *sqlx.Tx, p OrderPage) (bool, error) {
		// Within one second the page is no whole: only what lies between whole seconds is compared.
		until := next.At
		if until.IsZero() {
			until = p.At
		}
		if from.AfterID == 0 && next.AfterID == 0 && from.At.Before(until) {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO order_changes (account_id, order_id, told_at)
				SELECT account_id, order_id, $4 FROM orders
				WHERE account_id = $1 AND confirmed_at >= $2 AND confirmed_at < $3 AND removed_at IS NULL AND seen_at < $4 AND order_id <> ALL($5)
				ON CONFLICT DO NOTHING`, account, from.At, until, p.At, pq.Array(idsOf(p.Orders))); err != nil {
				return false, fmt.Errorf("noting missing orders: %w", err)
			}
		}
		return affects(tx.ExecContext(ctx, `
			UPDATE order_mirrors SET `+reread+` = $4, `+rereadID+` = $5, failing_since = NULL, error = '', next_try_at = NULL
			WHERE account_id = $1 AND `+reread+` = $2 AND `+rereadID+` = $3`,
			account, from.At, from.AfterID, nullTime(next.At), next.AfterID))
	})
	return saved, err
}

func nullTime(t time.Time) sql.Null[time.Time] { return sql.Null[time.Time]{V: t, Valid: !t.IsZero()} }

// BeginOrdersAgain has known orders read again from that time of confirmation on; all: those are all of them, which have a cursor of
// their own. Orders placed since then that aren't confirmed are on no page: they are noted to be asked for one by one.
func (s *Store) BeginOrdersAgain(ctx context.Context, account uuid.UUID, from time.Time, all bool, at time.Time) error {
	reread, rereadID := againColumns(all)
	_, err := s.db.ExecContext(ctx, `
		WITH begun AS (
		    UPDATE order_mirrors SET `+reread+` = $2, `+rereadID+` = 0, reread_all_at = CASE WHEN $3 THEN $4 ELSE reread_all_at END
		    WHERE account_id = $1 RETURNING account_id
		)
		INSERT INTO order_changes (account_id, order_id, told_at)
		SELECT o.account_id, o.order_id, $4 FROM begun JOIN orders o USING (account_id)
		WHERE o.placed_at >= $2 AND o.confirmed_at IS NULL AND o.removed_at IS NULL
		ON CONFLICT DO NOTHING`, account, from, all, at)
	if err != nil {
		return fmt.Errorf("having orders read again: %w", err)
	}
	return nil
}

// OrderChange is a change that the journal told of.
type OrderChange struct {
	OrderID int64
	// At is when BaseLinker had it.
	At time.Time
	// Packages: its packages have changed, which are asked for when somebody looks; the order itself is as it was.
	Packages bool
}

// journalSlack is by how much BaseLinker's clock may differ from ours: a change is known for certain when the order was seen so much later.
const journalSlack = 2 * time.Minute

// NoteJournal notes that the journal was followed from one event to another, and which orders that was about: those that weren't seen
// since are to be read. journal is whether there is one; only then at counts as a time at which it was read.
func (s *Store) NoteJournal(ctx context.Context, account uuid.UUID, from, to int64, changes []OrderChange, journal bool, at time.Time) error {
	ids, times, packages := []int64{}, []time.Time{}, []int64{}
	for _, c := range changes {
		if c.Packages {
			packages = append(packages, c.OrderID)
			continue
		}
		ids, times = append(ids, c.OrderID), append(times, c.At)
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := holdAccount(ctx, tx, account); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO order_changes (account_id, order_id, told_at)
			SELECT $1, c.order_id, $4 FROM (
			    SELECT order_id, max(at) AS at FROM unnest($2::bigint[], $3::timestamptz[]) AS t (order_id, at) GROUP BY order_id
			) c LEFT JOIN orders o ON o.account_id = $1 AND o.order_id = c.order_id
			WHERE o.seen_at IS NULL OR o.seen_at < c.at + make_interval(secs => $5)
			ON CONFLICT (account_id, order_id) DO UPDATE SET told_at = excluded.told_at`,
			account, pq.Array(ids), pq.Array(times), at, journalSlack.Seconds()); err != nil {
			return fmt.Errorf("noting changes of orders: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE orders SET packages_at = 'epoch' WHERE account_id = $1 AND order_id = ANY($2) AND packages_at IS NOT NULL`,
			account, pq.Array(packages)); err != nil {
			return fmt.Errorf("noting changes of packages: %w", err)
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE order_mirrors SET log_id = greatest(log_id, $3), journal_at = CASE WHEN $5 THEN $4 ELSE journal_at END, journal = $5
			WHERE account_id = $1 AND log_id >= $2`, account, from, to, at, journal)
		if err != nil {
			return fmt.Errorf("noting the journal: %w", err)
		}
		return nil
	})
}

// ChangedOrder is an order to be read because it has changed.
type ChangedOrder struct {
	OrderID int64 `db:"order_id"`
	// ConfirmedAt is zero when the mirror doesn't have it, or it isn't confirmed.
	ConfirmedAt time.Time `db:"confirmed_at"`
	// Near is how many changed orders are among the next hundred by confirmation, itself included.
	Near int `db:"near"`
	// Left is how many changed orders there are.
	Left int `db:"left"`
}

// NextChangedOrder returns the changed order that was placed first; nil: there is none.
func (s *Store) NextChangedOrder(ctx context.Context, account uuid.UUID) (*ChangedOrder, error) {
	var c ChangedOrder
	err := s.db.GetContext(ctx, &c, `
		WITH changed AS (
		    SELECT c.order_id, o.confirmed_at FROM order_changes c LEFT JOIN orders o USING (account_id, order_id) WHERE c.account_id = $1
		), first AS (
		    SELECT order_id, confirmed_at FROM changed ORDER BY confirmed_at NULLS FIRST, order_id LIMIT 1
		), page AS (
		    SELECT o.order_id FROM orders o, first f
		    WHERE o.account_id = $1 AND o.placed_at >= f.confirmed_at AND o.confirmed_at >= f.confirmed_at AND o.removed_at IS NULL
		    ORDER BY o.placed_at, o.order_id LIMIT 90
		)
		SELECT order_id, coalesce(confirmed_at, '0001-01-01Z') AS confirmed_at,
		       (SELECT count(*) FROM page JOIN changed USING (order_id)) AS near, (SELECT count(*) FROM changed) AS left
		FROM first`, account)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading changed orders: %w", err)
	}
	return &c, nil
}

// NoteMirrorFailing notes why the mirror can't go on, and when it tries again; zero: nobody knows.
func (s *Store) NoteMirrorFailing(ctx context.Context, account uuid.UUID, code string, nextTry time.Time) error {
	_, err := s.db.ExecContext(ctx, `
		UPDATE order_mirrors SET failing_since = coalesce(failing_since, now()), error = $2, next_try_at = $3 WHERE account_id = $1`,
		account, code, nullTime(nextTry))
	if err != nil {
		return fmt.Errorf("noting that a mirror fails: %w", err)
	}
	return nil
}
