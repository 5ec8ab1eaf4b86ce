package fakebase

import "time"

// minute is over which the limit counts: a request sixty seconds ago is out of it.
const minute = time.Minute

// token is what the server knows of one token.
type token struct {
	limit   int
	block   time.Duration
	revoked bool
	until   time.Time // of the block; one that is over is in the past
	window  window    // for the limit: begins anew after a block
	all     window    // for the counts: forgets nothing
	own     window    // the same, without strangers
	counts  TokenCounts
}

// window holds the moments of the last minute's requests, oldest first.
type window []time.Time

func (w *window) add(now time.Time) int {
	w.prune(now)
	*w = append(*w, now)
	return len(*w)
}

func (w *window) prune(now time.Time) {
	old := 0
	for old < len(*w) && now.Sub((*w)[old]) >= minute {
		old++
	}
	*w = (*w)[old:]
}

// TokenCounts is what the stand-in counted of one token, by itself.
type TokenCounts struct {
	Requests   int `json:"requests"`    // over HTTP, refused and spoiled ones too
	Strangers  int `json:"strangers"`   // by Consume
	Highest    int `json:"highest"`     // most in any sliding minute, of both
	HighestOwn int `json:"highest_own"` // most in any sliding minute, over HTTP
	Passed     int `json:"passed"`      // how often a request over HTTP was one too many and began a block
	Blocks     int `json:"blocks"`      // blocks begun, by whomever
	Refused    int `json:"refused"`     // requests over HTTP that a block refused
}

// take counts one request and says whether it may be served; if not, the block's end is t.until.
func (t *token) take(now time.Time, stranger bool) bool {
	t.counts.Highest = max(t.counts.Highest, t.all.add(now))
	if stranger {
		t.counts.Strangers++
	} else {
		t.counts.Requests++
		t.counts.HighestOwn = max(t.counts.HighestOwn, t.own.add(now))
	}
	if !t.blocked(now) {
		t.window.prune(now)
		if len(t.window) < t.limit {
			t.window = append(t.window, now)
			return true
		}
		if !stranger {
			t.counts.Passed++
		}
		t.begin(now.Add(t.block))
	}
	if !stranger {
		t.counts.Refused++
	}
	return false
}

// blocked is whether a block lasts. The message names whole seconds, so it ends on one.
func (t *token) blocked(now time.Time) bool { return now.Before(t.until) }

func (t *token) begin(until time.Time) {
	if whole := until.Truncate(time.Second); whole.Before(until) {
		until = whole.Add(time.Second)
	}
	t.until = until
	t.window = nil
	t.counts.Blocks++
}

// BlockToken begins a block by someone else, until then. A moment that is over ends the block.
func (s *Server) BlockToken(name string, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokenNamed(name)
	if !until.After(s.config.Now()) {
		t.until = time.Time{}
		return
	}
	t.begin(until)
}

// BlockedUntil is when the token's block ends; zero: there is none.
func (s *Server) BlockedUntil(name string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokenNamed(name); t.blocked(s.config.Now()) {
		return t.until
	}
	return time.Time{}
}

// Consume counts n requests of strangers who have the same token, now. They can block it, too.
func (s *Server) Consume(name string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, now := s.tokenNamed(name), s.config.Now()
	for range n {
		t.take(now, true)
	}
}

// RevokeToken has the token refused from now on, AcceptToken accepted, also one that wasn't known.
func (s *Server) RevokeToken(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenNamed(name).revoked = true
}

// AcceptToken has the token accepted from now on.
func (s *Server) AcceptToken(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenNamed(name).revoked = false
}

// tokenNamed makes the token where it isn't known; only tests and the control endpoint get here.
func (s *Server) tokenNamed(name string) *token {
	t := s.tokens[name]
	if t == nil {
		t = &token{limit: s.config.Limit, block: s.config.Block}
		s.tokens[name] = t
	}
	return t
}
