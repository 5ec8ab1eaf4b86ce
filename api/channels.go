package api

import (
	"context"

	"rozmowa/api/contract"
)

// ListChannels returns the agent's chats.
func (s *Server) ListChannels(ctx context.Context, _ contract.ListChannelsRequestObject) (contract.ListChannelsResponseObject, error) {
	channels, err := s.store.ChannelsOfAgent(ctx, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	list := contract.ListChannels200JSONResponse{Channels: make([]contract.Channel, 0, len(channels))}
	for i := range channels {
		c := &channels[i]
		availability, err := c.Settings.Hours.At(s.Now())
		if err != nil {
			return nil, err
		}
		list.Channels = append(list.Channels, contract.Channel{
			ID: c.ID, Name: c.Name, ShopURL: c.ShopURL, Open: availability.Open, OpensAt: timeOrNil(availability.OpensAt()),
		})
	}
	return list, nil
}

// GetWidget returns a chat's settings for the window.
func (s *Server) GetWidget(ctx context.Context, in contract.GetWidgetRequestObject) (contract.GetWidgetResponseObject, error) {
	config, _, err := s.widgetConfig(ctx, in.ChannelKey)
	if err != nil {
		return nil, err
	}
	return contract.GetWidget200JSONResponse(*config), nil
}
