package api_test

import (
	"context"
	"errors"
	"os"
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
	// shared is a node with an engine and a worker, for all tests that make companies of their own on it.
	shared    *apitest.Node
	sharedURL string
)

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, testmain.Need{Temporal: true}, serve)) }

// serve starts the shared node and its worker.
func serve(ctx context.Context, on testmain.Servers) (stop func() error, err error) {
	servers = on
	if sharedURL, err = servers.NewShared(ctx); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, sharedURL, store.Options{})
	if err != nil {
		return nil, err
	}
	engine, err := client.DialContext(ctx, client.Options{HostPort: servers.Temporal.TemporalAddress, Logger: temporallog.NewStructuredLogger(apitest.Quiet)})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if shared, err = apitest.Run(s, engine, api.Options{Limits: apitest.NoLimits, TemporalUI: "http://ui.example/"}); err != nil {
		engine.Close()
		return nil, errors.Join(err, s.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	worked := make(chan error, 1)
	go func() {
		worked <- worker.Run(ctx, engine, s, worker.Options{PublicURL: shared.URL, Bucket: shared.Bucket, Log: apitest.Quiet})
	}()
	return func() error {
		err := shared.Stop()
		cancel()
		err = errors.Join(err, <-worked)
		engine.Close()
		return errors.Join(err, s.Close())
	}, nil
}

// newCompany makes a company of its own on the shared node.
func newCompany(t *testing.T) *apitest.Company {
	t.Helper()
	shared.AwaitListening(t)
	return apitest.NewCompany(t, shared)
}

// newNode starts a node with a database of its own, and no engine.
func newNode(t *testing.T, o api.Options) *apitest.Node {
	t.Helper()
	return apitest.Start(t, apitest.OpenStore(t, servers.NewDatabase(t)), apitest.NoEngine(t), o)
}
