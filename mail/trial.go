package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"time"

	"github.com/google/uuid"
)

var trialTemplate = template.Must(template.New("trial").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body style="font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:22px;color:#1d2129;"><p>{{.Text}}</p></body></html>
`))

var trials = map[string]struct{ Lang, Subject, Text string }{
	"pl": {"pl", "Wiadomość próbna z Rozmowy", "Serwer poczty działa: zapisy rozmów mogą docierać do klientów."},
	"en": {"en", "Trial message from Rozmowa", "The mail server works: transcripts can reach your customers."},
}

// Trial composes the message by which an admin tries a mail server, in "pl" or "en".
func Trial(to, locale string, now time.Time) (*Message, error) {
	trial, ok := trials[locale]
	if !ok {
		trial = trials["pl"]
	}
	var html bytes.Buffer
	if err := trialTemplate.Execute(&html, trial); err != nil {
		return nil, fmt.Errorf("composing a trial message: %w", err)
	}
	return &Message{
		ID: "trial." + uuid.NewString(), To: to, Subject: trial.Subject, Text: trial.Text + "\n", HTML: html.String(), Date: now,
	}, nil
}
