package api_test

import (
	"database/sql"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/store"
)

const modelSettings = "/api/v1/settings/model"

// modelDraft is what an admin may send to begin with.
func modelDraft(change apitest.M) apitest.M {
	d := apitest.M{"version": 0, "enabled": true, "address": "https://modele.example/v1", "model": "m-1", "key": "sk-tajny", "patience": 2}
	maps.Copy(d, change)
	maps.DeleteFunc(d, func(_ string, v any) bool { return v == nil })
	return d
}

// keyOfModel is the key as the database has it.
func (n *mailNode) keyOfModel(t *testing.T) (sealed []byte) {
	t.Helper()
	db, err := sql.Open("postgres", n.url)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT key FROM language_model`).Scan(&sealed))
	return sealed
}

func TestAnAdminSetsAndRemovesTheLanguageModel(t *testing.T) {
	t.Parallel()
	box := aBox(t)
	n := newMailNode(t, api.Options{Secrets: box})
	require.JSONEq(t, `{"version":0}`, string(n.admin.Do(t, http.MethodGet, modelSettings, nil).OK(t, http.StatusOK).Body))
	answer := n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(apitest.M{"address": " https://modele.example/v1/ "})).OK(t, http.StatusOK)
	const kept = `{"version":1,"enabled":true,"address":"https://modele.example/v1","model":"m-1","patience":2,"hasKey":true,"failures":0}`
	require.JSONEq(t, kept, string(answer.Body))
	require.JSONEq(t, kept, string(n.admin.Do(t, http.MethodGet, modelSettings, nil).OK(t, http.StatusOK).Body))
	opened, err := box.Open(store.ModelKeyPlace, n.keyOfModel(t))
	require.NoError(t, err)
	require.Equal(t, "sk-tajny", opened)
	n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(nil)).Refused(t, http.StatusConflict, "conflict", "language_model_changed")

	same := modelDraft(apitest.M{"version": 1, "key": nil, "model": "m-2"})
	var saved contract.LanguageModel
	n.admin.Do(t, http.MethodPut, modelSettings, same).Into(t, http.StatusOK, &saved)
	require.True(t, *saved.HasKey, "without a key the saved one stays")
	e := n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(apitest.M{"version": 2, "key": nil, "address": "https://zlodziej.example/v1"})).
		Refused(t, http.StatusBadRequest, "invalid", "key_needed")
	require.Equal(t, "key", *e.Field, "it goes to no other address")
	n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(apitest.M{"version": 2, "key": "", "address": "http://ollama:11434/v1"})).Into(t, http.StatusOK, &saved)
	require.False(t, *saved.HasKey)

	n.admin.Do(t, http.MethodDelete, modelSettings, nil).OK(t, http.StatusNoContent)
	n.admin.Do(t, http.MethodDelete, modelSettings, nil).OK(t, http.StatusNoContent)
	require.JSONEq(t, `{"version":0}`, string(n.admin.Do(t, http.MethodGet, modelSettings, nil).OK(t, http.StatusOK).Body))
	require.NotContains(t, n.log.String(), "sk-tajny")
	agent := n.As(t, n.Anna)
	agent.Do(t, http.MethodGet, modelSettings, nil).Refused(t, http.StatusForbidden, "forbidden", "permission_missing")
	agent.Do(t, http.MethodPost, modelSettings+"/trial", apitest.M{"draft": modelDraft(nil), "text": "Halo"}).
		Refused(t, http.StatusForbidden, "forbidden", "permission_missing")
}

func TestWhatALanguageModelIsNotSavedWith(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{Secrets: aBox(t)})
	for name, tt := range map[string]struct {
		change      apitest.M
		field, code string
	}{
		"no address":             {apitest.M{"address": ""}, "address", "address"},
		"another protocol":       {apitest.M{"address": "ftp://modele.example"}, "address", "address"},
		"a key in the clear":     {apitest.M{"address": "http://modele.example/v1"}, "address", "key_in_clear"},
		"no model":               {apitest.M{"model": " "}, "model", "empty"},
		"a key of two lines":     {apitest.M{"key": "a\nb"}, "key", "characters"},
		"no patience":            {apitest.M{"patience": 0}, "patience", "range"},
		"more patience than ok":  {apitest.M{"patience": 9}, "patience", "range"},
		"a model of two lines":   {apitest.M{"model": "a\nb"}, "model", "control_character"},
		"a login in the address": {apitest.M{"address": "https://a:b@modele.example"}, "address", "address"},
	} {
		e := n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(tt.change)).Refused(t, http.StatusBadRequest, "invalid", tt.code)
		require.Equal(t, tt.field, *e.Field, name)
		e = n.admin.Do(t, http.MethodPost, modelSettings+"/trial", apitest.M{"draft": modelDraft(tt.change), "text": "Halo"}).
			Refused(t, http.StatusBadRequest, "invalid", tt.code)
		require.Equal(t, "draft."+tt.field, *e.Field, name)
	}
	bare := newMailNode(t, api.Options{})
	bare.admin.Do(t, http.MethodPut, modelSettings, modelDraft(nil)).Refused(t, http.StatusServiceUnavailable, "unavailable", "secret_key_missing")
	bare.admin.Do(t, http.MethodPut, modelSettings, modelDraft(apitest.M{"key": nil, "address": "http://localhost:11434/v1"})).OK(t, http.StatusOK)
}

func TestTryingALanguageModel(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{Secrets: aBox(t)})
	var mu sync.Mutex // a call that was given up may still be under way
	var status int
	var says, asked string
	answers := func(with int, text string) {
		mu.Lock()
		defer mu.Unlock()
		status, says = with, text
	}
	answers(http.StatusOK, `{"sentiment":"negative","sentimentScore":0.9,"context":"delivery","contextScore":0.8,"language":"pl"}`)
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Authorization") != "Bearer sk-tajny" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		mu.Lock()
		asked = string(body)
		status, says := status, says
		mu.Unlock()
		if status == 0 {
			<-r.Context().Done()
			return
		}
		answer, err := json.Marshal(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": says}}}})
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		_, _ = w.Write(answer)
	}))
	t.Cleanup(model.Close)
	trial := func(change apitest.M) (result contract.LanguageModelTrial) {
		change["address"] = model.URL
		n.admin.Do(t, http.MethodPost, modelSettings+"/trial", apitest.M{"draft": modelDraft(change), "text": "Gdzie paczka 481223? jan@klient.example"}).
			Into(t, http.StatusOK, &result)
		return result
	}
	result := trial(apitest.M{})
	require.Equal(t, "Gdzie paczka [number]? [e-mail]", result.Masked)
	require.Equal(t, contract.Sentiment("negative"), result.Model.Sentiment)
	require.Equal(t, contract.Sentiment("neutral"), result.BuiltIn.Sentiment, "beside what the built-in judgement says")
	mu.Lock()
	require.NotContains(t, asked, "481223")
	mu.Unlock()
	require.JSONEq(t, `{"version":0}`, string(n.admin.Do(t, http.MethodGet, modelSettings, nil).OK(t, http.StatusOK).Body), "nothing is saved")

	result = trial(apitest.M{"key": "inny"})
	require.Equal(t, contract.LanguageModelProblem("refused"), *result.Problem)
	require.Equal(t, 401, *result.Status)
	require.Nil(t, result.Model)
	answers(http.StatusOK, "Klient jest zły.")
	require.Equal(t, contract.LanguageModelProblem("nonsense"), *trial(apitest.M{}).Problem)
	answers(0, "")
	began := time.Now()
	require.Equal(t, contract.LanguageModelProblem("too_slow"), *trial(apitest.M{"patience": 1}).Problem)
	require.Less(t, time.Since(began), 8*time.Second, "the most that may be set")

	answers(http.StatusOK, `{"sentiment":"neutral","sentimentScore":1,"context":"other","contextScore":1,"language":""}`)
	require.Equal(t, contract.LanguageModelProblem("nonsense"), *trial(apitest.M{}).Problem)
	n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(apitest.M{"address": model.URL})).OK(t, http.StatusOK)
	answers(http.StatusOK, `{"sentiment":"neutral","sentimentScore":1,"context":"other","contextScore":1,"language":"other"}`)
	require.NotNil(t, trial(apitest.M{"key": nil, "version": 1}).Model, "with the saved key")
	n.admin.Do(t, http.MethodPost, modelSettings+"/trial", apitest.M{"draft": modelDraft(apitest.M{"key": nil}), "text": "Halo"}).
		Refused(t, http.StatusBadRequest, "invalid", "key_needed")
	require.NotContains(t, n.log.String(), "481223")
	require.NotContains(t, n.log.String(), "sk-tajny")
}

func TestThePageSeesHowTheModelHasBeen(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{Secrets: aBox(t)})
	n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(nil)).OK(t, http.StatusOK)
	for range 3 {
		_, err := n.Store.NoteModelFailure(t.Context(), store.ModelFailure{Version: 1, Kind: "busy", Status: 503})
		require.NoError(t, err)
	}
	var m contract.LanguageModel
	n.admin.Do(t, http.MethodGet, modelSettings, nil).Into(t, http.StatusOK, &m)
	require.Equal(t, 3, *m.Failures)
	require.Equal(t, contract.LanguageModelProblem("busy"), m.Failure.Problem)
	require.Equal(t, 503, *m.Failure.Status)
	require.True(t, m.RestsUntil.After(time.Now()))
	n.admin.Do(t, http.MethodPut, modelSettings, modelDraft(apitest.M{"version": 1})).Into(t, http.StatusOK, &m)
	n.admin.Do(t, http.MethodGet, modelSettings, nil).Into(t, http.StatusOK, &m)
	var after contract.LanguageModel
	n.admin.Do(t, http.MethodGet, modelSettings, nil).Into(t, http.StatusOK, &after)
	require.Nil(t, after.Failure, "a save forgets it, and asks again at once")
	require.Nil(t, after.RestsUntil)
}
