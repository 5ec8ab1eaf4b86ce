package realtime_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
)

func TestAgentsSeeWhatHasReachedTheCustomer(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	second := newNode(t, c.url)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	annas, visitor := anna.Watching(t, chat), chat.Listen(t)
	piotr := c.As(t, c.Piotr)
	piotr.Node = second
	piotrs := piotr.Watching(t, chat)
	chat.Write(t, anna, "message", "Już sprawdzam")
	tell := func(delivered, read int64) {
		t.Helper()
		chat.Do(t, http.MethodPost, chat.Path("/receipt"), apitest.M{"delivered": delivered, "read": read}).OK(t, http.StatusNoContent)
	}
	tell(2, 0)
	for _, s := range []*apitest.Socket{annas, piotrs} {
		f := s.Until(t, "receipt")
		require.JSONEq(t, `{"type":"receipt","ticket":"`+chat.ID.String()+`","delivered":2,"read":0}`, f.Raw)
	}
	tell(2, 0) // nothing is told of this
	tell(2, 2)
	f := annas.Until(t, "receipt")
	require.EqualValues(t, 2, f.Read)
	require.WithinDuration(t, time.Now(), f.ReadAt, time.Minute)
	chat.Say(t, "Dziękuję")
	visitor.UntilThat(t, func(f apitest.Frame) bool {
		require.NotEqual(t, "receipt", f.Type)
		return f.Type == "entries" && f.Through == 3
	})
	t.Run("what no page would tell is refused", func(t *testing.T) {
		for _, body := range []apitest.M{{"delivered": -1, "read": 0}, {"delivered": 0, "read": -1}} {
			chat.Do(t, http.MethodPost, chat.Path("/receipt"), body).Refused(t, http.StatusBadRequest, "invalid", "negative")
		}
	})
}

func TestAgentsAreToldToLookAtTheirNoticesAndNotTooOften(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	annas, piotrs, visitor := anna.Inbox(t), piotr.Inbox(t), chat.Listen(t)
	c.AwaitSockets(t, 3)
	change := func(property string, value uuid.UUID) {
		t.Helper()
		anna.Do(t, http.MethodPost, chat.TicketPath("/changes"), apitest.M{"id": uuid.New(), "property": property, "value": value}).OK(t, http.StatusOK)
	}
	change("agent", c.Piotr.ID)
	piotrs.Until(t, "notices")
	change("watcher_added", c.Piotr.ID)
	piotrs.Until(t, "notices")

	const messages = 60
	began := time.Now()
	for range messages {
		chat.Say(t, "pilne!")
	}
	hints := 0
	piotrs.UntilThat(t, func(f apitest.Frame) bool {
		if f.Type == "notices" {
			hints++
		}
		return f.Type == "ticket" && f.Row.LastSeq == messages+4 // the first message, two entries of assigning, one of watching
	})
	// One at once, then one every two seconds at most; one may be left over from above.
	require.LessOrEqual(t, hints, 3+int(time.Since(began)/(2*time.Second)), "a busy ticket is no storm")
	annas.UntilThat(t, func(f apitest.Frame) bool {
		require.NotEqual(t, "notices", f.Type, "Anna watches nothing")
		return f.Type == "ticket" && f.Row.LastSeq == messages+4
	})
	visitor.UntilThat(t, func(f apitest.Frame) bool {
		require.NotEqual(t, "notices", f.Type)
		return f.Through == messages+4
	})

	t.Run("reading on one device is told to the other", func(t *testing.T) {
		second := newNode(t, c.url)
		elsewhere := c.As(t, c.Piotr)
		elsewhere.Node = second
		s := elsewhere.Inbox(t)
		second.AwaitSockets(t, 1)
		piotr.Do(t, http.MethodPost, chat.TicketPath("/read"), apitest.M{"seq": messages + 4}).OK(t, http.StatusNoContent)
		s.Until(t, "notices")
	})
}
