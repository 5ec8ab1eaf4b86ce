// Package desk is the vocabulary of the help desk: tickets, entries, channels, opening hours, agents
// and the kinds of error. It is pure: it knows no database, no clock and no network.
package desk

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what a caller can do about an error. Package api maps it to HTTP once.
type Kind string

// The kinds of error.
const (
	Invalid         Kind = "invalid"         // the request is wrong; change it
	Unauthenticated Kind = "unauthenticated" // who is calling isn't known (any more); log in
	Forbidden       Kind = "forbidden"       // known, but not allowed
	NotFound        Kind = "not_found"       // isn't there, or isn't the caller's to know of
	Conflict        Kind = "conflict"        // somebody was faster; look again
	Closed          Kind = "closed"          // the ticket or chat takes no messages
	TooLarge        Kind = "too_large"       // over a size limit
	TooMany         Kind = "too_many"        // over a rate limit; wait RetryAfter
	Unavailable     Kind = "unavailable"     // a part is away; the same request may succeed later
)

// Error is an error that a caller may see: it holds no internals and no personal data.
type Error struct {
	Kind Kind
	// Code is a stable word for programs, e.g. "customer_wrote".
	Code string
	// Message is an English sentence for developers; screens translate Code.
	Message string
	// Field names the request's field that is wrong; usually empty.
	Field string
	// OpensAt goes with code "after_hours"; zero when the chat has no next opening.
	OpensAt time.Time
	// RetryAfter goes with TooMany.
	RetryAfter time.Duration
}

func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s (%s): %s: %s", e.Kind, e.Code, e.Field, e.Message)
	}
	return fmt.Sprintf("%s (%s): %s", e.Kind, e.Code, e.Message)
}

// Errorf makes an Error.
func Errorf(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// InvalidField makes an error of kind Invalid about one field of the request.
func InvalidField(field, code, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Code: code, Message: fmt.Sprintf(format, args...), Field: field}
}

// KindOf returns the kind of the first desk error in err's chain, or "" when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// CodeOf returns the code of the first desk error in err's chain, or "".
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
