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
	// opensAt is of every closed chat; zero where it has no next opening.
	opensAt map[uuid.UUID]time.Time
}

// chats returns the closed ones with their next opening. The map is nobody's to change.
func (c *closing) chats(ctx context.Context, now time.Time, read func(context.Context) ([]desk.Channel, error)) (map[uuid.UUID]time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.readAt); age >= 0 && age < closingAge {
		return c.opensAt, nil
	}
	channels, err := read(ctx)
	if err != nil {
		return nil, err
	}
	opensAt := map[uuid.UUID]time.Time{}
	for i := range channels {
		a, err := channels[i].Settings.Hours.At(now)
		if err != nil {
			return nil, err
		}
		if !a.Open {
			opensAt[channels[i].ID] = a.OpensAt()
		}
	}
	c.readAt, c.opensAt = now, opensAt
	return opensAt, nil
}
