package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/store"
)

// sqlClients are what the raw append is measured with: the store on its own, in a database that nobody relays
// and nobody listens to.
type sqlClients struct {
	store   *store.Store
	tickets []uuid.UUID
	token   store.VisitorToken
}

func (b *bench) openSQLClients(ctx context.Context) (_ *sqlClients, err error) {
	c := &sqlClients{token: store.HashVisitorToken("bench")}
	if c.store, err = store.Open(ctx, b.appendURL, store.Options{MaxConns: b.appendClients}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.store.Close())
		}
	}()
	if err := c.store.SaveChannel(ctx, benchChannel()); err != nil {
		return nil, err
	}
	for range b.appendTickets {
		n := store.NewTicket{ID: uuid.New(), ChannelKey: shopKey, Token: c.token, Locale: "pl", EntryID: uuid.New(), Body: words}
		if _, _, err := c.store.StartTicket(ctx, n); err != nil {
			return nil, err
		}
		c.tickets = append(c.tickets, n.ID)
	}
	return c, nil
}

// write appends a message to the ticket whose turn it is.
func (c *sqlClients) write(ctx context.Context, turn int) error {
	_, err := c.store.WriteMessage(ctx, c.tickets[turn%len(c.tickets)], c.token, uuid.New(), words)
	return err
}

// appends measures the raw append in rounds: one client alone, then all at once.
func (b *bench) appends(ctx context.Context) (alone []latencies, perSecond []float64, err error) {
	c, err := b.openSQLClients(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("the raw append: %w", err)
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	for range b.baselineRounds {
		var samples []time.Duration
		for began := time.Now(); time.Since(began) < b.baselineFor/2; {
			one := time.Now()
			if err := c.write(ctx, len(samples)); err != nil {
				return nil, nil, err
			}
			samples = append(samples, time.Since(one))
		}
		alone = append(alone, latenciesOf(samples))
		turns := make([]int, b.appendClients)
		n, err := b.together(ctx, b.appendClients, func(ctx context.Context, i int) error {
			turns[i]++
			return c.write(ctx, i+turns[i]*b.appendClients)
		})
		if err != nil {
			return nil, nil, err
		}
		perSecond = append(perSecond, n)
	}
	return alone, perSecond, nil
}
