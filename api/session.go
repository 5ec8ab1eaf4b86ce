package api

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/gin-gonic/gin"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
	"rozmowa/workflows"
)

const (
	sessionLifetime = 14 * 24 * time.Hour
	maxPassword     = desk.MaxPassword
)

// passwordParams are OWASP's second choice for argon2id: little memory, so that a small machine stands many
// logins at once.
var passwordParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword hashes a password for the store.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, passwordParams)
}

// noPassword is compared with when there is no such agent, so that the answer takes as long.
var noPassword = func() string {
	hash, err := HashPassword("nobody's password")
	if err != nil {
		panic(err)
	}
	return hash
}()

// cookieName: __Host- binds the cookie to this host and to https, which browsers demand of the prefix.
func (s *Server) cookieName() string {
	if s.secure() {
		return "__Host-rozmowa"
	}
	return "rozmowa"
}

func (s *Server) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

func (s *Server) cookie(value string, lifetime time.Duration) string {
	return (&http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: int(lifetime.Seconds()),
		Secure: s.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}).String()
}

func (s *Server) sessionToken(r *http.Request) (store.SessionToken, bool) {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil || cookie.Value == "" {
		return store.SessionToken{}, false
	}
	return store.HashSessionToken(cookie.Value), true
}

// LogIn checks the password and begins a session.
func (s *Server) LogIn(ctx context.Context, in contract.LogInRequestObject) (contract.LogInResponseObject, error) {
	c := ginContext(ctx)
	if err := s.limits.logins.allow("address " + addressKey(c.ClientIP())); err != nil {
		return nil, err
	}
	email, err := desk.CleanLine("email", in.Body.Email, desk.MaxEmail)
	if err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(in.Body.Password) > maxPassword {
		return nil, desk.InvalidField("password", "too_long", "at most %d characters are allowed", maxPassword)
	}
	email = desk.NormalEmail(email)
	if err := s.limits.logins.allow("email " + email); err != nil {
		return nil, err
	}
	account, hash, err := s.store.AccountByEmail(ctx, email)
	if err != nil {
		if desk.KindOf(err) != desk.NotFound {
			return nil, err
		}
		hash = noPassword
	}
	match, err := argon2id.ComparePasswordAndHash(in.Body.Password, hash)
	if err != nil {
		return nil, fmt.Errorf("checking a password: %w", err)
	}
	if !match || account == nil {
		return nil, desk.Errorf(desk.Unauthenticated, "wrong_credentials", "the e-mail address or the password is wrong")
	}
	token := newToken()
	if err := s.store.CreateSession(ctx, store.HashSessionToken(token), account.ID, sessionLifetime, c.Request.UserAgent()); err != nil {
		return nil, err
	}
	cookie := s.cookie(token, sessionLifetime)
	return contract.LogIn200JSONResponse{Body: s.me(account), Headers: contract.LogIn200ResponseHeaders{SetCookie: &cookie}}, nil
}

// newToken makes a secret of 32 random bytes, as text.
func newToken() string {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	return base64.RawURLEncoding.EncodeToString(random)
}

// WhoAmI returns the agent.
func (s *Server) WhoAmI(ctx context.Context, _ contract.WhoAmIRequestObject) (contract.WhoAmIResponseObject, error) {
	return contract.WhoAmI200JSONResponse(s.me(accountOf(ctx))), nil
}

// LogOut ends the session.
func (s *Server) LogOut(ctx context.Context, _ contract.LogOutRequestObject) (contract.LogOutResponseObject, error) {
	if err := s.store.DeleteSession(ctx, sessionOf(ctx)); err != nil {
		return nil, err
	}
	s.sessions.forget(accountOf(ctx).ID)
	cookie := s.cookie("", -time.Second)
	return contract.LogOut204Response{Headers: contract.LogOut204ResponseHeaders{SetCookie: &cookie}}, nil
}

// UpdateProfile changes the agent's own settings.
func (s *Server) UpdateProfile(ctx context.Context, in contract.UpdateProfileRequestObject) (contract.UpdateProfileResponseObject, error) {
	change := desk.ProfileChange{Locale: (*string)(in.Body.Locale), DefaultList: in.Body.DefaultList}
	if in.Body.Name != nil {
		name, err := desk.CleanAgentName("name", *in.Body.Name)
		if err != nil {
			return nil, err
		}
		change.Name = &name
	}
	account, err := s.store.UpdateProfile(ctx, accountOf(ctx).ID, change)
	if err != nil {
		return nil, err
	}
	s.sessions.forget(account.ID)
	return contract.UpdateProfile200JSONResponse(s.me(account)), nil
}

func (s *Server) me(a *desk.Account) contract.Me {
	me := contract.Me{ID: a.ID, Name: a.Name, Email: a.Email, Role: contract.Role(a.Role), Locale: contract.Locale(a.Locale), DefaultList: a.DefaultList, Photo: idOrNil(a.Photo), Permissions: []string{}}
	for _, p := range a.Role.Permissions() {
		me.Permissions = append(me.Permissions, string(p))
	}
	if a.Role.May(desk.ReadWorkflows) && s.TemporalUI != "" {
		me.Operations = &contract.OperationsLinks{TemporalUI: s.temporalURL("")}
	}
	return me
}

// temporalURL leads to a conversation in the Temporal UI, or to their list when id is empty.
func (s *Server) temporalURL(id string) string {
	url := strings.TrimSuffix(s.TemporalUI, "/") + "/namespaces/" + s.Namespace + "/workflows"
	if id != "" {
		return url + "/" + id
	}
	return url + "?query=" + "WorkflowType%3D%22" + workflows.ConversationType + "%22"
}

func ginContext(ctx context.Context) *gin.Context { return ctx.(*gin.Context) }

// accountOf returns the agent that authorize let in.
func accountOf(ctx context.Context) *desk.Account { return ctx.Value(accountKey).(*desk.Account) }
