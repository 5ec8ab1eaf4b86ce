package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestAnOrdersNumberFindsItsTickets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account, gone := h.newAccount(t), h.newAccount(t)
	const jan = "jan@klient.example"
	h.mirror(t, account,
		mirrored{email: "Jan@klient.example", id: 4589123, numbers: "10234 zam/2026/00817 620000000000000000000001"},
		mirrored{email: jan, id: 4589001, days: 200}, mirrored{email: jan, id: 4589002, removed: true}, mirrored{email: "", id: 4589003})
	h.mirror(t, gone, mirrored{email: jan, id: 5000001})
	_, err := h.DB().ExecContext(t.Context(), `UPDATE baselinker_accounts SET deleted_at = now() WHERE id = $1`, gone)
	require.NoError(t, err)
	address := h.by(t, h.shop, "Jan Kos", "JAN@klient.example", "", "Gdzie jest żółta paczka?")
	linked := h.by(t, h.shop, "Mama", "mama@klient.example", "", "Chcę zwrot")
	unlinked := h.by(t, h.shop, "Jan Kos", jan, "", "Nie o to chodzi, chcę zwrot")
	offered := h.by(t, h.shop, "Ola", "ola@klient.example", "", "Dzień dobry")
	written := h.by(t, h.shop, "Ula", "ula@klient.example", "", "Pytam o 4589123")
	foreign := h.by(t, h.other, "Jan Kos", jan, "", "Inny sklep")
	nameless := h.by(t, h.shop, "", "", "", "Bez adresu")
	closed := h.by(t, h.shop, "Jan Kos", jan, "", "Dawna sprawa").closed(t)
	require.NoError(t, h.ChooseOrder(t.Context(), linked.ID, h.anna.ID, account, 4589123, true))
	require.NoError(t, h.ChooseOrder(t.Context(), unlinked.ID, h.anna.ID, account, 4589123, false))
	require.NoError(t, h.OfferOrders(t.Context(), offered.ID, 1, []string{"10234"}))
	requireFound := func(agent desk.Account, text string, want ...*chat) {
		t.Helper()
		ids := []uuid.UUID{}
		for _, c := range want {
			ids = append(ids, c.ID)
		}
		require.Equal(t, ids, h.search(t, agent, text), text)
	}
	requireFound(h.anna, "4589123", closed, linked, address) // nobody has indexed them
	h.index(t)
	requireFound(h.anna, "4589123", closed, written, linked, address)
	for _, text := range []string{"10234", "#10234", "ZAM/2026/00817", "zam/2026/00817,", "620000000000000000000001", "6200 0000 0000 0000 0000 0001"} {
		requireFound(h.anna, text, closed, linked, address)
	}
	requireFound(h.anna, "4589001", closed, unlinked, address) // archived
	requireFound(h.anna, "4589002", closed, unlinked, address) // removed
	requireFound(h.anna, "4589003")                            // nobody's: who has no address isn't matched by it
	requireFound(h.anna, "5000001")                            // of an account that was disconnected
	requireFound(h.anna, "458912", written)                    // a word may be begun, a number is whole
	requireFound(h.anna, "4589123 zwrot", linked)
	requireFound(h.anna, "zolta 4589123", address)
	requireFound(h.anna, "4589123 kos", closed, address)
	requireFound(h.anna, "4589123 4589001", closed, address)
	requireFound(h.ewa, "4589123", foreign)
	requireFound(h.piotr, "4589123", closed, foreign, written, linked, address)
	requireFound(nobody(h), "4589123")

	filtered := store.TicketQuery{View: desk.ViewUnassigned, Sort: desk.SortCreated, Agent: h.piotr.ID, Limit: 1, Filter: desk.TicketFilter{
		Text: "4589123", Channels: []uuid.UUID{h.shop.ID}}}
	require.Equal(t, []uuid.UUID{written.ID, linked.ID, address.ID}, h.paged(t, filtered), "among filters, page after page")

	require.NoError(t, h.ChooseOrder(t.Context(), nameless.ID, h.anna.ID, account, 4589003, true))
	requireFound(h.anna, "4589003", nameless)
	require.NoError(t, h.ChooseOrder(t.Context(), unlinked.ID, h.anna.ID, account, 4589123, true))
	requireFound(h.anna, "4589123", closed, written, unlinked, linked, address)

	for text, want := range map[string]string{
		"4589123": "true: [4589123]", "ZAM/2026/00817": "true: 4589123 · [ZAM/2026/00817]", "4589123 paczka": "false: Gdzie jest żółta [paczka]?",
		"jan kos": "false: [Jan] [Kos]", "4589123 żaden": "true: [4589123]",
	} {
		ticket, err := h.Ticket(t.Context(), address.ID, h.anna.ID)
		require.NoError(t, err)
		fragments, err := h.Fragments(t.Context(), text, []desk.Ticket{*ticket})
		require.NoError(t, err)
		require.Len(t, fragments, 1, text)
		shown := fmt.Sprint(fragments[0].Order, ": ")
		for _, p := range fragments[0].Parts {
			if p.Hit {
				p.Text = "[" + p.Text + "]"
			}
			shown += p.Text
		}
		require.Equal(t, want, shown, text)
	}

	for id := int64(1); id <= 21; id++ {
		h.mirror(t, account, mirrored{email: jan, id: id, numbers: "2026"})
	}
	requireFound(h.anna, "2026") // a number of many orders names none
}

// What has a number among its words and what has it among its orders come in one order, page after page, whichever way the search goes.
func TestHitsByWordsAndByOrdersComeInOneOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	h.mirror(t, account, mirrored{email: "jan@klient.example", id: 70001})
	var want []uuid.UUID
	require.NoError(t, h.DB().SelectContext(t.Context(), &want, `
		WITH made AS (
			INSERT INTO tickets (id, channel_id, visitor_token_hash, locale, subject, requester_email, created_at, last_seq, wake_seq,
			                     last_message_at, last_message_from, last_customer_seq, preview)
			SELECT gen_random_uuid(), $1, '\x00', 'pl', CASE WHEN i BETWEEN 35 AND 39 THEN 'o 70001' ELSE 'inna sprawa' END,
			       CASE WHEN i IN (0, 38) OR i BETWEEN 50 AND 54 THEN 'jan@klient.example' ELSE '' END, at, 1, 1, at, 'customer', 1, 'x'
			FROM (SELECT i, now() - i * interval '3 days' AS at FROM generate_series(0, 59) AS i) each
			RETURNING id, last_message_at, subject = 'o 70001' OR requester_email <> '' AS found
		)
		SELECT id FROM made WHERE found ORDER BY last_message_at DESC`, h.shop.ID))
	_, err := h.DB().ExecContext(t.Context(), `INSERT INTO search_backlog SELECT number, id FROM tickets`)
	require.NoError(t, err)
	h.index(t)
	_, err = h.DB().ExecContext(t.Context(), `ANALYZE ticket_search, tickets`)
	require.NoError(t, err)
	oldest := slices.Clone(want)
	slices.Reverse(oldest)
	for _, way := range []store.SearchWay{
		{AtOnce: 300, Spare: 2, WalkCost: 200},
		{AtOnce: 1, Spare: 1, WalkCost: 1_000_000}, // by short stretches
		{AtOnce: 1, Spare: 1, WalkCost: 1},         // walked
	} {
		h.SetSearchWay(way)
		for sort, want := range map[desk.TicketSort][]uuid.UUID{desk.SortRecent: want, desk.SortCreated: want, desk.SortPriority: want, desk.SortOldest: oldest} {
			for _, limit := range []int{1, 3, 20} {
				got := h.paged(t, store.TicketQuery{View: desk.ViewAll, Sort: sort, Agent: h.anna.ID, Limit: limit, Filter: desk.TicketFilter{Text: "70001"}})
				require.Equal(t, want, got, "%s by %d, %+v", sort, limit, way)
			}
		}
	}
}
