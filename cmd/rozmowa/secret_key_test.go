package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/secrets"
)

func TestASecretKeyIsPrinted(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"secret-key"}, strings.NewReader(""), &out))
	box, err := secrets.Parse(out.String())
	require.NoError(t, err)
	_, err = box.Seal("here", "x")
	require.NoError(t, err)
	require.Contains(t, usage, "rozmowa secret-key")
}

func TestDevMakesItsSecretKeyOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := devSecretKey(dir)
	require.NoError(t, err)
	file := filepath.Join(dir, "secret.key")
	is, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), is.Mode().Perm())
	sealed, err := first.Seal("here", "hasło")
	require.NoError(t, err)
	again, err := devSecretKey(dir)
	require.NoError(t, err)
	opened, err := again.Open("here", sealed)
	require.NoError(t, err)
	require.Equal(t, "hasło", opened)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)

	require.NoError(t, os.WriteFile(file, []byte("popsuty"), 0o600))
	_, err = devSecretKey(dir)
	require.ErrorContains(t, err, "secret.key: key 1")
	require.NotContains(t, err.Error(), "popsuty")
}

func TestTheSecretKeyComesFromTheEnvironment(t *testing.T) {
	c, err := loadConfig(environment(nil))
	require.NoError(t, err)
	_, err = c.secrets.Seal("here", "x")
	require.ErrorIs(t, err, secrets.ErrNoKey)
	c, err = loadConfig(environment(map[string]string{"ROZMOWA_SECRET_KEY": secrets.NewKey() + "," + secrets.NewKey()}))
	require.NoError(t, err)
	_, err = c.secrets.Seal("here", "x")
	require.NoError(t, err)
	_, err = loadConfig(environment(map[string]string{"ROZMOWA_SECRET_KEY": "popsuty"}))
	require.ErrorContains(t, err, "ROZMOWA_SECRET_KEY: key 1 is not 32 bytes in base64")
	require.NotContains(t, err.Error(), "popsuty")
}
