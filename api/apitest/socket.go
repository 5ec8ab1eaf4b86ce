package apitest

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"rozmowa/api/contract"
)

// Frame is what came by a socket.
type Frame struct {
	Type string
	// Ticket is of all frames but "ticket" and "waiting", which have a Row.
	Ticket        uuid.UUID
	Row           contract.TicketSummary
	From, Through int64
	Entries       []contract.Entry
	Author        contract.Author
	Version       int64
	Agents        []contract.Person
	// Delivered, Read and ReadAt are a receipt's.
	Delivered, Read int64
	ReadAt          time.Time
	Raw             string
}

// Socket is a client's end.
type Socket struct {
	Conn *websocket.Conn
	// batch are the frames of the last message that were not taken yet.
	batch []json.RawMessage
}

// TryDial opens a socket: an agent's, or a visitor's when the caller has a token.
func (c *Caller) TryDial(path string) (*Socket, *http.Response, error) {
	dialer := websocket.Dialer{HandshakeTimeout: Patience}
	header := c.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	if c.Cookie != "" {
		header.Set("Cookie", c.Cookie)
	}
	if c.Token != "" {
		dialer.Subprotocols = []string{"rozmowa.v1", "bearer." + c.Token}
	}
	conn, response, err := dialer.Dial("ws"+strings.TrimPrefix(c.URL, "http")+path, header)
	if err != nil {
		return nil, response, err
	}
	return &Socket{Conn: conn}, response, nil
}

// Dial opens a socket and wants it open.
func (c *Caller) Dial(t require.TestingT, path string) *Socket {
	s, response, err := c.TryDial(path)
	require.NoError(t, err, "%v", response)
	if cleaner, ok := t.(interface{ Cleanup(func()) }); ok {
		cleaner.Cleanup(s.Close)
	}
	return s
}

// Inbox opens an agent's socket and waits until it stands among those who are told: the upgrade is answered before.
func (c *Caller) Inbox(t require.TestingT) *Socket {
	s := c.Dial(t, "/api/v1/socket")
	s.Send(t, M{"type": "watch"}) // nothing
	s.Until(t, "refused")
	return s
}

// Watching opens an agent's socket that watches the chat.
func (c *Caller) Watching(t require.TestingT, chat *Chat) *Socket {
	s := c.Inbox(t)
	s.Watch(t, chat.ID)
	return s
}

// Listen opens the visitor's socket.
func (c *Chat) Listen(t require.TestingT) *Socket {
	s := c.Dial(t, c.Path("/socket"))
	s.Until(t, "watching")
	return s
}

// Close ends the connection without a word.
func (s *Socket) Close() { _ = s.Conn.Close() }

// Send sends a frame.
func (s *Socket) Send(t require.TestingT, frame any) { require.NoError(t, s.Conn.WriteJSON(frame)) }

// Watch asks for a ticket and waits for the answer.
func (s *Socket) Watch(t require.TestingT, ticket uuid.UUID) Frame {
	s.Send(t, M{"type": "watch", "ticket": ticket})
	return s.Until(t, "watching")
}

// Try reads the next frame.
func (s *Socket) Try() (Frame, error) {
	for len(s.batch) == 0 {
		_ = s.Conn.SetReadDeadline(time.Now().Add(Patience))
		_, raw, err := s.Conn.ReadMessage()
		if err != nil {
			return Frame{}, err
		}
		if raw[0] != '[' {
			return Decode(raw)
		}
		if err := json.Unmarshal(raw, &s.batch); err != nil {
			return Frame{}, err
		}
	}
	next := s.batch[0]
	s.batch = s.batch[1:]
	return Decode(next)
}

// Decode decodes a frame.
func Decode(raw []byte) (Frame, error) {
	var f struct {
		Frame
		Ticket json.RawMessage
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return Frame{}, err
	}
	f.Raw = string(raw)
	var err error
	switch {
	case f.Ticket == nil:
	case f.Frame.Type == "ticket", f.Frame.Type == "waiting":
		err = json.Unmarshal(f.Ticket, &f.Row)
	default:
		err = json.Unmarshal(f.Ticket, &f.Frame.Ticket)
	}
	return f.Frame, err
}

// Next is the next frame that isn't a row of a list, a beat, a resync, or a word of who is present and what there is to see.
func (s *Socket) Next(t require.TestingT) Frame {
	for {
		f, err := s.Try()
		require.NoError(t, err)
		switch f.Type {
		case "ticket", "waiting", "beat", "resync", "present", "notices":
		default:
			return f
		}
	}
}

// Until skips frames until one of the type.
func (s *Socket) Until(t require.TestingT, frameType string) Frame {
	return s.UntilThat(t, func(f Frame) bool { return f.Type == frameType })
}

// UntilThat skips frames until one that is wanted.
func (s *Socket) UntilThat(t require.TestingT, wanted func(Frame) bool) Frame {
	for {
		f, err := s.Try()
		require.NoError(t, err)
		if wanted(f) {
			return f
		}
	}
}

// Row skips frames until the ticket's row.
func (s *Socket) Row(t require.TestingT, ticket uuid.UUID) contract.TicketSummary {
	return s.UntilThat(t, func(f Frame) bool { return f.Type == "ticket" && f.Row.ID == ticket }).Row
}

// Ended reads until the server ends the socket and returns why.
func (s *Socket) Ended(t require.TestingT) error {
	for {
		if _, err := s.Try(); err != nil {
			var late net.Error
			require.False(t, errors.As(err, &late) && late.Timeout(), "the socket was not ended")
			return err
		}
	}
}
