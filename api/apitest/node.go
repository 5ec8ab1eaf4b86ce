// Package apitest drives an api node over HTTP and sockets, as browsers do. It is for tests alone.
package apitest

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	temporallog "go.temporal.io/sdk/log"

	"rozmowa/api"
	"rozmowa/files"
	"rozmowa/orders"
	"rozmowa/store"
)

// Patience is how long a test waits for what must come, on a machine that has much else to do.
const Patience = time.Minute

// NoLimits lets tests write as fast as they can.
var NoLimits = api.Limits{StartsPerMinute: -1, MessagesPerMinute: -1, LoginsPerMinute: -1, UploadsPerMinute: -1, TranscriptsPerMinute: -1, InvitationsPerMinute: -1}

// Quiet is a log for tests that look at answers.
var Quiet = slog.New(slog.DiscardHandler)

// Node is a running api server.
type Node struct {
	Server  *api.Server
	Store   *store.Store
	Bucket  *files.Bucket
	URL     string
	HTTP    *http.Client
	stop    context.CancelFunc
	done    chan error
	discard func() error // what was made for it
}

// NoBaseLinker is where nobody answers.
const NoBaseLinker = "http://127.0.0.1:1/connector.php"

// Run starts a node on a free port of the loopback interface. A zero Files, Bucket, Log or Namespace gets one; without a Gate BaseLinker
// can't be reached.
func Run(s *store.Store, engine client.Client, o api.Options) (*Node, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	url := "http://" + l.Addr().String()
	if o.PublicURL == "" {
		o.PublicURL = url
	}
	if o.Files == nil {
		o.Files = fstest.MapFS{}
	}
	if o.Log == nil {
		o.Log = Quiet
	}
	if o.Namespace == "" {
		o.Namespace = "default"
	}
	if o.Gate == nil {
		o.Gate = orders.NewGate(s, NoBaseLinker, o.Secrets, orders.GateOptions{Log: o.Log})
	}
	discard := func() error { return nil }
	if o.Bucket == nil {
		if o.Bucket, discard, err = newBucket(); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	server, err := api.New(s, api.NewEngine(engine), o)
	if err != nil {
		return nil, errors.Join(err, discard(), l.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	n := &Node{Server: server, Store: s, Bucket: o.Bucket, URL: url, stop: cancel, done: make(chan error, 1), discard: discard}
	n.HTTP = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		Timeout:       Patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	go func() { n.done <- server.Run(ctx, l) }()
	return n, nil
}

// Stop stops the node and waits for it.
func (n *Node) Stop() error {
	n.HTTP.CloseIdleConnections()
	n.stop()
	err := errors.Join(<-n.done, n.discard())
	n.done <- err // so that stopping again is harmless
	return err
}

// newBucket makes a bucket in a folder of its own, which discard removes.
func newBucket() (b *files.Bucket, discard func() error, err error) {
	dir, err := os.MkdirTemp("", "rozmowa-files-")
	if err != nil {
		return nil, nil, err
	}
	if b, err = files.Open(context.Background(), dir); err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return b, sync.OnceValue(func() error { return errors.Join(b.Close(), os.RemoveAll(dir)) }), nil
}

// Start starts a node that lasts as long as the test and waits until it is ready.
func Start(t *testing.T, s *store.Store, engine client.Client, o api.Options) *Node {
	t.Helper()
	n, err := Run(s, engine, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, n.Stop()) })
	n.AwaitListening(t)
	return n
}

// AwaitListening waits until the node hears the database's notifications.
func (n *Node) AwaitListening(t require.TestingT) {
	Eventually(t, n.Server.Hub().Listening, "the hub listens")
}

// AwaitSockets waits until the node has so many sockets.
func (n *Node) AwaitSockets(t require.TestingT, want int) {
	Eventually(t, func() bool { return n.Server.Hub().Sockets() == want }, "the node's sockets are counted")
}

// Eventually waits for a condition.
func Eventually(t require.TestingT, holds func() bool, what string) {
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.C:
			require.FailNow(t, "waited in vain", what)
		}
	}
}

// OpenStore opens a store that lasts as long as the test.
func OpenStore(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{MaxConns: 12})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// Exec does in a database what no method of the store does.
func Exec(t require.TestingT, url, query string, args ...any) {
	db, err := sql.Open("postgres", url)
	require.NoError(t, err)
	_, err = db.Exec(query, args...)
	require.NoError(t, errors.Join(err, db.Close()))
}

// NoEngine is a client of an engine that is not there.
func NoEngine(t *testing.T) client.Client {
	t.Helper()
	return Engine(t, "127.0.0.1:1")
}

// Engine is a client of the engine at the address, which may be away.
func Engine(t *testing.T, address string) client.Client {
	t.Helper()
	c, err := client.NewLazyClient(client.Options{HostPort: address, Logger: temporallog.NewStructuredLogger(Quiet)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}
