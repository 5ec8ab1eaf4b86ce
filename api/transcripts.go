package api

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// AskTranscript notes that the customer wants the transcript by e-mail. Its workflow sends it.
func (s *Server) AskTranscript(ctx context.Context, in contract.AskTranscriptRequestObject) (contract.AskTranscriptResponseObject, error) {
	if in.Body.ID == uuid.Nil {
		return nil, desk.InvalidField("id", "missing", "a transcript needs an id")
	}
	email, err := desk.CleanMailAddress("email", in.Body.Email)
	if err != nil {
		return nil, err
	}
	t, err := s.visitorTicket(ctx, in.ConversationID)
	if err != nil {
		return nil, err
	}
	// Whoever begins conversations may have mail sent to anybody: less often than they may write.
	if err := s.limits.transcripts.allow(addressKey(ginContext(ctx).ClientIP())); err != nil {
		return nil, err
	}
	has, err := s.store.HasMailServer(ctx)
	if err != nil {
		return nil, err
	}
	if !has {
		return nil, desk.Errorf(desk.Unavailable, "mail_not_set", "no mail server is set: transcripts can't be had")
	}
	e, err := s.store.AskTranscript(ctx, t.ID, tokenOf(ctx), in.Body.ID, email)
	if err != nil {
		return nil, err
	}
	s.hub.Appended(e)
	return contract.AskTranscript202JSONResponse(entryOf(e, true)), nil
}
