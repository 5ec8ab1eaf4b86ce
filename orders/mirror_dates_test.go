package orders_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
	"rozmowa/orders"
)

func TestAMirrorSaysThatOrdersHaveNoDatesAndStays(t *testing.T) {
	t.Parallel()
	s := newSeller(t, fakebase.Config{Orders: 300})
	renamed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, err := http.NewRequestWithContext(r.Context(), r.Method, s.URL, r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		request.Header = r.Header
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer func() { _ = answer.Body.Close() }()
		body, _ := io.ReadAll(answer.Body)
		_, _ = w.Write(bytes.ReplaceAll(body, []byte(`"date_confirmed"`), []byte(`"confirmed_on"`)))
	}))
	t.Cleanup(renamed.Close)
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	log := slog.New(slog.DiscardHandler)
	gate := orders.NewGate(s.store, renamed.URL, s.box, orders.GateOptions{Now: s.now, Log: log})
	t.Cleanup(gate.Close)
	mirror := &orders.Mirror{Store: s.store, Gate: gate, Now: s.now, Log: log}

	out, err := mirror.Step(t.Context(), orders.StepInput{Account: s.account, Step: orders.ReadNew})
	require.NoError(t, err)
	require.Equal(t, orders.Refused, out.Wait)
	require.True(t, out.Until.After(s.now().Add(time.Minute)), "it isn't asked again and again")
	require.Empty(t, s.mirrored())
	row, err := s.store.OrderMirror(t.Context(), s.account, s.now())
	require.NoError(t, err)
	require.False(t, row.FailingSince.IsZero())
}
