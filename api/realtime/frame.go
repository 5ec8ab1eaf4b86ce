package realtime

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// The frames from server to client, as docs/REALTIME.md lists them.
type (
	watchingFrame struct {
		Type    string    `json:"type"`
		Ticket  uuid.UUID `json:"ticket"`
		Through int64     `json:"through"`
	}
	entriesFrame struct {
		Type    string    `json:"type"`
		Ticket  uuid.UUID `json:"ticket"`
		From    int64     `json:"from"`
		Through int64     `json:"through"`
		Entries any       `json:"entries"`
	}
	typingFrame struct {
		Type   string    `json:"type"`
		Ticket uuid.UUID `json:"ticket"`
		Author any       `json:"author"`
	}
	presentFrame struct {
		Type   string    `json:"type"`
		Ticket uuid.UUID `json:"ticket"`
		Agents any       `json:"agents"`
	}
	receiptFrame struct {
		Type      string     `json:"type"`
		Ticket    uuid.UUID  `json:"ticket"`
		Delivered int64      `json:"delivered"`
		Read      int64      `json:"read"`
		ReadAt    *time.Time `json:"readAt,omitempty"`
	}
	judgedFrame struct {
		Type      string         `json:"type"`
		Ticket    uuid.UUID      `json:"ticket"`
		Seq       int64          `json:"seq"`
		Sentiment desk.Sentiment `json:"sentiment"`
	}
	settingsFrame struct {
		Type    string `json:"type"`
		Version int64  `json:"version"`
	}
	// bareFrame names a ticket and nothing else: "refused", "gone", "orders".
	bareFrame struct {
		Type   string    `json:"type"`
		Ticket uuid.UUID `json:"ticket"`
	}
	// ticketFrame is "ticket" and "waiting".
	ticketFrame struct {
		Type   string `json:"type"`
		Ticket any    `json:"ticket"`
	}
)

var (
	frameBeat   = []byte(`{"type":"beat"}`)
	frameResync = []byte(`{"type":"resync"}`)
	// frameSettings is for visitors, the next are for agents.
	frameSettings   = []byte(`{"type":"settings"}`)
	frameVocabulary = []byte(`{"type":"vocabulary"}`)
	frameNotices    = []byte(`{"type":"notices"}`)
	frameContacts   = []byte(`{"type":"contacts"}`)
)

// command is a frame from an agent's client.
type command struct {
	Type   string    `json:"type"`
	Ticket uuid.UUID `json:"ticket"`
}

// parseCommand reads an agent's frame; ok is false for what is none that we know.
func parseCommand(frame []byte) (c command, ok bool) {
	if json.Unmarshal(frame, &c) != nil || c.Type != "watch" && c.Type != "unwatch" {
		return command{}, false
	}
	return c, true
}

func encode(frame any) []byte {
	b, err := json.Marshal(frame)
	if err != nil { // frames hold nothing that can't be encoded
		panic(err)
	}
	return b
}
