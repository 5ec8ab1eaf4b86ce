package fakebase

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Error codes that clients have seen.
const (
	CodeBlockedToken    = "ERROR_BLOCKED_TOKEN"
	CodeAccountBlocked  = "ERROR_USER_ACCOUNT_BLOCKED"
	CodeAuthToken       = "ERROR_AUTH_TOKEN"
	CodeUnknownMethod   = "ERROR_UNKNOWN_METHOD"
	CodeTooManyRequests = "ERROR_TOO_MANY_REQUESTS"
)

// Error codes of this package's own making: the real ones are not published.
const (
	CodeParameters     = "ERROR_BAD_PARAMETERS"
	CodeOrderNotFound  = "ERROR_ORDER_NOT_FOUND"
	CodeStatusNotFound = "ERROR_STATUS_NOT_FOUND"
	CodeTooLong        = "ERROR_FIELD_TOO_LONG"
)

// refusal is an answer with status ERROR.
type refusal struct{ code, message string }

func refuse(code, format string, args ...any) *refusal {
	return &refusal{code, fmt.Sprintf(format, args...)}
}

func (r *refusal) answer() []byte {
	return object{{"status", "ERROR"}, {"error_code", r.code}, {"error_message", r.message}}.append(nil)
}

// blockedMessage is the only date that isn't in unix seconds: Polish time, without saying so.
func (s *Server) blockedMessage(until time.Time) *refusal {
	return refuse(CodeBlockedToken, "Query limit exceeded, token blocked until %s", until.In(s.warsaw).Format(time.DateTime))
}

func writeJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that went away is no concern of the server's
}

func writePage(w http.ResponseWriter, status int, page string) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(page))
}

const (
	notFoundPage    = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	notAllowedPage  = "<html>\r\n<head><title>405 Not Allowed</title></head>\r\n<body>\r\n<center><h1>405 Not Allowed</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	badGatewayPage  = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	tooManyPage     = "<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>\r\n<center><h1>429 Too Many Requests</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	maintenancePage = "<!DOCTYPE html>\n<html lang=\"pl\"><head><meta charset=\"utf-8\"><title>Przerwa techniczna</title></head>\n<body><h1>Przerwa techniczna</h1><p>Trwają prace serwisowe. Zapraszamy za kilka minut.</p></body></html>\n"
)
