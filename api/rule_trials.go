package api

import (
	"context"
	"strconv"
	"strings"

	"rozmowa/api/contract"
	"rozmowa/automation"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// maxTried is how many of the last tickets a rule is tried on; maxTrialText is how long a text is, in characters.
const (
	maxTried     = 10_000
	maxTrialText = 4000
)

// TryRule tells what a rule would have matched.
func (s *Server) TryRule(ctx context.Context, in contract.TryRuleRequestObject) (contract.TryRuleResponseObject, error) {
	trial, err := s.trialFrom(in.Body)
	if err != nil {
		return nil, err
	}
	me, last := accountOf(ctx), in.Body.Last != nil
	given := 0
	for _, is := range []bool{last, in.Body.Number != nil, in.Body.Text != nil} {
		if is {
			given++
		}
	}
	var page *automation.TrialPage
	var looked int
	switch {
	case given != 1:
		return nil, desk.Errorf(desk.Invalid, "missing", "exactly one of last, number and text is to be given")
	case last:
		var after store.Cursor
		if *in.Body.Last < 1 || *in.Body.Last > maxTried {
			return nil, desk.InvalidField("last", "range", "1 to %d tickets", maxTried)
		}
		if cursor := orZero(in.Body.Cursor); cursor != "" {
			if looked, after, err = parseTrialCursor(cursor); err != nil {
				return nil, err
			}
		}
		page, err = trial.Last(ctx, s.store, me.ID, after, max(0, *in.Body.Last-looked))
	case in.Body.Number != nil:
		page, err = trial.Numbered(ctx, s.store, me.ID, *in.Body.Number)
	default:
		var text string
		if text, err = cleanTrialText(*in.Body.Text); err != nil {
			return nil, err
		}
		if in.Body.Channel == nil {
			return nil, desk.InvalidField("channel", "missing", "a text is tried in a chat")
		}
		page, err = trial.Text(ctx, s.store, me.ID, *in.Body.Channel, text, me.Locale)
	}
	if err != nil {
		return nil, err
	}
	answer := contract.TryRule200JSONResponse{Looked: page.Looked, Matched: page.Matched, Times: page.Times, Rows: eachOf(page.Rows, triedOf)}
	if page.Next != nil {
		next := formatTrialCursor(looked+page.Looked, *page.Next)
		answer.Next = &next
	}
	return answer, nil
}

// trialFrom checks the rule that is to be tried.
func (s *Server) trialFrom(body *contract.RuleTrial) (*automation.Trial, error) {
	settings := rules.Settings{
		Name: "a trial", Triggers: triggersFrom(body.Triggers), Condition: body.Condition, Often: rules.EveryTime, Period: secondsFrom(body.Period),
	}
	if body.Often != nil {
		settings.Often = rules.Often(*body.Often)
	}
	if err := settings.Clean(); err != nil {
		return nil, err
	}
	if len(settings.Triggers) == 0 {
		return nil, rules.ErrNoEvents()
	}
	if err := rules.CheckCompiles(settings.Condition); err != nil {
		return nil, err
	}
	condition, _ := rules.Compile(settings.Condition)
	return &automation.Trial{
		Triggers: settings.Triggers, Condition: condition, Often: settings.Often, Period: settings.Period,
		Since: orZero(body.Since), Counts: body.Last != nil && orZero(body.Counts), Now: s.Now(),
	}, nil
}

// cleanTrialText checks a text as a customer's message is checked.
func cleanTrialText(text string) (string, error) {
	if text, err := desk.CleanBody("text", text); err != nil || len([]rune(text)) <= maxTrialText {
		return text, err
	}
	return "", desk.InvalidField("text", "too_long", "more than %d characters", maxTrialText)
}

func triedOf(t *automation.Tried) contract.RuleTrialRow {
	event := contract.RuleEvent(t.Event)
	row := contract.RuleTrialRow{Matched: t.Times > 0, Times: &t.Times, Event: &event, Seq: &t.Seq, At: &t.At, Explanation: explanationOf(t.Explanation)}
	if t.Ticket.Number > 0 {
		row.TicketID, row.Number, row.Subject, row.Requester = &t.Ticket.ID, &t.Ticket.Number, &t.Ticket.Subject, &t.Ticket.Requester.Name
		if t.Ticket.Requester.Name == "" {
			row.Requester = &t.Ticket.Requester.Email
		}
	}
	return row
}

// A trial's cursor is "<tickets looked at>.<cursor of a list>".
func formatTrialCursor(looked int, c store.Cursor) string {
	return strconv.Itoa(looked) + "." + formatCursor(c)
}

func parseTrialCursor(s string) (looked int, c store.Cursor, err error) {
	count, cursor, ok := strings.Cut(s, ".")
	if looked, err = strconv.Atoi(count); !ok || err != nil || looked < 1 || looked > maxTried {
		return 0, c, errCursor()
	}
	if c, err = parseCursor(cursor); err != nil || c.Sort != desk.SortRecent {
		return 0, c, errCursor()
	}
	return looked, c, nil
}
