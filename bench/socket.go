package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// socket is a customer's or an agent's WebSocket. One goroutine reads it, and opens it again when it is lost.
type socket struct {
	program *program
	side    side
	watched []*chat                  // at an agent's; a customer's watches its own
	chats   map[[idLength]byte]*chat // whose pushes come here
	inbox   *inbox                   // hears what an agent's brings; nil at a customer's
	conn    atomic.Pointer[websocket.Conn]
	closing chan struct{}
	done    chan struct{} // closed when the reader has ended and err is set
	err     error
	// cut counts how often it had to be opened again, resyncs how often the server said that it may have missed
	// something.
	cut, resyncs atomic.Int64
}

// dialSocket opens the socket of a customer in their chat, or of the agent who watches the chats.
func dialSocket(ctx context.Context, p *program, s side, chats ...*chat) (*socket, error) {
	so := &socket{program: p, side: s, watched: chats, chats: map[[idLength]byte]*chat{}, done: make(chan struct{}), closing: make(chan struct{})}
	for _, c := range chats {
		so.chats[[idLength]byte([]byte(c.id.String()))] = c
	}
	return so, so.open(ctx)
}

func (s *socket) open(ctx context.Context) error {
	dialer, first := websocket.Dialer{ReadBufferSize: 4096, WriteBufferSize: 512}, s.watched[0]
	address, header := "ws://"+s.program.host+"/api/v1/socket", http.Header{}
	if s.side == customer {
		address = "ws://" + s.program.host + "/api/v1/conversations/" + first.id.String() + "/socket"
		dialer.Subprotocols = []string{"rozmowa.v1", "bearer." + first.token}
	} else {
		header = first.agent.header()
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	conn, response, err := dialer.DialContext(ctx, address, header)
	if err != nil {
		return fmt.Errorf("opening a socket: %w", err)
	}
	_ = response.Body.Close() // an upgrade's is empty
	if s.side == clerk {
		for _, c := range s.watched {
			if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"watch","ticket":"`+c.id.String()+`"}`)); err != nil {
				return errors.Join(fmt.Errorf("watching a ticket: %w", err), conn.Close())
			}
		}
	}
	s.conn.Store(conn)
	return nil
}

// listen reads until the socket is closed.
func (s *socket) listen(ctx context.Context, on *stage) {
	go func() {
		defer close(s.done)
		for {
			s.read(on)
			select {
			case <-s.closing:
				return
			default:
			}
			s.cut.Add(1)
			if s.err = s.open(ctx); s.err != nil {
				return
			}
			select {
			case <-s.closing: // close may have closed the one before
				_ = s.conn.Load().Close()
				return
			default:
			}
		}
	}()
}

// read takes frames until the connection ends.
func (s *socket) read(on *stage) {
	conn := s.conn.Load()
	defer func() { _ = conn.Close() }() // it has ended
	var frame bytes.Buffer
	var entries []said
	for {
		_, r, err := conn.NextReader()
		if err != nil {
			return
		}
		frame.Reset()
		if _, err := frame.ReadFrom(r); err != nil {
			return
		}
		entries = s.take(frame.Bytes(), entries[:0], on)
		if s.inbox != nil {
			s.inbox.hear(frame.Bytes())
		}
	}
}

var (
	entriesHead  = []byte(`{"type":"entries","ticket":"`)
	watchingHead = []byte(`{"type":"watching","ticket":"`)
	resyncFrame  = []byte(`{"type":"resync"}`)
	// automaticMark stands in a frame with an automatic message.
	automaticMark = []byte(`"kind":"system"`)
)

// take handles a message: a frame or, at an agent's, an array of them. entries is a scratch that is returned.
func (s *socket) take(frame []byte, entries []said, on *stage) []said {
	switch {
	case bytes.HasPrefix(frame, []byte("[")):
		if !bytes.Contains(frame, entriesHead) {
			return entries // rows of lists
		}
		var frames []json.RawMessage
		if err := json.Unmarshal(frame, &frames); err != nil {
			return entries // what is missed is found
		}
		for _, f := range frames {
			entries = s.take(f, entries[:0], on)
		}
	case bytes.HasPrefix(frame, entriesHead):
		c := s.chatOf(frame[len(entriesHead):])
		if c == nil {
			return entries
		}
		now := time.Now()
		entries = scan(frame, entries)
		c.heard[s.side].take(entries)
		for _, e := range entries {
			on.hear(s.side, e.number, now)
		}
		if s.side == customer && bytes.Contains(frame, automaticMark) {
			select {
			case c.automatic <- now:
			default: // nobody waits for it
			}
		}
	case bytes.HasPrefix(frame, watchingHead):
		through, _, ok := numberAfter(frame, []byte(`"through":`))
		if c := s.chatOf(frame[len(watchingHead):]); c != nil && ok {
			c.heard[s.side].begin(through)
		}
	case bytes.Equal(frame, resyncFrame):
		s.resyncs.Add(1)
	}
	return entries
}

func (s *socket) chatOf(rest []byte) *chat {
	if len(rest) < idLength {
		return nil
	}
	return s.chats[[idLength]byte(rest)]
}

// close ends the socket. The error is why it could not be opened again.
func (s *socket) close() error {
	close(s.closing)
	_ = s.conn.Load().Close() // lost or not
	<-s.done
	return s.err
}
