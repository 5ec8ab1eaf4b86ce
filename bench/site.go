package bench

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lib/pq"
	"go.temporal.io/sdk/client"
	temporallog "go.temporal.io/sdk/log"

	"rozmowa/devstack"
	"rozmowa/store"
)

// stopTimeout is how long Postgres and Temporal, or the program, may take to end.
const stopTimeout = 20 * time.Second

// appendDatabase is a database beside the program's: nobody relays what the raw append writes there.
const appendDatabase = "append"

// site is where a run happens: a stack and the program under test, in a folder.
type site struct {
	// ctx ends with the run's, or when a server or the program dies; its cause says which.
	ctx    context.Context
	cancel context.CancelCauseFunc

	dir       string
	kept      bool   // the folder stays
	file      string // of the program under test
	stack     *devstack.Stack
	db        *sql.DB // the program's database
	appendURL string
	engine    client.Client
	program   *program // nil until startProgram
}

// openSite starts the servers, durable as `rozmowa dev` has them, and migrates the database. Its data is kept in the
// folder; in a temporary one, which goes with the site, when none is given.
func openSite(ctx context.Context, file, folder string) (_ *site, err error) {
	s := &site{file: file, dir: folder, kept: folder != ""}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	// An ephemeral stack leaves nothing behind; but what is acknowledged must be on the disk, as in production.
	o := devstack.Options{Headless: true, Ephemeral: !s.kept, PostgresSettings: map[string]string{"fsync": "on", "full_page_writes": "on"}}
	if !s.kept {
		if s.dir, err = os.MkdirTemp("", "rozmowa-bench-"); err != nil {
			return nil, fmt.Errorf("make a temporary folder: %w", err)
		}
		if err := os.Chmod(s.dir, 0o711); err != nil { // the account that runs Postgres for root must get through
			return nil, fmt.Errorf("open the temporary folder: %w", err)
		}
	}
	o.Dir = s.dir
	if s.stack, err = devstack.Start(s.ctx, o); err != nil {
		return nil, err
	}
	if err := os.Remove(s.log()); err != nil && !errors.Is(err, os.ErrNotExist) { // of an earlier run
		return nil, err
	}
	if s.db, err = sql.Open("postgres", s.stack.DatabaseURL); err != nil {
		return nil, err
	}
	if err := store.Migrate(s.ctx, s.stack.DatabaseURL); err != nil {
		return nil, err
	}
	go func() {
		select {
		case err := <-s.stack.Exited():
			s.cancel(err)
		case <-s.ctx.Done():
		}
	}()
	return s, nil
}

// openBaselines makes what the baselines are taken on: a database of their own and a client of the engine.
func (s *site) openBaselines() (err error) {
	if s.appendURL, err = s.makeDatabase(appendDatabase); err != nil {
		return err
	}
	return s.openEngine()
}

func (s *site) openEngine() (err error) {
	s.engine, err = client.DialContext(s.ctx, client.Options{
		HostPort: s.stack.TemporalAddress, Logger: temporallog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return fmt.Errorf("connecting to Temporal: %w", err)
	}
	return nil
}

// makeDatabase makes a migrated database; one of an earlier run is thrown away.
func (s *site) makeDatabase(name string) (address string, err error) {
	u, err := url.Parse(s.stack.DatabaseURL)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	for _, query := range []string{`DROP DATABASE IF EXISTS `, `CREATE DATABASE `} {
		if _, err := s.db.ExecContext(s.ctx, query+pq.QuoteIdentifier(name)); err != nil {
			return "", fmt.Errorf("making the database %s: %w", name, err)
		}
	}
	return u.String(), store.Migrate(s.ctx, u.String())
}

func (s *site) log() string { return filepath.Join(s.dir, "log", "rozmowa.log") }

// postgresSettings tells how durable the figures are.
func (s *site) postgresSettings() (text string, err error) {
	err = s.db.QueryRowContext(s.ctx, `
		SELECT 'Postgres ' || current_setting('server_version') || ', fsync ' || current_setting('fsync') ||
		       ', synchronous_commit ' || current_setting('synchronous_commit') ||
		       ', full_page_writes ' || current_setting('full_page_writes')`).Scan(&text)
	return text, err
}

// startProgram starts the program under test and waits until it is ready, the engine included.
func (s *site) startProgram() (err error) {
	s.program, err = s.launch("serve", s.stack.DatabaseURL)
	return err
}

// launch starts a command of the program on a database of the site.
func (s *site) launch(command, database string) (*program, error) {
	return startProgram(s.ctx, s.file, command, s.log(), s.cancel, map[string]string{
		"DATABASE_URL":     database,
		"TEMPORAL_ADDRESS": s.stack.TemporalAddress,
		"ROZMOWA_FILES":    filepath.Join(s.dir, "files"),
	})
}

// restartProgram stops the program as an operator does and starts it on another port.
func (s *site) restartProgram() error {
	if err := s.stopProgram(); err != nil {
		return err
	}
	return s.startProgram()
}

func (s *site) stopProgram() error {
	if s.program == nil {
		return nil
	}
	defer func() { s.program = nil }()
	return s.program.stop()
}

// warnings returns the lines that the program logged, without those that tell of its own stop.
func (s *site) warnings() ([]string, error) {
	text, err := os.ReadFile(s.log())
	if err != nil {
		return nil, err
	}
	var lines []string
	for scanner := bufio.NewScanner(bytes.NewReader(text)); scanner.Scan(); {
		if line := strings.TrimSpace(scanner.Text()); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// explain puts before an error what it followed from, and after it what the program logged.
func (s *site) explain(err error) error {
	err = withCause(s.ctx, err)
	if lines, e := s.warnings(); e == nil && len(lines) > 0 {
		err = fmt.Errorf("%w\nthe program logged, last:\n%s", err, strings.Join(lines[max(0, len(lines)-20):], "\n"))
	}
	return err
}

// close ends everything and removes a temporary folder. It works after ctx's end.
func (s *site) close() error {
	err := s.stopProgram()
	s.cancel(nil)
	if s.engine != nil {
		s.engine.Close()
	}
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
	}
	if s.stack != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), stopTimeout)
		defer cancel()
		err = errors.Join(err, s.stack.Stop(ctx))
	}
	if s.dir != "" && !s.kept {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}
