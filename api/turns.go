package api

import (
	"context"
	"sync"

	"rozmowa/desk"
)

// How many uploads a node takes in at once: each is in memory as a whole. Of these only a few are one caller's, so that
// nobody who sends slowly holds up all.
const (
	maxUploads     = 16
	maxUploadsEach = 4
)

// turns let so many in at once; the others wait.
type turns struct {
	all     chan struct{}
	each    int
	mu      sync.Mutex
	callers map[string]*ownTurns
}

// ownTurns are one caller's. They are forgotten once nobody waits for them or has one.
type ownTurns struct {
	turns chan struct{}
	users int
}

func newTurns(all, each int) *turns {
	return &turns{all: make(chan struct{}, all), each: each, callers: map[string]*ownTurns{}}
}

// take waits for a turn of the caller's until ctx ends. Error: unavailable (uploads_busy).
func (t *turns) take(ctx context.Context, caller string) (giveBack func(), err error) {
	t.mu.Lock()
	own := t.callers[caller]
	if own == nil {
		own = &ownTurns{turns: make(chan struct{}, t.each)}
		t.callers[caller] = own
	}
	own.users++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if own.users--; own.users == 0 {
			delete(t.callers, caller)
		}
	}
	select {
	case own.turns <- struct{}{}:
	case <-ctx.Done():
		leave()
		return nil, errUploadsBusy()
	}
	select {
	case t.all <- struct{}{}:
	case <-ctx.Done():
		<-own.turns
		leave()
		return nil, errUploadsBusy()
	}
	return func() {
		<-t.all
		<-own.turns
		leave()
	}, nil
}

func errUploadsBusy() error {
	return desk.Errorf(desk.Unavailable, "uploads_busy", "too many files are coming in; try again")
}
