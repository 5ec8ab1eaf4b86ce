package api_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
)

func TestAnAgentReadsWhatTheyAreToldOf(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	told := func(who *apitest.Caller) (n contract.Notices) {
		t.Helper()
		who.Do(t, http.MethodGet, "/api/v1/notices", nil).Into(t, http.StatusOK, &n)
		return n
	}
	require.Equal(t, contract.Notices{Notices: []contract.Notice{}}, told(piotr))
	change := apitest.M{"id": uuid.New(), "property": "agent", "value": c.Piotr.ID}
	anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), change).OK(t, http.StatusOK)
	anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), change).OK(t, http.StatusOK) // a repeat tells nothing anew

	n := told(piotr)
	require.Equal(t, 1, n.Unread)
	require.Len(t, n.Notices, 1)
	require.Equal(t, []any{contract.NoticeKind("assigned"), true, chat.ID, "Anna Nowak"},
		[]any{n.Notices[0].Kind, n.Notices[0].Unread, n.Notices[0].Ticket.ID, n.Notices[0].Entry.Author.Name})
	require.Equal(t, contract.Property("agent"), n.Notices[0].Entry.Operation.Change.Property)
	require.Empty(t, told(anna).Notices)

	piotr.Do(t, http.MethodPost, "/api/v1/notices/read", apitest.M{"through": n.Notices[0].At}).OK(t, http.StatusNoContent)
	n = told(piotr)
	require.Zero(t, n.Unread)
	require.False(t, n.Notices[0].Unread)
	for _, through := range []string{"0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z"} {
		piotr.Do(t, http.MethodPost, "/api/v1/notices/read", apitest.M{"through": through}).Refused(t, http.StatusBadRequest, "invalid", "range")
	}
}

func TestTheTicketTellsWhatItsCustomerHasRead(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	receipt := func() contract.Receipt {
		t.Helper()
		var ticket contract.Ticket
		anna.Do(t, http.MethodGet, chat.TicketPath(""), nil).Into(t, http.StatusOK, &ticket)
		return ticket.Receipt
	}
	require.Equal(t, contract.Receipt{}, receipt())
	chat.Do(t, http.MethodPost, chat.Path("/receipt"), apitest.M{"delivered": 1, "read": 1}).OK(t, http.StatusNoContent)
	is := receipt()
	require.Equal(t, []int64{1, 1}, []int64{is.Delivered, is.Read})
	require.NotNil(t, is.ReadAt)
}

func TestAReplyAfterAnotherAgentsIsAskedAbout(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	chat.Write(t, anna, "message", "Już sprawdzam")
	reply := apitest.M{"id": uuid.New(), "kind": "message", "body": "Zaraz odpowiem", "seenSeq": 1}
	piotr.Do(t, http.MethodPost, chat.TicketPath("/entries"), reply).Refused(t, http.StatusConflict, "conflict", "answered_meanwhile")

	note := apitest.M{"id": uuid.New(), "kind": "note", "body": "dla zespołu", "seenSeq": 1}
	piotr.Do(t, http.MethodPost, chat.TicketPath("/entries"), note).OK(t, http.StatusCreated)
	reply["seenSeq"] = 2
	piotr.Do(t, http.MethodPost, chat.TicketPath("/entries"), reply).OK(t, http.StatusCreated)
	chat.Write(t, anna, "message", "A ja też")
	piotr.Do(t, http.MethodPost, chat.TicketPath("/entries"), reply).OK(t, http.StatusCreated) // a repeat is the first one still
	negative := apitest.M{"id": uuid.New(), "kind": "message", "body": "x", "seenSeq": -1}
	piotr.Do(t, http.MethodPost, chat.TicketPath("/entries"), negative).Refused(t, http.StatusBadRequest, "invalid", "negative")
}
