package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/store"
)

// sqlClients are what the raw append is measured with: stores on their own, in a database that nobody relays and
// nobody listens to. Each client has a store with one connection: one for all would write together what waits, and
// the baseline is an append a transaction.
type sqlClients struct {
	stores  []*store.Store
	tickets []uuid.UUID
	token   store.VisitorToken
}

func (b *bench) openSQLClients(ctx context.Context) (_ *sqlClients, err error) {
	c := &sqlClients{token: store.HashVisitorToken("bench")}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	for range b.appendClients {
		s, err := store.Open(ctx, b.appendURL, store.Options{MaxConns: 1})
		if err != nil {
			return nil, err
		}
		c.stores = append(c.stores, s)
	}
	if err := c.stores[0].SaveChannel(ctx, benchChannel()); err != nil {
		return nil, err
	}
	for range b.appendTickets {
		n := store.NewTicket{ID: uuid.New(), ChannelKey: shopKey, Token: c.token, Locale: "pl", EntryID: uuid.New(), Body: words}
		if _, _, err := c.stores[0].StartTicket(ctx, n); err != nil {
			return nil, err
		}
		c.tickets = append(c.tickets, n.ID)
	}
	return c, nil
}

func (c *sqlClients) close() (err error) {
	for _, s := range c.stores {
		err = errors.Join(err, s.Close())
	}
	return err
}

// write has a client append a message to the ticket whose turn it is.
func (c *sqlClients) write(ctx context.Context, client, turn int) error {
	_, err := c.stores[client].WriteMessage(ctx, c.tickets[turn%len(c.tickets)], c.token, uuid.New(), words)
	return err
}

// appends measures the raw append in rounds: one client alone, then all at once.
func (b *bench) appends(ctx context.Context) (alone []latencies, perSecond []float64, err error) {
	c, err := b.openSQLClients(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("the raw append: %w", err)
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for range b.baselineRounds {
		var samples []time.Duration
		for began := time.Now(); time.Since(began) < b.baselineFor/2; {
			one := time.Now()
			if err := c.write(ctx, 0, len(samples)); err != nil {
				return nil, nil, err
			}
			samples = append(samples, time.Since(one))
		}
		alone = append(alone, latenciesOf(samples))
		turns := make([]int, b.appendClients)
		n, err := b.together(ctx, b.appendClients, func(ctx context.Context, i int) error {
			turns[i]++
			return c.write(ctx, i, i+turns[i]*b.appendClients)
		})
		if err != nil {
			return nil, nil, err
		}
		perSecond = append(perSecond, n)
	}
	return alone, perSecond, nil
}
