package api

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// closingAge is how old the knowledge may be of which chats are closed. Messages are written hundreds of times
// a second, and hours end on the minute.
const closingAge = time.Second

// closing knows which chats are closed at this hour.
type closing struct {
	mu     sync.Mutex
	readAt time.Time
	// opensAt is of every closed chat; zero where it has no next opening. ids are its keys.
	opensAt map[uuid.UUID]time.Time
	ids     []uuid.UUID
}

// chats returns the closed ones, and when they open next. Both are nobody's to change.
func (c *closing) chats(ctx context.Context, now time.Time, read func(context.Context) ([]desk.Channel, error)) (ids []uuid.UUID, opensAt map[uuid.UUID]time.Time, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.readAt); age >= 0 && age < closingAge {
		return c.ids, c.opensAt, nil
	}
	channels, err := read(ctx)
	if err != nil {
		return nil, nil, err
	}
	opensAt = map[uuid.UUID]time.Time{}
	for i := range channels {
		// A chat whose time zone this machine doesn't know starts no conversations; it holds up no other's messages.
		if a, err := channels[i].Settings.Hours.At(now); err == nil && !a.Open {
			opensAt[channels[i].ID] = a.OpensAt()
			ids = append(ids, channels[i].ID)
		}
	}
	c.readAt, c.ids, c.opensAt = now, ids, opensAt
	return ids, opensAt, nil
}
