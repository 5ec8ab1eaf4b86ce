package mail_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/mail/mailtest"
)

var monday = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

func aMessage() *mail.Message {
	return &mail.Message{
		ID: "transcript.1", To: "jan@klient.example", Subject: "Zażółć gęślą jaźń", Text: "Dzień dobry\n.\nkoniec\n",
		HTML: "<p>Dzień dobry</p>", Date: monday,
	}
}

// send sends to the server as it is set, by a sender that trusts it.
func send(t *testing.T, s *mailtest.Server, m *mail.Message) error {
	t.Helper()
	return (&mail.Sender{Roots: s.Roots}).Send(t.Context(), s.Settings, s.Password, m)
}

func failure(t *testing.T, err error) *mail.Failure {
	t.Helper()
	var f *mail.Failure
	require.ErrorAs(t, err, &f)
	return f
}

func TestAMessageArrives(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]struct {
		security           desk.MailSecurity
		username, password string
	}{
		"in the clear, without a login":                {desk.MailClear, "", ""},
		"in the clear, to this machine, with one":      {desk.MailClear, "czat", "hasło"},
		"over STARTTLS":                                {desk.MailStartTLS, "czat", "hasło"},
		"over TLS":                                     {desk.MailTLS, "czat", "hasło"},
		"over TLS, without a login":                    {desk.MailTLS, "", ""},
		"with a password full of signs and blanks":     {desk.MailTLS, "czat@sklep.example", " ż\"'\\<>& =,:;\t"},
		"with an empty password, which is what is set": {desk.MailTLS, "czat", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, with.security, with.username, with.password)
			require.NoError(t, send(t, s, aMessage()))
			require.Len(t, s.Mails(), 1)
			got := s.Mails()[0]
			require.Equal(t, []string{"czat@sklep.example", "jan@klient.example"}, []string{got.From, got.To})
			require.Equal(t, "Zażółć gęślą jaźń", got.Subject)
			require.Equal(t, "Dzień dobry\n.\nkoniec\n", got.Text)
			require.Equal(t, "<p>Dzień dobry</p>", got.HTML)
			from, err := got.Header.AddressList("From")
			require.NoError(t, err)
			require.Equal(t, "Sklep z kubkami", from[0].Name)
			require.Equal(t, "<transcript.1@sklep.example>", got.Header.Get("Message-ID"))
			require.Equal(t, "auto-generated", got.Header.Get("Auto-Submitted"))
			require.Empty(t, got.Header.Get("User-Agent")+got.Header.Get("X-Mailer"))
			date, err := got.Header.Date()
			require.NoError(t, err)
			require.True(t, date.Equal(monday))
		})
	}
}

// refusal is a server's answer with the three digits of its enhanced code.
func refusal(code, x, y, z int, words string) *mailtest.Refusal {
	return &mailtest.Refusal{Code: code, EnhancedCode: smtp.EnhancedCode{x, y, z}, Message: words}
}

func TestWhatAServerRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		refuse  func(*mailtest.Server)
		problem mail.Problem
		final   bool
		code    int
		reply   string
	}{
		"the login": {func(s *mailtest.Server) { s.RefuseLogin(refusal(535, 5, 7, 8, "bad")) }, mail.BadLogin, false, 535, "535 5.7.8 bad"},
		"a wrong password": {func(s *mailtest.Server) { s.Password += "x" }, mail.BadLogin, false, 535,
			"535 5.7.8 Authentication credentials invalid"},
		"the login for now":      {func(s *mailtest.Server) { s.RefuseLogin(refusal(454, 4, 7, 0, "later")) }, mail.BadLogin, false, 454, "454 4.7.0 later"},
		"every login known here": {func(s *mailtest.Server) { s.Offer("XOAUTH2") }, mail.BadLogin, false, 0, "XOAUTH2"},
		"who doesn't log in": {func(s *mailtest.Server) { s.Settings.Username = "" }, mail.BadLogin, false, 530,
			"530 5.7.0 Authentication required"},
		"the sender": {func(s *mailtest.Server) { s.RefuseFrom(refusal(550, 5, 7, 1, "not yours")) }, mail.BadSender, false, 550,
			"550 5.7.1 not yours"},
		"the sender, once it knows the recipient": {func(s *mailtest.Server) { s.RefuseTo(refusal(553, 5, 1, 8, "no such domain")) },
			mail.BadSender, false, 553, "553 5.1.8 no such domain"},
		"the recipient, who isn't": {func(s *mailtest.Server) { s.RefuseTo(refusal(550, 5, 1, 1, "<jan@klient.example>: no such user")) },
			mail.BadRecipient, true, 550, "550 5.1.1 <jan@klient.example>: no such user"},
		"the recipient, whose box is shut": {func(s *mailtest.Server) { s.RefuseTo(refusal(550, 5, 2, 1, "disabled")) },
			mail.BadRecipient, true, 550, "550 5.2.1 disabled"},
		"to pass mail on": {func(s *mailtest.Server) { s.RefuseTo(refusal(554, 5, 7, 1, "Relay access denied")) },
			mail.BadRecipient, false, 554, "554 5.7.1 Relay access denied"},
		"to pass mail on, with a code for recipients": {func(s *mailtest.Server) { s.RefuseTo(refusal(550, 5, 7, 1, "Relaying denied")) },
			mail.BadRecipient, false, 550, "550 5.7.1 Relaying denied"},
		"the recipient for now": {func(s *mailtest.Server) { s.RefuseTo(refusal(450, 4, 2, 0, "greylisted")) },
			mail.BadRecipient, false, 450, "450 4.2.0 greylisted"},
		"the content": {func(s *mailtest.Server) { s.RefuseContent(refusal(554, 5, 7, 1, "spam")) }, mail.Other, false, 554, "554 5.7.1 spam"},
		"the content for now": {func(s *mailtest.Server) { s.RefuseContent(refusal(452, 4, 3, 1, "disk full")) }, mail.Other, false, 452,
			"452 4.3.1 disk full"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, desk.MailTLS, "czat", "hasło")
			settings, password := s.Settings, s.Password
			tt.refuse(s)
			if s.Settings.Username == "" { // the server still wants one
				settings.Username, s.Settings.Username = "", "czat"
			}
			err := (&mail.Sender{Roots: s.Roots}).Send(t.Context(), settings, password, aMessage())
			f := failure(t, err)
			require.Equal(t, tt.problem, f.Problem, f.Reply)
			require.Equal(t, tt.final, f.Final)
			require.Equal(t, tt.code, f.Code)
			require.Contains(t, f.Reply, tt.reply)
			require.False(t, f.Unknown, "it certainly wasn't sent")
			require.NotContains(t, err.Error(), "klient", "errors may be logged")
			require.Empty(t, s.Mails())
		})
	}
}

func TestTLSThatIsNotToBeHad(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		offers desk.MailSecurity
		change func(*desk.MailServer, *mail.Sender)
		reply  string
	}{
		"a certificate that nobody vouches for": {desk.MailTLS, func(_ *desk.MailServer, s *mail.Sender) { s.Roots = x509.NewCertPool() }, "unknown authority"},
		"nor over STARTTLS":                     {desk.MailStartTLS, func(_ *desk.MailServer, s *mail.Sender) { s.Roots = x509.NewCertPool() }, "unknown authority"},
		"a certificate for another name":        {desk.MailTLS, func(m *desk.MailServer, _ *mail.Sender) { m.Host = "localhost" }, ""},
		"STARTTLS that isn't offered":           {desk.MailClear, func(m *desk.MailServer, _ *mail.Sender) { m.Security = desk.MailStartTLS }, "doesn't offer STARTTLS"},
		"TLS from a server that has none":       {desk.MailClear, func(m *desk.MailServer, _ *mail.Sender) { m.Security = desk.MailTLS }, ""},
		"TLS from the first byte, though later": {desk.MailStartTLS, func(m *desk.MailServer, _ *mail.Sender) { m.Security = desk.MailTLS }, ""},
		"a password in the clear to elsewhere":  {desk.MailClear, func(m *desk.MailServer, _ *mail.Sender) { m.Host = "LOCALHOST" }, "in the clear"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, tt.offers, "czat", "hasło")
			sender, settings := &mail.Sender{Roots: s.Roots}, s.Settings
			tt.change(&settings, sender)
			f := failure(t, sender.Send(t.Context(), settings, "hasło", aMessage()))
			require.Equal(t, mail.BadTLS, f.Problem, f.Reply)
			require.Contains(t, f.Reply, tt.reply)
			require.False(t, f.Unknown)
			require.Empty(t, s.Mails())
		})
	}
}

func TestServersThatAreNotThere(t *testing.T) {
	t.Parallel()
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, l.Close())
		server := desk.MailServer{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: desk.MailTLS, FromAddress: "a@b.example"}
		f := failure(t, new(mail.Sender).Send(t.Context(), server, "", aMessage()))
		require.Equal(t, mail.Unreachable, f.Problem)
		require.Contains(t, f.Reply, "refused")
		require.False(t, f.Unknown)
	})
	t.Run("it hangs up", func(t *testing.T) {
		t.Parallel()
		s := mailtest.Start(t, desk.MailClear, "", "")
		s.Break()
		f := failure(t, send(t, s, aMessage()))
		require.Equal(t, mail.Unreachable, f.Problem)
		require.False(t, f.Unknown)
	})
}

// script is a server that says what it is told to, line by line, and nothing when there is no more to say.
func script(t *testing.T, answers ...string) desk.MailServer {
	t.Helper()
	return scriptThen(t, func() {}, answers...)
}

// scriptThen is script that tells when it falls silent.
func scriptThen(t *testing.T, silent func(), answers ...string) desk.MailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		lines := bufio.NewScanner(c)
		lines.Buffer(nil, 1<<20)
		for _, a := range answers {
			if a == "hang up" {
				return
			}
			if _, err := fmt.Fprintf(c, "%s\r\n", a); err != nil || !lines.Scan() {
				return
			}
			for strings.HasPrefix(a, "354") && lines.Text() != "." && lines.Scan() { // the message
			}
		}
		silent()
		for lines.Scan() {
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		<-done
	})
	return desk.MailServer{
		Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: desk.MailClear, FromAddress: "czat@sklep.example",
	}
}

func TestWhatIsKnownWhenAServerFallsSilentOrHangsUp(t *testing.T) {
	t.Parallel()
	const hello, fine, ready = "220 poczta.example", "250 ok", "354 go on"
	for name, tt := range map[string]struct {
		answers []string
		unknown bool
		// sent: there is no failure at all.
		sent bool
	}{
		"before its greeting":                     {answers: nil},
		"after it":                                {answers: []string{hello}},
		"after the sender":                        {answers: []string{hello, fine}},
		"after the recipient":                     {answers: []string{hello, fine, fine}},
		"instead of asking for the message":       {answers: []string{hello, fine, fine, fine}},
		"after the message's end":                 {answers: []string{hello, fine, fine, fine, ready}, unknown: true},
		"with nonsense after the message's end":   {answers: []string{hello, fine, fine, fine, ready, "???"}, unknown: true},
		"after having said that it has it":        {answers: []string{hello, fine, fine, fine, ready, fine}, sent: true},
		"after having said so in other words":     {answers: []string{hello, fine, fine, fine, ready, "251 will do"}, sent: true},
		"after having said so and been taken off": {answers: []string{hello, fine, fine, fine, ready, fine, "500 what?"}, sent: true},
	} {
		for _, how := range []string{"silent", "hang up"} {
			t.Run(how+" "+name, func(t *testing.T) {
				t.Parallel()
				answers := tt.answers
				ctx, cancel := context.WithCancel(t.Context()) // the caller's patience ends with the server's words
				defer cancel()
				if how == "hang up" {
					answers = append(answers[:len(answers):len(answers)], how)
				}
				err := new(mail.Sender).Send(ctx, scriptThen(t, cancel, answers...), "", aMessage())
				if tt.sent {
					require.NoError(t, err)
					return
				}
				f := failure(t, err)
				require.Equal(t, tt.unknown, f.Unknown, f.Reply)
				if len(answers) < 6 || how == "hang up" && len(answers) < 7 {
					require.Equal(t, mail.Unreachable, f.Problem, f.Reply)
				}
				require.False(t, f.Final)
			})
		}
	}
}

func TestASendingThatIsCancelledEndsAtOnce(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := script(t)
	ended := make(chan error, 1)
	go func() { ended <- new(mail.Sender).Send(ctx, server, "", aMessage()) }()
	cancel()
	select {
	case err := <-ended:
		require.Equal(t, mail.Unreachable, failure(t, err).Problem)
	case <-time.After(20 * time.Second):
		require.FailNow(t, "it went on")
	}
}

func TestAServerThatWaitsForTLSIsKnownByItsPort(t *testing.T) {
	t.Parallel()
	for _, security := range []desk.MailSecurity{desk.MailTLS, desk.MailStartTLS, desk.MailClear} {
		require.Equal(t, security != desk.MailTLS, mail.WaitsForTLS(desk.MailServer{Port: 465, Security: security}), security)
		require.False(t, mail.WaitsForTLS(desk.MailServer{Port: 587, Security: security}), security)
	}
}

func TestAMessageWhoseFateIsUnknownIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, kept := range []bool{true, false} {
		s := mailtest.Start(t, desk.MailTLS, "czat", "hasło")
		s.LoseAfterEnd(kept)
		f := failure(t, send(t, s, aMessage()))
		require.True(t, f.Unknown)
		require.Equal(t, kept, len(s.Mails()) == 1, "only the server knows")
		require.Equal(t, 1, s.Connections())
	}
}

func TestAddressesOfOtherLetters(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, desk.MailClear, "", "")
	s.Settings.FromAddress = "czat@zażółć.example"
	m := aMessage()
	m.To = "jan@jaźń.example"
	require.NoError(t, send(t, s, m))
	got := s.Mails()[0]
	require.Equal(t, []string{"czat@xn--za-6ja4f8n1l.example", "jan@xn--ja-4qa9s.example"}, []string{got.From, got.To})
	require.Equal(t, "<transcript.1@xn--za-6ja4f8n1l.example>", got.Header.Get("Message-ID"))

	m.To = "łucja@klient.example"
	require.NoError(t, send(t, s, m), "a server that takes them")
	require.Equal(t, "łucja@klient.example", s.Mails()[1].To)

	f := failure(t, new(mail.Sender).Send(t.Context(), script(t, "220 old", "250 old", "221 bye"), "", m))
	require.Equal(t, mail.BadRecipient, f.Problem)
	require.True(t, f.Final)
}

func TestForeignWordsAreOneLineOfBoundedLength(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, desk.MailClear, "", "")
	s.RefuseFrom(refusal(550, 5, 7, 1, "\x1b[31mnie\x00 \xff"+strings.Repeat("ż", 600)))
	f := failure(t, send(t, s, aMessage()))
	require.Equal(t, 500, len([]rune(f.Reply)))
	require.True(t, strings.HasPrefix(f.Reply, "550 5.7.1 [31mnie \uFFFDżż"), f.Reply)
	require.True(t, strings.HasSuffix(f.Reply, "ż…"))

	f = failure(t, new(mail.Sender).Send(t.Context(), script(t, "554-no\r\n554-\x07service\r\n554 here"), "", aMessage()))
	require.Equal(t, []any{mail.Other, "554 no service here"}, []any{f.Problem, f.Reply})
}

func TestTheTrialMessage(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, desk.MailStartTLS, "czat", "hasło")
	for _, locale := range []string{"pl", "en", "de"} {
		m, err := mail.Trial("ada@sklep.example", locale, monday)
		require.NoError(t, err)
		require.NoError(t, send(t, s, m))
	}
	mails := s.Mails()
	require.Equal(t, "Wiadomość próbna z Rozmowy", mails[0].Subject)
	require.Contains(t, mails[0].HTML, `lang="pl"`)
	require.Contains(t, mails[1].Text, "transcripts can reach your customers")
	require.Equal(t, mails[0].Subject, mails[2].Subject)
	require.NotEqual(t, mails[0].Header.Get("Message-ID"), mails[2].Header.Get("Message-ID"))
}
