package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"strconv"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// maxFoundEntries and maxFoundBody are how much of a ticket is looked through for a fragment, where the index doesn't know where
// its words stand: entries, the last ones, and characters of each.
const (
	maxFoundEntries = 60
	maxFoundBody    = 4000
)

// Fragment is where in a ticket something was found.
type Fragment struct {
	Ticket uuid.UUID
	// Seq is the entry's; 0: in what stands above the entries.
	Seq int64
	// Order: an order of the ticket's has the number; Parts name it.
	Order bool
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
	for i := range tickets {
		t := &tickets[i]
		f := &Fragment{Ticket: t.ID}
		f.look(search, `#`+strconv.FormatInt(t.Number, 10), t.Requester.Name, t.Requester.Email)
		best[t.ID] = f
	}
	if err := s.lookOrders(ctx, search, tickets, best); err != nil {
		return nil, err
	}
	var open []uuid.UUID
	for i := range tickets {
		t := &tickets[i]
		f := best[t.ID]
		if f.words == len(search.Words) {
			continue // whoever asks for a customer, a ticket or an order is answered; a ticket's entries lie all over the disk
		}
		f.look(search, t.Subject)
		for _, tag := range t.TagIDs {
			f.look(search, names[tag])
		}
		open = append(open, t.ID)
	}
	if err := s.searchEntries(ctx, search, open, best); err != nil {
		return nil, err
	}
	var fragments []Fragment
	for i := range tickets {
		if f := best[tickets[i].ID]; f.words > 0 {
			fragments = append(fragments, *f)
		}
	}
	return fragments, nil
}

// look takes the first of the texts that has more of the search than what was found so far.
func (f *Fragment) look(search desk.Search, texts ...string) {
	for _, text := range texts {
		if parts, words := search.Fragment(text); words > f.words {
			f.Order, f.Parts, f.words = false, parts, words
		}
	}
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

// searchEntries looks for entries that have more of the search than what was found so far, or as much as a subject or tag has. The
// last that has the most is it: the index knows which; where it doesn't yet, a ticket's last entries are looked through.
func (s *Store) searchEntries(ctx context.Context, search desk.Search, ids []uuid.UUID, best map[uuid.UUID]*Fragment) error {
	if len(ids) == 0 {
		return nil
	}
	places, err := s.places(ctx, search, ids)
	if err != nil {
		return err
	}
	var tickets, through []uuid.UUID
	var seqs []int64
	for _, id := range ids {
		p, known := places[id]
		switch seq, words := p.best(); {
		case !known || seq == lastPlace:
			through = append(through, id)
		case words > 0 && words >= best[id].words:
			tickets, seqs = append(tickets, id), append(seqs, seq)
		}
	}
	if len(tickets) > 0 {
		err := s.readEntries(ctx, search, best, `
			SELECT e.ticket_id, e.seq, e.body FROM unnest($1::uuid[], $2::bigint[]) AS want (ticket_id, seq)
			JOIN entries e ON e.ticket_id = want.ticket_id AND e.seq = want.seq`, pq.Array(tickets), pq.Array(seqs))
		if err != nil {
			return err
		}
	}
	if len(through) == 0 {
		return nil
	}
	return s.readEntries(ctx, search, best, `
		SELECT ticket_id, e.seq, e.body FROM unnest($1::uuid[]) AS want (ticket_id) CROSS JOIN LATERAL (
		    SELECT e.seq, left(e.body, $2) AS body FROM entries e WHERE e.ticket_id = want.ticket_id AND e.kind <> 'operation'
		    ORDER BY e.seq DESC LIMIT $3
		) e`, pq.Array(through), maxFoundBody, maxFoundEntries)
}

// readEntries takes what entries have of the search, the last of a ticket first.
func (s *Store) readEntries(ctx context.Context, search desk.Search, best map[uuid.UUID]*Fragment, query string, args ...any) error {
	rows, err := s.db.QueryContext(ctx, query, args...)
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
			f.Seq, f.Order, f.Parts, f.words = seq, false, parts, words
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("looking for what was found: %w", err)
	}
	return nil
}

// places are the words of a search that stand in a ticket's entries, by the entry's number: a bit for each word.
type places map[int64]uint

// best is the last entry that has the most words, and how many.
func (p places) best() (seq int64, words int) {
	for at, is := range p {
		if n := bits.OnesCount(is); n > words || n == words && at > seq {
			seq, words = at, n
		}
	}
	return seq, words
}

// places asks the index where in the tickets the words stand. Of tickets that were indexed before it kept that it knows nothing.
func (s *Store) places(ctx context.Context, search desk.Search, ids []uuid.UUID) (map[uuid.UUID]places, error) {
	last := len(search.Words) - 1
	rows, err := s.db.QueryContext(ctx, `
		SELECT ts.ticket_id, w.lexeme, w.positions FROM unnest($1::uuid[]) AS want (ticket_id) JOIN ticket_search ts USING (ticket_id)
		LEFT JOIN LATERAL (
		    SELECT w.lexeme, w.positions FROM unnest(ts.words) w WHERE w.positions IS NOT NULL AND (w.lexeme = ANY ($2) OR starts_with(w.lexeme, $3))
		) w ON true
		WHERE ts.placed`, pq.Array(ids), pq.Array(search.Words[:last]), search.Words[last])
	if err != nil {
		return nil, fmt.Errorf("looking for where something was found: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err below has what matters
	found := make(map[uuid.UUID]places, len(ids))
	for rows.Next() {
		var ticket uuid.UUID
		var word sql.NullString
		var seqs pq.Int64Array
		if err := rows.Scan(&ticket, &word, &seqs); err != nil {
			return nil, fmt.Errorf("looking for where something was found: %w", err)
		}
		p := found[ticket]
		if p == nil {
			p = places{}
			found[ticket] = p
		}
		for i := range search.Words {
			if word.Valid && search.Fits(i, word.String) {
				for _, seq := range seqs {
					p[seq] |= 1 << i
				}
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("looking for where something was found: %w", err)
	}
	return found, nil
}
