package rules

import (
	"slices"

	"github.com/google/uuid"
)

// NamedIn reports whether a condition compares something with a word of a list: "tags", "teams", "agents", "channels", or of the
// company's own "statuses" and "contexts". Were the word called otherwise, the condition would hold for other tickets. A text that
// only has the word in it doesn't name it.
func NamedIn(condition, list, word string) (named bool) {
	r := read(condition)
	if r.root == nil {
		return false
	}
	t := &typing{places: r.places, found: &r.findings, named: func(in, value string) { named = named || in == list && value == word }}
	t.condition(r.root)
	return named
}

// listsOf are where the words that actions put on tickets come from.
var listsOf = map[ActionKind]string{
	SetStatus: "statuses", AddTag: "tags", RemoveTag: "tags", AssignAgent: "agents", AddWatcher: "agents",
	AssignTeam: "teams", AssignLeastBusy: "teams",
}

// Uses reports whether an action needs a word of a list, as in NamedIn, which it has by its id; a status by its key. Were the word
// deleted, the action would fail.
func (s *Settings) Uses(list, id string) bool {
	return slices.ContainsFunc(s.Actions, func(a Action) bool {
		if a.Kind == Notify && list == "agents" {
			return slices.ContainsFunc(a.Agents, func(agent uuid.UUID) bool { return agent.String() == id })
		}
		return id != "" && listsOf[a.Kind] == list && a.Value == id
	})
}
