package fakebase_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

// answer is what a test looks at in an envelope.
type answer struct {
	Status       string                       `json:"status"`
	ErrorCode    string                       `json:"error_code"`
	ErrorMessage string                       `json:"error_message"`
	Orders       []map[string]json.RawMessage `json:"orders"`
	Statuses     []map[string]json.RawMessage `json:"statuses"`
	Packages     []map[string]json.RawMessage `json:"packages"`
	Logs         []map[string]json.RawMessage `json:"logs"`
	Sources      map[string]json.RawMessage   `json:"sources"`
}

// client keeps no connection when the test is over.
func client(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// post sends a form with the token and returns the raw answer.
func post(t *testing.T, r *fakebase.Running, token string, form url.Values) (*http.Response, []byte, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		req.Header.Set("X-BLToken", token)
	}
	res, err := client(t).Do(req)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(res.Body)
	require.NoError(t, res.Body.Close())
	return res, body, err
}

// ask calls a method; every answer is an envelope.
func ask(t *testing.T, r *fakebase.Running, method, parameters string) answer {
	t.Helper()
	res, body, err := post(t, r, fakebase.Token, url.Values{"method": {method}, "parameters": {parameters}})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode)
	var a answer
	require.NoError(t, json.Unmarshal(body, &a), "%s", body)
	return a
}

// asked is ask that must succeed.
func asked(t *testing.T, r *fakebase.Running, method, parameters string) answer {
	t.Helper()
	a := ask(t, r, method, parameters)
	require.Equal(t, "SUCCESS", a.Status, "%s: %s", a.ErrorCode, a.ErrorMessage)
	return a
}
