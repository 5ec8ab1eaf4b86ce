package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestAFilterIsCleaned(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	f := desk.TicketFilter{
		Channels: []uuid.UUID{id, id}, Statuses: []string{"open", strings.ToUpper(id.String()), id.String()}, Priorities: []desk.Priority{desk.Low, desk.Low},
		Agents: []string{"none", "me", "{" + id.String() + "}"}, Teams: []string{}, Sentiments: []string{"none", "neutral"}, Contexts: []string{"none", "return"},
		CreatedFrom: time.Date(2026, 1, 1, 1, 0, 0, 0, time.FixedZone("", 3600)), Text: "  zażółć\t\x00gęślą\u200b\n",
	}
	require.NoError(t, f.Clean())
	require.Equal(t, desk.TicketFilter{
		Channels: []uuid.UUID{id}, Statuses: []string{"open", id.String()}, Priorities: []desk.Priority{desk.Low}, Agents: []string{"none", "me", id.String()},
		Sentiments: []string{"none", "neutral"}, Contexts: []string{"none", "return"}, CreatedFrom: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Text: "zażółć gęślą",
	}, f)
	require.False(t, f.Empty())
	f = desk.TicketFilter{Agents: []string{}, Text: " \u200b "}
	require.NoError(t, f.Clean())
	require.True(t, f.Empty(), "nothing that one could see is nothing")
}

func TestAFilterNamesTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	many := make([]uuid.UUID, desk.MaxFilterValues+1)
	for name, tt := range map[string]struct {
		f           desk.TicketFilter
		field, code string
	}{
		"more values than are allowed": {desk.TicketFilter{Tags: many}, "tag", "too_many"},
		"a status that can't be":       {desk.TicketFilter{Statuses: []string{"none"}}, "status", "value_unknown"},
		"a priority that can't be":     {desk.TicketFilter{Priorities: []desk.Priority{"none"}}, "priority", "value_unknown"},
		"an agent that isn't an id":    {desk.TicketFilter{Agents: []string{"anna"}}, "agent", "value_unknown"},
		"a team of mine":               {desk.TicketFilter{Teams: []string{"me"}}, "team", "value_unknown"},
		"nobody watches":               {desk.TicketFilter{Watchers: []string{"none"}}, "watcher", "value_unknown"},
		"a sentiment that can't be":    {desk.TicketFilter{Sentiments: []string{""}}, "sentiment", "value_unknown"},
		"a context that can't be":      {desk.TicketFilter{Contexts: []string{"powrót"}}, "context", "value_unknown"},
		"a year that can't be kept":    {desk.TicketFilter{ActiveTo: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, "activeTo", "time"},
		"a text that is too long":      {desk.TicketFilter{Text: strings.Repeat("ż", desk.MaxSearch+1)}, "text", "too_long"},
		"a text that isn't UTF-8":      {desk.TicketFilter{Text: "\xff"}, "text", "utf8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.f.Clean()
			require.Equal(t, tt.code, desk.CodeOf(err), "%v", err)
			require.ErrorContains(t, err, tt.field)
		})
	}
}

func TestASavedFilterIsCleaned(t *testing.T) {
	t.Parallel()
	good := desk.SavedFilter{ID: uuid.New(), Name: "  Pilne   zwroty ", View: desk.ViewAll, Sort: desk.SortRecent}
	f := good
	require.NoError(t, f.Clean())
	require.Equal(t, "Pilne zwroty", f.Name)
	for code, spoil := range map[string]func(*desk.SavedFilter){
		"missing": func(f *desk.SavedFilter) { f.ID = uuid.Nil }, "empty": func(f *desk.SavedFilter) { f.Name = " " },
		"too_long": func(f *desk.SavedFilter) { f.Name = strings.Repeat("x", 61) }, "view": func(f *desk.SavedFilter) { f.View = "spam" },
		"sort": func(f *desk.SavedFilter) { f.Sort = "" }, "range": func(f *desk.SavedFilter) { f.Position = 1001 },
		"value_unknown": func(f *desk.SavedFilter) { f.Filter.Agents = []string{"x"} },
	} {
		f := good
		spoil(&f)
		require.Equal(t, code, desk.CodeOf(f.Clean()))
	}
}
