package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

// newContact makes a contact by the api.
func newContact(t *testing.T, who *apitest.Caller, name string, addresses ...string) contract.Contact {
	t.Helper()
	var c contract.Contact
	if addresses == nil {
		addresses = []string{}
	}
	body := apitest.M{"version": 0, "name": name, "note": "", "addresses": addresses}
	who.Do(t, http.MethodPut, "/api/v1/contacts/"+uuid.NewString(), body).Into(t, http.StatusOK, &c)
	return c
}

// formed begins a conversation by the form.
func formed(t *testing.T, c *apitest.Company, channel *desk.Channel, name, email string) *apitest.Chat {
	t.Helper()
	chat := c.NewChat(channel)
	chat.TryStart(t, apitest.M{"name": name, "email": email, "subject": "Paczka"}).OK(t, http.StatusCreated)
	return chat
}

func TestContactsAreTheCompanysAndTheirTicketsEachAgentsOwn(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna, ewa, oskar := c.As(t, c.Anna), c.As(t, c.Ewa), c.As(t, c.Oskar)
	email := uuid.NewString() + "@Klient.example"
	mine, others := formed(t, c, c.Shop, "Jan", email), formed(t, c, c.Other, "Jan", strings.ToUpper(email))

	var sender contract.TicketContact
	anna.Do(t, http.MethodGet, mine.TicketPath("/contact"), nil).Into(t, http.StatusOK, &sender)
	require.Nil(t, sender.Contact)
	id := uuid.New()
	var jan, again contract.Contact
	body := apitest.M{"id": id, "name": "  Jan   Kowalski "}
	anna.Do(t, http.MethodPut, mine.TicketPath("/contact"), body).Into(t, http.StatusOK, &jan)
	anna.Do(t, http.MethodPut, mine.TicketPath("/contact"), body).Into(t, http.StatusOK, &again)
	require.Equal(t, jan, again)
	require.Equal(t, contract.Contact{ID: id, Version: 1, Name: "Jan Kowalski", Addresses: []string{email}, CreatedAt: jan.CreatedAt}, jan)
	ewa.Do(t, http.MethodGet, others.TicketPath("/contact"), nil).Into(t, http.StatusOK, &sender)
	require.Equal(t, jan, *sender.Contact, "the contact is everybody's")

	tickets := func(who *apitest.Caller) (ids []uuid.UUID) {
		var page contract.TicketPage
		who.Do(t, http.MethodGet, "/api/v1/contacts/"+id.String()+"/tickets", nil).Into(t, http.StatusOK, &page)
		for _, ticket := range page.Tickets {
			ids = append(ids, ticket.ID)
		}
		return ids
	}
	require.Equal(t, []uuid.UUID{mine.ID}, tickets(anna))
	require.Equal(t, []uuid.UUID{mine.ID}, tickets(oskar))
	require.Equal(t, []uuid.UUID{others.ID}, tickets(ewa))

	t.Run("a ticket without an address", func(t *testing.T) {
		chat := c.Chat(t)
		for bad, code := range map[string]apitest.M{"empty": {"id": uuid.New(), "name": " "}, "email": {"id": uuid.New(), "name": "Jan", "email": "jan"}} {
			anna.Do(t, http.MethodPut, chat.TicketPath("/contact"), code).Refused(t, http.StatusBadRequest, "invalid", bad)
		}
		anna.Do(t, http.MethodPut, chat.TicketPath("/contact"), apitest.M{"name": "Jan"}).Refused(t, http.StatusBadRequest, "invalid", "missing")
		var known contract.Contact
		anna.Do(t, http.MethodPut, chat.TicketPath("/contact"), apitest.M{"id": uuid.New(), "name": "Jan", "email": strings.ToLower(email)}).
			Into(t, http.StatusOK, &known)
		require.Equal(t, id, known.ID)
		require.Equal(t, []uuid.UUID{chat.ID, mine.ID}, tickets(anna))
		var page contract.TicketPage
		path := "/api/v1/contacts/" + id.String() + "/tickets?limit=1"
		anna.Do(t, http.MethodGet, path, nil).Into(t, http.StatusOK, &page)
		require.Equal(t, chat.ID, page.Tickets[0].ID)
		var last contract.TicketPage
		anna.Do(t, http.MethodGet, path+"&cursor="+*page.Next, nil).Into(t, http.StatusOK, &last)
		require.Equal(t, mine.ID, last.Tickets[0].ID)
		require.Nil(t, last.Next)
	})
	t.Run("the second of two who save is told", func(t *testing.T) {
		draft := apitest.M{"version": 1, "name": "Jan K.", "note": "Woli e-mail.\r\n", "addresses": []string{email}}
		var saved contract.Contact
		anna.Do(t, http.MethodPut, "/api/v1/contacts/"+id.String(), draft).Into(t, http.StatusOK, &saved)
		require.Equal(t, []any{int64(2), "Jan K.", "Woli e-mail."}, []any{saved.Version, saved.Name, saved.Note})
		draft["name"] = "Jan Inny"
		ewa.Do(t, http.MethodPut, "/api/v1/contacts/"+id.String(), draft).Refused(t, http.StatusConflict, "conflict", "contact_changed")
		ewa.Do(t, http.MethodPut, "/api/v1/contacts/"+uuid.NewString(), apitest.M{"version": 0, "name": "Ewa", "note": "", "addresses": []string{"e@x.example", strings.ToUpper(email)}}).
			Refused(t, http.StatusConflict, "conflict", "address_taken")
	})
	t.Run("who deletes it leaves the tickets", func(t *testing.T) {
		anna.Do(t, http.MethodDelete, "/api/v1/contacts/"+id.String(), nil).OK(t, http.StatusNoContent)
		anna.Do(t, http.MethodGet, "/api/v1/contacts/"+id.String(), nil).Refused(t, http.StatusNotFound, "not_found", "contact_not_found")
		anna.Do(t, http.MethodGet, "/api/v1/contacts/"+id.String()+"/tickets", nil).Refused(t, http.StatusNotFound, "not_found", "contact_not_found")
		anna.Do(t, http.MethodGet, mine.TicketPath(""), nil).OK(t, http.StatusOK)
	})
}

func TestContactsAreListedPageByPage(t *testing.T) {
	t.Parallel()
	n := newNode(t, api.Options{})
	c := apitest.NewCompany(t, n)
	anna := c.As(t, c.Anna)
	for _, name := range []string{"Zenon Król", "adam król", "Król Ewa", "Ola"} {
		newContact(t, anna, name)
	}
	var names []string
	for cursor := ""; ; {
		var page contract.ContactPage
		anna.Do(t, http.MethodGet, "/api/v1/contacts?limit=1&q="+url.QueryEscape("KRÓL")+"&cursor="+cursor, nil).Into(t, http.StatusOK, &page)
		names = append(names, page.Contacts[0].Name)
		if page.Next == nil {
			break
		}
		cursor = *page.Next
	}
	require.ElementsMatch(t, []string{"adam król", "Król Ewa", "Zenon Król"}, names)
	for query, code := range map[string]string{
		"limit=0": "range", "limit=101": "range", "cursor=x": "cursor", "cursor=" + strings.Repeat("A", 200): "cursor", "q=%00": "control_character",
		"q=" + strings.Repeat("x", 300): "too_long",
	} {
		anna.Do(t, http.MethodGet, "/api/v1/contacts?"+query, nil).Refused(t, http.StatusBadRequest, "invalid", code)
	}
	var page contract.ContactPage
	anna.Do(t, http.MethodGet, "/api/v1/contacts?q="+url.QueryEscape("kogo tu nie ma"), nil).Into(t, http.StatusOK, &page)
	require.Equal(t, []contract.Contact{}, page.Contacts)
}

func TestWhatAContactCannotBe(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna := c.As(t, c.Anna)
	for name, tt := range map[string]struct {
		change apitest.M
		code   string
	}{
		"no name":              {apitest.M{"name": "  "}, "empty"},
		"too long a name":      {apitest.M{"name": strings.Repeat("ż", 121)}, "too_long"},
		"too long a note":      {apitest.M{"note": strings.Repeat("ż", 5001)}, "too_long"},
		"a NUL in the note":    {apitest.M{"note": "a\x00b"}, "control_character"},
		"what is no address":   {apitest.M{"addresses": []string{"a@b.example", "jan"}}, "email"},
		"the same one twice":   {apitest.M{"addresses": []string{"a@b.example", "A@B.example"}}, "address_twice"},
		"too many addresses":   {apitest.M{"addresses": make([]string, 51)}, "too_many"},
		"a version below zero": {apitest.M{"version": -1}, "negative"},
	} {
		body := apitest.M{"version": 0, "name": "Jan", "note": "", "addresses": []string{}}
		for k, v := range tt.change {
			body[k] = v
		}
		a := anna.Do(t, http.MethodPut, "/api/v1/contacts/"+uuid.NewString(), body)
		require.Equal(t, http.StatusBadRequest, a.Status, name)
		a.Refused(t, http.StatusBadRequest, "invalid", tt.code)
	}
	body := apitest.M{"version": 0, "name": "Jan", "note": "", "addresses": []string{}}
	anna.Do(t, http.MethodPut, "/api/v1/contacts/"+uuid.Nil.String(), body).Refused(t, http.StatusBadRequest, "invalid", "missing")
}
