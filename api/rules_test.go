package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/secrets"
)

// ruleDraft is a rule that could be switched on, with fields changed or added.
func ruleDraft(name string, change apitest.M) apitest.M {
	draft := apitest.M{
		"name": name, "description": "", "triggers": []apitest.M{{"event": "customer_message"}}, "condition": `sentiment == "negative"`,
		"actions": []apitest.M{{"kind": "priority", "value": "urgent"}}, "stop": false, "often": "every_time",
	}
	for k, v := range change {
		draft[k] = v
	}
	return draft
}

func saveRule(t *testing.T, who *apitest.Caller, id uuid.UUID, version int, draft apitest.M) *apitest.Answer {
	t.Helper()
	return who.Do(t, http.MethodPut, "/api/v1/rules/"+id.String(), apitest.M{"version": version, "settings": draft})
}

func switchRule(t *testing.T, who *apitest.Caller, id uuid.UUID, version int, on bool) *apitest.Answer {
	t.Helper()
	return who.Do(t, http.MethodPut, "/api/v1/rules/"+id.String()+"/enabled", apitest.M{"version": version, "enabled": on})
}

// listedRules are all of them, and the one with the id.
func listedRules(t *testing.T, who *apitest.Caller, id uuid.UUID) (all []contract.Rule, one *contract.Rule) {
	t.Helper()
	var list struct{ Rules []contract.Rule }
	who.Do(t, http.MethodGet, "/api/v1/rules", nil).Into(t, http.StatusOK, &list)
	for i := range list.Rules {
		if list.Rules[i].ID == id {
			one = &list.Rules[i]
		}
	}
	return list.Rules, one
}

// ruleCompany is a company with a database of its own: rules are everybody's in a company.
func ruleCompany(t *testing.T, o api.Options) (c *apitest.Company, admin *apitest.Caller) {
	t.Helper()
	c = apitest.NewCompany(t, newNode(t, o))
	return c, c.As(t, apitest.NewAgent(t, c.Store, "Szefowa", desk.Admin, c.Shop))
}

func TestARuleIsMadeChangedSwitchedOrderedAndDeleted(t *testing.T) {
	t.Parallel()
	_, admin := ruleCompany(t, api.Options{})
	id := uuid.New()
	var saved contract.Rule
	saveRule(t, admin, id, 0, ruleDraft("  Zły   klient ", apitest.M{"often": "once_per_period", "period": 3600, "triggers": []apitest.M{
		{"event": "customer_message", "after": 90}, {"event": "unanswered", "after": 600}, {"event": "customer_message"},
	}})).Into(t, http.StatusOK, &saved)
	require.Equal(t, "Zły klient", saved.Settings.Name)
	after, period := 600, 3600
	require.Equal(t, []contract.RuleTrigger{{Event: "customer_message"}, {Event: "unanswered", After: &after}}, saved.Settings.Triggers, "only what time brings has a time")
	require.Equal(t, &period, saved.Settings.Period)
	require.Equal(t, 1, saved.Version)
	require.False(t, saved.Enabled, "a new rule is off")
	require.Equal(t, "Szefowa", *saved.ChangedBy)

	saveRule(t, admin, id, 1, ruleDraft("Zły klient", apitest.M{"stop": true})).Into(t, http.StatusOK, &saved)
	require.Equal(t, 2, saved.Version)
	saveRule(t, admin, id, 1, ruleDraft("Zły klient", apitest.M{"stop": true})).Into(t, http.StatusOK, &saved)
	require.Equal(t, 2, saved.Version, "a repeat makes no version")
	saveRule(t, admin, id, 1, ruleDraft("Inny", nil)).Refused(t, http.StatusConflict, "conflict", "rule_changed")
	saveRule(t, admin, uuid.New(), 0, ruleDraft("ZŁY KLIENT", nil)).Refused(t, http.StatusConflict, "conflict", "name_taken")
	saveRule(t, admin, uuid.New(), 3, ruleDraft("Nikt", nil)).Refused(t, http.StatusNotFound, "not_found", "rule_not_found")

	switchRule(t, admin, id, 1, true).Refused(t, http.StatusConflict, "conflict", "rule_changed")
	before := time.Now().Add(-time.Minute)
	var on contract.Rule
	switchRule(t, admin, id, 2, true).Into(t, http.StatusOK, &on)
	require.True(t, on.Enabled)
	require.True(t, on.EnabledAt.After(before))
	var again contract.Rule
	switchRule(t, admin, id, 2, true).Into(t, http.StatusOK, &again)
	require.Equal(t, on.EnabledAt, again.EnabledAt, "it is on already")
	saveRule(t, admin, id, 2, ruleDraft("Zły klient", apitest.M{"condition": "ticket.number == 7"})).Into(t, http.StatusOK, &saved)
	require.Equal(t, on.EnabledAt, saved.EnabledAt, "a change leaves it on")
	require.Equal(t, 3, saved.Version)

	second, third := uuid.New(), uuid.New()
	saveRule(t, admin, second, 0, ruleDraft("Drugi", nil)).OK(t, http.StatusOK)
	saveRule(t, admin, third, 0, ruleDraft("Trzeci", nil)).OK(t, http.StatusOK)
	order := func(ids ...uuid.UUID) *apitest.Answer {
		return admin.Do(t, http.MethodPut, "/api/v1/rules/order", apitest.M{"ids": ids})
	}
	order(third, id, second).OK(t, http.StatusNoContent)
	order(third, id).Refused(t, http.StatusConflict, "conflict", "rules_changed")
	order(third, id, id).Refused(t, http.StatusConflict, "conflict", "rules_changed")
	ids := func() (ids []uuid.UUID) {
		all, _ := listedRules(t, admin, id)
		for _, r := range all {
			ids = append(ids, r.ID)
		}
		return ids
	}
	require.Equal(t, []uuid.UUID{third, id, second}, ids())

	admin.Do(t, http.MethodDelete, "/api/v1/rules/"+third.String(), nil).OK(t, http.StatusNoContent)
	admin.Do(t, http.MethodDelete, "/api/v1/rules/"+third.String(), nil).OK(t, http.StatusNoContent)
	admin.Do(t, http.MethodDelete, "/api/v1/rules/"+uuid.NewString(), nil).Refused(t, http.StatusNotFound, "not_found", "rule_not_found")
	saveRule(t, admin, third, 0, ruleDraft("Trzeci", nil)).Refused(t, http.StatusNotFound, "not_found", "rule_not_found")
	saveRule(t, admin, uuid.New(), 0, ruleDraft("trzeci", nil)).OK(t, http.StatusOK) // the name is free again
	require.Equal(t, []uuid.UUID{id, second}, ids()[:2])
	admin.Do(t, http.MethodGet, "/api/v1/rules/"+third.String()+"/log", nil).OK(t, http.StatusOK)
}

func TestAnUnfinishedRuleIsKeptButNotSwitchedOn(t *testing.T) {
	t.Parallel()
	_, admin := ruleCompany(t, api.Options{})
	for code, change := range map[string]apitest.M{
		"condition_invalid": {"condition": `ticket.number ==`},
		"events_empty":      {"triggers": []apitest.M{}},
		"actions_empty":     {"actions": []apitest.M{}},
	} {
		id := uuid.New()
		saveRule(t, admin, id, 0, ruleDraft(code, change)).OK(t, http.StatusOK)
		switchRule(t, admin, id, 1, true).Refused(t, http.StatusBadRequest, "invalid", code)
		_, rule := listedRules(t, admin, id)
		require.False(t, rule.Enabled)
		if code == "condition_invalid" {
			require.NotEmpty(t, *rule.Diagnostics)
		}

		saveRule(t, admin, id, 1, ruleDraft(code, nil)).OK(t, http.StatusOK)
		switchRule(t, admin, id, 2, true).OK(t, http.StatusOK)
		saveRule(t, admin, id, 2, ruleDraft(code, change)).Refused(t, http.StatusBadRequest, "invalid", code)
		_, rule = listedRules(t, admin, id)
		require.True(t, rule.Enabled)
		require.Equal(t, 2, rule.Version, "what was refused changed nothing")
		require.Equal(t, `sentiment == "negative"`, rule.Settings.Condition)
	}
}

func TestARulesFieldsAreChecked(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	gone, err := c.Store.CreateTag(t.Context(), "Dawny")
	require.NoError(t, err)
	require.NoError(t, c.Store.DeleteTag(t.Context(), gone.ID))
	texts := func(pl, en string) apitest.M {
		return apitest.M{"kind": "autoresponder", "texts": apitest.M{"pl": pl, "en": en}}
	}
	actions := func(a ...apitest.M) apitest.M { return apitest.M{"actions": a} }
	fine := apitest.M{"kind": "close"}
	for _, refused := range []struct {
		field, code string
		change      apitest.M
	}{
		{"name", "empty", apitest.M{"name": " "}},
		{"name", "too_long", apitest.M{"name": strings.Repeat("ż", 81)}},
		{"description", "too_long", apitest.M{"description": strings.Repeat("ż", 501)}},
		{"condition", "too_long", apitest.M{"condition": strings.Repeat("ż", 1025)}},
		{"condition", "control_character", apitest.M{"condition": "true\x00"}},
		{"triggers.1.event", "unknown", apitest.M{"triggers": []apitest.M{{"event": "closed"}, {"event": "rain"}}}},
		{"triggers.0.after", "range", apitest.M{"triggers": []apitest.M{{"event": "waiting"}}}},
		{"triggers.0.after", "range", apitest.M{"triggers": []apitest.M{{"event": "waiting", "after": 59}}}},
		{"triggers", "too_many", apitest.M{"triggers": slices.Repeat([]apitest.M{{"event": "closed"}}, 21)}},
		{"often", "unknown", apitest.M{"often": "now and then"}},
		{"period", "range", apitest.M{"often": "once_per_period"}},
		{"actions", "too_many", actions(slices.Repeat([]apitest.M{fine}, 21)...)},
		{"actions.1.kind", "action_invalid", actions(fine, apitest.M{"kind": "dance"})},
		{"actions.1.value", "action_invalid", actions(fine, apitest.M{"kind": "tag_added", "value": gone.ID})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "tag_added", "value": uuid.New()})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "tag_removed", "value": "VIP"})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "agent"})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "watcher", "value": uuid.New()})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "team", "value": uuid.New()})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "least_busy", "value": uuid.New()})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "priority", "value": "huge"})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "status", "value": uuid.New()})},
		{"actions.0.value", "action_invalid", actions(apitest.M{"kind": "status", "value": "closed"})},
		{"actions.0.agents", "action_invalid", actions(apitest.M{"kind": "notify", "text": "x", "agents": []uuid.UUID{uuid.New()}})},
		{"actions.0.text", "empty", actions(apitest.M{"kind": "notify"})},
		{"actions.0.text", "placeholder_unknown", actions(apitest.M{"kind": "note", "text": "{imię}"})},
		{"actions.0.texts.pl", "empty", actions(texts("", "Hello"))},
		{"actions.0.texts.en", "placeholder_unknown", actions(texts("Dzień dobry", "Hello {name}"))},
		{"actions.0.texts.pl", "too_long", actions(texts(strings.Repeat("ż", 4001), ""))},
		{"actions.0.url", "action_invalid", actions(apitest.M{"kind": "webhook", "url": "ftp://shop.example"})},
		{"actions.0.url", "action_invalid", actions(apitest.M{"kind": "webhook", "url": "https://"})},
		{"actions.0.url", "action_invalid", actions(apitest.M{"kind": "webhook", "url": "https://jan:tajne@shop.example/"})},
		{"actions.0.url", "action_invalid", actions(apitest.M{"kind": "webhook"})},
	} {
		e := saveRule(t, admin, uuid.New(), 0, ruleDraft("Do poprawy", refused.change)).Refused(t, http.StatusBadRequest, "invalid", refused.code)
		require.NotNil(t, e.Field, "%+v", refused)
		require.Equal(t, refused.field, *e.Field, "%+v", refused)
	}
	saveRule(t, admin, uuid.Nil, 0, ruleDraft("x", nil)).Refused(t, http.StatusBadRequest, "invalid", "missing")
	saveRule(t, admin, uuid.New(), -1, ruleDraft("x", nil)).Refused(t, http.StatusBadRequest, "invalid", "range")

	tag, err := c.Store.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	team, err := c.Store.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: "Zwroty"})
	require.NoError(t, err)
	var saved contract.Rule
	saveRule(t, admin, uuid.New(), 0, ruleDraft("Wszystko", actions(
		texts("Dzień dobry, {customer.firstName}!\r\n", " "), apitest.M{"kind": "status", "value": "pending", "text": "zbędny"},
		apitest.M{"kind": "tag_added", "value": tag.ID}, apitest.M{"kind": "tag_removed", "value": strings.ToUpper(tag.ID.String())},
		apitest.M{"kind": "agent", "value": c.Anna.ID}, apitest.M{"kind": "team", "value": team.ID}, apitest.M{"kind": "least_busy"},
		apitest.M{"kind": "least_busy", "value": team.ID}, apitest.M{"kind": "watcher", "value": c.Piotr.ID},
		apitest.M{"kind": "note", "text": "Numer {ticket.number}"}, apitest.M{"kind": "notify", "text": "Uwaga", "agents": []uuid.UUID{c.Anna.ID, c.Anna.ID}},
		apitest.M{"kind": "webhook", "url": "https://shop.example/hook?x=1#y"}, fine,
	))).Into(t, http.StatusOK, &saved)
	got := saved.Settings.Actions
	require.Equal(t, &contract.LocalisedText{Pl: "Dzień dobry, {customer.firstName}!\n"}, got[0].Texts)
	require.Nil(t, got[1].Text, "what doesn't go with a kind isn't kept")
	require.Equal(t, tag.ID.String(), *got[3].Value)
	require.Equal(t, []uuid.UUID{c.Anna.ID}, *got[10].Agents)
	require.Equal(t, "https://shop.example/hook?x=1", *got[11].URL)
	require.Len(t, got, 13)
}

func TestAWebhooksSecretIsSealedAndNeverShown(t *testing.T) {
	t.Parallel()
	box, err := secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	c, admin := ruleCompany(t, api.Options{Secrets: box})
	id := uuid.New()
	hook := func(url string, secret any) apitest.M {
		a := apitest.M{"kind": "webhook", "url": url}
		if secret != nil {
			a["secret"] = secret
		}
		return a
	}
	save := func(version int, actions ...apitest.M) (has []bool, kept []string) {
		t.Helper()
		answer := saveRule(t, admin, id, version, ruleDraft("Wołanie", apitest.M{"actions": actions}))
		var saved contract.Rule
		answer.Into(t, http.StatusOK, &saved)
		require.NotContains(t, string(answer.Body), "tajne")
		for _, a := range saved.Settings.Actions {
			has = append(has, a.HasSecret != nil && *a.HasSecret)
		}
		rule, err := c.Store.Rule(t.Context(), id)
		require.NoError(t, err)
		for _, a := range rule.Settings.Actions {
			require.NotContains(t, string(a.Secret), "tajne")
			secret := ""
			if a.Secret != nil {
				secret, err = box.Open("rules.webhook_secret", a.Secret)
				require.NoError(t, err)
			}
			kept = append(kept, secret)
		}
		return has, kept
	}
	one, two := "https://shop.example/1", "https://shop.example/2"
	has, kept := save(0, hook(one, "tajne 1"), hook(two, "tajne 2"), apitest.M{"kind": "close"})
	require.Equal(t, []bool{true, true, false}, has)
	require.Equal(t, []string{"tajne 1", "tajne 2", ""}, kept)
	_, kept = save(1, apitest.M{"kind": "close"}, hook(two, nil), hook(one, nil))
	require.Equal(t, []string{"", "tajne 2", "tajne 1"}, kept, "they go with their addresses")
	_, kept = save(2, apitest.M{"kind": "close"}, hook("https://shop.example/3", nil), hook(one, nil))
	require.Equal(t, []string{"", "tajne 2", "tajne 1"}, kept, "else with their place")
	has, kept = save(3, hook("https://shop.example/3", "tajne 4"), hook(one, ""), hook("https://shop.example/5", nil))
	require.Equal(t, []string{"tajne 4", "", ""}, kept[:3])
	require.Equal(t, []bool{true, false, false}, has[:3])
	saveRule(t, admin, id, 4, ruleDraft("Wołanie", apitest.M{"actions": []apitest.M{hook(one, strings.Repeat("x", 201))}})).
		Refused(t, http.StatusBadRequest, "invalid", "too_long")

	_, keyless := ruleCompany(t, api.Options{})
	saveRule(t, keyless, id, 0, ruleDraft("Wołanie", apitest.M{"actions": []apitest.M{hook(one, "tajne")}})).
		Refused(t, http.StatusServiceUnavailable, "unavailable", "secret_key_missing")
}

func TestAgentsHearThatRulesHaveChanged(t *testing.T) {
	t.Parallel()
	c, admin := ruleCompany(t, api.Options{})
	c.AwaitListening(t)
	inbox := c.As(t, c.Anna).Inbox(t)
	c.AwaitSockets(t, 1)
	saveRule(t, admin, uuid.New(), 0, ruleDraft("Nowy", nil)).OK(t, http.StatusOK)
	inbox.Until(t, "vocabulary")
}
