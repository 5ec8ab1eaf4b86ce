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

// SetTrialPatience has a page of a trial take no longer, until the end of the test.
func SetTrialPatience(t *testing.T, d time.Duration) {
	before := trialPatience
	trialPatience = d
	t.Cleanup(func() { trialPatience = before })
}

// KeepModel has the engine believe what it has read of the model for as long as the test lasts.
func (e *Engine) KeepModel() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.known.until = time.Now().Add(time.Hour)
}

// Public reports whether webhooks may go to an address.
func Public(a netip.Addr) bool { return public(a) }
