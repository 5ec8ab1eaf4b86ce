package fakebase

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Kind is what a fault does to a call.
type Kind string

// The kinds of faults. "Before" and "after" are of what the call does, as setOrderStatus's change.
const (
	Slow        Kind = "slow"         // waits Delay, then does it and answers
	SlowAnswer  Kind = "slow-answer"  // does it, waits Delay, then answers
	Break       Kind = "break"        // breaks the connection before
	BreakAfter  Kind = "break-after"  // breaks the connection after, without an answer
	BreakWithin Kind = "break-within" // does it and breaks the connection in the middle of the answer
	HTML        Kind = "html"         // HTTP 200 with a page of maintenance, before
	BadGateway  Kind = "bad-gateway"  // HTTP 502 with a page, before
	TooMany     Kind = "too-many"     // HTTP 429 with a page, before
	Error       Kind = "error"        // an envelope with Code and Message, before
)

var kinds = []Kind{Slow, SlowAnswer, Break, BreakAfter, BreakWithin, HTML, BadGateway, TooMany, Error}

// Fault spoils calls. Of several that concern a call the one added first does.
type Fault struct {
	ID     int     `json:"id"` // given by AddFault
	Kind   Kind    `json:"kind"`
	Method string  `json:"method,omitempty"` // empty: any
	Times  int     `json:"times,omitempty"`  // the next so many calls; 0: all, until it is cleared
	Chance float64 `json:"chance,omitempty"` // of each call, by the seed; 0: each
	Delay  Delay   `json:"delay,omitempty"`
	Code   string  `json:"code,omitempty"`
	// Message is Error's; empty: one that fits Code.
	Message string `json:"message,omitempty"`
}

// Delay is a duration, written "1.5s" in JSON.
type Delay time.Duration

// UnmarshalText reads "1.5s".
func (d *Delay) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Delay(parsed)
	return err
}

// MarshalText writes "1.5s".
func (d Delay) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// faults are under Server.mu.
type faults struct {
	list  []Fault
	last  int
	dice  *rand.Rand
	holds []*Hold
}

// AddFault switches a fault on and returns its id.
func (s *Server) AddFault(f Fault) (id int, err error) {
	switch {
	case !slices.Contains(kinds, f.Kind):
		return 0, fmt.Errorf("there is no fault %q; there are %v", f.Kind, kinds)
	case f.Method != "" && methods[f.Method] == nil:
		return 0, fmt.Errorf("the stand-in has no method %q", f.Method)
	case f.Kind == Error && f.Code == "":
		return 0, errors.New("an error needs its code")
	case f.Times < 0 || f.Delay < 0 || f.Chance < 0 || f.Chance > 1:
		return 0, errors.New("times and delay are at least 0, chance is within 0 and 1")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.last++
	f.ID = s.faults.last
	s.faults.list = append(s.faults.list, f)
	return f.ID, nil
}

// Faults returns those that are on.
func (s *Server) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults.list)
}

// ClearFault switches one off; it is false where there is none with the id. Calls that it makes wait wait on.
func (s *Server) ClearFault(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.faults.list)
	s.faults.list = slices.DeleteFunc(s.faults.list, func(f Fault) bool { return f.ID == id })
	return len(s.faults.list) < n
}

// ClearFaults switches all off.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.list = nil
}

// pick is the fault that spoils this call; nil: none.
func (f *faults) pick(seed int64, method string) *Fault {
	if f.dice == nil {
		f.dice = dice(seed, 0, 4)
	}
	for i := range f.list {
		each := &f.list[i]
		if each.Method != "" && each.Method != method || each.Chance > 0 && f.dice.Float64() >= each.Chance {
			continue
		}
		picked := *each
		if each.Times == 1 {
			f.list = slices.Delete(f.list, i, i+1)
		} else if each.Times > 1 {
			each.Times--
		}
		return &picked
	}
	return nil
}

// Moment is when a Hold holds a call.
type Moment int

// The moments of a call.
const (
	BeforeChange Moment = iota // it was read and counted, nothing is done yet
	AfterChange                // all is done, no byte of the answer is sent
)

// Hold keeps one call waiting, so that a test can look around or kill whoever asked.
type Hold struct {
	// Arrived is closed when a call waits.
	Arrived <-chan struct{}

	arrived  chan struct{}
	released chan struct{}
	method   string
	moment   Moment
}

// Hold has the next call of the method wait at the moment until Release. Release what never arrived, too.
func (s *Server) Hold(method string, moment Moment) *Hold {
	h := &Hold{arrived: make(chan struct{}), released: make(chan struct{}), method: method, moment: moment}
	h.Arrived = h.arrived
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.holds = append(s.faults.holds, h)
	return h
}

// Release lets the call go on, or the next one by if none has arrived. It is called once.
func (h *Hold) Release() { close(h.released) }

// hold takes the call's hold, if there is one.
func (f *faults) hold(method string, moment Moment) *Hold {
	for i, h := range f.holds {
		if h.method == method && h.moment == moment {
			f.holds = slices.Delete(f.holds, i, i+1)
			return h
		}
	}
	return nil
}

// wait waits for a hold's release. A server that is closed meanwhile breaks the connection.
func (s *Server) wait(method string, moment Moment) {
	s.mu.Lock()
	h := s.faults.hold(method, moment)
	s.mu.Unlock()
	if h == nil {
		return
	}
	close(h.arrived)
	select {
	case <-h.released:
	case <-s.closed:
		panic(http.ErrAbortHandler)
	}
}

// delay waits as a slow answer does. A server that is closed meanwhile breaks the connection.
func (s *Server) delay(d Delay) {
	s.config.Wait(time.Duration(d), s.closed)
	select {
	case <-s.closed:
		panic(http.ErrAbortHandler)
	default:
	}
}

// before does what a fault does before the call. It is false when the call ends by it.
func (s *Server) before(w http.ResponseWriter, call *Call, f *Fault) bool {
	switch f.Kind {
	case Slow:
		s.delay(f.Delay)
		return true
	case Break:
		s.finish(call, "")
		panic(http.ErrAbortHandler)
	case HTML:
		s.finish(call, "")
		writePage(w, http.StatusOK, maintenancePage)
	case BadGateway:
		s.finish(call, "")
		writePage(w, http.StatusBadGateway, badGatewayPage)
	case TooMany:
		s.finish(call, "")
		writePage(w, http.StatusTooManyRequests, tooManyPage)
	case Error:
		s.finish(call, f.Code)
		writeJSON(w, http.StatusOK, refuse(f.Code, "%s", s.messageOf(f)).answer())
	default:
		return true
	}
	return false
}

func (s *Server) messageOf(f *Fault) string {
	switch {
	case f.Message != "":
		return f.Message
	case f.Code == CodeBlockedToken: // that nobody blocked: the next call is served
		return s.blockedMessage(s.config.Now().Add(s.config.Block)).message
	case f.Code == CodeAccountBlocked:
		return "User account is blocked"
	case f.Code == CodeAuthToken:
		return "Invalid token"
	}
	return "Error"
}

// after does what a fault does once the call is done.
func (s *Server) after(w http.ResponseWriter, f *Fault, body []byte) {
	switch f.Kind {
	case SlowAnswer:
		s.delay(f.Delay)
	case BreakAfter:
		panic(http.ErrAbortHandler)
	case BreakWithin:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}
