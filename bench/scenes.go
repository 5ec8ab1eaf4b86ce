package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rozmowa/store"
)

// measured is what the scenes found, before it is made rows.
type measured struct {
	appendAlone []latencies
	appends     []float64 // a second
	updateAlone latencies
	updates     []float64

	customerAcks, agentAcks       []latencies
	toAgent, toCustomer           []latencies
	answered                      []latencies // automatically
	saturated                     []float64
	verdict                       verdict
	caughtUp                      []float64 // seconds
	signals                       []signalling
	starts                        []float64
	drained                       []float64
	drainAcks                     []latencies
	drainToAgent, drainToCustomer []latencies
	socketBytes                   []float64 // of all sockets
	idleBytes                     float64
}

// signalling is how many signals the engine got for the messages at some load.
type signalling struct{ rate, perMessage float64 }

// allScenes is what is done with the program, in order.
var allScenes = []struct {
	name string
	play func(*bench, context.Context, *measured) error
}{
	{"talk", (*bench).talk},
	{"saturate", (*bench).saturate},
	{"baselines", (*bench).baselines},
	{"rules", (*bench).automatic},
	{"bursts", (*bench).bursts},
	{"memory", (*bench).silence},
}

// SceneNames are what Options.Scenes may hold.
func SceneNames() []string {
	var names []string
	for _, scene := range allScenes {
		names = append(names, scene.name)
	}
	return names
}

func (b *bench) wants(scene string) bool {
	return len(b.only) == 0 || slices.Contains(b.only, scene)
}

// scenes does everything in order and makes the rows.
func (b *bench) scenes(ctx context.Context) (err error) {
	var m measured
	if b.Postgres, err = b.postgresSettings(); err != nil {
		return err
	}
	b.say("%s", b.Postgres)
	if err := b.openBaselines(); err != nil {
		return err
	}
	if err := b.baselines(ctx, &m); err != nil {
		return err
	}
	b.say("(b) bare updates of the engine")
	if m.updateAlone, m.updates, err = b.updates(ctx); err != nil {
		return err
	}
	if err := b.startProgram(); err != nil {
		return err
	}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.journal.Close()) }()
	for _, scene := range allScenes {
		if b.wants(scene.name) {
			if err := scene.play(b, ctx, &m); err != nil {
				return err
			}
		}
	}
	b.Rows = m.rows(b.plan)
	return nil
}

// prepare makes the shop, logs its agents in and opens the journal that the run looks into.
func (b *bench) prepare(ctx context.Context) (err error) {
	if b.journal, err = store.Open(ctx, b.stack.DatabaseURL, store.Options{MaxConns: 2}); err != nil {
		return err
	}
	emails, err := openShop(ctx, b.journal, b.agents)
	if err != nil {
		return errors.Join(err, b.journal.Close())
	}
	for _, email := range emails {
		a, err := logIn(ctx, b.program, email)
		if err != nil {
			return errors.Join(err, b.journal.Close())
		}
		b.clerks = append(b.clerks, a)
	}
	return nil
}

// baselines takes (a), before the program runs and again while it idles: the machine changes under a long run.
func (b *bench) baselines(ctx context.Context, m *measured) error {
	b.say("(a) raw appends by SQL")
	alone, perSecond, err := b.appends(ctx)
	m.appendAlone, m.appends = append(m.appendAlone, alone...), append(m.appends, perSecond...)
	return err
}

// talk measures how long a message takes at an even pace.
func (b *bench) talk(ctx context.Context, m *measured) (err error) {
	b.say("%d conversations begin", b.chats)
	c, err := b.gather(ctx, b.chats)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.disperse()) }()
	if _, err := c.pace(ctx, b.rate, b.chatFor/4, byTurns(b.chats)); err != nil { // warms up
		return err
	}
	for range b.chatRounds {
		b.say("%d messages a second by customers, then by agents", b.rate)
		asked, err := c.pace(ctx, b.rate, b.chatFor, by(customer))
		if err != nil {
			return err
		}
		answered, err := c.pace(ctx, b.rate, b.chatFor, by(clerk))
		if err != nil {
			return err
		}
		m.customerAcks = append(m.customerAcks, acknowledged(customer, asked))
		m.toAgent = append(m.toAgent, reached(customer, asked))
		m.agentAcks = append(m.agentAcks, acknowledged(clerk, answered))
		m.toCustomer = append(m.toCustomer, reached(clerk, answered))
	}
	return b.check(ctx, c, m)
}

// saturate measures throughput, and how the engine follows.
func (b *bench) saturate(ctx context.Context, m *measured) (err error) {
	b.say("%d conversations begin", b.busy)
	c, err := b.gather(ctx, b.busy)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.disperse()) }()
	for _, rate := range b.signalRates {
		b.say("%d messages a second, signals counted", rate)
		err := b.countSignals(ctx, m, func() (float64, float64, error) {
			_, err := c.pace(ctx, rate, b.signalFor, byTurns(b.busy))
			return float64(rate), float64(rate) * b.signalFor.Seconds(), err
		})
		if err != nil {
			return err
		}
	}
	b.say("as many messages as go, %d times %v", b.busyRounds, b.busyFor)
	var ended time.Time
	err = b.countSignals(ctx, m, func() (float64, float64, error) {
		windows, err := c.saturate(ctx, b.busyRounds, b.busyFor)
		ended = time.Now()
		total := 0.0
		for _, n := range windows {
			m.saturated = append(m.saturated, float64(n)/b.busyFor.Seconds())
			total += float64(n)
		}
		return median(m.saturated), total, err
	})
	if err != nil {
		return err
	}
	if err := b.awaitEngine(ctx, c.chats); err != nil {
		return fmt.Errorf("after the saturated stretch: %w", err)
	}
	m.caughtUp = append(m.caughtUp, time.Since(ended).Seconds())
	b.say("the engine has caught up after %.1f s", m.caughtUp[0])
	if err := c.awaitHeard(ctx); err != nil {
		b.say("%v", err) // the verdict tells how much
	}
	return b.check(ctx, c, m)
}

// countSignals runs a load, which returns its messages a second and in all, and counts the signals until the
// relay has told everything.
func (b *bench) countSignals(ctx context.Context, m *measured, load func() (rate, messages float64, err error)) error {
	before, err := b.program.metric(ctx, signalsMetric)
	if err != nil {
		return err
	}
	rate, messages, err := load()
	if err != nil {
		return err
	}
	if err := b.awaitOutbox(ctx); err != nil {
		return err
	}
	after, err := b.program.metric(ctx, signalsMetric)
	if err != nil {
		return err
	}
	m.signals = append(m.signals, signalling{rate, (after - before) / messages})
	return nil
}

func (b *bench) check(ctx context.Context, c *crowd, m *measured) error {
	v, err := c.verify(ctx, b.program)
	if err != nil {
		return err
	}
	b.say("%s", v)
	m.verdict.add(v)
	return nil
}

// bursts measures starts, and how the chats fare while the engine works off the backlog.
func (b *bench) bursts(ctx context.Context, m *measured) (err error) {
	c, err := b.gather(ctx, b.chats)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.disperse()) }()
	for range b.burstRounds {
		b.say("a burst of %d starts", b.burst)
		started, perSecond, err := b.startMany(ctx, b.burst)
		if err != nil {
			return err
		}
		m.starts = append(m.starts, perSecond)
		b.say("%.0f a second; the engine works them off", perSecond)
		drained, books, err := b.drain(ctx, c, started)
		if err != nil {
			return err
		}
		m.drained = append(m.drained, drained)
		m.drainAcks = append(m.drainAcks, acknowledged(customer, books...))
		m.drainToAgent = append(m.drainToAgent, reached(customer, books...))
		m.drainToCustomer = append(m.drainToCustomer, reached(clerk, books...))
		b.silent = started
	}
	return b.check(ctx, c, m)
}

// silence measures what open sockets take, in the conversations of the last burst.
func (b *bench) silence(ctx context.Context, m *measured) error {
	if len(b.silent) < b.sockets {
		b.say("%d conversations begin", b.sockets)
		var err error
		if b.silent, _, err = b.startMany(ctx, b.sockets); err != nil {
			return err
		}
		if err := b.awaitOutbox(ctx); err != nil {
			return err
		}
	}
	b.say("the program starts anew; memory without and with %d sockets", b.sockets)
	if err := b.restartProgram(); err != nil {
		return err
	}
	idle, open, err := b.memory(ctx, b.silent[:b.sockets])
	m.idleBytes, m.socketBytes = idle, []float64{open - idle}
	return err
}
