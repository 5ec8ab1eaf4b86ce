package store_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"rozmowa/desk"
	"rozmowa/store"
)

// shelf is a house with tickets of every kind, and what a list in plain Go would be made of.
type shelf struct {
	*house
	channels, inboxes, tags, teams, agents []uuid.UUID
	own                                    string // a status of the company's that hides its tickets
	tickets                                []shelved
	moments                                []time.Time // at which tickets stand, and between them
}

// shelved is a ticket as the model knows it.
type shelved struct {
	desk.Ticket
	inbox uuid.UUID // uuid.Nil: none
}

const shelvedTickets = 160

func newShelf(t *testing.T) *shelf {
	t.Helper()
	h := newHouse(t)
	s := &shelf{house: h, channels: []uuid.UUID{h.shop.ID, h.other.ID, h.newChannel(t, "Salon").ID}}
	require.NoError(t, h.GrantChannel(t.Context(), s.channels[2], h.anna.ID))
	s.agents = []uuid.UUID{h.anna.ID, h.piotr.ID, h.ewa.ID}
	for _, tag := range h.newTags(t, "VIP", "pilne", "zwrot") {
		s.tags = append(s.tags, tag.ID)
	}
	s.teams = []uuid.UUID{h.newTeam(t, "Zwroty").ID, h.newTeam(t, "Magazyn").ID}
	s.own = h.newStatus(t, "U kuriera", func(s *desk.Status) { s.Visible = false }).Key
	for i := range 3 {
		s.inboxes = append(s.inboxes, uuid.New())
		_, err := h.DB().ExecContext(t.Context(), `INSERT INTO inboxes (id, name, folded, position) VALUES ($1, $2::text, $2::text, $3)`,
			s.inboxes[i], fmt.Sprint("skrzynka ", i), i)
		require.NoError(t, err)
	}
	_, err := h.DB().ExecContext(t.Context(), `UPDATE channels SET inbox_id = CASE id WHEN $1 THEN $3::uuid WHEN $2 THEN $4::uuid END`,
		s.channels[0], s.channels[1], s.inboxes[0], s.inboxes[1])
	require.NoError(t, err)
	s.fill(t)
	return s
}

// fill puts the tickets in as the program leaves them: a closed one is closed or spam, only open ones are anything else.
// Times repeat, and tickets with them.
func (s *shelf) fill(t *testing.T) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	start := time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC)
	minute := func() time.Time { return start.Add(time.Duration(r.IntN(40)) * time.Minute) }
	for i := range 42 {
		s.moments = append(s.moments, start.Add(time.Duration(i-1)*time.Minute), start.Add(time.Duration(i-1)*time.Minute+time.Second))
	}
	some := func(of []uuid.UUID, oneIn int) uuid.NullUUID {
		return uuid.NullUUID{UUID: of[r.IntN(len(of))], Valid: r.IntN(oneIn) > 0}
	}
	word := func(words ...string) any {
		if w := words[r.IntN(len(words))]; w != "" {
			return w
		}
		return nil
	}
	for range shelvedTickets {
		state, status, agent, closed := "waiting", word("open", "open", "pending", "consultation", "resolved", "spam", s.own), uuid.NullUUID{}, any(nil)
		switch r.IntN(5) {
		case 0:
			state, agent = "active", uuid.NullUUID{UUID: s.agents[r.IntN(3)], Valid: true}
		case 1, 2:
			state, status, agent, closed = "closed", word("closed", "closed", "spam"), some(s.agents, 4), start
		}
		id, created := uuid.New(), minute()
		var awaiting any
		if r.IntN(2) == 0 {
			awaiting = minute()
		}
		var tags []uuid.UUID
		for _, tag := range s.tags {
			if r.IntN(4) == 0 {
				tags = append(tags, tag)
			}
		}
		_, err := s.DB().ExecContext(t.Context(), `
			INSERT INTO tickets (id, channel_id, visitor_token_hash, locale, state, status, priority, agent_id, team_id, tag_ids, sentiment,
				context, inbox_id, created_at, closed_at, last_seq, wake_seq, last_message_at, last_message_from, last_customer_seq, preview, awaiting_since)
			VALUES ($1, $2, '\x00', 'pl', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, 1, $14, 'customer', 1, 'x', $15)`,
			id, s.channels[r.IntN(3)], state, status, word("low", "normal", "normal", "normal", "high", "urgent"), agent, some(s.teams, 3),
			pq.Array(append([]uuid.UUID{}, tags...)), word("", "", "positive", "neutral", "negative"), word("", "", "delivery", "invoice"),
			uuid.NullUUID{UUID: s.inboxes[r.IntN(3)], Valid: r.IntN(4) == 0}, created, closed,
			created.Add(time.Duration(r.IntN(20))*time.Minute), awaiting)
		require.NoError(t, err)
		for _, watcher := range s.agents {
			if r.IntN(5) == 0 {
				_, err := s.DB().ExecContext(t.Context(), `INSERT INTO watchers VALUES ($1, $2)`, id, watcher)
				require.NoError(t, err)
			}
		}
	}
	var rows []struct {
		ID    uuid.UUID     `db:"id"`
		Inbox uuid.NullUUID `db:"inbox"`
	}
	require.NoError(t, s.DB().SelectContext(t.Context(), &rows, `
		SELECT t.id, coalesce(t.inbox_id, c.inbox_id) AS inbox FROM tickets t JOIN channels c ON c.id = t.channel_id`))
	for _, row := range rows {
		ticket, err := s.TicketsByID(t.Context(), []uuid.UUID{row.ID})
		require.NoError(t, err)
		s.tickets = append(s.tickets, shelved{Ticket: ticket[0], inbox: row.Inbox.UUID})
	}
}

// fits is the model of views and filters.
func (s *shelf) fits(v *desk.Vocabulary, view desk.View, f *desk.TicketFilter, me uuid.UUID, k *shelved) bool {
	status := v.Statuses[slices.IndexFunc(v.Statuses, func(s desk.Status) bool { return s.Key == k.Status })]
	open := k.State != desk.Shut
	shown := status.Visible
	switch view {
	case desk.ViewAll:
		open = true
	case desk.ViewUnassigned:
		open, shown = open && k.Agent == nil, shown && k.Status != "resolved"
	case desk.ViewMine:
		open, shown = open && k.Agent != nil && k.Agent.ID == me, shown && k.Status != "resolved"
	case desk.ViewAwaiting:
		open, shown = open && k.AwaitingSince != nil, shown && k.Status != "resolved" && status.RequiresResponse
	}
	anyID := func(ids []uuid.UUID, of ...uuid.UUID) bool {
		return len(ids) == 0 || slices.ContainsFunc(of, func(id uuid.UUID) bool { return slices.Contains(ids, id) })
	}
	anyWord := func(words []string, of ...string) bool {
		return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool {
			return w == desk.FilterNone && len(of) == 1 && of[0] == "" || w == desk.FilterMe && slices.Contains(of, me.String()) || slices.Contains(of, w)
		})
	}
	between := func(at, from, to time.Time) bool { return !at.Before(from) && (to.IsZero() || at.Before(to)) }
	agent, team, watchers := "", "", []string{}
	if k.Agent != nil {
		agent = k.Agent.ID.String()
	}
	if k.TeamID != uuid.Nil {
		team = k.TeamID.String()
	}
	for _, w := range k.WatcherIDs {
		watchers = append(watchers, w.String())
	}
	return open && (shown || len(f.Statuses) > 0) &&
		anyID(f.Channels, k.Channel.ID) && anyID(f.Inboxes, k.inbox) && anyWord(f.Statuses, k.Status) &&
		(len(f.Priorities) == 0 || slices.Contains(f.Priorities, k.Priority)) && anyID(f.Tags, k.TagIDs...) &&
		anyWord(f.Agents, agent) && anyWord(f.Teams, team) && (len(f.Watchers) == 0 || anyWord(f.Watchers, watchers...)) &&
		anyWord(f.Sentiments, string(k.Sentiment)) && anyWord(f.Contexts, k.Context) &&
		between(k.CreatedAt, f.CreatedFrom, f.CreatedTo) && between(k.LastMessageAt, f.ActiveFrom, f.ActiveTo)
}

// before is the model of the orders.
func before(sort desk.TicketSort) func(a, b shelved) int {
	recent := func(a, b shelved) int {
		return cmp.Or(b.LastMessageAt.Compare(a.LastMessageAt), bytes.Compare(b.ID[:], a.ID[:]))
	}
	switch sort {
	case desk.SortOldest:
		return func(a, b shelved) int { return recent(b, a) }
	case desk.SortCreated:
		return func(a, b shelved) int {
			return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), bytes.Compare(b.ID[:], a.ID[:]))
		}
	case desk.SortPriority:
		rank := []desk.Priority{desk.Urgent, desk.High, desk.Normal, desk.Low}
		return func(a, b shelved) int {
			return cmp.Or(slices.Index(rank, a.Priority)-slices.Index(rank, b.Priority), recent(a, b))
		}
	case desk.SortWaiting:
		return func(a, b shelved) int {
			switch {
			case a.Awaiting() && b.Awaiting():
				return cmp.Or(a.AwaitingSince.Compare(*b.AwaitingSince), bytes.Compare(a.ID[:], b.ID[:]))
			case a.Awaiting():
				return -1
			case b.Awaiting():
				return 1
			}
			return recent(a, b)
		}
	}
	return recent
}

// list is what the model lists.
func (s *shelf) list(v *desk.Vocabulary, q store.TicketQuery) []uuid.UUID {
	mine := map[uuid.UUID]bool{}
	for _, c := range map[uuid.UUID][]int{s.anna.ID: {0, 2}, s.piotr.ID: {0, 1}, s.ewa.ID: {1}}[q.Agent] {
		mine[s.channels[c]] = true
	}
	var fitting []shelved
	for i := range s.tickets {
		if k := &s.tickets[i]; mine[k.Channel.ID] && s.fits(v, q.View, &q.Filter, q.Agent, k) {
			fitting = append(fitting, *k)
		}
	}
	slices.SortFunc(fitting, before(q.Sort))
	ids := []uuid.UUID{}
	for i := range fitting {
		ids = append(ids, fitting[i].ID)
	}
	return ids
}

// paged reads a list to its end.
func (h *house) paged(t require.TestingT, q store.TicketQuery) []uuid.UUID {
	ids := []uuid.UUID{}
	for {
		page, err := h.FindTickets(context.Background(), q)
		require.NoError(t, err)
		for i := range page {
			ids = append(ids, page[i].ID)
		}
		if len(page) < q.Limit {
			return ids
		}
		require.LessOrEqual(t, len(ids), shelvedTickets, "the list doesn't end")
		q.After = store.CursorAfter(q.Sort, &page[len(page)-1])
	}
}

var (
	allViews = []desk.View{desk.ViewAll, desk.ViewUnassigned, desk.ViewMine, desk.ViewAwaiting}
	allSorts = []desk.TicketSort{desk.SortRecent, desk.SortOldest, desk.SortCreated, desk.SortWaiting, desk.SortPriority}
)

// fields are filters by one field each.
func (s *shelf) fields() map[string]func(r *rapid.T, f *desk.TicketFilter) {
	ids := func(of []uuid.UUID) []uuid.UUID { return append(slices.Clone(of), uuid.New()) }
	words := func(of []uuid.UUID, more ...string) []string {
		for _, id := range of {
			more = append(more, id.String())
		}
		return more
	}
	return map[string]func(r *rapid.T, f *desk.TicketFilter){
		"channel": func(r *rapid.T, f *desk.TicketFilter) { f.Channels = someOf(r, ids(s.channels)) },
		"inbox":   func(r *rapid.T, f *desk.TicketFilter) { f.Inboxes = someOf(r, ids(s.inboxes)) },
		"tag":     func(r *rapid.T, f *desk.TicketFilter) { f.Tags = someOf(r, ids(s.tags)) },
		"agent":   func(r *rapid.T, f *desk.TicketFilter) { f.Agents = someOf(r, words(s.agents, "me", "none")) },
		"team":    func(r *rapid.T, f *desk.TicketFilter) { f.Teams = someOf(r, words(s.teams, "none")) },
		"watcher": func(r *rapid.T, f *desk.TicketFilter) { f.Watchers = someOf(r, words(s.agents, "me")) },
		"context": func(r *rapid.T, f *desk.TicketFilter) {
			f.Contexts = someOf(r, []string{"delivery", "invoice", "thanks", "none"})
		},
		"priority": func(r *rapid.T, f *desk.TicketFilter) {
			f.Priorities = someOf(r, []desk.Priority{"low", "normal", "high", "urgent"})
		},
		"status": func(r *rapid.T, f *desk.TicketFilter) {
			f.Statuses = someOf(r, []string{"open", "pending", "consultation", "resolved", "closed", "spam", s.own})
		},
		"sentiment": func(r *rapid.T, f *desk.TicketFilter) {
			f.Sentiments = someOf(r, []string{"positive", "neutral", "negative", "none"})
		},
		"createdFrom": func(r *rapid.T, f *desk.TicketFilter) {
			f.CreatedFrom = rapid.SampledFrom(s.moments).Draw(r, "createdFrom")
		},
		"createdTo": func(r *rapid.T, f *desk.TicketFilter) {
			f.CreatedTo = rapid.SampledFrom(s.moments).Draw(r, "createdTo")
		},
		"activeFrom": func(r *rapid.T, f *desk.TicketFilter) {
			f.ActiveFrom = rapid.SampledFrom(s.moments).Draw(r, "activeFrom")
		},
		"activeTo": func(r *rapid.T, f *desk.TicketFilter) { f.ActiveTo = rapid.SampledFrom(s.moments).Draw(r, "activeTo") },
	}
}

func someOf[T comparable](r *rapid.T, of []T) []T {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, min(3, len(of)), func(v T) T { return v }).Draw(r, "values")
}

func TestListsAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	v := s.vocabulary(t)
	fields := s.fields()
	names := []string{}
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	check := func(r *rapid.T, chosen []string) {
		q := store.TicketQuery{
			View: rapid.SampledFrom(allViews).Draw(r, "view"), Sort: rapid.SampledFrom(allSorts).Draw(r, "sort"),
			Agent: rapid.SampledFrom(s.agents).Draw(r, "agent"), Limit: rapid.SampledFrom([]int{3, 20, 50, shelvedTickets + 1}).Draw(r, "limit"),
		}
		for _, name := range chosen {
			fields[name](r, &q.Filter)
		}
		require.NoError(r, q.Filter.Clean())
		require.Equal(r, s.list(v, q), s.paged(r, q), "%+v", q)
	}
	for _, name := range names {
		t.Run("by "+name, func(t *testing.T) { rapid.Check(t, func(r *rapid.T) { check(r, []string{name}) }) })
	}
	t.Run("by nothing", func(t *testing.T) { rapid.Check(t, func(r *rapid.T) { check(r, nil) }) })
	t.Run("by several", func(t *testing.T) { rapid.Check(t, func(r *rapid.T) { check(r, someOf(r, names)) }) })
}

func TestACursorBelongsToItsSort(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, tt := range []struct {
		name  string
		sort  desk.TicketSort
		after store.Cursor
		code  string
	}{
		{"of another order", desk.SortOldest, store.Cursor{Sort: desk.SortRecent, At: time.Now(), ID: uuid.New()}, "cursor_sort"},
		{"of a part that the order hasn't", desk.SortPriority, store.Cursor{Sort: desk.SortPriority, Part: 4, At: time.Now()}, "cursor_sort"},
		{"of an order that isn't", "random", store.Cursor{}, "sort"},
	} {
		_, err := h.FindTickets(t.Context(), store.TicketQuery{View: desk.ViewAll, Sort: tt.sort, Agent: h.anna.ID, After: tt.after, Limit: 10})
		requireKind(t, desk.Invalid, tt.code, err)
	}
	_, err := h.FindTickets(t.Context(), store.TicketQuery{View: "spam", Sort: desk.SortRecent, Agent: h.anna.ID, Limit: 10})
	requireKind(t, desk.Invalid, "view", err)
}

// A closed ticket is found by its tag and its priority as they are now.
func TestAClosedTicketIsFoundByTagAndPriority(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tags := h.newTags(t, "VIP", "Hurt")
	c := h.start(t)
	c.change(t, desk.PropertyTagAdded, tags[0].ID.String())
	c.change(t, desk.PropertyPriority, string(desk.Urgent))
	c.closed(t)
	found := func(sort desk.TicketSort, tags []uuid.UUID, priorities ...desk.Priority) int {
		return len(h.paged(t, store.TicketQuery{
			View: desk.ViewAll, Sort: sort, Agent: h.anna.ID, Limit: 50, Filter: desk.TicketFilter{Tags: tags, Priorities: priorities},
		}))
	}
	both := []uuid.UUID{tags[0].ID, tags[1].ID}
	for _, sort := range []desk.TicketSort{desk.SortRecent, desk.SortCreated} {
		require.Equal(t, 1, found(sort, both[:1], desk.Urgent, desk.High))
		require.Equal(t, 0, found(sort, both[:1], desk.High))
		require.Equal(t, 0, found(sort, both[1:], desk.Urgent))
	}
	_, err := h.DB().ExecContext(t.Context(), `UPDATE tickets SET priority = 'high' WHERE id = $1`, c.ID)
	require.NoError(t, err)
	require.Equal(t, 1, found(desk.SortRecent, both, desk.High))
	require.Equal(t, 0, found(desk.SortRecent, both, desk.Urgent))
	_, err = h.DB().ExecContext(t.Context(), `UPDATE tickets SET tag_ids = $2 WHERE id = $1`, c.ID, pq.Array(both))
	require.NoError(t, err)
	require.Equal(t, 1, found(desk.SortRecent, both, desk.High), "once, by two tags")
	_, err = h.DB().ExecContext(t.Context(), `UPDATE tickets SET state = 'active', status = 'open' WHERE id = $1`, c.ID)
	require.NoError(t, err)
	require.Equal(t, 1, found(desk.SortRecent, both, desk.High), "open again")
}
