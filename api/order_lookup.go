package api

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/workflows"
)

// LookUpOrders has BaseLinker asked about the ticket's customer. Error: unavailable.
func (e *Engine) LookUpOrders(ctx context.Context, ticket uuid.UUID) error {
	if e.away.Load() {
		return engineAway()
	}
	ctx, cancel := context.WithTimeout(ctx, commandDeadline)
	defer cancel()
	options, in := workflows.LookUpOrders(ticket)
	_, err := e.client.SignalWithStartWorkflow(ctx, options.ID, workflows.LookUpSignal, nil, options, workflows.OrderLookupType, in)
	if err != nil {
		return commandError(ctx, workflows.LookUpSignal, err)
	}
	return nil
}
