// Package store keeps the help desk in Postgres: one file a noun, its SQL beside it. Every method takes
// the caller's claim (a visitor's token, an agent) where the row has an owner, and checks it in the same
// statement that reads or writes.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"rozmowa/desk"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The channels of pg_notify.
const (
	// EntriesChannel carries "<ticket>:<seq>" for every appended entry.
	EntriesChannel = "entries"
	// TypingChannel carries a TypingNotice as JSON.
	TypingChannel = "typing"
	// AccessChannel carries an agent's id when their access may have changed.
	AccessChannel = "access"
	// SettingsChannel carries a channel's id when an admin has changed it.
	SettingsChannel = "channels"
	// VocabularyChannel tells that what tickets' properties are made of has changed, and in which table.
	VocabularyChannel = "vocabulary"
	// ContactsChannel tells that contacts have changed.
	ContactsChannel = "contacts"
	// RingChannel carries a ticket's id when its customer waits too long.
	RingChannel = "ring"
	// ReceiptsChannel carries a ReceiptNotice as JSON.
	ReceiptsChannel = "receipts"
	// JudgementsChannel carries a JudgementNotice for each customer's message that was judged.
	JudgementsChannel = "judgements"
	// PresenceChannel carries a PresenceNotice as JSON.
	PresenceChannel = "presence"
	// NoticesChannel carries an agent's id when what they are told of has changed: they were mentioned, given a ticket,
	// or have read of it.
	NoticesChannel = "notices"
	// OrdersChannel carries a ticket's id when the orders that belong to it have changed.
	OrdersChannel = "orders"
)

// Store is safe for concurrent use.
type Store struct {
	db *sqlx.DB
	// url is kept for the listeners, which need connections of their own.
	url    string
	stmts  statements
	search searchWay
}

// Options of a Store.
type Options struct {
	// MaxConns limits the connections of this process; 0 means 16. On a small machine more only queue up
	// inside Postgres.
	MaxConns int
}

// Open connects to the database at url (a postgres:// address) and prepares the statements of the message
// path. The schema must be there: see Migrate. It fails when Postgres is away; once open, the store
// reconnects by itself.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	if o.MaxConns == 0 {
		o.MaxConns = 16
	}
	db, err := sqlx.ConnectContext(ctx, "postgres", url)
	if err != nil {
		return nil, fmt.Errorf("connecting to Postgres: %w", err)
	}
	db.SetMaxOpenConns(o.MaxConns)
	db.SetMaxIdleConns(o.MaxConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s := &Store{db: db, url: url, search: usualWay}
	if err := s.stmts.prepare(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Close closes the connections.
func (s *Store) Close() error { return s.db.Close() }

// Ping reports whether Postgres answers.
func (s *Store) Ping(ctx context.Context) error { return s.db.PingContext(ctx) }

// Migrate brings the schema at url to this program's version. Several processes may call it at once: an
// advisory lock lets one work and the others wait.
func Migrate(ctx context.Context, url string) error {
	return migrated(url, func(p *goose.Provider) error {
		_, err := p.Up(ctx)
		return err
	})
}

// migrated runs migrations on the database.
func migrated(url string, run func(*goose.Provider) error) (err error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// Who finds the lock taken looks again every second (the default is five), for five minutes.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	if err := run(provider); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}

// inTx runs work in a transaction, which it commits unless work fails.
func (s *Store) inTx(ctx context.Context, work func(*sqlx.Tx) error) error {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	if err := work(tx); err != nil {
		_ = tx.Rollback() // the error that matters is work's
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing a transaction: %w", err)
	}
	return nil
}

// affects reports whether a statement touched a row.
func affects(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// uuids scans an array of Postgres.
type uuids []uuid.UUID

// Scan implements sql.Scanner.
func (ids *uuids) Scan(from any) error { return pq.Array((*[]uuid.UUID)(ids)).Scan(from) }

// notFound is the answer for what isn't there and for what isn't the caller's, alike.
func notFound(noun string) error {
	return desk.Errorf(desk.NotFound, noun+"_not_found", "there is no such %s", noun)
}

// one reads the row that the query finds. Error: not found.
func one[Row any](ctx context.Context, q sqlx.QueryerContext, noun, query string, args ...any) (Row, error) {
	var row Row
	err := sqlx.GetContext(ctx, q, &row, query, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return row, notFound(noun)
	}
	if err != nil {
		return row, fmt.Errorf("reading a %s: %w", noun, err)
	}
	return row, nil
}

func isUniqueViolation(err error) bool { return pq.As(err, pqerror.UniqueViolation) != nil }

func isForeignKeyViolation(err error) bool { return pq.As(err, pqerror.ForeignKeyViolation) != nil }
