package api

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// maxPlace is the last place that can be asked for; beyond the list's end is its end.
const maxPlace = 1000

// ListCannedReplies returns all canned replies, for those who write them.
func (s *Server) ListCannedReplies(ctx context.Context, _ contract.ListCannedRepliesRequestObject) (contract.ListCannedRepliesResponseObject, error) {
	replies, err := s.store.CannedReplies(ctx)
	if err != nil {
		return nil, err
	}
	return contract.ListCannedReplies200JSONResponse{Replies: eachOf(replies, cannedReplyOf)}, nil
}

// SaveCannedReply makes, changes or moves a canned reply.
func (s *Server) SaveCannedReply(ctx context.Context, in contract.SaveCannedReplyRequestObject) (contract.SaveCannedReplyResponseObject, error) {
	if in.CannedReplyID == uuid.Nil {
		return nil, desk.Errorf(desk.Invalid, "missing", "a canned reply needs an id")
	}
	if in.Body.Version < 0 {
		return nil, desk.InvalidField("version", "range", "versions count from 1, and 0 is none")
	}
	place := 0
	if in.Body.Place != nil {
		if place = *in.Body.Place; place < 1 || place > maxPlace {
			return nil, desk.InvalidField("place", "range", "places are 1 to %d", maxPlace)
		}
	}
	settings := &in.Body.Settings
	reply := desk.CannedReply{ID: in.CannedReplyID, Name: settings.Name, Body: settings.Body, Channels: settings.Channels, Version: in.Body.Version}
	if err := reply.Clean(); err != nil {
		return nil, err
	}
	saved, err := s.store.SaveCannedReply(ctx, reply, place)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a canned reply was saved", "reply", saved.ID, "version", saved.Version, "by", accountOf(ctx).ID)
	return contract.SaveCannedReply200JSONResponse(cannedReplyOf(saved)), nil
}

// DeleteCannedReply takes a canned reply out of the choice.
func (s *Server) DeleteCannedReply(ctx context.Context, in contract.DeleteCannedReplyRequestObject) (contract.DeleteCannedReplyResponseObject, error) {
	if err := s.store.DeleteCannedReply(ctx, in.CannedReplyID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a canned reply was deleted", "reply", in.CannedReplyID, "by", accountOf(ctx).ID)
	return contract.DeleteCannedReply204Response{}, nil
}

// ListTicketCannedReplies returns what the caller may answer a ticket with, filled.
func (s *Server) ListTicketCannedReplies(ctx context.Context, in contract.ListTicketCannedRepliesRequestObject) (contract.ListTicketCannedRepliesResponseObject, error) {
	me := accountOf(ctx)
	offered, err := s.store.OfferedReplies(ctx, in.TicketID, me.ID)
	if err != nil {
		return nil, err
	}
	filling, err := desk.FillingOf(offered.Ticket, me.Name, offered.Hours, s.Now())
	if err != nil {
		return nil, err
	}
	about := &store.RuleTicket{ID: in.TicketID, Requester: offered.Ticket.Requester}
	if err := s.store.RuleOrders(ctx, about); err != nil {
		return nil, err
	}
	filling[desk.OrderNumber] = about.Orders.NumberText()
	list := contract.ListTicketCannedReplies200JSONResponse{Replies: make([]contract.FilledReply, len(offered.Replies))}
	for i, r := range offered.Replies {
		body, missing := filling.Fill(r.Body)
		list.Replies[i] = contract.FilledReply{ID: r.ID, Name: r.Name, Body: body, Missing: make([]contract.Placeholder, len(missing))}
		for j, p := range missing {
			list.Replies[i].Missing[j] = contract.Placeholder(p)
		}
	}
	return list, nil
}

func cannedReplyOf(r *desk.CannedReply) contract.CannedReply {
	return contract.CannedReply{
		ID: r.ID, Version: r.Version, UpdatedAt: r.UpdatedAt,
		Settings: contract.CannedReplyDraft{Name: r.Name, Body: r.Body, Channels: orEmpty(r.Channels)},
	}
}
