package realtime_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
)

func TestRowsReachThoseWithAccessOnly(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	annas, ewas := c.As(t, c.Anna).Inbox(t), c.As(t, c.Ewa).Inbox(t)
	chat := c.Chat(t)
	row := annas.Row(t, chat.ID)
	require.Equal(t, []any{contract.TicketState("waiting"), true, true, int64(1)}, []any{row.State, row.Unread, row.AwaitingReply, row.LastSeq})

	others := c.NewChat(c.Other)
	others.Start(t)
	// Rows go out together: hers is the first that Ewa gets.
	f := ewas.UntilThat(t, func(f apitest.Frame) bool { return f.Type == "ticket" })
	require.Equal(t, others.ID, f.Row.ID)
}

func TestUnreadIsEachAgentsOwn(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna := c.As(t, c.Anna)
	annas, piotrs := anna.Inbox(t), c.As(t, c.Piotr).Inbox(t)
	chat := c.Chat(t)
	require.True(t, annas.Row(t, chat.ID).Unread)
	require.True(t, piotrs.Row(t, chat.ID).Unread)
	anna.Do(t, http.MethodPost, chat.TicketPath("/read"), apitest.M{"seq": 1}).OK(t, http.StatusNoContent)
	annas.UntilThat(t, func(f apitest.Frame) bool { return f.Row.ID == chat.ID && !f.Row.Unread })
	last := chat.Write(t, anna, "note", "nic dla klienta")
	row := piotrs.UntilThat(t, func(f apitest.Frame) bool { return f.Row.ID == chat.ID && f.Row.LastSeq == last.Seq }).Row
	require.True(t, row.Unread)
}

func TestACustomerWhoWaitsRingsThoseWithAccess(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	annas, ewas := c.As(t, c.Anna).Inbox(t), c.As(t, c.Ewa).Inbox(t)
	chat := c.Chat(t)
	made, err := c.Store.AnnounceWait(t.Context(), chat.ID, uuid.New())
	require.NoError(t, err)
	require.True(t, made)
	require.Equal(t, chat.ID, annas.Until(t, "waiting").Row.ID)
	others := c.NewChat(c.Other)
	others.Start(t)
	f := ewas.UntilThat(t, func(f apitest.Frame) bool { return f.Row.ID != uuid.Nil })
	require.Equal(t, others.ID, f.Row.ID, "Ewa was not rung for a chat that isn't hers")
}
