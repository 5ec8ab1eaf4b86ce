package devstack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// The variables that a PortInUseError names; cmd/rozmowa reads them.
const (
	PostgresPortVariable   = "ROZMOWA_POSTGRES_PORT"
	TemporalPortVariable   = "ROZMOWA_TEMPORAL_PORT"
	TemporalUIPortVariable = "ROZMOWA_TEMPORAL_UI_PORT"
)

// PortInUseError means that a port which was asked for by number is taken.
type PortInUseError struct {
	Port     int
	For      string // what wanted it: "Postgres", "Temporal", "the Temporal UI"
	Variable string // the environment variable that changes it
}

func (e *PortInUseError) Error() string {
	return fmt.Sprintf("port %d, meant for %s, is in use: stop what holds it or set %s to another port",
		e.Port, e.For, e.Variable)
}

const loopback = "127.0.0.1"

func hostPort(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }

// portGrace covers the moment in which the kernel still closes the sockets of a
// server that was killed along with our predecessor.
const portGrace = time.Second

// requirePort returns a *PortInUseError unless port can be listened on.
func requirePort(ctx context.Context, port int, what, variable string) error {
	until := time.Now().Add(portGrace)
	for {
		l, err := net.Listen("tcp", hostPort(port))
		if err == nil {
			return l.Close()
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("listen on port %d for %s: %w", port, what, err)
		}
		if time.Now().After(until) {
			return &PortInUseError{Port: port, For: what, Variable: variable}
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

// choosePort returns the port of the last start, else the one asked for, each
// only if it is free, else any free one. 0 means there is none.
func choosePort(ctx context.Context, last, asked int, what, variable string) (int, error) {
	if port := cmp.Or(last, asked); port != 0 {
		return port, requirePort(ctx, port, what, variable)
	}
	return freePort()
}

var handedOut struct {
	sync.Mutex
	ports map[int]bool
}

// freePort returns a port that is free now and that this process was not given
// before. Others may still take it, so servers on such ports are tried again.
func freePort() (int, error) {
	handedOut.Lock()
	defer handedOut.Unlock()
	if handedOut.ports == nil {
		handedOut.ports = make(map[int]bool)
	}
	for range 100 {
		l, err := net.Listen("tcp", hostPort(0))
		if err != nil {
			return 0, fmt.Errorf("find a free port: %w", err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		if err := l.Close(); err != nil {
			return 0, fmt.Errorf("find a free port: %w", err)
		}
		if !handedOut.ports[port] {
			handedOut.ports[port] = true
			return port, nil
		}
	}
	return 0, errors.New("find a free port: none of a hundred was new")
}

// pause waits for one step of polling, or until ctx is over.
func pause(ctx context.Context) error {
	t := time.NewTimer(15 * time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
