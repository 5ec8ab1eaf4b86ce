package automation

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/classify"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// Trial is a rule that is tried on what was. It changes nothing.
type Trial struct {
	Triggers  []rules.Trigger
	Condition *rules.Condition
	// Often and Period are as in rules.Settings.
	Often  rules.Often
	Period desk.Seconds
	// Since leaves aside what happened before; zero: nothing.
	Since time.Time
	// Counts: nobody asks why.
	Counts bool
	// Now is when it is tried: until then time brings events.
	Now time.Time

	// judges: the condition speaks of what messages are taken for, and those that nobody has judged are, by examples.
	judges   bool
	examples classify.Examples
	// orders: the condition speaks of the customer's orders. They are tried as they are now: nobody knows what they were.
	orders bool
	// giveUpAt is when the condition has taken too long.
	giveUpAt time.Time
}

// begin reads what the company taught, where the condition may ask for it: judging takes longer than all else.
func (t *Trial) begin(ctx context.Context, s *store.Store) (err error) {
	t.giveUpAt = time.Now().Add(trialPatience)
	t.judges = t.Condition.AsksJudgement() || strings.Contains(t.Condition.Source(), "language")
	t.orders = ofOrders(t.Condition)
	if t.judges {
		t.examples, err = readExamples(ctx, s)
	}
	return err
}

// Tried is what a trial found in a ticket.
type Tried struct {
	Ticket *store.RuleTicket
	// Asked is how many events the condition was asked about, Times how often the rule would have fired.
	Asked, Times int
	// Event, Seq, At and Explanation are of the first event that matched, else of the last that was asked about.
	Event       rules.Event
	Seq         int64
	At          time.Time
	Explanation *rules.Explanation // nil where only counts are wanted
}

// errSlow is the error for a condition that can't be asked about one ticket's events in the time of a request.
func errSlow() error {
	return desk.InvalidField("condition", "condition_slow", "the condition takes too long")
}

// ticket tries the rule on a ticket's past. entries are all that it has, or the first store.MaxPastEntries. Error: invalid
// (condition_slow).
func (t *Trial) ticket(ticket *store.RuleTicket, entries []desk.Entry, judged map[int64]store.Judgement, words *desk.Vocabulary) (*Tried, error) {
	tried, now := &Tried{Ticket: ticket}, t.Now
	if len(entries) == store.MaxPastEntries { // what came behind isn't known
		now = entries[len(entries)-1].CreatedAt
	}
	past := *ticket
	past.FirstCustomerSeq, judged = t.read(entries, judged)
	var facts *rules.Facts
	var last time.Time
	for m := range Past(past, entries, judged, words, t.Triggers, now) {
		if !t.answers(&m) {
			continue
		}
		if time.Now().After(t.giveUpAt) {
			return nil, errSlow()
		}
		asked := m.Env().Facts()
		matches, err := t.Condition.Match(asked)
		matches = matches && err == nil && t.may(tried.Times, last, m.At)
		if tried.Asked++; tried.Times == 0 {
			tried.Event, tried.Seq, tried.At, facts = m.Event, m.Seq, m.At, asked
		}
		if matches {
			tried.Times, last = tried.Times+1, m.At
		}
		if tried.Times > 0 && t.Often == rules.OncePerTicket {
			break
		}
	}
	if facts != nil && !t.Counts {
		explanation := t.Condition.Explain(facts)
		tried.Explanation = &explanation
	}
	return tried, nil
}

// read finds the customer's first message, and judges what nobody has where the condition asks for it.
func (t *Trial) read(entries []desk.Entry, judged map[int64]store.Judgement) (first int64, all map[int64]store.Judgement) {
	all = map[int64]store.Judgement{}
	for i := range entries {
		e := &entries[i]
		if e.Kind != desk.Message || e.Author.Kind != desk.ByCustomer {
			continue
		}
		if first == 0 {
			first = e.Seq
		}
		if judgement, known := judged[e.Seq]; known {
			all[e.Seq] = judgement
		} else if t.judges {
			r := classify.Text(e.Body, t.examples)
			all[e.Seq] = store.Judgement{Sentiment: r.Sentiment, Context: r.Context, Language: r.Language}
		}
	}
	return first, all
}

// answers reports whether the rule is asked about the moment.
func (t *Trial) answers(m *Moment) bool {
	for _, trigger := range t.Triggers {
		if trigger.Event == m.Event && trigger.After == m.After {
			return !m.At.Before(t.Since)
		}
	}
	return false
}

// may reports whether the rule may fire at a time, having fired so often, last at last.
func (t *Trial) may(times int, last, at time.Time) bool {
	switch {
	case times == 0:
		return true
	case t.Often == rules.OncePerPeriod:
		return !at.Before(last.Add(t.Period.Duration()))
	}
	return true
}

// TrialPage is what a trial found in some of the last tickets.
type TrialPage struct {
	// Looked is how many tickets were looked at; Matched, in how many it would have fired; Times, how often in all.
	Looked, Matched, Times int
	// Rows are the tickets in which it was asked; none where only counts are wanted.
	Rows []Tried
	// Next is where to go on; nil: there are no more.
	Next *store.Cursor
}

const (
	// trialBudget is about how long a page of a trial takes.
	trialBudget = time.Second
	// trialTickets and trialEntries are how much is read at once.
	trialTickets = 200
	trialEntries = 4000
	// trialRows is about how many tickets a page shows.
	trialRows = 500
)

// trialPatience is how long a page may take at most: one ticket may have many events. A test makes it shorter.
var trialPatience = 6 * time.Second

// onPage has try add tickets to a page. What is read for it is of one moment.
func (t *Trial) onPage(
	ctx context.Context, s *store.Store, try func(p *store.Past, words *desk.Vocabulary, page *TrialPage) error,
) (*TrialPage, error) {
	if err := t.begin(ctx, s); err != nil {
		return nil, err
	}
	page := new(TrialPage)
	err := s.ReadPast(ctx, func(p *store.Past) error {
		words, err := p.Vocabulary(ctx)
		if err != nil {
			return err
		}
		return try(p, words, page)
	})
	return page, err
}

// Last tries the rule on up to limit of the last tickets of the agent's chats, behind the cursor: as many as can be in about a
// second, and as a page shows.
func (t *Trial) Last(ctx context.Context, s *store.Store, agent uuid.UUID, after store.Cursor, limit int) (*TrialPage, error) {
	return t.onPage(ctx, s, func(p *store.Past, words *desk.Vocabulary, page *TrialPage) error {
		until := time.Now().Add(trialBudget)
		var tickets []store.PastTicket
		for {
			if wanted := min(trialTickets, limit-page.Looked); len(tickets) == 0 && wanted > 0 {
				var err error
				if tickets, err = p.Last(ctx, agent, after, wanted); err != nil {
					return err
				}
			}
			if len(tickets) == 0 {
				return nil
			}
			if page.Looked > 0 && (len(page.Rows) >= trialRows || time.Now().After(until)) {
				page.Next = &after
				return nil
			}
			n, err := t.some(ctx, p, tickets[:atOnce(tickets)], words, until, page)
			if err != nil {
				return err
			}
			after, tickets = tickets[n-1].Cursor(), tickets[n:]
		}
	})
}

// atOnce is how many of the tickets are read together, one at least.
func atOnce(tickets []store.PastTicket) int {
	entries := 0
	for i := range tickets {
		if entries += min(tickets[i].Entries, store.MaxPastEntries); entries > trialEntries && i > 0 {
			return i
		}
	}
	return len(tickets)
}

// some tries the rule on tickets, and adds what it finds to the page. It ends early, after n of them, one at least, when it is
// later than until.
func (t *Trial) some(
	ctx context.Context, p *store.Past, tickets []store.PastTicket, words *desk.Vocabulary, until time.Time, page *TrialPage,
) (n int, err error) {
	var ids []uuid.UUID
	var read []*store.RuleTicket
	for i := range tickets {
		if ended := tickets[i].EndedAt; ended.IsZero() || !ended.Before(t.Since) { // else all of it was before
			ids, read = append(ids, tickets[i].ID), append(read, &tickets[i].RuleTicket)
		}
	}
	if t.orders {
		if err := p.RuleOrders(ctx, read...); err != nil {
			return 0, err
		}
	}
	entries, err := p.Entries(ctx, ids)
	if err != nil {
		return 0, err
	}
	judged, err := p.Judgements(ctx, ids)
	if err != nil {
		return 0, err
	}
	for n = range tickets {
		if n > 0 && time.Now().After(until) {
			return n, nil
		}
		ticket := &tickets[n].RuleTicket
		tried, err := t.ticket(ticket, entries[ticket.ID], judged[ticket.ID], words)
		if err != nil {
			return n, err
		}
		page.add(tried, !t.Counts)
	}
	return len(tickets), nil
}

// add counts a ticket that was tried, and shows it where rows are wanted and it was asked about.
func (p *TrialPage) add(tried *Tried, rows bool) {
	p.Looked++
	p.Times += tried.Times
	if tried.Times > 0 {
		p.Matched++
	}
	if tried.Asked > 0 && rows {
		p.Rows = append(p.Rows, *tried)
	}
}

// Numbered tries the rule on one ticket of the agent's chats. Error: not found.
func (t *Trial) Numbered(ctx context.Context, s *store.Store, agent uuid.UUID, number int64) (*TrialPage, error) {
	return t.onPage(ctx, s, func(p *store.Past, words *desk.Vocabulary, page *TrialPage) error {
		ticket, err := p.Numbered(ctx, agent, number)
		if err != nil {
			return err
		}
		_, err = t.some(ctx, p, []store.PastTicket{*ticket}, words, t.giveUpAt, page)
		return err
	})
}

// Text tries the rule on a ticket that would begin with this text now, in one of the agent's chats. Error: not found.
func (t *Trial) Text(ctx context.Context, s *store.Store, agent, channel uuid.UUID, text, locale string) (*TrialPage, error) {
	return t.onPage(ctx, s, func(p *store.Past, words *desk.Vocabulary, page *TrialPage) error {
		chat, err := p.Channel(ctx, agent, channel)
		if err != nil {
			return err
		}
		ticket := &store.RuleTicket{Channel: *chat, Locale: locale, CreatedAt: t.Now, CustomerTickets: 1}
		tried, err := t.ticket(ticket, []desk.Entry{{
			Seq: 1, Kind: desk.Message, Author: desk.Author{Kind: desk.ByCustomer}, Body: text, CreatedAt: t.Now,
		}}, nil, words)
		if err != nil {
			return err
		}
		page.add(tried, !t.Counts)
		return nil
	})
}
