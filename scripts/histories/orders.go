package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"rozmowa/baselinker/fakebase"
	"rozmowa/workflows"
)

// The tokens that the seller's stand-in takes.
const (
	firstToken  = "1-23-NAGRANIE"
	secondToken = "1-24-NAGRANIE"
	thirdToken  = "1-25-NAGRANIE"
)

// ewa buys when the mirror is there already.
var ewa = customer{"Ewa Ćwiklińska", "ewa@poczta.example"}

// openSeller starts BaseLinker's stand-in: a shop with three pages of orders, more than a page of which share a second.
func (p *play) openSeller(ctx context.Context) (err error) {
	p.seller, err = fakebase.Listen(ctx, fakebase.New(fakebase.Config{
		Seed: 23, Orders: 250, SameSecond: 120, Journal: fakebase.Journal{On: true},
		Tokens: []string{p.secret(firstToken), p.secret(secondToken), p.secret(thirdToken)},
	}), 0, 0)
	if err != nil {
		return err
	}
	for _, o := range p.seller.Orders() {
		for _, text := range []string{o.Email, o.Delivery.Name, o.Delivery.Street, o.Delivery.Number, o.Invoice.Name, o.Login, o.Phone} {
			if text != "" {
				p.secret(text)
			}
		}
	}
	return nil
}

// account is a connected account of the seller's.
type account struct {
	*play
	id, name string
	version  int64
}

// connects an account, or gives one another token.
func (a *account) connects(ctx context.Context, token string) error {
	var saved struct{ Version int64 }
	err := a.call(ctx, request{method: http.MethodPut, path: "/api/v1/baselinker/accounts/" + a.id, cookie: a.admin.cookie, body: map[string]any{
		"version": a.version, "name": a.secret(a.name), "token": token, "budget": 100,
	}}, &saved)
	a.version = saved.Version
	return err
}

// is waits until the settings show that of the account.
func (a *account) is(ctx context.Context, phase, rejected string) error {
	return until(ctx, "an account is "+phase+rejected, func(ctx context.Context) (bool, error) {
		var listed struct {
			Accounts []struct {
				ID, Rejected string
				Mirror       struct{ Phase string }
			}
		}
		err := a.call(ctx, request{method: http.MethodGet, path: "/api/v1/baselinker/accounts", cookie: a.admin.cookie}, &listed)
		for _, l := range listed.Accounts {
			if l.ID == a.id {
				return l.Mirror.Phase == phase && l.Rejected == rejected, err
			}
		}
		return false, err
	})
}

// looks has the account's mirror look now.
func (a *account) looks(ctx context.Context) error {
	return a.engine.SignalWorkflow(ctx, workflows.OrderMirrorID(uuid.MustParse(a.id)), "", workflows.LookSignal, nil)
}

// wants has an agent want something of an order.
func (a *account) wants(ctx context.Context, c *chat, order int64, what map[string]any) error {
	what["id"] = uuid.New()
	path := fmt.Sprintf("/api/v1/tickets/%s/orders/%s/%d/wishes", c.id, a.id, order)
	return a.call(ctx, request{method: http.MethodPost, path: path, cookie: a.anna.cookie, body: what}, nil)
}

func status(id int64) map[string]any { return map[string]any{"kind": "status", "statusId": id} }

func (a *account) notes(text string) map[string]any {
	return map[string]any{"kind": "note", "note": a.secret(text)}
}

// blocked has somebody else have asked too much with the account's token.
func (p *play) blocked(token string, length time.Duration) {
	p.seller.BlockToken(token, time.Now().Add(length))
}

// allOrders plays what asks BaseLinker.
func (p *play) allOrders(ctx context.Context) error {
	a := &account{play: p, id: uuid.NewString(), name: "Pracownia nagrań"}
	var ewas *chat
	for name, play := range slices.All([]func() error{
		func() error { return aMirror(ctx, a) },
		func() error { return aMirrorThatEnds(ctx, p) },
		func() (err error) { ewas, err = lookups(ctx, a); return err },
		func() error { return wishes(ctx, a, ewas) },
		func() error { return ewas.ends(ctx) },
	}) {
		if err := play(); err != nil {
			return fmt.Errorf("scenario %d of orders: %w", name+1, err)
		}
	}
	return nil
}

// aMirror fills, follows, is told of changes by the journal, waits for the end of a block, and goes on when the recording ends.
func aMirror(ctx context.Context, a *account) error {
	say("playing a-mirror")
	f := a.follow("a-mirror", workflows.OrderMirrorID(uuid.MustParse(a.id)))
	f.open = true
	orders := a.seller.Orders()
	return steps(
		func() error { return a.connects(ctx, firstToken) },
		func() error { return a.is(ctx, "following", "") },
		func() error { return f.recorded(ctx, "TimerStarted", 1) },
		func() error {
			for _, o := range orders[:2] {
				a.seller.SetStatus(o.ID, a.seller.Statuses()[3].ID)
			}
			a.seller.RemoveOrder(orders[2].ID)
			return a.looks(ctx)
		},
		func() error { return f.recorded(ctx, "TimerStarted", 2) },
		func() error { a.blocked(firstToken, 12*time.Second); return a.looks(ctx) },
		func() error { return f.recorded(ctx, "TimerFired", 1) },
		func() error { return f.recorded(ctx, "TimerStarted", 4) },
	)
}

// aMirrorThatEnds is refused its token, gets another, and ends when its account is disconnected.
func aMirrorThatEnds(ctx context.Context, p *play) error {
	say("playing a-mirror-that-ends")
	b := &account{play: p, id: uuid.NewString(), name: "Druga pracownia"}
	f := p.follow("a-mirror-that-ends", workflows.OrderMirrorID(uuid.MustParse(b.id)))
	return steps(
		func() error { return b.connects(ctx, secondToken) },
		func() error { return b.is(ctx, "following", "") },
		func() error { return f.recorded(ctx, "TimerStarted", 1) },
		func() error { p.seller.RevokeToken(secondToken); return b.looks(ctx) },
		func() error { return b.is(ctx, "following", "token") },
		func() error { return f.recorded(ctx, "TimerStarted", 2) },
		func() error { return b.connects(ctx, thirdToken) },
		func() error { return f.recorded(ctx, "TimerStarted", 3) },
		func() error {
			return p.call(ctx, request{method: http.MethodDelete, path: "/api/v1/baselinker/accounts/" + b.id, cookie: p.admin.cookie}, nil)
		},
		func() error { return b.looks(ctx) },
		func() error { return f.over(ctx, 1) },
	)
}

// lookups play one that finds orders and their parcels and is asked for again, and one that waits. The first's chat goes on.
func lookups(ctx context.Context, a *account) (*chat, error) {
	say("playing lookups")
	for range 2 {
		o := a.seller.NewOrder(fakebase.Customer{Name: ewa.name, Email: ewa.email})
		o.Delivery.Number = a.secret("520000012345678901234567")
		a.seller.AddOrder(o)
	}
	found, err := a.starts(ctx, usual, "a-chat-with-orders", ewa)
	if err != nil {
		return nil, err
	}
	f := a.follow("a-lookup", workflows.OrderLookupID(uuid.MustParse(found.id)))
	f.runs = 2
	if err := steps(
		func() error { return f.over(ctx, 1) },
		func() error {
			return until(ctx, "it is looked up again", func(ctx context.Context) (bool, error) { // not twice within some seconds
				if err := a.anna.post(ctx, found, "orders/refresh", nil, 0); err != nil {
					return false, err
				}
				runs, err := f.list(ctx)
				return len(runs) == 2, err
			})
		},
		func() error { return f.over(ctx, 2) },
	); err != nil {
		return nil, err
	}
	a.blocked(firstToken, 20*time.Second)
	waiting, err := a.starts(ctx, usual, "a-chat-during-a-block", bozydar)
	if err != nil {
		return nil, err
	}
	w := a.follow("a-lookup-that-waits", workflows.OrderLookupID(uuid.MustParse(waiting.id)))
	return found, steps(
		func() error { return w.recorded(ctx, "TimerStarted", 1) },
		func() error { // an agent has no patience
			return until(ctx, "it tries at once", func(ctx context.Context) (bool, error) {
				if err := a.anna.post(ctx, waiting, "orders/refresh", nil, 0); err != nil {
					return false, err
				}
				events, err := w.events(ctx, "")
				return slices.ContainsFunc(events, signalled), err
			})
		},
		func() error { return w.over(ctx, 1) },
		func() error { return waiting.ends(ctx) },
	)
}

// wishes play, each in a run of its own: a status, its undoing and a note; some that wait for the end of a block, one of them overtaken;
// one whose answer is lost; one whose process dies.
func wishes(ctx context.Context, a *account, c *chat) error {
	say("playing wishes")
	f := a.follow("wishes", workflows.OrderWishesID(uuid.MustParse(a.id)))
	f.runs = 4
	orders, statuses := a.seller.OrdersOf(ewa.email), a.seller.Statuses()
	if len(orders) != 2 {
		return errors.New("there should be two orders")
	}
	one, two, was := orders[0].ID, orders[1].ID, orders[0].StatusID
	other := func(n int) map[string]any { // one that it doesn't have now
		now := a.seller.OrdersOf(ewa.email)[0].StatusID
		left := slices.DeleteFunc(slices.Clone(statuses), func(s fakebase.Status) bool { return s.ID == now })
		return status(left[n].ID)
	}
	return steps(
		func() error { return a.wants(ctx, c, one, other(0)) },
		func() error {
			return until(ctx, "the status is set", func(context.Context) (bool, error) {
				return a.seller.OrdersOf(ewa.email)[0].StatusID != was, nil
			})
		},
		func() error { return a.wants(ctx, c, one, status(was)) },
		func() error { return a.wants(ctx, c, two, a.notes("Klientka prosi o prezent")) },
		func() error { return f.over(ctx, 1) },

		func() error { a.blocked(firstToken, 15*time.Second); return a.wants(ctx, c, one, other(1)) },
		func() error { return f.recorded(ctx, "TimerStarted", 1) },
		func() error { return a.wants(ctx, c, one, other(2)) },
		func() error { return a.wants(ctx, c, two, a.notes("Dzwonić przed dostawą")) },
		func() error { return f.over(ctx, 2) },

		func() error {
			_, err := a.seller.AddFault(fakebase.Fault{Kind: fakebase.BreakAfter, Method: "setOrderStatus", Times: 1})
			return err
		},
		func() error { return a.wants(ctx, c, one, other(3)) },
		func() error { return f.over(ctx, 3) },

		func() error {
			hold := a.seller.Hold("setOrderStatus", fakebase.AfterChange)
			defer hold.Release()
			if err := a.wants(ctx, c, one, other(4)); err != nil {
				return err
			}
			select {
			case <-hold.Arrived:
			case <-ctx.Done():
				return ctx.Err()
			}
			return a.kill()
		},
		func() error { return a.start(ctx) },
		func() error { return f.over(ctx, 4) },
	)
}
