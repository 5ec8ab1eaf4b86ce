package bench

import (
	"context"
	"errors"
	"io"

	"rozmowa/bench/fill"
	"rozmowa/store"
)

// ManyTickets is what the lists' goals are for.
const ManyTickets = 1_000_000

// FillOptions of a fill.
type FillOptions struct {
	Tickets int
	Seed    uint64
	// Database is the postgres:// address of an empty database. Without it the tickets go to a stack of the bench's own,
	// kept in Folder, where Lists finds them.
	Database, Folder string
	// Out gets the progress.
	Out io.Writer
}

// Fill fills a database with believable tickets. Everything it started has ended when it returns.
func Fill(ctx context.Context, o FillOptions) (err error) {
	say := progress(o.Out)
	if o.Database != "" {
		if err := store.Migrate(ctx, o.Database); err != nil {
			return err
		}
		return fillDatabase(ctx, o.Database, o.Tickets, o.Seed, say)
	}
	say("starting Postgres")
	s, err := openSite(ctx, "", o.Folder)
	if err != nil {
		return withCause(ctx, err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := fillDatabase(s.ctx, s.stack.DatabaseURL, o.Tickets, o.Seed, say); err != nil {
		return withCause(s.ctx, err)
	}
	return nil
}

// fillDatabase fills a migrated database and says what it made.
func fillDatabase(ctx context.Context, database string, tickets int, seed uint64, say func(format string, args ...any)) error {
	free, err := fill.DiskOf(ctx, database)
	if err != nil {
		say("nobody looks after the disk: %v", err)
	}
	say("filling in %d tickets", tickets)
	made, err := fill.Run(ctx, fill.Options{Database: database, Tickets: tickets, Seed: seed, Free: free, Say: say})
	if err != nil {
		return err
	}
	say("%s", made)
	return nil
}
