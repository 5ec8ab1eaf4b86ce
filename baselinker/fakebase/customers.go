package fakebase

import (
	"math/rand/v2"
	"time"
)

// Customer is somebody whom a test or the demo knows.
type Customer struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone,omitempty"`
}

// dice and the person are the same for the same seed, customer and n.
func (s *Server) known(c Customer, n int64) (*rand.Rand, person) {
	key := n
	for _, letter := range c.Email {
		key = key*131 + int64(letter)
	}
	r := dice(s.config.Seed, key, 10)
	p := makePerson(r)
	p.name, p.email, p.address.Name = c.Name, c.Email, c.Name
	if c.Phone != "" {
		p.phone = c.Phone
	}
	return r, p
}

// composeFor makes a believable order that somebody bought then. It has its address, as a marketplace's wouldn't.
func (s *Server) composeFor(r *rand.Rand, p person, added, now time.Time) Order {
	seller := *s.orders.shop
	seller.origin = now
	order := seller.compose(r, s.orders.lastOrder+1+int64(r.IntN(3)), p, added)
	order.Email = p.email
	if order.Source == "allegro" {
		order.Source, order.SourceID, order.ExternalID, order.Login = "shop", shopSource, "", ""
	}
	if order.Unconfirmed {
		order.Unconfirmed, order.Confirmed = false, added
	}
	return order
}

// AddCustomer adds n believable orders that somebody has had all along, from n weeks to some hours ago, oldest first,
// and returns their ids. The same seed, customer and n make the same orders. It is for before anybody reads orders: no
// order gets an earlier confirmation later on. NewOrder is for then.
func (s *Server) AddCustomer(c Customer, n int) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, p := s.known(c, int64(n))
	now := s.config.Now().Truncate(time.Second).UTC()
	ids := make([]int64, 0, n)
	for i := n - 1; i >= 0; i-- {
		added := now.Add(-time.Duration(i)*7*24*time.Hour - time.Duration(3*3600+r.IntN(20*3600))*time.Second)
		order := s.composeFor(r, p, added, now)
		s.orders.complete(&order, now)
		s.put(order)
		s.log(order.ID, logCreated, 0)
		s.log(order.ID, logConfirmed, 0)
		ids = append(ids, order.ID)
	}
	return ids
}

// NewOrder makes a believable order that somebody confirms now. It is the caller's to change and to AddOrder.
func (s *Server) NewOrder(c Customer) Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, p := s.known(c, s.orders.lastOrder)
	now := s.config.Now().Truncate(time.Second).UTC()
	order := s.composeFor(r, p, now, now)
	order.Confirmed, order.InStatus = now, now
	return order
}
