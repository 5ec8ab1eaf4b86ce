package realtime_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/realtime"
	"rozmowa/desk"
	"rozmowa/store"
)

// countingEncoder counts how often entries are encoded for agents and for visitors.
type countingEncoder struct{ agents, visitors atomic.Int64 }

func (e *countingEncoder) Entries(entries []desk.Entry, visitor bool) any {
	if visitor {
		e.visitors.Add(1)
	} else {
		e.agents.Add(1)
	}
	return []string{}
}
func (*countingEncoder) Ticket(*desk.Ticket) any      { return nil }
func (*countingEncoder) Author(desk.Author, bool) any { return nil }
func (*countingEncoder) People([]desk.AgentRef) any   { return nil }

func TestAPushIsEncodedOnceForEachView(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	session := store.HashSessionToken(apitest.NewToken())
	require.NoError(t, c.Store.CreateSession(t.Context(), session, c.Anna.ID, time.Hour, ""))

	encoder := &countingEncoder{}
	hub := realtime.New(c.Store, encoder, apitest.Quiet)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/agent" {
			_ = hub.ServeAgent(w, r, c.Anna, session)
		} else {
			_ = hub.ServeVisitor(w, r, chat.ID, chat.Channel.ID)
		}
	}))
	server.Config.ConnContext = realtime.ConnContext
	server.Start()
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error)
	go func() { ran <- hub.Run(ctx) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-ran); server.Close() })
	apitest.Eventually(t, hub.Listening, "the hub listens")

	var sockets []*apitest.Socket
	for i := range 8 {
		path := []string{"/agent", "/visitor"}[i%2]
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http")+path, nil)
		require.NoError(t, err)
		s := &apitest.Socket{Conn: conn}
		t.Cleanup(s.Close)
		if i%2 == 0 {
			s.Watch(t, chat.ID)
		} else {
			s.Until(t, "watching")
		}
		sockets = append(sockets, s)
	}
	_, err := c.Store.WriteMessage(t.Context(), chat.ID, store.HashVisitorToken(chat.Token), uuid.New(), "raz dla wszystkich")
	require.NoError(t, err)
	for _, s := range sockets {
		require.EqualValues(t, 2, s.Until(t, "entries").Through)
	}
	require.Equal(t, []int64{1, 1}, []int64{encoder.agents.Load(), encoder.visitors.Load()})
}
