package realtime_test

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
)

// reader is a client that keeps to docs/REALTIME.md, and nothing else.
type reader struct {
	who     *apitest.Caller
	ticket  uuid.UUID
	socket  string // address
	entries string // address
	watches bool   // says "watch": an agent

	seq  int64
	seen []contract.Entry
	live *apitest.Socket
}

// fail panics: a test may not be failed from another goroutine.
type fail struct{}

func (fail) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (fail) FailNow()                          { panic("failed") }

func (r *reader) connect() error {
	s, _, err := r.who.TryDial(r.socket)
	if err != nil {
		return err
	}
	r.live = s
	if r.watches {
		return s.Conn.WriteJSON(apitest.M{"type": "watch", "ticket": r.ticket})
	}
	return nil
}

func (r *reader) disconnect() { r.live.Close() }

// read takes frames until the reader has seen the entry, or so many frames came (0: no end).
func (r *reader) read(until int64, frames int) error {
	for n := 0; r.seq < until && (frames == 0 || n < frames); n++ {
		f, err := r.live.Try()
		if err != nil {
			return err
		}
		switch f.Type {
		case "watching":
			if r.seq < f.Through {
				r.fetch()
			}
		case "resync":
			r.fetch()
		case "entries":
			if r.seq < f.From {
				r.fetch()
				break
			}
			for _, e := range f.Entries {
				if e.Seq > r.seq {
					r.seen = append(r.seen, e)
				}
			}
			r.seq = max(r.seq, f.Through)
		}
	}
	return nil
}

func (r *reader) fetch() {
	entries, through := r.who.Entries(fail{}, r.entries, r.seq)
	r.seen, r.seq = append(r.seen, entries...), through
}

// complete says what is wrong with what the reader has seen: every entry of the journal once and in order.
func (r *reader) complete(journal []contract.Entry) error {
	if r.who.Token != "" { // a visitor
		journal = slices.DeleteFunc(slices.Clone(journal), func(e contract.Entry) bool { return e.Kind == "note" })
	}
	for i, e := range r.seen {
		if i >= len(journal) || e.Seq != journal[i].Seq || e.ID != journal[i].ID || *e.Body != *journal[i].Body {
			return fmt.Errorf("entry %d is seq %d", i, e.Seq)
		}
	}
	if len(r.seen) != len(journal) {
		return fmt.Errorf("%d of %d entries", len(r.seen), len(journal))
	}
	return nil
}
