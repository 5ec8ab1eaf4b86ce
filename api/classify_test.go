package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

func TestClassifyingATextSaysWhatAMessageWouldBeTakenFor(t *testing.T) {
	t.Parallel()
	c := apitest.NewCompany(t, newNode(t, api.Options{}))
	agent := c.As(t, c.Anna)
	const path = "/api/v1/classify"
	var got contract.Classification
	agent.Do(t, http.MethodPost, path, apitest.M{"text": "Trzeci tydzień czekam na paczkę, to jest skandal!"}).Into(t, http.StatusOK, &got)
	require.Equal(t, contract.Sentiment("negative"), got.Sentiment)
	require.Equal(t, "delivery", got.Context)
	require.Equal(t, contract.LanguagePolish, got.Language)
	require.Greater(t, got.SentimentScore, 0.5)
	require.Greater(t, got.ContextScore, 0.5)

	agent.Do(t, http.MethodPost, path, apitest.M{"text": strings.Repeat("ż", desk.MaxBody)}).OK(t, http.StatusOK)
	agent.Do(t, http.MethodPost, path, apitest.M{"text": strings.Repeat("ż", desk.MaxBody+1)}).Refused(t, http.StatusBadRequest, "invalid", "too_long")
	agent.Do(t, http.MethodPost, path, apitest.M{"text": " \n"}).Refused(t, http.StatusBadRequest, "invalid", "empty")
	agent.Do(t, http.MethodPost, path, apitest.M{"text": strings.Repeat("a", 200<<10)}).Refused(t, http.StatusRequestEntityTooLarge, "too_large", "body_too_large")
}
