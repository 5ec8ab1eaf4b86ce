package fakebase

import (
	"net/http"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the end of a block is told in Polish time, on every machine
)

// Token is the one that a stand-in accepts unless its Config says otherwise.
const Token = "1-23-FAKEBASE"

// Path is where the API is, the only path that a stand-in answers.
const Path = "/connector.php"

// Config says what a stand-in is like. The zero value is an empty shop with the documented limits.
type Config struct {
	// Seed and Orders make a shop: the same two make the same orders, ending at Origin (zero: now).
	Seed   int64
	Orders int
	Origin time.Time
	// Days is over how many days the orders are spread; 0: 100.
	Days int
	// SameSecond is how many seeded orders in a row share the second of their confirmation, in the middle of the time.
	SameSecond int

	Tokens []string         // nil: Token alone
	Limit  int              // requests a minute and token; 0: 100
	Block  time.Duration    // for how long a token is blocked that passes it; 0: ten minutes
	Now    func() time.Time // nil: time.Now. Limits, blocks, dates and the journal's three days go by it
	// Wait is how a slow answer waits; nil: by a timer. It returns early when done is closed.
	Wait func(d time.Duration, done <-chan struct{})

	// FoldEmails compares addresses without regard to capitals.
	FoldEmails bool
	Journal    Journal
	// Untidy is how answers look; nil: Documented.
	Untidy *Untidiness
	// KeepCalls is how many of the latest calls Calls gives; 0: 100,000.
	KeepCalls int
}

// Journal says how getJournalList answers.
type Journal struct {
	On bool `json:"on"` // off, the default of real accounts: every list is empty
	// FromLast gives the row last_log_id itself too, as the documentation can be read.
	FromLast bool `json:"from_last"`
}

// Server is one seller's BaseLinker. It is safe for concurrent use. Close it to end what waits in it.
type Server struct {
	config Config
	warsaw *time.Location
	closed chan struct{}
	once   sync.Once

	mu      sync.Mutex
	tokens  map[string]*token
	orders  orders
	journal journal
	faults  faults
	calls   calls
	untidy  Untidiness
	keep    *keeper
}

// New makes a stand-in. It serves nothing by itself: it is an http.Handler, and Listen gives it an address.
func New(c Config) *Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = waitFor
	}
	if c.Limit == 0 {
		c.Limit = 100
	}
	if c.Block == 0 {
		c.Block = 10 * time.Minute
	}
	if c.Days == 0 {
		c.Days = 100
	}
	if c.KeepCalls == 0 {
		c.KeepCalls = 100_000
	}
	if c.Tokens == nil {
		c.Tokens = []string{Token}
	}
	if c.Origin.IsZero() {
		c.Origin = c.Now()
	}
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		panic(err) // time/tzdata has it
	}
	s := &Server{config: c, warsaw: warsaw, closed: make(chan struct{}), tokens: map[string]*token{}, untidy: Documented}
	if c.Untidy != nil {
		s.untidy = *c.Untidy
	}
	for _, name := range c.Tokens {
		s.tokens[name] = &token{limit: c.Limit, block: c.Block}
	}
	s.orders = newOrders()
	s.journal = journal{Journal: c.Journal}
	s.calls = calls{keep: c.KeepCalls}
	s.orders.fill(newShop(&c, warsaw), &s.journal)
	return s
}

// Close lets go of everything that waits in the stand-in: held and slow calls end as they are. One that keeps its changes
// in a file says here if it couldn't.
func (s *Server) Close() error {
	s.letGo()
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.keep.close()
	s.keep = nil
	return err
}

// letGo ends all waiting; it may be called again.
func (s *Server) letGo() { s.once.Do(func() { close(s.closed) }) }

func waitFor(d time.Duration, done <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-done:
	}
}

// maxBody is what PHP's post_max_size usually is.
const maxBody = 8 << 20

// ServeHTTP answers one request to the API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != Path {
		writePage(w, http.StatusNotFound, notFoundPage)
		return
	}
	if r.Method != http.MethodPost {
		writePage(w, http.StatusMethodNotAllowed, notAllowedPage)
		return
	}
	call := Call{Token: r.Header.Get("X-BLToken")}
	if contentType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); strings.TrimSpace(contentType) == "application/x-www-form-urlencoded" {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if err := r.ParseForm(); err != nil {
			call.malformed = true
		}
	}
	// Of the body alone, as PHP's $_POST: the address's query is no form.
	call.Method, call.Parameters = r.PostForm.Get("method"), r.PostForm.Get("parameters")
	if call.Token == "" && r.PostForm.Get("token") != "" {
		call.Token, call.TokenInForm = r.PostForm.Get("token"), true
	}
	_, call.withParameters = r.PostForm["parameters"]
	s.serve(w, &call)
}
