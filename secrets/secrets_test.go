package secrets_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/secrets"
)

const place = "mail_server.password"

func box(t *testing.T, keys ...string) *secrets.Box {
	t.Helper()
	b, err := secrets.Parse(strings.Join(keys, ","))
	require.NoError(t, err)
	return b
}

func TestASecretIsOpenedWhereItWasSealed(t *testing.T) {
	b := box(t, secrets.NewKey())
	for _, secret := range []string{"", "hasło", strings.Repeat("ż", 1000)} {
		sealed, err := b.Seal(place, secret)
		require.NoError(t, err)
		require.False(t, secret != "" && bytes.Contains(sealed, []byte(secret)))
		again, err := b.Seal(place, secret)
		require.NoError(t, err)
		require.NotEqual(t, sealed, again, "the same secret looks different each time")
		opened, err := b.Open(place, sealed)
		require.NoError(t, err)
		require.Equal(t, secret, opened)
	}
}

func TestASecretIsNotOpened(t *testing.T) {
	key := secrets.NewKey()
	b := box(t, key)
	sealed, err := b.Seal(place, "hasło")
	require.NoError(t, err)
	changed := func(i int) []byte {
		c := bytes.Clone(sealed)
		c[i] ^= 1
		return c
	}
	for name, open := range map[string]func() (string, error){
		"in another place":            func() (string, error) { return b.Open("webhook.token", sealed) },
		"with another key":            func() (string, error) { return box(t, secrets.NewKey()).Open(place, sealed) },
		"of another version":          func() (string, error) { return b.Open(place, changed(0)) },
		"with another nonce":          func() (string, error) { return b.Open(place, changed(1)) },
		"with a changed text":         func() (string, error) { return b.Open(place, changed(13)) },
		"with a changed tag":          func() (string, error) { return b.Open(place, changed(len(sealed)-1)) },
		"when its end is missing":     func() (string, error) { return b.Open(place, sealed[:len(sealed)-1]) },
		"when all but the version is": func() (string, error) { return b.Open(place, sealed[:1]) },
		"when nothing is there":       func() (string, error) { return b.Open(place, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			opened, err := open()
			require.ErrorIs(t, err, secrets.ErrSealed)
			require.Empty(t, opened)
		})
	}
}

func TestKeysAreChangedInThreeSteps(t *testing.T) {
	old, next := secrets.NewKey(), secrets.NewKey()
	first, err := box(t, old).Seal(place, "hasło")
	require.NoError(t, err)

	both := box(t, next, old)
	opened, err := both.Open(place, first)
	require.NoError(t, err, "the old key opens what it sealed")
	require.Equal(t, "hasło", opened)
	second, err := both.Seal(place, opened)
	require.NoError(t, err)

	alone := box(t, next)
	opened, err = alone.Open(place, second)
	require.NoError(t, err, "the first key has sealed")
	require.Equal(t, "hasło", opened)
	_, err = alone.Open(place, first)
	require.ErrorIs(t, err, secrets.ErrSealed)
}

func TestWithoutAKeyNothingIsSealedOrOpened(t *testing.T) {
	for name, b := range map[string]*secrets.Box{"none": nil, "an empty one": box(t, ""), "blanks": box(t, " ")} {
		_, err := b.Seal(place, "x")
		require.ErrorIs(t, err, secrets.ErrNoKey, name)
		_, err = b.Open(place, []byte{1})
		require.ErrorIs(t, err, secrets.ErrNoKey, name)
		require.True(t, b.Empty(), name)
	}
	require.False(t, box(t, secrets.NewKey()).Empty())
}

func TestKeysThatAreNoneAreNumberedAndNotQuoted(t *testing.T) {
	good, short := secrets.NewKey(), base64.StdEncoding.EncodeToString([]byte("za krótki"))
	for name, keys := range map[string]string{
		"no base64": good + ",tajne!", "too short": good + ", " + short, "an empty one": good + ",", "raw": good + "," + good[:43],
	} {
		_, err := secrets.Parse(keys)
		require.ErrorContains(t, err, "key 2 is not 32 bytes", name)
		require.NotContains(t, err.Error(), "tajne")
		require.NotContains(t, err.Error(), short)
	}
	_, err := secrets.Parse(" " + good + " , " + secrets.NewKey() + "\n")
	require.NoError(t, err, "blanks around keys do no harm")
}

func FuzzOpen(f *testing.F) {
	b, err := secrets.Parse(secrets.NewKey())
	require.NoError(f, err)
	sealed, err := b.Seal(place, "hasło")
	require.NoError(f, err)
	f.Add(sealed[:len(sealed)/2])
	f.Add([]byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, foreign []byte) {
		if bytes.Equal(foreign, sealed) {
			return
		}
		_, err := b.Open(place, foreign)
		require.ErrorIs(t, err, secrets.ErrSealed)
	})
}
