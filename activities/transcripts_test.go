package activities_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/secrets"
	"rozmowa/store"
)

var transcript = uuid.MustParse("7e000000-0000-4000-8000-000000000001")

// desk of one transcript, whose customer is at the secret address.
type oneTranscript struct {
	row     store.Transcript
	server  store.MailServer
	entries []desk.Entry
	// fails are the errors that a method's next calls end with.
	fails map[string][]error
	calls []string
}

func (o *oneTranscript) call(format string, args ...any) error {
	call := fmt.Sprintf(format, args...)
	o.calls = append(o.calls, call)
	method, _, _ := strings.Cut(call, " ")
	if next := o.fails[method]; len(next) > 0 {
		o.fails[method] = next[1:]
		return next[0]
	}
	return nil
}

func (o *oneTranscript) Transcript(context.Context, uuid.UUID) (*store.Transcript, error) {
	row := o.row
	return &row, o.call("read")
}

func (o *oneTranscript) MailServer(context.Context) (*store.MailServer, error) {
	server := o.server
	return &server, o.call("server")
}

func (o *oneTranscript) move(call error, to store.TranscriptState, from ...store.TranscriptState) (bool, error) {
	if call != nil {
		return false, call
	}
	for _, state := range from {
		if o.row.State == state {
			o.row.State = to
			return true, nil
		}
	}
	return false, nil
}

func (o *oneTranscript) BeginTranscript(context.Context, uuid.UUID) (bool, error) {
	return o.move(o.call("begin"), store.TranscriptSending, store.TranscriptAsked)
}

func (o *oneTranscript) ReturnTranscript(context.Context, uuid.UUID) (bool, error) {
	return o.move(o.call("return"), store.TranscriptAsked, store.TranscriptSending)
}

func (o *oneTranscript) FinishTranscript(_ context.Context, _ uuid.UUID, sent bool, entry uuid.UUID) (bool, error) {
	err := o.call("finish %t %s", sent, entry)
	if sent {
		return o.move(err, store.TranscriptSent, store.TranscriptSending)
	}
	return o.move(err, store.TranscriptFailed, store.TranscriptAsked, store.TranscriptSending)
}

func (o *oneTranscript) EntriesBefore(_ context.Context, _ uuid.UUID, before int64, limit int) (*store.Page, error) {
	to := min(before-1, int64(len(o.entries)))
	return &store.Page{Entries: o.entries[max(0, to-int64(limit)):to]}, o.call("entries")
}

// post is a mail server that answers with err, and keeps what it was given.
type post struct {
	err       error
	messages  []*mail.Message
	password  string
	server    desk.MailServer
	meanwhile func()
}

func (p *post) Send(_ context.Context, server desk.MailServer, password string, m *mail.Message) error {
	p.messages, p.server, p.password = append(p.messages, m), server, password
	if p.meanwhile != nil {
		p.meanwhile()
	}
	return p.err
}

// asked is a transcript that was asked for, on its way through a mail server that takes it.
func asked(t *testing.T) (*oneTranscript, *post, *activities.Activities, *strings.Builder) {
	t.Helper()
	box, err := secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	sealed, err := box.Seal(store.MailPasswordPlace, "hasło")
	require.NoError(t, err)
	channel := desk.Channel{ID: uuid.New(), Name: "Sklep główny", Settings: desk.DefaultChannelSettings()}
	o := &oneTranscript{
		row: store.Transcript{
			ID: transcript, TicketID: ticket, Email: secret, State: store.TranscriptAsked, Number: 12, Subject: "Paczka", Locale: "pl", Channel: channel,
		},
		server: store.MailServer{
			MailServer: desk.MailServer{Host: "poczta.example", Port: 465, Security: desk.MailTLS, Username: "czat", FromAddress: "czat@sklep.example"},
			Version:    3, Password: sealed,
		},
		fails: map[string][]error{},
	}
	for i, body := range []string{"Gdzie jest paczka?", "Już sprawdzam."} {
		o.entries = append(o.entries, desk.Entry{
			Seq: int64(i + 1), Kind: desk.Message, Body: body, CreatedAt: monday.Add(time.Duration(i) * time.Minute),
			Author: desk.Author{Kind: desk.ByCustomer, Name: "Jan Kos"},
		})
	}
	p := new(post)
	var log strings.Builder
	return o, p, &activities.Activities{
		Transcripts: o, Mail: p, Secrets: box, Log: slog.New(slog.NewTextHandler(&log, nil)),
	}, &log
}

func send(t *testing.T, a *activities.Activities) (*activities.TranscriptTried, error) {
	t.Helper()
	return a.SendTranscript(t.Context(), activities.TranscriptInput{Transcript: transcript, Ticket: ticket})
}

func sentEntry() string   { return uuid.NewSHA1(transcript, []byte("sent")).String() }
func failedEntry() string { return uuid.NewSHA1(transcript, []byte("failed")).String() }

func TestATranscriptIsSentWithEveryLineAndNoted(t *testing.T) {
	o, p, a, _ := asked(t)
	tried, err := send(t, a)
	require.NoError(t, err)
	require.Equal(t, activities.TranscriptTried{Sent: true, Noted: true}, *tried)
	require.Equal(t, []string{"read", "server", "entries", "begin", "finish true " + sentEntry()}, o.calls)
	require.Equal(t, store.TranscriptSent, o.row.State)
	require.Len(t, p.messages, 1)
	m := p.messages[0]
	require.Equal(t, "hasło", p.password)
	require.Equal(t, o.server.MailServer, p.server)
	require.Equal(t, secret, m.To)
	require.Equal(t, "transcript."+transcript.String(), m.ID)
	require.Contains(t, m.Subject, "12 · Sklep główny: Paczka")
	require.Contains(t, m.Text, "12:00  Jan Kos\nGdzie jest paczka?\n\n12:01  Jan Kos\nJuż sprawdzam.")
	require.Contains(t, m.HTML, "#1f6f5c")

	again, err := send(t, a)
	require.NoError(t, err)
	require.Equal(t, tried, again)
	require.Len(t, p.messages, 1, "it is sent once")
}

func TestWhatComesOfATry(t *testing.T) {
	refused := &mail.Failure{Problem: mail.BadRecipient, Code: 550, Final: true, Reply: "550 " + secret}
	for name, tt := range map[string]struct {
		change func(*oneTranscript, *post, *activities.Activities)
		state  store.TranscriptState
		mails  int
		kind   string // the error's type
		final  bool
	}{
		"the server is away": {func(_ *oneTranscript, p *post, _ *activities.Activities) {
			p.err = &mail.Failure{Problem: mail.Unreachable, Reply: secret}
		}, store.TranscriptAsked, 1, "unavailable", false},
		"the recipient is refused": {func(_ *oneTranscript, p *post, _ *activities.Activities) { p.err = refused }, store.TranscriptAsked, 1, activities.TranscriptRefused, true},
		"its fate is unknown": {func(_ *oneTranscript, p *post, _ *activities.Activities) {
			p.err = &mail.Failure{Problem: mail.Unreachable, Unknown: true, Reply: secret}
		}, store.TranscriptSending, 1, activities.TranscriptUnknown, true},
		"another error of the sender": {func(_ *oneTranscript, p *post, _ *activities.Activities) { p.err = errors.New(secret) }, store.TranscriptAsked, 1, activities.StepFailed, false},
		"an earlier try didn't end":   {func(o *oneTranscript, _ *post, _ *activities.Activities) { o.row.State = store.TranscriptSending }, store.TranscriptSending, 0, activities.TranscriptUnknown, true},
		"another try was faster": {func(o *oneTranscript, _ *post, a *activities.Activities) {
			a.Transcripts = &faster{o}
		}, store.TranscriptSending, 0, "conflict", false},
		"no mail server is set any more":   {func(o *oneTranscript, _ *post, _ *activities.Activities) { o.server = store.MailServer{} }, store.TranscriptAsked, 0, "unavailable", false},
		"there is no key for the password": {func(_ *oneTranscript, _ *post, a *activities.Activities) { a.Secrets = nil }, store.TranscriptAsked, 0, "unavailable", false},
		"the key is another": {func(_ *oneTranscript, _ *post, a *activities.Activities) {
			a.Secrets, _ = secrets.Parse(secrets.NewKey())
		}, store.TranscriptAsked, 0, "unavailable", false},
		"the database is away at first":   {func(o *oneTranscript, _ *post, _ *activities.Activities) { o.fails["read"] = []error{errAway} }, store.TranscriptAsked, 0, activities.StepFailed, false},
		"then at the settings":            {func(o *oneTranscript, _ *post, _ *activities.Activities) { o.fails["server"] = []error{errAway} }, store.TranscriptAsked, 0, activities.StepFailed, false},
		"then at the lines":               {func(o *oneTranscript, _ *post, _ *activities.Activities) { o.fails["entries"] = []error{errAway} }, store.TranscriptAsked, 0, activities.StepFailed, false},
		"then before anything is sent":    {func(o *oneTranscript, _ *post, _ *activities.Activities) { o.fails["begin"] = []error{errAway} }, store.TranscriptAsked, 0, activities.StepFailed, false},
		"the ticket is erased in between": {func(o *oneTranscript, _ *post, _ *activities.Activities) { o.fails["entries"] = []error{errGone} }, store.TranscriptAsked, 0, "not_found", false},
	} {
		t.Run(name, func(t *testing.T) {
			o, p, a, log := asked(t)
			tt.change(o, p, a)
			tried, err := send(t, a)
			require.Nil(t, tried)
			var failure *temporal.ApplicationError
			require.ErrorAs(t, err, &failure)
			require.Equal(t, tt.kind, failure.Type())
			require.Equal(t, tt.final, failure.NonRetryable())
			require.Equal(t, tt.state, o.row.State)
			require.Len(t, p.messages, tt.mails)
			require.NotContains(t, temporal.GetDefaultFailureConverter().ErrorToFailure(err).String(), secret)
			require.Contains(t, log.String(), ticket.String(), "the log says why")
			if p.err == nil || errors.As(p.err, new(*mail.Failure)) {
				require.NotContains(t, log.String(), secret)
			}
			require.NotContains(t, log.String(), "Gdzie jest paczka?")
			require.NotContains(t, log.String(), "hasło")
		})
	}
}

var (
	errAway = fmt.Errorf("reading: %w", &pq.Error{Code: "57P01", Message: "terminating connection"})
	errGone = desk.Errorf(desk.NotFound, "ticket_not_found", "there is no such ticket")
)

// faster is a store where another try begins first.
type faster struct{ *oneTranscript }

func (f *faster) BeginTranscript(context.Context, uuid.UUID) (bool, error) {
	f.row.State = store.TranscriptSending
	return false, nil
}

func TestThereIsNothingToSend(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*oneTranscript)
		want   activities.TranscriptTried
	}{
		"when it was sent":          {func(o *oneTranscript) { o.row.State = store.TranscriptSent }, activities.TranscriptTried{Sent: true, Noted: true}},
		"when it was given up":      {func(o *oneTranscript) { o.row.State = store.TranscriptFailed }, activities.TranscriptTried{Noted: true}},
		"when its ticket is erased": {func(o *oneTranscript) { o.fails["read"] = []error{errGone} }, activities.TranscriptTried{Noted: true}},
	} {
		t.Run(name, func(t *testing.T) {
			o, p, a, _ := asked(t)
			tt.change(o)
			tried, err := send(t, a)
			require.NoError(t, err)
			require.Equal(t, tt.want, *tried)
			require.Empty(t, p.messages)
			require.Equal(t, []string{"read"}, o.calls)
		})
	}
}

func TestWhatBecameOfAMessageIsNotedThoughTheDatabaseIsAwayForSeconds(t *testing.T) {
	t.Run("it was sent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o, _, a, _ := asked(t)
			o.fails["finish"] = []error{errAway, errAway, errAway, errAway}
			tried, err := send(t, a)
			require.NoError(t, err)
			require.Equal(t, activities.TranscriptTried{Sent: true, Noted: true}, *tried)
			require.Equal(t, store.TranscriptSent, o.row.State)
		})
	})
	t.Run("it was not", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o, p, a, _ := asked(t)
			p.err = &mail.Failure{Problem: mail.Unreachable}
			o.fails["return"] = []error{errAway, errAway, errAway, errAway}
			_, err := send(t, a)
			require.Error(t, err)
			require.Equal(t, store.TranscriptAsked, o.row.State, "it is tried again")
		})
	})
	t.Run("it was sent, and nobody waits for the try any more", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o, p, a, _ := asked(t)
			ctx, cancel := context.WithCancel(t.Context())
			p.meanwhile = cancel
			tried, err := a.SendTranscript(ctx, activities.TranscriptInput{Transcript: transcript, Ticket: ticket})
			require.NoError(t, err)
			require.True(t, tried.Noted)
			require.Equal(t, store.TranscriptSent, o.row.State)
		})
	})
	t.Run("it was sent, and the database stays away: the history knows", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			o, _, a, log := asked(t)
			for range 100 {
				o.fails["finish"] = append(o.fails["finish"], errAway)
			}
			began := time.Now()
			tried, err := send(t, a)
			require.NoError(t, err)
			require.Equal(t, activities.TranscriptTried{Sent: true}, *tried)
			require.LessOrEqual(t, time.Since(began), 20*time.Second)
			require.Contains(t, log.String(), "terminating connection")
			o.fails["finish"] = nil
			require.NoError(t, a.EndTranscript(t.Context(), activities.EndTranscriptInput{
				TranscriptInput: activities.TranscriptInput{Transcript: transcript, Ticket: ticket}, Sent: true,
			}))
			require.Equal(t, store.TranscriptSent, o.row.State)
			require.Equal(t, "finish true "+sentEntry(), o.calls[len(o.calls)-1], "the same entry, however often")
		})
	})
}

func TestATranscriptThatIsGivenUpIsNoted(t *testing.T) {
	o, _, a, _ := asked(t)
	end := activities.EndTranscriptInput{TranscriptInput: activities.TranscriptInput{Transcript: transcript, Ticket: ticket}}
	o.fails["finish"] = []error{fmt.Errorf("x: %w", &pq.Error{Message: secret})}
	err := a.EndTranscript(t.Context(), end)
	require.Error(t, err)
	require.NotContains(t, temporal.GetDefaultFailureConverter().ErrorToFailure(err).String(), secret)
	for range 2 {
		require.NoError(t, a.EndTranscript(t.Context(), end))
		require.Equal(t, store.TranscriptFailed, o.row.State)
		require.Equal(t, "finish false "+failedEntry(), o.calls[len(o.calls)-1])
	}
}

func TestALongConversationIsReadPageByPageAndAVeryLongOneKeepsItsEnd(t *testing.T) {
	of := func(n, length int) *mail.Message {
		o, p, a, _ := asked(t)
		o.entries = nil
		for i := range n {
			e := desk.Entry{Seq: int64(i + 1), Kind: desk.Message, Author: desk.Author{Kind: desk.ByCustomer, Name: "Jan"}, CreatedAt: monday}
			e.Body = fmt.Sprintf("wiersz %d %s", i+1, strings.Repeat("x", length))
			if i%5 == 4 {
				e.Kind, e.Author.Kind, e.Body = desk.Note, desk.ByAgent, "tajna notatka"
			}
			o.entries = append(o.entries, e)
		}
		_, err := send(t, a)
		require.NoError(t, err)
		return p.messages[0]
	}
	m := of(1001, 10)
	require.Contains(t, m.Text, "wiersz 1 x")
	require.Contains(t, m.Text, "wiersz 1001 x")
	require.Equal(t, 801, strings.Count(m.Text, "wiersz "))
	require.Less(t, strings.Index(m.Text, "wiersz 199 "), strings.Index(m.Text, "wiersz 201 "))
	require.NotContains(t, m.Text, "notatka")
	require.NotContains(t, m.Text, "bardzo długa")

	m = of(1001, 3000)
	require.NotContains(t, m.Text, "wiersz 1 x")
	require.Contains(t, m.Text, "wiersz 1001 x")
	require.Contains(t, m.Text, "Rozmowa jest bardzo długa")
	require.Less(t, len(m.Text), 1<<20+10_000)
	require.NotContains(t, of(0, 0).Text, "wiersz")
}

func TestATranscriptOfAChatInAnUnknownZoneIsInUTC(t *testing.T) {
	o, p, a, _ := asked(t)
	o.row.Channel.Settings.Hours.TimeZone = "Mars/Olympus"
	_, err := send(t, a)
	require.NoError(t, err)
	require.Contains(t, p.messages[0].Text, "11:00  Jan Kos")
	require.Contains(t, p.messages[0].Text, "UTC")
}

func TestWhatHistoriesRecordOfATranscript(t *testing.T) {
	in := activities.TranscriptInput{Transcript: transcript, Ticket: ticket}
	for want, value := range map[string]any{
		`{"transcript":"` + transcript.String() + `","ticket":"` + ticket.String() + `"}`:             in,
		`{"transcript":"` + transcript.String() + `","ticket":"` + ticket.String() + `","sent":true}`: activities.EndTranscriptInput{TranscriptInput: in, Sent: true},
		`{"sent":true,"noted":false}`: activities.TranscriptTried{Sent: true},
	} {
		payload, err := converter.GetDefaultDataConverter().ToPayload(value)
		require.NoError(t, err)
		require.JSONEq(t, want, string(payload.Data))
	}
}
