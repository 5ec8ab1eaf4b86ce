// Package bench measures the program from outside, as customers and agents meet it: through HTTP and WebSocket,
// on a stack of its own, beside two baselines taken in the same run. scenes.go is what is done, rows.go what
// must be reached. lists.go is another run: what agents read from a database of many tickets (package fill).
//
// Latency is measured open-loop: a pacer hands out messages at their times and waits for nobody, so a server that
// stalls is charged for every message that became due meanwhile. Throughput is measured closed-loop: every
// conversation writes as soon as its last message is acknowledged.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"rozmowa/store"
)

// Options of a run.
type Options struct {
	// Program is the file of the program under test; it is started as `Program serve`.
	Program string
	// Quick takes less than a minute; its figures are rough.
	Quick bool
	// Scenes leaves out all but these of SceneNames; none means all.
	Scenes []string
	// Out gets the progress and the table.
	Out io.Writer
}

// plan is how much of everything is done.
type plan struct {
	limit   time.Duration // for the whole run
	agents  int
	watches int // conversations that each watches, at most agentWatches

	baselineRounds int // taken before the program's own rounds, and again after
	baselineFor    time.Duration
	appendClients  int
	appendTickets  int
	updatesAlone   int
	updateClients  int

	chats      int // conversations with both ends, paced
	rate       int // messages a second over all of them
	chatRounds int // in each direction
	chatFor    time.Duration

	busy        int // conversations that are saturated
	busyRounds  int // windows of one stretch
	busyFor     time.Duration
	signalRates []int // messages a second over the busy ones, at which signals are counted
	signalFor   time.Duration
	catchUpFor  time.Duration // at most

	burstRounds int
	burst       int           // starts in each
	starters    int           // connections that start conversations
	drainFor    time.Duration // at most, a burst

	rules      int // switched on, of which one answers
	answerRate int // messages a second that are answered automatically

	sockets int
	settle  time.Duration
}

var (
	fullPlan = plan{
		limit: 20 * time.Minute, agents: 5, watches: agentWatches,
		baselineRounds: 3, baselineFor: 4 * time.Second, appendClients: 16, appendTickets: 50, updatesAlone: 300, updateClients: 16,
		chats: 100, rate: 100, chatRounds: 3, chatFor: 12 * time.Second,
		busy: 50, busyRounds: 5, busyFor: 12 * time.Second, signalRates: []int{100, 400}, signalFor: 10 * time.Second, catchUpFor: time.Minute,
		burstRounds: 3, burst: 2000, starters: 32, drainFor: 90 * time.Second,
		rules: 100, answerRate: 5,
		sockets: 1000, settle: 15 * time.Second,
	}
	quickPlan = plan{
		limit: 3 * time.Minute, agents: 5, watches: agentWatches,
		baselineRounds: 1, baselineFor: time.Second, appendClients: 16, appendTickets: 50, updatesAlone: 50, updateClients: 16,
		chats: 100, rate: 100, chatRounds: 1, chatFor: 3 * time.Second,
		busy: 50, busyRounds: 3, busyFor: 2 * time.Second, signalRates: []int{100}, signalFor: 3 * time.Second, catchUpFor: time.Minute,
		burstRounds: 1, burst: 300, starters: 32, drainFor: 20 * time.Second,
		rules: 20, answerRate: 10,
		sockets: 300, settle: 3 * time.Second,
	}
)

// bench is one run.
type bench struct {
	plan
	*site
	Report
	journal *store.Store // the program's
	clerks  []*agent
	silent  []*chat // conversations for the memory's scene
	only    []string
	say     func(format string, args ...any)
}

// Run measures, prints the table and returns what stands in it. Everything it started has ended when it returns,
// also when ctx ends first.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Quick {
		return run(ctx, quickPlan, o)
	}
	return run(ctx, fullPlan, o)
}

func run(ctx context.Context, p plan, o Options) (*Report, error) {
	b := &bench{plan: p, only: o.Scenes, say: progress(o.Out)}
	return b.conduct(ctx, o.Program, o.Out, b.scenes)
}

// conduct does something on a site of its own, prints what it made of the report, and leaves nothing behind.
func (b *bench) conduct(ctx context.Context, program string, out io.Writer, play func(context.Context) error) (_ *Report, err error) {
	began := time.Now()
	ctx, cancel := context.WithTimeoutCause(ctx, b.limit, fmt.Errorf("the bench took longer than %v", b.limit))
	defer cancel()
	b.Machine = lookAtMachine()
	b.say("starting Postgres and Temporal")
	if b.site, err = openSite(ctx, program, ""); err != nil {
		return nil, withCause(ctx, err)
	}
	defer func() { err = errors.Join(err, b.site.close()) }()
	if err := play(b.site.ctx); err != nil {
		return nil, b.site.explain(err)
	}
	b.Took = time.Since(began).Seconds()
	if b.Warnings, err = b.site.warnings(); err != nil {
		return nil, err
	}
	return &b.Report, b.Report.print(out)
}

// progress returns what prints a line with the time since now.
func progress(out io.Writer) func(format string, args ...any) {
	began := time.Now()
	return func(format string, args ...any) {
		_, _ = fmt.Fprintf(out, "%5.1f s  "+format+"\n", append([]any{time.Since(began).Seconds()}, args...)...)
	}
}

// withCause puts why ctx ended before an error that only followed from it.
func withCause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
		return errors.Join(cause, err)
	}
	return err
}
