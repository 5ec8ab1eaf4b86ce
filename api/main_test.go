package api_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	temporallog "go.temporal.io/sdk/log"
	"go.uber.org/goleak"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/devstack"
	"rozmowa/store"
	"rozmowa/worker"
)

const template = "rozmowa_template"

var (
	postgres *devstack.TestPostgres
	temporal *devstack.TestTemporal
	// shared is a node with an engine and a worker, for all tests that make companies of their own on it.
	shared    *apitest.Node
	sharedURL string
)

func TestMain(m *testing.M) {
	flag.Parse()
	if worker := flag.Lookup("test.fuzzworker"); worker != nil && worker.Value.String() == "true" {
		os.Exit(m.Run()) // fuzz targets need no servers
	}
	os.Exit(run(m))
}

func run(m *testing.M) (code int) {
	before := goleak.IgnoreCurrent()
	stop, err := start(context.Background())
	if err == nil {
		code = m.Run()
	}
	if err := errors.Join(err, stop()); err != nil {
		return failed("starting and stopping the servers", err)
	}
	if code != 0 {
		return code
	}
	if err := goleak.Find(before); err != nil {
		return failed("looking for goroutines left behind", err)
	}
	return 0
}

// start starts everything; stop is to be called after an error too.
func start(ctx context.Context) (stop func() error, err error) {
	var starting sync.WaitGroup
	var errs [2]error
	starting.Go(func() {
		if postgres, errs[0] = devstack.PostgresForTest(ctx); errs[0] == nil {
			errs[0] = postgres.NewTemplate(ctx, template, store.Migrate)
		}
	})
	starting.Go(func() { temporal, errs[1] = devstack.TemporalForTest(ctx) })
	starting.Wait()
	stopServing := nothing
	if err = errors.Join(errs[:]...); err == nil {
		stopServing, err = serve(ctx)
	}
	return func() error {
		err := stopServing()
		if postgres != nil {
			err = errors.Join(err, postgres.Stop(ctx))
		}
		if temporal != nil {
			err = errors.Join(err, temporal.Stop(ctx))
		}
		return err
	}, err
}

func failed(doing string, err error) int {
	fmt.Fprintf(os.Stderr, "%s: %v\n", doing, err)
	return 1
}

// serve starts the shared node and its worker.
func serve(ctx context.Context) (stop func() error, err error) {
	if sharedURL, err = postgres.FromTemplate(ctx, template, "shared"); err != nil {
		return nothing, err
	}
	s, err := store.Open(ctx, sharedURL, store.Options{})
	if err != nil {
		return nothing, err
	}
	engine, err := client.DialContext(ctx, client.Options{HostPort: temporal.TemporalAddress, Logger: temporallog.NewStructuredLogger(apitest.Quiet)})
	if err != nil {
		return nothing, errors.Join(err, s.Close())
	}
	if shared, err = apitest.Run(s, engine, api.Options{Limits: apitest.NoLimits, TemporalUI: "http://ui.example/"}); err != nil {
		engine.Close()
		return nothing, errors.Join(err, s.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	worked := make(chan error, 1)
	go func() {
		worked <- worker.Run(ctx, engine, s, worker.Options{PublicURL: shared.URL, Log: apitest.Quiet})
	}()
	return func() error {
		err := shared.Stop()
		cancel()
		err = errors.Join(err, <-worked)
		engine.Close()
		return errors.Join(err, s.Close())
	}, nil
}

func nothing() error { return nil }

// newCompany makes a company of its own on the shared node.
func newCompany(t *testing.T) *apitest.Company {
	t.Helper()
	shared.AwaitListening(t)
	return apitest.NewCompany(t, shared)
}

func newDatabase(t *testing.T) string {
	t.Helper()
	url, err := postgres.FromTemplate(t.Context(), template, "")
	require.NoError(t, err)
	return url
}

// newNode starts a node with a database of its own, and no engine.
func newNode(t *testing.T, o api.Options) *apitest.Node {
	t.Helper()
	return apitest.Start(t, apitest.OpenStore(t, newDatabase(t)), apitest.NoEngine(t), o)
}
