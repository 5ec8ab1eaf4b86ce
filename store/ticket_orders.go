package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/baselinker"
	"rozmowa/desk"
)

// MaxTicketOrders is how many orders a ticket shows; of an address with more, the newest.
const MaxTicketOrders = 100

// WhyOrder is why an order belongs to a ticket.
type WhyOrder string

// Why an order belongs to a ticket.
const (
	ByAddress WhyOrder = "address" // its e-mail address is the requester's
	ByHand    WhyOrder = "hand"    // an agent linked it
	ByNumber  WhyOrder = "number"  // the customer wrote a number of it: it may belong
	ByNothing WhyOrder = ""        // it was searched for
)

// TicketOrder is an order in the light of a ticket.
type TicketOrder struct {
	AccountID uuid.UUID
	OrderID   int64
	Why       WhyOrder
	// Seq is, with ByNumber, the message that has the number.
	Seq         int64
	PlacedAt    time.Time
	Confirmed   bool
	StatusID    int64
	StatusName  string // empty: BaseLinker has named none so far
	StatusColor string // #rrggbb, or empty
	StatusGone  bool
	Source      string // its name, else its kind
	Currency    string
	Total       baselinker.Money
	// Archived: placed more than three months ago, or removed in BaseLinker.
	Archived bool
	Removed  bool
	SeenAt   time.Time

	// Details and Packages are left out by MatchedOrders. Packages were asked for at PackagesAt; zero: never.
	Details    baselinker.Order
	Packages   []baselinker.Package
	PackagesAt time.Time
}

// TicketOrders returns the orders that belong to the ticket, the newest first, and those that may, for an agent with access to
// it. Error: not found.
func (s *Store) TicketOrders(ctx context.Context, ticket, agent uuid.UUID) (orders, maybe []TicketOrder, err error) {
	address, err := s.requesterAddress(ctx, ticket, `
		AND EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = $2)`, agent)
	if err != nil {
		return nil, nil, err
	}
	all, err := s.ordersOf(ctx, ticketsOrders(orderDetails), ticket, address, MaxTicketOrders)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		if all[i].Why == ByNumber {
			maybe = append(maybe, all[i])
		} else if len(orders) < MaxTicketOrders {
			orders = append(orders, all[i])
		}
	}
	return orders, maybe, nil
}

// MatchedOrders returns the orders that belong to the ticket and aren't archived, the newest first: what rules see. It asks
// for nobody's permission and leaves out Details and Packages. Error: not found.
func (s *Store) MatchedOrders(ctx context.Context, ticket uuid.UUID) ([]TicketOrder, error) {
	address, err := s.requesterAddress(ctx, ticket, ``)
	if err != nil {
		return nil, err
	}
	all, err := s.ordersOf(ctx, ticketsOrders(noDetails), ticket, address, MaxTicketOrders)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(o TicketOrder) bool { return o.Archived || o.Why == ByNumber }), nil
}

// requesterAddress is whose orders belong to the ticket; empty: nobody's.
func (s *Store) requesterAddress(ctx context.Context, ticket uuid.UUID, and string, args ...any) (string, error) {
	email, err := one[string](ctx, s.db, "ticket", `SELECT t.requester_email FROM tickets t WHERE t.id = $1`+and, append([]any{ticket}, args...)...)
	return desk.NormalEmail(email), err
}

// shownColumns are of an order o, with the names of what it refers to. What was removed, or was placed more than three months ago, is
// archived.
const shownColumns = `
	o.account_id, o.order_id, o.placed_at, o.confirmed_at IS NOT NULL AS confirmed, o.status_id, coalesce(st.name, '') AS status_name,
	coalesce(st.color, '') AS status_color, st.gone_at IS NOT NULL AS status_gone, coalesce(nullif(so.name, ''), o.source) AS source,
	o.currency, o.total, o.removed_at IS NOT NULL OR o.placed_at < ` + archivedBefore + ` AS archived,
	o.removed_at IS NOT NULL AS removed, o.seen_at`

const (
	orderDetails = `, o.details, coalesce(o.packages, '[]') AS packages, o.packages_at`
	noDetails    = ``
)

const orderJoins = `
	JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL
	LEFT JOIN order_statuses st ON st.account_id = o.account_id AND st.status_id = o.status_id
	LEFT JOIN order_sources so ON so.account_id = o.account_id AND so.source = o.source AND so.source_id = o.source_id`

// ticketsOrders selects the orders of the ticket $1, whose requester's address is $2: at most $3 by address, and those that were
// linked by hand or named by a number. A choice by hand goes before the address, the address before a number.
func ticketsOrders(details string) string {
	return `
SELECT belongs.why, belongs.seq, ` + shownColumns + details + `
FROM (
    (SELECT o.account_id, o.order_id, 'address' AS why, 0 AS seq
     FROM orders o
     WHERE o.email = $2 AND o.email <> '' AND NOT EXISTS (SELECT FROM ticket_orders x WHERE x.ticket_id = $1
           AND x.account_id = o.account_id AND x.order_id = o.order_id AND x.choice IN ('linked', 'unlinked'))
     ORDER BY o.placed_at DESC, o.order_id DESC LIMIT $3)
    UNION ALL
    SELECT x.account_id, x.order_id, CASE x.choice WHEN 'linked' THEN 'hand' ELSE 'number' END, coalesce(x.seq, 0)
    FROM ticket_orders x JOIN orders o ON o.account_id = x.account_id AND o.order_id = x.order_id
    WHERE x.ticket_id = $1 AND (x.choice = 'linked' OR x.choice = 'maybe' AND (o.email <> $2 OR o.email = ''))
) belongs
JOIN orders o ON o.account_id = belongs.account_id AND o.order_id = belongs.order_id` + orderJoins + `
ORDER BY o.placed_at DESC, o.order_id DESC`
}

func (s *Store) ordersOf(ctx context.Context, query string, args ...any) ([]TicketOrder, error) {
	var rows []ticketOrderRow
	if err := s.db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("reading orders: %w", err)
	}
	orders := make([]TicketOrder, len(rows))
	for i := range rows {
		var err error
		if orders[i], err = rows[i].order(); err != nil {
			return nil, err
		}
	}
	return orders, nil
}

// SearchOrders returns up to limit orders that one of the numbers names, or whose e-mail address is the one given, the newest
// first. Numbers are in lower case; an empty address is nobody's.
func (s *Store) SearchOrders(ctx context.Context, numbers []string, address string, limit int) ([]TicketOrder, error) {
	return s.ordersOf(ctx, searchOrders, pq.Array(numbers), desk.NormalEmail(address), limit)
}

const searchOrders = `
SELECT '' AS why, 0 AS seq, ` + shownColumns + orderDetails + `
FROM (
    SELECT n.account_id, n.order_id FROM orders n WHERE n.numbers && $1::text[]
    UNION
    (SELECT e.account_id, e.order_id FROM orders e WHERE e.email = $2 AND e.email <> '' ORDER BY e.placed_at DESC LIMIT $3)
) found
JOIN orders o ON o.account_id = found.account_id AND o.order_id = found.order_id` + orderJoins + `
ORDER BY o.placed_at DESC, o.order_id DESC LIMIT $3`

// ChooseOrder notes an agent's word that the order belongs to the ticket, or doesn't; it stays whatever their addresses become.
// Errors: not found (ticket: not the agent's; order).
func (s *Store) ChooseOrder(ctx context.Context, ticket, agent, account uuid.UUID, order int64, linked bool) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := agentsTicket(ctx, tx, ticket, agent); err != nil {
			return err
		}
		choice := "unlinked"
		if linked {
			choice = "linked"
		}
		chosen, err := affects(tx.ExecContext(ctx, `
			WITH chosen AS (
				INSERT INTO ticket_orders (ticket_id, account_id, order_id, choice, agent_id)
				SELECT $1, o.account_id, o.order_id, $4, $5 FROM orders o JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL
				WHERE o.account_id = $2 AND o.order_id = $3
				ON CONFLICT (ticket_id, account_id, order_id) DO UPDATE SET choice = excluded.choice, agent_id = excluded.agent_id, at = now()
				RETURNING ticket_id
			)
			SELECT pg_notify('orders', ticket_id::text) FROM chosen`, ticket, account, order, choice, agent))
		if err != nil {
			return fmt.Errorf("linking an order: %w", err)
		}
		if !chosen {
			return notFound("order")
		}
		return nil
	})
}

// HasBaseLinker reports whether an account is connected.
func (s *Store) HasBaseLinker(ctx context.Context) (has bool, err error) {
	if err := s.db.GetContext(ctx, &has, `SELECT EXISTS (SELECT FROM baselinker_accounts WHERE deleted_at IS NULL)`); err != nil {
		return false, fmt.Errorf("looking for an account of BaseLinker: %w", err)
	}
	return has, nil
}

// CustomerMessage is what a customer wrote.
type CustomerMessage struct {
	Seq  int64  `db:"seq"`
	Body string `db:"body"`
}

// CustomerMessages returns the customer's last messages of a ticket that stand behind an entry, at most 50, in order.
func (s *Store) CustomerMessages(ctx context.Context, ticket uuid.UUID, after int64) ([]CustomerMessage, error) {
	var messages []CustomerMessage
	err := s.db.SelectContext(ctx, &messages, `
		SELECT seq, body FROM entries WHERE ticket_id = $1 AND seq > $2 AND kind = 'message' AND author_kind = 'customer'
		ORDER BY seq DESC LIMIT 50`, ticket, after)
	if err != nil {
		return nil, fmt.Errorf("reading a customer's messages: %w", err)
	}
	slices.Reverse(messages)
	return messages, nil
}

// maxOffered is how many orders a ticket is offered at once: whoever writes number after number mustn't have all orders shown.
const maxOffered = 20

// OfferOrders offers the orders that numbers (in lower case) of a message name, unless somebody has chosen about them by hand or the
// ticket was offered them before; no more while so many offers wait for an agent's word. The message is the one with the seq.
func (s *Store) OfferOrders(ctx context.Context, ticket uuid.UUID, seq int64, numbers []string) error {
	if len(numbers) == 0 {
		return nil
	}
	if _, err := s.db.ExecContext(ctx, offerOrders, ticket, pq.Array(numbers), seq, maxOffered); err != nil {
		return fmt.Errorf("offering orders: %w", err)
	}
	return nil
}

// A number that many orders have names none. The requester's own orders are no offers.
const offerOrders = `
WITH named AS (
    SELECT o.account_id, o.order_id FROM orders o JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL
    WHERE o.numbers && $2::text[] LIMIT 6
), offered AS (
    INSERT INTO ticket_orders (ticket_id, account_id, order_id, choice, seq)
    SELECT $1, n.account_id, n.order_id, 'maybe', $3 FROM named n
    WHERE (SELECT count(*) FROM named) <= 5 AND EXISTS (SELECT FROM tickets WHERE id = $1)
      AND NOT EXISTS (SELECT FROM ticket_orders x WHERE x.ticket_id = $1 AND x.account_id = n.account_id AND x.order_id = n.order_id)
    LIMIT (SELECT greatest(0, $4 - count(*)) FROM ticket_orders x JOIN orders o ON o.account_id = x.account_id AND o.order_id = x.order_id
           JOIN tickets t ON t.id = x.ticket_id WHERE x.ticket_id = $1 AND x.choice = 'maybe' AND o.email <> lower(t.requester_email))
    ON CONFLICT DO NOTHING
    RETURNING ticket_id
)
SELECT pg_notify('orders', $1::uuid::text)::text WHERE EXISTS (SELECT FROM offered)`

type ticketOrderRow struct {
	AccountID   uuid.UUID       `db:"account_id"`
	OrderID     int64           `db:"order_id"`
	Why         WhyOrder        `db:"why"`
	Seq         int64           `db:"seq"`
	PlacedAt    time.Time       `db:"placed_at"`
	Confirmed   bool            `db:"confirmed"`
	StatusID    int64           `db:"status_id"`
	StatusName  string          `db:"status_name"`
	StatusColor string          `db:"status_color"`
	StatusGone  bool            `db:"status_gone"`
	Source      string          `db:"source"`
	Currency    string          `db:"currency"`
	Total       int64           `db:"total"`
	Archived    bool            `db:"archived"`
	Removed     bool            `db:"removed"`
	SeenAt      time.Time       `db:"seen_at"`
	Details     json.RawMessage `db:"details"`
	Packages    json.RawMessage `db:"packages"`
	PackagesAt  sql.NullTime    `db:"packages_at"`
}

func (r *ticketOrderRow) order() (TicketOrder, error) {
	o := TicketOrder{
		AccountID: r.AccountID, OrderID: r.OrderID, Why: r.Why, Seq: r.Seq, PlacedAt: r.PlacedAt, Confirmed: r.Confirmed,
		StatusID: r.StatusID, StatusName: r.StatusName, StatusColor: r.StatusColor, StatusGone: r.StatusGone, Source: r.Source,
		Currency: r.Currency, Total: baselinker.Money(r.Total), Archived: r.Archived, Removed: r.Removed, SeenAt: r.SeenAt,
		PackagesAt: r.PackagesAt.Time,
	}
	if r.Details == nil {
		return o, nil
	}
	if err := json.Unmarshal(r.Details, &o.Details); err != nil {
		return o, fmt.Errorf("an order's details: %w", err)
	}
	if err := json.Unmarshal(r.Packages, &o.Packages); err != nil {
		return o, fmt.Errorf("an order's packages: %w", err)
	}
	return o, nil
}
