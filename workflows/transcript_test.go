package workflows_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/store"
	"rozmowa/workflows"
)

// janEmail is whom transcripts go to: no history may hold it.
const janEmail = "jan@klient.example"

// mailer is a mail server that takes everything, or answers as it is told.
type mailer struct {
	mu sync.Mutex
	// answer may fail; tried counts its calls.
	answer func(tried int) error
	tried  int
	sent   []*mail.Message
}

func (m *mailer) Send(_ context.Context, _ desk.MailServer, _ string, message *mail.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tried++
	if m.answer != nil {
		if err := m.answer(m.tried); err != nil {
			return err
		}
	}
	m.sent = append(m.sent, message)
	return nil
}

// asks has the customer ask for a transcript and returns its id and the entry's seq.
func (j *journal) asks() (uuid.UUID, int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	id := uuid.New()
	j.transcripts = append(j.transcripts, &store.Transcript{
		ID: id, TicketID: j.ticket, Email: janEmail, State: store.TranscriptAsked, Number: 123, Locale: "pl", Channel: j.channel,
	})
	return id, j.append(desk.Entry{
		ID: id, Kind: desk.Operation, Author: desk.Author{Kind: desk.ByCustomer}, Operation: &desk.OperationDetails{Type: desk.OpTranscriptAsked},
	})
}

// find returns a transcript's row; the caller holds the lock.
func (j *journal) find(id uuid.UUID) *store.Transcript {
	for _, x := range j.transcripts {
		if x.ID == id && !j.erased {
			return x
		}
	}
	return nil
}

func (j *journal) Transcript(_ context.Context, id uuid.UUID) (*store.Transcript, error) {
	err := j.enter("Transcript")
	defer j.mu.Unlock()
	x := j.find(id)
	switch {
	case err != nil:
		return nil, err
	case x == nil:
		return nil, desk.Errorf(desk.NotFound, "transcript_not_found", "there is no such transcript")
	}
	row := *x
	return &row, nil
}

func (j *journal) moveTranscript(method string, id uuid.UUID, to store.TranscriptState, from ...store.TranscriptState) (bool, error) {
	err := j.enter(method)
	defer j.mu.Unlock()
	if err != nil {
		return false, err
	}
	x := j.find(id)
	for _, state := range from {
		if x != nil && x.State == state {
			x.State = to
			return true, nil
		}
	}
	return false, nil
}

func (j *journal) BeginTranscript(_ context.Context, id uuid.UUID) (bool, error) {
	return j.moveTranscript("BeginTranscript", id, store.TranscriptSending, store.TranscriptAsked)
}

func (j *journal) ReturnTranscript(_ context.Context, id uuid.UUID) (bool, error) {
	return j.moveTranscript("ReturnTranscript", id, store.TranscriptAsked, store.TranscriptSending)
}

func (j *journal) FinishTranscript(_ context.Context, id uuid.UUID, sent bool, entry uuid.UUID) (moved bool, err error) {
	op := desk.OpTranscriptSent
	if sent {
		moved, err = j.moveTranscript("FinishTranscript", id, store.TranscriptSent, store.TranscriptSending)
	} else {
		op = desk.OpTranscriptFailed
		moved, err = j.moveTranscript("FinishTranscript", id, store.TranscriptFailed, store.TranscriptAsked, store.TranscriptSending)
	}
	if moved {
		j.change(func() {
			j.append(desk.Entry{ID: entry, Kind: desk.Operation, Author: desk.Author{Kind: desk.BySystem}, Operation: &desk.OperationDetails{Type: op}})
		})
	}
	return moved, err
}

func (j *journal) EntriesBefore(_ context.Context, _ uuid.UUID, before int64, _ int) (*store.Page, error) {
	err := j.enter("EntriesBefore")
	defer j.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return &store.Page{Entries: j.entries[:min(before-1, j.last())]}, nil
}

func (j *journal) MailServer(context.Context) (*store.MailServer, error) {
	err := j.enter("MailServer")
	defer j.mu.Unlock()
	return &store.MailServer{Version: 1}, err
}

// children notes which workflows a run starts, and when.
func (r *run) children() map[string]time.Duration {
	started := map[string]time.Duration{}
	r.env.SetOnChildWorkflowStartedListener(func(info *workflow.Info, _ workflow.Context, args converter.EncodedValues) {
		var in activities.TranscriptInput
		require.NoError(r.t, args.Get(&in))
		require.Equal(r.t, workflows.TranscriptID(in.Transcript), info.WorkflowExecution.ID)
		require.Equal(r.t, r.ticket, in.Ticket)
		started[info.WorkflowExecution.ID] = r.env.Now().Sub(r.start)
	})
	return started
}

func TestATranscriptLeavesOnceTheConversationHasEnded(t *testing.T) {
	byAgent := workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna}
	for name, closing := range map[string]workflows.CloseCommand{"by an agent": byAgent, "by the customer": {By: desk.ClosedByCustomer}} {
		t.Run(name, func(t *testing.T) {
			r := answered(t)
			started := r.children()
			var id uuid.UUID
			r.at(2*time.Minute, func() {
				var seq int64
				id, seq = r.asks()
				r.relay(seq)
			})
			r.at(5*time.Minute, func() { require.Empty(t, r.mails.sent, "while it goes on, nothing leaves") })
			closed := r.closes(6*time.Minute, closing)
			r.toTheEnd()
			require.True(t, closed.requireDone(t).Done)
			require.Equal(t, 6*time.Minute, closed.at.Sub(noon), "the one who closes waits for no mail")
			require.Equal(t, map[string]time.Duration{workflows.TranscriptID(id): 6 * time.Minute}, started)
			require.Len(t, r.mails.sent, 1)
			require.Equal(t, janEmail, r.mails.sent[0].To)
			operations := r.operations()
			require.Equal(t, "transcript_sent", operations[len(operations)-1])
			require.Equal(t, 6*time.Minute+2*time.Second, r.env.Now().Sub(noon), "it lingers all the same")
		})
	}
	t.Run("by silence", func(t *testing.T) {
		r := answered(t)
		r.at(2*time.Minute, func() { _, seq := r.asks(); r.relay(seq) })
		r.toTheEnd()
		require.Len(t, r.mails.sent, 1)
		require.Equal(t, []string{"joined", "transcript_asked", "silence_reminder", "closed:silence", "transcript_sent"}, r.operations())
	})
}

func TestATranscriptThatIsAskedForAfterTheEndLeavesAtOnce(t *testing.T) {
	r := begin(t)
	r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByCustomer})
	r.toTheEnd()
	later := r.next(time.Hour, nil)
	started := later.children()
	id, seq := later.asks()
	later.at(0, func() { later.relay(seq) })
	later.toTheEnd()
	require.Equal(t, map[string]time.Duration{workflows.TranscriptID(id): 0}, started)
	require.Len(t, later.mails.sent, 1)
	require.Equal(t, []string{"closed:customer", "transcript_asked", "transcript_sent"}, later.operations())
	require.Zero(t, later.env.Now().Sub(later.start), "no command has ended the run: it needn't linger")
}

func TestATranscriptThatIsAskedForAsTheRunEndsIsNotForgotten(t *testing.T) {
	for name, when := range map[string]func(r *run, id *uuid.UUID){
		"before the close, its wake comes after": func(r *run, id *uuid.UUID) {
			r.meanwhile["CloseTicket"] = func() {
				var seq int64
				*id, seq = r.asks()
				r.at(time.Second, func() { r.relay(seq) })
			}
		},
		"after the close, while the run lingers": func(r *run, id *uuid.UUID) {
			r.at(2*time.Second, func() {
				var seq int64
				*id, seq = r.asks()
				r.relay(seq)
			})
		},
		"after the close, seen by a command first": func(r *run, id *uuid.UUID) {
			r.at(1500*time.Millisecond, func() { *id, _ = r.asks() })
			r.joins(2*time.Second, anna)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := begin(t)
			started := r.children()
			var id uuid.UUID
			when(r, &id)
			r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByCustomer})
			r.toTheEnd()
			require.Len(t, started, 1)
			require.Contains(t, started, workflows.TranscriptID(id))
			require.Len(t, r.mails.sent, 1)
		})
	}
}

func TestEveryTranscriptLeavesOnceThoughItsTicketIsReopened(t *testing.T) {
	r := begin(t)
	started := r.children()
	r.mails.answer = func(tried int) error { // the server is away for some minutes
		if tried < 15 {
			return &mail.Failure{Problem: mail.Unreachable}
		}
		return nil
	}
	for range 2 {
		r.asks()
	}
	closing := workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna}
	r.closes(time.Second, closing)
	r.reopens(2*time.Second, anna)
	r.at(time.Minute, r.says)
	r.closes(2*time.Minute, closing)
	r.toTheEnd()
	require.Len(t, started, 2, "they were on their way already")
	require.Len(t, r.mails.sent, 2)
	require.Equal(t, []string{
		"transcript_asked", "transcript_asked", "closed:agent", "reopened", "closed:agent", "transcript_sent", "transcript_sent",
	}, r.operations())
}

func TestAReopeningIsAnsweredWhileTranscriptsBegin(t *testing.T) {
	r := begin(t)
	r.asks()
	r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna})
	reopening := r.reopens(time.Second, anna)
	r.watch(time.Hour)
	require.True(t, reopening.requireDone(t).Done)
	require.Equal(t, time.Second, reopening.at.Sub(noon))
	require.Equal(t, desk.Active, r.state)
}

func TestATranscriptOfAContinuedRunLeaves(t *testing.T) {
	r := begin(t)
	_, seq := r.asks()
	r.at(time.Second, func() { r.suggestWith(seq) })
	next := r.next(0, r.untilContinued())
	next.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByCustomer})
	next.toTheEnd()
	require.Len(t, next.mails.sent, 1)
}

// sends runs the workflow of a transcript that a closed ticket's customer has asked for.
func sends(t *testing.T, prepare func(*run, uuid.UUID)) (*run, *activities.TranscriptTried) {
	t.Helper()
	r := begin(t)
	r.change(func() { r.state, r.closedSeq = desk.Shut, 1 })
	id, _ := r.asks()
	if prepare != nil {
		prepare(r, id)
	}
	r.env.ExecuteWorkflow(workflows.TranscriptType, activities.TranscriptInput{Transcript: id, Ticket: r.ticket})
	require.True(t, r.env.IsWorkflowCompleted())
	require.NoError(t, r.env.GetWorkflowError())
	tried := new(activities.TranscriptTried)
	require.NoError(t, r.env.GetWorkflowResult(tried))
	return r, tried
}

func TestSendingATranscript(t *testing.T) {
	failing := func(f mail.Failure, times int) func(*run, uuid.UUID) {
		return func(r *run, _ uuid.UUID) {
			r.mails.answer = func(tried int) error {
				if tried <= times {
					return &f
				}
				return nil
			}
		}
	}
	in := func(state store.TranscriptState) func(*run, uuid.UUID) {
		return func(r *run, id uuid.UUID) { r.change(func() { r.find(id).State = state }) }
	}
	const (
		sent, failed = "transcript_sent", "transcript_failed"
		ever         = 1 << 30 // the test environment gives an activity up after ten tries, as the engine does after three days
	)
	for name, tt := range map[string]struct {
		prepare     func(*run, uuid.UUID)
		tried       int // how often the mail server was asked
		sent, noted bool
		end         string // the entry that tells; empty: none
		details     string
	}{
		"it is taken":                             {nil, 1, true, true, sent, "**sent**"},
		"the server is away at first":             {failing(mail.Failure{Problem: mail.Unreachable}, 3), 4, true, true, sent, "**sent**"},
		"the login is refused at first":           {failing(mail.Failure{Problem: mail.BadLogin, Code: 535}, 2), 3, true, true, sent, "**sent**"},
		"the recipient is refused for now":        {failing(mail.Failure{Problem: mail.BadRecipient, Code: 450}, 1), 2, true, true, sent, "**sent**"},
		"the recipient is refused for good":       {failing(mail.Failure{Problem: mail.BadRecipient, Code: 550, Final: true}, ever), 1, false, true, failed, "**given up**: mail was not sent: recipient (550)"},
		"the answer doesn't come":                 {failing(mail.Failure{Problem: mail.Unreachable, Unknown: true}, ever), 1, false, true, failed, "**given up**: nobody knows whether it was sent"},
		"an earlier try died in the middle":       {in(store.TranscriptSending), 0, false, true, failed, "**given up**: nobody knows whether it was sent"},
		"it was sent before":                      {in(store.TranscriptSent), 0, true, true, "", "**sent**"},
		"it was given up before":                  {in(store.TranscriptFailed), 0, false, true, "", "**nothing to send**"},
		"its ticket was erased":                   {func(r *run, _ uuid.UUID) { r.change(func() { r.erased = true }) }, 0, false, true, "", "**nothing to send**"},
		"the server is away for longer than that": {failing(mail.Failure{Problem: mail.Unreachable}, ever), 10, false, true, failed, "**given up**: mail was not sent: unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			r, tried := sends(t, tt.prepare)
			require.Equal(t, tt.tried, r.mails.tried)
			require.Equal(t, activities.TranscriptTried{Sent: tt.sent, Noted: tt.noted}, *tried)
			want := []string{"transcript_asked"}
			if tt.end != "" {
				want = append(want, tt.end)
			}
			require.Equal(t, want, r.operations())
			require.Contains(t, r.details(), tt.details)
			require.NotContains(t, r.details(), "klient")
		})
	}
}

// details are what the Temporal UI shows of the workflow.
func (r *run) details() string {
	value, err := r.env.QueryWorkflow("__temporal_workflow_metadata")
	require.NoError(r.t, err)
	var metadata sdkpb.WorkflowMetadata
	require.NoError(r.t, value.Get(&metadata))
	return metadata.CurrentDetails
}

func TestATranscriptThatWasSentButNotNotedIsNotedLater(t *testing.T) {
	r, tried := sends(t, func(r *run, id uuid.UUID) {
		r.env.OnActivity("SendTranscript", mock.Anything, mock.Anything).Return(&activities.TranscriptTried{Sent: true}, nil)
		r.change(func() { r.find(id).State, r.away = store.TranscriptSending, errAway })
		r.at(time.Minute, func() { r.change(func() { r.away = nil }) })
	})
	require.Equal(t, activities.TranscriptTried{Sent: true, Noted: true}, *tried)
	require.Equal(t, []string{"transcript_asked", "transcript_sent"}, r.operations())
}

func TestATranscriptThatAnOperatorCancelsIsGivenUpAndTheCustomerIsTold(t *testing.T) {
	r, tried := sends(t, func(r *run, _ uuid.UUID) {
		r.mails.answer = func(int) error { return &mail.Failure{Problem: mail.Unreachable} }
		r.at(5*time.Second, r.env.CancelWorkflow)
	})
	require.False(t, tried.Sent)
	require.Equal(t, []string{"transcript_asked", "transcript_failed"}, r.operations())
	require.Contains(t, r.details(), "cancelled")
}

func TestTranscriptSummary(t *testing.T) {
	require.Equal(t, "Transcript of chat #12 · Sklep główny", workflows.TranscriptSummary(12, "Sklep główny"))
	require.LessOrEqual(t, len(workflows.TranscriptSummary(12, strings.Repeat("ż", 150))), 200)
}
