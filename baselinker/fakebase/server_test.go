package fakebase_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

func TestAnOrderIsReadAndItsStatusSet(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	id := r.AddOrder(fakebase.Order{Email: "jan@example.com", Products: []fakebase.Product{{Name: "Kubek Mgła", Price: 6900}}})
	a := asked(t, r, "getOrders", `{"filter_email":"jan@example.com"}`)
	require.Len(t, a.Orders, 1)
	require.JSONEq(t, fmt.Sprint(id), string(a.Orders[0]["order_id"]))
	require.Len(t, asked(t, r, "getOrderStatusList", `[]`).Statuses, 9)

	asked(t, r, "setOrderStatus", fmt.Sprintf(`{"order_id":%d,"status_id":%d}`, id, fakebase.StatusSent))
	asked(t, r, "setOrderFields", fmt.Sprintf(`{"order_id":%d,"admin_comments":"Dzwonić po 16"}`, id))
	order, there := r.Order(id)
	require.True(t, there)
	require.Equal(t, fakebase.StatusSent, order.StatusID)
	require.Equal(t, "Dzwonić po 16", order.AdminComments)
	require.Equal(t, fakebase.OrderCounts{StatusSet: 1, StatusChanged: 1, FieldsSet: 1}, r.Counts().Orders[id])
	require.Len(t, r.Calls(), 4)
}

func TestTheHundredAndFirstRequestBlocksTheToken(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	r.Consume(fakebase.Token, 99)
	asked(t, r, "getOrderStatusList", `[]`)
	for range 2 {
		a := ask(t, r, "getOrderStatusList", `[]`)
		require.Equal(t, fakebase.CodeBlockedToken, a.ErrorCode)
		require.Regexp(t, `^Query limit exceeded, token blocked until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`, a.ErrorMessage)
	}
	require.Equal(t, fakebase.TokenCounts{Requests: 3, Strangers: 99, Highest: 102, HighestOwn: 3, Passed: 1, Blocks: 1, Refused: 2}, r.Counts().Token())
}
