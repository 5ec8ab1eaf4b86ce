package main

import (
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func environment(set map[string]string) func(string) string {
	return func(name string) string { return set[name] }
}

func TestREADMEListsEveryVariable(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\|").FindAllSubmatch(text, -1) {
		listed = append(listed, string(row[1]))
	}
	asked := map[string]struct{}{}
	_, err = loadConfig(func(name string) string {
		asked[name] = struct{}{}
		return ""
	})
	require.NoError(t, err)
	require.ElementsMatch(t, slices.Collect(maps.Keys(asked)), listed)
}

func TestConfiguration(t *testing.T) {
	t.Run("nothing set is enough to begin with", func(t *testing.T) {
		c, err := loadConfig(environment(nil))
		require.NoError(t, err)
		require.Equal(t, []any{":8080", "http://localhost:8080", "default", 8080}, []any{c.address, c.publicURL, c.namespace, c.port})
		require.Empty(t, c.trustedProxies)
		require.Equal(t, "https://api.baselinker.com/connector.php", c.baseLinkerURL, "never empty: the gate is built with it")
		require.Equal(t, filepath.Join("data", "files"), c.files)
		require.True(t, c.log.Enabled(t.Context(), slog.LevelInfo))
		require.ErrorContains(t, c.requireServers(), "DATABASE_URL is not set")
		require.ErrorContains(t, c.requireServers(), "TEMPORAL_ADDRESS is not set")
	})
	t.Run("what is set counts", func(t *testing.T) {
		c, err := loadConfig(environment(map[string]string{
			"ROZMOWA_PUBLIC_URL": "https://chat.example/", "ROZMOWA_TRUSTED_PROXIES": "10.0.0.0/8,192.0.2.1",
			"ROZMOWA_LOGINS_PER_MINUTE": "-1", "ROZMOWA_FILES": "s3://rozmowa?region=eu-central-1", "ROZMOWA_LOG_LEVEL": "error", "DATABASE_URL": "postgres://x", "TEMPORAL_ADDRESS": "x:1",
		}))
		require.NoError(t, err)
		require.Equal(t, "https://chat.example", c.publicURL)
		require.Equal(t, []string{"10.0.0.0/8", "192.0.2.1"}, c.trustedProxies)
		require.Equal(t, -1, c.limits.LoginsPerMinute)
		require.Equal(t, "s3://rozmowa?region=eu-central-1", c.files)
		require.False(t, c.log.Enabled(t.Context(), slog.LevelWarn))
		require.NoError(t, c.requireServers())
	})
	for name, wrong := range map[string][2]string{
		"a number that is none": {"ROZMOWA_PORT", "http"}, "an address without http": {"ROZMOWA_PUBLIC_URL", "chat.example"},
		"an address without a host": {"ROZMOWA_BASELINKER_URL", "https:///connector.php"},
		"an unknown level":          {"ROZMOWA_LOG_LEVEL", "loud"},
	} {
		t.Run(name+" is named", func(t *testing.T) {
			_, err := loadConfig(environment(map[string]string{wrong[0]: wrong[1]}))
			require.ErrorContains(t, err, wrong[0]+" is \""+wrong[1]+"\"")
		})
	}
}
