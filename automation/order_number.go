package automation

import (
	"context"
	"strings"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// readOrder has the ticket know the order that a text of the action names. Who wrote an address needn't own it, so that matching
// tells customers nothing: an automatic message names only an order that an agent has linked by hand.
func (e *Engine) readOrder(ctx context.Context, t *store.RuleTicket, a *rules.Action, text string) error {
	if !strings.Contains(text, "{"+string(desk.OrderNumber)+"}") {
		return nil
	}
	if a.Kind != rules.Autoresponder {
		return e.store.RuleOrders(ctx, t)
	}
	number, err := e.store.LinkedOrder(ctx, t.ID)
	t.Orders.Number = number
	return err
}
