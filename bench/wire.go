package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// requestTimeout is when a request counts as failed.
const requestTimeout = 30 * time.Second

// line is a keep-alive connection that sends requests which were encoded beforehand, one at a time: the load
// shares the machine with what it measures, and net/http's client costs as much as a server.
type line struct {
	host string
	conn net.Conn // nil until the first request: the server closes a connection that says nothing for seconds
	in   *bufio.Reader
	body bytes.Buffer
}

func newLine(host string) *line { return &line{host: host} }

// send writes a whole request and returns the body of the answer, which must be 201. It is valid until the next.
func (l *line) send(request []byte) ([]byte, error) { return l.ask(request, http.StatusCreated) }

// ask writes a whole request and returns the body of the answer, which must have the status. It is valid until the next.
func (l *line) ask(request []byte, status int) ([]byte, error) {
	if l.conn == nil {
		conn, err := net.DialTimeout("tcp", l.host, requestTimeout)
		if err != nil {
			return nil, err
		}
		l.conn, l.in = conn, bufio.NewReader(conn)
	}
	if err := l.conn.SetDeadline(time.Now().Add(requestTimeout)); err != nil {
		return nil, err
	}
	if _, err := l.conn.Write(request); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return nil, err
	}
	l.body.Reset()
	_, err = l.body.ReadFrom(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	if response.StatusCode != status {
		return nil, fmt.Errorf("the program answered %s: %s", response.Status, l.body.Bytes())
	}
	return l.body.Bytes(), nil
}

func (l *line) close() error {
	if l.conn == nil {
		return nil
	}
	return l.conn.Close()
}

// words is what a message says after its number: of a usual length, with letters beyond ASCII.
const words = " Dzień dobry, czy ta kurtka jest dostępna w rozmiarze M i kiedy dojdzie paczka do Łodzi?"

const (
	numberMark   = `"body":"#` // how a message's number begins wherever it is read back
	numberDigits = 9
	idLength     = 36
)

// letter is a POST of a message, encoded once. Only the entry's id and the message's number change, and both have
// a fixed length.
type letter struct {
	request    []byte
	id, number []byte // places in request
}

// newLetter makes the POST of a message to path. kind is an agent's entry's; a customer's has none.
func newLetter(host, path, authorization, kind string) *letter {
	if kind != "" {
		kind = `"kind":"` + kind + `",`
	}
	id, number := bytes.Repeat([]byte("0"), idLength), bytes.Repeat([]byte("0"), numberDigits)
	body := fmt.Sprintf(`{"id":"%s",%s%s%s%s"}`, id, kind, numberMark, number, words)
	head := "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + authorization + "\r\nContent-Type: application/json\r\nContent-Length: " +
		strconv.Itoa(len(body)) + "\r\n\r\n"
	l := &letter{request: []byte(head + body)}
	at := len(head) + len(`{"id":"`)
	l.id = l.request[at : at+idLength]
	at = len(head) + bytes.Index([]byte(body), []byte(numberMark)) + len(numberMark)
	l.number = l.request[at : at+numberDigits]
	return l
}

// address gives the letter the entry's id and the message's number.
func (l *letter) address(id uuid.UUID, number int64) []byte {
	encodeID(l.id, id)
	for i := numberDigits - 1; i >= 0; i-- {
		l.number[i] = byte('0' + number%10)
		number /= 10
	}
	return l.request
}

func encodeID(to []byte, id uuid.UUID) {
	hex.Encode(to[0:8], id[0:4])
	hex.Encode(to[9:13], id[4:6])
	hex.Encode(to[14:18], id[6:8])
	hex.Encode(to[19:23], id[8:10])
	hex.Encode(to[24:36], id[10:16])
	to[8], to[13], to[18], to[23] = '-', '-', '-', '-'
}

// said is a message as somebody got it: where it stands and which it is.
type said struct{ seq, number int64 }

// scan finds the entries in a frame without decoding it: every seq, and the number of every message of the
// bench's own. Keys may come in any order.
func scan(frame []byte, to []said) []said {
	first := len(to)
	for rest := frame; ; {
		seq, after, ok := numberAfter(rest, []byte(`"seq":`))
		if !ok {
			break
		}
		to, rest = append(to, said{seq: seq}), after
	}
	rest := frame
	for i := first; i < len(to); i++ {
		var ok bool
		if to[i].number, rest, ok = numberAfter(rest, []byte(numberMark)); !ok {
			return scanSlowly(frame, to[:first]) // an entry among them is no message of ours
		}
	}
	return to
}

// scanSlowly decodes.
func scanSlowly(b []byte, to []said) []said {
	var frame struct {
		Entries []struct {
			Seq  int64  `json:"seq"`
			Body string `json:"body"`
		} `json:"entries"`
	}
	if err := json.Unmarshal(b, &frame); err != nil {
		return to // the gap is found
	}
	for _, e := range frame.Entries {
		to = append(to, said{seq: e.Seq, number: numberOf(e.Body)})
	}
	return to
}

// numberOf returns the number of one of the bench's messages, else 0.
func numberOf(body string) int64 {
	if len(body) < 1+numberDigits || body[0] != '#' {
		return 0
	}
	n, err := strconv.ParseInt(body[1:1+numberDigits], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// numberAfter parses the number behind mark.
func numberAfter(b, mark []byte) (n int64, rest []byte, ok bool) {
	at := bytes.Index(b, mark)
	if at < 0 {
		return 0, nil, false
	}
	b = b[at+len(mark):]
	for len(b) > 0 && b[0] >= '0' && b[0] <= '9' {
		n, b, ok = 10*n+int64(b[0]-'0'), b[1:], true
	}
	return n, b, ok
}

// call is for the requests whose cost doesn't matter: JSON in, JSON out.
func call(ctx context.Context, method, url string, header http.Header, in, out any) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	request, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return nil, err
	}
	request.Header = header.Clone()
	if request.Header == nil {
		request.Header = http.Header{}
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	if response.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%s %s: %s: %s", method, request.URL.Path, response.Status, answer)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			return nil, fmt.Errorf("%s %s: %w", method, request.URL.Path, err)
		}
	}
	return response, nil
}
