package api_test

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

// saveReply saves a canned reply of that version, 0 for a new one.
func saveReply(t *testing.T, who *apitest.Caller, id uuid.UUID, version int, name, body string, channels ...uuid.UUID) *apitest.Answer {
	t.Helper()
	settings := apitest.M{"name": name, "body": body, "channels": append([]uuid.UUID{}, channels...)}
	return who.Do(t, http.MethodPut, "/api/v1/canned-replies/"+id.String(), apitest.M{"version": version, "settings": settings})
}

// offered are the replies that the caller may use in the ticket, of those with the ids.
func offered(t *testing.T, who *apitest.Caller, chat *apitest.Chat, ids ...uuid.UUID) (replies []contract.FilledReply) {
	t.Helper()
	var list struct{ Replies []contract.FilledReply }
	who.Do(t, http.MethodGet, chat.TicketPath("/canned-replies"), nil).Into(t, http.StatusOK, &list)
	for _, r := range list.Replies {
		if slices.Contains(ids, r.ID) {
			replies = append(replies, r)
		}
	}
	return replies
}

func TestCannedRepliesAreFilledForTheTicketAndWhoAsks(t *testing.T) {
	t.Parallel()
	// A Monday at noon in Warsaw.
	monday := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	c := apitest.NewCompany(t, newNode(t, api.Options{Now: func() time.Time { return monday }}))
	shop := apitest.NewChannel(t, c.Store, func(shop *desk.Channel) {
		shop.Name = "Sklep z butami"
		shop.Settings.Hours.Week = map[time.Weekday][]desk.Range{time.Monday: {{From: 540, To: 1020}}}
	})
	for _, a := range []desk.Account{c.Anna, c.Piotr, c.Oskar} {
		require.NoError(t, c.Store.GrantChannel(t.Context(), shop.ID, a.ID))
	}
	admin := c.As(t, apitest.NewAgent(t, c.Store, "Szefowa", desk.Admin))
	full, gap := uuid.New(), uuid.New()
	saveReply(t, admin, full, 0, "Pełna "+full.String()[:8], "{customer.firstName}, {agent.name} ({agent.firstName}), {channel.name}, {hours}, {ticket.number}").OK(t, http.StatusOK)
	saveReply(t, admin, gap, 0, "Luka "+gap.String()[:8], "{order.number} {customer.firstName} {order.number}", shop.ID).OK(t, http.StatusOK)

	chat := c.NewChat(shop)
	var started contract.StartedConversation
	chat.TryStart(t, apitest.M{"name": "KOWALSKA, ANNA", "email": "a@b.example", "subject": "x", "locale": "en"}).Into(t, http.StatusCreated, &started)
	var ticket contract.Ticket
	c.As(t, c.Anna).Do(t, http.MethodGet, chat.TicketPath(""), nil).Into(t, http.StatusOK, &ticket)
	number := strconv.FormatInt(ticket.Summary.Number, 10)
	replies := offered(t, c.As(t, c.Piotr), chat, full, gap)
	require.Equal(t, "Anna, Piotr Lis (Piotr), Sklep z butami, today 9:00–17:00, "+number, replies[0].Body)
	require.Empty(t, replies[0].Missing)
	require.Equal(t, "{order.number} Anna {order.number}", replies[1].Body)
	require.Equal(t, []contract.Placeholder{contract.OrderNumber}, replies[1].Missing)

	elsewhere := offered(t, c.As(t, c.Anna), c.Chat(t), full, gap)
	require.Len(t, elsewhere, 1, "what is for another chat isn't offered")
	require.Equal(t, []contract.Placeholder{contract.CustomerFirstName}, elsewhere[0].Missing, "a customer without a name")
	require.Contains(t, elsewhere[0].Body, "{customer.firstName}, Anna Nowak (Anna), Sklep, codziennie przez całą dobę")
	c.As(t, c.Oskar).Do(t, http.MethodGet, chat.TicketPath("/canned-replies"), nil).Refused(t, http.StatusForbidden, "forbidden", "permission_missing")
	c.As(t, c.Ewa).Do(t, http.MethodGet, chat.TicketPath("/canned-replies"), nil).Refused(t, http.StatusNotFound, "not_found", "ticket_not_found")
}

func TestAnAdminsCannedReplyIsChecked(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin := c.As(t, apitest.NewAgent(t, c.Store, "Szefowa", desk.Admin))
	id := uuid.New()
	name := "Zwrot " + id.String()[:8]
	var saved contract.CannedReply
	saveReply(t, admin, id, 0, " /"+name+" ", "Dzień dobry!\r\n").Into(t, http.StatusOK, &saved)
	require.Equal(t, contract.CannedReplyDraft{Name: name, Body: "Dzień dobry!\n", Channels: []uuid.UUID{}}, saved.Settings)
	require.EqualValues(t, 1, saved.Version)
	saveReply(t, admin, id, 0, name, "Dzień dobry!\n").OK(t, http.StatusOK)

	refused := func(a *apitest.Answer, field, code string) {
		t.Helper()
		e := a.Refused(t, http.StatusBadRequest, "invalid", code)
		require.NotNil(t, e.Field)
		require.Equal(t, field, *e.Field)
	}
	refused(saveReply(t, admin, id, 1, name, "Dzień dobry, {imię}!"), "body", "placeholder_unknown")
	refused(saveReply(t, admin, id, 1, "", "x"), "name", "empty")
	refused(saveReply(t, admin, id, 1, name, " "), "body", "empty")
	refused(saveReply(t, admin, id, 1, name, "x", uuid.New()), "channels", "channels")
	refused(saveReply(t, admin, id, -1, name, "x"), "version", "range")
	refused(admin.Do(t, http.MethodPut, "/api/v1/canned-replies/"+id.String(), apitest.M{"version": 1, "place": 0, "settings": saved.Settings}), "place", "range")
	saveReply(t, admin, uuid.New(), 0, strings.ToUpper(name), "x").Refused(t, http.StatusConflict, "conflict", "name_taken")
	saveReply(t, admin, id, 7, name, "x").Refused(t, http.StatusConflict, "conflict", "canned_reply_changed")
	saveReply(t, admin, uuid.Nil, 0, name, "x").Refused(t, http.StatusBadRequest, "invalid", "missing")

	var list struct{ Replies []contract.CannedReply }
	admin.Do(t, http.MethodGet, "/api/v1/canned-replies", nil).Into(t, http.StatusOK, &list)
	require.Contains(t, list.Replies, saved)
	admin.Do(t, http.MethodDelete, "/api/v1/canned-replies/"+id.String(), nil).OK(t, http.StatusNoContent)
	admin.Do(t, http.MethodDelete, "/api/v1/canned-replies/"+uuid.NewString(), nil).Refused(t, http.StatusNotFound, "not_found", "canned_reply_not_found")
	saveReply(t, admin, id, 1, name, "y").Refused(t, http.StatusNotFound, "not_found", "canned_reply_not_found")
}

func TestThePlaceholdersAreThoseOfTheContract(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	var document struct {
		Components struct {
			Schemas map[string]yaml.Node `yaml:"schemas"`
		} `yaml:"components"`
	}
	require.NoError(t, yaml.Unmarshal(text, &document))
	var placeholder struct {
		Enum []desk.Placeholder `yaml:"enum"`
	}
	node := document.Components.Schemas["Placeholder"]
	require.NoError(t, node.Decode(&placeholder))
	require.Equal(t, desk.Placeholders, placeholder.Enum)
}
