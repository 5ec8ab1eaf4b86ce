package store_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestEveryBuiltInWordThatTheProgramKnowsIsInTheDatabase(t *testing.T) {
	t.Parallel()
	v, err := newHouse(t).Vocabulary(t.Context())
	require.NoError(t, err)
	var statuses, contexts []string
	for _, s := range v.Statuses {
		require.True(t, s.Builtin && desk.BuiltinStatus(s.Key) && s.Name == "" && !s.Deleted, s.Key)
		require.NoError(t, s.Clean())
		statuses = append(statuses, s.Key)
	}
	for _, c := range v.Contexts {
		require.True(t, c.Builtin && desk.BuiltinContext(c.Key) && c.Name == "" && !c.Deleted, c.Key)
		contexts = append(contexts, c.Key)
	}
	require.Equal(t, []string{"open", "pending", "consultation", "resolved", "closed", "spam"}, statuses)
	require.Equal(t, []string{"delivery", "return", "complaint", "order_change", "invoice", "payment", "product", "thanks", "other"}, contexts)
}

func (h *house) vocabulary(t require.TestingT) *desk.Vocabulary {
	v, err := h.Vocabulary(context.Background())
	require.NoError(t, err)
	return v
}

func TestStatusesOfTheCompany(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := h.newStatus(t, "U kuriera", func(s *desk.Status) { s.Position = 2 })
	require.Equal(t, []string{"open", "pending", s.Key, "consultation"}, func() (keys []string) {
		for _, s := range h.vocabulary(t).Statuses[:4] {
			keys = append(keys, s.Key)
		}
		return keys
	}(), "by position, its equals behind the built-in")

	changed := *s
	changed.Name, changed.Visible, changed.OpensOnMessage, changed.Colour = "W drodze", false, true, "#abcdef"
	saved, err := h.SaveStatus(t.Context(), changed)
	require.NoError(t, err)
	require.Equal(t, &changed, saved)

	another := desk.Status{Key: uuid.NewString(), Name: "w DRODZE", Colour: "#123456", Position: 3}
	_, err = h.SaveStatus(t.Context(), another)
	requireKind(t, desk.Conflict, "name_taken", err)

	require.NoError(t, h.DeleteStatus(t.Context(), s.Key))
	require.NoError(t, h.DeleteStatus(t.Context(), s.Key), "deleting again is no error")
	require.True(t, h.vocabulary(t).Statuses[2].Deleted, "tickets may still have it")
	_, err = h.SaveStatus(t.Context(), changed)
	requireKind(t, desk.NotFound, "status_not_found", err)
	_, err = h.SaveStatus(t.Context(), another)
	require.NoError(t, err, "its name is free again")
	requireKind(t, desk.NotFound, "status_not_found", h.DeleteStatus(t.Context(), uuid.NewString()))
}

func TestBuiltInWordsStayAsFarAsTheProgramReliesOnThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	built := map[string]desk.Status{}
	for _, s := range h.vocabulary(t).Statuses {
		built[s.Key] = s
	}
	for key, s := range built {
		was := s
		s.Colour, s.Position = "#000000", 9
		saved, err := h.SaveStatus(t.Context(), s)
		require.NoError(t, err, key)
		require.Equal(t, &s, saved)
		for name, change := range map[string]func(*desk.Status){
			"requiresResponse": func(s *desk.Status) { s.RequiresResponse = !s.RequiresResponse },
			"visible":          func(s *desk.Status) { s.Visible = !s.Visible },
			"opensOnMessage":   func(s *desk.Status) { s.OpensOnMessage = !s.OpensOnMessage },
		} {
			other := s
			change(&other)
			_, err := h.SaveStatus(t.Context(), other)
			if key != "open" && key != "closed" {
				require.NoError(t, err, "%s: %s", key, name)
				continue
			}
			requireKind(t, desk.Invalid, "builtin", err)
		}
		_, err = h.SaveStatus(t.Context(), was)
		require.NoError(t, err)
		requireKind(t, desk.Invalid, "builtin", h.DeleteStatus(t.Context(), key))
	}
	requireKind(t, desk.Invalid, "builtin", h.DeleteContext(t.Context(), "invoice"))
}

func TestTagsAreTheSameWhateverTheirCase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, err := h.CreateTag(t.Context(), "Żółta Karta")
	require.NoError(t, err)
	for _, name := range []string{"Żółta Karta", "ŻÓŁTA karta", "z\u0307o\u0301łta karta"} {
		again, err := h.CreateTag(t.Context(), name)
		require.NoError(t, err)
		require.Equal(t, first, again, name)
	}
	second, err := h.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	_, err = h.RenameTag(t.Context(), second.ID, "żółta KARTA")
	requireKind(t, desk.Conflict, "name_taken", err)
	renamed, err := h.RenameTag(t.Context(), first.ID, "żółta karta")
	require.NoError(t, err, "its own name in another case")
	require.Equal(t, "żółta karta", renamed.Name)
	require.Equal(t, []desk.Tag{*second, *renamed}, h.vocabulary(t).Tags)

	require.NoError(t, h.DeleteTag(t.Context(), first.ID))
	require.NoError(t, h.DeleteTag(t.Context(), first.ID))
	_, err = h.RenameTag(t.Context(), first.ID, "Inna")
	requireKind(t, desk.NotFound, "tag_not_found", err)
	requireKind(t, desk.NotFound, "tag_not_found", h.DeleteTag(t.Context(), uuid.New()))
	anew, err := h.CreateTag(t.Context(), "Żółta karta")
	require.NoError(t, err)
	require.NotEqual(t, first.ID, anew.ID, "what was deleted doesn't come back")
}

func TestATagThatSeveralMakeAtOnceIsOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 20 {
		name := uuid.NewString()
		var ids sync.Map
		create := func() error {
			tag, err := h.CreateTag(context.Background(), name)
			if err == nil {
				ids.Store(tag.ID, true)
			}
			return err
		}
		require.NoError(t, inParallel(create, create, create, create))
		var distinct int
		ids.Range(func(any, any) bool { distinct++; return true })
		require.Equal(t, 1, distinct)
	}
}

func TestTeams(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	team := h.newTeam(t, "Zwroty", h.piotr.ID, h.anna.ID, h.anna.ID)
	require.Equal(t, []uuid.UUID{h.anna.ID, h.piotr.ID}, team.Agents, "by name, each once")
	_, err := h.DB().ExecContext(t.Context(), `UPDATE agents SET disabled_at = now() WHERE id = $1`, h.anna.ID)
	require.NoError(t, err)
	team.Name, team.Agents = "Zwroty i reklamacje", []uuid.UUID{h.ewa.ID}
	saved, err := h.SaveTeam(t.Context(), *team)
	require.NoError(t, err)
	require.Equal(t, team, saved)
	_, err = h.DB().ExecContext(t.Context(), `UPDATE agents SET disabled_at = NULL WHERE id = $1`, h.anna.ID)
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{h.anna.ID, h.ewa.ID}, h.vocabulary(t).Teams[0].Agents, "nobody could mean to drop who was switched off")

	unknown := *team
	unknown.Agents = []uuid.UUID{h.ewa.ID, uuid.New()}
	_, err = h.SaveTeam(t.Context(), unknown)
	requireKind(t, desk.Invalid, "agents", err)
	require.Equal(t, []uuid.UUID{h.anna.ID, h.ewa.ID}, h.vocabulary(t).Teams[0].Agents, "all of it or nothing")
	_, err = h.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: "ZWROTY I REKLAMACJE"})
	requireKind(t, desk.Conflict, "name_taken", err)

	require.NoError(t, h.DeleteTeam(t.Context(), team.ID))
	require.NoError(t, h.DeleteTeam(t.Context(), team.ID))
	_, err = h.SaveTeam(t.Context(), *team)
	requireKind(t, desk.NotFound, "team_not_found", err)
	requireKind(t, desk.NotFound, "team_not_found", h.DeleteTeam(t.Context(), uuid.New()))
}

func TestContextsOfTheCompany(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := desk.Context{Key: uuid.NewString(), Name: "Gwarancja"}, desk.Context{Key: uuid.NewString(), Name: "Akcja"}
	for _, c := range []desk.Context{first, second} {
		saved, err := h.SaveContext(t.Context(), c)
		require.NoError(t, err)
		require.Equal(t, &c, saved)
	}
	require.Equal(t, []desk.Context{first, second}, h.vocabulary(t).Contexts[9:], "in the order they were made, last")
	second.Examples = []string{"Czy promocja jeszcze trwa?", "Jaki jest kod rabatowy"}
	saved, err := h.SaveContext(t.Context(), second)
	require.NoError(t, err)
	require.Equal(t, &second, saved)
	_, err = h.SaveContext(t.Context(), desk.Context{Key: second.Key, Name: second.Name})
	require.NoError(t, err)
	require.Equal(t, second, h.vocabulary(t).Contexts[10], "examples that aren't spoken of stay")
	second.Name = "GWARANCJA"
	_, err = h.SaveContext(t.Context(), second)
	requireKind(t, desk.Conflict, "name_taken", err)
	require.NoError(t, h.DeleteContext(t.Context(), first.Key))
	require.NoError(t, h.DeleteContext(t.Context(), first.Key))
	_, err = h.SaveContext(t.Context(), second)
	require.NoError(t, err)
	_, err = h.SaveContext(t.Context(), first)
	requireKind(t, desk.NotFound, "context_not_found", err)
	requireKind(t, desk.NotFound, "context_not_found", h.DeleteContext(t.Context(), uuid.NewString()))
}

func TestWhatChangesTheVocabularyIsToldAndReadingItIsNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tag := h.newTags(t, "VIP")[0]
	team := h.newTeam(t, "Zwroty", h.anna.ID)
	e := listen(t, h, store.VocabularyChannel)
	for _, tt := range []struct {
		name string
		told bool
		do   func() error
	}{
		{"a new tag", true, func() error { _, err := h.CreateTag(t.Context(), "Nowy"); return err }},
		{"one that is there", false, func() error { _, err := h.CreateTag(t.Context(), "vip"); return err }},
		{"a tag's name", true, func() error { _, err := h.RenameTag(t.Context(), tag.ID, "Ważny"); return err }},
		{"a team", true, func() error { _, err := h.SaveTeam(t.Context(), *team); return err }},
		{"a status", true, func() error { h.newStatus(t, "Nowy", nil); return nil }},
		{"a deleted team", true, func() error { return h.DeleteTeam(t.Context(), team.ID) }},
		{"reading", false, func() error { h.vocabulary(t); return nil }},
		{"an agent who is switched off", true, func() error {
			_, err := h.DB().ExecContext(t.Context(), `UPDATE agents SET disabled_at = now() WHERE id = $1`, h.ewa.ID)
			return err
		}},
		{"a ticket's tag", false, func() error {
			c := h.start(t)
			_, err := h.ChangeTicket(t.Context(), c.ID, h.anna.ID, uuid.New(), desk.PropertyTagAdded, tag.ID.String())
			return err
		}},
	} {
		require.NoError(t, tt.do(), tt.name)
		told := false
		for _, n := range e.sinceLast() {
			told = told || n.channel == store.VocabularyChannel
		}
		require.Equal(t, tt.told, told, tt.name)
	}
}
