package api_test

import (
	"database/sql"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/secrets"
)

const baseLinkerAccounts = "/api/v1/baselinker/accounts"

// sellerNode is a node of its own with a stand-in of BaseLinker.
type sellerNode struct {
	*apitest.Company
	*fakebase.Running
	url   string
	admin *apitest.Caller
	log   *safeLog
}

func newSellerNode(t *testing.T, box *secrets.Box, c fakebase.Config) *sellerNode {
	t.Helper()
	n := &sellerNode{Running: fakebase.Start(t, c), url: servers.NewDatabase(t), log: new(safeLog)}
	log := slog.New(slog.NewTextHandler(n.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := apitest.OpenStore(t, n.url)
	gate := orders.NewGate(s, n.Running.URL, box, orders.GateOptions{Log: log})
	t.Cleanup(gate.Close)
	n.Company = apitest.NewCompany(t, apitest.Start(t, s, apitest.NoEngine(t), api.Options{
		Log: log, Limits: apitest.NoLimits, Secrets: box, Gate: gate,
	}))
	n.admin = n.As(t, apitest.NewAgent(t, n.Store, "Ada Admin", desk.Admin))
	return n
}

func (n *sellerNode) save(t *testing.T, id uuid.UUID, body apitest.M) *apitest.Answer {
	t.Helper()
	return n.admin.Do(t, http.MethodPut, baseLinkerAccounts+"/"+id.String(), body)
}

func (n *sellerNode) accounts(t *testing.T) []contract.BaseLinkerAccount {
	t.Helper()
	var list contract.ListBaseLinkerAccounts200JSONResponse
	n.admin.Do(t, http.MethodGet, baseLinkerAccounts, nil).Into(t, http.StatusOK, &list)
	return list.Accounts
}

func TestAnAccountOfBaseLinkerIsConnectedByATokenThatItTakes(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, aBox(t), fakebase.Config{})
	require.Empty(t, n.accounts(t))
	id := uuid.New()
	n.save(t, id, apitest.M{"version": 0, "name": "Sklep"}).Refused(t, http.StatusBadRequest, contract.ErrorKindInvalid, "token_missing")
	for name, wrong := range map[string]string{"unknown": "9-9-UNKNOWN", "empty": " ", "odd": "zażółć gęślą"} {
		refused := n.save(t, id, apitest.M{"version": 0, "name": "Sklep", "token": wrong}).Refused(t, http.StatusBadRequest, contract.ErrorKindInvalid, "token_rejected")
		require.Equal(t, "token", *refused.Field, name)
	}
	require.Empty(t, n.accounts(t))

	answer := n.save(t, id, apitest.M{"version": 0, "name": "  Sklep   główny ", "token": " " + fakebase.Token + "\n"})
	require.NotContains(t, string(answer.Body), fakebase.Token)
	var saved contract.BaseLinkerAccount
	answer.Into(t, http.StatusOK, &saved)
	require.Equal(t, []any{"Sklep główny", 60, int64(1)}, []any{saved.Name, saved.Budget, saved.Version})
	require.Equal(t, contract.Filling, saved.Mirror.Phase)
	require.Len(t, saved.Statuses, len(n.Statuses()), "they came with the trial")
	require.Equal(t, []contract.BaseLinkerAccount{saved}, n.accounts(t))

	db, err := sql.Open("postgres", n.url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	var counted int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM baselinker_calls WHERE account_id = $1`, id).Scan(&counted))
	require.Equal(t, 1, counted, "the trial counts")
	require.NotContains(t, n.log.String(), fakebase.Token)
	require.NotContains(t, n.log.String(), "9-9-UNKNOWN")

	before := n.Counts().Token().Requests
	n.save(t, id, apitest.M{"version": 1, "name": "Sklep", "budget": 90}).Into(t, http.StatusOK, &saved)
	require.Equal(t, []any{"Sklep", 90, int64(2)}, []any{saved.Name, saved.Budget, saved.Version})
	require.Equal(t, before, n.Counts().Token().Requests, "nobody is asked about a name")
	n.save(t, id, apitest.M{"version": 1, "name": "Inny"}).Refused(t, http.StatusConflict, contract.ErrorKindConflict, "account_changed")
	n.save(t, uuid.New(), apitest.M{"version": 0, "name": "Drugi", "token": fakebase.Token}).Refused(t, http.StatusConflict, contract.ErrorKindConflict, "token_taken")
	for _, budget := range []int{9, 1001} {
		n.save(t, id, apitest.M{"version": 2, "name": "Sklep", "budget": budget}).Refused(t, http.StatusBadRequest, contract.ErrorKindInvalid, "budget")
	}
	n.As(t, n.Anna).Do(t, http.MethodGet, baseLinkerAccounts, nil).OK(t, http.StatusForbidden)
}

func TestATokenThatCantBeTriedIsKeptOnlyWhereItIsKnownToBeGood(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, aBox(t), fakebase.Config{})
	id, body := uuid.New(), apitest.M{"version": 0, "name": "Sklep", "token": fakebase.Token}
	for _, f := range []fakebase.Kind{fakebase.Break, fakebase.HTML, fakebase.BadGateway} {
		_, err := n.AddFault(fakebase.Fault{Kind: f, Times: 1})
		require.NoError(t, err)
		n.save(t, id, body).Refused(t, http.StatusServiceUnavailable, contract.ErrorKindUnavailable, "baselinker_unreachable")
	}
	require.Empty(t, n.accounts(t))

	n.BlockToken(fakebase.Token, time.Now().Add(9*time.Minute))
	var saved contract.BaseLinkerAccount
	n.save(t, id, body).Into(t, http.StatusOK, &saved)
	require.WithinDuration(t, time.Now().Add(9*time.Minute), *saved.BlockedUntil, 15*time.Second)
	require.NotNil(t, n.accounts(t)[0].BlockedUntil, "everybody waits")
	requests := n.Counts().Token().Requests
	n.admin.Do(t, http.MethodPost, baseLinkerAccounts+"/"+id.String()+"/refresh", nil).
		Refused(t, http.StatusServiceUnavailable, contract.ErrorKindUnavailable, "baselinker_blocked")
	require.Equal(t, requests, n.Counts().Token().Requests)
}

func TestWithoutASecretKeyNoTokenIsKept(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, nil, fakebase.Config{})
	n.save(t, uuid.New(), apitest.M{"version": 0, "name": "Sklep", "token": fakebase.Token}).
		Refused(t, http.StatusServiceUnavailable, contract.ErrorKindUnavailable, "secret_key_missing")
	require.Zero(t, n.Counts().Token().Requests)
}

func TestARejectedTokenIsToldToAllAndEndsWithAnother(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, aBox(t), fakebase.Config{Tokens: []string{fakebase.Token, "2-2-NEXT"}})
	id := uuid.New()
	n.save(t, id, apitest.M{"version": 0, "name": "Sklep", "token": fakebase.Token}).OK(t, http.StatusOK)
	n.AwaitListening(t)
	socket := n.As(t, n.Anna).Inbox(t)
	n.RevokeToken(fakebase.Token)
	refresh := func() *apitest.Answer {
		return n.admin.Do(t, http.MethodPost, baseLinkerAccounts+"/"+id.String()+"/refresh", nil)
	}
	refresh().Refused(t, http.StatusConflict, contract.ErrorKindConflict, "token_rejected")
	socket.Until(t, "vocabulary")
	var words contract.GetBaseLinkerVocabulary200JSONResponse
	read := func() contract.OrderAccount {
		words = contract.GetBaseLinkerVocabulary200JSONResponse{}
		n.As(t, n.Anna).Do(t, http.MethodGet, "/api/v1/baselinker/vocabulary", nil).Into(t, http.StatusOK, &words)
		return words.Accounts[0]
	}
	require.True(t, *read().Rejected)
	require.Equal(t, contract.BaseLinkerAccountRejected("token"), *n.accounts(t)[0].Rejected)
	requests := len(n.Calls())
	refresh().Refused(t, http.StatusConflict, contract.ErrorKindConflict, "token_rejected")
	require.Len(t, n.Calls(), requests, "nobody is asked")

	n.save(t, id, apitest.M{"version": 1, "name": "Sklep", "token": "2-2-NEXT"}).OK(t, http.StatusOK)
	socket.Until(t, "vocabulary")
	require.Nil(t, read().Rejected)
	require.Nil(t, n.accounts(t)[0].Rejected)
	statuses := append([]fakebase.Status{{ID: 77, Name: "Zupełnie nowy", Color: "#112233"}}, n.Statuses()...)
	n.SetStatuses(statuses)
	var refreshed contract.BaseLinkerAccount
	refresh().Into(t, http.StatusOK, &refreshed)
	require.Equal(t, contract.OrderStatus{ID: 77, Name: "Zupełnie nowy", Color: "#112233"}, refreshed.Statuses[0])
	require.NotEmpty(t, read().Sources)
	require.Len(t, read().Statuses, len(statuses))
}

func TestADisconnectedAccountIsGoneWithItsOrders(t *testing.T) {
	t.Parallel()
	n := newSellerNode(t, aBox(t), fakebase.Config{Orders: 50, Days: 50})
	id := uuid.New()
	n.save(t, id, apitest.M{"version": 0, "name": "Sklep", "token": fakebase.Token}).OK(t, http.StatusOK)
	for range 2 {
		n.admin.Do(t, http.MethodDelete, baseLinkerAccounts+"/"+id.String(), nil).OK(t, http.StatusNoContent)
	}
	require.Empty(t, n.accounts(t))
	_, err := n.Store.Order(t.Context(), id, 1)
	require.Equal(t, desk.NotFound, desk.KindOf(err))
	n.admin.Do(t, http.MethodPost, baseLinkerAccounts+"/"+id.String()+"/refresh", nil).OK(t, http.StatusNotFound)
	n.save(t, uuid.New(), apitest.M{"version": 0, "name": "Sklep", "token": fakebase.Token}).OK(t, http.StatusOK)
}
