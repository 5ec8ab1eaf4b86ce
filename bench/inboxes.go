package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"
)

// What must hold while many inboxes live on what is written: nobody asks more because more is said, and nothing grows.
const (
	goalRequests = 45  // for lists and counts, an agent a minute; marking what one reads as read comes on top
	goalGrowth   = 1.1 // the last minutes to the first
)

// InboxOptions of a run of Inboxes.
type InboxOptions struct {
	// Program is the file of the program under test; it is started as `Program serve`.
	Program string
	// Quick takes two minutes; its figures are rough, and say nothing of growth.
	Quick bool
	// Out gets the progress and the table.
	Out io.Writer
}

// inboxPlan is how much is done.
type inboxPlan struct {
	plan
	calmRate, busyRate   int // messages a second over all chats
	minute               time.Duration
	calmMinutes, minutes int
}

func inboxPlanOf(quick bool) inboxPlan {
	p := inboxPlan{
		plan:     plan{limit: 30 * time.Minute, agents: 50, watches: 2, chats: 100, catchUpFor: time.Minute},
		calmRate: 5, busyRate: 50, minute: time.Minute, calmMinutes: 2, minutes: 10,
	}
	if quick {
		p.minute, p.minutes = 15*time.Second, 4
	}
	return p
}

// aMinute is what happened in one of a stretch, of all agents together but for the memory.
type aMinute struct {
	counts, reads, refetches, frames, bytes float64
	resident                                float64 // bytes, at its end
	asked, answered, toAgent, toCustomer    latencies
}

// Inboxes measures many agents' inboxes that stand open while customers and agents write: what each asks for, what it is
// told, and the program's memory. It prints the table and returns what stands in it. Everything it started has ended when it
// returns.
func Inboxes(ctx context.Context, o InboxOptions) (*Report, error) {
	return inboxes(ctx, inboxPlanOf(o.Quick), o)
}

func inboxes(ctx context.Context, p inboxPlan, o InboxOptions) (_ *Report, err error) {
	b := &bench{plan: p.plan, say: progress(o.Out)}
	return b.conduct(ctx, o.Program, o.Out, func(ctx context.Context) error { return b.playInboxes(ctx, p) })
}

// playInboxes makes the rows.
func (b *bench) playInboxes(ctx context.Context, p inboxPlan) (err error) {
	if b.Postgres, err = b.postgresSettings(); err != nil {
		return err
	}
	if err := b.openEngine(); err != nil {
		return err
	}
	if err := b.startProgram(); err != nil {
		return err
	}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.journal.Close()) }()
	b.say("%d conversations begin, %d agents", b.chats, b.agents)
	c, err := b.gather(ctx, b.chats)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.disperse()) }()

	living, ctx := errgroup.WithContext(ctx)
	lives, end := context.WithCancel(ctx)
	defer end()
	for _, i := range c.inboxes {
		living.Go(func() error { return i.live(lives) })
	}
	calm, err := b.minutes(ctx, c, p.calmRate, p.calmMinutes, p.minute)
	if err != nil {
		return errors.Join(err, living.Wait())
	}
	busy, err := b.minutes(ctx, c, p.busyRate, p.minutes, p.minute)
	end()
	if err := errors.Join(err, living.Wait()); err != nil {
		return err
	}
	var m measured
	if err := b.check(context.WithoutCancel(ctx), c, &m); err != nil {
		return err
	}
	b.Rows = p.rows(calm, busy, m.verdict)
	return nil
}

// minutes has the crowd write for some, one after the other.
func (b *bench) minutes(ctx context.Context, c *crowd, rate, n int, minute time.Duration) ([]aMinute, error) {
	var all []aMinute
	for k := range n {
		b.say("minute %d of %d, %d messages a second", k+1, n, rate)
		before := c.tally()
		book, err := c.pace(ctx, rate, minute, byTurns(len(c.chats)))
		if err != nil {
			return nil, err
		}
		m := c.tally().since(before, float64(time.Minute)/float64(minute))
		m.asked, m.answered = acknowledged(customer, book), acknowledged(clerk, book)
		m.toAgent, m.toCustomer = reached(customer, book), reached(clerk, book)
		if m.resident, err = b.program.metric(ctx, residentMetric); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// tally is what all inboxes asked and heard so far.
func (c *crowd) tally() (sum aMinute) {
	for _, i := range c.inboxes {
		sum.counts += float64(i.counts.Load())
		sum.reads += float64(i.reads.Load())
		sum.refetches += float64(i.refetches.Load())
		sum.frames += float64(i.frames.Load())
		sum.bytes += float64(i.bytes.Load())
	}
	return sum
}

// since is what came between two tallies, made to what it would be in a whole minute.
func (m aMinute) since(before aMinute, factor float64) aMinute {
	return aMinute{
		counts: (m.counts - before.counts) * factor, reads: (m.reads - before.reads) * factor, refetches: (m.refetches - before.refetches) * factor,
		frames: (m.frames - before.frames) * factor, bytes: (m.bytes - before.bytes) * factor,
	}
}

// lists is what was asked for because somebody's tickets changed, however many.
func (m aMinute) lists() float64 { return m.counts + m.refetches }

func (p inboxPlan) rows(calm, busy []aMinute, v verdict) []Row {
	agents := float64(p.agents)
	lists := func(m aMinute) float64 { return m.lists() / agents }
	reads := func(m aMinute) float64 { return m.reads / agents }
	calmly, busily := fmt.Sprintf(", %d msg/s", p.calmRate), fmt.Sprintf(", %d msg/s", p.busyRate)
	rows := []Row{
		{Name: "requests for lists and counts, an agent a minute" + calmly, Rounds: each(calm, lists)},
		{Name: "requests for lists and counts, an agent a minute" + busily, Rounds: each(busy, lists), Goal: atMost(goalRequests),
			Baseline: calmly[2:], baseline: median(each(calm, lists))},
		{Name: "… the last minutes to the first", Rounds: []float64{growth(each(busy, lists))}, Goal: atMost(goalGrowth)},
		{Name: "the ticket on screen marked read, an agent a minute" + calmly, Rounds: each(calm, reads)},
		{Name: "the ticket on screen marked read, an agent a minute" + busily, Rounds: each(busy, reads)},
		{Name: "messages to an agent's socket a minute" + busily, Rounds: each(busy, func(m aMinute) float64 { return m.frames / agents })},
		{Name: "bytes to an agent's socket a minute" + busily, Unit: "kB", Rounds: each(busy, func(m aMinute) float64 { return m.bytes / agents / bytesInKilobyte })},
		{Name: "memory of the program, after each minute", Unit: "MB", Rounds: each(busy, func(m aMinute) float64 { return m.resident / 1e6 })},
		{Name: "memory, the last minutes to the first", Rounds: []float64{growth(each(busy, func(m aMinute) float64 { return m.resident }))}, Goal: atMost(goalGrowth)},
	}
	for _, l := range []struct {
		name string
		of   func(aMinute) latencies
	}{
		{"customer's POST acknowledged", func(m aMinute) latencies { return m.asked }},
		{"agent's POST acknowledged", func(m aMinute) latencies { return m.answered }},
		{"customer's POST to the agent's socket", func(m aMinute) latencies { return m.toAgent }},
		{"agent's POST to the customer's socket", func(m aMinute) latencies { return m.toCustomer }},
	} {
		rounds := each(busy, l.of)
		rows = append(rows, Row{Name: l.name + ", p99", Unit: "ms", Rounds: each(rounds, p99), Typical: median(each(rounds, p50))})
	}
	rows = append(rows, Row{Name: "messages lost, doubled or out of order, in the journal or at a socket", Goal: atMost(0), Note: v.String(),
		Rounds: []float64{float64(v.Lost + v.Doubled + v.Disordered + v.SocketsMissed + v.SocketsRepeated)}})
	for i := range rows {
		rows[i].finish()
	}
	return rows
}

// growth is the last third of the figures to the first, the very first left out: things warm up.
func growth(figures []float64) float64 {
	third := max(1, len(figures)/3)
	first := figures[min(1, len(figures)-1):]
	return median(figures[len(figures)-third:]) / median(first[:min(third, len(first))])
}
