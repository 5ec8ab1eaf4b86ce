package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// testSearches looks for words that 500 tickets have: of the tickets' words those of some pages are read, the newest, even
// where the planner thinks that hardly any ticket has both.
func testSearches(t *testing.T, h *house) {
	const limit = 20
	for name, tt := range map[string]struct {
		text   string
		way    store.SearchWay
		walked bool
		most   int
	}{
		"a word":                            {"zielony", store.SearchWay{AtOnce: 600, Spare: 2, WalkCost: 60}, false, 3 * limit},
		"words that come together":          {"kolor zielony", store.SearchWay{AtOnce: 60, Spare: 2, WalkCost: 60}, false, 8 * limit},
		"a word for which a walk is better": {"zielony", store.SearchWay{Spare: 2, WalkCost: 1}, true, 3 * limit},
	} {
		for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
			p := newPlanner(t, h.url, mode)
			p.SetSearchWay(tt.way)
			var page []desk.Ticket
			plans := p.of(t, func() (err error) {
				page, err = p.FindTickets(context.Background(), store.TicketQuery{
					View: desk.ViewAll, Sort: desk.SortRecent, Agent: h.piotr.ID, Limit: limit, Filter: desk.TicketFilter{Text: tt.text},
				})
				return err
			})
			require.Len(t, page, limit)
			fetched, walked := 0.0, false
			for _, plan := range plans {
				plan.Plan.walk(func(n node) {
					switch {
					case n.Table == "ticket_search" && n.Type == "Bitmap Heap Scan":
						fetched += (n.Rows + n.Removed) * n.Loops
					case n.Table == "ticket_search" && n.Type == "Index Scan":
						fetched += n.Rows * n.Loops
						walked = true
					}
				})
			}
			require.LessOrEqual(t, fetched, float64(tt.most), "%s (%s)", name, mode)
			require.Equal(t, tt.walked, walked, "%s (%s)", name, mode)

			// Of each ticket that it shows, the one entry is read that the word stands in.
			read := 0.0
			for _, plan := range p.of(t, func() error { _, err := p.Fragments(context.Background(), "x", page); return err }) {
				plan.Plan.walk(func(n node) {
					if n.Table == "entries" {
						read += (n.Rows + n.Removed) * n.Loops
					}
				})
			}
			require.LessOrEqual(t, read, float64(limit), "%s (%s)", name, mode)
			require.Positive(t, read)
		}
	}
}
