package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// baseToken is a token as it would be kept: sealed differs with each saving.
func baseToken(token string) *store.BaseLinkerToken {
	return &store.BaseLinkerToken{Sealed: []byte("sealed " + token + uuid.NewString()), Hash: store.HashBaseLinkerToken(token)}
}

func (h *house) newBaseLinker(t testing.TB, budget int) *store.BaseLinkerAccount {
	t.Helper()
	a, err := h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "Sklep "+uuid.NewString(), budget, baseToken(uuid.NewString()))
	require.NoError(t, err)
	return a
}

func TestBaseLinkerAccountsAreConnectedChangedAndDisconnected(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	e := listen(t, h, store.VocabularyChannel)
	told := notice{store.VocabularyChannel, store.OrdersNotice}
	id := uuid.New()
	_, err := h.SaveBaseLinkerAccount(t.Context(), id, 0, "Sklep główny", 60, nil)
	requireKind(t, desk.Invalid, "token_missing", err)
	a, err := h.SaveBaseLinkerAccount(t.Context(), id, 0, "Sklep główny", 60, baseToken("1-A"))
	require.NoError(t, err)
	require.Equal(t, &store.BaseLinkerAccount{ID: id, Version: 1, Name: "Sklep główny", Budget: 60, CreatedAt: a.CreatedAt}, a)
	require.Contains(t, e.sinceLast(), told)

	_, err = h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "SKLEP GŁÓWNY", 60, baseToken("1-B"))
	requireKind(t, desk.Conflict, "name_taken", err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "Outlet", 60, baseToken("1-A"))
	requireKind(t, desk.Conflict, "token_taken", err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), id, 0, "Sklep główny", 60, baseToken("1-B"))
	requireKind(t, desk.Conflict, "account_changed", err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), id, 7, "Sklep główny", 60, nil)
	requireKind(t, desk.Conflict, "account_changed", err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 1, "Inny", 60, nil)
	requireKind(t, desk.NotFound, "account_not_found", err)
	require.Empty(t, e.sinceLast(), "nothing was changed")

	outlet, err := h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "Outlet", 60, baseToken("1-C"))
	require.NoError(t, err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), outlet.ID, 1, "Sklep główny", 60, nil)
	requireKind(t, desk.Conflict, "name_taken", err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), outlet.ID, 1, "Outlet", 60, baseToken("1-A"))
	requireKind(t, desk.Conflict, "token_taken", err)
	a, err = h.SaveBaseLinkerAccount(t.Context(), id, 1, "Zakupy", 90, nil)
	require.NoError(t, err)
	all, err := h.BaseLinkerAccounts(t.Context())
	require.NoError(t, err)
	require.Equal(t, []store.BaseLinkerAccount{*outlet, *a}, all, "by name")
	found, err := h.BaseLinkerAccountOf(t.Context(), store.HashBaseLinkerToken("1-A"))
	require.NoError(t, err)
	require.Equal(t, id, found.ID)

	e.sinceLast()
	require.NoError(t, h.DeleteBaseLinkerAccount(t.Context(), id))
	require.NoError(t, h.DeleteBaseLinkerAccount(t.Context(), id))
	require.Equal(t, []notice{told}, e.sinceLast())
	_, err = h.BaseLinkerAccount(t.Context(), id)
	requireKind(t, desk.NotFound, "account_not_found", err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), id, 3, "Zakupy", 60, nil)
	requireKind(t, desk.NotFound, "account_not_found", err)
	_, err = h.SaveBaseLinkerAccount(t.Context(), id, 0, "Zakupy", 60, baseToken("1-A"))
	requireKind(t, desk.NotFound, "account_not_found", err)
	var kept int
	require.NoError(t, h.DB().Get(&kept, `SELECT length(token) + length(token_hash) FROM baselinker_accounts WHERE id = $1`, id))
	require.Zero(t, kept, "the token is forgotten")
	_, err = h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "Zakupy", 60, baseToken("1-A"))
	require.NoError(t, err, "name and token are free again")
}

func TestAnotherTokenEndsWhatStoppedTheLast(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	old := baseToken("1-A")
	a, err := h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "Sklep", 60, old)
	require.NoError(t, err)
	until := time.Now().Add(time.Minute).Truncate(time.Second)
	require.NoError(t, h.BlockBaseLinker(t.Context(), a.ID, old.Sealed, until))
	require.NoError(t, h.BlockBaseLinker(t.Context(), a.ID, old.Sealed, until.Add(-time.Second)))
	_, err = h.RejectBaseLinker(t.Context(), a.ID, old.Sealed, store.AccountRejected, time.Time{})
	require.NoError(t, err)
	a, err = h.SaveBaseLinkerAccount(t.Context(), a.ID, 1, "Sklep", 61, nil)
	require.NoError(t, err)
	require.True(t, until.Equal(a.BlockedUntil), "the later one counts, and another name changes nothing of it")
	require.Equal(t, store.AccountRejected, a.Rejected)
	require.WithinDuration(t, time.Now(), a.RejectedAt, time.Minute)

	a, err = h.SaveBaseLinkerAccount(t.Context(), a.ID, 2, "Sklep", 61, baseToken("1-B"))
	require.NoError(t, err)
	// What a call with the last token brings home late concerns that token.
	require.NoError(t, h.BlockBaseLinker(t.Context(), a.ID, old.Sealed, until))
	first, err := h.RejectBaseLinker(t.Context(), a.ID, old.Sealed, store.TokenRejected, time.Time{})
	require.NoError(t, err)
	require.False(t, first)
	a, err = h.BaseLinkerAccount(t.Context(), a.ID)
	require.NoError(t, err)
	require.Zero(t, a.BlockedUntil)
	require.Empty(t, a.Rejected)
	require.Zero(t, a.RejectedAt)
}

func TestOrdersOfADisconnectedAccountAreForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	gone, stays := h.newBaseLinker(t, 60), h.newBaseLinker(t, 60)
	for _, a := range []*store.BaseLinkerAccount{gone, stays} {
		for _, insert := range []string{
			`INSERT INTO orders (account_id, order_id, placed_at, status_id, total, details, seen_at) SELECT $1, n, now(), 1, 0, '{}', now() FROM generate_series(1, 4500) n`,
			`INSERT INTO order_statuses (account_id, status_id, name, position) VALUES ($1, 1, 'Nowe', 1)`,
			`INSERT INTO order_sources (account_id, source, source_id, name) VALUES ($1, 'shop', 1, 'Sklep')`,
			`INSERT INTO order_mirrors (account_id, starts_at, through) VALUES ($1, now(), now())`,
		} {
			_, err := h.DB().Exec(insert, a.ID)
			require.NoError(t, err)
		}
	}
	c := h.start(t)
	wish := uuid.New()
	_, err := h.DB().Exec(`INSERT INTO order_wishes (id, ticket_id, account_id, order_id, kind, note, seq) VALUES ($1, $2, $3, 1, 'note', 'x', 2)`, wish, c.ID, gone.ID)
	require.NoError(t, err)
	require.NoError(t, h.DeleteBaseLinkerAccount(t.Context(), gone.ID))
	_, err = h.DB().Exec(`UPDATE baselinker_calls SET ended_at = now() - interval '1 minute'`) // they count no more
	require.NoError(t, err)
	rounds := 0
	for more := true; more; rounds++ {
		var err error
		more, err = h.ForgetOrders(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, 4, rounds, "some at a time")
	var state desk.WishState
	require.NoError(t, h.DB().Get(&state, `SELECT state FROM order_wishes WHERE id = $1`, wish))
	require.Equal(t, desk.WishWaiting, state, "whoever ends it also tells the ticket")
	for _, table := range []string{"orders", "order_statuses", "order_sources", "order_mirrors", "baselinker_calls"} {
		var of []uuid.UUID
		require.NoError(t, h.DB().Select(&of, `SELECT DISTINCT account_id FROM `+table))
		require.Equal(t, []uuid.UUID{stays.ID}, of, table)
	}
}
