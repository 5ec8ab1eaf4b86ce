package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

type ruleLog struct {
	Runs []contract.RuleRun
	Next *string
}

func readLog(t *testing.T, who *apitest.Caller, path string) (log ruleLog) {
	t.Helper()
	who.Do(t, http.MethodGet, path, nil).Into(t, http.StatusOK, &log)
	return log
}

func TestWhatARuleDidStandsInItsLogAndTheTickets(t *testing.T) {
	t.Parallel()
	c := newWorkedCompany(t)
	name := "Sklep " + uuid.NewString()
	shop := apitest.NewChannel(t, c.Store, func(shop *desk.Channel) { shop.Name = name })
	admin := c.As(t, apitest.NewAgent(t, c.Store, "Szefowa", desk.Admin, shop))
	outside := c.As(t, apitest.NewAgent(t, c.Store, "Szef", desk.Admin))
	operator := c.As(t, apitest.NewAgent(t, c.Store, "Operatorka", desk.Operator, shop))
	id := uuid.New()
	saveRule(t, admin, id, 0, ruleDraft(name, apitest.M{
		"triggers": []apitest.M{{"event": "first_message"}}, "condition": `channel.name == "` + name + `"`,
		"actions": []apitest.M{{"kind": "priority", "value": "urgent"}, {"kind": "webhook", "url": "http://127.0.0.1:1/"}},
	})).OK(t, http.StatusOK)
	switchRule(t, admin, id, 1, true).OK(t, http.StatusOK)

	chat := c.NewChat(shop)
	chat.TryStart(t, apitest.M{"name": "Jan Kos", "email": "jan@klient.example", "subject": "Zwrot"}).OK(t, http.StatusCreated)
	logOf := "/api/v1/rules/" + id.String() + "/log"
	var run contract.RuleRun
	apitest.Eventually(t, func() bool {
		log := readLog(t, admin, logOf)
		if len(log.Runs) == 0 {
			return false
		}
		run = log.Runs[0]
		return run.Actions[1].State == "failed"
	}, "the rule's actions are done, or given up")
	require.Equal(t, []any{id, name, 1, chat.ID, contract.RuleEventFirstMessage, int64(1), contract.RuleRunOutcome("matched")},
		[]any{run.RuleID, run.RuleName, run.Version, run.TicketID, run.Event, run.Seq, run.Outcome})
	require.Equal(t, contract.ExplanationResultTrue, run.Explanation.Result)
	require.Equal(t, "done", string(run.Actions[0].State))
	require.Equal(t, "127.0.0.1", strings.Split(*run.Actions[1].Label, ":")[0])
	require.NotEmpty(t, *run.Actions[1].Error)
	require.Equal(t, run, readLog(t, admin, logOf+"?failed=true").Runs[0])
	require.Equal(t, run, readLog(t, operator, chat.TicketPath("/rule-runs")).Runs[0], "whoever reads the ticket sees what rules did there")
	require.Empty(t, readLog(t, outside, logOf).Runs, "in tickets of their chats")
	c.As(t, c.Anna).Do(t, http.MethodGet, chat.TicketPath("/rule-runs"), nil).Refused(t, http.StatusNotFound, "not_found", "ticket_not_found")
	_, rule := listedRules(t, admin, id)
	require.Equal(t, []int{1, 1}, []int{rule.Matched30Days, rule.Failed30Days})
	require.Equal(t, run.At, *rule.LastMatchedAt)

	entries, _ := admin.Entries(t, chat.TicketPath("/entries"), 0)
	var change *contract.Entry
	for i := range entries {
		if entries[i].Operation != nil && entries[i].Operation.Type == contract.OperationTypeChanged {
			change = &entries[i]
		}
	}
	require.Equal(t, name, change.Author.Rule.Name)
	failures := slices.DeleteFunc(entries, func(e contract.Entry) bool {
		return e.Operation == nil || e.Operation.Type != contract.OperationTypeRuleActionFailed
	})
	require.Len(t, failures, 1, "and that an action has failed")
	require.Equal(t, name, failures[0].Author.Rule.Name)
	seen, _ := chat.Entries(t, chat.Path("/entries"), 0)
	require.Len(t, seen, 1, "the customer hears nothing of it")

	retry := func(who *apitest.Caller, action uuid.UUID) *apitest.Answer {
		return who.Do(t, http.MethodPost, chat.TicketPath("/rule-actions/"+action.String()+"/retry"), nil)
	}
	retry(admin, run.Actions[0].ID).Refused(t, http.StatusConflict, "conflict", "not_failed")
	retry(operator, run.Actions[1].ID).Refused(t, http.StatusForbidden, "forbidden", "permission_missing")
	retry(outside, run.Actions[1].ID).Refused(t, http.StatusNotFound, "not_found", "ticket_not_found")
	retry(admin, uuid.New()).Refused(t, http.StatusNotFound, "not_found", "rule_action_not_found")
	retry(admin, run.Actions[1].ID).OK(t, http.StatusAccepted)
	apitest.Eventually(t, func() bool {
		again := readLog(t, admin, logOf).Runs[0].Actions[1]
		return again.Tries > run.Actions[1].Tries && again.State == "failed"
	}, "it is tried again, and fails again")

	admin.Do(t, http.MethodDelete, "/api/v1/rules/"+id.String(), nil).OK(t, http.StatusNoContent)
	require.Len(t, readLog(t, admin, logOf).Runs, 1, "what a deleted rule did stays")
	admin.Do(t, http.MethodGet, "/api/v1/rules/"+uuid.NewString()+"/log", nil).Refused(t, http.StatusNotFound, "not_found", "rule_not_found")
	admin.Do(t, http.MethodGet, logOf+"?cursor=x", nil).Refused(t, http.StatusBadRequest, "invalid", "cursor")
}

func TestARulesLogComesInPages(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := c.As(t, apitest.NewAgent(t, c.Store, "Szefowa", desk.Admin, c.Shop))
	chat, id, cause := c.Chat(t), uuid.New(), uuid.New()
	saveRule(t, admin, id, 0, ruleDraft("Dziennik "+id.String(), nil)).OK(t, http.StatusOK)
	saveRule(t, admin, cause, 0, ruleDraft("Przyczyna "+id.String(), nil)).OK(t, http.StatusOK)
	apitest.Exec(t, sharedURL, `
		INSERT INTO rule_runs (id, ticket_id, rule_id, version, event, seq, chain, outcome, at)
		SELECT gen_random_uuid(), $1, $2, 1, 'customer_message', n, ARRAY[$3::uuid], CASE WHEN n % 10 = 0 THEN 'error' ELSE 'loop' END, now() - n / 2 * interval '1 second'
		FROM generate_series(1, 120) n`, chat.ID, id, cause)
	path, seen := "/api/v1/rules/"+id.String()+"/log", []uuid.UUID{}
	log := readLog(t, admin, path)
	require.Len(t, log.Runs, 50)
	require.Equal(t, []string{"Przyczyna " + id.String()}, *log.Runs[0].Chain)
	require.Empty(t, log.Runs[0].Actions)
	require.Nil(t, log.Runs[0].Explanation)
	for {
		for _, run := range log.Runs {
			require.NotContains(t, seen, run.ID)
			seen = append(seen, run.ID)
		}
		if log.Next == nil {
			break
		}
		log = readLog(t, admin, path+"?cursor="+*log.Next)
	}
	require.Len(t, seen, 120)
	require.Len(t, readLog(t, admin, path+"?failed=true").Runs, 12)
	require.Len(t, readLog(t, admin, chat.TicketPath("/rule-runs")).Runs, 100)
}
