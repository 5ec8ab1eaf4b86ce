package desk

import (
	"net"
	"net/mail"
	"strings"
	"unicode"
)

// MailSecurity is how the way to a mail server is protected.
type MailSecurity string

// The ways to a mail server.
const (
	MailTLS      MailSecurity = "tls"      // from the first byte
	MailStartTLS MailSecurity = "starttls" // agreed upon in the clear, and required
	MailClear    MailSecurity = "none"     // everything in the clear
)

// Limits of a mail server's settings, in characters.
const (
	maxHost     = 253
	maxPassword = 1000
)

// MailServer is the server that sends the company's mail, without its password.
type MailServer struct {
	Host     string
	Port     int
	Security MailSecurity
	// Username is empty for a server that wants no login.
	Username string
	// FromAddress and FromName are whom the mail is from; the name may be empty.
	FromAddress, FromName string
}

// Clean checks what an admin set and brings it into the form it is kept in. Errors are of kind Invalid and name the
// field as MailServerDraft in openapi.yaml does.
func (m *MailServer) Clean() (err error) {
	if m.Host, err = CleanLine("host", m.Host, maxHost); err != nil {
		return err
	}
	switch {
	case m.Host == "":
		return InvalidField("host", "empty", "the server has no name")
	case net.ParseIP(m.Host) == nil && strings.ContainsFunc(m.Host, notOfAHost):
		return InvalidField("host", "host", "%q is not the name of a server such as smtp.shop.example", m.Host)
	case m.Port < 1 || m.Port > 65535:
		return InvalidField("port", "range", "a port is 1 to 65535")
	case m.Security != MailTLS && m.Security != MailStartTLS && m.Security != MailClear:
		return InvalidField("security", "unknown", "%q is none of tls, starttls and none", m.Security)
	}
	if m.Username, err = CleanLine("username", m.Username, MaxEmail); err != nil {
		return err
	}
	if m.FromAddress, err = CleanMailAddress("fromAddress", m.FromAddress); err != nil {
		return err
	}
	m.FromName, err = CleanLine("fromName", m.FromName, MaxName)
	return err
}

// notOfAHost finds what people paste beside the name: a scheme, a port, a path, an address.
func notOfAHost(r rune) bool {
	return isBlank(r) || !unicode.IsPrint(r) || strings.ContainsRune(`:/@[]\"'<>,;`, r)
}

// CleanPassword checks a password that another program will be told. It is kept as it was typed, blanks at its ends
// too.
func CleanPassword(field, s string) error { return checkText(field, s, maxPassword, false) }

// CleanMailAddress is CleanEmail for an address that stands in the header of a message: commas, brackets and such
// must not stand in it unquoted.
func CleanMailAddress(field, s string) (string, error) {
	s, err := CleanEmail(field, s)
	if err != nil {
		return "", err
	}
	if parsed, err := mail.ParseAddress(s); err != nil || parsed.Address != s {
		return "", InvalidField(field, "email", "not an e-mail address")
	}
	return s, nil
}
