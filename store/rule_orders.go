package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/baselinker"
	"rozmowa/desk"
)

// RuleOrders are a ticket's orders as conditions see them: how many aren't archived, and what the newest of them is.
type RuleOrders struct {
	Count    int
	Number   int64 // BaseLinker's
	Status   string
	Source   string
	Total    baselinker.Money
	PlacedAt time.Time
}

// NumberText is the number as people write it; empty: there is no order.
func (o RuleOrders) NumberText() string {
	if o.Number == 0 {
		return ""
	}
	return strconv.FormatInt(o.Number, 10)
}

// LinkedOrder returns the number of the newest order that an agent has linked to the ticket by hand; 0: none. It asks for nobody's
// permission.
func (s *Store) LinkedOrder(ctx context.Context, ticket uuid.UUID) (number int64, err error) {
	err = s.db.GetContext(ctx, &number, `
		SELECT coalesce((SELECT o.order_id FROM ticket_orders x
		    JOIN orders o ON o.account_id = x.account_id AND o.order_id = x.order_id
		    JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL
		    WHERE x.ticket_id = $1 AND x.choice = 'linked' AND o.removed_at IS NULL
		    ORDER BY o.placed_at DESC, o.order_id DESC LIMIT 1), 0)`, ticket)
	if err != nil {
		return 0, fmt.Errorf("looking for a linked order: %w", err)
	}
	return number, nil
}

// matchedOrders are the orders that belong to a ticket and aren't archived: what rules see, each once. wanted is the ticket
// and its requester's address, in the form in which addresses are compared. Of an address with a thousand orders more, the
// newest.
const matchedOrders = `
    SELECT o.account_id, o.order_id, o.placed_at, o.total, coalesce(nullif(so.name, ''), o.source) AS source, coalesce(st.name, '') AS status
    FROM (
        (SELECT own.* FROM orders own
         WHERE own.email = wanted.address AND own.email <> '' AND own.removed_at IS NULL AND own.placed_at >= ` + archivedBefore + `
           AND NOT EXISTS (SELECT FROM ticket_orders x WHERE x.ticket_id = wanted.ticket AND x.account_id = own.account_id
                           AND x.order_id = own.order_id AND x.choice IN ('linked', 'unlinked'))
         ORDER BY own.placed_at DESC LIMIT 1000)
        UNION ALL
        SELECT linked.* FROM ticket_orders x JOIN orders linked ON linked.account_id = x.account_id AND linked.order_id = x.order_id
        WHERE x.ticket_id = wanted.ticket AND x.choice = 'linked' AND linked.removed_at IS NULL AND linked.placed_at >= ` + archivedBefore + `
    ) o
    JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL
    LEFT JOIN order_statuses st ON st.account_id = o.account_id AND st.status_id = o.status_id
    LEFT JOIN order_sources so ON so.account_id = o.account_id AND so.source = o.source AND so.source_id = o.source_id`

// RuleOrders reads the orders of the tickets into them. It asks for nobody's permission.
func (s *Store) RuleOrders(ctx context.Context, tickets ...*RuleTicket) error {
	return ruleOrders(ctx, s.db, tickets)
}

// RuleOrders is Store.RuleOrders: orders are as they are now, since nobody knows what they were.
func (p *Past) RuleOrders(ctx context.Context, tickets ...*RuleTicket) error {
	return ruleOrders(ctx, p.tx, tickets)
}

func ruleOrders(ctx context.Context, q sqlx.QueryerContext, tickets []*RuleTicket) error {
	ids, addresses := make([]uuid.UUID, len(tickets)), make([]string, len(tickets))
	for i, t := range tickets {
		ids[i], addresses[i] = t.ID, desk.NormalEmail(t.Requester.Email)
	}
	var rows []struct {
		Place    int       `db:"place"`
		Count    int       `db:"count"`
		Number   int64     `db:"order_id"`
		Status   string    `db:"status"`
		Source   string    `db:"source"`
		Total    int64     `db:"total"`
		PlacedAt time.Time `db:"placed_at"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT wanted.place - 1 AS place, newest.* FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS wanted (ticket, address, place)
		CROSS JOIN LATERAL (
		    SELECT count(*) OVER () AS count, m.order_id, m.status, m.source, m.total, m.placed_at FROM (`+matchedOrders+`) m
		    ORDER BY m.placed_at DESC, m.order_id DESC LIMIT 1
		) newest`, pq.Array(ids), pq.Array(addresses))
	if err != nil {
		return fmt.Errorf("reading orders for rules: %w", err)
	}
	for _, r := range rows {
		tickets[r.Place].Orders = RuleOrders{
			Count: r.Count, Number: r.Number, Status: r.Status, Source: r.Source, Total: baselinker.Money(r.Total), PlacedAt: r.PlacedAt,
		}
	}
	return nil
}
