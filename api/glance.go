package api

import (
	"context"

	"rozmowa/api/contract"
)

// GlanceAtTicket returns a ticket's first and last message.
func (s *Server) GlanceAtTicket(ctx context.Context, in contract.GlanceAtTicketRequestObject) (contract.GlanceAtTicketResponseObject, error) {
	messages, err := s.store.Glance(ctx, in.TicketID, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	glance := contract.GlanceAtTicket200JSONResponse{First: entryOf(&messages[0], false)}
	if len(messages) > 1 {
		last := entryOf(&messages[1], false)
		glance.Last = &last
	}
	return glance, nil
}
