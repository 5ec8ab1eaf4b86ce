package api

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rozmowa/desk"
)

// Limits are how often one caller may do what costs or annoys. 0 means the default, a negative number no limit.
type Limits struct {
	StartsPerMinute   int // conversations begun from one address; 20
	MessagesPerMinute int // messages of one conversation's customer; 60
	LoginsPerMinute   int // tries to log in from one address, and for one e-mail address; 10
	UploadsPerMinute  int // files that come from one address, and from one agent; 30
	// TranscriptsPerMinute are wishes for transcripts from one address; 10
	TranscriptsPerMinute int
	// InvitationsPerMinute are links that one admin makes, by mail or not; 20
	InvitationsPerMinute int
}

type limiters struct {
	starts, messages, logins, uploads, transcripts, invitations *limiter
}

func newLimiters(l Limits) limiters {
	return limiters{
		starts:      newLimiter(l.StartsPerMinute, 20),
		messages:    newLimiter(l.MessagesPerMinute, 60),
		logins:      newLimiter(l.LoginsPerMinute, 10),
		uploads:     newLimiter(l.UploadsPerMinute, 30),
		transcripts: newLimiter(l.TranscriptsPerMinute, 10),
		invitations: newLimiter(l.InvitationsPerMinute, 20),
	}
}

// forget drops callers who have been quiet, until ctx ends.
func (l limiters) forget(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for _, one := range []*limiter{l.starts, l.messages, l.logins, l.uploads, l.transcripts, l.invitations} {
				one.forget(now)
			}
		}
	}
}

// limiter counts what callers do, by key, each in a bucket that holds half a minute's worth.
type limiter struct {
	perMinute int // negative: no limit
	mu        sync.Mutex
	callers   map[string]*rate.Limiter
}

func newLimiter(perMinute, otherwise int) *limiter {
	if perMinute == 0 {
		perMinute = otherwise
	}
	return &limiter{perMinute: perMinute, callers: map[string]*rate.Limiter{}}
}

// allow takes one from the caller's bucket; the error says how long to wait.
func (l *limiter) allow(key string) error {
	if l.perMinute < 0 {
		return nil
	}
	now := time.Now()
	l.mu.Lock()
	bucket := l.callers[key]
	if bucket == nil {
		bucket = rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), max(1, l.perMinute/2))
		l.callers[key] = bucket
	}
	l.mu.Unlock()
	r := bucket.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		e := desk.Errorf(desk.TooMany, "too_many", "too many requests; wait")
		e.RetryAfter = wait
		return e
	}
	return nil
}

// drop forgets a caller who turned out to be nobody.
func (l *limiter) drop(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.callers, key)
}

// addressKey is an address as far as one caller has it: who has an IPv6 address has all of its /64.
func addressKey(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Unmap().Is4() {
		return ip
	}
	network, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return network.String()
}

// forget drops the callers whose buckets are full again.
func (l *limiter) forget(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, bucket := range l.callers {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(l.callers, key)
		}
	}
}
