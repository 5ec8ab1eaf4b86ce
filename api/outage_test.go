package api_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
)

// readiness asks /readyz.
func readiness(t *testing.T, n *apitest.Node) (status int, parts map[string]string) {
	t.Helper()
	var answer struct {
		Ready bool
		Parts map[string]string
	}
	a := n.Stranger().Do(t, http.MethodGet, "/readyz", nil)
	require.NoError(t, json.Unmarshal(a.Body, &answer))
	require.Equal(t, a.Status == http.StatusOK, answer.Ready)
	return a.Status, answer.Parts
}

func TestChatGoesOnWhileTheEngineIsAway(t *testing.T) {
	t.Parallel()
	line := apitest.NewLine(t, servers.Temporal.TemporalAddress)
	n := apitest.Start(t, worked.Store, apitest.Engine(t, line.Address), api.Options{Limits: apitest.NoLimits})
	engine := func() string { _, parts := readiness(t, n); return parts["engine"] }
	apitest.Eventually(t, func() bool { return engine() == "ok" }, "the engine is there")
	c := apitest.NewCompany(t, n)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	before := c.Chat(t)
	require.EqualValues(t, "joined", open(t, anna, before).Outcome)

	line.Break()
	apitest.Eventually(t, func() bool { return engine() == "away" }, "the engine is away")
	status, parts := readiness(t, n)
	require.Equal(t, http.StatusOK, status, "chat goes on: %v", parts)
	opened := open(t, anna, chat)
	require.EqualValues(t, "pending", opened.Outcome)
	require.Nil(t, opened.Ticket.Summary.Agent)
	require.EqualValues(t, "mine", open(t, anna, before).Outcome, "what needs no engine needs none")
	visitor := chat.Listen(t)
	chat.Say(t, "halo?")
	visitor.Until(t, "entries")
	chat.Write(t, anna, "message", "Jestem")
	visitor.Until(t, "entries")
	for _, path := range []string{"/takeover", "/reopen"} {
		anna.Do(t, http.MethodPost, before.TicketPath(path), nil).Refused(t, http.StatusServiceUnavailable, "unavailable", "engine_away")
	}
	anna.Do(t, http.MethodPost, before.TicketPath("/close"), apitest.M{"seenSeq": 0}).
		Refused(t, http.StatusServiceUnavailable, "unavailable", "engine_away")
	before.Do(t, http.MethodPost, before.Path("/end"), nil).Refused(t, http.StatusServiceUnavailable, "unavailable", "engine_away")

	line.Mend()
	apitest.Eventually(t, func() bool { return engine() == "ok" }, "the engine is back")
	apitest.Eventually(t, func() bool {
		return anna.Do(t, http.MethodPost, before.TicketPath("/close"), apitest.M{"seenSeq": 0}).Status == http.StatusOK
	}, "commands are carried out again")
}

// Not parallel: everybody's Postgres goes.
func TestEverythingComesBackWithPostgres(t *testing.T) {
	c := newWorkedCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	visitor := chat.Listen(t)
	ctx := context.WithoutCancel(t.Context())
	require.NoError(t, servers.Postgres.StopPostgres(ctx))
	back := false
	defer func() {
		if !back {
			require.NoError(t, servers.Postgres.StartPostgres(ctx))
		}
	}()
	for _, a := range []*apitest.Answer{
		chat.Do(t, http.MethodGet, chat.Path("/entries"), nil),
		anna.Do(t, http.MethodGet, chat.TicketPath(""), nil),
		c.Stranger().Do(t, http.MethodGet, "/api/v1/widget/"+c.Shop.Key, nil),
		c.NewChat(c.Shop).TryStart(t, nil),
	} {
		a.Refused(t, http.StatusServiceUnavailable, "unavailable", "database_away")
	}
	apitest.Eventually(t, func() bool {
		status, parts := readiness(t, worked)
		return status == http.StatusServiceUnavailable && parts["postgres"] == "away" && parts["listener"] == "away"
	}, "the node says that it isn't ready")
	c.Stranger().Do(t, http.MethodGet, "/healthz", nil).OK(t, http.StatusOK)

	// What waited is sent again and again, with one id.
	message := apitest.M{"id": uuid.New(), "body": "czy ktoś mnie słyszy?"}
	written := make(chan []int)
	go func() {
		var statuses []int
		for len(statuses) == 0 || statuses[len(statuses)-1] != http.StatusCreated && len(statuses) < 100_000 {
			a, err := chat.Try(http.MethodPost, chat.Path("/entries"), message)
			if err != nil {
				break
			}
			statuses = append(statuses, a.Status)
		}
		written <- statuses
	}()
	require.NoError(t, servers.Postgres.StartPostgres(ctx))
	back = true
	statuses := <-written
	for _, status := range statuses[:len(statuses)-1] {
		require.Equal(t, http.StatusServiceUnavailable, status)
	}
	require.Equal(t, http.StatusCreated, statuses[len(statuses)-1])
	apitest.Eventually(t, func() bool { status, _ := readiness(t, worked); return status == http.StatusOK }, "the node is ready again")
	require.Equal(t, "czy ktoś mnie słyszy?", *visitor.Until(t, "entries").Entries[0].Body)
	entries, _ := chat.Entries(t, chat.Path("/entries"), 0)
	require.Len(t, entries, 2)
	apitest.Eventually(t, func() bool { return open(t, anna, chat).Outcome != "pending" }, "and the engine's worker with it")
}

// told passes on what is logged, line by line.
type told chan string

func (t told) Write(line []byte) (int, error) {
	t <- string(line)
	return len(line), nil
}

func TestAHandlerThatPanicsIsAnsweredAndLogged(t *testing.T) {
	t.Parallel()
	log := make(told, 10)
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{
		Now: func() time.Time { panic("the clock is broken") }, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	chat := n.NewChat(apitest.NewChannel(t, n.Store, nil))
	chat.TryStart(t, nil).Refused(t, http.StatusInternalServerError, "internal", "internal")
	require.Contains(t, <-log, "the clock is broken")
}

func TestMetricsNameNoCallersWords(t *testing.T) {
	t.Parallel()
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{MetricsToken: "sekret", Limits: apitest.NoLimits})
	n.Stranger().Do(t, http.MethodGet, "/metrics", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "token_missing")
	for _, method := range []string{"BREW", "FROTH"} {
		n.Stranger().Do(t, method, "/secret-"+method, nil).OK(t, http.StatusNotFound)
	}
	chat := apitest.NewCompany(t, n).Chat(t)
	chat.Do(t, http.MethodGet, chat.Path(""), nil).OK(t, http.StatusOK)
	text := string(n.Stranger().With("Authorization", "Bearer sekret").Do(t, http.MethodGet, "/metrics", nil).OK(t, http.StatusOK).Body)
	require.Contains(t, text, `rozmowa_http_request_seconds_count{method="any",route="none",status="404"} 2`)
	require.Contains(t, text, `route="/api/v1/conversations/:conversationId"`)
	require.NotContains(t, text, chat.ID.String())
	require.NotContains(t, text, "BREW")
}
