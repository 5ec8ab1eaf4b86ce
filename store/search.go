package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
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
	// atOnce is up to how many hits all are fetched where stretches of time could be looked at instead.
	atOnce int
	// fewHits is up to how many hits the index is asked for at once, or for each stretch.
	fewHits int
	// stretches are how many of the latest tickets are looked at first, how many then, before all others.
	stretches []int
	// walk is how many tickets of a list are looked at one after another for words that many have.
	walk int
}

var usualWay = searchWay{atOnce: 2500, fewHits: 30_000, stretches: []int{20_000, 100_000}, walk: 1500}

const (
	// surelyFew is up to how many hits the planner's guess is checked: it may know little of the words yet.
	surelyFew = 3000
	// begunCost is how many hits of a begun word the index collects in the time that one ticket takes to be looked into.
	begunCost = 40
	// shortPrefix is up to how many characters a begun word may have so many endings that the index isn't asked for it.
	shortPrefix = 2
	// maxFoundEntries and maxFoundBody are how much of a ticket is looked through for a fragment: entries, the last ones,
	// and characters of each.
	maxFoundEntries = 60
	maxFoundBody    = 4000
)

// tsquery is a search as Postgres asks its index.
type tsquery struct {
	// all is what a ticket's words must fit. index is what of it the index is asked for; both may be the same.
	all, index string
	// hits is about how many tickets fit all.
	hits int
}

// tsquery returns nil when nothing can be found.
func (s *Store) tsquery(ctx context.Context, search desk.Search) (*tsquery, error) {
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
	var all []string
	for i, word := range search.Words {
		either := []string{quoteWord(word)}
		if i == len(search.Words)-1 {
			either[0] += `:*`
		}
		for k, tag := range tags {
			for _, name := range names[k] {
				if search.Fits(i, name) {
					either = append(either, quoteWord(tagWord(tag.ID)))
					break
				}
			}
		}
		all = append(all, `(`+strings.Join(either, ` | `)+`)`)
	}
	// Whole words cost the index little, however many have them. One that is but begun costs it all its endings: with few
	// tickets that have the others it is cheaper to look into those.
	q := &tsquery{all: strings.Join(all, ` & `)}
	last := len(all) - 1
	others := strings.Join(all[:last], ` & `)
	if last == 0 {
		others = q.all
	}
	hits, err := s.guessHits(ctx, []string{q.all, others, all[last]})
	if err != nil {
		return nil, err
	}
	q.hits, q.index = hits[0], q.all
	if short := utf8.RuneCountInString(search.Words[last]) <= shortPrefix; short || hits[2] > begunCost*hits[1]+surelyFew {
		q.index = others
	}
	return q, nil
}

// guessHits is about how many tickets have what each of the queries asks for, as the planner guesses.
func (s *Store) guessHits(ctx context.Context, queries []string) ([]int, error) {
	each, args := make([]string, len(queries)), make([]any, len(queries))
	for i := range queries {
		each[i], args[i] = `SELECT 1 FROM ticket_search WHERE words @@ $`+strconv.Itoa(i+1)+`::tsquery`, queries[i]
	}
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
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) != 1 || len(plans[0].Plan.Plans) != len(queries) {
		return nil, fmt.Errorf("guessing how much a search finds: %w", errors.Join(err, errors.New("another plan than expected")))
	}
	hits := make([]int, len(queries))
	for i, plan := range plans[0].Plan.Plans {
		hits[i] = int(plan.Rows)
	}
	return hits, nil
}

// searchPage reads the page of a listing that is searched. Of words that few tickets have the index is asked at once; of
// others, where the newest messages come first, for one stretch of time after the other. For words that many have the list is
// walked, some way, before the index is asked for what comes behind.
func (s *Store) searchPage(ctx context.Context, l *listing) ([]desk.Ticket, error) {
	recent := l.by == `last_message_at` && !l.up
	few, err := s.hasFewHits(ctx, l, recent)
	if err != nil {
		return nil, err
	}
	switch {
	case few:
		return s.searchHits(ctx, l, stretch{})
	case recent && l.search.hits <= s.search.fewHits:
		return s.searchStretches(ctx, l)
	}
	found, err := s.searchWalk(ctx, l)
	if err != nil || len(found) == l.limit {
		return found, err
	}
	end, err := s.walkEnd(ctx, l)
	if err != nil || end == nil {
		return found, err
	}
	rest := *l
	rest.After, rest.begun, rest.limit = *end, true, l.limit-len(found)
	var more []desk.Ticket
	if recent {
		more, err = s.searchStretches(ctx, &rest)
	} else {
		more, err = s.searchHits(ctx, &rest, stretch{})
	}
	return append(found, more...), err
}

// hasFewHits reports whether few enough tickets have what is searched for that the index is asked for all of them.
func (s *Store) hasFewHits(ctx context.Context, l *listing, recent bool) (few bool, err error) {
	q, most := l.search, s.search.fewHits
	if recent {
		most = s.search.atOnce
	} else if l.by != `last_message_at` { // the index doesn't know their order: each is looked at
		most /= 10
	}
	if q.hits > most || q.hits > surelyFew {
		return q.hits <= most, nil
	}
	err = s.db.GetContext(ctx, &few, `
		SELECT count(*) <= $2 FROM (SELECT FROM ticket_search WHERE words @@ $1::tsquery LIMIT $2 + 1) hits`, q.index, most)
	if err != nil {
		return false, fmt.Errorf("counting what a search finds: %w", err)
	}
	return few, nil
}

// stretch is a time in which the last message came: after from, at the latest at to; nil is no bound.
type stretch struct{ from, to *time.Time }

// searchStretches has the index find what is searched for among the latest tickets, then among those before, until the page
// is full: what is common is found soon, and of what is rare little has to be fetched from each.
func (s *Store) searchStretches(ctx context.Context, l *listing) (found []desk.Ticket, err error) {
	var in stretch
	if l.begun {
		in.to = &l.After.At
	}
	for _, tickets := range append(slices.Clone(s.search.stretches), 0) {
		if in.from = nil; tickets > 0 {
			if in.from, err = s.before(ctx, in.to, tickets); err != nil {
				return nil, err
			}
		}
		rest := *l
		rest.limit = l.limit - len(found)
		page, err := s.searchHits(ctx, &rest, in)
		if err != nil {
			return nil, err
		}
		found = append(found, page...)
		if len(found) == l.limit || in.from == nil {
			break
		}
		in.to = in.from
	}
	return found, nil
}

// before is when the last message came of the ticket that stands so many tickets behind the time; nil: there aren't so many.
func (s *Store) before(ctx context.Context, to *time.Time, tickets int) (*time.Time, error) {
	until, args := ``, []any{tickets}
	if to != nil {
		until, args = `WHERE last_message_at <= $2`, append(args, *to)
	}
	var at time.Time
	err := s.db.GetContext(ctx, &at, `
		SELECT last_message_at FROM ticket_search `+until+` ORDER BY last_message_at DESC OFFSET $1 LIMIT 1`, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("dividing what is searched: %w", err)
	}
	return &at, nil
}

// searchWalk looks at the first tickets of the listing in its order.
func (s *Store) searchWalk(ctx context.Context, l *listing) ([]desk.Ticket, error) {
	b := newBuilder(l.Agent)
	rows := b.rows(l, `t.id, t.`+l.by, append(b.stands(l), b.fits(l)...), s.search.walk)
	return s.selectTickets(ctx, `
		SELECT `+ticketColumns+` FROM (
			SELECT t.* FROM (`+rows+`) w
			CROSS JOIN LATERAL (SELECT FROM ticket_search ts WHERE ts.ticket_id = w.id AND ts.words @@ `+b.arg(l.search.all)+`::tsquery OFFSET 0) ts
			CROSS JOIN LATERAL (SELECT t.* FROM tickets t WHERE t.id = w.id OFFSET 0) t
			`+l.orderOf(`w.`+l.by, `w.id`)+` LIMIT `+strconv.Itoa(l.limit)+`
		) t `+ticketJoins("$1")+l.order(), b.args...)
}

// walkEnd is where searchWalk ended; nil: with the list.
func (s *Store) walkEnd(ctx context.Context, l *listing) (*Cursor, error) {
	b := newBuilder(l.Agent)
	rows := b.rows(l, `t.id, t.`+l.by, append(b.stands(l), b.fits(l)...), s.search.walk)
	var ends []struct {
		At time.Time `db:"at"`
		ID uuid.UUID `db:"id"`
	}
	err := s.db.SelectContext(ctx, &ends, `
		SELECT t.`+l.by+` AS at, t.id FROM (`+rows+`) t `+l.order()+` OFFSET `+strconv.Itoa(s.search.walk-1)+` LIMIT 1`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("walking a list: %w", err)
	}
	if len(ends) == 0 {
		return nil, nil
	}
	return &Cursor{Sort: l.Sort, At: ends[0].At, ID: ends[0].ID}, nil
}

// searchHits has the index find what is searched for, of one stretch of time. Where it knows the order, its first hits are
// looked at first: what moved within the last second may stand where it stood, until it is indexed.
func (s *Store) searchHits(ctx context.Context, l *listing, in stretch) ([]desk.Ticket, error) {
	b := newBuilder(l.Agent)
	// The chats by their ids: the planner has to know whether their tickets are few.
	words := `ts.words @@ ` + b.arg(l.search.index) + `::tsquery AND ts.channel_id = ANY (` + b.arg(pq.Array(l.searched)) + `::uuid[])`
	if l.search.all != l.search.index {
		words += ` AND (ts.words @@ ` + b.arg(l.search.all) + `::tsquery) IS TRUE` // the index isn't asked
	}
	if in.from != nil {
		words += ` AND ts.last_message_at > ` + b.arg(*in.from)
	}
	if in.to != nil {
		words += ` AND ts.last_message_at <= ` + b.arg(*in.to)
	}
	found, order := ``, l.order()
	if l.by == `last_message_at` {
		order = l.orderOf(`ts.last_message_at`, `ts.ticket_id`)
		found = order + `OFFSET 0`
	}
	return s.selectTickets(ctx, `
		SELECT `+ticketColumns+` FROM (
			SELECT t.* FROM (SELECT ts.ticket_id, ts.last_message_at FROM ticket_search ts WHERE `+words+found+`) ts
			CROSS JOIN LATERAL (SELECT t.* FROM tickets t WHERE t.id = ts.ticket_id OFFSET 0) t
			WHERE t.channel_id IN (SELECT ca.channel_id FROM channel_agents ca WHERE ca.agent_id = $1)
			AND `+strings.Join(append(b.stands(l), b.fits(l)...), ` AND `)+order+`
			LIMIT `+strconv.Itoa(l.limit)+`
		) t `+ticketJoins("$1")+l.order(), b.args...)
}

// Fragment is where in a ticket something was found.
type Fragment struct {
	Ticket uuid.UUID
	// Seq is the entry's; 0: in what stands above the entries.
	Seq   int64
	Parts []desk.Found
	words int
}

// Fragments returns where in the tickets, which the caller may read, the text is found, for as many as it can be shown in.
func (s *Store) Fragments(ctx context.Context, text string, tickets []desk.Ticket) ([]Fragment, error) {
	search := desk.NewSearch(text)
	if len(search.Words) == 0 || len(tickets) == 0 {
		return nil, nil
	}
	names, err := s.tagNames(ctx, tickets)
	if err != nil {
		return nil, err
	}
	best := make(map[uuid.UUID]*Fragment, len(tickets))
	ids := make([]uuid.UUID, len(tickets))
	for i := range tickets {
		t := &tickets[i]
		f := &Fragment{Ticket: t.ID}
		heads := []string{`#` + strconv.FormatInt(t.Number, 10), t.Requester.Name, t.Requester.Email, t.Subject}
		for _, tag := range t.TagIDs {
			heads = append(heads, names[tag])
		}
		for _, head := range heads {
			if parts, words := search.Fragment(head); words > f.words {
				f.Parts, f.words = parts, words
			}
		}
		best[t.ID], ids[i] = f, t.ID
	}
	if err := s.searchEntries(ctx, search, ids, best); err != nil {
		return nil, err
	}
	var fragments []Fragment
	for _, id := range ids {
		if f := best[id]; f.words > 0 {
			fragments = append(fragments, *f)
		}
	}
	return fragments, nil
}

func (s *Store) tagNames(ctx context.Context, tickets []desk.Ticket) (map[uuid.UUID]string, error) {
	var ids []uuid.UUID
	for i := range tickets {
		ids = append(ids, tickets[i].TagIDs...)
	}
	var tags []tagRow
	if err := s.db.SelectContext(ctx, &tags, `SELECT `+tagColumns+` FROM tags WHERE id = ANY ($1)`, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("reading tags: %w", err)
	}
	names := make(map[uuid.UUID]string, len(tags))
	for _, tag := range tags {
		names[tag.ID] = tag.Name
	}
	return names, nil
}

// searchEntries looks for entries that have more of the search than what was found so far, or as much as what stands above
// them. The last that has the most is it.
func (s *Store) searchEntries(ctx context.Context, search desk.Search, ids []uuid.UUID, best map[uuid.UUID]*Fragment) error {
	rows, err := s.db.QueryContext(ctx, `
		SELECT ticket_id, e.seq, e.body FROM unnest($1::uuid[]) AS want (ticket_id) CROSS JOIN LATERAL (
		    SELECT e.seq, left(e.body, $2) AS body FROM entries e WHERE e.ticket_id = want.ticket_id AND e.kind <> 'operation'
		    ORDER BY e.seq DESC LIMIT $3
		) e`, pq.Array(ids), maxFoundBody, maxFoundEntries)
	if err != nil {
		return fmt.Errorf("looking for what was found: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err below has what matters
	for rows.Next() {
		var ticket uuid.UUID
		var seq int64
		var body string
		if err := rows.Scan(&ticket, &seq, &body); err != nil {
			return fmt.Errorf("looking for what was found: %w", err)
		}
		f := best[ticket]
		if f.Seq > 0 && f.words == len(search.Words) {
			continue
		}
		parts, words := search.Fragment(body)
		if words > f.words || words == f.words && words > 0 && f.Seq == 0 {
			f.Seq, f.Parts, f.words = seq, parts, words
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("looking for what was found: %w", err)
	}
	return nil
}
