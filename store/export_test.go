package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"rozmowa/desk"
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
type SearchWay struct{ AtOnce, Spare, WalkCost int }

// SetSearchWay has searches of few tickets go the ways of many.
func (s *Store) SetSearchWay(w SearchWay) {
	s.search = searchWay{atOnce: w.AtOnce, spare: w.Spare, walkCost: w.WalkCost}
}

// ListTickets returns a page of a view without a filter, newest message first.
func (s *Store) ListTickets(ctx context.Context, view desk.View, agent uuid.UUID, after Cursor, limit int) ([]desk.Ticket, error) {
	if after != (Cursor{}) {
		after.Sort = desk.SortRecent
	}
	return s.FindTickets(ctx, TicketQuery{View: view, Sort: desk.SortRecent, Agent: agent, After: after, Limit: limit})
}

// Write tries to change what was.
func (p *Past) Write(ctx context.Context) error {
	_, err := p.tx.ExecContext(ctx, `UPDATE tickets SET subject = 'changed'`)
	return err
}
