package api_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
)

func TestBadRequestsAreToldWhatIsWrong(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	id := uuid.NewString()
	message := func(id, body string) string { return `{"id":"` + id + `","body":"` + body + `"}` }
	for name, bad := range map[string]struct {
		body   string
		status int
		kind   contract.ErrorKind
		code   string
		field  string
	}{
		"no body":                          {"", 400, "invalid", "json", ""},
		"broken JSON":                      {`{"id":`, 400, "invalid", "json", ""},
		"something else than JSON":         {`<xml/>`, 400, "invalid", "json", ""},
		"an array":                         {`[]`, 400, "invalid", "type", ""},
		"a number for the text":            {`{"id":"` + id + `","body":7}`, 400, "invalid", "type", "body"},
		"null":                             {`null`, 400, "invalid", "empty", "body"},
		"an id that is none":               {message("x", "cześć"), 400, "invalid", "request", ""},
		"no id":                            {`{"body":"cześć"}`, 400, "invalid", "missing", "id"},
		"an id of the workflow's kind":     {message(uuid.NewSHA1(uuid.Nil, nil).String(), "cześć"), 400, "invalid", "entry_id", "id"},
		"no text":                          {`{"id":"` + id + `"}`, 400, "invalid", "empty", "body"},
		"a blank text":                     {message(id, ` \n\t\u200b`), 400, "invalid", "empty", "body"},
		"a NUL":                            {message(id, `a\u0000b`), 400, "invalid", "control_character", "body"},
		"a control character":              {message(id, `a\u001bb`), 400, "invalid", "control_character", "body"},
		"invalid UTF-8":                    {message(id, "a\xff"), 400, "invalid", "utf8", ""},
		"half a character at the end":      {message(id, "a\xc5"), 400, "invalid", "utf8", ""},
		"a text of 10,001 characters":      {message(id, strings.Repeat("ż", 10_001)), 400, "invalid", "too_long", "body"},
		"a body over the limit":            {message(id, strings.Repeat("a", 128<<10)), 413, "too_large", "body_too_large", ""},
		"a body far over the limit":        {strings.Repeat("a", 4<<20), 413, "too_large", "body_too_large", ""},
		"very deep JSON, which is refused": {strings.Repeat(`[`, 100_000), 400, "invalid", "json", ""},
	} {
		for who, ask := range map[string]func() *apitest.Answer{
			"customer": func() *apitest.Answer { return chat.Do(t, http.MethodPost, chat.Path("/entries"), bad.body) },
			"agent": func() *apitest.Answer {
				body := bad.body
				if strings.HasPrefix(body, `{"`) && strings.HasSuffix(body, "}") {
					body = body[:len(body)-1] + `,"kind":"message"}`
				}
				return anna.Do(t, http.MethodPost, chat.TicketPath("/entries"), body)
			},
		} {
			a := ask()
			require.Equal(t, bad.status, a.Status, "%s: %s: %s", who, name, a.Body)
			e := a.Refused(t, bad.status, bad.kind, bad.code)
			if bad.field != "" {
				require.Equal(t, bad.field, *e.Field, name)
			}
		}
	}
	entries, _ := chat.Entries(t, chat.Path("/entries"), 0)
	require.Len(t, entries, 1, "nothing was written")

	t.Run("the longest text, each character escaped, is taken", func(t *testing.T) {
		longest := strings.Repeat(`\ud83d\ude00`, 10_000)
		var e contract.Entry
		chat.Do(t, http.MethodPost, chat.Path("/entries"), message(id, longest)).Into(t, http.StatusCreated, &e)
		require.Equal(t, strings.Repeat("😀", 10_000), *e.Body)
	})
	t.Run("text is kept as it was typed", func(t *testing.T) {
		body := "<script>alert('x')</script>\n\tzażółć & \u2028 'DROP TABLE' $& \\u0000 👩‍👩‍👧"
		require.Equal(t, body, *chat.Say(t, body).Body)
	})
}

func TestAddressesAndParametersThatAreWrong(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	for path, want := range map[string]string{
		"/api/v1/tickets": "400 request", "/api/v1/tickets?view=none": "400 view",
		"/api/v1/tickets?view=all&limit=0": "400 limit", "/api/v1/tickets?view=all&limit=101": "400 limit",
		"/api/v1/tickets?view=all&limit=x": "400 request", "/api/v1/tickets?view=all&cursor=%ff": "400 cursor",
		"/api/v1/tickets?view=all&cursor=AAAA": "400 cursor", "/api/v1/tickets/1": "400 request",
		"/api/v1/tickets/" + uuid.NewString(): "404 ", chat.TicketPath("/entries?limit=501"): "400 limit",
		chat.TicketPath("/entries?limit=-1"): "400 limit", chat.TicketPath("/entries?before=0"): "400 before",
		chat.TicketPath("/entries?before=-9223372036854775808"): "400 before",
		chat.TicketPath("/entries?after=99999999999999999999"):  "400 request",
		chat.TicketPath("/entries?after=-5"):                    "200 ", chat.TicketPath("/entries?after=9223372036854775807"): "200 ",
		"/api/v1/widget/%00": "404 ", "/api/v1/widget/%ff": "404 ", "/widget/%00.js": "404 ", "/widget/%ff/frame": "404 ",
		"/api/v1/widget/" + strings.Repeat("x", 9000): "404 ",
	} {
		a := anna.Do(t, http.MethodGet, path, nil)
		status, field, _ := strings.Cut(want, " ")
		require.Equal(t, status, fmt.Sprint(a.Status), "%s: %s", path, a.Body)
		if a.Status == 400 && field != "request" {
			require.Contains(t, string(a.Body), `"field":"`+field+`"`, path)
		}
	}
}

// TestABodyThatNeverEnds: who tells of more than comes is answered, and the database isn't blamed.
func TestABodyThatEndsTooEarlyIsTheCallersFault(t *testing.T) {
	t.Parallel()
	chat := newCompany(t).Chat(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(shared.URL, "http://"))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\n{", chat.Path("/entries"), chat.Token)
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusBadRequest, response.StatusCode)
}

func TestHeadIsAnsweredAsGet(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	for path, status := range map[string]int{"/healthz": 200, "/api/v1/widget/" + c.Shop.Key: 200, "/api/v1/session": 401, "/": 302, "/nothing": 404} {
		a := c.Stranger().Do(t, http.MethodHead, path, nil)
		require.Equal(t, status, a.Status, path)
		require.Empty(t, a.Body, path)
	}
}

// TestRequestsAtOnceDisturbNoContext runs many requests on few contexts: the race detector sees it when one is
// still looked at after its request.
func TestRequestsAtOnceDisturbNoContext(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for range 50 {
				for _, path := range []string{"/api/v1/tickets?view=all", chat.TicketPath(""), "/widget/" + c.Shop.Key + ".js"} {
					if _, err := anna.Try(http.MethodGet, path, nil); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	asking.Wait()
}
