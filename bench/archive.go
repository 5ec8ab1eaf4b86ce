package bench

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
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
