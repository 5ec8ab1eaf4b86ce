package orders_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/store"
)

// asks begins a conversation of somebody with the address, and returns a lookup of it.
func (s *seller) asks(email, body string) (ticket uuid.UUID, agent uuid.UUID, lookup *orders.Lookup) {
	s.t.Helper()
	channel := &desk.Channel{ID: uuid.New(), Name: "Sklep", Key: uuid.NewString(), ShopURL: "https://shop.example", Settings: desk.DefaultChannelSettings()}
	require.NoError(s.t, s.store.SaveChannel(s.t.Context(), channel))
	anna := desk.Account{ID: uuid.New(), Name: "Anna", Email: uuid.NewString() + "@firma.example", Role: desk.Agent, Locale: "pl", DefaultList: "unassigned"}
	require.NoError(s.t, s.store.CreateAgent(s.t.Context(), anna, "hash"))
	require.NoError(s.t, s.store.GrantChannel(s.t.Context(), channel.ID, anna.ID))
	ticket = uuid.New()
	_, _, err := s.store.StartTicket(s.t.Context(), store.NewTicket{
		ID: ticket, ChannelKey: channel.Key, Token: store.HashVisitorToken(ticket.String()), EntryID: uuid.New(),
		Requester: desk.Requester{Name: "Jan", Email: email}, Locale: "pl", Body: body,
	})
	require.NoError(s.t, err)
	return ticket, anna.ID, &orders.Lookup{Store: s.store, Gate: s.gate, Now: s.now}
}

func TestACustomerWithoutMirroredOrdersIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Orders: 50})
	bought := s.Orders()[20]
	ticket, agent, lookup := s.asks(strings.ToUpper(bought.Email), "Dzień dobry")
	customers := &orders.Customers{Store: s.store}
	wants, err := customers.Heard(t.Context(), ticket, 0)
	require.NoError(t, err)
	require.True(t, wants)

	ask, err := s.store.BeginOrderLookup(t.Context(), ticket)
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{s.account}, ask.Accounts)
	wants, err = customers.Heard(t.Context(), ticket, 0)
	require.NoError(t, err)
	require.False(t, wants, "once for an address")

	question := orders.Question{Ticket: ticket, Account: s.account}
	answer, err := lookup.Ask(t.Context(), question)
	require.NoError(t, err)
	require.Positive(t, answer.Orders)
	found, _, err := s.store.TicketOrders(t.Context(), ticket, agent)
	require.NoError(t, err)
	require.Len(t, found, len(s.OrdersOf(bought.Email)))

	// A refresh sees what has changed since, and that an order has gone.
	require.True(t, s.SetStatus(bought.ID, s.Statuses()[3].ID))
	s.pass(time.Minute)
	_, err = lookup.Ask(t.Context(), question)
	require.NoError(t, err)
	is, err := s.store.Order(t.Context(), s.account, bought.ID)
	require.NoError(t, err)
	require.Equal(t, s.Statuses()[3].ID, is.StatusID)
	require.True(t, s.RemoveOrder(bought.ID))
	s.pass(time.Minute)
	_, err = lookup.Ask(t.Context(), orders.Question{Ticket: ticket, Account: s.account, Order: bought.ID})
	require.NoError(t, err)
	is, err = s.store.Order(t.Context(), s.account, bought.ID)
	require.NoError(t, err)
	require.False(t, is.RemovedAt.IsZero())
}

func TestALookupTellsWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Orders: 10})
	ticket, _, lookup := s.asks("jan@klient.example", "halo")
	_, err := s.store.BeginOrderLookup(t.Context(), ticket)
	require.NoError(t, err)
	question := orders.Question{Ticket: ticket, Account: s.account}
	until := s.now().Add(8 * time.Minute)
	s.BlockToken(fakebase.Token, until)
	answer, err := lookup.Ask(t.Context(), question)
	require.NoError(t, err)
	require.Equal(t, desk.WaitBlocked, answer.Wait)
	require.WithinDuration(t, until, answer.Until, time.Minute)
	s.pass(11 * time.Minute)

	_, err = s.AddFault(fakebase.Fault{Kind: fakebase.HTML, Times: 1})
	require.NoError(t, err)
	answer, err = lookup.Ask(t.Context(), question)
	require.NoError(t, err)
	require.Equal(t, desk.WaitUnreachable, answer.Wait)
	s.pass(2 * time.Minute)

	_, err = s.AddFault(fakebase.Fault{Kind: fakebase.Error, Code: "ERROR_SOMETHING", Times: 1})
	require.NoError(t, err)
	answer, err = lookup.Ask(t.Context(), question)
	require.NoError(t, err)
	require.True(t, answer.Refused)

	s.RevokeToken(fakebase.Token)
	answer, err = lookup.Ask(t.Context(), question)
	require.NoError(t, err)
	require.Equal(t, desk.WaitRejected, answer.Wait)
}

func TestParcelsAreAskedForOnceAnHour(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Orders: 200})
	var sent *fakebase.Order
	for _, o := range s.Orders() {
		if len(o.Packages) > 0 && time.Since(o.Confirmed) < 60*24*time.Hour {
			sent = &o
		}
	}
	require.NotNil(t, sent)
	ticket, agent, lookup := s.asks(sent.Email, "gdzie paczka?")
	_, err := s.store.BeginOrderLookup(t.Context(), ticket)
	require.NoError(t, err)
	_, err = lookup.Ask(t.Context(), orders.Question{Ticket: ticket, Account: s.account})
	require.NoError(t, err)
	refs, err := s.store.PackagesToAsk(t.Context(), ticket, time.Hour)
	require.NoError(t, err)
	require.Contains(t, refs, store.OrderRef{AccountID: s.account, OrderID: sent.ID})
	for _, r := range refs {
		_, err = lookup.Ask(t.Context(), orders.Question{Ticket: ticket, Account: r.AccountID, Order: r.OrderID, Packages: true})
		require.NoError(t, err)
	}
	_, err = s.db.Exec(`UPDATE orders SET packages_at = now()`) // the test's clock isn't the database's
	require.NoError(t, err)
	refs, err = s.store.PackagesToAsk(t.Context(), ticket, time.Hour)
	require.NoError(t, err)
	require.Empty(t, refs)
	found, _, err := s.store.TicketOrders(t.Context(), ticket, agent)
	require.NoError(t, err)
	require.NotEmpty(t, found[len(found)-1].Packages)
}

func TestANumberInAMessageOffersItsOrder(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Orders: 30})
	s.look(nil)
	o := s.Orders()[25]
	ticket, agent, _ := s.asks("ktos.inny@klient.example", "Chodzi o zamówienie nr "+orders.NumbersIn("nr " + strconv.FormatInt(o.ID, 10))[0]+", dziękuję")
	for range 2 { // a look that is tried again
		_, err := (&orders.Customers{Store: s.store}).Heard(t.Context(), ticket, 0)
		require.NoError(t, err)
	}
	found, maybe, err := s.store.TicketOrders(t.Context(), ticket, agent)
	require.NoError(t, err)
	require.Empty(t, found)
	require.Len(t, maybe, 1)
	require.Equal(t, []any{o.ID, int64(1)}, []any{maybe[0].OrderID, maybe[0].Seq})
}

func TestAllLiveOrdersOfAnAddressAreReadPageByPage(t *testing.T) {
	t.Parallel()
	const email = "hurt@firma.example"
	s := newSeller(t, fakebase.Config{})
	months := func(n int) time.Time { return s.now().AddDate(0, -n, 0) }
	add := func(n int, from time.Time, every time.Duration) {
		for i := range n {
			s.AddOrder(fakebase.Order{Email: email, Added: from.Add(time.Duration(i) * every)})
		}
	}
	add(250, months(9), time.Hour)      // a page of them is read
	add(120, months(2), 0)              // one second
	add(105, months(1), 20*time.Minute) // and one page and a half behind
	add(30, s.now().Add(-time.Hour), 0) // one second again
	ticket, agent, lookup := s.asks(email, "Dzień dobry")
	_, err := s.store.BeginOrderLookup(t.Context(), ticket)
	require.NoError(t, err)
	asked := 0
	for q := (&orders.Question{Ticket: ticket, Account: s.account}); q != nil; asked++ {
		answer, err := lookup.Ask(t.Context(), *q)
		require.NoError(t, err)
		q = answer.Next
	}
	require.LessOrEqual(t, asked, 7)
	var live int
	require.NoError(t, s.db.QueryRow(`SELECT count(*) FROM orders WHERE placed_at >= $1`, months(3)).Scan(&live))
	require.Equal(t, 120+105+30, live)
	found, _, err := s.store.TicketOrders(t.Context(), ticket, agent)
	require.NoError(t, err)
	require.Len(t, found, store.MaxTicketOrders)
	require.WithinDuration(t, s.now().Add(-time.Hour), found[0].PlacedAt, time.Minute)

	// There is an end to it: of an address that has more than anybody reads, and of one whose orders can't be told apart.
	add(1500, months(1), time.Minute)
	asked = 0
	for q := (&orders.Question{Ticket: ticket, Account: s.account}); q != nil; asked++ {
		s.pass(time.Minute) // the budget
		answer, err := lookup.Ask(t.Context(), *q)
		require.NoError(t, err)
		q = answer.Next
	}
	require.Equal(t, 10, asked)
}
