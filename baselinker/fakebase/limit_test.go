package fakebase_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

// clock is simulated time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: origin} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// direct asks without a network, for thousands of requests in simulated time.
func direct(s *fakebase.Server, method string) (body string) {
	req := httptest.NewRequest(http.MethodPost, fakebase.Path, strings.NewReader("parameters=[]&method="+method))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-BLToken", fakebase.Token)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w.Body.String()
}

func served(body string) bool { return strings.HasPrefix(body, `{"status":"SUCCESS"`) }

func TestTheLimitIsOverASlidingMinute(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := fakebase.New(fakebase.Config{Now: c.Now})
	for range 60 {
		require.True(t, served(direct(s, "getOrderStatusList")))
	}
	c.pass(59 * time.Second) // a new minute by the wall's clock
	for range 40 {
		require.True(t, served(direct(s, "getOrderStatusList")))
	}
	c.pass(time.Second) // the first sixty are a minute ago
	for range 60 {
		require.True(t, served(direct(s, "getOrders")), "the limit is over all methods")
	}
	require.Equal(t, fakebase.TokenCounts{Requests: 160, Highest: 100, HighestOwn: 100}, s.Counts().Token())
	require.False(t, served(direct(s, "getOrderStatusList")), "the 101st within a minute")
	require.Equal(t, 1, s.Counts().Token().Passed)
}

func TestABlockIsTenMinutesAndToldInPolishTime(t *testing.T) {
	t.Parallel()
	c := newClock()
	c.pass(400 * time.Millisecond)
	s := fakebase.New(fakebase.Config{Now: c.Now, Limit: 1})
	require.True(t, served(direct(s, "getOrderStatusList")))
	// 12:34:56.4 in London is 13:34:56.4 in Poland, in November.
	blocked := `{"status":"ERROR","error_code":"ERROR_BLOCKED_TOKEN","error_message":"Query limit exceeded, token blocked until 2026-11-20 13:44:57"}`
	require.Equal(t, blocked, direct(s, "getOrderStatusList"))
	c.pass(10*time.Minute + 500*time.Millisecond)
	require.Equal(t, blocked, direct(s, "getOrderStatusList"), "asking meanwhile doesn't make it longer")
	c.pass(100 * time.Millisecond)
	require.True(t, served(direct(s, "getOrderStatusList")))
	counts := s.Counts().Token()
	require.Equal(t, 1, counts.Blocks)
	require.Equal(t, 2, counts.Refused)
	require.True(t, s.BlockedUntil(fakebase.Token).IsZero())
}

func TestAShortBlockBeginsTheMinuteAnew(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := fakebase.New(fakebase.Config{Now: c.Now, Limit: 5, Block: 2 * time.Second})
	for range 5 {
		require.True(t, served(direct(s, "getOrders")))
	}
	require.False(t, served(direct(s, "getOrders")))
	c.pass(2 * time.Second)
	require.True(t, served(direct(s, "getOrders")))
	require.Equal(t, 7, s.Counts().Token().Highest, "but the counts forget nothing")
}

func TestSomeoneElseBlocksTheToken(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := fakebase.New(fakebase.Config{Now: c.Now, Orders: 3})
	s.BlockToken(fakebase.Token, c.Now().Add(10*time.Minute))
	require.Contains(t, direct(s, "getOrders"), `blocked until 2026-11-20 13:44:56`)
	require.Equal(t, fakebase.TokenCounts{Requests: 1, Highest: 1, HighestOwn: 1, Blocks: 1, Refused: 1}, s.Counts().Token())
	c.pass(10 * time.Minute)
	require.True(t, served(direct(s, "getOrders")))

	s.Consume(fakebase.Token, 100) // with one of ours: the 101st is theirs
	require.Equal(t, c.Now().Add(10*time.Minute), s.BlockedUntil(fakebase.Token))
	require.Zero(t, s.Counts().Token().Passed, "not by our own doing")
	s.BlockToken(fakebase.Token, c.Now())
	require.True(t, served(direct(s, "getOrders")), "and it can be ended")
}

func TestARevokedTokenIsRefusedUntilItIsAcceptedAgain(t *testing.T) {
	t.Parallel()
	s := fakebase.New(fakebase.Config{Limit: 2})
	s.RevokeToken(fakebase.Token)
	for range 5 {
		require.Contains(t, direct(s, "getOrders"), fakebase.CodeAuthToken)
	}
	s.AcceptToken(fakebase.Token)
	require.True(t, served(direct(s, "getOrders")), "refused tokens count for no limit")
	require.Equal(t, 1, s.Counts().Token().Requests)
}

// The counts are checked against the plainest way to count, on half an hour of simulated traffic.
func TestTheHighestMinuteIsTheHighestOfAllMinutes(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := fakebase.New(fakebase.Config{Now: c.Now, Limit: 60, Block: time.Minute})
	r := rand.New(rand.NewPCG(3, 4))
	var times []time.Time
	refused := 0
	for end := c.Now().Add(30 * time.Minute); c.Now().Before(end); {
		c.pass(time.Duration(r.ExpFloat64() * float64(1100*time.Millisecond)))
		times = append(times, c.Now())
		if !served(direct(s, "getOrderStatusList")) {
			refused++
		}
	}
	highest := 0
	for i, last := range times {
		within := 0
		for _, each := range times[:i+1] {
			if last.Sub(each) < time.Minute {
				within++
			}
		}
		highest = max(highest, within)
	}
	counts := s.Counts().Token()
	require.Equal(t, len(times), counts.Requests)
	require.Equal(t, highest, counts.Highest)
	require.Equal(t, refused, counts.Refused)
	require.Positive(t, counts.Passed)
	require.Equal(t, counts.Passed, counts.Blocks)
}
