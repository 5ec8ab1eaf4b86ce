package fakebase_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

// control asks the control endpoint; what it answers is decoded into to (nil: not).
func control(t *testing.T, r *fakebase.Running, method, path, body string, to any) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.ControlURL+path, strings.NewReader(body))
	require.NoError(t, err)
	res, err := client(t).Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, res.Body.Close()) }()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	if to != nil {
		require.NoError(t, json.Unmarshal(text, to), "%s", text)
	}
	return res.StatusCode
}

func TestControlSwitchesFaults(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	var f fakebase.Fault
	require.Equal(t, 200, control(t, r, "POST", "/faults", `{"kind":"error","method":"getOrders","code":"ERROR_X","times":3,"delay":"1.5s"}`, &f))
	require.Equal(t, "ERROR_X", ask(t, r, "getOrders", `[]`).ErrorCode)
	var list []fakebase.Fault
	require.Equal(t, 200, control(t, r, "GET", "/faults", "", &list))
	require.Len(t, list, 1)
	require.Equal(t, 2, list[0].Times)
	require.Equal(t, 200, control(t, r, "DELETE", fmt.Sprintf("/faults/%d", f.ID), "", nil))
	require.Equal(t, 404, control(t, r, "DELETE", fmt.Sprintf("/faults/%d", f.ID), "", nil))
	asked(t, r, "getOrders", `[]`)
	require.Equal(t, 400, control(t, r, "POST", "/faults", `{"kind":"flood"}`, nil))
	require.Equal(t, 400, control(t, r, "POST", "/faults", `{"kind":"slow","for":"5s"}`, nil), "a mistyped name")
	require.Equal(t, 200, control(t, r, "POST", "/faults", `{"kind":"html"}`, nil))
	require.Equal(t, 200, control(t, r, "DELETE", "/faults", "", nil))
	require.Empty(t, r.Faults())
}

func TestControlBlocksTheTokenAndSwitchesItOff(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	require.Equal(t, 200, control(t, r, "POST", "/block", `{}`, nil))
	require.Equal(t, fakebase.CodeBlockedToken, ask(t, r, "getOrders", `[]`).ErrorCode)
	require.Equal(t, 200, control(t, r, "POST", "/block", `{"for":"0s"}`, nil))
	asked(t, r, "getOrders", `[]`)
	require.Equal(t, 200, control(t, r, "POST", "/token", `{"accepted":false}`, nil))
	require.Equal(t, fakebase.CodeAuthToken, ask(t, r, "getOrders", `[]`).ErrorCode)
	require.Equal(t, 200, control(t, r, "POST", "/token", `{"accepted":true}`, nil))
	var counts fakebase.TokenCounts
	require.Equal(t, 200, control(t, r, "POST", "/consume", `{"requests":99}`, &counts))
	require.Equal(t, 99, counts.Strangers)
	require.Equal(t, fakebase.CodeBlockedToken, ask(t, r, "getOrders", `[]`).ErrorCode)
	var all fakebase.Counts
	require.Equal(t, 200, control(t, r, "GET", "/counts", "", &all))
	require.Equal(t, r.Counts(), all)
	var calls []fakebase.Call
	require.Equal(t, 200, control(t, r, "GET", "/calls?last=2", "", &calls))
	require.Len(t, calls, 2)
	require.Equal(t, fakebase.CodeBlockedToken, calls[1].Code)
}

func TestControlShowsAndChangesOrders(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	var o fakebase.Order
	require.Equal(t, 200, control(t, r, "POST", "/orders", `{"email":"jan@example.com","name":"Jan Testowy"}`, &o))
	require.Equal(t, "Jan Testowy", o.Delivery.Name)
	require.NotEmpty(t, o.Products)
	require.Len(t, asked(t, r, "getOrders", `{"filter_email":"jan@example.com"}`).Orders, 1)
	path := fmt.Sprintf("/orders/%d", o.ID)
	require.Equal(t, 200, control(t, r, "PATCH", path, `{"email":"ewa@example.com","status_id":101206,"delivery":{"city":"Łódź"}}`, &o))
	var seen fakebase.Order
	require.Equal(t, 200, control(t, r, "GET", path, "", &seen))
	require.Equal(t, "ewa@example.com", seen.Email)
	require.Equal(t, fakebase.StatusReturned, seen.StatusID)
	require.Equal(t, "Łódź", seen.Delivery.City)
	require.Equal(t, "Jan Testowy", seen.Delivery.Name, "what isn't named stays")
	var list []fakebase.Order
	require.Equal(t, 200, control(t, r, "GET", "/orders?email=EWA@example.com", "", &list))
	require.Len(t, list, 1)
	require.Equal(t, 400, control(t, r, "PATCH", path, `{"status_id":1}`, nil))
	require.Equal(t, 200, control(t, r, "DELETE", path, "", nil))
	require.Equal(t, 404, control(t, r, "GET", path, "", nil))
	require.Equal(t, 404, control(t, r, "GET", "/orders/x", "", nil))
	require.Equal(t, 200, control(t, r, "PUT", "/journal", `{"on":true}`, nil))
	require.NotEmpty(t, asked(t, r, "getJournalList", `[]`).Logs)
	var u fakebase.Untidiness
	require.Equal(t, 200, control(t, r, "PUT", "/untidy", `{"level":"wild"}`, &u))
	require.Equal(t, fakebase.Wild, u)
	require.Equal(t, 400, control(t, r, "PUT", "/untidy", `{"level":"filthy"}`, nil))
	var statuses []fakebase.Status
	require.Equal(t, 200, control(t, r, "PUT", "/statuses", `[{"id":5,"name":"Zwrot","name_for_customer":"","color":"#fff"}]`, nil))
	require.Equal(t, 200, control(t, r, "GET", "/statuses", "", &statuses))
	require.Equal(t, []fakebase.Status{{ID: 5, Name: "Zwrot", Color: "#fff"}}, statuses)
	require.Equal(t, 200, control(t, r, "GET", "/", "", nil))
}

func TestTheControlEndpointIsNotOnTheAPIsPortNorForPages(t *testing.T) {
	t.Parallel()
	r := fakebase.Start(t, fakebase.Config{})
	res, err := client(t).Get(strings.TrimSuffix(r.URL, fakebase.Path) + "/counts")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusNotFound, res.StatusCode)
	req, err := http.NewRequestWithContext(t.Context(), "POST", r.ControlURL+"/faults", strings.NewReader(`{"kind":"break"}`))
	require.NoError(t, err)
	req.Header.Set("Origin", "https://evil.example")
	res, err = client(t).Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusForbidden, res.StatusCode)
	require.Empty(t, r.Faults())
}
