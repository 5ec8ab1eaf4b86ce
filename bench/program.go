package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// program is the program under test, a child process on a free port of the loopback interface.
type program struct {
	cmd    *exec.Cmd
	host   string // host:port
	log    string
	exited chan struct{} // closed when it is gone and err is set
	err    error
	asked  chan struct{} // closed when it is asked to end
}

const readyTimeout = 30 * time.Second

// startProgram starts a command of the program and returns when it is ready and has found the engine. died is called when it ends without
// having been asked to. Its environment is ours without our own settings of Rozmowa, and with those given.
func startProgram(ctx context.Context, file, command, log string, died func(error), settings map[string]string) (*program, error) {
	host, err := freeAddress()
	if err != nil {
		return nil, err
	}
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }() // the child has its own copy
	p := &program{cmd: exec.Command(file, command), host: host, log: log, exited: make(chan struct{}), asked: make(chan struct{})}
	p.cmd.Env = environment(map[string]string{
		"ROZMOWA_ADDRESS":             host,
		"ROZMOWA_PUBLIC_URL":          "http://" + host,
		"ROZMOWA_STARTS_PER_MINUTE":   "-1",
		"ROZMOWA_MESSAGES_PER_MINUTE": "-1",
		"ROZMOWA_LOGINS_PER_MINUTE":   "-1",
		"ROZMOWA_LOG_LEVEL":           "warn",
	}, settings)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is ours to pass on
	dieWithUs(p.cmd.SysProcAttr)
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the kernel ties the death signal to the thread that forked
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.wait(died)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting %s: %w", file, err)
	}
	if err := p.awaitReady(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return p, nil
}

func (p *program) wait(died func(error)) {
	p.err = p.cmd.Wait()
	select {
	case <-p.asked:
	default:
		died(fmt.Errorf("the program under test ended by itself (%w); it logged:\n%s", p.err, lastLines(p.log)))
	}
	close(p.exited)
}

func (p *program) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for {
		body, err := p.get(ctx, "/readyz")
		if err == nil && strings.Contains(body, `"engine":"ok"`) {
			return nil
		}
		select {
		case <-p.exited:
			return fmt.Errorf("the program under test ended; it logged:\n%s", lastLines(p.log))
		case <-ctx.Done():
			return fmt.Errorf("the program under test did not get ready (%s %w); it logged:\n%s", body, errors.Join(err, ctx.Err()), lastLines(p.log))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop asks the program to end and waits; it kills one that takes too long.
func (p *program) stop() error {
	close(p.asked)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.exited:
	case <-time.After(stopTimeout):
		_ = p.cmd.Process.Kill() // gone already, or gone now
		<-p.exited
		return fmt.Errorf("the program under test did not end within %v of SIGTERM", stopTimeout)
	}
	if p.err != nil {
		return fmt.Errorf("the program under test did not end well: %w\n%s", p.err, lastLines(p.log))
	}
	return nil
}

func (p *program) url(path string) string { return "http://" + p.host + path }

func (p *program) get(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url(path), nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	err = errors.Join(err, response.Body.Close())
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", path, response.Status)
	}
	return string(body), err
}

// metrics reads the program's own figures that have no labels.
func (p *program) metrics(ctx context.Context) (map[string]float64, error) {
	body, err := p.get(ctx, "/metrics")
	if err != nil {
		return nil, err
	}
	figures := map[string]float64{}
	for scanner := bufio.NewScanner(strings.NewReader(body)); scanner.Scan(); {
		name, value, _ := strings.Cut(scanner.Text(), " ")
		if v, err := strconv.ParseFloat(value, 64); err == nil {
			figures[name] = v
		}
	}
	return figures, nil
}

// metric reads one figure; it must be there.
func (p *program) metric(ctx context.Context, name string) (float64, error) {
	figures, err := p.metrics(ctx)
	if err != nil {
		return 0, err
	}
	value, ok := figures[name]
	if !ok {
		return 0, fmt.Errorf("/metrics has no %s", name)
	}
	return value, nil
}

// freeAddress is a loopback address that nobody listens on now.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

func environment(settings ...map[string]string) []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "ROZMOWA_") && !strings.HasPrefix(kv, "TEMPORAL_") && !strings.HasPrefix(kv, "DATABASE_URL=") && !strings.HasPrefix(kv, "PG") {
			env = append(env, kv)
		}
	}
	for _, set := range settings {
		for name, value := range set {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// lastLines returns the end of a log.
func lastLines(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	const limit = 4 << 10
	return string(text[max(0, len(text)-limit):])
}
