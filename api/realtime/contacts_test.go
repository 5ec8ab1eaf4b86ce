package realtime_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/desk"
)

func TestAgentsAreToldOfContactsAndCustomersAreNot(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	visitor, inbox := chat.Listen(t), c.As(t, c.Oskar).Watching(t, chat)
	_, err := c.Store.SaveContact(t.Context(), &desk.Contact{ID: uuid.New(), Name: "Jan"}, c.Anna.ID)
	require.NoError(t, err)
	inbox.Until(t, "contacts")
	chat.Say(t, "halo")
	visitor.UntilThat(t, func(f apitest.Frame) bool {
		require.NotEqual(t, "contacts", f.Type)
		return f.Type == "entries"
	})
}
