package apitest

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Line passes connections on to a server until it is broken, and again when it is mended.
type Line struct {
	Address string
	server  string
	l       net.Listener
	tasks   sync.WaitGroup

	mu     sync.Mutex
	broken bool
	ends   map[net.Conn]struct{}
}

// NewLine makes a line to the server that lasts as long as the test.
func NewLine(t *testing.T, server string) *Line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	line := &Line{Address: l.Addr().String(), server: server, l: l, ends: map[net.Conn]struct{}{}}
	line.tasks.Go(line.accept)
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		line.Break()
		line.tasks.Wait()
	})
	return line
}

func (l *Line) accept() {
	for {
		near, err := l.l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", l.server)
		if err != nil {
			_ = near.Close()
			continue
		}
		l.mu.Lock()
		if l.broken {
			_ = errors.Join(near.Close(), far.Close())
		} else {
			l.ends[near], l.ends[far] = struct{}{}, struct{}{}
			l.tasks.Go(func() { l.pass(near, far) })
			l.tasks.Go(func() { l.pass(far, near) })
		}
		l.mu.Unlock()
	}
}

func (l *Line) pass(from, to net.Conn) {
	_, _ = io.Copy(to, from)
	_ = errors.Join(from.Close(), to.Close())
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ends, from)
	delete(l.ends, to)
}

// Break ends every connection and refuses new ones.
func (l *Line) Break() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = true
	for c := range l.ends {
		_ = c.Close()
	}
}

// Mend lets connections through again.
func (l *Line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = false
}
