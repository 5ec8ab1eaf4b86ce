package workflows_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/worker"
	"rozmowa/workflows"
)

// noon is a Monday, 12:00 in Warsaw. It lies in the future: the SDK measures the deadlines of local activities by the machine's clock,
// by which those of a past day are over.
var noon = time.Date(2093, 11, 23, 11, 0, 0, 0, time.UTC)

// anna and piotr have access to the chat, ewa has none.
var (
	anna  = uuid.MustParse("a0000000-0000-4000-8000-000000000001")
	piotr = uuid.MustParse("a0000000-0000-4000-8000-000000000002")
	ewa   = uuid.MustParse("a0000000-0000-4000-8000-000000000003")
)

// run is one run of a conversation's workflow in skipped time, over a journal in memory.
type run struct {
	*journal
	t     *testing.T
	env   *testsuite.TestWorkflowEnvironment
	start time.Time
	rules *ruleSet
	mails *mailer
	input workflows.ConversationInput
	// timers are the lengths of those that were set, looks and patient count local and regular activities.
	timers         []time.Duration
	looks, patient map[string]int
	// queues are where regular activities ran, in order.
	queues []string
	// tasks stands for the history's length, which grows from task to task.
	tasks int
	// attributes are the search attributes' upserts.
	attributes []temporal.SearchAttributes
}

// begin prepares the first run of a ticket whose customer writes at noon.
func begin(t *testing.T) *run { return beginAt(t, noon) }

func beginAt(t *testing.T, start time.Time) *run {
	t.Helper()
	j := newJournal(func() time.Time { return start }, anna, piotr)
	j.customerWrites()
	return (&run{journal: j, t: t, start: start, rules: &ruleSet{}, mails: &mailer{}, input: workflows.ConversationInput{Ticket: j.ticket}}).prepared()
}

// next prepares the run that begins when this one has ended and a while has passed: from the ticket's row, or
// with what continue-as-new carries.
func (r *run) next(after time.Duration, carried *workflows.ConversationInput) *run {
	r.t.Helper()
	input := workflows.ConversationInput{Ticket: r.ticket}
	if carried != nil {
		input = *carried
	}
	return (&run{journal: r.journal, t: r.t, start: r.env.Now().Add(after), rules: r.rules, mails: r.mails, input: input}).prepared()
}

func (r *run) prepared() *run {
	var suite testsuite.WorkflowTestSuite
	quiet := slog.New(slog.NewTextHandler(r.t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	suite.SetLogger(sdklog.NewStructuredLogger(quiet))
	r.env = suite.NewTestWorkflowEnvironment()
	r.env.SetStartTime(r.start)
	r.env.SetTestTimeout(30 * time.Second) // of standstill, on a busy machine
	r.change(func() { r.now = r.env.Now })
	r.looks, r.patient = map[string]int{}, map[string]int{}
	does := &activities.Activities{
		Store: r.journal, Rules: r.rules, Transcripts: r.journal, Mail: r.mails, PublicURL: "https://desk.example", Log: quiet,
	}
	worker.Register(r.env, does)
	worker.RegisterModel(r.env, does)
	r.env.SetOnTimerScheduledListener(func(_ string, d time.Duration) { r.timers = append(r.timers, d) })
	var mu sync.Mutex
	r.env.SetOnLocalActivityStartedListener(func(info *activity.Info, _ context.Context, _ []any) {
		mu.Lock()
		defer mu.Unlock()
		r.looks[info.ActivityType.Name]++
	})
	r.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		mu.Lock()
		defer mu.Unlock()
		r.patient[info.ActivityType.Name]++
		r.queues = append(r.queues, info.TaskQueue)
	})
	r.env.OnUpsertTypedSearchAttributes(mock.Anything).Run(func(args mock.Arguments) {
		r.attributes = append(r.attributes, args.Get(0).(temporal.SearchAttributes))
	}).Return(nil).Maybe()
	require.NoError(r.t, r.env.SetTypedSearchAttributesOnStart(workflows.Start{
		Ticket: r.ticket, ChannelKey: r.channel.Key, State: desk.Waiting, Priority: desk.Normal,
	}.Options().TypedSearchAttributes))
	return r
}

// at lets something happen a while after the run's beginning, by a task of its own.
func (r *run) at(after time.Duration, do func()) *run {
	r.env.RegisterDelayedCallback(func() {
		r.tasks++
		r.env.SetCurrentHistoryLength(r.tasks)
		do()
	}, after)
	return r
}

// relay tells the workflow of an entry, as the relay does.
func (r *run) relay(seq int64) {
	require.NotZero(r.t, seq, "the entry was refused")
	r.env.SignalWorkflow(workflows.EntriesSignal, workflows.EntriesSignalInput{Through: seq})
}

func (r *run) says()                   { r.relay(r.customerWrites()) }
func (r *run) replies(agent uuid.UUID) { r.relay(r.agentReplies(agent)) }

// answer is what became of a command. It is filled while the run goes on.
type answer struct {
	sent, accepted, completed bool
	rejected, err             error
	result                    *workflows.CommandResult
	at                        time.Time
}

// command sends an update now.
func (r *run) command(into *answer, name, id string, arg any) {
	into.sent = true
	r.env.UpdateWorkflow(name, id, &testsuite.TestUpdateCallback{
		OnAccept: func() { into.accepted = true },
		OnReject: func(err error) { into.rejected = err },
		OnComplete: func(result any, err error) {
			into.completed, into.err, into.at = true, err, r.env.Now()
			into.result, _ = result.(*workflows.CommandResult)
		},
	}, arg)
}

// joins, takesOver, reopens and closes send a command a while after the run's beginning.
func (r *run) joins(after time.Duration, agent uuid.UUID) *answer {
	return r.commands(after, workflows.JoinUpdate, workflows.AgentCommand{Agent: agent})
}

func (r *run) reopens(after time.Duration, agent uuid.UUID) *answer {
	return r.commands(after, workflows.ReopenUpdate, workflows.AgentCommand{Agent: agent})
}

func (r *run) closes(after time.Duration, c workflows.CloseCommand) *answer {
	return r.commands(after, workflows.CloseUpdate, c)
}

func (r *run) commands(after time.Duration, name string, arg any) *answer {
	into := new(answer)
	r.at(after, func() { r.command(into, name, uuid.NewString(), arg) })
	return into
}

func (a *answer) requireDone(t *testing.T) *workflows.CommandResult {
	t.Helper()
	require.NoError(t, a.rejected)
	require.True(t, a.completed, "the command was not answered: %+v", a)
	require.NoError(t, a.err)
	require.NotNil(t, a.result)
	return a.result
}

// watch runs the workflow and looks at it after a while, when it is still going on.
func (r *run) watch(d time.Duration) *run {
	r.t.Helper()
	r.at(d, r.env.CancelWorkflow)
	r.execute()
	var canceled *temporal.CanceledError
	require.ErrorAs(r.t, r.env.GetWorkflowError(), &canceled, "the conversation should be going on")
	return r
}

// toTheEnd runs the workflow until it ends by itself.
func (r *run) toTheEnd() *run {
	r.t.Helper()
	r.execute()
	require.NoError(r.t, r.env.GetWorkflowError())
	return r
}

// untilContinued runs the workflow until it continues as new and returns what it carries.
func (r *run) untilContinued() *workflows.ConversationInput {
	r.t.Helper()
	r.execute()
	var continued *workflow.ContinueAsNewError
	require.ErrorAs(r.t, r.env.GetWorkflowError(), &continued)
	require.Equal(r.t, workflows.ConversationType, continued.WorkflowType.Name)
	var in workflows.ConversationInput
	require.NoError(r.t, converter.GetDefaultDataConverter().FromPayloads(continued.Input, &in))
	return &in
}

func (r *run) execute() {
	r.t.Helper()
	r.env.ExecuteWorkflow(workflows.ConversationType, r.input)
	require.True(r.t, r.env.IsWorkflowCompleted())
}

// standing asks the workflow how it stands.
func (r *run) standing() workflows.ConversationState {
	value, err := r.env.QueryWorkflow(workflows.StandingQuery)
	require.NoError(r.t, err)
	var state workflows.ConversationState
	require.NoError(r.t, value.Get(&state))
	return state
}

// since tells when an operation stands in the journal, counted from the run's beginning; -1 when it doesn't.
func (r *run) since(op desk.Op) time.Duration {
	e := r.operation(op)
	if e == nil {
		return -1
	}
	return e.CreatedAt.Sub(r.start)
}

// ruleSet matches each entry with its rules, each with one action, and notes what was done.
type ruleSet struct {
	mu sync.Mutex
	// of are the rules that match an entry; kind is their actions'.
	of   map[int64][]rules.Match
	kind rules.ActionKind
	// dues are what time brings, with the rule that answers it.
	dues []timed
	// asked are the stretches of entries that were asked about, timed the events of time, done the actions, in order.
	asked [][2]int64
	timed []rules.Due
	done  []uuid.UUID
	given []string
	// model answers questions about the messages up to questionable; nil: none is set. ofJudged are the rules that wait for the
	// answer, judged the messages that they were asked about.
	model        func(context.Context, int64) (rules.Answered, error)
	questionable int64
	patience     desk.Seconds
	ofJudged     map[int64][]rules.Match
	judged       []int64
	// evaluate and act fail when they return an error; act may also say what became of it.
	evaluate func() error
	act      func(rules.Act) (*rules.Acted, error)
}

type timed struct {
	rules.Due
	rule uuid.UUID
}

func (*ruleSet) Judge(context.Context, uuid.UUID, int64) error { return nil }

func (s *ruleSet) Questions(_ context.Context, _ uuid.UUID, after, through int64) (*rules.Questions, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var seqs []int64
	for seq := after + 1; seq <= through; seq++ {
		if s.model != nil && seq <= s.questionable {
			seqs = append(seqs, seq)
		}
	}
	if len(seqs) == 0 {
		return nil, nil
	}
	return &rules.Questions{Seqs: seqs, Patience: cmp.Or(s.patience, 5)}, nil
}

func (s *ruleSet) AskModel(ctx context.Context, _ uuid.UUID, seq int64) (rules.Answered, error) {
	return s.model(ctx, seq)
}

func (s *ruleSet) MatchingJudged(_ context.Context, _ uuid.UUID, seq int64) ([]rules.Match, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.judged = append(s.judged, seq)
	return s.ofJudged[seq], nil
}

func (s *ruleSet) Matching(_ context.Context, _ uuid.UUID, after, through int64, _ []int64) (matches []rules.Match, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, [2]int64{after, through})
	if s.evaluate != nil {
		if err := s.evaluate(); err != nil {
			return nil, err
		}
	}
	for seq := after + 1; seq <= through; seq++ {
		matches = append(matches, s.of[seq]...)
	}
	return matches, nil
}

func (s *ruleSet) unasked(asked []rules.Asked) (left []timed) {
	for _, d := range s.dues {
		if !slices.ContainsFunc(asked, func(a rules.Asked) bool { return a.Event == d.Event && a.Seq == d.Seq && a.After >= d.After }) {
			left = append(left, d)
		}
	}
	return left
}

func (s *ruleSet) Next(_ context.Context, _ uuid.UUID, asked []rules.Asked) (*rules.Due, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := s.unasked(asked)
	if len(left) == 0 {
		return nil, nil
	}
	next := slices.MinFunc(left, func(a, b timed) int { return a.At.Compare(b.At) })
	return &next.Due, nil
}

func (s *ruleSet) MatchingAt(_ context.Context, _ uuid.UUID, asked []rules.Asked, at time.Time) (matches []rules.Match, _ []rules.Asked, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.evaluate != nil {
		if err := s.evaluate(); err != nil {
			return nil, nil, err
		}
	}
	for _, d := range s.unasked(asked) {
		if d.At.After(at) {
			continue
		}
		s.timed = append(s.timed, d.Due)
		matches = append(matches, s.match(d.rule, d.Event, d.Seq))
		asked = append(asked, rules.Asked{Event: d.Event, After: d.After, Seq: d.Seq})
	}
	return matches, asked, nil
}

func (s *ruleSet) Act(_ context.Context, in rules.Act) (*rules.Acted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	acted := &rules.Acted{State: rules.ActionDone}
	if s.act != nil {
		said, err := s.act(in)
		if err != nil {
			return nil, err
		}
		if said != nil {
			acted = said
		}
	}
	if acted.State.Final() {
		s.done = append(s.done, in.Action)
	}
	return acted, nil
}

func (s *ruleSet) GiveUp(_ context.Context, action uuid.UUID, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.given = append(s.given, action.String()+" "+code)
	return nil
}

// actionOf is the one action of a rule on an entry.
func actionOf(rule uuid.UUID, seq int64) uuid.UUID { return uuid.NewSHA1(rule, fmt.Append(nil, seq)) }

func (s *ruleSet) match(rule uuid.UUID, event rules.Event, seq int64) rules.Match {
	kind := s.kind
	if kind == "" {
		kind = rules.SetPriority
	}
	return rules.Match{RuleID: rule, Version: 1, Event: event, Seq: seq, Actions: []rules.ActionRef{{ID: actionOf(rule, seq), Kind: kind}}}
}

// matching adds rules for an entry.
func (s *ruleSet) matching(seq int64, ids ...uuid.UUID) {
	if s.of == nil {
		s.of = map[int64][]rules.Match{}
	}
	for _, id := range ids {
		s.of[seq] = append(s.of[seq], s.match(id, rules.CustomerMessage, seq))
	}
}

var errAway = errors.New(`pq: connection refused (jan@klient.example, "Gdzie jest paczka?")`)
