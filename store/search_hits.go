package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// hit is a ticket that has what is searched for. At is when its last message came, as the index has it; of a walk, what the
// listing goes by.
type hit struct {
	ID uuid.UUID `db:"id"`
	At time.Time `db:"at"`
}

// stretch is a time in which the last message came: after from, at the latest at to; nil is no bound.
type stretch struct{ from, to *time.Time }

const (
	// period is the time whose words the index keeps together: words_by_period of the migrations.
	period = 30 * 24 * time.Hour
	// justBefore is how much later than its last message a ticket may seem to have been made: clocks are set.
	justBefore = time.Minute
)

// periodOf is the number of a time's period.
func periodOf(at time.Time) int64 {
	return int64(math.Floor(float64(at.Unix()) / period.Seconds()))
}

// startOf is when a period begins.
func startOf(number int64) time.Time { return time.Unix(number*int64(period/time.Second), 0) }

// latestOf is the last moment of a period that Postgres knows.
func latestOf(number int64) time.Time { return startOf(number + 1).Add(-time.Microsecond) }

// stepsIn is how many of the steps lie in a stretch.
func (q *tsquery) stepsIn(in stretch) int { return len((&ahead{steps: q.steps, stretch: in}).within()) }

// ahead is a time that a search hasn't looked at yet.
type ahead struct {
	stretch
	steps []time.Time
	up    bool // from its beginning on
}

// within returns the steps inside of it.
func (a *ahead) within() []time.Time {
	first, end := 0, len(a.steps)
	if a.from != nil {
		first = sort.Search(end, func(i int) bool { return a.steps[i].After(*a.from) })
	}
	if a.to != nil {
		end = sort.Search(end, func(i int) bool { return !a.steps[i].Before(*a.to) })
	}
	return a.steps[min(first, end):end]
}

// next returns what comes first of it, so many steps long, or what there is.
func (a *ahead) next(length int) (in stretch, steps int) {
	within := a.within()
	switch in = a.stretch; {
	case length > len(within):
		return in, len(within) + 1
	case a.up:
		in.to = &within[length-1]
	default:
		in.from = &within[len(within)-length]
	}
	return in, length
}

// looked takes away what was looked at. over: nothing is left.
func (a *ahead) looked(in stretch) (over bool) {
	if a.up {
		a.from, over = in.to, in.to == a.to
	} else {
		a.to, over = in.from, in.from == a.from
	}
	return over
}

// bounds narrow a time to where the last messages of a listing's tickets may have come.
func (l *listing) bounds(in stretch) stretch {
	later := func(at time.Time) {
		if in.from == nil || in.from.Before(at) {
			in.from = &at
		}
	}
	earlier := func(at time.Time) {
		if in.to == nil || in.to.After(at) {
			in.to = &at
		}
	}
	if at := l.Filter.ActiveFrom; !at.IsZero() {
		later(at.Add(-time.Microsecond))
	}
	if at := l.Filter.CreatedFrom; !at.IsZero() {
		later(at.Add(-justBefore))
	}
	if at := l.Filter.ActiveTo; !at.IsZero() {
		earlier(at)
	}
	if l.begun && l.by == `last_message_at` {
		if l.up {
			later(l.After.At.Add(-time.Microsecond))
		} else {
			earlier(l.After.At)
		}
	}
	return in
}

// searchStretches has the index find what is searched for in one stretch of time after the other, as the listing goes, until the page
// is full. Each hit that is fetched is a block to read from the disk, so that a stretch is as long as it must be for a page
// of what the planner expects, and the next for what the page still wants of what was found so far. Where one turns out to have far
// more, a shorter one is looked at.
func (s *Store) searchStretches(ctx context.Context, l *listing, since stretch) (found []desk.Ticket, err error) {
	q := l.search
	rest := ahead{stretch: l.bounds(since), steps: q.steps, up: l.up && !l.open}
	if rest.from != nil && rest.to != nil && !rest.from.Before(*rest.to) {
		return nil, nil
	}
	spare := 1
	if q.cost > begunCost*l.limit { // asking the index again costs as much as a page of hits that nobody needs
		spare = s.search.spare
	}
	length, most := 1+spare*l.fetched*len(q.steps)/max(q.hits, 1), max(s.search.atOnce, spare*l.fetched, q.cost/begunCost)
	if l.open { // all are wanted
		length, most = len(q.steps)+1, 0
	}
	var pending []hit       // of stretches that the page wasn't read of yet
	fetched, looked := 0, 0 // hits, and steps in which they are
	tooFar := 0             // steps in which there are too many hits; 0: none are known
	for {
		in, steps := rest.next(length)
		bound := most
		if steps <= 1 { // it can't be shorter
			bound = 0
		}
		hits, reached, more, err := s.searchIndex(ctx, l, in, bound, rest.up)
		if err != nil {
			return nil, err
		}
		if more {
			if tooFar = steps; reached == nil {
				length = max(steps/narrower, 1)
				continue
			}
			if in.from = reached; rest.up {
				in.from, in.to = rest.from, reached
			}
			steps = q.stepsIn(in) + 1
			tooFar = min(tooFar, steps+len(q.steps)/q.periods) // it became too much in the period that is next
		}
		hits = q.withOrders(hits, in, rest.up)
		pending, fetched, looked = append(pending, hits...), fetched+len(hits), looked+steps
		over := rest.looked(in)
		if len(found)+len(pending) >= l.limit || over {
			if found, err = s.addHits(ctx, l, found, pending); err != nil || over || l.isFull(found, rest.stretch) {
				return found, err
			}
			if len(hits) > most/wider { // the page isn't full for what the filter wants
				most *= wider
			}
			pending, fetched = nil, len(found) // that many fit in what was looked at
		}
		length = wider * steps
		if fetched > 0 { // as many are likely to be in those before
			length = min(length, 1+spare*max(l.limit-len(found)-len(pending), 1)*looked/fetched)
		}
		if tooFar = max(tooFar-steps, 0); tooFar > 0 {
			length = min(length, max(tooFar/2, 1))
		}
	}
}

// isFull reports whether a page is full of what can't come behind what is still ahead.
func (l *listing) isFull(found []desk.Ticket, rest stretch) bool {
	if len(found) < l.limit {
		return false
	}
	return l.by == `last_message_at` || l.by == `created_at` && found[l.limit-1].CreatedAt.After(rest.to.Add(justBefore))
}

// addHits adds what the listing wants of the hits to a page.
func (s *Store) addHits(ctx context.Context, l *listing, found []desk.Ticket, hits []hit) ([]desk.Ticket, error) {
	had := make(map[uuid.UUID]bool, len(found)+len(hits))
	for i := range found {
		had[found[i].ID] = true
	}
	hits = slices.DeleteFunc(hits, func(h hit) bool {
		before := had[h.ID] // it has moved meanwhile
		had[h.ID] = true
		return before
	})
	rest := *l
	if l.by == `last_message_at` {
		rest.limit -= len(found)
	}
	page, err := s.hitsPage(ctx, &rest, hits)
	if err != nil {
		return nil, err
	}
	if found = append(found, page...); l.by == `created_at` {
		slices.SortFunc(found, func(a, b desk.Ticket) int {
			return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), bytes.Compare(b.ID[:], a.ID[:]))
		})
	}
	return found[:min(len(found), l.limit)], nil
}

// steps are times between any two of which about as many tickets had their last message, the earliest first: as Postgres
// counted them last, so that the last step may be longer. None: there are few tickets.
func (s *Store) steps(ctx context.Context) (steps []time.Time, err error) {
	err = s.db.SelectContext(ctx, &steps, `
		SELECT unnest(histogram_bounds::text::timestamptz[]) FROM pg_stats
		WHERE schemaname = current_schema() AND tablename = 'ticket_search' AND attname = 'last_message_at'`)
	if err != nil {
		return nil, fmt.Errorf("dividing what is searched: %w", err)
	}
	return steps[:max(len(steps)-1, 0)], nil // the last is the latest of all
}

// readByBitmap has the planner take a transaction's tickets from all indexes that know something of them before it reads any:
// it takes a ticket's block for cheap, as if it were in memory. A bitmap has room for each ticket of a word that many have.
const readByBitmap = `
	SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),
	       set_config('seq_page_cost', '10', true), set_config('random_page_cost', '10', true),
	       set_config('cpu_tuple_cost', '30', true), set_config('work_mem', '16MB', true),
	       set_config('max_parallel_workers_per_gather', '0', true)`

// searchIndex has the index find what is searched for in one stretch of time: all of it, or, if it is more than most, what there is up
// to the beginning of the period in which it became too much; 0: however much. reached is where that is, nil: in the first.
// The index is asked period by period, as the listing goes, and no longer than needed: the planner isn't told for which words, so that
// it always takes them for some 5,000 hits of a million, and asks what cuts them. The hits are in the order of their last messages.
func (s *Store) searchIndex(ctx context.Context, l *listing, in stretch, most int, up bool) (hits []hit, reached *time.Time, more bool, err error) {
	first, last, err := s.periods(ctx, in)
	if err != nil || last < first {
		return nil, nil, false, err
	}
	b := &builder{}
	whose := `ts.channel_id = ANY (` + b.arg(pq.Array(l.searched)) + `::uuid[])` // by their ids: the planner has to know whether their tickets are few
	if l.search.broad {
		whose = `(` + whose + `) IS TRUE` // no index is asked
	}
	if index := tsqueryText(l.search.all, ``); tsqueryText(l.search.index, ``) != index {
		whose += ` AND (ts.words @@ ` + b.arg(index) + `::tsquery) IS TRUE`
	}
	var each []string
	for number := first; number <= last; number++ {
		want := `words_by_period(ts.words, ts.last_message_at) @@ (SELECT ` + b.arg(tsqueryText(l.search.index, strconv.FormatInt(number, 10)+`:`)) + `::tsquery) AND ` + whose
		from, to := startOf(number), latestOf(number)
		cut := in.from != nil && !from.After(*in.from) || in.to != nil && to.After(*in.to)
		if in.from != nil && !from.After(*in.from) {
			from = in.from.Add(time.Microsecond)
		}
		if in.to != nil && to.After(*in.to) {
			to = *in.to
		}
		if cut || !l.search.broad { // else the index of times would be read for nothing
			want += ` AND ts.last_message_at BETWEEN ` + b.arg(from) + ` AND ` + b.arg(to)
		}
		each = append(each, `SELECT ts.ticket_id AS id, ts.last_message_at AS at FROM ticket_search ts WHERE `+want)
	}
	if !up {
		slices.Reverse(each)
	}
	query := strings.Join(each, ` UNION ALL `)
	if most > 0 {
		query += ` LIMIT ` + strconv.Itoa(most+1)
	}
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, readByBitmap); err != nil {
			return fmt.Errorf("preparing a search: %w", err)
		}
		if err := tx.SelectContext(ctx, &hits, query, b.args...); err != nil {
			return fmt.Errorf("searching: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, nil, false, err
	}
	if more = most > 0 && len(hits) > most; more {
		cut := periodOf(hits[most].At)
		if hits = slices.DeleteFunc(hits, func(h hit) bool { return periodOf(h.At) == cut }); up && cut > first {
			at := latestOf(cut - 1)
			reached = &at
		} else if !up && cut < last {
			at := latestOf(cut)
			reached = &at
		}
	}
	sortHits(hits, up)
	return hits, reached, more, nil
}

// periods are the first and the last in which tickets of a stretch had their last messages; last < first: none had.
func (s *Store) periods(ctx context.Context, in stretch) (first, last int64, err error) {
	var known stretch
	if in.from == nil || in.to == nil {
		err := s.db.QueryRowContext(ctx, `SELECT min(last_message_at), max(last_message_at) FROM ticket_search`).Scan(&known.from, &known.to)
		if err != nil {
			return 0, 0, fmt.Errorf("looking for the times of a search: %w", err)
		}
		if known.from == nil {
			return 0, -1, nil
		}
	}
	for _, at := range []struct {
		bound, known *time.Time
		number       *int64
	}{{in.from, known.from, &first}, {in.to, known.to, &last}} {
		if at.bound == nil {
			at.bound = at.known
		}
		*at.number = periodOf(*at.bound)
	}
	return first, last, nil
}

// hitsPage reads the page of what was found, in the order of the listing. The tickets are asked again: what moved within the
// last second may stand where it stood, until it is indexed.
func (s *Store) hitsPage(ctx context.Context, l *listing, hits []hit) ([]desk.Ticket, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]uuid.UUID, len(hits))
	for i := range hits {
		ids[i] = hits[i].ID
	}
	b := newBuilder(l.Agent)
	found, order := `unnest(`+b.arg(pq.Array(ids))+`::uuid[]) WITH ORDINALITY AS h (id, place)`, l.order()
	if l.by == `last_message_at` { // no more are read than fill the page
		found, order = `(SELECT h.id, h.place FROM `+found+` ORDER BY h.place OFFSET 0) h`, ` ORDER BY h.place `
	}
	return s.selectTickets(ctx, `
		SELECT `+ticketColumns+` FROM (
			SELECT t.* FROM `+found+`
			CROSS JOIN LATERAL (SELECT t.* FROM tickets t WHERE t.id = h.id OFFSET 0) t
			WHERE t.channel_id IN (SELECT ca.channel_id FROM channel_agents ca WHERE ca.agent_id = $1)
			AND `+strings.Join(append(b.stands(l), b.fits(l)...), ` AND `)+order+`
			LIMIT `+strconv.Itoa(l.limit)+`
		) t `+ticketJoins("$1")+l.order(), b.args...)
}
