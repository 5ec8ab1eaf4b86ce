package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/store"
)

// noon is when the orders of these tests are seen first.
var noon = time.Now().UTC().Truncate(time.Hour)

// newOrderAccount connects an account, as far as orders need one.
func (h *house) newOrderAccount(t testing.TB) uuid.UUID {
	t.Helper()
	id := uuid.New()
	_, err := h.DB().Exec(`INSERT INTO baselinker_accounts (id, name, folded, token, token_hash) VALUES ($1, $2, $2, '', $2::text::bytea)`, id, id.String())
	require.NoError(t, err)
	return id
}

func orderOf(id int64, email string) baselinker.Order {
	return baselinker.Order{
		ID: id, ShopOrderID: 7000 + id, ExternalID: "ABC-" + email, Source: "allegro", SourceID: 12, StatusID: 5, Email: email, Currency: "PLN",
		AddedAt: noon.Add(-2 * time.Hour), ConfirmedAt: noon.Add(-time.Hour),
		Delivery: baselinker.Delivery{Price: 1499, TrackingNumber: " 00PL9 "},
		Products: []baselinker.Product{{Name: "Czapka", SKU: "C-1", Price: 4999, Quantity: 2}},
	}
}

func TestAnOrderIsKeptAsItWasSeenLast(t *testing.T) {
	h := newHouse(t)
	account := h.newOrderAccount(t)
	saved, err := h.SaveOrders(t.Context(), account, []baselinker.Order{orderOf(1, " Jan@Klient.example")}, noon)
	require.NoError(t, err)
	require.Equal(t, store.SavedOrders{New: 1}, saved)

	o, err := h.Order(t.Context(), account, 1)
	require.NoError(t, err)
	require.Equal(t, "jan@klient.example", o.Address)
	require.EqualValues(t, 2*4999+1499, o.Total)
	require.Equal(t, "Czapka", o.Products[0].Name)
	require.True(t, o.PlacedAt.Equal(noon.Add(-time.Hour)))

	saved, err = h.SaveOrders(t.Context(), account, []baselinker.Order{orderOf(1, " Jan@Klient.example")}, noon.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, store.SavedOrders{}, saved, "nothing differs")

	sent := orderOf(1, "jan@klient.example")
	sent.StatusID = 6
	saved, err = h.SaveOrders(t.Context(), account, []baselinker.Order{sent, sent}, noon.Add(2*time.Minute))
	require.NoError(t, err)
	require.Equal(t, store.SavedOrders{Changed: 1}, saved, "also when it comes twice")

	saved, err = h.SaveOrders(t.Context(), account, []baselinker.Order{orderOf(1, "jan@klient.example")}, noon.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, store.SavedOrders{}, saved, "an answer that was under way for long doesn't overwrite a newer one")
	o, err = h.Order(t.Context(), account, 1)
	require.NoError(t, err)
	require.EqualValues(t, 6, o.StatusID)

	_, err = h.SaveOrders(t.Context(), uuid.New(), []baselinker.Order{sent}, noon)
	requireKind(t, desk.NotFound, "account_not_found", err)
}

func TestWhatNamesAnOrderIsFoundInLowerCase(t *testing.T) {
	o := orderOf(17, "x")
	require.Equal(t, []string{"17", "7017", "abc-x", "00pl9"}, store.OrderNumbers(&o))
}

func TestPackagesAddTheirNumbersAndKeepThem(t *testing.T) {
	h := newHouse(t)
	account := h.newOrderAccount(t)
	_, err := h.SaveOrders(t.Context(), account, []baselinker.Order{orderOf(1, "jan@klient.example")}, noon)
	require.NoError(t, err)
	packages := []baselinker.Package{{ID: 9, TrackingNumber: "XY77PL", State: baselinker.Delivered, StateAt: noon}}
	require.NoError(t, h.SavePackages(t.Context(), account, 1, packages, noon))
	sent := orderOf(1, "jan@klient.example")
	sent.StatusID = 6
	for range 2 {
		saved, err := h.SaveOrders(t.Context(), account, []baselinker.Order{sent}, noon.Add(time.Minute))
		require.NoError(t, err)
		require.Zero(t, saved.New)
	}
	o, err := h.Order(t.Context(), account, 1)
	require.NoError(t, err)
	require.Equal(t, packages, o.Packages)
	var found int
	require.NoError(t, h.DB().Get(&found, `SELECT count(*) FROM orders WHERE numbers @> '{xy77pl}'`))
	require.Equal(t, 1, found)
}

func TestAnOrderThatIsRemovedComesBackWhenItIsSeen(t *testing.T) {
	h := newHouse(t)
	account := h.newOrderAccount(t)
	_, err := h.SaveOrders(t.Context(), account, []baselinker.Order{orderOf(1, "jan@klient.example")}, noon)
	require.NoError(t, err)
	require.NoError(t, h.RemoveOrders(t.Context(), account, []int64{1, 2}, noon.Add(-time.Second)))
	o, err := h.Order(t.Context(), account, 1)
	require.NoError(t, err)
	require.Zero(t, o.RemovedAt, "it was seen after that")
	require.NoError(t, h.RemoveOrders(t.Context(), account, []int64{1, 2}, noon.Add(time.Second)))
	o, err = h.Order(t.Context(), account, 1)
	require.NoError(t, err)
	require.True(t, o.Archived(noon))
	saved, err := h.SaveOrders(t.Context(), account, []baselinker.Order{orderOf(1, "jan@klient.example")}, noon.Add(2*time.Second))
	require.NoError(t, err)
	require.Equal(t, store.SavedOrders{Changed: 1}, saved)
	o, err = h.Order(t.Context(), account, 1)
	require.NoError(t, err)
	require.False(t, o.Archived(noon))
	require.True(t, o.Archived(noon.AddDate(0, 4, 0)))
}

func TestTextsThatPostgresCannotKeepLoseWhatItCannot(t *testing.T) {
	h := newHouse(t)
	account := h.newOrderAccount(t)
	odd := orderOf(1, "jan\x00@klient.example")
	odd.CustomerComments, odd.AdminComments = "raz\x00\x00dwa", `nie zero: \u0000`
	_, err := h.SaveOrders(t.Context(), account, []baselinker.Order{odd, orderOf(2, "")}, noon)
	require.NoError(t, err)
	o, err := h.Order(t.Context(), account, 1)
	require.NoError(t, err)
	require.Equal(t, [3]string{"jan@klient.example", "razdwa", `nie zero: \u0000`}, [3]string{o.Address, o.CustomerComments, o.AdminComments})
}

func TestTheOpenTicketsOfAnOrderAreTold(t *testing.T) {
	h := newHouse(t)
	account := h.newOrderAccount(t)
	open := h.start(t)
	h.joined(t, h.anna).closed(t)
	told := []notice{{store.OrdersChannel, open.ID.String()}}
	heard := listen(t, h, store.OrdersChannel)
	for i, c := range []struct {
		why   string
		email string
		told  []notice
	}{
		{"it is new", "JAN@klient.example", told},
		{"it is as it was", "JAN@klient.example", nil},
		{"it lost the order", "inny@klient.example", told},
		{"it isn't the ticket's any more", "inny2@klient.example", nil},
	} {
		_, err := h.SaveOrders(t.Context(), account, []baselinker.Order{orderOf(1, c.email), orderOf(2, "kto@inny.example")}, noon.Add(time.Duration(i)*time.Minute))
		require.NoError(t, err)
		require.Equal(t, c.told, heard.sinceLast(), c.why)
	}
}
