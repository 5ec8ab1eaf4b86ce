package devstack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	startTimeout = 60 * time.Second
	stopTimeout  = 20 * time.Second
)

// ErrNotOurs is returned by the methods that stop, kill or start one server
// when that server was given by its address and isn't a child of the Stack.
var ErrNotOurs = errors.New("devstack: this server was given by its address, it is not ours to stop or start")

// Options say what Start starts and where.
type Options struct {
	// Dir is the data folder: Postgres in <Dir>/postgres, Temporal in
	// <Dir>/temporal, logs in <Dir>/log. It is made if missing. Only one Stack
	// at a time may use it. Empty is allowed for an Ephemeral stack alone: a
	// temporary folder, removed by Stop, with Temporal's database in memory.
	Dir string

	// DatabaseURL, if set, names a Postgres to use; none is started.
	DatabaseURL string
	// TemporalAddress, if set, is the host:port of a Temporal to use; none is
	// started. It must know Namespace and SearchAttributes.
	TemporalAddress string
	// TemporalUIURL is handed through to the Stack with a TemporalAddress.
	TemporalUIURL string
	// Namespace of Temporal; "" means "default".
	Namespace string
	// TemporalBinary is the Temporal CLI; "" means the one on PATH, else
	// bin/temporal beside our own program or in the repository.
	TemporalBinary string

	// Ports on 127.0.0.1; 0 means any free one. A taken port is a
	// *PortInUseError.
	PostgresPort, TemporalPort, TemporalUIPort int

	// Headless leaves out the Temporal UI.
	Headless bool
	// Ephemeral gives up durability for speed (fsync off): data survives the
	// stop and the kill of a server but not the fall of the machine. For tests.
	Ephemeral bool
	// PostgresSettings are added to the command line of our Postgres, after
	// the settings of devstack, for example {"synchronous_commit": "off"}.
	PostgresSettings map[string]string

	// Log gets what the operator should know; nil means none of it.
	Log *slog.Logger
}

// Stack is a running Postgres and a running Temporal. The exported fields are
// set by Start and don't change after it.
type Stack struct {
	// DatabaseURL opens the database "rozmowa", which exists and may be empty.
	// It contains the password.
	DatabaseURL string
	// TemporalAddress is host:port of the frontend.
	TemporalAddress string
	// TemporalUIURL is empty when Headless.
	TemporalUIURL string

	postgres *postgres // nil: not ours
	temporal *temporal // nil: not ours
	release  func()    // gives the data folder back
	exited   chan error
}

// Start starts what o asks for, both servers at the same time, and returns when
// both answer: Postgres takes connections to an existing database, Temporal has
// the namespace and SearchAttributes. ctx and a minute bound the start only. On
// error nothing is left running.
func Start(ctx context.Context, o Options) (*Stack, error) {
	return start(ctx, o, true, true)
}

func start(ctx context.Context, o Options, wantPostgres, wantTemporal bool) (_ *Stack, err error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Namespace == "" {
		o.Namespace = "default"
	}
	s := &Stack{
		DatabaseURL:     o.DatabaseURL,
		TemporalAddress: o.TemporalAddress,
		release:         func() {},
		exited:          make(chan error, 16),
	}
	inMemory := o.Dir == ""
	if wantPostgres && o.DatabaseURL == "" || wantTemporal && o.TemporalAddress == "" {
		if o.Dir, s.release, err = openDir(o.Dir, o.Ephemeral); err != nil {
			return nil, err
		}
	}

	var parts []func(context.Context) error
	if wantPostgres {
		if o.DatabaseURL != "" {
			parts = append(parts, func(ctx context.Context) error { return checkPostgres(ctx, o.DatabaseURL) })
		} else {
			s.postgres = &postgres{o: o, died: s.report}
			parts = append(parts, s.postgres.start)
		}
	}
	if wantTemporal {
		if o.TemporalAddress != "" {
			s.TemporalUIURL = o.TemporalUIURL
			parts = append(parts, func(ctx context.Context) error {
				return checkTemporal(ctx, o.TemporalAddress, o.Namespace)
			})
		} else {
			s.temporal = &temporal{o: o, inMemory: inMemory, died: s.report}
			parts = append(parts, s.temporal.start)
		}
	}
	if err := together(ctx, parts...); err != nil {
		// ctx may be over already; what was started must go all the same.
		return nil, errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
	}
	if s.postgres != nil {
		s.DatabaseURL = s.postgres.url(databaseName)
	}
	if s.temporal != nil {
		s.TemporalAddress = s.temporal.address()
		s.TemporalUIURL = s.temporal.uiURL()
	}
	return s, nil
}

// Stop ends both servers: Postgres by a fast shutdown, Temporal by SIGTERM. What
// still runs when ctx (or, without its deadline, 20 seconds) is over is killed.
// It waits for the children in any case. The error says who had to be killed. A
// second Stop does nothing.
func (s *Stack) Stop(ctx context.Context) error {
	var parts []func(context.Context) error
	if s.temporal != nil {
		parts = append(parts, s.temporal.stop)
	}
	if s.postgres != nil {
		parts = append(parts, s.postgres.stop)
	}
	errs := make([]error, len(parts))
	var wg sync.WaitGroup
	for i, part := range parts {
		wg.Go(func() { errs[i] = part(ctx) })
	}
	wg.Wait()
	if s.postgres != nil {
		errs = append(errs, s.postgres.discard())
	}
	s.release()
	return errors.Join(errs...)
}

// Exited delivers a *ExitError for every child that ends without having been
// asked to. It is never closed. Such a child can be started again with
// StartPostgres or StartTemporal.
func (s *Stack) Exited() <-chan error { return s.exited }

func (s *Stack) report(err error) {
	select {
	case s.exited <- err:
	default: // nobody has listened to sixteen deaths
	}
}

// StopPostgres stops Postgres alone as Stop does.
func (s *Stack) StopPostgres(ctx context.Context) error {
	return onOurs(ctx, s.postgres, (*postgres).stop)
}

// KillPostgres ends Postgres by SIGKILL.
func (s *Stack) KillPostgres(ctx context.Context) error {
	return onOurs(ctx, s.postgres, (*postgres).kill)
}

// StartPostgres starts a stopped, killed or died Postgres on the same port and
// data. It does nothing while Postgres runs.
func (s *Stack) StartPostgres(ctx context.Context) error {
	return onOurs(ctx, s.postgres, (*postgres).start)
}

// StopTemporal stops Temporal alone as Stop does.
func (s *Stack) StopTemporal(ctx context.Context) error {
	return onOurs(ctx, s.temporal, (*temporal).stop)
}

// KillTemporal ends Temporal by SIGKILL.
func (s *Stack) KillTemporal(ctx context.Context) error {
	return onOurs(ctx, s.temporal, (*temporal).kill)
}

// StartTemporal starts a stopped, killed or died Temporal on the same ports and
// data; a database in memory begins empty. It does nothing while Temporal runs.
func (s *Stack) StartTemporal(ctx context.Context) error {
	return onOurs(ctx, s.temporal, (*temporal).start)
}

func onOurs[T any](ctx context.Context, part *T, do func(*T, context.Context) error) error {
	if part == nil {
		return ErrNotOurs
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	return do(part, ctx)
}

// together runs all parts at once; the first error cancels the others and is
// the one returned.
func together(ctx context.Context, parts ...func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Go(func() {
			if err := part(ctx); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// openDir makes the data folder and takes it for this process alone. release
// gives it back and removes it if it is temporary.
func openDir(dir string, ephemeral bool) (_ string, release func(), err error) {
	temporary := dir == ""
	if temporary {
		if !ephemeral {
			return "", nil, errors.New("devstack: Options.Dir is empty, which only an Ephemeral stack may have")
		}
		if dir, err = os.MkdirTemp("", "rozmowa-"); err != nil {
			return "", nil, fmt.Errorf("make a temporary data folder: %w", err)
		}
		// The account that runs Postgres for root must get through.
		if err := os.Chmod(dir, 0o711); err != nil {
			return "", nil, fmt.Errorf("open the temporary data folder: %w", err)
		}
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return "", nil, fmt.Errorf("find the data folder: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "log"), 0o755); err != nil {
		return "", nil, fmt.Errorf("make the data folder: %w", err)
	}
	// One spelling for a folder, however it was reached: orphans are known by it.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", nil, fmt.Errorf("find the data folder: %w", err)
	}
	unlock, err := lockDir(dir)
	if err != nil {
		return "", nil, err
	}
	return dir, sync.OnceFunc(func() {
		if temporary {
			_ = os.RemoveAll(dir) // best effort: the system empties its temporary folder itself
		}
		unlock()
	}), nil
}
