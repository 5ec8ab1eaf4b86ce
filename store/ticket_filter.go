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
}

const (
	// waits is whether a ticket t's customer waits for an answer: desk.Ticket.Awaiting.
	waits = `(t.state <> 'closed' AND t.awaiting_since IS NOT NULL
		AND t.status IN (SELECT key FROM statuses WHERE requires_response)) IS TRUE`
	waitsNot = `(t.state <> 'closed' AND t.awaiting_since IS NOT NULL
		AND t.status IN (SELECT key FROM statuses WHERE requires_response)) IS NOT TRUE`
)

var byPriority = []desk.Priority{desk.Urgent, desk.High, desk.Normal, desk.Low}

var parts = map[desk.TicketSort][]part{
	desk.SortRecent:  {{want: `true`, by: `last_message_at`}},
	desk.SortOldest:  {{want: `true`, by: `last_message_at`, up: true}},
	desk.SortCreated: {{want: `true`, by: `created_at`}},
	desk.SortWaiting: {{want: waits, by: `awaiting_since`, up: true}, {want: waitsNot, by: `last_message_at`}},
	desk.SortPriority: { // as byPriority
		{want: `t.priority = 'urgent'`, by: `last_message_at`}, {want: `t.priority = 'high'`, by: `last_message_at`},
		{want: `t.priority = 'normal'`, by: `last_message_at`}, {want: `t.priority = 'low'`, by: `last_message_at`},
	},
}

// order is the SQL of the part's order.
func (p part) order() string {
	way := ` DESC`
	if p.up {
		way = ``
	}
	return ` ORDER BY t.` + p.by + way + `, t.id` + way + ` `
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
	if q.Sort == desk.SortRecent && q.Filter.Empty() {
		return s.ListTickets(ctx, q.View, q.Agent, q.After, q.Limit)
	}
	var found []desk.Ticket
	for i := q.After.Part; i < len(all) && len(found) < q.Limit; i++ {
		b := newBuilder(q.Agent)
		query := b.page(&q, all[i], begun && i == q.After.Part, q.Limit-len(found))
		page, err := s.selectTickets(ctx, query, b.args...)
		if err != nil {
			return nil, err
		}
		found = append(found, page...)
	}
	return found, nil
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

// page is the statement of a page of one part: like ListTickets' it takes a page of each channel, and of those the first.
func (b *builder) page(q *TicketQuery, p part, begun bool, limit int) string {
	wanted := append([]string{views[q.View], p.want}, b.filter(&q.Filter)...)
	if len(q.Filter.Statuses) == 0 {
		wanted = append(wanted, statusIn(q.View))
	}
	if begun {
		sign := ` < `
		if p.up {
			sign = ` > `
		}
		wanted = append(wanted, `(t.`+p.by+`, t.id)`+sign+`(`+b.arg(q.After.At)+`, `+b.arg(q.After.ID)+`)`)
	}
	page := p.order() + `LIMIT ` + strconv.Itoa(limit)
	channels := ``
	if len(q.Filter.Channels) > 0 {
		channels = ` AND ca.channel_id = ANY (` + b.arg(pq.Array(q.Filter.Channels)) + `)`
	}
	return `
		SELECT ` + ticketColumns + ` FROM (
			SELECT t.* FROM channel_agents ca CROSS JOIN LATERAL (
				SELECT t.* FROM tickets t WHERE t.channel_id = ca.channel_id AND ` + strings.Join(wanted, ` AND `) + page + `
			) t
			WHERE ca.agent_id = $1` + channels + page + `
		) t ` + ticketJoins("$1") + p.order()
}

// filter is what the filter wants of a ticket t, but for its channel.
func (b *builder) filter(f *desk.TicketFilter) (wanted []string) {
	any := func(column string, values any) { wanted = append(wanted, column+` = ANY (`+b.arg(values)+`)`) }
	anyOrNone := func(column, kind string, words []string) {
		if len(words) == 0 {
			return
		}
		values, none := without(words, desk.FilterNone)
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
	if f.Text != "" {
		wanted = append(wanted, `strpos(lower(concat_ws(' ', t.number, t.requester_name, t.requester_email, t.subject)), lower(`+b.arg(f.Text)+`)) > 0`)
	}
	return wanted
}

// named puts who asks in the place of desk.FilterMe.
func (b *builder) named(agents []string) []string {
	named, me := without(agents, desk.FilterMe)
	if id := b.args[0].(uuid.UUID).String(); me && !slices.Contains(named, id) {
		named = append(named, id)
	}
	return named
}

// without returns the words without one of them, and whether it was there.
func without(words []string, word string) ([]string, bool) {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == word })
	return rest, len(rest) < len(words)
}
