package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestSettingsThatAreAbsentHaveTheirDefaults(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	with := func(change func(*desk.ChannelSettings)) desk.ChannelSettings {
		s := desk.DefaultChannelSettings()
		change(&s)
		return s
	}
	for name, tt := range map[string]struct {
		stored string
		want   desk.ChannelSettings
	}{
		"nothing stored":                    {`{}`, desk.DefaultChannelSettings()},
		"null":                              {`null`, desk.DefaultChannelSettings()},
		"a stored false stays false":        {`{"form": false}`, with(func(s *desk.ChannelSettings) { s.Form = false })},
		"a stored zero switches a step off": {`{"pace": {"remindAfter": 0}}`, with(func(s *desk.ChannelSettings) { s.Pace.RemindAfter = 0 })},
		"a part of a part leaves the rest":  {`{"look": {"side": "left"}}`, with(func(s *desk.ChannelSettings) { s.Look.Side = "left" })},
		"hours without a zone are in Warsaw": {`{"hours": {"week": {"1": [{"from": 540, "to": 1020}]}}}`, with(func(s *desk.ChannelSettings) {
			s.Hours.Week = map[time.Weekday][]desk.Range{1: {{From: 540, To: 1020}}}
		})},
		"what a later version stored is unread": {`{"hologram": true}`, desk.DefaultChannelSettings()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := h.newChannel(t, "Sklep")
			_, err := h.DB().ExecContext(t.Context(), `UPDATE channels SET settings = $2 WHERE id = $1`, c.ID, tt.stored)
			require.NoError(t, err)
			got, err := h.ChannelByKey(t.Context(), c.Key)
			require.NoError(t, err)
			require.Equal(t, tt.want, got.Settings)
		})
	}
}

func TestChannels(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := *h.shop
	c.Name, c.ShopURL = "Nowa nazwa", "https://nowy.example"
	c.Settings.Origins = []string{"https://www.nowy.example"}
	c.Settings.Hours.Week = map[time.Weekday][]desk.Range{0: {}, 5: {{From: 1320, To: 120}}}
	c.Settings.Hours.Exceptions = map[string][]desk.Range{"2026-12-24": {}}
	require.NoError(t, h.SaveChannel(t.Context(), &c))

	got, err := h.ChannelByKey(t.Context(), c.Key)
	require.NoError(t, err)
	require.Equal(t, &c, got, "what was saved is what is read")
	standing, err := h.Standing(t.Context(), h.start(t).ID)
	require.NoError(t, err)
	require.Equal(t, c, standing.Channel)

	_, err = h.ChannelByKey(t.Context(), "unknown")
	requireKind(t, desk.NotFound, "chat_not_found", err)
}

func TestAccessToChannels(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	names := func() []string {
		channels, err := h.ChannelsOfAgent(t.Context(), h.piotr.ID)
		require.NoError(t, err)
		ids, err := h.ChannelIDs(t.Context(), h.piotr.ID)
		require.NoError(t, err)
		require.Len(t, ids, len(channels))
		names := []string{}
		for _, c := range channels {
			require.Contains(t, ids, c.ID)
			names = append(names, c.Name)
		}
		return names
	}
	require.Equal(t, []string{h.other.Name, h.shop.Name}, names(), "by name")
	require.NoError(t, h.GrantChannel(t.Context(), h.shop.ID, h.piotr.ID), "granting again is no error")
	require.NoError(t, h.RevokeChannel(t.Context(), h.shop.ID, h.piotr.ID))
	require.NoError(t, h.RevokeChannel(t.Context(), h.shop.ID, h.piotr.ID), "nor is revoking again")
	require.Equal(t, []string{h.other.Name}, names())
}
