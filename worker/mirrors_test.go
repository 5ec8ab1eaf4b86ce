package worker_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	enums "go.temporal.io/api/enums/v1"

	"rozmowa/baselinker/fakebase"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
	"rozmowa/workflows"
)

// seller is a stand-in of BaseLinker with an account that is connected, and workers that can be killed.
type seller struct {
	*shop
	*fakebase.Running
	account uuid.UUID
	key     string
	gate    *orders.Gate
	engine  client.Client
}

func newSeller(t *testing.T, c fakebase.Config) *seller {
	t.Helper()
	s := &seller{shop: newShop(t), Running: fakebase.Start(t, c), account: uuid.New(), key: secrets.NewKey()}
	box, err := secrets.Parse(s.key)
	require.NoError(t, err)
	s.gate = orders.NewGate(s.Store, s.Running.URL, box, orders.GateOptions{Log: quietly(t)})
	t.Cleanup(s.gate.Close)
	s.engine, err = client.DialContext(t.Context(), client.Options{HostPort: servers.Temporal.TemporalAddress, Logger: nil})
	require.NoError(t, err)
	t.Cleanup(s.engine.Close)
	token, err := s.gate.Seal(s.account, fakebase.Token)
	require.NoError(t, err)
	_, err = s.SaveBaseLinkerAccount(t.Context(), s.account, 0, "Sklep", 1000, token)
	require.NoError(t, err)
	return s
}

// worker starts a process that works, and returns what kills it.
func (s *seller) worker() (kill func()) {
	s.t.Helper()
	w := exec.Command(os.Args[0])
	w.Env = append(os.Environ(), varDatabase+"="+s.shop.url, varTemporal+"="+servers.Temporal.TemporalAddress, varFiles+"="+s.t.TempDir(),
		varBaseLinker+"="+s.Running.URL, varSecret+"="+s.key)
	w.Stderr = os.Stderr
	said, err := w.StdoutPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, w.Start())
	var dead bool
	kill = func() {
		if !dead {
			dead = true
			_ = w.Process.Kill()
			_ = w.Wait() // killed
		}
	}
	s.t.Cleanup(kill)
	_, err = bufio.NewReader(said).ReadString('\n')
	require.NoError(s.t, err)
	return kill
}

// until waits until the mirror's row is as wanted.
func (s *seller) until(what string, is func(*store.OrderMirror) bool) *store.OrderMirror {
	s.t.Helper()
	var row *store.OrderMirror
	require.Eventually(s.t, func() bool {
		mirrors, err := s.OrderMirrors(s.t.Context())
		require.NoError(s.t, err)
		row = mirrors[s.account]
		return row != nil && is(row)
	}, 3*patience, 50*time.Millisecond, what)
	return row
}

// holdPage lets the mirror go on, from the page that is held to the one that it reads when it has so many orders: a mirror is as
// fast as the test that looks for it.
func holdPage(t *testing.T, s *shop, base *fakebase.Running, account uuid.UUID, page *fakebase.Hold, orders int64) *fakebase.Hold {
	t.Helper()
	for {
		receive(t, page.Arrived, "a page to be asked for")
		mirrors, err := s.OrderMirrors(t.Context())
		require.NoError(t, err)
		if row := mirrors[account]; row != nil && row.Orders >= orders {
			return page
		}
		next := base.Hold("getOrders", fakebase.AfterChange)
		page.Release()
		page = next
	}
}

func TestAKilledWorkersMirrorGoesOnWhereItWas(t *testing.T) {
	s := newSeller(t, fakebase.Config{Seed: 11, Orders: 3000, SameSecond: 120, Days: 85, Limit: 100_000})
	page := s.Hold("getOrders", fakebase.AfterChange)
	kill := s.worker()
	hold := holdPage(t, s.shop, s.Running, s.account, page, 500) // a page that is read and never kept
	kill()
	hold.Release()
	s.worker()
	row := s.until("all are there", func(m *store.OrderMirror) bool { return m.Phase == store.MirrorFollowing && m.Error == "" })
	want := 0
	for _, o := range s.Orders() {
		if !o.Unconfirmed && !o.Confirmed.Before(row.StartsAt) {
			want++
			_, err := s.Store.Order(t.Context(), s.account, o.ID)
			require.NoError(t, err)
		}
	}
	require.EqualValues(t, want, row.Orders, "none twice")
	require.Less(t, s.Counts().Methods["getOrders"], 90, "it doesn't begin anew")

	// What comes later is seen when somebody wants it now.
	id := s.AddOrder(fakebase.Order{Email: "nowa@klient.example"})
	require.NoError(t, s.engine.SignalWorkflow(t.Context(), workflows.OrderMirrorID(s.account), "", workflows.LookSignal, nil))
	require.Eventually(t, func() bool {
		_, err := s.Store.Order(t.Context(), s.account, id)
		return err == nil
	}, patience, 50*time.Millisecond)

	// The history holds no order, address or token.
	history := s.engine.GetWorkflowHistory(t.Context(), workflows.OrderMirrorID(s.account), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		e, err := history.Next()
		require.NoError(t, err)
		require.NotContains(t, e.String(), fakebase.Token)
		require.NotContains(t, e.String(), "@klient.example")
		require.NotContains(t, e.String(), strings.Split(s.Orders()[0].Email, "@")[0])
	}

	// A removed account's mirror ends, and its orders are forgotten.
	require.NoError(t, s.DeleteBaseLinkerAccount(t.Context(), s.account))
	require.NoError(t, s.engine.SignalWorkflow(t.Context(), workflows.OrderMirrorID(s.account), "", workflows.LookSignal, nil))
	require.NoError(t, s.engine.GetWorkflow(t.Context(), workflows.OrderMirrorID(s.account), "").Get(t.Context(), nil))
	require.Eventually(t, func() bool {
		var left int
		require.NoError(t, s.db.QueryRow(`SELECT count(*) FROM orders WHERE account_id = $1`, s.account).Scan(&left))
		return left == 0
	}, patience, 100*time.Millisecond)
}
