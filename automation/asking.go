package automation

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// maxChain is how many rules may lead to one another.
const maxChain = 5

// RunID is the id of a rule's run: the same however often it is decided.
func RunID(ticket uuid.UUID, event rules.Event, after desk.Seconds, seq int64, rule uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(ticket, fmt.Appendf(nil, "rule %s %s %d %d", rule, event, after, seq))
}

// ActionID is the id of a run's action, and of the entry that it writes.
func ActionID(run uuid.UUID, place int) uuid.UUID {
	return uuid.NewSHA1(run, fmt.Appendf(nil, "action %d", place))
}

// asking is the rules being asked about events of one ticket.
type asking struct {
	*Engine
	ticket *store.RuleTicket
	memory *store.RuleMemory
	// ofTime: these are events of time, which may stand in any entry's place.
	ofTime bool
	// withheld: a language model judges the message. Only rules that stand before the first that asks how it was judged are asked.
	withheld bool
	// fired is when rules matched last; nil: nobody has asked yet.
	fired map[uuid.UUID]time.Time
	// new are the decisions; matches are those and what was decided before, in order.
	new     []store.RuleDecision
	matches []rules.Match
	err     error
}

// ask begins to ask about events of the entries in (after, through]. It reads the ticket's orders, where rules of the set speak
// of them.
func (e *Engine) ask(ctx context.Context, s *set, t *store.RuleTicket, after, through int64) (*asking, error) {
	if s.orders {
		if err := e.store.RuleOrders(ctx, t); err != nil {
			return nil, err
		}
	}
	memory, err := e.store.RuleMemory(ctx, t.ID, after, through)
	if err != nil {
		return nil, err
	}
	return &asking{Engine: e, ticket: t, memory: memory}, nil
}

// aboutEntry asks rules about an entry's events, on the ticket as it stood then.
func (a *asking) aboutEntry(ctx context.Context, s *set, entry *desk.Entry, then *store.RuleTicket, judged store.Judgement) {
	for _, event := range EventsOf(entry, entry.Seq == then.FirstCustomerSeq) {
		a.about(ctx, s.answering(event, 0, entry.CreatedAt), &Moment{
			Event: event, Seq: entry.Seq, Entry: entry, At: entry.CreatedAt, Ticket: then, Judged: judged,
		})
	}
}

// about asks rules about an event, in their order, unless that was decided before. Which rules there are and how they stand may have
// changed since: what was decided is known by its id, and that a rule stopped the others by its decision.
func (a *asking) about(ctx context.Context, of []*rule, m *Moment) {
	var facts *rules.Facts
	stopped := a.stopped(m)
	for _, r := range of {
		if r.judges && a.withheld {
			return
		}
		if d := a.decided(r, m); d != nil { // when the message came, or by an earlier try, which may not have been heard
			a.match(d)
			continue
		}
		if stopped {
			continue
		}
		if facts == nil {
			facts = m.Env().Facts()
		}
		holds, err := a.holds(ctx, r, facts)
		if err == nil && (!holds || !a.mayFire(ctx, r)) {
			continue
		}
		d := a.decide(r, m, err)
		why := r.condition.Explain(facts)
		d.Why = &why
		a.new = append(a.new, d)
		a.match(&d)
		if d.Outcome == store.RunMatched {
			a.noteFired(r)
			if r.Settings.Stop {
				return
			}
		}
	}
}

// decided is what was decided on the rule and the event before; nil: nothing.
func (a *asking) decided(r *rule, m *Moment) *store.RuleDecision {
	if len(a.memory.Decided) == 0 {
		return nil
	}
	run := RunID(a.ticket.ID, m.Event, m.After, m.Seq, r.ID)
	i := slices.IndexFunc(a.memory.Decided, func(d store.RuleDecision) bool { return d.ID == run })
	if i < 0 {
		return nil
	}
	return &a.memory.Decided[i]
}

// stopped reports whether a rule was decided to fire on the event, behind which no others are asked.
func (a *asking) stopped(m *Moment) bool {
	return slices.ContainsFunc(a.memory.Decided, func(d store.RuleDecision) bool {
		return d.Stops && d.Outcome == store.RunMatched && d.ID == RunID(a.ticket.ID, m.Event, m.After, m.Seq, d.RuleID)
	})
}

// mayFire reports whether a rule that doesn't fire every time may fire now.
func (a *asking) mayFire(ctx context.Context, r *rule) bool {
	if !r.often || a.err != nil {
		return a.err == nil
	}
	if a.fired == nil {
		if a.fired, a.err = a.store.LastMatches(ctx, a.ticket.ID); a.err != nil {
			return false
		}
	}
	last, fired := a.fired[r.ID]
	return !fired || r.Settings.Often == rules.OncePerPeriod && time.Since(last) >= r.Settings.Period.Duration()
}

func (a *asking) noteFired(r *rule) {
	if a.fired != nil {
		a.fired[r.ID] = time.Now()
	}
}

// decide makes the decision on a rule whose condition holds, or failed.
func (a *asking) decide(r *rule, m *Moment, failed error) store.RuleDecision {
	run := RunID(a.ticket.ID, m.Event, m.After, m.Seq, r.ID)
	d := store.RuleDecision{ID: run, RuleID: r.ID, Version: r.Version, Event: m.Event, Seq: m.Seq}
	if m.Entry != nil {
		d.Chain = a.memory.ChainOf(m.Seq)
	}
	switch {
	case failed != nil:
		d.Outcome = store.RunError
	case slices.Contains(d.Chain, r.ID):
		d.Outcome = store.RunLoop
	case len(d.Chain) >= maxChain:
		d.Outcome = store.RunDepth
	default:
		d.Outcome = store.RunMatched
		for place, action := range r.Settings.Actions {
			planned := store.PlannedAction{ActionRef: rules.ActionRef{ID: ActionID(run, place), Kind: action.Kind}}
			if address, err := url.Parse(action.URL); err == nil {
				planned.Label = address.Host
			}
			d.Actions = append(d.Actions, planned)
		}
	}
	return d
}

// match hands a decision's actions on.
func (a *asking) match(d *store.RuleDecision) {
	if d.Outcome != store.RunMatched || len(d.Actions) == 0 {
		return
	}
	m := rules.Match{RuleID: d.RuleID, Version: d.Version, Event: d.Event, Seq: d.Seq}
	for _, action := range d.Actions {
		m.Actions = append(m.Actions, action.ActionRef)
	}
	a.matches = append(a.matches, m)
}

// settle writes what was decided and returns what is to be done.
func (a *asking) settle(ctx context.Context) ([]rules.Match, error) {
	if a.err != nil {
		return nil, a.err
	}
	if len(a.new) > 0 {
		err := a.store.NoteDecisions(ctx, a.ticket.ID, a.new)
		if desk.KindOf(err) == desk.NotFound { // erased meanwhile
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	if a.ofTime {
		return a.matches, nil
	}
	// What an earlier try decided for rules that aren't switched on any more, or aren't asked now.
	for i := range a.memory.Decided {
		d := &a.memory.Decided[i]
		if d.Event.OfTime() || slices.ContainsFunc(a.matches, func(m rules.Match) bool {
			return m.RuleID == d.RuleID && m.Event == d.Event && m.Seq == d.Seq
		}) {
			continue
		}
		a.match(d)
	}
	return a.matches, nil
}

// before is a ticket as it stood before the later entries, as far as those tell.
func before(t store.RuleTicket, later []desk.Entry) *store.RuleTicket {
	for _, e := range slices.Backward(later) {
		t.LastSeq = e.Seq - 1
		switch {
		case e.Kind == desk.Message && e.Author.Kind != desk.BySystem:
			t.Messages--
		case e.Operation == nil:
		case e.Operation.Type == desk.OpJoined:
			t.State, t.AgentID, t.Agent = desk.Waiting, uuid.Nil, ""
		case e.Operation.Type == desk.OpClosed:
			t.State, t.StatusKey, t.Status, t.RequiresResponse = desk.Active, desk.StatusOpen, desk.StatusOpen, true
		case e.Operation.Type == desk.OpChanged:
			undo(&t, e.Operation.Change)
		}
	}
	return &t
}

func undo(t *store.RuleTicket, c *desk.Change) {
	switch c.Property {
	case desk.PropertyStatus:
		t.StatusKey, t.Status = c.Was, word(c.Was, c.WasName)
	case desk.PropertyPriority:
		t.Priority = desk.Priority(c.Was)
	case desk.PropertyTagAdded:
		t.Tags = slices.DeleteFunc(slices.Clone(t.Tags), func(tag string) bool { return tag == c.Name })
	case desk.PropertyTagRemoved:
		t.Tags = append(slices.Clone(t.Tags), c.Name)
	case desk.PropertyAgent:
		t.Agent = c.WasName
	case desk.PropertyTeam:
		t.Team = c.WasName
	case desk.PropertySentiment:
		t.Sentiment, t.SentimentByHand = desk.Sentiment(c.Was), false // the messages before it were judged
	case desk.PropertyContext:
		t.Context = word(c.Was, c.WasName)
	}
}
