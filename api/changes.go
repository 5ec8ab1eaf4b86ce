package api

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// ChangeTicket changes one property of a ticket.
func (s *Server) ChangeTicket(ctx context.Context, in contract.ChangeTicketRequestObject) (contract.ChangeTicketResponseObject, error) {
	if in.Body.ID == uuid.Nil {
		return nil, desk.InvalidField("id", "missing", "a change needs an id")
	}
	changed, err := s.store.ChangeTicket(ctx, in.TicketID, accountOf(ctx).ID, in.Body.ID, desk.Property(in.Body.Property), in.Body.Value)
	if err != nil {
		return nil, err
	}
	for i := range changed.Entries {
		s.hub.Appended(&changed.Entries[i])
	}
	return contract.ChangeTicket200JSONResponse(s.ticketOf(ctx, changed.Ticket)), nil
}
