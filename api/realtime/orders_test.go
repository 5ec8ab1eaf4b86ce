package realtime_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
)

func TestAgentsWithTheTicketOpenAreToldOfItsOrders(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, other := c.Chat(t), c.Chat(t)
	visitor, inbox, elsewhere := chat.Listen(t), c.As(t, c.Anna).Watching(t, chat), c.As(t, c.Anna).Watching(t, other)
	_, asked, err := c.Store.AskForOrders(t.Context(), chat.ID, c.Anna.ID, time.Minute)
	require.NoError(t, err)
	require.True(t, asked)
	told := inbox.Until(t, "orders")
	require.Equal(t, chat.ID, told.Ticket)
	for _, socket := range []*apitest.Socket{visitor, elsewhere} {
		chat.Say(t, "halo")
		other.Say(t, "halo")
		socket.UntilThat(t, func(f apitest.Frame) bool {
			require.NotEqual(t, "orders", f.Type)
			return f.Type == "entries"
		})
	}
}
