package store_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// ear hears what is notified on the channels of the journal and of access, and on others that are asked for.
type ear struct {
	t *testing.T
	h *house
	n <-chan notice
}

type notice struct{ channel, payload string }

func listen(t *testing.T, h *house, more ...string) *ear {
	t.Helper()
	l, err := h.Listen(append(more, store.EntriesChannel, store.TypingChannel, store.AccessChannel, store.RingChannel, "end of test")...)
	require.NoError(t, err)
	heard := make(chan notice, 10_000)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range l.NotificationChannel() {
			if n != nil {
				heard <- notice{n.Channel, n.Extra}
			}
		}
	}()
	t.Cleanup(func() { require.NoError(t, l.Close()); <-done })
	return &ear{t, h, heard}
}

// sinceLast returns everything notified since the last call: Postgres delivers in order of commit, so a mark
// of our own comes last.
func (e *ear) sinceLast() []notice {
	e.t.Helper()
	mark := notice{"end of test", uuid.NewString()}
	_, err := e.h.DB().Exec(`SELECT pg_notify($1, $2)`, mark.channel, mark.payload)
	require.NoError(e.t, err)
	var all []notice
	for {
		select {
		case n := <-e.n:
			if n == mark {
				return all
			}
			all = append(all, n)
		case <-time.After(30 * time.Second):
			require.FailNow(e.t, "the mark was not heard")
		}
	}
}

func entryNotice(c *chat, seq int64) notice {
	return notice{"entries", fmt.Sprintf("%s:%d", c.ID, seq)}
}

func TestEveryAppendNotifiesOnceAndRepeatsAndRefusalsDoNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	e := listen(t, h)
	n := h.newTicket(h.shop)
	c := &chat{house: h, NewTicket: n}
	id := uuid.New()
	for _, s := range []struct {
		name string
		do   func() (any, error)
		want []notice
		kind desk.Kind
	}{
		{name: "start", do: func() (any, error) { _, e, err := h.StartTicket(t.Context(), n); return e, err }, want: []notice{entryNotice(c, 1)}},
		{name: "start again", do: func() (any, error) { _, e, err := h.StartTicket(t.Context(), n); return e, err }},
		{name: "message", do: func() (any, error) { return message(c, id, "x") }, want: []notice{entryNotice(c, 2)}},
		{name: "message again", do: func() (any, error) { return message(c, id, "x") }},
		{name: "conflict", do: func() (any, error) { return message(c, id, "y") }, kind: desk.Conflict},
		{name: "wait notice rings", do: func() (any, error) { return announceWait(c, id3) }, want: []notice{entryNotice(c, 3), {"ring", c.ID.String()}}},
		{name: "wait notice again", do: func() (any, error) { return announceWait(c, id3) }},
		{name: "after hours", do: func() (any, error) { return announceAfterHours(opening)(c, uuid.New()) }, want: []notice{entryNotice(c, 4)}},
		{name: "reply", do: func() (any, error) { return replyBy(anna)(c, uuid.New(), "x") }, want: []notice{entryNotice(c, 5)}},
		{name: "note", do: func() (any, error) { return noteBy(anna)(c, uuid.New(), "x") }, want: []notice{entryNotice(c, 6)}},
		{name: "join", do: func() (any, error) { return join(anna)(c, uuid.New()) }, want: []notice{entryNotice(c, 7)}},
		{name: "join refused", do: func() (any, error) { return join(piotr)(c, uuid.New()) }},
		{name: "reply refused", do: func() (any, error) { return replyBy(piotr)(c, uuid.New(), "x") }, kind: desk.Conflict},
		{name: "takeover", do: func() (any, error) { return takeOver(piotr)(c, uuid.New()) }, want: []notice{entryNotice(c, 8)}},
		{name: "change", do: func() (any, error) { return valued(anna, desk.PropertyPriority, "high")(c, id9) }, want: []notice{entryNotice(c, 9)}},
		{name: "change again", do: func() (any, error) { return valued(anna, desk.PropertyPriority, "high")(c, id9) }},
		{name: "change to what it is", do: func() (any, error) { return valued(anna, desk.PropertyPriority, "high")(c, uuid.New()) }},
		{name: "assign", do: func() (any, error) { return changing(anna, desk.PropertyAgent, anna)(c, uuid.New()) }, want: []notice{entryNotice(c, 10), entryNotice(c, 11)}},
		{name: "close", do: func() (any, error) { return closeBy(desk.ClosedBySilence, nil, 0)(c, uuid.New()) }, want: []notice{entryNotice(c, 12)}},
		{name: "message to a closed ticket", do: func() (any, error) { return message(c, uuid.New(), "x") }, kind: desk.Closed},
		{name: "reopen", do: func() (any, error) { return reopen(anna)(c, uuid.New()) }, want: []notice{entryNotice(c, 13)}},
		{name: "mark read", do: func() (any, error) { return nil, h.MarkRead(t.Context(), c.ID, h.anna.ID, 3) }},
		{name: "claim", do: func() (any, error) { return h.ClaimWakes(t.Context(), 10, time.Hour) }},
	} {
		_, err := s.do()
		require.Equal(t, s.kind, desk.KindOf(err), "%s: %v", s.name, err)
		if s.kind == "" {
			require.NoError(t, err, s.name)
		}
		require.ElementsMatch(t, s.want, e.sinceLast(), s.name)
	}
}

var id3, id9 = uuid.New(), uuid.New()

func TestRacingCopiesNotifyOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	e := listen(t, h)
	for round := range int64(20) {
		id := uuid.New()
		try := func() error { _, err := message(c, id, "x"); return err }
		require.NoError(t, inParallel(try, try, try))
		require.Equal(t, []notice{entryNotice(c, round+2)}, e.sinceLast())
	}
}

func TestEveryChangeOfAccessIsNotified(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := store.HashSessionToken("anna")
	require.NoError(t, h.CreateSession(t.Context(), token, h.anna.ID, time.Hour, ""))
	require.NoError(t, h.CreateSession(t.Context(), store.HashSessionToken("piotr"), h.piotr.ID, time.Hour, ""))
	e := listen(t, h)
	exec := func(query string, args ...any) error {
		_, err := h.DB().ExecContext(t.Context(), query, args...)
		return err
	}
	for _, s := range []struct {
		name string
		do   func() error
		want []desk.Account
	}{
		{"a channel is granted", func() error { return h.GrantChannel(t.Context(), h.other.ID, h.anna.ID) }, []desk.Account{h.anna}},
		{"a channel is granted again", func() error { return h.GrantChannel(t.Context(), h.other.ID, h.anna.ID) }, nil},
		{"a channel is revoked", func() error { return h.RevokeChannel(t.Context(), h.other.ID, h.anna.ID) }, []desk.Account{h.anna}},
		{"a channel is revoked again", func() error { return h.RevokeChannel(t.Context(), h.other.ID, h.anna.ID) }, nil},
		{"an agent logs out", func() error { return h.DeleteSession(t.Context(), token) }, []desk.Account{h.anna}},
		{"an agent logs in", func() error { return h.CreateSession(t.Context(), token, h.anna.ID, time.Hour, "") }, nil},
		{"an agent changes the language", func() error {
			_, err := h.UpdateProfile(t.Context(), h.anna.ID, desk.ProfileChange{Locale: new("en")})
			return err
		}, nil},
		{"an agent's role changes", func() error { return exec(`UPDATE agents SET role = 'operator' WHERE id = $1`, h.anna.ID) }, []desk.Account{h.anna}},
		{"an agent is disabled", func() error { return exec(`UPDATE agents SET disabled_at = now() WHERE id = $1`, h.piotr.ID) }, []desk.Account{h.piotr}},
		{"a channel is deleted", func() error { return exec(`DELETE FROM channels WHERE id = $1`, h.other.ID) }, []desk.Account{h.piotr, h.ewa}},
		{"an agent is deleted", func() error { return exec(`DELETE FROM agents WHERE id = $1`, h.piotr.ID) }, []desk.Account{h.piotr}},
	} {
		require.NoError(t, s.do(), s.name)
		var want []notice
		for _, a := range s.want {
			want = append(want, notice{"access", a.ID.String()})
		}
		require.ElementsMatch(t, want, e.sinceLast(), s.name)
	}
}

func TestTypingIsToldAndKeptNowhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	e := listen(t, h)
	said := store.TypingNotice{Ticket: uuid.New(), Kind: desk.ByAgent, Agent: h.anna.ID, Name: "Anna \"Ania\" Nowak"}
	require.NoError(t, h.NotifyTyping(t.Context(), said))
	heard := e.sinceLast()
	require.Len(t, heard, 1)
	require.Equal(t, "typing", heard[0].channel)
	var got store.TypingNotice
	require.NoError(t, json.Unmarshal([]byte(heard[0].payload), &got))
	require.Equal(t, said, got)
}
