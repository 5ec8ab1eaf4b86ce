package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rozmowa/bench/fill"
	"rozmowa/store"
)

const (
	indexBatch = 2000
	bulk       = 50_000 // tickets
	sayIndexed = 10 * time.Second
)

// archive is a filled database and the api on it.
type archive struct {
	database  string // its postgres:// address
	db        *sqlx.DB
	tickets   int
	program   *program // nil until it is started
	questions []question
}

func openArchive(ctx context.Context, database string) (*archive, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", database)
	if err != nil {
		return nil, fmt.Errorf("opening the filled database: %w", err)
	}
	a := &archive{database: database, db: db}
	if err := a.count(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

func (a *archive) count(ctx context.Context) error {
	if err := a.db.GetContext(ctx, &a.tickets, `SELECT count(*) FROM tickets`); err != nil {
		return fmt.Errorf("counting the tickets: %w", err)
	}
	return nil
}

// makeSearchable does what the worker does in the background, on a database from before there was a search, or where the
// disk was too short for it.
func (a *archive) makeSearchable(ctx context.Context, say func(format string, args ...any)) (err error) {
	s, err := store.Open(ctx, a.database, store.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	backlog, err := s.SearchBacklog(ctx)
	if err != nil {
		return err
	}
	if backlog.Tickets > bulk { // an index is built at once in a fraction of the time
		if _, err := a.db.ExecContext(ctx, `DROP INDEX IF EXISTS ticket_search_by_period`); err != nil {
			return fmt.Errorf("dropping the index of words: %w", err)
		}
	}
	began, said, tickets := time.Now(), time.Now(), 0
	for more := true; more; {
		done, err := s.IndexTickets(ctx, indexBatch)
		if err != nil {
			return err
		}
		tickets, more = tickets+done.Tickets, done.More
		if time.Since(said) > sayIndexed || !more && tickets > 0 {
			said = time.Now()
			say("%d tickets were made searchable, %.0f a second", tickets, float64(tickets)/time.Since(began).Seconds())
		}
	}
	if err := fill.IndexWords(ctx, a.db.DB); err != nil || tickets == 0 {
		return err
	}
	if _, err := a.db.ExecContext(ctx, `VACUUM (ANALYZE) ticket_search, tickets, closed_tags`); err != nil {
		return fmt.Errorf("vacuuming: %w", err)
	}
	return nil
}

// describe tells how large the database is; what is counted in tens of thousands is as Postgres last counted it.
func (a *archive) describe(ctx context.Context) (text string, err error) {
	err = a.db.GetContext(ctx, &text, `
		SELECT format('%s tickets, of which %s are open, about %s entries and %s readings, in %s', $1::int,
		    (SELECT count(*) FROM tickets WHERE state <> 'closed'),
		    (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'entries'::regclass),
		    (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'reads'::regclass),
		    pg_size_pretty(pg_database_size(current_database())))`, a.tickets)
	if err != nil {
		return "", fmt.Errorf("measuring the database: %w", err)
	}
	return text, nil
}

// close ends the program too.
func (a *archive) close() (err error) {
	if a.program != nil {
		err = a.program.stop()
	}
	return errors.Join(err, a.db.Close())
}
