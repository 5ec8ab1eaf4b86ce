package bench

import (
	"bytes"
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// What an agent's page waits for before it asks: web/inbox/tickets/live-lists.ts and web/inbox/timeline/use-reading.ts.
// web/e2e/requests.test.ts holds the page itself to what stands here.
const (
	countsSoon  = 100 * time.Millisecond
	countsEvery = 1500 * time.Millisecond
	readAfter   = 400 * time.Millisecond
)

// inbox asks what an agent's page asks while it lives on what its socket tells: the counts after tickets changed, that
// the ticket on screen was read, and everything anew when something may have been missed.
type inbox struct {
	program *program
	agent   *agent
	open    *chat  // the ticket on screen
	news    []byte // how its entries' frames begin

	// What the socket tells; each holds at most one, since all that counts is that there was something.
	moved, written, missed chan struct{}

	counts, reads, refetches atomic.Int64
	frames, bytes            atomic.Int64
}

func newInbox(p *program, a *agent, open *chat) *inbox {
	news := func() chan struct{} { return make(chan struct{}, 1) }
	return &inbox{program: p, agent: a, open: open, news: []byte(string(entriesHead) + open.id.String()), moved: news(), written: news(), missed: news()}
}

var ticketFrame = []byte(`{"type":"ticket"`)

// hear takes a message of the agent's socket.
func (i *inbox) hear(message []byte) {
	i.frames.Add(1)
	i.bytes.Add(int64(len(message)))
	tell := func(news chan struct{}) {
		select {
		case news <- struct{}{}:
		default: // it is known already
		}
	}
	if bytes.Contains(message, ticketFrame) {
		tell(i.moved)
	}
	if bytes.Contains(message, i.news) {
		tell(i.written)
	}
	if bytes.Contains(message, resyncFrame) {
		tell(i.missed)
	}
}

// live asks until ctx ends, which is no error.
func (i *inbox) live(ctx context.Context) error {
	counting, reading := stoppedTimer(), stoppedTimer()
	defer counting.Stop()
	defer reading.Stop()
	waits, counted := false, time.Time{}
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-i.moved:
			if !waits {
				waits = true
				counting.Reset(max(countsSoon, time.Until(counted.Add(countsEvery))))
			}
		case <-counting.C:
			waits, counted = false, time.Now()
			i.counts.Add(1)
			err = i.ask(ctx, http.MethodGet, "/api/v1/tickets/counts", nil)
		case <-i.written:
			reading.Reset(readAfter)
		case <-reading.C:
			i.reads.Add(1)
			err = i.ask(ctx, http.MethodPost, "/api/v1/tickets/"+i.open.id.String()+"/read", map[string]int64{"seq": i.open.heard[clerk].seq()})
		case <-i.missed:
			for _, path := range []string{"/api/v1/tickets?view=unassigned", "/api/v1/tickets/counts", "/api/v1/tickets/" + i.open.id.String()} {
				i.refetches.Add(1)
				if err = i.ask(ctx, http.MethodGet, path, nil); err != nil {
					break
				}
			}
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func (i *inbox) ask(ctx context.Context, method, path string, in any) error {
	_, err := call(ctx, method, i.program.url(path), i.agent.header(), in, nil)
	return err
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}
