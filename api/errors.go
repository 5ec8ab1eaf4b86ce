package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// status maps the kinds of error to HTTP, here and nowhere else.
var status = map[desk.Kind]int{
	desk.Invalid:         http.StatusBadRequest,
	desk.Unauthenticated: http.StatusUnauthorized,
	desk.Forbidden:       http.StatusForbidden,
	desk.NotFound:        http.StatusNotFound,
	desk.Conflict:        http.StatusConflict,
	desk.Closed:          http.StatusGone,
	desk.TooLarge:        http.StatusRequestEntityTooLarge,
	desk.TooMany:         http.StatusTooManyRequests,
	desk.Unavailable:     http.StatusServiceUnavailable,
}

// fail ends the request with an error. What isn't a desk error is logged and shown as "internal", or as
// "unavailable" when the database is away.
func (s *Server) fail(c *gin.Context, err error) {
	e := s.public(c, err)
	if c.Writer.Written() { // too late for an answer
		c.Abort()
		return
	}
	code, ok := status[e.Kind]
	if !ok {
		code = http.StatusInternalServerError
	}
	body := contract.Error{Kind: contract.ErrorKind(e.Kind), Code: e.Code, Message: e.Message}
	if e.Field != "" {
		body.Field = &e.Field
	}
	if !e.OpensAt.IsZero() {
		body.OpensAt = &e.OpensAt
	}
	if e.RetryAfter > 0 {
		ms := int(e.RetryAfter.Milliseconds())
		body.RetryAfterMs = &ms
		c.Header("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())+1))
	}
	if !ok {
		body.Kind = contract.ErrorKindInternal
	}
	c.Header("Cache-Control", "no-store")
	c.AbortWithStatusJSON(code, contract.ErrorBody{Error: body})
}

// public returns the desk error in err, or one that hides err behind it.
func (s *Server) public(c *gin.Context, err error) *desk.Error {
	var e *desk.Error
	if errors.As(err, &e) {
		return e
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return desk.Errorf(desk.TooLarge, "body_too_large", "the request is larger than %d bytes", tooLarge.Limit)
	}
	ctx := c.Request.Context()
	if errors.Is(ctx.Err(), context.Canceled) { // the caller has gone
		return desk.Errorf(desk.Unavailable, "cancelled", "the request was cancelled")
	}
	// The error may quote what a person wrote, so only its kind and the route are logged beside it.
	if store.IsAway(err) || ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		s.log.WarnContext(ctx, "the database is away", "route", c.FullPath(), "error", err)
		return desk.Errorf(desk.Unavailable, "database_away", "the database is away; try again")
	}
	s.log.ErrorContext(ctx, "a request failed", "route", c.FullPath(), "error", err)
	return errInternal()
}

func errInternal() *desk.Error {
	return &desk.Error{Kind: "internal", Code: "internal", Message: "something broke here; it has been logged"}
}

// badRequest says what is wrong with a request that could not be decoded.
func badRequest(err error) error {
	var known *desk.Error
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &wrongType):
		return desk.InvalidField(wrongType.Field, "type", "not a %s", wrongType.Type)
	case errors.As(err, &syntax):
		return desk.Errorf(desk.Invalid, "json", "the request is not JSON (at byte %d)", syntax.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return desk.Errorf(desk.Invalid, "json", "the request is not JSON: it ends too early")
	}
	return desk.Errorf(desk.Invalid, "request", "the request can't be read: a part is missing or has the wrong form")
}
