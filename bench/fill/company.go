package fill

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Password is everybody's in a filled database.
const Password = "bench-password"

// Those who are asked for by their access; the others of the fifty are theirs alone.
const (
	AdminEmail = "admin@fill.test" // every chat's tickets
	SmallEmail = "salon@fill.test" // those of a chat with a thousandth of the traffic
	RareEmail  = "karty@fill.test" // those of a chat with twenty tickets in two years
	NoneEmail  = "nikt@fill.test"  // nobody's
)

// channel is a chat and its share of the tickets.
type channel struct {
	desk.Channel
	share    float64
	language *language
	agents   []*desk.Account // who have access
	writers  []*desk.Account // those of them who answer
}

// The chats, by what their place in chats says.
const (
	mainShop = iota
	outlet
	abroad
	wholesale
	service
	salon
	giftCards
	chats
)

const (
	salonTickets    = 120 // at least: a list of more than a page
	giftCardTickets = 20
)

// access is a group of agents who have access to the same chats.
type access struct {
	agents int
	role   desk.Role
	email  string // of a group of one who is asked for
	chats  []int
}

var accesses = []access{
	{1, desk.Admin, AdminEmail, []int{mainShop, outlet, abroad, wholesale, service, salon, giftCards}},
	{1, desk.Admin, "", []int{mainShop, outlet, abroad, wholesale, service}},
	{2, desk.Operator, "", []int{mainShop, outlet, abroad, wholesale, service, salon}},
	{20, desk.Agent, "", []int{mainShop}},
	{8, desk.Agent, "", []int{mainShop, outlet}},
	{5, desk.Agent, "", []int{outlet}},
	{4, desk.Agent, "", []int{abroad}},
	{3, desk.Agent, "", []int{wholesale, abroad}},
	{3, desk.Agent, "", []int{service, mainShop}},
	{1, desk.Agent, SmallEmail, []int{salon}},
	{1, desk.Agent, RareEmail, []int{giftCards}},
	{1, desk.Agent, NoneEmail, nil},
}

// company is who sells and answers.
type company struct {
	channels [chats]channel
	agents   []*desk.Account
}

// newCompany makes the chats for so many tickets and their fifty agents, always with the same ids.
func newCompany(tickets int) *company {
	n := float64(tickets)
	atLeast := func(share, tickets float64) float64 { return min(max(share, tickets/n), 0.1) }
	c := &company{}
	for i, of := range []struct {
		name, key string
		share     float64
		language  *language
	}{
		mainShop:  {"Sklep główny", "fill-glowny", 0, &polish}, // the rest
		outlet:    {"Outlet", "fill-outlet", 0.13, &polish},
		abroad:    {"Sklep zagraniczny", "fill-abroad", 0.08, &english},
		wholesale: {"Hurtownia", "fill-hurtownia", 0.05, &polish},
		service:   {"Serwis i reklamacje", "fill-serwis", 0.02, &polish},
		salon:     {"Salon Łódź", "fill-salon", atLeast(0.001, salonTickets), &polish},
		giftCards: {"Karty podarunkowe", "fill-karty", giftCardTickets / max(n, 10*giftCardTickets), &polish},
	} {
		settings := desk.DefaultChannelSettings()
		settings.Pace.WaitNoticeAfter = 3600 // nobody is told that they wait while the bench runs
		c.channels[i] = channel{share: of.share, language: of.language, Channel: desk.Channel{
			ID: idOf("channel", of.key), Name: of.name, Key: of.key, ShopURL: "https://shop.example", Settings: settings,
		}}
	}
	c.channels[mainShop].share = 1
	for _, other := range c.channels[mainShop+1:] {
		c.channels[mainShop].share -= other.share
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, of := range accesses {
		for range of.agents {
			name, _ := person(r)
			email := of.email
			if email == "" {
				email = fmt.Sprintf("%s.%d@fill.test", strings.ToLower(withoutMarks.Replace(strings.ReplaceAll(name, " ", "."))), len(c.agents)+1)
			}
			a := &desk.Account{ID: idOf("agent", email), Name: name, Email: email, Role: of.role, Locale: "pl"}
			c.agents = append(c.agents, a)
			for _, i := range of.chats {
				on := &c.channels[i]
				on.agents = append(on.agents, a)
				if a.Role.May(desk.WriteTickets) {
					on.writers = append(on.writers, a)
				}
			}
		}
	}
	return c
}

// channel picks where a ticket comes.
func (c *company) channel(r *rand.Rand) *channel {
	at := r.Float64()
	for i := range c.channels {
		if at -= c.channels[i].share; at < 0 {
			return &c.channels[i]
		}
	}
	return &c.channels[mainShop]
}

// writer picks who answers: some work more than others. The newest tickets are theirs too, so everybody has some.
func (c *channel) writer(r *rand.Rand) *desk.Account { return oneOf(r, c.writers) }

func idOf(noun, name string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("rozmowa bench fill "+noun+" "+name))
}
