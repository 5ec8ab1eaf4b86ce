package orders

import (
	"context"
	"errors"
	"slices"
	"time"

	"rozmowa/baselinker"
	"rozmowa/store"
)

// watched are the events of the journal by which an order, or its packages, are others than before.
var watched = []baselinker.LogType{
	baselinker.LogCreated, baselinker.LogConfirmed, baselinker.LogPaid, baselinker.LogRemoved, baselinker.LogMerged, baselinker.LogSplit,
	baselinker.LogPackageMade, baselinker.LogPackageRemoved, baselinker.LogDeliveryEdited, baselinker.LogProductAdded,
	baselinker.LogProductEdited, baselinker.LogProductRemoved, baselinker.LogOrderEdited, baselinker.LogCopied, baselinker.LogStatusChanged,
	baselinker.LogInvoiceEdited, baselinker.LogPackageProgress,
}

// journal reads a page of the journal. An account that keeps none answers with an empty one; so does one where nothing has happened.
func (r *run) journal(ctx context.Context) error {
	var logs []baselinker.Log
	err := r.call(ctx, baselinker.MethodJournal, func(ctx context.Context, c *baselinker.Client) (err error) {
		logs, err = c.Journal(ctx, baselinker.JournalQuery{After: r.mirror.LogID, Types: watched})
		return err
	})
	var wait *Wait
	if refused := errors.As(err, new(*baselinker.Error)) && !errors.As(err, &wait); err != nil && !refused {
		return err
	}
	last := r.mirror.LogID
	var changes []store.OrderChange
	for _, l := range logs {
		last = max(last, l.ID)
		changes = append(changes, changesOf(&l)...)
	}
	kept := r.journaled()
	switch {
	case len(logs) > 0:
		// What happened since it was read last may have been forgotten.
		if kept && r.at.Sub(r.mirror.JournalAt) > journalKept {
			r.Log.WarnContext(ctx, "the journal wasn't followed for too long; all orders are read again", "account", r.in.Account)
			if err := r.Store.BeginOrdersAgain(ctx, r.in.Account, r.start(), true, r.at); err != nil {
				return err
			}
		}
		kept = true
	case err != nil, r.mirror.LogID == 0, r.in.New > 0:
		// There are new orders, of which a journal would tell.
		kept = false
	}
	if err := r.Store.NoteJournal(ctx, r.in.Account, r.mirror.LogID, last, changes, kept, r.at); err != nil {
		return err
	}
	if len(logs) > 0 && last > r.mirror.LogID {
		r.then(ReadJournal).New = 0 // it has told of them
		return nil
	}
	r.then(ReadChanged)
	return nil
}

// start is from when on orders are mirrored.
func (r *run) start() time.Time {
	if start := r.at.AddDate(0, -store.ArchiveAge, 0).Truncate(time.Second); start.After(r.mirror.StartsAt) {
		return start
	}
	return r.mirror.StartsAt
}

// changesOf are the orders that an event is about.
func changesOf(l *baselinker.Log) (changes []store.OrderChange) {
	if l.OrderID != 0 {
		changes = append(changes, store.OrderChange{OrderID: l.OrderID, At: l.At, Packages: l.Type == baselinker.LogPackageProgress})
	}
	switch l.Type {
	case baselinker.LogMerged, baselinker.LogSplit, baselinker.LogCopied: // also the other order
		if l.ObjectID != 0 {
			changes = append(changes, store.OrderChange{OrderID: l.ObjectID, At: l.At})
		}
	}
	return changes
}

// crowd is from how many changed orders on a page of a hundred is asked for instead of a single order.
const crowd = 3

// changed reads orders that may have changed: the first alone, or where there are many with those that come after it.
func (r *run) changed(ctx context.Context, out *Stepped) error {
	order, err := r.Store.NextChangedOrder(ctx, r.in.Account)
	if err != nil {
		return err
	}
	if order == nil {
		return r.beginAgain(ctx)
	}
	together := order.Near >= crowd && r.in.Alone != order.OrderID && !order.ConfirmedAt.IsZero()
	q := baselinker.OrdersQuery{OrderID: order.OrderID, Unconfirmed: true}
	if together {
		q = baselinker.OrdersQuery{ConfirmedFrom: order.ConfirmedAt}
	}
	page, err := r.orders(ctx, q)
	if err != nil {
		return err
	}
	saved, err := r.Store.SaveOrders(ctx, r.in.Account, page.Orders, r.at)
	if err != nil {
		return err
	}
	out.New, out.Changed = saved.New, saved.Changed
	next := r.then(ReadChanged)
	if next.Asked++; next.Asked >= changedAsked {
		*next = StepInput{Account: r.in.Account}
	}
	switch there := slices.ContainsFunc(page.Orders, func(o baselinker.Order) bool { return o.ID == order.OrderID }); {
	case there:
	case together:
		next.Alone = order.OrderID
	default: // BaseLinker doesn't have it
		return r.Store.RemoveOrders(ctx, r.in.Account, []int64{order.OrderID}, r.at)
	}
	return nil
}

// beginAgain begins to read the last days' known orders again, or goes on with that; where there is a journal, all are enough.
func (r *run) beginAgain(ctx context.Context) error {
	if r.mirror.Again.At.IsZero() {
		if r.journaled() {
			return r.beginAll(ctx)
		}
		if err := r.Store.BeginOrdersAgain(ctx, r.in.Account, r.at.Add(-recent).Truncate(time.Second), false, r.at); err != nil {
			return err
		}
	}
	r.then(ReadAgain).Pages = 0
	return nil
}

// beginAll begins to read all known orders again where that is due, goes on with that, or ends the pass.
func (r *run) beginAll(ctx context.Context) error {
	if r.mirror.All.At.IsZero() {
		due := allAgain
		if r.journaled() {
			due = allAgainJournaled
		}
		if r.at.Sub(r.mirror.AllAgainAt) <= due {
			return nil
		}
		if err := r.Store.BeginOrdersAgain(ctx, r.in.Account, r.start(), true, r.at); err != nil {
			return err
		}
	}
	r.then(ReadAll).Pages = 0
	return nil
}

func (r *run) journaled() bool { return r.mirror.Journal != nil && *r.mirror.Journal }

// again reads a page of the last days' known orders again.
func (r *run) again(ctx context.Context, out *Stepped) error {
	more, err := r.pageAgain(ctx, false, r.mirror.Again, out)
	if err != nil {
		return err
	}
	if more && r.in.Pages+1 < againPages {
		r.then(ReadAgain).Pages++
		return nil
	}
	return r.beginAll(ctx)
}

// all reads a page of all known orders again.
func (r *run) all(ctx context.Context, out *Stepped) error {
	more, err := r.pageAgain(ctx, true, r.mirror.All, out)
	if err != nil {
		return err
	}
	if more && r.in.Pages+1 < allPages {
		r.then(ReadAll).Pages++
	}
	return nil
}

// pageAgain reads a page of known orders again from the cursor; more: there are others behind it. A cursor that rests has none.
func (r *run) pageAgain(ctx context.Context, all bool, from store.OrderCursor, out *Stepped) (more bool, err error) {
	if from.At.IsZero() {
		return false, nil
	}
	page, err := r.page(ctx, from)
	if err != nil {
		return false, err
	}
	next, more := following(from, page, r.at)
	if !more {
		next = store.OrderCursor{}
	}
	saved, err := r.Store.KeepOrdersAgain(ctx, r.in.Account, all, from, next, store.OrderPage{Orders: page.Orders, At: r.at})
	out.New, out.Changed = saved.New, saved.Changed
	return more, err
}
