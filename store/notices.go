package store

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// TypingNotice says that somebody is typing; it is kept nowhere.
type TypingNotice struct {
	Ticket uuid.UUID       `json:"t"`
	Kind   desk.AuthorKind `json:"k"`
	Agent  uuid.UUID       `json:"a"`
	Name   string          `json:"n"`
}

// NotifyTyping passes a notice to every api node.
func (s *Store) NotifyTyping(ctx context.Context, n TypingNotice) error {
	payload, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("telling of typing: %w", err)
	}
	if _, err := s.db.ExecContext(ctx, `SELECT pg_notify($1, $2)`, TypingChannel, string(payload)); err != nil {
		return fmt.Errorf("telling of typing: %w", err)
	}
	return nil
}

// ListenerName is the application_name of listeners' connections.
const ListenerName = "rozmowa-listener"

// listenerURL names the listener's connection and bounds how long it may take to stand.
func listenerURL(databaseURL string) string {
	u, err := url.Parse(databaseURL)
	if err != nil || u.Scheme == "" { // no address but key=value pairs, which stay as they are
		return databaseURL
	}
	q := u.Query()
	q.Set("application_name", ListenerName)
	if !q.Has("connect_timeout") {
		q.Set("connect_timeout", "5")
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Listen returns a listener on the given pg_notify channels, on a connection of its own that it makes anew
// when lost. A nil notification means that some may have been missed. The caller closes it. Among Postgres's
// connections it is called ListenerName.
func (s *Store) Listen(channels ...string) (*pq.Listener, error) {
	l := pq.NewListener(listenerURL(s.url), 100*time.Millisecond, 5*time.Second, nil)
	for _, c := range channels {
		if err := l.Listen(c); err != nil {
			_ = l.Close() // the connection never stood; the error that matters is the one above
			return nil, fmt.Errorf("listening on %s: %w", c, err)
		}
	}
	return l, nil
}
