package realtime_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
)

func TestVisitorsAreToldWhenTheirChatChangesAndNobodyElseIs(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	own, others := c.Chat(t), c.NewChat(c.Other)
	others.Start(t)
	visitor, stranger, inbox := own.Listen(t), others.Listen(t), c.As(t, c.Anna).Watching(t, own)
	_, err := c.Store.EnableChannel(t.Context(), c.Shop.ID, false)
	require.NoError(t, err)
	visitor.Until(t, "settings")

	silent := func(f apitest.Frame) bool {
		require.NotEqual(t, "settings", f.Type)
		return f.Type == "entries"
	}
	own.Say(t, "halo")
	inbox.UntilThat(t, silent)
	others.Say(t, "halo")
	stranger.UntilThat(t, silent)

	_, err = c.Store.EnableChannel(t.Context(), c.Shop.ID, false)
	require.NoError(t, err)
	own.Say(t, "nic się nie zmieniło")
	visitor.UntilThat(t, silent)
}

func TestASocketBeginsWithItsChatsVersion(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	begins := func() int64 { return chat.Dial(t, chat.Path("/socket")).Until(t, "settings").Version }
	first := begins()
	require.Equal(t, c.Shop.Version, first)
	saved, err := c.Store.EnableChannel(t.Context(), c.Shop.ID, false)
	require.NoError(t, err)
	require.Greater(t, saved.Version, first)
	require.Equal(t, saved.Version, begins())
}

func TestVisitorsLookAtTheSettingsAfterTheListenersLoss(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	visitor := c.Chat(t).Listen(t)
	c.loseListeners(t)
	visitor.Until(t, "settings")
}
