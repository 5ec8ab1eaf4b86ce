package realtime

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/store"
)

// presenceEvery is how often a node tells the others who has which tickets open there, beside telling of changes. Who
// isn't heard of for two and a half times as long is gone: their node died.
const presenceEvery = 20 * time.Second

// presence is who has which tickets open: the agents whose sockets watch them, here and at other nodes. A tab in the
// background counts, since what was begun there is not given up. Nothing of it is kept; all but node and every is guarded
// by Hub.mu.
type presence struct {
	node  uuid.UUID
	every time.Duration

	here map[uuid.UUID]map[*member]struct{}
	// elsewhere is, by ticket, what each other node told.
	elsewhere map[uuid.UUID]map[uuid.UUID]told
	// dirty are tickets of which somebody may have to be told, newcomers those who were told of theirs by nobody yet.
	dirty     map[uuid.UUID]struct{}
	newcomers map[*member]map[uuid.UUID]struct{}
	// shown is what those who have a ticket open here were told last, ours what the other nodes were.
	shown, ours map[uuid.UUID][]desk.AgentRef
	// asks: what the others know is to be asked for; asked: another node wants to know it all.
	asks, asked bool
	refresh     time.Time // when all is told again
}

type told struct {
	agents []desk.AgentRef
	until  time.Time
}

func newPresence() presence {
	return presence{
		node: uuid.New(), every: presenceEvery,
		here: map[uuid.UUID]map[*member]struct{}{}, elsewhere: map[uuid.UUID]map[uuid.UUID]told{},
		dirty: map[uuid.UUID]struct{}{}, newcomers: map[*member]map[uuid.UUID]struct{}{},
		shown: map[uuid.UUID][]desk.AgentRef{}, ours: map[uuid.UUID][]desk.AgentRef{}, asks: true,
	}
}

// PresenceEvery sets how often this node tells the others who is present. Set it before Run; 0 leaves the default.
func (h *Hub) PresenceEvery(d time.Duration) {
	if d > 0 {
		h.presence.every = d
	}
}

func (p *presence) arrive(m *member, ticket uuid.UUID) {
	if m.visitor {
		return
	}
	if p.here[ticket] == nil {
		p.here[ticket] = map[*member]struct{}{}
	}
	if p.newcomers[m] == nil {
		p.newcomers[m] = map[uuid.UUID]struct{}{}
	}
	p.here[ticket][m], p.newcomers[m][ticket], p.dirty[ticket] = struct{}{}, struct{}{}, struct{}{}
}

func (p *presence) depart(m *member, ticket uuid.UUID) {
	if _, ok := p.here[ticket][m]; !ok {
		return
	}
	delete(p.here[ticket], m)
	if len(p.here[ticket]) == 0 {
		delete(p.here, ticket)
		delete(p.shown, ticket)
	}
	delete(p.newcomers[m], ticket)
	if len(p.newcomers[m]) == 0 {
		delete(p.newcomers, m)
	}
	p.dirty[ticket] = struct{}{}
}

// hear takes what a node tells.
func (p *presence) hear(n store.PresenceNotice, now time.Time) {
	if n.Node == p.node {
		return
	}
	p.asked = p.asked || n.Asks
	if n.Left {
		for ticket := range p.elsewhere {
			p.forget(ticket, n.Node)
		}
	}
	for _, t := range n.Here {
		if len(t.Agents) == 0 {
			p.forget(t.Ticket, n.Node)
			continue
		}
		if p.elsewhere[t.Ticket] == nil {
			p.elsewhere[t.Ticket] = map[uuid.UUID]told{}
		}
		p.elsewhere[t.Ticket][n.Node] = told{t.Agents, now.Add(p.every * 5 / 2)}
		p.dirty[t.Ticket] = struct{}{}
	}
}

func (p *presence) forget(ticket, node uuid.UUID) {
	if _, known := p.elsewhere[ticket][node]; !known {
		return
	}
	delete(p.elsewhere[ticket], node)
	if len(p.elsewhere[ticket]) == 0 {
		delete(p.elsewhere, ticket)
	}
	p.dirty[ticket] = struct{}{}
}

// step forgets whom nobody spoke of for long, shows those who have tickets open here who is there, where it has changed
// or they don't know, and returns what the other nodes are to be told; nil for nothing.
func (p *presence) step(now time.Time, show func(m *member, ticket uuid.UUID, agents []desk.AgentRef)) *store.PresenceNotice {
	for ticket, nodes := range p.elsewhere {
		for node, t := range nodes {
			if t.until.Before(now) {
				p.forget(ticket, node)
			}
		}
	}
	notice := &store.PresenceNotice{Node: p.node, Asks: p.asks}
	all := p.asked || !p.refresh.After(now)
	if all {
		p.refresh = now.Add(p.every)
		for ticket := range p.here {
			p.dirty[ticket] = struct{}{}
		}
	}
	p.asks, p.asked = false, false
	for ticket := range p.dirty {
		ours := p.agentsHere(ticket)
		if all && len(ours) > 0 || !slices.Equal(ours, p.ours[ticket]) {
			notice.Here = append(notice.Here, store.TicketAgents{Ticket: ticket, Agents: ours})
		}
		p.ours[ticket] = ours
		if len(ours) == 0 {
			delete(p.ours, ticket)
		}
		p.show(ticket, ours, show)
	}
	clear(p.dirty)
	clear(p.newcomers)
	if len(notice.Here) == 0 && !notice.Asks {
		return nil
	}
	return notice
}

func (p *presence) show(ticket uuid.UUID, ours []desk.AgentRef, show func(*member, uuid.UUID, []desk.AgentRef)) {
	agents := slices.Clip(ours)
	for _, t := range p.elsewhere[ticket] {
		agents = append(agents, t.agents...)
	}
	agents = inOrder(agents)
	same := slices.Equal(agents, p.shown[ticket])
	for m := range p.here[ticket] {
		if _, isNew := p.newcomers[m][ticket]; isNew || !same {
			show(m, ticket, agents)
		}
	}
	if len(p.here[ticket]) > 0 {
		p.shown[ticket] = agents
	}
}

func (p *presence) agentsHere(ticket uuid.UUID) []desk.AgentRef {
	agents := make([]desk.AgentRef, 0, len(p.here[ticket]))
	for m := range p.here[ticket] {
		agents = append(agents, desk.AgentRef{ID: m.account.ID, Name: m.account.Name, Photo: m.account.Photo})
	}
	return inOrder(agents)
}

// inOrder is each of the agents once, by name.
func inOrder(agents []desk.AgentRef) []desk.AgentRef {
	agents = slices.SortedFunc(slices.Values(agents), func(a, b desk.AgentRef) int {
		if byName := strings.Compare(a.Name, b.Name); byName != 0 {
			return byName
		}
		if byID := bytes.Compare(a.ID[:], b.ID[:]); byID != 0 {
			return byID
		}
		// Sockets from before and after a change of photo; always the same one of both is shown.
		return bytes.Compare(a.Photo[:], b.Photo[:])
	})
	seen := make(map[uuid.UUID]struct{}, len(agents))
	return slices.DeleteFunc(agents, func(a desk.AgentRef) bool {
		_, twice := seen[a.ID]
		seen[a.ID] = struct{}{}
		return twice
	})
}

// pushPresence shows and tells who is present, each change with others that came at about the same time.
func (h *Hub) pushPresence(ctx context.Context) {
	ticker := time.NewTicker(listEvery)
	defer ticker.Stop()
	failing := false
	for {
		var now time.Time
		select {
		case <-ctx.Done():
			return
		case now = <-ticker.C:
		}
		notice := h.stepPresence(now)
		if notice == nil {
			continue
		}
		telling, cancel := context.WithTimeout(ctx, queryDeadline)
		err := h.store.NotifyPresence(telling, *notice)
		cancel()
		if err != nil && ctx.Err() == nil {
			if !failing {
				h.log.Warn("the other nodes could not be told who is present; trying again", "error", err)
			}
			h.mu.Lock()
			h.presence.refresh, h.presence.asks = now.Add(retryPresence), h.presence.asks || notice.Asks
			h.mu.Unlock()
		}
		failing = err != nil
	}
}

func (h *Hub) stepPresence(now time.Time) *store.PresenceNotice {
	h.mu.Lock()
	defer h.mu.Unlock()
	frames := map[uuid.UUID][]byte{}
	// The frames are queued under the lock: who lost the ticket gets none after being told so.
	return h.presence.step(now, func(m *member, ticket uuid.UUID, agents []desk.AgentRef) {
		if frames[ticket] == nil {
			frames[ticket] = encode(presentFrame{"present", ticket, h.encoder.People(agents)})
		}
		m.send(frames[ticket])
	})
}

// hearPresence takes a node's notice.
func (h *Hub) hearPresence(n store.PresenceNotice) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.presence.hear(n, time.Now())
}

// askPresence has the other nodes asked, since they may have told something that wasn't heard.
func (h *Hub) askPresence() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.presence.asks = true
}

// leavePresence tells the other nodes that nobody is here any more, if it can be told soon.
func (h *Hub) leavePresence(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	left := make(chan error, 1)
	// With its connection hanging, the query hangs too: a shutdown doesn't wait for that.
	go func() {
		left <- errors.Join(
			h.store.NotifyPresence(ctx, store.PresenceNotice{Node: h.presence.node, Left: true}),
			h.store.NotePresence(ctx, h.presence.node, nil),
		)
	}()
	select {
	case err := <-left:
		if err != nil {
			h.log.Info("the other nodes could not be told that this one ends", "error", err)
		}
	case <-ctx.Done():
	}
}
