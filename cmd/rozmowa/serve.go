package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"
	temporallog "go.temporal.io/sdk/log"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"

	"rozmowa/api"
	"rozmowa/files"
	"rozmowa/orders"
	"rozmowa/store"
	"rozmowa/web"
	"rozmowa/worker"
)

// parts says which halves of the program a process runs.
type parts struct{ api, worker bool }

var (
	both       = parts{api: true, worker: true}
	apiOnly    = parts{api: true}
	workerOnly = parts{worker: true}
)

// serve runs until ctx ends.
func serve(ctx context.Context, c *config, p parts) (err error) {
	if err := c.requireServers(); err != nil {
		return err
	}
	var listener net.Listener
	if p.api {
		if listener, err = listen(ctx, c.address); err != nil {
			return err
		}
	}
	return serveOn(ctx, c, p, listener, func() {})
}

// listen takes the api's port; in use is an error that says what to do.
func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("address %s, meant for the api, is in use: stop what holds it or set %s (dev: %s) to another",
			address, varAddress.name, varPort.name)
	}
	return l, err
}

// serveOn runs the parts on servers that exist; the listener is the api's, nil without it. ready is called when
// the api takes requests.
func serveOn(ctx context.Context, c *config, p parts, listener net.Listener, ready func()) (err error) {
	s, err := store.Open(ctx, c.databaseURL, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	bucket, err := files.Open(ctx, c.files)
	if err != nil {
		return fmt.Errorf("%s: %w", varFiles.name, err)
	}
	defer func() { err = errors.Join(err, bucket.Close()) }()
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(registry), otelprometheus.WithoutScopeInfo())
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	meters := metric.NewMeterProvider(metric.WithReader(exporter))
	defer func() { err = errors.Join(err, meters.Shutdown(context.WithoutCancel(ctx))) }()
	engine, err := client.NewLazyClient(client.Options{
		HostPort: c.temporalAddress, Namespace: c.namespace,
		// An engine that comes back is found within seconds; gRPC's own backoff grows to two minutes.
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 2 * time.Second},
			MinConnectTimeout: 3 * time.Second,
		})}},
		Logger: temporallog.NewStructuredLogger(c.log.With("part", "temporal")),
		MetricsHandler: opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{
			Meter: meters.Meter("temporal"),
		}),
	})
	if err != nil {
		return fmt.Errorf("temporal client: %w", err)
	}
	defer engine.Close()

	gate := orders.NewGate(s, c.baseLinkerURL, c.secrets, orders.GateOptions{Metrics: registry, Log: c.log})
	defer gate.Close()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var tasks sync.WaitGroup
	errs := make(chan error, 3)
	start := func(run func() error) {
		tasks.Go(func() {
			errs <- run()
			cancel() // one part that ends ends the other
		})
	}
	var bell chan struct{} // from the api's listener to the worker's relay, where one process runs both
	var ring func()
	if p == both {
		bell = make(chan struct{}, 1)
		ring = func() {
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	}
	if p.worker {
		start(func() error {
			return worker.Run(ctx, engine, s, worker.Options{
				PublicURL: c.publicURL, Bucket: bucket, Secrets: c.secrets, PrivateWebhooks: c.privateHooks, Gate: gate, Bell: bell, Log: c.log, Metrics: registry,
			})
		})
	}
	if p == workerOnly && c.workerAddress != "" {
		l, err := listen(ctx, c.workerAddress)
		if err != nil {
			cancel()
			tasks.Wait()
			return err
		}
		start(func() error { return serveProbes(ctx, l, registry, c.metricsToken) })
	}
	if p.api {
		server, err := api.New(s, api.NewEngine(engine), api.Options{
			PublicURL: c.publicURL, TemporalUI: c.temporalUI, Namespace: c.namespace, TrustedProxies: c.trustedProxies,
			Now:          func() time.Time { return time.Now().Add(c.clockShift) },
			MetricsToken: c.metricsToken, Limits: c.limits, Bucket: bucket, Secrets: c.secrets, Gate: gate, BaseLinkerPanelURL: c.baseLinkerPanel, Files: web.Files(), Demo: c.demo, OnEntries: ring, Metrics: registry, Log: c.log,
		})
		if err != nil {
			cancel()
			tasks.Wait()
			return errors.Join(err, listener.Close())
		}
		start(func() error { return server.Run(ctx, listener) })
		c.log.Info("serving", "address", listener.Addr().String())
	}
	ready()
	tasks.Wait()
	close(errs)
	for e := range errs {
		err = errors.Join(err, e)
	}
	return err
}

func migrate(ctx context.Context, c *config) error {
	if c.databaseURL == "" {
		return errors.New("DATABASE_URL is not set: give a postgres:// address")
	}
	return store.Migrate(ctx, c.databaseURL)
}
