package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
)

// listing asks for a list and returns the tickets' ids.
func listing(t *testing.T, who *apitest.Caller, query url.Values) []uuid.UUID {
	t.Helper()
	ids := []uuid.UUID{}
	for {
		var page contract.TicketPage
		who.Do(t, http.MethodGet, "/api/v1/tickets?"+query.Encode(), nil).Into(t, http.StatusOK, &page)
		for _, s := range page.Tickets {
			ids = append(ids, s.ID)
		}
		if page.Next == nil {
			return ids
		}
		query.Set("cursor", *page.Next)
	}
}

func TestListsAreFilteredAndSorted(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna := c.As(t, c.Anna)
	first, second, third := c.Chat(t), c.Chat(t), c.Chat(t)
	change := func(chat *apitest.Chat, property, value string) {
		anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), apitest.M{"id": uuid.New(), "property": property, "value": value}).OK(t, http.StatusOK)
	}
	tag, err := c.Store.CreateTag(t.Context(), "Cudzy "+uuid.NewString())
	require.NoError(t, err)
	change(first, "tag_added", tag.ID.String())
	change(first, "agent", c.Anna.ID.String())
	change(second, "status", "spam")
	change(third, "priority", "urgent")
	change(third, "watcher_added", c.Anna.ID.String())
	first.Say(t, "najnowsza")

	for name, tt := range map[string]struct {
		query string
		want  []*apitest.Chat
	}{
		"recent, as ever":                   {"view=all", []*apitest.Chat{first, third}},
		"oldest":                            {"view=all&sort=oldest", []*apitest.Chat{third, first}},
		"created":                           {"view=all&sort=created", []*apitest.Chat{third, first}},
		"waiting":                           {"view=all&sort=waiting", []*apitest.Chat{first, third}},
		"priority":                          {"view=all&sort=priority", []*apitest.Chat{third, first}},
		"spam shows where it is asked for":  {"view=unassigned&status=spam", []*apitest.Chat{second}},
		"any of a list":                     {"view=all&status=spam&status=open&sort=created", []*apitest.Chat{third, second, first}},
		"by tag":                            {"view=all&tag=" + tag.ID.String(), []*apitest.Chat{first}},
		"mine":                              {"view=all&agent=me", []*apitest.Chat{first}},
		"nobody's":                          {"view=all&agent=none", []*apitest.Chat{third}},
		"what I watch":                      {"view=all&watcher=me", []*apitest.Chat{third}},
		"all must fit":                      {"view=all&agent=none&priority=low", nil},
		"a channel of others":               {"view=all&channel=" + c.Other.ID.String(), nil},
		"created before there was anything": {"view=all&createdTo=2020-01-01T00:00:00Z", nil},
		"active since":                      {"view=all&activeFrom=2020-01-01T00:00:00%2B01:00", []*apitest.Chat{first, third}},
	} {
		t.Run(name, func(t *testing.T) {
			query, err := url.ParseQuery(tt.query)
			require.NoError(t, err)
			want := []uuid.UUID{}
			for _, chat := range tt.want {
				want = append(want, chat.ID)
			}
			for _, limit := range []string{"1", "50"} {
				query.Set("limit", limit)
				query.Del("cursor")
				require.Equal(t, want, listing(t, anna, query))
			}
		})
	}

	var page contract.TicketPage
	anna.Do(t, http.MethodGet, "/api/v1/tickets?view=all&limit=1&sort=created", nil).Into(t, http.StatusOK, &page)
	for query, code := range map[string]string{
		"view=all&sort=oldest&cursor=" + *page.Next: "cursor_sort", "view=all&sort=random": "sort", "view=none": "view",
		"view=all&agent=x": "value_unknown", "view=all&text=" + strings.Repeat("x", 201): "too_long", "view=all&text=%ff": "utf8",
		"view=all&tag=x": "request", "view=all&createdFrom=x": "request",
		"view=all" + strings.Repeat("&team="+uuid.NewString(), 51): "too_many",
	} {
		anna.Do(t, http.MethodGet, "/api/v1/tickets?"+query, nil).Refused(t, http.StatusBadRequest, "invalid", code)
	}
}

func TestFiltersAreSaved(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna, piotr := c.As(t, c.Anna), c.As(t, c.Piotr)
	saved := func(who *apitest.Caller) []contract.SavedFilter {
		var all struct{ Filters []contract.SavedFilter }
		who.Do(t, http.MethodGet, "/api/v1/filters", nil).Into(t, http.StatusOK, &all)
		require.NotNil(t, all.Filters)
		return all.Filters
	}
	require.Empty(t, saved(anna))
	path := "/api/v1/filters/" + uuid.NewString()
	draft := apitest.M{
		"name": " Pilne ", "view": "all", "sort": "waiting",
		"filter": apitest.M{"agent": []string{"me", "me"}, "priority": []string{"urgent"}, "createdFrom": "2026-01-01T01:00:00+01:00", "text": "paczka", "tag": []string{}},
	}
	var first, again contract.SavedFilter
	anna.Do(t, http.MethodPut, path, draft).Into(t, http.StatusOK, &first)
	anna.Do(t, http.MethodPut, path, draft).Into(t, http.StatusOK, &again)
	require.Equal(t, first, again)
	require.Equal(t, []any{"Pilne", 1, []string{"me"}, "paczka"}, []any{first.Name, first.Position, *first.Filter.Agent, *first.Filter.Text})
	require.Nil(t, first.Filter.Tag)
	require.Equal(t, "2026-01-01T00:00:00Z", first.Filter.CreatedFrom.Format("2006-01-02T15:04:05Z07:00"))
	require.Equal(t, []contract.SavedFilter{first}, saved(anna))
	require.Empty(t, saved(piotr))

	for code, spoil := range map[string]apitest.M{
		"empty": {"name": " "}, "view": {"view": "spam"}, "sort": {"sort": "random"}, "range": {"position": 0},
		"value_unknown": {"filter": apitest.M{"sentiment": []string{"angry"}}},
	} {
		bad := apitest.M{}
		for _, from := range []apitest.M{draft, spoil} {
			for k, v := range from {
				bad[k] = v
			}
		}
		anna.Do(t, http.MethodPut, path, bad).Refused(t, http.StatusBadRequest, "invalid", code)
	}
	require.Equal(t, []contract.SavedFilter{first}, saved(anna), "a refused one changes nothing")

	id := path[strings.LastIndex(path, "/")+1:]
	anna.Do(t, http.MethodPatch, "/api/v1/profile", apitest.M{"defaultList": id}).OK(t, http.StatusOK)
	piotr.Do(t, http.MethodDelete, path, nil).OK(t, http.StatusNoContent)
	require.Len(t, saved(anna), 1, "another's is another's")
	for range 2 {
		anna.Do(t, http.MethodDelete, path, nil).OK(t, http.StatusNoContent)
	}
	require.Empty(t, saved(anna))
	var session contract.Me
	anna.Do(t, http.MethodGet, "/api/v1/session", nil).Into(t, http.StatusOK, &session)
	require.Equal(t, "unassigned", session.DefaultList)
}

func TestTicketsAreSearched(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna, ewa := c.As(t, c.Anna), c.As(t, c.Ewa)
	chat := c.Chat(t)
	word := "żółć" + strings.ReplaceAll(uuid.NewString(), "-", "")
	chat.Say(t, "Zamówienie <b>"+word+"</b> nie doszło")
	for more := true; more; {
		done, err := c.Store.IndexTickets(t.Context(), 500)
		require.NoError(t, err)
		more = done.More
	}
	ask := func(who *apitest.Caller, text string) (page contract.TicketPage) {
		who.Do(t, http.MethodGet, "/api/v1/tickets?"+url.Values{"view": {"all"}, "text": {text}}.Encode(), nil).Into(t, http.StatusOK, &page)
		return page
	}
	page := ask(anna, "ZAMOWIENIE "+word[:20])
	require.Len(t, page.Tickets, 1)
	require.Equal(t, chat.ID, page.Tickets[0].ID)
	require.Len(t, *page.Found, 1)
	found := (*page.Found)[0]
	require.Equal(t, []any{chat.ID, int64(2)}, []any{found.Ticket, found.Seq})
	marked := ""
	for _, p := range found.Parts {
		if p.Hit {
			p.Text = "[" + p.Text + "]"
		}
		marked += p.Text
	}
	require.Equal(t, "[Zamówienie] <b>["+word+"]</b> nie doszło", marked, "text is text")
	require.Empty(t, ask(ewa, word).Tickets, "another's")
	for _, text := range []string{`"' & | ! :* \`, "a\x00b", strings.Repeat("\U0001F600", 200), " \t "} {
		ask(anna, text)
	}
	var all contract.TicketPage
	anna.Do(t, http.MethodGet, "/api/v1/tickets?view=all", nil).Into(t, http.StatusOK, &all)
	require.Nil(t, all.Found, "nothing was searched for")
}
