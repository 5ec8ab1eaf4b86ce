package apitest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/contract"
)

// M is a JSON object.
type M = map[string]any

// Caller is somebody who asks a node: a stranger, an agent with a cookie or a visitor with a token.
type Caller struct {
	*Node
	Cookie string // the whole header
	Token  string
	// Header is set on every request.
	Header http.Header
}

// Stranger has neither cookie nor token.
func (n *Node) Stranger() *Caller { return &Caller{Node: n} }

// With returns the same caller with a header more.
func (c Caller) With(name, value string) *Caller {
	c.Header = c.Header.Clone()
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Set(name, value)
	return &c
}

// Answer is what a node answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do asks. The body is sent as it is when it is a string or bytes, otherwise as JSON; nil: none.
func (c *Caller) Do(t require.TestingT, method, path string, body any) *Answer {
	a, err := c.Try(method, path, body)
	require.NoError(t, err)
	return a
}

// Try is Do for those who expect no answer.
func (c *Caller) Try(method, path string, body any) (*Answer, error) {
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	default:
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reader = bytes.NewReader(encoded)
	}
	r, err := http.NewRequest(method, c.URL+path, reader)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Cookie != "" {
		r.Header.Set("Cookie", c.Cookie)
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	for name, values := range c.Header {
		r.Header[name] = values
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	response, err := c.HTTP.Do(r)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(response.Body)
	if closing := response.Body.Close(); err == nil {
		err = closing
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: content}, err
}

// UploadTo puts a file under an id of its own; the address ends in a slash.
func (c *Caller) UploadTo(t require.TestingT, address, name string, content []byte) contract.Attachment {
	var a contract.Attachment
	c.Do(t, http.MethodPut, address+uuid.NewString()+"?name="+url.QueryEscape(name), content).Into(t, http.StatusOK, &a)
	return a
}

// Into wants the status and decodes the body.
func (a *Answer) Into(t require.TestingT, status int, v any) {
	require.Equal(t, status, a.Status, "%s", a.Body)
	require.NoError(t, json.Unmarshal(a.Body, v), "%s", a.Body)
}

// OK wants the status.
func (a *Answer) OK(t require.TestingT, status int) *Answer {
	require.Equal(t, status, a.Status, "%s", a.Body)
	return a
}

// Refused wants an error as the contract describes it, and returns it.
func (a *Answer) Refused(t require.TestingT, status int, kind contract.ErrorKind, code string) contract.Error {
	var e contract.ErrorBody
	require.NoError(t, json.Unmarshal(a.Body, &e), "no error in the answer %d %s", a.Status, a.Body)
	require.Equal(t, []any{status, kind, code}, []any{a.Status, e.Error.Kind, e.Error.Code}, "%s", a.Body)
	require.NotEmpty(t, e.Error.Message)
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
	return e.Error
}
