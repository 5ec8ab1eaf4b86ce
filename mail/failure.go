package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is what went wrong, in the words of MailTrial in openapi.yaml.
type Problem string

// The problems.
const (
	Unreachable  Problem = "unreachable" // no answer, or the connection was lost
	BadTLS       Problem = "tls"         // no protected connection could be agreed upon
	BadLogin     Problem = "login"       // name or password are refused, or the server takes none
	BadSender    Problem = "sender"      // the address it is from is refused
	BadRecipient Problem = "recipient"   // the address it is to is refused
	Other        Problem = "other"
)

// Failure is why a message was not sent, or isn't known to be. Its text says what and where, and nothing that a person
// or a server wrote: it may stand in logs.
type Failure struct {
	Problem Problem
	// Unknown: the connection was lost after the message's end was under way; the server may have taken it. Otherwise
	// it certainly has not.
	Unknown bool
	// Final: the recipient is refused for good; another try would end alike.
	Final bool
	// Code is the server's answer, such as 550; 0 when it gave none.
	Code int
	// Reply is the server's own words, or the error's; at most 500 characters on one line. They may name the
	// recipient: they are for the admin who tries the server, not for logs.
	Reply string
}

func (f *Failure) Error() string {
	s := "mail was not sent: " + string(f.Problem)
	if f.Unknown {
		s = "nobody knows whether mail was sent: " + string(f.Problem)
	}
	if f.Code != 0 {
		s += " (" + strconv.Itoa(f.Code) + ")"
	}
	return s
}

// failed makes the failure of one stage of the talk with a server: what a refusal there means, and the error.
func failed(ctx context.Context, stage Problem, err error) *Failure {
	f := &Failure{Problem: stage, Reply: clean(err.Error())}
	var answer *textproto.Error
	var network net.Error
	switch {
	case errors.As(err, &answer):
		f.Code, f.Reply = answer.Code, clean(fmt.Sprintf("%03d %s", answer.Code, answer.Msg))
		f.blame(answer)
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &network) && network.Timeout():
		f.Reply = "no answer in time"
		if stage != BadTLS {
			f.Problem = Unreachable
		}
	case stage == BadTLS:
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		f.Problem = Unreachable
	}
	return f
}

// Codes of RFC 4954 (login) and, of the recipients', those that mean the address itself; servers use 550, 551 and 553
// for other refusals too, and say so in an enhanced code (RFC 3463): x.1 and x.2 are about an address.
var (
	loginCodes     = []int{530, 534, 535, 538}
	recipientCodes = []int{550, 551, 553}
	enhanced       = regexp.MustCompile(`^[245]\.(\d{1,3})\.(\d{1,3})\b`)
)

// blame reads the answer for what it is really about: many servers speak of everything only once they know the
// recipient.
func (f *Failure) blame(answer *textproto.Error) {
	class, detail := "", ""
	if m := enhanced.FindStringSubmatch(answer.Msg); m != nil {
		class, detail = m[1], m[2]
	}
	switch {
	case answer.Code == 530 && strings.Contains(strings.ToUpper(answer.Msg), "TLS"):
		f.Problem = BadTLS
	case slices.Contains(loginCodes, answer.Code):
		f.Problem = BadLogin
	case f.Problem == BadRecipient && class == "1" && (detail == "7" || detail == "8"):
		f.Problem = BadSender
	case f.Problem == BadRecipient:
		f.Final = slices.Contains(recipientCodes, answer.Code) && (class == "" || class == "1" || class == "2")
	}
}

// maxReply is in characters.
const maxReply = 500

// clean makes foreign words one line that can be shown.
func clean(s string) string {
	s = strings.Join(strings.Fields(oneLine(s)), " ")
	if utf8.RuneCountInString(s) > maxReply {
		s = string([]rune(s)[:maxReply-1]) + "…"
	}
	return s
}
