package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// searchWay is how much a search looks at before it goes another way.
type searchWay struct {
	// fewHits is up to how many hits, in orders that the index doesn't know, all are fetched.
	fewHits int
	// atOnce is up to how many hits of a stretch of time are fetched where a shorter one could be looked at.
	atOnce int
	// spare is how many times a page should be found in what is looked at first.
	spare int
	// walkCost is how many hits the index collects in the time that one ticket of a list takes to be looked at.
	walkCost int
}

var usualWay = searchWay{fewHits: 30_000, atOnce: 600, spare: 2, walkCost: 60}

const (
	// surelyFew is up to how many hits the planner's guess is checked: it may know little of the words yet.
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
	wider    = 4
	narrower = 16
)

// tsquery is a search as Postgres asks its index.
type tsquery struct {
	// all is what a ticket's words must fit. index is what of it the index is asked for; both may be the same.
	all, index string
	// hits is about how many tickets fit all, of about how many tickets.
	hits, tickets int
	// cost is what asking the index costs beside the hits that are fetched, in hits of a begun word that it collects.
	cost int
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
	guess, err := s.guessHits(ctx, l.searched, q.all, others, all[last])
	if err != nil {
		return nil, err
	}
	q.hits, q.tickets, q.index, q.cost = guess.all, guess.tickets, q.all, guess.begun
	looked := guess.others
	if l.Sort != desk.SortCreated && l.Sort != desk.SortOldest { // the newest are looked into until the page is full
		looked = min(looked, s.search.spare*l.Limit*looked/max(q.hits, 1))
	}
	if short := utf8.RuneCountInString(search.Words[last]) <= shortPrefix; last > 0 && (short || q.cost > begunCost*looked+surelyFew) {
		q.index, q.cost = others, guess.collected/wholeCost
	}
	return q, nil
}

// guess is about how many tickets of some chats fit a whole search and the words but for the last, and how many there are.
// collected and begun are how many of all chats' fit the words but for the last, and that one.
type guess struct{ all, others, tickets, collected, begun int }

// guessHits asks the planner.
func (s *Store) guessHits(ctx context.Context, channels []uuid.UUID, all, others, last string) (g guess, err error) {
	const tickets, theirs = `SELECT 1 FROM ticket_search WHERE `, `channel_id = ANY ($4::uuid[])`
	each := []string{
		tickets + theirs + ` AND words @@ $1::tsquery`, tickets + theirs + ` AND words @@ $2::tsquery`, tickets + theirs,
		tickets + `words @@ $2::tsquery`, tickets + `words @@ $3::tsquery`,
	}
	var text []byte
	if err := s.db.GetContext(ctx, &text, `EXPLAIN (FORMAT JSON) `+strings.Join(each, ` UNION ALL `), all, others, last, pq.Array(channels)); err != nil {
		return g, fmt.Errorf("guessing how much a search finds: %w", err)
	}
	var plans []struct {
		Plan struct {
			Plans []struct {
				Rows float64 `json:"Plan Rows"`
			}
		}
	}
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) != 1 || len(plans[0].Plan.Plans) != len(each) {
		return g, fmt.Errorf("guessing how much a search finds: %w", errors.Join(err, errors.New("another plan than expected")))
	}
	for i, of := range []*int{&g.all, &g.others, &g.tickets, &g.collected, &g.begun} {
		*of = int(plans[0].Plan.Plans[i].Rows)
	}
	return g, nil
}

// searchPage reads the page of a listing that is searched. Of words that few tickets have the index is asked. For words that
// many have the list is walked, as long as a page is likely to be found sooner.
func (s *Store) searchPage(ctx context.Context, l *listing) (found []desk.Ticket, err error) {
	q, recent := l.search, l.by == `last_message_at` && !l.up
	cost := q.cost
	if !recent {
		cost += begunCost * q.hits // all are fetched
	}
	far, few := l.limit*q.tickets/max(q.hits, 1), false // so many tickets are about a page
	if !recent {
		if few, err = s.hasFewHits(ctx, l); err != nil {
			return nil, err
		}
	}
	rest := *l
	for walked, hit := 0, 0; !few && far*s.search.walkCost < cost; far = rest.limit * walked / max(hit, 1) {
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
	if recent {
		page, err := s.searchStretches(ctx, &rest)
		return append(found, page...), err
	}
	hits, _, err := s.searchIndex(ctx, &rest, stretch{}, 0)
	if err != nil {
		return nil, err
	}
	page, err := s.hitsPage(ctx, &rest, hits)
	return append(found, page...), err
}

// hasFewHits reports whether so few tickets have what is searched for that the index is asked for all of them.
func (s *Store) hasFewHits(ctx context.Context, l *listing) (few bool, err error) {
	q, most := l.search, s.search.fewHits
	if l.by != `last_message_at` { // the index doesn't know their order: each is looked at
		most /= 10
	}
	if q.hits > min(most, surelyFew) {
		return q.hits <= most, nil
	}
	err = s.db.GetContext(ctx, &few, `
		SELECT count(*) <= $2 FROM (SELECT FROM ticket_search WHERE words @@ $1::tsquery LIMIT $2 + 1) hits`, q.index, most)
	if err != nil {
		return false, fmt.Errorf("counting what a search finds: %w", err)
	}
	return few, nil
}

// walk looks at so many tickets of the listing in its order, until a page is full. end is where it ended; nil: with the list.
func (s *Store) walk(ctx context.Context, l *listing, far int) (end *Cursor, hits []hit, err error) {
	b := newBuilder(l.Agent)
	rows := b.rows(l, `t.id, t.`+l.by, append(b.stands(l), b.fits(l)...), far)
	var looked []struct {
		hit
		Found bool `db:"found"`
		Place int  `db:"place"`
	}
	err = s.db.SelectContext(ctx, &looked, `
		SELECT w.id, w.at, w.place, ts.found IS TRUE AS found
		FROM (SELECT t.id, t.`+l.by+` AS at, row_number() OVER (`+l.order()+`) AS place FROM (`+rows+`) t) w
		LEFT JOIN LATERAL (
			SELECT true AS found FROM ticket_search ts WHERE ts.ticket_id = w.id AND ts.words @@ `+b.arg(l.search.all)+`::tsquery OFFSET 0
		) ts ON true
		WHERE ts.found OR w.place = `+strconv.Itoa(far)+` ORDER BY w.place LIMIT `+strconv.Itoa(l.limit), b.args...)
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
