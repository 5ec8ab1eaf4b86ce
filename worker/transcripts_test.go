package worker_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/encoding/protojson"

	"rozmowa/desk"
	"rozmowa/mail"
	"rozmowa/mail/mailtest"
	"rozmowa/secrets"
	"rozmowa/store"
	"rozmowa/worker"
	"rozmowa/workflows"
)

const janEmail = "jan@klient.example"

// posted is a shop with a mail server, and a worker that sends by it.
type posted struct {
	*shop
	engine client.Client
	mail   *mailtest.Server
	log    *logged
	again  func() // starts another worker, when this one was stopped
	stop   func()
}

// logged is a log that several write to.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newPosted(t *testing.T) *posted {
	t.Helper()
	p := &posted{shop: newShop(t), engine: dial(t), mail: mailtest.Start(t, desk.MailStartTLS, "czat", "tajne hasło"), log: new(logged)}
	box, err := secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	sealed, err := box.Seal(store.MailPasswordPlace, p.mail.Password)
	require.NoError(t, err)
	_, err = p.SaveMailServer(t.Context(), &store.MailServer{MailServer: p.mail.Settings, Password: sealed})
	require.NoError(t, err)
	p.again = func() {
		p.stop = worksWith(t, p.engine, p.shop, worker.Options{
			Secrets: box, Mail: &mail.Sender{Roots: p.mail.Roots}, Log: slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		})
	}
	p.again()
	return p
}

func (c *chat) asks() uuid.UUID {
	c.t.Helper()
	id := uuid.New()
	_, err := c.AskTranscript(c.t.Context(), c.ID, c.token, id, janEmail)
	require.NoError(c.t, err)
	return id
}

// closes has the agent close the ticket.
func (p *posted) closes(c *chat) {
	c.t.Helper()
	require.True(c.t, c.command(p.engine, workflows.CloseUpdate, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: c.anna}).Done)
}

// awaits waits until the journal says so of every transcript.
func (c *chat) awaits(want ...string) {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		got := slices.DeleteFunc(c.operations(), func(op string) bool { return !strings.HasPrefix(op, "transcript_") })
		return slices.Equal(got, want)
	}, 2*patience, 20*time.Millisecond, "%v", want)
}

// run waits for the end of a transcript's workflow and returns it.
func (p *posted) run(t *testing.T, id uuid.UUID) *client.WorkflowExecutionDescription {
	t.Helper()
	require.NoError(t, p.engine.GetWorkflow(t.Context(), workflows.TranscriptID(id), "").Get(t.Context(), nil))
	d, err := p.engine.DescribeWorkflow(t.Context(), workflows.TranscriptID(id), "")
	require.NoError(t, err)
	return d
}

// requireNoPerson looks for what histories and logs must not hold.
func (p *posted) requireNoPerson(t *testing.T, workflow string) {
	t.Helper()
	var all strings.Builder
	for events := p.engine.GetWorkflowHistory(t.Context(), workflow, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		e, err := events.Next()
		require.NoError(t, err)
		all.WriteString(protojson.Format(e) + "\n")
		all.WriteString(e.String() + "\n") // payloads are readable in it
	}
	for _, word := range []string{janEmail, "klient.example", "Gdzie jest paczka", "Jan Kos", "tajne", "no such user"} {
		require.NotContains(t, all.String(), word)
		require.NotContains(t, p.log.String(), word)
	}
}

func TestATranscriptIsSentOnceTheAgentHasClosed(t *testing.T) {
	p := newPosted(t)
	c := p.start()
	require.True(t, c.command(p.engine, workflows.JoinUpdate, workflows.AgentCommand{Agent: p.anna}).Done)
	c.replies()
	id := c.asks()
	c.requireSeen(p.engine)
	require.Zero(t, p.mail.Connections(), "the conversation is going on")

	p.closes(c)
	c.awaits("transcript_asked", "transcript_sent")
	mails := p.mail.Mails()
	require.Len(t, mails, 1)
	require.Equal(t, []string{"czat@sklep.example", janEmail}, []string{mails[0].From, mails[0].To})
	for _, line := range []string{"Jan Kos", "Gdzie jest paczka?", "Do czatu dołącza: Anna Nowak", "Anna Nowak\nJuż sprawdzam.", "Rozmowa zakończona przez obsługę sklepu: Anna Nowak"} {
		require.Contains(t, mails[0].Text, line)
	}
	require.Equal(t, "<transcript."+id.String()+"@sklep.example>", mails[0].Header.Get("Message-ID"))

	d := p.run(t, id)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_COMPLETED, d.Status)
	summary, err := d.GetStaticSummary()
	require.NoError(t, err)
	require.Equal(t, workflows.TranscriptSummary(c.Number, "Sklep główny"), summary)
	details, err := d.GetStaticDetails()
	require.NoError(t, err)
	require.Contains(t, details, "https://desk.example/inbox/tickets/"+c.ID.String())
	p.requireNoPerson(t, workflows.TranscriptID(id))
	p.requireNoPerson(t, workflows.ConversationID(c.ID))
}

func TestATranscriptThatIsAskedForAfterwardsIsSentAtOnce(t *testing.T) {
	p := newPosted(t)
	c := p.start()
	p.closes(c)
	require.Eventually(t, func() bool {
		d, err := p.engine.DescribeWorkflow(t.Context(), workflows.ConversationID(c.ID), "")
		return err == nil && d.Status == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	}, patience, 10*time.Millisecond, "the conversation's run has ended")
	c.asks()
	c.awaits("transcript_asked", "transcript_sent")
	c.asks()
	c.awaits("transcript_asked", "transcript_sent", "transcript_asked", "transcript_sent")
	require.Len(t, p.mail.Mails(), 2, "each is another")
}

func TestATranscriptIsSentOnceThoughTheMailServerIsAwayAtFirst(t *testing.T) {
	p := newPosted(t)
	p.mail.Break()
	c := p.start()
	id := c.asks()
	p.closes(c)
	require.Eventually(t, func() bool { return p.mail.Connections() >= 2 }, patience, 10*time.Millisecond, "it is tried again")
	require.Contains(t, c.operations(), "transcript_asked")
	require.NotContains(t, c.operations(), "transcript_sent")
	p.mail.Mend()
	c.awaits("transcript_asked", "transcript_sent")
	require.Len(t, p.mail.Mails(), 1)
	p.run(t, id)
	require.Len(t, p.mail.Mails(), 1)
	p.requireNoPerson(t, workflows.TranscriptID(id))
}

func TestALaterRunFindsATranscriptOnItsWay(t *testing.T) {
	p := newPosted(t)
	p.mail.Break()
	c := p.start()
	c.asks()
	p.closes(c)
	ended := func() bool {
		d, err := p.engine.DescribeWorkflow(t.Context(), workflows.ConversationID(c.ID), "")
		return err == nil && d.Status == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	}
	require.Eventually(t, ended, patience, 10*time.Millisecond, "the conversation waits for no mail")
	second := c.asks()
	require.Eventually(t, func() bool {
		_, err := p.engine.DescribeWorkflow(t.Context(), workflows.TranscriptID(second), "")
		return err == nil
	}, patience, 10*time.Millisecond)
	require.Eventually(t, ended, patience, 10*time.Millisecond, "the first being on its way already is no failure")
	p.mail.Mend()
	c.awaits("transcript_asked", "transcript_asked", "transcript_sent", "transcript_sent")
	require.Len(t, p.mail.Mails(), 2)
}

func TestATranscriptThatSurvivesItsWorkersStopIsSentOnce(t *testing.T) {
	p := newPosted(t)
	p.mail.Break()
	c := p.start()
	c.asks()
	p.closes(c)
	require.Eventually(t, func() bool { return p.mail.Connections() >= 1 }, patience, 10*time.Millisecond)
	p.stop()
	p.mail.Mend()
	require.Empty(t, p.mail.Mails())
	p.again()
	c.awaits("transcript_asked", "transcript_sent")
	require.Len(t, p.mail.Mails(), 1)
}

func TestATranscriptWhoseFateIsUnknownIsNotSentTwice(t *testing.T) {
	p := newPosted(t)
	p.mail.LoseAfterEnd(true)
	c := p.start()
	id := c.asks()
	p.closes(c)
	c.awaits("transcript_asked", "transcript_failed")
	p.run(t, id)
	require.Len(t, p.mail.Mails(), 1)
	require.Equal(t, 1, p.mail.Connections())
}

func TestATranscriptWhoseRecipientIsRefusedIsGivenUp(t *testing.T) {
	p := newPosted(t)
	p.mail.RefuseTo(&mailtest.Refusal{Code: 550, EnhancedCode: [3]int{5, 1, 1}, Message: "no such user <" + janEmail + ">"})
	c := p.start()
	id := c.asks()
	p.closes(c)
	c.awaits("transcript_asked", "transcript_failed")
	d := p.run(t, id)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_COMPLETED, d.Status)
	require.Equal(t, 1, p.mail.Connections())
	require.Empty(t, p.mail.Mails())
	p.requireNoPerson(t, workflows.TranscriptID(id))

	p.mail.RefuseTo(nil)
	c.asks()
	c.awaits("transcript_asked", "transcript_failed", "transcript_asked", "transcript_sent")
}

// As a worker leaves it that dies while the mail server has the message.
func TestATranscriptThatAWorkerDiedWithIsNotSentTwice(t *testing.T) {
	p := newPosted(t)
	p.mail.Break()
	c := p.start()
	id := c.asks()
	p.closes(c)
	require.Eventually(t, func() bool { return p.mail.Connections() >= 1 }, patience, 10*time.Millisecond)
	p.stop()
	began, err := p.BeginTranscript(t.Context(), id)
	require.NoError(t, err)
	require.True(t, began)
	p.mail.Mend()
	p.again()
	c.awaits("transcript_asked", "transcript_failed")
	p.run(t, id)
	require.Empty(t, p.mail.Mails())
}
