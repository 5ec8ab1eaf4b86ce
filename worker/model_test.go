package worker_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enums "go.temporal.io/api/enums/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"rozmowa/rules"
	"rozmowa/store"
	"rozmowa/worker"
	"rozmowa/workflows"
)

// modelSays is a language model that takes every message for this, as long as it isn't held.
type modelSays struct {
	*httptest.Server
	asked   atomic.Int64
	release chan struct{}
}

func newModelSays(t *testing.T, label string) *modelSays {
	t.Helper()
	m := &modelSays{release: make(chan struct{})}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		m.asked.Add(1)
		select {
		case <-m.release:
		case <-r.Context().Done():
			return
		}
		body, err := json.Marshal(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": label}}}})
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(body)
	}))
	t.Cleanup(m.Close)
	return m
}

// ruleIf is rule with a condition.
func (s *shop) ruleIf(name, condition string, actions ...rules.Action) {
	s.t.Helper()
	id := s.rule(name, []rules.Event{rules.CustomerMessage}, actions...)
	r, err := s.Rule(s.t.Context(), id)
	require.NoError(s.t, err)
	r.Settings.Condition = condition
	_, err = s.SaveRule(s.t.Context(), id, r.Version, r.Settings, true, s.anna)
	require.NoError(s.t, err)
}

func TestAModelsWordComesToTheRulesThatAskForItAndNobodyElseWaits(t *testing.T) {
	s, engine := newShop(t), dial(t)
	model := newModelSays(t, `{"sentiment":"negative","sentimentScore":0.9,"context":"complaint","contextScore":0.8,"language":"pl"}`)
	_, err := s.SaveLanguageModel(t.Context(), &store.LanguageModel{Enabled: true, Address: model.URL, Model: "m", Patience: 8})
	require.NoError(t, err)
	s.rule("powitanie", []rules.Event{rules.CustomerMessage}, autoresponder("Dzień dobry"))
	s.ruleIf("zła", `sentiment == "negative" and context == "complaint"`, rules.Action{Kind: rules.SetPriority, Value: "urgent"})
	works(t, engine, s)
	c := s.start() // "Gdzie jest paczka?"
	c.eventually("the model is asked", func() bool { return model.asked.Load() == 1 })
	c.eventually("the greeting", func() bool { return len(c.journal()) == 1 })
	c.command(engine, workflows.JoinUpdate, workflows.AgentCommand{Agent: s.anna}) // answered while the model thinks
	require.Equal(t, []string{"message Dzień dobry", "joined"}, c.journal())
	close(model.release)
	c.eventually("the rule", func() bool { return len(c.journal()) == 3 })
	require.Equal(t, "changed priority", c.journal()[2])
	tickets, err := s.RuleTickets(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, "negative", string(tickets[0].Sentiment))
	require.EqualValues(t, 1, model.asked.Load())

	var told strings.Builder
	history := engine.GetWorkflowHistory(t.Context(), workflows.ConversationID(c.ID), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		require.NoError(t, err)
		line, err := protojson.Marshal(event)
		require.NoError(t, err)
		told.Write(line)
	}
	require.Contains(t, told.String(), "AskModel")
	require.NotContains(t, told.String(), "paczka")
}

func TestAModelThatIsDownCostsTheRulesOneFailureNotAStorm(t *testing.T) {
	s, engine := newShop(t), dial(t)
	s.ruleIf("dostawa", `context == "delivery"`, rules.Action{Kind: rules.SetPriority, Value: "urgent"})
	worksWith(t, engine, s, worker.Options{Log: quietly(t)})
	takes := func() time.Duration {
		c, began := s.start(), time.Now()
		c.eventually("the built-in judgement's rule", func() bool { return len(c.journal()) == 1 })
		return time.Since(began)
	}
	takes() // the worker begins
	_, err := s.SaveLanguageModel(t.Context(), &store.LanguageModel{Enabled: true, Address: "http://127.0.0.1:1", Model: "m", Patience: 1})
	require.NoError(t, err)
	require.Eventually(t, func() bool { takes(); m, err := s.LanguageModel(t.Context()); return err == nil && m.Failures > 0 }, patience, time.Millisecond)
	shortest := time.Hour
	for range 6 {
		shortest = min(shortest, takes())
	}
	require.Less(t, shortest, 5*time.Second, "a busy machine holds up some, a model that is waited for each")
	m, err := s.LanguageModel(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, m.Failures, "then it rests")
	require.Equal(t, "unreachable", m.Failure)
	require.True(t, m.RestsUntil.Time.After(time.Now()))
}
