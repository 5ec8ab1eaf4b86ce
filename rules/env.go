package rules

import (
	"reflect"
	"slices"
	"time"
	"unicode/utf8"
)

// Env is what a condition speaks of: one event of one ticket. Tags, agents, teams, channels, own statuses and own contexts
// are given by name; built-in statuses and contexts, priorities and sentiments by their key. A text that isn't known is
// empty. The tags are the vocabulary: expr is the name in conditions, values says which list of Known (or of the fixed ones) a
// text's values come from, example shows a use, optional names what must hold for the value to be known: a comparison with
// a value that isn't known is false.
type Env struct {
	// Event is one of Events.
	Event    string   `expr:"event" values:"events" example:"event == \"first_message\""`
	Change   Change   `expr:"change"`
	Message  Message  `expr:"message"`
	Ticket   Ticket   `expr:"ticket"`
	Channel  Channel  `expr:"channel"`
	Customer Customer `expr:"customer"`
	// Sentiment is the ticket's: positive, neutral, negative, or empty.
	Sentiment string `expr:"sentiment" values:"sentiments" example:"sentiment == \"negative\""`
	// Context is what the customer writes about.
	Context string `expr:"context" values:"contexts" example:"context in [\"return\", \"complaint\"]"`
	Orders  Orders `expr:"orders"`
	Now     Now    `expr:"now"`
}

// Change is what the event set: one field, others are empty. By is who did it, whatever the event.
type Change struct {
	Tag      string `expr:"tag" values:"tags" example:"change.tag == \"VIP\""`
	Status   string `expr:"status" values:"statuses" never:"closed" example:"change.status == \"pending\""`
	Priority string `expr:"priority" values:"priorities" example:"change.priority == \"urgent\""`
	Agent    string `expr:"agent" values:"agents" example:"change.agent == \"Anna Nowak\""`
	Team     string `expr:"team" values:"teams" example:"change.team == \"Zwroty\""`
	// By is customer, agent, rule or system.
	By string `expr:"by" values:"actors" example:"change.by != \"rule\""`
}

// Message is the event's; empty for events without one.
type Message struct {
	Text string `expr:"text" example:"message.text contains \"zwrot\""`
	// Language is "pl", "en", …
	Language      string `expr:"language" values:"languages" example:"message.language == \"en\""`
	HasAttachment bool   `expr:"hasAttachment" example:"message.hasAttachment"`
}

// Ticket is how the ticket stands after the event.
type Ticket struct {
	Number   int      `expr:"number" example:"ticket.number == 1024"`
	Subject  string   `expr:"subject" example:"ticket.subject contains \"faktura\""`
	Status   string   `expr:"status" values:"statuses" example:"ticket.status == \"open\""`
	Priority string   `expr:"priority" values:"priorities" example:"ticket.priority in [\"high\", \"urgent\"]"`
	Tags     []string `expr:"tags" values:"tags" example:"\"VIP\" in ticket.tags"`
	Agent    string   `expr:"agent" values:"agents" example:"ticket.agent == \"\""`
	Team     string   `expr:"team" values:"teams" example:"ticket.team == \"Zwroty\""`
	// Age is the time since it was created.
	Age time.Duration `expr:"age" example:"ticket.age > hours(2)"`
	// Messages are those of both sides, notes aside.
	Messages int `expr:"messages" example:"ticket.messages >= 10"`
	// UnansweredFor is how long the customer has waited for an answer; 0 when an answer isn't due.
	UnansweredFor time.Duration `expr:"unansweredFor" optional:"ticket.unansweredFor" example:"ticket.unansweredFor > minutes(30)"`
}

// Channel is the ticket's chat.
type Channel struct {
	Name string `expr:"name" values:"channels" example:"channel.name == \"Sklep\""`
	// Kind is how the customer writes: chat, …
	Kind string `expr:"kind" values:"kinds" example:"channel.kind == \"chat\""`
	// Open: it is within its opening hours.
	Open bool `expr:"open" example:"not channel.open"`
}

// Customer is who wrote.
type Customer struct {
	Name  string `expr:"name" example:"customer.name != \"\""`
	Email string `expr:"email" example:"customer.email == \"anna@example.com\""`
	// Domain is what stands behind the address's @, in lower case.
	Domain string `expr:"domain" example:"customer.domain in [\"example.com\"]"`
	// Tickets is how many the customer has, with this one.
	Tickets int `expr:"tickets" example:"customer.tickets >= 3"`
	// SilentFor is the time since the customer's last message; 0 when there is none.
	SilentFor time.Duration `expr:"silentFor" optional:"customer.silentFor" example:"customer.silentFor > days(2)"`
}

// Orders are the customer's in the shop: how many, and what the newest is. Empty until they are matched.
type Orders struct {
	Count  int    `expr:"count" example:"orders.count >= 5"`
	Number string `expr:"number" example:"message.text contains orders.number"`
	Status string `expr:"status" values:"orderStatuses" example:"orders.status == \"Wysłane\""`
	Source string `expr:"source" values:"orderSources" example:"orders.source == \"Allegro\""`
	// Total is in the order's own currency.
	Total float64       `expr:"total" optional:"orders.count" example:"orders.total >= 500"`
	Age   time.Duration `expr:"age" optional:"orders.count" example:"orders.age < days(14)"`
}

// Now is the event's time in the channel's zone.
type Now struct {
	// Weekday is monday … sunday.
	Weekday string `expr:"weekday" values:"weekdays" example:"now.weekday in [\"saturday\", \"sunday\"]"`
	Hour    int    `expr:"hour" example:"now.hour >= 18"`
	Minute  int    `expr:"minute" example:"now.minute >= 30"`
	// Date is 2026-11-23.
	Date string `expr:"date" example:"now.date >= \"2026-12-24\""`
}

// NewNow reads the clock of a zone.
func NewNow(at time.Time, zone *time.Location) Now {
	at = at.In(zone)
	return Now{weekdays[(int(at.Weekday())+6)%7], at.Hour(), at.Minute(), at.Format(time.DateOnly)}
}

var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// Facts are an Env as conditions see it: cut to the limits, its texts folded once however many conditions ask. They are
// for one goroutine at a time.
type Facts struct {
	// values are by path, ready for expr, beside foldsName: looked up in a map they cost a third of a field of a struct.
	values map[string]any
}

// foldsName is where functions over texts find the folded; it can't be written in a condition.
const foldsName = "$folds"

// Facts returns what a condition is to be asked about. Later changes of the Env don't show in them, those of the Tags' elements
// aside.
func (e Env) Facts() *Facts {
	for _, text := range []*string{
		&e.Event, &e.Change.Tag, &e.Change.Status, &e.Change.Priority, &e.Change.Agent, &e.Change.Team, &e.Change.By,
		&e.Message.Language, &e.Ticket.Subject, &e.Ticket.Status, &e.Ticket.Priority, &e.Ticket.Agent, &e.Ticket.Team,
		&e.Channel.Name, &e.Channel.Kind, &e.Customer.Name, &e.Customer.Email, &e.Customer.Domain, &e.Sentiment, &e.Context,
		&e.Orders.Number, &e.Orders.Status, &e.Orders.Source, &e.Now.Weekday, &e.Now.Date,
	} {
		*text = first(*text, MaxText)
	}
	e.Message.Text = first(e.Message.Text, MaxMessageText)
	for _, age := range []*time.Duration{&e.Ticket.Age, &e.Ticket.UnansweredFor, &e.Customer.SilentFor, &e.Orders.Age} {
		*age = min(max(*age, 0), MaxAge)
	}
	e.Ticket.Tags = e.Ticket.Tags[:min(len(e.Ticket.Tags), MaxTags)]
	if slices.ContainsFunc(e.Ticket.Tags, func(tag string) bool { return len(tag) > MaxText }) {
		e.Ticket.Tags = slices.Clone(e.Ticket.Tags)
		for i, tag := range e.Ticket.Tags {
			e.Ticket.Tags[i] = first(tag, MaxText)
		}
	}
	facts := &Facts{make(map[string]any, len(names)+1)}
	facts.values[foldsName] = new(folds)
	all := reflect.ValueOf(&e).Elem()
	for _, n := range names {
		facts.values[n.Path] = all.FieldByIndex(n.index).Interface()
	}
	return facts
}

// first is the beginning of a text, so many characters.
func first(text string, characters int) string {
	if len(text) <= characters {
		return text
	}
	end := 0
	for range characters {
		if end == len(text) {
			return text
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return text[:end]
}
