package orders

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/store"
)

// Wishes does what is wanted of BaseLinker, by one request a step: a wish is read, and set where the order differs. A status is set
// once: who doesn't know whether a try arrived reads again before the next.
type Wishes struct {
	Store *store.Store
	Gate  *Gate
	Log   *slog.Logger
}

// WishStep is what came of a step.
type WishStep string

// What came of a step.
const (
	WishDiffers WishStep = "differs" // the order isn't as wanted: it is to be set
	WishEnded   WishStep = "ended"   // there is nothing more to do
	WishWaits   WishStep = "waits"   // its row says for what and until when
	WishAgain   WishStep = "again"   // something has changed meanwhile: read again
)

// noKeyPause is how long a wish waits whose account's token can't be opened: an admin must help.
const noKeyPause = 5 * time.Minute

// Read asks BaseLinker how the wish's order is, and ends the wish where there is nothing to set. An order that BaseLinker doesn't have
// counts as removed from then on, so that no rule wants anything of it again.
func (w *Wishes) Read(ctx context.Context, id uuid.UUID) (WishStep, error) {
	wish, err := w.Store.OrderWish(ctx, id)
	if desk.KindOf(err) == desk.NotFound || err == nil && wish.State != desk.WishWaiting {
		return WishEnded, nil
	}
	if err != nil {
		return "", err
	}
	var order *baselinker.Order
	at := time.Now()
	err = w.Gate.Call(ctx, wish.AccountID, Interactive, baselinker.MethodOrders, func(ctx context.Context, c *baselinker.Client) error {
		page, err := c.Orders(ctx, baselinker.OrdersQuery{OrderID: wish.OrderID, Unconfirmed: true})
		if err != nil {
			return err
		}
		for i := range page.Orders {
			if page.Orders[i].ID == wish.OrderID {
				order = &page.Orders[i]
			}
		}
		return nil
	})
	if err != nil {
		return w.stopped(ctx, wish, err)
	}
	if order == nil {
		if err := w.Store.RemoveOrders(ctx, wish.AccountID, []int64{wish.OrderID}, at); err != nil {
			return "", err
		}
		return w.end(ctx, wish, store.WishEnd{State: desk.WishRefused, Error: store.WishOrderGone})
	}
	if _, err := w.Store.SaveOrders(ctx, wish.AccountID, []baselinker.Order{*order}, at); err != nil {
		return w.stopped(ctx, wish, err)
	}
	known := true
	if wish.Kind == desk.WishStatus {
		if known, err = w.Store.StatusKnown(ctx, wish.AccountID, wish.Status.ID); err != nil {
			return "", err
		}
	}
	if end := weigh(wish, order, known); end != nil {
		return w.end(ctx, wish, *end)
	}
	if wish.Begun { // it did not arrive
		return WishDiffers, w.Store.ForgetTry(ctx, id)
	}
	return WishDiffers, nil
}

// weigh says how a wish ends of an order as BaseLinker has it; nil: the order is to be set. known: the status wanted is there.
func weigh(w *store.OrderWish, o *baselinker.Order, known bool) *store.WishEnd {
	so := &store.WishEnd{State: desk.WishNothing}
	if w.Begun {
		so.State = desk.WishDone // whose answer was lost
	}
	if w.Kind == desk.WishNote {
		comment, fits := appended(o.AdminComments, w.Note)
		switch {
		case comment == "":
			so.Comment = o.AdminComments
			return so
		case !fits:
			return &store.WishEnd{State: desk.WishRefused, Error: store.WishCommentFull}
		}
		return nil
	}
	switch {
	case o.StatusID == w.Status.ID:
		return so
	case w.Begun && (o.StatusID != w.Was.ID || !o.InStatusSince.Equal(w.WasSince)):
		return &store.WishEnd{State: desk.WishRefused, Error: store.WishMoved}
	case !known:
		return &store.WishEnd{State: desk.WishRefused, Error: store.WishStatusGone}
	}
	return nil
}

// appended is a comment with the note in a line of its own behind it; empty when it stands there already. fits: it isn't too long.
func appended(comment, note string) (all string, fits bool) {
	comment, note = strings.TrimSpace(strings.ReplaceAll(comment, "\r\n", "\n")), strings.TrimSpace(note)
	if strings.Contains("\n"+comment+"\n", "\n"+note+"\n") {
		return "", true
	}
	all = note
	if comment != "" {
		all = comment + "\n" + note
	}
	return all, utf8.RuneCountInString(all) <= baselinker.MaxAdminComments
}

// Set has BaseLinker set what is wanted, once: whoever called it and didn't hear its end mustn't call it again before Read said that
// the order differs.
func (w *Wishes) Set(ctx context.Context, id uuid.UUID) (WishStep, error) {
	begun, err := w.Store.BeginOrderWish(ctx, id)
	if err != nil {
		return "", err
	}
	if !begun {
		return WishAgain, nil
	}
	wish, err := w.Store.OrderWish(ctx, id)
	if err != nil {
		return "", err
	}
	order, err := w.Store.Order(ctx, wish.AccountID, wish.OrderID)
	if err != nil {
		return "", err
	}
	comment, fits := appended(order.AdminComments, wish.Note)
	if wish.Kind == desk.WishNote && (comment == "" || !fits) || wish.Kind == desk.WishStatus && order.StatusID == wish.Status.ID {
		return WishAgain, w.Store.ForgetTry(ctx, id)
	}
	method := baselinker.MethodSetStatus
	if wish.Kind == desk.WishNote {
		method = baselinker.MethodSetFields
	}
	err = w.Gate.Call(ctx, wish.AccountID, Interactive, method, func(ctx context.Context, c *baselinker.Client) error {
		if wish.Kind == desk.WishNote {
			return c.SetFields(ctx, wish.OrderID, baselinker.Fields{AdminComments: &comment})
		}
		return c.SetStatus(ctx, wish.OrderID, wish.Status.ID)
	})
	// What is known now, only this process knows.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), insistFor)
	defer cancel()
	var step WishStep
	insisted := insist(ctx, func() (e error) {
		step, e = w.settle(ctx, wish, comment, err)
		return e
	})
	return step, insisted
}

// settle notes what became of a try.
func (w *Wishes) settle(ctx context.Context, wish *store.OrderWish, comment string, err error) (WishStep, error) {
	var wait *Wait
	switch {
	case err == nil:
		w.Log.InfoContext(ctx, "a wish to BaseLinker is done", "wish", wish.ID, "account", wish.AccountID, "kind", wish.Kind)
		return w.end(ctx, wish, store.WishEnd{State: desk.WishDone, Comment: comment})
	case !errors.As(err, &wait) || !wait.MaybeApplied: // it surely wasn't done
		if err := w.Store.ForgetTry(ctx, wish.ID); err != nil {
			return "", err
		}
	}
	step, noted := w.stopped(ctx, wish, err)
	if noted != nil && errors.Is(noted, err) { // nothing was sent, and nobody knows why: the next look finds out
		w.Log.WarnContext(ctx, "a wish to BaseLinker could not be tried", "wish", wish.ID, "account", wish.AccountID, "error", err)
		return WishAgain, nil
	}
	return step, noted
}

// stopped notes why a step could not be made: what it waits for, or that it is refused. An error is to be tried again.
func (w *Wishes) stopped(ctx context.Context, wish *store.OrderWish, err error) (WishStep, error) {
	var wait *Wait
	var refused *baselinker.Error
	switch {
	case errors.As(err, &wait):
		return WishWaits, w.Store.PutOffOrderWish(ctx, wish.ID, wait.For, wait.Until)
	case errors.As(err, &refused):
		return w.end(ctx, wish, store.WishEnd{State: desk.WishRefused, Error: refused.Code, Words: refused.Message})
	case desk.KindOf(err) == desk.NotFound:
		return w.end(ctx, wish, store.WishEnd{State: desk.WishRefused, Error: store.WishAccountGone})
	case desk.KindOf(err) == desk.Unavailable:
		return WishWaits, w.Store.PutOffOrderWish(ctx, wish.ID, desk.WaitUnreachable, time.Now().Add(noKeyPause))
	}
	return "", err
}

func (w *Wishes) end(ctx context.Context, wish *store.OrderWish, end store.WishEnd) (WishStep, error) {
	if end.State == desk.WishRefused {
		w.Log.InfoContext(ctx, "a wish to BaseLinker is refused", "wish", wish.ID, "account", wish.AccountID, "kind", wish.Kind, "code", end.Error)
	}
	return WishEnded, w.Store.EndOrderWish(ctx, wish.ID, end)
}

// The tries to note what became of a request, which nobody but this process knows.
const (
	insistFor   = 15 * time.Second
	insistPause = 200 * time.Millisecond
)

// insist tries until it is done, or the context ends.
func insist(ctx context.Context, do func() error) error {
	for pause := insistPause; ; pause *= 2 {
		err := do()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
}
