package realtime_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
)

func TestLostAccessTakesRoomAndListAtOnce(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, piotr := c.Chat(t), c.As(t, c.Piotr)
	annas, piotrs := c.As(t, c.Anna).Watching(t, chat), piotr.Watching(t, chat)
	require.NoError(t, c.Store.RevokeChannel(t.Context(), c.Shop.ID, c.Anna.ID))
	require.Equal(t, chat.ID, annas.Until(t, "refused").Ticket)
	require.Equal(t, chat.ID, annas.Until(t, "gone").Ticket)
	require.Equal(t, "resync", annas.Until(t, "resync").Type)

	chat.Say(t, "tego Anna nie widzi")
	piotrs.Until(t, "entries")
	piotrs.Row(t, chat.ID)
	require.NoError(t, c.Store.GrantChannel(t.Context(), c.Other.ID, c.Anna.ID))
	annas.UntilThat(t, func(f apitest.Frame) bool {
		require.Contains(t, []string{"beat", "resync"}, f.Type, "neither entry nor row came before the new channel: %s", f.Raw)
		return f.Type == "resync"
	})
	others := c.NewChat(c.Other)
	others.Start(t)
	annas.Row(t, others.ID)
}

func TestAnEndedSessionCutsItsSocketsAlone(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	for name, end := range map[string]func(t *testing.T, anna *apitest.Caller){
		"logout": func(t *testing.T, anna *apitest.Caller) {
			anna.Do(t, http.MethodDelete, "/api/v1/session", nil).OK(t, http.StatusNoContent)
		},
		"the agent is disabled": func(t *testing.T, _ *apitest.Caller) {
			c.sql(t, `UPDATE agents SET disabled_at = now() WHERE id = $1`, c.Anna.ID)
			t.Cleanup(func() { c.sql(t, `UPDATE agents SET disabled_at = NULL WHERE id = $1`, c.Anna.ID) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			anna := c.As(t, c.Anna)
			annas, piotrs := anna.Watching(t, chat), c.As(t, c.Piotr).Watching(t, chat)
			end(t, anna)
			require.Error(t, annas.Ended(t))
			_, response, err := anna.TryDial("/api/v1/socket")
			require.Error(t, err)
			require.Equal(t, http.StatusUnauthorized, response.StatusCode)
			chat.Say(t, "rozmowa trwa")
			require.Equal(t, []string{"rozmowa trwa"}, bodies(piotrs.Until(t, "entries").Entries))
		})
	}
}

func TestSocketsAreRefusedBeforeTheUpgrade(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, other, anna := c.Chat(t), c.Chat(t), c.As(t, c.Anna)
	thief := &apitest.Caller{Node: c.Node, Token: other.Token}
	for name, refused := range map[string]struct {
		by     *apitest.Caller
		path   string
		status int
	}{
		"a stranger at the inbox's":              {c.Stranger(), "/api/v1/socket", http.StatusUnauthorized},
		"a stranger at a visitor's":              {c.Stranger(), chat.Path("/socket"), http.StatusUnauthorized},
		"another conversation's token":           {thief, chat.Path("/socket"), http.StatusNotFound},
		"an agent's cookie at a visitor's":       {anna, chat.Path("/socket"), http.StatusUnauthorized},
		"an ended session":                       {c.AsFor(t, c.Anna, -time.Minute), "/api/v1/socket", http.StatusUnauthorized},
		"another site's page at the inbox's":     {anna.With("Origin", "https://evil.example"), "/api/v1/socket", http.StatusForbidden},
		"a page without an origin (null)":        {anna.With("Origin", "null"), "/api/v1/socket", http.StatusForbidden},
		"another site's page with a good token":  {chat.With("Origin", "https://evil.example"), chat.Path("/socket"), http.StatusForbidden},
		"an id that is none":                     {chat.Caller, "/api/v1/conversations/1/socket", http.StatusNotFound},
		"another site that has ours in its name": {anna.With("Origin", c.URL+".evil.example"), "/api/v1/socket", http.StatusForbidden},
	} {
		s, response, err := refused.by.TryDial(refused.path)
		require.Error(t, err, name)
		require.Nil(t, s, name)
		require.Equal(t, refused.status, response.StatusCode, name)
	}
	c.AwaitSockets(t, 0)

	anna.With("Origin", c.URL).Inbox(t)
	anna.Do(t, http.MethodGet, "/api/v1/socket", nil).Refused(t, http.StatusBadRequest, "invalid", "websocket")
	_, response, err := chat.TryDial(chat.Path("/socket"))
	require.NoError(t, err)
	require.Equal(t, "rozmowa.v1", response.Header.Get("Sec-Websocket-Protocol"), "the token is not echoed")
}

func TestASocketThatAbusesItsLineIsCut(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	witness := c.As(t, c.Piotr).Watching(t, chat)
	for name, abuse := range map[string]func(s *apitest.Socket) error{
		"it floods": func(s *apitest.Socket) error {
			for range 200 {
				_ = s.Conn.WriteMessage(websocket.TextMessage, []byte(`{}`)) // it may be cut already
			}
			return nil
		},
		"it sends binary frames": func(s *apitest.Socket) error {
			return s.Conn.WriteMessage(websocket.BinaryMessage, []byte{1, 2, 3})
		},
		"it sends more than 4 KiB": func(s *apitest.Socket) error {
			return s.Conn.WriteMessage(websocket.TextMessage, make([]byte, 4097))
		},
	} {
		for who, open := range map[string]func() *apitest.Socket{
			"an agent":  func() *apitest.Socket { return anna.Inbox(t) },
			"a visitor": func() *apitest.Socket { return chat.Listen(t) },
		} {
			s := open()
			require.NoError(t, abuse(s), name)
			require.Error(t, s.Ended(t), "%s: %s", who, name)
		}
	}
	c.AwaitSockets(t, 1)
	chat.Say(t, "bez zmian")
	require.Equal(t, []string{"bez zmian"}, bodies(witness.Until(t, "entries").Entries))

	t.Run("exactly 4 KiB are read", func(t *testing.T) {
		s := anna.Inbox(t)
		frame := append([]byte(`{"type":"watch","ticket":"`+chat.ID.String()+`"`), make([]byte, 4096)...)[:4096]
		for i := range frame {
			if frame[i] == 0 {
				frame[i] = ' '
			}
		}
		frame[4095] = '}'
		require.NoError(t, s.Conn.WriteMessage(websocket.TextMessage, frame))
		require.Equal(t, "watching", s.Next(t).Type)
	})
}
