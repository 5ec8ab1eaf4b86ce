package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"rozmowa/bench/fill"
	"rozmowa/desk"
)

// reader is an agent whose questions are measured.
type reader struct{ name, email string }

var readers = []reader{
	{"all chats", fill.AdminEmail},
	{"a small chat", fill.SmallEmail},
	{"a chat of 20 tickets", fill.RareEmail},
	{"no chat", fill.NoneEmail},
}

var views = []desk.View{desk.ViewAll, desk.ViewUnassigned, desk.ViewMine, desk.ViewAwaiting}

// question is a request that the inbox makes, in as many wordings as there are things to ask for.
type question struct {
	reader, name string
	goal         float64 // ms, of the 99th percentile
	sought       bool    // now and then, not by every open inbox
	requests     [][]byte
}

func (q *question) key() string { return q.reader + ": " + q.name }

// prepare logs the readers in and writes down what they will ask.
func (a *archive) prepare(ctx context.Context, deep int) error {
	for _, r := range readers {
		who, err := logIn(ctx, a.program, r.email)
		if err != nil {
			return fmt.Errorf("%s: %w", r.email, err)
		}
		if err := a.askLists(ctx, r.name, who, deep); err != nil {
			return err
		}
		if err := a.askTickets(ctx, r.name, who); err != nil {
			return err
		}
		if r.email == fill.NoneEmail || r.email == fill.RareEmail {
			continue
		}
		if err := a.askFilters(ctx, r.name, who, deep); err != nil {
			return err
		}
		if err := a.askSearches(ctx, r.name, who); err != nil {
			return err
		}
	}
	return nil
}

// add writes down a question, unless there is nothing to ask for.
func (a *archive) add(r string, who *agent, name string, goal float64, paths ...string) {
	q := question{reader: r, name: name, goal: goal}
	for _, path := range paths {
		q.requests = append(q.requests, []byte("GET "+path+" HTTP/1.1\r\nHost: "+a.program.host+"\r\nCookie: "+who.cookie+"\r\n\r\n"))
	}
	if len(paths) > 0 {
		a.questions = append(a.questions, q)
	}
}

// seek writes down what is looked for now and then, unless there is nothing to ask for.
func (a *archive) seek(r string, who *agent, name string, goal float64, paths ...string) {
	before := len(a.questions)
	a.add(r, who, name, goal, paths...)
	for i := before; i < len(a.questions); i++ {
		a.questions[i].sought = true
	}
}

// turn asks for a list page after page, as many as deep behind the first, and tells each page's number and address.
func (a *archive) turn(ctx context.Context, who *agent, list string, deep int, each func(turned int, path string)) error {
	path := list
	for turned := 0; ; turned++ {
		var page struct {
			Next string `json:"next"`
		}
		if _, err := call(ctx, http.MethodGet, a.program.url(path), who.header(), nil, &page); err != nil {
			return err
		}
		each(turned, path)
		if turned == deep || page.Next == "" {
			return nil
		}
		path = list + "&cursor=" + url.QueryEscape(page.Next)
	}
}

// askLists pages through the views for their cursors.
func (a *archive) askLists(ctx context.Context, r string, who *agent, deep int) error {
	for _, view := range views {
		err := a.turn(ctx, who, "/api/v1/tickets?view="+string(view), deep, func(turned int, path string) {
			switch turned {
			case 0:
				a.add(r, who, string(view)+", first page", goalPage, path)
			case 1:
				a.add(r, who, string(view)+", next page", goalPage, path)
			case deep:
				a.add(r, who, fmt.Sprintf("%s, %d pages on", view, deep), goalPage, path)
			}
		})
		if err != nil {
			return err
		}
	}
	a.add(r, who, "counts", goalCounts, "/api/v1/tickets/counts")
	return nil
}

// askTickets picks tickets from all over the table: ids are random.
func (a *archive) askTickets(ctx context.Context, r string, who *agent) error {
	const some = 200
	paths := func(format, condition string) ([]string, error) {
		ids, err := a.ticketsOf(ctx, who.id, condition, some)
		var paths []string
		for _, id := range ids {
			paths = append(paths, fmt.Sprintf(format, id))
		}
		return paths, err
	}
	tickets, err := paths("/api/v1/tickets/%s", `true`)
	if err != nil {
		return err
	}
	long, err := paths("/api/v1/tickets/%s/entries", fmt.Sprintf(`t.last_seq = %d`, fill.LongEntries))
	if err != nil {
		return err
	}
	longest, err := paths("/api/v1/tickets/%s/entries?before=1000000", fmt.Sprintf(`t.last_seq = %d`, fill.LongestEntries))
	if err != nil {
		return err
	}
	a.add(r, who, "a ticket", goalPage, tickets...)
	a.add(r, who, fmt.Sprintf("a ticket's %d entries", fill.LongEntries), goalPage, long...)
	a.add(r, who, fmt.Sprintf("the last 200 of %d entries", fill.LongestEntries), goalPage, longest...)
	return nil
}

// ticketsOf looks tickets up that the agent may read.
func (a *archive) ticketsOf(ctx context.Context, agent uuid.UUID, condition string, limit int) (ids []uuid.UUID, err error) {
	err = a.db.SelectContext(ctx, &ids, `
		SELECT t.id FROM tickets t JOIN channel_agents ca ON ca.channel_id = t.channel_id
		WHERE ca.agent_id = $1 AND `+condition+` ORDER BY t.id LIMIT $2`, agent, limit)
	if err != nil {
		return nil, fmt.Errorf("looking for tickets: %w", err)
	}
	return ids, nil
}

// ask asks each of the questions so many times, rate questions a second in a mixed order, over some connections. Each took
// from when it was due until its answer was read.
func (a *archive) ask(ctx context.Context, questions []int, times, rate, connections int) ([]latencies, error) {
	order := make([]int, 0, times*len(questions))
	for range times {
		for q := range questions {
			order = append(order, q)
		}
	}
	r := rand.New(rand.NewPCG(uint64(len(order)), 0))
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })

	took := make([]time.Duration, len(order))
	began := time.Now()
	due := make(chan int, len(order))
	tasks, working := errgroup.WithContext(ctx)
	for range connections {
		tasks.Go(func() (err error) {
			l := newLine(a.program.host)
			defer func() { err = errors.Join(err, l.close()) }()
			for k := range due {
				q := &a.questions[questions[order[k]]]
				if _, err := l.ask(q.requests[k%len(q.requests)], http.StatusOK); err != nil {
					return fmt.Errorf("%s: %w", q.key(), err)
				}
				took[k] += time.Since(began)
			}
			return nil
		})
	}
	tasks.Go(func() error {
		defer close(due)
		return paced(working, began, rate, len(order), func(k int, at time.Duration) {
			took[k] = -at
			due <- k // never blocks
		})
	})
	if err := tasks.Wait(); err != nil {
		return nil, err
	}
	samples := make([][]time.Duration, len(questions))
	for k, q := range order {
		samples[q] = append(samples[q], took[k])
	}
	return each(samples, latenciesOf), nil
}
