package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"rozmowa/desk"
)

// The deadlines of one message. The context may set a nearer one.
const (
	// connectWithin bounds the connection, talkWithin all until the message's end is sent.
	connectWithin = 10 * time.Second
	talkWithin    = 40 * time.Second
	// answerWithin bounds the answer to it: servers look for spam before they give it, and who doesn't wait knows
	// nothing.
	answerWithin = 45 * time.Second
	// partWithin bounds the farewell.
	partWithin = 2 * time.Second
)

// SendWithin is the longest that Send takes.
const SendWithin = connectWithin + talkWithin + answerWithin + partWithin

// Sender sends messages. The zero Sender trusts whom the machine trusts. It is safe for concurrent use.
type Sender struct {
	// Roots are those whose certificates are trusted; nil: the machine's.
	Roots *x509.CertPool
}

// Send hands the message to the server, whose word it is that the message was sent. Errors are a *Failure but for a
// message that can't be composed.
func (s *Sender) Send(ctx context.Context, server desk.MailServer, password string, m *Message) error {
	c, err := m.compose(server)
	if err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: connectWithin}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
	if err != nil {
		return failed(ctx, Unreachable, err)
	}
	t := &talk{
		ctx: ctx, server: server, conn: conn,
		tls: &tls.Config{ServerName: server.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12},
	}
	cut := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(past) })
	defer func() {
		cut()
		_ = conn.Close() // without a word: whose fate is known has parted
	}()
	t.allow(talkWithin)
	for _, step := range []func() *Failure{
		t.greet, t.protect,
		func() *Failure { return t.logIn(password) },
		func() *Failure { return t.deliver(c) },
	} {
		if failure := step(); failure != nil {
			return failure
		}
	}
	return nil
}

// talk is a conversation with a server, of one Send.
type talk struct {
	ctx    context.Context
	server desk.MailServer
	tls    *tls.Config
	conn   net.Conn // below TLS
	client *smtp.Client
}

// greet hears the server's greeting, over TLS where that comes first, and says who we are.
func (t *talk) greet() *Failure {
	var line net.Conn = plain{t.conn}
	if t.server.Security == desk.MailTLS {
		protected := tls.Client(line, t.tls)
		if err := protected.HandshakeContext(t.ctx); err != nil {
			return failed(t.ctx, BadTLS, err)
		}
		line = protected
	}
	var err error
	if t.client, err = smtp.NewClient(line, t.server.Host); err == nil {
		err = t.client.Hello(ownName())
	}
	if err == nil {
		return nil
	}
	f := failed(t.ctx, Other, err)
	if f.Problem == Unreachable && waitsForTLS(t.server) {
		f.Problem = BadTLS
	}
	return f
}

// waitsForTLS tells by its port that a server which is greeted in the clear will say nothing (RFC 8314).
func waitsForTLS(s desk.MailServer) bool { return s.Port == 465 && s.Security != desk.MailTLS }

// plain is a connection whose deadlines the talk sets, not the library: together they have an end.
type plain struct{ net.Conn }

func (plain) SetDeadline(time.Time) error { return nil }

// allow gives the server time from now on, as far as the context does.
func (t *talk) allow(d time.Duration) {
	deadline := time.Now().Add(d)
	if of, ok := t.ctx.Deadline(); ok && of.Before(deadline) {
		deadline = of
	}
	_ = t.conn.SetDeadline(deadline) // fails on a closed connection only, as does what comes next
	if t.ctx.Err() != nil {          // it ended meanwhile
		_ = t.conn.SetDeadline(past)
	}
}

// past is a deadline that ends what is under way.
var past = time.Unix(1, 0)

// part takes leave politely.
func (t *talk) part() {
	t.allow(partWithin)
	_ = t.client.Quit() // the message's fate is known
}

// protect switches to TLS where that was to be agreed upon.
func (t *talk) protect() *Failure {
	if t.server.Security != desk.MailStartTLS {
		return nil
	}
	if offered, _ := t.client.Extension("STARTTLS"); !offered {
		t.part()
		return &Failure{Problem: BadTLS, Reply: "the server doesn't offer STARTTLS"}
	}
	if err := t.client.StartTLS(t.tls); err != nil {
		return failed(t.ctx, BadTLS, err)
	}
	return nil
}

// logIn says who we are, where a username is set.
func (t *talk) logIn(password string) *Failure {
	if t.server.Username == "" {
		return nil
	}
	offered, mechanisms := t.client.Extension("AUTH")
	if !offered {
		t.part()
		return &Failure{Problem: BadLogin, Reply: "the server doesn't offer to log in on this connection"}
	}
	auth := authBy(strings.Fields(strings.ToUpper(mechanisms)), t.server, password)
	if auth == nil {
		t.part()
		return &Failure{Problem: BadLogin, Reply: clean("the server offers none of the ways to log in that are known here: " + mechanisms)}
	}
	err := t.client.Auth(auth)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, smtp.ErrUnencrypted):
		return &Failure{Problem: BadTLS, Reply: "the password would be sent in the clear"}
	}
	return failed(t.ctx, BadLogin, err)
}

// authBy chooses how to log in. On a protected connection the plainest works best; in the clear what keeps the password
// to itself goes first, and the library sends a bare password to this very machine only.
func authBy(offered []string, server desk.MailServer, password string) smtp.Auth {
	ways := []struct {
		name string
		auth smtp.Auth
	}{
		{"PLAIN", smtp.PlainAuth("", server.Username, password, server.Host, false)},
		{"LOGIN", smtp.LoginAuth(server.Username, password, server.Host, false)},
		{"SCRAM-SHA-256", smtp.ScramSHA256Auth(server.Username, password)},
		{"SCRAM-SHA-1", smtp.ScramSHA1Auth(server.Username, password)},
		{"CRAM-MD5", smtp.CRAMMD5Auth(server.Username, password)},
	}
	if server.Security == desk.MailClear {
		ways = append(ways[2:], ways[:2]...)
	}
	for _, w := range ways {
		if slices.Contains(offered, w.name) {
			return w.auth
		}
	}
	return nil
}

// deliver hands the message over.
func (t *talk) deliver(m *composed) *Failure {
	international, _ := t.client.Extension("SMTPUTF8")
	ascii := isASCII(m.from) && isASCII(m.to)
	if !ascii && !international {
		t.part()
		return &Failure{Problem: BadRecipient, Final: true, Reply: "the server takes no addresses with letters such as ą"}
	}
	t.client.SkipSMTPUTF8(ascii) // asked for without need, it keeps other servers from taking the message
	refused := func(stage Problem, err error) *Failure {
		f := failed(t.ctx, stage, err)
		if f.Code != 0 {
			t.part()
		}
		return f
	}
	if err := t.client.Mail("<" + m.from + ">"); err != nil {
		return refused(BadSender, err)
	}
	if err := t.client.Rcpt("<" + m.to + ">"); err != nil {
		return refused(BadRecipient, err)
	}
	content, err := t.client.Data()
	if err != nil {
		return refused(Other, err)
	}
	if _, err := content.Write(m.content); err != nil {
		return failed(t.ctx, Other, err) // no farewell: it would end the message first
	}
	t.allow(answerWithin)
	err = content.Close()
	var answer *textproto.Error
	switch answered := errors.As(err, &answer); {
	case err == nil, answered && answer.Code/100 == 2:
		t.part()
		return nil
	case answered:
		return refused(Other, err)
	}
	f := failed(t.ctx, Other, err)
	f.Unknown = true
	return f
}

// ownName is what we greet a server with: this machine's name where it is one that others may know.
func ownName() string {
	if name, err := os.Hostname(); err == nil && strings.Contains(name, ".") && isASCII(name) && !strings.ContainsAny(name, " \r\n") {
		return name
	}
	return "[127.0.0.1]"
}
