package devstack

import (
	"fmt"
	"os"
	"path/filepath"
)

const megabyte = 1 << 20

// sharedBuffers is how much memory Postgres keeps blocks in: an eighth of the machine's, within bounds that a small one can
// spare and beyond which a store's tickets gain nothing. What the system caches beside it may be taken away at any time.
func sharedBuffers(memory int64) string {
	return fmt.Sprintf("%dMB", min(max(memory/8/megabyte, 128), 4096))
}

// machineMemory is how many bytes the machine has; 0 where Linux doesn't tell.
func machineMemory() int64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }() // it was only read
	var kilobytes int64
	if _, err := fmt.Fscanf(f, "MemTotal: %d kB", &kilobytes); err != nil {
		return 0
	}
	return kilobytes << 10
}

// warms reports whether the Postgres of these programs comes with pg_prewarm, by which a server begins with the blocks in
// memory that it had when it was stopped.
func warms(bin string) bool {
	for _, pattern := range []string{"pg_prewarm.*", "postgresql/pg_prewarm.*"} {
		if found, err := filepath.Glob(filepath.Join(bin, "../lib", pattern)); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}
