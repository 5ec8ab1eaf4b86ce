package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"rozmowa/desk"
	"rozmowa/store"
)

// A search of tickets of more than two years, page after page, finds what a look at each of them finds: words that only old ones
// have, or new ones, or rare ones, or numbers of their orders; in every order, beside filters, for who sees few.
func TestASearchIsCompleteHoweverOldWhatItFindsIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const tickets = 2000
	now := time.Now().UTC().Truncate(time.Microsecond)
	_, err := h.DB().ExecContext(t.Context(), `
		INSERT INTO tickets (id, channel_id, visitor_token_hash, locale, subject, state, status, priority, created_at, closed_at, last_seq, wake_seq,
		                     last_message_at, last_message_from, last_customer_seq, preview, awaiting_since, requester_email)
		SELECT gen_random_uuid(), CASE WHEN i > 1200 AND i % 20 = 0 THEN $2::uuid ELSE $1::uuid END, '\x00', 'pl',
		       concat_ws(' ', CASE WHEN i > 1000 THEN 'dawny' END, CASE WHEN i % 3 = 0 THEN 'czesty' END, CASE WHEN i % 400 = 7 THEN 'rzadki' END,
		                 CASE WHEN i BETWEEN 900 AND 1400 AND i % 2 = 0 THEN 'sredni' END, CASE WHEN i < 300 THEN 'nowy' END, CASE WHEN i % 90 = 0 THEN 'dawka' END,
		                 CASE WHEN i BETWEEN 500 AND 1200 AND i % 11 = 3 THEN '70001' END),
		       CASE WHEN open THEN 'active' ELSE 'closed' END, CASE WHEN open THEN 'open' ELSE 'closed' END,
		       (ARRAY['normal', 'low', 'normal', 'high', 'urgent'])[1 + i % 5], at - i * 7919 % 700 * interval '1 hour', CASE WHEN NOT open THEN at END, 1, 1,
		       at, 'customer', 1, 'x', CASE WHEN open AND i % 4 = 0 THEN at END, 'Klient' || i % 37 || '@poczta.example'
		FROM (SELECT i, i % 10 = 0 AS open, $3::timestamptz - i / 2 * interval '20 hours' AS at FROM generate_series(0, $4::int - 1) AS i) made`,
		h.shop.ID, h.other.ID, now, tickets)
	require.NoError(t, err)
	account, gone := h.newAccount(t), h.newAccount(t)
	h.mirror(t, account, mirrored{email: "klient7@poczta.example", id: 70001, numbers: "zam/7"}, mirrored{id: 70002, numbers: "zam/7"})
	h.mirror(t, gone, mirrored{email: "klient9@poczta.example", id: 70001})
	_, err = h.DB().ExecContext(t.Context(), `
		INSERT INTO ticket_orders (ticket_id, account_id, order_id, choice)
		SELECT id, $1, o, (ARRAY['linked', 'unlinked', 'maybe'])[1 + number % 3] FROM tickets, unnest(ARRAY[70001, 70002]) o
		WHERE number % 100 = 5 OR requester_email = 'Klient7@poczta.example' AND number % 4 < 2`, account)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `UPDATE baselinker_accounts SET deleted_at = now() WHERE id = $1`, gone)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `INSERT INTO search_backlog SELECT number, id FROM tickets`)
	require.NoError(t, err)
	h.index(t)
	_, err = h.DB().ExecContext(t.Context(), `ANALYZE ticket_search, tickets`)
	require.NoError(t, err)

	orders := map[desk.TicketSort]string{
		desk.SortRecent: `t.last_message_at DESC, t.id DESC`, desk.SortOldest: `t.last_message_at, t.id`, desk.SortCreated: `t.created_at DESC, t.id DESC`,
		desk.SortPriority: `array_position(ARRAY['urgent', 'high', 'normal', 'low'], t.priority), t.last_message_at DESC, t.id DESC`,
		desk.SortWaiting:  `t.awaiting_since, CASE WHEN t.awaiting_since IS NOT NULL THEN t.id END, t.last_message_at DESC, t.id DESC`,
	}
	filters := map[string]func(f *desk.TicketFilter, from, to time.Time){
		`true`:                    func(*desk.TicketFilter, time.Time, time.Time) {},
		`t.state = 'closed'`:      func(f *desk.TicketFilter, _, _ time.Time) { f.Statuses = []string{desk.StatusClosed} },
		`t.priority = 'urgent'`:   func(f *desk.TicketFilter, _, _ time.Time) { f.Priorities = []desk.Priority{desk.Urgent} },
		`t.last_message_at >= $3`: func(f *desk.TicketFilter, from, _ time.Time) { f.ActiveFrom = from },
		`t.last_message_at < $4`:  func(f *desk.TicketFilter, _, to time.Time) { f.ActiveTo = to },
		`t.created_at BETWEEN $3 AND $4`: func(f *desk.TicketFilter, from, to time.Time) {
			f.CreatedFrom, f.CreatedTo = from, to.Add(time.Microsecond)
		},
		`t.created_at < $4 AND t.id <> $1`: func(f *desk.TicketFilter, _, to time.Time) { f.CreatedTo = to },
	}
	var wheres []string
	for where := range filters {
		wheres = append(wheres, where)
	}
	slices.Sort(wheres)
	texts := []string{"dawny", "dawn", "daw", "czesty dawny", "dawny czesty", "sredni", "sredni dawny", "dawny daw", "rzadki", "nowy", "nowy dawny", "czesty d", "r", "70001", "zam/7", "dawny 70001", "70001 daw", "70001 70002", "zam/7 czesty dawny"}
	rapid.Check(t, func(r *rapid.T) {
		q := store.TicketQuery{
			View: desk.ViewAll, Sort: rapid.SampledFrom(allSorts).Draw(r, "sort"), Limit: rapid.SampledFrom([]int{40, 250}).Draw(r, "limit"),
			Agent: rapid.SampledFrom([]uuid.UUID{h.anna.ID, h.piotr.ID, h.ewa.ID}).Draw(r, "agent"),
		}
		days := func(name string) time.Time {
			return now.Add(-time.Duration(rapid.IntRange(0, 900).Draw(r, name)) * 24 * time.Hour)
		}
		from, to := days("from"), days("to")
		if to.Before(from) {
			from, to = to, from
		}
		where := rapid.SampledFrom(wheres).Draw(r, "filter")
		filters[where](&q.Filter, from, to)
		q.Filter.Text = rapid.SampledFrom(texts).Draw(r, "text")
		if strings.Contains(q.Filter.Text, "7") {
			q.Limit = rapid.SampledFrom([]int{7, 40}).Draw(r, "limit of a number") // pages that end between hits of either kind
		}
		typed := strings.Fields(q.Filter.Text)
		for i := range typed[:len(typed)-1] {
			typed[i] += ` `
		}
		want := []uuid.UUID{}
		require.NoError(r, h.DB().Select(&want, `
			SELECT t.id FROM tickets t WHERE t.channel_id IN (SELECT channel_id FROM channel_agents WHERE agent_id = $1) AND `+where+`
			AND (SELECT bool_and(' ' || t.subject || ' ' LIKE '% ' || w || '%' OR EXISTS (
				SELECT FROM orders o JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL
				LEFT JOIN ticket_orders x ON x.ticket_id = t.id AND x.account_id = o.account_id AND x.order_id = o.order_id AND x.choice <> 'maybe'
				WHERE trim(w) = ANY (o.numbers) AND (x.choice = 'linked' OR x.choice IS NULL AND o.email = lower(t.requester_email))
			)) FROM unnest($2::text[]) w)
			AND $3::timestamptz IS NOT NULL AND $4::timestamptz IS NOT NULL ORDER BY `+orders[q.Sort], q.Agent, pq.Array(typed), from, to))
		require.NoError(r, q.Filter.Clean())
		h.SetSearchWay(rapid.SampledFrom([]store.SearchWay{
			{AtOnce: 300, Spare: 2, WalkCost: 200},     // as usual
			{AtOnce: 5, Spare: 1, WalkCost: 1_000_000}, // by stretches that have too much
			{AtOnce: 1, Spare: 1, WalkCost: 1_000_000}, //
			{AtOnce: 20, Spare: 2, WalkCost: 20},       // walked, then by stretches
		}).Draw(r, "way"))
		got := []uuid.UUID{}
		for {
			page, err := h.FindTickets(context.Background(), q)
			require.NoError(r, err)
			for i := range page {
				got = append(got, page[i].ID)
			}
			if len(page) < q.Limit {
				break
			}
			require.LessOrEqual(r, len(got), tickets, "the list doesn't end")
			q.After = store.CursorAfter(q.Sort, &page[len(page)-1])
		}
		require.Equal(r, want, got, fmt.Sprintf("%s from %v to %v", where, from, to))
	})
}
