package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

// newInbox makes an inbox by the api.
func newInbox(t *testing.T, admin *apitest.Caller, channels ...uuid.UUID) contract.Inbox {
	t.Helper()
	var box contract.Inbox
	body := apitest.M{"name": " Marka " + uuid.NewString(), "channels": append([]uuid.UUID{}, channels...)}
	admin.Do(t, http.MethodPut, "/api/v1/inboxes/"+uuid.NewString(), body).Into(t, http.StatusOK, &box)
	return box
}

func TestATicketStandsInItsChatsInboxUntilItIsMoved(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	admin := c.As(t, apitest.NewAgent(t, c.Store, "Maria Król", desk.Admin))
	watching := c.As(t, c.Piotr).Watching(t, chat)
	row := func(box *uuid.UUID) {
		t.Helper()
		watching.UntilThat(t, func(f apitest.Frame) bool {
			return f.Type == "ticket" && f.Row.ID == chat.ID && (box == nil) == (f.Row.Inbox == nil) && (box == nil || *box == *f.Row.Inbox)
		})
	}
	a, b := newInbox(t, admin, c.Shop.ID), newInbox(t, admin)
	require.Equal(t, []uuid.UUID{c.Shop.ID}, a.Channels)
	row(&a.ID)

	is := changed(t, anna, chat, "inbox", b.ID.String())
	require.Equal(t, b.ID, *is.Inbox)
	row(&b.ID)
	entries, _ := anna.Entries(t, chat.TicketPath("/entries"), 1)
	require.Equal(t, contract.Change{Property: "inbox", Value: b.ID.String(), Name: &b.Name, WasName: &a.Name}, *entries[0].Operation.Change)
	change(t, anna, chat, "inbox", uuid.NewString()).Refused(t, http.StatusBadRequest, "invalid", "value_unknown")

	var vocabulary contract.Vocabulary
	anna.Do(t, http.MethodGet, "/api/v1/vocabulary", nil).Into(t, http.StatusOK, &vocabulary)
	require.Contains(t, vocabulary.Inboxes, a)
	admin.Do(t, http.MethodDelete, "/api/v1/inboxes/"+b.ID.String(), nil).OK(t, http.StatusNoContent)
	row(&a.ID)
	admin.Do(t, http.MethodDelete, "/api/v1/inboxes/"+a.ID.String(), nil).OK(t, http.StatusNoContent)
	row(nil)

	t.Run("what an inbox can't be", func(t *testing.T) {
		box := newInbox(t, admin)
		for code, body := range map[string]apitest.M{
			"empty": {"name": " "}, "channels": {"name": "x" + uuid.NewString(), "channels": []uuid.UUID{uuid.New()}},
			"range": {"name": "x", "position": 1001}, "too_long": {"name": string(make([]byte, 61))},
		} {
			admin.Do(t, http.MethodPut, "/api/v1/inboxes/"+uuid.NewString(), body).Refused(t, http.StatusBadRequest, "invalid", code)
		}
		admin.Do(t, http.MethodPut, "/api/v1/inboxes/"+uuid.NewString(), apitest.M{"name": box.Name}).Refused(t, http.StatusConflict, "conflict", "name_taken")
		admin.Do(t, http.MethodPut, "/api/v1/inboxes/"+uuid.Nil.String(), apitest.M{"name": "x"}).Refused(t, http.StatusBadRequest, "invalid", "missing")
	})
}

func TestAChatsInboxIsPartOfItsSettings(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := c.As(t, apitest.NewAgent(t, c.Store, "Maria Król", desk.Admin))
	box := newInbox(t, admin)
	path := "/api/v1/channels/" + c.Shop.ID.String()
	var is contract.ConfiguredChannel
	admin.Do(t, http.MethodGet, path, nil).Into(t, http.StatusOK, &is)
	require.Nil(t, is.Settings.Inbox)
	is.Settings.Inbox = &box.ID
	admin.Do(t, http.MethodPut, path, apitest.M{"version": is.Version, "draft": is.Settings}).Into(t, http.StatusOK, &is)
	require.Equal(t, box.ID, *is.Settings.Inbox)
	unknown := uuid.New()
	is.Settings.Inbox = &unknown
	admin.Do(t, http.MethodPut, path, apitest.M{"version": is.Version, "draft": is.Settings}).Refused(t, http.StatusBadRequest, "invalid", "unknown_inbox")
	is.Settings.Inbox = nil
	var out contract.ConfiguredChannel
	admin.Do(t, http.MethodPut, path, apitest.M{"version": is.Version, "draft": is.Settings}).Into(t, http.StatusOK, &out)
	require.Nil(t, out.Settings.Inbox)
}

func TestTheNextAutoresponderIsSwitchedOffAndOn(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	visitor := chat.Listen(t)
	require.True(t, *changed(t, anna, chat, "next_autoresponder", "off").NextAutoresponderOff)
	require.Nil(t, changed(t, anna, chat, "next_autoresponder", "on").NextAutoresponderOff)
	change(t, anna, chat, "next_autoresponder", "").Refused(t, http.StatusBadRequest, "invalid", "value_unknown")
	chat.Say(t, "halo")
	visitor.UntilThat(t, func(f apitest.Frame) bool {
		for _, e := range f.Entries {
			require.Nil(t, e.Operation, "customers don't see it")
		}
		return f.Type == "entries" && len(f.Entries) > 0
	})
}

func TestOpenListsAndTicketsFollowTheHoursToAnswer(t *testing.T) {
	t.Parallel()
	n := newNode(t, api.Options{Limits: apitest.NoLimits})
	c := apitest.NewCompany(t, n)
	n.AwaitListening(t)
	chat := c.Chat(t)
	admin, anna := c.As(t, apitest.NewAgent(t, c.Store, "Maria Król", desk.Admin)), c.As(t, c.Anna)
	watching, listing := c.As(t, c.Piotr).Watching(t, chat), c.As(t, c.Oskar).Inbox(t)
	c.AwaitSockets(t, 2)
	var page contract.TicketPage
	within := func() time.Duration {
		anna.Do(t, http.MethodGet, "/api/v1/tickets?view=awaiting", nil).Into(t, http.StatusOK, &page)
		return page.Tickets[0].AnswerDueAt.Sub(page.Tickets[0].LastMessage.At).Round(time.Minute)
	}
	require.Equal(t, 24*time.Hour, within())

	var is contract.GeneralSettings
	admin.Do(t, http.MethodGet, "/api/v1/settings/general", nil).Into(t, http.StatusOK, &is)
	require.Equal(t, contract.GeneralSettings{Version: 1, AnswerHours: 24}, is)
	is.AnswerHours = 4
	admin.Do(t, http.MethodPut, "/api/v1/settings/general", is).Into(t, http.StatusOK, &is)
	require.Equal(t, contract.GeneralSettings{Version: 2, AnswerHours: 4}, is)
	listing.Until(t, "vocabulary") // lists are fetched anew
	require.Equal(t, 4*time.Hour, within())
	watching.UntilThat(t, func(f apitest.Frame) bool {
		return f.Type == "ticket" && f.Row.ID == chat.ID && f.Row.AnswerDueAt.Sub(f.Row.LastMessage.At).Round(time.Minute) == 4*time.Hour
	})

	admin.Do(t, http.MethodPut, "/api/v1/settings/general", apitest.M{"version": 1, "answerHours": 5}).Refused(t, http.StatusConflict, "conflict", "general_changed")
	for _, hours := range []int{0, 721} {
		admin.Do(t, http.MethodPut, "/api/v1/settings/general", apitest.M{"version": 2, "answerHours": hours}).Refused(t, http.StatusBadRequest, "invalid", "answer_hours")
	}
}
