package fakebase_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

func TestUntidinessIsTheSameForAnOrderEveryTimeAndKeepsItsID(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{Seed: 4, Orders: 300, Limit: 1000, Origin: origin})
	orders := func(u fakebase.Untidiness) map[int64]string {
		r.SetUntidy(u)
		found := map[int64]string{}
		for from := int64(1); ; {
			page := asked(t, r, "getOrders", fmt.Sprintf(`{"id_from":%d,"get_unconfirmed_orders":true,"include_custom_extra_fields":true}`, from)).Orders
			for _, o := range page {
				text, err := json.Marshal(o)
				require.NoError(t, err)
				from = number(t, o["order_id"])
				found[from] = string(text)
			}
			if len(page) < 100 {
				return found
			}
			from++
		}
	}
	tidy, wild := orders(fakebase.Tidy), orders(fakebase.Wild)
	require.Len(t, tidy, 300)
	require.Len(t, wild, 300)
	require.Equal(t, wild, orders(fakebase.Wild))
	for name, u := range map[string]fakebase.Untidiness{
		"strings": {Strings: 0.5}, "old names": {OldNames: 0.5}, "unknown": {Unknown: 0.5}, "missing": {Missing: 0.5}, "nulls": {Nulls: 0.5},
		"blanks": {Blanks: 0.5}, "odd": {Odd: 0.5},
	} {
		different := 0
		for id, text := range orders(u) {
			if text != tidy[id] {
				different++
			}
		}
		require.InDelta(t, 150, different, 40, name)
	}
	all := orders(fakebase.Untidiness{Strings: 1, OldNames: 1, Unknown: 1, Missing: 1, Nulls: 1, Blanks: 1, Odd: 1})
	require.Len(t, all, 300, "however untidy, each has its order_id and is JSON")
}

func TestWhatIsOddInAWildOrder(t *testing.T) {
	t.Parallel()
	u := fakebase.Untidiness{Strings: 1, OldNames: 1, Unknown: 1}
	r := fakebase.Start(t, fakebase.Config{Seed: 4, Orders: 1, Untidy: &u})
	o := asked(t, r, "getOrders", `{"get_unconfirmed_orders":true}`).Orders[0]
	require.Regexp(t, `^"\d+"$`, string(o["order_id"]))
	require.Regexp(t, `^"[\d.]+"$`, string(o["payment_done"]))
	require.Regexp(t, `^"\d+"$`, string(o["pick_status"]))
	require.NotContains(t, o, "pick_state")
	require.Contains(t, o, "marketplace_flags")
	var products []map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(o["products"], &products))
	require.Regexp(t, `^"[\d.]+"$`, string(products[0]["price_brutto"]))

	r.SetUntidy(fakebase.Untidiness{Odd: 1})
	o = asked(t, r, "getOrders", `{"get_unconfirmed_orders":true}`).Orders[0]
	require.NoError(t, json.Unmarshal(o["products"], &products))
	require.Regexp(t, `^\d+\.0$`, string(products[0]["quantity"]))
	require.JSONEq(t, `"zw"`, string(products[0]["tax_rate"]))
	require.JSONEq(t, `[]`, string(o["crm_client_id"]))
}
