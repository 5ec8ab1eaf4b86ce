package realtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.uber.org/goleak"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/store"
)

func TestAReaderThatNeverReadsIsCutAndDisturbsNobody(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	witness := chat.Listen(t)
	deaf := &reader{who: c.As(t, c.Anna), ticket: chat.ID, watches: true, socket: "/api/v1/socket", entries: chat.TicketPath("/entries")}
	require.NoError(t, deaf.connect())
	require.NoError(t, deaf.read(1, 0))
	c.AwaitSockets(t, 2)

	long := strings.Repeat("<", 9_990) // six bytes each in a frame
	n := 0
	for ; c.Server.Hub().Sockets() == 2; n++ {
		require.Less(t, n, 2000, "it was never cut")
		e := chat.Say(t, fmt.Sprint(long, n))
		for at := int64(0); at < e.Seq; { // the witness is never behind
			at = witness.Until(t, "entries").Through
		}
	}
	witness.Close()
	require.Error(t, deaf.live.Ended(t))

	require.NoError(t, deaf.connect())
	require.NoError(t, deaf.read(int64(n+1), 0))
	deaf.disconnect()
	journal, _ := chat.Entries(t, chat.Path("/entries"), 0)
	require.NoError(t, deaf.complete(journal))
}

func TestTheHubTellsOfEveryNodesEntriesAndOfWhatItMayHaveMissed(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	told := make(chan struct{}, 1000)
	other := apitest.Start(t, apitest.OpenStore(t, c.url), apitest.NoEngine(t), api.Options{OnEntries: func() { told <- struct{}{} }})
	other.AwaitListening(t)
	await := func(what string) {
		t.Helper()
		apitest.Eventually(t, func() bool { return len(told) > 0 }, what)
		for len(told) > 0 {
			<-told
		}
	}
	chat := c.Chat(t)
	await("the start, on the other node")
	chat.Say(t, "halo")
	await("a message there")
	c.loseListeners(t)
	await("the loss of the listener's connection")
}

func TestNothingIsMissedWhenTheListenerLosesItsConnection(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	annas, piotrs := c.As(t, c.Anna).Watching(t, chat), c.As(t, c.Piotr).Watching(t, chat)
	silent := apitest.OpenStore(t, c.url) // writes without telling the hub, as another node does
	for round := range 3 {
		c.loseListeners(t)
		body := fmt.Sprint("w ciszy ", round)
		_, err := silent.WriteMessage(t.Context(), chat.ID, store.HashVisitorToken(chat.Token), uuid.New(), body)
		require.NoError(t, err)
		require.Equal(t, []string{body}, bodies(annas.Until(t, "entries").Entries))
		require.Equal(t, []string{body}, bodies(piotrs.Until(t, "entries").Entries))
	}
	t.Run("nor is access that was lost meanwhile", func(t *testing.T) {
		c.sql(t, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '`+store.ListenerName+`' AND datname = current_database();`)
		require.NoError(t, silent.RevokeChannel(t.Context(), c.Shop.ID, c.Anna.ID))
		annas.Until(t, "refused")
	})
	t.Run("and lists are told to look", func(t *testing.T) {
		c.loseListeners(t)
		piotrs.Until(t, "resync")
	})
}

func TestAShutdownSaysSoAndLeavesNothingBehind(t *testing.T) {
	// Not parallel: it counts goroutines.
	url := servers.NewDatabase(t)
	s := apitest.OpenStore(t, url)
	engine, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1"})
	require.NoError(t, err)
	before := goleak.IgnoreCurrent()
	n, err := apitest.Run(s, engine, api.Options{Limits: apitest.NoLimits})
	require.NoError(t, err)
	n.AwaitListening(t)
	c := apitest.NewCompany(t, n)
	chat := c.Chat(t)
	polite := []*apitest.Socket{chat.Listen(t), c.As(t, c.Anna).Watching(t, chat), c.As(t, c.Piotr).Inbox(t)}
	deaf := c.As(t, c.Oskar).Watching(t, chat) // never reads again, nor answers the goodbye
	n.AwaitSockets(t, 4)
	stopped := make(chan error, 1)
	go func() { stopped <- n.Stop() }()
	for _, s := range polite {
		require.True(t, websocket.IsCloseError(s.Ended(t), websocket.CloseServiceRestart))
		s.Close()
	}
	require.NoError(t, <-stopped)
	require.Zero(t, n.Server.Hub().Sockets())
	_, _, err = chat.TryDial(chat.Path("/socket"))
	require.Error(t, err)
	deaf.Close()
	engine.Close()
	require.NoError(t, goleak.Find(before))
}
