// Package fill puts years of believable tickets into an empty database: a company with a busy chat and quiet ones,
// customers who write Polish, tickets that are long over and some that are open. What is made follows from a seed, but
// for the times, which count back from the end.
package fill

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"golang.org/x/sync/errgroup"

	"rozmowa/api"
	"rozmowa/desk"
	"rozmowa/store"
)

const (
	// keepFree is what a fill leaves of the disk.
	keepFree = 10 << 30
	// bytesPerTicket is what a ticket takes, with its entries, what agents have read, and the indexes; logBytes is what
	// Postgres's log takes at most (devstack's max_wal_size), and some.
	bytesPerTicket = 6500
	logBytes       = 3 << 30
	// chunkTickets are written in one transaction.
	chunkTickets = 2000
	sayEvery     = 10 * time.Second
)

// Options of a fill.
type Options struct {
	// Database is the postgres:// address of a migrated database without tickets and agents.
	Database string
	Tickets  int
	Seed     uint64
	// Until is when the newest ticket may have come; zero: now.
	Until time.Time
	// Free returns how many bytes are free on the disk that the database is on; nil: nobody looks.
	Free func() (uint64, error)
	// Say gets the progress.
	Say func(format string, args ...any)
}

// Made is what stands in the database after a fill.
type Made struct {
	Tickets, Open, Entries, Messages, Reads int
	Took                                    time.Duration
	// Short says why there are fewer tickets than were asked for; empty: there are as many.
	Short string
}

func (m Made) String() string {
	return fmt.Sprintf("%d tickets, of which %d are open, with %d entries, of which %d are messages (%.1f a ticket), and %d readings; %.0f tickets a second",
		m.Tickets, m.Open, m.Entries, m.Messages, float64(m.Messages)/float64(max(m.Tickets, 1)), m.Reads,
		float64(m.Tickets)/max(m.Took.Seconds(), 0.001))
}

// add counts a ticket.
func (m *Made) add(t *ticket) {
	m.Tickets++
	if t.state != desk.Shut {
		m.Open++
	}
	m.Entries += len(t.entries)
	for i := range t.entries {
		if t.entries[i].kind == desk.Message {
			m.Messages++
		}
	}
	m.Reads += len(t.reads)
}

// chunk is what one transaction writes.
type chunk struct {
	tickets []*ticket
	entries []entry // in the order they were written, the tickets mixed, as they lie in a database that grew
}

// Run fills the database. A disk that runs short ends it early, without an error: see Made.Short.
func Run(ctx context.Context, o Options) (made *Made, err error) {
	began := time.Now()
	if o.Until.IsZero() {
		o.Until = began
	}
	db, err := sql.Open("postgres", o.Database)
	if err != nil {
		return nil, fmt.Errorf("filling: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	made = &Made{}
	if o.Tickets, made.Short, err = o.fitting(); err != nil {
		return nil, err
	}
	if made.Short != "" {
		o.Say("%s", made.Short)
	}
	m, err := newMaker(o.Tickets, o.Seed, o.Until)
	if err != nil {
		return nil, err
	}
	if err := m.found(ctx, db, o.Database); err != nil {
		return nil, err
	}
	if err := forgetWords(ctx, db); err != nil {
		return nil, err
	}
	chunks := make(chan chunk, 1)
	tasks, working := errgroup.WithContext(ctx)
	tasks.Go(func() error { return m.make(working, chunks) })
	tasks.Go(func() error { return o.write(working, db, chunks, made) })
	if err := tasks.Wait(); err != nil && !errors.Is(err, errShort) {
		return nil, err
	}
	o.Say("%d tickets are written; indexing their words", made.Tickets)
	if err := IndexWords(ctx, db); err != nil {
		return nil, err
	}
	o.Say("vacuuming")
	if _, err := db.ExecContext(ctx, `VACUUM (FREEZE, ANALYZE)`); err != nil {
		return nil, fmt.Errorf("vacuuming: %w", err)
	}
	made.Took = time.Since(began)
	return made, nil
}

// fitting returns how many of the tickets the disk takes, and why it isn't all.
func (o *Options) fitting() (tickets int, short string, err error) {
	if o.Tickets < 1 {
		return 0, "", errors.New("a fill makes at least one ticket")
	}
	if o.Free == nil {
		return o.Tickets, "", nil
	}
	free, err := o.Free()
	if err != nil {
		return 0, "", fmt.Errorf("looking at the disk: %w", err)
	}
	fit := int((int64(free) - keepFree - logBytes) / bytesPerTicket)
	if fit >= o.Tickets {
		return o.Tickets, "", nil
	}
	if fit < 1 {
		return 0, "", fmt.Errorf("the disk has only %s free, of which %s are to stay free", gigabytes(free), gigabytes(keepFree))
	}
	return fit, fmt.Sprintf("%d tickets instead of %d: the disk has %s free, of which %s are to stay free", fit, o.Tickets,
		gigabytes(free), gigabytes(keepFree)), nil
}

// errShort ends a fill that the disk has no more room for.
var errShort = errors.New("the disk is nearly full")

func gigabytes(bytes uint64) string { return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30)) }

// found makes the chats, the agents and their vocabulary in a database that has nobody.
func (m *maker) found(ctx context.Context, db *sql.DB, database string) (err error) {
	var used bool
	if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM tickets) OR EXISTS (SELECT FROM agents)`).Scan(&used); err != nil {
		return fmt.Errorf("looking at the database: %w", err)
	}
	if used {
		return errors.New("the database has tickets or agents already: only an empty one is filled")
	}
	s, err := store.Open(ctx, database, store.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	hash, err := api.HashPassword(Password)
	if err != nil {
		return err
	}
	for _, a := range m.agents {
		if err := s.CreateAgent(ctx, *a, hash); err != nil {
			return err
		}
	}
	for _, tag := range tags {
		if _, err := db.ExecContext(ctx, `INSERT INTO tags (id, name, folded) VALUES ($1, $2, $3)`, tag.id, tag.name, desk.FoldWord(tag.name)); err != nil {
			return fmt.Errorf("making a tag: %w", err)
		}
	}
	for i, team := range teams {
		agents := []uuid.UUID{m.agents[i].ID, m.agents[len(m.agents)/2+i].ID}
		if _, err := s.SaveTeam(ctx, desk.Team{ID: team.id, Name: team.name, Agents: agents}); err != nil {
			return err
		}
	}
	for i := range m.channels {
		c := &m.channels[i]
		if err := s.SaveChannel(ctx, &c.Channel); err != nil {
			return err
		}
		for _, a := range c.agents {
			if err := s.GrantChannel(ctx, c.ID, a.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// make makes all tickets, the oldest first.
func (m *maker) make(ctx context.Context, to chan<- chunk) error {
	defer close(to)
	for first := 0; first < m.tickets; first += chunkTickets {
		var c chunk
		for place := first; place < min(first+chunkTickets, m.tickets); place++ {
			t := m.ticket(place)
			c.tickets = append(c.tickets, t)
			c.entries = append(c.entries, t.entries...)
		}
		slices.SortStableFunc(c.entries, func(a, b entry) int { return a.at.Compare(b.at) })
		select {
		case to <- c:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// write writes chunks until there are no more, or the disk is short.
func (o *Options) write(ctx context.Context, db *sql.DB, chunks <-chan chunk, made *Made) error {
	began, said := time.Now(), time.Now()
	for c := range chunks {
		if o.Free != nil {
			free, err := o.Free()
			if err != nil {
				return fmt.Errorf("looking at the disk: %w", err)
			}
			if free < keepFree+uint64(len(c.tickets)*bytesPerTicket) {
				made.Short = fmt.Sprintf("%d tickets instead of %d: with more the disk would have less than %s free",
					made.Tickets, o.Tickets, gigabytes(keepFree))
				o.Say("%s", made.Short)
				return errShort
			}
		}
		if err := c.write(ctx, db); err != nil {
			return err
		}
		for _, t := range c.tickets {
			made.add(t)
		}
		if time.Since(said) > sayEvery {
			said = time.Now()
			o.Say("%d tickets, %d entries; %.0f tickets a second", made.Tickets, made.Entries, float64(made.Tickets)/time.Since(began).Seconds())
		}
	}
	return ctx.Err()
}

// write copies the chunk in one transaction. COPY checks what INSERT checks and is the quickest way in.
func (c *chunk) write(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("filling: %w", err)
	}
	if err := c.copy(ctx, tx); err != nil {
		_ = tx.Rollback() // the error that matters is the copy's
		return fmt.Errorf("filling: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("filling: %w", err)
	}
	return nil
}

func (c *chunk) copy(ctx context.Context, tx *sql.Tx) error {
	err := copyRows(ctx, tx, `COPY tickets (id, channel_id, visitor_token_hash, subject, requester_name, requester_email, locale, page_url,
		state, status, priority, sentiment, context, team_id, tag_ids, agent_id, created_at, closed_at, last_seq, wake_seq, relayed_seq, told_at, last_message_at,
		last_message_from, last_customer_seq, last_reply_seq, closed_seq, preview, awaiting_since) FROM STDIN`, c.tickets, (*ticket).row)
	if err != nil {
		return err
	}
	err = copyRows(ctx, tx, `COPY entries (ticket_id, seq, id, kind, author_kind, author_id, author_name, body, operation, created_at)
		FROM STDIN`, c.entries, entry.row)
	if err != nil {
		return err
	}
	var reads []read
	var watchers []watcher
	for _, t := range c.tickets {
		reads = append(reads, t.reads...)
		for _, id := range t.watchers {
			watchers = append(watchers, watcher{t.id, id})
		}
	}
	if err := copyRows(ctx, tx, `COPY ticket_search (ticket_id, channel_id, last_message_at, seq, tag_ids, words, placed) FROM STDIN`, c.tickets, c.searched()); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, `COPY watchers (ticket_id, agent_id) FROM STDIN`, watchers, watcher.row); err != nil {
		return err
	}
	return copyRows(ctx, tx, `COPY reads (agent_id, ticket_id, seq) FROM STDIN`, reads, read.row)
}

func copyRows[T any](ctx context.Context, tx *sql.Tx, query string, all []T, row func(T) []any) (err error) {
	statement, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, statement.Close()) }()
	for _, one := range all {
		if _, err := statement.ExecContext(ctx, row(one)...); err != nil {
			return err
		}
	}
	_, err = statement.ExecContext(ctx) // flushes
	return err
}

func (t *ticket) row() []any {
	last := int64(len(t.entries))
	return []any{
		t.id, t.channel.ID, t.token, t.subject, t.name, t.email, t.channel.language.locale, t.page,
		string(t.state), t.status, string(t.priority), wordOrNull(string(t.sentiment)), wordOrNull(t.context),
		uuid.NullUUID{UUID: t.team, Valid: t.team != uuid.Nil}, pq.Array(append([]uuid.UUID{}, t.tags...)), idOrNull(t.agent), t.created, timeOrNull(t.closed), last, t.wake, t.wake, t.lastAt, t.lastAt,
		string(t.lastFrom), t.lastCustomer, t.lastReply, t.closedSeq, desk.Preview(t.lastText), timeOrNull(t.awaiting),
	}
}

func (e entry) row() []any {
	var operation any
	if e.operation != nil {
		operation = string(e.operation)
	}
	return []any{e.ticket, e.seq, e.id, string(e.kind), string(e.by), idOrNull(e.agent), e.name, e.body, operation, e.at}
}

func (r read) row() []any { return []any{r.agent.ID, r.ticket, r.seq} }

type watcher struct{ ticket, agent uuid.UUID }

func (w watcher) row() []any { return []any{w.ticket, w.agent} }

func wordOrNull(word string) any {
	if word == "" {
		return nil
	}
	return word
}

func idOrNull(a *desk.Account) uuid.NullUUID {
	if a == nil {
		return uuid.NullUUID{}
	}
	return uuid.NullUUID{UUID: a.ID, Valid: true}
}

func timeOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
