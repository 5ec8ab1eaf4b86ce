package baselinker_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker"
	"rozmowa/baselinker/fakebase"
)

// shop is a client of a stand-in.
type shop struct {
	*baselinker.Client
	base *fakebase.Running
	log  *bytes.Buffer
}

func newShop(t *testing.T, c fakebase.Config) *shop {
	t.Helper()
	return newShopWith(t, c, fakebase.Token, baselinker.Options{})
}

func newShopWith(t *testing.T, c fakebase.Config, token string, o baselinker.Options) *shop {
	t.Helper()
	s := &shop{base: fakebase.Start(t, c), log: new(bytes.Buffer)}
	o.HTTP = baselinker.NewHTTP()
	t.Cleanup(o.HTTP.CloseIdleConnections)
	o.Log = slog.New(slog.NewTextHandler(s.log, nil))
	s.Client = baselinker.New(s.base.URL, token, o)
	return s
}

func (s *shop) fault(t *testing.T, f fakebase.Fault) {
	t.Helper()
	_, err := s.base.AddFault(f)
	require.NoError(t, err)
}

func failure(t *testing.T, err error) *baselinker.Error {
	t.Helper()
	var e *baselinker.Error
	require.ErrorAs(t, err, &e)
	return e
}

func TestAnOrderIsReadWhole(t *testing.T) {
	t.Parallel()
	s := newShop(t, fakebase.Config{})
	confirmed := time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC)
	id := s.base.AddOrder(fakebase.Order{
		ShopOrderID: 4711, ExternalID: "8c1d-2", Source: "allegro", SourceID: 8801, StatusID: fakebase.StatusSent,
		Added: confirmed.Add(-time.Minute), Confirmed: confirmed, InStatus: confirmed.Add(time.Hour),
		Login: "jan_k", Email: " Jan@Example.com", Phone: "600 100 200", UserComments: "Proszę o zapakowanie\nna prezent", AdminComments: "Dzwonić po 16",
		Currency: "PLN", PaymentMethod: "Pobranie", COD: true, Paid: 1299,
		Delivery: fakebase.Delivery{
			Method: "Paczkomat InPost", Price: 1499, Courier: "inpost", Number: "6201",
			Address: fakebase.Address{Name: "Jan Kos", Company: "Kos", Street: "Długa 1/2", Postcode: "00-238", City: "Łódź", State: "łódzkie", CountryCode: "PL"},
			Point:   fakebase.Point{ID: "LOD01M", Name: "Paczkomat LOD01M", Address: "Krótka 3", Postcode: "90-001", City: "Łódź"},
		},
		Invoice:   fakebase.Invoice{Wanted: true, NIP: "5260250274", Address: fakebase.Address{Company: "Kos sp. z o.o.", CountryCode: "PL"}},
		Products:  []fakebase.Product{{Name: "Kubek „Mgła”", SKU: "KM-1", EAN: "5901234123457", Attributes: "kolor: szary", Price: 6990, Quantity: 3}},
		OrderPage: "https://orders.baselinker.com/1/abc/",
	})
	page, err := s.Orders(t.Context(), baselinker.OrdersQuery{OrderID: id})
	require.NoError(t, err)
	require.Equal(t, []baselinker.Order{{
		ID: id, ShopOrderID: 4711, ExternalID: "8c1d-2", Source: "allegro", SourceID: 8801, StatusID: fakebase.StatusSent,
		AddedAt: confirmed.Add(-time.Minute), ConfirmedAt: confirmed, InStatusSince: confirmed.Add(time.Hour),
		Login: "jan_k", Email: "Jan@Example.com", Phone: "600 100 200", CustomerComments: "Proszę o zapakowanie\nna prezent", AdminComments: "Dzwonić po 16",
		Currency: "PLN", PaymentMethod: "Pobranie", CashOnDelivery: true, Paid: 1299,
		Delivery: baselinker.Delivery{
			Method: "Paczkomat InPost", Courier: "inpost", TrackingNumber: "6201", Price: 1499,
			Address: baselinker.Address{Name: "Jan Kos", Company: "Kos", Street: "Długa 1/2", Postcode: "00-238", City: "Łódź", State: "łódzkie", CountryCode: "PL"},
			Point:   baselinker.Point{ID: "LOD01M", Name: "Paczkomat LOD01M", Address: "Krótka 3", Postcode: "90-001", City: "Łódź"},
		},
		Invoice:  baselinker.Invoice{Wanted: true, NIP: "5260250274", Address: baselinker.Address{Company: "Kos sp. z o.o.", CountryCode: "PL"}},
		Products: []baselinker.Product{{Name: "Kubek „Mgła”", SKU: "KM-1", EAN: "5901234123457", Attributes: "kolor: szary", Price: 6990, Quantity: 3}},
		Page:     "https://orders.baselinker.com/1/abc/",
	}}, page.Orders)
	require.EqualValues(t, 3*6990+1499, page.Orders[0].Total())
}

func TestEveryMethodIsUnderstood(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := newShop(t, fakebase.Config{Journal: fakebase.Journal{On: true, FromLast: true}})
	parcel := fakebase.Package{Number: "6201", Courier: "inpost", Tracking: 8, Tracked: now.Add(-time.Hour), URL: "https://inpost.pl/6201"}
	first := s.base.AddOrder(fakebase.Order{Email: "jan@example.com", Packages: []fakebase.Package{parcel}})
	second := s.base.AddOrder(fakebase.Order{Email: "ewa@example.com"})
	draft := s.base.AddOrder(fakebase.Order{Email: "ewa@example.com", Unconfirmed: true})

	ids := func(q baselinker.OrdersQuery) (ids []int64) {
		page, err := s.Orders(t.Context(), q)
		require.NoError(t, err)
		for _, o := range page.Orders {
			ids = append(ids, o.ID)
		}
		return ids
	}
	require.Equal(t, []int64{first, second}, ids(baselinker.OrdersQuery{ConfirmedFrom: now.Add(-time.Minute)}))
	require.Equal(t, []int64{second}, ids(baselinker.OrdersQuery{ConfirmedFrom: now.Add(-time.Minute), IDFrom: first + 1}))
	require.Equal(t, []int64{second, draft}, ids(baselinker.OrdersQuery{Email: "ewa@example.com", Unconfirmed: true}))
	require.Empty(t, ids(baselinker.OrdersQuery{AddedFrom: now.Add(time.Hour)}))

	refs, err := s.OrdersByEmail(t.Context(), "jan@example.com")
	require.NoError(t, err)
	require.Len(t, refs, 1)
	require.Equal(t, first, refs[0].ID)
	require.WithinDuration(t, now, refs[0].AddedAt, time.Minute)

	statuses, err := s.Statuses(t.Context())
	require.NoError(t, err)
	require.Len(t, statuses, 9)
	require.Regexp(t, `^#[0-9a-f]{6}$`, statuses[0].Color)

	require.NoError(t, s.SetStatus(t.Context(), first, fakebase.StatusSent))
	require.NoError(t, s.SetStatuses(t.Context(), []int64{second, draft}, fakebase.StatusSent))
	note := "Dzwonić po 16 & „pilne” + 100%"
	require.NoError(t, s.SetFields(t.Context(), second, baselinker.Fields{AdminComments: &note}))
	changed, _ := s.base.Order(second)
	require.Equal(t, note, changed.AdminComments)
	require.Equal(t, fakebase.StatusSent, changed.StatusID)

	packages, err := s.Packages(t.Context(), first)
	require.NoError(t, err)
	require.Len(t, packages, 1)
	require.Equal(t, baselinker.Package{
		ID: packages[0].ID, TrackingNumber: "6201", Courier: "inpost", TrackingURL: parcel.URL, State: baselinker.AtPoint, StateAt: parcel.Tracked.UTC().Truncate(time.Second),
	}, packages[0])

	logs, err := s.Journal(t.Context(), baselinker.JournalQuery{})
	require.NoError(t, err)
	require.NotEmpty(t, logs)
	rest, err := s.Journal(t.Context(), baselinker.JournalQuery{After: logs[0].ID})
	require.NoError(t, err)
	require.Equal(t, logs[1:], rest, "the last one known doesn't come again")
	status, err := s.Journal(t.Context(), baselinker.JournalQuery{Types: []baselinker.LogType{baselinker.LogStatusChanged}, OrderID: first})
	require.NoError(t, err)
	require.Len(t, status, 1)
	require.Equal(t, fakebase.StatusSent, status[0].ObjectID)

	sources, err := s.Sources(t.Context())
	require.NoError(t, err)
	require.Contains(t, sources, baselinker.Source{Type: "personal", ID: 0, Name: "Osobiście / tel."})
	require.Contains(t, sources, baselinker.Source{Type: "order_return", ID: 0, Name: "Zwrot zamówienia"})
	require.Len(t, sources, 5)

	for _, call := range s.base.Calls() {
		require.Equal(t, fakebase.Token, call.Token)
		require.False(t, call.TokenInForm)
		require.Empty(t, call.Code, call.Method)
	}
	require.Empty(t, s.log.String())
}

func TestAJournalThatIsOffIsEmpty(t *testing.T) {
	t.Parallel()
	s := newShop(t, fakebase.Config{})
	s.base.AddOrder(fakebase.Order{})
	logs, err := s.Journal(t.Context(), baselinker.JournalQuery{})
	require.NoError(t, err)
	require.Empty(t, logs)
}

func TestNoOrderIsLostOverAnOddField(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]fakebase.Untidiness{
		"tidy": fakebase.Tidy, "as documented": fakebase.Documented, "wild": fakebase.Wild,
		"odd everywhere": {Strings: 1, OldNames: 1, Unknown: 1, Missing: 1, Nulls: 1, Blanks: 1, Odd: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, fakebase.Config{Untidy: &look, Seed: 7, Journal: fakebase.Journal{On: true}})
			for i := range 90 {
				s.base.AddOrder(fakebase.Order{
					Email: fmt.Sprintf("k%d@example.com", i), Source: "allegro", SourceID: 8801, Paid: int64(i) * 33, COD: i%2 == 0, Login: "jan",
					Delivery: fakebase.Delivery{Price: 1499, Address: fakebase.Address{City: "Łódź"}},
					Products: []fakebase.Product{{Name: "Kubek", Price: int64(i) + 999, Quantity: 2}, {Name: "Talerz", Price: 10, Quantity: 7}},
					Packages: []fakebase.Package{{Number: "6201", Tracking: 8, Tracked: time.Now()}},
				})
			}
			page, err := s.Orders(t.Context(), baselinker.OrdersQuery{ConfirmedFrom: time.Unix(1, 0)})
			require.NoError(t, err)
			require.Zero(t, page.Skipped)
			require.Len(t, page.Orders, 90)
			for _, got := range page.Orders {
				want, there := s.base.Order(got.ID)
				require.True(t, there)
				require.Equal(t, want.Email, got.Email)
				require.Equal(t, want.StatusID, got.StatusID)
				require.Equal(t, want.SourceID, got.SourceID)
				require.Equal(t, want.Confirmed.Unix(), got.ConfirmedAt.Unix())
				require.Equal(t, want.COD, got.CashOnDelivery)
				require.EqualValues(t, want.Paid, got.Paid)
				require.EqualValues(t, want.Total(), got.Total())
				require.Equal(t, "Łódź", got.Delivery.City)
			}
			packages, err := s.Packages(t.Context(), page.Orders[0].ID)
			require.NoError(t, err)
			require.Len(t, packages, 1)
			require.Equal(t, baselinker.AtPoint, packages[0].State)
			logs, err := s.Journal(t.Context(), baselinker.JournalQuery{Types: []baselinker.LogType{baselinker.LogCreated}})
			require.NoError(t, err)
			require.Len(t, logs, 90)
			require.Equal(t, page.Orders[0].ID, logs[0].OrderID)
			require.Empty(t, s.log.String())
		})
	}
}

func TestFailuresHaveTheirKinds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault fakebase.Fault
		want  baselinker.Error
	}{
		"a rejected token":           {fakebase.Fault{Kind: fakebase.Error, Code: "ERROR_AUTH_TOKEN"}, baselinker.Error{Kind: baselinker.TokenRejected, Code: "ERROR_AUTH_TOKEN", Message: "Invalid token"}},
		"a blocked account":          {fakebase.Fault{Kind: fakebase.Error, Code: "ERROR_USER_ACCOUNT_BLOCKED"}, baselinker.Error{Kind: baselinker.AccountBlocked, Code: "ERROR_USER_ACCOUNT_BLOCKED", Message: "User account is blocked"}},
		"a withdrawn method":         {fakebase.Fault{Kind: fakebase.Error, Code: "ERROR_UNKNOWN_METHOD"}, baselinker.Error{Kind: baselinker.UnknownMethod, Code: "ERROR_UNKNOWN_METHOD", Message: "Error"}},
		"a code that nobody knows":   {fakebase.Fault{Kind: fakebase.Error, Code: "ERROR_NEW_2027", Message: "Nowość dla 1-23-FAKEBASE"}, baselinker.Error{Kind: baselinker.Refused, Code: "ERROR_NEW_2027", Message: "Nowość dla …"}},
		"a connection that breaks":   {fakebase.Fault{Kind: fakebase.Break}, baselinker.Error{Kind: baselinker.Unreachable, Reason: "connection", MaybeApplied: true}},
		"one that breaks afterwards": {fakebase.Fault{Kind: fakebase.BreakAfter}, baselinker.Error{Kind: baselinker.Unreachable, Reason: "connection", MaybeApplied: true}},
		"half an answer":             {fakebase.Fault{Kind: fakebase.BreakWithin}, baselinker.Error{Kind: baselinker.Unreachable, Reason: "connection", MaybeApplied: true}},
		"a page of maintenance":      {fakebase.Fault{Kind: fakebase.HTML}, baselinker.Error{Kind: baselinker.Unreachable, Reason: "nonsense", Status: 200, MaybeApplied: true}},
		"a bad gateway":              {fakebase.Fault{Kind: fakebase.BadGateway}, baselinker.Error{Kind: baselinker.Unreachable, Reason: "status", Status: 502, MaybeApplied: true}},
		"status 429":                 {fakebase.Fault{Kind: fakebase.TooMany}, baselinker.Error{Kind: baselinker.Unreachable, Reason: "status", Status: 429}},
		"no answer in time":          {fakebase.Fault{Kind: fakebase.Slow, Delay: fakebase.Delay(time.Hour)}, baselinker.Error{Kind: baselinker.Unreachable, Reason: "timeout", MaybeApplied: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShopWith(t, fakebase.Config{}, fakebase.Token, baselinker.Options{Timeout: 300 * time.Millisecond})
			s.fault(t, c.fault)
			id := s.base.AddOrder(fakebase.Order{})
			err := s.SetStatus(t.Context(), id, fakebase.StatusSent)
			e := failure(t, err)
			c.want.Method = "setOrderStatus"
			if c.want.Kind != baselinker.Unreachable {
				c.want.Status = 200
			}
			require.Equal(t, c.want, *e)
			require.NotContains(t, err.Error(), fakebase.Token)
			if !e.MaybeApplied {
				require.Zero(t, s.base.Counts().Orders[id].StatusSet)
			}
		})
	}
}

func TestABlockSaysUntilWhen(t *testing.T) {
	t.Parallel()
	for name, now := range map[string]time.Time{
		"in summer":                 time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC),
		"in winter":                 time.Date(2026, 12, 1, 23, 55, 0, 0, time.UTC),
		"when summer time ends":     time.Date(2026, 10, 25, 0, 25, 0, 0, time.UTC),
		"in the hour that is twice": time.Date(2026, 10, 25, 1, 25, 0, 0, time.UTC),
		"when summer time begins":   time.Date(2026, 3, 29, 0, 55, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := func() time.Time { return now }
			s := newShopWith(t, fakebase.Config{Now: clock}, fakebase.Token, baselinker.Options{Now: clock})
			s.base.Consume(fakebase.Token, 101)
			_, err := s.Statuses(t.Context())
			e := failure(t, err)
			require.Equal(t, baselinker.Blocked, e.Kind)
			require.True(t, e.Until.Equal(s.base.BlockedUntil(fakebase.Token)), "%s", e.Until)
			require.False(t, e.MaybeApplied)
		})
	}
}

func TestWhatNeverLeftWasSurelyNotDone(t *testing.T) {
	t.Parallel()
	const nobody = "http://127.0.0.1:1" // a port that was free a moment ago, another test may have by now
	e := failure(t, baselinker.New(nobody, "1-2-ABC", baselinker.Options{}).SetStatus(t.Context(), 1, 2))
	require.Equal(t, baselinker.Error{Kind: baselinker.Unreachable, Method: "setOrderStatus", Reason: "connection"}, *e)

	e = failure(t, baselinker.New(nobody, "1-2\r\nX-Other: 1", baselinker.Options{}).SetStatus(t.Context(), 1, 2))
	require.Equal(t, "request", e.Reason)
	require.False(t, e.MaybeApplied)
}

func TestACallerWhoGoesAwayIsToldSo(t *testing.T) {
	t.Parallel()
	s := newShop(t, fakebase.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	held := s.base.Hold(baselinker.MethodSetStatus, fakebase.AfterChange)
	defer held.Release()
	go func() { <-held.Arrived; cancel() }()
	e := failure(t, s.SetStatus(ctx, s.base.AddOrder(fakebase.Order{}), fakebase.StatusSent))
	require.Equal(t, baselinker.Unreachable, e.Kind)
	require.True(t, e.MaybeApplied)
	require.ErrorIs(t, e, context.Canceled)
}

func TestTheTokenGoesToNobodyElse(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	t.Cleanup(elsewhere.Close)
	for _, status := range []int{301, 302, 307, 308} {
		server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		t.Cleanup(server.Close)
		// Nor with a client that would.
		_, err := baselinker.New(server.URL, "1-2-ABC", baselinker.Options{HTTP: &http.Client{}}).Statuses(t.Context())
		require.Equal(t, status, failure(t, err).Status)
	}
}

func TestTheRequestIsWhatTheDocumentationSays(t *testing.T) {
	t.Parallel()
	var got http.Header
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		got, body = r.Header.Clone(), r.Method+" "+r.URL.RequestURI()+" "+string(raw)
		_, _ = io.WriteString(w, `{"status":"SUCCESS","statuses":[{"id":1}]}`)
	}))
	t.Cleanup(server.Close)
	_, err := baselinker.New(server.URL+"/connector.php", "1-2-ABC", baselinker.Options{}).Statuses(t.Context())
	require.NoError(t, err)
	require.Equal(t, "POST /connector.php "+url.Values{"method": {"getOrderStatusList"}, "parameters": {"{}"}}.Encode(), body)
	require.Equal(t, "1-2-ABC", got.Get("X-BLToken"))
	require.Equal(t, "application/x-www-form-urlencoded", got.Get("Content-Type"))
}

func TestAnAccountHasStatuses(t *testing.T) {
	t.Parallel()
	for _, statuses := range []string{`[]`, `null`, `false`, `{}`, `[{"name":"Wysłane"}]`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"status":"SUCCESS","statuses":`+statuses+`}`)
		}))
		t.Cleanup(server.Close)
		_, err := baselinker.New(server.URL, "1-2-ABC", baselinker.Options{}).Once().Statuses(t.Context())
		var e *baselinker.Error
		require.ErrorAs(t, err, &e, statuses)
		require.Equal(t, baselinker.Unreachable, e.Kind)
		require.Equal(t, "nonsense", e.Reason)
	}
}

func TestAnAnswerThatIsNoneIsntTakenForNothing(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"no orders member":     `{"status":"SUCCESS"}`,
		"a text for the list":  `{"status":"SUCCESS","orders":"brak"}`,
		"no status":            `{"orders":[]}`,
		"another status":       `{"status":"WARNING","orders":[]}`,
		"nothing":              ``,
		"a list":               `[]`,
		"null":                 `null`,
		"a warning before":     "<br />\n<b>Warning</b>: x {\"status\":\"SUCCESS\",\"orders\":[]}",
		"two answers":          `{"status":"SUCCESS","orders":[]}{}`,
		"half an answer":       `{"status":"SUCCESS","orders":[{"order_id":1`,
		"more than is allowed": `{"status":"SUCCESS","orders":[],"x":"` + strings.Repeat("x", 21<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }))
			t.Cleanup(server.Close)
			_, err := baselinker.New(server.URL, "1-2-ABC", baselinker.Options{}).Orders(t.Context(), baselinker.OrdersQuery{})
			require.Equal(t, baselinker.Unreachable, failure(t, err).Kind)
		})
	}
}

func TestWhatABrokenServerSaysIsNoRefusal(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]map[string]baselinker.Kind{
		200: {"ERROR_INTERNAL": baselinker.Refused, "ERROR_AUTH_TOKEN": baselinker.TokenRejected},
		400: {"ERROR_INTERNAL": baselinker.Refused, "ERROR_AUTH_TOKEN": baselinker.TokenRejected},
		429: {"ERROR_INTERNAL": baselinker.Unreachable, "ERROR_TOO_MANY_REQUESTS": baselinker.Blocked},
		500: {"ERROR_INTERNAL": baselinker.Unreachable, "ERROR_AUTH_TOKEN": baselinker.TokenRejected, "ERROR_BLOCKED_TOKEN": baselinker.Blocked},
	} {
		for code, kind := range want {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, `{"status":"ERROR","error_code":"`+code+`","error_message":""}`)
			}))
			e := failure(t, baselinker.New(server.URL, "1-2-ABC", baselinker.Options{}).SetStatus(t.Context(), 1, 2))
			server.Close()
			require.Equal(t, kind, e.Kind, "%d %s", status, code)
			require.Equal(t, kind == baselinker.Unreachable && status == 500, e.MaybeApplied)
			require.Equal(t, status, e.Status)
		}
	}
}

func TestOnceIsOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, fakebase.Config{})
	once := s.Once()
	_, err := once.Statuses(t.Context())
	require.NoError(t, err)
	_, err = once.Statuses(t.Context())
	require.ErrorContains(t, err, "one request")
	require.Len(t, s.base.Calls(), 1)
}

func TestAnAddressThatIsTooLongIsntAskedFor(t *testing.T) {
	t.Parallel()
	s := newShop(t, fakebase.Config{})
	fits, long := strings.Repeat("ą", 38)+"@example.com", strings.Repeat("ą", 39)+"@example.com"
	_, err := s.Orders(t.Context(), baselinker.OrdersQuery{Email: fits})
	require.NoError(t, err)
	_, err = s.Orders(t.Context(), baselinker.OrdersQuery{Email: long})
	require.ErrorIs(t, err, baselinker.ErrEmailTooLong)
	_, err = s.OrdersByEmail(t.Context(), long)
	require.ErrorIs(t, err, baselinker.ErrEmailTooLong)
	require.Len(t, s.base.Calls(), 1)
}
