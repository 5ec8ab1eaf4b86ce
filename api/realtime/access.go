package realtime

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// suspect has an agent's access looked at again; uuid.Nil: everybody's.
func (h *Hub) suspect(agent uuid.UUID) {
	if h.onAccess != nil {
		h.onAccess(agent)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.suspects[agent] = struct{}{}
	select {
	case h.recheck <- struct{}{}:
	default:
	}
}

// recheckAccess looks again at what agents may read: at once when told that it changed, and of everybody now
// and then, since sessions also end by time.
func (h *Hub) recheckAccess(ctx context.Context) {
	ticker := time.NewTicker(recheckEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			h.suspect(uuid.Nil)
			continue
		case <-h.recheck:
		}
		h.mu.Lock()
		suspects := maps.Clone(h.suspects)
		clear(h.suspects)
		h.mu.Unlock()
		_, everybody := suspects[uuid.Nil]
		for _, m := range h.snapshot(func(m *member) bool {
			_, suspected := suspects[m.account.ID]
			return !m.visitor && (everybody || suspected)
		}) {
			if ctx.Err() != nil {
				return
			}
			if err := h.recheckMember(ctx, m); err != nil && ctx.Err() == nil {
				// Better without a socket than with a right that may be gone.
				h.log.Warn("access could not be checked; the socket is cut", "error", err)
				m.cut()
			}
		}
	}
}

// recheckMember takes from an agent's socket what the agent may not read any more.
func (h *Hub) recheckMember(ctx context.Context, m *member) error {
	ctx, cancel := context.WithTimeout(ctx, queryDeadline)
	defer cancel()
	changed, err := h.loadAccess(ctx, m)
	if err != nil {
		return err
	}
	h.mu.Lock()
	rooms := slices.Collect(maps.Keys(m.rooms))
	h.mu.Unlock()
	for _, ticket := range rooms {
		may, err := h.store.MayReadTicket(ctx, ticket, m.account.ID)
		if err != nil {
			return err
		}
		if !may {
			h.unwatch(m, ticket)
			m.sendFrame(bareFrame{"refused", ticket})
			m.sendFrame(bareFrame{"gone", ticket})
		}
	}
	if changed {
		m.send(frameResync)
	}
	return nil
}

// loadAccess looks at the agent's session and channels, cuts the socket when the session has ended and reports
// whether the channels are others than before.
func (h *Hub) loadAccess(ctx context.Context, m *member) (changed bool, err error) {
	m.access.Lock() // so that what was read first is also written first
	defer m.access.Unlock()
	account, err := h.store.AccountBySession(ctx, m.token)
	if desk.KindOf(err) == desk.Unauthenticated || err == nil && !account.Role.May(desk.ReadTickets) {
		m.cut()
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ids, err := h.store.ChannelIDs(ctx, m.account.ID)
	if err != nil {
		return false, err
	}
	channels := make(map[uuid.UUID]struct{}, len(ids))
	for _, id := range ids {
		channels[id] = struct{}{}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	changed = !maps.Equal(m.channels, channels)
	m.channels = channels
	return changed, nil
}

func (h *Hub) hasChannel(m *member, channel uuid.UUID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := m.channels[channel]
	return ok
}
