package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// NoteReceipt notes what has reached the customer, and what they have read.
func (s *Server) NoteReceipt(ctx context.Context, in contract.NoteReceiptRequestObject) (contract.NoteReceiptResponseObject, error) {
	if in.Body.Delivered < 0 || in.Body.Read < 0 {
		return nil, desk.InvalidField("delivered", "negative", "an entry's number is at least 1")
	}
	token := tokenOf(ctx)
	key := "receipt " + callerKey(in.ConversationID, token)
	if err := s.limits.messages.allow(key); err != nil {
		return nil, err
	}
	err := s.store.NoteReceipt(ctx, in.ConversationID, token, in.Body.Delivered, in.Body.Read)
	if desk.KindOf(err) == desk.NotFound {
		s.limits.messages.drop(key)
	}
	if err != nil {
		return nil, err
	}
	return contract.NoteReceipt204Response{}, nil
}

func receiptOf(r desk.Receipt) contract.Receipt {
	return contract.Receipt{Delivered: r.Delivered, Read: r.Read, ReadAt: timeOrNil(r.ReadAt)}
}
