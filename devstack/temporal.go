package devstack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// temporal is a Temporal dev server of ours: the official CLI with its database
// in a file, or in memory.
type temporal struct {
	o        Options // Dir is absolute and locked
	inMemory bool
	died     func(error)

	mu           sync.Mutex // held through start, stop and kill
	port, uiPort int        // 0 until first started
	child        *child
}

func (t *temporal) dir() string     { return filepath.Join(t.o.Dir, "temporal") }
func (t *temporal) dbFile() string  { return filepath.Join(t.dir(), "temporal.db") }
func (t *temporal) pidFile() string { return filepath.Join(t.dir(), "temporal.pid") }
func (t *temporal) address() string { return hostPort(t.port) }

func (t *temporal) uiURL() string {
	if t.o.Headless {
		return ""
	}
	return "http://" + hostPort(t.uiPort)
}

// start returns when the namespace and its search attributes are there.
func (t *temporal) start(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.child != nil && !t.child.isGone() {
		return nil
	}
	began := time.Now()
	binary, err := t.binary()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(t.dir(), 0o700); err != nil {
		return fmt.Errorf("make Temporal's folder: %w", err)
	}
	if err := t.clearOrphan(ctx); err != nil {
		return fmt.Errorf("clear away the Temporal of an earlier run: %w", err)
	}
	added, err := t.launch(ctx, binary)
	if err == nil && added {
		// Its services know new attributes only some seconds later; at once
		// if they begin with them.
		t.o.Log.Info("starting Temporal again for new search attributes")
		if err = t.child.stop(ctx, syscall.SIGTERM); err == nil {
			_, err = t.launch(ctx, binary)
		}
	}
	if err != nil {
		return err
	}
	pid := strconv.Itoa(t.child.cmd.Process.Pid)
	if err := os.WriteFile(t.pidFile(), []byte(pid+"\n"), 0o644); err != nil {
		return errors.Join(fmt.Errorf("note Temporal's process: %w", err), t.child.kill())
	}
	t.o.Log.Info("Temporal is ready", "port", t.port, "after", time.Since(began).Round(time.Millisecond))
	return nil
}

// binary finds the CLI; see Options.TemporalBinary.
func (t *temporal) binary() (string, error) {
	if t.o.TemporalBinary != "" {
		if path, err := exec.LookPath(t.o.TemporalBinary); err == nil {
			return filepath.Abs(path)
		}
		return "", fmt.Errorf("there is no Temporal CLI at %s: run `make bin/temporal`", t.o.TemporalBinary)
	}
	if path, err := exec.LookPath("temporal"); err == nil {
		return filepath.Abs(path)
	}
	var places []string
	if self, err := os.Executable(); err == nil {
		places = append(places, filepath.Join(filepath.Dir(self), "temporal"))
	}
	if dir, err := os.Getwd(); err == nil {
		for ; ; dir = filepath.Dir(dir) {
			if exists(filepath.Join(dir, "go.mod")) {
				places = append(places, filepath.Join(dir, "bin", "temporal"))
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	for _, place := range places {
		if exists(place) {
			return place, nil
		}
	}
	return "", errors.New("the Temporal CLI is neither on PATH nor in bin/: run `make bin/temporal`")
}

// clearOrphan ends the server that our killed predecessor left on this folder,
// where the kernel didn't do it. We hold the folder's lock.
func (t *temporal) clearOrphan(ctx context.Context) error {
	text, err := os.ReadFile(t.pidFile())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	pid := atoi(string(text))
	if line := commandLine(ctx, pid); strings.Contains(line, "server start-dev") && strings.Contains(line, t.dbFile()) {
		t.o.Log.Warn("stopping a Temporal that an earlier run left behind", "pid", pid)
		return stopOrphan(ctx, pid, syscall.SIGTERM, 10*time.Second)
	}
	return nil
}

// launch starts the server and waits until it is ready. added says that its
// namespace lacked search attributes until now.
func (t *temporal) launch(ctx context.Context, binary string) (added bool, err error) {
	for attempt := 1; ; attempt++ {
		port, err := choosePort(ctx, t.port, t.o.TemporalPort, "Temporal", TemporalPortVariable)
		if err != nil {
			return false, err
		}
		uiPort := 0
		if !t.o.Headless {
			uiPort, err = choosePort(ctx, t.uiPort, t.o.TemporalUIPort, "the Temporal UI", TemporalUIPortVariable)
			if err != nil {
				return false, err
			}
		}
		c := command{
			name: "Temporal", path: binary, args: t.args(port, uiPort), dir: t.dir(),
			env: []string{"TEMPORAL_VERSION_CHECK_DISABLED=1"}, // asks a server of theirs otherwise
			log: filepath.Join(t.o.Dir, "log", "temporal.log"), deathSignal: syscall.SIGKILL,
			nice: 10, // the chat goes before the engine, which catches up
		}
		server, err := startReady(ctx, c, func(ctx context.Context) error {
			addedNow, err := t.answers(ctx, port, uiPort)
			added = added || addedNow
			return err
		})
		if err == nil {
			server.reportTo(t.died)
			t.child, t.port, t.uiPort = server, port, uiPort
			return added, nil
		}
		var exit *ExitError
		if !errors.As(err, &exit) {
			return false, err
		}
		// The server picks ports for its inner services as we do, by looking:
		// somebody can be quicker.
		portLost := strings.Contains(strings.Join(exit.LastLines, "\n"), "address already in use")
		if !portLost || attempt == 5 {
			return false, err
		}
		t.o.Log.Warn("Temporal lost a port to another program, starting it again")
		if perr := pause(ctx); perr != nil {
			return false, errors.Join(perr, err)
		}
	}
}

func (t *temporal) args(port, uiPort int) []string {
	args := []string{
		"server", "start-dev", "--ip", loopback, "--port", strconv.Itoa(port),
		"--log-level", "warn", "--color", "never",
	}
	if !t.inMemory {
		args = append(args, "--db-filename", t.dbFile())
		for _, value := range sqlitePragmas {
			args = append(args, "--sqlite-pragma", value)
		}
	}
	if t.o.Headless {
		args = append(args, "--headless")
	} else {
		args = append(args, "--ui-port", strconv.Itoa(uiPort))
	}
	if t.o.Namespace != "default" { // that one is always there
		args = append(args, "--namespace", t.o.Namespace)
	}
	for _, name := range searchAttributeNames() {
		args = append(args, "--search-attribute", name+"="+SearchAttributes[name].String())
	}
	for _, value := range dynamicConfig {
		args = append(args, "--dynamic-config-value", value)
	}
	return args
}

// sqlitePragmas make an update three to four times as quick as the server's own.
var sqlitePragmas = []string{"journal_mode=wal", "synchronous=normal"}

// dynamicConfig fits one node on a small machine.
var dynamicConfig = []string{
	// One partition a task queue: nothing is forwarded between partitions.
	"matching.numTaskqueueReadPartitions=1",
	"matching.numTaskqueueWritePartitions=1",
	// The CLI has attributes read from the database at every use, so that new
	// ones are known at once; as in production, we do without.
	"system.forceSearchAttributesCacheRefreshOnRead=false",
}

// answers has no error when the server is ready: namespace, attributes and UI.
func (t *temporal) answers(ctx context.Context, port, uiPort int) (added bool, err error) {
	ports := []int{port}
	if uiPort != 0 {
		ports = append(ports, uiPort)
	}
	for _, port := range ports { // costs less than a client that backs off
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", hostPort(port))
		if err != nil {
			return false, err
		}
		_ = conn.Close()
	}
	return furnish(ctx, hostPort(port), t.o.Namespace)
}

func (t *temporal) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.child == nil {
		return nil
	}
	if t.inMemory {
		return t.child.kill() // there is nothing to bring home
	}
	return t.child.stop(ctx, syscall.SIGTERM)
}

func (t *temporal) kill(context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.child == nil {
		return nil
	}
	return t.child.kill()
}
