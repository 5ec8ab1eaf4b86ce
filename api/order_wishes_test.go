package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/baselinker"
	"rozmowa/store"
)

// sells connects an account of BaseLinker with a status and an order of the address.
func sells(t *testing.T, s *store.Store, email string, order int64) (account uuid.UUID) {
	t.Helper()
	account = uuid.New()
	_, err := s.SaveBaseLinkerAccount(t.Context(), account, 0, "Sklep "+account.String(), 60, &store.BaseLinkerToken{
		Sealed: []byte{0}, Hash: store.HashBaseLinkerToken(account.String()),
	})
	require.NoError(t, err)
	require.NoError(t, s.SaveOrderStatuses(t.Context(), account, []baselinker.Status{{ID: 7, Name: "Wysłane", Color: "#2f9e44"}, {ID: 8, Name: "Zwrot przyjęty"}}, time.Now()))
	_, err = s.SaveOrders(t.Context(), account, []baselinker.Order{{ID: order, Email: email, StatusID: 7, AddedAt: time.Now()}}, time.Now())
	require.NoError(t, err)
	return account
}

func TestAnAgentWantsAStatusOfAnOrder(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	account := sells(t, c.Store, "", 1001)
	path := chat.TicketPath("/orders/" + account.String() + "/1001")
	anna.Do(t, http.MethodPut, path, apitest.M{"linked": true}).OK(t, http.StatusOK)
	id := uuid.New()
	draft := apitest.M{"id": id, "kind": "status", "statusId": 8}
	var wish contract.OrderWish
	for range 2 { // a repeat returns the first
		anna.Do(t, http.MethodPost, path+"/wishes", draft).Into(t, http.StatusOK, &wish)
		require.Equal(t, []any{id, contract.OrderWishState("waiting"), "Zwrot przyjęty", c.Anna.Name}, []any{wish.ID, wish.State, wish.Status.Name, *wish.By})
	}
	var orders contract.TicketOrders
	anna.Do(t, http.MethodGet, chat.TicketPath("/orders"), nil).Into(t, http.StatusOK, &orders)
	require.Equal(t, []contract.OrderWish{wish}, *orders.Orders[0].Wishes)

	t.Run("what can't be is said", func(t *testing.T) {
		for name, tt := range map[string]struct {
			path   string
			draft  apitest.M
			status int
			kind   contract.ErrorKind
			code   string
		}{
			"a status that isn't there": {path, apitest.M{"id": uuid.New(), "kind": "status", "statusId": 99}, http.StatusBadRequest, contract.ErrorKindInvalid, "status_unknown"},
			"no status":                 {path, apitest.M{"id": uuid.New(), "kind": "status"}, http.StatusBadRequest, contract.ErrorKindInvalid, "missing"},
			"a note too long":           {path, apitest.M{"id": uuid.New(), "kind": "note", "note": strings.Repeat("ż", 201)}, http.StatusBadRequest, contract.ErrorKindInvalid, "note_too_long"},
			"an empty note":             {path, apitest.M{"id": uuid.New(), "kind": "note", "note": " "}, http.StatusBadRequest, contract.ErrorKindInvalid, "empty"},
			"another wish by that id":   {path, apitest.M{"id": id, "kind": "note", "note": "Pilne"}, http.StatusConflict, contract.ErrorKindConflict, "entry_id_reused"},
			"an order of nobody here":   {chat.TicketPath("/orders/" + account.String() + "/9"), apitest.M{"id": uuid.New(), "kind": "status", "statusId": 8}, http.StatusNotFound, contract.ErrorKindNotFound, "order_not_found"},
		} {
			t.Run(name, func(t *testing.T) {
				anna.Do(t, http.MethodPost, tt.path+"/wishes", tt.draft).Refused(t, tt.status, tt.kind, tt.code)
			})
		}
	})
	t.Run("strangers and who only reads may not", func(t *testing.T) {
		c.As(t, c.Ewa).Do(t, http.MethodPost, path+"/wishes", draft).Refused(t, http.StatusNotFound, contract.ErrorKindNotFound, "ticket_not_found")
		c.As(t, c.Oskar).Do(t, http.MethodPost, path+"/wishes", draft).Refused(t, http.StatusForbidden, contract.ErrorKindForbidden, "permission_missing")
	})
	t.Run("the customer is never told", func(t *testing.T) {
		var page contract.EntryPage
		chat.Do(t, http.MethodGet, chat.Path("/entries"), nil).Into(t, http.StatusOK, &page)
		for _, e := range page.Entries {
			require.NotEqual(t, contract.OperationType("order_wished"), orNothing(e.Operation))
		}
	})
}

func orNothing(o *contract.Operation) contract.OperationType {
	if o == nil {
		return ""
	}
	return o.Type
}
