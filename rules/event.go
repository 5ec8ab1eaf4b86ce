package rules

import "slices"

// Event is what happened on a ticket. A rule names its events in a list beside its condition.
type Event string

// The events of entries.
const (
	TicketCreated   Event = "ticket_created"
	FirstMessage    Event = "first_message"    // the customer's first
	CustomerMessage Event = "customer_message" // every message of the customer, the first too
	AgentReply      Event = "agent_reply"
	AgentJoined     Event = "agent_joined"
	TagAssigned     Event = "tag_assigned"
	StatusSet       Event = "status_set"
	PrioritySet     Event = "priority_set"
	Assigned        Event = "assigned" // to an agent or a team
	Closed          Event = "closed"
	Reopened        Event = "reopened"
)

// The events that time brings: each goes with a duration.
const (
	CustomerSilent Event = "customer_silent" // the customer hasn't answered for so long
	Unanswered     Event = "unanswered"      // nobody has answered the customer for so long
	WaitingLong    Event = "waiting"         // no agent has joined for so long
)

var events = []Event{
	TicketCreated, FirstMessage, CustomerMessage, AgentReply, AgentJoined, TagAssigned, StatusSet, PrioritySet, Assigned,
	Closed, Reopened, CustomerSilent, Unanswered, WaitingLong,
}

// Events are all there are, in the order in which screens list them.
func Events() []Event { return slices.Clone(events) }

// Valid reports whether there is such an event.
func (e Event) Valid() bool { return slices.Contains(events, e) }

// OfTime reports whether time brings the event, so that it needs a duration.
func (e Event) OfTime() bool { return e == CustomerSilent || e == Unanswered || e == WaitingLong }
