package automation

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"github.com/google/uuid"

	"rozmowa/rules"
	"rozmowa/secrets"
	"rozmowa/store"
)

// The headers of a webhook. The signature is t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hex>; the delivery is
// the same however often it is tried, so that the receiver knows a repeat.
const (
	SignatureHeader = "Rozmowa-Signature"
	DeliveryHeader  = "Rozmowa-Delivery"
)

const (
	// webhookTimeout is how long a receiver has for its answer, the connection included.
	webhookTimeout = 10 * time.Second
	// webhookAnswer is how much of the answer is read, so that the connection can be used again.
	webhookAnswer = 4 << 10
)

// WebhookBody is what a webhook tells: ids, so that what a customer wrote leaves the house only by the API.
type WebhookBody struct {
	Delivery uuid.UUID     `json:"delivery"`
	Event    rules.Event   `json:"event"`
	At       time.Time     `json:"at"`
	Ticket   WebhookTicket `json:"ticket"`
	// Entry is the event's, or the one since which.
	Entry int64     `json:"entry"`
	Rule  uuid.UUID `json:"rule"`
}

// WebhookTicket names a ticket.
type WebhookTicket struct {
	ID     uuid.UUID `json:"id"`
	Number int64     `json:"number"`
}

// hookError is why a webhook wasn't taken.
type hookError struct {
	code string
	// forGood: another try would end alike.
	forGood bool
	cause   error
}

func (e *hookError) Error() string { return fmt.Sprintf("webhook: %s: %v", e.code, e.cause) }
func (e *hookError) Unwrap() error { return e.cause }

type webhooks struct {
	client  *http.Client
	secrets *secrets.Box
}

var errPrivateAddress = errors.New("a private address")

// newWebhooks makes what calls webhooks. Which address a name stands for is looked at when it is dialled: what was looked up
// before could change.
func newWebhooks(box *secrets.Box, private bool) *webhooks {
	dialer := &net.Dialer{Timeout: webhookTimeout}
	if !private {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !public(at.Addr()) {
				return errPrivateAddress
			}
			return nil
		}
	}
	return &webhooks{secrets: box, client: &http.Client{
		Timeout: webhookTimeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: webhookTimeout, ResponseHeaderTimeout: webhookTimeout,
			MaxResponseHeaderBytes: 64 << 10, MaxIdleConns: 20, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Networks that netip doesn't name and that lead nowhere public: "this" network, carriers' own, protocol assignments,
// documentation, benchmarks, the former class E; and what carries an IPv4 address within.
var unroutable = func() (networks []netip.Prefix) {
	for _, n := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		networks = append(networks, netip.MustParsePrefix(n))
	}
	return networks
}()

// public reports whether an address is one of the public network.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, n := range unroutable {
		if n.Contains(a) {
			return false
		}
	}
	return true
}

// call calls the action's webhook. Errors are a hookError, or the context's.
func (h *webhooks) call(ctx context.Context, w *store.RuleWork, at time.Time) error {
	body, err := json.Marshal(WebhookBody{
		Delivery: w.ID, Event: w.Event, At: w.At.UTC(), Ticket: WebhookTicket{ID: w.Ticket, Number: w.Number}, Entry: w.Seq, Rule: w.Rule.ID,
	})
	if err != nil {
		return &hookError{"internal", true, err}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.Action.URL, bytes.NewReader(body))
	if err != nil {
		return &hookError{"url", true, err}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Rozmowa")
	request.Header.Set(DeliveryHeader, w.ID.String())
	if len(w.Action.Secret) > 0 {
		secret, err := h.secrets.Open(rules.WebhookSecretPlace, w.Action.Secret)
		if err != nil {
			return &hookError{"secret", true, err}
		}
		request.Header.Set(SignatureHeader, Sign(secret, body, at))
	}
	answer, err := h.client.Do(request)
	if err != nil {
		return whyNot(err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, webhookAnswer)) // its status says all
	switch status := answer.StatusCode; {
	case status >= 200 && status < 300:
		return nil
	case status >= 300 && status < 400:
		return &hookError{"redirect", true, fmt.Errorf("status %d", status)}
	case status == http.StatusGone:
		return &hookError{"http_410", true, errors.New("status 410")}
	default:
		return &hookError{"http_" + strconv.Itoa(status), false, fmt.Errorf("status %d", status)}
	}
}

// Sign is the signature of a webhook's body at a time.
func Sign(secret string, body []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// whyNot reads from an error what to tell an admin.
func whyNot(err error) error {
	var unknown *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errPrivateAddress):
		return &hookError{"private_address", true, err}
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return &hookError{"host_unknown", false, err}
	case errors.As(err, &certificate):
		return &hookError{"certificate", false, err}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &hookError{"timeout", false, err}
	}
	return &hookError{"unreachable", false, err}
}
