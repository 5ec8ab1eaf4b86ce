package worker

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"rozmowa/desk"
	"rozmowa/store"
	"rozmowa/workflows"
)

// Outbox is what the relay needs of the store.
type Outbox interface {
	ClaimWakes(ctx context.Context, limit int, lease time.Duration) ([]store.Wake, error)
	FinishWakes(ctx context.Context, wakes []store.Wake) error
	ReleaseWakes(ctx context.Context, wakes []store.Wake, pause time.Duration) error
	Listen(channels ...string) (*pq.Listener, error)
}

// Engine is what the relay needs of Temporal.
type Engine interface {
	SignalWithStartWorkflow(ctx context.Context, workflowID, signalName string, signalArg any,
		options client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error)
}

// The relay's pace.
const (
	// relayBatch is how many tickets one pass takes.
	relayBatch = 64
	// relaySignals is how many signals are under way at once: few, so that the engine can't take the machine
	// from the chat.
	relaySignals = 3
	// relayLease is how long a claim holds; a relay that dies delays its wakes by that.
	relayLease = 10 * time.Second
	// relaySignalTimeout ends a signal that the engine doesn't take.
	relaySignalTimeout = 5 * time.Second
	// relayNoteTimeout bounds the noting of what was told.
	relayNoteTimeout = 5 * time.Second
	// relayPoll finds wakes whose notification was lost.
	relayPoll = 2 * time.Second
	// relayRest is how many times the length of a pass the relay rests after it, so that one signal stands
	// for the more entries the busier the chat is; at most relayMaxRest.
	relayRest    = 6
	relayMaxRest = time.Second
	// relayAway is the pause after passes in which the engine took nothing, doubled up to relayMaxAway.
	relayAway    = 250 * time.Millisecond
	relayMaxAway = 5 * time.Second
	// relayRefused is the pause before a signal that the engine refused, though it answers, is sent again.
	// It holds up its own ticket only.
	relayRefused = 15 * time.Second
)

// Relay joins the two truths: it finds tickets whose workflow has not been told of entries it must see, and
// signals it, starting it where none runs. Telling twice does no harm, so several relays may run; telling is
// noted after the signal, so none is lost.
type Relay struct {
	outbox Outbox
	engine Engine
	log    *slog.Logger
	// Bell rings for any number of new entries, in a process that listens for them anyway: every listener costs
	// each append. nil: the relay listens by itself.
	Bell <-chan struct{}

	signals  prometheus.Counter
	failures prometheus.Counter
}

// NewRelay makes a relay.
func NewRelay(o Outbox, e Engine, log *slog.Logger) *Relay {
	return &Relay{
		outbox: o, engine: e, log: log,
		signals: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rozmowa_relay_signals_total", Help: "Signals that told a conversation of entries; one may stand for many.",
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rozmowa_relay_failures_total", Help: "Signals that the engine did not take and that are sent again.",
		}),
	}
}

// Measurer tells how far the workflows are behind the journal.
type Measurer interface {
	WakeBacklog(ctx context.Context) (store.Backlog, error)
}

// collectors are the relay's figures. The backlog is measured when it is asked for.
func (r *Relay) collectors(ctx context.Context, m Measurer) []prometheus.Collector {
	backlog := func(name, help string, of func(store.Backlog) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
			defer cancel()
			b, err := m.WakeBacklog(ctx)
			if err != nil {
				return math.NaN()
			}
			return of(b)
		})
	}
	return []prometheus.Collector{r.signals, r.failures,
		backlog("rozmowa_relay_backlog_tickets", "Tickets whose workflow has not been told of their latest entries.",
			func(b store.Backlog) float64 { return float64(b.Tickets) }),
		backlog("rozmowa_relay_backlog_entries", "Entries that workflows have not been told of.",
			func(b store.Backlog) float64 { return float64(b.Entries) }),
	}
}

// Run relays until ctx ends. Neither an engine nor a Postgres that is away ends it.
func (r *Relay) Run(ctx context.Context) error {
	bell := r.Bell
	if bell == nil {
		own, stop, err := r.listen(ctx)
		if err != nil {
			return err
		}
		defer stop()
		bell = own
	}

	away := time.Duration(0)
	for ctx.Err() == nil {
		began := time.Now()
		p, err := r.pass(ctx)
		switch {
		case err != nil && p.told == 0:
			if away == 0 && ctx.Err() == nil {
				r.log.WarnContext(ctx, "the relay waits: the engine or the database is away", "error", err)
			}
			away = min(max(2*away, relayAway), relayMaxAway)
			wait(ctx, away, nil)
			continue
		case away > 0:
			r.log.InfoContext(ctx, "the relay goes on")
			away = 0
		}
		if p.told > 0 {
			wait(ctx, min(relayRest*time.Since(began), relayMaxRest), nil)
		}
		if p.claimed < relayBatch {
			wait(ctx, relayPoll, bell)
		}
	}
	return nil
}

// listen returns a bell of the relay's own. stop ends it.
func (r *Relay) listen(ctx context.Context) (_ <-chan struct{}, stop func(), err error) {
	listener, err := r.outbox.Listen(store.EntriesChannel)
	if err != nil {
		return nil, nil, err
	}
	bell := make(chan struct{}, 1)
	var listening sync.WaitGroup
	listening.Go(func() {
		for range listener.Notify { // ends with Close
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	})
	return bell, func() {
		if err := listener.Close(); err != nil {
			r.log.WarnContext(ctx, "the relay's listener was not closed cleanly", "error", err)
		}
		listening.Wait()
	}, nil
}

// passed is what a pass did.
type passed struct{ claimed, told int }

// pass claims a batch and tells their workflows. The error says that the engine or the database is away; a
// signal that the engine refuses is none.
func (r *Relay) pass(ctx context.Context) (passed, error) {
	wakes, err := r.outbox.ClaimWakes(ctx, relayBatch, relayLease)
	if err != nil || len(wakes) == 0 {
		return passed{}, err
	}
	errs := r.tellAll(ctx, wakes)
	var told, untold, refused []store.Wake
	var away error
	for i, w := range wakes {
		switch {
		case errs[i] == nil:
			told = append(told, w)
		case ctx.Err() != nil || isAway(errs[i]):
			untold, away = append(untold, w), errs[i]
		default:
			r.log.ErrorContext(ctx, "the engine refuses a conversation's signal", "ticket", w.Ticket, "error", errs[i])
			refused = append(refused, w)
		}
	}
	r.signals.Add(float64(len(told)))
	r.failures.Add(float64(len(untold) + len(refused)))
	// What was told is noted even while we are being stopped.
	note, cancel := context.WithTimeout(context.WithoutCancel(ctx), relayNoteTimeout)
	defer cancel()
	err = errors.Join(
		ifAny(told, func() error { return r.outbox.FinishWakes(note, told) }),
		ifAny(untold, func() error { return r.outbox.ReleaseWakes(note, untold, 0) }),
		ifAny(refused, func() error { return r.outbox.ReleaseWakes(note, refused, relayRefused) }),
	)
	return passed{claimed: len(wakes), told: len(told)}, errors.Join(away, err)
}

func ifAny(wakes []store.Wake, do func() error) error {
	if len(wakes) == 0 {
		return nil
	}
	return do()
}

// tellAll tells the wakes' workflows, a few at a time, and returns an error for each.
func (r *Relay) tellAll(ctx context.Context, wakes []store.Wake) []error {
	errs := make([]error, len(wakes))
	slots := make(chan struct{}, relaySignals)
	var signals sync.WaitGroup
	var away atomic.Bool // the engine doesn't answer: the rest of the pass needn't try
	for i, w := range wakes {
		slots <- struct{}{}
		signals.Go(func() {
			defer func() { <-slots }()
			if away.Load() {
				errs[i] = errEngineAway
				return
			}
			errs[i] = r.tell(ctx, w)
			if isAway(errs[i]) {
				away.Store(true)
			}
		})
	}
	signals.Wait()
	return errs
}

var errEngineAway = errors.New("the engine is away")

// isAway tells an engine that can't be reached, or takes nothing, from one that refuses a single signal.
func isAway(err error) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, errEngineAway), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return true
	}
	var unavailable *serviceerror.Unavailable
	var late *serviceerror.DeadlineExceeded
	var canceled *serviceerror.Canceled
	var exhausted *serviceerror.ResourceExhausted
	var denied *serviceerror.PermissionDenied
	var namespace *serviceerror.NamespaceNotFound
	return errors.As(err, &unavailable) || errors.As(err, &late) || errors.As(err, &canceled) ||
		errors.As(err, &exhausted) || errors.As(err, &denied) || errors.As(err, &namespace)
}

func (r *Relay) tell(ctx context.Context, w store.Wake) error {
	ctx, cancel := context.WithTimeout(ctx, relaySignalTimeout)
	defer cancel()
	start := workflows.Start{
		Ticket: w.Ticket, Number: w.Number, ChannelKey: w.ChannelKey, Channel: w.ChannelName, State: desk.Waiting, Priority: w.Priority,
	}
	_, err := r.engine.SignalWithStartWorkflow(ctx, workflows.ConversationID(w.Ticket), workflows.EntriesSignal,
		workflows.EntriesSignalInput{Through: w.Through}, start.Options(), workflows.ConversationType,
		workflows.ConversationInput{Ticket: w.Ticket})
	return err
}
