package store_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/devstack/testmain"
	"rozmowa/store"
)

var servers testmain.Servers

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, testmain.Need{}, testmain.Keep(&servers))) }

// house is a store on a database of its own, with two chats and those who answer them.
type house struct {
	*store.Store
	url         string
	shop, other *desk.Channel
	// anna and piotr have access to shop, piotr to other too, ewa to other alone.
	anna, piotr, ewa desk.Account
}

// newHouse makes a house that lasts as long as the test.
func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{url: newDatabase(t)}
	h.Store = openStore(t, h.url)
	return h.nextDoor(t)
}

// nextDoor makes a house with people and chats of its own in the same database.
func (h *house) nextDoor(t testing.TB) *house {
	t.Helper()
	h = &house{Store: h.Store, url: h.url}
	h.shop, h.other = h.newChannel(t, "Sklep główny"), h.newChannel(t, "Outlet")
	h.anna, h.piotr, h.ewa = h.newAgent(t, "Anna Nowak"), h.newAgent(t, "Piotr Lis"), h.newAgent(t, "Ewa Wilk")
	for agent, channels := range map[uuid.UUID][]*desk.Channel{
		h.anna.ID: {h.shop}, h.piotr.ID: {h.shop, h.other}, h.ewa.ID: {h.other},
	} {
		for _, c := range channels {
			require.NoError(t, h.GrantChannel(t.Context(), c.ID, agent))
		}
	}
	return h
}

func newDatabase(t testing.TB) string {
	t.Helper()
	url := servers.NewDatabase(t)
	return url
}

func openStore(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{MaxConns: 8})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func (h *house) newChannel(t require.TestingT, name string) *desk.Channel {
	c := &desk.Channel{ID: uuid.New(), Name: name, Key: uuid.NewString(), ShopURL: "https://shop.example", Settings: desk.DefaultChannelSettings()}
	require.NoError(t, h.SaveChannel(context.Background(), c))
	return c
}

func (h *house) newAgent(t require.TestingT, name string) desk.Account {
	a := desk.Account{ID: uuid.New(), Name: name, Email: strings.ToLower(strings.Fields(name)[0]) + "@" + uuid.NewString() + ".example", Role: desk.Agent, Locale: "pl", DefaultList: "unassigned"}
	require.NoError(t, h.CreateAgent(context.Background(), a, "hash of "+name))
	return a
}

// chat is a conversation and what its customer holds.
type chat struct {
	*house
	store.NewTicket
	started *desk.Ticket
}

func (h *house) newTicket(channel *desk.Channel) store.NewTicket {
	id := uuid.New()
	return store.NewTicket{
		ID: id, ChannelKey: channel.Key, Token: store.HashVisitorToken(id.String()), EntryID: uuid.New(),
		Requester: desk.Requester{Name: "Jan Kos", Email: "jan@klient.example"}, Subject: "Paczka", Locale: "pl",
		PageURL: "https://shop.example/koszyk", Body: "Gdzie jest paczka?",
	}
}

// start begins a conversation on the house's first chat.
func (h *house) start(t require.TestingT) *chat { return h.startOn(t, h.shop) }

func (h *house) startOn(t require.TestingT, channel *desk.Channel) *chat {
	n := h.newTicket(channel)
	started, _, err := h.StartTicket(context.Background(), n)
	require.NoError(t, err)
	return &chat{house: h, NewTicket: n, started: started}
}

// joined begins a conversation that the agent has.
func (h *house) joined(t require.TestingT, agent desk.Account) *chat {
	c := h.start(t)
	c.mustDo(t, func(id uuid.UUID) (bool, error) { return h.Join(context.Background(), c.ID, agent.ID, id) })
	return c
}

func (c *chat) closed(t require.TestingT) *chat {
	c.mustDo(t, func(id uuid.UUID) (bool, error) {
		return c.CloseTicket(context.Background(), c.ID, store.Closing{By: desk.ClosedBySilence}, id)
	})
	return c
}

func (c *chat) mustDo(t require.TestingT, do func(id uuid.UUID) (bool, error)) {
	made, err := do(uuid.New())
	require.NoError(t, err)
	require.True(t, made)
}

func (c *chat) say(t require.TestingT, body string) *desk.Entry {
	e, err := c.WriteMessage(context.Background(), c.ID, c.Token, uuid.New(), body)
	require.NoError(t, err)
	return e
}

func (c *chat) reply(t require.TestingT, agent desk.Account, body string) *desk.Entry {
	e, err := c.WriteReply(context.Background(), c.ID, agent.ID, uuid.New(), body)
	require.NoError(t, err)
	return e
}

func (c *chat) note(t require.TestingT, agent desk.Account, body string) *desk.Entry {
	e, err := c.WriteNote(context.Background(), c.ID, agent.ID, uuid.New(), body)
	require.NoError(t, err)
	return e
}

// journal reads every entry of the conversation in one page and checks that seq is 1, 2, 3 …
func (c *chat) journal(t require.TestingT) []desk.Entry {
	p, err := c.EntriesAfter(context.Background(), c.ID, 0, 1_000_000)
	require.NoError(t, err)
	for i, e := range p.Entries {
		require.EqualValues(t, i+1, e.Seq, "gap in the journal")
	}
	require.EqualValues(t, len(p.Entries), p.Last)
	return p.Entries
}

// head is the ticket's row as the methods don't show it.
type head struct {
	State           desk.State      `db:"state"`
	AgentID         uuid.NullUUID   `db:"agent_id"`
	LastSeq         int64           `db:"last_seq"`
	WakeSeq         int64           `db:"wake_seq"`
	RelayedSeq      int64           `db:"relayed_seq"`
	Leased          bool            `db:"leased"`
	LastMessageAt   time.Time       `db:"last_message_at"`
	LastMessageFrom desk.AuthorKind `db:"last_message_from"`
	LastCustomerSeq int64           `db:"last_customer_seq"`
	LastReplySeq    int64           `db:"last_reply_seq"`
	Preview         string          `db:"preview"`
	AwaitingSince   *time.Time      `db:"awaiting_since"`
	ClosedAt        *time.Time      `db:"closed_at"`
	Status          string          `db:"status"`
	Priority        desk.Priority   `db:"priority"`
	TagIDs          string          `db:"tag_ids"` // as {…,…}
	FreedSeq        int64           `db:"freed_seq"`
}

func (c *chat) head(t require.TestingT) head {
	var row head
	require.NoError(t, c.DB().Get(&row, `
		SELECT state, agent_id, last_seq, wake_seq, relayed_seq, coalesce(relay_lease > now(), false) AS leased,
		       last_message_at, last_message_from, last_customer_seq, last_reply_seq, preview, awaiting_since, closed_at,
		       status, priority, tag_ids::text AS tag_ids, freed_seq
		FROM tickets WHERE id = $1`, c.ID))
	return row
}

func requireKind(t require.TestingT, kind desk.Kind, code string, err error) {
	require.Error(t, err)
	require.Equal(t, [2]string{string(kind), code}, [2]string{string(desk.KindOf(err)), desk.CodeOf(err)}, "%v", err)
}

// inParallel runs the functions at once and returns their errors together.
func inParallel(do ...func() error) error {
	errs := make(chan error)
	ready := make(chan struct{})
	for _, f := range do {
		go func() { <-ready; errs <- f() }()
	}
	close(ready)
	var all error
	for range do {
		all = errors.Join(all, <-errs)
	}
	return all
}
