package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// What must be reached with a million tickets, at the 99th percentile.
const (
	goalPage   = 25 // ms, of a list's page and of a ticket
	goalCounts = 50
	goalSearch = 100
)

// fewDatabase is the database of few tickets that the other is compared with.
const fewDatabase = "few"

// ListOptions of a run of Lists.
type ListOptions struct {
	// Program is the file of the program under test; it is started as `Program api`.
	Program string
	// Folder keeps the filled database; a temporary one is used when it is empty.
	Folder string
	// Tickets and Seed are for an empty folder, which is filled first.
	Tickets int
	Seed    uint64
	// Quick asks less; its figures are rough.
	Quick bool
	// Out gets the progress and the table.
	Out io.Writer
}

// listPlan is how much is asked.
type listPlan struct {
	limit       time.Duration // for the whole run
	rounds      int           // on each database
	standing    pace          // what an open inbox asks: views, counts, tickets
	sought      pace          // what an agent looks for now and then: filters, orders, searches
	connections int
	deep        int // pages
	fewTickets  int
}

// pace is how often each question of a kind is asked.
type pace struct {
	samples int // of each, a round
	warmUp  int // of each, before
	rate    int // of all, a second
}

var (
	fullListPlan  = listPlan{limit: 2 * time.Hour, rounds: 3, standing: pace{150, 15, 100}, sought: pace{24, 3, 10}, connections: 4, deep: 10, fewTickets: 1000}
	quickListPlan = listPlan{limit: 2 * time.Hour, rounds: 1, standing: pace{50, 10, 100}, sought: pace{12, 2, 10}, connections: 4, deep: 10, fewTickets: 1000}
)

// Lists measures what agents wait for when they read, on a database of many tickets and on one of few, prints the table
// and returns what stands in it. Everything it started has ended when it returns.
func Lists(ctx context.Context, o ListOptions) (*Report, error) {
	if o.Quick {
		return lists(ctx, quickListPlan, o)
	}
	return lists(ctx, fullListPlan, o)
}

func lists(ctx context.Context, p listPlan, o ListOptions) (_ *Report, err error) {
	began := time.Now()
	ctx, cancel := context.WithTimeoutCause(ctx, p.limit, fmt.Errorf("the lists took longer than %v", p.limit))
	defer cancel()
	report, say := &Report{Machine: lookAtMachine()}, progress(o.Out)
	say("starting Postgres and Temporal")
	s, err := openSite(ctx, o.Program, o.Folder)
	if err != nil {
		return nil, withCause(ctx, err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	l := &listing{listPlan: p, site: s, say: say}
	defer func() { err = errors.Join(err, l.close()) }()
	if err := l.open(o); err != nil {
		return nil, s.explain(err)
	}
	if report.Postgres, err = s.postgresSettings(); err != nil {
		return nil, err
	}
	if report.Rows, err = l.measure(); err != nil {
		return nil, s.explain(err)
	}
	report.Took = time.Since(began).Seconds()
	if report.Warnings, err = s.warnings(); err != nil {
		return nil, err
	}
	return report, report.print(o.Out)
}

// listing is a run of Lists.
type listing struct {
	listPlan
	*site
	say       func(format string, args ...any)
	many, few *archive
}

func (l *listing) archives() []*archive { return []*archive{l.many, l.few} }

func (l *listing) close() (err error) {
	for _, a := range l.archives() {
		if a != nil {
			err = errors.Join(err, a.close())
		}
	}
	return err
}

// open fills what isn't filled yet, starts a program on each database and asks everything some times.
func (l *listing) open(o ListOptions) (err error) {
	if l.many, err = openArchive(l.ctx, l.stack.DatabaseURL); err != nil {
		return err
	}
	if l.many.tickets == 0 {
		if err := fillDatabase(l.ctx, l.many.database, o.Tickets, o.Seed, l.say); err != nil {
			return err
		}
		if err := l.many.count(l.ctx); err != nil {
			return err
		}
	}
	address, err := l.makeDatabase(fewDatabase)
	if err != nil {
		return err
	}
	if err := fillDatabase(l.ctx, address, l.fewTickets, o.Seed, l.say); err != nil {
		return err
	}
	if l.few, err = openArchive(l.ctx, address); err != nil {
		return err
	}
	for _, a := range l.archives() {
		if err := a.makeSearchable(l.ctx, l.say); err != nil {
			return err
		}
		if a.program, err = l.launch("api", a.database); err != nil {
			return err
		}
		if err := a.prepare(l.ctx, l.deep); err != nil {
			return err
		}
		l.say("%d questions to %d tickets, some times to warm up", len(a.questions), a.tickets)
		if _, err := l.ask(a, func(p pace) int { return p.warmUp }); err != nil {
			return err
		}
	}
	return nil
}

// measure asks in rounds. The few are asked but once: what they took is told by the middle alone.
func (l *listing) measure() ([]Row, error) {
	took := map[*archive][][]latencies{} // by round and question
	for round := range l.rounds {
		for _, a := range l.archives() {
			if a == l.few && round > 0 {
				continue
			}
			l.say("round %d of %d: %d tickets", round+1, l.rounds, a.tickets)
			answers, err := l.ask(a, func(p pace) int { return p.samples })
			if err != nil {
				return nil, err
			}
			took[a] = append(took[a], answers)
		}
	}
	size, err := l.many.describe(l.ctx)
	if err != nil {
		return nil, err
	}
	rows := []Row{{Name: "tickets", Value: float64(l.many.tickets), Rounds: []float64{float64(l.many.tickets)}, Note: size}}
	few := map[string][]latencies{}
	for i := range l.few.questions {
		few[l.few.questions[i].key()] = roundsOf(took[l.few], i)
	}
	for i := range l.many.questions {
		q, rounds := &l.many.questions[i], roundsOf(took[l.many], i)
		row := Row{Name: q.key() + ", p99", Unit: "ms", Rounds: each(rounds, p99), Goal: atMost(q.goal), Typical: median(each(rounds, p50))}
		row.finish()
		if same := few[q.key()]; same != nil { // what size costs shows in the middle; the tails are the machine's
			row.Baseline, row.Ratio = fmt.Sprintf("p50 with %d", l.few.tickets), row.Typical/median(each(same, p50))
			row.Note = fmt.Sprintf("with %d: %s", l.few.tickets, strings.Join(each(each(same, p99), number), " "))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// ask asks all questions, each kind at its pace: what is looked for now and then costs more, and would be in the others' way.
func (l *listing) ask(a *archive, times func(pace) int) ([]latencies, error) {
	took := make([]latencies, len(a.questions))
	for k, p := range []pace{l.standing, l.sought} {
		var kind []int
		for i := range a.questions {
			if a.questions[i].sought == (k == 1) {
				kind = append(kind, i)
			}
		}
		answers, err := a.ask(l.ctx, kind, times(p), p.rate, l.connections)
		if err != nil {
			return nil, err
		}
		for i, q := range kind {
			took[q] = answers[i]
		}
	}
	return took, nil
}

// roundsOf returns what a question took in each round.
func roundsOf(took [][]latencies, question int) []latencies {
	return each(took, func(round []latencies) latencies { return round[question] })
}
