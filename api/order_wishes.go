package api

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// WishOfOrder notes what an agent wants of BaseLinker. It is done when BaseLinker allows: nothing is asked of it here.
func (s *Server) WishOfOrder(ctx context.Context, in contract.WishOfOrderRequestObject) (contract.WishOfOrderResponseObject, error) {
	n := store.NewOrderWish{ID: in.Body.ID, AccountID: in.AccountID, OrderID: in.OrderID, Kind: desk.WishKind(in.Body.Kind)}
	switch n.Kind {
	case desk.WishStatus:
		if n.StatusID = orZero(in.Body.StatusID); n.StatusID == 0 {
			return nil, desk.InvalidField("statusId", "missing", "no status is given")
		}
	case desk.WishNote:
		note, err := desk.CleanBody("note", orZero(in.Body.Note))
		if err != nil {
			return nil, err
		}
		if utf8.RuneCountInString(note) > desk.MaxOrderComment {
			return nil, desk.NoteTooLong()
		}
		n.Note = strings.TrimSpace(note)
	default:
		return nil, desk.InvalidField("kind", "unknown", "a status or a note can be wanted")
	}
	if n.ID == uuid.Nil {
		return nil, desk.InvalidField("id", "missing", "a wish needs an id")
	}
	wish, entry, err := s.store.WishOfOrder(ctx, in.TicketID, accountOf(ctx).ID, n)
	if err != nil {
		return nil, err
	}
	if entry != nil {
		s.hub.Appended(entry)
	}
	return contract.WishOfOrder200JSONResponse(orderWishOf(wish)), nil
}

// wishesOf are those of the wishes that are about the order.
func wishesOf(wishes []store.OrderWish, account uuid.UUID, order int64) *[]contract.OrderWish {
	var of []contract.OrderWish
	for i := range wishes {
		if w := &wishes[i]; w.AccountID == account && w.OrderID == order {
			of = append(of, orderWishOf(w))
		}
	}
	return listOrNil(of)
}

func orderWishOf(w *store.OrderWish) contract.OrderWish {
	c := contract.OrderWish{
		ID: w.ID, AccountID: w.AccountID, OrderID: w.OrderID, Kind: contract.OrderWishKind(w.Kind), State: contract.OrderWishState(w.State),
		Status: statusRefOf(w.Status), Note: textOrNil(w.Note), AskedAt: w.AskedAt, EndedAt: timeOrNil(w.EndedAt), WaitsUntil: timeOrNil(w.WaitsUntil),
		Error: textOrNil(w.Error), Words: textOrNil(w.Words), By: textOrNil(w.By),
	}
	if w.State == desk.WishDone {
		c.Was = statusRefOf(w.Was)
	}
	if w.WaitsFor != "" {
		why := contract.OrderWait(w.WaitsFor)
		c.WaitsFor = &why
	}
	return c
}

// statusRefOf is nil where there is none.
func statusRefOf(s store.OrderStatusRef) *contract.OrderStatus {
	if s.ID == 0 {
		return nil
	}
	return &contract.OrderStatus{ID: s.ID, Name: s.Name, Color: s.Color, Gone: trueOrNil(s.Gone)}
}

func orderEventOf(e *desk.OrderEvent) *contract.OrderEvent {
	if e == nil {
		return nil
	}
	c := &contract.OrderEvent{
		Wish: e.Wish, AccountID: e.AccountID, OrderID: e.OrderID, Kind: contract.OrderEventKind(e.Kind), Status: textOrNil(e.Status),
		Was: textOrNil(e.Was), Note: textOrNil(e.Note), Error: textOrNil(e.Error), Words: textOrNil(e.Words),
	}
	if e.State != "" {
		state := contract.OrderEventState(e.State)
		c.State = &state
	}
	return c
}
