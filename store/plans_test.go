package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

const manyTickets = 10_000

// fill puts many tickets into the shops: nine in ten closed, five entries each, a hundred behind.
func fill(t *testing.T, h *house) {
	t.Helper()
	for _, query := range []string{`
		INSERT INTO tickets (id, channel_id, visitor_token_hash, locale, state, agent_id, last_seq, wake_seq, relayed_seq,
		                     last_message_at, last_message_from, last_customer_seq, preview, awaiting_since)
		SELECT gen_random_uuid(), CASE i % 2 WHEN 0 THEN $1::uuid ELSE $2::uuid END, '\x00', 'pl',
		       CASE WHEN i % 10 > 0 THEN 'closed' WHEN i % 20 = 0 THEN 'active' ELSE 'waiting' END,
		       CASE WHEN i % 20 = 0 OR i % 10 > 0 THEN CASE i % 40 WHEN 0 THEN $3::uuid ELSE $4::uuid END END,
		       5, 5, CASE WHEN i % 100 = 0 THEN 4 ELSE 5 END,
		       now() - i * interval '1 minute', 'customer', 5, 'x', now() - i * interval '1 minute'
		FROM generate_series(1, $5) AS i`, `
		INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_id, body)
		SELECT t.id, seq, gen_random_uuid(), 'message', CASE seq % 2 WHEN 0 THEN 'agent' ELSE 'customer' END,
		       CASE seq % 2 WHEN 0 THEN $3::uuid END, 'x' || $1::text || $2::text || $4::text || $5::text
		FROM tickets t, generate_series(1, 5) AS seq`, `
		INSERT INTO attachments (id, ticket_id, agent_id, name, type, size, digest, entry_seq, created_at)
		SELECT gen_random_uuid(), t.id, CASE number % 2 WHEN 0 THEN $3::uuid END, 'x' || $1::text || $2::text || $4::text || $5::text,
		       'application/pdf', 1, '\x00', CASE WHEN number % 100 > 0 THEN 5 END, now() - number * interval '1 minute'
		FROM tickets t`, `
		INSERT INTO reads (agent_id, ticket_id, seq) SELECT $3::uuid, id, 5 FROM tickets
		WHERE number % 3 = 0 AND $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND $4::uuid IS NOT NULL AND $5::int > 0`,
	} {
		_, err := h.DB().ExecContext(t.Context(), query, h.shop.ID, h.other.ID, h.anna.ID, h.piotr.ID, manyTickets)
		require.NoError(t, err)
	}
	// Words that one ticket in twenty has, all of them the same.
	_, err := h.DB().ExecContext(t.Context(), `UPDATE tickets SET subject = 'kolor zielony' WHERE number % 20 = 3`)
	require.NoError(t, err)
	for more := true; more; {
		done, err := h.IndexTickets(t.Context(), 20_000)
		require.NoError(t, err)
		more = done.More
	}
	for _, query := range []string{
		`UPDATE tickets SET status = CASE WHEN number % 50 = 1 AND number > 8000 THEN 'spam' ELSE 'closed' END WHERE state = 'closed'`,
		`UPDATE tickets SET tag_ids = ARRAY[md5((number % 7)::text)::uuid] WHERE number % 3 = 0`,
		`INSERT INTO watchers (ticket_id, agent_id) SELECT t.id, a.id FROM tickets t, agents a WHERE t.number % 5 = 0`,
		`VACUUM ANALYZE`,
	} {
		_, err := h.DB().ExecContext(t.Context(), query)
		require.NoError(t, err)
	}
}

func TestPlans(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	fill(t, h)
	t.Run("no statement scans all tickets or entries", func(t *testing.T) { testNoScans(t, h) })
	t.Run("a filtered list reads no more than there is to it", func(t *testing.T) { testFilters(t, h) })
	t.Run("a list's page reads a page of each channel, in order", func(t *testing.T) { testPages(t, h) })
	t.Run("a search reads what fills a page, not all that it finds", func(t *testing.T) { testSearches(t, h) })
	t.Run("counts read the open tickets", func(t *testing.T) { testCounts(t, h) })
	t.Run("a search for an order reads the newest tickets of its address", func(t *testing.T) { testOrderSearches(t, h) })
}

func testNoScans(t *testing.T, h *house) {
	c := h.start(t)
	joined, free := h.joined(t, h.anna), h.start(t)
	tag, team, box := h.newTags(t, "VIP")[0], h.newTeam(t, "Zwroty", h.anna.ID), h.newInbox(t, "Marka A")
	var page []desk.Ticket
	ctx := context.Background()

	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		p := newPlanner(t, h.url, mode)
		on := func(c *chat) *chat {
			return &chat{house: &house{Store: p.Store, shop: h.shop, anna: h.anna, piotr: h.piotr, ewa: h.ewa}, NewTicket: c.NewTicket}
		}
		list := func(view desk.View, after func() store.Cursor) func() error {
			return func() (err error) {
				page, err = p.ListTickets(ctx, view, h.anna.ID, after(), 50)
				require.Len(t, page, 50)
				return err
			}
		}
		start := func() store.Cursor { return store.Cursor{} }
		deep := func() store.Cursor { return store.Cursor{At: time.Now().Add(-72 * time.Hour), ID: uuid.Max} }
		written := func(w writing, c *chat) func() error {
			return func() error { _, err := w(on(c), uuid.New(), "x"); return err }
		}
		stepped := func(s step, c *chat) func() error {
			return func() error {
				made, err := s(on(c), uuid.New())
				require.True(t, made)
				return err
			}
		}
		p.SetSearchWay(store.SearchWay{AtOnce: 60, Spare: 3, WalkCost: 10}) // as tickets are a hundredth of a million
		filtered := func(sort desk.TicketSort, f desk.TicketFilter) func() error {
			return func() error {
				_, err := p.FindTickets(ctx, store.TicketQuery{View: desk.ViewAll, Sort: sort, Filter: f, Agent: h.anna.ID, Limit: 50})
				return err
			}
		}
		var wakes []store.Wake
		for _, tt := range []struct {
			name string
			do   func() error
		}{
			{"start", func() error { _, _, err := p.StartTicket(ctx, h.newTicket(h.shop)); return err }},
			{"start again", func() error { _, _, err := p.StartTicket(ctx, c.NewTicket); return err }},
			{"message", written(message, c)},
			{"reply", written(replyBy(anna), joined)},
			{"note", written(noteBy(anna), c)},
			{"message to a closed ticket", func() error {
				closed := h.start(t).closed(t)
				_, err := message(on(closed), uuid.New(), "x")
				require.Equal(t, desk.Closed, desk.KindOf(err))
				return nil
			}},
			{"pages", func() error {
				_, err := p.Pages(ctx, []uuid.UUID{c.ID, joined.ID, free.ID}, []int64{0, 1, 2}, 100)
				return err
			}},
			{"entries after", func() error { _, err := p.EntriesAfter(ctx, c.ID, 1, 100); return err }},
			{"entries before", func() error { _, err := p.EntriesBefore(ctx, c.ID, 5, 100); return err }},
			{"join, take over, close and reopen", func() error {
				c := h.start(t)
				for _, s := range []step{join(anna), takeOver(piotr), closeBy(desk.ClosedByAgent, anna, 1), reopen(anna)} {
					if err := stepped(s, c)(); err != nil {
						return err
					}
				}
				return nil
			}},
			{"upload and send files", func() error {
				c := on(h.start(t))
				files := []uuid.UUID{c.uploads(t, c.customer(), "a.pdf").ID, c.uploads(t, c.customer(), "b.pdf").ID}
				_, err := c.WriteMessageWith(ctx, c.ID, c.Token, uuid.New(), "", files, h.other.ID)
				require.NoError(t, err)
				files = []uuid.UUID{c.uploads(t, store.Uploader{Agent: h.anna.ID}, "a.pdf").ID}
				_, err = c.WriteReplyWith(ctx, c.ID, h.anna.ID, uuid.New(), "", files)
				require.NoError(t, err)
				files = []uuid.UUID{c.uploads(t, store.Uploader{Agent: h.anna.ID}, "a.pdf").ID}
				_, err = c.WriteNoteWith(ctx, c.ID, h.anna.ID, uuid.New(), "", files)
				require.NoError(t, err)
				_, err = c.AttachmentForAgent(ctx, c.ID, h.anna.ID, files[0])
				require.NoError(t, err)
				_, err = c.AttachmentForVisitor(ctx, c.ID, c.Token, files[0])
				require.Equal(t, desk.NotFound, desk.KindOf(err))
				return nil
			}},
			{"drop files that nobody sent", func() error { _, err := p.DropUnsentFiles(ctx, 24*time.Hour, 10); return err }},
			{"a message that opens", func() error {
				c := h.start(t)
				if err := stepped(valued(anna, desk.PropertyStatus, "pending"), c)(); err != nil {
					return err
				}
				return written(message, c)()
			}},
			{"every change", func() error {
				c := h.start(t)
				for _, change := range changesOfAll(h, tag, team, box) {
					if err := stepped(valued(anna, change.Property, change.Value), c)(); err != nil {
						return err
					}
				}
				return nil
			}},
			{"delete an inbox with a ticket", func() error {
				box, c := h.newInbox(t, uuid.NewString()), h.start(t)
				if err := stepped(valued(anna, desk.PropertyInbox, box.ID.String()), c)(); err != nil {
					return err
				}
				return p.DeleteInbox(ctx, box.ID)
			}},
			{"skip an autoresponder", func() error {
				c := h.start(t)
				c.change(t, desk.PropertyNextAutoresponder, "off")
				_, err := p.SendAutoresponder(ctx, c.work(t, autoresponder, 1), "Dziękujemy")
				return err
			}},
			{"an autoresponder", func() error {
				c := h.start(t)
				_, err := p.SendAutoresponder(ctx, c.work(t, autoresponder, 1), "Dziękujemy")
				return err
			}},
			{"a ticket for rules", func() error { _, err := p.RuleTickets(ctx, c.ID); return err }},
			{"what rules did", func() error {
				if _, err := p.RuleMemory(ctx, c.ID, 0, 100); err != nil {
					return err
				}
				_, err := p.LastMatches(ctx, c.ID)
				return err
			}},
			{"judgements", func() error { _, err := p.Judgements(ctx, []uuid.UUID{c.ID}, []int64{0}); return err }},
			{"the least busy", func() error {
				require.NoError(t, p.NotePresence(ctx, uuid.New(), []uuid.UUID{h.anna.ID}))
				c := h.start(t)
				_, err := p.RuleAssignLeastBusy(ctx, c.work(t, rules.Action{Kind: rules.AssignLeastBusy}, 1), "")
				return err
			}},
			{"a rule's note", func() error {
				c := h.start(t)
				_, err := p.RuleNote(ctx, c.work(t, rules.Action{Kind: rules.Notify}, 1), "Uwaga", nil, true)
				return err
			}},
			{"a rule's closing", func() error {
				c := h.start(t)
				_, err := p.RuleClose(ctx, c.work(t, rules.Action{Kind: rules.Close}, 1))
				return err
			}},
			{"trying an action again", func() error {
				c := h.start(t)
				w := c.work(t, autoresponder, 1)
				_, err := p.RetryRuleAction(ctx, c.ID, h.anna.ID, w.ID)
				return errors.Join(p.RetryRuleActionAt(ctx, w.ID, "timeout", time.Now()), err)
			}},
			{"assignees", func() error { _, err := p.Assignees(ctx, c.ID, h.anna.ID); return err }},
			{"glance", func() error { _, err := p.Glance(ctx, c.ID, h.anna.ID); return err }},
			{"people", func() error { _, err := p.People(ctx); return err }},
			{"give tickets back", func() error {
				gone, c := h.newAgent(t, "Dawna Osoba"), h.start(t)
				_, err := h.DB().ExecContext(ctx, `UPDATE tickets SET agent_id = $2, state = 'active' WHERE id = $1`, c.ID, gone.ID)
				require.NoError(t, err)
				_, err = h.DB().ExecContext(ctx, `UPDATE agents SET disabled_at = now() WHERE id = $1`, gone.ID)
				require.NoError(t, err)
				written, _, err := p.ReleaseTickets(ctx, h.anna.ID, gone.ID, 10)
				require.Len(t, written, 1)
				return err
			}},
			{"announce waiting", stepped(announceWait, free)},
			{"standing", func() error { _, err := p.Standing(ctx, c.ID); return err }},
			{"standing of a closed ticket", func() error { _, err := p.Standing(ctx, h.start(t).closed(t).ID); return err }},
			{"ask for, begin and finish a transcript", func() error {
				c, id := on(h.start(t)), uuid.New()
				c.ask(t, id)
				c.transcript(t, id)
				move(t, p.BeginTranscript, id)
				finish(t, c, id, true)
				return nil
			}},
			{"claim", func() (err error) {
				wakes, err = p.ClaimWakes(ctx, 50, time.Hour)
				require.Len(t, wakes, 50)
				return err
			}},
			{"finish", func() error { return p.FinishWakes(ctx, wakes[:25]) }},
			{"release", func() error { return p.ReleaseWakes(ctx, wakes[25:], 0) }},
			{"backlog", func() error { _, err := p.WakeBacklog(ctx); return err }},
			{"list all", list(desk.ViewAll, start)},
			{"list unassigned", list(desk.ViewUnassigned, start)},
			{"list mine", list(desk.ViewMine, start)},
			{"list awaiting", list(desk.ViewAwaiting, start)},
			{"list all further down", list(desk.ViewAll, deep)},
			{"list unassigned further down", list(desk.ViewUnassigned, deep)},
			{"list mine further down", list(desk.ViewMine, deep)},
			{"list awaiting further down", list(desk.ViewAwaiting, deep)},
			{"list oldest", filtered(desk.SortOldest, desk.TicketFilter{})},
			{"list created", filtered(desk.SortCreated, desk.TicketFilter{})},
			{"list waiting", filtered(desk.SortWaiting, desk.TicketFilter{})},
			{"list by priority", filtered(desk.SortPriority, desk.TicketFilter{})},
			{"filter by tag", filtered(desk.SortRecent, desk.TicketFilter{Tags: []uuid.UUID{tag.ID}})},
			{"filter by several", filtered(desk.SortRecent, desk.TicketFilter{Tags: []uuid.UUID{tag.ID}, Agents: []string{"me"}, Contexts: []string{"invoice"}})},
			{"filter by inbox", filtered(desk.SortRecent, desk.TicketFilter{Inboxes: []uuid.UUID{uuid.New()}})},
			{"search a rare word", filtered(desk.SortRecent, desk.TicketFilter{Text: "nieobecne"})},
			{"search a frequent word", filtered(desk.SortRecent, desk.TicketFilter{Text: "x"})},
			{"search and filter", filtered(desk.SortCreated, desk.TicketFilter{Text: "jan paczka", Agents: []string{"me"}})},
			{"fragments", func() error { _, err := p.Fragments(ctx, "x", page[:10]); return err }},
			{"index", func() error { _, err := p.IndexTickets(ctx, 10); return err }},
			{"save and delete a filter", func() error {
				f := desk.SavedFilter{ID: uuid.New(), Name: "x", View: desk.ViewAll, Sort: desk.SortRecent}
				if _, err := p.SaveFilter(ctx, h.anna.ID, f); err != nil {
					return err
				}
				return p.DeleteFilter(ctx, h.anna.ID, f.ID)
			}},
			{"count", func() error { _, err := p.CountTickets(ctx, h.anna.ID); return err }},
			{"ticket", func() error { _, err := p.Ticket(ctx, c.ID, h.anna.ID); return err }},
			{"visitor's ticket", func() error { _, err := p.VisitorTicket(ctx, c.ID, c.Token); return err }},
			{"tickets by id", func() error { _, err := p.TicketsByID(ctx, []uuid.UUID{c.ID, free.ID}); return err }},
			{"what agents have read", func() error {
				_, err := p.ReadSeqs(ctx, []uuid.UUID{h.anna.ID}, []uuid.UUID{c.ID, free.ID})
				return err
			}},
			{"receipt", func() error { return p.NoteReceipt(ctx, c.ID, c.Token, 1, 1) }},
			{"notices", func() error { _, _, err := p.Notices(ctx, h.anna.ID, 100); return err }},
			{"mark notices read", func() error { return p.MarkNoticesRead(ctx, h.anna.ID, time.Now()) }},
			{"answered meanwhile", func() error {
				c, seen := h.start(t), int64(1)
				c.reply(t, h.anna, "Już sprawdzam")
				_, err := p.WriteReplyAfter(ctx, c.ID, h.piotr.ID, uuid.New(), "Dzień dobry", nil, &seen)
				if desk.CodeOf(err) == "answered_meanwhile" {
					return nil
				}
				return fmt.Errorf("not refused: %w", err)
			}},
			{"mark read", func() error { return p.MarkRead(ctx, c.ID, h.anna.ID, 1) }},
			{"may read", func() error { _, err := p.MayReadTicket(ctx, c.ID, h.anna.ID); return err }},
		} {
			for _, plan := range p.of(t, tt.do) {
				plan.Plan.walk(func(n node) {
					if n.Type == "Seq Scan" && n.Loops > 0 && slices.Contains([]string{"tickets", "entries", "reads", "attachments", "watchers", "ticket_search", "closed_tags"}, n.Table) {
						text, err := json.MarshalIndent(plan.Plan, "", "  ")
						require.NoError(t, err)
						t.Errorf("%s (%s) scans all %s:\n%s\n%s", tt.name, mode, n.Table, plan.Query, text)
					}
				})
			}
		}
	}
}

// changesOfAll changes every property of a new ticket.
func changesOfAll(h *house, tag desk.Tag, team *desk.Team, box *desk.Inbox) []desk.Change {
	return []desk.Change{
		{Property: desk.PropertyStatus, Value: "consultation"}, {Property: desk.PropertyPriority, Value: "urgent"},
		{Property: desk.PropertyTagAdded, Value: tag.ID.String()}, {Property: desk.PropertyTagRemoved, Value: tag.ID.String()},
		{Property: desk.PropertyAgent, Value: h.piotr.ID.String()}, {Property: desk.PropertyAgent},
		{Property: desk.PropertyTeam, Value: team.ID.String()}, {Property: desk.PropertyContext, Value: "invoice"},
		{Property: desk.PropertyWatcherAdded, Value: h.piotr.ID.String()}, {Property: desk.PropertyWatcherRemoved, Value: h.piotr.ID.String()},
		{Property: desk.PropertySentiment, Value: "neutral"}, {Property: desk.PropertyInbox, Value: box.ID.String()},
		{Property: desk.PropertyNextAutoresponder, Value: "off"},
	}
}

// testPages reads pages of every view as agents with many tickets, few and none: what is read of the tickets is a page of
// each of their channels, from the view's index in its order, and only that is sorted.
func testPages(t *testing.T, h *house) {
	const limit = 50
	rare, hanna, nobody := h.newChannel(t, "Salon"), h.newAgent(t, "Hanna Sowa"), h.newAgent(t, "Nina Kot")
	require.NoError(t, h.GrantChannel(t.Context(), rare.ID, hanna.ID))
	_, err := h.DB().ExecContext(t.Context(), `
		UPDATE tickets SET channel_id = $1, state = 'waiting', status = 'open', agent_id = NULL
		WHERE id IN (SELECT id FROM tickets WHERE relayed_seq = wake_seq ORDER BY last_message_at LIMIT 3)`, rare.ID)
	require.NoError(t, err)
	indexes := map[desk.View]string{
		desk.ViewAll: "tickets_channel_recent", desk.ViewUnassigned: "tickets_channel_unassigned",
		desk.ViewMine: "tickets_channel_agent", desk.ViewAwaiting: "tickets_channel_awaiting",
	}
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		p := newPlanner(t, h.url, mode)
		for view, index := range indexes {
			for _, reader := range []struct {
				desk.Account
				channels, tickets int
			}{{h.anna, 1, limit}, {h.piotr, 2, limit}, {hanna, 1, 3}, {nobody, 0, 0}} {
				if view == desk.ViewMine && reader.tickets < limit {
					reader.tickets = 0
				}
				for _, after := range []store.Cursor{{}, {At: time.Now().Add(-time.Hour), ID: uuid.Max}} {
					plans := p.of(t, func() error {
						page, err := p.ListTickets(context.Background(), view, reader.ID, after, limit)
						require.Len(t, page, reader.tickets)
						return err
					})
					require.Len(t, plans, 1)
					text, err := json.MarshalIndent(plans[0].Plan, "", "  ")
					require.NoError(t, err)
					read := plans[0].Plan.pageOf(t, index, "nothing", string(text))
					require.LessOrEqual(t, read, float64(limit*reader.channels), "%s (%s) of %s reads more than a page of each channel:\n%s", view, mode, reader.Name, text)
				}
			}
		}
	}
}

// testFilters reads lists that few or none of the closed tickets stand in: what is read of the tickets is what is open, and
// a page of each chat from an index that has only those.
func testFilters(t *testing.T, h *house) {
	none := []uuid.UUID{uuid.New()}
	nobody := []string{uuid.NewString()}
	for name, tt := range map[string]struct {
		sort   desk.TicketSort
		filter desk.TicketFilter
		open   bool // open tickets are looked through
	}{
		"a tag":                         {desk.SortRecent, desk.TicketFilter{Tags: none}, true},
		"tags, oldest first":            {desk.SortOldest, desk.TicketFilter{Tags: append(none, uuid.New())}, true},
		"an agent":                      {desk.SortRecent, desk.TicketFilter{Agents: nobody}, true},
		"an agent's closed":             {desk.SortRecent, desk.TicketFilter{Agents: nobody, Statuses: []string{"closed"}}, false},
		"a team":                        {desk.SortRecent, desk.TicketFilter{Teams: nobody}, true},
		"a context":                     {desk.SortRecent, desk.TicketFilter{Contexts: []string{"invoice"}}, true},
		"a sentiment":                   {desk.SortRecent, desk.TicketFilter{Sentiments: []string{"negative"}}, true},
		"a priority":                    {desk.SortRecent, desk.TicketFilter{Priorities: []desk.Priority{desk.Urgent}}, true},
		"a watcher":                     {desk.SortRecent, desk.TicketFilter{Watchers: nobody}, true},
		"an inbox":                      {desk.SortRecent, desk.TicketFilter{Inboxes: none}, false},
		"a status that only open have":  {desk.SortRecent, desk.TicketFilter{Statuses: []string{"pending"}}, true},
		"spam":                          {desk.SortRecent, desk.TicketFilter{Statuses: []string{"spam"}}, true},
		"created before there were any": {desk.SortRecent, desk.TicketFilter{CreatedTo: time.Now().AddDate(-1, 0, 0)}, true},
		"active before there were any":  {desk.SortRecent, desk.TicketFilter{ActiveTo: time.Now().AddDate(-1, 0, 0)}, false},
		"created last":                  {desk.SortCreated, desk.TicketFilter{}, true},
		"urgent first":                  {desk.SortPriority, desk.TicketFilter{}, true},
	} {
		const limit = 50
		p := newPlanner(t, h.url, "auto")
		open, err := h.CountTickets(t.Context(), h.piotr.ID)
		require.NoError(t, err)
		plans := p.of(t, func() error {
			_, err := p.FindTickets(context.Background(), store.TicketQuery{View: desk.ViewAll, Sort: tt.sort, Filter: tt.filter, Agent: h.piotr.ID, Limit: limit})
			return err
		})
		for _, plan := range plans {
			var read float64
			plan.Plan.walk(func(n node) {
				if n.Table == "tickets" && n.Type != "Bitmap Index Scan" {
					read += (n.Rows + n.Removed) * n.Loops
				}
			})
			most := float64(4 * limit)
			if tt.open {
				most += 1.1 * float64(open.Open)
			}
			text, err := json.MarshalIndent(plan.Plan, "", " ")
			require.NoError(t, err)
			require.LessOrEqual(t, read, most, "%s:\n%s\n%s", name, plan.Query, text)
		}
	}
}

// testCounts looks at open tickets alone, however many there are in all.
func testCounts(t *testing.T, h *house) {
	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		p := newPlanner(t, h.url, mode)
		var n *store.Counts
		plans := p.of(t, func() (err error) {
			n, err = p.CountTickets(context.Background(), h.piotr.ID)
			return err
		})
		require.Len(t, plans, 1)
		require.Greater(t, n.Open, manyTickets/20)
		var read float64
		plans[0].Plan.walk(func(n node) {
			if n.Table == "tickets" {
				require.Equal(t, "tickets_channel_agent", n.Index)
				read += (n.Rows + n.Removed) * n.Loops
			}
		})
		require.InDelta(t, n.Open, read, 2, mode) // Postgres tells rows of a loop, rounded
	}
}
