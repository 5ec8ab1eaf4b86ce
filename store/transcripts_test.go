package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

const janEmail = "jan@klient.example"

func (c *chat) ask(t require.TestingT, id uuid.UUID) *desk.Entry {
	e, err := c.AskTranscript(context.Background(), c.ID, c.Token, id, janEmail)
	require.NoError(t, err)
	return e
}

func (c *chat) transcript(t require.TestingT, id uuid.UUID) *store.Transcript {
	x, err := c.Transcript(context.Background(), id)
	require.NoError(t, err)
	return x
}

// move moves a transcript and wants it moved.
func move(t require.TestingT, do func(context.Context, uuid.UUID) (bool, error), id uuid.UUID) {
	moved, err := do(context.Background(), id)
	require.NoError(t, err)
	require.True(t, moved)
}

func TestAskingForATranscriptIsAnEntryThatWakesTheWorkflow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, in := range map[string]func(*testing.T, *house) *chat{"while waiting": waiting, "in a conversation": annas, "after it": shut} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, id := in(t, h), uuid.New()
			before := c.head(t)
			e := c.ask(t, id)
			require.Equal(t, desk.Entry{
				TicketID: c.ID, Seq: before.LastSeq + 1, ID: id, Kind: desk.Operation, CreatedAt: e.CreatedAt,
				Author: desk.Author{Kind: desk.ByCustomer, Name: "Jan Kos"}, Operation: &desk.OperationDetails{Type: desk.OpTranscriptAsked},
			}, *e)
			entries := c.journal(t)
			require.Equal(t, []desk.Entry{*e}, inZoneOf(e, entries[len(entries)-1:]))
			want := before // no message: lists show what they showed
			want.LastSeq, want.WakeSeq = e.Seq, e.Seq
			require.Equal(t, want, c.head(t))
			x := c.transcript(t, id)
			require.Equal(t, &store.Transcript{
				ID: id, TicketID: c.ID, Email: janEmail, State: store.TranscriptAsked, Number: c.started.Number, Subject: "Paczka",
				Locale: "pl", Channel: *h.shop,
			}, x)
		})
	}
}

func TestAskingAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, id := h.start(t), uuid.New()
	first := c.ask(t, id)
	c.say(t, "Halo?")
	again := c.ask(t, id)
	require.Equal(t, []desk.Entry{*first}, inZoneOf(first, []desk.Entry{*again}), "the first entry is returned")
	require.Len(t, c.journal(t), 3)

	try := func(c *chat, id uuid.UUID, email string) error {
		_, err := c.AskTranscript(t.Context(), c.ID, c.Token, id, email)
		return err
	}
	requireKind(t, desk.Conflict, "entry_id_reused", try(c, id, "ktoś@inny.example"))
	requireKind(t, desk.Conflict, "entry_id_reused", try(c, c.EntryID, janEmail))
	requireKind(t, desk.Conflict, "entry_id_reused", try(h.start(t), id, janEmail))
	requireKind(t, desk.Invalid, "entry_id", try(c, uuid.NewSHA1(c.ID, []byte("x")), janEmail))
	require.Len(t, c.journal(t), 3)
}

func TestOneConversationHasThreeTranscriptsAtMost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	ids := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
	for _, id := range ids {
		c.ask(t, id)
	}
	one := func() error {
		_, err := c.AskTranscript(t.Context(), c.ID, c.Token, uuid.New(), janEmail)
		return err
	}
	requireKind(t, desk.TooMany, "too_many_transcripts", one())
	require.NotNil(t, c.ask(t, ids[0]), "a repeat is none more")

	move(t, c.BeginTranscript, ids[0])
	requireKind(t, desk.TooMany, "too_many_transcripts", one())
	finish(t, c, ids[0], true)
	requireKind(t, desk.TooMany, "too_many_transcripts", one())
	finish(t, c, ids[1], false)
	require.NoError(t, one(), "one that failed doesn't count")
	requireKind(t, desk.TooMany, "too_many_transcripts", one())
}

func TestThreeTranscriptsAtMostAlsoWhenAskedForAtOnce(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	var asking []func() error
	refused := make(chan struct{}, 10)
	for range cap(refused) {
		asking = append(asking, func() error {
			_, err := c.AskTranscript(context.Background(), c.ID, c.Token, uuid.New(), janEmail)
			if desk.KindOf(err) == desk.TooMany {
				refused <- struct{}{}
				return nil
			}
			return err
		})
	}
	require.NoError(t, inParallel(asking...))
	require.Len(t, refused, cap(refused)-store.MaxTranscripts)
	require.Len(t, c.journal(t), 1+store.MaxTranscripts)
}

func TestTheSameTranscriptAskedForAtOnceIsOne(t *testing.T) {
	t.Parallel()
	c, id := newHouse(t).start(t), uuid.New()
	seqs := make(chan int64, 6)
	var asking []func() error
	for range cap(seqs) {
		asking = append(asking, func() error {
			e, err := c.AskTranscript(context.Background(), c.ID, c.Token, id, janEmail)
			if err == nil {
				seqs <- e.Seq
			}
			return err
		})
	}
	require.NoError(t, inParallel(asking...))
	for range cap(seqs) {
		require.EqualValues(t, 2, <-seqs)
	}
	require.Len(t, c.journal(t), 2)
}

func TestNobodyElseAsksForATranscript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	_, err := c.AskTranscript(t.Context(), c.ID, store.HashVisitorToken("thief"), uuid.New(), "zlodziej@inny.example")
	requireKind(t, desk.NotFound, "ticket_not_found", err)
	_, err = c.AskTranscript(t.Context(), uuid.New(), c.Token, uuid.New(), janEmail)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
	require.Len(t, c.journal(t), 1)
}

// finish finishes a transcript and wants it finished.
func finish(t require.TestingT, c *chat, id uuid.UUID, sent bool) {
	done, err := c.FinishTranscript(context.Background(), id, sent, uuid.NewSHA1(id, []byte("end")))
	require.NoError(t, err)
	require.True(t, done)
}

func TestATranscriptGoesItsWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	states := []store.TranscriptState{store.TranscriptAsked, store.TranscriptSending, store.TranscriptSent, store.TranscriptFailed}
	// in is a transcript in the state, of a closed conversation.
	in := func(t *testing.T, state store.TranscriptState) (*chat, uuid.UUID) {
		c, id := h.start(t).closed(t), uuid.New()
		c.ask(t, id)
		if state == store.TranscriptSending || state == store.TranscriptSent {
			move(t, c.BeginTranscript, id)
		}
		if state == store.TranscriptSent || state == store.TranscriptFailed {
			finish(t, c, id, state == store.TranscriptSent)
		}
		return c, id
	}
	type way struct {
		do func(*chat, uuid.UUID) (bool, error)
		to map[store.TranscriptState]store.TranscriptState // absent: refused
		op desk.Op                                         // the entry that is written; empty: none
	}
	for name, w := range map[string]way{
		"begin": {
			do: func(c *chat, id uuid.UUID) (bool, error) { return c.BeginTranscript(t.Context(), id) },
			to: map[store.TranscriptState]store.TranscriptState{store.TranscriptAsked: store.TranscriptSending},
		},
		"return": {
			do: func(c *chat, id uuid.UUID) (bool, error) { return c.ReturnTranscript(t.Context(), id) },
			to: map[store.TranscriptState]store.TranscriptState{store.TranscriptSending: store.TranscriptAsked},
		},
		"sent": {
			do: func(c *chat, id uuid.UUID) (bool, error) {
				return c.FinishTranscript(t.Context(), id, true, uuid.NewSHA1(id, []byte("end")))
			},
			to: map[store.TranscriptState]store.TranscriptState{
				store.TranscriptSending: store.TranscriptSent, store.TranscriptSent: store.TranscriptSent,
			},
			op: desk.OpTranscriptSent,
		},
		"failed": {
			do: func(c *chat, id uuid.UUID) (bool, error) {
				return c.FinishTranscript(t.Context(), id, false, uuid.NewSHA1(id, []byte("end")))
			},
			to: map[store.TranscriptState]store.TranscriptState{
				store.TranscriptAsked: store.TranscriptFailed, store.TranscriptSending: store.TranscriptFailed,
				store.TranscriptFailed: store.TranscriptFailed,
			},
			op: desk.OpTranscriptFailed,
		},
	} {
		for _, from := range states {
			t.Run(name+" from "+string(from), func(t *testing.T) {
				t.Parallel()
				c, id := in(t, from)
				before, entries := c.head(t), c.journal(t)
				to, allowed := w.to[from]
				made, err := w.do(c, id)
				require.NoError(t, err)
				require.Equal(t, allowed, made)
				if !allowed {
					to = from
				}
				require.Equal(t, to, c.transcript(t, id).State)
				written := c.journal(t)[len(entries):]
				want := before // nothing that lists show, and nothing that wakes the workflow
				if w.op == "" || to == from {
					require.Empty(t, written)
					require.Equal(t, want, c.head(t))
					return
				}
				require.Len(t, written, 1)
				require.Equal(t, desk.Entry{
					TicketID: c.ID, Seq: before.LastSeq + 1, ID: uuid.NewSHA1(id, []byte("end")), Kind: desk.Operation,
					Author: desk.Author{Kind: desk.BySystem}, Operation: &desk.OperationDetails{Type: w.op}, CreatedAt: written[0].CreatedAt,
				}, written[0])
				want.LastSeq++
				require.Equal(t, want, c.head(t))
			})
		}
	}
	t.Run("one that isn't there goes nowhere", func(t *testing.T) {
		t.Parallel()
		for _, do := range []func(context.Context, uuid.UUID) (bool, error){h.BeginTranscript, h.ReturnTranscript} {
			moved, err := do(t.Context(), uuid.New())
			require.NoError(t, err)
			require.False(t, moved)
		}
		done, err := h.FinishTranscript(t.Context(), uuid.New(), true, uuid.New())
		require.NoError(t, err)
		require.False(t, done)
		_, err = h.Transcript(t.Context(), uuid.New())
		requireKind(t, desk.NotFound, "transcript_not_found", err)
	})
}

func TestOneOfManyBeginsATranscript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 10 {
		c, id := h.start(t).closed(t), uuid.New()
		c.ask(t, id)
		began := make(chan struct{}, 4)
		try := func() error {
			begun, err := c.BeginTranscript(context.Background(), id)
			if begun {
				began <- struct{}{}
			}
			return err
		}
		require.NoError(t, inParallel(try, try, try, try))
		require.Len(t, began, 1)
	}
}

func TestATranscriptEndsOnceThoughSeveralEndIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 10 {
		c, id := h.start(t).closed(t), uuid.New()
		c.ask(t, id)
		move(t, c.BeginTranscript, id)
		end := func(sent bool) func() error {
			return func() error {
				_, err := c.FinishTranscript(context.Background(), id, sent, uuid.NewSHA1(id, []byte(map[bool]string{true: "sent", false: "failed"}[sent])))
				return err
			}
		}
		require.NoError(t, inParallel(end(true), end(false), end(true), end(false)))
		entries := c.journal(t)
		require.Len(t, entries, 4, "asked, and one end of it")
		require.Equal(t, map[store.TranscriptState]desk.Op{
			store.TranscriptSent: desk.OpTranscriptSent, store.TranscriptFailed: desk.OpTranscriptFailed,
		}[c.transcript(t, id).State], entries[3].Operation.Type)
	}
}

func TestAStandingNamesTheTranscriptsOfAClosedTicket(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	named := func() []uuid.UUID {
		st, err := c.Standing(t.Context(), c.ID)
		require.NoError(t, err)
		return st.Transcripts
	}
	ids := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
	for _, id := range ids {
		c.ask(t, id)
	}
	require.Nil(t, named(), "the conversation is going on")
	c.closed(t)
	require.Equal(t, ids, named(), "in the order in which they were asked for")
	move(t, c.BeginTranscript, ids[0])
	finish(t, c, ids[1], false)
	require.Equal(t, ids[2:], named())
	move(t, c.ReturnTranscript, ids[0])
	require.Equal(t, []uuid.UUID{ids[0], ids[2]}, named())
	c.mustDo(t, func(id uuid.UUID) (bool, error) { return reopen(anna)(c, id) })
	require.Nil(t, named())
}

func TestErasingATicketErasesItsTranscripts(t *testing.T) {
	t.Parallel()
	c, id := newHouse(t).start(t), uuid.New()
	c.ask(t, id)
	_, err := c.DB().ExecContext(t.Context(), `DELETE FROM tickets WHERE id = $1`, c.ID)
	require.NoError(t, err)
	_, err = c.Transcript(t.Context(), id)
	requireKind(t, desk.NotFound, "transcript_not_found", err)
}

func TestTheRelayIsWokenForATranscriptOfAClosedTicket(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	claim := func() []store.Wake {
		wakes, err := c.ClaimWakes(t.Context(), 10, time.Minute)
		require.NoError(t, err)
		return slices.DeleteFunc(wakes, func(w store.Wake) bool { return w.Ticket != c.ID })
	}
	wakes := claim()
	require.NoError(t, errors.Join(c.FinishWakes(t.Context(), wakes)))
	c.closed(t)
	require.Empty(t, claim(), "the workflow knows of what it wrote")
	asked := c.ask(t, uuid.New())
	wakes = claim()
	require.Len(t, wakes, 1)
	require.Equal(t, asked.Seq, wakes[0].Through)
}
