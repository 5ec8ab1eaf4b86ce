package api_test

import (
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

func open(t *testing.T, who *apitest.Caller, chat *apitest.Chat) contract.OpenedTicket {
	t.Helper()
	var opened contract.OpenedTicket
	who.Do(t, http.MethodPost, chat.TicketPath("/open"), nil).Into(t, http.StatusOK, &opened)
	return opened
}

func TestOpeningATicketJoinsIt(t *testing.T) {
	t.Parallel()
	c := newWorkedCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	require.EqualValues(t, "watching", open(t, c.As(t, c.Oskar), chat).Outcome)
	opened := open(t, anna, chat)
	require.EqualValues(t, "joined", opened.Outcome)
	require.Equal(t, c.Anna.ID, *opened.Ticket.Summary.Agent.ID)
	require.EqualValues(t, "active", opened.Ticket.Summary.State)
	require.EqualValues(t, "mine", open(t, anna, chat).Outcome)
	taken := open(t, piotr, chat)
	require.EqualValues(t, "taken", taken.Outcome)
	require.Equal(t, "Anna Nowak", taken.Ticket.Summary.Agent.Name)
	require.Nil(t, taken.Ticket.WorkflowURL, "an agent is not led to workflows")
	require.Equal(t, "http://ui.example/namespaces/default/workflows/conversation-"+chat.ID.String(), *open(t, c.As(t, c.Oskar), chat).Ticket.WorkflowURL)

	t.Run("of two at once one has it", func(t *testing.T) {
		chat := c.Chat(t)
		var racing sync.WaitGroup
		var outcomes [2]string
		for i, who := range []*apitest.Caller{anna, piotr} {
			racing.Go(func() { outcomes[i] = string(open(t, who, chat).Outcome) })
		}
		racing.Wait()
		require.ElementsMatch(t, []string{"joined", "taken"}, outcomes[:])
	})
	t.Run("another's ticket takes no reply, but notes", func(t *testing.T) {
		piotr.Do(t, http.MethodPost, chat.TicketPath("/entries"), apitest.M{"id": uuid.New(), "kind": "message", "body": "ja też"}).
			Refused(t, http.StatusConflict, "conflict", "assigned_to_other")
		chat.Write(t, piotr, "note", "podpowiedź")
	})
	t.Run("it can be taken over", func(t *testing.T) {
		var ticket contract.Ticket
		for range 2 {
			piotr.Do(t, http.MethodPost, chat.TicketPath("/takeover"), nil).Into(t, http.StatusOK, &ticket)
			require.Equal(t, c.Piotr.ID, *ticket.Summary.Agent.ID)
		}
		chat.Write(t, piotr, "message", "teraz ja")
		free := c.Chat(t)
		anna.Do(t, http.MethodPost, free.TicketPath("/takeover"), nil).Into(t, http.StatusOK, &ticket)
		require.Equal(t, c.Anna.ID, *ticket.Summary.Agent.ID)
	})
}

func TestClosingAndReopening(t *testing.T) {
	t.Parallel()
	c := newWorkedCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	open(t, anna, chat)
	reply := chat.Write(t, anna, "message", "Proszę")
	chat.Say(t, "jeszcze jedno")
	closing := func(who *apitest.Caller, seen int64) *apitest.Answer {
		return who.Do(t, http.MethodPost, chat.TicketPath("/close"), apitest.M{"seenSeq": seen})
	}
	closing(anna, reply.Seq).Refused(t, http.StatusConflict, "conflict", "customer_wrote")
	closing(anna, -1).Refused(t, http.StatusBadRequest, "invalid", "negative")
	var ticket contract.Ticket
	closing(anna, 0).Into(t, http.StatusOK, &ticket)
	require.EqualValues(t, "closed", ticket.Summary.State)
	require.NotNil(t, ticket.Summary.ClosedAt)
	closing(anna, 0).OK(t, http.StatusOK)

	require.EqualValues(t, "closed", open(t, piotr, chat).Outcome)
	anna.Do(t, http.MethodPost, chat.TicketPath("/entries"), apitest.M{"id": uuid.New(), "kind": "message", "body": "za późno"}).
		Refused(t, http.StatusGone, "closed", "closed")
	chat.Write(t, anna, "note", "po zamknięciu")
	piotr.Do(t, http.MethodPost, chat.TicketPath("/takeover"), nil).Refused(t, http.StatusGone, "closed", "closed")

	piotr.Do(t, http.MethodPost, chat.TicketPath("/reopen"), nil).Into(t, http.StatusOK, &ticket)
	require.Equal(t, []any{contract.TicketState("active"), c.Piotr.ID}, []any{ticket.Summary.State, *ticket.Summary.Agent.ID})
	anna.Do(t, http.MethodPost, chat.TicketPath("/reopen"), nil).Refused(t, http.StatusConflict, "conflict", "assigned_to_other")
	chat.Say(t, "świetnie")
}

func TestAnEntryIsWrittenOnce(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	id := uuid.New()
	write := func(who *apitest.Caller, kind, body string) *apitest.Answer {
		return who.Do(t, http.MethodPost, chat.TicketPath("/entries"), apitest.M{"id": id, "kind": kind, "body": body})
	}
	var first, again contract.Entry
	write(anna, "note", "raz").Into(t, http.StatusCreated, &first)
	write(anna, "note", "raz").Into(t, http.StatusCreated, &again)
	require.Equal(t, first, again)
	write(anna, "note", "dwa").Refused(t, http.StatusConflict, "conflict", "entry_id_reused")
	write(anna, "message", "raz").Refused(t, http.StatusConflict, "conflict", "entry_id_reused")
	write(piotr, "note", "raz").Refused(t, http.StatusConflict, "conflict", "entry_id_reused")
	write(anna, "operation", "raz").Refused(t, http.StatusBadRequest, "invalid", "kind")
	e := anna.Do(t, http.MethodPost, chat.TicketPath("/read"), apitest.M{"seq": -1}).Refused(t, http.StatusBadRequest, "invalid", "negative")
	require.Equal(t, "seq", *e.Field)
}

func TestListsArePagedWithoutLossOrRepeat(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna := c.As(t, c.Anna)
	var want []uuid.UUID
	for range 7 {
		want = append([]uuid.UUID{c.Chat(t).ID}, want...)
	}
	var got []uuid.UUID
	for cursor := ""; ; {
		var page contract.TicketPage
		anna.Do(t, http.MethodGet, "/api/v1/tickets?view=all&limit=3&cursor="+cursor, nil).Into(t, http.StatusOK, &page)
		for _, s := range page.Tickets {
			got = append(got, s.ID)
			require.True(t, s.Unread)
			require.NotNil(t, s.AnswerDueAt)
		}
		if page.Next == nil {
			break
		}
		cursor = *page.Next
	}
	require.Equal(t, want, got)
	var counts contract.TicketCounts
	anna.Do(t, http.MethodGet, "/api/v1/tickets/counts", nil).Into(t, http.StatusOK, &counts)
	require.Equal(t, contract.TicketCounts{Open: 7, Unassigned: 7, Mine: 0, Awaiting: 7}, counts)

	for name, cursor := range map[string]string{
		"before Postgres's time": api.FormatCursor(store.Cursor{Sort: desk.SortRecent, At: time.UnixMicro(-1 << 60), ID: uuid.New()}),
		"after it":               api.FormatCursor(store.Cursor{Sort: desk.SortRecent, At: time.UnixMicro(1<<63 - 1), ID: uuid.New()}),
		"cut":                    api.FormatCursor(store.Cursor{Sort: desk.SortRecent, At: time.Now(), ID: uuid.New()})[:20],
	} {
		e := anna.Do(t, http.MethodGet, "/api/v1/tickets?view=all&cursor="+cursor, nil).Refused(t, http.StatusBadRequest, "invalid", "cursor")
		require.Equal(t, "cursor", *e.Field, name)
	}
}

func TestEntriesAreReadForwardsAndBackwards(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	for i := range 9 {
		chat.Write(t, anna, "note", strconv.Itoa(i))
	}
	read := func(query string) (p contract.EntryPage, seqs []int64) {
		anna.Do(t, http.MethodGet, chat.TicketPath("/entries?"+query), nil).Into(t, http.StatusOK, &p)
		for _, e := range p.Entries {
			seqs = append(seqs, e.Seq)
		}
		return p, seqs
	}
	p, seqs := read("before=8&limit=3")
	require.Equal(t, []int64{5, 6, 7}, seqs)
	require.Equal(t, []int64{4, 7, 10}, []int64{p.From, p.Through, p.Last})
	_, seqs = read("before=3&limit=5")
	require.Equal(t, []int64{1, 2}, seqs)
	_, seqs = read("after=8")
	require.Equal(t, []int64{9, 10}, seqs)
	p, _ = read("after=99")
	require.Equal(t, []int64{99, 99, 10}, []int64{p.From, p.Through, p.Last})
}

func TestAnAgentSeesChannelsWithTheirHours(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	closed := apitest.NewChannel(t, c.Store, func(c *desk.Channel) {
		c.Name, c.Settings.Hours.Week = "Zamknięty", map[time.Weekday][]desk.Range{time.Monday: {}}
	})
	require.NoError(t, c.Store.GrantChannel(t.Context(), closed.ID, c.Anna.ID))
	var list struct{ Channels []contract.Channel }
	c.As(t, c.Anna).Do(t, http.MethodGet, "/api/v1/channels", nil).Into(t, http.StatusOK, &list)
	require.Len(t, list.Channels, 2)
	require.True(t, list.Channels[0].Open)
	require.False(t, list.Channels[1].Open)
	require.Nil(t, list.Channels[1].OpensAt)
}
