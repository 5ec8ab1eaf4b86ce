package api

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

const (
	maxInboxPosition = 1000
	// maxInbox is how many chats an inbox has.
	maxInbox = 1000
)

// SaveInbox makes or changes an inbox.
func (s *Server) SaveInbox(ctx context.Context, in contract.SaveInboxRequestObject) (contract.SaveInboxResponseObject, error) {
	name, err := desk.CleanWord("name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	if in.InboxID == uuid.Nil {
		return nil, desk.Errorf(desk.Invalid, "missing", "an inbox needs an id")
	}
	box := desk.Inbox{ID: in.InboxID, Name: name}
	if in.Body.Position != nil {
		if box.Position = *in.Body.Position; box.Position < 1 || box.Position > maxInboxPosition {
			return nil, desk.InvalidField("position", "range", "a position is 1 to %d", maxInboxPosition)
		}
	}
	if in.Body.Channels != nil {
		if box.Channels = orEmpty(*in.Body.Channels); len(box.Channels) > maxInbox {
			return nil, desk.InvalidField("channels", "channels", "more than %d chats", maxInbox)
		}
	}
	saved, err := s.store.SaveInbox(ctx, box)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "an inbox was saved", "inbox", saved.ID, "by", accountOf(ctx).ID)
	return contract.SaveInbox200JSONResponse(inboxOf(saved)), nil
}

// DeleteInbox deletes an inbox.
func (s *Server) DeleteInbox(ctx context.Context, in contract.DeleteInboxRequestObject) (contract.DeleteInboxResponseObject, error) {
	if err := s.store.DeleteInbox(ctx, in.InboxID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "an inbox was deleted", "inbox", in.InboxID, "by", accountOf(ctx).ID)
	return contract.DeleteInbox204Response{}, nil
}

func inboxOf(box *desk.Inbox) contract.Inbox {
	return contract.Inbox{ID: box.ID, Name: box.Name, Position: box.Position, Channels: orEmpty(box.Channels)}
}
