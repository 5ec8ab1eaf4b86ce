package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

func TestTheStandInServesTheDemosCustomersAndGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "fakebase.jsonl")
	serve := func(change string) (orders []fakebase.Order) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		out, in := io.Pipe()
		defer func() { require.NoError(t, out.Close()) }() // who still prints isn't waited for
		ended := make(chan error, 1)
		go func() {
			c := &config{fakebasePort: 8098, fakebaseControlPort: 8099}
			ended <- runFakebase(ctx, c, []string{"-port", "0", "-control-port", "0", "-orders", "50", "-file", file}, in)
		}()
		printed := map[string]string{}
		for lines := bufio.NewScanner(out); len(printed) < 3 && lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), " ")
			printed[name] = strings.TrimSpace(value)
		}
		go func() { _, _ = io.Copy(io.Discard, out) }()
		require.Equal(t, fakebase.Token, printed["Token"])
		require.Contains(t, printed["API"], "http://127.0.0.1:")
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		ask := func(method, path, body string) {
			req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(printed["Control"], "/")+path, strings.NewReader(body))
			require.NoError(t, err)
			res, err := transport.RoundTrip(req)
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, res.StatusCode)
			require.NoError(t, json.NewDecoder(res.Body).Decode(&orders))
			require.NoError(t, res.Body.Close())
		}
		ask("GET", "/orders?email=jan@example.com", "")
		if change != "" {
			id, err := json.Marshal(orders[0].ID)
			require.NoError(t, err)
			req, err := http.NewRequestWithContext(ctx, "PATCH", printed["Control"]+"orders/"+string(id), strings.NewReader(change))
			require.NoError(t, err)
			res, err := transport.RoundTrip(req)
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, res.StatusCode)
			require.NoError(t, res.Body.Close())
		}
		stop()
		require.NoError(t, <-ended)
		return orders
	}
	first := serve(`{"status_id":101206}`)
	require.Len(t, first, 3)
	require.NotEqual(t, fakebase.StatusReturned, first[0].StatusID)
	second := serve("")
	require.Len(t, second, 3)
	require.Equal(t, fakebase.StatusReturned, second[0].StatusID)
	require.Equal(t, first[1:], second[1:])
}

func TestTheStandInSaysWhichSettingMovesIt(t *testing.T) {
	t.Parallel()
	running := fakebase.Start(t, fakebase.Config{})
	var port int
	_, after, _ := strings.Cut(running.ControlURL, "127.0.0.1:")
	require.NoError(t, json.Unmarshal([]byte(after), &port))
	_, err := startFakebase(t.Context(), fakebase.Config{}, "", port, 0)
	require.ErrorContains(t, err, "ROZMOWA_FAKEBASE_PORT")
}
