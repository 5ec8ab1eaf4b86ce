package automation

import (
	"iter"
	"slices"
	"time"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// Moment is an event in a ticket's life.
type Moment struct {
	Event rules.Event
	// After goes with events of time.
	After desk.Seconds
	// Seq is its entry, or the one that began the wait. Entry is nil with events of time.
	Seq    int64
	Entry  *desk.Entry
	At     time.Time
	Ticket *store.RuleTicket // as it stood then; it changes with the next Moment
	Judged store.Judgement
}

// Env is what conditions see of the moment.
func (m *Moment) Env() rules.Env { return Environment(m.Ticket, m.Event, m.Entry, m.Judged, m.At) }

// Past tells a ticket's life from its beginning to now: the events of all its entries, and of time where a trigger has its
// duration. entries are all that it has, in order. What nobody wrote down is taken to have been as it is: the ticket's
// names, how many tickets the customer has, the channel's hours.
func Past(t store.RuleTicket, entries []desk.Entry, judged map[int64]store.Judgement, words *desk.Vocabulary,
	triggers []rules.Trigger, now time.Time,
) iter.Seq[Moment] {
	return func(yield func(Moment) bool) {
		p := past{RuleTicket: t, words: words}
		p.begin()
		for i := range entries {
			e := &entries[i]
			p.take(e)
			if judgement, ok := judged[e.Seq]; ok {
				p.judge(judgement)
			}
			for _, event := range EventsOf(e, e.Seq == t.FirstCustomerSeq) {
				if !yield(Moment{Event: event, Seq: e.Seq, Entry: e, At: e.CreatedAt, Ticket: &p.RuleTicket, Judged: judged[e.Seq]}) {
					return
				}
			}
			next := now
			if i+1 < len(entries) {
				next = entries[i+1].CreatedAt
			}
			for _, m := range due(&p.RuleTicket, triggers, e.CreatedAt, next) {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// due are the events that time brings to a ticket as it stands, in (after, until], the earliest first.
func due(t *store.RuleTicket, triggers []rules.Trigger, after, until time.Time) (moments []Moment) {
	for _, w := range waits(t) {
		for _, trigger := range triggers {
			at := w.since.Add(trigger.After.Duration())
			if trigger.Event == w.event && at.After(after) && !at.After(until) {
				moments = append(moments, Moment{Event: w.event, After: trigger.After, Seq: w.seq, At: at, Ticket: t})
			}
		}
	}
	slices.SortStableFunc(moments, func(a, b Moment) int { return a.At.Compare(b.At) })
	return moments
}

// past is a ticket on its way from its beginning.
type past struct {
	store.RuleTicket
	words *desk.Vocabulary
	// contextByHand: an agent has said, and it isn't judged any more.
	contextByHand bool
}

// begin makes the ticket what it was before its first entry.
func (p *past) begin() {
	t := &p.RuleTicket
	t.LastSeq, t.State, t.Priority, t.Tags, t.Agent, t.Team = 0, desk.Waiting, desk.Normal, nil, "", ""
	t.Sentiment, t.SentimentByHand, t.Context, t.Messages = "", false, "", 0
	t.LastCustomerAt, t.LastReplySeq, t.LastReplyAt = time.Time{}, 0, time.Time{}
	t.AwaitingSeq, t.AwaitingSince, t.FreedSeq, t.FreedAt, t.ClosedSeq = 0, time.Time{}, 0, time.Time{}, 0
	p.setStatus(desk.StatusOpen)
}

func (p *past) setStatus(key string) {
	status := p.status(key)
	p.StatusKey, p.Status, p.RequiresResponse = key, word(key, status.Name), status.RequiresResponse
}

func (p *past) status(key string) desk.Status {
	for _, s := range p.words.Statuses {
		if s.Key == key {
			return s
		}
	}
	return desk.Status{Key: key}
}

// judge makes the ticket what the judgement of its latest message makes it.
func (p *past) judge(j store.Judgement) {
	if !p.SentimentByHand {
		p.Sentiment = j.Sentiment
	}
	if p.contextByHand || p.Context != "" || j.Context == desk.ContextOther {
		return
	}
	p.Context = j.Context
	for _, c := range p.words.Contexts {
		if c.Key == j.Context {
			p.Context = word(c.Key, c.Name)
		}
	}
}

// take makes the ticket what the entry made it.
func (p *past) take(e *desk.Entry) {
	p.LastSeq = e.Seq
	switch {
	case e.Kind == desk.Message && e.Author.Kind == desk.ByCustomer:
		p.Messages, p.LastCustomerAt = p.Messages+1, e.CreatedAt
		if p.AwaitingSeq == 0 {
			p.AwaitingSeq, p.AwaitingSince = e.Seq, e.CreatedAt
		}
		if p.status(p.StatusKey).OpensOnMessage {
			p.setStatus(desk.StatusOpen)
		}
	case e.Kind == desk.Message && e.Author.Kind == desk.ByAgent:
		p.Messages, p.LastReplySeq, p.LastReplyAt = p.Messages+1, e.Seq, e.CreatedAt
		p.AwaitingSeq, p.AwaitingSince = 0, time.Time{}
	case e.Operation != nil:
		p.operate(e)
	}
}

func (p *past) operate(e *desk.Entry) {
	switch e.Operation.Type {
	case desk.OpJoined, desk.OpTookOver:
		p.State, p.Agent = desk.Active, e.Author.Name
	case desk.OpReopened:
		p.State, p.Agent = desk.Active, e.Author.Name
		p.AwaitingSeq, p.AwaitingSince = 0, time.Time{}
		p.setStatus(desk.StatusOpen)
	case desk.OpClosed:
		p.State, p.ClosedSeq = desk.Shut, e.Seq
		if p.StatusKey != desk.StatusSpam {
			p.setStatus(desk.StatusClosed)
		}
	case desk.OpChanged:
		p.change(e)
	}
}

func (p *past) change(e *desk.Entry) {
	c := e.Operation.Change
	switch c.Property {
	case desk.PropertyStatus:
		p.setStatus(c.Value)
	case desk.PropertyPriority:
		p.Priority = desk.Priority(c.Value)
	case desk.PropertyTagAdded:
		p.Tags = append(slices.Clone(p.Tags), c.Name)
	case desk.PropertyTagRemoved:
		p.Tags = slices.DeleteFunc(slices.Clone(p.Tags), func(tag string) bool { return tag == c.Name })
	case desk.PropertyTeam:
		p.Team = c.Name
	case desk.PropertySentiment:
		p.Sentiment, p.SentimentByHand = desk.Sentiment(c.Value), true
	case desk.PropertyContext:
		p.Context, p.contextByHand = word(c.Value, c.Name), true
	case desk.PropertyAgent:
		if p.Agent = c.Name; c.Value == "" {
			p.State, p.FreedSeq, p.FreedAt = desk.Waiting, e.Seq, e.CreatedAt
		}
	}
}
