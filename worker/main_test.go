package worker_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"rozmowa/desk"
	"rozmowa/devstack/testmain"
	"rozmowa/files"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
	"rozmowa/worker"
)

var servers testmain.Servers

// The variables by which this program, started by itself, is a worker that can be killed.
const (
	varDatabase = "ROZMOWA_TEST_WORKER_DATABASE"
	varTemporal = "ROZMOWA_TEST_WORKER_TEMPORAL"
	varFiles    = "ROZMOWA_TEST_WORKER_FILES"
	// Where BaseLinker is, and the key of its tokens; empty: nowhere.
	varBaseLinker = "ROZMOWA_TEST_WORKER_BASELINKER"
	varSecret     = "ROZMOWA_TEST_WORKER_SECRET_KEY"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(varDatabase); url != "" {
		os.Exit(work(url, os.Getenv(varTemporal), os.Getenv(varFiles)))
	}
	os.Exit(testmain.Run(m, testmain.Need{Temporal: true}, testmain.Keep(&servers)))
}

// noBaseLinker is a gate behind which nobody answers.
func noBaseLinker(s *store.Store) *orders.Gate {
	return orders.NewGate(s, "http://127.0.0.1:1/connector.php", nil, orders.GateOptions{Log: slog.New(slog.DiscardHandler)})
}

func failed(doing string, err error) int {
	fmt.Fprintf(os.Stderr, "%s: %v\n", doing, err)
	return 1
}

// work is a worker process; it says so when it begins and works until it is killed.
func work(databaseURL, address, filesDir string) int {
	ctx := context.Background()
	s, err := store.Open(ctx, databaseURL, store.Options{MaxConns: 12})
	if err != nil {
		return failed("opening the store", err)
	}
	c, err := client.NewLazyClient(client.Options{HostPort: address, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	if err != nil {
		return failed("making a client", err)
	}
	bucket, err := files.Open(ctx, filesDir)
	if err != nil {
		return failed("opening a bucket", err)
	}
	o := worker.Options{Bucket: bucket, Gate: noBaseLinker(s), Log: slog.New(slog.DiscardHandler)}
	if address := os.Getenv(varBaseLinker); address != "" {
		box, err := secrets.Parse(os.Getenv(varSecret))
		if err != nil {
			return failed("reading the key", err)
		}
		o.Secrets = box
		o.Gate = orders.NewGate(s, address, box, orders.GateOptions{Log: o.Log})
	}
	fmt.Println("working")
	return failed("working", worker.Run(ctx, c, s, o))
}

// shop is a store on a database of its own with one chat and one agent.
type shop struct {
	*store.Store
	t       *testing.T
	url     string
	db      *sql.DB
	channel *desk.Channel
	anna    uuid.UUID
}

func newShop(t *testing.T) *shop {
	t.Helper()
	url := servers.NewDatabase(t)
	s := &shop{t: t, url: url, anna: uuid.New()}
	var err error
	s.Store, err = store.Open(t.Context(), url, store.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	s.db, err = sql.Open("postgres", url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.db.Close()) })
	s.channel = &desk.Channel{ID: uuid.New(), Name: "Sklep główny", Key: uuid.NewString(), ShopURL: "https://shop.example", Settings: desk.DefaultChannelSettings()}
	require.NoError(t, s.SaveChannel(t.Context(), s.channel))
	anna := desk.Account{ID: s.anna, Name: "Anna Nowak", Email: "anna@shop.example", Role: desk.Agent, Locale: "pl"}
	require.NoError(t, s.CreateAgent(t.Context(), anna, "hash"))
	require.NoError(t, s.GrantChannel(t.Context(), s.channel.ID, s.anna))
	return s
}

// chat is a customer's conversation.
type chat struct {
	*shop
	*desk.Ticket
	token store.VisitorToken
}

func (s *shop) start() *chat {
	s.t.Helper()
	id := uuid.New()
	token := store.HashVisitorToken(id.String())
	ticket, _, err := s.StartTicket(s.t.Context(), store.NewTicket{
		ID: id, ChannelKey: s.channel.Key, Token: token, EntryID: uuid.New(), Requester: desk.Requester{Name: "Jan Kos"},
		Locale: "pl", Body: "Gdzie jest paczka?",
	})
	require.NoError(s.t, err)
	ticket.Channel = desk.ChannelRef{ID: s.channel.ID, Name: s.channel.Name, Key: s.channel.Key}
	ticket.Priority = desk.Normal
	return &chat{shop: s, Ticket: ticket, token: token}
}

func (c *chat) says() int64 {
	c.t.Helper()
	e, err := c.WriteMessage(c.t.Context(), c.ID, c.token, uuid.New(), "Halo?")
	require.NoError(c.t, err)
	return e.Seq
}

func (c *chat) replies() int64 {
	c.t.Helper()
	e, err := c.WriteReply(c.t.Context(), c.ID, c.anna, uuid.New(), "Już sprawdzam.")
	require.NoError(c.t, err)
	return e.Seq
}

// relayed is how far the ticket's row says that the workflow was told, and whether somebody has claimed it.
func (c *chat) relayed() (seq int64, claimed bool) {
	c.t.Helper()
	require.NoError(c.t, c.db.QueryRowContext(c.t.Context(),
		`SELECT relayed_seq, coalesce(relay_lease > clock_timestamp(), false) FROM tickets WHERE id = $1`, c.ID).Scan(&seq, &claimed))
	return seq, claimed
}

func (s *shop) exec(query string) {
	s.t.Helper()
	_, err := s.db.ExecContext(s.t.Context(), query)
	require.NoError(s.t, err)
}

// patience is how long a test waits for what should come at once, on a machine that has much else to do.
const patience = time.Minute

// commandTime is how long a worker may take for one command or query.
const commandTime = 15 * time.Second

// receive waits for a value.
func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		require.FailNow(t, "waited in vain for "+what)
		panic("unreachable")
	}
}

// quietly logs to the test alone.
func quietly(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }
