package fakebase_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

func TestRequestsThatAreNotAsDocumented(t *testing.T) {
	t.Parallel()
	form := url.Values{"method": {"getOrderStatusList"}, "parameters": {"[]"}}.Encode()
	const formType = "application/x-www-form-urlencoded"
	cases := []struct {
		name, method, path, contentType, token, body string
		status                                       int
		code                                         string // empty: success; "html": a page
	}{
		{"as documented", "POST", "", formType, fakebase.Token, form, 200, ""},
		{"with a charset", "POST", "", formType + "; charset=utf-8", fakebase.Token, form, 200, ""},
		{"an object for no parameters", "POST", "", formType, fakebase.Token, "method=getOrderStatusList&parameters=%7B%7D", 200, ""},
		{"the deprecated form field", "POST", "", formType, "", form + "&token=" + fakebase.Token, 200, ""},
		{"GET", "GET", "", "", fakebase.Token, "", 405, "html"},
		{"another path", "POST", "/index.php", formType, fakebase.Token, form, 404, "html"},
		{"no token", "POST", "", formType, "", form, 200, fakebase.CodeAuthToken},
		{"another's token", "POST", "", formType, "1-23-ABC", form, 200, fakebase.CodeAuthToken},
		{"JSON for a form", "POST", "", "application/json", fakebase.Token, `{"method":"getOrderStatusList"}`, 200, fakebase.CodeParameters},
		{"no content type", "POST", "", "", fakebase.Token, form, 200, fakebase.CodeParameters},
		{"parameters in the address", "POST", fakebase.Path + "?" + form, formType, fakebase.Token, "", 200, fakebase.CodeParameters},
		{"no parameters", "POST", "", formType, fakebase.Token, "method=getOrderStatusList", 200, fakebase.CodeParameters},
		{"empty parameters", "POST", "", formType, fakebase.Token, "method=getOrderStatusList&parameters=", 200, fakebase.CodeParameters},
		{"null for parameters", "POST", "", formType, fakebase.Token, "method=getOrderStatusList&parameters=null", 200, fakebase.CodeParameters},
		{"a list for parameters", "POST", "", formType, fakebase.Token, "method=getOrderStatusList&parameters=[1]", 200, fakebase.CodeParameters},
		{"half a JSON", "POST", "", formType, fakebase.Token, `method=getOrders&parameters={"order_id":1`, 200, fakebase.CodeParameters},
		{"JSON and more", "POST", "", formType, fakebase.Token, `method=getOrders&parameters={}{}`, 200, fakebase.CodeParameters},
		{"a broken form", "POST", "", formType, fakebase.Token, `method=getOrders&parameters=%zz`, 200, fakebase.CodeParameters},
		{"an unknown method", "POST", "", formType, fakebase.Token, `method=getorders&parameters=[]`, 200, fakebase.CodeUnknownMethod},
		{"no method", "POST", "", formType, fakebase.Token, `parameters=[]`, 200, fakebase.CodeUnknownMethod},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := fakebase.Start(t, fakebase.Config{})
			path := c.path
			if path == "" {
				path = fakebase.Path
			}
			req, err := http.NewRequestWithContext(t.Context(), c.method, strings.TrimSuffix(r.URL, fakebase.Path)+path, strings.NewReader(c.body))
			require.NoError(t, err)
			if c.contentType != "" {
				req.Header.Set("Content-Type", c.contentType)
			}
			if c.token != "" {
				req.Header.Set("X-BLToken", c.token)
			}
			res, err := client(t).Do(req)
			require.NoError(t, err)
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			require.Equal(t, c.status, res.StatusCode)
			if c.code == "html" {
				require.Contains(t, res.Header.Get("Content-Type"), "text/html")
				require.Empty(t, r.Calls())
				return
			}
			var a answer
			require.NoError(t, json.Unmarshal(body, &a), "%s", body)
			require.Equal(t, c.code, a.ErrorCode, a.ErrorMessage)
			require.Equal(t, map[bool]string{true: "SUCCESS", false: "ERROR"}[c.code == ""], a.Status)
			calls := r.Calls()
			require.Len(t, calls, 1)
			require.Equal(t, c.code, calls[0].Code)
			require.True(t, calls[0].Done)
			require.Equal(t, strings.Contains(c.body, "&token="), calls[0].TokenInForm)
		})
	}
}

func TestInputsThatAreNotAsDocumented(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{Limit: 1000})
	id := r.AddOrder(fakebase.Order{Email: "jan@example.com"})
	cases := []struct{ name, method, parameters, code string }{
		{"an id in quotes", "getOrders", `{"order_id":"%d"}`, fakebase.CodeParameters},
		{"an id with decimals", "getOrders", `{"order_id":%d.0}`, fakebase.CodeParameters},
		{"an id that is null", "getOrders", `{"order_id":null}`, fakebase.CodeParameters},
		{"a number for a boolean", "getOrders", `{"get_unconfirmed_orders":1}`, fakebase.CodeParameters},
		{"a number for a text", "getOrders", `{"filter_email":7}`, fakebase.CodeParameters},
		{"a date as text", "getOrders", `{"date_confirmed_from":"2026-11-20"}`, fakebase.CodeParameters},
		{"an input that isn't there", "getOrders", `{"page":2}`, fakebase.CodeParameters},
		{"a source's id without the source", "getOrders", `{"filter_order_source_id":5432}`, fakebase.CodeParameters},
		{"an order that isn't there is no error of getOrders", "getOrders", `{"order_id":1}`, ""},
		{"no e-mail", "getOrdersByEmail", `{}`, fakebase.CodeParameters},
		{"inputs where there are none", "getOrderStatusList", `{"id":1}`, fakebase.CodeParameters},
		{"a status that isn't there", "setOrderStatus", `{"order_id":%d,"status_id":1}`, fakebase.CodeStatusNotFound},
		{"an order that isn't there", "setOrderStatus", `{"order_id":1,"status_id":101204}`, fakebase.CodeOrderNotFound},
		{"no status", "setOrderStatus", `{"order_id":%d}`, fakebase.CodeParameters},
		{"a status in quotes", "setOrderStatus", `{"order_id":%d,"status_id":"101204"}`, fakebase.CodeParameters},
		{"no orders", "setOrderStatuses", `{"order_ids":[],"status_id":101204}`, fakebase.CodeParameters},
		{"one order for several", "setOrderStatuses", `{"order_ids":%d,"status_id":101204}`, fakebase.CodeParameters},
		{"ids in quotes", "setOrderStatuses", `{"order_ids":["%d"],"status_id":101204}`, fakebase.CodeParameters},
		{"one of the orders isn't there", "setOrderStatuses", `{"order_ids":[%d,1],"status_id":101204}`, fakebase.CodeOrderNotFound},
		{"fields of no order", "setOrderFields", `{"admin_comments":"a"}`, fakebase.CodeParameters},
		{"fields of an order that isn't there", "setOrderFields", `{"order_id":1,"admin_comments":"a"}`, fakebase.CodeOrderNotFound},
		{"a note of 201", "setOrderFields", `{"order_id":%d,"admin_comments":"` + strings.Repeat("ż", 201) + `"}`, fakebase.CodeTooLong},
		{"a field that was withdrawn", "setOrderFields", `{"order_id":%d,"delivery_country":"Polska"}`, fakebase.CodeParameters},
		{"six stars", "setOrderFields", `{"order_id":%d,"star":6}`, fakebase.CodeParameters},
		{"a flag as a digit", "setOrderFields", `{"order_id":%d,"want_invoice":"1"}`, fakebase.CodeParameters},
		{"packages of no order", "getOrderPackages", `{}`, fakebase.CodeParameters},
		{"packages of an order that isn't there", "getOrderPackages", `{"order_id":1}`, fakebase.CodeOrderNotFound},
		{"a kind for kinds", "getJournalList", `{"logs_types":18}`, fakebase.CodeParameters},
		{"sources have no inputs", "getOrderSources", `{"type":"shop"}`, fakebase.CodeParameters},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parameters := c.parameters
			if strings.Contains(parameters, "%d") {
				parameters = fmt.Sprintf(parameters, id)
			}
			require.Equal(t, c.code, ask(t, r, c.method, parameters).ErrorCode)
		})
	}
	order, _ := r.Order(id)
	require.Equal(t, fakebase.StatusNew, order.StatusID, "what is refused changes nothing")
	require.Empty(t, order.AdminComments)
	require.Empty(t, r.Counts().Orders)
}

func TestFieldsAreOverwritten(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	id := r.AddOrder(fakebase.Order{Email: "jan@example.com", AdminComments: "stare", UserComments: "zostaje", CustomFields: map[string]string{"1": "a", "2": "b"}})
	note := strings.Repeat("ż", 200)
	asked(t, r, "setOrderFields", fmt.Sprintf(`{"order_id":%d,"admin_comments":%q,"email":"Ewa@example.com","payment_method_cod":true,
		"delivery_price":12.9,"star":3,"custom_extra_fields":{"1":null,"2":"c"},"delivery_point_id":"BOL01M","invoice_nip":"1234567890"}`, id, note))
	order, _ := r.Order(id)
	require.Equal(t, note, order.AdminComments)
	require.Equal(t, "zostaje", order.UserComments)
	require.True(t, order.COD)
	require.Equal(t, int64(1290), order.Delivery.Price)
	require.Equal(t, 3, order.Star)
	require.Equal(t, map[string]string{"2": "c"}, order.CustomFields)
	require.Equal(t, "BOL01M", order.Delivery.Point.ID)
	require.Equal(t, "1234567890", order.Invoice.NIP)
	require.Empty(t, asked(t, r, "getOrders", `{"filter_email":"jan@example.com"}`).Orders)
	require.Len(t, asked(t, r, "getOrders", `{"filter_email":"Ewa@example.com"}`).Orders, 1)
}

func TestStatusesOfSeveralOrders(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	a, b := r.AddOrder(fakebase.Order{}), r.AddOrder(fakebase.Order{StatusID: fakebase.StatusSent})
	asked(t, r, "setOrderStatuses", fmt.Sprintf(`{"order_ids":[%d,%d],"status_id":%d}`, a, b, fakebase.StatusSent))
	counts := r.Counts().Orders
	require.Equal(t, fakebase.OrderCounts{StatusSet: 1, StatusChanged: 1}, counts[a])
	require.Equal(t, fakebase.OrderCounts{StatusSet: 1}, counts[b], "it had the status")
}

func TestSourcesHaveAListWhereAMapBelongs(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	sources := asked(t, r, "getOrderSources", `[]`).Sources
	var names []string
	require.NoError(t, json.Unmarshal(sources["order_return"], &names))
	require.Equal(t, []string{"Zwrot zamówienia"}, names)
	require.JSONEq(t, `[]`, string(sources["blconnect"]))
	var shops map[string]string
	require.NoError(t, json.Unmarshal(sources["shop"], &shops))
	require.Equal(t, "Gliniana Pracownia", shops["5432"])
}
