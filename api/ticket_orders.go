package api

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/store"
)

const (
	// refreshEvery is how often BaseLinker is asked live about a ticket at most.
	refreshEvery = 10 * time.Second
	searchPage   = 20
	// BaseLinker's numbers have so many digits, about.
	minOrderID, maxOrderID = 5, 12
	// fetchWithin is how long a search waits for BaseLinker.
	fetchWithin = 7 * time.Second
)

// ListTicketOrders returns the orders that belong to a ticket.
func (s *Server) ListTicketOrders(ctx context.Context, in contract.ListTicketOrdersRequestObject) (contract.ListTicketOrdersResponseObject, error) {
	shown, err := s.ticketOrders(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	return contract.ListTicketOrders200JSONResponse(*shown), nil
}

func (s *Server) ticketOrders(ctx context.Context, ticket uuid.UUID) (*contract.TicketOrders, error) {
	belonging, maybe, err := s.store.TicketOrders(ctx, ticket, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	accounts, err := s.store.AccountsFreshness(ctx)
	if err != nil {
		return nil, err
	}
	lookup, err := s.store.OrderLookup(ctx, ticket)
	if err != nil {
		return nil, err
	}
	c := &contract.TicketOrders{
		Orders: eachOf(belonging, s.orderOf), Maybe: eachOf(maybe, s.orderOf), Accounts: eachOf(accounts, freshnessOf),
	}
	if len(c.Orders) > 0 {
		wishes, err := s.store.OrderWishes(ctx, ticket)
		if err != nil {
			return nil, err
		}
		elsewhere, err := s.store.WishesElsewhere(ctx, ticket, belonging)
		if err != nil {
			return nil, err
		}
		for i := range c.Orders {
			o := &c.Orders[i]
			o.Wishes = wishesOf(wishes, o.AccountID, o.OrderID)
			o.Elsewhere = wishesOf(elsewhere, o.AccountID, o.OrderID)
		}
	}
	if lookup != nil {
		is := lookupOf(lookup)
		c.Lookup = &is
	}
	return c, nil
}

// RefreshTicketOrders has BaseLinker asked live about a ticket's customer.
func (s *Server) RefreshTicketOrders(ctx context.Context, in contract.RefreshTicketOrdersRequestObject) (contract.RefreshTicketOrdersResponseObject, error) {
	lookup, asked, err := s.store.AskForOrders(ctx, in.TicketID, accountOf(ctx).ID, refreshEvery)
	if err != nil {
		return nil, err
	}
	if asked {
		if err := s.engine.LookUpOrders(ctx, in.TicketID); err != nil {
			// Nobody looks: it must not seem so.
			if ended := s.store.EndOrderLookup(ctx, in.TicketID, "unavailable"); ended != nil {
				s.log.WarnContext(ctx, "a lookup that didn't begin could not be ended", "ticket", in.TicketID, "error", ended)
			}
			return nil, err
		}
	}
	return contract.RefreshTicketOrders202JSONResponse(lookupOf(lookup)), nil
}

// SearchOrders finds orders to link by hand.
func (s *Server) SearchOrders(ctx context.Context, in contract.SearchOrdersRequestObject) (contract.SearchOrdersResponseObject, error) {
	if _, err := s.store.Ticket(ctx, in.TicketID, accountOf(ctx).ID); err != nil {
		return nil, err
	}
	q, err := desk.CleanLine("q", in.Params.Q, desk.MaxEmail)
	if err != nil {
		return nil, err
	}
	var numbers []string
	address := ""
	if strings.Contains(q, "@") {
		address = q
	} else if number := strings.ToLower(strings.TrimPrefix(q, "#")); number != "" {
		numbers = append(numbers, number)
		if joined := strings.NewReplacer(" ", "", "-", "").Replace(number); joined != number {
			numbers = append(numbers, joined)
		}
	}
	found, err := s.store.SearchOrders(ctx, numbers, address, searchPage)
	if err != nil {
		return nil, err
	}
	if id, ok := baseLinkerNumber(numbers); ok && len(found) == 0 {
		if err := s.fetchOrder(ctx, in.TicketID, id); err != nil {
			return nil, err
		}
		if found, err = s.store.SearchOrders(ctx, numbers, address, searchPage); err != nil {
			return nil, err
		}
	}
	return contract.SearchOrders200JSONResponse{Orders: eachOf(found, s.orderOf)}, nil
}

// baseLinkerNumber is the number that an order has in BaseLinker, if it looks like one.
func baseLinkerNumber(numbers []string) (id int64, ok bool) {
	if len(numbers) == 0 {
		return 0, false
	}
	number := numbers[len(numbers)-1] // without what stood between
	id, err := strconv.ParseInt(number, 10, 64)
	return id, err == nil && id > 0 && len(number) >= minOrderID && len(number) <= maxOrderID
}

// fetchOrder asks every account for an order that the mirror doesn't have: one request each. Errors: unavailable (baselinker_blocked,
// baselinker_budget, baselinker_unreachable), where no account could be asked.
func (s *Server) fetchOrder(ctx context.Context, ticket uuid.UUID, id int64) error {
	accounts, err := s.store.AccountsFreshness(ctx)
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	lookup := &orders.Lookup{Store: s.store, Gate: s.Gate}
	var wait error
	asked := false
	for _, a := range accounts {
		answer, err := lookup.Ask(within, orders.Question{Ticket: ticket, Account: a.ID, Order: id})
		switch {
		case err != nil:
			return err
		case answer.Wait != "" && wait == nil:
			wait = errBaseLinker(&orders.Wait{For: answer.Wait, Until: answer.Until})
		case answer.Wait == "":
			asked = true
		}
		if answer.Orders > 0 {
			return nil
		}
	}
	if asked {
		return nil
	}
	return wait
}

// LinkOrder notes an agent's word that an order belongs to a ticket, or doesn't.
func (s *Server) LinkOrder(ctx context.Context, in contract.LinkOrderRequestObject) (contract.LinkOrderResponseObject, error) {
	me := accountOf(ctx).ID
	if err := s.store.ChooseOrder(ctx, in.TicketID, me, in.AccountID, in.OrderID, in.Body.Linked); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "an agent chose about an order", "ticket", in.TicketID, "linked", in.Body.Linked, "by", me)
	shown, err := s.ticketOrders(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	return contract.LinkOrder200JSONResponse(*shown), nil
}

func (s *Server) orderOf(o *store.TicketOrder) contract.Order {
	d := &o.Details
	c := contract.Order{
		AccountID: o.AccountID, OrderID: o.OrderID, PlacedAt: o.PlacedAt, Confirmed: trueOrNil(o.Confirmed), Source: o.Source,
		Status: contract.OrderStatus{
			ID: o.StatusID, Name: o.StatusName, Color: o.StatusColor, Gone: trueOrNil(o.StatusGone),
		},
		Currency: o.Currency, Total: int64(o.Total), Paid: int64(d.Paid), Payment: d.PaymentMethod, CashOnDelivery: trueOrNil(d.CashOnDelivery),
		Delivery: contract.OrderDelivery{
			Method: d.Delivery.Method, Price: int64(d.Delivery.Price), Address: textOrNil(addressLine(d.Delivery.Address)),
			Point: textOrNil(pointLine(d.Delivery.Point)), Phone: textOrNil(d.Phone),
		},
		InvoiceWanted: d.Invoice.Wanted, Nip: textOrNil(d.Invoice.NIP), Buyer: textOrNil(cmp.Or(d.Delivery.Name, d.Invoice.Name)),
		Login: textOrNil(d.Login), CustomerComments: d.CustomerComments, AdminComments: d.AdminComments,
		Link: s.BaseLinkerPanelURL + strconv.FormatInt(o.OrderID, 10), SeenAt: o.SeenAt,
		Archived: trueOrNil(o.Archived), Removed: trueOrNil(o.Removed),
		Products: eachOf(d.Products, productOf), Packages: eachOf(packagesOf(o), packageOf),
	}
	if d.ShopOrderID != 0 {
		c.ShopNumber = textOrNil(strconv.FormatInt(d.ShopOrderID, 10))
	} else {
		c.ShopNumber = textOrNil(d.ExternalID)
	}
	if o.Why != store.ByNothing {
		why := contract.OrderWhy(o.Why)
		c.Why = &why
	}
	if o.Seq != 0 {
		c.Seq = &o.Seq
	}
	return c
}

// packagesOf are the order's packages: as BaseLinker tells of them, or, before anybody asked, the one that the order names.
func packagesOf(o *store.TicketOrder) []baselinker.Package {
	number := o.Details.Delivery.TrackingNumber
	for _, p := range o.Packages {
		if p.TrackingNumber == number {
			number = ""
		}
	}
	if number == "" {
		return o.Packages
	}
	return append([]baselinker.Package{{TrackingNumber: number, Courier: o.Details.Delivery.Courier}}, o.Packages...)
}

func productOf(p *baselinker.Product) contract.OrderProduct {
	return contract.OrderProduct{
		Name: p.Name, Sku: textOrNil(p.SKU), Ean: textOrNil(p.EAN), Attributes: textOrNil(p.Attributes), Price: int64(p.Price), Quantity: p.Quantity,
	}
}

var packageStates = map[baselinker.TrackingStatus]contract.OrderPackageState{
	baselinker.LabelCreated: contract.LabelCreated, baselinker.Shipped: contract.Shipped, baselinker.NotDelivered: contract.NotDelivered,
	baselinker.OutForDelivery: contract.OutForDelivery, baselinker.Delivered: contract.Delivered, baselinker.Returned: contract.Returned,
	baselinker.Aviso: contract.Aviso, baselinker.AtPoint: contract.AtPoint, baselinker.Lost: contract.Lost,
	baselinker.Cancelled: contract.Cancelled, baselinker.OnTheWay: contract.OnTheWay,
}

func packageOf(p *baselinker.Package) contract.OrderPackage {
	state, known := packageStates[p.State]
	if !known {
		state = contract.Unknown
	}
	return contract.OrderPackage{
		Number: p.TrackingNumber, Courier: textOrNil(p.Courier), URL: textOrNil(p.TrackingURL), State: state, StateAt: timeOrNil(p.StateAt),
		Return: trueOrNil(p.Return),
	}
}

func addressLine(a baselinker.Address) string {
	return line(a.Name, a.Company, a.Street, strings.TrimSpace(a.Postcode+" "+a.City), a.State, a.CountryCode)
}

func pointLine(p baselinker.Point) string {
	return line(cmp.Or(p.Name, p.ID), p.Address, strings.TrimSpace(p.Postcode+" "+p.City))
}

// line joins what isn't empty.
func line(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}

func freshnessOf(a *store.AccountFreshness) contract.OrderFreshness {
	return contract.OrderFreshness{
		ID: a.ID, Name: a.Name, Filling: trueOrNil(a.Filling), SyncedAt: timeOrNil(a.SyncedAt), Stale: trueOrNil(a.Stale),
		BlockedUntil: timeOrNil(a.BlockedUntil), Rejected: trueOrNil(a.Rejected),
	}
}

func lookupOf(l *store.OrderLookup) contract.OrderLookup {
	c := contract.OrderLookup{
		State: contract.OrderLookupState(l.State), AskedAt: l.AskedAt, EndedAt: timeOrNil(l.EndedAt), WaitsUntil: timeOrNil(l.WaitsUntil),
		Error: textOrNil(l.Error),
	}
	if l.WaitsFor != "" {
		what := contract.OrderWait(l.WaitsFor)
		c.WaitsFor = &what
	}
	return c
}
