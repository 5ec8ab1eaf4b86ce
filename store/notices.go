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
	// Note: it is an agent's note, of which customers aren't told.
	Note bool `json:"i,omitempty"`
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

// PresenceNotice says which agents have which tickets open at one api node; it is kept nowhere.
type PresenceNotice struct {
	// Node is the one that speaks.
	Node uuid.UUID `json:"o"`
	// Here are tickets with all the agents who have them open there; nobody: none any more.
	Here []TicketAgents `json:"h,omitempty"`
	// Asks: the others tell all they know. Left: nobody is there any more.
	Asks bool `json:"q,omitempty"`
	Left bool `json:"x,omitempty"`
}

// TicketAgents are the agents who have a ticket open.
type TicketAgents struct {
	Ticket uuid.UUID       `json:"t"`
	Agents []desk.AgentRef `json:"a"`
}

// maxNotice is how many bytes Postgres takes in a notification, with some room.
const maxNotice = 7900

// NotifyPresence passes a notice to every api node, in as many parts as it takes. Of more agents than one notification
// takes for one ticket the last are left out.
func (s *Store) NotifyPresence(ctx context.Context, n PresenceNotice) error {
	var payloads []string
	flush := func(here []TicketAgents) error {
		payload, err := json.Marshal(PresenceNotice{Node: n.Node, Here: here, Asks: n.Asks, Left: n.Left})
		payloads = append(payloads, string(payload))
		return err
	}
	const envelope, comma = 100, 1
	var part []TicketAgents
	size := envelope
	for _, here := range n.Here {
		encoded, err := json.Marshal(here)
		for err == nil && len(encoded) > maxNotice-envelope {
			here.Agents = here.Agents[:len(here.Agents)-1]
			encoded, err = json.Marshal(here)
		}
		if err != nil {
			return fmt.Errorf("telling who is present: %w", err)
		}
		if size+len(encoded)+comma > maxNotice {
			if err := flush(part); err != nil {
				return fmt.Errorf("telling who is present: %w", err)
			}
			part, size = nil, envelope
		}
		part, size = append(part, here), size+len(encoded)+comma
	}
	if err := flush(part); err != nil {
		return fmt.Errorf("telling who is present: %w", err)
	}
	if _, err := s.db.ExecContext(ctx, `SELECT pg_notify($1, p) FROM unnest($2::text[]) p`, PresenceChannel, pqArray(payloads)); err != nil {
		return fmt.Errorf("telling who is present: %w", err)
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
