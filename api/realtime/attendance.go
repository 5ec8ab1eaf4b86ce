package realtime

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
)

// attendEvery is how often a node notes which agents have an open socket: rules give tickets to somebody present. Who isn't
// noted three times in a row is gone.
const attendEvery = 30 * time.Second

// attend notes who is present at this node, at once where somebody has come, until ctx ends.
func (h *Hub) attend(ctx context.Context) {
	ticker := time.NewTicker(attendEvery)
	defer ticker.Stop()
	noting := func() error {
		noting, cancel := context.WithTimeout(ctx, queryDeadline)
		defer cancel()
		return h.store.NotePresence(noting, h.presence.node, h.attendants())
	}
	for {
		if err := noting(); err != nil && ctx.Err() == nil {
			h.log.Warn("it could not be noted which agents are present", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-h.came:
		}
	}
}

// attendants are the agents who have a socket here.
func (h *Hub) attendants() []uuid.UUID {
	h.mu.Lock()
	defer h.mu.Unlock()
	agents := map[uuid.UUID]struct{}{}
	for m := range h.agents {
		agents[m.account.ID] = struct{}{}
	}
	return slices.Collect(maps.Keys(agents))
}

// someoneCame has a newcomer noted soon.
func (h *Hub) someoneCame() {
	select {
	case h.came <- struct{}{}:
	default:
	}
}
