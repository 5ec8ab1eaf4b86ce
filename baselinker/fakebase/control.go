package fakebase

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// controlHelp is what GET / answers.
const controlHelp = `BaseLinker's stand-in: what people and tests may do to it. Bodies and answers are JSON.

GET    /counts                     requests, blocks, orders written to
GET    /calls?last=20              the latest calls
GET    /faults                     what is spoiled now
POST   /faults                     {"kind":"slow","method":"getOrders","times":3,"delay":"5s"} -> its id
                                   kinds: %v
                                   method, times and chance may be left out: any method, every call; error wants "code"
DELETE /faults, /faults/{id}       all off, one off
POST   /block                      {"for":"10m"}: a block that someone else began; {"for":"0s"} ends it
POST   /consume                    {"requests":50}: strangers' requests with the same token
POST   /token                      {"accepted":false}: the token is refused from now on
PUT    /journal                    {"on":true,"from_last":false}
PUT    /untidy                     {"level":"wild"} (tidy, documented, wild), or the shares: {"missing":0.5}
GET    /statuses
PUT    /statuses                   [{"id":1,"name":"Zwrot","name_for_customer":"","color":"#3b82f6"}]: in the panel's order
GET    /orders?email=a@b.example   an address's orders, newest first
GET    /orders/{id}
POST   /orders                     {"email":"a@b.example","name":"Jan Kowalski"}: a believable one, confirmed now
PATCH  /orders/{id}                what changes, named as GET shows it: {"email":"c@d.example","status_id":101204}
DELETE /orders/{id}
`

// maxControlBody is far more than anybody sends.
const maxControlBody = 1 << 20

// Control is the endpoint by which people and other processes' tests switch faults and look. It asks nobody who they are:
// it belongs on an address of this machine alone.
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, do func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxControlBody)
			value, err := do(r)
			reply(w, value, err)
		})
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprintf(w, controlHelp, kinds)
	})
	handle("GET /counts", func(*http.Request) (any, error) { return s.Counts(), nil })
	handle("GET /calls", s.controlCalls)
	handle("GET /faults", func(*http.Request) (any, error) { return s.Faults(), nil })
	handle("POST /faults", s.controlAddFault)
	handle("DELETE /faults", func(*http.Request) (any, error) { s.ClearFaults(); return s.Faults(), nil })
	handle("DELETE /faults/{id}", s.controlClearFault)
	handle("POST /block", s.controlBlock)
	handle("POST /consume", s.controlConsume)
	handle("POST /token", s.controlToken)
	handle("PUT /journal", s.controlJournal)
	handle("PUT /untidy", s.controlUntidy)
	handle("GET /statuses", func(*http.Request) (any, error) { return s.Statuses(), nil })
	handle("PUT /statuses", s.controlStatuses)
	handle("GET /orders", s.controlOrders)
	handle("POST /orders", s.controlAddOrder)
	handle("GET /orders/{id}", s.controlOrder)
	handle("PATCH /orders/{id}", s.controlChangeOrder)
	handle("DELETE /orders/{id}", s.controlRemoveOrder)
	// A page in somebody's browser must not reach it, though it is on their machine.
	return http.NewCrossOriginProtection().Handler(mux)
}

var errNotThere = errors.New("there is none")

func reply(w http.ResponseWriter, value any, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	switch {
	case errors.Is(err, errNotThere):
		w.WriteHeader(http.StatusNotFound)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	}
	if err != nil {
		value = map[string]string{"error": err.Error()}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(value) // a client that went away is no concern of the server's
}

// decode reads the body into value; a name that isn't there is an error, for it is a mistyped one.
func decode(r *http.Request, value any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return fmt.Errorf("the body: %w", err)
	}
	return nil
}

func (s *Server) controlCalls(r *http.Request) (any, error) {
	calls := s.Calls()
	if text := r.URL.Query().Get("last"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return nil, errors.New("last is no number of calls")
		}
		calls = calls[max(0, len(calls)-n):]
	}
	return calls, nil
}

func (s *Server) controlAddFault(r *http.Request) (any, error) {
	var f Fault
	if err := decode(r, &f); err != nil {
		return nil, err
	}
	id, err := s.AddFault(f)
	f.ID = id
	return f, err
}

func (s *Server) controlClearFault(r *http.Request) (any, error) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || !s.ClearFault(id) {
		return nil, errNotThere
	}
	return s.Faults(), nil
}

// tokenOr is which token a body means; none: the first of the Config.
func (s *Server) tokenOr(name string) string { return cmp.Or(name, s.config.Tokens[0]) }

func (s *Server) controlBlock(r *http.Request) (any, error) {
	var body struct {
		Token string `json:"token"`
		For   *Delay `json:"for"`
	}
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	length := s.config.Block
	if body.For != nil {
		length = time.Duration(*body.For)
	}
	s.BlockToken(s.tokenOr(body.Token), s.config.Now().Add(length))
	return map[string]time.Time{"blocked_until": s.BlockedUntil(s.tokenOr(body.Token))}, nil
}

func (s *Server) controlConsume(r *http.Request) (any, error) {
	var body struct {
		Token    string `json:"token"`
		Requests int    `json:"requests"`
	}
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	if body.Requests < 1 || body.Requests > 100_000 {
		return nil, errors.New("requests is within 1 and 100000")
	}
	s.Consume(s.tokenOr(body.Token), body.Requests)
	return s.Counts().Tokens[s.tokenOr(body.Token)], nil
}

func (s *Server) controlToken(r *http.Request) (any, error) {
	var body struct {
		Token    string `json:"token"`
		Accepted bool   `json:"accepted"`
	}
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	if body.Accepted {
		s.AcceptToken(s.tokenOr(body.Token))
	} else {
		s.RevokeToken(s.tokenOr(body.Token))
	}
	return body, nil
}

func (s *Server) controlJournal(r *http.Request) (any, error) {
	var j Journal
	if err := decode(r, &j); err != nil {
		return nil, err
	}
	s.SetJournal(j)
	return j, nil
}

func (s *Server) controlUntidy(r *http.Request) (any, error) {
	var body struct {
		Level string `json:"level"`
		Untidiness
	}
	if err := decode(r, &body); err != nil {
		return nil, err
	}
	switch body.Level {
	case "":
	case "tidy":
		body.Untidiness = Tidy
	case "documented":
		body.Untidiness = Documented
	case "wild":
		body.Untidiness = Wild
	default:
		return nil, errors.New("level is tidy, documented or wild")
	}
	s.SetUntidy(body.Untidiness)
	return body.Untidiness, nil
}

func (s *Server) controlStatuses(r *http.Request) (any, error) {
	var statuses []Status
	if err := decode(r, &statuses); err != nil {
		return nil, err
	}
	s.SetStatuses(statuses)
	return statuses, nil
}

func (s *Server) controlOrders(r *http.Request) (any, error) {
	email := r.URL.Query().Get("email")
	if email == "" {
		return nil, errors.New("whose? ?email=…")
	}
	return s.OrdersOf(email), nil
}

func (s *Server) controlAddOrder(r *http.Request) (any, error) {
	var c Customer
	if err := decode(r, &c); err != nil {
		return nil, err
	}
	if c.Email == "" {
		return nil, errors.New("an order needs its e-mail")
	}
	c.Name = cmp.Or(c.Name, "Jan Kowalski")
	id := s.AddOrder(s.NewOrder(c))
	order, _ := s.Order(id)
	return order, nil
}

func (s *Server) controlOrder(r *http.Request) (any, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, errNotThere
	}
	order, there := s.Order(id)
	if !there {
		return nil, errNotThere
	}
	return order, nil
}

func (s *Server) controlChangeOrder(r *http.Request) (any, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, errNotThere
	}
	changed, there := s.Order(id)
	if !there {
		return nil, errNotThere
	}
	if err := decode(r, &changed); err != nil {
		return nil, err
	}
	if !s.hasStatus(changed.StatusID) {
		return nil, errors.New("there is no such status; see /statuses")
	}
	s.ChangeOrder(id, func(o *Order) {
		if was := o.StatusID; changed.StatusID != was {
			changed.InStatus = s.config.Now()
		}
		*o = changed
	})
	order, _ := s.Order(id)
	return order, nil
}

func (s *Server) hasStatus(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.orders.status(id) != nil
}

func (s *Server) controlRemoveOrder(r *http.Request) (any, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || !s.RemoveOrder(id) {
		return nil, errNotThere
	}
	return map[string]int64{"removed": id}, nil
}
