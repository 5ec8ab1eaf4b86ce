package activities

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"

	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/store"
)

// Mailer sends messages; see mail.Sender.
type Mailer interface {
	Send(ctx context.Context, server desk.MailServer, password string, m *mail.Message) error
}

// Transcripts is what the sending of transcripts needs of the store.
type Transcripts interface {
	Transcript(ctx context.Context, id uuid.UUID) (*store.Transcript, error)
	BeginTranscript(ctx context.Context, id uuid.UUID) (bool, error)
	ReturnTranscript(ctx context.Context, id uuid.UUID) (bool, error)
	FinishTranscript(ctx context.Context, id uuid.UUID, sent bool, entry uuid.UUID) (bool, error)
	EntriesBefore(ctx context.Context, ticket uuid.UUID, before int64, limit int) (*store.Page, error)
	MailServer(ctx context.Context) (*store.MailServer, error)
}

// TranscriptInput names a transcript. Whom it goes to, its row alone knows.
type TranscriptInput struct {
	Transcript uuid.UUID `json:"transcript"`
	Ticket     uuid.UUID `json:"ticket"`
}

// TranscriptTried is what came of a try that did not fail.
type TranscriptTried struct {
	// Sent: the mail server has taken it. Otherwise there is nothing to send: it is at its end, or was erased.
	Sent bool `json:"sent"`
	// Noted: its row and the journal say so.
	Noted bool `json:"noted"`
}

// The types of errors after which a transcript is not tried again.
const (
	// TranscriptUnknown: nobody knows whether the mail server has taken it.
	TranscriptUnknown = "TranscriptUnknown"
	// TranscriptRefused: its recipient is refused for good.
	TranscriptRefused = "TranscriptRefused"
)

// SendTranscript sends the transcript, unless it was sent. Errors are to be tried again, but for those of the types
// above: those have come to an end that EndTranscript is to note.
//
// A row that says sending was left so by a try whose process died, or couldn't reach the database, while the mail
// server had the message or was about to: nobody knows. Sending it again could bring it twice, so it is given up; the
// customer is told and may ask anew. The row says sending only between the last preparation and the mail server's
// answer, and it is set back when the answer is no.
func (a *Activities) SendTranscript(ctx context.Context, in TranscriptInput) (*TranscriptTried, error) {
	x, err := a.Transcripts.Transcript(ctx, in.Transcript)
	switch {
	case desk.KindOf(err) == desk.NotFound:
		return &TranscriptTried{Noted: true}, nil
	case err != nil:
		return nil, a.withoutText(ctx, in.Ticket, err)
	case x.State == store.TranscriptSent:
		return &TranscriptTried{Sent: true, Noted: true}, nil
	case x.State == store.TranscriptFailed:
		return &TranscriptTried{Noted: true}, nil
	case x.State == store.TranscriptSending:
		return nil, a.unknownFate(ctx, in, errors.New("an earlier try did not end"))
	}
	server, password, err := a.mailServer(ctx)
	if err != nil {
		return nil, a.withoutText(ctx, in.Ticket, err)
	}
	message, err := a.compose(ctx, x)
	if err != nil {
		return nil, a.withoutText(ctx, in.Ticket, err)
	}
	begun, err := a.Transcripts.BeginTranscript(ctx, in.Transcript)
	if err != nil {
		return nil, a.withoutText(ctx, in.Ticket, err)
	}
	if !begun { // another try was faster; the next one sees how it ended
		return nil, a.withoutText(ctx, in.Ticket, desk.Errorf(desk.Conflict, "transcript_changed", "it is being sent"))
	}
	err = a.Mail.Send(ctx, server, password, message)
	if err == nil {
		// The history says that it was sent, should the database not come back in time.
		err := a.insist(ctx, func(ctx context.Context) (bool, error) {
			return a.Transcripts.FinishTranscript(ctx, in.Transcript, true, endEntry(in.Transcript, true))
		})
		if err != nil {
			_ = a.withoutText(ctx, in.Ticket, err) // logged; EndTranscript goes on
		}
		return &TranscriptTried{Sent: true, Noted: err == nil}, nil
	}
	var failure *mail.Failure
	if errors.As(err, &failure) && failure.Unknown {
		return nil, a.unknownFate(ctx, in, err)
	}
	if err := a.insist(ctx, func(ctx context.Context) (bool, error) { return a.Transcripts.ReturnTranscript(ctx, in.Transcript) }); err != nil {
		_ = a.withoutText(ctx, in.Ticket, err) // logged; it counts as one whose fate nobody knows
	}
	return nil, a.notSent(ctx, in, err)
}

// mailServer returns the server that is set now, and its password. Errors: unavailable (mail_not_set,
// secret_key_missing), which an admin can help.
func (a *Activities) mailServer(ctx context.Context) (server desk.MailServer, password string, err error) {
	m, err := a.Transcripts.MailServer(ctx)
	if err != nil {
		return desk.MailServer{}, "", err
	}
	if m.Version == 0 {
		return desk.MailServer{}, "", desk.Errorf(desk.Unavailable, "mail_not_set", "no mail server is set")
	}
	if m.Password != nil {
		if password, err = a.Secrets.Open(store.MailPasswordPlace, m.Password); err != nil {
			return desk.MailServer{}, "", desk.Errorf(desk.Unavailable, "secret_key_missing", "the mail server's password can't be read: %v", err)
		}
	}
	return m.MailServer, password, nil
}

// Limits of a transcript: mail servers take some ten megabytes, and few read more than this.
const (
	transcriptPage  = 200     // entries read at once
	transcriptBytes = 1 << 20 // of text, as typed
	entryBytes      = 100     // that an entry takes beside its text
)

// compose reads the conversation and makes the message. One that is too long for a message keeps its end.
func (a *Activities) compose(ctx context.Context, x *store.Transcript) (*mail.Message, error) {
	zone, err := time.LoadLocation(x.Channel.Settings.Hours.TimeZone)
	if err != nil { // this machine doesn't know it: better in another zone than not at all
		a.Log.ErrorContext(ctx, "a chat's time zone is unknown; its transcript is in UTC", "channel", x.Channel.ID, "error", err)
		zone = time.UTC
	}
	t := &mail.Transcript{
		ID: x.ID, To: x.Email, Locale: x.Locale, Chat: x.Channel.Name, Look: x.Channel.Settings.Look, Number: x.Number,
		Subject: x.Subject, Zone: zone,
	}
	size := 0
	for before := int64(math.MaxInt64); before > 1 && !t.Cut; {
		page, err := a.Transcripts.EntriesBefore(ctx, x.TicketID, before, transcriptPage)
		if err != nil {
			return nil, err
		}
		if len(page.Entries) == 0 {
			break
		}
		before = page.Entries[0].Seq
		for _, e := range slices.Backward(page.Entries) {
			if !e.Public() {
				continue
			}
			if size += len(e.Body) + entryBytes; size > transcriptBytes {
				t.Cut = true
				break
			}
			t.Entries = append(t.Entries, e)
		}
	}
	slices.Reverse(t.Entries)
	return t.Message(time.Now())
}

// EndTranscriptInput says how a transcript ended.
type EndTranscriptInput struct {
	TranscriptInput
	Sent bool `json:"sent"`
}

// EndTranscript notes the end of a transcript that SendTranscript could not note, or has given up.
func (a *Activities) EndTranscript(ctx context.Context, in EndTranscriptInput) error {
	_, err := a.Transcripts.FinishTranscript(ctx, in.Transcript, in.Sent, endEntry(in.Transcript, in.Sent))
	return a.withoutText(ctx, in.Ticket, err)
}

// endEntry is the id of the entry that says how a transcript ended: the same for every try.
func endEntry(transcript uuid.UUID, sent bool) uuid.UUID {
	if sent {
		return uuid.NewSHA1(transcript, []byte("sent"))
	}
	return uuid.NewSHA1(transcript, []byte("failed"))
}

// unknownFate ends the tries.
func (a *Activities) unknownFate(ctx context.Context, in TranscriptInput, err error) error {
	a.Log.WarnContext(ctx, "nobody knows whether a transcript was sent; it is given up", "ticket", in.Ticket, "transcript", in.Transcript, "error", err)
	return temporal.NewNonRetryableApplicationError("nobody knows whether it was sent", TranscriptUnknown, nil)
}

// notSent is the error of a transcript that certainly was not sent. A mail.Failure's text holds nothing that a person
// wrote; that of others isn't known.
func (a *Activities) notSent(ctx context.Context, in TranscriptInput, err error) error {
	var failure *mail.Failure
	if !errors.As(err, &failure) {
		return a.withoutText(ctx, in.Ticket, err)
	}
	a.Log.WarnContext(ctx, "a transcript was not sent", "ticket", in.Ticket, "transcript", in.Transcript, "error", failure)
	if failure.Final {
		return temporal.NewNonRetryableApplicationError(failure.Error(), TranscriptRefused, nil)
	}
	return temporal.NewApplicationError(failure.Error(), string(desk.Unavailable))
}

// The tries to note what became of a message, which nobody but this process knows.
const (
	insistFor   = 20 * time.Second
	insistPause = 200 * time.Millisecond
)

// insist tries until it is done, for some seconds and whether or not somebody still waits. That there is nothing (more)
// to do is no error.
func (a *Activities) insist(ctx context.Context, do func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), insistFor)
	defer cancel()
	for pause := insistPause; ; pause *= 2 {
		_, err := do(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
}
