package mail

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Transcript is what a customer is sent of a conversation.
type Transcript struct {
	ID uuid.UUID
	To string
	// Locale is "pl" or "en".
	Locale string
	// Chat is the chat's name, Look how it looks.
	Chat    string
	Look    desk.Look
	Number  int64
	Subject string // the ticket's; may be empty
	// Zone is where its days and times are told.
	Zone *time.Location
	// Entries are those that the customer may see, in order; Cut says that some before them were left out.
	Entries []desk.Entry
	Cut     bool
}

//go:embed transcript.html.tmpl
var transcriptHTML string

var transcriptTemplate = template.Must(template.New("transcript").Parse(transcriptHTML))

// page is what the text and the HTML are made of.
type page struct {
	Lang, Title, Chat, Subject string
	SubjectLabel, Cut, Zone    string
	Automatic, Mistake         string
	Primary, OnPrimary         string
	Days                       []dayOfChat
}

// dayOfChat is what was said and done on one day.
type dayOfChat struct {
	Name  string
	Lines []line
}

// line is an entry as it is read.
type line struct {
	Time string
	// Author is empty for what was done; then Paragraphs has one that says it.
	Author     string
	ByCustomer bool
	Paragraphs []string // the lines of the text
	Files      []string
}

// Message composes the transcript at a moment.
func (t *Transcript) Message(now time.Time) (*Message, error) {
	p := t.page()
	var html bytes.Buffer
	if err := transcriptTemplate.Execute(&html, p); err != nil {
		return nil, fmt.Errorf("composing a transcript: %w", err)
	}
	subject := p.Title + " · " + t.Chat
	if t.Subject != "" {
		subject += ": " + t.Subject
	}
	return &Message{
		ID: "transcript." + t.ID.String(), To: t.To, Subject: subject, Text: p.text(), HTML: html.String(), Date: now.In(t.Zone),
	}, nil
}

func (t *Transcript) page() *page {
	w := wordsIn(t.Locale)
	p := &page{
		Lang: w.lang, Title: fmt.Sprintf(w.title, t.Number), Chat: t.Chat, Subject: t.Subject, SubjectLabel: w.subject,
		Zone: fmt.Sprintf(w.zone, t.Zone), Automatic: w.automatic, Mistake: w.mistake,
	}
	p.Primary, p.OnPrimary = readable(t.Look)
	if t.Cut {
		p.Cut = w.cut
	}
	for i := range t.Entries {
		e := &t.Entries[i]
		at := e.CreatedAt.In(t.Zone)
		l, ok := w.line(e, t.Zone)
		if !ok {
			continue
		}
		l.Time = at.Format("15:04")
		if day := w.day(at); len(p.Days) == 0 || p.Days[len(p.Days)-1].Name != day {
			p.Days = append(p.Days, dayOfChat{Name: day})
		}
		today := &p.Days[len(p.Days)-1]
		today.Lines = append(today.Lines, l)
	}
	return p
}

// text is the page for those who read no HTML.
func (p *page) text() string {
	var b strings.Builder
	put := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format, args...) } // a Builder takes everything
	put("%s\n%s\n", p.Title, p.Chat)
	if p.Subject != "" {
		put("%s: %s\n", p.SubjectLabel, p.Subject)
	}
	if p.Cut != "" {
		put("\n%s\n", p.Cut)
	}
	for _, day := range p.Days {
		put("\n%s\n", day.Name)
		for _, l := range day.Lines {
			if l.Author == "" {
				put("\n%s  – %s\n", l.Time, strings.Join(l.Paragraphs, "\n"))
				continue
			}
			put("\n%s  %s\n", l.Time, l.Author)
			for _, paragraph := range append(l.Paragraphs, l.Files...) {
				put("%s\n", paragraph)
			}
		}
	}
	put("\n-- \n%s\n%s\n%s\n", p.Zone, p.Automatic, p.Mistake)
	return b.String()
}
