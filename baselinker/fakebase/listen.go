package fakebase

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Running is a stand-in that listens. Close it.
type Running struct {
	*Server
	// URL is the API's whole address, ControlURL that of the control endpoint, without a slash at the end.
	URL, ControlURL string

	servers []*http.Server
	ended   chan error // one for each of servers
	busy    sync.WaitGroup
}

// Listen serves a stand-in and its control endpoint on ports of this machine; port 0 is a free one. Nobody else reaches them.
func Listen(ctx context.Context, s *Server, port, controlPort int) (*Running, error) {
	r := &Running{Server: s, ended: make(chan error, 2)}
	for _, each := range []struct {
		port    int
		handler http.Handler
		url     *string
	}{{port, s, &r.URL}, {controlPort, s.Control(), &r.ControlURL}} {
		var config net.ListenConfig
		listener, err := config.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", each.port))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("BaseLinker's stand-in: %w", err), r.Close())
		}
		*each.url = "http://" + listener.Addr().String()
		handler := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			r.busy.Add(1)
			defer r.busy.Done()
			each.handler.ServeHTTP(w, req)
		})
		server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: silent}
		r.servers = append(r.servers, server)
		go func() { r.ended <- server.Serve(listener) }()
	}
	r.URL += Path
	return r, nil
}

// Close ends what waits in the stand-in and stops listening; connections are cut.
func (r *Running) Close() (err error) {
	r.letGo()
	for _, server := range r.servers {
		err = errors.Join(err, server.Close())
	}
	for range r.servers {
		if ended := <-r.ended; !errors.Is(ended, http.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
	}
	r.servers = nil
	r.busy.Wait() // what is under way is kept yet
	return errors.Join(err, r.Server.Close())
}

// silent: a connection that a fault breaks is no news.
var silent = log.New(io.Discard, "", 0)

// TB is what Start needs of a *testing.T.
type TB interface {
	Helper()
	Context() context.Context
	Cleanup(func())
	Errorf(format string, args ...any)
	FailNow()
}

// Start runs a stand-in for a test, until its end.
func Start(t TB, c Config) *Running {
	t.Helper()
	r, err := Listen(t.Context(), New(c), 0, 0)
	if err != nil {
		t.Errorf("%v", err)
		t.FailNow()
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("stop BaseLinker's stand-in: %v", err)
		}
	})
	return r
}
