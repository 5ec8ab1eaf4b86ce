package api

import (
	"cmp"
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// ListConfiguredChannels returns every chat, for those who configure them.
func (s *Server) ListConfiguredChannels(ctx context.Context, _ contract.ListConfiguredChannelsRequestObject) (contract.ListConfiguredChannelsResponseObject, error) {
	channels, err := s.store.ConfiguredChannels(ctx)
	if err != nil {
		return nil, err
	}
	list := contract.ListConfiguredChannels200JSONResponse{Channels: make([]contract.ConfiguredChannel, 0, len(channels))}
	for i := range channels {
		c, err := s.configuredOf(&channels[i])
		if err != nil {
			return nil, err
		}
		list.Channels = append(list.Channels, c)
	}
	return list, nil
}

// CreateChannel makes a chat with a key of its own.
func (s *Server) CreateChannel(ctx context.Context, in contract.CreateChannelRequestObject) (contract.CreateChannelResponseObject, error) {
	c, err := channelOf(in.Body, desk.DefaultChannelSettings())
	if err != nil {
		return nil, err
	}
	c.ID, c.Key = uuid.New(), NewChannelKey()
	created, err := s.store.CreateChannel(ctx, c)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a chat was created", "channel", created.ID, "by", accountOf(ctx).ID)
	answer, err := s.configuredOf(created)
	return contract.CreateChannel201JSONResponse(answer), err
}

// NewChannelKey makes what stands in a chat's snippet: 12 letters and digits, which are public.
func NewChannelKey() string { return strings.ToLower(rand.Text()[:12]) }

// GetChannelDefaults returns what a new chat begins with.
func (s *Server) GetChannelDefaults(context.Context, contract.GetChannelDefaultsRequestObject) (contract.GetChannelDefaultsResponseObject, error) {
	c := &store.ConfiguredChannel{Channel: desk.Channel{Settings: desk.DefaultChannelSettings(), Enabled: true}}
	return contract.GetChannelDefaults200JSONResponse(draftOf(c)), nil
}

// GetChannel returns a chat with its settings.
func (s *Server) GetChannel(ctx context.Context, in contract.GetChannelRequestObject) (contract.GetChannelResponseObject, error) {
	c, err := s.store.ConfiguredChannel(ctx, in.ChannelID)
	if err != nil {
		return nil, err
	}
	answer, err := s.configuredOf(c)
	return contract.GetChannel200JSONResponse(answer), err
}

// SaveChannel replaces a chat's settings.
func (s *Server) SaveChannel(ctx context.Context, in contract.SaveChannelRequestObject) (contract.SaveChannelResponseObject, error) {
	known, err := s.store.ConfiguredChannel(ctx, in.ChannelID)
	if err != nil {
		return nil, err
	}
	c, err := channelOf(&in.Body.Draft, known.Settings)
	if err != nil {
		return nil, err
	}
	c.ID, c.Version = in.ChannelID, in.Body.Version
	saved, err := s.store.UpdateChannel(ctx, c)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a chat was changed", "channel", saved.ID, "version", saved.Version, "by", accountOf(ctx).ID)
	answer, err := s.configuredOf(saved)
	return contract.SaveChannel200JSONResponse(answer), err
}

// EnableChannel switches a chat on or off.
func (s *Server) EnableChannel(ctx context.Context, in contract.EnableChannelRequestObject) (contract.EnableChannelResponseObject, error) {
	c, err := s.store.EnableChannel(ctx, in.ChannelID, in.Body.Enabled)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a chat was switched", "channel", c.ID, "on", c.Enabled, "by", accountOf(ctx).ID)
	answer, err := s.configuredOf(c)
	return contract.EnableChannel200JSONResponse(answer), err
}

// DeleteChannel takes a chat off its shop for good.
func (s *Server) DeleteChannel(ctx context.Context, in contract.DeleteChannelRequestObject) (contract.DeleteChannelResponseObject, error) {
	if err := s.store.DeleteChannel(ctx, in.ChannelID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a chat was deleted", "channel", in.ChannelID, "by", accountOf(ctx).ID)
	return contract.DeleteChannel204Response{}, nil
}

// GetChannelAvailability says whether a chat is open at a moment.
func (s *Server) GetChannelAvailability(ctx context.Context, in contract.GetChannelAvailabilityRequestObject) (contract.GetChannelAvailabilityResponseObject, error) {
	c, err := s.store.ConfiguredChannel(ctx, in.ChannelID)
	if err != nil {
		return nil, err
	}
	answer, err := s.availabilityAt(c.Settings.Hours, in.Params.At)
	return contract.GetChannelAvailability200JSONResponse(answer), err
}

// GetChannelVisibility says whether a chat shows on a page.
func (s *Server) GetChannelVisibility(ctx context.Context, in contract.GetChannelVisibilityRequestObject) (contract.GetChannelVisibilityResponseObject, error) {
	c, err := s.store.ConfiguredChannel(ctx, in.ChannelID)
	if err != nil {
		return nil, err
	}
	answer, err := visibilityOf(&c.Channel, in.Params.URL)
	return contract.GetChannelVisibility200JSONResponse(answer), err
}

// CheckChannel says what settings that aren't saved would mean. Those that don't bear on it aren't checked: who
// sets the hours need not have found a name yet.
func (s *Server) CheckChannel(_ context.Context, in contract.CheckChannelRequestObject) (contract.CheckChannelResponseObject, error) {
	c := channelAsTyped(&in.Body.Draft, desk.DefaultChannelSettings())
	if err := c.Settings.Hours.Validate(); err != nil {
		return nil, err
	}
	availability, err := s.availabilityAt(c.Settings.Hours, in.Body.At)
	if err != nil {
		return nil, err
	}
	answer := contract.CheckChannel200JSONResponse{Availability: availability}
	if in.Body.URL != nil {
		if err := c.CleanPlaces(); err != nil {
			return nil, err
		}
		visibility, err := visibilityOf(&c.Channel, *in.Body.URL)
		if err != nil {
			return nil, err
		}
		answer.Visibility = &visibility
	}
	return answer, nil
}

// channelOf checks what an admin set. What a draft doesn't hold stays as it is in settings.
func channelOf(d *contract.ChannelDraft, settings desk.ChannelSettings) (*store.ConfiguredChannel, error) {
	c := channelAsTyped(d, settings)
	return c, c.Clean()
}

func channelAsTyped(d *contract.ChannelDraft, settings desk.ChannelSettings) *store.ConfiguredChannel {
	settings.Origins = d.Origins
	settings.Look = desk.Look{Primary: d.Look.Primary, Secondary: d.Look.Secondary, Side: string(d.Look.Side), Offset: d.Look.Offset}
	settings.Form, settings.Welcome = d.Form, d.Welcome
	settings.Targeting = desk.Targeting{List: string(d.Targeting.List), Paths: d.Targeting.Paths}
	settings.Hours = desk.Hours{TimeZone: d.Hours.TimeZone}
	if len(d.Hours.Week) > 0 {
		settings.Hours.Week = map[time.Weekday][]desk.Range{}
	}
	for _, day := range d.Hours.Week {
		settings.Hours.Week[time.Weekday(day.Day)] = rangesFrom(day.Ranges)
	}
	if len(d.Hours.Exceptions) > 0 {
		settings.Hours.Exceptions = map[string][]desk.Range{}
	}
	for _, date := range d.Hours.Exceptions {
		settings.Hours.Exceptions[date.Date] = rangesFrom(date.Ranges)
	}
	settings.AfterHours, settings.AfterHoursText = string(d.AfterHours), d.AfterHoursText
	c := &store.ConfiguredChannel{
		Channel: desk.Channel{Name: d.Name, ShopURL: d.ShopURL, Enabled: d.Enabled, Settings: settings},
		Agents:  d.Agents,
	}
	if d.Inbox != nil {
		c.InboxID = *d.Inbox
	}
	return c
}

func rangesFrom(ranges []contract.HoursRange) []desk.Range {
	list := make([]desk.Range, len(ranges))
	for i, r := range ranges {
		list[i] = desk.Range{From: r.From, To: r.To}
	}
	return list
}

func rangesOf(ranges []desk.Range) []contract.HoursRange {
	list := make([]contract.HoursRange, len(ranges))
	for i, r := range ranges {
		list[i] = contract.HoursRange{From: r.From, To: r.To}
	}
	return list
}

func (s *Server) configuredOf(c *store.ConfiguredChannel) (contract.ConfiguredChannel, error) {
	availability, err := s.availabilityAt(c.Settings.Hours, nil)
	return contract.ConfiguredChannel{
		ID: c.ID, Key: c.Key, Version: c.Version, Settings: draftOf(c), Availability: availability, SeenAt: timeOrNil(c.SeenAt),
	}, err
}

// draftOf is what an admin may change. Its lists are never null.
func draftOf(c *store.ConfiguredChannel) contract.ChannelDraft {
	s := &c.Settings
	d := contract.ChannelDraft{
		Name: c.Name, ShopURL: c.ShopURL, Origins: orEmpty(s.Origins), Enabled: c.Enabled,
		Look: lookOf(s.Look), Form: s.Form, Welcome: s.Welcome,
		Targeting: contract.Targeting{
			List: contract.TargetingList(cmp.Or(s.Targeting.List, desk.TargetDeny)), Paths: orEmpty(s.Targeting.Paths),
		},
		AfterHours: contract.AfterHours(s.AfterHours), AfterHoursText: s.AfterHoursText, Agents: orEmpty(c.Agents),
	}
	if c.InboxID != uuid.Nil {
		d.Inbox = &c.InboxID
	}
	d.Hours.TimeZone = s.Hours.TimeZone
	d.Hours.Week = orEmpty(d.Hours.Week)
	for _, day := range slices.Sorted(maps.Keys(s.Hours.Week)) {
		d.Hours.Week = append(d.Hours.Week, contract.DayHours{Day: int(day), Ranges: rangesOf(s.Hours.Week[day])})
	}
	d.Hours.Exceptions = orEmpty(d.Hours.Exceptions)
	for _, date := range slices.Sorted(maps.Keys(s.Hours.Exceptions)) {
		d.Hours.Exceptions = append(d.Hours.Exceptions, contract.DateHours{Date: date, Ranges: rangesOf(s.Hours.Exceptions[date])})
	}
	return d
}

func lookOf(l desk.Look) contract.Look {
	return contract.Look{Primary: l.Primary, Secondary: l.Secondary, Side: contract.LookSide(l.Side), Offset: l.Offset}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s *Server) availabilityAt(h desk.Hours, at *time.Time) (contract.Availability, error) {
	moment := s.Now()
	if at != nil {
		moment = *at
	}
	a, err := h.At(moment)
	if err != nil {
		return contract.Availability{}, err
	}
	answer := contract.Availability{Open: a.Open, NextOpen: timeOrNil(a.OpensAt())}
	if a.Open {
		answer.Until = timeOrNil(a.ChangesAt)
	}
	return answer, nil
}

func visibilityOf(c *desk.Channel, address string) (contract.Visibility, error) {
	v, err := c.Visibility(address)
	answer := contract.Visibility{Shows: v.Shows, Because: contract.VisibilityBecause(v.Because)}
	if v.Path != "" {
		answer.Path = &v.Path
	}
	return answer, err
}
