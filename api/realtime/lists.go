package realtime

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
)

// pushLists sends agents the rows of tickets that changed, each at most every listEvery.
func (h *Hub) pushLists(ctx context.Context) {
	ticker := time.NewTicker(listEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			h.pushNotices(now)
		}
		moved, rung := h.takeMoved()
		err := h.pushTickets(ctx, "ticket", moved)
		if err == nil {
			err = h.pushTickets(ctx, "waiting", rung)
		}
		if err != nil && ctx.Err() == nil {
			h.log.Warn("changed tickets could not be read; lists are told to fetch", "error", err)
			for _, m := range h.snapshot(func(m *member) bool { return !m.visitor }) {
				m.send(frameResync)
			}
		}
	}
}

// takeMoved returns what changed since the last time; nothing when there is nobody to tell.
func (h *Hub) takeMoved() (moved, rung []uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.agents) > 0 {
		moved, rung = slices.Collect(maps.Keys(h.moved)), slices.Collect(maps.Keys(h.rung))
	}
	clear(h.moved)
	clear(h.rung)
	return moved, rung
}

// ring tells agents, with the next rows, that a customer waits too long.
func (h *Hub) ring(ticket uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.move(ticket)
	if len(h.agents) > 0 {
		h.rung[ticket] = struct{}{}
	}
}

// pushTickets sends each ticket to the agents with access to its channel. A row differs between agents only in
// whether it is unread, so it is encoded at most twice. Rows go many to a message, since a socket may be behind
// by so many messages only.
func (h *Hub) pushTickets(ctx context.Context, frame string, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
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
	batches := make(map[*member][]byte, len(members))
	for i := range tickets {
		t := &tickets[i]
		h.notice(t.WatcherIDs...)
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
			batches[m] = append(append(batches[m], ','), views[view]...)
			if len(batches[m]) >= listMessage {
				m.sendBatch(batches[m])
				batches[m] = nil
			}
		}
	}
	for m, batch := range batches {
		m.sendBatch(batch)
	}
	return nil
}

// Moved tells that a ticket's row changed for lists without an entry (an agent has read it).
func (h *Hub) Moved(ticket uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.move(ticket)
}
