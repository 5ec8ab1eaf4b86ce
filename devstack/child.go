package devstack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// command is a program to run as a child.
type command struct {
	name    string // as the operator knows it: "Postgres"
	path    string
	args    []string
	dir     string
	env     []string // added to our environment
	account *account // nil: our own
	log     string   // file that its output is added to
	// deathSignal is what the kernel sends it if we are killed (Linux).
	deathSignal syscall.Signal
	// nice is how much of its turn it leaves to others, 0 to 19 (Linux).
	nice int
}

// child is a running command. One goroutine waits for it and ends with it.
type child struct {
	command
	cmd      *exec.Cmd
	logStart int64         // where its own lines in the log begin
	exited   chan struct{} // closed when it is gone and err is set
	err      error

	mu    sync.Mutex
	asked bool        // to end
	gone  bool        // waited for
	died  func(error) // nil: nobody is to be told
}

// ExitError is a child that ended when nobody had asked it to.
type ExitError struct {
	Name      string   // "Postgres", "Temporal"
	Err       error    // how it ended; nil: by itself with success
	Log       string   // its log file
	LastLines []string // the last lines it wrote there, if any
}

func (e *ExitError) Error() string {
	how := "exit status 0"
	if e.Err != nil {
		how = e.Err.Error()
	}
	if len(e.LastLines) == 0 {
		return fmt.Sprintf("%s ended by itself (%s) and wrote nothing to %s", e.Name, how, e.Log)
	}
	return fmt.Sprintf("%s ended by itself (%s); the end of %s:\n\t%s",
		e.Name, how, e.Log, strings.Join(e.LastLines, "\n\t"))
}

func (e *ExitError) Unwrap() error { return e.Err }

func startChild(c command) (*child, error) {
	log, err := openLog(c.log)
	if err != nil {
		return nil, fmt.Errorf("open the log of %s: %w", c.name, err)
	}
	defer func() { _ = log.Close() }() // the child has its own copy
	at, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("open the log of %s: %w", c.name, err)
	}

	cmd := exec.Command(c.path, c.args...)
	cmd.Dir = c.dir
	cmd.Env = append(environment(), c.env...)
	cmd.Stdout, cmd.Stderr = log, log
	// A session of its own keeps the terminal's Ctrl-C from it, and makes it a scheduling group of its own where
	// Linux groups by session (sched_autogroup). Postgres's backends are such groups; beside a busy engine in the
	// session of whoever started both, they waited up to 200 ms for a processor (docs/PERFORMANCE.md).
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if c.account != nil {
		cmd.SysProcAttr.Credential = c.account.credential()
	}
	dieWithUs(cmd.SysProcAttr, c.deathSignal)

	ch := &child{command: c, cmd: cmd, logStart: at, exited: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The kernel ties the death signal to the thread that forked, not to
		// the process, and Go ends idle threads as it likes: so this thread
		// belongs to this goroutine, and both last as long as the child.
		// It isn't unlocked: a thread of lowered priority must end with it.
		runtime.LockOSThread()
		lowerThread(c.nice)
		err := cmd.Start()
		started <- err
		if err == nil {
			ch.wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", c.name, err)
	}
	return ch, nil
}

func (c *child) wait() {
	c.err = c.cmd.Wait()
	c.mu.Lock()
	c.gone = true
	if !c.asked && c.died != nil {
		c.died(c.exitError())
	}
	c.mu.Unlock()
	close(c.exited)
}

// reportTo has died called with a *ExitError when the child ends, or has ended,
// without having been asked to. died must not block.
func (c *child) reportTo(died func(error)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.died = died
	if c.gone && !c.asked {
		died(c.exitError())
	}
}

func (c *child) ask() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = true
}

func (c *child) exitError() *ExitError {
	return &ExitError{Name: c.name, Err: c.err, Log: c.log, LastLines: lastLines(c.log, c.logStart)}
}

func (c *child) isGone() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

// stop sends sig, waits, and kills the child if ctx is over first, which is an
// error. The child is gone when it returns.
func (c *child) stop(ctx context.Context, sig syscall.Signal) error {
	c.ask()
	if err := c.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return errors.Join(fmt.Errorf("stop %s: %w", c.name, err), c.kill())
	}
	select {
	case <-c.exited:
		return nil
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("%s did not stop in time and was killed", c.name), c.kill())
	}
}

// kill ends the child by SIGKILL and waits until it is gone.
func (c *child) kill() error {
	c.ask()
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill %s: %w", c.name, err)
	}
	<-c.exited
	return nil
}

// run runs a command that ends by itself. Its output is in the error.
func run(ctx context.Context, c command) error {
	ch, err := startChild(c)
	if err != nil {
		return err
	}
	select {
	case <-ch.exited:
	case <-ctx.Done():
		return errors.Join(context.Cause(ctx), ch.kill())
	}
	if ch.err != nil {
		return ch.exitError()
	}
	return nil
}

// startReady starts c and calls answers until it returns no error. The child
// is gone when an error is returned: an *ExitError if it died.
func startReady(ctx context.Context, c command, answers func(context.Context) error) (*child, error) {
	ch, err := startChild(c)
	if err != nil {
		return nil, err
	}
	for {
		if ch.isGone() {
			return nil, ch.exitError()
		}
		attempt, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := answers(attempt)
		cancel()
		if err == nil {
			return ch, nil
		}
		if perr := pause(ctx); perr != nil {
			return nil, errors.Join(fmt.Errorf("%s did not answer in time (%w); see %s", c.name, err, c.log), ch.kill())
		}
	}
}

// environment is ours without the variables by which Postgres and Temporal
// would be turned from the settings that we give them.
func environment() []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "PG") && !strings.HasPrefix(kv, "TEMPORAL_") {
			env = append(env, kv)
		}
	}
	return env
}

const logLimit = 16 << 20 // bytes, above which a log is set aside once

func openLog(path string) (*os.File, error) {
	if fi, err := os.Stat(path); err == nil && fi.Size() > logLimit {
		if err := os.Rename(path, path+".old"); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
}

// lastLines returns up to ten lines from the end of the file at path that begin
// at the offset from or later; none if it can't be read.
func lastLines(path string, from int64) []string {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil || end <= from {
		return nil
	}
	from = max(from, end-8<<10)
	text := make([]byte, end-from)
	n, _ := f.ReadAt(text, from)
	lines := strings.Split(strings.TrimSpace(string(text[:n])), "\n")
	return lines[max(0, len(lines)-10):]
}
