package orders

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/store"
)

// Lookup asks BaseLinker live about a ticket's customer and orders, one request a call, before the mirror's work.
type Lookup struct {
	Store *store.Store
	Gate  *Gate
	// Now is the clock; nil: the machine's.
	Now func() time.Time
}

// Question is what BaseLinker is asked.
type Question struct {
	Ticket  uuid.UUID `json:"ticket"`
	Account uuid.UUID `json:"account"`
	// Order is asked for alone, with Packages its parcels; 0: all of the address that is looked up for the ticket.
	Order    int64 `json:"order,omitempty"`
	Packages bool  `json:"packages,omitempty"`
	// From is where an address's further pages begin; Page is how many came before.
	From *store.OrderCursor `json:"from,omitempty"`
	Page int                `json:"page,omitempty"`
}

// Answer is what came of a question.
type Answer struct {
	// Wait: BaseLinker couldn't be asked, for that reason; Until is when to try again, zero when nobody knows.
	Wait  desk.OrderWait `json:"wait,omitempty"`
	Until time.Time      `json:"until,omitzero"`
	// Refused: BaseLinker refused the question itself.
	Refused bool `json:"refused,omitempty"`
	// Orders is how many it told of.
	Orders int `json:"orders,omitempty"`
	// Next is what to ask next: the address has more orders than the page held.
	Next *Question `json:"next,omitempty"`
}

// maxPages is how many pages of one address's orders are asked for.
const maxPages = 10

// Ask asks, and keeps what BaseLinker says. Of an account or a ticket that has gone there is nothing to ask.
func (l *Lookup) Ask(ctx context.Context, q Question) (*Answer, error) {
	answer := &Answer{}
	var err error
	if q.Packages {
		err = l.packages(ctx, q)
	} else {
		err = l.orders(ctx, q, answer)
	}
	var wait *Wait
	var refused *baselinker.Error
	switch {
	case err == nil, desk.KindOf(err) == desk.NotFound:
		return answer, nil
	case errors.As(err, &wait):
		return &Answer{Wait: wait.For, Until: wait.Until}, nil
	case errors.As(err, &refused):
		return &Answer{Refused: true}, nil
	}
	return nil, err
}

func (l *Lookup) orders(ctx context.Context, q Question, answer *Answer) error {
	query := baselinker.OrdersQuery{OrderID: q.Order, Unconfirmed: true}
	if q.Order == 0 {
		address, err := l.Store.LookupAddress(ctx, q.Ticket)
		if err != nil || address == "" {
			return err
		}
		query.Email = address
	}
	from := store.OrderCursor{}
	if q.From != nil {
		from = *q.From
		query.ConfirmedFrom, query.IDFrom = from.At, from.AfterID
	}
	at := l.now()
	var page *baselinker.OrderPage
	err := l.Gate.Call(ctx, q.Account, Interactive, baselinker.MethodOrders, func(ctx context.Context, c *baselinker.Client) (err error) {
		page, err = c.Orders(ctx, query)
		return err
	})
	if err != nil {
		return err
	}
	if q.Order != 0 && len(page.Orders) == 0 {
		return l.Store.RemoveOrders(ctx, q.Account, []int64{q.Order}, at)
	}
	answer.Orders = len(page.Orders)
	if _, err := l.Store.SaveOrders(ctx, q.Account, page.Orders, at); err != nil {
		return err
	}
	if q.Order == 0 && q.Page+1 < maxPages {
		answer.Next = nextPage(q, from, page, at)
	}
	return nil
}

// nextPage asks for what comes behind a page of an address's orders, the oldest first; nil: nothing. What is archived isn't worth a
// request: behind the first page it goes on with orders that aren't. Unconfirmed ones have no place among them.
func nextPage(q Question, from store.OrderCursor, page *baselinker.OrderPage, at time.Time) *Question {
	next, more := following(from, page, at)
	if !more {
		return nil
	}
	if live := at.AddDate(0, -store.ArchiveAge, 0).Truncate(time.Second); next.At.Before(live) {
		next = store.OrderCursor{At: live}
	}
	q.From, q.Page = &next, q.Page+1
	return &q
}

func (l *Lookup) packages(ctx context.Context, q Question) error {
	at := l.now()
	var packages []baselinker.Package
	err := l.Gate.Call(ctx, q.Account, Interactive, baselinker.MethodPackages, func(ctx context.Context, c *baselinker.Client) (err error) {
		packages, err = c.Packages(ctx, q.Order)
		return err
	})
	if err != nil {
		return err
	}
	return l.Store.SavePackages(ctx, q.Account, q.Order, packages, at)
}

func (l *Lookup) now() time.Time {
	if l.Now == nil {
		return time.Now()
	}
	return l.Now()
}
