package api_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/baselinker"
	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
)

func TestATicketsOrdersAreSearchedLinkedAndTakenOff(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, aBox(t), fakebase.Config{Orders: 20})
	account := uuid.New()
	n.save(t, account, apitest.M{"version": 0, "name": "Sklep", "token": fakebase.Token}).Into(t, http.StatusOK, &contract.BaseLinkerAccount{})
	chat := n.Chat(t)
	anna, path := n.As(t, n.Anna), fmt.Sprintf("/api/v1/tickets/%s/orders", chat.ID)
	shown := func(of *apitest.Answer) (list contract.TicketOrders) {
		t.Helper()
		of.Into(t, http.StatusOK, &list)
		return list
	}
	list := shown(anna.Do(t, http.MethodGet, path, nil))
	require.Empty(t, list.Orders)
	require.Equal(t, "Sklep", list.Accounts[0].Name)
	require.True(t, *list.Accounts[0].Filling)

	// The mirror has nothing: an order is fetched when an agent looks for its number, in one request.
	o := n.Orders()[7]
	before := n.Counts().Methods[baselinker.MethodOrders]
	var found contract.SearchOrders200JSONResponse
	anna.Do(t, http.MethodGet, fmt.Sprintf("%s/search?q=%d", path, o.ID), nil).Into(t, http.StatusOK, &found)
	require.Len(t, found.Orders, 1)
	require.Equal(t, before+1, n.Counts().Methods[baselinker.MethodOrders])
	anna.Do(t, http.MethodGet, path+"/search?q=nothing-like-it", nil).Into(t, http.StatusOK, &found)
	require.Empty(t, found.Orders)
	require.Equal(t, before+1, n.Counts().Methods[baselinker.MethodOrders], "what is no number of theirs isn't asked for")

	one := fmt.Sprintf("%s/%s/%d", path, account, o.ID)
	list = shown(anna.Do(t, http.MethodPut, one, apitest.M{"linked": true}))
	require.Equal(t, contract.OrderWhy("hand"), *list.Orders[0].Why)
	require.EqualValues(t, o.ID, list.Orders[0].OrderID)
	var page contract.TicketPage
	anna.Do(t, http.MethodGet, fmt.Sprintf("/api/v1/tickets?view=all&text=%d", o.ID), nil).Into(t, http.StatusOK, &page)
	require.Len(t, page.Tickets, 1)
	require.Equal(t, chat.ID, page.Tickets[0].ID, "the inbox's search finds it")
	require.True(t, *(*page.Found)[0].Order)
	require.Equal(t, fmt.Sprint(o.ID), (*page.Found)[0].Parts[0].Text)
	reply := uuid.New()
	saveReply(t, n.As(t, apitest.NewAgent(t, n.Store, "Szefowa", desk.Admin)), reply, 0, "Numer", "Zamówienie {order.number}").OK(t, http.StatusOK)
	require.Equal(t, fmt.Sprintf("Zamówienie %d", o.ID), offered(t, anna, chat, reply)[0].Body)
	require.Empty(t, shown(anna.Do(t, http.MethodPut, one, apitest.M{"linked": false})).Orders)

	anna.Do(t, http.MethodPut, fmt.Sprintf("%s/%s/1", path, account), apitest.M{"linked": true}).
		Refused(t, http.StatusNotFound, contract.ErrorKindNotFound, "order_not_found")
	stranger := n.As(t, apitest.NewAgent(t, n.Store, "Obcy", desk.Agent))
	for _, do := range []func() *apitest.Answer{
		func() *apitest.Answer { return stranger.Do(t, http.MethodGet, path, nil) },
		func() *apitest.Answer { return stranger.Do(t, http.MethodGet, path+"/search?q=12345", nil) },
		func() *apitest.Answer { return stranger.Do(t, http.MethodPost, path+"/refresh", nil) },
		func() *apitest.Answer { return stranger.Do(t, http.MethodPut, one, apitest.M{"linked": true}) },
	} {
		do().Refused(t, http.StatusNotFound, contract.ErrorKindNotFound, "ticket_not_found")
	}

	// While the token is blocked, a search says so instead of "nothing".
	n.BlockToken(fakebase.Token, time.Now().Add(5*time.Minute))
	anna.Do(t, http.MethodGet, path+"/search?q=7654321", nil).Refused(t, http.StatusServiceUnavailable, contract.ErrorKindUnavailable, "baselinker_blocked")
}

func TestALookupThatCanNotBeginIsNotSaidToBeUnderWay(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, aBox(t), fakebase.Config{}) // without an engine
	chat := n.Chat(t)
	anna, path := n.As(t, n.Anna), fmt.Sprintf("/api/v1/tickets/%s/orders", chat.ID)
	anna.Do(t, http.MethodPost, path+"/refresh", nil).Refused(t, http.StatusServiceUnavailable, contract.ErrorKindUnavailable, "engine_away")
	var list contract.TicketOrders
	anna.Do(t, http.MethodGet, path, nil).Into(t, http.StatusOK, &list)
	require.Equal(t, contract.OrderLookupState("failed"), list.Lookup.State)
}

func TestAnOrderIsToldAsItIs(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, aBox(t), fakebase.Config{})
	account := uuid.New()
	n.save(t, account, apitest.M{"version": 0, "name": "Sklep", "token": fakebase.Token}).Into(t, http.StatusOK, &contract.BaseLinkerAccount{})
	chat := n.Chat(t)
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	order := baselinker.Order{
		ID: 77_001, ExternalID: "A-1", StatusID: 1, ConfirmedAt: at, Email: "x@klient.example", Currency: "EUR", Paid: 1000, CashOnDelivery: true,
		Delivery: baselinker.Delivery{
			Method: "Paczkomat", Courier: "inpost", TrackingNumber: "6200", Price: 1299,
			Address: baselinker.Address{Name: "Jan Kos", Street: "Długa 5", Postcode: "00-950", City: "Warszawa"},
			Point:   baselinker.Point{ID: "WAW01", City: "Warszawa"},
		},
		Products: []baselinker.Product{{Name: "Kubek", SKU: "K-1", Price: 2500, Quantity: 2}},
	}
	_, err := n.Store.SaveOrders(t.Context(), account, []baselinker.Order{order}, at)
	require.NoError(t, err)
	require.NoError(t, n.Store.ChooseOrder(t.Context(), chat.ID, n.Anna.ID, account, order.ID, true))
	var list contract.TicketOrders
	n.As(t, n.Anna).Do(t, http.MethodGet, fmt.Sprintf("/api/v1/tickets/%s/orders", chat.ID), nil).Into(t, http.StatusOK, &list)
	o := list.Orders[0]
	require.Equal(t, []any{"A-1", int64(6299), int64(1000), "EUR", true}, []any{*o.ShopNumber, o.Total, o.Paid, o.Currency, *o.CashOnDelivery})
	require.Equal(t, []string{"Jan Kos, Długa 5, 00-950 Warszawa", "WAW01, Warszawa"}, []string{*o.Delivery.Address, *o.Delivery.Point})
	require.Equal(t, []any{"6200", contract.Unknown}, []any{o.Packages[0].Number, o.Packages[0].State}, "what the order names, before anybody asked")
	packages := []baselinker.Package{{ID: 1, TrackingNumber: "6200", State: baselinker.Delivered, TrackingURL: "https://inpost.pl/6200"}}
	require.NoError(t, n.Store.SavePackages(t.Context(), account, order.ID, packages, time.Now()))
	n.As(t, n.Anna).Do(t, http.MethodGet, fmt.Sprintf("/api/v1/tickets/%s/orders", chat.ID), nil).Into(t, http.StatusOK, &list)
	require.Len(t, list.Orders[0].Packages, 1)
	require.Equal(t, contract.Delivered, list.Orders[0].Packages[0].State)
}
