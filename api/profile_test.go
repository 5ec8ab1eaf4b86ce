package api_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

func TestAnotherNameShowsInOpenInboxes(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	chat.Join(t, c.Anna)
	piotr, anna := c.As(t, c.Piotr), c.As(t, c.Anna)
	socket := piotr.Inbox(t)
	var me contract.Me
	anna.Do(t, http.MethodPatch, "/api/v1/profile", apitest.M{"name": "  Anna Kos "}).Into(t, http.StatusOK, &me)
	require.Equal(t, "Anna Kos", me.Name)
	socket.Until(t, "vocabulary")
	var ticket contract.Ticket
	piotr.Do(t, http.MethodGet, chat.TicketPath(""), nil).Into(t, http.StatusOK, &ticket)
	require.Equal(t, "Anna Kos", ticket.Summary.Agent.Name)
	entries, _ := piotr.Entries(t, chat.TicketPath("/entries"), 0)
	require.Equal(t, "Anna Nowak", entries[1].Author.Name, "entries keep the name they were written with")

	for name, code := range map[string]string{"": "empty", " ": "empty", strings.Repeat("ż", 81): "too_long", "a\nb": "control_character"} {
		e := anna.Do(t, http.MethodPatch, "/api/v1/profile", apitest.M{"name": name}).Refused(t, http.StatusBadRequest, "invalid", code)
		require.Equal(t, "name", *e.Field)
	}
}

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{Limits: api.Limits{LoginsPerMinute: 8}})
	zofia := newLogin(t, n, desk.Agent)
	here, there := n.As(t, zofia), n.As(t, zofia)
	socket := there.Inbox(t)
	change := func(current, next string) *apitest.Answer {
		return here.Do(t, http.MethodPut, "/api/v1/profile/password", apitest.M{"current": current, "password": next})
	}
	e := change(password, "za krótkie"[:8]).Refused(t, http.StatusBadRequest, "invalid", "too_short")
	require.Equal(t, "password", *e.Field)
	change(password, strings.Repeat("ż", 257)).Refused(t, http.StatusBadRequest, "invalid", "too_long")
	for _, wrong := range []string{"nie to", strings.Repeat("ż", 257)} {
		e = change(wrong, "całkiem inne hasło").Refused(t, http.StatusBadRequest, "invalid", "wrong_password")
		require.Equal(t, "current", *e.Field)
	}
	there.Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK)
	change(password, "całkiem inne hasło").OK(t, http.StatusNoContent)
	require.Error(t, socket.Ended(t), "the other place is logged out")
	there.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
	here.Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK)
	logIn(t, n.Stranger(), zofia.Email, password).Refused(t, http.StatusUnauthorized, "unauthenticated", "wrong_credentials")
	logIn(t, n.Stranger(), zofia.Email, "całkiem inne hasło").OK(t, http.StatusOK)

	change("nie to", "jeszcze inne hasło").Refused(t, http.StatusBadRequest, "invalid", "wrong_password")
	for range 10 { // whoever found an open session can't try on and on
		if a := change("nie to", "jeszcze inne hasło"); a.Status != http.StatusBadRequest {
			a.Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
			return
		}
	}
	require.Fail(t, "tries were not limited")
}

func TestEndingSessions(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0"
	zofia := newLogin(t, shared, desk.Agent)
	var callers [3]*apitest.Caller
	for i := range callers {
		cookie := cookieOf(t, logIn(t, c.Stranger().With("User-Agent", firefox), zofia.Email, password))
		callers[i] = &apitest.Caller{Node: shared, Cookie: "rozmowa=" + cookie.Value}
	}
	here, second, third := callers[0], callers[1], callers[2]
	sessions := func() []contract.LoginSession {
		t.Helper()
		var list struct{ Sessions []contract.LoginSession }
		here.Do(t, http.MethodGet, "/api/v1/profile/sessions", nil).Into(t, http.StatusOK, &list)
		return list.Sessions
	}
	all := sessions()
	require.Len(t, all, 3)
	require.Equal(t, []any{true, "Firefox", "Windows"}, []any{all[0].Current, all[0].Browser, all[0].System})
	socket := third.Inbox(t)
	second.Do(t, http.MethodDelete, "/api/v1/profile/sessions/"+all[0].ID.String(), nil).OK(t, http.StatusNoContent)
	here.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
	here = second
	all = sessions()
	require.Len(t, all, 2)
	c.As(t, c.Anna).Do(t, http.MethodDelete, "/api/v1/profile/sessions/"+all[1].ID.String(), nil).OK(t, http.StatusNoContent)
	third.Do(t, http.MethodGet, "/api/v1/session", nil).OK(t, http.StatusOK) // it wasn't Anna's
	here.Do(t, http.MethodDelete, "/api/v1/profile/sessions", nil).OK(t, http.StatusNoContent)
	require.Error(t, socket.Ended(t))
	third.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
	require.Len(t, sessions(), 1)
}

// aPicture is one of two colours, left and right of the middle.
func aPicture(t *testing.T, width, height int) []byte {
	t.Helper()
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p.SetNRGBA(x, y, color.NRGBA{R: uint8(200 * (2 * x / width)), G: 90, A: 255})
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, p))
	return b.Bytes()
}

func TestPhotos(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	chat.Join(t, c.Anna)
	anna, piotr := c.As(t, c.Anna), c.As(t, c.Piotr)
	address := "/api/v1/agents/" + c.Anna.ID.String() + "/photo"
	piotr.Do(t, http.MethodGet, address, nil).Refused(t, http.StatusNotFound, "not_found", "photo_not_found")

	var me contract.Me
	anna.Do(t, http.MethodPut, "/api/v1/profile/photo", aPicture(t, 800, 500)).Into(t, http.StatusOK, &me)
	require.NotNil(t, me.Photo)
	first := *me.Photo
	a := piotr.Do(t, http.MethodGet, address+"?v="+first.String(), nil).OK(t, http.StatusOK)
	require.Equal(t, []string{"image/jpeg", "private, max-age=31536000, immutable", `"` + first.String() + `"`, "nosniff", "default-src 'none'; sandbox"},
		[]string{a.Header.Get("Content-Type"), a.Header.Get("Cache-Control"), a.Header.Get("ETag"), a.Header.Get("X-Content-Type-Options"), a.Header.Get("Content-Security-Policy")})
	photo, err := jpeg.DecodeConfig(bytes.NewReader(a.Body))
	require.NoError(t, err)
	require.Equal(t, []int{256, 256}, []int{photo.Width, photo.Height})
	a = piotr.With("If-None-Match", `"`+first.String()+`"`).Do(t, http.MethodGet, address, nil).OK(t, http.StatusNotModified)
	require.Equal(t, "private, no-cache", a.Header.Get("Cache-Control"))
	require.Empty(t, a.Body)

	t.Run("colleagues hear of it", func(t *testing.T) {
		var ticket contract.Ticket
		piotr.Do(t, http.MethodGet, chat.TicketPath(""), nil).Into(t, http.StatusOK, &ticket)
		require.Equal(t, first, *ticket.Summary.Agent.Photo)
		var list struct{ Agents []contract.Assignee }
		piotr.Do(t, http.MethodGet, chat.TicketPath("/assignees"), nil).Into(t, http.StatusOK, &list)
		require.Equal(t, first, *list.Agents[0].Photo)
		require.Equal(t, first, *personIn(t, ada(t, c), c.Anna.ID).Photo)
	})
	t.Run("the customer doesn't", func(t *testing.T) {
		a := chat.Do(t, http.MethodGet, chat.Path(""), nil).OK(t, http.StatusOK)
		require.NotContains(t, string(a.Body), first.String())
	})
	t.Run("what is no picture, or too much of one, changes nothing", func(t *testing.T) {
		for code, upload := range map[string][]byte{
			"file_type": []byte("%PDF-1.7"), "file_broken": aPicture(t, 100, 100)[:80],
		} {
			anna.Do(t, http.MethodPut, "/api/v1/profile/photo", upload).Refused(t, http.StatusBadRequest, "invalid", code)
		}
		anna.Do(t, http.MethodPut, "/api/v1/profile/photo", nil).Refused(t, http.StatusBadRequest, "invalid", "file_type")
		anna.Do(t, http.MethodPut, "/api/v1/profile/photo", make([]byte, desk.MaxFile+1)).Refused(t, http.StatusRequestEntityTooLarge, "too_large", "file_too_large")
		anna.Do(t, http.MethodGet, "/api/v1/session", nil).Into(t, http.StatusOK, &me)
		require.Equal(t, first, *me.Photo)
	})
	t.Run("another one has another address", func(t *testing.T) {
		anna.Do(t, http.MethodPut, "/api/v1/profile/photo", aPicture(t, 90, 90)).Into(t, http.StatusOK, &me)
		require.NotEqual(t, first, *me.Photo)
		a := piotr.Do(t, http.MethodGet, address+"?v="+first.String(), nil).OK(t, http.StatusOK)
		require.Equal(t, "private, no-cache", a.Header.Get("Cache-Control"), "what is there now may be shown, and not kept under the old one")
	})
	anna.Do(t, http.MethodDelete, "/api/v1/profile/photo", nil).OK(t, http.StatusOK)
	piotr.Do(t, http.MethodGet, address, nil).Refused(t, http.StatusNotFound, "not_found", "photo_not_found")
	piotr.Do(t, http.MethodGet, "/api/v1/agents/"+uuid.NewString()+"/photo", nil).Refused(t, http.StatusNotFound, "not_found", "photo_not_found")
	piotr.Do(t, http.MethodGet, "/api/v1/agents/x/photo", nil).Refused(t, http.StatusNotFound, "not_found", "photo_not_found")
}
