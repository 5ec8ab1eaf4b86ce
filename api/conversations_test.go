package api_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

func TestStartingAConversation(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.NewChat(c.Shop)
	var started contract.StartedConversation
	chat.TryStart(t, apitest.M{"pageUrl": "https://shop.example/koszyk"}).Into(t, http.StatusCreated, &started)
	require.Equal(t, []any{chat.ID, contract.TicketState("waiting"), int64(1)}, []any{started.Conversation.ID, started.Conversation.State, started.Conversation.Through})
	require.Equal(t, []any{int64(1), chat.EntryID, "Dzień dobry"}, []any{started.Entry.Seq, started.Entry.ID, *started.Entry.Body})
	var ticket contract.Ticket
	c.As(t, c.Anna).Do(t, http.MethodGet, chat.TicketPath(""), nil).Into(t, http.StatusOK, &ticket)
	require.Equal(t, "https://shop.example/koszyk", *ticket.PageURL)

	t.Run("a repeat returns what is there", func(t *testing.T) {
		require.Equal(t, started, chat.Start(t))
	})
	t.Run("also when the repeats race", func(t *testing.T) {
		chat := c.NewChat(c.Shop)
		var racing sync.WaitGroup
		answers := make([]*apitest.Answer, 8)
		for i := range answers {
			racing.Go(func() { answers[i] = chat.TryStart(t, nil) })
		}
		racing.Wait()
		for _, a := range answers {
			var s contract.StartedConversation
			a.Into(t, http.StatusCreated, &s)
			require.EqualValues(t, 1, s.Conversation.Through)
		}
	})
	for name, bad := range map[string]struct {
		change       apitest.M
		status       int
		code, either string
	}{
		"with another token":          {apitest.M{"token": apitest.NewToken()}, 409, "conversation_id_reused", ""},
		"with another message's id":   {apitest.M{"entryId": uuid.New()}, 409, "conversation_id_reused", ""},
		"with another text":           {apitest.M{"body": "inny tekst"}, 409, "entry_id_reused", ""},
		"with a token too short":      {apitest.M{"token": "abc"}, 400, "token", "token"},
		"with a token of other signs": {apitest.M{"token": strings.Repeat("ż", 43)}, 400, "token", "token"},
		"with signs out of base64url": {apitest.M{"token": strings.Repeat("+", 43)}, 400, "token", "token"},
		"without an id":               {apitest.M{"id": nil}, 400, "missing", "id"},
		"without the message's id":    {apitest.M{"entryId": nil}, 400, "missing", "entryId"},
		"in an unknown language":      {apitest.M{"locale": "de"}, 400, "locale", "locale"},
		"without a text":              {apitest.M{"body": " "}, 400, "empty", "body"},
		"with a name over its limit":  {apitest.M{"name": strings.Repeat("n", 121)}, 400, "too_long", "name"},
		"with a NUL in the subject":   {apitest.M{"subject": "a\x00"}, 400, "control_character", "subject"},
		"with a line break in it":     {apitest.M{"subject": "a\nb"}, 400, "control_character", "subject"},
		"with what is no address":     {apitest.M{"email": "jan"}, 400, "email", "email"},
		"with a page over its limit":  {apitest.M{"pageUrl": strings.Repeat("u", 2001)}, 400, "too_long", "pageUrl"},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			a := chat.TryStart(t, bad.change)
			require.Equal(t, bad.status, a.Status, "%s", a.Body)
			kind := contract.ErrorKind("invalid")
			if bad.status == 409 {
				kind = "conflict"
			}
			e := a.Refused(t, bad.status, kind, bad.code)
			if bad.either != "" {
				require.Equal(t, bad.either, *e.Field)
			}
		})
	}
	t.Run("on an unknown chat is refused", func(t *testing.T) {
		chat.NewChat(&desk.Channel{Key: "nie-ma"}).TryStart(t, nil).Refused(t, http.StatusNotFound, "not_found", "chat_not_found")
	})
	t.Run("a form's fields are asked for", func(t *testing.T) {
		form := apitest.NewChannel(t, c.Store, func(c *desk.Channel) { c.Settings.Form = true })
		full := apitest.M{"name": " Jan ", "email": "jan@klient.example", "subject": "Paczka"}
		for field, code := range map[string]string{"name": "empty", "email": "email", "subject": "empty"} {
			change := apitest.M{"name": "Jan", "email": "jan@klient.example", "subject": "Paczka"}
			change[field] = nil
			e := chat.NewChat(form).TryStart(t, change).Refused(t, http.StatusBadRequest, "invalid", code)
			require.Equal(t, field, *e.Field)
		}
		chat := chat.NewChat(form)
		chat.TryStart(t, full).OK(t, http.StatusCreated)
		entries, _ := chat.Entries(t, chat.Path("/entries"), 0)
		require.Equal(t, "Jan", entries[0].Author.Name)
	})
}

func TestAfterHoursNothingIsSentButWhereAnAgentHasCome(t *testing.T) {
	t.Parallel()
	var now atomic.Pointer[time.Time]
	at := func(hour, minute int) { // on a Monday, in Warsaw
		moment := time.Date(2026, 3, 2, hour-1, minute, 0, 0, time.UTC)
		now.Store(&moment)
	}
	at(16, 59)
	n := newNode(t, api.Options{Limits: apitest.NoLimits, Now: func() time.Time { return *now.Load() }})
	c := apitest.NewCompany(t, n)
	hours := *c.Shop
	hours.Settings.Hours = desk.Hours{TimeZone: "Europe/Warsaw", Week: map[time.Weekday][]desk.Range{time.Monday: {{From: 9 * 60, To: 17 * 60}}}}
	require.NoError(t, c.Store.SaveChannel(t.Context(), &hours))
	waiting, answered, elsewhere := c.Chat(t), c.Chat(t), c.NewChat(c.Other)
	elsewhere.Start(t)
	answered.Write(t, c.As(t, c.Anna), "message", "już odpowiadam")
	said := apitest.M{"id": uuid.New(), "body": "jeszcze w godzinach"}
	waiting.Do(t, http.MethodPost, waiting.Path("/entries"), said).OK(t, http.StatusCreated)

	// Stored before this machine forgot the zone: nobody else's messages are held up by it.
	apitest.NewChannel(t, c.Store, func(c *desk.Channel) {
		c.Settings.Hours = desk.Hours{TimeZone: "Europe/Radom", Week: hours.Settings.Hours.Week}
	})

	at(17, 0)
	opening := time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)
	e := c.NewChat(c.Shop).TryStart(t, nil).Refused(t, http.StatusGone, "closed", "after_hours")
	require.Equal(t, opening, e.OpensAt.UTC())
	e = waiting.Do(t, http.MethodPost, waiting.Path("/entries"), apitest.M{"id": uuid.New(), "body": "spóźnione"}).
		Refused(t, http.StatusGone, "closed", "after_hours")
	require.Equal(t, opening, e.OpensAt.UTC())
	answered.Say(t, "rozmowa trwa po godzinach")
	elsewhere.Say(t, "inny sklep jest otwarty")

	// What was in time still gets its answer.
	waiting.Start(t)
	waiting.Do(t, http.MethodPost, waiting.Path("/entries"), said).OK(t, http.StatusCreated)
	waiting.TryStart(t, apitest.M{"body": "inny"}).Refused(t, http.StatusConflict, "conflict", "entry_id_reused")

	at(16, 30) // a clock that is set back is believed at once
	waiting.Say(t, "zegar cofnięty")
	at(17, 30)
	waiting.Do(t, http.MethodPost, waiting.Path("/entries"), apitest.M{"id": uuid.New(), "body": "spóźnione"}).
		Refused(t, http.StatusGone, "closed", "after_hours")

	at(9+7*24, 0)
	waiting.Say(t, "po otwarciu")

	hours.Settings.Hours.Week = map[time.Weekday][]desk.Range{time.Monday: {}}
	require.NoError(t, c.Store.SaveChannel(t.Context(), &hours))
	e = c.NewChat(c.Shop).TryStart(t, nil).Refused(t, http.StatusGone, "closed", "after_hours")
	require.Nil(t, e.OpensAt, "it never opens")
}

func TestAVisitorWritesAndReads(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	id := uuid.New()
	var first, again contract.Entry
	chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": id, "body": "raz\r\ndwa"}).Into(t, http.StatusCreated, &first)
	require.Equal(t, "raz\ndwa", *first.Body)
	chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": id, "body": "raz\ndwa"}).Into(t, http.StatusCreated, &again)
	require.Equal(t, first, again)
	chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": id, "body": "trzy"}).Refused(t, http.StatusConflict, "conflict", "entry_id_reused")
	chat.Write(t, anna, "note", "tylko my")
	chat.Join(t, c.Anna)

	var page contract.EntryPage
	a := chat.Do(t, http.MethodGet, chat.Path("/entries?after=2&limit=1"), nil)
	a.Into(t, http.StatusOK, &page)
	require.Equal(t, []int64{2, 3}, []int64{page.From, page.Through})
	require.GreaterOrEqual(t, page.Last, int64(4))
	require.Empty(t, page.Entries, "a note is passed by")
	require.Contains(t, string(a.Body), `"entries":[]`)
	entries, _ := chat.Entries(t, chat.Path("/entries"), 3)
	require.Equal(t, contract.OperationType("joined"), entries[0].Operation.Type)
	require.Nil(t, entries[0].Author.ID)

	var conversation contract.Conversation
	a = chat.Do(t, http.MethodGet, chat.Path(""), nil)
	a.Into(t, http.StatusOK, &conversation)
	require.Equal(t, "Anna Nowak", conversation.Agent.Name)
	require.NotContains(t, string(a.Body), c.Anna.ID.String())
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
}

func TestAVisitorEndsTheConversationOnce(t *testing.T) {
	t.Parallel()
	chat, written := newWorkedCompany(t).Chat(t), apitest.M{"id": uuid.New(), "body": "dziękuję"}
	chat.Do(t, http.MethodPost, chat.Path("/entries"), written).OK(t, http.StatusCreated)
	var conversation contract.Conversation
	for range 2 {
		chat.Do(t, http.MethodPost, chat.Path("/end"), nil).Into(t, http.StatusOK, &conversation)
		require.Equal(t, contract.TicketState("closed"), conversation.State)
	}
	entries, _ := chat.Entries(t, chat.Path("/entries"), 0)
	require.Equal(t, contract.OperationBy("customer"), *entries[len(entries)-1].Operation.By)
	chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": "jeszcze"}).Refused(t, http.StatusGone, "closed", "closed")
	chat.Do(t, http.MethodPost, chat.Path("/entries"), written).OK(t, http.StatusCreated)
}

func TestACustomersMessagesAreLimitedAndNobodyElses(t *testing.T) {
	t.Parallel()
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{Limits: api.Limits{MessagesPerMinute: 6, StartsPerMinute: -1}})
	c := apitest.NewCompany(t, n)
	chat, other := c.Chat(t), c.Chat(t)
	thief := &apitest.Caller{Node: n, Token: other.Token}
	for range 10 {
		thief.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": "x"}).
			Refused(t, http.StatusNotFound, "not_found", "conversation_not_found")
	}
	for range 3 {
		chat.Say(t, "ile wolno")
	}
	a := chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": "za dużo"})
	e := a.Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
	require.Greater(t, *e.RetryAfterMs, 0)
	require.LessOrEqual(t, *e.RetryAfterMs, 10_000)
	other.Say(t, "bez zmian")
	chat.Write(t, c.As(t, c.Anna), "message", "agent też")

	t.Run("typing likewise", func(t *testing.T) {
		for range 3 {
			chat.Do(t, http.MethodPost, chat.Path("/typing"), nil).OK(t, http.StatusNoContent)
		}
		chat.Do(t, http.MethodPost, chat.Path("/typing"), nil).Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
	})
	t.Run("and starts, by address", func(t *testing.T) {
		n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{Limits: api.Limits{StartsPerMinute: 2}})
		n.NewChat(c.Shop).Start(t)
		n.NewChat(c.Shop).TryStart(t, nil).Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
	})
}
