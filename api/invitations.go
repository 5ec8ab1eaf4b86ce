package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/store"
)

// Invite invites somebody, and sends the link where a mail server is set.
func (s *Server) Invite(ctx context.Context, in contract.InviteRequestObject) (contract.InviteResponseObject, error) {
	me := accountOf(ctx)
	i := store.Invitation{
		ID: in.Body.ID, Role: desk.Role(in.Body.Role), Channels: in.Body.Channels, Teams: in.Body.Teams, Locale: string(in.Body.Locale),
	}
	var err error
	if i.Email, err = desk.CleanMailAddress("email", in.Body.Email); err != nil {
		return nil, err
	}
	switch {
	case i.ID == uuid.Nil:
		return nil, desk.InvalidField("id", "missing", "an invitation needs an id")
	case !in.Body.Locale.Valid():
		return nil, desk.InvalidField("locale", "locale", "the language is pl or en")
	}
	if err := checkAccess(len(i.Channels), len(i.Teams)); err != nil {
		return nil, err
	}
	link, err := s.makeLink(ctx, func(token store.InvitationToken) (*store.Invitation, error) {
		return s.store.CreateInvitation(ctx, me.ID, i, token)
	})
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "somebody was invited", "invitation", i.ID, "role", i.Role, "by", me.ID)
	return contract.Invite201JSONResponse(*link), nil
}

// RenewInvitation makes another link for an invitation, and sends it.
func (s *Server) RenewInvitation(ctx context.Context, in contract.RenewInvitationRequestObject) (contract.RenewInvitationResponseObject, error) {
	me := accountOf(ctx).ID
	link, err := s.makeLink(ctx, func(token store.InvitationToken) (*store.Invitation, error) {
		return s.store.RenewInvitation(ctx, me, in.InvitationID, token)
	})
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "an invitation was renewed", "invitation", in.InvitationID, "by", me)
	return contract.RenewInvitation200JSONResponse(*link), nil
}

// RevokeInvitation has an invitation's link die.
func (s *Server) RevokeInvitation(ctx context.Context, in contract.RevokeInvitationRequestObject) (contract.RevokeInvitationResponseObject, error) {
	if err := s.store.RevokeInvitation(ctx, in.InvitationID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "an invitation was revoked", "invitation", in.InvitationID, "by", accountOf(ctx).ID)
	return contract.RevokeInvitation204Response{}, nil
}

// CreatePasswordReset makes a link by which an agent sets another password, and sends it.
func (s *Server) CreatePasswordReset(ctx context.Context, in contract.CreatePasswordResetRequestObject) (contract.CreatePasswordResetResponseObject, error) {
	me := accountOf(ctx).ID
	link, err := s.makeLink(ctx, func(token store.InvitationToken) (*store.Invitation, error) {
		return s.store.CreateReset(ctx, me, in.AgentID, token)
	})
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a link for a password was made", "agent", in.AgentID, "by", me)
	return contract.CreatePasswordReset200JSONResponse(*link), nil
}

// makeLink makes a link, which create notes the hash of, and tries to send it. Whoever gets the answer can hand it over all
// the same.
func (s *Server) makeLink(ctx context.Context, create func(store.InvitationToken) (*store.Invitation, error)) (*contract.InvitationLink, error) {
	if err := s.limits.invitations.allow(accountOf(ctx).ID.String()); err != nil {
		return nil, err
	}
	token := newToken()
	i, err := create(store.HashInvitationToken(token))
	if err != nil {
		return nil, err
	}
	// In the fragment, which no browser sends and no log has.
	link := &contract.InvitationLink{Email: i.Email, ExpiresAt: i.ExpiresAt, Link: s.PublicURL + "/inbox/invitation#" + token}
	problem := s.sendLink(ctx, i, link.Link)
	if link.Sent = problem == ""; !link.Sent {
		link.Problem = &problem
	}
	return link, nil
}

// sendLink sends a link, and returns why it couldn't; empty: it was sent. The link is made whatever comes of it, so nothing
// here is an error.
func (s *Server) sendLink(ctx context.Context, i *store.Invitation, link string) contract.InvitationLinkProblem {
	ctx, cancel := context.WithTimeout(ctx, trialDeadline)
	defer cancel()
	server, err := s.store.MailServer(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "a link was not sent", "error", err)
		return contract.InvitationLinkProblemOther
	}
	if server.Version == 0 {
		return contract.InvitationLinkProblemMissing
	}
	password, err := s.passwordFor(&server.MailServer, nil, server)
	if err != nil {
		return contract.InvitationLinkProblemKey
	}
	letter := mail.Invitation{
		To: i.Email, Locale: i.Locale, Reset: i.Agent != uuid.Nil, InvitedBy: i.InvitedBy, Company: server.FromName, Link: link,
		ExpiresAt: i.ExpiresAt,
	}
	message, err := letter.Message(time.Now())
	if err == nil {
		err = s.Mail.Send(ctx, server.MailServer, password, message)
	}
	if err == nil {
		return ""
	}
	s.log.WarnContext(ctx, "a link was not sent", "error", err) // a Failure's text names nobody
	var failure *mail.Failure
	if errors.As(err, &failure) {
		return contract.InvitationLinkProblem(failure.Problem)
	}
	return contract.InvitationLinkProblemOther
}

// LookAtInvitation says what a link is for.
func (s *Server) LookAtInvitation(ctx context.Context, in contract.LookAtInvitationRequestObject) (contract.LookAtInvitationResponseObject, error) {
	if err := s.limits.logins.allow("address " + addressKey(ginContext(ctx).ClientIP())); err != nil {
		return nil, err
	}
	i, err := s.store.InvitationByToken(ctx, store.HashInvitationToken(in.Body.Token))
	if err != nil {
		return nil, err
	}
	open := contract.LookAtInvitation200JSONResponse{
		Purpose: contract.OpenInvitationPurposeInvitation, Email: i.Email, Name: textOrNil(i.AgentName), InvitedBy: textOrNil(i.InvitedBy),
		Locale: contract.Locale(i.Locale), ExpiresAt: i.ExpiresAt,
	}
	if i.Agent != uuid.Nil {
		open.Purpose = contract.OpenInvitationPurposeReset
	}
	return open, nil
}

// AcceptInvitation sets the password and logs in.
func (s *Server) AcceptInvitation(ctx context.Context, in contract.AcceptInvitationRequestObject) (contract.AcceptInvitationResponseObject, error) {
	c := ginContext(ctx)
	if err := s.limits.logins.allow("address " + addressKey(c.ClientIP())); err != nil {
		return nil, err
	}
	token := store.HashInvitationToken(in.Body.Token)
	// Before anything is hashed, which costs.
	i, err := s.store.InvitationByToken(ctx, token)
	if err != nil {
		return nil, err
	}
	if err := desk.CheckNewPassword("password", in.Body.Password); err != nil {
		return nil, err
	}
	session := newToken()
	a := store.Acceptance{
		Locale: i.Locale, Session: store.HashSessionToken(session), Lifetime: sessionLifetime, UserAgent: c.Request.UserAgent(),
	}
	if i.Agent == uuid.Nil {
		name := ""
		if in.Body.Name != nil {
			name = *in.Body.Name
		}
		if a.Name, err = desk.CleanAgentName("name", name); err != nil {
			return nil, err
		}
		if in.Body.Locale != nil {
			if !in.Body.Locale.Valid() {
				return nil, desk.InvalidField("locale", "locale", "the language is pl or en")
			}
			a.Locale = string(*in.Body.Locale)
		}
	}
	if a.PasswordHash, err = HashPassword(in.Body.Password); err != nil {
		return nil, fmt.Errorf("hashing a password: %w", err)
	}
	account, err := s.store.AcceptInvitation(ctx, token, a)
	if err != nil {
		return nil, err
	}
	s.sessions.forget(account.ID)
	s.log.InfoContext(ctx, "an invitation was accepted", "invitation", i.ID, "agent", account.ID)
	cookie := s.cookie(session, sessionLifetime)
	return contract.AcceptInvitation200JSONResponse{
		Body: s.me(account), Headers: contract.AcceptInvitation200ResponseHeaders{SetCookie: &cookie},
	}, nil
}
