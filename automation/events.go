// Package automation decides which rules a ticket's entries and its time call for, and does what they say.
package automation

import (
	"time"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// EventsOf returns which events an entry is, in the order in which rules are asked about them. firstOfCustomer: no
// message of the customer stands before it.
func EventsOf(e *desk.Entry, firstOfCustomer bool) (events []rules.Event) {
	if e.Seq == 1 {
		events = append(events, rules.TicketCreated)
	}
	switch {
	case e.Kind == desk.Message && e.Author.Kind == desk.ByCustomer:
		if firstOfCustomer {
			events = append(events, rules.FirstMessage)
		}
		return append(events, rules.CustomerMessage)
	case e.Kind == desk.Message && e.Author.Kind == desk.ByAgent:
		return append(events, rules.AgentReply)
	case e.Operation == nil:
		return events
	}
	switch e.Operation.Type {
	case desk.OpJoined, desk.OpTookOver:
		return append(events, rules.AgentJoined)
	case desk.OpClosed:
		return append(events, rules.Closed)
	case desk.OpReopened:
		return append(events, rules.Reopened)
	case desk.OpChanged:
		if event := eventOfChange(e.Operation.Change); event != "" {
			events = append(events, event)
		}
	}
	return events
}

func eventOfChange(c *desk.Change) rules.Event {
	switch c.Property {
	case desk.PropertyTagAdded:
		return rules.TagAssigned
	case desk.PropertyStatus:
		return rules.StatusSet
	case desk.PropertyPriority:
		return rules.PrioritySet
	case desk.PropertyAgent, desk.PropertyTeam:
		if c.Value != "" { // taken away is no assignment
			return rules.Assigned
		}
	}
	return ""
}

// wait is something that goes on in a ticket, so that time brings an event: once for each Seq, the entry that began it.
type wait struct {
	event rules.Event
	seq   int64
	since time.Time
}

// waits are those that go on in a ticket as it stands.
func waits(t *store.RuleTicket) (all []wait) {
	if t.State == desk.Shut {
		return nil
	}
	answered := t.LastReplySeq > max(t.ClosedSeq, t.FreedSeq) // replies from before keep nobody waiting
	if answered && t.AwaitingSeq == 0 {
		all = append(all, wait{rules.CustomerSilent, t.LastReplySeq, t.LastReplyAt})
	}
	if !t.RequiresResponse {
		return all
	}
	if t.AwaitingSeq > 0 {
		all = append(all, wait{rules.Unanswered, t.AwaitingSeq, t.AwaitingSince})
	}
	switch {
	case t.State != desk.Waiting:
	case t.FreedSeq == 0:
		all = append(all, wait{rules.WaitingLong, 1, t.CreatedAt})
	case t.AwaitingSeq > t.FreedSeq:
		all = append(all, wait{rules.WaitingLong, t.AwaitingSeq, t.AwaitingSince})
	case t.LastCustomerAt.After(t.LastReplyAt): // the customer had the last word, be it before a closing: somebody is wanted
		all = append(all, wait{rules.WaitingLong, t.FreedSeq, t.FreedAt})
	}
	return all
}
