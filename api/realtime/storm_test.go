package realtime_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
)

func TestInAStormEveryReaderGetsEveryEntryOnceAndInOrder(t *testing.T) {
	t.Parallel()
	const writers, each, all = 20, 50, 1 + 20*50
	c := newCompany(t)
	second := newNode(t, c.url) // half of everybody is on another node
	nodes := []*apitest.Node{c.Node, second}
	chat := c.Chat(t)
	agents := []*apitest.Caller{c.As(t, c.Anna), c.As(t, c.Piotr)}

	var readers []*reader
	for i := range 10 {
		r := &reader{ticket: chat.ID, seq: 0}
		if i%2 == 0 {
			who := *agents[i/2%2]
			r.who, r.watches, r.socket, r.entries = &who, true, "/api/v1/socket", chat.TicketPath("/entries")
		} else {
			who := *chat.Caller
			r.who, r.socket, r.entries = &who, chat.Path("/socket"), chat.Path("/entries")
		}
		r.who.Node = nodes[i/2%2]
		readers = append(readers, r)
	}
	var reading, writing sync.WaitGroup
	errs := make([]error, len(readers)+writers+1)
	guard := func(to *error, do func() error) func() {
		return func() {
			defer func() {
				if p := recover(); p != nil {
					*to = fmt.Errorf("%v", p)
				}
			}()
			*to = do()
		}
	}
	for i, r := range readers {
		restless := i >= 2 // the others stay
		reading.Go(guard(&errs[i], func() error {
			for {
				if err := r.connect(); err != nil {
					return fmt.Errorf("connecting: %w", err)
				}
				frames := 0 // as many as come
				if restless {
					frames = 1 + rand.IntN(25)
				}
				// A socket that was cut because it read too slowly comes back as any other.
				_ = r.read(all, frames)
				r.disconnect()
				if r.seq >= all {
					return nil
				}
			}
		}))
	}
	for w := range writers {
		writing.Go(guard(&errs[len(readers)+w], func() error {
			for i := range each {
				who, path, body := *chat.Caller, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": fmt.Sprint(w, " ", i)}
				if w%2 == 0 {
					who, path = *agents[0], chat.TicketPath("/entries")
					body["kind"] = []string{"note", "message"}[w/2%2]
				}
				who.Node = nodes[w/2%2]
				for range 1 + rand.IntN(2) { // some are sent twice
					if a, err := who.Try(http.MethodPost, path, body); err != nil || a.Status != http.StatusCreated {
						return errors.Join(err, fmt.Errorf("%v", a))
					}
				}
			}
			return nil
		}))
	}
	writing.Wait()
	reading.Wait()
	require.NoError(t, errors.Join(errs...))
	journal, through := agents[0].Entries(t, chat.TicketPath("/entries"), 0)
	require.EqualValues(t, all, through)
	require.Len(t, journal, all)
	for i, r := range readers {
		require.NoError(t, r.complete(journal), "reader %d", i)
	}
}

func TestPushesCrossNodes(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	second := newNode(t, c.url)
	chat := c.Chat(t)
	elsewhere := c.As(t, c.Piotr)
	elsewhere.Node = second
	s := elsewhere.Watching(t, chat)
	visitor := *chat
	visitor.Caller = &apitest.Caller{Node: second, Token: chat.Token}
	v := visitor.Listen(t)
	anna := c.As(t, c.Anna)
	chat.Write(t, anna, "message", "z pierwszego")
	for _, s := range []*apitest.Socket{s, v} {
		require.Equal(t, []string{"z pierwszego"}, bodies(s.Until(t, "entries").Entries))
	}
	anna.Do(t, http.MethodPost, chat.TicketPath("/typing"), nil).OK(t, http.StatusNoContent)
	s.Until(t, "typing")
	require.NoError(t, c.Store.RevokeChannel(t.Context(), c.Shop.ID, c.Piotr.ID))
	require.Equal(t, chat.ID, s.Until(t, "refused").Ticket)
}
