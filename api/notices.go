package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// maxNotices is how many notices a list has.
const maxNotices = 100

// ListNotices returns what the agent is told of.
func (s *Server) ListNotices(ctx context.Context, _ contract.ListNoticesRequestObject) (contract.ListNoticesResponseObject, error) {
	notices, unread, err := s.store.Notices(ctx, accountOf(ctx).ID, maxNotices)
	if err != nil {
		return nil, err
	}
	list := contract.Notices{Notices: make([]contract.Notice, len(notices)), Unread: unread}
	for i := range notices {
		list.Notices[i] = noticeOf(&notices[i])
	}
	return contract.ListNotices200JSONResponse(list), nil
}

func noticeOf(n *desk.Notice) contract.Notice {
	c := contract.Notice{Kind: contract.NoticeKind(n.Kind), At: n.At, Unread: n.Unread, Entry: entryOf(&n.Entry, false)}
	c.Ticket.ID, c.Ticket.Number = n.Ticket.ID, n.Ticket.Number
	c.Ticket.Subject, c.Ticket.Requester = n.Ticket.Subject, n.Ticket.Requester.Name
	return c
}

// MarkNoticesRead notes that the agent has seen what they were told of.
func (s *Server) MarkNoticesRead(ctx context.Context, in contract.MarkNoticesReadRequestObject) (contract.MarkNoticesReadResponseObject, error) {
	if y := in.Body.Through.Year(); y < 2000 || y > 9999 { // Postgres doesn't know all times that a text can say
		return nil, desk.InvalidField("through", "range", "not a time that a notice has")
	}
	if err := s.store.MarkNoticesRead(ctx, accountOf(ctx).ID, in.Body.Through); err != nil {
		return nil, err
	}
	return contract.MarkNoticesRead204Response{}, nil
}
