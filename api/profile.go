package api

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// ChangePassword sets another password; all other sessions of the agent end. Tries are limited as logins are: a session that
// was left open must not tell the password.
func (s *Server) ChangePassword(ctx context.Context, in contract.ChangePasswordRequestObject) (contract.ChangePasswordResponseObject, error) {
	me := accountOf(ctx).ID
	if err := desk.CheckNewPassword("password", in.Body.Password); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(in.Body.Current) > maxPassword {
		return nil, errWrongPassword()
	}
	if err := s.limits.logins.allow("password " + me.String()); err != nil {
		return nil, err
	}
	was, err := s.store.PasswordHash(ctx, me)
	if err != nil {
		return nil, err
	}
	match, err := argon2id.ComparePasswordAndHash(in.Body.Current, was)
	if err != nil {
		return nil, fmt.Errorf("checking a password: %w", err)
	}
	if !match {
		return nil, errWrongPassword()
	}
	hash, err := HashPassword(in.Body.Password)
	if err != nil {
		return nil, fmt.Errorf("hashing a password: %w", err)
	}
	if err := s.store.ChangePassword(ctx, me, was, hash, sessionOf(ctx)); err != nil {
		return nil, err
	}
	s.sessions.forget(me)
	s.log.InfoContext(ctx, "a password was changed", "agent", me)
	return contract.ChangePassword204Response{}, nil
}

func errWrongPassword() error {
	return desk.InvalidField("current", "wrong_password", "this is not the present password")
}

// ListSessions returns where the agent is logged in.
func (s *Server) ListSessions(ctx context.Context, _ contract.ListSessionsRequestObject) (contract.ListSessionsResponseObject, error) {
	sessions, err := s.store.Sessions(ctx, accountOf(ctx).ID, sessionOf(ctx))
	if err != nil {
		return nil, err
	}
	return contract.ListSessions200JSONResponse{Sessions: eachOf(sessions, loginSessionOf)}, nil
}

// EndSession logs the agent out somewhere.
func (s *Server) EndSession(ctx context.Context, in contract.EndSessionRequestObject) (contract.EndSessionResponseObject, error) {
	me := accountOf(ctx).ID
	if err := s.store.EndSession(ctx, me, in.SessionID); err != nil {
		return nil, err
	}
	s.sessions.forget(me)
	return contract.EndSession204Response{}, nil
}

// EndOtherSessions logs the agent out everywhere but here.
func (s *Server) EndOtherSessions(ctx context.Context, _ contract.EndOtherSessionsRequestObject) (contract.EndOtherSessionsResponseObject, error) {
	me := accountOf(ctx).ID
	if err := s.store.EndOtherSessions(ctx, me, sessionOf(ctx)); err != nil {
		return nil, err
	}
	s.sessions.forget(me)
	return contract.EndOtherSessions204Response{}, nil
}

// RemovePhoto has initials shown again.
func (s *Server) RemovePhoto(ctx context.Context, _ contract.RemovePhotoRequestObject) (contract.RemovePhotoResponseObject, error) {
	account, err := s.showPhoto(ctx, accountOf(ctx).ID, noPhoto)
	if err != nil {
		return nil, err
	}
	return contract.RemovePhoto200JSONResponse(s.me(account)), nil
}

func loginSessionOf(s *store.Session) contract.LoginSession {
	browser, system := desk.BrowserOf(s.UserAgent)
	return contract.LoginSession{
		ID: s.ID, Current: s.Current, Browser: browser, System: system, CreatedAt: s.CreatedAt, LastUsedAt: s.LastUsedAt,
	}
}

// sessionOf returns the session that authorize let in.
func sessionOf(ctx context.Context) store.SessionToken {
	return ctx.Value(sessionKey).(store.SessionToken)
}
