package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// searchWay is how much a search looks at before it goes another way.
type searchWay struct {
	// atOnce is up to how many hits of a stretch of time are fetched where a shorter one could be looked at.
	atOnce int
	// spare is how many times a page should be found in what is looked at first.
	spare int
	// walkCost is how many hits the index collects in the time that one ticket of a list takes to be looked at.
	walkCost int
}

var usualWay = searchWay{atOnce: 300, spare: 2, walkCost: 200}

const (
	// surelyFew is how many hits of a begun word the index collects without anybody asking whether it should.
	surelyFew = 3000
	// begunCost is how many hits of a begun word the index collects in the time that one hit takes to be looked into: 40
	// when its block is in memory, thousands when it isn't.
	begunCost = 150
	// wholeCost is how many hits of whole words the index collects in the time that one of a begun word takes.
	wholeCost = 3
	// shortPrefix is up to how many characters a begun word may have so many endings that the index isn't asked for it.
	shortPrefix = 2
	// A stretch of a search takes in so many times as many tickets as the one before; where it has too many hits, so many
	// times fewer.
	wider    = 8
	narrower = 16
)

// word is what a ticket's words are compared with.
type word struct {
	text  string
	begun bool // a ticket's word may go on
}

// tsquery is a search as Postgres asks its index.
type tsquery struct {
	// all is what a ticket's words must fit: of each that was typed, one of several. index is what of it the index is asked for; both
	// may be the same.
	all, index [][]word
	// orders are the tickets that have what is searched for by an order that a number in it names.
	orders []hit
	// hits is about how many tickets are found, of about how many tickets.
	hits, tickets int
	// broad: nearly all tickets are those of the chats that are searched.
	broad bool
	// cost is what asking the index for a period costs beside the hits that are fetched, in hits of a begun word that it collects.
	cost, periods int
	// steps are times between any two of which about as many tickets had their last message, the earliest first.
	steps []time.Time
}

// tsqueryText writes words as a tsquery, each with something before it.
func tsqueryText(all [][]word, before string) string {
	var text strings.Builder
	for i, either := range all {
		if i > 0 {
			text.WriteString(` & `)
		}
		for k, w := range either {
			text.WriteString([]string{`(`, ` | `}[min(k, 1)])
			text.WriteString(quoteWord(before + w.text))
			if w.begun {
				text.WriteString(`:*`)
			}
		}
		text.WriteByte(')')
	}
	return text.String()
}

// tsquery returns nil when nothing can be found. What the listing wants decides what is asked of the index.
func (s *Store) tsquery(ctx context.Context, l *listing) (*tsquery, error) {
	search := desk.NewSearch(l.Filter.Text)
	if len(search.Words) == 0 {
		return nil, nil
	}
	var tags []tagRow
	if err := s.db.SelectContext(ctx, &tags, `SELECT `+tagColumns+` FROM tags`); err != nil {
		return nil, fmt.Errorf("reading tags to search by: %w", err)
	}
	names := make([][]string, len(tags))
	for i, tag := range tags {
		names[i] = desk.SearchWords(tag.Name)
	}
	q := &tsquery{}
	last := len(search.Words) - 1
	for i, typed := range search.Words {
		either := []word{{text: typed, begun: i == last}}
		for k, tag := range tags {
			if slices.ContainsFunc(names[k], func(name string) bool { return search.Fits(i, name) }) {
				either = append(either, word{text: tagWord(tag.ID)})
			}
		}
		q.all = append(q.all, either)
	}
	var err error
	if q.steps, err = s.steps(ctx); err != nil {
		return nil, err
	}
	// Whole words cost the index little, however many have them. One that is but begun costs it all its endings: with few
	// tickets that have the others it is cheaper to look into those.
	others := q.all[:last]
	if last == 0 {
		others = q.all
	}
	guess, err := s.guessHits(ctx, l.searched, tsqueryText(q.all, ``), tsqueryText(others, ``), tsqueryText(q.all[last:], ``))
	if err != nil {
		return nil, err
	}
	if q.orders, err = s.orderHits(ctx, search, l.searched, q.all); err != nil {
		return nil, err
	}
	q.hits, q.tickets, q.broad = guess.all+len(q.orders), guess.tickets, guess.tickets*10 >= guess.everybodys*9
	q.periods = 1
	if len(q.steps) > 0 {
		q.periods += int(max(periodOf(time.Now())-periodOf(q.steps[0]), 0))
	}
	q.index, q.cost = q.all, guess.begun/q.periods
	looked := min(guess.others, s.search.spare*l.Limit*guess.others/max(q.hits, 1)) // until the page is full
	collected := q.cost * min(1+q.periods*l.Limit/max(q.hits, 1), q.periods)
	if short := utf8.RuneCountInString(search.Words[last]) <= shortPrefix; last > 0 && (short || collected > begunCost*looked+surelyFew) {
		q.index, q.cost = others, guess.collected/wholeCost/q.periods
	}
	return q, nil
}

// guess is about how many tickets of some chats fit a whole search and the words but for the last, and how many there are.
// collected and begun are how many of all chats' fit the words but for the last, and that one; everybodys are all.
type guess struct{ all, others, tickets, collected, begun, everybodys int }

// guessHits asks the planner.
func (s *Store) guessHits(ctx context.Context, channels []uuid.UUID, all, others, last string) (g guess, err error) {
	const tickets, theirs = `SELECT 1 FROM ticket_search WHERE `, `channel_id = ANY ($4::uuid[])`
	each := []string{
		tickets + theirs + ` AND words @@ $1::tsquery`, tickets + theirs + ` AND words @@ $2::tsquery`, tickets + theirs,
		tickets + `words @@ $2::tsquery`, tickets + `words @@ $3::tsquery`, tickets + `true`,
	}
	rows, err := s.guessRows(ctx, each, all, others, last, pq.Array(channels))
	if err != nil {
		return g, err
	}
	for i, of := range []*int{&g.all, &g.others, &g.tickets, &g.collected, &g.begun, &g.everybodys} {
		*of = rows[i]
	}
	return g, nil
}

// guessRows asks the planner how many rows each of several statements has.
func (s *Store) guessRows(ctx context.Context, each []string, args ...any) ([]int, error) {
	var text []byte
	if err := s.db.GetContext(ctx, &text, `EXPLAIN (FORMAT JSON) `+strings.Join(each, ` UNION ALL `), args...); err != nil {
		return nil, fmt.Errorf("guessing how much a search finds: %w", err)
	}
	var plans []struct {
		Plan struct {
			Plans []struct {
				Rows float64 `json:"Plan Rows"`
			}
		}
	}
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) != 1 || len(plans[0].Plan.Plans) != len(each) {
		return nil, fmt.Errorf("guessing how much a search finds: %w", errors.Join(err, errors.New("another plan than expected")))
	}
	rows := make([]int, len(each))
	for i := range rows {
		rows[i] = int(plans[0].Plan.Plans[i].Rows)
	}
	return rows, nil
}

// searchPage reads the page of a listing that is searched. Of words that few tickets have the index is asked. For words that
// many have the list is walked, as long as a page is likely to be found sooner.
func (s *Store) searchPage(ctx context.Context, l *listing) (found []desk.Ticket, err error) {
	q := l.search
	size, err := s.listed(ctx, l)
	if err != nil {
		return nil, err
	}
	rest, since := *l, stretch{}
	rest.fetched = min(q.hits, l.limit*q.tickets/max(size, 1))
	cost := q.cost*min(1+q.periods*rest.fetched/max(q.hits, 1), q.periods) + begunCost*max(rest.fetched-l.limit, 0)
	if at := l.Filter.CreatedTo; !at.IsZero() { // of what was made before, hardly anything was said after
		cost += begunCost * q.hits * q.stepsIn(stretch{from: &at}) / max(len(q.steps), 1)
	}
	if l.open { // their times tell nothing of their order: all are looked at, or all hits are fetched
		var open int
		if since, open, err = s.openSince(ctx, l); err != nil || open == 0 {
			return nil, err
		}
		if cost = q.cost*q.periods + begunCost*q.hits*q.stepsIn(since)/max(len(q.steps), 1); open*s.search.walkCost < cost {
			cost = math.MaxInt
		}
	}
	far := min(l.limit*q.tickets/max(q.hits, 1), size) // so many tickets are about a page
	for walked, hit := 0, 0; far*s.search.walkCost < cost; far = min(rest.limit*walked/max(hit, 1), size) {
		far = max(s.search.spare*far, rest.limit)
		end, hits, err := s.walk(ctx, &rest, far)
		if err != nil {
			return nil, err
		}
		page, err := s.hitsPage(ctx, &rest, hits)
		if found = append(found, page...); err != nil || end == nil || len(found) == l.limit {
			return found, err
		}
		walked, hit = walked+far, hit+len(hits)
		rest.After, rest.begun, rest.limit = *end, true, l.limit-len(found)
	}
	page, err := s.searchStretches(ctx, &rest, since)
	return append(found, page...), err
}

// listed is about how many tickets stand in the listing, what is searched for aside: the planner's guess.
func (s *Store) listed(ctx context.Context, l *listing) (int, error) {
	whole, beside := *l, l.Filter
	beside.Text, beside.Channels, beside.ActiveFrom, beside.ActiveTo = ``, nil, time.Time{}, time.Time{}
	if whole.begun = false; l.View == desk.ViewAll && l.want == `true` && beside.Empty() {
		return l.search.tickets, nil
	}
	b := newBuilder(l.Agent)
	want := append(b.stands(&whole), b.fits(&whole)...)
	rows, err := s.guessRows(ctx, []string{
		`SELECT $1::uuid FROM tickets t WHERE t.channel_id = ANY (` + b.arg(pq.Array(l.searched)) + `::uuid[]) AND ` + strings.Join(want, ` AND `),
		`SELECT $1::uuid`, // beside another, so that both are told
	}, b.args...)
	if err != nil {
		return 0, err
	}
	return rows[0], nil
}

// openSince returns the time in which the last messages of the open tickets of the listing's chats came, and how many there are.
func (s *Store) openSince(ctx context.Context, l *listing) (in stretch, tickets int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT min(last_message_at), count(*) FROM tickets WHERE state <> 'closed' AND channel_id = ANY ($1)`,
		pq.Array(l.searched)).Scan(&in.from, &tickets)
	if err != nil {
		return in, 0, fmt.Errorf("looking for how far back open tickets go: %w", err)
	}
	if in.from != nil {
		*in.from = in.from.Add(-justBefore)
	}
	return in, tickets, nil
}

// walk looks at so many tickets of the listing in its order, until a page is full. end is where it ended; nil: with the list.
func (s *Store) walk(ctx context.Context, l *listing, far int) (end *Cursor, hits []hit, err error) {
	b := newBuilder(l.Agent)
	rows := b.rows(l, `t.id, t.`+l.by, append(b.stands(l), b.fits(l)...), far)
	found := `ts.found IS TRUE`
	if len(l.search.orders) > 0 {
		ids := make([]uuid.UUID, len(l.search.orders))
		for i := range ids {
			ids[i] = l.search.orders[i].ID
		}
		found = `(` + found + ` OR w.id = ANY (` + b.arg(pq.Array(ids)) + `::uuid[]))`
	}
	var looked []struct {
		hit
		Found bool `db:"found"`
		Place int  `db:"place"`
	}
	err = s.db.SelectContext(ctx, &looked, `
		SELECT w.id, w.at, w.place, `+found+` AS found
		FROM (SELECT t.id, t.`+l.by+` AS at, row_number() OVER (`+l.order()+`) AS place FROM (`+rows+`) t) w
		LEFT JOIN LATERAL (
			SELECT true AS found FROM ticket_search ts WHERE ts.ticket_id = w.id AND ts.words @@ `+b.arg(tsqueryText(l.search.all, ``))+`::tsquery OFFSET 0
		) ts ON true
		WHERE `+found+` OR w.place = `+strconv.Itoa(far)+` ORDER BY w.place LIMIT `+strconv.Itoa(l.limit), b.args...)
	if err != nil {
		return nil, nil, fmt.Errorf("walking a list: %w", err)
	}
	for i := range looked {
		if looked[i].Found {
			hits = append(hits, looked[i].hit)
		}
		if last := &looked[i]; last.Place == far || i == l.limit-1 {
			end = &Cursor{Sort: l.Sort, At: last.At, ID: last.ID}
		}
	}
	return end, hits, nil
}
