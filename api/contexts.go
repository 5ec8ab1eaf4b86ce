package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// SaveContext makes or changes one of the company's own contexts.
func (s *Server) SaveContext(ctx context.Context, in contract.SaveContextRequestObject) (contract.SaveContextResponseObject, error) {
	c := desk.Context{Key: in.Key, Name: in.Body.Name}
	if in.Body.Examples != nil {
		c.Examples = *in.Body.Examples
	}
	if err := c.Clean(); err != nil {
		return nil, err
	}
	saved, err := s.store.SaveContext(ctx, c)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a context was saved", "context", saved.Key, "by", accountOf(ctx).ID)
	return contract.SaveContext200JSONResponse(contextOf(saved)), nil
}

// DeleteContext takes one of the company's own contexts out of the choice.
func (s *Server) DeleteContext(ctx context.Context, in contract.DeleteContextRequestObject) (contract.DeleteContextResponseObject, error) {
	if err := s.store.DeleteContext(ctx, in.Key); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a context was deleted", "context", in.Key, "by", accountOf(ctx).ID)
	return contract.DeleteContext204Response{}, nil
}

func contextOf(c *desk.Context) contract.Context {
	return contract.Context{Key: c.Key, Name: c.Name, Builtin: c.Builtin, Deleted: c.Deleted, Examples: append([]string{}, c.Examples...)}
}
