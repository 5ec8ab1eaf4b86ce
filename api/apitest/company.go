package apitest

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// Company is two chats and those who answer them, on a node that others may share.
type Company struct {
	*Node
	Shop, Other *desk.Channel
	// Anna and Piotr answer Shop, Ewa answers Other, Oskar is an operator who may read Shop.
	Anna, Piotr, Ewa, Oskar desk.Account
}

// NewCompany makes a company of its own on the node.
func NewCompany(t require.TestingT, n *Node) *Company {
	c := &Company{Node: n}
	c.Shop, c.Other = NewChannel(t, n.Store, nil), NewChannel(t, n.Store, nil)
	c.Anna, c.Piotr = NewAgent(t, n.Store, "Anna Nowak", desk.Agent, c.Shop), NewAgent(t, n.Store, "Piotr Lis", desk.Agent, c.Shop)
	c.Ewa = NewAgent(t, n.Store, "Ewa Wilk", desk.Agent, c.Other)
	c.Oskar = NewAgent(t, n.Store, "Oskar Sowa", desk.Operator, c.Shop)
	return c
}

// NewChannel makes a chat without a form; change may be nil.
func NewChannel(t require.TestingT, s *store.Store, change func(*desk.Channel)) *desk.Channel {
	c := &desk.Channel{ID: uuid.New(), Name: "Sklep", Key: uuid.NewString(), ShopURL: "https://shop.example", Settings: desk.DefaultChannelSettings()}
	c.Settings.Form = false
	if change != nil {
		change(c)
	}
	require.NoError(t, s.SaveChannel(context.Background(), c))
	return c
}

// NewAgent makes a person with access to the channels, who can't log in by password.
func NewAgent(t require.TestingT, s *store.Store, name string, role desk.Role, channels ...*desk.Channel) desk.Account {
	a := desk.Account{ID: uuid.New(), Name: name, Role: role, Locale: "pl",
		Email: strings.ToLower(strings.Fields(name)[0]) + "@" + uuid.NewString() + ".example"}
	require.NoError(t, s.CreateAgent(context.Background(), a, "no hash"))
	for _, c := range channels {
		require.NoError(t, s.GrantChannel(context.Background(), c.ID, a.ID))
	}
	return a
}

// NewToken makes a secret as browsers do.
func NewToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// As is the agent, with a session of an hour.
func (n *Node) As(t require.TestingT, a desk.Account) *Caller { return n.AsFor(t, a, time.Hour) }

// AsFor is the agent with a session of the given length; negative: ended already.
func (n *Node) AsFor(t require.TestingT, a desk.Account, lifetime time.Duration) *Caller {
	token := NewToken()
	require.NoError(t, n.Store.CreateSession(context.Background(), store.HashSessionToken(token), a.ID, lifetime, "a test"))
	return &Caller{Node: n, Cookie: "rozmowa=" + token}
}

// Chat is a conversation and its customer.
type Chat struct {
	*Caller
	ID uuid.UUID
	// EntryID and Body are of the first message.
	EntryID uuid.UUID
	Body    string
	Channel *desk.Channel
}

// NewChat is a conversation that hasn't begun.
func (n *Node) NewChat(channel *desk.Channel) *Chat {
	return &Chat{Caller: &Caller{Node: n, Token: NewToken()}, ID: uuid.New(), EntryID: uuid.New(), Body: "Dzień dobry", Channel: channel}
}

// Start begins the conversation.
func (c *Chat) Start(t require.TestingT) contract.StartedConversation {
	var started contract.StartedConversation
	c.TryStart(t, nil).Into(t, http.StatusCreated, &started)
	return started
}

// TryStart asks to begin, with fields changed or added.
func (c *Chat) TryStart(t require.TestingT, change M) *Answer {
	body := M{"id": c.ID, "token": c.Token, "entryId": c.EntryID, "body": c.Body, "locale": "pl"}
	for k, v := range change {
		body[k] = v
		if v == nil {
			delete(body, k)
		}
	}
	return c.Stranger().Do(t, http.MethodPost, "/api/v1/widget/"+c.Channel.Key+"/conversations", body)
}

// Chat begins a conversation on the shop's chat.
func (c *Company) Chat(t require.TestingT) *Chat {
	chat := c.NewChat(c.Shop)
	chat.Start(t)
	return chat
}

// Path is the visitor's address of the conversation, with more behind it.
func (c *Chat) Path(more string) string { return "/api/v1/conversations/" + c.ID.String() + more }

// TicketPath is the agents' address of it.
func (c *Chat) TicketPath(more string) string { return "/api/v1/tickets/" + c.ID.String() + more }

// Say writes a message.
func (c *Chat) Say(t require.TestingT, body string) contract.Entry {
	var e contract.Entry
	c.Do(t, http.MethodPost, c.Path("/entries"), M{"id": uuid.New(), "body": body}).Into(t, http.StatusCreated, &e)
	return e
}

// SayWith writes a message with files that were uploaded.
func (c *Chat) SayWith(t require.TestingT, body string, files ...uuid.UUID) contract.Entry {
	var e contract.Entry
	c.Do(t, http.MethodPost, c.Path("/entries"), M{"id": uuid.New(), "body": body, "attachments": files}).Into(t, http.StatusCreated, &e)
	return e
}

// Upload uploads a file as the customer.
func (c *Chat) Upload(t require.TestingT, name string, content []byte) contract.Attachment {
	return c.UploadTo(t, c.Path("/attachments/"), name, content)
}

// UploadAs uploads a file as an agent.
func (c *Chat) UploadAs(t require.TestingT, agent *Caller, name string, content []byte) contract.Attachment {
	return agent.UploadTo(t, c.TicketPath("/attachments/"), name, content)
}

// Write has an agent write a "message" or "note".
func (c *Chat) Write(t require.TestingT, agent *Caller, kind, body string) contract.Entry {
	var e contract.Entry
	agent.Do(t, http.MethodPost, c.TicketPath("/entries"), M{"id": uuid.New(), "kind": kind, "body": body}).Into(t, http.StatusCreated, &e)
	return e
}

// Join gives the ticket to the agent as its workflow does.
func (c *Chat) Join(t require.TestingT, a desk.Account) {
	made, err := c.Store.Join(context.Background(), c.ID, a.ID, uuid.New())
	require.NoError(t, err)
	require.True(t, made)
}

// Close closes the ticket as its workflow does.
func (c *Chat) Close(t require.TestingT) {
	made, err := c.Store.CloseTicket(context.Background(), c.ID, store.Closing{By: desk.ClosedBySilence}, uuid.New())
	require.NoError(t, err)
	require.True(t, made)
}

// Entries reads every entry from an entries address, page by page, without what messages were taken for: a worker says so in its
// own time.
func (c *Caller) Entries(t require.TestingT, address string, after int64) (entries []contract.Entry, through int64) {
	for {
		var p contract.EntryPage
		c.Do(t, http.MethodGet, address+"?limit=100&after="+strconv.FormatInt(after, 10), nil).Into(t, http.StatusOK, &p)
		require.Equal(t, after, p.From)
		for i := range p.Entries {
			p.Entries[i].Sentiment = nil
		}
		entries, after = append(entries, p.Entries...), p.Through
		if p.Through >= p.Last {
			return entries, after
		}
	}
}
