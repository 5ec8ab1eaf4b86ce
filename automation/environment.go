package automation

import (
	"strconv"
	"strings"
	"time"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// Environment is what conditions see of an event: the ticket as it stands after it, its entry, and what a customer's message
// was taken for (zero: unknown). An event of time has no entry.
func Environment(t *store.RuleTicket, event rules.Event, e *desk.Entry, judged store.Judgement, at time.Time) rules.Env {
	env := rules.Env{
		Event: string(event),
		Ticket: rules.Ticket{
			Number: int(t.Number), Subject: t.Subject, Status: t.Status, Priority: string(t.Priority), Tags: t.Tags,
			Agent: t.Agent, Team: t.Team, Age: at.Sub(t.CreatedAt), Messages: t.Messages,
		},
		Channel: rules.Channel{Name: t.Channel.Name, Kind: "chat", Open: true},
		Customer: rules.Customer{
			Name: t.Requester.Name, Email: t.Requester.Email, Domain: domainOf(t.Requester.Email), Tickets: t.CustomerTickets,
		},
		Sentiment: string(t.Sentiment), Context: t.Context,
	}
	if o := &t.Orders; o.Count > 0 {
		env.Orders = rules.Orders{
			Count: o.Count, Number: strconv.FormatInt(o.Number, 10), Status: o.Status, Source: o.Source, Total: float64(o.Total) / 100,
			Age: at.Sub(o.PlacedAt),
		}
	}
	if t.State != desk.Shut && t.RequiresResponse && t.AwaitingSeq > 0 {
		env.Ticket.UnansweredFor = at.Sub(t.AwaitingSince)
	}
	if !t.LastCustomerAt.IsZero() {
		env.Customer.SilentFor = at.Sub(t.LastCustomerAt)
	}
	hours := t.Channel.Settings.Hours
	if availability, err := hours.At(at); err == nil { // a zone that this machine doesn't know: better open than silent
		env.Channel.Open = availability.Open
	}
	zone, err := time.LoadLocation(hours.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	env.Now = rules.NewNow(at, zone)
	if e == nil {
		env.Change.By = "system"
		return env
	}
	env.Change = changeOf(e)
	if judged.Sentiment != "" && !t.SentimentByHand { // the ticket's is that of its last message, which may be a later one
		env.Sentiment = string(judged.Sentiment)
	}
	if e.Kind == desk.Message {
		env.Message = rules.Message{Text: e.Body, Language: judged.Language, HasAttachment: len(e.Attachments) > 0}
		if env.Message.Language == "" {
			env.Message.Language = t.Locale
		}
	}
	return env
}

// domainOf is what stands behind an address's @.
func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return strings.ToLower(domain)
}

// changeOf is what the entry set, and who did it.
func changeOf(e *desk.Entry) rules.Change {
	c := rules.Change{By: string(e.Author.Kind)}
	if e.Author.Rule != (desk.RuleRef{}) {
		c.By = "rule"
	}
	if e.Operation == nil {
		return c
	}
	switch e.Operation.Type {
	case desk.OpJoined, desk.OpTookOver, desk.OpReopened:
		c.Agent = e.Author.Name
	case desk.OpClosed:
		if e.Operation.By == desk.ClosedByCustomer || e.Operation.By == desk.ClosedByRule {
			c.By = string(e.Operation.By)
		}
	case desk.OpChanged:
		change := e.Operation.Change
		switch change.Property {
		case desk.PropertyTagAdded, desk.PropertyTagRemoved:
			c.Tag = change.Name
		case desk.PropertyStatus:
			c.Status = word(change.Value, change.Name)
		case desk.PropertyPriority:
			c.Priority = change.Value
		case desk.PropertyAgent:
			c.Agent = change.Name
		case desk.PropertyTeam:
			c.Team = change.Name
		}
	}
	return c
}

// word is what conditions call a status or context: its own name, or a built-in one's key.
func word(key, name string) string {
	if name != "" {
		return name
	}
	return key
}
