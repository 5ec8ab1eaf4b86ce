package api

import (
	"context"
	"errors"
	"sync"
	"time"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/secrets"
	"rozmowa/store"
)

// GetMailServer returns the server that sends our mail, without its password.
func (s *Server) GetMailServer(ctx context.Context, _ contract.GetMailServerRequestObject) (contract.GetMailServerResponseObject, error) {
	m, err := s.store.MailServer(ctx)
	if err != nil {
		return nil, err
	}
	return contract.GetMailServer200JSONResponse(mailServerOf(m)), nil
}

// SaveMailServer sets the server that sends our mail.
func (s *Server) SaveMailServer(ctx context.Context, in contract.SaveMailServerRequestObject) (contract.SaveMailServerResponseObject, error) {
	m, err := mailServerFrom(in.Body)
	if err != nil {
		return nil, err
	}
	saved, err := s.store.MailServer(ctx)
	if err != nil {
		return nil, err
	}
	m.Version = in.Body.Version
	if m.Password, err = s.sealedPassword(&m.MailServer, in.Body.Password, saved); err != nil {
		return nil, err
	}
	if m.Version, err = s.store.SaveMailServer(ctx, m); err != nil {
		return nil, err
	}
	s.mailSet.forget()
	s.log.InfoContext(ctx, "the mail server was set", "version", m.Version, "by", accountOf(ctx).ID)
	return contract.SaveMailServer200JSONResponse(mailServerOf(m)), nil
}

// RemoveMailServer forgets the server: no mail is sent any more.
func (s *Server) RemoveMailServer(ctx context.Context, _ contract.RemoveMailServerRequestObject) (contract.RemoveMailServerResponseObject, error) {
	if err := s.store.DeleteMailServer(ctx); err != nil {
		return nil, err
	}
	s.mailSet.forget()
	s.log.InfoContext(ctx, "the mail server was removed", "by", accountOf(ctx).ID)
	return contract.RemoveMailServer204Response{}, nil
}

// trialDeadline leaves the answer some time within answerDeadline.
const trialDeadline = 8 * time.Second

// TryMailServer sends a message through a server that need not be saved, and tells what came of it.
func (s *Server) TryMailServer(ctx context.Context, in contract.TryMailServerRequestObject) (contract.TryMailServerResponseObject, error) {
	m, err := mailServerFrom(&in.Body.Draft)
	if err != nil {
		return nil, err
	}
	to, err := desk.CleanMailAddress("to", in.Body.To)
	if err != nil {
		return nil, err
	}
	saved, err := s.store.MailServer(ctx)
	if err != nil {
		return nil, err
	}
	password, err := s.passwordFor(&m.MailServer, in.Body.Draft.Password, saved)
	if err != nil {
		return nil, err
	}
	message, err := mail.Trial(to, accountOf(ctx).Locale, time.Now())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, trialDeadline)
	defer cancel()
	err = s.Mail.Send(ctx, m.MailServer, password, message)
	var failure *mail.Failure
	switch {
	case err == nil:
		return contract.TryMailServer200JSONResponse{Sent: true}, nil
	case errors.As(err, &failure):
		problem := contract.MailTrialProblem(failure.Problem)
		return contract.TryMailServer200JSONResponse{Problem: &problem, Reply: &failure.Reply}, nil
	}
	return nil, err
}

// mailServerFrom checks what an admin set, but for the password.
func mailServerFrom(d *contract.MailServerDraft) (*store.MailServer, error) {
	m := &store.MailServer{MailServer: desk.MailServer{
		Host: d.Host, Port: d.Port, Security: desk.MailSecurity(d.Security), Username: d.Username,
		FromAddress: d.FromAddress, FromName: d.FromName,
	}}
	if d.Password != nil {
		if err := desk.CleanPassword("password", *d.Password); err != nil {
			return nil, err
		}
	}
	return m, m.Clean()
}

// keepsPassword reports whether the saved password may be used with the server as it is set now. It was given for one
// account on one server: with others, or where it could be overheard, it has to be given again, or who has got into an
// admin's session could have it sent to a server of their own.
func keepsPassword(m *desk.MailServer, saved *store.MailServer) bool {
	return m.Host == saved.Host && m.Port == saved.Port && m.Username == saved.Username &&
		(m.Security == saved.Security || m.Security != desk.MailClear)
}

func errPasswordNeeded() error {
	return desk.InvalidField("password", "password_needed", "with another server, port or username, or in the clear, the password has to be given again")
}

// sealedPassword is what is to be stored: given, or the one that is. A nil password was not given.
func (s *Server) sealedPassword(m *desk.MailServer, given *string, saved *store.MailServer) ([]byte, error) {
	switch {
	case m.Username == "" || given != nil && *given == "":
		return nil, nil
	case given != nil:
		return s.seal(store.MailPasswordPlace, *given)
	case saved.Password == nil:
		return nil, nil
	case !keepsPassword(m, saved):
		return nil, errPasswordNeeded()
	}
	if password, err := s.Secrets.Open(store.MailPasswordPlace, saved.Password); err == nil {
		return s.seal(store.MailPasswordPlace, password) // by the newest key
	}
	return saved.Password, nil // as it is: what else is saved needn't wait for its key
}

func (s *Server) seal(place, secret string) ([]byte, error) {
	sealed, err := s.Secrets.Seal(place, secret)
	if errors.Is(err, secrets.ErrNoKey) {
		return nil, errSecretKeyMissing("set ROZMOWA_SECRET_KEY (rozmowa secret-key makes one): passwords are kept encrypted")
	}
	return sealed, err
}

func errSecretKeyMissing(message string) error {
	return desk.Errorf(desk.Unavailable, "secret_key_missing", "%s", message)
}

// passwordFor is the password to try the server with: given, or the saved one.
func (s *Server) passwordFor(m *desk.MailServer, given *string, saved *store.MailServer) (string, error) {
	switch {
	case m.Username == "":
		return "", nil
	case given != nil:
		return *given, nil
	case saved.Password == nil:
		return "", nil
	case !keepsPassword(m, saved):
		return "", errPasswordNeeded()
	}
	password, err := s.Secrets.Open(store.MailPasswordPlace, saved.Password)
	if err != nil {
		return "", errSecretKeyMissing("the saved password can't be read: set ROZMOWA_SECRET_KEY to the key it was saved with, or give it again")
	}
	return password, nil
}

// mailServerOf tells all but the password.
func mailServerOf(m *store.MailServer) contract.MailServer {
	if m.Version == 0 {
		return contract.MailServer{}
	}
	security, has := contract.MailSecurity(m.Security), m.Password != nil
	return contract.MailServer{
		Version: m.Version, Host: &m.Host, Port: &m.Port, Security: &security, Username: &m.Username, HasPassword: &has,
		FromAddress: &m.FromAddress, FromName: &m.FromName,
	}
}

// mailSetAge is how old the knowledge may be of whether a mail server is set: every loader of a chat tells it.
const mailSetAge = 10 * time.Second

// mailSet knows whether a mail server is set.
type mailSet struct {
	mu     sync.Mutex
	readAt time.Time
	is     bool
}

// known returns it, read anew where the knowledge is too old.
func (m *mailSet) known(ctx context.Context, read func(context.Context) (bool, error)) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.readAt.IsZero() && time.Since(m.readAt) < mailSetAge {
		return m.is, nil
	}
	is, err := read(ctx)
	if err == nil {
		m.is, m.readAt = is, time.Now()
	}
	return is, err
}

// forget has it read anew: this node has changed it.
func (m *mailSet) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readAt = time.Time{}
}
