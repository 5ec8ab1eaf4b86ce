package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// logPage is how many runs a page of a rule's log has.
const logPage = 50

// ListRuleRuns returns a page of a rule's log.
func (s *Server) ListRuleRuns(ctx context.Context, in contract.ListRuleRunsRequestObject) (contract.ListRuleRunsResponseObject, error) {
	q := store.RuleRunQuery{Rule: in.RuleID, Agent: accountOf(ctx).ID, Failed: orZero(in.Params.Failed), Limit: logPage + 1}
	if cursor := orZero(in.Params.Cursor); cursor != "" {
		var err error
		if q.After, err = parseCursor(cursor); err != nil {
			return nil, err
		}
		if q.After.Sort != desk.SortRecent {
			return nil, errCursor()
		}
	}
	runs, err := s.store.RuleRuns(ctx, q)
	if err != nil {
		return nil, err
	}
	var page contract.ListRuleRuns200JSONResponse
	if len(runs) > logPage {
		runs = runs[:logPage]
		next := formatCursor(store.RunCursor(&runs[logPage-1]))
		page.Next = &next
	}
	page.Runs = eachOf(runs, runOf)
	return page, nil
}

// ListTicketRuleRuns returns what rules did in a ticket.
func (s *Server) ListTicketRuleRuns(ctx context.Context, in contract.ListTicketRuleRunsRequestObject) (contract.ListTicketRuleRunsResponseObject, error) {
	runs, err := s.store.TicketRuleRuns(ctx, in.TicketID, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return contract.ListTicketRuleRuns200JSONResponse{Runs: eachOf(runs, runOf)}, nil
}

// RetryRuleAction has an action tried again.
func (s *Server) RetryRuleAction(ctx context.Context, in contract.RetryRuleActionRequestObject) (contract.RetryRuleActionResponseObject, error) {
	me := accountOf(ctx).ID
	if _, err := s.store.Ticket(ctx, in.TicketID, me); err != nil {
		return nil, err
	}
	kind, err := s.store.RetryRuleAction(ctx, in.TicketID, me, in.ActionID)
	if err != nil {
		return nil, err
	}
	if err := s.engine.TryAction(ctx, in.TicketID, in.ActionID, kind); err != nil { // it waits, and may be asked for again
		return nil, err
	}
	s.log.InfoContext(ctx, "a rule's action is tried again", "action", in.ActionID, "by", me)
	return contract.RetryRuleAction202Response{}, nil
}

func runOf(r *store.RuleRun) contract.RuleRun {
	c := contract.RuleRun{
		ID: r.ID, RuleID: r.RuleID, RuleName: r.RuleName, Version: r.Version, TicketID: r.TicketID, Number: r.Number,
		Event: contract.RuleEvent(r.Event), Seq: r.Seq, At: r.At, Outcome: contract.RuleRunOutcome(r.Outcome),
		Chain: listOrNil(r.Chain), Actions: eachOf(r.Actions, actionRunOf),
	}
	if r.Explanation != nil {
		explanation := explanationOf(r.Explanation)
		c.Explanation = &explanation
	}
	return c
}

func actionRunOf(a *store.RuleActionRun) contract.RuleActionRun {
	return contract.RuleActionRun{
		ID: a.ID, Kind: contract.RuleActionKind(a.Kind), State: contract.RuleActionRunState(a.State), Label: textOrNil(a.Label), Tries: a.Tries,
		At: timeOrNil(a.TriedAt), NextTryAt: timeOrNil(a.NextTryAt), Error: textOrNil(a.Error),
	}
}
