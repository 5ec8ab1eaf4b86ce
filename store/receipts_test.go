package store_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestReceiptsOnlyGrowUpToTheLastEntryAndAreToldOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna) // two entries
	e := listen(t, h, store.ReceiptsChannel)
	note := func(delivered, read int64) []store.ReceiptNotice {
		t.Helper()
		require.NoError(t, h.NoteReceipt(t.Context(), c.ID, c.Token, delivered, read))
		var told []store.ReceiptNotice
		for _, n := range e.sinceLast() {
			if n.channel == store.ReceiptsChannel {
				var notice store.ReceiptNotice
				require.NoError(t, json.Unmarshal([]byte(n.payload), &notice))
				told = append(told, notice)
			}
		}
		return told
	}
	is := func(delivered, read int64) desk.Receipt {
		t.Helper()
		ticket, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
		require.NoError(t, err)
		require.Equal(t, []int64{delivered, read}, []int64{ticket.Receipt.Delivered, ticket.Receipt.Read})
		require.Equal(t, read == 0, ticket.Receipt.ReadAt.IsZero())
		return ticket.Receipt
	}
	is(0, 0)
	told := note(1, 0)
	require.Len(t, told, 1)
	require.Equal(t, is(1, 0), told[0].Receipt())
	require.Empty(t, note(1, 0), "nothing new is told")

	told = note(0, 2)
	first := is(2, 2)
	require.True(t, first.ReadAt.Equal(*told[0].ReadAt), "what was read was delivered")
	require.Empty(t, note(1, 1), "a smaller number changes nothing")
	require.Empty(t, note(99, 99), "there is no more than the ticket has")
	require.Equal(t, first, is(2, 2))
	c.reply(t, h.anna, "Już sprawdzam")
	require.Len(t, note(3, 2), 1)
	require.Equal(t, first.ReadAt, is(3, 2).ReadAt, "delivered is not read")

	other := h.start(t)
	require.Equal(t, desk.NotFound, desk.KindOf(h.NoteReceipt(t.Context(), c.ID, other.Token, 1, 1)), "another conversation's token")
	wake, err := h.Standing(t.Context(), c.ID)
	require.NoError(t, err)
	require.EqualValues(t, 3, wake.LastSeq, "nothing was written to the journal")
}
