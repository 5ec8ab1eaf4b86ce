package baselinker

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // the end of a block is told in Polish time, on every machine
)

// Kind says what went wrong, and thereby what helps.
type Kind string

// The kinds of failure. BaseLinker publishes no list of its codes; these are the ones that its clients have seen.
const (
	Blocked        Kind = "blocked"         // too much was asked with the token: wait until Error.Until
	TokenRejected  Kind = "token_rejected"  // it takes another token
	AccountBlocked Kind = "account_blocked" // the seller's whole account is blocked
	UnknownMethod  Kind = "unknown_method"  // unknown, or withdrawn
	Refused        Kind = "refused"         // any other code: the request itself is refused, and will be again
	Unreachable    Kind = "unreachable"     // no answer, or none that makes sense: worth another try
)

// Error is a call's failure. What it prints holds no word of BaseLinker's, which may name a person, and no token.
type Error struct {
	Kind   Kind
	Method string
	// Code is BaseLinker's, reduced to letters, digits and _.-; empty with Unreachable.
	Code string
	// Message is BaseLinker's own words without the token, at most 500 characters. Agents may see it, logs not.
	Message string
	// Until goes with Blocked: 10 seconds to 11 minutes from now. With Unreachable it is zero unless the server asked for a pause.
	Until time.Time
	// MaybeApplied: nobody knows whether the request was done. Otherwise it surely wasn't.
	MaybeApplied bool
	// Status is HTTP's; 0: there was none.
	Status int
	// Reason goes with Unreachable: connection, timeout, status, nonsense, too_large, request.
	Reason string

	cause error // the caller's context's
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "BaseLinker's %s: %s", e.Method, e.Kind)
	for _, detail := range []string{e.Code, e.Reason} {
		if detail != "" {
			b.WriteString(" " + detail)
		}
	}
	if e.Status != 0 && e.Status != 200 {
		fmt.Fprintf(&b, " (status %d)", e.Status)
	}
	if !e.Until.IsZero() {
		b.WriteString(" until " + e.Until.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// Unwrap returns the error of the caller's context, if that ended the call.
func (e *Error) Unwrap() error { return e.cause }

// KindOf returns the kind of the first Error in err's chain, or "".
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// refusal is the failure that an answer tells of; nil: it tells of none.
func (c *Client) refusal(method string, answer object) *Error {
	code := c.without(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_.-", r) {
			return r
		}
		return -1
	}, answer.text(80, "error_code")), "token")
	if strings.EqualFold(answer.text(20, "status"), "SUCCESS") || code == "" && !strings.EqualFold(answer.text(20, "status"), "ERROR") {
		return nil
	}
	e := &Error{Kind: Refused, Method: method, Code: code}
	e.Message = head(c.without(answer.text(maxLong, "error_message"), "…"), 500)
	switch strings.ToUpper(code) {
	case "ERROR_BLOCKED_TOKEN", "ERROR_TOO_MANY_REQUESTS":
		e.Kind = Blocked
	case "ERROR_AUTH_TOKEN":
		e.Kind = TokenRejected
	case "ERROR_USER_ACCOUNT_BLOCKED":
		e.Kind = AccountBlocked
	case "ERROR_UNKNOWN_METHOD":
		e.Kind = UnknownMethod
	}
	if e.Kind == Blocked {
		e.Until = blockedUntil(e.Message, c.options.Now())
	}
	return e
}

// without is a text of BaseLinker's with something else where it repeats the token.
func (c *Client) without(text, instead string) string {
	return strings.ReplaceAll(text, c.token, instead)
}

const (
	minBlock     = 10 * time.Second
	usualBlock   = time.Minute      // where the message names no time
	longestBlock = 11 * time.Minute // BaseLinker's are of ten
)

var (
	dated     = regexp.MustCompile(`\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}`)
	warsaw, _ = time.LoadLocation("Europe/Warsaw") // time/tzdata has it
)

// blockedUntil reads the end of a block from "token blocked until 2026-11-23 14:40:00". The date names no zone: it is taken for
// Polish time, and for UTC only where that alone makes a block of the usual length.
func blockedUntil(message string, now time.Time) time.Time {
	text := strings.Replace(dated.FindString(message), "T", " ", 1)
	polish, err := time.ParseInLocation(time.DateTime, text, warsaw)
	if err != nil {
		return now.Add(usualBlock)
	}
	// An hour later: the same time of the night on which summer time ends.
	utc, _ := time.Parse(time.DateTime, text)
	for _, until := range []time.Time{polish, utc, polish.Add(time.Hour), polish.Add(-time.Hour)} {
		same := until.Equal(utc) || until.In(warsaw).Format(time.DateTime) == text
		if same && until.After(now) && until.Sub(now) <= longestBlock {
			return clamp(until, now)
		}
	}
	return clamp(polish, now)
}

// clamp keeps the end of a pause within what is believed.
func clamp(until, now time.Time) time.Time {
	return now.Add(max(minBlock, min(longestBlock, until.Sub(now))))
}
