package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/rules"
)

func checkCondition(t *testing.T, who *apitest.Caller, body apitest.M) (check contract.ConditionCheck) {
	t.Helper()
	who.Do(t, http.MethodPost, "/api/v1/rules/check", body).Into(t, http.StatusOK, &check)
	return check
}

func TestARulesConditionNamesWords(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	for _, r := range []struct {
		name, condition string
		on              bool
	}{
		{"Stali klienci", `"VIP" in ticket.tags`, true},
		{"Pisze o VIP", `message.text contains "VIP"`, true},
		{"Zespół VIP", `ticket.team == "VIP"`, true},
		{"Dla VIP-ów", `change.tag in ["VIP", "Hurt"]`, true},
		{"Odłożona", `"VIP" in ticket.tags`, false},
	} {
		id := uuid.New()
		saveRule(t, admin, id, 0, ruleDraft(r.name, apitest.M{"condition": r.condition})).OK(t, http.StatusOK)
		if r.on {
			switchRule(t, admin, id, 1, true).OK(t, http.StatusOK)
		}
	}
	puts := uuid.New()
	saveRule(t, admin, puts, 0, ruleDraft("Oddaje zwroty", apitest.M{"actions": []apitest.M{{"kind": "status", "value": "pending"}}})).OK(t, http.StatusOK)
	switchRule(t, admin, puts, 1, true).OK(t, http.StatusOK)
	naming := func(list, word string, id ...string) (names []string) {
		t.Helper()
		var named struct{ Rules []contract.RuleName }
		admin.Do(t, http.MethodGet, "/api/v1/rules/naming?"+url.Values{"list": {list}, "word": {word}, "id": id}.Encode(), nil).Into(t, http.StatusOK, &named)
		require.NotNil(t, named.Rules)
		for _, r := range named.Rules {
			names = append(names, r.Name)
		}
		return names
	}
	require.Equal(t, []string{"Stali klienci", "Dla VIP-ów"}, naming("tags", "VIP"), "those that are on, and mean the tag")
	require.Equal(t, []string{"Zespół VIP"}, naming("teams", "VIP"))
	require.Empty(t, naming("tags", "VI"))
	require.Empty(t, naming("statuses", "Oczekujący"), "who only puts it on follows its new name")
	require.Equal(t, []string{"Oddaje zwroty"}, naming("statuses", "Oczekujący", "pending"), "but not its end")
	admin.Do(t, http.MethodGet, "/api/v1/rules/naming?list=people&word=VIP", nil).Refused(t, http.StatusBadRequest, "invalid", "invalid")
	anna := c.As(t, c.Anna)
	anna.Do(t, http.MethodGet, "/api/v1/rules/naming?list=tags&word=VIP", nil).Refused(t, http.StatusForbidden, "forbidden", "permission_missing")
}

func TestTheEditorsVocabularyHasTheWordsThatExist(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	_, err := c.Store.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	gone, err := c.Store.CreateTag(t.Context(), "Dawny")
	require.NoError(t, err)
	require.NoError(t, c.Store.DeleteTag(t.Context(), gone.ID))
	_, err = c.Store.SaveContext(t.Context(), desk.Context{Key: uuid.NewString(), Name: "Reklamacja mebli"})
	require.NoError(t, err)
	_, err = c.Store.SaveContext(t.Context(), desk.Context{Key: uuid.NewString(), Name: "product"}) // made before that was refused
	require.NoError(t, err)
	var l contract.RuleLanguage
	admin.Do(t, http.MethodGet, "/api/v1/rules/language", nil).Into(t, http.StatusOK, &l)
	words := func(name string) (words []contract.RuleWord) {
		t.Helper()
		for _, n := range l.Names {
			if n.Name == name {
				require.NotNil(t, n.Words, name)
				return *n.Words
			}
		}
		require.Fail(t, "no such name", name)
		return nil
	}
	yes := true
	require.Equal(t, []contract.RuleWord{{Word: "VIP"}}, words("ticket.tags"))
	require.Equal(t, []contract.RuleWord{{Word: "Sklep"}}, words("channel.name"), "two chats of one name are one word")
	require.Contains(t, words("ticket.agent"), contract.RuleWord{Word: "Anna Nowak"})
	require.Contains(t, words("ticket.priority"), contract.RuleWord{Word: "urgent", Builtin: &yes})
	require.Contains(t, words("context"), contract.RuleWord{Word: "return", Builtin: &yes})
	require.Contains(t, words("context"), contract.RuleWord{Word: "Reklamacja mebli"})
	require.Contains(t, words("context"), contract.RuleWord{Word: "product", Builtin: &yes})
	require.NotContains(t, words("context"), contract.RuleWord{Word: "product"}, "a list to choose from has each word once")
	for _, n := range l.Names {
		require.Contains(t, []contract.RuleValueType{"text", "number", "yesno", "duration", "list"}, n.Type, n.Name)
		if n.Name == "message.text" {
			require.Nil(t, n.Words, "anything can be written")
		}
	}
	require.Len(t, l.Events, 14)
	require.NotEmpty(t, l.Functions)
	i := slices.IndexFunc(l.Parts, func(p struct {
		Kind      string  `json:"kind"`
		Name      *string `json:"name,omitempty"`
		Operators []struct {
			Operator string `json:"operator"`
			Values   string `json:"values"`
		} `json:"operators"`
		Words *[]contract.RuleWord `json:"words,omitempty"`
	}) bool {
		return p.Kind == "channel"
	})
	require.GreaterOrEqual(t, i, 0)
	require.Equal(t, []contract.RuleWord{{Word: "Sklep"}}, *l.Parts[i].Words)
	require.Contains(t, l.Placeholders, "customer.firstName")
}

func TestTemplatesCanBeSwitchedOnOnceTheirValuesAreChosen(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	tag, err := c.Store.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	team, err := c.Store.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: "Zwroty"})
	require.NoError(t, err)
	var l contract.RuleLanguage
	admin.Do(t, http.MethodGet, "/api/v1/rules/language", nil).Into(t, http.StatusOK, &l)
	require.Len(t, l.Templates, 6)
	values := map[contract.RuleActionKind]string{"tag_added": tag.ID.String(), "team": team.ID.String()}
	for _, template := range l.Templates {
		require.True(t, template.Key.Valid(), template.Key)
		draft := template.Settings
		draft.Name = string(template.Key)
		for i := range draft.Actions {
			if chosen, ok := values[draft.Actions[i].Kind]; ok && draft.Actions[i].Value == nil {
				draft.Actions[i].Value = &chosen
			}
		}
		id := uuid.New()
		admin.Do(t, http.MethodPut, "/api/v1/rules/"+id.String(), apitest.M{"version": 0, "settings": draft}).OK(t, http.StatusOK)
		var on contract.Rule
		switchRule(t, admin, id, 1, true).Into(t, http.StatusOK, &on)
		require.Nil(t, on.Diagnostics, template.Key)
	}
	for _, template := range rules.Templates() {
		_, ok := rules.ToParts(template.Settings.Condition)
		require.True(t, ok, "%s: who can't code sees rows", template.Key)
	}
}

func TestAConditionIsCheckedAsOneTypes(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	check := checkCondition(t, admin, apitest.M{"condition": `channel.name=="Sklep"and ticket.priority in ["urgent"]`})
	require.Empty(t, check.Diagnostics)
	require.Equal(t, `channel.name == "Sklep" and ticket.priority in ["urgent"]`, *check.Formatted)
	require.Equal(t, contract.ConditionGroupJoin("and"), check.Parts.Join)
	require.Len(t, check.Parts.Items, 2)

	rows := checkCondition(t, admin, apitest.M{"parts": check.Parts})
	require.Equal(t, check.Parts, rows.Parts, "there and back without loss")
	grouped := checkCondition(t, admin, apitest.M{"parts": apitest.M{"join": "or", "items": []any{
		(check.Parts.Items)[0], apitest.M{"join": "and", "items": check.Parts.Items},
		apitest.M{"join": "or", "items": check.Parts.Items}, // is no group
	}}})
	require.Empty(t, grouped.Diagnostics)
	require.Len(t, grouped.Parts.Items, 4)

	wrong := checkCondition(t, admin, apitest.M{"condition": `"żółć" in ticket.tagz`})
	require.NotEmpty(t, wrong.Diagnostics)
	require.Equal(t, 17, wrong.Diagnostics[0].From, "in UTF-16 code units")
	require.NotEmpty(t, wrong.Diagnostics[0].Message)
	require.Nil(t, wrong.Parts)
	unknown := checkCondition(t, admin, apitest.M{"condition": `channel.name == "Sklepik"`})
	require.Equal(t, contract.ConditionDiagnosticSeverity("warning"), unknown.Diagnostics[0].Severity)
	require.Empty(t, checkCondition(t, admin, apitest.M{"condition": ""}).Diagnostics)

	// What was made just now is known at once to who opens the editor.
	apitest.NewChannel(t, c.Store, func(shop *desk.Channel) { shop.Name = "Sklepik" })
	admin.Do(t, http.MethodGet, "/api/v1/rules/language", nil).OK(t, http.StatusOK)
	require.Empty(t, checkCondition(t, admin, apitest.M{"condition": `channel.name == "Sklepik"`}).Diagnostics)

	for _, body := range []apitest.M{
		{}, {"condition": "true", "parts": check.Parts}, {"parts": apitest.M{"join": "xor", "items": []any{}}},
		{"parts": apitest.M{"join": "and", "items": []any{apitest.M{"kind": "dance", "operator": "is", "values": []string{}}}}},
		{"parts": apitest.M{"join": "and", "items": []any{apitest.M{"kind": "channel"}}}},
		{"parts": apitest.M{"join": "and", "items": []any{apitest.M{"join": "or", "items": []any{apitest.M{"join": "and", "items": check.Parts.Items}}}}}},
	} {
		a := admin.Do(t, http.MethodPost, "/api/v1/rules/check", body)
		require.Equal(t, http.StatusBadRequest, a.Status, "%s", a.Body)
	}
}
