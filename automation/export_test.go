package automation

import (
	"net/netip"
	"testing"
	"time"
)

// SetTooLong has conditions be slow that take longer, until the end of the test.
func SetTooLong(t *testing.T, d time.Duration) {
	before := tooLong
	tooLong = d
	t.Cleanup(func() { tooLong = before })
}

// Public reports whether webhooks may go to an address.
func Public(a netip.Addr) bool { return public(a) }
