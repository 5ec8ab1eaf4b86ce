package store_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"rozmowa/store"
)

func emptyDatabase(t *testing.T) string {
	t.Helper()
	url, err := servers.Postgres.NewDatabase(t.Context(), "")
	require.NoError(t, err)
	return url
}

func TestMigratingTwiceIsMigratingOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // from a migrated template
	c := h.start(t)
	require.NoError(t, store.Migrate(t.Context(), h.url))
	require.Len(t, c.journal(t), 1)
}

func TestProcessesMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := emptyDatabase(t)
	migrate := func() error { return store.Migrate(context.Background(), url) }
	require.NoError(t, inParallel(migrate, migrate, migrate))
	openStore(t, url)
}

// The first release's rows, as its program wrote them.
const firstRelease = `
INSERT INTO agents (id, email, name, password_hash, role) VALUES ('a0000000-0000-4000-8000-000000000001', 'anna@sklep.example', 'Anna Nowak', 'x', 'agent');
INSERT INTO channels (id, name, key, shop_url, settings) VALUES
    ('c0000000-0000-4000-8000-000000000001', 'Sklep główny', 'dawny', 'https://sklep.example', '{"form": true, "welcome": "Dzień dobry"}');
INSERT INTO channel_agents VALUES ('c0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001');
INSERT INTO tickets (id, channel_id, visitor_token_hash, subject, requester_name, requester_email, locale, last_seq, wake_seq,
    last_message_at, last_message_from, last_customer_seq, preview)
    VALUES ('b0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001', decode(repeat('ab', 32), 'hex'),
    'Paczka', 'Jan Kos', 'jan@klient.example', 'pl', 1, 1, now(), 'customer', 1, 'Gdzie jest paczka?');
INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_name, body)
    VALUES ('b0000000-0000-4000-8000-000000000001', 1, 'e0000000-0000-4000-8000-000000000001', 'message', 'customer', 'Jan Kos', 'Gdzie jest paczka?');`

func TestAnOlderDatabaseKeepsItsDataAndGoesOn(t *testing.T) {
	t.Parallel()
	url := emptyDatabase(t)
	require.NoError(t, store.MigrateTo(t.Context(), url, 1))
	db, err := sqlx.Open("postgres", url)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), firstRelease)
	require.NoError(t, errors.Join(err, db.Close()))
	require.NoError(t, store.Migrate(t.Context(), url))

	s := openStore(t, url)
	c, err := s.ChannelByKey(t.Context(), "dawny")
	require.NoError(t, err)
	require.True(t, c.Enabled)
	require.Equal(t, "Dzień dobry", c.Settings.Welcome)
	anna, ticket := uuid.MustParse("a0000000-0000-4000-8000-000000000001"), uuid.MustParse("b0000000-0000-4000-8000-000000000001")
	_, err = s.WriteReply(t.Context(), ticket, anna, uuid.New(), "W drodze.")
	require.NoError(t, err)
	page, err := s.EntriesAfter(t.Context(), ticket, 0, 10)
	require.NoError(t, err)
	require.Len(t, page.Entries, 2)
	require.Equal(t, "Gdzie jest paczka?", page.Entries[0].Body)
	_, err = s.EnableChannel(t.Context(), c.ID, false)
	require.NoError(t, err)
}

func TestAMirrorAndABudgetGoOnBehindAnUpdate(t *testing.T) {
	t.Parallel()
	url := emptyDatabase(t)
	require.NoError(t, store.MigrateTo(t.Context(), url, 22))
	db, err := sqlx.Open("postgres", url)
	require.NoError(t, err)
	account, token := uuid.New(), baseToken("1-A")
	at := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)
	_, err = db.Exec(`INSERT INTO baselinker_accounts (id, name, folded, token, token_hash, budget) VALUES ($1, 'Sklep', 'sklep', $2, $3, 10)`,
		account, token.Sealed, token.Hash)
	require.NoError(t, err)
	_, err = db.Exec(`INSERT INTO order_mirrors (account_id, starts_at, through, reread, reread_id) VALUES ($1, $2, $2, $2, 7)`, account, at)
	require.NoError(t, err)
	_, err = db.Exec(`INSERT INTO baselinker_calls (account_id, method, began_at) SELECT $1, 'getOrders', $2 FROM generate_series(1, 10)`, account, someday)
	require.NoError(t, errors.Join(err, db.Close()))
	require.NoError(t, store.Migrate(t.Context(), url))

	s := openStore(t, url)
	mirror, err := s.OrderMirror(t.Context(), account, at)
	require.NoError(t, err)
	require.Zero(t, mirror.Again)
	require.True(t, mirror.All.At.Equal(at))
	require.EqualValues(t, 7, mirror.All.AfterID)
	require.Zero(t, begin(t, s, account, true, someday.Add(time.Second)).ID, "the calls count still")
}

func TestMigrationsCanBeUndone(t *testing.T) {
	t.Parallel()
	url := emptyDatabase(t)
	require.NoError(t, store.Migrate(t.Context(), url))
	entries, err := os.ReadDir("migrations")
	require.NoError(t, err)
	for range entries {
		require.NoError(t, store.MigrateDown(t.Context(), url))
	}
	require.NoError(t, store.Migrate(t.Context(), url), "and done again")
}

func TestAStoreDoesNotOpenOnADatabaseWithoutSchema(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), emptyDatabase(t), store.Options{})
	require.ErrorContains(t, err, "is the schema migrated?")
}

func TestAStoreAnswersAndStopsAnswering(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), newDatabase(t), store.Options{})
	require.NoError(t, err)
	require.NoError(t, s.Ping(t.Context()))
	require.NoError(t, s.Close())
	require.Error(t, s.Ping(t.Context()))
}
