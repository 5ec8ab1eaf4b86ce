package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/store"
)

// mirrored is an order put into the mirror.
type mirrored struct {
	email   string
	id      int64
	days    int // since it was placed
	numbers string
	removed bool
}

func (h *house) newAccount(t testing.TB) uuid.UUID {
	t.Helper()
	id := uuid.New()
	_, err := h.DB().ExecContext(t.Context(), `INSERT INTO baselinker_accounts (id, name, folded, token, token_hash) VALUES ($1, $2, $2, '\x00', $3)`,
		id, "Konto "+id.String(), id[:])
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `
		INSERT INTO order_statuses (account_id, status_id, name, color, position) VALUES ($1, 7, 'Wysłane', '#2f9e44', 1)`, id)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `INSERT INTO order_sources (account_id, source, source_id, name) VALUES ($1, 'shop', 5, 'Sklep główny')`, id)
	require.NoError(t, err)
	return id
}

func (h *house) mirror(t testing.TB, account uuid.UUID, orders ...mirrored) {
	t.Helper()
	for _, o := range orders {
		_, err := h.DB().ExecContext(t.Context(), `
			INSERT INTO orders (account_id, order_id, email, placed_at, confirmed_at, status_id, source, source_id, currency, total, numbers, details,
			                    seen_at, removed_at)
			VALUES ($1, $2, $3, now() - $4 * interval '1 day', now(), 7, 'shop', 5, 'PLN', 12300, string_to_array($5, ' '),
			        jsonb_build_object('id', $2::bigint, 'statusId', 7, 'products', '[{"name":"Kubek","price":1230,"quantity":10}]'::jsonb), now(),
			        CASE WHEN $6 THEN now() END)`,
			account, o.id, desk.NormalEmail(o.email), o.days, fmt.Sprint(o.id, " ", o.numbers), o.removed)
		require.NoError(t, err)
	}
}

// startAs begins a conversation of somebody with the address.
func (h *house) startAs(t testing.TB, email string) *chat {
	t.Helper()
	n := h.newTicket(h.shop)
	n.Requester.Email = email
	started, _, err := h.StartTicket(t.Context(), n)
	require.NoError(t, err)
	return &chat{house: h, NewTicket: n, started: started}
}

// shows returns what the panel shows: the orders' ids with why they belong, and those that may.
func (c *chat) shows(t testing.TB) (orders, maybe []string) {
	t.Helper()
	has, may, err := c.TicketOrders(t.Context(), c.ID, c.anna.ID)
	require.NoError(t, err)
	words := func(all []store.TicketOrder) []string {
		words := []string{}
		for _, o := range all {
			words = append(words, fmt.Sprint(o.OrderID, " ", o.Why))
		}
		return words
	}
	return words(has), words(may)
}

func (c *chat) requireOrders(t testing.TB, want ...string) {
	t.Helper()
	orders, maybe := c.shows(t)
	if want == nil {
		want = []string{}
	}
	require.Equal(t, want, orders)
	require.Empty(t, maybe)
}

func TestOrdersOfAnAddressBelongToItsTicket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	for name, addresses := range map[string][2]string{
		"as they are written":                 {"jan@klient.example", "jan@klient.example"},
		"whatever the order's case":           {"ewa@klient.example", "EWA@Klient.Example"},
		"whatever the ticket's case":          {"OLA@Klient.EXAMPLE", "ola@klient.example"},
		"with spaces around the order's":      {"ida@klient.example", "  ida@klient.example "},
		"with letters beyond English":         {"ŻANETA@klient.example", "żaneta@KLIENT.example"},
		"longer than BaseLinker's filter has": {"a.very.long.address.of.somebody.who.likes.them@long.klient.example", "A.very.long.address.of.somebody.who.likes.them@long.klient.example"},
	} {
		t.Run(name, func(t *testing.T) {
			id := int64(len(name)) + 1000
			h.mirror(t, account, mirrored{email: addresses[1], id: id})
			h.startAs(t, addresses[0]).requireOrders(t, fmt.Sprint(id, " address"))
		})
	}
	h.mirror(t, account, mirrored{email: "", id: 1})
	h.startAs(t, "").requireOrders(t)
	h.startAs(t, "nobody@klient.example").requireOrders(t)
}

func TestOrdersFollowTheAddressOfEitherSide(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	h.mirror(t, account, mirrored{email: "old@klient.example", id: 1}, mirrored{email: "new@klient.example", id: 2})
	c := h.startAs(t, "old@klient.example")
	c.requireOrders(t, "1 address")
	_, err := h.DB().ExecContext(t.Context(), `UPDATE tickets SET requester_email = 'NEW@klient.example' WHERE id = $1`, c.ID)
	require.NoError(t, err)
	c.requireOrders(t, "2 address")
	_, err = h.DB().ExecContext(t.Context(), `UPDATE orders SET email = 'new@klient.example' WHERE order_id = 1`)
	require.NoError(t, err)
	c.requireOrders(t, "2 address", "1 address")
}

func TestTheNewestOrderComesFirstAndOldOnesAreArchived(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account, other := h.newAccount(t), h.newAccount(t)
	const jan = "jan@klient.example"
	h.mirror(t, account, mirrored{email: jan, id: 1, days: 30}, mirrored{email: jan, id: 2, days: 200}, mirrored{email: jan, id: 3, days: 1, removed: true})
	h.mirror(t, other, mirrored{email: jan, id: 1, days: 2})
	c := h.startAs(t, jan)
	orders, _, err := h.TicketOrders(t.Context(), c.ID, h.anna.ID)
	require.NoError(t, err)
	var got []string
	for _, o := range orders {
		got = append(got, fmt.Sprint(o.OrderID, o.AccountID == account, o.Archived, o.Removed))
	}
	require.Equal(t, []string{"3 true true true", "1 false false false", "1 true false false", "2 true true false"}, got)
	first := orders[1]
	require.Equal(t, []string{"Wysłane", "#2f9e44", "Sklep główny", "PLN", "Kubek"},
		[]string{first.StatusName, first.StatusColor, first.Source, first.Currency, first.Details.Products[0].Name})
	require.EqualValues(t, 12300, first.Total)

	matched, err := h.MatchedOrders(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, matched, 2, "rules don't see archived orders")
	require.Equal(t, other, matched[0].AccountID)

	_, err = h.DB().ExecContext(t.Context(), `UPDATE baselinker_accounts SET deleted_at = now() WHERE id = $1`, other)
	require.NoError(t, err)
	matched, err = h.MatchedOrders(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, matched, 1, "a disconnected account's orders are nobody's")
}

func TestAChoiceByHandSticks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	const jan = "jan@klient.example"
	h.mirror(t, account, mirrored{email: jan, id: 1}, mirrored{email: "ewa@klient.example", id: 2, days: 1})
	c := h.startAs(t, jan)
	choose := func(order int64, linked bool) {
		t.Helper()
		require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, order, linked))
	}
	choose(2, true)
	c.requireOrders(t, "1 address", "2 hand")
	choose(1, false)
	c.requireOrders(t, "2 hand")
	_, err := h.DB().ExecContext(t.Context(), `UPDATE orders SET email = 'jan@klient.example', seen_at = now()`)
	require.NoError(t, err)
	c.requireOrders(t, "2 hand") // the other stays away, though its address is read anew
	choose(2, false)
	c.requireOrders(t)
	choose(1, true)
	c.requireOrders(t, "1 hand")

	requireKind(t, desk.NotFound, "order_not_found", h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 99, true))
	requireKind(t, desk.NotFound, "ticket_not_found", h.ChooseOrder(t.Context(), c.ID, h.ewa.ID, account, 2, true))
	_, _, err = h.TicketOrders(t.Context(), c.ID, h.ewa.ID)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
}

func TestANumberThatTheCustomerWroteOffersAnOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	const ewa = "ewa@klient.example"
	h.mirror(t, account, mirrored{email: ewa, id: 5001, numbers: "620000000000000000000001"}, mirrored{email: ewa, id: 5002}, mirrored{email: "jan@klient.example", id: 5003})
	c := h.startAs(t, "jan@klient.example")
	offer := func(seq int64, numbers ...string) {
		t.Helper()
		require.NoError(t, h.OfferOrders(t.Context(), c.ID, seq, numbers))
	}
	requireOffers := func(orders, maybe []string) {
		t.Helper()
		has, may := c.shows(t)
		require.Equal(t, [][]string{orders, maybe}, [][]string{has, may})
	}
	offer(1, "620000000000000000000001")
	offer(4, "620000000000000000000001") // once
	requireOffers([]string{"5003 address"}, []string{"5001 number"})
	offer(2, "5003")
	requireOffers([]string{"5003 address"}, []string{"5001 number"}) // what belongs isn't asked about
	matched, err := h.MatchedOrders(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, matched, 1, "rules see what belongs for sure")

	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 5001, true))
	offer(3, "5001")
	requireOffers([]string{"5003 address", "5001 hand"}, []string{})
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 5002, false))
	offer(4, "5002") // it was refused by hand
	requireOffers([]string{"5003 address", "5001 hand"}, []string{})

	for id := int64(6001); id <= 6006; id++ {
		h.mirror(t, account, mirrored{email: ewa, id: id, numbers: "2026"})
	}
	offer(5, "2026") // a number of many orders names none
	requireOffers([]string{"5003 address", "5001 hand"}, []string{})
}

func TestATicketIsOfferedTwentyOrdersAtMost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	for id := int64(5001); id <= 5030; id++ {
		h.mirror(t, account, mirrored{email: "ewa@klient.example", id: id})
	}
	h.mirror(t, account, mirrored{email: "jan@klient.example", id: 6001})
	c := h.startAs(t, "Jan@klient.example")
	offered := func(ids ...int64) int {
		t.Helper()
		for _, id := range ids {
			require.NoError(t, h.OfferOrders(t.Context(), c.ID, 1, []string{fmt.Sprint(id)}))
		}
		_, maybe := c.shows(t)
		return len(maybe)
	}
	require.Zero(t, offered(6001), "their own")
	for id := int64(5001); id <= 5018; id++ {
		offered(id)
	}
	require.NoError(t, h.OfferOrders(t.Context(), c.ID, 1, []string{"5018", "5019", "5020", "5021", "5022"}))
	require.Equal(t, 20, offered())
	require.Equal(t, 20, offered(5025, 5026))
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 5001, false))
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 5002, true))
	require.Equal(t, 20, offered(5025, 5026, 5027), "there is room for as many as were decided on")
}

func TestOpenTicketsHearOfTheirOrders(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	h.mirror(t, account, mirrored{email: "jan@klient.example", id: 1})
	c := h.startAs(t, "jan@klient.example")
	e := listen(t, h, store.OrdersChannel)
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 1, false))
	told := notice{store.OrdersChannel, c.ID.String()}
	require.Equal(t, []notice{told}, e.sinceLast())
}

func TestSearchFindsOrdersByNumberAndAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.newAccount(t)
	h.mirror(t, account, mirrored{email: "ewa@klient.example", id: 1, numbers: "abc-1"}, mirrored{email: "ewa@klient.example", id: 2, days: 2})
	for _, search := range []struct {
		numbers []string
		address string
		found   int
	}{{[]string{"abc-1"}, "", 1}, {nil, "EWA@klient.example ", 2}, {[]string{"1"}, "ewa@klient.example", 2}, {[]string{"abc"}, "", 0}, {nil, "", 0}} {
		found, err := h.SearchOrders(t.Context(), search.numbers, search.address, 20)
		require.NoError(t, err)
		require.Len(t, found, search.found, "%v %s", search.numbers, search.address)
	}
}

func TestWhenBaseLinkerIsAskedAboutACustomer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account, c := h.newAccount(t), h.startAs(t, "ewa.asks@klient.example")
	wants := func(is bool, why string) {
		t.Helper()
		wanted, err := h.WantsOrders(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, is, wanted, why)
	}
	looked := func() {
		t.Helper()
		_, err := h.BeginOrderLookup(t.Context(), c.ID)
		require.NoError(t, err)
		require.NoError(t, h.EndOrderLookup(t.Context(), c.ID, ""))
	}
	anHourPasses := func() {
		t.Helper()
		_, err := h.DB().ExecContext(t.Context(), `UPDATE order_lookups SET asked_at = asked_at - interval '61 minutes' WHERE ticket_id = $1`, c.ID)
		require.NoError(t, err)
		_, err = h.DB().ExecContext(t.Context(), `UPDATE orders SET packages_at = packages_at - interval '61 minutes' WHERE account_id = $1`, account)
		require.NoError(t, err)
	}
	order := baselinker.Order{ID: 4711, Email: "Ewa.Asks@klient.example", StatusID: 7, ConfirmedAt: time.Now().Add(-48 * time.Hour)}
	save := func() {
		t.Helper()
		_, err := h.SaveOrders(t.Context(), account, []baselinker.Order{order}, time.Now())
		require.NoError(t, err)
	}

	wants(true, "the mirror has nothing")
	looked()
	wants(false, "it was asked for this ticket")
	anHourPasses()
	wants(false, "and has said what it knows")
	save()
	wants(false, "nothing is under way")
	order.Delivery.TrackingNumber = "00PL1"
	save()
	wants(true, "a parcel is, and nobody has asked where")
	looked()
	wants(false, "it was asked just now")
	require.NoError(t, h.SavePackages(t.Context(), account, 4711, []baselinker.Package{{ID: 1, TrackingNumber: "00PL1", State: baselinker.OnTheWay}}, time.Now()))
	anHourPasses()
	wants(true, "it may be elsewhere by now")
	require.NoError(t, h.SavePackages(t.Context(), account, 4711, []baselinker.Package{{ID: 1, TrackingNumber: "00PL1", State: baselinker.Delivered}}, time.Now()))
	looked()
	anHourPasses()
	wants(false, "it has arrived")
}
