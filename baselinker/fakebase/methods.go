package fakebase

import (
	"cmp"
	"slices"
	"strconv"
)

// methods are the API's, each with its inputs' reading and its effect. They run under Server.mu.
var methods = map[string]func(*Server, *parameters) (object, *refusal){
	"getOrders":          (*Server).getOrders,
	"getOrdersByEmail":   (*Server).getOrdersByEmail,
	"getOrderStatusList": (*Server).getOrderStatusList,
	"setOrderStatus":     (*Server).setOrderStatus,
	"setOrderStatuses":   (*Server).setOrderStatuses,
	"setOrderFields":     (*Server).setOrderFields,
	"getOrderPackages":   (*Server).getOrderPackages,
	"getJournalList":     (*Server).getJournalList,
	"getOrderSources":    (*Server).getOrderSources,
}

// perform does what the call asks for.
func (s *Server) perform(call *Call) (object, *refusal) {
	p, refused := parseParameters(call)
	if refused != nil {
		return nil, refused
	}
	method := methods[call.Method]
	if method == nil {
		return nil, refuse(CodeUnknownMethod, "Unknown method %s", call.Method)
	}
	return method(s, p)
}

func success(members ...member) object {
	return append(object{{"status", "SUCCESS"}}, members...)
}

// ordersPage is how many orders one answer holds at most.
const ordersPage = 100

func (s *Server) getOrders(p *parameters) (object, *refusal) {
	id, byID := p.integer("order_id")
	confirmedFrom, byConfirmed := p.integer("date_confirmed_from")
	addedFrom, byAdded := p.integer("date_from")
	idFrom, byIDFrom := p.integer("id_from")
	unconfirmed, _ := p.boolean("get_unconfirmed_orders")
	status, byStatus := p.integer("status_id")
	email, byEmail := p.filter("filter_email", 50)
	source, bySource := p.filter("filter_order_source", 20)
	sourceID, bySourceID := p.integer("filter_order_source_id")
	shopOrder, byShopOrder := p.integer("filter_shop_order_id")
	external, byExternal := p.filter("filter_external_order_id", 50)
	var include included
	include.customFields, _ = p.boolean("include_custom_extra_fields")
	include.commissions, _ = p.boolean("include_commissions")
	include.commission, _ = p.boolean("include_commission_data")
	include.connect, _ = p.boolean("include_connect_data")
	include.discounts, _ = p.boolean("include_discounts_data")
	if bySourceID && !bySource {
		p.refuse(CodeParameters, "filter_order_source_id needs filter_order_source")
	}
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	matches := func(r *row) bool {
		return (!byID || r.id == id) &&
			(!byConfirmed || r.confirmed >= confirmedFrom) &&
			(!byAdded || r.added >= addedFrom) &&
			(!byIDFrom || r.id >= idFrom) &&
			(unconfirmed || byID || r.confirmed != 0) &&
			(!byStatus || r.status == status) &&
			(!bySource || r.source == source) &&
			(!bySourceID || r.sourceID == sourceID) &&
			(!byShopOrder || r.shopOrderID == shopOrder) &&
			(!byExternal || r.externalID == external)
	}
	var found []*row
	switch {
	case byID:
		if r := s.orders.row(id); r != nil {
			found = []*row{r}
		}
	case byEmail:
		found = s.orders.of(email, s.config.FoldEmails)
		slices.SortFunc(found, oldestFirst(byConfirmed || !unconfirmed))
	case byConfirmed:
		from, _ := slices.BinarySearchFunc(s.orders.confirmed, confirmedFrom, func(r *row, at int64) int { return cmp.Compare(r.confirmed, at) })
		found = s.orders.confirmed[from:]
	case byIDFrom:
		from, _ := slices.BinarySearchFunc(s.orders.rows, idFrom, byIDOf)
		found = s.orders.rows[from:]
	case byAdded, unconfirmed:
		found = slices.Clone(s.orders.rows)
		slices.SortFunc(found, oldestFirst(false))
	default:
		found = s.orders.confirmed
	}
	orders := list{}
	for _, r := range found {
		if len(orders) == ordersPage {
			break
		}
		if matches(r) && (!byEmail || s.sameEmail(r.email, email)) {
			order := s.orders.read(r)
			orders = append(orders, s.untidy.order(s.config.Seed, &order, include))
		}
	}
	return success(member{"orders", orders}), nil
}

func byIDOf(r *row, id int64) int { return cmp.Compare(r.id, id) }

func oldestFirst(confirmed bool) func(a, b *row) int {
	if confirmed {
		return byConfirmation
	}
	return func(a, b *row) int { return -newestFirst(a, b) }
}

func (s *Server) getOrdersByEmail(p *parameters) (object, *refusal) {
	email, there := p.filter("email", 50)
	if !there {
		p.refuse(CodeParameters, "No email")
	}
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	found := s.orders.of(email, s.config.FoldEmails)
	slices.SortFunc(found, newestFirst)
	orders := list{}
	for _, r := range found {
		order := s.orders.read(r)
		orders = append(orders, object{ // texts all, as the documentation's sample
			{"order_id", strconv.FormatInt(r.id, 10)},
			{"order_status_id", strconv.FormatInt(r.status, 10)},
			{"date_in_status", strconv.FormatInt(unix(order.InStatus), 10)},
			{"date_add", strconv.FormatInt(r.added, 10)},
		})
	}
	return success(member{"orders", orders}), nil
}

func (s *Server) getOrderStatusList(p *parameters) (object, *refusal) {
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	statuses := list{}
	for _, each := range s.orders.statuses {
		statuses = append(statuses, object{
			{"id", each.ID}, {"name", each.Name}, {"name_for_customer", each.NameForCustomer}, {"color", each.Color},
		})
	}
	return success(member{"statuses", statuses}), nil
}

func (s *Server) setOrderStatus(p *parameters) (object, *refusal) {
	id, status := p.needInteger("order_id"), p.needInteger("status_id")
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	return s.setStatuses([]int64{id}, status)
}

func (s *Server) setOrderStatuses(p *parameters) (object, *refusal) {
	ids, _ := p.integers("order_ids")
	status := p.needInteger("status_id")
	if len(ids) == 0 {
		p.refuse(CodeParameters, "No order_ids")
	}
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	return s.setStatuses(ids, status)
}

// setStatuses sets all or, where one order or the status isn't there, none.
func (s *Server) setStatuses(ids []int64, status int64) (object, *refusal) {
	if s.orders.status(status) == nil {
		return nil, refuse(CodeStatusNotFound, "There is no status %d", status)
	}
	for _, id := range ids {
		if s.orders.row(id) == nil {
			return nil, refuse(CodeOrderNotFound, "There is no order %d", id)
		}
	}
	for _, id := range ids {
		changed := s.setStatus(s.orders.row(id), status)
		s.calls.wrote(id, func(c *OrderCounts) {
			c.StatusSet++
			if changed {
				c.StatusChanged++
			}
		})
	}
	return success(), nil
}

func (s *Server) getOrderPackages(p *parameters) (object, *refusal) {
	id := p.needInteger("order_id")
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	r := s.orders.row(id)
	if r == nil {
		return nil, refuse(CodeOrderNotFound, "There is no order %d", id)
	}
	order := s.orders.read(r)
	packages := list{}
	for i := range order.Packages {
		packages = append(packages, s.untidy.pack(s.config.Seed, &order, &order.Packages[i]))
	}
	return success(member{"packages", packages}), nil
}

func (s *Server) getJournalList(p *parameters) (object, *refusal) {
	after, _ := p.integer("last_log_id")
	types, byType := p.integers("logs_types")
	order, byOrder := p.integer("order_id")
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	s.journal.prune(s.config.Now())
	logs := list{}
	for _, each := range s.journal.rows {
		if !s.journal.On || len(logs) == journalPage {
			break
		}
		if each.ID < after || each.ID == after && !s.journal.FromLast ||
			byType && len(types) > 0 && !slices.Contains(types, each.Type) || byOrder && each.Order != order {
			continue
		}
		logs = append(logs, s.untidy.log(s.config.Seed, each))
	}
	return success(member{"logs", logs}), nil
}

func (s *Server) getOrderSources(p *parameters) (object, *refusal) {
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	return success(member{"sources", sourcesObject()}), nil
}

// sourcesObject is of one shop and one marketplace, with PHP's list where another map belongs and an empty one.
func sourcesObject() object {
	return object{
		{"personal", object{{"0", "Osobiście / tel."}}},
		{"shop", object{{strconv.Itoa(shopSource), "Gliniana Pracownia"}, {strconv.Itoa(outletSource), "Outlet Glinianej Pracowni"}}},
		{"blconnect", list{}},
		{"allegro", object{{strconv.Itoa(allegroSource), "GlinianaPracownia"}}},
		{"ebay", list{}},
		{"order_return", list{"Zwrot zamówienia"}},
	}
}

// The seeded shop's sources.
const (
	shopSource    = 5432
	outletSource  = 5433
	allegroSource = 8801
)

func (s *Server) sameEmail(a, b string) bool {
	if s.config.FoldEmails {
		return true // the look-up folded already
	}
	return a == b
}
