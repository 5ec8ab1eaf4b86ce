package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// RetryRuleAction waits for the engine's branch.
func (s *Server) RetryRuleAction(context.Context, contract.RetryRuleActionRequestObject) (contract.RetryRuleActionResponseObject, error) {
	return nil, desk.Errorf(desk.NotFound, "ticket_not_found", "not built yet")
}
