package realtime

import (
	"time"

	"github.com/google/uuid"

	"rozmowa/store"
)

// noticesEvery is how often at most an agent is told to look at their notices, however busy the tickets they watch are.
const noticesEvery = 2 * time.Second

// notice has agents told that there may be something for them to see.
func (h *Hub) notice(agents ...uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, agent := range agents {
		h.noticed[agent] = struct{}{}
	}
}

// pushNotices tells agents to look, each at most every noticesEvery: the first time at once.
func (h *Hub) pushNotices(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for agent, at := range h.noticedAt {
		if now.Sub(at) >= noticesEvery {
			delete(h.noticedAt, agent)
		}
	}
	if len(h.noticed) == 0 {
		return
	}
	told := map[uuid.UUID]struct{}{}
	for agent := range h.noticed {
		if _, lately := h.noticedAt[agent]; !lately {
			told[agent] = struct{}{}
			delete(h.noticed, agent)
		}
	}
	for m := range h.agents {
		if _, ok := told[m.account.ID]; ok {
			h.noticedAt[m.account.ID] = now
			m.send(frameNotices)
		}
	}
}

// receipt tells the agents in a ticket's room how far its customer has got.
func (h *Hub) receipt(n store.ReceiptNotice) {
	h.tellRoom(n.Ticket, func() []byte { return encode(receiptFrame{"receipt", n.Ticket, n.Delivered, n.Read, n.ReadAt}) })
}

// judged tells the agents who have the ticket open how a customer's message sounds: known only after it was pushed.
func (h *Hub) judged(j store.JudgementNotice) {
	h.tellRoom(j.Ticket, func() []byte { return encode(judgedFrame{"judged", j.Ticket, j.Seq, j.Sentiment}) })
}

// tellRoom sends the agents who have the ticket open a frame.
func (h *Hub) tellRoom(ticket uuid.UUID, frame func() []byte) {
	h.mu.Lock()
	r := h.rooms[ticket]
	h.mu.Unlock()
	if r == nil {
		return
	}
	told := frame()
	r.mu.Lock()
	defer r.mu.Unlock()
	for m := range r.members {
		if !m.visitor {
			m.send(told)
		}
	}
}
