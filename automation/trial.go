package automation

import (
	"context"
	"time"

	"github.com/google/uuid"

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
	// Judge says what a customer's message sounds like that nobody has judged; nil: nobody can.
	Judge func(text string) store.Judgement
	// Now is when it is tried: until then time brings events.
	Now time.Time
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

// Ticket tries the rule on a ticket's past. entries are all that it has, or the first store.MaxPastEntries.
func (t *Trial) Ticket(ticket *store.RuleTicket, entries []desk.Entry, judged map[int64]store.Judgement, words *desk.Vocabulary) *Tried {
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
		env := m.Env()
		asked := env.Facts()
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
	return tried
}

// read finds the customer's first message, and judges what nobody has.
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
		} else if t.Judge != nil {
			all[e.Seq] = t.Judge(e.Body)
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

// Last tries the rule on up to limit of the last tickets of the agent's chats, behind the cursor: as many as can be in about a
// second, and as a page shows.
func (t *Trial) Last(ctx context.Context, s *store.Store, agent uuid.UUID, after store.Cursor, limit int) (*TrialPage, error) {
	page, until := new(TrialPage), time.Now().Add(trialBudget)
	err := s.ReadPast(ctx, func(p *store.Past) error {
		words, err := p.Vocabulary(ctx)
		if err != nil {
			return err
		}
		var tickets []store.PastTicket
		for {
			if wanted := min(trialTickets, limit-page.Looked); len(tickets) == 0 && wanted > 0 {
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
			n := atOnce(tickets)
			if err := t.some(ctx, p, tickets[:n], words, page); err != nil {
				return err
			}
			after, tickets = tickets[n-1].Cursor(), tickets[n:]
		}
	})
	return page, err
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

// some tries the rule on tickets, and adds what it finds to the page.
func (t *Trial) some(ctx context.Context, p *store.Past, tickets []store.PastTicket, words *desk.Vocabulary, page *TrialPage) error {
	var ids []uuid.UUID
	for i := range tickets {
		if ended := tickets[i].EndedAt; ended.IsZero() || !ended.Before(t.Since) { // else all of it was before
			ids = append(ids, tickets[i].ID)
		}
	}
	entries, err := p.Entries(ctx, ids)
	if err != nil {
		return err
	}
	judged, err := p.Judgements(ctx, ids)
	if err != nil {
		return err
	}
	for i := range tickets {
		page.Looked++
		ticket := &tickets[i].RuleTicket
		tried := t.Ticket(ticket, entries[ticket.ID], judged[ticket.ID], words)
		page.Times += tried.Times
		if tried.Times > 0 {
			page.Matched++
		}
		if tried.Asked > 0 && !t.Counts {
			page.Rows = append(page.Rows, *tried)
		}
	}
	return nil
}

// Numbered tries the rule on one ticket of the agent's chats. Error: not found.
func (t *Trial) Numbered(ctx context.Context, s *store.Store, agent uuid.UUID, number int64) (*TrialPage, error) {
	page := new(TrialPage)
	err := s.ReadPast(ctx, func(p *store.Past) error {
		words, err := p.Vocabulary(ctx)
		if err != nil {
			return err
		}
		ticket, err := p.Numbered(ctx, agent, number)
		if err != nil {
			return err
		}
		return t.some(ctx, p, []store.PastTicket{*ticket}, words, page)
	})
	return page, err
}

// Text tries the rule on a ticket that would begin with this text now, in one of the agent's chats. Error: not found.
func (t *Trial) Text(ctx context.Context, s *store.Store, agent, channel uuid.UUID, text, locale string) (*TrialPage, error) {
	page := &TrialPage{Looked: 1}
	err := s.ReadPast(ctx, func(p *store.Past) error {
		words, err := p.Vocabulary(ctx)
		if err != nil {
			return err
		}
		chat, err := p.Channel(ctx, agent, channel)
		if err != nil {
			return err
		}
		ticket := &store.RuleTicket{Channel: *chat, Locale: locale, CreatedAt: t.Now, CustomerTickets: 1}
		tried := t.Ticket(ticket, []desk.Entry{{
			Seq: 1, Kind: desk.Message, Author: desk.Author{Kind: desk.ByCustomer}, Body: text, CreatedAt: t.Now,
		}}, nil, words)
		if page.Times = tried.Times; tried.Times > 0 {
			page.Matched = 1
		}
		if tried.Asked > 0 {
			page.Rows = append(page.Rows, *tried)
		}
		return nil
	})
	return page, err
}
