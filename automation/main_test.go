package automation_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"rozmowa/automation"
	"rozmowa/desk"
	"rozmowa/devstack/testmain"
	"rozmowa/rules"
	"rozmowa/store"
)

var servers testmain.Servers

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, testmain.Need{}, testmain.Keep(&servers))) }

// house is an engine on a database of its own, with a chat and who answers it.
type house struct {
	*automation.Engine
	*store.Store
	t       *testing.T
	db      *sqlx.DB
	log     *logged
	options automation.Options
	channel *desk.Channel
	anna    desk.Account
}

// logged keeps what was logged.
type logged struct {
	mu sync.Mutex
	strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Builder.Write(p)
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.String()
}

func newHouse(t *testing.T) *house { return newHouseWith(t, automation.Options{}) }

func newHouseWith(t *testing.T, o automation.Options) *house {
	t.Helper()
	url := servers.NewDatabase(t)
	s, err := store.Open(t.Context(), url, store.Options{MaxConns: 8})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	db, err := sqlx.Connect("postgres", url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	h := &house{Store: s, t: t, db: db, log: new(logged)}
	o.Log = slog.New(slog.NewTextHandler(h.log, nil))
	h.options = o
	h.Engine = automation.New(s, o)
	t.Cleanup(h.Engine.Close)
	h.channel = &desk.Channel{ID: uuid.New(), Name: "Sklep główny", Key: uuid.NewString(), ShopURL: "https://shop.example", Settings: desk.DefaultChannelSettings()}
	require.NoError(t, s.SaveChannel(t.Context(), h.channel))
	h.anna = desk.Account{ID: uuid.New(), Name: "Anna Nowak", Email: "anna@shop.example", Role: desk.Agent, Locale: "pl", DefaultList: "unassigned"}
	require.NoError(t, s.CreateAgent(t.Context(), h.anna, "hash"))
	require.NoError(t, s.GrantChannel(t.Context(), h.channel.ID, h.anna.ID))
	return h
}

// Close is the engine's and the store's; both are closed by the test's end.
func (h *house) Close() {}

// rule makes a rule that answers the events, the last in the order; change may change it before it is switched on.
func (h *house) rule(name string, events []rules.Event, actions []rules.Action, change func(*rules.Settings)) *rules.Rule {
	h.t.Helper()
	s := rules.Settings{Name: name, Actions: slices.Clone(actions), Often: rules.EveryTime} // Clean changes them where they are
	for _, e := range events {
		s.Triggers = append(s.Triggers, rules.Trigger{Event: e})
	}
	if change != nil {
		change(&s)
	}
	id := uuid.New()
	require.NoError(h.t, s.Clean())
	r, err := h.SaveRule(h.t.Context(), id, 0, s, false, h.anna.ID)
	require.NoError(h.t, err)
	require.NoError(h.t, h.SwitchRule(h.t.Context(), id, r.Version, true))
	return r
}

var (
	onMessage = []rules.Event{rules.CustomerMessage}
	urgent    = []rules.Action{{Kind: rules.SetPriority, Value: "urgent"}}
)

func answer(text string) []rules.Action {
	return []rules.Action{{Kind: rules.Autoresponder, Texts: map[string]string{"pl": text}}}
}

// chat is a customer's conversation, and how far its rules were asked.
type chat struct {
	*house
	id    uuid.UUID
	token store.VisitorToken
	seen  int64
	asked []rules.Asked
}

func (h *house) start(body string) *chat {
	h.t.Helper()
	id := uuid.New()
	c := &chat{house: h, id: id, token: store.HashVisitorToken(id.String())}
	_, _, err := h.StartTicket(h.t.Context(), store.NewTicket{
		ID: id, ChannelKey: h.channel.Key, Token: c.token, EntryID: uuid.New(),
		Requester: desk.Requester{Name: "Jan Kos", Email: "Jan@Klient.example"}, Subject: "Paczka", Locale: "pl", Body: body,
	})
	require.NoError(h.t, err)
	return c
}

func (c *chat) says(body string) *desk.Entry {
	c.t.Helper()
	e, err := c.WriteMessage(c.t.Context(), c.id, c.token, uuid.New(), body)
	require.NoError(c.t, err)
	return e
}

func (c *chat) replies() *desk.Entry {
	c.t.Helper()
	e, err := c.WriteReply(c.t.Context(), c.id, c.anna.ID, uuid.New(), "Już sprawdzam")
	require.NoError(c.t, err)
	return e
}

func (c *chat) changes(property desk.Property, value string) {
	c.t.Helper()
	_, err := c.ChangeTicket(c.t.Context(), c.id, c.anna.ID, uuid.New(), property, value)
	require.NoError(c.t, err)
}

// look asks the rules about what is new, as a conversation does.
func (c *chat) look() []rules.Match {
	c.t.Helper()
	require.NoError(c.t, c.Judge(c.t.Context(), c.id, c.seen))
	last, err := c.LastSeq(c.t.Context(), c.id)
	require.NoError(c.t, err)
	matches, err := c.Matching(c.t.Context(), c.id, c.seen, last, nil)
	require.NoError(c.t, err)
	c.seen = last
	return matches
}

// act does what matched, and returns what became of each action.
func (c *chat) act(matches []rules.Match) (states []rules.ActionState) {
	c.t.Helper()
	for _, m := range matches {
		for _, a := range m.Actions {
			acted, err := c.Act(c.t.Context(), rules.Act{Ticket: c.id, Action: a.ID, Since: time.Now()})
			require.NoError(c.t, err)
			states = append(states, acted.State)
		}
	}
	return states
}

// settle looks and acts until nothing is left to do.
func (c *chat) settle() {
	c.t.Helper()
	for range 20 {
		matches := c.look()
		if len(matches) == 0 {
			return
		}
		c.act(matches)
	}
	require.Fail(c.t, "rules go on and on")
}

func (c *chat) entries() []desk.Entry {
	c.t.Helper()
	page, err := c.EntriesAfter(c.t.Context(), c.id, 0, 1000)
	require.NoError(c.t, err)
	return page.Entries
}

// said are the texts of the entries behind the seq.
func (c *chat) said(after int64) (texts []string) {
	for _, e := range c.entries() {
		if e.Seq > after && e.Body != "" {
			texts = append(texts, e.Body)
		}
	}
	return texts
}

// runs are a ticket's, the oldest first: "rule event seq outcome".
func (c *chat) runs() (lines []string) {
	c.t.Helper()
	runs, err := c.TicketRuleRuns(context.Background(), c.id, c.anna.ID)
	require.NoError(c.t, err)
	for _, r := range runs {
		seq, err := json.Marshal(r.Seq)
		require.NoError(c.t, err)
		lines = append([]string{strings.Join([]string{r.RuleName, string(r.Event), string(seq), r.Outcome}, " ")}, lines...)
	}
	return lines
}
