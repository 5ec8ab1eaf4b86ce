package mail

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Invitation is the mail that carries a link by which somebody sets a password.
type Invitation struct {
	To string
	// Locale is "pl" or "en".
	Locale string
	// Reset: the account is there; else the link makes one.
	Reset bool
	// InvitedBy is who made the link, and Company whose mail it is; both may be empty.
	InvitedBy, Company string
	Link               string
	ExpiresAt          time.Time
}

//go:embed invitation.html.tmpl
var invitationHTML string

var invitationTemplate = template.Must(template.New("invitation").Parse(invitationHTML))

// invitationWords are what the mail says by itself, in one language. They fit anyone's gender.
type invitationWords struct {
	lang, title, by, byNobody, what, button, address, until, once, mistake string
}

// By whether the account is there.
var (
	invitations       = map[string]map[bool]invitationWords{"pl": polishInvitation, "en": englishInvitation}
	englishInvitation = map[bool]invitationWords{
		false: {
			lang: "en", title: "Invitation to Rozmowa", by: "Invited by: %s", byNobody: "You are invited to the team.",
			what:   "Rozmowa is the shared inbox in which the team answers the shop's customers. To make your account, you only have to set a password.",
			button: "Accept the invitation", address: "If the button doesn't work, paste this address into your browser:",
			until: "The link works until: %s (UTC).", once: "It works only once. Don't pass it on.",
			mistake: "If this is a mistake, you can delete this message.",
		},
		true: {
			lang: "en", title: "New password for Rozmowa", by: "Link sent by: %s", byNobody: "This link sets a new password.",
			what:   "Setting a new password logs this account out on every device.",
			button: "Set a new password", address: "If the button doesn't work, paste this address into your browser:",
			until: "The link works until: %s (UTC).", once: "It works only once. Don't pass it on.",
			mistake: "If this is a mistake, you can delete this message – the password stays as it is.",
		},
	}
)

// Message composes the mail at a moment.
func (i *Invitation) Message(now time.Time) (*Message, error) {
	w, ok := invitations[i.Locale]
	if !ok {
		w = invitations["pl"]
	}
	said := w[i.Reset]
	by, company := oneLine(i.InvitedBy), oneLine(i.Company)
	page := struct{ Lang, Title, Company, By, What, Link, Button, Address, Until, Once, Mistake string }{
		Lang: said.lang, Title: said.title, Company: company, By: said.byNobody, What: said.what, Link: i.Link, Button: said.button,
		Address: said.address, Until: fmt.Sprintf(said.until, i.ExpiresAt.UTC().Format("2006-01-02 15:04")), Once: said.once,
		Mistake: said.mistake,
	}
	if by != "" {
		page.By = fmt.Sprintf(said.by, by)
	}
	var html bytes.Buffer
	if err := invitationTemplate.Execute(&html, page); err != nil {
		return nil, fmt.Errorf("composing an invitation: %w", err)
	}
	lines := []string{page.Title, "", page.By, page.What, "", page.Button + ":", page.Link, "", page.Until + " " + page.Once, page.Mistake, ""}
	if company != "" {
		lines = append([]string{company}, lines...)
	}
	subject := page.Title
	if company != "" {
		subject += " · " + company
	}
	return &Message{
		ID: "invitation." + uuid.NewString(), To: i.To, Subject: subject, Text: strings.Join(lines, "\n"), HTML: html.String(), Date: now,
	}, nil
}
