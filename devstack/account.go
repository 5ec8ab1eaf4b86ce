package devstack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// account is an unprivileged user of this machine. Postgres refuses to run as
// root, so when we are root it runs as one.
type account struct {
	name     string
	uid, gid uint32
}

// serverAccount is the account that Postgres runs as: nil, our own, unless we
// are root.
func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("root can't run Postgres and this machine has neither an account postgres nor nobody: " +
		"add one, or set DATABASE_URL to a running Postgres")
}

func (a *account) credential() *syscall.Credential {
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// canEnter asks the kernel, by a process that begins in dir as the account:
// modes, groups and access lists on the way all count.
func (a *account) canEnter(ctx context.Context, dir string) (bool, error) {
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", "exit 0")
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: a.credential()}
	err := cmd.Run()
	if errors.Is(err, fs.ErrPermission) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look whether %s can enter %s: %w", a.name, dir, err)
	}
	return true, nil
}

// own makes the account the owner of dir and, if it wasn't before, of all in it.
func (a *account) own(dir string) error {
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok && st.Uid == a.uid {
		return os.Chmod(dir, 0o700)
	}
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(a.uid), int(a.gid))
	})
	if err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// settle returns the folder that holds Postgres's data for the data folder dir:
// <dir>/postgres, open to the account (nil: us) and to nobody else.
//
// Where root keeps its checkout in a folder that the account can't enter, like
// /root, the data is elsewhere: in /var/lib, under a name made of dir's path,
// and a note in dir says so. The note is also what tells apart a dir that was
// used before from one that was deleted to begin anew; then the old data is set
// aside, since Temporal's part of it is gone.
func settle(ctx context.Context, dir string, a *account, log *slog.Logger) (string, error) {
	home := filepath.Join(dir, "postgres")
	if a == nil {
		return home, os.MkdirAll(home, 0o700)
	}
	elsewhere := elsewhereFor(dir)
	note := filepath.Join(dir, "postgres-is-elsewhere.txt")
	if exists(note) && exists(elsewhere) {
		return elsewhere, a.own(elsewhere)
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return "", err
	}
	if err := a.own(home); err != nil {
		return "", err
	}
	if ok, err := a.canEnter(ctx, home); err != nil || ok {
		return home, err
	}

	if exists(elsewhere) {
		aside := elsewhere + "-" + time.Now().UTC().Format("20060102T150405.000")
		log.Warn("Postgres data of an earlier, deleted data folder was set aside", "was", elsewhere, "is", aside)
		if err := os.Rename(elsewhere, aside); err != nil {
			return "", err
		}
	}
	if err := os.MkdirAll(filepath.Dir(elsewhere), 0o755); err != nil {
		return "", err
	}
	if exists(filepath.Join(home, "cluster")) { // the way here was open before
		if err := os.Rename(home, elsewhere); err != nil {
			return "", fmt.Errorf("the account %s can no longer enter %s and its data can't be moved to %s: %w",
				a.name, home, elsewhere, err)
		}
	} else {
		if err := os.RemoveAll(home); err != nil {
			return "", err
		}
		if err := os.Mkdir(elsewhere, 0o700); err != nil {
			return "", err
		}
	}
	if err := a.own(elsewhere); err != nil {
		return "", err
	}
	text := fmt.Sprintf("Postgres keeps its data in %s, because the account %s, which runs it, can't enter this folder.\n",
		elsewhere, a.name)
	if err := os.WriteFile(note, []byte(text), 0o644); err != nil {
		return "", err
	}
	log.Info("Postgres keeps its data outside the data folder", "in", elsewhere, "account", a.name)
	return elsewhere, nil
}

func elsewhereFor(dir string) string {
	sum := sha256.Sum256([]byte(dir))
	return "/var/lib/rozmowa-" + hex.EncodeToString(sum[:6])
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
