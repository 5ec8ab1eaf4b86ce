package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/devstack"
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
