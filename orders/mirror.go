package orders

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/store"
)

// Mirror reads an account's orders into the store, in steps that each make one request, in the background. How far it is stands in the
// mirror's row and moves with the orders of each page, so that it goes on wherever it was left, also in the middle of a step.
//
// A pass is: statuses and sources once a day; the pages of new orders; the journal; the orders whose change it told of; pages of orders
// that are known, to see what no journal tells: of the last days, and behind them some of all.
type Mirror struct {
	Store *store.Store
	Gate  *Gate
	// Now is the clock; nil: the machine's.
	Now func() time.Time
	Log *slog.Logger
}

// Step is what a mirror does next.
type Step string

// The steps of a pass, in their order. None of them: the mirror is up to date.
const (
	ReadStatuses Step = "statuses"
	ReadSources  Step = "sources"
	ReadNew      Step = "new"
	ReadJournal  Step = "journal"
	ReadChanged  Step = "changed"
	ReadAgain    Step = "again" // of the last days
	ReadAll      Step = "all"
)

// The mirror's pace.
const (
	// MirrorEvery is how often a mirror looks for what is new.
	MirrorEvery = 5 * time.Minute
	// wordsAge is how old statuses and sources may be.
	wordsAge = 24 * time.Hour
	// overlap is by how much a look reaches behind the newest order that is known: BaseLinker's clocks may differ a little.
	overlap = 10 * time.Minute
	// againPages is how many pages of the last days' known orders a pass reads, allPages how many of all. Both together take some
	// three minutes of the usual budget.
	againPages = 100
	allPages   = 40
	// changedAsked is how many requests for changed orders a pass makes; then the next begins at once, which looks for new ones first.
	changedAsked = 50
	// Without a journal the orders of the recent days are read again all the time, and all of them after allAgain; with one all are read again
	// after allAgainJournaled, to find what it didn't tell.
	recent            = 3 * 24 * time.Hour
	allAgain          = 12 * time.Hour
	allAgainJournaled = 7 * 24 * time.Hour
	// journalKept is for how long the journal surely keeps events; BaseLinker says three days.
	journalKept = 70 * time.Hour
	// refusedFor is the pause after BaseLinker refused a request for a reason that we don't know.
	refusedFor = 15 * time.Minute
)

// Refused is what a mirror waits for whose request BaseLinker refused, in the place of a desk.OrderWait.
const Refused desk.OrderWait = "refused"

// StepInput says what to do, and what the pass has done so far.
type StepInput struct {
	Account uuid.UUID `json:"account"`
	// Step is empty for the first of a pass.
	Step Step `json:"step,omitempty"`
	// Words: statuses and sources are wanted, however old they are.
	Words bool `json:"words,omitempty"`
	// Pages is how many pages of known orders the pass has read in this step; New how many orders were new.
	Pages int `json:"pages,omitempty"`
	New   int `json:"new,omitempty"`
	// Asked is how many requests the pass has made for changed orders.
	Asked int `json:"asked,omitempty"`
	// Alone is the changed order that wasn't where it was looked for, and is asked for by its number.
	Alone int64 `json:"alone,omitempty"`
}

// Stepped is what came of a step.
type Stepped struct {
	// Gone: the account was removed.
	Gone bool `json:"gone,omitempty"`
	// Wait: BaseLinker couldn't be asked, for that reason; Until is when to try again, zero when nobody knows.
	Wait  desk.OrderWait `json:"wait,omitempty"`
	Until time.Time      `json:"until,omitzero"`
	// Next is what to do next; nil: the mirror is up to date.
	Next *StepInput `json:"next,omitempty"`

	Phase   store.MirrorPhase `json:"phase,omitempty"`
	Orders  int64             `json:"orders"`
	Odd     int64             `json:"odd,omitempty"`
	Through time.Time         `json:"through,omitzero"`
	New     int               `json:"new,omitempty"`
	Changed int               `json:"changed,omitempty"`
}

// Step does a step. What keeps it waiting is noted in the mirror's row, but for the budget: that is a *Wait and nothing to tell of.
func (m *Mirror) Step(ctx context.Context, in StepInput) (*Stepped, error) {
	at := m.now()
	mirror, err := m.Store.OrderMirror(ctx, in.Account, at.AddDate(0, -store.ArchiveAge, 0).Truncate(time.Second))
	if desk.KindOf(err) == desk.NotFound {
		return &Stepped{Gone: true}, nil
	}
	if err != nil {
		return nil, err
	}
	in = m.begin(in, mirror, at)
	run := &run{Mirror: m, mirror: mirror, in: in, at: at}
	out := &Stepped{}
	switch in.Step {
	case ReadStatuses:
		err = run.statuses(ctx)
	case ReadSources:
		err = run.sources(ctx)
	case ReadJournal:
		err = run.journal(ctx)
	case ReadChanged:
		err = run.changed(ctx, out)
	case ReadAgain:
		err = run.again(ctx, out)
	case ReadAll:
		err = run.all(ctx, out)
	default:
		err = run.new(ctx, out)
	}
	if err != nil {
		return m.failed(ctx, in, err)
	}
	after, err := m.Store.OrderMirror(ctx, in.Account, mirror.StartsAt)
	if desk.KindOf(err) == desk.NotFound {
		return &Stepped{Gone: true}, nil
	}
	if err != nil {
		return nil, err
	}
	out.Phase, out.Orders, out.Odd, out.Through, out.Next = after.Phase, after.Orders, after.Odd, after.New.At, run.next
	return out, nil
}

func (m *Mirror) now() time.Time {
	if m.Now == nil {
		return time.Now()
	}
	return m.Now()
}

// begin says what a pass begins with.
func (m *Mirror) begin(in StepInput, mirror *store.OrderMirror, at time.Time) StepInput {
	if in.Step != "" {
		return in
	}
	in.Step = ReadNew
	if in.Words || at.Sub(mirror.WordsAt) > wordsAge {
		in.Step = ReadStatuses
	}
	return in
}

// failed says what an error of a step means.
func (m *Mirror) failed(ctx context.Context, in StepInput, err error) (*Stepped, error) {
	if desk.KindOf(err) == desk.NotFound {
		return &Stepped{Gone: true}, nil
	}
	out := &Stepped{Next: &in}
	var wait *Wait
	var refused *baselinker.Error
	switch {
	case errors.As(err, &wait) && wait.For == desk.WaitBudget:
		return nil, err
	case errors.As(err, &wait):
		out.Wait, out.Until = wait.For, wait.Until
	case errors.As(err, &refused):
		m.Log.WarnContext(ctx, "BaseLinker refuses what a mirror asks", "account", in.Account, "error", refused)
		out.Wait, out.Until = Refused, m.now().Add(refusedFor)
	default:
		return nil, err
	}
	if err := m.Store.NoteMirrorFailing(ctx, in.Account, string(out.Wait), out.Until); err != nil {
		return nil, err
	}
	return out, nil
}

// run is one step.
type run struct {
	*Mirror
	mirror *store.OrderMirror
	in     StepInput
	at     time.Time
	next   *StepInput // nil: the pass ends
}

// then says what comes next.
func (r *run) then(step Step) *StepInput {
	next := r.in
	next.Step, next.Alone = step, 0
	r.next = &next
	return &next
}

func (r *run) call(ctx context.Context, method string, request func(context.Context, *baselinker.Client) error) error {
	return r.Gate.Call(ctx, r.in.Account, Background, method, request)
}

func (r *run) orders(ctx context.Context, q baselinker.OrdersQuery) (page *baselinker.OrderPage, err error) {
	err = r.call(ctx, baselinker.MethodOrders, func(ctx context.Context, c *baselinker.Client) error {
		page, err = c.Orders(ctx, q)
		return err
	})
	return page, err
}

// page reads the oldest orders from a cursor on. A full one in which nothing says when an order was confirmed leads nowhere.
func (r *run) page(ctx context.Context, from store.OrderCursor) (*baselinker.OrderPage, error) {
	page, err := r.orders(ctx, baselinker.OrdersQuery{ConfirmedFrom: from.At, IDFrom: from.AfterID})
	if err != nil {
		return nil, err
	}
	dated := func(o baselinker.Order) bool { return !o.ConfirmedAt.IsZero() }
	if page.Full() && !slices.ContainsFunc(page.Orders, dated) {
		return nil, &baselinker.Error{Kind: baselinker.Refused, Method: baselinker.MethodOrders, Code: "dates_missing"}
	}
	return page, nil
}

func (r *run) statuses(ctx context.Context) error {
	if err := SaveStatuses(ctx, r.Store, r.Gate, r.in.Account, Background, r.at); err != nil {
		return err
	}
	r.then(ReadSources)
	return nil
}

func (r *run) sources(ctx context.Context) error {
	r.then(ReadNew).Words = false
	return SaveSources(ctx, r.Store, r.Gate, r.in.Account, Background, r.at)
}

// SaveStatuses reads an account's statuses into the store. Errors: as Gate.Call's.
func SaveStatuses(ctx context.Context, s *store.Store, g *Gate, account uuid.UUID, p Priority, at time.Time) error {
	var statuses []baselinker.Status
	err := g.Call(ctx, account, p, baselinker.MethodStatuses, func(ctx context.Context, c *baselinker.Client) (err error) {
		statuses, err = c.Statuses(ctx)
		return err
	})
	if err != nil {
		return err
	}
	return s.SaveOrderStatuses(ctx, account, statuses, at)
}

// SaveSources reads into the store where an account's orders come from. An account that refuses to tell has none. Errors: as
// Gate.Call's.
func SaveSources(ctx context.Context, s *store.Store, g *Gate, account uuid.UUID, p Priority, at time.Time) error {
	var sources []baselinker.Source
	err := g.Call(ctx, account, p, baselinker.MethodSources, func(ctx context.Context, c *baselinker.Client) (err error) {
		sources, err = c.Sources(ctx)
		return err
	})
	var wait *Wait
	if err != nil && (errors.As(err, &wait) || !errors.As(err, new(*baselinker.Error))) {
		return err
	}
	return s.SaveOrderSources(ctx, account, sources, at)
}

// new reads a page of new orders.
func (r *run) new(ctx context.Context, out *Stepped) error {
	from := r.mirror.New
	page, err := r.page(ctx, from)
	if err != nil {
		return err
	}
	next, more := following(from, page, r.at)
	if !more {
		next = rested(from, page, r.mirror.StartsAt, r.at)
	}
	saved, moved, err := r.Store.KeepNewOrders(ctx, r.in.Account, from, next,
		store.OrderPage{Orders: page.Orders, Odd: page.Skipped, At: r.at}, !more)
	if err != nil {
		return err
	}
	out.New, out.Changed = saved.New, saved.Changed
	step := ReadNew
	if !more && moved {
		step = ReadJournal
	}
	r.then(step).New += saved.New
	return nil
}

// following says where to go on behind a page of the oldest orders from a cursor on; more is false when it held all that there is. Pages
// are in the order of confirmation, and within a second of numbers.
//
// A whole page may be of one second, so that its last second isn't left behind: it is read again from its beginning, and one that fills a
// page by itself is read by numbers.
func following(from store.OrderCursor, page *baselinker.OrderPage, at time.Time) (next store.OrderCursor, more bool) {
	if !page.Full() {
		// Behind a second that is read by numbers there may be orders with smaller ones.
		return store.OrderCursor{At: from.At.Add(time.Second)}, from.AfterID != 0
	}
	last, lastID := from.At, from.AfterID
	for i := range page.Orders {
		o := &page.Orders[i]
		if o.ConfirmedAt.After(at.Add(overlap)) {
			return store.OrderCursor{}, false // a date of the future: what comes before is all there
		}
		if o.ConfirmedAt.After(last) {
			last, lastID = o.ConfirmedAt, 0
		}
		if o.ConfirmedAt.Equal(from.At) {
			lastID = max(lastID, o.ID)
		}
	}
	switch {
	case last.After(from.At) && from.AfterID == 0:
		return store.OrderCursor{At: last}, true
	case last.After(from.At), lastID == from.AfterID: // the second is at its end, or its orders can't be told apart
		return store.OrderCursor{At: from.At.Add(time.Second)}, true
	}
	return store.OrderCursor{At: from.At, AfterID: lastID}, true
}

// rested says where the next look for new orders begins, when a page held all that there is.
func rested(from store.OrderCursor, page *baselinker.OrderPage, startsAt, at time.Time) store.OrderCursor {
	if len(page.Orders) == 0 {
		return from
	}
	last := from.At
	for i := range page.Orders {
		if t := page.Orders[i].ConfirmedAt; t.After(last) && !t.After(at) {
			last = t
		}
	}
	if last = last.Add(-overlap); last.Before(startsAt) {
		last = startsAt
	}
	return store.OrderCursor{At: last}
}
