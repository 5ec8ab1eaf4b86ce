package baselinker

import (
	"bytes"
	"encoding/json"
	"io"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// clean requires what everything that was read keeps to, whatever was sent: what is stored is valid, and the same when read again.
func clean(t *testing.T, value any) {
	t.Helper()
	kept, err := json.Marshal(value)
	require.NoError(t, err)
	require.True(t, utf8.Valid(kept))
	require.NotContains(t, string(kept), `\u0000`)
}

func cleanOrders(t *testing.T, orders []Order) {
	t.Helper()
	for _, o := range orders {
		clean(t, o)
		require.Positive(t, o.ID)
		require.GreaterOrEqual(t, o.StatusID, int64(0))
		total := big.NewInt(int64(o.Delivery.Price))
		for _, p := range o.Products {
			require.GreaterOrEqual(t, p.Quantity, 0)
			total.Add(total, new(big.Int).Mul(big.NewInt(int64(p.Price)), big.NewInt(int64(p.Quantity))))
		}
		require.Equal(t, total.String(), big.NewInt(int64(o.Total())).String(), "no total overflows")
		cleanLink(t, o.Page)
	}
}

func cleanLink(t *testing.T, link string) {
	t.Helper()
	if link == "" {
		return
	}
	u, err := url.Parse(link)
	require.NoError(t, err)
	require.Contains(t, []string{"http", "https"}, u.Scheme)
}

func FuzzOrders(f *testing.F) {
	f.Add([]byte(`[{"order_id":"1630473","order_status_id":6624,"payment_done":"50","delivery_price":10.000000000000002,"products":[{"quantity":"2","price_brutto":20.00}]}]`))
	f.Add([]byte(`{"0":{"order_id":7.0,"products":{"1":{"quantity":1e9,"price_brutto":1e12}},"order_page":"javascript:x"}}`))
	f.Add([]byte(`[{"order_id":1,"email":"\u0000\ud800 x","date_add":253402300800},null,5,[],{"order_id":-1}]`))
	f.Add([]byte(`"brak"`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, ok := rows(raw)
		if !ok || !json.Valid(raw) {
			return
		}
		page := decodeOrders(list)
		require.Equal(t, len(list), len(page.Orders)+page.Skipped)
		cleanOrders(t, page.Orders)
	})
}

// A whole order, of which one member is replaced.
const sound = `{"order_id":1630473,"shop_order_id":2824,"external_order_id":"534534234","order_source":"amazon","order_source_id":2598,
	"order_status_id":6624,"date_add":1407841161,"date_confirmed":1407841256,"date_in_status":1407841256,"confirmed":true,"user_login":"nick123",
	"phone":"693123123","email":"test@test.com","user_comments":"User comment","admin_comments":"Seller test comments","currency":"GBP",
	"payment_method":"PayPal","payment_method_cod":"0","payment_done":"50","delivery_method":"Expedited shipping","delivery_price":10,
	"delivery_fullname":"John Doe","delivery_city":"Warsaw","delivery_country_code":"GB","invoice_nip":"GB8943245","want_invoice":"1",
	"order_page":"https://klient.baselinker.com/1630473/4ceca1d940/","delivery_package_nr":"6201",
	"products":[{"name":"Harry Potter","sku":"LU4235","price_brutto":20.00,"quantity":2}]}`

func FuzzOneOddMember(f *testing.F) {
	for i, raw := range []string{`null`, `""`, `[]`, `{}`, `false`, `"brak"`, `1e400`, `-0.0`, `"\u0000"`, `[[[]]]`, `{"a":{"b":[]}}`} {
		f.Add(uint8(i*3), raw)
	}
	var names []string
	whole, _ := of(json.RawMessage(sound))
	for name := range whole {
		if name != "order_id" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	f.Fuzz(func(t *testing.T, which uint8, raw string) {
		if !json.Valid([]byte(raw)) {
			return
		}
		odd, _ := of(json.RawMessage(sound))
		odd[names[int(which)%len(names)]] = json.RawMessage(strings.TrimSpace(raw))
		body, err := json.Marshal(odd)
		require.NoError(t, err)
		page := decodeOrders([]json.RawMessage{body})
		require.Len(t, page.Orders, 1, "an order is never lost over an odd member")
		cleanOrders(t, page.Orders)

		// All other members are as they were: at most one difference, in the member's own place.
		want, got := flat(t, decodeOrders([]json.RawMessage{json.RawMessage(sound)}).Orders[0]), flat(t, page.Orders[0])
		var differ []string
		for key := range want {
			if !strings.HasPrefix(key, "products") && !bytes.Equal(want[key], got[key]) {
				differ = append(differ, key)
			}
		}
		require.LessOrEqual(t, len(differ), 1, "%v", differ)
	})
}

// flat is an order's members, those of its parts beside them.
func flat(t *testing.T, o Order) object {
	t.Helper()
	kept, err := json.Marshal(o)
	require.NoError(t, err)
	all, _ := of(kept)
	for _, part := range []string{"delivery", "invoice"} {
		inner, _ := of(all[part])
		for name, raw := range inner {
			all[part+"."+name] = raw
		}
		delete(all, part)
	}
	return all
}

func FuzzEnvelope(f *testing.F) {
	f.Add(200, []byte(`{"status":"SUCCESS","orders":[{"order_id":1}],"statuses":[{"id":1}],"packages":[{}],"logs":[{"id":1}],"sources":{"order_return":["x"]}}`))
	f.Add(200, []byte(`{"status":"ERROR","error_code":"ERROR_BLOCKED_TOKEN","error_message":"token blocked until 2026-11-23 14:40:00"}`))
	f.Add(500, []byte(`{"status":"ERROR","error_code":{"a":1},"error_message":"1-2-ABC\u0000"}`))
	f.Add(200, []byte("\ufeff{\"status\":\"success\",\"packages\":{\"5\":{\"tracking_status\":\"99\",\"tracking_url\":\"javascript:x\"}}}"))
	f.Add(502, []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		c := answering(status, string(body), io.Discard)
		page, err := c.Orders(t.Context(), OrdersQuery{})
		sane(t, err)
		if err == nil {
			cleanOrders(t, page.Orders)
		}
		refs, err := c.OrdersByEmail(t.Context(), "jan@example.com")
		sane(t, err)
		clean(t, refs)
		statuses, err := c.Statuses(t.Context())
		sane(t, err)
		clean(t, statuses)
		for _, each := range statuses {
			require.Positive(t, each.ID)
			require.Regexp(t, `^(#[0-9a-f]{6})?$`, each.Color)
		}
		packages, err := c.Packages(t.Context(), 1)
		sane(t, err)
		clean(t, packages)
		for _, p := range packages {
			cleanLink(t, p.TrackingURL)
			require.True(t, p.State >= Unknown && p.State <= OnTheWay)
		}
		logs, err := c.Journal(t.Context(), JournalQuery{After: 5})
		sane(t, err)
		clean(t, logs)
		for _, l := range logs {
			require.Greater(t, l.ID, int64(5))
		}
		sources, err := c.Sources(t.Context())
		sane(t, err)
		clean(t, sources)
		sane(t, c.SetStatus(t.Context(), 1, 2))
	})
}

// sane requires a failure, if it is one, to say what helps and nothing that logs may not have.
func sane(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Contains(t, []Kind{Blocked, TokenRejected, AccountBlocked, UnknownMethod, Refused, Unreachable}, e.Kind)
	require.Equal(t, e.Kind == Blocked, e.Kind == Blocked && !e.Until.IsZero())
	require.NotContains(t, err.Error()+e.Message, "1-2-ABC")
	require.Regexp(t, `^[A-Za-z0-9_.-]*$`, e.Code)
	clean(t, e.Message)
	if e.Kind != Unreachable {
		require.False(t, e.MaybeApplied)
	}
}

func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0.005", "1e18", "-19.989999999999998", "1 299,00", "9e-3", "00.1e2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, exact, ok := decimal(s, 2)
		plain := strings.Trim(s, "0123456789.-eE") == "" // as big.Rat writes numbers, too
		if want, isNumber := new(big.Rat).SetString(s); ok && plain && isNumber && len(s) < 200 {
			want.Mul(want, big.NewRat(100, 1))
			difference := new(big.Rat).Sub(want, new(big.Rat).SetInt64(n))
			require.LessOrEqual(t, difference.Abs(difference).Cmp(big.NewRat(1, 2)), 0, "%s: %d", s, n)
			require.Equal(t, exact, difference.Sign() == 0, "%s: %d", s, n)
		}
		require.LessOrEqual(t, n, int64(1e18))
		require.GreaterOrEqual(t, n, int64(-1e18))
	})
}
