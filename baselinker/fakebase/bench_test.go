package fakebase_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"rozmowa/baselinker/fakebase"
)

// A page of a hundred orders, so that whoever measures a client knows what the stand-in takes of it.
func BenchmarkPage(b *testing.B) {
	s := fakebase.New(fakebase.Config{Seed: 1, Orders: 10_000, Limit: 1 << 30, Origin: origin})
	form := url.Values{"method": {"getOrders"}, "parameters": {fmt.Sprintf(`{"date_confirmed_from":%d}`, origin.Unix()-40*86400)}}.Encode()
	for b.Loop() {
		req := httptest.NewRequest(http.MethodPost, fakebase.Path, strings.NewReader(form))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-BLToken", fakebase.Token)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		b.SetBytes(int64(w.Body.Len()))
	}
}

func BenchmarkFiftyThousandOrders(b *testing.B) {
	for b.Loop() {
		fakebase.New(fakebase.Config{Seed: 1, Orders: 50_000, Origin: origin})
	}
}
