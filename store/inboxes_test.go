package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func (h *house) newInbox(t require.TestingT, name string, channels ...uuid.UUID) *desk.Inbox {
	box, err := h.SaveInbox(context.Background(), desk.Inbox{ID: uuid.New(), Name: name, Channels: channels})
	require.NoError(t, err)
	return box
}

// standsIn is the inbox that the ticket stands in.
func (c *chat) standsIn(t require.TestingT) uuid.UUID {
	ticket, err := c.Ticket(context.Background(), c.ID, c.anna.ID)
	require.NoError(t, err)
	return ticket.InboxID
}

func TestInboxesHoldChats(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.newInbox(t, "Marka A", h.shop.ID, h.other.ID), h.newInbox(t, "Marka B")
	require.Equal(t, []int{1, 2}, []int{a.Position, b.Position}, "a new one comes last")
	require.Equal(t, []uuid.UUID{h.other.ID, h.shop.ID}, a.Channels, "by name")
	require.Empty(t, b.Channels)

	// A chat stands in one inbox, and whoever edits it is told that it moved.
	before, err := h.ConfiguredChannel(t.Context(), h.shop.ID)
	require.NoError(t, err)
	require.Equal(t, a.ID, before.InboxID)
	b, err = h.SaveInbox(t.Context(), desk.Inbox{ID: b.ID, Name: "Marka Ż", Position: 1, Channels: []uuid.UUID{h.shop.ID}})
	require.NoError(t, err)
	require.Equal(t, desk.Inbox{ID: b.ID, Name: "Marka Ż", Position: 1, Channels: []uuid.UUID{h.shop.ID}}, *b)
	_, err = h.UpdateChannel(t.Context(), before)
	requireKind(t, desk.Conflict, "channel_changed", err)

	// Without chats they stay as they are; with none they leave.
	renamed, err := h.SaveInbox(t.Context(), desk.Inbox{ID: a.ID, Name: "Marka C"})
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{h.other.ID}, renamed.Channels)
	_, err = h.SaveInbox(t.Context(), desk.Inbox{ID: a.ID, Name: "marka  ż"})
	require.NoError(t, err, "names are clean: two blanks aren't one")
	_, err = h.SaveInbox(t.Context(), desk.Inbox{ID: a.ID, Name: "MARKA Ż"})
	requireKind(t, desk.Conflict, "name_taken", err)
	_, err = h.SaveInbox(t.Context(), desk.Inbox{ID: a.ID, Name: "Marka C", Channels: []uuid.UUID{uuid.New()}})
	requireKind(t, desk.Invalid, "channels", err)
	emptied, err := h.SaveInbox(t.Context(), desk.Inbox{ID: a.ID, Name: "Marka C", Channels: []uuid.UUID{}})
	require.NoError(t, err)
	require.Empty(t, emptied.Channels)

	var names []string
	for _, box := range h.vocabulary(t).Inboxes {
		names = append(names, box.Name)
	}
	require.Equal(t, []string{"Marka C", "Marka Ż"}, names, "by position, then name")
}

func TestADeletedChatsTicketsStayInItsInbox(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, box := h.start(t), h.newInbox(t, "Marka A", h.shop.ID)
	require.NoError(t, h.DeleteChannel(t.Context(), h.shop.ID))
	require.Empty(t, h.vocabulary(t).Inboxes[0].Channels, "nobody chooses it any more")
	_, err := h.SaveInbox(t.Context(), desk.Inbox{ID: box.ID, Name: "Marka A", Channels: []uuid.UUID{}})
	require.NoError(t, err)
	require.Equal(t, box.ID, c.standsIn(t), "nobody can have meant to take it out")
	_, err = h.SaveInbox(t.Context(), desk.Inbox{ID: box.ID, Name: "Marka A", Channels: []uuid.UUID{h.shop.ID}})
	requireKind(t, desk.Invalid, "channels", err)
}

func TestAChatsSettingsKeepItsInbox(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	box := h.newInbox(t, "Marka A")
	c := newConfigured("Sklep", h.anna.ID)
	c.InboxID = box.ID
	created, err := h.CreateChannel(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, box.ID, created.InboxID)
	created.InboxID = uuid.Nil
	saved, err := h.UpdateChannel(t.Context(), created)
	require.NoError(t, err)
	require.Equal(t, uuid.Nil, saved.InboxID)
	saved.InboxID = uuid.New()
	_, err = h.UpdateChannel(t.Context(), saved)
	requireKind(t, desk.Invalid, "unknown_inbox", err)
	another := newConfigured("Sklep", h.anna.ID)
	another.InboxID = uuid.New()
	_, err = h.CreateChannel(t.Context(), another)
	requireKind(t, desk.Invalid, "unknown_inbox", err)
}

func TestATicketIsMovedAndReturnsToItsChatsInbox(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, a, b := h.start(t), h.newInbox(t, "Marka A"), h.newInbox(t, "Marka B")
	require.Equal(t, uuid.Nil, c.standsIn(t))
	_, err := h.SaveInbox(t.Context(), desk.Inbox{ID: a.ID, Name: "Marka A", Channels: []uuid.UUID{h.shop.ID}})
	require.NoError(t, err)
	require.Equal(t, a.ID, c.standsIn(t))

	for _, tt := range []struct {
		value string
		in    uuid.UUID
		want  *desk.Change
	}{
		{a.ID.String(), a.ID, nil}, // it stands there
		{"", a.ID, nil},
		{b.ID.String(), b.ID, &desk.Change{Value: b.ID.String(), Name: "Marka B", WasName: "Marka A"}},
		{b.ID.String(), b.ID, nil},
		{a.ID.String(), a.ID, &desk.Change{Value: a.ID.String(), Was: b.ID.String(), Name: "Marka A", WasName: "Marka B"}},
		{"", a.ID, &desk.Change{Was: a.ID.String(), Name: "Marka A", WasName: "Marka A"}},
		{b.ID.String(), b.ID, &desk.Change{Value: b.ID.String(), Name: "Marka B", WasName: "Marka A"}},
	} {
		changed := c.change(t, desk.PropertyInbox, tt.value)
		require.Equal(t, tt.in, changed.Ticket.InboxID)
		if tt.want == nil {
			require.Empty(t, changed.Entries)
			continue
		}
		require.Len(t, changed.Entries, 1)
		tt.want.Property = desk.PropertyInbox
		require.Equal(t, tt.want, changed.Entries[0].Operation.Change)
	}
	_, err = h.ChangeTicket(t.Context(), c.ID, h.anna.ID, uuid.New(), desk.PropertyInbox, uuid.NewString())
	requireKind(t, desk.Invalid, "value_unknown", err)
	_, err = h.ChangeTicket(t.Context(), c.ID, h.ewa.ID, uuid.New(), desk.PropertyInbox, a.ID.String())
	requireKind(t, desk.NotFound, "ticket_not_found", err)
	_, err = h.Ticket(t.Context(), c.ID, h.ewa.ID)
	requireKind(t, desk.NotFound, "ticket_not_found", err)

	require.NoError(t, h.DeleteInbox(t.Context(), b.ID))
	require.NoError(t, h.DeleteInbox(t.Context(), b.ID), "deleting again is no error")
	require.Equal(t, a.ID, c.standsIn(t), "back in its chat's")
	before, err := h.ConfiguredChannel(t.Context(), h.shop.ID)
	require.NoError(t, err)
	require.NoError(t, h.DeleteInbox(t.Context(), a.ID))
	require.Equal(t, uuid.Nil, c.standsIn(t))
	_, err = h.UpdateChannel(t.Context(), before)
	requireKind(t, desk.Conflict, "channel_changed", err)
}

func TestMovesDeletionsAndSavesOfInboxesAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 15 {
		c, a, b := h.start(t), h.newInbox(t, uuid.NewString(), h.shop.ID), h.newInbox(t, uuid.NewString())
		ctx := context.Background()
		move := func(to uuid.UUID) func() error {
			return func() error {
				_, err := h.ChangeTicket(ctx, c.ID, h.anna.ID, uuid.New(), desk.PropertyInbox, to.String())
				return unless(err, "value_unknown") // it was deleted
			}
		}
		require.NoError(t, inParallel(
			move(a.ID), move(b.ID), move(b.ID),
			func() error { return h.DeleteInbox(ctx, b.ID) },
			func() error {
				_, err := h.SaveInbox(ctx, desk.Inbox{ID: a.ID, Name: uuid.NewString(), Channels: []uuid.UUID{h.other.ID, h.shop.ID}})
				return err
			},
			func() error {
				is, err := h.ConfiguredChannel(ctx, h.shop.ID)
				if err != nil {
					return err
				}
				_, err = h.UpdateChannel(ctx, is)
				return unless(err, "channel_changed")
			},
		))
		require.Equal(t, a.ID, c.standsIn(t))
	}
}

// unless is err without those of the code.
func unless(err error, code string) error {
	if desk.CodeOf(err) == code {
		return nil
	}
	return err
}

func TestTheHoursToAnswerAreTheCompanys(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	due := func() float64 {
		list, err := h.ListTickets(t.Context(), desk.ViewAwaiting, h.anna.ID, store.Cursor{}, 10)
		require.NoError(t, err)
		byID, err := h.TicketsByID(t.Context(), []uuid.UUID{c.ID})
		require.NoError(t, err)
		one, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
		require.NoError(t, err)
		require.Equal(t, []any{list[0].AnswerWithin, byID[0].AnswerWithin}, []any{one.AnswerWithin, one.AnswerWithin})
		return one.AnswerWithin.Hours()
	}
	require.EqualValues(t, 24, due())
	is, err := h.CompanySettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, &desk.CompanySettings{Version: 1, AnswerHours: 24}, is)
	saved, err := h.SaveCompanySettings(t.Context(), desk.CompanySettings{Version: 1, AnswerHours: 2})
	require.NoError(t, err)
	require.Equal(t, &desk.CompanySettings{Version: 2, AnswerHours: 2}, saved)
	require.EqualValues(t, 2, due())
	_, err = h.SaveCompanySettings(t.Context(), desk.CompanySettings{Version: 1, AnswerHours: 3})
	requireKind(t, desk.Conflict, "general_changed", err)
	for _, hours := range []int{0, 721, -1} {
		requireKind(t, desk.Invalid, "answer_hours", desk.CompanySettings{AnswerHours: hours}.Check())
	}
}
