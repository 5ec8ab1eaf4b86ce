package fakebase_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

// ids of an answer's orders, as numbers or texts.
func ids(t *testing.T, orders []map[string]json.RawMessage) (all []int64) {
	t.Helper()
	for _, o := range orders {
		all = append(all, number(t, o["order_id"]))
	}
	return all
}

func number(t *testing.T, raw json.RawMessage) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	require.NoError(t, err, "%s", raw)
	return n
}

func TestEveryConfirmedOrderIsFoundPageByPage(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{Seed: 2, Orders: 1500, SameSecond: 60, Limit: 1000, Origin: origin})
	r.AddOrder(fakebase.Order{Unconfirmed: true})
	seen, last, from := map[int64]bool{}, int64(0), int64(1)
	for {
		page := asked(t, r, "getOrders", fmt.Sprintf(`{"date_confirmed_from":%d}`, from)).Orders
		require.LessOrEqual(t, len(page), 100)
		fresh := 0
		for _, o := range page {
			at := number(t, o["date_confirmed"])
			require.GreaterOrEqual(t, at, last, "oldest first")
			require.GreaterOrEqual(t, at, from, "that second is among them")
			last = at
			if id := number(t, o["order_id"]); !seen[id] {
				seen[id] = true
				fresh++
			}
		}
		if len(page) < 100 {
			break
		}
		if from = last; fresh == 0 {
			from++
		}
	}
	confirmed := 0
	for _, o := range r.Orders() {
		if !o.Unconfirmed {
			confirmed++
			require.True(t, seen[o.ID])
		}
	}
	require.Equal(t, confirmed, len(seen))
	require.Less(t, confirmed, 1501, "one is not confirmed yet")
}

func TestMoreOrdersInOneSecondThanAPageHolds(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{Seed: 2, Orders: 1500, SameSecond: 120, Origin: origin})
	counts, second := map[time.Time]int{}, time.Time{}
	for _, o := range r.Orders() {
		if counts[o.Confirmed]++; counts[o.Confirmed] == 120 {
			second = o.Confirmed
		}
	}
	page := ids(t, asked(t, r, "getOrders", fmt.Sprintf(`{"date_confirmed_from":%d}`, second.Unix())).Orders)
	require.Len(t, page, 100)
	require.True(t, slices.IsSorted(page))
	// The rest of the second by the other way that is documented.
	more := asked(t, r, "getOrders", fmt.Sprintf(`{"date_confirmed_from":%d,"id_from":%d}`, second.Unix(), page[99]+1)).Orders
	rest := 0
	for _, o := range more {
		if number(t, o["date_confirmed"]) == second.Unix() {
			rest++
		}
	}
	require.Equal(t, 20, rest)
}

func TestFiltersOfOrders(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	at := func(hours int) time.Time { return origin.Add(time.Duration(hours) * time.Hour) }
	long := strings.Repeat("a", 44) + "@b.example" // 54
	all := []int64{
		r.AddOrder(fakebase.Order{Email: "jan@example.com", Added: at(0), Confirmed: at(3)}),
		r.AddOrder(fakebase.Order{Email: "Jan@Example.com", Added: at(1), Confirmed: at(2), Source: "allegro", SourceID: 8801, ExternalID: "x-1"}),
		r.AddOrder(fakebase.Order{Email: "jan@example.com", Added: at(2), Unconfirmed: true}),
		r.AddOrder(fakebase.Order{Email: long, Added: at(3), Confirmed: at(4), StatusID: fakebase.StatusSent, SourceID: 5432, ShopOrderID: 77}),
	}
	cases := []struct {
		name, method, parameters string
		want                     []int // of all
	}{
		{"all that are confirmed, oldest confirmation first", "getOrders", `{}`, []int{1, 0, 3}},
		{"unconfirmed ones too, as they were added", "getOrders", `{"get_unconfirmed_orders":true}`, []int{0, 1, 2, 3}},
		{"by confirmation, that second too", "getOrders", fmt.Sprintf(`{"date_confirmed_from":%d}`, at(3).Unix()), []int{0, 3}},
		{"after that second", "getOrders", fmt.Sprintf(`{"date_confirmed_from":%d}`, at(3).Unix()+1), []int{3}},
		{"by the date of adding", "getOrders", fmt.Sprintf(`{"date_from":%d}`, at(1).Unix()), []int{1, 3}},
		{"unconfirmed by the date of adding", "getOrders", fmt.Sprintf(`{"date_from":%d,"get_unconfirmed_orders":true}`, at(1).Unix()), []int{1, 2, 3}},
		{"from an id", "getOrders", `{"id_from":%d}`, []int{1, 3}},
		{"one", "getOrders", `{"order_id":%d}`, []int{1}},
		{"by status", "getOrders", `{"status_id":101204}`, []int{3}},
		{"by source", "getOrders", `{"filter_order_source":"allegro"}`, []int{1}},
		{"by one of the sources", "getOrders", `{"filter_order_source":"shop","filter_order_source_id":5432}`, []int{3}},
		{"by the shop's number", "getOrders", `{"filter_shop_order_id":77}`, []int{3}},
		{"by the marketplace's number", "getOrders", `{"filter_external_order_id":"x-1"}`, []int{1}},
		{"by address, as it is stored", "getOrders", `{"filter_email":"jan@example.com"}`, []int{0}},
		{"by address with capitals", "getOrders", `{"filter_email":"Jan@Example.com"}`, []int{1}},
		{"by address, unconfirmed too", "getOrders", `{"filter_email":"jan@example.com","get_unconfirmed_orders":true}`, []int{0, 2}},
		{"by an address over 50 characters", "getOrders", `{"filter_email":"` + long + `"}`, nil},
		{"by e-mail, newest first, unconfirmed too", "getOrdersByEmail", `{"email":"jan@example.com"}`, []int{2, 0}},
		{"by an e-mail over 50 characters", "getOrdersByEmail", `{"email":"` + long + `"}`, nil},
		{"nobody's", "getOrdersByEmail", `{"email":"nobody@example.com"}`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parameters := c.parameters
			if strings.Contains(parameters, "%d") {
				parameters = fmt.Sprintf(parameters, all[1])
			}
			var want []int64
			for _, i := range c.want {
				want = append(want, all[i])
			}
			require.Equal(t, want, ids(t, asked(t, r, c.method, parameters).Orders))
		})
	}
	for _, o := range asked(t, r, "getOrdersByEmail", `{"email":"jan@example.com"}`).Orders {
		require.Len(t, o, 4)
		for name, value := range o {
			require.Regexp(t, `^"\d+"$`, string(value), "%s is a text", name)
		}
	}
	folded := fakebase.Start(t, fakebase.Config{FoldEmails: true})
	folded.AddOrder(fakebase.Order{Email: "Jan@Example.com"})
	require.Len(t, asked(t, folded, "getOrders", `{"filter_email":"jan@EXAMPLE.com"}`).Orders, 1)
	require.Len(t, asked(t, folded, "getOrdersByEmail", `{"email":"jan@EXAMPLE.com"}`).Orders, 1)
}

func TestAnOrderOnTheWire(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{Untidy: &fakebase.Tidy})
	id := r.AddOrder(fakebase.Order{
		ID: 4711, Email: "jan@example.com", Added: origin, StatusID: fakebase.StatusSent, COD: true, Paid: 12990, UserComments: "Żółw / \"gęś\" 🎁",
		Delivery: fakebase.Delivery{Price: 1000, Courier: "dpd", Number: "1000632843168Q"},
		Invoice:  fakebase.Invoice{Wanted: true, NIP: "1234567890"},
		Products: []fakebase.Product{{Name: "Kubek", Price: 5995, Quantity: 2, TaxRate: 23, Grams: 420}},
		Packages: []fakebase.Package{{Number: "1000632843168Q", Courier: "dpd", Tracking: fakebase.TrackingAtPoint, Tracked: origin}},
	})
	require.Equal(t, int64(4711), id)
	o := asked(t, r, "getOrders", `{"order_id":4711,"include_custom_extra_fields":true}`).Orders[0]
	for name, want := range map[string]string{
		"order_id": `4711`, "order_status_id": `101204`, "date_add": `1795178096`, "date_confirmed": `1795178096`, "confirmed": `true`,
		"payment_done": `129.9`, "payment_method_cod": `"1"`, "want_invoice": `"1"`, "delivery_price": `10`, "currency": `"PLN"`,
		"delivery_package_nr": `"1000632843168Q"`, "custom_extra_fields": `[]`, "user_comments": `"Żółw / \"gęś\" 🎁"`, "pick_state": `0`,
	} {
		require.JSONEq(t, want, string(o[name]), name)
	}
	require.Contains(t, string(o["user_comments"]), `\u017b\u00f3\u0142w \/ \"g\u0119\u015b\" \ud83c\udf81`, "as PHP writes")
	var products []map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(o["products"], &products))
	require.JSONEq(t, `59.95`, string(products[0]["price_brutto"]))
	require.JSONEq(t, `2`, string(products[0]["quantity"]))
	require.JSONEq(t, `"0"`, string(products[0]["auction_id"]))
	require.JSONEq(t, `0.42`, string(products[0]["weight"]))
	p := asked(t, r, "getOrderPackages", `{"order_id":4711}`).Packages
	require.Len(t, p, 1)
	require.JSONEq(t, `8`, string(p[0]["tracking_status"]))
	require.JSONEq(t, `1795178096`, string(p[0]["tracking_status_date"]))
}

func TestTheJournalIsOffUntilItIsSwitchedOn(t *testing.T) {
	t.Parallel()
	c := newClock()
	r := fakebase.Start(t, fakebase.Config{Now: c.Now})
	a, b := r.AddOrder(fakebase.Order{Email: "a@example.com"}), r.AddOrder(fakebase.Order{Email: "b@example.com", Unconfirmed: true})
	require.Empty(t, asked(t, r, "getJournalList", `{}`).Logs)
	c.pass(48 * time.Hour)
	require.True(t, r.SetStatus(a, fakebase.StatusSent))
	require.True(t, r.ChangeOrder(b, func(o *fakebase.Order) { o.Unconfirmed = false }))
	asked(t, r, "setOrderStatus", fmt.Sprintf(`{"order_id":%d,"status_id":%d}`, a, fakebase.StatusSent)) // no change, no row
	asked(t, r, "setOrderFields", fmt.Sprintf(`{"order_id":%d,"email":"c@example.com","delivery_city":"Łódź"}`, b))
	require.True(t, r.MergeOrders(a, b))

	r.SetJournal(fakebase.Journal{On: true})
	rows := func(parameters string) (all [][3]int64) {
		for _, row := range asked(t, r, "getJournalList", parameters).Logs {
			id := row["log_id"]
			if id == nil {
				id = row["id"]
			}
			require.Positive(t, number(t, id))
			all = append(all, [3]int64{number(t, row["order_id"]) - a, number(t, row["log_type"]), number(t, row["object_id"])})
		}
		return all
	}
	// Twice edited: by ChangeOrder and by the field.
	require.Equal(t, [][3]int64{{0, 1, 0}, {0, 2, 0}, {1, 1, 0}, {0, 18, fakebase.StatusSent}, {1, 16, 0}, {1, 2, 0}, {1, 16, 0}, {1, 11, 0}, {0, 5, b}, {1, 4, 0}}, rows(`{}`))
	require.Equal(t, [][3]int64{{0, 18, fakebase.StatusSent}, {0, 5, b}}, rows(`{"logs_types":[18,5]}`))
	require.Len(t, rows(fmt.Sprintf(`{"order_id":%d}`, b)), 6)

	logs := asked(t, r, "getJournalList", `{"logs_types":[5]}`).Logs
	id := logs[0]["log_id"]
	if id == nil {
		id = logs[0]["id"]
	}
	after := fmt.Sprintf(`{"last_log_id":%d}`, number(t, id))
	require.Len(t, rows(after), 1)
	r.SetJournal(fakebase.Journal{On: true, FromLast: true})
	require.Len(t, rows(after), 2)
	c.pass(25 * time.Hour)
	require.Len(t, rows(`{}`), 7, "what is older than three days is gone")

	for range 120 {
		r.AddOrder(fakebase.Order{Unconfirmed: true})
	}
	require.Len(t, rows(`{}`), 100)
}

func TestOrdersGoAndStatusesChange(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{Seed: 5, Orders: 20})
	id := r.Orders()[3].ID
	require.True(t, r.RemoveOrder(id))
	require.False(t, r.RemoveOrder(id))
	require.Empty(t, asked(t, r, "getOrders", fmt.Sprintf(`{"order_id":%d}`, id)).Orders)
	require.Equal(t, fakebase.CodeOrderNotFound, ask(t, r, "setOrderStatus", fmt.Sprintf(`{"order_id":%d,"status_id":101204}`, id)).ErrorCode)
	r.SetStatuses([]fakebase.Status{{ID: 5, Name: "Inny"}})
	require.Len(t, asked(t, r, "getOrderStatusList", `{}`).Statuses, 1)
	require.False(t, r.SetStatus(r.Orders()[0].ID, fakebase.StatusSent))
	require.True(t, r.SetStatus(r.Orders()[0].ID, 5))
}
