package worker_test

import (
	"bufio"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"rozmowa/desk"
	"rozmowa/worker"
	"rozmowa/workflows"
)

// dial connects to Temporal until the end of the test.
func dial(t *testing.T) client.Client {
	t.Helper()
	quiet := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	c, err := client.Dial(client.Options{HostPort: servers.Temporal.TemporalAddress, Logger: sdklog.NewStructuredLogger(quiet)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// works runs a worker until the returned function or the end of the test stops it.
func works(t *testing.T, c client.Client, s *shop) (stop func()) {
	t.Helper()
	return worksWith(t, c, s, worker.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
}

func worksWith(t *testing.T, c client.Client, s *shop, o worker.Options) (stop func()) {
	t.Helper()
	o.PublicURL, o.Metrics = "https://desk.example", prometheus.NewRegistry()
	o.Bucket, _ = newBucket(t)
	if o.Gate == nil {
		o.Gate = noBaseLinker(s.Store)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- worker.Run(ctx, c, s.Store, o) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, receive(t, ended, "the worker to stop"))
	})
	t.Cleanup(stop)
	return stop
}

// workerProcess is a worker in a process of its own; the returned function kills it as kill -9 does.
func workerProcess(t *testing.T, s *shop, env ...string) (kill func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), env...), varDatabase+"="+s.url, varTemporal+"="+servers.Temporal.TemporalAddress, varFiles+"="+t.TempDir())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "working\n", line)
	kill = sync.OnceFunc(func() {
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait() // it says that it was killed
	})
	t.Cleanup(kill)
	return kill
}

// command sends an update as the api does, again while no worker takes it.
func (c *chat) command(engine client.Client, name string, arg any) (result *workflows.CommandResult) {
	c.t.Helper()
	id := uuid.NewString()
	require.Eventually(c.t, func() bool {
		var err error
		result, err = c.try(engine, id, name, arg)
		return err == nil
	}, patience, 10*time.Millisecond, "the command %s", name)
	return result
}

func (c *chat) try(engine client.Client, id, name string, arg any) (*workflows.CommandResult, error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), commandTime)
	defer cancel()
	start := workflows.Start{
		Ticket: c.ID, Number: c.Number, ChannelKey: c.Channel.Key, Channel: c.Channel.Name, State: c.State, Priority: c.Priority,
	}
	handle, err := engine.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: engine.NewWithStartWorkflowOperation(start.Options(), workflows.ConversationType, workflows.ConversationInput{Ticket: c.ID}),
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: id, WorkflowID: workflows.ConversationID(c.ID), UpdateName: name, Args: []any{arg}, WaitForStage: client.WorkflowUpdateStageCompleted,
		},
	})
	if err != nil {
		return nil, err
	}
	result := new(workflows.CommandResult)
	return result, handle.Get(ctx, result)
}

// seen is the last entry that the conversation's workflow has looked at; 0 while it doesn't answer.
func (c *chat) seen(engine client.Client) int64 {
	ctx, cancel := context.WithTimeout(c.t.Context(), commandTime)
	defer cancel()
	value, err := engine.QueryWorkflow(ctx, workflows.ConversationID(c.ID), "", workflows.StandingQuery)
	if err != nil {
		return 0
	}
	var state workflows.ConversationState
	require.NoError(c.t, value.Get(&state))
	return state.Seen
}

// requireSeen waits until the workflow has seen every entry that stands there now; its own may come to them.
func (c *chat) requireSeen(engine client.Client) {
	c.t.Helper()
	last, err := c.Store.LastSeq(c.t.Context(), c.ID)
	require.NoError(c.t, err)
	require.Eventually(c.t, func() bool { return c.seen(engine) >= last }, patience, 10*time.Millisecond,
		"the workflow has seen all of the %d entries", last)
}

func (c *chat) events(engine client.Client) int64 {
	c.t.Helper()
	d, err := engine.DescribeWorkflowExecution(c.t.Context(), workflows.ConversationID(c.ID), "")
	require.NoError(c.t, err)
	return d.GetWorkflowExecutionInfo().GetHistoryLength()
}

func TestEveryWorkflowSeesEveryEntryThoughItsWorkerIsKilled(t *testing.T) {
	s, engine := newShop(t), dial(t)
	chats := make([]*chat, 20)
	for i := range chats {
		chats[i] = s.start()
	}
	kill := workerProcess(t, s)
	for i, c := range chats {
		c.says()
		if i%2 == 0 {
			require.True(t, c.command(engine, workflows.JoinUpdate, workflows.AgentCommand{Agent: s.anna}).Done)
		}
	}
	kill()
	for i, c := range chats {
		if i%4 != 0 {
			c.replies() // those whom nobody joined are joined by it
		}
		c.says()
	}
	workerProcess(t, s)
	for i, c := range chats {
		c.says()
		if i%10 == 0 {
			closed := c.command(engine, workflows.CloseUpdate, workflows.CloseCommand{By: desk.ClosedByCustomer})
			require.Equal(t, desk.Shut, closed.State)
		}
	}
	for i, c := range chats {
		c.requireSeen(engine)
		var want []string
		if i%2 == 0 || i%4 != 0 {
			want = append(want, "joined")
		}
		if i%10 == 0 {
			want = append(want, "closed")
		}
		// What follows from an entry may still be under way; that nothing is done twice, the steps' own ids see to.
		require.Eventually(t, func() bool { return slices.Equal(c.operations(), want) }, patience, 10*time.Millisecond, "each once: %v", want)
	}
}

// operations are what the conversation's steps have written, in order.
func (c *chat) operations() (types []string) {
	page, err := c.EntriesAfter(c.t.Context(), c.ID, 0, 100)
	require.NoError(c.t, err)
	for _, e := range page.Entries {
		if e.Operation != nil {
			types = append(types, string(e.Operation.Type))
		}
	}
	return types
}

func TestASignalCostsFiveEventsAndAJoinSeven(t *testing.T) {
	s, engine := newShop(t), dial(t)
	works(t, engine, s)
	c := s.start()
	c.requireSeen(engine)
	first := c.events(engine)
	joined := c.command(engine, workflows.JoinUpdate, workflows.AgentCommand{Agent: s.anna})
	require.True(t, joined.Done)
	afterJoin := c.events(engine)
	const messages = 10
	for range messages {
		c.says()
		c.requireSeen(engine)
	}
	afterMessages := c.events(engine)
	t.Logf("start %d, join %d, message %.1f", first, afterJoin-first, float64(afterMessages-afterJoin)/messages)
	require.LessOrEqual(t, first, int64(10))
	require.LessOrEqual(t, afterJoin-first, int64(7), "an update, its step, the search attributes")
	require.LessOrEqual(t, afterMessages-afterJoin, int64(5*messages), "a signal, its task, the look")
}

// A task that ended the run by the close would be refused when the reply's signal comes in meanwhile, and the
// close with it.
func TestACloseRightAfterAReplyIsAnswered(t *testing.T) {
	s, engine := newShop(t), dial(t)
	works(t, engine, s)
	for range 15 {
		c := s.start()
		require.True(t, c.command(engine, workflows.JoinUpdate, workflows.AgentCommand{Agent: s.anna}).Done)
		signaled := make(chan error, 1)
		seq := c.replies()
		go func() {
			signaled <- engine.SignalWorkflow(t.Context(), workflows.ConversationID(c.ID), "", workflows.EntriesSignal, workflows.EntriesSignalInput{Through: seq})
		}()
		closed, err := c.try(engine, uuid.NewString(), workflows.CloseUpdate, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: s.anna})
		require.NoError(t, err)
		require.True(t, closed.Done)
		require.NoError(t, receive(t, signaled, "the signal to be taken"))
	}
}

func TestOperatorsReadTheStory(t *testing.T) {
	s, engine := newShop(t), dial(t)
	works(t, engine, s)
	c := s.start()
	c.requireSeen(engine)
	c.command(engine, workflows.JoinUpdate, workflows.AgentCommand{Agent: s.anna})
	describe := func() *client.WorkflowExecutionDescription {
		d, err := engine.DescribeWorkflow(t.Context(), workflows.ConversationID(c.ID), "")
		require.NoError(t, err)
		return d
	}
	summary, err := describe().GetStaticSummary()
	require.NoError(t, err)
	require.Equal(t, workflows.Summary(c.Number, "Sklep główny"), summary)
	state, _ := describe().TypedSearchAttributes.GetKeyword(workflows.StateAttribute)
	agent, _ := describe().TypedSearchAttributes.GetKeyword(workflows.AgentAttribute)
	require.Equal(t, []string{"active", s.anna.String()}, []string{state, agent})
	value, err := engine.QueryWorkflow(t.Context(), workflows.ConversationID(c.ID), "", "__temporal_workflow_metadata")
	require.NoError(t, err)
	var metadata sdkpb.WorkflowMetadata
	require.NoError(t, value.Get(&metadata))
	require.Contains(t, metadata.CurrentDetails, "**active** · agent `"+s.anna.String()+"`")
	require.Contains(t, metadata.CurrentDetails, "(https://desk.example/inbox/tickets/"+c.ID.String()+")")
	require.NotContains(t, metadata.CurrentDetails, "Anna")
	c.command(engine, workflows.CloseUpdate, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: s.anna})
	require.Eventually(t, func() bool { return describe().Status == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED }, patience, 10*time.Millisecond)
}

func TestChangesOfATicketReachItsWorkflow(t *testing.T) {
	s, engine := newShop(t), dial(t)
	works(t, engine, s)
	c := s.start()
	changes := func(property desk.Property, value string) {
		_, err := c.ChangeTicket(t.Context(), c.ID, s.anna, uuid.New(), property, value)
		require.NoError(t, err)
	}
	stands := func(want ...string) {
		var is []string
		require.Eventually(t, func() bool {
			d, err := engine.DescribeWorkflow(t.Context(), workflows.ConversationID(c.ID), "")
			if err != nil { // not begun yet
				return false
			}
			state, _ := d.TypedSearchAttributes.GetKeyword(workflows.StateAttribute)
			agent, _ := d.TypedSearchAttributes.GetKeyword(workflows.AgentAttribute)
			priority, _ := d.TypedSearchAttributes.GetKeyword(workflows.PriorityAttribute)
			sentiment, _ := d.TypedSearchAttributes.GetKeyword(workflows.SentimentAttribute)
			is = []string{state, agent, priority, sentiment}
			return slices.Equal(want, is)
		}, patience, 10*time.Millisecond, "%v", want)
	}
	stands("waiting", "", "normal", "")
	changes(desk.PropertyAgent, s.anna.String())
	changes(desk.PropertyPriority, "urgent")
	changes(desk.PropertySentiment, "negative")
	stands("active", s.anna.String(), "urgent", "negative")
	changes(desk.PropertyAgent, "")
	changes(desk.PropertySentiment, "")
	stands("waiting", "", "urgent", "")
	c.requireSeen(engine)
	require.True(t, c.command(engine, workflows.JoinUpdate, workflows.AgentCommand{Agent: s.anna}).Done)
	c.command(engine, workflows.CloseUpdate, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: s.anna})
	changes(desk.PropertySentiment, "positive")
	stands("closed", s.anna.String(), "urgent", "positive")
}

func TestAWorkerSaysWhatItLacks(t *testing.T) {
	s := newShop(t)
	bucket, _ := newBucket(t)
	for _, o := range []worker.Options{{Bucket: bucket}, {Gate: noBaseLinker(s.Store)}} {
		require.ErrorContains(t, worker.Run(t.Context(), nil, s.Store, o), "needs the bucket")
	}
}

func TestAWorkerWaitsForItsEngineAndStops(t *testing.T) {
	s := newShop(t)
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1", Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	var log strings.Builder
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan struct{})
	logger := slog.New(&firstLine{Handler: slog.NewTextHandler(&log, nil), written: waiting})
	ended := make(chan error, 1)
	bucket, _ := newBucket(t)
	go func() {
		ended <- worker.Run(ctx, c, s.Store, worker.Options{Bucket: bucket, Gate: noBaseLinker(s.Store), Log: logger})
	}()
	receive(t, waiting, "the worker to say that it waits")
	cancel()
	require.NoError(t, receive(t, ended, "the worker to stop"))
	require.Contains(t, log.String(), "waits for the engine")
}

func TestAWorkerStopsWhatItBegan(t *testing.T) {
	s, engine := newShop(t), dial(t)
	stop := works(t, engine, s)
	c := s.start()
	c.requireSeen(engine)
	stop()
	_, claimed := c.relayed()
	require.False(t, claimed)
	// TestMain looks for goroutines left behind.
}

// firstLine tells when the first line was written.
type firstLine struct {
	slog.Handler
	once    sync.Once
	written chan struct{}
}

func (l *firstLine) Handle(ctx context.Context, r slog.Record) error {
	defer l.once.Do(func() { close(l.written) })
	return l.Handler.Handle(ctx, r)
}
