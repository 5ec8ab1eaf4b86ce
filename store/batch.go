package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// Postgres commits one transaction that notifies at a time, each with its write to the disk. So when more than a
// few appends are under way in this process, those that wait are written together, by one statement: the busier
// the chat, the less each message costs. An append that nobody waits beside runs alone and at once.
const (
	// maxAppends is how many append statements are under way at once.
	maxAppends = 3
	// maxBatch is how many appends one statement makes.
	maxBatch = 64
	// batchDeadline bounds a statement that is made for others too, and so can't end with one caller's context.
	batchDeadline = 5 * time.Second
)

// batcher runs the appends of one kind of writer.
type batcher struct {
	one, many *sqlx.Stmt

	mu      sync.Mutex
	running int
	waiting []*pending // in the order they came
}

// pending is an append that waits.
type pending struct {
	entry   *desk.Entry
	preview string
	writer  any // a visitor's token hash as []byte, or an agent's id
	shut    []uuid.UUID
	seen    *int64 // the last entry that an agent knows of, where that matters
	// lead makes the waiting caller run this batch, itself included.
	lead chan []*pending
	// done says whether the append was made in another's batch.
	done chan bool
}

// append makes the append and notes seq, author's name and time in p.entry. done is false when nothing was
// written: refused, or a repeat.
func (b *batcher) append(ctx context.Context, p *pending) (done bool, err error) {
	b.mu.Lock()
	if b.running < maxAppends {
		b.running++
		b.mu.Unlock()
		defer b.next()
		return b.alone(ctx, p)
	}
	p.lead, p.done = make(chan []*pending, 1), make(chan bool, 1)
	b.waiting = append(b.waiting, p)
	b.mu.Unlock()

	select {
	case batch := <-p.lead:
		return b.run(ctx, p, batch)
	case done := <-p.done:
		return b.orAlone(ctx, p, done)
	case <-ctx.Done():
	}
	b.mu.Lock()
	i := slices.Index(b.waiting, p)
	if i >= 0 {
		b.waiting = slices.Delete(b.waiting, i, i+1)
	}
	b.mu.Unlock()
	if i < 0 { // its turn has come meanwhile: what was handed to it is seen through
		select {
		case batch := <-p.lead:
			return b.run(ctx, p, batch)
		case done := <-p.done:
			return b.orAlone(ctx, p, done)
		}
	}
	return false, fmt.Errorf("appending to the journal: %w", ctx.Err())
}

// next hands the turn to those who wait: the first of them leads a batch of one append a ticket.
func (b *batcher) next() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 {
		b.running--
		return
	}
	first := b.waiting[0]
	tickets := map[uuid.UUID]bool{}
	var batch, left []*pending
	for _, p := range b.waiting {
		ticket := p.entry.TicketID
		if len(batch) < maxBatch && !tickets[ticket] && slices.Equal(p.shut, first.shut) {
			batch = append(batch, p)
		} else {
			left = append(left, p)
		}
		tickets[ticket] = true // later ones of the ticket stay behind it
	}
	b.waiting = left
	first.lead <- batch
}

// run makes a batch for everybody in it; p is its leader.
func (b *batcher) run(ctx context.Context, p *pending, batch []*pending) (done bool, err error) {
	defer b.next()
	if len(batch) == 1 {
		return b.alone(ctx, p)
	}
	made := b.together(ctx, batch)
	for _, other := range batch {
		if other != p {
			other.done <- made[other.entry.TicketID]
		}
	}
	return b.orAlone(ctx, p, made[p.entry.TicketID])
}

// orAlone tries alone what a batch didn't write: either there is a reason, which the caller then hears, or the
// batch as a whole failed.
func (b *batcher) orAlone(ctx context.Context, p *pending, done bool) (bool, error) {
	if done {
		return true, nil
	}
	return b.alone(ctx, p)
}

func (b *batcher) alone(ctx context.Context, p *pending) (done bool, err error) {
	return appended(b.one.QueryRowContext(ctx, p.arguments()...), p.entry)
}

// arguments of the append's statement, but for attachments, which come last.
func (p *pending) arguments() []any {
	e := p.entry
	if e.Kind == desk.Note {
		return []any{e.TicketID, e.ID, e.Body, p.writer}
	}
	arguments := []any{e.TicketID, e.ID, e.Body, p.preview, p.writer, p.seen}
	if e.Author.Kind == desk.ByCustomer {
		arguments = append(arguments, pq.Array(p.shut))
	}
	return arguments
}

// together makes a batch of appends to different tickets and returns the tickets for which it did. All or none are
// made when one violates a constraint: a repeat that races its first copy.
func (b *batcher) together(ctx context.Context, batch []*pending) (made map[uuid.UUID]bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), batchDeadline)
	defer cancel()
	of := make(map[uuid.UUID]*pending, len(batch))
	var tickets, entries []uuid.UUID
	var bodies, previews []string
	var tokens [][]byte
	var agents []uuid.UUID
	var seen []sql.NullInt64
	for _, p := range batch {
		of[p.entry.TicketID] = p
		tickets, entries = append(tickets, p.entry.TicketID), append(entries, p.entry.ID)
		bodies, previews = append(bodies, p.entry.Body), append(previews, p.preview)
		known := sql.NullInt64{}
		if p.seen != nil {
			known = sql.NullInt64{Int64: *p.seen, Valid: true}
		}
		seen = append(seen, known)
		switch writer := p.writer.(type) {
		case []byte:
			tokens = append(tokens, writer)
		case uuid.UUID:
			agents = append(agents, writer)
		}
	}
	arguments := []any{pq.Array(tickets), pq.Array(entries), pq.Array(bodies), pq.Array(previews)}
	if tokens != nil {
		arguments = append(arguments, pq.Array(tokens), pq.Array(seen), pq.Array(batch[0].shut))
	} else {
		arguments = append(arguments, pq.Array(agents), pq.Array(seen))
	}
	rows, err := b.many.QueryContext(ctx, arguments...)
	if err != nil {
		return nil // each tries alone, and tells its caller what is wrong
	}
	defer func() { _ = rows.Close() }() // Err below has what matters
	type head struct {
		seq  int64
		name string
		at   time.Time
	}
	heads := map[uuid.UUID]head{}
	for rows.Next() {
		var ticket uuid.UUID
		var h head
		var notified sql.NullString
		if err := rows.Scan(&ticket, &h.seq, &h.name, &h.at, &notified); err != nil {
			return nil
		}
		heads[ticket] = h
	}
	if rows.Err() != nil { // a violation shows at the end: nothing was written
		return nil
	}
	made = make(map[uuid.UUID]bool, len(heads))
	for ticket, h := range heads {
		e := of[ticket].entry
		e.Seq, e.Author.Name, e.CreatedAt = h.seq, h.name, h.at
		made[ticket] = true
	}
	return made
}
