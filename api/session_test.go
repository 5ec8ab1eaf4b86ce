package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

const password = "zażółć gęślą jaźń"

// newLogin makes a person who can log in by password.
func newLogin(t *testing.T, n *apitest.Node, role desk.Role) desk.Account {
	t.Helper()
	hash, err := api.HashPassword(password)
	require.NoError(t, err)
	a := apitest.NewAgent(t, n.Store, "Zofia Żak", role)
	_, err = api.HashPassword(password)
	require.NoError(t, err)
	apitest.Exec(t, sharedURL, `UPDATE agents SET password_hash = $2 WHERE id = $1`, a.ID, hash)
	return a
}

func logIn(t *testing.T, who *apitest.Caller, email, password string) *apitest.Answer {
	t.Helper()
	return who.Do(t, http.MethodPost, "/api/v1/session", apitest.M{"email": email, "password": password})
}

// cookieOf returns the cookie of a login, parsed.
func cookieOf(t *testing.T, a *apitest.Answer) *http.Cookie {
	t.Helper()
	cookie, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
	require.NoError(t, err)
	return cookie
}

func TestLoggingIn(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	zofia := newLogin(t, shared, desk.Admin)
	a := logIn(t, c.Stranger(), "  "+strings.ToUpper(zofia.Email)+" ", password)
	var me contract.Me
	a.Into(t, http.StatusOK, &me)
	require.Equal(t, []any{zofia.ID, zofia.Email, contract.Role("admin"), contract.Locale("pl")}, []any{me.ID, me.Email, me.Role, me.Locale})
	require.ElementsMatch(t, []string{"ticket.read", "ticket.write", "workflow.read", "channel.write", "settings.write", "rule.write"}, me.Permissions)
	require.Equal(t, `http://ui.example/namespaces/default/workflows?query=WorkflowType%3D%22Conversation%22`, me.Operations.TemporalUI)
	cookie := cookieOf(t, a)
	require.Equal(t, "rozmowa", cookie.Name)
	require.True(t, cookie.HttpOnly)
	require.False(t, cookie.Secure)
	require.Equal(t, []any{http.SameSiteLaxMode, "/", 14 * 24 * 3600, ""}, []any{cookie.SameSite, cookie.Path, cookie.MaxAge, cookie.Domain})
	require.Len(t, cookie.Value, 43)
	session := &apitest.Caller{Node: shared, Cookie: cookie.Name + "=" + cookie.Value}
	session.Do(t, http.MethodGet, "/api/v1/session", nil).Into(t, http.StatusOK, &me)
	require.Equal(t, zofia.ID, me.ID)

	t.Run("the settings are one's own", func(t *testing.T) {
		session.Do(t, http.MethodPatch, "/api/v1/profile", apitest.M{"locale": "en"}).Into(t, http.StatusOK, &me)
		require.Equal(t, contract.Locale("en"), me.Locale)
		e := session.Do(t, http.MethodPatch, "/api/v1/profile", apitest.M{"locale": "de"}).Refused(t, http.StatusBadRequest, "invalid", "locale")
		require.Equal(t, "locale", *e.Field)
	})
	t.Run("an agent is led to no workflows", func(t *testing.T) {
		var me contract.Me
		c.As(t, c.Anna).Do(t, http.MethodGet, "/api/v1/session", nil).Into(t, http.StatusOK, &me)
		require.Nil(t, me.Operations)
	})
	t.Run("logging out ends this session alone", func(t *testing.T) {
		second := cookieOf(t, logIn(t, c.Stranger(), zofia.Email, password))
		a := session.Do(t, http.MethodDelete, "/api/v1/session", nil).OK(t, http.StatusNoContent)
		gone := cookieOf(t, a)
		require.Equal(t, []any{"rozmowa", "", -1}, []any{gone.Name, gone.Value, gone.MaxAge})
		session.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
		(&apitest.Caller{Node: shared, Cookie: "rozmowa=" + second.Value}).Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK)
	})
	t.Run("what does not let one in looks the same", func(t *testing.T) {
		gone := newLogin(t, shared, desk.Agent)
		apitest.Exec(t, sharedURL, `UPDATE agents SET disabled_at = now() WHERE id = $1`, gone.ID)
		var answers []string
		for _, try := range [][2]string{{zofia.Email, "nie to"}, {"nikt@example.com", password}, {gone.Email, password}, {"", ""}, {zofia.Email, ""}} {
			a := logIn(t, c.Stranger(), try[0], try[1])
			a.Refused(t, http.StatusUnauthorized, "unauthenticated", "wrong_credentials")
			require.Empty(t, a.Header.Get("Set-Cookie"))
			answers = append(answers, string(a.Body))
		}
		for _, a := range answers {
			require.Equal(t, answers[0], a)
		}
	})
	t.Run("what Postgres could not hold is refused before", func(t *testing.T) {
		logIn(t, c.Stranger(), "a\x00b@example.com", password).Refused(t, http.StatusBadRequest, "invalid", "control_character")
		logIn(t, c.Stranger(), strings.Repeat("a", 255)+"@example.com", password).Refused(t, http.StatusBadRequest, "invalid", "too_long")
		logIn(t, c.Stranger(), zofia.Email, strings.Repeat("ą", 257)).Refused(t, http.StatusBadRequest, "invalid", "too_long")
	})
}

func TestTheCookieBehindHTTPSIsBoundToTheHost(t *testing.T) {
	t.Parallel()
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{PublicURL: "https://chat.example/", Limits: apitest.NoLimits})
	zofia := newLogin(t, n, desk.Agent)
	cookie := cookieOf(t, logIn(t, n.Stranger(), zofia.Email, password))
	require.Equal(t, []any{"__Host-rozmowa", true, true, "/", ""}, []any{cookie.Name, cookie.Secure, cookie.HttpOnly, cookie.Path, cookie.Domain})
	plain := &apitest.Caller{Node: n, Cookie: "rozmowa=" + cookie.Value}
	plain.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
	(&apitest.Caller{Node: n, Cookie: "__Host-rozmowa=" + cookie.Value}).Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK)
}

func TestLoginsAreLimitedByAddressAndByEmail(t *testing.T) {
	t.Parallel()
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{TrustedProxies: []string{"127.0.0.1"}, Limits: api.Limits{LoginsPerMinute: 4}})
	from := func(address string) *apitest.Caller { return n.Stranger().With("X-Forwarded-For", address) }
	limited := func(a *apitest.Answer) {
		t.Helper()
		e := a.Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
		require.Greater(t, *e.RetryAfterMs, 1000)
		require.LessOrEqual(t, *e.RetryAfterMs, 15_000)
		require.NotEmpty(t, a.Header.Get("Retry-After"))
	}
	wrong := func(a *apitest.Answer) {
		t.Helper()
		a.Refused(t, http.StatusUnauthorized, "unauthenticated", "wrong_credentials")
	}
	wrong(logIn(t, from("192.0.2.1"), "a@example.com", "x"))
	wrong(logIn(t, from("192.0.2.1"), "b@example.com", "x"))
	limited(logIn(t, from("192.0.2.1"), "c@example.com", "x"))
	wrong(logIn(t, from("192.0.2.2"), "A@example.com", "x"))
	limited(logIn(t, from("192.0.2.3"), " a@example.com", "x"))

	t.Run("all addresses of one IPv6 network are one caller", func(t *testing.T) {
		wrong(logIn(t, from("2001:db8::1"), "d@example.com", "x"))
		wrong(logIn(t, from("2001:db8::2"), "e@example.com", "x"))
		limited(logIn(t, from("2001:db8::3"), "f@example.com", "x"))
		wrong(logIn(t, from("2001:db8:0:1::1"), "f@example.com", "x"))
	})
	t.Run("without a trusted proxy the header is nothing", func(t *testing.T) {
		n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{Limits: api.Limits{LoginsPerMinute: 2}})
		wrong(logIn(t, n.Stranger().With("X-Forwarded-For", "192.0.2.8"), "g@example.com", "x"))
		a := logIn(t, n.Stranger().With("X-Forwarded-For", "192.0.2.9"), "h@example.com", "x")
		a.Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
	})
}

func TestAnotherSitesPageMayNotWrite(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	write := func(who *apitest.Caller) *apitest.Answer {
		return who.Do(t, http.MethodPost, chat.TicketPath("/read"), apitest.M{"seq": 1})
	}
	for name, who := range map[string]*apitest.Caller{
		"the browser says cross-site":        anna.With("Sec-Fetch-Site", "cross-site"),
		"the browser says same-site":         anna.With("Sec-Fetch-Site", "same-site"),
		"an older one names another origin":  anna.With("Origin", "https://evil.example"),
		"or none that can be told":           anna.With("Origin", "null"),
		"another port is another origin too": anna.With("Origin", "http://127.0.0.1:1"),
	} {
		a := write(who)
		require.Equal(t, http.StatusForbidden, a.Status, name)
		require.Contains(t, string(a.Body), `"code":"cross_origin"`, name)
	}
	for name, who := range map[string]*apitest.Caller{
		"our own page": anna.With("Sec-Fetch-Site", "same-origin"), "no browser at all": anna, "our origin": anna.With("Origin", c.URL),
	} {
		require.Equal(t, http.StatusNoContent, write(who).Status, name)
	}
	t.Run("reading is free, and shows nothing to another site's scripts", func(t *testing.T) {
		a := anna.With("Sec-Fetch-Site", "cross-site").Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK)
		require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"))
	})
	t.Run("behind a proxy that changes Host the public address is ours", func(t *testing.T) {
		n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{PublicURL: "http://chat.example"})
		anna := &apitest.Caller{Node: n, Cookie: anna.Cookie}
		anna.With("Origin", "http://chat.example").Do(t, http.MethodPost, chat.TicketPath("/read"), apitest.M{"seq": 1}).OK(t, http.StatusNoContent)
		anna.With("Origin", "http://chat.example").Inbox(t)
		_, response, err := anna.With("Origin", "http://chat.example.evil").TryDial("/api/v1/socket")
		require.Error(t, err)
		require.Equal(t, http.StatusForbidden, response.StatusCode)
	})
}

func TestASessionThatEndsByTimeLetsNobodyIn(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	anna := c.As(t, c.Anna)
	anna.Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK)
	apitest.Exec(t, sharedURL, `UPDATE sessions SET expires_at = now() WHERE agent_id = $1`, c.Anna.ID)
	// The change is notified, which takes a moment.
	apitest.Eventually(t, func() bool { return anna.Do(t, http.MethodGet, "/api/v1/session", nil).Status != http.StatusOK }, "the session's end")
	anna.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
	c.AsFor(t, c.Anna, time.Hour).Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK)
}
