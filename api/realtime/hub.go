// Package realtime pushes what is new to the sockets of customers and agents (docs/REALTIME.md). A push is
// only a hint to look: whatever is lost here, readers fetch by sequence number.
//
// Melody keeps the sockets; the rooms are ours, because Melody's broadcast walks every session and deadlocks
// when it is called from a handler. Nothing here waits for a slow reader: its socket is cut, and it resyncs.
package realtime

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/lib/pq"
	"github.com/olahol/melody"

	"rozmowa/desk"
	"rozmowa/store"
)

// Store is what the hub reads.
type Store interface {
	Pages(ctx context.Context, tickets []uuid.UUID, after []int64, limit int) (map[uuid.UUID][]desk.Entry, error)
	LastSeq(ctx context.Context, ticket uuid.UUID) (int64, error)
	ChannelVersion(ctx context.Context, id uuid.UUID) (int64, error)
	TicketsByID(ctx context.Context, ids []uuid.UUID) ([]desk.Ticket, error)
	ReadSeqs(ctx context.Context, agents, tickets []uuid.UUID) (map[[2]uuid.UUID]int64, error)
	MayReadTicket(ctx context.Context, ticket, agent uuid.UUID) (bool, error)
	ChannelIDs(ctx context.Context, agent uuid.UUID) ([]uuid.UUID, error)
	AccountBySession(ctx context.Context, token store.SessionToken) (*desk.Account, error)
	NotifyPresence(ctx context.Context, n store.PresenceNotice) error
	NotePresence(ctx context.Context, node uuid.UUID, agents []uuid.UUID) error
	Listen(channels ...string) (*pq.Listener, error)
}

// Encoder makes the parts of frames that the API's contract describes.
type Encoder interface {
	// Entries are as in EntryPage.entries, for a visitor or an agent.
	Entries(entries []desk.Entry, visitor bool) any
	// Ticket is a TicketSummary.
	Ticket(t *desk.Ticket) any
	// Author is as in Entry.author.
	Author(a desk.Author, visitor bool) any
	// People are Persons.
	People(agents []desk.AgentRef) any
}

// Times and sizes of the sockets.
const (
	beatEvery     = 25 * time.Second
	listEvery     = 300 * time.Millisecond
	recheckEvery  = time.Minute
	readPage      = 200      // entries a room reads at once
	readRooms     = 256      // rooms that one query reads
	listMessage   = 32 << 10 // bytes of rows in one message, about 50
	maxRooms      = 20       // tickets a socket may watch
	maxFrame      = 4096
	sendBuffer    = 64 // frames a socket may be behind
	framesPerSec  = 10 // a socket that sends more is cut
	framesBurst   = 60
	queryDeadline = 5 * time.Second
	retryRead     = 200 * time.Millisecond // after a query that failed
	retryPresence = time.Second
	// goodbye is how long sockets may take to end by themselves on shutdown, and then the listener, whose
	// methods wait for each other across network calls.
	goodbye = time.Second
)

// Hub owns the rooms and the listener of one api node.
type Hub struct {
	store   Store
	encoder Encoder
	log     *slog.Logger
	melody  *melody.Melody

	mu      sync.Mutex
	rooms   map[uuid.UUID]*room
	members map[*member]struct{}
	agents  map[*member]struct{}
	// dirty are rooms with entries to read, moved tickets those whose rows changed.
	dirty map[*room]struct{}
	moved map[uuid.UUID]struct{}
	// rung are tickets whose customers wait too long.
	rung map[uuid.UUID]struct{}
	// noticed are agents who are to look at their notices, noticedAt those who were told so lately, and when.
	noticed   map[uuid.UUID]struct{}
	noticedAt map[uuid.UUID]time.Time
	presence  presence
	came      chan struct{} // rung when an agent is here who wasn't
	// moves counts what lists may have missed, so that a socket that is just being opened can tell.
	moves uint64
	// suspects are agents whose access may have changed; uuid.Nil means everybody.
	suspects map[uuid.UUID]struct{}
	work     chan struct{} // rung when dirty isn't empty
	recheck  chan struct{} // rung when suspects isn't empty
	closed   bool

	// onAccess is told whose access may have changed; uuid.Nil means everybody's.
	onAccess func(agent uuid.UUID)
	// onEntries is told that somebody wrote, or may have.
	onEntries func()

	listening atomic.Bool
	sockets   sync.WaitGroup
}

// New makes a hub. Run makes it live.
func New(s Store, e Encoder, log *slog.Logger) *Hub {
	h := &Hub{
		store: s, encoder: e, log: log, melody: melody.New(),
		rooms: map[uuid.UUID]*room{}, members: map[*member]struct{}{}, agents: map[*member]struct{}{},
		dirty: map[*room]struct{}{}, moved: map[uuid.UUID]struct{}{}, rung: map[uuid.UUID]struct{}{},
		noticed: map[uuid.UUID]struct{}{}, noticedAt: map[uuid.UUID]time.Time{}, presence: newPresence(), came: make(chan struct{}, 1),
		suspects: map[uuid.UUID]struct{}{}, work: make(chan struct{}, 1), recheck: make(chan struct{}, 1),
		onEntries: func() {},
	}
	h.melody.Config.MaxMessageSize = maxFrame
	h.melody.Config.MessageBufferSize = sendBuffer
	h.melody.Config.PingPeriod = beatEvery
	h.melody.Upgrader.ReadBufferSize = 512
	h.melody.Upgrader.WriteBufferSize = 1024
	h.melody.Upgrader.WriteBufferPool = &sync.Pool{}
	h.melody.Upgrader.Subprotocols = []string{Subprotocol}
	h.melody.Upgrader.CheckOrigin = func(*http.Request) bool { return true } // checked by the api before
	h.melody.HandleConnect(h.connected)
	h.melody.HandleMessage(h.received)
	h.melody.HandleMessageBinary(func(s *melody.Session, _ []byte) { memberOf(s).cut() })
	h.melody.HandleError(func(s *melody.Session, err error) {
		// The default for a full buffer is to drop the frame; Close would queue into the same full buffer.
		if errors.Is(err, melody.ErrMessageBufferFull) {
			memberOf(s).cut()
		}
	})
	return h
}

// OnAccess has f called when an agent's access may have changed, with uuid.Nil for everybody's. Set it before Run;
// f must not block.
func (h *Hub) OnAccess(f func(agent uuid.UUID)) { h.onAccess = f }

// OnEntries has f called when somebody, on any node, has written or may have. Set it before Run; f must not block.
func (h *Hub) OnEntries(f func()) { h.onEntries = f }

// Listening reports whether notifications of the database arrive.
func (h *Hub) Listening() bool { return h.listening.Load() }

// Sockets returns how many sockets are open.
func (h *Hub) Sockets() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.members)
}

// Run listens and pushes until ctx ends, then closes every socket with 1012 (restart) and waits for them.
func (h *Hub) Run(ctx context.Context) error {
	listener, err := h.store.Listen(store.EntriesChannel, store.TypingChannel, store.AccessChannel, store.RingChannel,
		store.SettingsChannel, store.VocabularyChannel, store.PresenceChannel, store.ReceiptsChannel, store.NoticesChannel, store.ContactsChannel,
		store.OrdersChannel, store.JudgementsChannel)
	if err != nil {
		h.closeSockets()
		return err
	}
	h.listening.Store(true)
	var tasks, listening sync.WaitGroup
	listening.Go(func() { h.listen(listener) })
	listening.Go(func() { h.pingListener(ctx, listener) })
	tasks.Go(func() { h.readDirtyRooms(ctx) })
	tasks.Go(func() { h.pushLists(ctx) })
	tasks.Go(func() { h.pushPresence(ctx) })
	tasks.Go(func() { h.attend(ctx) })
	tasks.Go(func() { h.recheckAccess(ctx) })
	tasks.Go(func() { h.beat(ctx) })
	<-ctx.Done()
	h.listening.Store(false)
	h.closeSockets()
	tasks.Wait()
	h.leavePresence(ctx)
	// With its connection hanging, the listener's methods hang too: a shutdown doesn't wait for that.
	stopped := make(chan error, 1)
	go func() {
		err := listener.Close()
		listening.Wait()
		stopped <- err
	}()
	select {
	case err = <-stopped:
	case <-time.After(goodbye):
		err = errors.New("its connection hangs")
	}
	if err != nil {
		h.log.Warn("the hub's listener was not closed cleanly", "error", err)
	}
	return nil
}

// listen takes notifications off the connection as fast as they come: a slow reader would block it. It ends
// when the listener is closed.
func (h *Hub) listen(l *pq.Listener) {
	for n := range l.Notify {
		if n == nil { // the connection was lost: anything may have been missed
			h.listening.Store(true)
			h.resync()
			h.tellSettings(func(*member) bool { return true })
			h.tellAgents(frameVocabulary)
			h.tellAgents(frameContacts)
			h.askPresence()
			h.onEntries()
			continue
		}
		switch n.Channel {
		case store.EntriesChannel:
			h.onEntries()
			if ticket, seq, ok := parseEntry(n.Extra); ok {
				h.mark(ticket, seq)
			}
		case store.TypingChannel:
			var t store.TypingNotice
			if err := json.Unmarshal([]byte(n.Extra), &t); err == nil {
				h.typing(t)
			}
		case store.RingChannel:
			if ticket, err := uuid.Parse(n.Extra); err == nil {
				h.ring(ticket)
			}
		case store.SettingsChannel:
			if channel, err := uuid.Parse(n.Extra); err == nil {
				h.tellSettings(func(m *member) bool { return m.channel == channel })
			}
		case store.VocabularyChannel:
			h.tellAgents(frameVocabulary)
			// These are what rows are made from: agents fetch their lists anew, and get what they have open.
			if n.Extra == "inboxes" || n.Extra == "company_settings" {
				h.moveWatched()
			}
		case store.PresenceChannel:
			var p store.PresenceNotice
			if err := json.Unmarshal([]byte(n.Extra), &p); err == nil {
				h.hearPresence(p)
			}
		case store.ReceiptsChannel:
			var r store.ReceiptNotice
			if err := json.Unmarshal([]byte(n.Extra), &r); err == nil {
				h.receipt(r)
			}
		case store.JudgementsChannel:
			var j store.JudgementNotice
			if err := json.Unmarshal([]byte(n.Extra), &j); err == nil {
				h.judged(j)
			}
		case store.NoticesChannel:
			if agent, err := uuid.Parse(n.Extra); err == nil {
				h.notice(agent)
			}
		case store.ContactsChannel:
			h.tellAgents(frameContacts)
		case store.OrdersChannel:
			if ticket, err := uuid.Parse(n.Extra); err == nil {
				h.tellRoom(ticket, func() []byte { return encode(bareFrame{"orders", ticket}) })
			}
		case store.AccessChannel:
			if agent, err := uuid.Parse(n.Extra); err == nil {
				h.suspect(agent)
			}
		}
	}
}

// pingListener notices a dead connection that TCP doesn't tell of. Ping blocks while the listener
// reconnects, hence the own goroutine.
func (h *Hub) pingListener(ctx context.Context, l *pq.Listener) {
	ticker := time.NewTicker(5 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			err := l.Ping()
			if ctx.Err() != nil {
				return
			}
			if up := err == nil; h.listening.Swap(up) != up {
				h.log.Info("the hub's listener changed", "listening", up, "error", err)
			}
		}
	}
}

// mark takes a notification: the ticket has entries up to seq.
func (h *Hub) mark(ticket uuid.UUID, seq int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.move(ticket)
	if r := h.rooms[ticket]; r != nil && r.want.Load() < seq {
		r.want.Store(seq)
		h.markDirty(r)
	}
}

// Appended pushes an entry that this node has just written, ahead of its notification. Where it is the next of its room it needn't be read
// back; otherwise it is marked, like one that another node tells of.
func (h *Hub) Appended(e *desk.Entry) {
	h.mu.Lock()
	h.move(e.TicketID)
	r := h.rooms[e.TicketID]
	if r == nil {
		h.mu.Unlock()
		return
	}
	known := r.want.Load() >= e.Seq // a repeat, or the notification was faster: it is pushed or being read
	r.want.Store(max(r.want.Load(), e.Seq))
	h.mu.Unlock()

	r.mu.Lock()
	defer r.mu.Unlock()
	if r.loaded && r.from+1 == e.Seq {
		h.pushLocked(r, []desk.Entry{*e})
		return
	}
	if known {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.refs > 0 {
		h.markDirty(r)
	}
}

// markDirty wants h.mu.
func (h *Hub) markDirty(r *room) {
	h.dirty[r] = struct{}{}
	select {
	case h.work <- struct{}{}:
	default:
	}
}

// move wants h.mu.
func (h *Hub) move(ticket uuid.UUID) {
	h.moves++
	if len(h.agents) > 0 {
		h.moved[ticket] = struct{}{}
	}
}

// resync reads every room again from where it is, looks again at what everybody may read, and tells agents to
// fetch their lists.
func (h *Hub) resync() {
	h.suspect(uuid.Nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.moves++
	for _, r := range h.rooms {
		h.markDirty(r)
	}
	for m := range h.agents {
		m.send(frameResync)
	}
}

// tellSettings tells visitors that their chat's settings may have changed.
func (h *Hub) tellSettings(whose func(*member) bool) {
	for _, m := range h.snapshot(func(m *member) bool { return m.visitor && whose(m) }) {
		m.send(frameSettings)
	}
}

// tellAgents sends every agent a frame: what it is about may have changed.
func (h *Hub) tellAgents(frame []byte) {
	for _, m := range h.snapshot(func(m *member) bool { return !m.visitor }) {
		m.send(frame)
	}
}

// moveWatched pushes the rows of the tickets that agents have open.
func (h *Hub) moveWatched() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for m := range h.agents {
		for ticket := range m.rooms {
			h.move(ticket)
		}
	}
}

func (h *Hub) beat(ctx context.Context) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for _, m := range h.snapshot(func(*member) bool { return true }) {
				m.send(frameBeat)
			}
		}
	}
}

// snapshot returns the members for which keep holds.
func (h *Hub) snapshot(keep func(*member) bool) []*member {
	h.mu.Lock()
	defer h.mu.Unlock()
	var kept []*member
	for m := range h.members {
		if keep(m) {
			kept = append(kept, m)
		}
	}
	return kept
}

// closeSockets sends everybody away with 1012 and cuts those that don't go within a second.
func (h *Hub) closeSockets() {
	h.mu.Lock()
	h.closed = true
	members := make([]*member, 0, len(h.members))
	for m := range h.members {
		members = append(members, m)
	}
	h.mu.Unlock()
	restart := websocket.FormatCloseMessage(websocket.CloseServiceRestart, "restart")
	for _, m := range members {
		_ = m.session.CloseWithMsg(restart) // a session that has ended needs no goodbye
	}
	gone := make(chan struct{})
	go func() {
		h.sockets.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(goodbye):
		for _, m := range members {
			m.cut()
		}
		<-gone
	}
	_ = h.melody.Close() // only says that it was closed before
}

// connKey is the context key under which ConnContext keeps a request's connection.
type connKey struct{}

// ConnContext is for http.Server.ConnContext: it lets a socket be cut by closing its connection, for which
// Melody has no way.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}
