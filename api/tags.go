package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// CreateTag makes a tag, or returns the one that has the name.
func (s *Server) CreateTag(ctx context.Context, in contract.CreateTagRequestObject) (contract.CreateTagResponseObject, error) {
	name, err := desk.CleanWord("name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	tag, err := s.store.CreateTag(ctx, name)
	if err != nil {
		return nil, err
	}
	return contract.CreateTag200JSONResponse(tagOf(tag)), nil
}

// RenameTag renames a tag on every ticket.
func (s *Server) RenameTag(ctx context.Context, in contract.RenameTagRequestObject) (contract.RenameTagResponseObject, error) {
	name, err := desk.CleanWord("name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	tag, err := s.store.RenameTag(ctx, in.TagID, name)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a tag was renamed", "tag", tag.ID, "by", accountOf(ctx).ID)
	return contract.RenameTag200JSONResponse(tagOf(tag)), nil
}

// DeleteTag takes a tag out of the choice.
func (s *Server) DeleteTag(ctx context.Context, in contract.DeleteTagRequestObject) (contract.DeleteTagResponseObject, error) {
	if err := s.store.DeleteTag(ctx, in.TagID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a tag was deleted", "tag", in.TagID, "by", accountOf(ctx).ID)
	return contract.DeleteTag204Response{}, nil
}

func tagOf(t *desk.Tag) contract.Tag {
	return contract.Tag{ID: t.ID, Name: t.Name, Deleted: t.Deleted}
}
