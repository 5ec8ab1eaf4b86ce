package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func newConfigured(name string, agents ...uuid.UUID) *store.ConfiguredChannel {
	return &store.ConfiguredChannel{
		Channel: desk.Channel{
			ID: uuid.New(), Name: name, Key: uuid.NewString(), ShopURL: "https://shop.example", Enabled: true,
			Settings: desk.DefaultChannelSettings(),
		},
		Agents: agents,
	}
}

func TestAChatIsKeptWithItsSettingsAndAgents(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := newConfigured("Zażółć gęślą jaźń", h.anna.ID, h.piotr.ID)
	c.Enabled = false
	c.Settings.Targeting = desk.Targeting{List: desk.TargetAllow, Paths: []string{"/kontakt", "/blog/*"}}
	c.Settings.Hours.Week = map[time.Weekday][]desk.Range{time.Monday: {{From: 540, To: 1020}}, time.Sunday: {}}
	created, err := h.CreateChannel(t.Context(), c)
	require.NoError(t, err)
	c.Version = 1
	require.ElementsMatch(t, c.Agents, created.Agents)
	require.Equal(t, c.Channel, created.Channel)

	read, err := h.ConfiguredChannel(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, created, read)
	all, err := h.ConfiguredChannels(t.Context())
	require.NoError(t, err)
	require.Contains(t, all, *read)
	require.True(t, slices.IsSortedFunc(all, func(a, b store.ConfiguredChannel) int { return strings.Compare(a.Name, b.Name) }))
}

func TestTheSecondOfTwoAdminsIsToldAndOverwritesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, err := h.CreateChannel(t.Context(), newConfigured("Sklep", h.anna.ID))
	require.NoError(t, err)
	second := *first

	first.Name, first.Agents = "Nowa nazwa", []uuid.UUID{h.piotr.ID}
	saved, err := h.UpdateChannel(t.Context(), first)
	require.NoError(t, err)
	require.EqualValues(t, 2, saved.Version)
	require.Equal(t, []uuid.UUID{h.piotr.ID}, saved.Agents)

	second.Name, second.Agents = "Moja nazwa", nil
	_, err = h.UpdateChannel(t.Context(), &second)
	require.Equal(t, desk.Conflict, desk.KindOf(err))
	require.Equal(t, "channel_changed", desk.CodeOf(err))
	now, err := h.ConfiguredChannel(t.Context(), first.ID)
	require.NoError(t, err)
	require.Equal(t, saved, now)

	second.Version = now.Version // deliberately, this time
	saved, err = h.UpdateChannel(t.Context(), &second)
	require.NoError(t, err)
	require.Equal(t, "Moja nazwa", saved.Name)
	require.Empty(t, saved.Agents)
}

func TestASaveIsAllOrNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, err := h.CreateChannel(t.Context(), newConfigured("Sklep", h.anna.ID))
	require.NoError(t, err)
	c.Name, c.Agents = "Nowa nazwa", []uuid.UUID{uuid.New()}
	_, err = h.UpdateChannel(t.Context(), c)
	require.Equal(t, "unknown_agent", desk.CodeOf(err))
	now, err := h.ConfiguredChannel(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, "Sklep", now.Name)
	require.Equal(t, []uuid.UUID{h.anna.ID}, now.Agents)

	lost := newConfigured("Zły", uuid.New())
	_, err = h.CreateChannel(t.Context(), lost)
	require.Equal(t, "unknown_agent", desk.CodeOf(err))
	_, err = h.ConfiguredChannel(t.Context(), lost.ID)
	require.Equal(t, desk.NotFound, desk.KindOf(err))
}

func TestTakingAnAgentOffAChatTakesItsTickets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	chat := h.start(t)
	c, err := h.ConfiguredChannel(t.Context(), h.shop.ID)
	require.NoError(t, err)
	require.Contains(t, c.Agents, h.anna.ID)
	_, err = h.Ticket(t.Context(), chat.ID, h.anna.ID)
	require.NoError(t, err)

	c.Agents = nil
	_, err = h.UpdateChannel(t.Context(), c)
	require.NoError(t, err)
	_, err = h.Ticket(t.Context(), chat.ID, h.anna.ID)
	require.Equal(t, desk.NotFound, desk.KindOf(err))
}

func TestADeletedChatLeavesItsTickets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	chat := h.start(t)
	require.NoError(t, h.DeleteChannel(t.Context(), h.shop.ID))
	require.NoError(t, h.DeleteChannel(t.Context(), h.shop.ID), "deleting again is no error")
	require.Equal(t, desk.NotFound, desk.KindOf(h.DeleteChannel(t.Context(), uuid.New())))

	_, err := h.ChannelByKey(t.Context(), h.shop.Key)
	require.Equal(t, desk.NotFound, desk.KindOf(err))
	_, err = h.EnableChannel(t.Context(), h.shop.ID, true)
	require.Equal(t, desk.NotFound, desk.KindOf(err))
	_, err = h.UpdateChannel(t.Context(), &store.ConfiguredChannel{Channel: *h.shop})
	require.Equal(t, desk.NotFound, desk.KindOf(err))
	list, err := h.ChannelsOfAgent(t.Context(), h.anna.ID)
	require.NoError(t, err)
	for _, c := range list {
		require.NotEqual(t, h.shop.ID, c.ID)
	}
	ticket, err := h.Ticket(t.Context(), chat.ID, h.anna.ID)
	require.NoError(t, err)
	require.Equal(t, h.shop.Name, ticket.Channel.Name)
}

func TestSwitchingAChatCountsOnceOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, err := h.CreateChannel(t.Context(), newConfigured("Sklep"))
	require.NoError(t, err)
	for _, want := range []struct {
		enabled bool
		version int64
	}{{true, 1}, {false, 2}, {false, 2}, {true, 3}} {
		now, err := h.EnableChannel(t.Context(), c.ID, want.enabled)
		require.NoError(t, err)
		require.Equal(t, want.enabled, now.Enabled)
		require.Equal(t, want.version, now.Version)
	}
}

func TestAChatRemembersWhenItWasSeen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, err := h.CreateChannel(t.Context(), newConfigured("Sklep"))
	require.NoError(t, err)
	require.Zero(t, c.SeenAt)
	require.NoError(t, h.SeeChannel(t.Context(), c.ID))
	first, err := h.ChannelByKey(t.Context(), c.Key)
	require.NoError(t, err)
	require.NotZero(t, first.SeenAt)
	require.NoError(t, h.SeeChannel(t.Context(), c.ID))
	second, err := h.ChannelByKey(t.Context(), c.Key)
	require.NoError(t, err)
	require.Equal(t, first.SeenAt, second.SeenAt, "not more than once a minute")
	require.EqualValues(t, 1, second.Version, "being seen changes nothing that is open")
}
