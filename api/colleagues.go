package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// ListAgents returns the caller's colleagues. Addresses are for who may give access by them.
func (s *Server) ListAgents(ctx context.Context, _ contract.ListAgentsRequestObject) (contract.ListAgentsResponseObject, error) {
	me := accountOf(ctx)
	configures := me.Role.May(desk.WriteChannels)
	colleagues, err := s.store.Colleagues(ctx, me.ID, configures)
	if err != nil {
		return nil, err
	}
	list := contract.ListAgents200JSONResponse{Agents: make([]contract.Colleague, 0, len(colleagues))}
	for _, c := range colleagues {
		colleague := contract.Colleague{ID: c.ID, Name: c.Name, Photo: idOrNil(c.Photo), Role: contract.Role(c.Role), Active: c.Active}
		if configures {
			colleague.Email = &c.Email
		}
		list.Agents = append(list.Agents, colleague)
	}
	return list, nil
}
