package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
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

// searchStretches has the index find what is searched for among the latest tickets, then among those before, until the page
// is full. Each hit that is fetched is a block to read from the disk, so that a stretch is as long as it must be for some
// pages of what the planner expects. Where it turns out to have far more, a shorter one is looked at.
func (s *Store) searchStretches(ctx context.Context, l *listing) (found []desk.Ticket, err error) {
	steps, err := s.steps(ctx)
	if err != nil {
		return nil, err
	}
	var in stretch
	if l.begun {
		in.to = &l.After.At
	}
	length, most := 1+s.search.spare*l.limit*len(steps)/max(l.search.hits, 1), max(s.search.atOnce, l.search.cost/begunCost)
	for {
		before := len(steps)
		if in.to != nil {
			before = sort.Search(before, func(i int) bool { return !steps[i].Before(*in.to) })
		}
		if in.from = nil; length <= before {
			in.from = &steps[before-length]
		}
		length = min(length, before)
		bound := most
		if length <= 1 { // it can't be shorter
			bound = 0
		}
		hits, more, err := s.searchIndex(ctx, l, in, bound)
		if err != nil {
			return nil, err
		}
		if more {
			length = max(length/narrower, 1)
			continue
		}
		rest := *l
		rest.limit = l.limit - len(found)
		page, err := s.hitsPage(ctx, &rest, hits)
		if err != nil {
			return nil, err
		}
		if found = append(found, page...); len(found) == l.limit || in.from == nil {
			return found, nil
		}
		in.to, length = in.from, wider*length
		if len(hits) > most/wider { // the page isn't full for what the filter wants
			most *= wider
		}
	}
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
	       set_config('work_mem', '16MB', true)`

// searchIndex has the index find what is searched for, of one stretch of time: all of it, or, if it is more than most, only
// that; 0: however much. Where the listing goes by the last message, the hits are in its order.
func (s *Store) searchIndex(ctx context.Context, l *listing, in stretch, most int) (hits []hit, more bool, err error) {
	b := &builder{}
	// The chats by their ids: the planner has to know whether their tickets are few.
	query := `SELECT ts.ticket_id AS id, ts.last_message_at AS at FROM ticket_search ts
		WHERE ts.words @@ ` + b.arg(l.search.index) + `::tsquery AND ts.channel_id = ANY (` + b.arg(pq.Array(l.searched)) + `::uuid[])`
	if l.search.all != l.search.index {
		query += ` AND (ts.words @@ ` + b.arg(l.search.all) + `::tsquery) IS TRUE` // the index isn't asked
	}
	if in.from != nil {
		query += ` AND ts.last_message_at > ` + b.arg(*in.from)
	}
	if in.to != nil {
		query += ` AND ts.last_message_at <= ` + b.arg(*in.to)
	}
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
	if err != nil || most > 0 && len(hits) > most {
		return nil, err == nil, err
	}
	slices.SortFunc(hits, func(a, b hit) int { // as Postgres orders them
		order := cmp.Or(b.At.Compare(a.At), bytes.Compare(b.ID[:], a.ID[:]))
		if l.up {
			return -order
		}
		return order
	})
	return hits, false, nil
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
