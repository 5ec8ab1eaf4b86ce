package realtime

import (
	"context"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/olahol/melody"
	"golang.org/x/time/rate"

	"rozmowa/desk"
	"rozmowa/store"
)

// Subprotocol is what sockets speak.
const Subprotocol = "rozmowa.v1"

// member is one open socket: a visitor's, bound to one ticket, or an agent's.
type member struct {
	hub     *Hub
	session *melody.Session
	conn    net.Conn
	cutting sync.Once
	closing sync.WaitGroup // what cut has begun
	// ctx ends with the socket.
	ctx    context.Context
	cancel context.CancelFunc
	// upgraded is closed when the socket stands.
	upgraded chan struct{}
	frame    *rate.Limiter
	// moves is Hub.moves when the socket was asked for.
	moves uint64
	// access is held while the agent's access is read and noted.
	access sync.Mutex

	visitor bool
	ticket  uuid.UUID // the visitor's
	channel uuid.UUID // the visitor's
	account desk.Account
	token   store.SessionToken

	// rooms, channels and gone are guarded by Hub.mu.
	rooms    map[uuid.UUID]*room
	channels map[uuid.UUID]struct{}
	gone     bool
}

const memberKey = "member"

func memberOf(s *melody.Session) *member { return s.MustGet(memberKey).(*member) }

// ServeVisitor serves the socket of a visitor, whose token for the ticket the caller has checked. It returns
// when the socket stands, or with an error when it doesn't come about.
func (h *Hub) ServeVisitor(w http.ResponseWriter, r *http.Request, ticket, channel uuid.UUID) error {
	return h.serve(w, r, &member{visitor: true, ticket: ticket, channel: channel})
}

// ServeAgent serves the socket of an agent whose session the caller has checked.
func (h *Hub) ServeAgent(w http.ResponseWriter, r *http.Request, account desk.Account, token store.SessionToken) error {
	return h.serve(w, r, &member{account: account, token: token})
}

func (h *Hub) serve(w http.ResponseWriter, r *http.Request, m *member) error {
	conn, ok := r.Context().Value(connKey{}).(net.Conn)
	if !ok {
		return desk.Errorf(desk.Unavailable, "no_socket", "this server can't serve sockets")
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	m.hub, m.conn, m.ctx, m.cancel, m.upgraded = h, conn, ctx, cancel, make(chan struct{})
	m.rooms, m.frame = map[uuid.UUID]*room{}, rate.NewLimiter(framesPerSec, framesBurst)
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		cancel()
		return desk.Errorf(desk.Unavailable, "restarting", "the server restarts; try again")
	}
	h.sockets.Add(1)
	m.moves = h.moves
	h.mu.Unlock()
	done := make(chan error, 1)
	go h.live(w, r, m, done)
	select {
	case <-m.upgraded:
		return nil
	case err := <-done:
		return err
	}
}

// live runs a socket from its upgrade to its end. It has a goroutine of its own: the request's, which has the
// stack and the buffers of a whole HTTP exchange, ends with the upgrade.
func (h *Hub) live(w http.ResponseWriter, r *http.Request, m *member, done chan<- error) {
	defer h.sockets.Done()
	defer m.cancel()
	defer func() {
		if cause := recover(); cause != nil {
			h.log.Error("a socket's handler panicked", "cause", cause, "stack", string(debug.Stack()))
		}
		if m.session != nil { // upgraded
			m.cut() // closed already, unless a handler panicked
			h.leave(m)
		}
		m.cutting.Do(func() {}) // from here on nobody cuts
		m.closing.Wait()
	}()
	done <- h.melody.HandleRequestWithKeys(w, r, map[string]any{memberKey: m})
}

// connected runs before the socket's first frame is read; what it sends is written once the pump starts.
func (h *Hub) connected(s *melody.Session) {
	m := memberOf(s)
	m.session = s
	s.Request = nil // not needed any more, and large
	close(m.upgraded)
	h.mu.Lock()
	h.members[m] = struct{}{}
	if !m.visitor {
		h.agents[m] = struct{}{}
		h.someoneCame()
	}
	closed := h.closed
	h.mu.Unlock()
	if closed {
		m.cut()
		return
	}
	ctx, cancel := context.WithTimeout(m.ctx, queryDeadline)
	defer cancel()
	var err error
	if m.visitor {
		err = h.greet(ctx, m)
	} else {
		err = h.admit(ctx, m)
	}
	if err != nil && m.ctx.Err() == nil {
		h.log.Warn("a socket could not be served", "visitor", m.visitor, "error", err)
		m.cut()
	}
}

// greet tells a visitor which settings their chat has, since the window may have begun with older ones, and lets
// them watch their conversation. The settings are read once notifications of them reach the member.
func (h *Hub) greet(ctx context.Context, m *member) error {
	version, err := h.store.ChannelVersion(ctx, m.channel)
	if err != nil {
		return err
	}
	m.sendFrame(settingsFrame{"settings", version})
	return h.watch(ctx, m, m.ticket)
}

// admit looks at an agent's access once more, since it may have been lost before the socket stood among the
// members; and what lists missed until the channels were known is made up for.
func (h *Hub) admit(ctx context.Context, m *member) error {
	if _, err := h.loadAccess(ctx, m); err != nil {
		return err
	}
	h.mu.Lock()
	missed := h.moves != m.moves
	h.mu.Unlock()
	if missed {
		m.send(frameResync)
	}
	return nil
}

// leave takes the member out of everything. Leaving again changes nothing.
func (h *Hub) leave(m *member) {
	h.mu.Lock()
	delete(h.members, m)
	delete(h.agents, m)
	m.gone = true
	rooms := make([]*room, 0, len(m.rooms))
	for _, r := range m.rooms {
		rooms = append(rooms, r)
	}
	h.mu.Unlock()
	for _, r := range rooms {
		r.mu.Lock()
		h.unwatchLocked(m, r)
		r.mu.Unlock()
	}
}

// received handles a frame from a client. A visitor's client has nothing to say; one that floods is cut.
func (h *Hub) received(s *melody.Session, frame []byte) {
	m := memberOf(s)
	if m.ctx.Err() != nil {
		return // cut, but these were on the way
	}
	if !m.frame.Allow() {
		m.cut()
		return
	}
	if m.visitor {
		return
	}
	c, _ := parseCommand(frame)
	switch c.Type {
	case "watch":
		h.watchAsAgent(m, c.Ticket)
	case "unwatch":
		h.unwatch(m, c.Ticket)
	}
}

func (h *Hub) watchAsAgent(m *member, ticket uuid.UUID) {
	h.mu.Lock()
	_, watched := m.rooms[ticket]
	full := len(m.rooms) >= maxRooms
	h.mu.Unlock()
	if watched {
		h.unwatch(m, ticket) // watching again answers again
	} else if full {
		m.sendFrame(bareFrame{"refused", ticket})
		return
	}
	ctx, cancel := context.WithTimeout(m.ctx, queryDeadline)
	defer cancel()
	may, err := h.store.MayReadTicket(ctx, ticket, m.account.ID)
	if err == nil && may {
		err = h.watch(ctx, m, ticket)
	}
	if err == nil && may {
		// Access may have been lost between the question and the room.
		may, err = h.store.MayReadTicket(ctx, ticket, m.account.ID)
	}
	if err != nil {
		if m.ctx.Err() == nil {
			h.log.Warn("a ticket could not be watched", "ticket", ticket, "error", err)
		}
		m.cut() // it comes back and asks again
		return
	}
	if !may {
		h.unwatch(m, ticket)
		m.sendFrame(bareFrame{"refused", ticket})
	}
}

func (m *member) sendFrame(frame any) { m.send(encode(frame)) }

// sendBatch sends frames that each have a comma before them as one message, an array. It owns the slice from then
// on; nothing is sent for an empty one.
func (m *member) sendBatch(frames []byte) {
	if len(frames) > 0 {
		frames[0] = '['
		m.send(append(frames, ']'))
	}
}

// send queues a frame; a socket that is too far behind is cut by the error handler.
func (m *member) send(frame []byte) {
	_ = m.session.Write(frame) // a session that has ended gets nothing
}

// cut ends the socket at once. It never blocks: it may be called from any of Melody's handlers.
func (m *member) cut() {
	m.cutting.Do(func() {
		m.cancel()
		m.closing.Go(func() {
			if tcp, ok := m.conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0) // what a slow reader hasn't taken is thrown away, not kept in the kernel
			}
			_ = m.conn.SetDeadline(time.Now()) // a closed connection needs none of this
			_ = m.conn.Close()
		})
	})
}
