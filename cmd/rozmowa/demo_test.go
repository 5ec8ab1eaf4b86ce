package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
	"rozmowa/devstack"
	"rozmowa/secrets"
	"rozmowa/store"
)

func TestTheDemoCompanyIsMadeOnceAndHasRulesWhereWanted(t *testing.T) {
	postgres, err := devstack.PostgresForTest(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, postgres.Stop(context.WithoutCancel(t.Context()))) })
	c := &config{databaseURL: postgres.DatabaseURL}
	require.NoError(t, migrate(t.Context(), c))
	for range 2 {
		require.NoError(t, seedDemo(t.Context(), c.databaseURL, "http://localhost:8080", true))
	}
	s, err := store.Open(t.Context(), c.databaseURL, store.Options{MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	made, err := s.Rules(t.Context())
	require.NoError(t, err)
	require.Len(t, made, len(demoRules))
	for i := range made {
		require.Equal(t, demoRules[i].name, made[i].Settings.Name)
		require.Equal(t, demoRules[i].on, !made[i].EnabledAt.IsZero(), demoRules[i].name)
		require.Equal(t, "Alicja Nowak", made[i].ChangedBy)
		require.NoError(t, made[i].Settings.Ready(), "each could be switched on")
	}
}

func TestTheStandInIsConnectedOnceAndStaysDisconnected(t *testing.T) {
	postgres, err := devstack.PostgresForTest(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, postgres.Stop(context.WithoutCancel(t.Context()))) })
	c := &config{databaseURL: postgres.DatabaseURL}
	c.secrets, err = secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	require.NoError(t, migrate(t.Context(), c))
	s, err := store.Open(t.Context(), c.databaseURL, store.Options{MaxConns: 1})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	for range 2 {
		require.NoError(t, connectFakebase(t.Context(), c))
		accounts, err := s.BaseLinkerAccounts(t.Context())
		require.NoError(t, err)
		require.Len(t, accounts, 1)
		require.Equal(t, "Gliniana Pracownia", accounts[0].Name)
	}
	found, err := s.BaseLinkerAccountOf(t.Context(), store.HashBaseLinkerToken(fakebase.Token))
	require.NoError(t, err)
	require.NoError(t, s.DeleteBaseLinkerAccount(t.Context(), found.ID))
	require.NoError(t, connectFakebase(t.Context(), c))
	accounts, err := s.BaseLinkerAccounts(t.Context())
	require.NoError(t, err)
	require.Empty(t, accounts)
}
