package store

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// maxFoundEntries and maxFoundBody are how much of a ticket is looked through for a fragment: entries, the last ones, and
// characters of each.
const (
	maxFoundEntries = 60
	maxFoundBody    = 4000
)

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
	var open []uuid.UUID
	for i := range tickets {
		t := &tickets[i]
		f := &Fragment{Ticket: t.ID}
		best[t.ID] = f
		who := []string{`#` + strconv.FormatInt(t.Number, 10), t.Requester.Name, t.Requester.Email}
		if f.look(search, who...); f.words == len(search.Words) {
			continue // whoever asks for a customer or a number is answered; a ticket's entries lie all over the disk
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
			f.Parts, f.words = parts, words
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

// searchEntries looks for entries that have more of the search than what was found so far, or as much as a subject or tag has. The last that has the most is it.
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
