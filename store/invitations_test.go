package store_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func anInvitation(email string) store.Invitation {
	return store.Invitation{ID: uuid.New(), Email: email, Locale: "pl", Role: desk.Agent}
}

// accepts is what somebody gives for a link.
func accepts(name string) store.Acceptance {
	return store.Acceptance{
		PasswordHash: "hash of " + name, Name: name, Locale: "en", Session: store.HashSessionToken(uuid.NewString()),
		Lifetime: time.Hour, UserAgent: "a test",
	}
}

func aToken() store.InvitationToken { return store.HashInvitationToken(uuid.NewString()) }

func TestAnInvitationMakesAnAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	team, err := h.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: "Zwroty"})
	require.NoError(t, err)
	gone := h.newChannel(t, "Dawny")
	i := anInvitation("Ola@sklep.example")
	i.Role, i.Channels, i.Teams = desk.Operator, []uuid.UUID{h.shop.ID, gone.ID}, []uuid.UUID{team.ID}
	token := aToken()
	made, err := h.CreateInvitation(t.Context(), h.anna.ID, i, token)
	require.NoError(t, err)
	require.Equal(t, []any{i.ID, i.Email, h.anna.Name, desk.Operator, false}, []any{made.ID, made.Email, made.InvitedBy, made.Role, made.Expired})
	require.WithinDuration(t, time.Now().Add(store.InvitationLifetime), made.ExpiresAt, time.Minute)
	list, err := h.Invitations(t.Context())
	require.NoError(t, err)
	require.Equal(t, []store.Invitation{*made}, list)
	require.NoError(t, h.DeleteChannel(t.Context(), gone.ID))

	a := accepts("Ola Kos")
	account, err := h.AcceptInvitation(t.Context(), token, a)
	require.NoError(t, err)
	require.Equal(t, []any{"Ola Kos", i.Email, desk.Operator, "en"}, []any{account.Name, account.Email, account.Role, account.Locale})
	_, hash, err := h.AccountByEmail(t.Context(), "ola@sklep.example")
	require.NoError(t, err)
	require.Equal(t, a.PasswordHash, hash)
	again, err := h.AccountBySession(t.Context(), a.Session)
	require.NoError(t, err)
	require.Equal(t, account, again)
	ola := h.one(t, account.ID)
	require.Equal(t, []any{[]uuid.UUID{h.shop.ID}, []uuid.UUID{team.ID}}, []any{ola.Channels, ola.Teams}, "the deleted chat is left out")
	require.False(t, ola.LastSeen.IsZero())
	list, err = h.Invitations(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)

	_, err = h.AcceptInvitation(t.Context(), token, accepts("Ktoś Inny"))
	requireKind(t, desk.Closed, "invitation_used", err)
	_, err = h.CreateInvitation(t.Context(), h.anna.ID, anInvitation("OLA@sklep.example"), aToken())
	requireKind(t, desk.Conflict, "email_taken", err)
}

func TestALinkIsUsedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := aToken()
	_, err := h.CreateInvitation(t.Context(), h.anna.ID, anInvitation("ola@sklep.example"), token)
	require.NoError(t, err)
	var made atomic.Int32
	try := func() error {
		_, err := h.AcceptInvitation(context.Background(), token, accepts("Ola"))
		if err == nil {
			made.Add(1)
		}
		if desk.CodeOf(err) == "invitation_used" {
			err = nil
		}
		return err
	}
	require.NoError(t, inParallel(slices.Repeat([]func() error{try}, 6)...))
	require.EqualValues(t, 1, made.Load())
}

func TestLinksThatLetNobodyIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	refused := func(token store.InvitationToken, kind desk.Kind, code string) {
		t.Helper()
		_, err := h.InvitationByToken(t.Context(), token)
		requireKind(t, kind, code, err)
		_, err = h.AcceptInvitation(t.Context(), token, accepts("Ola"))
		requireKind(t, kind, code, err)
	}
	invite := func(email string) (uuid.UUID, store.InvitationToken) {
		t.Helper()
		token := aToken()
		i, err := h.CreateInvitation(t.Context(), h.anna.ID, anInvitation(email), token)
		require.NoError(t, err)
		return i.ID, token
	}
	refused(aToken(), desk.NotFound, "invitation_unknown")

	id, token := invite("stary@sklep.example")
	_, err := h.DB().ExecContext(t.Context(), `UPDATE invitations SET expires_at = now() WHERE id = $1`, id)
	require.NoError(t, err)
	refused(token, desk.Closed, "invitation_expired")
	newer := aToken()
	renewed, err := h.RenewInvitation(t.Context(), h.piotr.ID, id, newer)
	require.NoError(t, err)
	require.Equal(t, []any{h.piotr.Name, false}, []any{renewed.InvitedBy, renewed.Expired})
	refused(token, desk.NotFound, "invitation_unknown")
	_, err = h.InvitationByToken(t.Context(), newer)
	require.NoError(t, err)

	id, token = invite("cofnięty@sklep.example")
	for range 2 {
		require.NoError(t, h.RevokeInvitation(t.Context(), id))
	}
	refused(token, desk.Closed, "invitation_revoked")
	_, err = h.RenewInvitation(t.Context(), h.anna.ID, id, aToken())
	requireKind(t, desk.NotFound, "invitation_not_found", err)
	requireKind(t, desk.NotFound, "invitation_not_found", h.RevokeInvitation(t.Context(), uuid.New()))

	_, token = invite("later@sklep.example")
	late := h.newAgent(t, "Later")
	_, err = h.DB().ExecContext(t.Context(), `UPDATE agents SET email = 'Later@sklep.example' WHERE id = $1`, late.ID)
	require.NoError(t, err)
	_, err = h.AcceptInvitation(t.Context(), token, accepts("Ola"))
	requireKind(t, desk.Conflict, "email_taken", err)
}

func TestOneAddressHasOneInvitation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, token := anInvitation("ola@sklep.example"), aToken()
	_, err := h.CreateInvitation(t.Context(), h.anna.ID, first, token)
	require.NoError(t, err)
	_, err = h.CreateInvitation(t.Context(), h.anna.ID, anInvitation("OLA@sklep.example"), aToken())
	requireKind(t, desk.Conflict, "invited_already", err)
	repeat := aToken()
	_, err = h.CreateInvitation(t.Context(), h.anna.ID, first, repeat) // its answer was lost
	require.NoError(t, err)
	_, err = h.InvitationByToken(t.Context(), repeat)
	require.NoError(t, err)
	other := first
	other.Email = "jan@sklep.example"
	_, err = h.CreateInvitation(t.Context(), h.anna.ID, other, aToken())
	requireKind(t, desk.Conflict, "invitation_id_reused", err)

	_, err = h.DB().ExecContext(t.Context(), `UPDATE invitations SET expires_at = now()`)
	require.NoError(t, err)
	_, err = h.CreateInvitation(t.Context(), h.anna.ID, anInvitation("ola@sklep.example"), aToken())
	require.NoError(t, err, "an expired one is no hindrance")
	list, err := h.Invitations(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)

	wrong := anInvitation("ewa@sklep.example")
	wrong.Channels = []uuid.UUID{uuid.New()}
	_, err = h.CreateInvitation(t.Context(), h.anna.ID, wrong, aToken())
	requireKind(t, desk.Invalid, "channels", err)
	wrong = anInvitation("ewa@sklep.example")
	wrong.Teams = []uuid.UUID{uuid.New()}
	_, err = h.CreateInvitation(t.Context(), h.anna.ID, wrong, aToken())
	requireKind(t, desk.Invalid, "unknown", err)
}

func TestALinkForAPasswordEndsAllSessions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	old := store.HashSessionToken("old")
	require.NoError(t, h.CreateSession(t.Context(), old, h.piotr.ID, time.Hour, ""))
	first, second := aToken(), aToken()
	for _, token := range []store.InvitationToken{first, second} {
		i, err := h.CreateReset(t.Context(), h.anna.ID, h.piotr.ID, token)
		require.NoError(t, err)
		require.Equal(t, []any{h.piotr.ID, h.piotr.Name, h.piotr.Email, h.anna.Name}, []any{i.Agent, i.AgentName, i.Email, i.InvitedBy})
		require.WithinDuration(t, time.Now().Add(store.ResetLifetime), i.ExpiresAt, time.Minute)
	}
	_, err := h.InvitationByToken(t.Context(), first)
	requireKind(t, desk.Closed, "invitation_revoked", err)
	list, err := h.Invitations(t.Context())
	require.NoError(t, err)
	require.Empty(t, list, "nobody is invited by it")

	a := accepts("Inne Nazwisko")
	account, err := h.AcceptInvitation(t.Context(), second, a)
	require.NoError(t, err)
	require.Equal(t, []string{h.piotr.Name, "pl"}, []string{account.Name, account.Locale}, "nothing but the password is set")
	_, err = h.AccountBySession(t.Context(), old)
	requireKind(t, desk.Unauthenticated, "session_ended", err)
	_, err = h.AccountBySession(t.Context(), a.Session)
	require.NoError(t, err)
	_, hash, err := h.AccountByEmail(t.Context(), h.piotr.Email)
	require.NoError(t, err)
	require.Equal(t, a.PasswordHash, hash)

	third := aToken()
	_, err = h.CreateReset(t.Context(), h.anna.ID, h.piotr.ID, third)
	require.NoError(t, err)
	require.NoError(t, h.ChangePassword(t.Context(), h.piotr.ID, hash, "newer", a.Session))
	_, err = h.InvitationByToken(t.Context(), third)
	requireKind(t, desk.Closed, "invitation_revoked", err)
	requireKind(t, desk.Conflict, "changed_meanwhile", h.ChangePassword(t.Context(), h.piotr.ID, hash, "newest", a.Session))

	_, err = h.DB().ExecContext(t.Context(), `UPDATE agents SET disabled_at = now() WHERE id = $1`, h.piotr.ID)
	require.NoError(t, err)
	_, err = h.CreateReset(t.Context(), h.anna.ID, h.piotr.ID, aToken())
	requireKind(t, desk.NotFound, "agent_not_found", err)
}
