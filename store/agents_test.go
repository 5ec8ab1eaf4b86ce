package store_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	exec := func(t *testing.T, query string, args ...any) {
		_, err := h.DB().ExecContext(t.Context(), query, args...)
		require.NoError(t, err)
	}
	tests := map[string]struct {
		lifetime time.Duration
		end      func(*testing.T, store.SessionToken, desk.Account)
		ended    bool
	}{
		"a session is its agent's":               {lifetime: time.Hour},
		"an expired session has ended":           {lifetime: -time.Second, ended: true},
		"a session that runs out now has ended":  {lifetime: 0, ended: true},
		"a session of less than a second is one": {lifetime: time.Hour + time.Millisecond},
		"a session logged out of has ended": {lifetime: time.Hour, ended: true, end: func(t *testing.T, token store.SessionToken, _ desk.Account) {
			require.NoError(t, h.DeleteSession(t.Context(), token))
		}},
		"a disabled agent's session has ended": {lifetime: time.Hour, ended: true, end: func(t *testing.T, _ store.SessionToken, a desk.Account) {
			exec(t, `UPDATE agents SET disabled_at = now() WHERE id = $1`, a.ID)
		}},
		"a deleted agent's session has ended": {lifetime: time.Hour, ended: true, end: func(t *testing.T, _ store.SessionToken, a desk.Account) {
			exec(t, `DELETE FROM agents WHERE id = $1`, a.ID)
		}},
		"a session outlives another one's logout": {lifetime: time.Hour, end: func(t *testing.T, _ store.SessionToken, _ desk.Account) {
			require.NoError(t, h.DeleteSession(t.Context(), store.HashSessionToken("other")))
		}},
		"a session outlives the losing of channels": {lifetime: time.Hour, end: func(t *testing.T, _ store.SessionToken, a desk.Account) {
			require.NoError(t, h.RevokeChannel(t.Context(), h.shop.ID, a.ID))
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			agent, token := h.newAgent(t, "Ola Maj"), store.HashSessionToken(uuid.NewString())
			require.NoError(t, h.CreateSession(t.Context(), token, agent.ID, tt.lifetime, ""))
			if tt.end != nil {
				tt.end(t, token, agent)
			}
			account, err := h.AccountBySession(t.Context(), token)
			if tt.ended {
				requireKind(t, desk.Unauthenticated, "session_ended", err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, &agent, account)
		})
	}
	_, err := h.AccountBySession(t.Context(), store.HashSessionToken("never given out"))
	requireKind(t, desk.Unauthenticated, "session_ended", err)
}

func TestANewSessionForgetsTheExpiredOnesOfItsAgent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	create := func(agent desk.Account, lifetime time.Duration) {
		require.NoError(t, h.CreateSession(t.Context(), store.HashSessionToken(uuid.NewString()), agent.ID, lifetime, ""))
	}
	create(h.anna, -time.Second)
	create(h.anna, time.Hour)
	create(h.piotr, -time.Second)
	create(h.anna, time.Hour)
	var sessions []uuid.UUID
	require.NoError(t, h.DB().Select(&sessions, `SELECT agent_id FROM sessions`))
	require.ElementsMatch(t, []uuid.UUID{h.anna.ID, h.anna.ID, h.piotr.ID}, sessions)
}

func TestAgentsByEmail(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := desk.Account{ID: uuid.New(), Name: "Żaneta Łoś", Email: "ŻANETA@Sklep.example", Role: desk.Admin, Locale: "pl", DefaultList: "unassigned"}
	require.NoError(t, h.CreateAgent(t.Context(), a, "hash"))

	for _, typed := range []string{"ŻANETA@Sklep.example", "ŻANETA@sklep.EXAMPLE", "  ŻANETA@Sklep.example \n"} {
		account, hash, err := h.AccountByEmail(t.Context(), typed)
		require.NoError(t, err, typed)
		require.Equal(t, &a, account)
		require.Equal(t, "hash", hash)
	}
	again := a
	again.ID, again.Email = uuid.New(), "ŻANETA@SKLEP.example"
	requireKind(t, desk.Conflict, "email_taken", h.CreateAgent(t.Context(), again, "hash"))

	_, _, err := h.AccountByEmail(t.Context(), "nobody@sklep.example")
	requireKind(t, desk.NotFound, "agent_not_found", err)
	count, err := h.AgentCount(t.Context())
	require.NoError(t, err)
	require.Equal(t, 4, count)

	_, err = h.DB().ExecContext(t.Context(), `UPDATE agents SET disabled_at = now() WHERE id = $1`, a.ID)
	require.NoError(t, err)
	_, _, err = h.AccountByEmail(t.Context(), a.Email)
	requireKind(t, desk.NotFound, "agent_not_found", err)
	count, err = h.AgentCount(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, count)
}

func TestAddressesAreComparedAlikeWhateverTheLocaleOfTheDatabase(t *testing.T) {
	t.Parallel()
	base := newHouse(t)
	name := "plain_c_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	_, err := base.DB().ExecContext(t.Context(), `CREATE DATABASE `+name+` TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`)
	require.NoError(t, err)
	address, err := url.Parse(base.url)
	require.NoError(t, err)
	address.Path = name
	require.NoError(t, store.Migrate(t.Context(), address.String()))
	h := &house{Store: openStore(t, address.String())}

	a := desk.Account{ID: uuid.New(), Name: "Żaneta Łoś", Email: "ŻANETA@sklep.example", Role: desk.Agent, Locale: "pl", DefaultList: "unassigned"}
	require.NoError(t, h.CreateAgent(t.Context(), a, "hash"))
	account, _, err := h.AccountByEmail(t.Context(), a.Email)
	require.NoError(t, err)
	require.Equal(t, &a, account)
}

func TestUpdateProfile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	want := h.anna
	change := func(c desk.ProfileChange) {
		t.Helper()
		account, err := h.UpdateProfile(t.Context(), h.anna.ID, c)
		require.NoError(t, err)
		require.Equal(t, &want, account)
	}
	want.Locale, want.DefaultList = "en", string(desk.ViewUnassigned)
	change(desk.ProfileChange{Locale: new("en")})
	want.DefaultList = string(desk.ViewMine)
	change(desk.ProfileChange{DefaultList: new("mine")})
	want.DefaultList = uuid.NewString()
	change(desk.ProfileChange{DefaultList: &want.DefaultList})

	for _, c := range []desk.ProfileChange{{Locale: new("tlh")}, {DefaultList: new("")}, {DefaultList: new("nonsense")}} {
		_, err := h.UpdateProfile(t.Context(), h.anna.ID, c)
		require.Equal(t, desk.Invalid, desk.KindOf(err))
	}
}
