package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"rozmowa/secrets"
)

// printSecretKey makes a new key.
func printSecretKey(out io.Writer) error {
	_, err := fmt.Fprintln(out, secrets.NewKey())
	return err
}

// devSecretKey returns dev's own key, which it makes once and keeps beside its database. One dev at a time has the
// folder.
func devSecretKey(dir string) (*secrets.Box, error) {
	file := filepath.Join(dir, "secret.key")
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = writeOnce(file, secrets.NewKey()+"\n")
	}
	if err != nil {
		return nil, fmt.Errorf("making a secret key: %w", err)
	}
	key, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the secret key: %w", err)
	}
	box, err := secrets.Parse(string(key))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return box, nil
}

// writeOnce makes a file that only its owner reads; one that is there stays as it is. It is there whole or not at all.
func writeOnce(file, content string) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }() // gone already when all went well
	_, err = draft.WriteString(content)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), file)
}
