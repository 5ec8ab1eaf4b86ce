package baselinker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// URL is where BaseLinker's API is.
const URL = "https://api.baselinker.com/connector.php"

const (
	// Timeout is how long a call may take as a whole, unless the caller's context ends before.
	Timeout = 30 * time.Second
	// maxAnswer is how long an answer may be, in bytes; a hundred orders take some 500 kB.
	maxAnswer = 20 << 20
	// maxPage is how much is read of an answer that is no success of HTTP's.
	maxPage = 64 << 10
)

// The API's methods, as they are called on the wire.
const (
	MethodOrders        = "getOrders"
	MethodOrdersByEmail = "getOrdersByEmail"
	MethodStatuses      = "getOrderStatusList"
	MethodSetStatus     = "setOrderStatus"
	MethodSetStatuses   = "setOrderStatuses"
	MethodSetFields     = "setOrderFields"
	MethodPackages      = "getOrderPackages"
	MethodJournal       = "getJournalList"
	MethodSources       = "getOrderSources"
)

// Options of a Client. The zero value is for BaseLinker itself.
type Options struct {
	// HTTP makes the requests; nil: one of NewHTTP's that all clients share. Its redirects are never followed.
	HTTP *http.Client
	// Timeout of each call; 0: Timeout.
	Timeout time.Duration
	// Now is what the end of a block is measured by; nil: time.Now.
	Now func() time.Time
	// Log is told how many rows of an answer couldn't be read, never what they hold; nil: slog's default.
	Log *slog.Logger
}

// Client calls BaseLinker with one token: one method of it for each of the API's, each one request. It counts nothing and waits
// for nothing: that is orders.Gate's. Errors are of type *Error. It is safe for concurrent use.
type Client struct {
	url, token string
	options    Options
	spent      *atomic.Bool // of Once
}

var shared = NewHTTP()

// NewHTTP makes what requests are made with: HTTP/1.1, since a request that it sends again was surely never sent before.
func NewHTTP() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ForceAttemptHTTP2 = false
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP1(true)
	transport.MaxResponseHeaderBytes = maxPage
	return &http.Client{Transport: transport, CheckRedirect: stay}
}

// stay: whoever answers with another address doesn't get the token there.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// New makes a client of the API at the address (URL, or a stand-in's).
func New(address, token string, o Options) *Client {
	if o.HTTP == nil {
		o.HTTP = shared
	}
	o.HTTP = &http.Client{Transport: o.HTTP.Transport, CheckRedirect: stay}
	if o.Timeout == 0 {
		o.Timeout = Timeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Client{url: address, token: token, options: o}
}

// ValidToken reports whether the text can be a token: 1 to 200 visible ASCII characters.
func ValidToken(token string) bool {
	return token != "" && len(token) <= 200 && !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// errSpent is a mistake of the program's: the request that the gate counted was made already.
var errSpent = errors.New("this client was for one request")

// Once returns the same client for a single request; another fails.
func (c *Client) Once() *Client {
	once := *c
	once.spent = new(atomic.Bool)
	return &once
}

// call makes one request and returns the answer's members.
func (c *Client) call(ctx context.Context, method string, parameters any) (object, error) {
	if c.spent != nil && c.spent.Swap(true) {
		return nil, errSpent
	}
	inputs, err := json.Marshal(parameters)
	if err != nil {
		return nil, fmt.Errorf("the inputs of BaseLinker's %s: %w", method, err)
	}
	within, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	form := url.Values{"method": {method}, "parameters": {string(inputs)}}.Encode()
	// Without a connection nothing was sent; with one, the request may have arrived whatever is told of it.
	var connected atomic.Bool
	traced := httptrace.WithClientTrace(within, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	request, err := http.NewRequestWithContext(traced, http.MethodPost, c.url, strings.NewReader(form))
	if err != nil || !ValidToken(c.token) {
		return nil, &Error{Kind: Unreachable, Method: method, Reason: "request"}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("X-BLToken", c.token)
	response, err := c.options.HTTP.Do(request)
	if err != nil {
		return nil, c.broken(ctx, method, err, connected.Load())
	}
	defer func() { _ = response.Body.Close() }()
	return c.read(ctx, method, response)
}

// read takes an answer apart. Success and failure stand in the body, whatever HTTP says.
func (c *Client) read(ctx context.Context, method string, response *http.Response) (object, error) {
	fine := response.StatusCode >= 200 && response.StatusCode < 300
	limit := int64(maxPage)
	if fine {
		limit = maxAnswer
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	unreachable := &Error{Kind: Unreachable, Method: method, Status: response.StatusCode, MaybeApplied: true}
	switch {
	case err != nil && fine:
		return nil, c.broken(ctx, method, err, true)
	case int64(len(body)) > limit && fine:
		unreachable.Reason = "too_large"
		return nil, unreachable
	}
	answer, known := envelope(body)
	// A code that nobody knows, from a server that says it is broken or busy, is no word on the request.
	if refused := c.refusal(method, answer); refused != nil && (refused.Kind != Refused || !busy(response.StatusCode)) {
		refused.Status = response.StatusCode
		return nil, refused
	}
	switch {
	case !fine:
		unreachable.Reason = "status"
		unreachable.Until = c.retryAfter(response.Header.Get("Retry-After"))
		unreachable.MaybeApplied = response.StatusCode != http.StatusTooManyRequests
		return nil, unreachable
	case method == MethodJournal && (len(body) == 0 || string(body) == "[]"):
		return object{}, nil // the documentation has an account without a journal answer "an empty response"
	case !known || !strings.EqualFold(answer.text(20, "status"), "SUCCESS"):
		unreachable.Reason = "nonsense"
		return nil, unreachable
	}
	return answer, nil
}

func busy(status int) bool { return status >= 500 || status == http.StatusTooManyRequests }

// broken is a connection's failure, without its words.
func (c *Client) broken(ctx context.Context, method string, err error, connected bool) error {
	e := &Error{Kind: Unreachable, Method: method, Reason: "connection", MaybeApplied: connected, cause: ctx.Err()}
	var timeout interface{ Timeout() bool }
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		e.Reason = "timeout"
	}
	return e
}

// retryAfter reads HTTP's header of that name; zero: it says nothing of use.
func (c *Client) retryAfter(header string) time.Time {
	seconds, err := strconv.Atoi(header)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	now := c.options.Now()
	return clamp(now.Add(time.Duration(min(seconds, 3600))*time.Second), now)
}

// envelope reads an answer's members; not known: it isn't a JSON object.
func envelope(body []byte) (answer object, known bool) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if err := json.Unmarshal(body, &answer); err != nil || answer == nil {
		return object{}, false
	}
	return answer, true
}

// list returns the rows that the answer holds under a name. Error: an *Error where they aren't there: no answer may be taken for
// one that says there are none.
func (o object) list(method, name string) ([]json.RawMessage, error) {
	if rows, ok := rows(o[name]); ok {
		return rows, nil
	}
	return nil, nonsense(method)
}

// nonsense is the failure of an answer that can't be meant.
func nonsense(method string) *Error {
	return &Error{Kind: Unreachable, Method: method, Status: http.StatusOK, Reason: "nonsense", MaybeApplied: true}
}

// skipped tells the log of rows that couldn't be read.
func (c *Client) skipped(ctx context.Context, method string, n int) {
	if n > 0 {
		c.options.Log.WarnContext(ctx, "BaseLinker's answer has rows without a readable id; they are left out", "method", method, "rows", n)
	}
}
