package orders

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/store"
)

// Customers finds the orders of tickets' customers.
type Customers struct {
	Store *store.Store
}

// Heard offers the orders that the customer's messages after an entry name by a number, each once, and reports whether BaseLinker is to
// be asked about the customer: the mirror has no order of theirs, and nobody has asked for this ticket.
func (c *Customers) Heard(ctx context.Context, ticket uuid.UUID, after int64) (bool, error) {
	connected, err := c.Store.HasBaseLinker(ctx)
	if err != nil || !connected {
		return false, err
	}
	messages, err := c.Store.CustomerMessages(ctx, ticket, after)
	if err != nil {
		return false, err
	}
	for _, m := range messages {
		if err := c.Store.OfferOrders(ctx, ticket, m.Seq, NumbersIn(m.Body)); err != nil {
			return false, err
		}
	}
	return c.Store.WantsOrders(ctx, ticket)
}
