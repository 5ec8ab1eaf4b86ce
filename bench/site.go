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

// site is where a run happens: a stack and the program under test, in a temporary folder.
type site struct {
	// ctx ends with the run's, or when a server or the program dies; its cause says which.
	ctx    context.Context
	cancel context.CancelCauseFunc

	dir       string
	file      string // of the program under test
	stack     *devstack.Stack
	db        *sql.DB // the program's database
	appendURL string
	engine    client.Client
	program   *program // nil until startProgram
}

// openSite starts the servers, durable as `rozmowa dev` has them, and migrates the databases.
func openSite(ctx context.Context, file string) (_ *site, err error) {
	s := &site{file: file}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.dir, err = os.MkdirTemp("", "rozmowa-bench-"); err != nil {
		return nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	if err := os.Chmod(s.dir, 0o711); err != nil { // the account that runs Postgres for root must get through
		return nil, fmt.Errorf("open the temporary folder: %w", err)
	}
	s.stack, err = devstack.Start(s.ctx, devstack.Options{
		// An ephemeral stack leaves nothing behind; but what is acknowledged must be on the disk, as in production.
		Dir: s.dir, Headless: true, Ephemeral: true, PostgresSettings: map[string]string{"fsync": "on", "full_page_writes": "on"},
	})
	if err != nil {
		return nil, err
	}
	if s.db, err = sql.Open("postgres", s.stack.DatabaseURL); err != nil {
		return nil, err
	}
	if err := store.Migrate(s.ctx, s.stack.DatabaseURL); err != nil {
		return nil, err
	}
	if s.appendURL, err = s.makeDatabase(appendDatabase); err != nil {
		return nil, err
	}
	if err := store.Migrate(s.ctx, s.appendURL); err != nil {
		return nil, err
	}
	s.engine, err = client.DialContext(s.ctx, client.Options{
		HostPort: s.stack.TemporalAddress, Logger: temporallog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return nil, fmt.Errorf("connecting to Temporal: %w", err)
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

func (s *site) makeDatabase(name string) (address string, err error) {
	u, err := url.Parse(s.stack.DatabaseURL)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	_, err = s.db.ExecContext(s.ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name))
	return u.String(), err
}

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
	s.program, err = startProgram(s.ctx, s.file, filepath.Join(s.dir, "log", "rozmowa.log"), s.cancel, map[string]string{
		"DATABASE_URL":     s.stack.DatabaseURL,
		"TEMPORAL_ADDRESS": s.stack.TemporalAddress,
		"ROZMOWA_FILES":    filepath.Join(s.dir, "files"),
	})
	return err
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
	text, err := os.ReadFile(filepath.Join(s.dir, "log", "rozmowa.log"))
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

// close ends everything and removes the folder. It works after ctx's end.
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
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}
