package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// fillOrders puts many orders into the mirror, some two and a half of each address, and an address that has very many; customer 0
// is somebody with some.
func fillOrders(t testing.TB, h *house, account uuid.UUID, orders int) {
	t.Helper()
	_, err := h.DB().ExecContext(t.Context(), `
		INSERT INTO orders (account_id, order_id, email, placed_at, confirmed_at, status_id, source, source_id, currency, total, numbers, details, seen_at)
		SELECT $1, 10000000 + i, CASE i % 200 WHEN 199 THEN 'hurt@firma.example' ELSE 'klient' || (i * 7919::bigint % ($2 * 2 / 5)) || '@poczta.example' END,
		       now() - (i % 129600) * interval '1 minute', now(), 7, 'shop', 5, 'PLN', 10000 + i % 90000,
		       ARRAY[(10000000 + i)::text, (20000 + i)::text, '6200' || lpad(i::text, 20, '0')],
		       jsonb_build_object('id', 10000000 + i, 'statusId', 7, 'shopOrderId', 20000 + i, 'email', 'klient@poczta.example', 'currency', 'PLN',
		           'paymentMethod', 'Przelewy24', 'paid', 10000 + i % 90000, 'delivery', jsonb_build_object('method', 'Paczkomat InPost', 'courier', 'inpost',
		           'trackingNumber', '6200' || lpad(i::text, 20, '0'), 'price', 1299, 'name', 'Zofia Żółkiewska', 'street', 'Długa 5/12', 'postcode', '00-950',
		           'city', 'Warszawa', 'countryCode', 'PL'),
		           'products', jsonb_build_array(jsonb_build_object('name', 'Kubek ceramiczny ręcznie malowany 300 ml', 'sku', 'KUB-300-' || i % 900, 'price', 4900, 'quantity', 2),
		           jsonb_build_object('name', 'Talerz płytki 27 cm, szkliwo błękitne', 'sku', 'TAL-27-' || i % 500, 'price', 3900, 'quantity', 1))),
		       now()
		FROM generate_series(1, $2) AS i`, account, orders)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `VACUUM (ANALYZE) orders`)
	require.NoError(t, err)
}

func TestATicketsOrdersAreFoundWithoutAScan(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	fillOrders(t, h, account, 20_000)
	c := h.startAs(t, "klient77@poczta.example")
	busy := h.startAs(t, "hurt@firma.example")
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 10000010, true))
	ctx := t.Context()
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		p := newPlanner(t, h.url, mode)
		for name, do := range map[string]func() error{
			"a ticket's orders":        func() error { _, _, err := p.TicketOrders(ctx, c.ID, h.anna.ID); return err },
			"of an address with many":  func() error { _, _, err := p.TicketOrders(ctx, busy.ID, h.anna.ID); return err },
			"what rules see":           func() error { _, err := p.MatchedOrders(ctx, c.ID); return err },
			"a number offered":         func() error { return p.OfferOrders(ctx, c.ID, 1, []string{"10000500", "20501", "999"}) },
			"search by number":         func() error { _, err := p.SearchOrders(ctx, []string{"10000500"}, "", 20); return err },
			"search by address":        func() error { _, err := p.SearchOrders(ctx, nil, "hurt@firma.example", 20); return err },
			"whether to ask":           func() error { _, err := p.WantsOrders(ctx, c.ID); return err },
			"whose parcels to ask for": func() error { _, err := p.PackagesToAsk(ctx, c.ID, time.Hour); return err },
			"chosen by hand":           func() error { return p.ChooseOrder(ctx, c.ID, h.anna.ID, account, 10000010, false) },
		} {
			for _, plan := range p.of(t, do) {
				plan.Plan.walk(func(n node) {
					if n.Table == "orders" {
						require.NotEqual(t, "Seq Scan", n.Type, "%s (%s): %s", name, mode, plan.Query)
						require.LessOrEqual(t, (n.Rows+n.Removed)*max(n.Loops, 1), 250.0, "%s (%s) reads too many orders: %s", name, mode, plan.Query)
					}
				})
			}
		}
	}
}

// BenchmarkTicketOrders looks up tickets' orders among a million: run it by make bench.
func BenchmarkTicketOrders(b *testing.B) {
	const orders, tickets = 1_000_000, 500
	h := newHouse(b)
	account := h.newAccount(b)
	began := time.Now()
	fillOrders(b, h, account, orders)
	chats := make([]*chat, tickets)
	for i := range chats {
		chats[i] = h.startAs(b, fmt.Sprintf("Klient%d@poczta.example", i*797))
	}
	_, err := h.DB().ExecContext(b.Context(), `CHECKPOINT`) // filling has ended with it
	require.NoError(b, err)
	var count int
	require.NoError(b, h.DB().Get(&count, `SELECT count(*) FROM orders`))
	b.Logf("%d orders put in within %s", count, time.Since(began).Round(time.Second))
	for name, look := range map[string]func(c *chat, i int) error{
		"panel": func(c *chat, _ int) error { _, _, err := h.TicketOrders(b.Context(), c.ID, h.anna.ID); return err },
		"rules": func(c *chat, _ int) error { _, err := h.MatchedOrders(b.Context(), c.ID); return err },
		"number": func(c *chat, i int) error {
			return h.OfferOrders(b.Context(), c.ID, 1, []string{fmt.Sprint(10_000_000 + i*1987%orders), "77"})
		},
		"search": func(_ *chat, i int) error {
			_, err := h.SearchOrders(b.Context(), []string{fmt.Sprint(20_000 + i*1987%orders)}, "", 20)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			times := make([]time.Duration, 0, b.N)
			for i := range b.N {
				at := time.Now()
				require.NoError(b, look(chats[i%tickets], i))
				times = append(times, time.Since(at))
			}
			slices.Sort(times)
			ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
			b.ReportMetric(ms(times[len(times)/2]), "median-ms")
			b.ReportMetric(ms(times[len(times)*99/100]), "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// fillWishes has the account's history of wishes, most of which have ended, some of the order's and others' wait.
func fillWishes(t *testing.T, h *house, account, ticket uuid.UUID, ended, waiting int) {
	t.Helper()
	_, err := h.DB().ExecContext(t.Context(), `
		INSERT INTO order_wishes (id, ticket_id, account_id, order_id, kind, status_id, state, seq)
		SELECT gen_random_uuid(), $1, $2, 10000000 + i % 9000, 'status', 7, CASE WHEN i <= $3 THEN 'done' ELSE 'waiting' END, 1
		FROM generate_series(1, $3::int + $4::int) AS i`, ticket, account, ended, waiting)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `VACUUM (ANALYZE) order_wishes, baselinker_accounts`)
	require.NoError(t, err)
}

func TestWhatRulesWorkersAndWishesAskOfOrdersNeedsNoScan(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account, gone := h.newAccount(t), h.newAccount(t)
	fillOrders(t, h, account, 20_000)
	tickets := []*store.RuleTicket{}
	for i := range 20 {
		c := h.startAs(t, fmt.Sprintf("klient%d@poczta.example", i*7))
		tickets = append(tickets, &store.RuleTicket{ID: c.ID, Requester: c.Requester})
	}
	fillWishes(t, h, account, tickets[0].ID, 20_000, 500)
	require.NoError(t, h.DeleteBaseLinkerAccount(t.Context(), gone))
	ctx := t.Context()
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		p := newPlanner(t, h.url, mode)
		for name, do := range map[string]func() error{
			"a ticket's orders for rules": func() error { return p.RuleOrders(ctx, tickets[0]) },
			"twenty tickets'":             func() error { return p.RuleOrders(ctx, tickets...) },
			"the next wish":               func() error { _, err := p.NextOrderWish(ctx, account); return err },
			"whose wishes wait":           func() error { _, err := p.OrderWishesWaiting(ctx, time.Minute); return err },
			"stranded lookups":            func() error { _, err := p.StrandedLookups(ctx, time.Minute, 100); return err },
			"what to forget":              func() error { _, err := p.ForgetOrders(ctx); return err },
		} {
			for _, plan := range p.of(t, do) {
				plan.Plan.walk(func(n node) {
					if n.Table == "orders" || n.Table == "order_wishes" || n.Table == "tickets" {
						require.NotEqual(t, "Seq Scan", n.Type, "%s (%s): %s", name, mode, plan.Query)
						require.LessOrEqual(t, (n.Rows+n.Removed)*max(n.Loops, 1), 1500.0, "%s (%s) reads too much: %s", name, mode, plan.Query)
					}
				})
			}
		}
	}
}

// testOrderSearches looks for orders' numbers among many orders; from one of their addresses came thousands of tickets.
func testOrderSearches(t *testing.T, h *house) {
	const limit = 50
	account := h.newAccount(t)
	fillOrders(t, h, account, 20_000)
	for _, query := range []string{
		`UPDATE tickets SET requester_email = 'Hurt@firma.example' WHERE number BETWEEN 2001 AND 6000`,
		`UPDATE tickets SET requester_email = (SELECT email FROM orders WHERE order_id = 10000500) WHERE number BETWEEN 7001 AND 7003`,
		`INSERT INTO ticket_orders (ticket_id, account_id, order_id, choice)
		 SELECT id, (SELECT account_id FROM orders LIMIT 1), 10000000 + number, 'linked' FROM tickets WHERE number BETWEEN 7501 AND 9500`,
		`VACUUM (ANALYZE) tickets, ticket_orders, ticket_requesters, ticket_search`,
	} {
		_, err := h.DB().ExecContext(t.Context(), query)
		require.NoError(t, err)
	}
	for name, tt := range map[string]struct {
		text                   string
		found                  int
		orders, tickets, words float64 // at most so many are read
	}{
		"an order of nobody's":      {"10000700", 0, 2, 10, 10},
		"an order":                  {"10000500", 3, 2, 20, 10},
		"its parcel and a word":     {"620000000000000000000500 zielony", 1, 2, 20, 20},
		"a link":                    {"10007777", 1, 2, 10, 10},
		"of an address with many":   {"10000199", limit, 2, 700, 20},
		"of that one, with a word":  {"10000199 zielony", 25, 2, 700, 600},
		"a number that nobody has":  {"99999999", 0, 0, 10, 10},
		"words that are no numbers": {"nieobecne", 0, 0, 10, 10},
	} {
		for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
			p := newPlanner(t, h.url, mode)
			var page []desk.Ticket
			read, walked := map[string]float64{}, false
			plans := p.of(t, func() (err error) {
				page, err = p.FindTickets(t.Context(), store.TicketQuery{
					View: desk.ViewAll, Sort: desk.SortRecent, Agent: h.piotr.ID, Limit: limit, Filter: desk.TicketFilter{Text: tt.text},
				})
				if err == nil {
					_, err = p.Fragments(t.Context(), tt.text, page)
				}
				return err
			})
			for _, plan := range plans {
				plan.Plan.walk(func(n node) {
					if n.Table == "" || n.Type == "Bitmap Index Scan" || n.Loops == 0 {
						return
					}
					read[n.Table] += (n.Rows + n.Removed) * n.Loops
					walked = walked || n.Type == "Seq Scan" && slices.Contains([]string{"orders", "tickets", "ticket_search", "ticket_requesters", "ticket_orders"}, n.Table)
				})
			}
			t.Logf("%s (%s): %d found in %d statements, read %v", name, mode, len(page), len(plans), read)
			require.Equal(t, tt.found, len(page), "%s (%s)", name, mode)
			require.False(t, walked, "%s (%s) scans all", name, mode)
			require.LessOrEqual(t, read["orders"], tt.orders, "%s (%s)", name, mode)
			require.LessOrEqual(t, read["tickets"], tt.tickets, "%s (%s)", name, mode)
			require.LessOrEqual(t, read["ticket_search"], tt.words, "%s (%s)", name, mode)
			require.LessOrEqual(t, read["ticket_requesters"]+read["ticket_orders"], 600.0, "%s (%s)", name, mode)
		}
	}
}
