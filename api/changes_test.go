package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

// change changes a property of the chat's ticket.
func change(t *testing.T, who *apitest.Caller, chat *apitest.Chat, property, value string) *apitest.Answer {
	t.Helper()
	return who.Do(t, http.MethodPost, chat.TicketPath("/changes"), apitest.M{"id": uuid.New(), "property": property, "value": value})
}

func changed(t *testing.T, who *apitest.Caller, chat *apitest.Chat, property, value string) contract.TicketSummary {
	t.Helper()
	var ticket contract.Ticket
	change(t, who, chat, property, value).Into(t, http.StatusOK, &ticket)
	return ticket.Summary
}

// newTag makes a tag that no other test has.
func newTag(t *testing.T, who *apitest.Caller) contract.Tag {
	t.Helper()
	var tag contract.Tag
	who.Do(t, http.MethodPost, "/api/v1/tags", apitest.M{"name": "  Tag " + uuid.NewString() + " "}).Into(t, http.StatusOK, &tag)
	return tag
}

func TestAnAgentChangesEveryPropertyOfATicket(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	tag := newTag(t, anna)
	require.False(t, strings.HasPrefix(tag.Name, " "))
	team, err := c.Store.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: uuid.NewString()})
	require.NoError(t, err)
	row := c.As(t, c.Piotr).Watching(t, chat)
	before := changed(t, anna, chat, "priority", "normal")
	require.EqualValues(t, 1, before.LastSeq, "it is so already")
	require.Equal(t, []any{"open", contract.Priority("normal"), []uuid.UUID{}, []uuid.UUID{}}, []any{before.Status, before.Priority, before.Tags, before.Watchers})
	require.Nil(t, before.Team)
	require.Nil(t, before.Sentiment)
	require.Nil(t, before.Context)

	changed(t, anna, chat, "status", "consultation")
	changed(t, anna, chat, "priority", "urgent")
	changed(t, anna, chat, "tag_added", tag.ID.String())
	changed(t, anna, chat, "team", team.ID.String())
	changed(t, anna, chat, "watcher_added", c.Oskar.ID.String())
	changed(t, anna, chat, "sentiment", "negative")
	changed(t, anna, chat, "context", "complaint")
	is := changed(t, anna, chat, "agent", c.Piotr.ID.String())
	require.Equal(t, []any{"consultation", contract.Priority("urgent"), []uuid.UUID{tag.ID}, team.ID, []uuid.UUID{c.Oskar.ID}},
		[]any{is.Status, is.Priority, is.Tags, *is.Team, is.Watchers})
	require.Equal(t, []any{contract.Sentiment("negative"), "complaint", c.Piotr.ID, contract.TicketState("active")},
		[]any{*is.Sentiment, *is.Context, *is.Agent.ID, is.State})

	t.Run("lists get it live", func(t *testing.T) {
		live := row.UntilThat(t, func(f apitest.Frame) bool { return f.Row.ID == chat.ID && f.Row.LastSeq == is.LastSeq }).Row
		live.Unread, is.Unread = false, false
		require.Equal(t, is, live)
	})
	t.Run("each is an entry with who and what", func(t *testing.T) {
		entries, _ := anna.Entries(t, chat.TicketPath("/entries"), 1)
		require.Len(t, entries, 9, "and one by who was given it")
		require.Equal(t, contract.Change{Property: "tag_added", Value: tag.ID.String(), Name: &tag.Name}, *entries[2].Operation.Change)
		require.Equal(t, []any{"Anna Nowak", "Piotr Lis", ""}, []any{
			entries[7].Author.Name, *entries[7].Operation.Change.Name, entries[7].Operation.Change.Was,
		})
		require.Equal(t, []any{contract.OperationType("joined"), "Piotr Lis"}, []any{entries[8].Operation.Type, entries[8].Author.Name})
		require.Nil(t, entries[8].Operation.Change)
	})
	t.Run("a repeat changes nothing", func(t *testing.T) {
		id := uuid.New()
		for range 2 {
			body := apitest.M{"id": id, "property": "priority", "value": "low"}
			anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), body).OK(t, http.StatusOK)
		}
		body := apitest.M{"id": id, "property": "priority", "value": "high"}
		anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), body).Refused(t, http.StatusConflict, "conflict", "entry_id_reused")
		entries, _ := anna.Entries(t, chat.TicketPath("/entries"), is.LastSeq)
		require.Len(t, entries, 1)
	})
	for name, bad := range map[string]struct{ property, value, code string }{
		"an unknown property":       {"colour", "red", "property_unknown"},
		"a priority that isn't":     {"priority", "highest", "value_unknown"},
		"a status by its name":      {"status", "Otwarty", "value_unknown"},
		"a NUL":                     {"status", "a\x00", "value_unknown"},
		"the status of closing":     {"status", "closed", "status_closed"},
		"an agent without access":   {"agent", c.Ewa.ID.String(), "no_access"},
		"an operator as its agent":  {"agent", c.Oskar.ID.String(), "no_access"},
		"a watcher without access":  {"watcher_added", c.Ewa.ID.String(), "no_access"},
		"a tag that nobody made":    {"tag_added", uuid.NewString(), "value_unknown"},
		"a team that nobody made":   {"team", uuid.NewString(), "value_unknown"},
		"a context of another word": {"context", "weather", "value_unknown"},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			change(t, anna, chat, bad.property, bad.value).Refused(t, http.StatusBadRequest, "invalid", bad.code)
		})
	}
	t.Run("a change needs an id", func(t *testing.T) {
		body := apitest.M{"property": "priority", "value": "low"}
		anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), body).Refused(t, http.StatusBadRequest, "invalid", "missing")
	})
}

func TestACustomerNeverSeesAChange(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	tag := newTag(t, anna)
	socket := chat.Listen(t)
	changed(t, anna, chat, "tag_added", tag.ID.String())
	changed(t, anna, chat, "status", "spam")
	changed(t, anna, chat, "watcher_added", c.Oskar.ID.String())
	changed(t, anna, chat, "agent", c.Piotr.ID.String())
	changed(t, anna, chat, "sentiment", "negative")
	changed(t, anna, chat, "agent", c.Anna.ID.String())
	last := chat.Say(t, "halo")
	var seen []string
	var types []contract.OperationType
	for through := int64(0); through < last.Seq; {
		f := socket.Until(t, "entries")
		through = f.Through
		seen = append(seen, f.Raw)
		for _, e := range f.Entries {
			if e.Operation != nil {
				types = append(types, e.Operation.Type)
			}
		}
	}
	require.Equal(t, []contract.OperationType{"joined", "took_over"}, types, "but who has come")
	for _, path := range []string{"/entries", "/entries?after=1&limit=1", ""} {
		seen = append(seen, string(chat.Do(t, http.MethodGet, chat.Path(path), nil).OK(t, http.StatusOK).Body))
	}
	var page contract.EntryPage
	chat.Do(t, http.MethodGet, chat.Path("/entries"), nil).Into(t, http.StatusOK, &page)
	require.Len(t, page.Entries, 4)
	require.Equal(t, last.Seq, page.Through, "the numbers go on")
	for _, secret := range []string{"changed", "spam", "negative", "tag_added", tag.ID.String(), tag.Name, c.Anna.ID.String(), c.Oskar.ID.String()} {
		for _, text := range seen {
			require.NotContains(t, text, secret)
		}
	}
}

func TestATicketThatIsGivenBackIsJoinedAnew(t *testing.T) {
	t.Parallel()
	c := newWorkedCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	require.EqualValues(t, "joined", open(t, anna, chat).Outcome)
	is := changed(t, anna, chat, "agent", "")
	require.EqualValues(t, "waiting", is.State)
	require.Nil(t, is.Agent)
	require.EqualValues(t, "joined", open(t, piotr, chat).Outcome)
	require.EqualValues(t, "active", changed(t, piotr, chat, "agent", c.Anna.ID.String()).State)
	require.EqualValues(t, "mine", open(t, anna, chat).Outcome)

	anna.Do(t, http.MethodPost, chat.TicketPath("/close"), apitest.M{"seenSeq": 0}).OK(t, http.StatusOK)
	change(t, anna, chat, "agent", c.Piotr.ID.String()).Refused(t, http.StatusGone, "closed", "closed")
	change(t, anna, chat, "status", "open").Refused(t, http.StatusGone, "closed", "closed")
	require.Equal(t, "closed", changed(t, anna, chat, "priority", "high").Status)
	var ticket contract.Ticket
	piotr.Do(t, http.MethodPost, chat.TicketPath("/reopen"), nil).Into(t, http.StatusOK, &ticket)
	require.Equal(t, []any{"open", contract.Priority("high")}, []any{ticket.Summary.Status, ticket.Summary.Priority})
}

func TestWhoCouldHaveATicket(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	team, err := c.Store.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: uuid.NewString(), Agents: []uuid.UUID{c.Piotr.ID}})
	require.NoError(t, err)
	var list struct{ Agents []contract.Assignee }
	c.As(t, c.Oskar).Do(t, http.MethodGet, chat.TicketPath("/assignees"), nil).Into(t, http.StatusOK, &list)
	require.Equal(t, []contract.Assignee{
		{ID: c.Anna.ID, Name: "Anna Nowak", Teams: []uuid.UUID{}, MayWrite: true},
		{ID: c.Oskar.ID, Name: "Oskar Sowa", Teams: []uuid.UUID{}},
		{ID: c.Piotr.ID, Name: "Piotr Lis", Teams: []uuid.UUID{team.ID}, MayWrite: true},
	}, list.Agents)
}

func TestAGlanceOpensNothing(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	glance := func() (g contract.GlanceAtTicket200JSONResponse) {
		anna.Do(t, http.MethodGet, chat.TicketPath("/glance"), nil).Into(t, http.StatusOK, &g)
		return g
	}
	require.Nil(t, glance().Last)
	chat.Say(t, "jeszcze jedno")
	chat.Write(t, anna, "note", "nie to")
	g := glance()
	require.Equal(t, []string{"Dzień dobry", "jeszcze jedno"}, []string{*g.First.Body, *g.Last.Body})
	var ticket contract.Ticket
	anna.Do(t, http.MethodGet, chat.TicketPath(""), nil).Into(t, http.StatusOK, &ticket)
	require.True(t, ticket.Summary.Unread)
	require.Nil(t, ticket.Summary.Agent)
	require.EqualValues(t, 3, ticket.Summary.LastSeq)
}

func TestAnAdminSetsTheVocabulary(t *testing.T) {
	t.Parallel()
	c := apitest.NewCompany(t, newNode(t, api.Options{Limits: apitest.NoLimits}))
	admin, anna := newAdmin(t, c), c.As(t, c.Anna)
	inbox := anna.Watching(t, c.Chat(t))
	words := func() (v contract.Vocabulary) {
		c.As(t, c.Oskar).Do(t, http.MethodGet, "/api/v1/vocabulary", nil).Into(t, http.StatusOK, &v)
		return v
	}
	v := words()
	require.Equal(t, []int{6, 0, 0, 9}, []int{len(v.Statuses), len(v.Tags), len(v.Teams), len(v.Contexts)})
	status := apitest.M{"name": "U kuriera", "colour": "#ABCDEF", "requiresResponse": false, "visible": true, "opensOnMessage": true, "position": 3}
	path := "/api/v1/statuses/" + uuid.NewString()
	var saved contract.Status
	admin.Do(t, http.MethodPut, path, status).Into(t, http.StatusOK, &saved)
	require.Equal(t, contract.Status{
		Key: strings.TrimPrefix(path, "/api/v1/statuses/"), Name: "U kuriera", Colour: "#abcdef", Visible: true, OpensOnMessage: true, Position: 3,
	}, saved)
	inbox.Until(t, "vocabulary")
	for name, bad := range map[string]struct {
		path   string
		change apitest.M
		status int
		kind   contract.ErrorKind
		code   string
		field  string
	}{
		"another of its name":       {"/api/v1/statuses/" + uuid.NewString(), apitest.M{"name": "u KURIERA"}, 409, "conflict", "name_taken", ""},
		"a built-in one's key":      {path, apitest.M{"name": "pending"}, 409, "conflict", "name_taken", "name"},
		"a key of another form":     {"/api/v1/statuses/kurier", nil, 400, "invalid", "key", "key"},
		"no name":                   {path, apitest.M{"name": " "}, 400, "invalid", "empty", "name"},
		"a name too long":           {path, apitest.M{"name": strings.Repeat("n", 61)}, 400, "invalid", "too_long", "name"},
		"no colour":                 {path, apitest.M{"colour": "red"}, 400, "invalid", "colour", "colour"},
		"a place before the first":  {path, apitest.M{"position": 0}, 400, "invalid", "range", "position"},
		"a name for a built-in one": {"/api/v1/statuses/open", nil, 400, "invalid", "builtin", "name"},
		"an open that isn't shown":  {"/api/v1/statuses/open", apitest.M{"name": "", "requiresResponse": true, "visible": false, "opensOnMessage": false}, 400, "invalid", "builtin", "visible"},
		"a built-in context":        {"/api/v1/contexts/invoice", nil, 400, "invalid", "builtin", ""},
		"a team of strangers":       {"/api/v1/teams/" + uuid.NewString(), apitest.M{"agents": []uuid.UUID{uuid.New()}}, 400, "invalid", "agents", "agents"},
	} {
		body := apitest.M{}
		for k, v := range status {
			body[k] = v
		}
		for k, v := range bad.change {
			body[k] = v
		}
		e := admin.Do(t, http.MethodPut, bad.path, body).Refused(t, bad.status, bad.kind, bad.code)
		if bad.field != "" {
			require.NotNil(t, e.Field, name)
			require.Equal(t, bad.field, *e.Field, name)
		}
	}
	context := "/api/v1/contexts/" + uuid.NewString()
	team := "/api/v1/teams/" + uuid.NewString()
	admin.Do(t, http.MethodPut, context, apitest.M{"name": "Gwarancja", "examples": []string{strings.Repeat("ż", 201)}}).
		Refused(t, http.StatusBadRequest, "invalid", "too_long")
	var made contract.Context
	admin.Do(t, http.MethodPut, context, apitest.M{"name": "Gwarancja", "examples": []string{" Czy mam gwarancję? ", "", "Czy mam gwarancję?"}}).
		Into(t, http.StatusOK, &made)
	require.Equal(t, []string{"Czy mam gwarancję?"}, made.Examples)
	admin.Do(t, http.MethodPut, team, apitest.M{"name": "Zwroty", "agents": []uuid.UUID{c.Anna.ID}}).OK(t, http.StatusOK)
	tag := newTag(t, anna)
	admin.Do(t, http.MethodPut, "/api/v1/tags/"+tag.ID.String(), apitest.M{"name": "VIP"}).OK(t, http.StatusOK)
	var again contract.Tag
	anna.Do(t, http.MethodPost, "/api/v1/tags", apitest.M{"name": "vip"}).Into(t, http.StatusOK, &again)
	require.Equal(t, contract.Tag{ID: tag.ID, Name: "VIP"}, again)
	anna.Do(t, http.MethodPost, "/api/v1/tags", apitest.M{"name": "\u200b"}).Refused(t, http.StatusBadRequest, "invalid", "empty")

	for range 2 {
		for _, word := range []string{path, context, team, "/api/v1/tags/" + tag.ID.String()} {
			admin.Do(t, http.MethodDelete, word, nil).OK(t, http.StatusNoContent)
		}
	}
	admin.Do(t, http.MethodDelete, "/api/v1/statuses/open", nil).Refused(t, http.StatusBadRequest, "invalid", "builtin")
	admin.Do(t, http.MethodDelete, "/api/v1/statuses/%00", nil).Refused(t, http.StatusNotFound, "not_found", "status_not_found")
	admin.Do(t, http.MethodDelete, "/api/v1/contexts/kurier", nil).Refused(t, http.StatusNotFound, "not_found", "context_not_found")
	v = words()
	require.True(t, v.Statuses[3].Deleted && v.Tags[0].Deleted && v.Teams[0].Deleted && v.Contexts[9].Deleted, "%+v", v)
	require.Equal(t, []uuid.UUID{c.Anna.ID}, v.Teams[0].Agents)
}
