package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// ListAssignees returns who could have or watch a ticket.
func (s *Server) ListAssignees(ctx context.Context, in contract.ListAssigneesRequestObject) (contract.ListAssigneesResponseObject, error) {
	assignees, err := s.store.Assignees(ctx, in.TicketID, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	list := contract.ListAssignees200JSONResponse{Agents: make([]contract.Assignee, 0, len(assignees))}
	for _, a := range assignees {
		list.Agents = append(list.Agents, contract.Assignee{
			ID: a.ID, Name: a.Name, Teams: orEmpty(a.Teams), MayWrite: a.Role.May(desk.WriteTickets), Photo: idOrNil(a.Photo),
		})
	}
	return list, nil
}
