package fakebase

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// row is what the methods look orders up by. A seeded order that nobody changed is no more than its row: the shop
// makes the rest again whenever it is read.
type row struct {
	id, added, confirmed int64 // confirmed 0: it isn't
	status               int64
	sourceID             int64
	shopOrderID          int64
	source, email        string
	externalID           string
	full                 *Order // nil: as the shop makes it
	seeded               int    // the shop's number for it
}

// orders are the seller's, under Server.mu.
type orders struct {
	shop      *shop
	rows      []*row // by id
	confirmed []*row // those that are, by the moment, then id
	byEmail   map[string][]*row
	statuses  []Status
	removed   []int64

	lastOrder, lastLine, lastPackage int64
}

func newOrders() orders {
	return orders{
		byEmail: map[string][]*row{}, statuses: seededStatuses(),
		lastOrder: firstOrder - 1, lastLine: 900_000_000, lastPackage: 500_000_000,
	}
}

const firstOrder = 71_300_001

func byID(r *row, id int64) int { return cmp.Compare(r.id, id) }

func byConfirmation(a, b *row) int {
	return cmp.Or(cmp.Compare(a.confirmed, b.confirmed), cmp.Compare(a.id, b.id))
}

func (o *orders) row(id int64) *row {
	if i, there := slices.BinarySearchFunc(o.rows, id, byID); there {
		return o.rows[i]
	}
	return nil
}

// read returns the whole order; it belongs to the caller.
func (o *orders) read(r *row) Order {
	if r.full != nil {
		return r.full.clone()
	}
	return o.shop.order(r.seeded)
}

// put stores a whole order in place of the one with its id, or as a new one.
func (o *orders) put(order Order) *row {
	r := &row{id: order.ID, seeded: -1}
	i, there := slices.BinarySearchFunc(o.rows, order.ID, byID)
	if there {
		r = o.rows[i]
		o.unindex(r)
	} else {
		o.rows = slices.Insert(o.rows, i, r)
		o.removed = slices.DeleteFunc(o.removed, func(id int64) bool { return id == order.ID })
		o.lastOrder = max(o.lastOrder, order.ID)
	}
	kept := order.clone()
	r.full = &kept
	r.describe(&kept)
	o.index(r)
	return r
}

func (o *orders) remove(r *row) {
	o.unindex(r)
	i, _ := slices.BinarySearchFunc(o.rows, r.id, byID)
	o.rows = slices.Delete(o.rows, i, i+1)
	o.removed = append(o.removed, r.id)
}

// put stores an order and keeps it.
func (s *Server) put(order Order) {
	r := s.orders.put(order)
	s.keep.write(kept{Order: r.full})
}

// remove removes an order and keeps that.
func (s *Server) remove(r *row) {
	s.orders.remove(r)
	s.keep.write(kept{Removed: r.id})
}

func (r *row) describe(order *Order) {
	r.added, r.confirmed = order.Added.Unix(), 0
	if !order.Unconfirmed {
		r.confirmed = order.Confirmed.Unix()
	}
	r.status, r.source, r.sourceID, r.email = order.StatusID, order.Source, order.SourceID, order.Email
	r.shopOrderID, r.externalID = order.ShopOrderID, order.ExternalID
}

func (o *orders) index(r *row) {
	if r.confirmed != 0 {
		i, _ := slices.BinarySearchFunc(o.confirmed, r, byConfirmation)
		o.confirmed = slices.Insert(o.confirmed, i, r)
	}
	folded := strings.ToLower(r.email)
	o.byEmail[folded] = append(o.byEmail[folded], r)
}

func (o *orders) unindex(r *row) {
	if r.confirmed != 0 {
		if i, there := slices.BinarySearchFunc(o.confirmed, r, byConfirmation); there {
			o.confirmed = slices.Delete(o.confirmed, i, i+1)
		}
	}
	folded := strings.ToLower(r.email)
	o.byEmail[folded] = slices.DeleteFunc(o.byEmail[folded], func(each *row) bool { return each == r })
	if len(o.byEmail[folded]) == 0 {
		delete(o.byEmail, folded)
	}
}

// of returns the orders of an address, in no order.
func (o *orders) of(email string, fold bool) (found []*row) {
	for _, r := range o.byEmail[strings.ToLower(email)] {
		if fold || r.email == email {
			found = append(found, r)
		}
	}
	return found
}

func (o *orders) status(id int64) *Status {
	for i := range o.statuses {
		if o.statuses[i].ID == id {
			return &o.statuses[i]
		}
	}
	return nil
}

// complete fills in what an added order leaves out.
func (o *orders) complete(order *Order, now time.Time) {
	if order.ID == 0 {
		order.ID = o.lastOrder + 1
	}
	if order.Source == "" {
		order.Source, order.SourceID = "shop", max(order.SourceID, 1)
	}
	if order.StatusID == 0 {
		order.StatusID = o.statuses[0].ID
	}
	if order.Added.IsZero() {
		order.Added = cmp.Or(order.Confirmed, now)
	}
	if order.Confirmed.IsZero() && !order.Unconfirmed {
		order.Confirmed = order.Added
	}
	if order.InStatus.IsZero() {
		order.InStatus = cmp.Or(order.Confirmed, order.Added)
	}
	for _, t := range []*time.Time{&order.Added, &order.Confirmed, &order.InStatus} {
		*t = t.Truncate(time.Second).UTC()
	}
	if order.Currency == "" {
		order.Currency = "PLN"
	}
	for i := range order.Products {
		p := &order.Products[i]
		if p.LineID == 0 {
			o.lastLine++
			p.LineID = o.lastLine
		}
		p.Quantity = max(p.Quantity, 1)
	}
	for i := range order.Packages {
		if order.Packages[i].ID == 0 {
			o.lastPackage++
			order.Packages[i].ID = o.lastPackage
		}
	}
}

// AddOrder adds an order as if it had just come in, with what it leaves out filled in, and returns its id. An order with
// the id of another takes its place.
func (s *Server) AddOrder(order Order) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	order = order.clone()
	s.orders.complete(&order, s.config.Now())
	s.put(order)
	s.log(order.ID, logCreated, 0)
	if !order.Unconfirmed {
		s.log(order.ID, logConfirmed, 0)
	}
	return order.ID
}

// Order returns an order as it is now.
func (s *Server) Order(id int64) (order Order, there bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.orders.row(id)
	if r == nil {
		return Order{}, false
	}
	return s.orders.read(r), true
}

// Orders returns all orders, by id.
func (s *Server) Orders() []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Order, len(s.orders.rows))
	for i, r := range s.orders.rows {
		all[i] = s.orders.read(r)
	}
	return all
}

// OrdersOf returns the orders of an address, whatever its capitals, newest first.
func (s *Server) OrdersOf(email string) []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := s.orders.of(email, true)
	slices.SortFunc(rows, newestFirst)
	all := make([]Order, len(rows))
	for i, r := range rows {
		all[i] = s.orders.read(r)
	}
	return all
}

func newestFirst(a, b *row) int {
	return cmp.Or(cmp.Compare(b.added, a.added), cmp.Compare(b.id, a.id))
}

// SetStatus changes an order's status as somebody in the panel does. It is false where there is no such order or status.
func (s *Server) SetStatus(id, status int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.orders.row(id)
	if r == nil || s.orders.status(status) == nil {
		return false
	}
	s.setStatus(r, status)
	return true
}

// setStatus is whether the status was another before.
func (s *Server) setStatus(r *row, status int64) bool {
	if r.status == status {
		return false
	}
	order := s.orders.read(r)
	order.StatusID, order.InStatus = status, s.config.Now().Truncate(time.Second).UTC()
	s.put(order)
	s.log(order.ID, logStatus, status)
	return true
}

// ChangeOrder lets change edit an order as somebody in the panel does; it must not call the Server. It is false where there is no such order.
func (s *Server) ChangeOrder(id int64, change func(*Order)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.orders.row(id)
	if r == nil {
		return false
	}
	order := s.orders.read(r)
	was, wasUnconfirmed := order.StatusID, order.Unconfirmed
	change(&order)
	order.ID = id
	isConfirmed := wasUnconfirmed && !order.Unconfirmed
	if isConfirmed {
		order.Confirmed = s.config.Now() // never earlier than what was read already
	}
	s.orders.complete(&order, s.config.Now())
	s.put(order)
	s.log(id, logEdited, 0)
	if isConfirmed {
		s.log(id, logConfirmed, 0)
	}
	if order.StatusID != was {
		s.log(id, logStatus, order.StatusID)
	}
	return true
}

// RemoveOrder removes an order as somebody in the panel does. It is false where there is none.
func (s *Server) RemoveOrder(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.orders.row(id)
	if r == nil {
		return false
	}
	s.remove(r)
	s.log(id, logRemoved, 0)
	return true
}

// MergeOrders moves the products of one order into another and removes it. It is false where one of them isn't there.
func (s *Server) MergeOrders(into, from int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	keep, gone := s.orders.row(into), s.orders.row(from)
	if keep == nil || gone == nil || keep == gone {
		return false
	}
	order, other := s.orders.read(keep), s.orders.read(gone)
	order.Products = append(order.Products, other.Products...)
	order.Paid += other.Paid
	s.put(order)
	s.remove(gone)
	s.log(into, logMerged, from)
	s.log(from, logRemoved, 0)
	return true
}

// Statuses returns the seller's statuses, in the panel's order.
func (s *Server) Statuses() []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.orders.statuses)
}

// SetStatuses replaces them. Orders keep the ids they have, known or not, as after a status was deleted in the panel.
func (s *Server) SetStatuses(statuses []Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders.statuses = slices.Clone(statuses)
	s.keep.write(kept{Statuses: s.orders.statuses})
}
