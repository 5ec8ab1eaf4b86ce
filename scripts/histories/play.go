package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the driver of database/sql
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"rozmowa/baselinker/fakebase"
	"rozmowa/devstack"
)

// play is the stage: the servers, the build that is recorded, and those who act.
type play struct {
	stack     *devstack.Stack
	engine    client.Client
	binary    string
	base      string // the api's address
	db        *sql.DB
	forbidden map[string]bool
	server    *exec.Cmd // the build's, while it serves
	log       *os.File
	anna      *agent
	piotr     *agent
	admin     *agent
	seller    *fakebase.Running
	flows     []*flow
}

// secret notes a text that no history may hold.
func (p *play) secret(s string) string {
	p.forbidden[s] = true
	return s
}

const password = "a long enough password"

// The chats: one at the usual pace, one that waits for seconds only, one whose shop will close, one with rules.
const (
	usual = "record-usual"
	quick = "record-quick"
	night = "record-night"
	ruled = "record-ruled"
)

// prepare migrates and fills the database.
func (p *play) prepare(ctx context.Context) error {
	if err := p.openSeller(ctx); err != nil {
		return err
	}
	if err := p.command(ctx, "", "migrate"); err != nil {
		return err
	}
	for _, a := range []struct{ name, email, role string }{
		{p.secret("Żaneta Wróblewska"), p.secret("zaneta@nagranie.example"), "agent"},
		{p.secret("Kazimierz Śliwa"), p.secret("kazimierz@nagranie.example"), "agent"},
		{p.secret("Świętosława Kłos"), p.secret("klos@nagranie.example"), "admin"},
	} {
		if err := p.command(ctx, password+"\n", "agent", "create", "-email", a.email, "-name", a.name, "-role", a.role); err != nil {
			return err
		}
	}
	var err error
	if p.engine, err = client.Dial(client.Options{
		HostPort: p.stack.TemporalAddress, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	}); err != nil {
		return err
	}
	if p.db, err = sql.Open("postgres", p.stack.DatabaseURL); err != nil {
		return err
	}
	p.db.SetMaxIdleConns(0) // a scenario stops Postgres: none must be found dead
	for key, settings := range map[string]string{
		usual: `{}`,
		quick: `{"pace": {"waitNoticeAfter": 2, "remindAfter": 2, "closeAfter": 4}}`,
		night: `{"hours": {"timeZone": "Europe/Warsaw"}}`,
		ruled: `{}`,
	} {
		if _, err := p.db.ExecContext(ctx, `
			INSERT INTO channels (id, name, key, shop_url, settings) VALUES ($1, $2, $2, 'https://nagranie.example', $3)`,
			uuid.New(), key, settings); err != nil {
			return fmt.Errorf("making a channel: %w", err)
		}
	}
	if _, err = p.db.ExecContext(ctx, `INSERT INTO channel_agents (channel_id, agent_id) SELECT c.id, a.id FROM channels c, agents a`); err != nil {
		return fmt.Errorf("giving the channels to the agents: %w", err)
	}
	return nil
}

// command runs the build to its end.
func (p *play) command(ctx context.Context, in string, args ...string) error {
	cmd := exec.CommandContext(ctx, p.binary, args...)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+p.stack.DatabaseURL)
	cmd.Stdin, cmd.Stderr = strings.NewReader(in), os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("rozmowa %s: %w", args[0], err)
	}
	return nil
}

// serve starts the build's server and logs the agents in.
func (p *play) serve(ctx context.Context, logFile string) error {
	port, err := freePort(ctx)
	if err != nil {
		return err
	}
	p.base = "http://127.0.0.1:" + port
	if p.log, err = os.Create(logFile); err != nil {
		return err
	}
	if err := p.start(ctx); err != nil {
		return err
	}
	for email, a := range map[string]**agent{
		"zaneta@nagranie.example": &p.anna, "kazimierz@nagranie.example": &p.piotr, "klos@nagranie.example": &p.admin,
	} {
		if *a, err = p.logIn(ctx, email); err != nil {
			return err
		}
	}
	return nil
}

// start starts the server, at first or after kill, and waits until it is ready.
func (p *play) start(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, p.binary, "serve")
	cmd.Env = append(os.Environ(), "DATABASE_URL="+p.stack.DatabaseURL, "TEMPORAL_ADDRESS="+p.stack.TemporalAddress,
		"ROZMOWA_ADDRESS="+strings.TrimPrefix(p.base, "http://"), "ROZMOWA_PUBLIC_URL="+p.base,
		"ROZMOWA_SECRET_KEY="+base64.StdEncoding.EncodeToString(make([]byte, 32)), "ROZMOWA_BASELINKER_URL="+p.seller.URL, "ROZMOWA_PRIVATE_WEBHOOKS=true",
		"ROZMOWA_STARTS_PER_MINUTE=10000", "ROZMOWA_MESSAGES_PER_MINUTE=10000", "ROZMOWA_LOGINS_PER_MINUTE=10000")
	cmd.Stdout, cmd.Stderr = p.log, p.log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	if err := cmd.Start(); err != nil {
		return err
	}
	p.server = cmd
	return until(ctx, "the server is ready", func(ctx context.Context) (bool, error) {
		err := p.call(ctx, request{method: http.MethodGet, path: "/readyz"}, nil)
		return err == nil, err
	})
}

// kill ends the server as a power cut does.
func (p *play) kill() error {
	if err := p.server.Process.Kill(); err != nil {
		return err
	}
	var died *exec.ExitError
	if err := p.server.Wait(); err != nil && !errors.As(err, &died) {
		return err
	}
	p.server = nil
	return nil
}

// end stops the server, if it serves, and lets go of the rest.
func (p *play) end() (err error) {
	if p.server != nil {
		if err = p.server.Process.Signal(syscall.SIGTERM); err == nil || errors.Is(err, os.ErrProcessDone) {
			err = p.server.Wait()
		}
	}
	if p.log != nil {
		err = errors.Join(err, p.log.Close())
	}
	return errors.Join(err, p.db.Close(), p.seller.Close())
}

func freePort(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

type request struct {
	method, path  string
	cookie, token string // the agent's, the visitor's
	body          any
	want          int // 0: any below 300
}

// statusError is an answer that wasn't wanted.
type statusError struct {
	code int
	text string
}

func (e *statusError) Error() string { return e.text }

// call sends a request and decodes the answer into out, which may be nil.
func (p *play) call(ctx context.Context, r request, out any) error {
	_, err := p.send(ctx, r, out)
	return err
}

// send returns the cookies that came with the answer.
func (p *play) send(ctx context.Context, r request, out any) ([]*http.Cookie, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	body, err := json.Marshal(r.body)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, r.method, p.base+r.path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	if r.cookie != "" {
		q.Header.Set("Cookie", r.cookie)
	}
	if r.token != "" {
		q.Header.Set("Authorization", "Bearer "+r.token)
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // only read from
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if r.want == 0 && answer.StatusCode >= 300 || r.want != 0 && answer.StatusCode != r.want {
		return nil, &statusError{answer.StatusCode, fmt.Sprintf("%s %s: %s: %s", r.method, r.path, answer.Status, text)}
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
	}
	return answer.Cookies(), nil
}

// agent is one who is logged in.
type agent struct {
	*play
	id, cookie string
}

func (p *play) logIn(ctx context.Context, email string) (*agent, error) {
	var me struct{ ID string }
	cookies, err := p.send(ctx, request{
		method: http.MethodPost, path: "/api/v1/session", body: map[string]string{"email": email, "password": password},
	}, &me)
	if err != nil {
		return nil, err
	}
	if len(cookies) == 0 {
		return nil, errors.New("no cookie came with the login")
	}
	return &agent{play: p, id: me.ID, cookie: cookies[0].Name + "=" + cookies[0].Value}, nil
}

func (a *agent) post(ctx context.Context, c *chat, verb string, body any, want int) error {
	return a.call(ctx, request{method: http.MethodPost, path: "/api/v1/tickets/" + c.id + "/" + verb, cookie: a.cookie, body: body, want: want}, nil)
}

// opens the ticket until the engine has answered.
func (a *agent) opens(ctx context.Context, c *chat) error {
	return until(ctx, "the ticket is joined", func(ctx context.Context) (bool, error) {
		var opened struct{ Outcome string }
		err := a.call(ctx, request{method: http.MethodPost, path: "/api/v1/tickets/" + c.id + "/open", cookie: a.cookie}, &opened)
		return err == nil && opened.Outcome != "pending", err
	})
}

func (a *agent) writes(ctx context.Context, c *chat, text string, want int) error {
	return a.post(ctx, c, "entries", map[string]any{"id": uuid.New(), "kind": "message", "body": a.secret(text)}, want)
}

// gives the ticket to an agent; nil: back to nobody.
func (a *agent) gives(ctx context.Context, c *chat, to *agent) error {
	value := ""
	if to != nil {
		value = to.id
	}
	return a.changes(ctx, c, "agent", value)
}

func (a *agent) changes(ctx context.Context, c *chat, property, value string) error {
	return a.post(ctx, c, "changes", map[string]any{"id": uuid.New(), "property": property, "value": value}, 0)
}

// chat is a customer's conversation, and the flow of its workflow.
type chat struct {
	*flow
	id, token string
}

// customer is who writes.
type customer struct{ name, email string }

// bozydar has bought nothing.
var bozydar = customer{"Bożydar Gęślicki", "bozydar@poczta.example"}

// starts begins a conversation with the same question each time; the scenario's name becomes its files'.
func (p *play) starts(ctx context.Context, channel, scenario string, by customer) (*chat, error) {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	c := &chat{id: uuid.NewString(), token: p.secret(base64.RawURLEncoding.EncodeToString(random))}
	c.flow = p.follow(scenario, "conversation-"+c.id)
	err := p.call(ctx, request{method: http.MethodPost, path: "/api/v1/widget/" + channel + "/conversations", body: map[string]any{
		"id": c.id, "token": c.token, "entryId": uuid.New(), "body": p.secret(where), "locale": "pl",
		"name": p.secret(by.name), "email": p.secret(by.email), "subject": p.secret("Zagubiona przesyłka"),
		"pageUrl": p.secret("https://nagranie.example/koszyk?klient=4711"),
	}}, nil)
	return c, err
}

func (c *chat) says(ctx context.Context, text string) error {
	return c.call(ctx, request{method: http.MethodPost, path: "/api/v1/conversations/" + c.id + "/entries", token: c.token,
		body: map[string]any{"id": uuid.New(), "body": c.secret(text)}}, nil)
}

func (c *chat) ends(ctx context.Context) error {
	return c.call(ctx, request{method: http.MethodPost, path: "/api/v1/conversations/" + c.id + "/end", token: c.token}, nil)
}

// shows waits until the customer sees an operation, for the nth time.
func (c *chat) shows(ctx context.Context, operation string, n int) error {
	return until(ctx, c.name+" shows "+operation, func(ctx context.Context) (bool, error) {
		var page struct {
			Entries []struct{ Operation struct{ Type string } }
		}
		err := c.call(ctx, request{method: http.MethodGet, path: "/api/v1/conversations/" + c.id + "/entries", token: c.token}, &page)
		found := 0
		for _, e := range page.Entries {
			if e.Operation.Type == operation {
				found++
			}
		}
		return found >= n, err
	})
}

// relayed waits until the relay has noted that the workflow was told of everything.
func (c *chat) relayed(ctx context.Context) error {
	return until(ctx, "the relay has told of everything", func(ctx context.Context) (told bool, err error) {
		err = c.db.QueryRowContext(ctx, `SELECT relayed_seq >= wake_seq FROM tickets WHERE id = $1`, c.id).Scan(&told)
		return told, err
	})
}
