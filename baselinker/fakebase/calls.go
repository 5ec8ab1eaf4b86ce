package fakebase

import (
	"maps"
	"time"
)

// Call is one request that reached connector.php by POST.
type Call struct {
	Time        time.Time `json:"time"`
	Method      string    `json:"method"`
	Parameters  string    `json:"parameters"` // as they came
	Token       string    `json:"token"`
	TokenInForm bool      `json:"token_in_form,omitempty"` // the deprecated way
	Code        string    `json:"code,omitempty"`          // error_code of the answer; empty: success, or none yet
	Fault       Kind      `json:"fault,omitempty"`         // what spoiled it
	Done        bool      `json:"done"`                    // it was answered, or its connection broken

	malformed, withParameters bool
}

// Counts is what the stand-in counted by itself since it began.
type Counts struct {
	Tokens map[string]TokenCounts `json:"tokens"`
	// Methods counts the calls that were let in, refused inputs too, by method.
	Methods map[string]int `json:"methods"`
	// Orders holds those that a call wrote to.
	Orders map[int64]OrderCounts `json:"orders"`
}

// OrderCounts is how often one order was written to over HTTP.
type OrderCounts struct {
	StatusSet     int `json:"status_set"`     // setOrderStatus and setOrderStatuses that succeeded
	StatusChanged int `json:"status_changed"` // those of them that found another status
	FieldsSet     int `json:"fields_set"`     // setOrderFields that succeeded
}

// calls remembers the latest.
type calls struct {
	keep    int
	list    []*Call
	methods map[string]int
	orders  map[int64]OrderCounts
}

func (c *calls) add(call *Call) {
	if len(c.list) >= 2*c.keep {
		c.list = append([]*Call(nil), c.list[len(c.list)-c.keep:]...)
	}
	c.list = append(c.list, call)
}

func (c *calls) wrote(order int64, change func(*OrderCounts)) {
	if c.orders == nil {
		c.orders = map[int64]OrderCounts{}
	}
	counts := c.orders[order]
	change(&counts)
	c.orders[order] = counts
}

// Calls returns the latest calls, oldest first.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.calls.list[max(0, len(s.calls.list)-s.config.KeepCalls):]
	copies := make([]Call, len(list))
	for i, call := range list {
		copies[i] = *call
	}
	return copies
}

// Counts returns what was counted so far.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Counts{Tokens: map[string]TokenCounts{}, Methods: map[string]int{}, Orders: map[int64]OrderCounts{}}
	for name, t := range s.tokens {
		c.Tokens[name] = t.counts
	}
	maps.Copy(c.Methods, s.calls.methods)
	maps.Copy(c.Orders, s.calls.orders)
	return c
}

// Token returns the counts of the token that a stand-in accepts unless told otherwise.
func (c Counts) Token() TokenCounts { return c.Tokens[Token] }
