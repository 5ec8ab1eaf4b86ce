package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

const (
	// maxNamedOrders is of how many orders a number names each; one of more names none.
	maxNamedOrders = 20
	// maxOrderTickets is how many tickets a search looks at by orders' addresses, the newest of all chats, and by links: an address may
	// have thousands, none of which the agent may read.
	maxOrderTickets = 500
)

// namedOrder is an order that a part of a search names.
type namedOrder struct {
	Place     int       `db:"place"`
	AccountID uuid.UUID `db:"account_id"`
	OrderID   int64     `db:"order_id"`
	Email     string    `db:"email"`
	desk.SearchNumber
}

// namedOrders returns the orders that parts of a search name. Nobody's permission is asked for.
func (s *Store) namedOrders(ctx context.Context, search desk.Search) (named []namedOrder, err error) {
	numbers := search.Numbers()
	if len(numbers) == 0 {
		return nil, nil
	}
	// Each number in a statement of its own, in which the planner sees it.
	b, each := &builder{}, make([]string, len(numbers))
	for i, n := range numbers {
		each[i] = `(SELECT ` + strconv.Itoa(i) + ` AS place, o.account_id, o.order_id, o.email
			FROM (SELECT o.account_id, o.order_id, o.email FROM orders o WHERE o.numbers && ARRAY[` + b.arg(strings.ToLower(n.Text)) + `::text] OFFSET 0) o
			JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL LIMIT ` + strconv.Itoa(maxNamedOrders+1) + `)`
	}
	if err := s.db.SelectContext(ctx, &named, strings.Join(each, ` UNION ALL `), b.args...); err != nil {
		return nil, fmt.Errorf("looking for the orders that a search names: %w", err)
	}
	has := make([]int, len(numbers))
	for i := range named {
		named[i].SearchNumber = numbers[named[i].Place]
		has[named[i].Place]++
	}
	return slices.DeleteFunc(named, func(o namedOrder) bool { return has[o.Place] > maxNamedOrders }), nil
}

// orderHits returns the tickets of the chats that are searched which have what is searched for only, or too, by an order of theirs:
// one that a number in the search names, in whose place the ticket needn't have the words that the number is.
func (s *Store) orderHits(ctx context.Context, search desk.Search, channels []uuid.UUID, all [][]word) ([]hit, error) {
	named, err := s.namedOrders(ctx, search)
	if err != nil || len(named) == 0 {
		return nil, err
	}
	columns := columnsOf(named)
	var rows []struct {
		hit
		Which pq.Int64Array `db:"which"`
	}
	err = s.db.SelectContext(ctx, &rows, ticketsOfOrders, append(columns, maxOrderTickets, pq.Array(channels))...)
	if err != nil {
		return nil, fmt.Errorf("looking for the tickets of orders: %w", err)
	}
	var hits []hit
	var partly []uuid.UUID
	var wants []string
	of := make(map[uuid.UUID]hit, len(rows))
	for _, r := range rows {
		rest := slices.Clone(all)
		for _, i := range r.Which {
			clear(rest[named[i-1].First:named[i-1].End])
		}
		if rest = slices.DeleteFunc(rest, func(either []word) bool { return either == nil }); len(rest) == 0 {
			hits = append(hits, r.hit)
			continue
		}
		partly, wants, of[r.ID] = append(partly, r.ID), append(wants, tsqueryText(rest, ``)), r.hit
	}
	if len(partly) == 0 {
		return hits, nil
	}
	var fit []uuid.UUID
	err = s.db.SelectContext(ctx, &fit, `
		SELECT w.id FROM unnest($1::uuid[], $2::text[]) AS w (id, want)
		CROSS JOIN LATERAL (SELECT FROM ticket_search ts WHERE ts.ticket_id = w.id AND ts.words @@ w.want::tsquery OFFSET 0) ts`,
		pq.Array(partly), pq.Array(wants))
	if err != nil {
		return nil, fmt.Errorf("searching the tickets of orders: %w", err)
	}
	for _, id := range fit {
		hits = append(hits, of[id])
	}
	return hits, nil
}

// ticketsOfOrders selects the tickets to which orders belong, as ticketsOrders has it: $1 accounts, $2 ids, $3 addresses; of all
// addresses the $4 newest tickets. $5 are the chats. which are the orders' places, from 1.
const ticketsOfOrders = `
WITH named AS (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[]) WITH ORDINALITY AS n (account_id, order_id, email, which)
), wrote AS (
    SELECT r.address, r.number FROM (SELECT DISTINCT n.email FROM named n WHERE n.email <> '') a
    CROSS JOIN LATERAL (SELECT r.address, r.number FROM ticket_requesters r WHERE r.address = a.email ORDER BY r.number DESC LIMIT $4) r
    ORDER BY r.number DESC LIMIT $4
), chosen AS MATERIALIZED (
    SELECT n.which, x.ticket_id, x.choice FROM named n
    CROSS JOIN LATERAL (SELECT x.ticket_id, x.choice FROM ticket_orders x
                        WHERE x.account_id = n.account_id AND x.order_id = n.order_id AND x.choice IN ('linked', 'unlinked') OFFSET 0) x
), belongs AS (
    SELECT n.which, t.* FROM wrote w
    CROSS JOIN LATERAL (SELECT t.id, t.last_message_at AS at, t.channel_id FROM tickets t WHERE t.number = w.number OFFSET 0) t
    JOIN named n ON n.email = w.address
    WHERE NOT EXISTS (SELECT FROM chosen x WHERE x.which = n.which AND x.ticket_id = t.id)
    UNION ALL
    (SELECT x.which, t.* FROM chosen x
     CROSS JOIN LATERAL (SELECT t.id, t.last_message_at AS at, t.channel_id FROM tickets t WHERE t.id = x.ticket_id OFFSET 0) t
     WHERE x.choice = 'linked' LIMIT $4)
)
SELECT b.id, b.at, array_agg(b.which) AS which FROM belongs b WHERE b.channel_id = ANY ($5::uuid[]) GROUP BY b.id, b.at`

// columnsOf are the accounts, ids and addresses of orders, as arguments.
func columnsOf(named []namedOrder) []any {
	accounts, ids, emails := make([]uuid.UUID, len(named)), make([]int64, len(named)), make([]string, len(named))
	for i, o := range named {
		accounts[i], ids[i], emails[i] = o.AccountID, o.OrderID, o.Email
	}
	return []any{pq.Array(accounts), pq.Array(ids), pq.Array(emails)}
}

// withOrders adds the hits by orders of a stretch to those that the index found in it. One may come twice.
func (q *tsquery) withOrders(hits []hit, in stretch, up bool) []hit {
	was := len(hits)
	for _, h := range q.orders {
		if (in.from == nil || h.At.After(*in.from)) && (in.to == nil || !h.At.After(*in.to)) {
			hits = append(hits, h)
		}
	}
	if len(hits) > was {
		sortHits(hits, up)
	}
	return hits
}

// sortHits puts hits in the order of their last messages, as Postgres does.
func sortHits(hits []hit, up bool) {
	slices.SortFunc(hits, func(a, b hit) int {
		order := cmp.Or(b.At.Compare(a.At), bytes.Compare(b.ID[:], a.ID[:]))
		if up {
			return -order
		}
		return order
	})
}

// lookOrders takes, of tickets that the caller may read, an order that the most of the search names, where that is more than what was
// found so far.
func (s *Store) lookOrders(ctx context.Context, search desk.Search, tickets []desk.Ticket, best map[uuid.UUID]*Fragment) error {
	named, err := s.namedOrders(ctx, search)
	if err != nil || len(named) == 0 {
		return err
	}
	ids := make([]uuid.UUID, len(tickets))
	for i := range tickets {
		ids[i] = tickets[i].ID
	}
	type belonging struct {
		TicketID  uuid.UUID `db:"ticket_id"`
		AccountID uuid.UUID `db:"account_id"`
		OrderID   int64     `db:"order_id"`
	}
	var rows []struct {
		belonging
		Linked bool `db:"linked"`
	}
	columns := columnsOf(named)
	err = s.db.SelectContext(ctx, &rows, `
		SELECT x.ticket_id, x.account_id, x.order_id, x.choice = 'linked' AS linked FROM unnest($1::uuid[]) AS want (ticket_id)
		CROSS JOIN LATERAL (SELECT x.* FROM ticket_orders x WHERE x.ticket_id = want.ticket_id AND x.choice IN ('linked', 'unlinked') OFFSET 0) x
		JOIN (SELECT DISTINCT * FROM unnest($2::uuid[], $3::bigint[]) AS n (account_id, order_id)) n USING (account_id, order_id)`,
		pq.Array(ids), columns[0], columns[1])
	if err != nil {
		return fmt.Errorf("looking for the orders of what was found: %w", err)
	}
	chosen := make(map[belonging]bool, len(rows))
	for _, r := range rows {
		chosen[r.belonging] = r.Linked
	}
	for i := range tickets {
		t, f := &tickets[i], best[tickets[i].ID]
		for _, o := range named {
			linked, byHand := chosen[belonging{t.ID, o.AccountID, o.OrderID}]
			if !byHand {
				linked = o.Email != "" && o.Email == desk.NormalEmail(t.Requester.Email)
			}
			if linked && o.End-o.First > f.words {
				*f = Fragment{Ticket: t.ID, Order: true, Parts: o.parts(), words: o.End - o.First}
			}
		}
	}
	return nil
}

// parts show an order by the number that BaseLinker gave it, and by the one that was searched for.
func (o *namedOrder) parts() []desk.Found {
	if id := strconv.FormatInt(o.OrderID, 10); id != o.Text {
		return []desk.Found{{Text: id + ` · `}, {Text: o.Text, Hit: true}}
	}
	return []desk.Found{{Text: o.Text, Hit: true}}
}
