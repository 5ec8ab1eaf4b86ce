package devstack

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/lib/pq"
)

const (
	databaseName = "rozmowa"
	superuser    = "rozmowa"
)

// postgres is a Postgres of ours. Its folder (see settle) holds the cluster and
// the superuser's password: the loopback interface is open to every account of
// the machine, so the server asks for it (scram).
type postgres struct {
	o    Options // Dir is absolute and locked
	died func(error)

	mu       sync.Mutex // held through start, stop and kill
	port     int        // 0 until first started
	password string
	home     string
	account  *account
	child    *child
}

func (p *postgres) cluster() string { return filepath.Join(p.home, "cluster") }
func (p *postgres) log() string     { return filepath.Join(p.o.Dir, "log", "postgres.log") }

func (p *postgres) url(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, p.password),
		Host:     hostPort(p.port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// start makes what is missing and returns when the database answers.
func (p *postgres) start(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child != nil && !p.child.isGone() {
		return nil
	}
	began := time.Now()
	bin, err := p.prepare(ctx)
	if err != nil {
		return fmt.Errorf("prepare Postgres: %w", err)
	}
	if err := p.clearOrphan(ctx, bin); err != nil {
		return fmt.Errorf("clear away the Postgres of an earlier run: %w", err)
	}
	if err := p.launch(ctx, bin); err != nil {
		return err
	}
	if err := p.ensureDatabase(ctx); err != nil {
		return errors.Join(err, p.child.kill())
	}
	p.o.Log.Info("Postgres is ready", "port", p.port, "after", time.Since(began).Round(time.Millisecond))
	return nil
}

// prepare finds the programs and sees to folder, password and cluster.
func (p *postgres) prepare(ctx context.Context) (bin string, err error) {
	if p.account, err = serverAccount(); err != nil {
		return "", err
	}
	if p.home, err = settle(ctx, p.o.Dir, p.account, p.o.Log); err != nil {
		return "", err
	}
	version, err := p.clusterVersion()
	if err != nil {
		return "", err
	}
	if bin, err = postgresBinaries(ctx, version, filepath.Join(p.home, "binaries"), p.o.Log); err != nil {
		return "", err
	}
	if err := p.ensurePassword(); err != nil {
		return "", err
	}
	if version == 0 {
		return bin, p.initCluster(ctx, bin)
	}
	return bin, nil
}

// clusterVersion is the major version that made the cluster; 0: there is none.
func (p *postgres) clusterVersion() (int, error) {
	text, err := os.ReadFile(filepath.Join(p.cluster(), "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	return atoi(string(text)), err
}

func (p *postgres) ensurePassword() error {
	path := filepath.Join(p.home, "password")
	text, err := os.ReadFile(path)
	if err == nil && len(text) > 0 {
		p.password = strings.TrimSpace(string(text))
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	p.password = rand.Text()
	if err := os.WriteFile(path, []byte(p.password+"\n"), 0o600); err != nil {
		return err
	}
	if p.account != nil { // initdb reads it
		return os.Lchown(path, int(p.account.uid), int(p.account.gid))
	}
	return nil
}

// initCluster makes the cluster under another name and renames it when it is
// whole: an initdb that was killed leaves nothing that looks like a cluster.
func (p *postgres) initCluster(ctx context.Context, bin string) error {
	draft := filepath.Join(p.home, "cluster.new")
	var err error
	// Some systems (macOS before 15) don't have C.UTF-8.
	for _, locale := range []string{"C.UTF-8", "C"} {
		if err := os.RemoveAll(draft); err != nil {
			return err
		}
		args := []string{
			"-D", draft, "-U", superuser, "--pwfile=" + filepath.Join(p.home, "password"),
			"--auth=scram-sha-256", "--encoding=UTF8", "--locale=" + locale, "--no-instructions",
		}
		if p.o.Ephemeral {
			args = append(args, "--no-sync")
		}
		if err = run(ctx, p.command(bin, "initdb", syscall.SIGKILL, args)); err == nil {
			return os.Rename(draft, p.cluster())
		}
		if ctx.Err() != nil {
			break
		}
	}
	return fmt.Errorf("make a database cluster: %w", err)
}

func (p *postgres) command(bin, program string, onDeath syscall.Signal, args []string) command {
	return command{
		name: program, path: filepath.Join(bin, program), args: args,
		dir: "/", account: p.account, log: p.log(), deathSignal: onDeath,
	}
}

// clearOrphan sees to the postmaster.pid of a server that wasn't stopped. We
// hold the folder's lock, so whoever it names has lost its parent, or is
// another process that was given the same number since.
func (p *postgres) clearOrphan(ctx context.Context, bin string) error {
	pidFile := filepath.Join(p.cluster(), "postmaster.pid")
	text, err := os.ReadFile(pidFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	pid := atoi(first)
	switch line := commandLine(ctx, pid); {
	case strings.Contains(line, p.cluster()):
		p.o.Log.Warn("stopping a Postgres that an earlier run left behind", "pid", pid)
		args := []string{"stop", "-D", p.cluster(), "-m", "fast", "-w", "-t", "30"}
		return run(ctx, p.command(bin, "pg_ctl", syscall.SIGKILL, args))
	case line != "":
		// Postgres would take the stranger for its predecessor and refuse to
		// start. Its parent's number it knows to be stale. The rest must stay:
		// by it the shared memory of the dead server is checked and freed.
		return os.WriteFile(pidFile, fmt.Appendf(nil, "%d\n%s", os.Getpid(), rest), 0o600)
	default:
		// Nobody there. Postgres handles that itself, and better: it also
		// looks whether a child of the dead server still has its memory.
		return nil
	}
}

// launch starts the server and waits until it takes connections.
func (p *postgres) launch(ctx context.Context, bin string) error {
	for attempt := 1; ; attempt++ {
		port, err := choosePort(ctx, p.port, p.o.PostgresPort, "Postgres", PostgresPortVariable)
		if err != nil {
			return err
		}
		args := append([]string{"-D", p.cluster(), "-p", strconv.Itoa(port)}, p.settings(bin)...)
		// SIGQUIT is the immediate shutdown: the whole family goes at once and
		// the log of the database (WAL) recovers the rest. SIGKILL would leave
		// the children to notice by themselves.
		c := p.command(bin, "postgres", syscall.SIGQUIT, args)
		c.name = "Postgres"
		server, err := startReady(ctx, c, func(ctx context.Context) error {
			return ping(ctx, urlAt(p.url("postgres"), port))
		})
		if err == nil {
			server.reportTo(p.died)
			p.child, p.port = server, port
			return nil
		}
		var exit *ExitError
		if !errors.As(err, &exit) {
			return err
		}
		said := strings.Join(exit.LastLines, "\n")
		portTaken := strings.Contains(said, "Address already in use")
		// The last children of a killed server are going just now.
		going := strings.Contains(said, "is still in use")
		if !going && (!portTaken || attempt == 5) {
			return err
		}
		if perr := pause(ctx); perr != nil {
			return errors.Join(perr, err)
		}
	}
}

// urlAt is rawURL with another port on the loopback interface.
func urlAt(rawURL string, port int) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return rawURL // not ours; lib/pq will say what is wrong
	}
	u.Host = hostPort(port)
	return u.String()
}

// settings fit a small machine that also carries everything else.
func (p *postgres) settings(bin string) []string {
	set := map[string]string{
		"listen_addresses":        loopback,
		"unix_socket_directories": "",
		"max_connections":         "200",
		"shared_buffers":          "128MB",
		"effective_cache_size":    "1GB",
		"max_wal_size":            "2GB",
		"checkpoint_timeout":      "15min",
		"random_page_cost":        "1.1",
		"jit":                     "off", // compiles longer than our queries run
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"log_checkpoints":         "off",
		"log_line_prefix":         "%m [%p] %d ",
		"logging_collector":       "off",
	}
	if !p.o.Ephemeral {
		set["shared_buffers"] = sharedBuffers(machineMemory())
		if warms(bin) {
			set["shared_preload_libraries"] = "pg_prewarm"
		}
	} else { // tests' databases are small, and several at once
		// synchronous_commit stays on: it costs next to nothing without fsync,
		// and what was acknowledged survives a killed Postgres.
		set["fsync"] = "off"
		set["full_page_writes"] = "off"
	}
	maps.Copy(set, p.o.PostgresSettings)
	var args []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		args = append(args, "-c", name+"="+set[name])
	}
	return args
}

func (p *postgres) ensureDatabase(ctx context.Context) error {
	return withDB(p.url("postgres"), func(db *sql.DB) error {
		var there bool
		err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, databaseName).Scan(&there)
		if err == nil && !there {
			_, err = db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(databaseName))
		}
		if err != nil {
			return fmt.Errorf("make the database %s: %w", databaseName, err)
		}
		return nil
	})
}

func (p *postgres) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child == nil {
		return nil
	}
	return p.child.stop(ctx, syscall.SIGINT) // "fast": ends sessions, writes a checkpoint
}

func (p *postgres) kill(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child == nil {
		return nil
	}
	return p.child.kill()
}

// discard removes the data of an ephemeral server that is outside its Dir.
func (p *postgres) discard() error {
	if !p.o.Ephemeral || p.home == "" || p.home != elsewhereFor(p.o.Dir) {
		return nil
	}
	return os.RemoveAll(p.home)
}

// checkPostgres says in one sentence why a given server can't be used.
func checkPostgres(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := ping(ctx, url); err != nil {
		return fmt.Errorf("the Postgres of DATABASE_URL can't be reached: %w", err)
	}
	return nil
}

func ping(ctx context.Context, url string) error {
	return withDB(url, func(db *sql.DB) error { return db.PingContext(ctx) })
}

// withDB opens url for the length of do.
func withDB(url string, do func(*sql.DB) error) error {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}
