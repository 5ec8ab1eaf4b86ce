package realtime

import (
	"context"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// pushLists sends agents the rows of tickets that changed, each at most every listEvery.
func (h *Hub) pushLists(ctx context.Context) {
	ticker := time.NewTicker(listEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		h.mu.Lock()
		ids := make([]uuid.UUID, 0, len(h.moved))
		for id := range h.moved {
			ids = append(ids, id)
		}
		clear(h.moved)
		anybody := len(h.agents) > 0
		h.mu.Unlock()
		if len(ids) == 0 || !anybody {
			continue
		}
		if err := h.pushTickets(ctx, "ticket", ids); err != nil && ctx.Err() == nil {
			h.log.Warn("changed tickets could not be read; lists are told to fetch", "error", err)
			for _, m := range h.snapshot(func(m *member) bool { return !m.visitor }) {
				m.send(frameResync)
			}
		}
	}
}

// rings tells agents that a customer waits too long.
func (h *Hub) rings(ctx context.Context, ticket uuid.UUID) {
	h.mu.Lock()
	closed := h.closed
	if !closed {
		h.sockets.Add(1)
	}
	h.mu.Unlock()
	if closed {
		return
	}
	go func() { // off the listener's goroutine
		defer h.sockets.Done()
		if err := h.pushTickets(ctx, "waiting", []uuid.UUID{ticket}); err != nil && ctx.Err() == nil {
			h.log.Warn("agents could not be rung", "ticket", ticket, "error", err)
		}
	}()
}

// pushTickets sends each ticket to the agents with access to its channel. A row differs between agents only in
// whether it is unread, so it is encoded at most twice.
func (h *Hub) pushTickets(ctx context.Context, frame string, ids []uuid.UUID) error {
	ctx, cancel := context.WithTimeout(ctx, queryDeadline)
	defer cancel()
	tickets, err := h.store.TicketsByID(ctx, ids)
	if err != nil {
		return err
	}
	members := h.snapshot(func(m *member) bool { return !m.visitor })
	agents := make([]uuid.UUID, 0, len(members))
	for _, m := range members {
		agents = append(agents, m.account.ID)
	}
	read, err := h.store.ReadSeqs(ctx, agents, ids)
	if err != nil {
		return err
	}
	for i := range tickets {
		t := &tickets[i]
		var views [2][]byte // read, unread
		for _, m := range members {
			if !h.hasChannel(m, t.Channel.ID) {
				continue
			}
			t.ReadSeq = read[[2]uuid.UUID{m.account.ID, t.ID}]
			view := 0
			if t.Unread() {
				view = 1
			}
			if views[view] == nil {
				views[view] = encode(ticketFrame{frame, h.encoder.Ticket(t)})
			}
			m.send(views[view])
		}
	}
	return nil
}

func (h *Hub) hasChannel(m *member, channel uuid.UUID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := m.channels[channel]
	return ok
}

// Moved tells that a ticket's row changed for lists without an entry (an agent has read it).
func (h *Hub) Moved(ticket uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.agents) > 0 {
		h.moved[ticket] = struct{}{}
	}
}

func (h *Hub) loadChannels(ctx context.Context, m *member) error {
	ids, err := h.store.ChannelIDs(ctx, m.account.ID)
	if err != nil {
		return err
	}
	channels := make(map[uuid.UUID]struct{}, len(ids))
	for _, id := range ids {
		channels[id] = struct{}{}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	m.channels = channels
	return nil
}

// recheckAccess looks again at what agents may read: at once when told that it changed, and of everybody now
// and then, since sessions also end by time.
func (h *Hub) recheckAccess(ctx context.Context, changed <-chan uuid.UUID) {
	ticker := time.NewTicker(recheckEvery)
	defer ticker.Stop()
	for {
		var agent uuid.UUID // uuid.Nil: everybody
		select {
		case <-ctx.Done():
			return
		case agent = <-changed:
		case <-ticker.C:
		}
		for _, m := range h.snapshot(func(m *member) bool {
			return !m.visitor && (agent == uuid.Nil || m.account.ID == agent)
		}) {
			if err := h.recheck(ctx, m); err != nil && ctx.Err() == nil {
				// Better without a socket than with a right that may be gone.
				h.log.Warn("access could not be checked; the socket is cut", "error", err)
				m.cut()
			}
		}
	}
}

func (h *Hub) recheck(ctx context.Context, m *member) error {
	ctx, cancel := context.WithTimeout(ctx, queryDeadline)
	defer cancel()
	account, err := h.store.AccountBySession(ctx, m.token)
	if desk.KindOf(err) == desk.Unauthenticated || err == nil && !account.Role.May(desk.ReadTickets) {
		m.cut()
		return nil
	}
	if err != nil {
		return err
	}
	h.mu.Lock()
	before := m.channels
	rooms := make([]uuid.UUID, 0, len(m.rooms))
	for id := range m.rooms {
		rooms = append(rooms, id)
	}
	h.mu.Unlock()
	if err := h.loadChannels(ctx, m); err != nil {
		return err
	}
	for _, ticket := range rooms {
		may, err := h.store.MayReadTicket(ctx, ticket, m.account.ID)
		if err != nil {
			return err
		}
		if !may {
			h.unwatch(m, ticket)
			m.sendFrame(refusedFrame{"refused", ticket})
			m.sendFrame(refusedFrame{"gone", ticket})
		}
	}
	h.mu.Lock()
	same := sameKeys(before, m.channels)
	h.mu.Unlock()
	if !same {
		m.send(frameResync)
	}
	return nil
}

func sameKeys(a, b map[uuid.UUID]struct{}) bool {
	if len(a) != len(b) {
		return false
	}
	for id := range a {
		if _, ok := b[id]; !ok {
			return false
		}
	}
	return true
}
