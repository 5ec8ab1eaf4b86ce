// Histories records how conversations, and what asks BaseLinker, run on a released commit, for the replay tests of package workflows:
//
//	scripts/record-histories COMMIT
//
// It builds rozmowa from the commit as it stands in git, never from the working tree: a history that the code
// under test recorded replays on it in any case. It starts a Postgres and a Temporal of its own, lets that build
// serve, plays the scenarios over its HTTP API and with BaseLinker's stand-in, and writes every run's history to
// workflows/testdata/histories/<commit>/<scenario>-<run>.json, and beside them forbidden.txt: every name, address
// and text that was used, none of which a history may hold. A folder that is there is replaced when all went well.
//
// What the build is asked for besides HTTP is what its README promises: the commands migrate, agent create and
// serve, and the tables channels, channel_agents and tickets.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"rozmowa/devstack"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: record-histories COMMIT")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := record(ctx, os.Args[1])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "record-histories:", err)
		os.Exit(1)
	}
}

// timeout bounds the whole recording; it takes about four minutes.
const timeout = 10 * time.Minute

func record(ctx context.Context, commit string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	name, err := output(ctx, "git", "rev-parse", "--verify", "--short=12", commit+"^{commit}")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "rozmowa-histories-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	say("building rozmowa from %s", name)
	binary, err := build(ctx, dir, name)
	if err != nil {
		return err
	}
	stack, err := devstack.Start(ctx, devstack.Options{Ephemeral: true, Headless: true, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stack.Stop(context.WithoutCancel(ctx))) }()
	p := &play{stack: stack, binary: binary, forbidden: map[string]bool{}}
	if err := p.prepare(ctx); err != nil {
		return err
	}
	if err = p.serve(ctx, filepath.Join(dir, "serve.log")); err == nil {
		err = p.all(ctx)
	}
	if err == nil { // the server still runs: conversations end a moment after their tickets
		err = p.write(ctx, filepath.Join("workflows", "testdata", "histories", name), dir)
	}
	if err = errors.Join(err, p.end()); err != nil {
		return fmt.Errorf("%w\nlast lines of the server's log:\n%s", err, tail(filepath.Join(dir, "serve.log")))
	}
	return nil
}

// build makes the program of the commit. The tree is taken out of git by itself, so that nothing of the working
// tree comes in and nothing is left in .git.
func build(ctx context.Context, dir, commit string) (binary string, err error) {
	tree := filepath.Join(dir, "tree")
	if err := os.Mkdir(tree, 0o755); err != nil {
		return "", err
	}
	archive := filepath.Join(dir, "tree.tar")
	if _, err := output(ctx, "git", "archive", "--format=tar", "-o", archive, commit); err != nil {
		return "", err
	}
	if _, err := output(ctx, "tar", "-xf", archive, "-C", tree); err != nil {
		return "", err
	}
	binary = filepath.Join(dir, "rozmowa")
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, "./cmd/rozmowa")
	cmd.Dir, cmd.Stderr = tree, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("building %s: %w", commit, err)
	}
	return binary, nil
}

func output(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

func tail(file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// until asks again and again until it is so, for at most two minutes: a rule's shortest time is one.
func until(ctx context.Context, what string, is func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		ok, err := is(ctx)
		if ok {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("waited in vain until %s", what), last)
		case <-tick.C:
		}
	}
}
