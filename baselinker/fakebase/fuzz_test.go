package fakebase_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

func FuzzEveryRequestGetsAnEnvelope(f *testing.F) {
	f.Add("getOrders", `{"date_confirmed_from":1,"filter_email":"a@b.example","get_unconfirmed_orders":true}`, int64(1))
	f.Add("setOrderFields", `{"order_id":71300001,"delivery_price":12.90,"custom_extra_fields":{"1":null},"star":5}`, int64(2))
	f.Add("setOrderStatuses", `{"order_ids":[71300001,-1],"status_id":101204}`, int64(3))
	f.Add("getJournalList", `{"last_log_id":9223372036854775807,"logs_types":[18]}`, int64(4))
	f.Add("", "[null]", int64(5))
	f.Fuzz(func(t *testing.T, method, parameters string, seed int64) {
		s := fakebase.New(fakebase.Config{Seed: seed, Orders: 5, Untidy: &fakebase.Wild, Journal: fakebase.Journal{On: true}, Origin: origin})
		form := url.Values{"method": {method}, "parameters": {parameters}}.Encode()
		req := httptest.NewRequest(http.MethodPost, fakebase.Path, strings.NewReader(form))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-BLToken", fakebase.Token)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		require.Equal(t, http.StatusOK, w.Code)
		var a struct {
			Status string `json:"status"`
			Code   string `json:"error_code"`
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a), "%s", w.Body)
		require.Contains(t, []string{"SUCCESS", "ERROR"}, a.Status)
		require.Equal(t, a.Status == "ERROR", a.Code != "")
	})
}
