package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"rozmowa/desk"
	"rozmowa/store"
)

// act is one thing that a writer of the plan does, in several copies at once.
type act struct {
	name   string
	id     uuid.UUID
	copies int
	do     func(c *chat, id uuid.UUID) (int64, error) // the entry's seq; 0: refused
}

func (a act) String() string { return fmt.Sprintf("%s×%d", a.name, a.copies) }

func saying(w writing) func(*chat, uuid.UUID) (int64, error) {
	return func(c *chat, id uuid.UUID) (int64, error) {
		e, err := w(c, id, "treść "+id.String())
		switch desk.KindOf(err) {
		case "":
			if err != nil {
				return 0, err
			}
			return e.Seq, nil
		case desk.Closed, desk.Conflict, desk.Unavailable:
			if desk.CodeOf(err) == "entry_id_reused" {
				return 0, err
			}
			return 0, nil
		default:
			return 0, err
		}
	}
}

// doing marks a step as made by -1, since steps don't say their entry's seq. Changes are refused as closed.
func doing(s step) func(*chat, uuid.UUID) (int64, error) {
	return func(c *chat, id uuid.UUID) (int64, error) {
		made, err := s(c, id)
		switch {
		case made:
			return -1, err
		case desk.KindOf(err) == desk.Closed:
			return 0, nil
		}
		return 0, err
	}
}

var acts = map[string]func(*chat, uuid.UUID) (int64, error){
	"message": saying(message), "another message": saying(message), "a third message": saying(message),
	"anna's reply": saying(replyBy(anna)), "piotr's reply": saying(replyBy(piotr)), "piotr's note": saying(noteBy(piotr)),
	"anna joins": doing(join(anna)), "piotr joins": doing(join(piotr)), "anna takes over": doing(takeOver(anna)), "piotr takes over": doing(takeOver(piotr)),
	"anna closes": doing(closeBy(desk.ClosedByAgent, anna, 0)), "silence closes if nothing came": doing(closeBy(desk.ClosedBySilence, nil, 3)),
	"anna gives it to piotr": doing(changing(anna, desk.PropertyAgent, piotr)), "piotr gives it to anna": doing(changing(piotr, desk.PropertyAgent, anna)),
	"anna gives it back": doing(changing(anna, desk.PropertyAgent, nil)), "piotr makes it urgent": doing(valued(piotr, desk.PropertyPriority, "urgent")),
	"anna makes it spam": doing(valued(anna, desk.PropertyStatus, "spam")), "piotr makes it pending": doing(valued(piotr, desk.PropertyStatus, "pending")),
	"piotr reopens": doing(reopen(piotr)), "wait notice": doing(announceWait), "after hours": doing(announceAfterHours(opening)),
}

func drawActs(t *rapid.T, label string) []act {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) act {
		name := rapid.SampledFrom(sortedKeys(acts)).Draw(t, "act")
		return act{name: name, id: uuid.New(), copies: rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "copies"), do: acts[name]}
	}), 1, 8).Draw(t, label)
}

// outcomes collects what each act was told.
type outcomes struct {
	mu   sync.Mutex
	seqs map[uuid.UUID][]int64 // of every copy
}

func (o *outcomes) run(c *chat, plan []act) error {
	for _, a := range plan {
		var copies []func() error
		for range a.copies {
			copies = append(copies, func() error {
				seq, err := a.do(c, a.id)
				if err != nil {
					return fmt.Errorf("%s: %w", a, err)
				}
				o.mu.Lock()
				defer o.mu.Unlock()
				o.seqs[a.id] = append(o.seqs[a.id], seq)
				return nil
			})
		}
		if err := inParallel(copies...); err != nil {
			return err
		}
	}
	return nil
}

// asErrors makes a test's failures errors, for goroutines that mustn't end the test.
type asErrors struct{ errs []error }

func (a *asErrors) Errorf(format string, args ...any) {
	a.errs = append(a.errs, fmt.Errorf(format, args...))
}
func (a *asErrors) FailNow() { panic(a) }

func catch(do func(require.TestingT)) (err error) {
	a := &asErrors{}
	defer func() {
		if p := recover(); p == any(a) {
			err = errors.Join(a.errs...)
		} else if p != nil {
			panic(p)
		}
	}()
	do(a)
	return errors.Join(a.errs...)
}

// page reads until the writers are done and everything is read, with page sizes that go round.
func (r *reader) page(c *chat, sizes []int, done *atomic.Bool) error {
	return catch(func(t require.TestingT) {
		for i := 0; ; i++ {
			last := done.Load()
			if p := r.read(t, c, sizes[i%len(sizes)]); last && p.Through == p.Last {
				return
			}
		}
	})
}

func TestEveryReaderGetsEveryEntryOnceInOrderWhateverTheInterleaving(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ear := listen(t, h)
	rapid.Check(t, func(r *rapid.T) {
		var plans [][]act
		for i := range rapid.IntRange(1, 5).Draw(r, "writers") {
			plans = append(plans, drawActs(r, fmt.Sprintf("writer %d", i)))
		}
		sizes := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(1, 7), 1, 4), 1, 3).Draw(r, "page sizes of the readers")

		c := h.start(r)
		told := &outcomes{seqs: map[uuid.UUID][]int64{}}
		var done atomic.Bool
		readers := make([]reader, len(sizes))
		var parts []func() error
		for i := range readers {
			parts = append(parts, func() error { return readers[i].page(c, sizes[i], &done) })
		}
		parts = append(parts, func() error {
			defer done.Store(true)
			var writers []func() error
			for _, plan := range plans {
				writers = append(writers, func() error { return told.run(c, plan) })
			}
			return inParallel(writers...)
		})
		require.NoError(r, inParallel(parts...))

		entries := c.journal(r) // checks seq 1 … n
		for i := range readers {
			require.Equal(r, entries, readers[i].seen)
		}
		requireTold(r, told, entries, c)
		requirePossible(r, entries)
		requireNotified(r, ear.sinceLast(), c, entries)
		requireHead(r, c.head(r), entries)
		_, err := h.DB().Exec(`UPDATE tickets SET relayed_seq = wake_seq WHERE id = $1`, c.ID)
		require.NoError(r, err)
	})
}

// requireTold: what was acknowledged is there once, with the seq that every copy was told; what was refused isn't.
func requireTold(t require.TestingT, told *outcomes, entries []desk.Entry, c *chat) {
	seqs := map[uuid.UUID]int64{}
	for _, e := range entries {
		require.NotContains(t, seqs, e.ID, "an entry is there twice")
		seqs[e.ID] = e.Seq
	}
	require.Equal(t, c.EntryID, entries[0].ID)
	delete(seqs, c.EntryID)
	for i, e := range entries[1:] { // who is given a ticket joins or takes over, right behind
		if before := &entries[i]; isChange(desk.PropertyAgent)(before) && before.Operation.Change.Value != "" {
			require.Equal(t, []any{before.Operation.Change.Value, uuid.Version(5)}, []any{e.Author.ID.String(), e.ID.Version()})
			delete(seqs, e.ID)
		}
	}
	for id, copies := range told.seqs {
		for _, seq := range copies {
			switch seq {
			case 0: // A copy may be refused before another finds the state right for it.
			case -1:
				require.Contains(t, seqs, id)
			default:
				require.Equal(t, seq, seqs[id])
			}
		}
		if seq := seqs[id]; seq != 0 {
			require.True(t, copies[0] != 0 || len(copies) > 1, "a refused entry is there")
			require.False(t, allZero(copies), "an entry is there that every copy was refused")
		}
		delete(seqs, id)
	}
	require.Empty(t, seqs, "entries that nobody wrote")
}

func orEmpty(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func allZero(seqs []int64) bool {
	for _, s := range seqs {
		if s != 0 {
			return false
		}
	}
	return true
}

// requirePossible walks the entries and asks of each whether the conversation stood so that it could happen.
func requirePossible(t require.TestingT, entries []desk.Entry) {
	m := &model{}
	for _, e := range entries {
		state, agent := m.state(), m.agent()
		var ok bool
		switch {
		case e.Kind == desk.Note:
			ok = true
		case e.Kind == desk.Message && e.Author.Kind == desk.ByCustomer:
			ok = state != desk.Shut
		case e.Kind == desk.Message:
			ok = state != desk.Shut && (agent == uuid.Nil || agent == e.Author.ID)
		default:
			switch e.Operation.Type {
			case desk.OpChanged:
				c := e.Operation.Change
				switch c.Property {
				case desk.PropertyAgent:
					ok = state != desk.Shut && c.Value != c.Was && c.Was == orEmpty(agent)
				case desk.PropertyStatus:
					ok = state != desk.Shut && c.Value != c.Was && c.Was == m.status()
				case desk.PropertyPriority:
					ok = c.Value != c.Was && c.Was == string(m.priority())
				}
			case desk.OpJoined, desk.OpWaitNotice, desk.OpAfterHours:
				ok = state == desk.Waiting
			case desk.OpTookOver:
				ok = state == desk.Active && agent != e.Author.ID
			case desk.OpReopened:
				ok = state == desk.Shut
			case desk.OpClosed:
				ok = state != desk.Shut && (e.Operation.By != desk.ClosedBySilence || m.last(isMessageBy(desk.ByCustomer)).Seq <= 3)
			}
		}
		require.True(t, ok, "entry %d (%s %v) can't have happened while %s", e.Seq, e.Kind, e.Operation, state)
		m.append(e)
	}
}

// requireNotified: one notice for each entry, in order, and a ring for each announcement of waiting.
func requireNotified(t require.TestingT, heard []notice, c *chat, entries []desk.Entry) {
	var want, got []notice
	var rings, wantRings int
	for _, e := range entries {
		want = append(want, entryNotice(c, e.Seq))
		if isOp(desk.OpWaitNotice)(&e) {
			wantRings++
		}
	}
	for _, n := range heard {
		switch n.channel {
		case store.EntriesChannel:
			got = append(got, n)
		case store.RingChannel:
			rings++
		}
	}
	require.Equal(t, want, got)
	require.Equal(t, wantRings, rings)
}

func requireHead(t require.TestingT, row head, entries []desk.Entry) {
	want := (&model{entries: entries}).head()
	want.AwaitingSince, want.ClosedAt, want.LastMessageAt = row.AwaitingSince, row.ClosedAt, row.LastMessageAt
	require.Equal(t, want, row)
}

// The relays see every message of a conversation that is written while they work.
func TestRelaysCatchUpWhateverTheInterleaving(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	rapid.Check(t, func(r *rapid.T) {
		plan := drawActs(r, "writer")
		lost := rapid.SliceOfN(rapid.Bool(), 1, 4).Draw(r, "claims whose relay dies")
		c := h.start(r)
		var done atomic.Bool
		told := map[int64]bool{}
		relay := func() error {
			for i := 0; ; i++ {
				last := done.Load()
				wakes, err := c.ClaimWakes(context.Background(), 5, 0) // a lease that has run out already
				if err != nil {
					return err
				}
				if last && len(wakes) == 0 {
					return nil
				}
				if lost[i%len(lost)] && !last {
					continue
				}
				for _, w := range wakes {
					told[w.Through] = true
				}
				if err := c.FinishWakes(context.Background(), wakes); err != nil {
					return err
				}
			}
		}
		require.NoError(r, inParallel(relay, func() error {
			defer done.Store(true)
			return (&outcomes{seqs: map[uuid.UUID][]int64{}}).run(c, plan)
		}))
		row := c.head(r)
		require.Equal(r, row.WakeSeq, row.RelayedSeq)
		require.True(r, told[row.WakeSeq], "the last message was told of")
	})
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
