package store

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
)

// MigrateTo brings an older database up to a version of the schema.
func MigrateTo(ctx context.Context, url string, version int64) error {
	return migrated(url, func(p *goose.Provider) error {
		_, err := p.UpTo(ctx, version)
		return err
	})
}

// MigrateDown undoes the newest migration.
func MigrateDown(ctx context.Context, url string) error {
	return migrated(url, func(p *goose.Provider) error {
		_, err := p.Down(ctx)
		return err
	})
}

// OpenOn makes a Store on connections that a test has made.
func OpenOn(ctx context.Context, db *sqlx.DB, url string) (*Store, error) {
	s := &Store{db: db, url: url, search: usualWay}
	return s, s.stmts.prepare(ctx, db)
}

// DB is for looking at rows and setting up what no method does.
func (s *Store) DB() *sqlx.DB { return s.db }

// MaxAppends is how many append statements are under way at once.
const MaxAppends = maxAppends

// WaitingMessages is how many customers' messages wait for their turn.
func (s *Store) WaitingMessages() int {
	b := &s.stmts.visitors
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiting)
}

// SearchWay is how much a search looks at before it goes another way.
type SearchWay struct {
	AtOnce, FewHits, Walk int
	Stretches             []int
}

// SetSearchWay has searches of few tickets go the ways of many.
func (s *Store) SetSearchWay(w SearchWay) {
	s.search = searchWay{atOnce: w.AtOnce, fewHits: w.FewHits, walk: w.Walk, stretches: w.Stretches}
}

// Write tries to change what was.
func (p *Past) Write(ctx context.Context) error {
	_, err := p.tx.ExecContext(ctx, `UPDATE tickets SET subject = 'changed'`)
	return err
}
