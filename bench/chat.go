package bench

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// side is one of the two who talk.
type side int

const (
	customer side = iota
	clerk         // the agent's side
)

func (s side) other() side { return 1 - s }

// chat is a conversation with both its ends: a connection and a socket each.
type chat struct {
	id     uuid.UUID
	token  string
	agent  *agent
	lines  [2]*line
	letter [2]*letter
	heard  [2]heard
	// automatic is when the customer's socket got automatic answers.
	automatic chan time.Time
	// acked is what was acknowledged, in order; only the goroutine that writes touches it.
	acked []said
}

// heard is what a side's socket got.
type heard struct {
	mu       sync.Mutex
	watching bool
	// since is where pushes began, through the last entry got or skipped.
	since, through int64
	got            []said
	repeated       int
}

// begin notes that pushes come from now on for what stands after through. What a socket missed that had to be
// opened again, a client would fetch.
func (h *heard) begin(through int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.watching {
		h.watching, h.since = true, through
	}
	h.through = max(through, h.through)
}

func (h *heard) isWatching() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.watching
}

func (h *heard) seq() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.through
}

// take notes the entries of a push.
func (h *heard) take(entries []said) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range entries {
		if e.seq <= h.through {
			h.repeated++
			continue
		}
		h.got, h.through = append(h.got, e), e.seq
	}
}

// startRequest encodes the start of a conversation with the form filled in.
func startRequest(host string) (id uuid.UUID, token string, request []byte, err error) {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	id, token = uuid.New(), base64.RawURLEncoding.EncodeToString(random)
	body, err := json.Marshal(map[string]any{
		"id": id, "token": token, "entryId": uuid.New(), "name": "Zofia Żółć", "email": "zofia@example.test", "subject": "Gdzie jest paczka?",
		"body": "Dzień dobry, zamówienie 10342 miało przyjść wczoraj.", "locale": "pl", "pageUrl": "https://shop.example/kurtki/zimowe?rozmiar=M",
	})
	head := "POST /api/v1/widget/" + shopKey + "/conversations HTTP/1.1\r\nHost: " + host +
		"\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n"
	return id, token, append([]byte(head), body...), err
}

// crowd is some conversations under way and the sockets of their sides.
type crowd struct {
	chats   []*chat
	sockets []*socket
	inboxes []*inbox // one at each agent's socket
	stage   *stage
}

// gather begins n conversations that the agents have joined, and opens their sockets.
func (b *bench) gather(ctx context.Context, n int) (_ *crowd, err error) {
	c := &crowd{chats: make([]*chat, n), stage: newStage()}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.disperse())
		}
	}()
	tasks, tasksCtx := errgroup.WithContext(ctx)
	tasks.SetLimit(8)
	for i := range n {
		tasks.Go(func() (err error) {
			c.chats[i], err = b.begin(tasksCtx, b.clerks[i/b.watches%len(b.clerks)])
			return err
		})
	}
	if err := tasks.Wait(); err != nil {
		return c, err
	}
	if err := c.openSockets(ctx, b.program); err != nil {
		return c, err
	}
	return c, b.awaitEngine(ctx, c.chats)
}

// begin starts one conversation, which the agent joins.
func (b *bench) begin(ctx context.Context, a *agent) (_ *chat, err error) {
	c := &chat{agent: a, automatic: make(chan time.Time, answersEach)}
	var request []byte
	if c.id, c.token, request, err = startRequest(b.program.host); err != nil {
		return nil, err
	}
	for s := range c.lines {
		c.lines[s] = newLine(b.program.host)
	}
	if _, err := c.lines[customer].send(request); err != nil {
		return c, fmt.Errorf("starting a conversation: %w", err)
	}
	c.letter[customer] = newLetter(b.program.host, "/api/v1/conversations/"+c.id.String()+"/entries", "Authorization: Bearer "+c.token, "")
	c.letter[clerk] = newLetter(b.program.host, "/api/v1/tickets/"+c.id.String()+"/entries", "Cookie: "+a.cookie, "message")
	for {
		var opened struct {
			Outcome string `json:"outcome"`
		}
		if _, err := call(ctx, http.MethodPost, b.program.url("/api/v1/tickets/"+c.id.String()+"/open"), a.header(), nil, &opened); err != nil {
			return c, err
		}
		switch opened.Outcome {
		case "joined", "mine":
			return c, nil
		case "pending": // the engine is busy
		default:
			return c, fmt.Errorf("opening a ticket: %s", opened.Outcome)
		}
	}
}

// write sends the side's message with that number and waits for the acknowledgement.
func (c *chat) write(s side, number int64) error {
	answer, err := c.lines[s].send(c.letter[s].address(uuid.New(), number))
	if err != nil {
		return err
	}
	seq, _, ok := numberAfter(answer, []byte(`"seq":`))
	if !ok {
		return fmt.Errorf("an acknowledgement without a seq: %s", answer)
	}
	c.acked = append(c.acked, said{seq, number})
	return nil
}

// lastAcked is the seq of the last acknowledged message; 0 before the first.
func (c *chat) lastAcked() int64 {
	if len(c.acked) == 0 {
		return 0
	}
	return c.acked[len(c.acked)-1].seq
}

// openSockets opens every customer's socket and those of the agents, and waits until they watch.
func (c *crowd) openSockets(ctx context.Context, p *program) error {
	byAgent := map[*agent][]*chat{}
	for _, chat := range c.chats {
		s, err := dialSocket(ctx, p, customer, chat)
		if err != nil {
			return err
		}
		c.add(ctx, s)
		byAgent[chat.agent] = append(byAgent[chat.agent], chat)
	}
	for agent, chats := range byAgent {
		s, err := dialSocket(ctx, p, clerk, chats...)
		if err != nil {
			return err
		}
		s.inbox = newInbox(p, agent, chats[0])
		c.inboxes = append(c.inboxes, s.inbox)
		c.add(ctx, s)
	}
	return await(ctx, 10*time.Second, "the sockets to watch", func() bool {
		for _, chat := range c.chats {
			if !chat.heard[customer].isWatching() || !chat.heard[clerk].isWatching() {
				return false
			}
		}
		return true
	})
}

func (c *crowd) add(ctx context.Context, s *socket) {
	c.sockets = append(c.sockets, s)
	s.listen(ctx, c.stage)
}

// awaitHeard waits until every socket got everything that was acknowledged; what is missing then was lost.
func (c *crowd) awaitHeard(ctx context.Context) error {
	return await(ctx, 10*time.Second, "the sockets to get every message", func() bool {
		for _, chat := range c.chats {
			last := chat.lastAcked()
			if chat.heard[customer].seq() < last || chat.heard[clerk].seq() < last {
				return false
			}
		}
		return true
	})
}

// disperse closes connections and sockets and waits for the listeners.
func (c *crowd) disperse() error {
	var err error
	for _, s := range c.sockets {
		err = errors.Join(err, s.close())
	}
	for _, chat := range c.chats {
		if chat == nil {
			continue
		}
		for _, l := range chat.lines {
			err = errors.Join(err, l.close())
		}
	}
	return err
}

// await looks now and then whether done, for as long as the patience lasts.
func await(ctx context.Context, patience time.Duration, what string, done func() bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("waited %v for %s", patience, what))
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
		}
	}
	return nil
}
