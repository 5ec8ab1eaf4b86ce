package realtime_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

// present skips frames until one that says exactly who has the ticket open, by name.
func present(t *testing.T, s *apitest.Socket, ticket uuid.UUID, names ...string) {
	t.Helper()
	s.UntilThat(t, func(f apitest.Frame) bool {
		if f.Type != "present" {
			return false
		}
		require.Equal(t, ticket, f.Ticket)
		var is []string
		for _, agent := range f.Agents {
			require.NotNil(t, agent.ID)
			is = append(is, agent.Name)
		}
		slices.Sort(is)
		return slices.Equal(is, names)
	})
}

func TestWhoIsPresentHasTheirPhoto(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, photo := c.Chat(t), uuid.New()
	c.sql(t, `UPDATE agents SET photo_id = $2 WHERE id = $1`, c.Piotr.ID, photo)
	annas := c.As(t, c.Anna).Watching(t, chat)
	c.As(t, c.Piotr).Watching(t, chat)
	annas.UntilThat(t, func(f apitest.Frame) bool {
		i := slices.IndexFunc(f.Agents, func(a contract.Person) bool { return *a.ID == c.Piotr.ID })
		return f.Type == "present" && i >= 0 && f.Agents[i].Photo != nil && *f.Agents[i].Photo == photo
	})
}

func TestAgentsSeeWhoHasTheTicketOpenAndCustomersDoNot(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, other := c.Chat(t), c.Chat(t)
	visitor := chat.Listen(t)
	annas := c.As(t, c.Anna).Watching(t, chat)
	present(t, annas, chat.ID, "Anna Nowak")

	piotrs := c.As(t, c.Piotr).Watching(t, chat)
	present(t, annas, chat.ID, "Anna Nowak", "Piotr Lis")
	present(t, piotrs, chat.ID, "Anna Nowak", "Piotr Lis")
	oskars := c.As(t, c.Oskar).Watching(t, chat)
	present(t, annas, chat.ID, "Anna Nowak", "Oskar Sowa", "Piotr Lis")
	oskars.Send(t, apitest.M{"type": "unwatch", "ticket": chat.ID})
	present(t, annas, chat.ID, "Anna Nowak", "Piotr Lis")

	t.Run("a second tab is the same person, and is told at once", func(t *testing.T) {
		again := c.As(t, c.Piotr).Watching(t, chat)
		present(t, again, chat.ID, "Anna Nowak", "Piotr Lis")
		again.Close()
	})
	t.Run("asking for entries and lists is no presence, nor is another ticket", func(t *testing.T) {
		oskar := c.As(t, c.Oskar)
		oskar.Do(t, http.MethodGet, chat.TicketPath(""), nil).OK(t, http.StatusOK)
		oskar.Entries(t, chat.TicketPath("/entries"), 0)
		present(t, oskar.Watching(t, other), other.ID, "Oskar Sowa")
		piotrs.Close() // the tab that is left
		present(t, annas, chat.ID, "Anna Nowak")
	})
	t.Run("whose access is lost is gone", func(t *testing.T) {
		late := c.As(t, c.Piotr).Watching(t, chat)
		present(t, annas, chat.ID, "Anna Nowak", "Piotr Lis")
		require.NoError(t, c.Store.RevokeChannel(t.Context(), c.Shop.ID, c.Piotr.ID))
		present(t, annas, chat.ID, "Anna Nowak")
		late.Until(t, "refused")
	})
	chat.Say(t, "koniec")
	visitor.UntilThat(t, func(f apitest.Frame) bool {
		require.NotEqual(t, "present", f.Type)
		return f.Type == "entries"
	})
}

func TestPresenceCrossesNodes(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	annas := c.As(t, c.Anna).Watching(t, chat)
	present(t, annas, chat.ID, "Anna Nowak")
	second := newNode(t, c.url) // it begins later, and asks
	piotr := c.As(t, c.Piotr)
	piotr.Node = second
	piotrs := piotr.Watching(t, chat)
	present(t, piotrs, chat.ID, "Anna Nowak", "Piotr Lis")
	present(t, annas, chat.ID, "Anna Nowak", "Piotr Lis")

	t.Run("after the listeners' loss as before", func(t *testing.T) {
		c.loseListeners(t)
		annas.Until(t, "resync")
		c.AwaitListening(t)
		oskars := c.As(t, c.Oskar).Watching(t, chat)
		present(t, piotrs, chat.ID, "Anna Nowak", "Oskar Sowa", "Piotr Lis")
		oskars.Close()
		present(t, piotrs, chat.ID, "Anna Nowak", "Piotr Lis")
	})
	annas.Close()
	present(t, piotrs, chat.ID, "Piotr Lis")
	oskars := c.As(t, c.Oskar).Watching(t, chat)
	present(t, oskars, chat.ID, "Oskar Sowa", "Piotr Lis")
	require.NoError(t, second.Stop())
	present(t, oskars, chat.ID, "Oskar Sowa")
}

func TestWhoseNodeDiedIsGoneSoon(t *testing.T) {
	t.Parallel()
	databaseURL := servers.NewDatabase(t)
	pace := api.Options{Limits: apitest.NoLimits, PresenceEvery: time.Second}
	first := apitest.Start(t, apitest.OpenStore(t, databaseURL), apitest.NoEngine(t), pace)
	c := &company{apitest.NewCompany(t, first), databaseURL}
	chat := c.Chat(t)
	// The second reaches the database by a line that breaks: as good as dead, for the others.
	line, cut := lineTo(t, databaseURL)
	dying := apitest.Start(t, apitest.OpenStore(t, cut), apitest.NoEngine(t), pace)
	piotr := c.As(t, c.Piotr)
	piotr.Node = dying
	piotr.Watching(t, chat)
	annas := c.As(t, c.Anna).Watching(t, chat)
	present(t, annas, chat.ID, "Anna Nowak", "Piotr Lis")
	line.Break()
	present(t, annas, chat.ID, "Anna Nowak")
	line.Mend()
	present(t, annas, chat.ID, "Anna Nowak", "Piotr Lis")
}

// lineTo is a line to the database, and its address by that line.
func lineTo(t *testing.T, databaseURL string) (*apitest.Line, string) {
	t.Helper()
	address, err := url.Parse(databaseURL)
	require.NoError(t, err)
	line := apitest.NewLine(t, address.Host)
	address.Host = line.Address
	return line, address.String()
}

func TestMoreAgentsThanOneNotificationTakes(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	second := newNode(t, c.url)
	chat := c.Chat(t)
	names := []string{"Anna Nowak"}
	for i := range 50 {
		agent := apitest.NewAgent(t, c.Store, "Zofia Bardzo-Długa "+string(rune('A'+i)), desk.Agent, c.Shop)
		names = append(names, agent.Name)
		c.As(t, agent).Watching(t, chat)
	}
	anna := c.As(t, c.Anna)
	anna.Node = second
	slices.Sort(names)
	present(t, anna.Watching(t, chat), chat.ID, names...)
}
