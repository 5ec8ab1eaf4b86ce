package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/baselinker"
	"rozmowa/desk"
)

// Order is an order of the mirror.
type Order struct {
	AccountID uuid.UUID
	baselinker.Order
	// Address is the buyer's, in the form in which addresses are compared.
	Address string
	// PlacedAt is when it was confirmed, else added.
	PlacedAt time.Time
	Total    baselinker.Money
	// Packages are as they were at PackagesAt; zero: nobody has asked.
	Packages   []baselinker.Package
	PackagesAt time.Time
	// SeenAt is a time at which BaseLinker had the order so; it may be a day older than the last look, when nothing had changed.
	SeenAt time.Time
	// RemovedAt is zero while BaseLinker has the order.
	RemovedAt time.Time
}

// ArchiveAge is how old orders are that count as archived, in months.
const ArchiveAge = 3

// archivedBefore is ArchiveAge in Postgres's words.
const archivedBefore = `now() - interval '3 months'`

// Archived reports whether the order is one of the past at that time: rules and actions don't see it.
func (o *Order) Archived(at time.Time) bool {
	return !o.RemovedAt.IsZero() || o.PlacedAt.Before(at.AddDate(0, -ArchiveAge, 0))
}

// orderColumns are what orderRow reads, of a table named o.
const orderColumns = `o.account_id, o.order_id, o.email, o.placed_at, o.total, o.details, o.packages, o.packages_at, o.seen_at, o.removed_at`

type orderRow struct {
	AccountID  uuid.UUID           `db:"account_id"`
	OrderID    int64               `db:"order_id"`
	Email      string              `db:"email"`
	PlacedAt   time.Time           `db:"placed_at"`
	Total      int64               `db:"total"`
	Details    []byte              `db:"details"`
	Packages   []byte              `db:"packages"`
	PackagesAt sql.Null[time.Time] `db:"packages_at"`
	SeenAt     time.Time           `db:"seen_at"`
	RemovedAt  sql.Null[time.Time] `db:"removed_at"`
}

func (r *orderRow) order() (*Order, error) {
	o := &Order{
		AccountID: r.AccountID, Address: r.Email, PlacedAt: r.PlacedAt, Total: baselinker.Money(r.Total), PackagesAt: r.PackagesAt.V,
		SeenAt: r.SeenAt, RemovedAt: r.RemovedAt.V,
	}
	if err := json.Unmarshal(r.Details, &o.Order); err != nil {
		return nil, fmt.Errorf("reading order %d: %w", r.OrderID, err)
	}
	if r.Packages != nil {
		if err := json.Unmarshal(r.Packages, &o.Packages); err != nil {
			return nil, fmt.Errorf("reading the packages of order %d: %w", r.OrderID, err)
		}
	}
	return o, nil
}

// Order returns an order of the mirror. Error: not found.
func (s *Store) Order(ctx context.Context, account uuid.UUID, id int64) (*Order, error) {
	row, err := one[orderRow](ctx, s.db, "order", `SELECT `+orderColumns+` FROM orders o WHERE account_id = $1 AND order_id = $2`, account, id)
	if err != nil {
		return nil, err
	}
	return row.order()
}

// SavedOrders is what became of orders that were read.
type SavedOrders struct {
	New, Changed int
}

// SaveOrders keeps orders as BaseLinker has them. at is when it was asked, before the request: what was seen later isn't overwritten.
// Rows that differ are written, and the open tickets they belong to are told (OrdersChannel). Error: not found (the account was
// removed).
func (s *Store) SaveOrders(ctx context.Context, account uuid.UUID, orders []baselinker.Order, at time.Time) (saved SavedOrders, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := holdAccount(ctx, tx, account); err != nil {
			return err
		}
		saved, err = saveOrders(ctx, tx, account, orders, at)
		return err
	})
	return saved, err
}

// holdAccount keeps the account from being removed while the transaction lasts. Error: not found.
func holdAccount(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	_, err := one[int](ctx, tx, "account", `SELECT 1 FROM baselinker_accounts WHERE id = $1 AND deleted_at IS NULL FOR SHARE`, account)
	return err
}

// savedOrder is what saveOrders gives Postgres, and what its columns are called there.
type savedOrder struct {
	OrderID     int64            `json:"order_id"`
	Email       string           `json:"email"`
	PlacedAt    time.Time        `json:"placed_at"`
	ConfirmedAt *time.Time       `json:"confirmed_at"`
	StatusID    int64            `json:"status_id"`
	Source      string           `json:"source"`
	SourceID    int64            `json:"source_id"`
	Currency    string           `json:"currency"`
	Total       baselinker.Money `json:"total"`
	Numbers     []string         `json:"numbers"`
	Details     baselinker.Order `json:"details"`
}

// seenAge is how old seen_at may become of an order that doesn't change: it is written anew once a day, not with every look.
const seenAge = 24 * time.Hour

func saveOrders(ctx context.Context, tx *sqlx.Tx, account uuid.UUID, orders []baselinker.Order, at time.Time) (SavedOrders, error) {
	var saved SavedOrders
	if len(orders) == 0 {
		return saved, nil
	}
	given, err := json.Marshal(rowsOf(orders, at))
	if err != nil {
		return saved, fmt.Errorf("saving orders: %w", err)
	}
	var written []struct {
		OrderID int64          `db:"order_id"`
		New     bool           `db:"new"`
		Changed bool           `db:"changed"`
		Email   string         `db:"email"`
		Was     sql.NullString `db:"was"`
	}
	// In the order of ids, so that two who save the same orders wait for each other instead of a deadlock.
	err = tx.SelectContext(ctx, &written, `
		WITH given AS (
		    SELECT * FROM jsonb_to_recordset($2::jsonb) AS g (order_id bigint, email text, placed_at timestamptz, confirmed_at timestamptz,
		        status_id bigint, source text, source_id bigint, currency text, total bigint, numbers text[], details jsonb)
		), before AS (
		    SELECT o.order_id, o.email, o.removed_at IS NOT NULL OR (o.email, o.total, o.details)
		           IS DISTINCT FROM (g.email, g.total, g.details) AS differs
		    FROM orders o JOIN given g USING (order_id) WHERE o.account_id = $1
		), written AS (
		    INSERT INTO orders AS o (account_id, order_id, email, placed_at, confirmed_at, status_id, source, source_id, currency, total,
		                             numbers, details, seen_at)
		    SELECT $1, order_id, email, placed_at, confirmed_at, status_id, source, source_id, currency, total, numbers, details, $3
		    FROM given ORDER BY order_id
		    ON CONFLICT (account_id, order_id) DO UPDATE
		    SET email = excluded.email, placed_at = excluded.placed_at, confirmed_at = excluded.confirmed_at, status_id = excluded.status_id,
		        source = excluded.source, source_id = excluded.source_id, currency = excluded.currency, total = excluded.total,
		        details = excluded.details, numbers = excluded.numbers || ARRAY(SELECT lower(p->>'trackingNumber')
		            FROM jsonb_array_elements(coalesce(o.packages, '[]')) p WHERE p->>'trackingNumber' <> ''),
		        seen_at = excluded.seen_at, removed_at = NULL
		    WHERE o.seen_at <= excluded.seen_at AND (o.removed_at IS NOT NULL OR o.seen_at < excluded.seen_at - make_interval(secs => $4)
		          OR (o.email, o.total, o.details) IS DISTINCT FROM (excluded.email, excluded.total, excluded.details))
		    RETURNING order_id, email, xmax = 0 AS new
		)
		SELECT w.order_id, w.new, coalesce(b.differs, true) AS changed, w.email, b.email AS was
		FROM written w LEFT JOIN before b USING (order_id)`,
		account, string(given), at, seenAge.Seconds())
	if err != nil {
		return saved, fmt.Errorf("saving orders: %w", err)
	}
	var ids []int64
	var addresses []string
	for _, w := range written {
		switch {
		case w.New:
			saved.New++
		case w.Changed:
			saved.Changed++
		default:
			continue
		}
		ids = append(ids, w.OrderID)
		for _, address := range []string{w.Email, w.Was.String} {
			if address != "" && !slices.Contains(addresses, address) {
				addresses = append(addresses, address)
			}
		}
	}
	if err := tellTicketsOfOrders(ctx, tx, account, ids, addresses); err != nil {
		return saved, err
	}
	if saved.New > 0 {
		if _, err := tx.ExecContext(ctx, `UPDATE order_mirrors SET orders = orders + $2 WHERE account_id = $1`, account, saved.New); err != nil {
			return saved, fmt.Errorf("counting orders: %w", err)
		}
	}
	// What was asked for after the journal told of a change knows the change.
	if _, err := tx.ExecContext(ctx, `DELETE FROM order_changes WHERE account_id = $1 AND order_id = ANY($2) AND told_at <= $3`,
		account, pq.Array(idsOf(orders)), at); err != nil {
		return saved, fmt.Errorf("saving orders: %w", err)
	}
	return saved, nil
}

func idsOf(orders []baselinker.Order) []int64 {
	ids := make([]int64, len(orders))
	for i := range orders {
		ids[i] = orders[i].ID
	}
	return ids
}

// rowsOf makes the rows of orders, each once: the last that was given.
func rowsOf(orders []baselinker.Order, at time.Time) []savedOrder {
	rows := make([]savedOrder, 0, len(orders))
	known := make(map[int64]int, len(orders))
	for _, o := range orders {
		o = storable(o)
		row := savedOrder{
			OrderID: o.ID, Email: desk.NormalEmail(o.Email), PlacedAt: placedAt(&o, at), StatusID: o.StatusID, Source: o.Source, SourceID: o.SourceID,
			Currency: o.Currency, Total: o.Total(), Numbers: OrderNumbers(&o), Details: o,
		}
		if !o.ConfirmedAt.IsZero() {
			row.ConfirmedAt = &o.ConfirmedAt
		}
		if i, ok := known[o.ID]; ok {
			rows[i] = row
			continue
		}
		known[o.ID] = len(rows)
		rows = append(rows, row)
	}
	return rows
}

// placedAt is when an order was placed, as far as anybody knows.
func placedAt(o *baselinker.Order, at time.Time) time.Time {
	for _, t := range []time.Time{o.ConfirmedAt, o.AddedAt, o.InStatusSince} {
		if !t.IsZero() {
			return t
		}
	}
	return at
}

// OrderNumbers are what customers may write to name an order, in lower case: its own number, the shop's, the marketplace's, and that of
// its package.
func OrderNumbers(o *baselinker.Order) []string {
	numbers := []string{strconv.FormatInt(o.ID, 10)}
	add := func(n string) {
		if n = strings.ToLower(strings.TrimSpace(n)); n != "" && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	if o.ShopOrderID != 0 {
		add(strconv.FormatInt(o.ShopOrderID, 10))
	}
	add(o.ExternalID)
	add(o.Delivery.TrackingNumber)
	return numbers
}

// storable is the order with what Postgres can keep: times in one zone, so that the same instant is the same text, and no NUL.
func storable(o baselinker.Order) baselinker.Order {
	o.AddedAt, o.ConfirmedAt, o.InStatusSince = o.AddedAt.UTC(), o.ConfirmedAt.UTC(), o.InStatusSince.UTC()
	b, err := json.Marshal(o)
	if err != nil || !bytes.Contains(b, []byte(`\u0000`)) {
		return o // an order that can't be written is told of where it is
	}
	clean, err := withoutNUL(b)
	if err != nil {
		return o
	}
	var kept baselinker.Order
	if err := json.Unmarshal(clean, &kept); err != nil {
		return o
	}
	return kept
}

// withoutNUL leaves NULs out of every text of a JSON document.
func withoutNUL(document []byte) ([]byte, error) {
	var any any
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&any); err != nil {
		return nil, err
	}
	return json.Marshal(stripped(any))
}

func stripped(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "\x00", "")
	case []any:
		for i := range v {
			v[i] = stripped(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = stripped(v[k])
		}
	}
	return v
}

// tellTicketsOfOrders tells the open tickets of the addresses, and those that the orders are linked to.
func tellTicketsOfOrders(ctx context.Context, tx *sqlx.Tx, account uuid.UUID, ids []int64, addresses []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		SELECT pg_notify($4, id::text) FROM (
		    SELECT t.id FROM ticket_requesters r JOIN tickets t USING (number) WHERE r.address = ANY($3) AND t.state <> 'closed'
		    UNION
		    SELECT t.id FROM ticket_orders l JOIN tickets t ON t.id = l.ticket_id WHERE l.account_id = $1 AND l.order_id = ANY($2)
		) told`, account, pq.Array(ids), pq.Array(addresses), OrdersChannel)
	if err != nil {
		return fmt.Errorf("telling tickets of orders: %w", err)
	}
	return nil
}

// RemoveOrders notes that BaseLinker doesn't have the orders any more, as it said when it was asked at that time.
func (s *Store) RemoveOrders(ctx context.Context, account uuid.UUID, ids []int64, at time.Time) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error { return removeOrders(ctx, tx, account, ids, at) })
}

func removeOrders(ctx context.Context, tx *sqlx.Tx, account uuid.UUID, ids []int64, at time.Time) error {
	var removed []struct {
		OrderID int64  `db:"order_id"`
		Email   string `db:"email"`
	}
	err := tx.SelectContext(ctx, &removed, `
		UPDATE orders SET removed_at = $3, seen_at = $3 WHERE account_id = $1 AND order_id = ANY($2) AND removed_at IS NULL AND seen_at <= $3
		RETURNING order_id, email`, account, pq.Array(ids), at)
	if err != nil {
		return fmt.Errorf("noting removed orders: %w", err)
	}
	var gone []int64
	var addresses []string
	for _, r := range removed {
		gone = append(gone, r.OrderID)
		addresses = append(addresses, r.Email)
	}
	if err := tellTicketsOfOrders(ctx, tx, account, gone, addresses); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM order_changes WHERE account_id = $1 AND order_id = ANY($2) AND told_at <= $3`,
		account, pq.Array(ids), at); err != nil {
		return fmt.Errorf("noting removed orders: %w", err)
	}
	return nil
}

// SavePackages keeps an order's packages as they were at that time. Without a change nobody is told.
func (s *Store) SavePackages(ctx context.Context, account uuid.UUID, id int64, packages []baselinker.Package, at time.Time) error {
	packages = slices.Clone(packages)
	if packages == nil {
		packages = []baselinker.Package{} // somebody has asked
	}
	for i := range packages {
		packages[i].StateAt = packages[i].StateAt.UTC()
	}
	slices.SortFunc(packages, func(a, b baselinker.Package) int { return cmp.Compare(a.ID, b.ID) })
	given, err := json.Marshal(packages)
	if err == nil {
		given, err = withoutNUL(given)
	}
	if err != nil {
		return fmt.Errorf("saving packages: %w", err)
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		var row struct {
			Email   string `db:"email"`
			Changed bool   `db:"changed"`
		}
		err := tx.GetContext(ctx, &row, `
			WITH before AS (SELECT packages FROM orders WHERE account_id = $1 AND order_id = $2)
			UPDATE orders o SET packages = $3, packages_at = $4,
			       numbers = (SELECT array_agg(DISTINCT n) FROM unnest(o.numbers || $5::text[]) n)
			FROM before
			WHERE account_id = $1 AND order_id = $2 AND (packages_at IS NULL OR packages_at <= $4)
			RETURNING email, before.packages IS DISTINCT FROM $3::jsonb AS changed`,
			account, id, string(given), at, pq.Array(trackingNumbers(packages)))
		if errors.Is(err, sql.ErrNoRows) {
			return nil // the order has gone, or somebody asked later
		}
		if err != nil {
			return fmt.Errorf("saving packages: %w", err)
		}
		if !row.Changed {
			return nil
		}
		return tellTicketsOfOrders(ctx, tx, account, []int64{id}, []string{row.Email})
	})
}

func trackingNumbers(packages []baselinker.Package) []string {
	numbers := []string{}
	for _, p := range packages {
		if n := strings.ToLower(strings.TrimSpace(p.TrackingNumber)); n != "" {
			numbers = append(numbers, n)
		}
	}
	return numbers
}
