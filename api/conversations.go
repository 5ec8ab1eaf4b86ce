package api

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
	"rozmowa/workflows"
)

// StartConversation begins a customer's conversation.
func (s *Server) StartConversation(ctx context.Context, in contract.StartConversationRequestObject) (contract.StartConversationResponseObject, error) {
	channel, err := s.channel(ctx, in.ChannelKey)
	if err != nil {
		return nil, err
	}
	n, err := newTicket(channel, in.Body)
	if err != nil {
		return nil, err
	}
	if err := s.limits.starts.allow(addressKey(ginContext(ctx).ClientIP())); err != nil {
		return nil, err
	}
	if refusal, err := s.mayStart(channel); err != nil {
		return nil, err
	} else if refusal != nil {
		// A repeat of a start that was in time still gets its answer.
		_, err := s.store.VisitorTicket(ctx, n.ID, n.Token)
		if desk.KindOf(err) == desk.NotFound {
			return nil, refusal
		}
		if err != nil {
			return nil, err
		}
	}
	t, e, err := s.store.StartTicket(ctx, n)
	if err != nil {
		return nil, err
	}
	s.hub.Appended(e)
	return contract.StartConversation201JSONResponse{Conversation: conversationOf(t), Entry: entryOf(e, true)}, nil
}

// mayStart says why the chat takes no conversations now; nil when it does.
func (s *Server) mayStart(c *desk.Channel) (refusal *desk.Error, err error) {
	if !c.Enabled {
		return desk.Errorf(desk.Closed, "chat_off", "the chat is switched off"), nil
	}
	availability, err := c.Settings.Hours.At(s.Now())
	if err != nil || availability.Open {
		return nil, err
	}
	return errAfterHours(availability.OpensAt()), nil
}

func errAfterHours(opensAt time.Time) *desk.Error {
	e := desk.Errorf(desk.Closed, "after_hours", "the chat is closed now")
	e.OpensAt = opensAt
	return e
}

// newTicket checks what the customer sent.
func newTicket(channel *desk.Channel, in *contract.NewConversation) (n store.NewTicket, err error) {
	n = store.NewTicket{ID: in.ID, EntryID: in.EntryID, ChannelKey: channel.Key, Locale: string(in.Locale)}
	if n.ID == uuid.Nil {
		return n, desk.InvalidField("id", "missing", "a conversation needs an id")
	}
	if n.EntryID == uuid.Nil {
		return n, desk.InvalidField("entryId", "missing", "a message needs an id")
	}
	if len(in.Token) != visitorTokenLength || strings.ContainsFunc(in.Token, notBase64URL) {
		return n, desk.InvalidField("token", "token", "a token is 43 characters of base64url")
	}
	n.Token = store.HashVisitorToken(in.Token)
	if !in.Locale.Valid() {
		return n, desk.InvalidField("locale", "locale", "the language is pl or en")
	}
	if n.Body, err = desk.CleanBody("body", in.Body); err != nil {
		return n, err
	}
	if n.Requester.Name, err = formLine("name", in.Name, desk.MaxName, channel.Settings.Form); err != nil {
		return n, err
	}
	if n.Subject, err = formLine("subject", in.Subject, desk.MaxSubject, channel.Settings.Form); err != nil {
		return n, err
	}
	if in.Email != nil && *in.Email != "" || channel.Settings.Form {
		if n.Requester.Email, err = desk.CleanEmail("email", valueOf(in.Email)); err != nil {
			return n, err
		}
	}
	n.PageURL, err = desk.CleanLine("pageUrl", valueOf(in.PageURL), desk.MaxPageURL)
	return n, err
}

func formLine(field string, value *string, limit int, required bool) (string, error) {
	line, err := desk.CleanLine(field, valueOf(value), limit)
	if err == nil && required && line == "" {
		return "", desk.InvalidField(field, "empty", "the form asks for it")
	}
	return line, err
}

func notBase64URL(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

func valueOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// GetConversation tells a visitor how the conversation stands.
func (s *Server) GetConversation(ctx context.Context, in contract.GetConversationRequestObject) (contract.GetConversationResponseObject, error) {
	t, err := s.visitorTicket(ctx, in.ConversationID)
	if err != nil {
		return nil, err
	}
	return contract.GetConversation200JSONResponse(conversationOf(t)), nil
}

// ReadConversation returns what the customer may see.
func (s *Server) ReadConversation(ctx context.Context, in contract.ReadConversationRequestObject) (contract.ReadConversationResponseObject, error) {
	limit, err := limitOf(in.Params.Limit, entriesPage, maxEntriesPage)
	if err != nil {
		return nil, err
	}
	if _, err := s.visitorTicket(ctx, in.ConversationID); err != nil {
		return nil, err
	}
	page, err := s.store.EntriesAfter(ctx, in.ConversationID, afterOf(in.Params.After), limit)
	if err != nil {
		return nil, err
	}
	return contract.ReadConversation200JSONResponse(pageOf(page, true)), nil
}

// WriteMessage writes the customer's message.
func (s *Server) WriteMessage(ctx context.Context, in contract.WriteMessageRequestObject) (contract.WriteMessageResponseObject, error) {
	body, files, err := wordsAndFiles(in.Body.Body, in.Body.Attachments)
	if err != nil {
		return nil, err
	}
	if in.Body.ID == uuid.Nil {
		return nil, desk.InvalidField("id", "missing", "a message needs an id")
	}
	token := tokenOf(ctx)
	key := callerKey(in.ConversationID, token)
	if err := s.limits.messages.allow(key); err != nil {
		return nil, err
	}
	closed, opensAt, err := s.closing.chats(ctx, s.Now(), s.store.Channels)
	if err != nil {
		return nil, err
	}
	e, err := s.store.WriteMessageWith(ctx, in.ConversationID, token, in.Body.ID, body, files, closed...)
	switch {
	case desk.KindOf(err) == desk.NotFound:
		s.limits.messages.drop(key)
	case desk.CodeOf(err) == "after_hours":
		err = s.untilOpening(ctx, in.ConversationID, token, opensAt)
	}
	if err != nil {
		return nil, err
	}
	s.hub.Appended(e)
	return contract.WriteMessage201JSONResponse(entryOf(e, true)), nil
}

// untilOpening is a refusal after hours that tells when the conversation's chat opens, which opensAt knows.
func (s *Server) untilOpening(ctx context.Context, conversation uuid.UUID, token store.VisitorToken, opensAt map[uuid.UUID]time.Time) error {
	t, err := s.store.VisitorTicket(ctx, conversation, token)
	if err != nil {
		return err
	}
	return errAfterHours(opensAt[t.Channel.ID])
}

// wordsAndFiles checks what a message or note says and shows. With files it needs no text.
func wordsAndFiles(text string, attachments *contract.AttachmentIds) (body string, files []uuid.UUID, err error) {
	if attachments != nil {
		files = *attachments
	}
	if len(files) > desk.MaxAttachments {
		return "", nil, desk.InvalidField("attachments", "too_many_attachments", "a message carries at most %d files", desk.MaxAttachments)
	}
	body, err = desk.CleanBody("body", text)
	if desk.CodeOf(err) == "empty" && len(files) > 0 {
		return "", files, nil
	}
	return body, files, err
}

// CustomerTyping tells the agents in the ticket.
func (s *Server) CustomerTyping(ctx context.Context, in contract.CustomerTypingRequestObject) (contract.CustomerTypingResponseObject, error) {
	t, err := s.visitorTicket(ctx, in.ConversationID)
	if err != nil {
		return nil, err
	}
	if err := s.limits.messages.allow("typing " + t.ID.String()); err != nil {
		return nil, err
	}
	if err := s.store.NotifyTyping(ctx, store.TypingNotice{Ticket: t.ID, Kind: desk.ByCustomer}); err != nil {
		return nil, err
	}
	return contract.CustomerTyping204Response{}, nil
}

// EndConversation closes the ticket for the customer.
func (s *Server) EndConversation(ctx context.Context, in contract.EndConversationRequestObject) (contract.EndConversationResponseObject, error) {
	t, err := s.visitorTicket(ctx, in.ConversationID)
	if err != nil {
		return nil, err
	}
	if t.State != desk.Shut {
		if _, err := s.engine.Close(ctx, t, workflows.CloseCommand{By: desk.ClosedByCustomer}); err != nil {
			return nil, err
		}
		if t, err = s.visitorTicket(ctx, in.ConversationID); err != nil {
			return nil, err
		}
	}
	return contract.EndConversation200JSONResponse(conversationOf(t)), nil
}

// callerKey is a limiter's key of the one who holds the token: a stranger who knows the conversation's id must
// not use up its customer's messages.
func callerKey(conversation uuid.UUID, token store.VisitorToken) string {
	return conversation.String() + string(token[:])
}

func (s *Server) visitorTicket(ctx context.Context, id uuid.UUID) (*desk.Ticket, error) {
	return s.store.VisitorTicket(ctx, id, tokenOf(ctx))
}

// tokenOf returns the token that authorize found.
func tokenOf(ctx context.Context) store.VisitorToken {
	return ctx.Value(visitorKey).(store.VisitorToken)
}
