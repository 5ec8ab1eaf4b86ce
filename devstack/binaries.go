package devstack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// postgresFolders is where systems keep versions of Postgres side by side.
var postgresFolders = []string{
	"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
	"/usr/pgsql-*/bin",                  // PostgreSQL's own packages for Red Hat
	"/opt/homebrew/opt/postgresql*/bin", // macOS
	"/usr/local/opt/postgresql*/bin",    // macOS on Intel
}

// postgresBinaries returns the folder with initdb, postgres and pg_ctl: the
// machine's highest version or, if version isn't 0, one of that major version,
// which the data needs. Where the machine has none they are fetched into the
// folder cache, once.
func postgresBinaries(ctx context.Context, version int, cache string, log *slog.Logger) (string, error) {
	var candidates []string
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			candidates = append(candidates, filepath.Dir(path))
		}
	}
	for _, pattern := range append(postgresFolders, filepath.Join(cache, "bin")) {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		candidates = append(candidates, found...)
	}
	best, bestVersion := "", 0
	for _, dir := range candidates {
		v := majorVersion(ctx, dir)
		if v > bestVersion && (version == 0 || v == version) {
			best, bestVersion = dir, v
		}
	}
	if best != "" {
		return best, nil
	}
	if version != 0 {
		return "", fmt.Errorf("the data was made by Postgres %d, which isn't installed: "+
			"install postgresql-%d, or move the data folder away to begin anew", version, version)
	}
	log.Info("this machine has no Postgres, fetching one")
	if err := fetchPostgres(cache); err != nil {
		return "", err
	}
	return filepath.Join(cache, "bin"), nil
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// majorVersion is that of the complete installation in dir; 0: there is none.
func majorVersion(ctx context.Context, dir string) int {
	for _, program := range []string{"initdb", "pg_ctl"} {
		if !exists(filepath.Join(dir, program)) {
			return 0
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0
	}
	m := versionPattern.FindSubmatch(out)
	if m == nil {
		return 0
	}
	return atoi(string(m[1]))
}

// fetchPostgres downloads Postgres into dir. The library can only fetch and
// start in one; it is given a locale that doesn't exist, so that it fails after
// fetching, and the server is started by us like any other. It knows no
// context, so a cancelled start waits for it.
func fetchPostgres(dir string) error {
	scratch, err := os.MkdirTemp("", "rozmowa-fetch-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	reason := embeddedpostgres.NewDatabase(embeddedpostgres.DefaultConfig().
		Version(embeddedpostgres.V17).
		Port(uint32(port)).
		CachePath(filepath.Join(scratch, "archive")).
		RuntimePath(filepath.Join(scratch, "runtime")).
		BinariesPath(dir).
		Locale("only-fetch").
		Logger(io.Discard)).Start()
	if err := os.RemoveAll(scratch); err != nil {
		return fmt.Errorf("remove the temporary folder: %w", err)
	}
	if !exists(filepath.Join(dir, "bin", "pg_ctl")) {
		if reason == nil {
			reason = errors.New("the archive holds no pg_ctl")
		}
		return fmt.Errorf("no Postgres was found on this machine and none could be fetched (%w): "+
			"install one (apt-get install postgresql, brew install postgresql) or set DATABASE_URL", reason)
	}
	return nil
}
