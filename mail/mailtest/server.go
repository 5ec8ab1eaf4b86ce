// Package mailtest is a real mail server on the loopback interface, which refuses and breaks off as it is told. It is
// for tests alone.
package mailtest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

// Refusal is a server's answer, such as {550, {5, 1, 1}, "no such user"}.
type Refusal = smtp.SMTPError

// Server is a mail server that lasts as long as the test.
type Server struct {
	// Settings lead to it, as an admin would save them; Password goes with them.
	Settings desk.MailServer
	Password string
	// Roots hold its certificate.
	Roots *x509.CertPool

	l *listener

	mu                      sync.Mutex
	mails                   []Mail
	mechanisms              []string
	onLogin, onFrom, onTo   *Refusal
	onContent               *Refusal
	loseAfterEnd, keepsThat bool
}

// Mail is a message that the server has taken.
type Mail struct {
	// From and To are what the server was told, beside the message.
	From, To string
	*Letter
}

// Start starts a server; username and password are those it wants, if any.
func Start(t testing.TB, security desk.MailSecurity, username, password string) *Server {
	t.Helper()
	certificate, roots := newCertificate(t)
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &Server{
		Settings: desk.MailServer{
			Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: security, Username: username,
			FromAddress: "czat@sklep.example", FromName: "Sklep z kubkami",
		},
		Password: password, Roots: roots, l: &listener{Listener: l, conns: map[net.Conn]struct{}{}}, mechanisms: []string{sasl.Plain},
	}
	server := smtp.NewServer(s)
	server.Domain, server.AllowInsecureAuth, server.EnableSMTPUTF8 = "poczta.example", true, true
	server.ReadTimeout, server.WriteTimeout = 20*time.Second, 20*time.Second
	server.ErrorLog = log.New(io.Discard, "", 0)
	var listening net.Listener = s.l
	switch security {
	case desk.MailTLS:
		listening = tls.NewListener(s.l, config)
	case desk.MailStartTLS:
		server.TLSConfig = config
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listening) }()
	t.Cleanup(func() {
		s.Break()
		stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		require.NoError(t, server.Shutdown(stop))
		require.NoError(t, <-served)
	})
	return s
}

// Break has it take no connections, and ends those it has.
func (s *Server) Break() { s.l.set(true) }

// Mend has it take connections again.
func (s *Server) Mend() { s.l.set(false) }

// Connections counts those that it was asked for, taken or not.
func (s *Server) Connections() int {
	s.l.mu.Lock()
	defer s.l.mu.Unlock()
	return s.l.asked
}

func (s *Server) tell(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// RefuseLogin has it answer so to whoever logs in; nil: as it would.
func (s *Server) RefuseLogin(r *Refusal) { s.tell(func() { s.onLogin = r }) }

// RefuseFrom has it answer so to every sender; nil: as it would.
func (s *Server) RefuseFrom(r *Refusal) { s.tell(func() { s.onFrom = r }) }

// RefuseTo has it answer so to every recipient; nil: as it would.
func (s *Server) RefuseTo(r *Refusal) { s.tell(func() { s.onTo = r }) }

// RefuseContent has it answer so to every message's end; nil: as it would.
func (s *Server) RefuseContent(r *Refusal) { s.tell(func() { s.onContent = r }) }

// Offer has it offer these ways to log in; PLAIN is the one it knows.
func (s *Server) Offer(mechanisms ...string) { s.tell(func() { s.mechanisms = mechanisms }) }

// LoseAfterEnd has it end the connection when a message's end has come, having kept the message or not.
func (s *Server) LoseAfterEnd(kept bool) { s.tell(func() { s.loseAfterEnd, s.keepsThat = true, kept }) }

// Mails are those that it has taken, in order.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// NewSession implements smtp.Backend.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{server: s, conn: c}, nil
}

// session is one client's.
type session struct {
	server   *Server
	conn     *smtp.Conn
	loggedIn bool
	from, to string
}

func (s *session) AuthMechanisms() []string {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.Settings.Username == "" {
		return nil
	}
	return slices.Clone(s.server.mechanisms)
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		switch {
		case s.server.onLogin != nil:
			return s.server.onLogin
		case username != s.server.Settings.Username || password != s.server.Password:
			return &Refusal{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Authentication credentials invalid"}
		}
		s.loggedIn = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	switch {
	case s.server.Settings.Username != "" && !s.loggedIn:
		return &Refusal{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	case s.server.onFrom != nil:
		return s.server.onFrom
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.onTo != nil {
		return s.server.onTo
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r) // ends with the message's end
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.onContent != nil {
		return s.server.onContent
	}
	if s.server.loseAfterEnd {
		_ = s.conn.Conn().Close() // before it is answered
		if !s.server.keepsThat {
			return io.ErrUnexpectedEOF
		}
	}
	letter, err := Read(bytes.NewReader(content))
	if err != nil {
		return &Refusal{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: err.Error()}
	}
	s.server.mails = append(s.server.mails, Mail{From: s.from, To: s.to, Letter: letter})
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", "" }
func (s *session) Logout() error { return nil }

// listener is one that can be broken.
type listener struct {
	net.Listener
	mu     sync.Mutex
	broken bool
	asked  int
	conns  map[net.Conn]struct{}
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l.mu.Lock()
		l.asked++
		broken := l.broken
		if !broken {
			l.conns[c] = struct{}{}
		}
		l.mu.Unlock()
		if !broken {
			return c, nil
		}
		_ = c.Close()
	}
}

func (l *listener) set(broken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = broken
	if broken {
		for c := range l.conns {
			_ = c.Close()
			delete(l.conns, c)
		}
	}
}
