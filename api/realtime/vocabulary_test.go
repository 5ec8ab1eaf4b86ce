package realtime_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
)

func TestAgentsAreToldOfTheVocabularyAndCustomersAreNot(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	visitor, inbox := chat.Listen(t), c.As(t, c.Oskar).Watching(t, chat)
	_, err := c.Store.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	inbox.Until(t, "vocabulary")
	chat.Say(t, "halo")
	visitor.UntilThat(t, func(f apitest.Frame) bool {
		require.NotEqual(t, "vocabulary", f.Type)
		return f.Type == "entries"
	})
}

func TestAgentsLookAtTheVocabularyAfterTheListenersLoss(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	inbox := c.As(t, c.Anna).Inbox(t)
	c.AwaitSockets(t, 1)
	c.loseListeners(t)
	inbox.Until(t, "vocabulary")
}
