package api_test

import (
	"net/http"
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

// try asks what a rule would have matched, with fields changed or added.
func try(t *testing.T, who *apitest.Caller, condition string, events []string, change apitest.M) *apitest.Answer {
	t.Helper()
	triggers := make([]apitest.M, len(events))
	for i, e := range events {
		triggers[i] = apitest.M{"event": e}
	}
	body := apitest.M{"condition": condition, "triggers": triggers}
	for k, v := range change {
		body[k] = v
	}
	return who.Do(t, http.MethodPost, "/api/v1/rules/try", body)
}

func tried(t *testing.T, a *apitest.Answer) (page contract.RuleTrialPage) {
	t.Helper()
	a.Into(t, http.StatusOK, &page)
	return page
}

func TestARuleIsTriedOnTicketsAsTheyStoodThen(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	anna := c.As(t, c.Anna)
	chat, other := c.Chat(t), c.Chat(t)
	change := func(chat *apitest.Chat, property, value string) {
		anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), apitest.M{"id": uuid.New(), "property": property, "value": value}).OK(t, http.StatusOK)
	}
	tag, err := c.Store.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	chat.Say(t, "Chcę zwrotu")                     // 2
	change(chat, "priority", "urgent")             // 3
	chat.Say(t, "Halo?")                           // 4
	change(chat, "priority", "normal")             // 5
	change(chat, "tag_added", tag.ID.String())     // 6
	chat.Say(t, "Czekam")                          // 7
	change(chat, "agent", c.Anna.ID.String())      // 8, 9 joined
	chat.Write(t, anna, "message", "Już pomagam!") // 10
	chat.Close(t)                                  // 11
	theirs := c.NewChat(c.Other)
	theirs.Start(t)
	before, _ := anna.Entries(t, chat.TicketPath("/entries"), 0)

	messages := []string{"customer_message"}
	page := tried(t, try(t, admin, `ticket.priority == "urgent"`, messages, apitest.M{"last": 100}))
	require.Equal(t, []int{2, 1, 1}, []int{page.Looked, page.Matched, page.Times}, "of the other chat nothing is seen")
	require.Nil(t, page.Next)
	rows := map[uuid.UUID]contract.RuleTrialRow{}
	for _, row := range page.Rows {
		rows[*row.TicketID] = row
	}
	row := rows[chat.ID]
	require.True(t, row.Matched)
	require.EqualValues(t, 4, *row.Seq, "urgent it was at one message alone")
	require.Equal(t, contract.RuleEventCustomerMessage, *row.Event)
	require.Equal(t, contract.ExplanationResultTrue, row.Explanation.Result)
	require.Equal(t, "urgent", (*row.Explanation.Values)[0].Value)
	require.Equal(t, []string{"priority", "is"}, []string{*row.Explanation.Part.Kind, *row.Explanation.Part.Operator}, "in the words of the rows, too")
	require.False(t, rows[other.ID].Matched)
	require.EqualValues(t, 1, *rows[other.ID].Seq)
	require.Equal(t, contract.ExplanationResultFalse, rows[other.ID].Explanation.Result)

	number := *row.Number
	one := func(condition string, events []string, change apitest.M) *contract.RuleTrialRow {
		t.Helper()
		all := apitest.M{"number": number}
		for k, v := range change {
			all[k] = v
		}
		page := tried(t, try(t, admin, condition, events, all))
		require.Equal(t, 1, page.Looked)
		if len(page.Rows) == 0 {
			return nil
		}
		return &page.Rows[0]
	}
	require.EqualValues(t, 7, *one(`"VIP" in ticket.tags`, messages, nil).Seq)
	require.Equal(t, 4, *one(`ticket.agent == ""`, messages, nil).Times)
	require.EqualValues(t, 10, *one(`ticket.agent == "Anna Nowak"`, []string{"agent_reply"}, nil).Seq)
	require.EqualValues(t, 9, *one(``, []string{"agent_joined"}, nil).Seq)
	require.EqualValues(t, 11, *one(`ticket.status == "closed"`, []string{"closed"}, nil).Seq)
	require.Nil(t, one(``, []string{"reopened"}, nil), "that never happened")
	require.EqualValues(t, 7, *one(`message.text contains "nic takiego"`, messages, nil).Seq, "the last that was asked about")
	require.Equal(t, 1, *one(``, messages, apitest.M{"often": "once_per_ticket"}).Times)
	require.Equal(t, 1, *one(``, messages, apitest.M{"often": "once_per_period", "period": 3600}).Times)

	page = tried(t, try(t, admin, ``, messages, apitest.M{"last": 100, "counts": true}))
	require.Equal(t, []int{2, 2, 5, 0}, []int{page.Looked, page.Matched, page.Times, len(page.Rows)})
	page = tried(t, try(t, admin, ``, messages, apitest.M{"last": 100, "since": time.Now().Add(time.Hour)}))
	require.Equal(t, []int{2, 0, 0}, []int{page.Looked, page.Times, len(page.Rows)})
	page = tried(t, try(t, admin, ``, messages, apitest.M{"last": 1}))
	require.Equal(t, 1, page.Looked)
	require.Nil(t, page.Next, "that was all that was wanted")

	after, _ := anna.Entries(t, chat.TicketPath("/entries"), 0)
	require.Equal(t, before, after, "trying changed nothing")

	var foreign contract.Ticket
	c.As(t, c.Ewa).Do(t, http.MethodGet, theirs.TicketPath(""), nil).Into(t, http.StatusOK, &foreign)
	try(t, admin, ``, messages, apitest.M{"number": foreign.Summary.Number}).Refused(t, http.StatusNotFound, "not_found", "ticket_not_found")
}

func TestARuleIsTriedOnWhatTimeBrought(t *testing.T) {
	t.Parallel()
	now := time.Now().Add(2 * time.Hour)
	c, admin := ruleCompany(t, api.Options{Now: func() time.Time { return now }})
	c.Chat(t)
	waits := func(event string, after int) contract.RuleTrialPage {
		t.Helper()
		return tried(t, admin.Do(t, http.MethodPost, "/api/v1/rules/try", apitest.M{
			"condition": ``, "triggers": []apitest.M{{"event": event, "after": after}}, "last": 10,
		}))
	}
	for _, event := range []string{"unanswered", "waiting"} {
		page := waits(event, 3600)
		require.Equal(t, 1, page.Times, event)
		require.EqualValues(t, 1, *page.Rows[0].Seq)
		require.WithinDuration(t, time.Now().Add(time.Hour), *page.Rows[0].At, time.Minute)
		require.Zero(t, waits(event, 3*3600).Times, "that hasn't come yet")
	}
	require.Zero(t, waits("customer_silent", 3600).Times, "nobody has answered, so the customer isn't silent")
}

func TestARuleIsTriedOnATypedText(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	ticketsCursor := api.FormatCursor(store.Cursor{At: time.Now(), ID: uuid.New(), Sort: desk.SortOldest})
	both := []string{"first_message", "customer_message"}
	page := tried(t, try(t, admin, `message.text contains "zwrot" and channel.name == "Sklep"`, both, apitest.M{"text": "Poproszę o ZWROT", "channel": c.Shop.ID}))
	require.Equal(t, []int{1, 1, 2}, []int{page.Looked, page.Matched, page.Times})
	require.Nil(t, page.Rows[0].TicketID)
	require.Equal(t, contract.ExplanationJoinAnd, *page.Rows[0].Explanation.Join)
	require.Len(t, *page.Rows[0].Explanation.Parts, 2)
	require.Nil(t, page.Rows[0].Explanation.Part, "two of them")
	require.Nil(t, (*(*page.Rows[0].Explanation.Parts)[1].Values)[0].Unknown, "it has a chat")
	page = tried(t, try(t, admin, `orders.total < 100`, []string{"first_message"}, apitest.M{"text": "Dzień dobry", "channel": c.Shop.ID}))
	require.False(t, page.Rows[0].Matched)
	require.True(t, *(*page.Rows[0].Explanation.Values)[0].Unknown, "who has no orders has no total of 0 either")

	for _, angry := range []string{"negative", "positive"} {
		page = tried(t, try(t, admin, `sentiment == "`+angry+`"`, []string{"first_message"}, apitest.M{"text": "To jest oszustwo, fatalna obsługa!", "channel": c.Shop.ID}))
		require.Equal(t, angry == "negative", page.Rows[0].Matched, "what is typed is judged as a customer's message would be")
	}
	require.Len(t, tried(t, try(t, admin, ``, both, apitest.M{"text": "x", "channel": c.Shop.ID, "counts": true})).Rows, 1, "only many are just counted")
	page = tried(t, try(t, admin, `message.text contains "zwrot"`, []string{"closed"}, apitest.M{"text": "zwrot", "channel": c.Shop.ID}))
	require.Empty(t, page.Rows, "a text closes nothing")
	try(t, admin, ``, both, apitest.M{"text": "x", "channel": c.Other.ID}).Refused(t, http.StatusNotFound, "not_found", "chat_not_found")
	try(t, admin, ``, both, apitest.M{"text": " ", "channel": c.Shop.ID}).Refused(t, http.StatusBadRequest, "invalid", "empty")
	try(t, admin, ``, both, apitest.M{"text": "x"}).Refused(t, http.StatusBadRequest, "invalid", "missing")
	try(t, admin, ``, both, nil).Refused(t, http.StatusBadRequest, "invalid", "missing")
	try(t, admin, ``, both, apitest.M{"last": 1, "number": 1}).Refused(t, http.StatusBadRequest, "invalid", "missing")
	try(t, admin, ``, both, apitest.M{"last": 10_001}).Refused(t, http.StatusBadRequest, "invalid", "range")
	try(t, admin, ``, nil, apitest.M{"last": 1}).Refused(t, http.StatusBadRequest, "invalid", "events_empty")
	try(t, admin, `ticket.`, both, apitest.M{"last": 1}).Refused(t, http.StatusBadRequest, "invalid", "condition_invalid")
	for _, cursor := range []string{"x", "1.x", "0." + ticketsCursor, "1." + ticketsCursor, "1." + ticketsCursor + "x"} {
		try(t, admin, ``, both, apitest.M{"last": 1, "cursor": cursor}).Refused(t, http.StatusBadRequest, "invalid", "cursor")
	}
}

func TestATrialOfManyTicketsComesInPages(t *testing.T) {
	t.Parallel()
	url := servers.NewDatabase(t)
	c := apitest.NewCompany(t, apitest.Start(t, apitest.OpenStore(t, url), apitest.NoEngine(t), api.Options{}))
	admin := c.As(t, apitest.NewAgent(t, c.Store, "Szefowa", desk.Admin, c.Shop))
	apitest.Exec(t, url, `
		WITH ticket AS (
			INSERT INTO tickets (id, channel_id, visitor_token_hash, locale, last_seq, wake_seq, relayed_seq, last_message_at, last_message_from,
			                     last_customer_seq, preview, awaiting_since)
			SELECT gen_random_uuid(), $1, sha256(n::text::bytea), 'pl', 1, 1, 1, now() - n / 3 * interval '1 minute', 'customer', 1, '', now()
			FROM generate_series(1, 1300) n RETURNING id, number, last_message_at
		)
		INSERT INTO entries (ticket_id, seq, id, kind, author_kind, body, created_at)
		SELECT id, 1, gen_random_uuid(), 'message', 'customer', 'Wiadomość ' || number % 2, last_message_at FROM ticket`, c.Shop.ID)
	seen := map[uuid.UUID]bool{}
	looked, matched, pages := 0, 0, 0
	change := apitest.M{"last": 1250}
	for {
		page := tried(t, try(t, admin, `message.text contains "wiadomosc 1"`, []string{"customer_message"}, change))
		for _, row := range page.Rows {
			require.False(t, seen[*row.TicketID], "a ticket comes once")
			seen[*row.TicketID] = true
		}
		looked, matched, pages = looked+page.Looked, matched+page.Matched, pages+1
		require.Len(t, seen, looked)
		if page.Next == nil {
			break
		}
		change["cursor"] = *page.Next
	}
	require.Equal(t, 1250, looked)
	require.InDelta(t, 625, matched, 25)
	require.GreaterOrEqual(t, pages, 2)
	try(t, admin, ``, []string{"closed"}, apitest.M{"last": 10, "cursor": change["cursor"]}).OK(t, http.StatusOK)
}
