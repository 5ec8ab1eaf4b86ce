package devstack

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"
)

// TestPostgres is a throw-away Postgres for the tests of one package, started in
// its TestMain. It has all methods of a Stack without Temporal.
type TestPostgres struct{ *Stack }

// PostgresForTest starts a Postgres on a free port of the loopback interface
// with its data in a temporary folder. Stop removes both. It never vacuums nor
// analyzes by itself: a test of plans says when, and while autovacuum analyzes a
// table, the test's own VACUUM can't mark pages as visible to all.
//
// It owns a goroutine until Stop; a leak check in the tests should be told to
// ignore what runs when the first test begins (goleak.IgnoreCurrent).
func PostgresForTest(ctx context.Context) (*TestPostgres, error) {
	s, err := start(ctx, Options{
		Ephemeral: true, PostgresSettings: map[string]string{"autovacuum": "off"},
	}, true, false)
	if err != nil {
		return nil, err
	}
	return &TestPostgres{s}, nil
}

// NewDatabase makes an empty database and returns its URL. An empty name means
// one that nobody else uses.
func (t *TestPostgres) NewDatabase(ctx context.Context, name string) (url string, err error) {
	return t.create(ctx, name, "template0")
}

// NewTemplate makes a database, has fill prepare it (run the migrations) and
// closes it, so that FromTemplate can copy it. fill's connections may still be
// open when it returns; they are ended.
func (t *TestPostgres) NewTemplate(ctx context.Context, name string, fill func(ctx context.Context, url string) error) error {
	url, err := t.create(ctx, name, "template0")
	if err != nil {
		return err
	}
	if err := fill(ctx, url); err != nil {
		return fmt.Errorf("fill the template %s: %w", name, err)
	}
	return t.admin(func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, `ALTER DATABASE `+pq.QuoteIdentifier(name)+` ALLOW_CONNECTIONS false`); err != nil {
			return fmt.Errorf("close the template %s: %w", name, err)
		}
		// With a time limit it returns when the session is really gone.
		_, err := db.ExecContext(ctx, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1`, name)
		if err != nil {
			return fmt.Errorf("close the template %s: %w", name, err)
		}
		return nil
	})
}

// FromTemplate makes a copy of the template under a name of its own (empty: one
// that nobody else uses) and returns its URL. Tests may call it at the same time.
func (t *TestPostgres) FromTemplate(ctx context.Context, template, name string) (url string, err error) {
	return t.create(ctx, name, template)
}

// DropDatabase removes a database, ending the sessions that are in it. Stop does
// it for all.
func (t *TestPostgres) DropDatabase(ctx context.Context, name string) error {
	return t.admin(func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, `DROP DATABASE `+pq.QuoteIdentifier(name)+` WITH (FORCE)`); err != nil {
			return fmt.Errorf("drop the database %s: %w", name, err)
		}
		return nil
	})
}

func (t *TestPostgres) create(ctx context.Context, name, template string) (string, error) {
	if name == "" {
		name = "test_" + strings.ToLower(rand.Text())
	}
	if len(name) > 63 { // Postgres would cut it and say nothing
		return "", errors.New("devstack: the name of a database is at most 63 bytes long")
	}
	err := t.admin(func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name)+` TEMPLATE `+pq.QuoteIdentifier(template))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make the database %s: %w", name, err)
	}
	return t.postgres.url(name), nil
}

func (t *TestPostgres) admin(do func(*sql.DB) error) error {
	return withDB(t.postgres.url("postgres"), do)
}

// TestTemporal is a throw-away Temporal dev server for the tests of one package,
// started in its TestMain. It has all methods of a Stack without Postgres.
type TestTemporal struct{ *Stack }

// TemporalForTest starts a Temporal in memory, without UI, on a free port of the
// loopback interface, with SearchAttributes in the namespace "default". Like
// PostgresForTest it owns a goroutine until Stop.
func TemporalForTest(ctx context.Context) (*TestTemporal, error) {
	s, err := start(ctx, Options{Ephemeral: true, Headless: true}, false, true)
	if err != nil {
		return nil, err
	}
	return &TestTemporal{s}, nil
}
