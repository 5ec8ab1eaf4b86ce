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

// MaxLookedUp is the longest address that BaseLinker's filter takes (getOrders, filter_email); orders of longer ones are found in
// the mirror alone.
const MaxLookedUp = 50

// LookupState is how far a lookup is.
type LookupState string

// How far a lookup is.
const (
	LookupWaiting LookupState = "waiting"
	LookupDone    LookupState = "done"
	LookupFailed  LookupState = "failed"
)

// OrderLookup is BaseLinker asked live about a ticket's customer. Times that there are none of are zero.
type OrderLookup struct {
	State   LookupState
	AskedAt time.Time
	EndedAt time.Time
	// WaitsUntil and WaitsFor tell what it waits for, if for anything but its turn. Error is a code, with LookupFailed.
	WaitsUntil time.Time
	WaitsFor   desk.OrderWait
	Error      string
}

type orderLookupRow struct {
	State      LookupState    `db:"state"`
	AskedAt    time.Time      `db:"asked_at"`
	EndedAt    sql.NullTime   `db:"ended_at"`
	WaitsUntil sql.NullTime   `db:"waits_until"`
	WaitsFor   desk.OrderWait `db:"waits_for"`
	Error      string         `db:"error"`
}

func (r *orderLookupRow) lookup() *OrderLookup {
	return &OrderLookup{
		State: r.State, AskedAt: r.AskedAt, EndedAt: r.EndedAt.Time, WaitsUntil: r.WaitsUntil.Time, WaitsFor: r.WaitsFor, Error: r.Error,
	}
}

const lookupColumns = `state, asked_at, ended_at, waits_until, waits_for, error`

// OrderLookup returns the ticket's last lookup; nil: there was none. It asks for nobody's permission.
func (s *Store) OrderLookup(ctx context.Context, ticket uuid.UUID) (*OrderLookup, error) {
	return orderLookup(ctx, s.db, ticket)
}

func orderLookup(ctx context.Context, q sqlx.QueryerContext, ticket uuid.UUID) (*OrderLookup, error) {
	var row orderLookupRow
	err := sqlx.GetContext(ctx, q, &row, `SELECT `+lookupColumns+` FROM order_lookups WHERE ticket_id = $1`, ticket)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a lookup of orders: %w", err)
	}
	return row.lookup(), nil
}

// AskForOrders notes that an agent with access to the ticket wants BaseLinker asked, unless somebody did within the time given; asked
// tells. Error: not found.
func (s *Store) AskForOrders(ctx context.Context, ticket, agent uuid.UUID, within time.Duration) (lookup *OrderLookup, asked bool, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		t, err := agentsTicket(ctx, tx, ticket, agent)
		if err != nil {
			return err
		}
		if asked, err = askForOrders(ctx, tx, ticket, t.Requester.Email, within); err != nil {
			return err
		}
		lookup, err = orderLookup(ctx, tx, ticket)
		return err
	})
	return lookup, asked, err
}

func askForOrders(ctx context.Context, tx *sqlx.Tx, ticket uuid.UUID, email string, within time.Duration) (bool, error) {
	asked, err := affects(tx.ExecContext(ctx, `
		WITH asked AS (
			INSERT INTO order_lookups AS l (ticket_id, address) VALUES ($1, $2)
			ON CONFLICT (ticket_id) DO UPDATE SET address = excluded.address, state = 'waiting', asked_at = now(), ended_at = NULL, error = '',
				waits_until = CASE l.state WHEN 'waiting' THEN l.waits_until END, waits_for = CASE l.state WHEN 'waiting' THEN l.waits_for ELSE '' END
			WHERE l.asked_at <= now() - make_interval(secs => $3)
			RETURNING ticket_id
		)
		SELECT pg_notify('orders', ticket_id::text) FROM asked`, ticket, desk.NormalEmail(email), within.Seconds()))
	if err != nil {
		return false, fmt.Errorf("asking for orders: %w", err)
	}
	return asked, nil
}

// OrdersToAsk is what a lookup asks BaseLinker for.
type OrdersToAsk struct {
	// Accounts are asked by the requester's address; none: there is no address that BaseLinker's filter takes.
	Accounts []uuid.UUID
	// Orders are asked for one by one: shown beside the ticket, and of another address.
	Orders []OrderRef
}

// OrderRef names an order.
type OrderRef struct {
	AccountID uuid.UUID `db:"account_id" json:"account"`
	OrderID   int64     `db:"order_id" json:"order"`
}

// maxAsked is how many orders a lookup asks for one by one, and of how many it asks for the packages.
const maxAsked = 5

// BeginOrderLookup notes that the ticket's requester is looked up now, and returns what there is to ask. Error: not found.
func (s *Store) BeginOrderLookup(ctx context.Context, ticket uuid.UUID) (*OrdersToAsk, error) {
	address, err := s.requesterAddress(ctx, ticket, ``)
	if err != nil {
		return nil, err
	}
	_, err = s.db.ExecContext(ctx, `
		INSERT INTO order_lookups (ticket_id, address) VALUES ($1, $2)
		ON CONFLICT (ticket_id) DO UPDATE SET address = excluded.address, state = 'waiting', asked_at = now(), ended_at = NULL, error = ''`,
		ticket, address)
	if err != nil {
		return nil, fmt.Errorf("beginning a lookup of orders: %w", err)
	}
	ask := &OrdersToAsk{}
	if address != "" && len([]rune(address)) <= MaxLookedUp {
		if err := s.db.SelectContext(ctx, &ask.Accounts, `SELECT id FROM baselinker_accounts WHERE deleted_at IS NULL ORDER BY folded`); err != nil {
			return nil, fmt.Errorf("reading whom to ask for orders: %w", err)
		}
	}
	shown, err := s.MatchedOrders(ctx, ticket)
	if err != nil {
		return nil, err
	}
	for _, o := range shown {
		if o.Why == ByHand && len(ask.Orders) < maxAsked {
			ask.Orders = append(ask.Orders, OrderRef{o.AccountID, o.OrderID})
		}
	}
	return ask, nil
}

// LookupAddress is the address by which a lookup that goes on asks; empty: none. Error: not found.
func (s *Store) LookupAddress(ctx context.Context, ticket uuid.UUID) (string, error) {
	return one[string](ctx, s.db, "lookup", `SELECT address FROM order_lookups WHERE ticket_id = $1`, ticket)
}

// PackagesToAsk returns the newest of the ticket's orders that have a tracking number, a few, where nobody has asked for the packages
// for the time given. Error: not found.
func (s *Store) PackagesToAsk(ctx context.Context, ticket uuid.UUID, age time.Duration) ([]OrderRef, error) {
	address, err := s.requesterAddress(ctx, ticket, ``)
	if err != nil {
		return nil, err
	}
	var refs []OrderRef
	err = s.db.SelectContext(ctx, &refs, `
		SELECT account_id, order_id FROM (
			SELECT b.account_id, b.order_id, p.packages_at
			FROM (`+ticketsOrders(noDetails)+`) b JOIN orders p ON p.account_id = b.account_id AND p.order_id = b.order_id
			WHERE b.why <> 'number' AND NOT b.archived AND `+underWay+`
			ORDER BY b.placed_at DESC, b.order_id DESC LIMIT $4
		) newest
		WHERE packages_at IS NULL OR packages_at < now() - make_interval(secs => $5)`, ticket, address, MaxTicketOrders, maxAsked, age.Seconds())
	if err != nil {
		return nil, fmt.Errorf("reading whose packages to ask for: %w", err)
	}
	return refs, nil
}

// NoteLookupWait notes what a lookup waits for; the empty code: for nothing any more.
func (s *Store) NoteLookupWait(ctx context.Context, ticket uuid.UUID, what desk.OrderWait, until time.Time) error {
	_, err := s.db.ExecContext(ctx, `
		WITH noted AS (
			UPDATE order_lookups SET waits_for = $2, waits_until = $3
			WHERE ticket_id = $1 AND state = 'waiting' AND (waits_for, waits_until) IS DISTINCT FROM ($2, $3)
			RETURNING ticket_id
		)
		SELECT pg_notify('orders', ticket_id::text) FROM noted`, ticket, what, sql.NullTime{Time: until, Valid: !until.IsZero()})
	if err != nil {
		return fmt.Errorf("noting what a lookup waits for: %w", err)
	}
	return nil
}

// EndOrderLookup notes that a lookup has ended, with the code of what failed; empty: nothing did.
func (s *Store) EndOrderLookup(ctx context.Context, ticket uuid.UUID, code string) error {
	state := LookupDone
	if code != "" {
		state = LookupFailed
	}
	_, err := s.db.ExecContext(ctx, `
		WITH ended AS (
			UPDATE order_lookups SET state = $2, error = $3, ended_at = now(), waits_for = '', waits_until = NULL WHERE ticket_id = $1
			RETURNING ticket_id
		)
		SELECT pg_notify('orders', ticket_id::text) FROM ended`, ticket, state, code)
	if err != nil {
		return fmt.Errorf("ending a lookup of orders: %w", err)
	}
	return nil
}

// StrandedLookups returns tickets, the longest first, whose lookup could have gone on for a while and didn't: maybe nobody does it.
func (s *Store) StrandedLookups(ctx context.Context, overdue time.Duration, limit int) (tickets []uuid.UUID, err error) {
	err = s.db.SelectContext(ctx, &tickets, `
		SELECT ticket_id FROM order_lookups
		WHERE state = 'waiting' AND asked_at < now() - make_interval(secs => $1)
		  AND (waits_until IS NULL OR waits_until < now() - make_interval(secs => $1))
		ORDER BY asked_at LIMIT $2`, overdue.Seconds(), limit)
	if err != nil {
		return nil, fmt.Errorf("looking for lookups that nobody does: %w", err)
	}
	return tickets, nil
}

// underWay says of an order p that it has a parcel which hasn't arrived as far as anybody knows.
const underWay = `p.details #>> '{delivery,trackingNumber}' <> '' AND NOT coalesce(p.packages @> '[{"state": 5}]', false)`

// PackagesAge is how old what is known of a parcel under way may become.
const PackagesAge = time.Hour

// WantsOrders reports whether BaseLinker is to be asked about the ticket's requester, where there is an account and an address that its
// filter takes: the mirror has no order of it, and it wasn't looked up for this ticket; or a parcel is under way, and nobody has asked
// where for PackagesAge. Of a ticket that isn't there, nothing is wanted.
func (s *Store) WantsOrders(ctx context.Context, ticket uuid.UUID) (bool, error) {
	address, err := s.requesterAddress(ctx, ticket, ` AND EXISTS (SELECT FROM baselinker_accounts WHERE deleted_at IS NULL)`)
	if desk.KindOf(err) == desk.NotFound || err == nil && (address == "" || len([]rune(address)) > MaxLookedUp) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var wants bool
	err = s.db.GetContext(ctx, &wants, `
		WITH own AS (
		    SELECT p.* FROM orders p JOIN baselinker_accounts a ON a.id = p.account_id AND a.deleted_at IS NULL
		    WHERE p.email = $2 AND p.email <> '' ORDER BY p.placed_at DESC LIMIT $3
		), asked AS (SELECT address, asked_at FROM order_lookups WHERE ticket_id = $1)
		SELECT CASE WHEN NOT EXISTS (SELECT FROM own) THEN NOT EXISTS (SELECT FROM asked WHERE address = $2)
		    ELSE NOT EXISTS (SELECT FROM asked WHERE asked_at > now() - make_interval(secs => $4)) AND EXISTS (
		        SELECT FROM own p WHERE p.removed_at IS NULL AND p.placed_at >= `+archivedBefore+` AND `+underWay+`
		          AND (p.packages_at IS NULL OR p.packages_at < now() - make_interval(secs => $4))) END`,
		ticket, address, maxAsked, PackagesAge.Seconds())
	if err != nil {
		return false, fmt.Errorf("asking whether orders are wanted: %w", err)
	}
	return wants, nil
}

// AccountFreshness is how fresh an account's mirrored orders are.
type AccountFreshness struct {
	ID       uuid.UUID
	Name     string
	Filling  bool // its orders are still being read for the first time
	SyncedAt time.Time
	// Stale: it hasn't been up to date for a while.
	Stale        bool
	BlockedUntil time.Time // zero: it isn't blocked
	Rejected     bool
}

// staleAfter is how long a mirror that follows may be behind before agents are told: three of its rounds.
const staleAfter = 15 * time.Minute

// AccountsFreshness returns how fresh the mirrors of all connected accounts are, by name.
func (s *Store) AccountsFreshness(ctx context.Context) ([]AccountFreshness, error) {
	var rows []struct {
		ID           uuid.UUID    `db:"id"`
		Name         string       `db:"name"`
		Filling      bool         `db:"filling"`
		SyncedAt     sql.NullTime `db:"synced_at"`
		Stale        bool         `db:"stale"`
		BlockedUntil sql.NullTime `db:"blocked_until"`
		Rejected     bool         `db:"rejected"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT a.id, a.name, coalesce(m.phase = 'filling', true) AS filling, m.synced_at,
		       coalesce(m.phase = 'following' AND m.synced_at < now() - make_interval(secs => $1), false) AS stale,
		       CASE WHEN a.blocked_until > now() THEN a.blocked_until END AS blocked_until, a.rejected IS NOT NULL AS rejected
		FROM baselinker_accounts a LEFT JOIN order_mirrors m ON m.account_id = a.id
		WHERE a.deleted_at IS NULL ORDER BY a.folded`, staleAfter.Seconds())
	if err != nil {
		return nil, fmt.Errorf("reading how fresh orders are: %w", err)
	}
	accounts := make([]AccountFreshness, len(rows))
	for i, r := range rows {
		accounts[i] = AccountFreshness{r.ID, r.Name, r.Filling, r.SyncedAt.Time, r.Stale, r.BlockedUntil.Time, r.Rejected}
	}
	return accounts, nil
}
