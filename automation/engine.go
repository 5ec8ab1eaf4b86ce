package automation

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"rozmowa/classify"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/secrets"
	"rozmowa/store"
)

// Engine is the set of switched-on rules. It is safe for concurrent use.
type Engine struct {
	store   *store.Store
	hooks   *webhooks
	secrets *secrets.Box
	log     *slog.Logger

	mu      sync.Mutex
	set     *set
	strikes map[uuid.UUID]*strikes
	taught  *taught     // nil: not read yet
	known   *knownModel // nil: not read yet
	way     *endpoint   // nil: no model was asked yet
}

// Options of an Engine.
type Options struct {
	// Secrets opens the keys that sign webhooks, and the language model's; nil: none can be read.
	Secrets *secrets.Box
	// PrivateWebhooks lets webhooks go to addresses of this machine and its network.
	PrivateWebhooks bool
	Log             *slog.Logger
}

var _ rules.Set = (*Engine)(nil)

// New makes an engine.
func New(s *store.Store, o Options) *Engine {
	return &Engine{store: s, hooks: newWebhooks(o.Secrets, o.PrivateWebhooks), secrets: o.Secrets, log: o.Log, strikes: map[uuid.UUID]*strikes{}}
}

// Prepare does beforehand what the first message would wait for: some tenths of a second.
func (e *Engine) Prepare() { classify.Prepare() }

// Close ends connections that webhooks and the language model have kept.
func (e *Engine) Close() {
	e.hooks.client.CloseIdleConnections()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.way != nil {
		e.way.Close()
	}
}

// set is the rules that were switched on at a stamp, compiled.
type set struct {
	stamp int64
	// of are those that answer an event, in order.
	of map[rules.Event][]*rule
	// orders: a condition speaks of the customer's orders, which are read for it.
	orders bool
}

// noRules is a set for looking at what was decided already.
var noRules = new(set)

// ofOrders reports whether the condition may speak of orders.
func ofOrders(c *rules.Condition) bool { return strings.Contains(c.Source(), "orders") }

// rule is a compiled rule.
type rule struct {
	rules.Rule
	condition *rules.Condition
	often     bool // it doesn't fire every time
	judges    bool // its condition asks what a message was taken for
}

// current returns the set that is switched on now. Compiling is kept until rules have changed.
func (e *Engine) current(ctx context.Context) (*set, error) {
	stamp, err := e.store.RuleStamp(ctx)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.set != nil && e.set.stamp == stamp {
		return e.set, nil
	}
	// Read after the stamp: should they change in between, the next look reads them anew.
	enabled, broken, err := e.store.EnabledRules(ctx)
	if err != nil {
		return nil, err
	}
	for id, err := range broken {
		e.log.ErrorContext(ctx, "a rule's settings can't be read; it is left out", "rule", id, "error", err)
	}
	s := &set{stamp: stamp, of: map[rules.Event][]*rule{}}
	for _, r := range enabled {
		condition, found := rules.Compile(r.Settings.Condition)
		if condition == nil {
			e.log.ErrorContext(ctx, "a rule's condition can't be compiled; it is left out", "rule", r.ID, "version", r.Version, "findings", len(found))
			continue
		}
		s.orders = s.orders || ofOrders(condition)
		compiled := &rule{Rule: r, condition: condition, often: r.Settings.Often != rules.EveryTime, judges: condition.AsksJudgement()}
		for _, t := range r.Settings.Triggers {
			if of := s.of[t.Event]; len(of) == 0 || of[len(of)-1] != compiled { // an event of time may stand there with two durations
				s.of[t.Event] = append(of, compiled)
			}
		}
	}
	e.set = s
	return s, nil
}

// answering are the rules that answer the event at a time: those that were switched on by then.
func (s *set) answering(event rules.Event, after desk.Seconds, at time.Time) []*rule {
	return slices.DeleteFunc(slices.Clone(s.of[event]), func(r *rule) bool {
		return at.Before(r.EnabledAt) || !slices.Contains(r.Settings.Triggers, rules.Trigger{Event: event, After: after})
	})
}

// neverChanged is the stamp of an installation that has never had a rule.
const neverChanged = 1

// entriesAtOnce is how many entries are read at once.
const entriesAtOnce = 500

// Matching implements rules.Set.
func (e *Engine) Matching(ctx context.Context, ticket uuid.UUID, after, through int64, withheld []int64) ([]rules.Match, error) {
	s, err := e.current(ctx)
	if err != nil || s.stamp == neverChanged {
		return nil, err
	}
	var matches []rules.Match
	for after < through {
		page, err := e.store.EntriesAfter(ctx, ticket, after, int(min(entriesAtOnce, through-after)))
		if err != nil {
			return nil, err
		}
		if len(page.Entries) == 0 {
			break
		}
		found, err := e.matching(ctx, s, ticket, page, withheld)
		if err != nil {
			return nil, err
		}
		matches, after = append(matches, found...), page.Through
	}
	return matches, nil
}

// MatchingJudged implements rules.Set.
func (e *Engine) MatchingJudged(ctx context.Context, ticket uuid.UUID, seq int64) ([]rules.Match, error) {
	s, err := e.current(ctx)
	if err != nil || s.stamp == neverChanged {
		return nil, err
	}
	page, err := e.store.EntriesAfter(ctx, ticket, seq-1, entriesAtOnce)
	if err != nil || len(page.Entries) == 0 || page.Entries[0].Seq != seq {
		return nil, err
	}
	entry := &page.Entries[0]
	t, err := e.ticket(ctx, ticket)
	if err != nil || t == nil {
		return nil, err
	}
	asking, err := e.ask(ctx, s, t, seq-1, seq)
	if err != nil {
		return nil, err
	}
	judged, err := e.store.Judgements(ctx, []uuid.UUID{ticket}, []int64{seq - 1})
	if err != nil {
		return nil, err
	}
	asking.aboutEntry(ctx, s, entry, before(*t, page.Entries[1:]), judged[ticket][seq])
	return asking.settle(ctx)
}

// matching asks the rules about a page of entries.
func (e *Engine) matching(ctx context.Context, s *set, ticket uuid.UUID, page *store.Page, withheld []int64) ([]rules.Match, error) {
	concerned := slices.ContainsFunc(page.Entries, func(entry desk.Entry) bool {
		return slices.ContainsFunc(EventsOf(&entry, true), func(event rules.Event) bool { return len(s.answering(event, 0, entry.CreatedAt)) > 0 })
	})
	if !concerned { // but an earlier try may have decided for rules that were switched off since
		asking, err := e.ask(ctx, noRules, &store.RuleTicket{ID: ticket}, page.From, page.Through)
		if err != nil {
			return nil, err
		}
		return asking.settle(ctx)
	}
	t, err := e.ticket(ctx, ticket)
	if err != nil || t == nil {
		return nil, err
	}
	asking, err := e.ask(ctx, s, t, page.From, page.Through)
	if err != nil {
		return nil, err
	}
	judged, err := e.store.Judgements(ctx, []uuid.UUID{ticket}, []int64{page.From})
	if err != nil {
		return nil, err
	}
	for i := range page.Entries {
		entry := &page.Entries[i]
		if len(EventsOf(entry, true)) == 0 {
			continue
		}
		asking.withheld = slices.Contains(withheld, entry.Seq)
		asking.aboutEntry(ctx, s, entry, before(*t, page.Entries[i+1:]), judged[ticket][entry.Seq])
	}
	return asking.settle(ctx)
}

// ticket reads a ticket; nil when it was erased.
func (e *Engine) ticket(ctx context.Context, id uuid.UUID) (*store.RuleTicket, error) {
	tickets, err := e.store.RuleTickets(ctx, id)
	if err != nil || len(tickets) == 0 {
		return nil, err
	}
	return &tickets[0], nil
}

// Next implements rules.Set.
func (e *Engine) Next(ctx context.Context, ticket uuid.UUID, asked []rules.Asked) (*rules.Due, error) {
	dues, _, _, err := e.dues(ctx, ticket, asked)
	if err != nil || len(dues) == 0 {
		return nil, err
	}
	return &dues[0], nil
}

// dues are the events that time has brought or will bring to the ticket as it stands, the earliest first, without those that
// rules were asked about.
func (e *Engine) dues(ctx context.Context, ticket uuid.UUID, asked []rules.Asked) ([]rules.Due, *set, *store.RuleTicket, error) {
	s, err := e.current(ctx)
	if err != nil || len(s.of[rules.CustomerSilent])+len(s.of[rules.Unanswered])+len(s.of[rules.WaitingLong]) == 0 {
		return nil, s, nil, err
	}
	t, err := e.ticket(ctx, ticket)
	if err != nil || t == nil {
		return nil, s, nil, err
	}
	var dues []rules.Due
	for _, w := range waits(t) {
		through := desk.Seconds(0)
		for _, a := range asked {
			if a.Event == w.event && a.Seq == w.seq {
				through = a.After
			}
		}
		for _, r := range s.of[w.event] {
			for _, trigger := range r.Settings.Triggers {
				due := rules.Due{Event: w.event, After: trigger.After, Seq: w.seq, At: w.since.Add(trigger.After.Duration()).UTC()}
				if trigger.Event == w.event && trigger.After > through && !due.At.Before(r.EnabledAt) && !slices.Contains(dues, due) {
					dues = append(dues, due)
				}
			}
		}
	}
	slices.SortStableFunc(dues, func(a, b rules.Due) int { return a.At.Compare(b.At) })
	return dues, s, t, nil
}

// MatchingAt implements rules.Set.
func (e *Engine) MatchingAt(ctx context.Context, ticket uuid.UUID, asked []rules.Asked, at time.Time) ([]rules.Match, []rules.Asked, error) {
	dues, s, t, err := e.dues(ctx, ticket, asked)
	if err != nil {
		return nil, asked, err
	}
	var asking *asking
	for _, due := range dues {
		if due.At.After(at) {
			break
		}
		if asking == nil {
			if asking, err = e.ask(ctx, s, t, 0, t.LastSeq); err != nil {
				return nil, asked, err
			}
			asking.ofTime = true
		}
		asking.about(ctx, s.answering(due.Event, due.After, due.At), &Moment{
			Event: due.Event, After: due.After, Seq: due.Seq, At: due.At, Ticket: t,
		})
		asked = append(slices.DeleteFunc(slices.Clone(asked), func(a rules.Asked) bool { return a.Event == due.Event }),
			rules.Asked{Event: due.Event, After: due.After, Seq: due.Seq})
	}
	if asking == nil {
		return nil, asked, nil
	}
	matches, err := asking.settle(ctx)
	return matches, asked, err
}
