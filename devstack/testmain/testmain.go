// Package testmain runs a package's tests on servers of their own: a throw-away Postgres with a migrated template
// and, where asked for, a throw-away Temporal. For tests only.
package testmain

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"rozmowa/devstack"
	"rozmowa/store"
)

// Servers are what the tests run on.
type Servers struct {
	Postgres *devstack.TestPostgres
	// Temporal is nil unless it was asked for.
	Temporal *devstack.TestTemporal
}

const template = "rozmowa_template"

// Need says which servers a package's tests want.
type Need struct{ Temporal bool }

// Run starts the servers, hands them to begin, runs the tests, calls what begin returned (nil: nothing), stops the
// servers and looks for goroutines left behind. It returns what os.Exit takes. A fuzzing worker gets no servers.
func Run(m *testing.M, n Need, begin func(context.Context, Servers) (end func() error, err error)) int {
	flag.Parse()
	if worker := flag.Lookup("test.fuzzworker"); worker != nil && worker.Value.String() == "true" {
		return m.Run()
	}
	before := goleak.IgnoreCurrent()
	code, err := run(context.Background(), m, n, begin)
	if err == nil && code == 0 {
		err = goleak.Find(before)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the tests' servers:", err)
		return 1
	}
	return code
}

func run(ctx context.Context, m *testing.M, n Need, begin func(context.Context, Servers) (func() error, error)) (code int, err error) {
	s, err := start(ctx, n)
	defer func() { err = errors.Join(err, s.stop(ctx)) }()
	if err != nil {
		return 1, err
	}
	end, err := begin(ctx, s)
	if err != nil {
		return 1, err
	}
	code = m.Run()
	if end != nil {
		err = end()
	}
	return code, err
}

// start starts the servers at the same time. On error those that run are returned too.
func start(ctx context.Context, n Need) (s Servers, err error) {
	var starting sync.WaitGroup
	var errs [2]error
	starting.Go(func() {
		if s.Postgres, errs[0] = devstack.PostgresForTest(ctx); errs[0] == nil {
			errs[0] = s.Postgres.NewTemplate(ctx, template, store.Migrate)
		}
	})
	if n.Temporal {
		starting.Go(func() { s.Temporal, errs[1] = devstack.TemporalForTest(ctx) })
	}
	starting.Wait()
	return s, errors.Join(errs[:]...)
}

func (s Servers) stop(ctx context.Context) (err error) {
	if s.Postgres != nil {
		err = s.Postgres.Stop(ctx)
	}
	if s.Temporal != nil {
		err = errors.Join(err, s.Temporal.Stop(ctx))
	}
	return err
}

// NewDatabase makes a migrated database and returns its address.
func (s Servers) NewDatabase(t testing.TB) (url string) {
	t.Helper()
	url, err := s.NewShared(t.Context())
	require.NoError(t, err)
	return url
}

// NewShared makes a migrated database for the tests of a whole package.
func (s Servers) NewShared(ctx context.Context) (url string, err error) {
	return s.Postgres.FromTemplate(ctx, template, "")
}

// Keep is a begin that only keeps the servers.
func Keep(to *Servers) func(context.Context, Servers) (func() error, error) {
	return func(_ context.Context, s Servers) (func() error, error) {
		*to = s
		return nil, nil
	}
}
