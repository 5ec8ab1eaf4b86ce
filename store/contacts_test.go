package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func (h *house) newContact(t require.TestingT, name string, addresses ...string) *desk.Contact {
	c := &desk.Contact{ID: uuid.New(), Name: name, Addresses: addresses}
	require.NoError(t, c.Clean())
	saved, err := h.SaveContact(context.Background(), c, h.anna.ID)
	require.NoError(t, err)
	return saved
}

// startBy begins a conversation of somebody else.
func (h *house) startBy(t require.TestingT, channel *desk.Channel, name, email string) *chat {
	n := h.newTicket(channel)
	n.Requester = desk.Requester{Name: name, Email: email}
	started, _, err := h.StartTicket(context.Background(), n)
	require.NoError(t, err)
	return &chat{house: h, NewTicket: n, started: started}
}

func TestAContactIsMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := &desk.Contact{ID: uuid.New(), Name: "Jan Kowalski", Note: "Stały klient", Addresses: []string{"jan@x.example", "Biuro@X.example"}}
	made, err := h.SaveContact(t.Context(), c, h.anna.ID)
	require.NoError(t, err)
	require.EqualValues(t, 1, made.Version)
	require.Equal(t, c.Addresses, made.Addresses, "as they were typed, in their order")
	again, err := h.SaveContact(t.Context(), c, h.anna.ID)
	require.NoError(t, err, "a repeat makes no second one")
	require.Equal(t, made, again)
	other := *c
	other.Note = "Inny"
	_, err = h.SaveContact(t.Context(), &other, h.piotr.ID)
	requireKind(t, desk.Conflict, "contact_changed", err)

	change := *made
	change.Name, change.Addresses = "Jan Nowak", []string{"biuro@x.EXAMPLE", "nowy@x.example"}
	changed, err := h.SaveContact(t.Context(), &change, h.piotr.ID)
	require.NoError(t, err)
	require.EqualValues(t, 2, changed.Version)
	repeated, err := h.SaveContact(t.Context(), &change, h.piotr.ID)
	require.NoError(t, err, "its answer was lost")
	require.Equal(t, changed, repeated)
	late := *made
	late.Name = "Jan Inny"
	_, err = h.SaveContact(t.Context(), &late, h.anna.ID)
	requireKind(t, desk.Conflict, "contact_changed", err)

	_, err = h.SaveContact(t.Context(), &desk.Contact{ID: uuid.New(), Name: "Ewa", Addresses: []string{"ewa@x.example", "NOWY@x.example"}}, h.anna.ID)
	requireKind(t, desk.Conflict, "address_taken", err)
	require.ErrorContains(t, err, "addresses.1")
	require.Equal(t, []string{"Jan Nowak"}, h.found(t, ""), "nothing of it was kept")
	require.Empty(t, h.found(t, "kowalski"))

	require.NoError(t, h.DeleteContact(t.Context(), c.ID))
	require.NoError(t, h.DeleteContact(t.Context(), c.ID), "deleting again is no error")
	_, err = h.Contact(t.Context(), c.ID)
	requireKind(t, desk.NotFound, "contact_not_found", err)
	_, err = h.SaveContact(t.Context(), changed, h.anna.ID)
	requireKind(t, desk.NotFound, "contact_not_found", err)
	h.newContact(t, "Ewa", "nowy@x.example")
}

// found are the names of the contacts that a prefix finds.
func (h *house) found(t require.TestingT, prefix string) (names []string) {
	list, err := h.ListContacts(context.Background(), prefix, store.ContactCursor{}, 100)
	require.NoError(t, err)
	for _, c := range list {
		names = append(names, c.Name)
	}
	return names
}

func TestContactsAreFoundByWhatTheirNamesAndAddressesBeginWith(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.newContact(t, "Łucja Żak-Nowak", "lucja@sklep.example")
	h.newContact(t, "jan kowalski", "Jan.Kowalski@Firma.example", "jk@dom.example")
	h.newContact(t, "100% Bawełna", "biuro_100@bawelna.example")
	for prefix, want := range map[string]string{
		"":         "100% Bawełna, jan kowalski, Łucja Żak-Nowak",
		"JAN":      "jan kowalski",
		"kowal":    "jan kowalski",
		"jan kow":  "jan kowalski",
		"an":       "",
		"ŁUCJA ż":  "Łucja Żak-Nowak",
		"żak":      "Łucja Żak-Nowak",
		"jk@":      "jan kowalski",
		"jan.kowa": "jan kowalski",
		"100%":     "100% Bawełna",
		"biuro_":   "100% Bawełna",
		"%":        "",
		"_":        "",
	} {
		require.ElementsMatch(t, strings.Split(want, ", "), append(h.found(t, prefix), []string{""}[min(1, len(want)):]...), prefix)
	}

	var seen []string
	var after store.ContactCursor
	for {
		page, err := h.ListContacts(t.Context(), "", after, 1)
		require.NoError(t, err)
		if len(page) == 0 {
			break
		}
		seen, after = append(seen, page[0].Name), store.CursorOf(&page[0])
	}
	require.Equal(t, h.found(t, ""), seen, "page by page nothing is missed and nothing comes twice")
}

func TestWhoseATicketIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	sender := func(c *chat) string {
		contact, err := h.Sender(t.Context(), c.ID, h.piotr.ID)
		require.NoError(t, err)
		if contact == nil {
			return ""
		}
		return contact.Name
	}
	add := func(c *chat, name, email string) *desk.Contact {
		contact, err := h.AddSender(t.Context(), c.ID, h.piotr.ID, uuid.New(), name, email)
		require.NoError(t, err)
		return contact
	}
	first, other := h.startBy(t, h.shop, "Jan", "Jan@Klient.example"), h.startBy(t, h.other, "Jan", "jan@klient.EXAMPLE")
	nameless, bare := h.startBy(t, h.shop, "", ""), h.startBy(t, h.shop, "", "")
	require.Empty(t, sender(first))

	jan := add(first, "Jan Kowalski", "ignored@x.example")
	require.Equal(t, []string{"Jan@Klient.example"}, jan.Addresses, "the ticket's own")
	require.Equal(t, []string{"Jan Kowalski", "Jan Kowalski", "", ""}, []string{sender(first), sender(other), sender(nameless), sender(bare)})
	require.Equal(t, jan, add(other, "Ktoś inny", ""), "who is known is answered as they are")

	require.Equal(t, jan, add(nameless, "Jan", "JAN@klient.example"), "known by the address that was given")
	ola := add(bare, "Ola", "")
	require.Empty(t, ola.Addresses)
	require.Equal(t, ola, add(bare, "Ola jeszcze raz", "ola@x.example"), "whose it is already")
	require.Equal(t, []string{"Jan Kowalski", "Ola"}, []string{sender(nameless), sender(bare)})

	for _, ticket := range []uuid.UUID{other.ID, uuid.New()} { // anna has no access to the other chat
		_, err := h.Sender(t.Context(), ticket, h.anna.ID)
		requireKind(t, desk.NotFound, "ticket_not_found", err)
		_, err = h.AddSender(t.Context(), ticket, h.anna.ID, uuid.New(), "Ktoś", "")
		requireKind(t, desk.NotFound, "ticket_not_found", err)
	}
	_, err := h.AddSender(t.Context(), h.startBy(t, h.shop, "", "").ID, h.anna.ID, jan.ID, "Ktoś", "")
	requireKind(t, desk.Conflict, "contact_changed", err)

	require.NoError(t, h.DeleteContact(t.Context(), ola.ID))
	require.Empty(t, sender(bare))
}

func TestAContactsTicketsAreThoseThatTheReaderMayRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	jan := h.newContact(t, "Jan", "jan@dom.example", "JAN@praca.example")
	mine, private := h.startBy(t, h.shop, "Jan", "JAN@dom.example"), h.startBy(t, h.other, "Jan", "jan@Dom.example")
	atWork := h.startBy(t, h.shop, "J. K.", "jan@praca.example").closed(t)
	h.startBy(t, h.shop, "Ktoś", "ktos@dom.example")
	nameless := h.startBy(t, h.shop, "", "")
	_, err := h.AddSender(t.Context(), nameless.ID, h.anna.ID, uuid.New(), "Jan", "jan@dom.example")
	require.NoError(t, err)

	tickets := func(agent desk.Account, before int64, limit int) (numbers []int64) {
		list, err := h.ContactTickets(t.Context(), jan.ID, agent.ID, before, limit)
		require.NoError(t, err)
		for _, ticket := range list {
			numbers = append(numbers, ticket.Number)
		}
		return numbers
	}
	number := func(c *chat) int64 { return c.started.Number }
	all := []int64{number(nameless), number(atWork), number(private), number(mine)}
	require.Equal(t, all, tickets(h.piotr, 0, 10), "the newest first")
	require.Equal(t, []int64{number(nameless), number(atWork), number(mine)}, tickets(h.anna, 0, 10))
	require.Equal(t, []int64{number(private)}, tickets(h.ewa, 0, 10))
	var paged []int64
	for before := int64(0); ; before = paged[len(paged)-1] {
		page := tickets(h.piotr, before, 1)
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
	}
	require.Equal(t, all, paged)
	_, err = h.ContactTickets(t.Context(), uuid.New(), h.anna.ID, 0, 10)
	requireKind(t, desk.NotFound, "contact_not_found", err)

	// An address that goes takes its tickets along; a ticket that is erased, or whose address is, goes too.
	jan.Addresses = jan.Addresses[:1]
	_, err = h.SaveContact(t.Context(), jan, h.anna.ID)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `UPDATE tickets SET requester_email = '' WHERE id = $1`, private.ID)
	require.NoError(t, err)
	require.Equal(t, []int64{number(nameless), number(mine)}, tickets(h.piotr, 0, 10))
	_, err = h.DB().ExecContext(t.Context(), `DELETE FROM tickets WHERE id = ANY (ARRAY[$1, $2]::uuid[])`, mine.ID, nameless.ID)
	require.NoError(t, err)
	require.Empty(t, tickets(h.piotr, 0, 10))
	var left int
	require.NoError(t, h.DB().Get(&left, `SELECT count(*) FROM ticket_requesters WHERE address = 'jan@dom.example'`))
	require.Zero(t, left)

	require.NoError(t, h.DeleteContact(t.Context(), jan.ID))
	_, err = h.Ticket(t.Context(), atWork.ID, h.anna.ID)
	require.NoError(t, err, "tickets stay")
}

func TestTheSameSenderAddedByManyAtOnceIsOneContact(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for round := range 10 {
		email := fmt.Sprintf("jan%d@klient.example", round)
		ids := make([]uuid.UUID, 6)
		var tries []func() error
		tickets := []*chat{h.startBy(t, h.shop, "Jan", email), h.startBy(t, h.other, "Jan", strings.ToUpper(email)), h.startBy(t, h.shop, "", "")}
		for i := range ids {
			tries = append(tries, func() error {
				c, err := h.AddSender(context.Background(), tickets[i%3].ID, h.piotr.ID, uuid.New(), "Jan", email)
				if err == nil {
					ids[i] = c.ID
				}
				return err
			})
		}
		require.NoError(t, inParallel(tries...))
		for _, id := range ids {
			require.Equal(t, ids[0], id)
		}
		require.Len(t, h.found(t, email), 1)
	}
}

func TestTwoSavesOfAContactAtOnceAreOneAndAConflict(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for round := range 10 {
		c := h.newContact(t, "Jan", fmt.Sprintf("jan%d@x.example", round))
		saves := make([]func() error, 2)
		errs := make([]error, 2)
		for i := range saves {
			saves[i] = func() error {
				mine := *c
				mine.Name, mine.Addresses = fmt.Sprintf("Jan %d", i), []string{fmt.Sprintf("b%d-%d@x.example", i, round), fmt.Sprintf("a%d-%d@x.example", i, round)}
				_, errs[i] = h.SaveContact(context.Background(), &mine, h.anna.ID)
				return unless(errs[i], "contact_changed")
			}
		}
		require.NoError(t, inParallel(saves...))
		require.True(t, (errs[0] == nil) != (errs[1] == nil))
	}
}
