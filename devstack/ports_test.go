package devstack

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPortInUseIsNamedWithTheVariableThatChangesIt(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", hostPort(0))
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	port := l.Addr().(*net.TCPAddr).Port
	dir := openFolder(t)

	for what, c := range map[string]struct {
		o    Options
		want PortInUseError
	}{
		"Postgres":      {Options{PostgresPort: port}, PortInUseError{port, "Postgres", "ROZMOWA_POSTGRES_PORT"}},
		"Temporal":      {Options{TemporalPort: port}, PortInUseError{port, "Temporal", "ROZMOWA_TEMPORAL_PORT"}},
		"Temporal's UI": {Options{TemporalUIPort: port}, PortInUseError{port, "the Temporal UI", "ROZMOWA_TEMPORAL_UI_PORT"}},
	} {
		t.Run(what, func(t *testing.T) {
			c.o.Dir = dir
			_, err := Start(t.Context(), c.o)
			var inUse *PortInUseError
			require.ErrorAs(t, err, &inUse)
			require.Equal(t, c.want, *inUse)
		})
	}
	require.EqualError(t, &PortInUseError{7233, "Temporal", TemporalPortVariable},
		"port 7233, meant for Temporal, is in use: stop what holds it or set ROZMOWA_TEMPORAL_PORT to another port")
}
