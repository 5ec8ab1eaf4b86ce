package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// TicketQuery asks for a page of a list. Filter is clean.
type TicketQuery struct {
	View   desk.View
	Filter desk.TicketFilter
	Sort   desk.TicketSort
	// Agent asks, and sees the tickets of their channels.
	Agent uuid.UUID
	// After is the last row of the page before, of the same Sort.
	After Cursor
	Limit int
}

// part is a stretch of a list within which one column gives the order. A sort is one part, or several in turn.
type part struct {
	want string // SQL of which tickets t stand in it
	by   string // the column
	up   bool   // the smallest first
	open bool   // only open tickets stand in it
	// rare: not every ticket stands in it, so that it isn't to be found by looking through all.
	rare bool
}

const (
	// waits is whether a ticket t's customer waits for an answer: desk.Ticket.Awaiting.
	waits = `t.state <> 'closed' AND t.awaiting_since IS NOT NULL
		AND (t.status IN (SELECT key FROM statuses WHERE requires_response)) IS TRUE`
	waitsNot = `(` + waits + `) IS NOT TRUE`
)

var byPriority = []desk.Priority{desk.Urgent, desk.High, desk.Normal, desk.Low}

var parts = map[desk.TicketSort][]part{
	desk.SortRecent:  {{want: `true`, by: `last_message_at`}},
	desk.SortOldest:  {{want: `true`, by: `last_message_at`, up: true}},
	desk.SortCreated: {{want: `true`, by: `created_at`, rare: true}},
	desk.SortWaiting: {{want: waits, by: `awaiting_since`, up: true, open: true}, {want: waitsNot, by: `last_message_at`}},
	desk.SortPriority: { // as byPriority
		{want: `t.priority = 'urgent'`, by: `last_message_at`, rare: true}, {want: `t.priority = 'high'`, by: `last_message_at`, rare: true},
		{want: `t.priority = 'normal'`, by: `last_message_at`}, {want: `t.priority = 'low'`, by: `last_message_at`, rare: true},
	},
}

// order is the SQL of the part's order of tickets t.
func (p part) order() string { return p.orderOf(`t.`+p.by, `t.id`) }

func (p part) orderOf(by, id string) string {
	way := ` DESC`
	if p.up {
		way = ``
	}
	return ` ORDER BY ` + by + way + `, ` + id + way + ` `
}

// CursorAfter is the place behind the ticket in a list of that order.
func CursorAfter(sort desk.TicketSort, t *desk.Ticket) Cursor {
	c := Cursor{At: t.LastMessageAt, ID: t.ID, Sort: sort}
	switch sort {
	case desk.SortCreated:
		c.At = t.CreatedAt
	case desk.SortWaiting:
		if t.Awaiting() {
			c.At = *t.AwaitingSince
		} else {
			c.Part = 1
		}
	case desk.SortPriority:
		c.Part = slices.Index(byPriority, t.Priority)
	}
	return c
}

// FindTickets returns a page of a list of the tickets that the agent may read. Errors: invalid (view, sort, cursor_sort).
func (s *Store) FindTickets(ctx context.Context, q TicketQuery) ([]desk.Ticket, error) {
	if _, ok := views[q.View]; !ok {
		return nil, desk.InvalidField("view", "view", "there is no view %q", string(q.View))
	}
	all, ok := parts[q.Sort]
	if !ok {
		return nil, desk.InvalidField("sort", "sort", "there is no order %q", string(q.Sort))
	}
	begun := q.After != (Cursor{})
	if begun && (q.After.Sort != q.Sort || q.After.Part >= len(all)) {
		return nil, desk.InvalidField("cursor", "cursor_sort", "this cursor is of a list in another order")
	}
	l := &listing{TicketQuery: q}
	if q.Filter.Text != "" {
		var err error
		if l.searched, err = s.ChannelIDs(ctx, q.Agent); err != nil {
			return nil, err
		}
		if wanted := q.Filter.Channels; len(wanted) > 0 {
			l.searched = slices.DeleteFunc(l.searched, func(id uuid.UUID) bool { return !slices.Contains(wanted, id) })
		}
		if l.search, err = s.tsquery(ctx, l); err != nil || l.search == nil {
			return nil, err
		}
	}
	var found []desk.Ticket
	for i := q.After.Part; i < len(all) && len(found) < q.Limit; i++ {
		l.part, l.begun, l.limit = all[i], begun && i == q.After.Part, q.Limit-len(found)
		read := s.page
		if l.search != nil {
			read = s.searchPage
		}
		page, err := read(ctx, l)
		if err != nil {
			return nil, err
		}
		found = append(found, page...)
	}
	return found, nil
}

// listing is a page of one part of a list.
type listing struct {
	TicketQuery
	part
	begun  bool // the page before ended in this part
	limit  int
	search *tsquery // nil: nothing is searched for
	// searched are the chats that a search looks through; who may read what it finds is asked again.
	searched []uuid.UUID
	// fetched is about how many hits a search fetches to fill the page: more than it has, where few fit the filter.
	fetched int
}

// page reads the listing's page. It takes a page of each of the agent's channels, and of those the first: one walk down all
// tickets would pass nearly all of them to fill a page for somebody whose channels have few.
func (s *Store) page(ctx context.Context, l *listing) ([]desk.Ticket, error) {
	b := newBuilder(l.Agent)
	return s.selectTickets(ctx, `
		SELECT `+ticketColumns+` FROM (`+b.rows(l, `t.*`, append(b.stands(l), b.fits(l)...), l.limit)+`) t `+ticketJoins("$1")+l.order(), b.args...)
}

// builder puts a statement together from SQL of this package and parameters: nothing from outside stands in the SQL.
type builder struct{ args []any }

// newBuilder begins with the agent, who is $1.
func newBuilder(agent uuid.UUID) *builder { return &builder{args: []any{agent}} }

// arg returns the SQL of a parameter.
func (b *builder) arg(value any) string {
	b.args = append(b.args, value)
	return `$` + strconv.Itoa(len(b.args))
}

// stands is what has a ticket t stand in the listing's part of its view, behind the page before.
func (b *builder) stands(l *listing) []string {
	wanted := []string{views[l.View], l.want}
	if len(l.Filter.Statuses) == 0 {
		wanted = append(wanted, statusIn(l.View))
	}
	if l.begun {
		wanted = append(wanted, `(t.`+l.by+`, t.id)`+l.sign()+`(`+b.arg(l.After.At)+`, `+b.arg(l.After.ID)+`)`)
	}
	return wanted
}

// sign is how a row behind another compares with it.
func (p part) sign() string {
	if p.up {
		return ` > `
	}
	return ` < `
}

// branch is a way to the rows of a list: every ticket of the list is found by one of them.
type branch struct {
	// from and where are SQL of the channels ca, in which from has a value v.value for each of what is looked for.
	from, where string
	tickets     string // where tickets t are read from
	want        string // of a ticket t, and what it is read from
	order       string // of what it is read from; empty: the listing's
	repeats     bool   // a ticket may come twice
}

// branches are the ways to the listing's rows. Of a million tickets nearly all are closed: what few of them have is looked
// for among the open ones, which are few, and by an index among the closed ones.
func (b *builder) branches(l *listing) []branch {
	f := &l.Filter
	open := branch{tickets: `tickets t`, want: `t.state <> 'closed'`}
	shut, spam := slices.Contains(f.Statuses, desk.StatusClosed), slices.Contains(f.Statuses, desk.StatusSpam)
	if l.View != desk.ViewAll || l.open || len(f.Statuses) > 0 && !shut && !spam { // a closed ticket is closed or spam
		return b.ofInboxes(f, open)
	}
	closed, found := b.closed(l)
	if spam && !shut {
		closed.want, found = closed.want+` AND t.status = 'spam'`, true
	}
	switch {
	case len(f.Statuses) == 1 && shut && found:
		return []branch{closed}
	case len(f.Statuses) == 1 && shut:
		return b.ofInboxes(f, closed)
	case !found && !l.rare:
		return b.ofInboxes(f, branch{tickets: `tickets t`, want: `true`})
	}
	if found {
		return []branch{open, closed}
	}
	return append(b.ofInboxes(f, open), b.ofInboxes(f, closed)...)
}

// nobody is how the indexes of closed tickets have those without an agent or a team.
const nobody = `'00000000-0000-0000-0000-000000000000'::uuid`

// closed is the way to the closed tickets; found tells that it leads to few.
func (b *builder) closed(l *listing) (to branch, found bool) {
	f := &l.Filter
	to = branch{tickets: `tickets t`, want: `t.state = 'closed'`}
	by := func(values any, kind, column string) (branch, bool) {
		to.from += ` CROSS JOIN unnest(` + b.arg(values) + `::` + kind + `[]) AS v (value)`
		to.want += ` AND ` + column + ` = v.value`
		return to, true
	}
	and := func(values any, kind, column string) {
		to.from += ` CROSS JOIN unnest(` + b.arg(values) + `::` + kind + `[]) AS v2 (value)`
		to.want += ` AND ` + column + ` = v2.value`
	}
	ids := func(words []string) any {
		ids := make([]string, len(words))
		for i, w := range words {
			if ids[i] = w; w == desk.FilterNone {
				ids[i] = uuid.Nil.String()
			}
		}
		return pq.Array(ids)
	}
	switch {
	case len(f.Tags) > 0:
		to.tickets, to.repeats = `closed_tags ct JOIN tickets t ON t.id = ct.ticket_id`, len(f.Tags) > 1
		to.want += ` AND ct.channel_id = ca.channel_id`
		if l.by == `last_message_at` {
			if to.order = l.orderOf(`ct.last_message_at`, `ct.ticket_id`); l.begun {
				to.want += ` AND (ct.last_message_at, ct.ticket_id)` + l.sign() + `(` + b.arg(l.After.At) + `, ` + b.arg(l.After.ID) + `)`
			}
		}
		if len(f.Priorities) > 0 && !slices.Contains(f.Priorities, desk.Normal) { // nearly all are normal
			and(pq.Array(f.Priorities), `text`, `ct.priority`)
		}
		return by(pq.Array(f.Tags), `uuid`, `ct.tag_id`)
	case len(f.Watchers) > 0:
		to.want += ` AND t.id = ANY (ARRAY(SELECT w.ticket_id FROM watchers w WHERE w.agent_id = ANY (` + b.arg(pq.Array(b.named(f.Watchers))) + `::uuid[])))`
		return to, true
	case len(f.Agents) > 0:
		return by(ids(b.named(f.Agents)), `uuid`, `coalesce(t.agent_id, `+nobody+`)`)
	case len(f.Teams) > 0:
		return by(ids(f.Teams), `uuid`, `coalesce(t.team_id, `+nobody+`)`)
	case len(f.Contexts) > 0:
		if len(f.Sentiments) > 0 {
			and(pq.Array(f.Sentiments), `text`, `coalesce(t.sentiment, 'none')`)
		}
		return by(pq.Array(f.Contexts), `text`, `coalesce(t.context, 'none')`)
	case len(f.Sentiments) > 0:
		return by(pq.Array(f.Sentiments), `text`, `coalesce(t.sentiment, 'none')`)
	case len(f.Priorities) > 0:
		return by(pq.Array(f.Priorities), `text`, `t.priority`)
	case !f.CreatedFrom.IsZero() || !f.CreatedTo.IsZero():
		return to, true // the planner knows how many that is
	}
	return to, false
}

// ofInboxes parts a way where inboxes are asked for: into the chats that stand in them, and what was moved there.
func (b *builder) ofInboxes(f *desk.TicketFilter, to branch) []branch {
	if len(f.Inboxes) == 0 {
		return []branch{to}
	}
	inboxes, here, moved := b.arg(pq.Array(f.Inboxes))+`::uuid[]`, to, to
	here.from = ` JOIN channels ch ON ch.id = ca.channel_id`
	here.where = ` AND ch.inbox_id = ANY (` + inboxes + `)`
	moved.from = here.from + ` CROSS JOIN unnest(` + inboxes + `) AS v (value)`
	moved.where = ` AND (ch.inbox_id = ANY (` + inboxes + `)) IS NOT TRUE`
	moved.want += ` AND t.inbox_id = v.value`
	return []branch{here, moved}
}

// rows is the statement of the first rows of the listing, in no order where there are several ways to them; t.* or the
// columns that it goes by.
func (b *builder) rows(l *listing, columns string, wanted []string, limit int) string {
	page := `LIMIT ` + strconv.Itoa(limit) // a number, not a parameter: the planner must know that a page is short
	whose := ` WHERE ca.agent_id = $1`
	if len(l.Filter.Channels) > 0 {
		whose += ` AND ca.channel_id = ANY (` + b.arg(pq.Array(l.Filter.Channels)) + `)`
	}
	var ways []string
	for _, to := range b.branches(l) {
		order, once := to.order, ``
		if order == `` {
			order = l.order()
		}
		if to.repeats {
			once = `DISTINCT ON (t.` + l.by + `, t.id) `
		}
		ways = append(ways, `(
			SELECT `+once+columns+` FROM channel_agents ca`+to.from+` CROSS JOIN LATERAL (
				SELECT `+columns+` FROM `+to.tickets+` WHERE t.channel_id = ca.channel_id AND `+strings.Join(append(wanted, to.want), ` AND `)+order+page+`
			) t`+whose+to.where+l.order()+page+`)`)
	}
	if len(ways) == 1 {
		return ways[0]
	}
	return `SELECT t.* FROM (` + strings.Join(ways, ` UNION ALL `) + `) t ` + l.order() + page
}

// fits is what the filter wants of a ticket t, but for its channel and what is searched for.
func (b *builder) fits(l *listing) (wanted []string) {
	f := &l.Filter
	any := func(column string, values any) { wanted = append(wanted, column+` = ANY (`+b.arg(values)+`)`) }
	anyOrNone := func(column, kind string, words []string) {
		if len(words) == 0 {
			return
		}
		values, none := withoutWord(words, desk.FilterNone)
		var either []string
		if len(values) > 0 {
			either = append(either, column+` = ANY (`+b.arg(pq.Array(values))+`::`+kind+`[])`)
		}
		if none {
			either = append(either, column+` IS NULL`)
		}
		wanted = append(wanted, `(`+strings.Join(either, ` OR `)+`)`)
	}
	if len(f.Inboxes) > 0 {
		any(`coalesce(t.inbox_id, (SELECT ic.inbox_id FROM channels ic WHERE ic.id = t.channel_id))`, pq.Array(f.Inboxes))
	}
	if len(f.Statuses) > 0 {
		any(`t.status`, pq.Array(f.Statuses))
	}
	if len(f.Priorities) > 0 {
		any(`t.priority`, pq.Array(f.Priorities))
	}
	if len(f.Tags) > 0 {
		wanted = append(wanted, `t.tag_ids && `+b.arg(pq.Array(f.Tags))+`::uuid[]`)
	}
	anyOrNone(`t.agent_id`, `uuid`, b.named(f.Agents))
	anyOrNone(`t.team_id`, `uuid`, f.Teams)
	anyOrNone(`t.sentiment`, `text`, f.Sentiments)
	anyOrNone(`t.context`, `text`, f.Contexts)
	if len(f.Watchers) > 0 {
		wanted = append(wanted, b.arg(pq.Array(b.named(f.Watchers)))+`::uuid[] && `+watcherIDs)
	}
	for _, bound := range []struct {
		column, sign string
		at           time.Time
	}{
		{`t.created_at`, ` >= `, f.CreatedFrom}, {`t.created_at`, ` < `, f.CreatedTo},
		{`t.last_message_at`, ` >= `, f.ActiveFrom}, {`t.last_message_at`, ` < `, f.ActiveTo},
	} {
		if !bound.at.IsZero() {
			wanted = append(wanted, bound.column+bound.sign+b.arg(bound.at))
		}
	}
	return wanted
}

// named puts who asks in the place of desk.FilterMe.
func (b *builder) named(agents []string) []string {
	named, me := withoutWord(agents, desk.FilterMe)
	if id := b.args[0].(uuid.UUID).String(); me && !slices.Contains(named, id) {
		named = append(named, id)
	}
	return named
}

// withoutWord returns the words without one of them, and whether it was there.
func withoutWord(words []string, word string) ([]string, bool) {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == word })
	return rest, len(rest) < len(words)
}
