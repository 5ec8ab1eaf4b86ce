package rules_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/rules"
)

func TestAConditionNamesWhatItComparesWith(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`"Inny" in ticket.tags or `, 30)
	for name, c := range map[string]struct {
		condition, list, word string
		want                  bool
	}{
		"a tag among the ticket's":      {`"VIP" in ticket.tags`, "tags", "VIP", true},
		"the tag that was put on":       {`change.tag == "VIP"`, "tags", "VIP", true},
		"one of several":                {`ticket.team in ["Zwroty", "VIP"]`, "teams", "VIP", true},
		"deep inside":                   {`not (channel.open or (ticket.agent != "Anna Nowak" and sentiment == "negative"))`, "agents", "Anna Nowak", true},
		"a status of the company's own": {`change.status != "U kuriera"`, "statuses", "U kuriera", true},
		"a chat":                        {`"Sklep" == channel.name`, "channels", "Sklep", true},
		"a context":                     {`context not in ["Reklamacja mebli"]`, "contexts", "Reklamacja mebli", true},
		"behind many others":            {many + `"VIP" in ticket.tags`, "tags", "VIP", true},
		"a word of another list":        {`"VIP" in ticket.tags`, "teams", "VIP", false},
		"another word":                  {`"VIPy" in ticket.tags`, "tags", "VIP", false},
		"another case":                  {`"vip" in ticket.tags`, "tags", "VIP", false},
		"a text that has it":            {`message.text contains "VIP"`, "tags", "VIP", false},
		"nothing":                       {``, "tags", "VIP", false},
		"what isn't a condition":        {`"VIP" in ticket.tags and`, "tags", "VIP", false},
	} {
		require.Equal(t, c.want, rules.NamedIn(c.condition, c.list, c.word), name)
	}
}

func TestAnActionUsesAWord(t *testing.T) {
	t.Parallel()
	id, anna := uuid.NewString(), uuid.New()
	for name, c := range map[string]struct {
		action   rules.Action
		list, id string
		want     bool
	}{
		"a tag put on":                 {rules.Action{Kind: rules.AddTag, Value: id}, "tags", id, true},
		"a tag taken off":              {rules.Action{Kind: rules.RemoveTag, Value: id}, "tags", id, true},
		"a status":                     {rules.Action{Kind: rules.SetStatus, Value: "u_kuriera"}, "statuses", "u_kuriera", true},
		"a team":                       {rules.Action{Kind: rules.AssignTeam, Value: id}, "teams", id, true},
		"the least busy of a team":     {rules.Action{Kind: rules.AssignLeastBusy, Value: id}, "teams", id, true},
		"who gets it":                  {rules.Action{Kind: rules.AssignAgent, Value: anna.String()}, "agents", anna.String(), true},
		"who watches it":               {rules.Action{Kind: rules.AddWatcher, Value: anna.String()}, "agents", anna.String(), true},
		"who is told":                  {rules.Action{Kind: rules.Notify, Agents: []uuid.UUID{uuid.New(), anna}}, "agents", anna.String(), true},
		"another tag":                  {rules.Action{Kind: rules.AddTag, Value: uuid.NewString()}, "tags", id, false},
		"the same of another list":     {rules.Action{Kind: rules.AddTag, Value: id}, "teams", id, false},
		"the least busy of everybody":  {rules.Action{Kind: rules.AssignLeastBusy}, "teams", "", false},
		"everybody is told":            {rules.Action{Kind: rules.Notify}, "agents", anna.String(), false},
		"a priority called like a tag": {rules.Action{Kind: rules.SetPriority, Value: "high"}, "tags", "high", false},
	} {
		settings := rules.Settings{Actions: []rules.Action{{Kind: rules.Close}, c.action}}
		require.Equal(t, c.want, settings.Uses(c.list, c.id), name)
	}
}
