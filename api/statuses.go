package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// SaveStatus makes or changes a status.
func (s *Server) SaveStatus(ctx context.Context, in contract.SaveStatusRequestObject) (contract.SaveStatusResponseObject, error) {
	d := in.Body
	status := desk.Status{
		Key: in.Key, Name: d.Name, Colour: d.Colour, RequiresResponse: d.RequiresResponse, Visible: d.Visible,
		OpensOnMessage: d.OpensOnMessage, Position: d.Position,
	}
	if err := status.Clean(); err != nil {
		return nil, err
	}
	saved, err := s.store.SaveStatus(ctx, status)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a status was saved", "status", saved.Key, "by", accountOf(ctx).ID)
	return contract.SaveStatus200JSONResponse(statusOf(saved)), nil
}

// DeleteStatus takes one of the company's own statuses out of the choice.
func (s *Server) DeleteStatus(ctx context.Context, in contract.DeleteStatusRequestObject) (contract.DeleteStatusResponseObject, error) {
	if err := s.store.DeleteStatus(ctx, in.Key); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a status was deleted", "status", in.Key, "by", accountOf(ctx).ID)
	return contract.DeleteStatus204Response{}, nil
}

func statusOf(s *desk.Status) contract.Status {
	return contract.Status{
		Key: s.Key, Name: s.Name, Colour: s.Colour, RequiresResponse: s.RequiresResponse, Visible: s.Visible,
		OpensOnMessage: s.OpensOnMessage, Position: s.Position, Builtin: s.Builtin, Deleted: s.Deleted,
	}
}
