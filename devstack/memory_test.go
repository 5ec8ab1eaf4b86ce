package devstack

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPostgresKeepsAnEighthOfTheMemoryWithinBounds(t *testing.T) {
	require.Equal(t, "128MB", sharedBuffers(0), "unknown")
	require.Equal(t, "128MB", sharedBuffers(512*megabyte))
	require.Equal(t, "500MB", sharedBuffers(4000*megabyte))
	require.Equal(t, "4096MB", sharedBuffers(64*1024*megabyte))
}
