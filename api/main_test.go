package api_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"

	"go.temporal.io/sdk/client"
	temporallog "go.temporal.io/sdk/log"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/devstack/testmain"
	"rozmowa/store"
	"rozmowa/worker"
)

var (
	servers testmain.Servers
	// shared is a node without an engine, for all tests that make companies of their own on it: nothing happens on it but what a
	// test does.
	shared    *apitest.Node
	sharedURL string
	// worked is a node with an engine and a worker, which may do its part between any two steps of a test.
	worked *apitest.Node
)

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, testmain.Need{Temporal: true}, serve)) }

// serve starts both shared nodes, and the worker of one.
func serve(ctx context.Context, on testmain.Servers) (stop func() error, err error) {
	servers = on
	var stops []func() error
	stop = func() (err error) {
		for _, each := range slices.Backward(stops) {
			err = errors.Join(err, each())
		}
		return err
	}
	start := func(engine client.Client) (n *apitest.Node, url string, err error) {
		stops = append(stops, func() error { engine.Close(); return nil })
		if url, err = servers.NewShared(ctx); err != nil {
			return nil, "", err
		}
		s, err := store.Open(ctx, url, store.Options{})
		if err != nil {
			return nil, "", err
		}
		stops = append(stops, s.Close)
		if n, err = apitest.Run(s, engine, api.Options{Limits: apitest.NoLimits, TemporalUI: "http://ui.example/"}); err == nil {
			stops = append(stops, n.Stop)
		}
		return n, url, err
	}
	quiet := temporallog.NewStructuredLogger(apitest.Quiet)
	away, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1", Logger: quiet})
	if err != nil {
		return nil, err
	}
	if shared, sharedURL, err = start(away); err != nil {
		return nil, errors.Join(err, stop())
	}
	engine, err := client.DialContext(ctx, client.Options{HostPort: servers.Temporal.TemporalAddress, Logger: quiet})
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	if worked, _, err = start(engine); err != nil {
		return nil, errors.Join(err, stop())
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		done <- worker.Run(ctx, engine, worked.Store, worker.Options{
			PublicURL: worked.URL, Bucket: worked.Bucket, Gate: worked.Server.Gate, Log: apitest.Quiet,
		})
	}()
	stops = append(stops, func() error { cancel(); return <-done })
	return stop, nil
}

// newCompany makes a company of its own on the shared node, where no worker joins, judges or indexes anything.
func newCompany(t *testing.T) *apitest.Company {
	t.Helper()
	shared.AwaitListening(t)
	return apitest.NewCompany(t, shared)
}

// newWorkedCompany makes a company of its own on the node that has a worker.
func newWorkedCompany(t *testing.T) *apitest.Company {
	t.Helper()
	worked.AwaitListening(t)
	return apitest.NewCompany(t, worked)
}

// newNode starts a node with a database of its own, and no engine.
func newNode(t *testing.T, o api.Options) *apitest.Node {
	t.Helper()
	return apitest.Start(t, apitest.OpenStore(t, servers.NewDatabase(t)), apitest.NoEngine(t), o)
}
