package activities

import (
	"context"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/store"
)

// Customers finds the orders of tickets' customers.
type Customers interface {
	// Heard offers the orders that the customer's messages after an entry name, and reports whether BaseLinker is to be asked about them.
	Heard(ctx context.Context, ticket uuid.UUID, after int64) (bool, error)
}

// Lookups is what looking up a ticket's orders needs of the store.
type Lookups interface {
	BeginOrderLookup(ctx context.Context, ticket uuid.UUID) (*store.OrdersToAsk, error)
	PackagesToAsk(ctx context.Context, ticket uuid.UUID, age time.Duration) ([]store.OrderRef, error)
	NoteLookupWait(ctx context.Context, ticket uuid.UUID, what desk.OrderWait, until time.Time) error
	EndOrderLookup(ctx context.Context, ticket uuid.UUID, code string) error
}

// TicketInput names a ticket.
type TicketInput struct {
	Ticket uuid.UUID `json:"ticket"`
}

// QuestionsOutcome are what BaseLinker is to be asked.
type QuestionsOutcome struct {
	Questions []orders.Question `json:"questions,omitempty"`
}

// BeginOrderLookup notes that a ticket's customer is looked up, and returns what to ask; of a ticket that was erased, nothing.
func (a *Activities) BeginOrderLookup(ctx context.Context, in TicketInput) (*QuestionsOutcome, error) {
	ask, err := a.Lookups.BeginOrderLookup(ctx, in.Ticket)
	if desk.KindOf(err) == desk.NotFound {
		return &QuestionsOutcome{}, nil
	}
	if err != nil {
		return nil, a.withoutText(ctx, in.Ticket, err)
	}
	out := &QuestionsOutcome{}
	for _, account := range ask.Accounts {
		out.Questions = append(out.Questions, orders.Question{Ticket: in.Ticket, Account: account})
	}
	for _, o := range ask.Orders {
		out.Questions = append(out.Questions, orders.Question{Ticket: in.Ticket, Account: o.AccountID, Order: o.OrderID})
	}
	return out, nil
}

// PackagesToAsk returns which orders' packages BaseLinker is to be asked for.
func (a *Activities) PackagesToAsk(ctx context.Context, in TicketInput) (*QuestionsOutcome, error) {
	refs, err := a.Lookups.PackagesToAsk(ctx, in.Ticket, store.PackagesAge)
	if desk.KindOf(err) == desk.NotFound {
		return &QuestionsOutcome{}, nil
	}
	if err != nil {
		return nil, a.withoutText(ctx, in.Ticket, err)
	}
	out := &QuestionsOutcome{}
	for _, o := range refs {
		out.Questions = append(out.Questions, orders.Question{Ticket: in.Ticket, Account: o.AccountID, Order: o.OrderID, Packages: true})
	}
	return out, nil
}

// LookupWaitInput is what a lookup waits for, and until when; nothing: it goes on.
type LookupWaitInput struct {
	Ticket uuid.UUID      `json:"ticket"`
	For    desk.OrderWait `json:"for,omitempty"`
	Until  time.Time      `json:"until,omitzero"`
}

// NoteLookupWait notes what a lookup waits for.
func (a *Activities) NoteLookupWait(ctx context.Context, in LookupWaitInput) error {
	return a.withoutText(ctx, in.Ticket, a.Lookups.NoteLookupWait(ctx, in.Ticket, in.For, in.Until))
}

// EndLookupInput is how a lookup ended: the code of what failed; empty: nothing did.
type EndLookupInput struct {
	Ticket uuid.UUID `json:"ticket"`
	Code   string    `json:"code,omitempty"`
}

// EndOrderLookup notes how a lookup ended.
func (a *Activities) EndOrderLookup(ctx context.Context, in EndLookupInput) error {
	return a.withoutText(ctx, in.Ticket, a.Lookups.EndOrderLookup(ctx, in.Ticket, in.Code))
}

// AskForOrders asks BaseLinker one question about a ticket's customer or orders. That it has to wait is an answer, so that the ticket can
// show it.
func (o *Orders) AskForOrders(ctx context.Context, in orders.Question) (*orders.Answer, error) {
	answer, err := (&orders.Lookup{Store: o.Store, Gate: o.Gate}).Ask(ctx, in)
	return answer, o.withoutText(ctx, in.Account, err)
}
