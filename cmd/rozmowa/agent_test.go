package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/devstack"
	"rozmowa/store"
)

func TestCreatingAnAgent(t *testing.T) {
	postgres, err := devstack.PostgresForTest(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, postgres.Stop(context.WithoutCancel(t.Context()))) })
	c := &config{databaseURL: postgres.DatabaseURL}
	require.NoError(t, migrate(t.Context(), c))
	create := func(password string, args ...string) (string, error) {
		var out bytes.Buffer
		err := createAgent(t.Context(), c, args, strings.NewReader(password), &out)
		return out.String(), err
	}
	out, err := create("tajne hasło\n", "-email", " Anna@Sklep.pl", "-name", "Anna Nowak", "-role", "admin", "-locale", "en")
	require.NoError(t, err)
	require.NotContains(t, out, "tajne")
	s, err := store.Open(t.Context(), c.databaseURL, store.Options{MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	account, hash, err := s.AccountByEmail(t.Context(), "anna@sklep.pl")
	require.NoError(t, err)
	require.Equal(t, []any{"Anna Nowak", desk.Admin, "en"}, []any{account.Name, account.Role, account.Locale})
	match, err := argon2id.ComparePasswordAndHash("tajne hasło", hash)
	require.NoError(t, err)
	require.True(t, match)

	for name, wrong := range map[string]struct {
		password string
		args     []string
		says     string
	}{
		"an address that is taken":      {"tajne hasło", []string{"-email", "ANNA@sklep.pl", "-name", "A"}, "there is an agent with this e-mail address"},
		"a password that is too short":  {"krótkie\n", []string{"-email", "b@sklep.pl", "-name", "B"}, "at least 10 are needed"},
		"no password":                   {"", []string{"-email", "b@sklep.pl", "-name", "B"}, "at least 10 are needed"},
		"an address that is none":       {"tajne hasło", []string{"-email", "b", "-name", "B"}, "not an e-mail address"},
		"no name":                       {"tajne hasło", []string{"-email", "b@sklep.pl"}, "-name is missing"},
		"a role that doesn't exist":     {"tajne hasło", []string{"-email", "b@sklep.pl", "-name", "B", "-role", "boss"}, `-role is "boss"`},
		"a language that isn't offered": {"tajne hasło", []string{"-email", "b@sklep.pl", "-name", "B", "-locale", "de"}, `-locale is "de"`},
	} {
		_, err := create(wrong.password, wrong.args...)
		require.ErrorContains(t, err, wrong.says, name)
	}
	n, err := s.AgentCount(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
}
