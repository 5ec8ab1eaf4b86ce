package realtime

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/store"
)

// room is a ticket that somebody watches here.
type room struct {
	ticket uuid.UUID
	// want is the last entry that is known of.
	want atomic.Int64
	// refs counts members and those about to become one; guarded by Hub.mu.
	refs int

	mu sync.Mutex
	// from is the last entry that was pushed; valid once loaded.
	from   int64
	loaded bool
	// missed: a look at the room came before it was loaded.
	missed  bool
	members map[*member]struct{}
}

// parseEntry reads the payload "<ticket>:<seq>".
func parseEntry(payload string) (ticket uuid.UUID, seq int64, ok bool) {
	id, number, found := strings.Cut(payload, ":")
	if !found {
		return uuid.Nil, 0, false
	}
	ticket, err := uuid.Parse(id)
	if err != nil {
		return uuid.Nil, 0, false
	}
	seq, err = strconv.ParseInt(number, 10, 64)
	return ticket, seq, err == nil
}

// watch makes m a member of the ticket's room. The caller has checked that m may read the ticket.
func (h *Hub) watch(ctx context.Context, m *member, ticket uuid.UUID) error {
	h.mu.Lock()
	if h.closed || m.gone {
		h.mu.Unlock()
		return nil
	}
	r := h.rooms[ticket]
	if r == nil {
		r = &room{ticket: ticket, members: map[*member]struct{}{}}
		h.rooms[ticket] = r
	}
	r.refs++ // from here on notifications are noted in want
	m.rooms[ticket] = r
	h.mu.Unlock()

	r.mu.Lock()
	loaded := r.loaded
	r.mu.Unlock()
	var last int64
	if !loaded { // read without the lock: whoever pushes to rooms must not wait for a query
		var err error
		if last, err = h.store.LastSeq(ctx, ticket); err != nil {
			h.unwatch(m, ticket)
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if m.rooms[ticket] != r { // access was lost meanwhile
		return nil
	}
	if !r.loaded {
		r.from, r.loaded = last, true
		if r.missed || r.want.Load() > last {
			h.markDirty(r)
		}
	}
	r.members[m] = struct{}{}
	h.presence.arrive(m, ticket)
	m.sendFrame(watchingFrame{"watching", ticket, r.from})
	return nil
}

// unwatch takes m out of the ticket's room.
func (h *Hub) unwatch(m *member, ticket uuid.UUID) {
	h.mu.Lock()
	r := m.rooms[ticket]
	h.mu.Unlock()
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	h.unwatchLocked(m, r)
}

// unwatchLocked wants r.mu.
func (h *Hub) unwatchLocked(m *member, r *room) {
	delete(r.members, m)
	h.mu.Lock()
	defer h.mu.Unlock()
	if m.rooms[r.ticket] != r {
		return
	}
	delete(m.rooms, r.ticket)
	h.presence.depart(m, r.ticket)
	if r.refs--; r.refs == 0 {
		delete(h.rooms, r.ticket)
		delete(h.dirty, r)
	}
}

// readDirtyRooms reads and pushes: one query at a time for all rooms with something new, so that the busier
// the node is the more entries one query brings.
func (h *Hub) readDirtyRooms(ctx context.Context) {
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.work:
		}
		for {
			rooms := h.takeDirty()
			if len(rooms) == 0 {
				break
			}
			err := h.pushRooms(ctx, rooms)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				failing = false
				continue
			}
			if !failing {
				h.log.Warn("new entries could not be read; trying again", "error", err)
				failing = true
			}
			h.mu.Lock()
			for _, r := range rooms {
				if r.refs > 0 {
					h.dirty[r] = struct{}{}
				}
			}
			h.mu.Unlock()
			select {
			case <-time.After(retryRead):
			case <-ctx.Done():
			}
		}
	}
}

func (h *Hub) takeDirty() []*room {
	h.mu.Lock()
	defer h.mu.Unlock()
	rooms := make([]*room, 0, min(len(h.dirty), readRooms))
	for r := range h.dirty {
		if len(rooms) == readRooms {
			break
		}
		rooms = append(rooms, r)
		delete(h.dirty, r)
	}
	return rooms
}

func (h *Hub) pushRooms(ctx context.Context, rooms []*room) error {
	ctx, cancel := context.WithTimeout(ctx, queryDeadline)
	defer cancel()
	tickets, after := make([]uuid.UUID, 0, len(rooms)), make([]int64, 0, len(rooms))
	for _, r := range rooms {
		r.mu.Lock()
		if r.loaded {
			tickets, after = append(tickets, r.ticket), append(after, r.from)
		} else {
			r.missed = true // watch marks it again
		}
		r.mu.Unlock()
	}
	if len(tickets) == 0 {
		return nil
	}
	pages, err := h.store.Pages(ctx, tickets, after, readPage)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		if entries := pages[r.ticket]; len(entries) > 0 {
			h.push(r, entries)
		}
	}
	return nil
}

// push sends entries, which follow r.from without a gap, to the members: each view is encoded once.
func (h *Hub) push(r *room, entries []desk.Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h.pushLocked(r, entries)
}

// pushLocked wants r.mu.
func (h *Hub) pushLocked(r *room, entries []desk.Entry) {
	for len(entries) > 0 && entries[0].Seq <= r.from {
		entries = entries[1:]
	}
	if len(entries) == 0 {
		return
	}
	through := entries[len(entries)-1].Seq
	var views [2][]byte // agents', visitors'
	for m := range r.members {
		view := 0
		if m.visitor {
			view = 1
		}
		if views[view] == nil {
			views[view] = encode(entriesFrame{"entries", r.ticket, r.from, through, h.encoder.Entries(entries, m.visitor)})
		}
		m.send(views[view])
	}
	r.from = through
	if len(entries) == readPage || r.want.Load() > through {
		h.mu.Lock()
		if r.refs > 0 {
			h.markDirty(r)
		}
		h.mu.Unlock()
	}
}

// typing passes a notice on to the room, but not to the one who types.
func (h *Hub) typing(t store.TypingNotice) {
	h.mu.Lock()
	r := h.rooms[t.Ticket]
	h.mu.Unlock()
	if r == nil {
		return
	}
	author := desk.Author{Kind: t.Kind, ID: t.Agent, Name: t.Name}
	r.mu.Lock()
	defer r.mu.Unlock()
	for m := range r.members {
		own := m.visitor && t.Kind == desk.ByCustomer || !m.visitor && t.Kind == desk.ByAgent && m.account.ID == t.Agent
		if !own && (!t.Note || !m.visitor) {
			m.sendFrame(typingFrame{"typing", t.Ticket, h.encoder.Author(author, m.visitor)})
		}
	}
}
