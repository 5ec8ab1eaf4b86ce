package automation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// patience is how long an action is tried, and how the pauses between tries grow: each is twice the one before.
type patience struct{ whole, first, longest time.Duration }

var (
	// forOthers to answer: a webhook's receiver may be down for a night.
	forOthers = patience{24 * time.Hour, 5 * time.Second, time.Hour}
	// forSomebody to come whom a ticket can be given to.
	forSomebody = patience{time.Hour, 15 * time.Second, 5 * time.Minute}
)

// next is when the next try is after so many; false: it is given up.
func (p patience) next(tries int, since, now time.Time) (time.Time, bool) {
	pause := p.longest
	if shift := min(tries, 20); p.first<<shift < p.longest {
		pause = p.first << shift
	}
	return now.Add(pause), now.Add(pause).Before(since.Add(p.whole))
}

// properties are what actions change.
var properties = map[rules.ActionKind]desk.Property{
	rules.SetStatus: desk.PropertyStatus, rules.SetPriority: desk.PropertyPriority, rules.AddTag: desk.PropertyTagAdded,
	rules.RemoveTag: desk.PropertyTagRemoved, rules.AssignAgent: desk.PropertyAgent, rules.AssignTeam: desk.PropertyTeam,
	rules.AddWatcher: desk.PropertyWatcherAdded,
}

// Act implements rules.Set.
func (e *Engine) Act(ctx context.Context, in rules.Act) (*rules.Acted, error) {
	w, err := e.store.RuleWork(ctx, in.Ticket, in.Action)
	if desk.KindOf(err) == desk.NotFound { // erased with its ticket
		return &rules.Acted{State: rules.ActionNothing}, nil
	}
	if err != nil {
		return nil, err
	}
	if w.State.Final() && w.State != rules.ActionFailed {
		return &rules.Acted{State: w.State}, nil
	}
	w.Wakes = in.Wake
	acted, err := e.do(ctx, w)
	if err == nil {
		return acted, nil
	}
	return e.failed(ctx, w, in, err)
}

// do does an action.
func (e *Engine) do(ctx context.Context, w *store.RuleWork) (*rules.Acted, error) {
	a := &w.Action
	if property, ok := properties[a.Kind]; ok {
		return e.store.RuleChange(ctx, w, property, a.Value)
	}
	switch a.Kind {
	case rules.AssignLeastBusy:
		return e.store.RuleAssignLeastBusy(ctx, w, a.Value)
	case rules.Close:
		return e.store.RuleClose(ctx, w)
	case rules.Webhook:
		if err := e.hooks.call(ctx, w, time.Now()); err != nil {
			return nil, err
		}
		return &rules.Acted{State: rules.ActionDone}, e.store.EndRuleAction(ctx, w.ID, rules.ActionDone, "")
	case rules.SetOrderStatus:
		return e.store.RuleWishOrders(ctx, w, "")
	case rules.Autoresponder, rules.WriteNote, rules.Notify, rules.WriteOrderNote:
		return e.write(ctx, w)
	}
	return nil, desk.Errorf(desk.Invalid, "action_unknown", "nobody knows how to do %q", string(a.Kind))
}

// write writes an action's text for the ticket.
func (e *Engine) write(ctx context.Context, w *store.RuleWork) (*rules.Acted, error) {
	t, err := e.ticket(ctx, w.Ticket)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return &rules.Acted{State: rules.ActionNothing}, nil
	}
	if w.Action.Kind == rules.Autoresponder {
		text := w.Action.Texts[t.Locale]
		if text == "" {
			text = w.Action.Texts["pl"]
		}
		if err := e.readOrder(ctx, t, &w.Action, text); err != nil {
			return nil, err
		}
		text = filled(t, text, time.Now())
		if text == "" {
			return nil, desk.Errorf(desk.Invalid, "text_empty", "nothing is left of the text")
		}
		return e.store.SendAutoresponder(ctx, w, text)
	}
	if err := e.readOrder(ctx, t, &w.Action, w.Action.Text); err != nil {
		return nil, err
	}
	if w.Action.Kind == rules.WriteOrderNote {
		text := filled(t, w.Action.Text, time.Now())
		if text == "" {
			return nil, desk.Errorf(desk.Invalid, "text_empty", "nothing is left of the text")
		}
		return e.store.RuleWishOrders(ctx, w, text)
	}
	everybody := w.Action.Kind == rules.Notify && len(w.Action.Agents) == 0
	return e.store.RuleNote(ctx, w, filled(t, w.Action.Text, time.Now()), w.Action.Agents, everybody)
}

// filled puts in what the ticket knows for placeholders, and leaves out what it doesn't: nobody is there to fill the gap.
func filled(t *store.RuleTicket, text string, at time.Time) string {
	about := desk.Ticket{
		Number: t.Number, Locale: t.Locale, Requester: t.Requester,
		Channel: desk.ChannelRef{ID: t.Channel.ID, Name: t.Channel.Name, Key: t.Channel.Key},
	}
	filling, err := desk.FillingOf(&about, t.Agent, t.Channel.Settings.Hours, at)
	if err != nil { // of the hours, in a zone that this machine doesn't know
		about.Channel.Name = t.Channel.Name
		filling, _ = desk.FillingOf(&about, t.Agent, desk.Hours{}, at)
		delete(filling, desk.OpenHours)
	}
	filling[desk.OrderNumber] = t.Orders.NumberText()
	return filling.FillOrLeaveOut(text)
}

// failed decides on an action that wasn't done: whether it is tried again, and when. Only what may be another matter the next
// moment, such as a database that is away, stays an error.
func (e *Engine) failed(ctx context.Context, w *store.RuleWork, in rules.Act, err error) (*rules.Acted, error) {
	var hook *hookError
	var known *desk.Error
	var how *patience
	var code string
	switch {
	case errors.As(err, &hook):
		if code = hook.code; !hook.forGood {
			how = &forOthers
		}
	case !errors.As(err, &known):
		return nil, err
	case known.Kind == desk.NotFound && known.Code == "ticket_not_found":
		return &rules.Acted{State: rules.ActionNothing}, nil
	case known.Code == store.NobodyPresent:
		code, how = known.Code, &forSomebody
	case known.Kind == desk.Unavailable:
		return nil, err
	default:
		code = known.Code
	}
	if how != nil {
		if at, again := how.next(w.Tries, in.Since, time.Now()); again {
			return &rules.Acted{State: rules.ActionRetrying, NextTryAt: at}, e.store.RetryRuleActionAt(ctx, w.ID, code, at)
		}
	}
	e.log.InfoContext(ctx, "a rule's action has failed", "ticket", w.Ticket, "rule", w.Rule.ID, "action", w.ID, "kind", w.Action.Kind, "code", code)
	return &rules.Acted{State: rules.ActionFailed}, e.store.EndRuleAction(ctx, w.ID, rules.ActionFailed, code)
}

// GiveUp implements rules.Set.
func (e *Engine) GiveUp(ctx context.Context, action uuid.UUID, code string) error {
	if err := e.store.EndRuleAction(ctx, action, rules.ActionFailed, code); err != nil {
		return fmt.Errorf("giving up an action: %w", err)
	}
	return nil
}
