// Package orders is what Rozmowa does with BaseLinker: the gate that every call goes through, the mirror of orders, looking up a
// customer's, and the wishes for their statuses and comments.
package orders

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/secrets"
	"rozmowa/store"
)

// Priority is who waits for a call.
type Priority int

// The priorities.
const (
	Background  Priority = iota // nobody waits: the mirror
	Interactive                 // an agent, a customer's ticket, or a wish
)

func (p Priority) String() string {
	if p == Interactive {
		return "interactive"
	}
	return "background"
}

// Wait is the error of a call that can't be made now, or whose answer nobody knows: it is no failure, and is tried again.
type Wait struct {
	For desk.OrderWait
	// Until is when it is worth another try; zero: nobody knows (rejected).
	Until time.Time
	// MaybeApplied: the request left, and nobody knows whether it was done. Only with WaitUnreachable.
	MaybeApplied bool

	cause error // the caller's context's
}

// Error names what it waits for.
func (w *Wait) Error() string {
	if w.Until.IsZero() {
		return fmt.Sprintf("waiting for BaseLinker: %s", w.For)
	}
	return fmt.Sprintf("waiting for BaseLinker: %s until %s", w.For, w.Until.UTC().Format(time.TimeOnly))
}

// Unwrap returns the error of the caller's context, if that ended the call.
func (w *Wait) Unwrap() error { return w.cause }

// retryUnreachable is when a call that had no answer is worth another try.
const retryUnreachable = 30 * time.Second

// GateOptions of a Gate. The zero value is for BaseLinker itself.
type GateOptions struct {
	// HTTP makes the requests; nil: one of the gate's own.
	HTTP *http.Client
	// Timeout of each request; 0: baselinker.Timeout. At most that, since a call without an end counts for two minutes.
	Timeout time.Duration
	// Now is a test's clock; nil: the database's.
	Now func() time.Time
	// Metrics is where the gate's figures are registered; nil: nowhere.
	Metrics prometheus.Registerer
	// Log is told of blocks, refusals and missing answers, by ids and codes; nil: slog's default.
	Log *slog.Logger
}

// Gate lets calls through to BaseLinker: each within its account's budget, none while the token is blocked or rejected,
// whatever process it comes from. It is safe for concurrent use.
type Gate struct {
	store   *store.Store
	url     string
	box     *secrets.Box
	options GateOptions
	figures figures
}

// NewGate makes a gate to the API at the address (baselinker.URL, or a stand-in's).
func NewGate(s *store.Store, address string, box *secrets.Box, o GateOptions) *Gate {
	if o.HTTP == nil {
		o.HTTP = baselinker.NewHTTP()
	}
	if o.Timeout == 0 || o.Timeout > baselinker.Timeout {
		o.Timeout = baselinker.Timeout
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	g := &Gate{store: s, url: address, box: box, options: o, figures: newFigures()}
	if o.Metrics != nil {
		o.Metrics.MustRegister(g.figures.collectors()...)
	}
	return g
}

// Close ends idle connections.
func (g *Gate) Close() { g.options.HTTP.CloseIdleConnections() }

// Call makes one request with the account's token: request asks its client once. Errors: a *Wait; a *baselinker.Error when
// BaseLinker refused the request itself (Refused, UnknownMethod: surely not done); not found when the account is disconnected;
// unavailable (secret_key_missing) when its token can't be opened. Any other is request's own, or the database's before anything
// was sent.
func (g *Gate) Call(ctx context.Context, account uuid.UUID, p Priority, method string, request func(context.Context, *baselinker.Client) error) error {
	return g.call(ctx, p, store.BaseLinkerCall{Account: account, Method: method}, request)
}

func (g *Gate) call(ctx context.Context, p Priority, c store.BaseLinkerCall, request func(context.Context, *baselinker.Client) error) error {
	c.Interactive, c.At = p == Interactive, g.at()
	turn, err := g.store.BeginBaseLinkerCall(ctx, c)
	if err != nil {
		return err
	}
	if turn.ID == 0 {
		g.figures.waits.WithLabelValues(string(turn.WaitsFor), p.String()).Inc()
		return &Wait{For: turn.WaitsFor, Until: turn.Until}
	}
	token, err := g.box.Open(store.BaseLinkerTokenPlace(c.Account), turn.Token)
	if err != nil {
		g.end(ctx, c.Account, turn.ID)
		g.options.Log.ErrorContext(ctx, "a BaseLinker token can't be opened: the secret key isn't the one that it was saved with",
			"account", c.Account, "error", err)
		return desk.Errorf(desk.Unavailable, "secret_key_missing", "the secret key that opens the token isn't there")
	}
	began := time.Now()
	within, cancel := context.WithTimeout(ctx, g.options.Timeout) // or it could arrive when it counts no more
	defer cancel()
	failure := request(within, g.client(token).Once())
	g.figures.seconds.WithLabelValues(c.Method).Observe(time.Since(began).Seconds())
	return g.settle(ctx, c, turn, failure)
}

// settle notes for all others how a call ended, and says it to its caller.
func (g *Gate) settle(caller context.Context, c store.BaseLinkerCall, turn store.BaseLinkerTurn, failure error) error {
	// What is known now is written down even though the caller is gone.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(caller), 10*time.Second)
	defer cancel()
	var e *baselinker.Error
	if !errors.As(failure, &e) { // answered, or never asked
		g.figures.calls.WithLabelValues(c.Method, "answered").Inc()
		g.end(ctx, c.Account, turn.ID)
		return failure
	}
	g.figures.calls.WithLabelValues(c.Method, string(e.Kind)).Inc()
	log := g.options.Log.With("account", c.Account, "method", c.Method, "kind", e.Kind)
	if !e.MaybeApplied { // else it may arrive later than anybody knows
		g.end(ctx, c.Account, turn.ID)
	}
	switch e.Kind {
	case baselinker.Blocked:
		log.WarnContext(ctx, "BaseLinker blocked a token: too much was asked with it, by us or by others", "until", e.Until)
		if err := g.store.BlockBaseLinker(ctx, c.Account, turn.Token, e.Until); err != nil {
			log.ErrorContext(ctx, "a block of BaseLinker's isn't noted", "error", err)
		}
	case baselinker.TokenRejected, baselinker.AccountBlocked:
		g.reject(ctx, c.Account, turn.Token, e.Kind, log)
	case baselinker.Unreachable:
		log.WarnContext(ctx, "BaseLinker gave no answer that makes sense", "reason", e.Reason, "status", e.Status)
	default:
		log.WarnContext(ctx, "BaseLinker refused a request", "code", e.Code)
	}
	if wait := waitOf(e, g.now()); wait != nil {
		wait.cause = caller.Err()
		return wait
	}
	return failure
}

func (g *Gate) reject(ctx context.Context, account uuid.UUID, token []byte, kind baselinker.Kind, log *slog.Logger) {
	what := store.TokenRejected
	if kind == baselinker.AccountBlocked {
		what = store.AccountRejected
	}
	first, err := g.store.RejectBaseLinker(ctx, account, token, what, g.at())
	if err != nil {
		log.ErrorContext(ctx, "a token that BaseLinker refuses isn't noted", "error", err)
	} else if first {
		log.ErrorContext(ctx, "BaseLinker refuses a token: nothing is asked until it is replaced")
	}
}

// waitOf is what a failure has its caller wait for; nil: nothing helps.
func waitOf(e *baselinker.Error, now time.Time) *Wait {
	switch e.Kind {
	case baselinker.Blocked:
		return &Wait{For: desk.WaitBlocked, Until: e.Until}
	case baselinker.TokenRejected, baselinker.AccountBlocked:
		return &Wait{For: desk.WaitRejected}
	case baselinker.Unreachable:
		wait := &Wait{For: desk.WaitUnreachable, Until: now.Add(retryUnreachable), MaybeApplied: e.MaybeApplied}
		if e.Until.After(wait.Until) {
			wait.Until = e.Until
		}
		return wait
	}
	return nil
}

// end says that a call has ended. If it can't be said, the call counts for two minutes.
func (g *Gate) end(ctx context.Context, account uuid.UUID, id int64) {
	if err := g.store.EndBaseLinkerCall(ctx, id, g.at()); err != nil {
		g.options.Log.WarnContext(ctx, "the end of a BaseLinker call isn't noted", "account", account, "error", err)
	}
}

func (g *Gate) client(token string) *baselinker.Client {
	return baselinker.New(g.url, token, baselinker.Options{HTTP: g.options.HTTP, Timeout: g.options.Timeout, Now: g.now, Log: g.options.Log})
}

// at is the moment by a test's clock; zero: the database's is asked.
func (g *Gate) at() time.Time {
	if g.options.Now == nil {
		return time.Time{}
	}
	return g.options.Now()
}

func (g *Gate) now() time.Time {
	if g.options.Now == nil {
		return time.Now()
	}
	return g.options.Now()
}
