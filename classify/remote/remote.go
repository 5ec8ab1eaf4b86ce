// Package remote has a language model classify messages: any that speaks OpenAI's chat completions, usually one of the
// company's own. Personal data is masked before it leaves. What it answers counts only when it is one of the words asked
// for; in every other case the caller has an error that says why, and package classify to fall back to.
package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"rozmowa/classify"
	"rozmowa/desk"
)

const (
	// Timeout is how long an answer may take, unless the caller's context ends before.
	Timeout = 10 * time.Second
	// maxAnswer is how long an answer may be, in bytes.
	maxAnswer = 64 << 10
	// maxMessage is how much of a message is sent, in characters, like package classify.
	maxMessage = 4000
)

// Kind says what went wrong, and thereby whether it helps to ask again.
type Kind string

// The kinds of failure.
const (
	Unreachable Kind = "unreachable" // no connection, or it broke
	TooSlow     Kind = "too_slow"    // no whole answer in time
	Refused     Kind = "refused"     // the endpoint says no: wrong address, key or model; it will again
	Busy        Kind = "busy"        // it can't just now: 429, 5xx
	Nonsense    Kind = "nonsense"    // its answer isn't what was asked for
	NoKey       Kind = "key"         // the key that is kept for it can't be read: the caller's failure
)

// Error is why there is no result. It holds no word of the endpoint's, which may repeat the message or the key.
type Error struct {
	Kind   Kind
	Status int // of HTTP; 0: there was none
}

func (e *Error) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("the classifying endpoint: %s (status %d)", e.Kind, e.Status)
	}
	return "the classifying endpoint: " + string(e.Kind)
}

// KindOf returns the kind of the first Error in err's chain, or "".
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Context is one of a company's own: the model is told its name and what customers write of it.
type Context struct {
	Key     string
	Name    string
	Phrases []string
}

// Endpoint is where a model is asked. It is safe for concurrent use.
type Endpoint struct {
	url, key, model string
	client          *http.Client
}

// New checks an endpoint. The address is what stands before /chat/completions, such as http://localhost:11434/v1; it may
// be a private one, which a model of one's own usually has, but none that only machines of a cloud ask for their secrets
// (see reachable). Key may be empty. Errors, of kind Invalid: address, model, and
// key_in_clear where a key would go over plain http to another machine.
func New(address, key, model string) (*Endpoint, error) {
	address = strings.TrimRight(strings.TrimSpace(address), "/")
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, desk.InvalidField("address", "address", "an http or https address without login, query and fragment")
	}
	if strings.TrimSpace(model) == "" {
		return nil, desk.InvalidField("model", "empty", "the model is empty")
	}
	if key != "" && u.Scheme == "http" && !local(u.Hostname()) {
		return nil, desk.InvalidField("address", "key_in_clear", "a key goes over https only, or to this very machine")
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return nil, desk.InvalidField("key", "characters", "a key has no blanks and no letters beyond ASCII")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: Timeout, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !reachable(at.Addr()) {
			return errAddress
		}
		return nil
	}}).DialContext
	transport.MaxResponseHeaderBytes = maxAnswer
	transport.ResponseHeaderTimeout = Timeout
	return &Endpoint{url: address + "/chat/completions", key: key, model: strings.TrimSpace(model), client: &http.Client{
		Transport: transport,
		// Whoever answers with another address doesn't get the message there, or the key.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

var errAddress = errors.New("no address of a model")

// awsMetadata is where a machine of that cloud asks for its secrets by IPv6; other clouds' stand among the link-local.
var awsMetadata = netip.MustParseAddr("fd00:ec2::254")

// reachable reports whether a model may be at an address: this machine's, its network's or a public one, not a link's, a
// group's or nobody's. It is asked when the address is dialled, behind names and mapped addresses.
func reachable(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return (a.IsGlobalUnicast() || a.IsLoopback()) && a != awsMetadata
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Address is the endpoint's, in the form it is kept in.
func (e *Endpoint) Address() string { return strings.TrimSuffix(e.url, "/chat/completions") }

// Close ends idle connections.
func (e *Endpoint) Close() { e.client.CloseIdleConnections() }

// Text classifies a message. Errors are of type *Error.
func (e *Endpoint) Text(ctx context.Context, message string, own []Context) (classify.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	body, err := json.Marshal(e.question(message, own))
	if err != nil {
		return classify.Result{}, fmt.Errorf("the question to a classifying endpoint: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return classify.Result{}, fmt.Errorf("the question to a classifying endpoint: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	if e.key != "" {
		request.Header.Set("Authorization", "Bearer "+e.key)
	}
	response, err := e.client.Do(request)
	if err != nil {
		return classify.Result{}, broken(err)
	}
	defer func() { _ = response.Body.Close() }()
	switch {
	case response.StatusCode == http.StatusOK:
	case response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusRequestTimeout || response.StatusCode >= 500:
		return classify.Result{}, &Error{Kind: Busy, Status: response.StatusCode}
	default:
		return classify.Result{}, &Error{Kind: Refused, Status: response.StatusCode}
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return classify.Result{}, broken(err)
	}
	if len(answer) > maxAnswer {
		return classify.Result{}, &Error{Kind: Nonsense, Status: response.StatusCode}
	}
	result, ok := read(answer, keys(own))
	if !ok {
		return classify.Result{}, &Error{Kind: Nonsense, Status: response.StatusCode}
	}
	return result, nil
}

// broken is a connection's failure, without its words.
func broken(err error) error {
	var timeout interface{ Timeout() bool }
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return &Error{Kind: TooSlow}
	}
	return &Error{Kind: Unreachable}
}

// head is the part of a message that is sent.
func head(message string) string {
	if runes := []rune(message); len(runes) > maxMessage {
		return string(runes[:maxMessage])
	}
	return message
}

func keys(own []Context) []string {
	all := classify.Contexts()
	for _, c := range own {
		all = append(all, c.Key)
	}
	return all
}
