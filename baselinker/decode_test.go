package baselinker

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDecimal(t *testing.T) {
	for text, want := range map[string]struct {
		n     int64
		exact bool
	}{
		"0":                       {0, true},
		"50":                      {5000, true},
		"129.9":                   {12990, true},
		"129.90":                  {12990, true},
		"129,90":                  {12990, true},
		"1 299,00":                {129900, true},
		"1\u00a0299.00":           {129900, true},
		"19.989999999999998":      {1999, false},
		"129.90000000000001":      {12990, false},
		"0.005":                   {1, false},
		"0.0049999":               {0, false},
		"-0.005":                  {-1, false},
		"-12.5":                   {-1250, true},
		"+3":                      {300, true},
		".5":                      {50, true},
		"5.":                      {500, true},
		"1.0e+3":                  {100000, true},
		"1E-2":                    {1, true},
		"1e-3":                    {0, false},
		"90071992547409.93":       {9007199254740993, true}, // a float64 has 92
		"0000000000000000000001":  {100, true},
		"0.00000000000000000000":  {0, true},
		"9999999999999999.99":     {999999999999999999, true},
		"0.000000000000000000019": {0, false},
	} {
		n, exact, ok := decimal(text, 2)
		require.True(t, ok, text)
		require.Equal(t, want.n, n, text)
		require.Equal(t, want.exact, exact, text)
	}
	for _, text := range []string{"", "-", ".", "brak", "12zł", "1.299,00", "0x10", "1e", "1e99999", "e5", "--5", "99999999999999999", "1e40", "NaN"} {
		_, _, ok := decimal(text, 2)
		require.False(t, ok, text)
	}
}

func member(raw string) object { return object{"x": json.RawMessage(raw)} }

func TestNumbersComeInAnyType(t *testing.T) {
	for raw, want := range map[string]int64{
		`7`: 7, `"7"`: 7, `" 7 "`: 7, `7.0`: 7, `"7.00"`: 7, `7e0`: 7, `true`: 1, `false`: 0, `null`: 0, `""`: 0, `[]`: 0, `{}`: 0,
		`"brak"`: 0, `7.5`: 0, `-3`: -3, `9007199254740993`: 9007199254740993, `99999999999999999999`: 0,
	} {
		require.Equal(t, want, member(raw).integer("x"), raw)
	}
	for raw, want := range map[string]int{`2`: 2, `"2.0"`: 2, `2.5`: 3, `-1`: 0, `null`: 0, `1e17`: maxQuantity, `"brak"`: 0} {
		require.Equal(t, want, member(raw).quantity("x"), raw)
	}
	for raw, want := range map[string]bool{
		`true`: true, `1`: true, `"1"`: true, `"true"`: true, `"TRUE"`: true, `2`: true,
		`false`: false, `0`: false, `"0"`: false, `""`: false, `null`: false, `"false"`: false, `[]`: false, `"brak"`: false,
	} {
		require.Equal(t, want, member(raw).yes("x"), raw)
	}
	require.Zero(t, object{}.integer("x"))
	require.EqualValues(t, 5, object{"y": json.RawMessage(`5`)}.integer("x", "y"))
	for raw, want := range map[string]Money{`129.9`: 12990, `"129.90"`: 12990, `50`: 5000, `null`: 0, `1e15`: 0, `-5`: -500, `"gratis"`: 0} {
		require.Equal(t, want, member(raw).money("x"), raw)
	}
}

func TestDatesAreSecondsOrNone(t *testing.T) {
	require.Equal(t, time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), member(`"1795428000"`).time("x"))
	for _, raw := range []string{`0`, `"0"`, `null`, `""`, `-1`, `"2026-11-23"`, `99999999999999`, `[]`} {
		require.True(t, member(raw).time("x").IsZero(), raw)
	}
}

func TestTextsAreTrimmedAndCut(t *testing.T) {
	for raw, want := range map[string]string{
		`"  Łódź \n"`:                        "Łódź",
		`"a\u0000b\u001bc\td"`:               "abc\td",
		`"a\nb"`:                             "a\nb",
		`17`:                                 "17",
		`1.50`:                               "1.50",
		`true`:                               "1",
		`false`:                              "",
		`null`:                               "",
		`{"login":"x"}`:                      "",
		`["x"]`:                              "",
		`"` + strings.Repeat("ż", 31) + `"`:  strings.Repeat("ż", 30),
		`"` + strings.Repeat("ż ", 31) + `"`: strings.TrimSpace(strings.Repeat("ż ", 15)),
		"\"z\xffy\"":                         "z\ufffdy",
		`"\ud83d"`:                           "\ufffd",
	} {
		require.Equal(t, want, member(raw).text(30, "x"), raw)
	}
}

func TestLinksAreThoseThatABrowserMayOpen(t *testing.T) {
	require.Equal(t, "https://inpost.pl/a?b=c#d", member(`" https:\/\/inpost.pl\/a?b=c#d "`).link("x"))
	require.Equal(t, "HTTP://x.pl/", member(`"HTTP://x.pl/"`).link("x"))
	for _, raw := range []string{`"javascript:alert(1)"`, `"data:text/html,x"`, `"//x.pl"`, `"/a"`, `"x.pl"`, `"https://"`, `"https://jan:x@x.pl/"`, `"ftp://x.pl"`,
		`"https://x.pl/\u0007` + strings.Repeat("x", maxURL) + `"`, `5`, `null`, `"https://x.pl:zz/"`} {
		require.Empty(t, member(raw).link("x"), raw)
	}
}

func TestAnAddressIsntCut(t *testing.T) {
	require.Empty(t, member(`"`+strings.Repeat("x", 290)+`@example.com"`).email("x"))
	require.Equal(t, "Jan@Example.com", member(`" Jan@Example.com "`).email("x"))
}

func TestListsAndMapsStandForEachOther(t *testing.T) {
	for raw, want := range map[string][]entry{
		`[]`: nil, `{}`: nil, `null`: nil, `""`: nil, `false`: nil,
		`["a", {"b":1}]`:       {{"0", json.RawMessage(`"a"`)}, {"1", json.RawMessage(`{"b":1}`)}},
		`{"5": "a", "0" : []}`: {{"5", json.RawMessage(`"a"`)}, {"0", json.RawMessage(`[]`)}},
	} {
		got, ok := entries(json.RawMessage(raw))
		require.True(t, ok, raw)
		require.Equal(t, want, got, raw)
	}
	for _, raw := range []string{``, `5`, `"x"`, `true`} {
		_, ok := entries(json.RawMessage(raw))
		require.False(t, ok, raw)
	}
}

func TestOnlyAnOrderWithoutItsNumberIsLeftOut(t *testing.T) {
	var log bytes.Buffer
	c := answering(http.StatusOK, `{"status":"SUCCESS","orders":{"3":{"order_id":"12"},"4":{"order_id":0,"email":"jan@example.com"},"5":null,
		"6":{"email":"ewa@example.com"},"7":{"order_id":13,"products":{"0":{"name":"Kubek","price_brutto":"9,99","quantity":"2"}},"delivery_price":[]}}}`, &log)
	page, err := c.Orders(t.Context(), OrdersQuery{})
	require.NoError(t, err)
	require.Equal(t, 3, page.Skipped)
	require.Len(t, page.Orders, 2)
	require.EqualValues(t, 1998, page.Orders[1].Total())
	require.Contains(t, log.String(), "rows=3")
	require.NotContains(t, log.String(), "example.com")
}

func TestBlockedUntil(t *testing.T) {
	now := time.Date(2026, 11, 23, 13, 30, 0, 0, time.UTC) // 14:30 in Poland
	const words = "Query limit exceeded, token blocked until "
	for message, want := range map[string]time.Duration{
		words + "2026-11-23 14:40:00":     10 * time.Minute, // Polish time
		words + "2026-11-23 13:40:00":     10 * time.Minute, // UTC
		words + "2026-11-23T14:31:00":     time.Minute,
		words + "2026-11-23 14:29:59":     minBlock, // our clock is ahead
		words + "2026-11-23 14:30:03":     minBlock,
		words + "2026-11-23 18:00:00":     longestBlock,
		words + "2026-11-24 00:00:00 foo": longestBlock,
		words + "23.11.2026":              usualBlock,
		words + "2026-13-45 99:00:00":     usualBlock,
		"":                                usualBlock,
	} {
		require.Equal(t, want, blockedUntil(message, now).Sub(now), message)
	}
}

// answering is a client that gets this answer.
func answering(status int, body string, log io.Writer) *Client {
	return New("http://base.example/connector.php", "1-2-ABC", Options{
		HTTP: &http.Client{Transport: answerer(func() *http.Response {
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
		})},
		Log: slog.New(slog.NewTextHandler(log, nil)),
	})
}

type answerer func() *http.Response

func (a answerer) RoundTrip(r *http.Request) (*http.Response, error) {
	_ = r.Body.Close()
	return a(), nil
}
