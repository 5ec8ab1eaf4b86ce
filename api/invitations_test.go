package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/mail/mailtest"
)

// invitation is what an admin asks for, with fields changed.
func invitation(email string, channels ...uuid.UUID) apitest.M {
	if channels == nil {
		channels = []uuid.UUID{}
	}
	return apitest.M{"id": uuid.New(), "email": email, "role": "agent", "channels": channels, "teams": []uuid.UUID{}, "locale": "pl"}
}

// linkOf wants a link in the answer, and returns it with its token.
func linkOf(t *testing.T, a *apitest.Answer, status int) (link contract.InvitationLink, token string) {
	t.Helper()
	a.Into(t, status, &link)
	address, token, ok := strings.Cut(link.Link, "#")
	require.True(t, ok)
	require.True(t, strings.HasSuffix(address, "/inbox/invitation"), address)
	require.Len(t, token, 43)
	return link, token
}

func look(t *testing.T, who *apitest.Caller, token string) *apitest.Answer {
	t.Helper()
	return who.Do(t, http.MethodPost, "/api/v1/invitation", apitest.M{"token": token})
}

func accept(t *testing.T, who *apitest.Caller, token string, more apitest.M) *apitest.Answer {
	t.Helper()
	body := apitest.M{"token": token, "password": "całkiem inne hasło"}
	for k, v := range more {
		body[k] = v
	}
	return who.Do(t, http.MethodPost, "/api/v1/invitation/accept", body)
}

func TestAnInvitationIsMailedAndAccepted(t *testing.T) {
	t.Parallel()
	box := aBox(t)
	server := mailtest.Start(t, desk.MailStartTLS, "czat", "tajne hasło")
	n := newMailNode(t, api.Options{Secrets: box, Mail: &mail.Sender{Roots: server.Roots}})
	_, handed := linkOf(t, n.admin.Do(t, http.MethodPost, "/api/v1/invitations", invitation("bez@sklep.example")), http.StatusCreated)
	require.NotEmpty(t, handed, "without a mail server it is handed over")
	n.save(t, mailDraft(apitest.M{"host": server.Settings.Host, "port": server.Settings.Port}))

	link, token := linkOf(t, n.admin.Do(t, http.MethodPost, "/api/v1/invitations", invitation("ola@sklep.example", n.Shop.ID)), http.StatusCreated)
	require.True(t, link.Sent)
	require.Nil(t, link.Problem)
	mails := server.Mails()
	require.Len(t, mails, 1)
	require.Equal(t, "ola@sklep.example", mails[0].To)
	require.Contains(t, mails[0].Text, link.Link)
	require.Contains(t, mails[0].Text, "Zaprasza: Ada Admin")
	require.Contains(t, mails[0].Subject, "Sklep z kubkami")

	var open contract.OpenInvitation
	look(t, n.Stranger(), token).Into(t, http.StatusOK, &open)
	require.Equal(t, []any{"ola@sklep.example", contract.OpenInvitationPurposeInvitation, "Ada Admin"}, []any{open.Email, open.Purpose, *open.InvitedBy})
	for name, tt := range map[string]struct {
		more        apitest.M
		field, code string
	}{
		"no name":                {nil, "name", "empty"},
		"a long name":            {apitest.M{"name": strings.Repeat("o", 81)}, "name", "too_long"},
		"a short password":       {apitest.M{"name": "Ola Kos", "password": "krótkie"}, "password", "too_short"},
		"a very long password":   {apitest.M{"name": "Ola Kos", "password": strings.Repeat("x", 257)}, "password", "too_long"},
		"an unheard-of language": {apitest.M{"name": "Ola Kos", "locale": "de"}, "locale", "locale"},
	} {
		e := accept(t, n.Stranger(), token, tt.more).Refused(t, http.StatusBadRequest, "invalid", tt.code)
		require.Equal(t, tt.field, *e.Field, name)
	}
	a := accept(t, n.Stranger(), token, apitest.M{"name": "Ola Kos", "locale": "en"})
	var me contract.Me
	a.Into(t, http.StatusOK, &me)
	require.Equal(t, []any{"Ola Kos", contract.Role("agent"), contract.Locale("en")}, []any{me.Name, me.Role, me.Locale})
	ola := &apitest.Caller{Node: n.Node, Cookie: "rozmowa=" + cookieOf(t, a).Value}
	var channels struct{ Channels []contract.Channel }
	ola.Do(t, http.MethodGet, "/api/v1/channels", nil).Into(t, http.StatusOK, &channels)
	require.Len(t, channels.Channels, 1)
	require.Equal(t, n.Shop.ID, channels.Channels[0].ID)
	logIn(t, n.Stranger(), "ola@sklep.example", "całkiem inne hasło").OK(t, http.StatusOK)
	accept(t, n.Stranger(), token, apitest.M{"name": "Kto Inny"}).Refused(t, http.StatusGone, "closed", "invitation_used")
	n.admin.Do(t, http.MethodPost, "/api/v1/invitations", invitation("Ola@sklep.example")).Refused(t, http.StatusConflict, "conflict", "email_taken")

	for _, word := range []string{token, "ola@sklep.example", "Ola Kos", "inne hasło"} {
		require.NotContains(t, n.log.String(), word)
	}
}

func TestALinkThatCannotBeMailedSaysWhy(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, desk.MailStartTLS, "czat", "tajne hasło")
	n := newMailNode(t, api.Options{Secrets: aBox(t), Mail: &mail.Sender{Roots: server.Roots}})
	draft := invitation("ola@sklep.example")
	problem := func() contract.InvitationLinkProblem {
		t.Helper()
		link, _ := linkOf(t, n.admin.Do(t, http.MethodPost, "/api/v1/invitations", draft), http.StatusCreated)
		require.False(t, link.Sent)
		return *link.Problem
	}
	require.Equal(t, contract.InvitationLinkProblemMissing, problem())
	n.save(t, mailDraft(apitest.M{"host": server.Settings.Host, "port": server.Settings.Port}))
	server.RefuseTo(&mailtest.Refusal{Code: 550, EnhancedCode: [3]int{5, 1, 1}, Message: "ola@sklep.example: no such user"})
	require.Equal(t, contract.InvitationLinkProblemRecipient, problem())
	server.RefuseTo(nil)
	server.Break()
	require.Equal(t, contract.InvitationLinkProblemUnreachable, problem())
	require.NotContains(t, n.log.String(), "ola@sklep.example")
	require.Len(t, listed(t, n.admin).Invitations, 1, "one invitation, however often it was tried")
}

func TestLinksThatDontLetIn(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{})
	answers := map[string]struct{}{}
	for _, token := range []string{"", "x", strings.Repeat("a", 43), apitest.NewToken(), "' OR 1=1 --"} {
		a := look(t, n.Stranger(), token)
		a.Refused(t, http.StatusNotFound, "not_found", "invitation_unknown")
		answers[string(a.Body)] = struct{}{}
		a = accept(t, n.Stranger(), token, apitest.M{"name": "Ola", "password": "x"})
		a.Refused(t, http.StatusNotFound, "not_found", "invitation_unknown")
		answers[string(a.Body)] = struct{}{}
	}
	require.Len(t, answers, 1)

	draft := invitation("ola@sklep.example")
	_, first := linkOf(t, n.admin.Do(t, http.MethodPost, "/api/v1/invitations", draft), http.StatusCreated)
	address := "/api/v1/invitations/" + draft["id"].(uuid.UUID).String()
	_, second := linkOf(t, n.admin.Do(t, http.MethodPost, address+"/link", nil), http.StatusOK)
	look(t, n.Stranger(), first).Refused(t, http.StatusNotFound, "not_found", "invitation_unknown")
	n.admin.Do(t, http.MethodPost, "/api/v1/invitations", invitation("OLA@sklep.example")).Refused(t, http.StatusConflict, "conflict", "invited_already")
	apitest.Exec(t, n.url, `UPDATE invitations SET expires_at = now()`)
	look(t, n.Stranger(), second).Refused(t, http.StatusGone, "closed", "invitation_expired")
	require.True(t, listed(t, n.admin).Invitations[0].Expired)
	_, third := linkOf(t, n.admin.Do(t, http.MethodPost, address+"/link", nil), http.StatusOK)
	n.admin.Do(t, http.MethodDelete, address, nil).OK(t, http.StatusNoContent)
	look(t, n.Stranger(), third).Refused(t, http.StatusGone, "closed", "invitation_revoked")
	require.Empty(t, listed(t, n.admin).Invitations)
	n.admin.Do(t, http.MethodPost, address+"/link", nil).Refused(t, http.StatusNotFound, "not_found", "invitation_not_found")

	for field, wrong := range map[string]apitest.M{
		"email": {"email": "ola"}, "role": {"role": "boss"}, "locale": {"locale": "de"}, "id": {"id": uuid.Nil},
		"channels": {"channels": []uuid.UUID{uuid.New()}}, "teams": {"teams": make([]uuid.UUID, 1001)},
	} {
		body := invitation("ewa@sklep.example")
		for k, v := range wrong {
			body[k] = v
		}
		var refused contract.ErrorBody
		n.admin.Do(t, http.MethodPost, "/api/v1/invitations", body).Into(t, http.StatusBadRequest, &refused)
		require.Equal(t, field, *refused.Error.Field)
	}
}

func TestAPasswordIsResetByALink(t *testing.T) {
	t.Parallel()
	n := newMailNode(t, api.Options{})
	piotr := n.As(t, n.Piotr)
	socket := piotr.Inbox(t)
	_, token := linkOf(t, n.admin.Do(t, http.MethodPost, "/api/v1/people/"+n.Piotr.ID.String()+"/reset", nil), http.StatusOK)
	var open contract.OpenInvitation
	look(t, n.Stranger(), token).Into(t, http.StatusOK, &open)
	require.Equal(t, []any{contract.OpenInvitationPurposeReset, n.Piotr.Name, n.Piotr.Email}, []any{open.Purpose, *open.Name, open.Email})
	var me contract.Me
	accept(t, n.Stranger(), token, apitest.M{"name": "Nie Zmienia Nazwy"}).Into(t, http.StatusOK, &me)
	require.Equal(t, n.Piotr.Name, me.Name)
	require.Error(t, socket.Ended(t))
	piotr.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
	logIn(t, n.Stranger(), n.Piotr.Email, "całkiem inne hasło").OK(t, http.StatusOK)
	n.admin.Do(t, http.MethodPost, "/api/v1/people/"+uuid.NewString()+"/reset", nil).Refused(t, http.StatusNotFound, "not_found", "agent_not_found")
}

func TestLinksAreLimited(t *testing.T) {
	t.Parallel()
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{Limits: api.Limits{InvitationsPerMinute: 2, LoginsPerMinute: 4}})
	admin := n.As(t, apitest.NewAgent(t, n.Store, "Ada Admin", desk.Admin))
	mail := func() apitest.M { return invitation("ola@" + uuid.NewString() + ".example") }
	admin.Do(t, http.MethodPost, "/api/v1/invitations", mail()).OK(t, http.StatusCreated)
	admin.Do(t, http.MethodPost, "/api/v1/invitations", mail()).Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
	look(t, n.Stranger(), "x").Refused(t, http.StatusNotFound, "not_found", "invitation_unknown")
	accept(t, n.Stranger(), "x", nil).Refused(t, http.StatusNotFound, "not_found", "invitation_unknown")
	look(t, n.Stranger(), "x").Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
}
