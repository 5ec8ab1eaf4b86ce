package api

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/store"
)

const (
	// sessionFresh is how long a session that was looked up is believed. What ends one earlier (logging out, a
	// disabled agent, another role) is notified and forgets it at once.
	sessionFresh = 2 * time.Second
	// maxSessions bounds the memory.
	maxSessions = 10_000
)

// sessionCache remembers whose sessions were looked up just now: an agent who writes asks for the same one again and
// again.
type sessionCache struct {
	mu    sync.Mutex
	known map[store.SessionToken]knownSession
	// changes counts what was notified, so that a look-up that was under way isn't kept.
	changes uint64
}

type knownSession struct {
	account *desk.Account
	until   time.Time
}

// account returns the agent whose session it is. Error: unauthenticated.
func (s *Server) account(ctx context.Context, token store.SessionToken) (*desk.Account, error) {
	known, changes := s.sessions.look(token)
	if known != nil && s.hub.Listening() { // else a change could go unnoticed
		return known, nil
	}
	account, err := s.store.AccountBySession(ctx, token)
	if err == nil {
		s.sessions.keep(token, account, changes)
	}
	return account, err
}

func (c *sessionCache) look(token store.SessionToken) (account *desk.Account, changes uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.known[token]
	if ok && time.Now().Before(k.until) {
		account = k.account
	}
	return account, c.changes
}

func (c *sessionCache) keep(token store.SessionToken, account *desk.Account, changes uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes != changes {
		return
	}
	if c.known == nil || len(c.known) >= maxSessions {
		c.known = map[store.SessionToken]knownSession{}
	}
	c.known[token] = knownSession{account, time.Now().Add(sessionFresh)}
}

// forget drops an agent's sessions; uuid.Nil drops everybody's.
func (c *sessionCache) forget(agent uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
	for token, k := range c.known {
		if agent == uuid.Nil || k.account.ID == agent {
			delete(c.known, token)
		}
	}
}
