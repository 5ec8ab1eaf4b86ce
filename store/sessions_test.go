package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestAnAgentSeesAndEndsTheirSessions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	here, there, ended := store.HashSessionToken("here"), store.HashSessionToken("there"), store.HashSessionToken("ended")
	require.NoError(t, h.CreateSession(t.Context(), here, h.anna.ID, time.Hour, "Firefox\n"+strings.Repeat("ż", 500)))
	require.NoError(t, h.CreateSession(t.Context(), there, h.anna.ID, time.Hour, "Chrome"))
	require.NoError(t, h.CreateSession(t.Context(), ended, h.anna.ID, -time.Hour, "Safari"))
	piotrs := store.HashSessionToken("piotr")
	require.NoError(t, h.CreateSession(t.Context(), piotrs, h.piotr.ID, time.Hour, ""))

	sessions, err := h.Sessions(t.Context(), h.anna.ID, here)
	require.NoError(t, err)
	require.Len(t, sessions, 2)
	require.Equal(t, []bool{true, false}, []bool{sessions[0].Current, sessions[1].Current})
	require.Equal(t, "Firefox "+strings.Repeat("ż", 292), sessions[0].UserAgent)

	require.NoError(t, h.EndSession(t.Context(), h.piotr.ID, sessions[1].ID)) // somebody else's
	_, err = h.AccountBySession(t.Context(), there)
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, h.EndSession(t.Context(), h.anna.ID, sessions[1].ID))
	}
	_, err = h.AccountBySession(t.Context(), there)
	requireKind(t, desk.Unauthenticated, "session_ended", err)

	require.NoError(t, h.CreateSession(t.Context(), there, h.anna.ID, time.Hour, "Chrome"))
	require.NoError(t, h.EndOtherSessions(t.Context(), h.anna.ID, here))
	sessions, err = h.Sessions(t.Context(), h.anna.ID, here)
	require.NoError(t, err)
	require.Len(t, sessions, 1)
	for _, token := range []store.SessionToken{here, piotrs} {
		_, err = h.AccountBySession(t.Context(), token)
		require.NoError(t, err)
	}
}

func TestUseIsNotedEveryFewMinutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := store.HashSessionToken("anna")
	require.NoError(t, h.CreateSession(t.Context(), token, h.anna.ID, time.Hour, ""))
	used := func() time.Time {
		t.Helper()
		_, err := h.AccountBySession(t.Context(), token)
		require.NoError(t, err)
		sessions, err := h.Sessions(t.Context(), h.anna.ID, token)
		require.NoError(t, err)
		return sessions[0].LastUsedAt
	}
	first := used()
	require.Equal(t, first, used(), "not on every request")
	_, err := h.DB().ExecContext(t.Context(), `UPDATE sessions SET last_used_at = now() - interval '6 minutes'`)
	require.NoError(t, err)
	_, err = h.DB().ExecContext(t.Context(), `UPDATE agents SET last_seen_at = NULL`)
	require.NoError(t, err)
	require.False(t, used().Before(first))
	require.WithinDuration(t, time.Now(), h.one(t, h.anna.ID).LastSeen, time.Minute)
	require.NoError(t, h.DeleteSession(t.Context(), token))
	require.False(t, h.one(t, h.anna.ID).LastSeen.IsZero(), "it outlives the session")
}

func TestAPhotoThatIsReplacedIsDiscarded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	discarded := func() (ids []uuid.UUID) {
		t.Helper()
		require.NoError(t, h.DB().SelectContext(t.Context(), &ids, `SELECT id FROM discarded_files`))
		return ids
	}
	set := func(id uuid.UUID) *desk.Account {
		t.Helper()
		require.NoError(t, h.ClaimPhoto(t.Context(), id))
		require.Equal(t, []uuid.UUID{id}, discarded()[len(discarded())-1:], "until it is shown, it belongs to nothing")
		account, err := h.SetPhoto(t.Context(), h.anna.ID, id)
		require.NoError(t, err)
		return account
	}
	first, second := uuid.New(), uuid.New()
	require.Equal(t, first, set(first).Photo)
	require.Empty(t, discarded())
	require.Equal(t, second, set(second).Photo)
	require.Equal(t, []uuid.UUID{first}, discarded())
	id, err := h.PhotoOf(t.Context(), h.anna.ID)
	require.NoError(t, err)
	require.Equal(t, second, id)

	_, err = h.SetPhoto(t.Context(), h.anna.ID, uuid.New()) // unclaimed, or the sweeper was there
	requireKind(t, desk.Unavailable, "upload_too_slow", err)
	account, err := h.SetPhoto(t.Context(), h.anna.ID, uuid.Nil)
	require.NoError(t, err)
	require.Equal(t, uuid.Nil, account.Photo)
	require.ElementsMatch(t, []uuid.UUID{first, second}, discarded())
	_, err = h.PhotoOf(t.Context(), h.anna.ID)
	requireKind(t, desk.NotFound, "photo_not_found", err)

	third := uuid.New()
	set(third)
	_, err = h.DB().ExecContext(t.Context(), `DELETE FROM agents WHERE id = $1`, h.anna.ID)
	require.NoError(t, err)
	require.Contains(t, discarded(), third)
	_, err = h.DB().ExecContext(t.Context(), `UPDATE discarded_files SET discarded_at = now() - interval '1 hour'`)
	require.NoError(t, err)
	var removed []uuid.UUID
	_, err = h.RemoveDiscarded(t.Context(), 10, func(_ context.Context, id uuid.UUID) error {
		removed = append(removed, id)
		return nil
	})
	require.NoError(t, err)
	require.ElementsMatch(t, []uuid.UUID{first, second, third}, removed)
}
