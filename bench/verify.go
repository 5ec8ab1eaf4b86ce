package bench

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"golang.org/x/sync/errgroup"
)

// verdict is what became of the acknowledged messages of some chats.
type verdict struct {
	Messages int `json:"messages"`
	// In the journal, read back over HTTP by the customer.
	Lost       int `json:"lost"`
	Doubled    int `json:"doubled"`
	Disordered int `json:"disordered"`
	// At the sockets of both sides.
	SocketsMissed   int `json:"socketsMissed"`
	SocketsRepeated int `json:"socketsRepeated"`
	// SocketsCut is how often one had to be opened again.
	SocketsCut int `json:"socketsCut"`
}

func (v verdict) String() string {
	return fmt.Sprintf("%d messages read back: %d lost, %d doubled, %d out of order; sockets missed %d, repeated %d, were cut %d times",
		v.Messages, v.Lost, v.Doubled, v.Disordered, v.SocketsMissed, v.SocketsRepeated, v.SocketsCut)
}

func (v *verdict) add(other verdict) {
	v.Messages += other.Messages
	v.Lost += other.Lost
	v.Doubled += other.Doubled
	v.Disordered += other.Disordered
	v.SocketsMissed += other.SocketsMissed
	v.SocketsRepeated += other.SocketsRepeated
	v.SocketsCut += other.SocketsCut
}

// verify compares what was acknowledged with what the journal holds and what the sockets got.
func (c *crowd) verify(ctx context.Context, p *program) (verdict, error) {
	verdicts := make([]verdict, len(c.chats))
	tasks, ctx := errgroup.WithContext(ctx)
	tasks.SetLimit(4)
	for i, chat := range c.chats {
		tasks.Go(func() error {
			journal, err := chat.readBack(ctx, p)
			if err != nil {
				return fmt.Errorf("reading back: %w", err)
			}
			verdicts[i] = chat.judge(journal)
			return nil
		})
	}
	err := tasks.Wait()
	var all verdict
	for _, v := range verdicts {
		all.add(v)
	}
	for _, s := range c.sockets {
		all.SocketsCut += int(s.cut.Load())
	}
	return all, err
}

// readBack fetches the whole conversation as its customer.
func (c *chat) readBack(ctx context.Context, p *program) ([]said, error) {
	header := http.Header{"Authorization": {"Bearer " + c.token}}
	var journal []said
	for after := int64(0); ; {
		var page struct {
			Entries []struct {
				Seq  int64  `json:"seq"`
				Body string `json:"body"`
			} `json:"entries"`
			Through int64 `json:"through"`
			Last    int64 `json:"last"`
		}
		url := p.url("/api/v1/conversations/" + c.id.String() + "/entries?limit=500&after=" + strconv.FormatInt(after, 10))
		if _, err := call(ctx, http.MethodGet, url, header, nil, &page); err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			journal = append(journal, said{e.Seq, numberOf(e.Body)})
		}
		if page.Through >= page.Last || len(page.Entries) == 0 {
			return journal, nil
		}
		after = page.Through
	}
}

// judge finds each acknowledged message once, at the seq that was acknowledged, in the order it was written.
func (c *chat) judge(journal []said) verdict {
	v := verdict{Messages: len(c.acked)}
	at := map[int64]int64{} // message's number to seq
	for i, e := range journal {
		if e.seq != int64(i)+1 {
			v.Disordered++
		}
		if e.number == 0 {
			continue
		}
		if _, twice := at[e.number]; twice {
			v.Doubled++
		}
		at[e.number] = e.seq
	}
	last := int64(0)
	for _, a := range c.acked {
		switch seq, ok := at[a.number]; {
		case !ok:
			v.Lost++
		case seq != a.seq || seq <= last:
			v.Disordered++
		}
		last = a.seq
	}
	for s := range c.heard {
		v.add(c.heard[s].judge(journal))
	}
	return v
}

// judge compares what a socket got since it watches with the journal, entry by entry.
func (h *heard) judge(journal []said) verdict {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := verdict{SocketsRepeated: h.repeated, SocketsMissed: max(0, len(journal)-int(h.since)-len(h.got))}
	for _, g := range h.got {
		if g.seq < 1 || g.seq > int64(len(journal)) || journal[g.seq-1] != g {
			v.Disordered++
		}
	}
	return v
}
