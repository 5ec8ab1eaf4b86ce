// Package mail composes messages and sends them through a mail server. It tells what certainly was not sent from what
// may have been: nobody gets a message twice.
package mail

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"rozmowa/desk"
)

// Message is one message to one person.
type Message struct {
	// ID is unique; with the sender's domain it makes the Message-ID, by which mail programs know a repeat.
	ID string
	// To is an address as desk.CleanMailAddress makes it.
	To      string
	Subject string
	// Text and HTML say the same.
	Text, HTML string
	Date       time.Time
}

// composed is a message ready to be sent: who it is from and to, as the server is told, and all its bytes.
type composed struct {
	from, to string
	content  []byte
}

// compose writes the message out before anything is sent: once its content is under way, stopping in the middle could
// be taken for its end.
func (m *Message) compose(server desk.MailServer) (*composed, error) {
	from, err := netmail.ParseAddress(asciiDomain(server.FromAddress))
	if err != nil {
		return nil, &Failure{Problem: BadSender, Reply: "the sender's address can't be read"}
	}
	to, err := netmail.ParseAddress(asciiDomain(m.To))
	if err != nil {
		return nil, &Failure{Problem: BadRecipient, Final: true, Reply: "the recipient's address can't be read"}
	}
	if from.Name = oneLine(server.FromName); !isASCII(from.Name) {
		from.Name = strings.ReplaceAll(from.Name, `\`, "/") // net/mail encodes it so that nobody can read the address
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(m.ID + from.Address[strings.LastIndexByte(from.Address, '@'):])
	msg.SetDateWithValue(m.Date)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence answers it
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	var content bytes.Buffer
	if _, err := msg.WriteTo(&content); err != nil {
		return nil, fmt.Errorf("composing a message: %w", err)
	}
	return &composed{from: from.Address, to: to.Address, content: content.Bytes()}, nil
}

// asciiDomain writes the domain as servers know it, where it can be.
func asciiDomain(address string) string {
	at := strings.LastIndexByte(address, '@')
	if domain, err := idna.Lookup.ToASCII(address[at+1:]); at >= 0 && err == nil {
		return address[:at+1] + domain
	}
	return address
}

// oneLine makes what a header holds one line.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(s)
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}
