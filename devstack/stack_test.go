package devstack

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

func TestAStackThatIsStartedAgainHasItsData(t *testing.T) {
	t.Parallel()
	o := Options{Dir: openFolder(t)}
	ctx := t.Context()

	began := time.Now()
	first := startStack(t, o)
	anew := time.Since(began)
	execDB(t, first.DatabaseURL, `CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)`)
	startWorkflow(t, first, "conversation-1")
	require.FileExists(t, filepath.Join(o.Dir, "postgres", "cluster", "PG_VERSION"))
	require.FileExists(t, filepath.Join(o.Dir, "log", "postgres.log"))
	require.FileExists(t, filepath.Join(o.Dir, "log", "temporal.log"))
	require.NoError(t, first.Stop(ctx))
	require.NoError(t, first.Stop(ctx), "a second Stop does nothing")

	began = time.Now()
	second := startStack(t, o)
	require.Less(t, time.Since(began), 5*time.Second+anew, "beside what this machine took to make everything")
	require.Equal(t, 42, inDB[int](t, second.DatabaseURL, `SELECT n FROM kept`))
	require.Equal(t, "Running", workflowStatus(t, second, "conversation-1"))
	require.NotEqual(t, first.TemporalUIURL, "")
	waitUntil(t, "the list finds it by its attributes", func() bool {
		var n int64
		require.NoError(t, withClient(ctx, second.TemporalAddress, "default", func(c client.Client) error {
			r, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
				Query: `Channel = "shop" AND TicketState = "waiting"`,
			})
			n = r.GetCount()
			return err
		}))
		return n == 1
	})

	_, err := Start(ctx, o)
	var inUse *DirInUseError
	require.ErrorAs(t, err, &inUse)
	require.Equal(t, os.Getpid(), inUse.PID)
	require.Empty(t, second.Exited(), "a child that was asked to end isn't reported")
}

func TestADatabaseOfAnOlderRunIsGivenNewSearchAttributes(t *testing.T) {
	all := SearchAttributes
	t.Cleanup(func() { SearchAttributes = all })
	o := Options{Dir: t.TempDir(), Headless: true}
	run := func(id string) {
		s, err := start(t.Context(), o, false, true)
		require.NoError(t, err)
		startWorkflow(t, s, id)
		require.NoError(t, s.Stop(t.Context()))
	}

	SearchAttributes = maps.Clone(all)
	delete(SearchAttributes, "Sentiment")
	run("conversation-1")
	SearchAttributes = all
	run("conversation-2")
}

func TestOneServerIsStoppedOrKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := startStack(t, Options{Dir: openFolder(t), Ephemeral: true, Headless: true})
	require.Empty(t, s.TemporalUIURL)
	url, address := s.DatabaseURL, s.TemporalAddress
	execDB(t, url, `CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)`)
	startWorkflow(t, s, "conversation-1")

	for name, end := range map[string]func(context.Context) error{"stop": s.StopPostgres, "kill": s.KillPostgres} {
		require.NoError(t, end(ctx), name)
		require.Error(t, ping(ctx, url), name)
		require.Equal(t, "Running", workflowStatus(t, s, "conversation-1"), "Temporal goes on")
		require.NoError(t, s.StartPostgres(ctx), name)
		require.NoError(t, s.StartPostgres(ctx), "starting a running one does nothing")
		require.Equal(t, 1, inDB[int](t, url, `SELECT n FROM kept`), name)
	}
	for name, end := range map[string]func(context.Context) error{"stop": s.StopTemporal, "kill": s.KillTemporal} {
		require.NoError(t, end(ctx), name)
		require.Error(t, checkTemporal(ctx, address, "default"), name)
		require.NoError(t, ping(ctx, url), "Postgres goes on")
		require.NoError(t, s.StartTemporal(ctx), name)
		require.NoError(t, checkTemporal(ctx, address, "default"), name)
		require.Equal(t, "Running", workflowStatus(t, s, "conversation-1"), name)
	}
	require.Empty(t, s.Exited())
}

func TestServersGivenByAddressAreCheckedAndLeftAlone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	own := startStack(t, Options{Ephemeral: true, Headless: true})

	s := startStack(t, Options{DatabaseURL: own.DatabaseURL, TemporalAddress: own.TemporalAddress, TemporalUIURL: "http://ui"})
	require.Equal(t, own.DatabaseURL, s.DatabaseURL)
	require.Equal(t, own.TemporalAddress, s.TemporalAddress)
	require.Equal(t, "http://ui", s.TemporalUIURL)
	require.ErrorIs(t, s.KillPostgres(ctx), ErrNotOurs)
	require.ErrorIs(t, s.StartTemporal(ctx), ErrNotOurs)
	require.NoError(t, s.Stop(ctx))
	require.NoError(t, ping(ctx, own.DatabaseURL))

	require.NoError(t, own.StopPostgres(ctx))
	_, err := Start(ctx, Options{DatabaseURL: own.DatabaseURL, TemporalAddress: own.TemporalAddress})
	require.ErrorContains(t, err, "the Postgres of DATABASE_URL can't be reached")
}

func TestAChildThatDiesIsReportedByNameWithItsLastLines(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := startStack(t, Options{Ephemeral: true, Headless: true})
	for name, part := range map[string]struct {
		child *child
		start func(context.Context) error
	}{
		"Postgres": {s.postgres.child, s.StartPostgres},
		"Temporal": {s.temporal.child, s.StartTemporal},
	} {
		writeLog(t, part.child.log, "the last line") // it may have had nothing to say yet
		require.NoError(t, part.child.cmd.Process.Kill())
		select {
		case err := <-s.Exited():
			var exit *ExitError
			require.ErrorAs(t, err, &exit)
			require.Equal(t, name, exit.Name)
			require.Contains(t, exit.LastLines, "the last line")
			require.ErrorContains(t, err, name+" ended by itself (signal: killed)")
		case <-ctx.Done():
			t.Fatal("nobody reported the death of", name)
		}
		require.NoError(t, part.start(ctx))
	}
}

// writeLog adds a line to a child's log, as the child would.
func writeLog(t *testing.T, path, line string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	require.NoError(t, err)
	_, err = f.WriteString(line + "\n")
	require.NoError(t, errors.Join(err, f.Close()))
}

func TestAStartThatFailsLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	dir := openFolder(t)
	_, err := Start(t.Context(), Options{Dir: dir, Headless: true, TemporalBinary: "/nowhere/temporal"})
	require.ErrorContains(t, err, "run `make bin/temporal`")
	require.NoFileExists(t, filepath.Join(dir, "postgres", "cluster", "postmaster.pid"))

	_, err = Start(t.Context(), Options{Dir: dir, Headless: true, PostgresSettings: map[string]string{"no_such_thing": "1"}})
	require.ErrorContains(t, err, "Postgres ended by itself")
	require.ErrorContains(t, err, "no_such_thing")

	startStack(t, Options{Dir: dir, Headless: true}) // the folder is free again
}

func TestChildrenDieWithAParentThatIsKilled(t *testing.T) {
	t.Parallel()
	if !exists("/proc/self/stat") {
		t.Skip("only Linux ties a child's life to its parent's")
	}
	dir := openFolder(t)
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), helperDir+"="+dir)
	out, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	var postgresPID, temporalPID int
	_, err = fmt.Sscan(line, &postgresPID, &temporalPID)
	require.NoError(t, err, line)
	family := append(childrenOf(t, postgresPID), postgresPID, temporalPID)
	require.Greater(t, len(family), 4, "a Postgres has children of its own")

	require.NoError(t, parent.Process.Kill())
	require.Error(t, parent.Wait())
	// At once, while they may still be going:
	s := startStack(t, Options{Dir: dir, Headless: true})
	require.NoError(t, ping(t.Context(), s.DatabaseURL))
	for _, pid := range family {
		waitUntil(t, "a child of the killed parent is left", func() bool { return commandLine(t.Context(), pid) == "" })
	}
}

func childrenOf(t *testing.T, parent int) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // gone meanwhile
		}
		// "pid (name) state ppid …"; the name may hold anything
		after := string(text[strings.LastIndexByte(string(text), ')')+1:])
		if f := strings.Fields(after); len(f) > 1 && atoi(f[1]) == parent {
			pids = append(pids, atoi(filepath.Base(filepath.Dir(path))))
		}
	}
	return pids
}

func TestOrphansOfAKilledRunAreStopped(t *testing.T) {
	t.Parallel()
	dir := openFolder(t)
	first := startStack(t, Options{Dir: dir, Headless: true})
	execDB(t, first.DatabaseURL, `CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)`)
	require.NoError(t, first.Stop(t.Context()))

	// What a killed run leaves where the kernel doesn't take its children along.
	var orphans []*exec.Cmd
	for _, c := range []*child{first.postgres.child, first.temporal.child} {
		cmd := exec.Command(c.path, c.args...)
		cmd.Dir, cmd.Env = c.dir, environment()
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if c.account != nil {
			cmd.SysProcAttr.Credential = c.account.credential()
		}
		require.NoError(t, cmd.Start())
		orphans = append(orphans, cmd)
	}
	require.NoError(t, os.WriteFile(first.temporal.pidFile(), fmt.Append(nil, orphans[1].Process.Pid), 0o644))
	waitUntil(t, "the orphan Postgres is ready", func() bool { return ping(t.Context(), first.DatabaseURL) == nil })

	// On the same ports: they must be free by then.
	second := startStack(t, Options{
		Dir: dir, Headless: true, PostgresPort: first.postgres.port, TemporalPort: first.temporal.port,
	})
	require.Equal(t, 7, inDB[int](t, second.DatabaseURL, `SELECT n FROM kept`))
	for _, cmd := range orphans {
		_ = cmd.Wait() // it was stopped: an exit status or a signal, as it likes
	}
}

func TestAStalePIDFileWithAStrangersNumberDoesNotStopPostgres(t *testing.T) {
	t.Parallel()
	dir := openFolder(t)
	first := startStack(t, Options{Dir: dir, Headless: true})
	require.NoError(t, first.KillPostgres(t.Context()))
	pidFile := filepath.Join(first.postgres.cluster(), "postmaster.pid")
	text, err := os.ReadFile(pidFile)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(text), "\n")

	// A process of the same account, which Postgres would believe.
	stranger := exec.Command("/bin/sh", "-c", "read line")
	in, err := stranger.StdinPipe()
	require.NoError(t, err)
	if a := first.postgres.account; a != nil {
		stranger.SysProcAttr = &syscall.SysProcAttr{Credential: a.credential()}
	}
	require.NoError(t, stranger.Start())
	require.NoError(t, os.WriteFile(pidFile, fmt.Appendf(nil, "%d\n%s", stranger.Process.Pid, rest), 0o600))

	require.NoError(t, first.StartPostgres(t.Context()))
	require.NoError(t, ping(t.Context(), first.DatabaseURL))
	require.NoError(t, in.Close())
	_ = stranger.Wait()
}
