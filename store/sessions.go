package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// maxUserAgent is how much is kept of what a browser says it is, in characters.
const maxUserAgent = 300

// Session is where an agent is logged in.
type Session struct {
	ID uuid.UUID
	// Current: it is the one that asks.
	Current bool
	// UserAgent is the browser's own word for itself; it may be empty or anything.
	UserAgent string
	CreatedAt time.Time
	// LastUsedAt may be some minutes too early.
	LastUsedAt time.Time
}

// CreateSession begins a session that ends after lifetime, and forgets the expired ones of the same agent. Of
// userAgent the beginning is kept. Error: unauthenticated, when the agent was switched off meanwhile.
func (s *Store) CreateSession(ctx context.Context, token SessionToken, agent uuid.UUID, lifetime time.Duration, userAgent string) error {
	return createSession(ctx, s.db, token, agent, lifetime, userAgent)
}

// Whatever touches both, locks the agent before the sessions.
func createSession(ctx context.Context, db sqlx.ExecerContext, token SessionToken, agent uuid.UUID, lifetime time.Duration, userAgent string) error {
	begun, err := affects(db.ExecContext(ctx, `
		WITH seen AS (UPDATE agents SET last_seen_at = now() WHERE id = $2 AND disabled_at IS NULL RETURNING id),
		expired AS (DELETE FROM sessions WHERE agent_id IN (SELECT id FROM seen) AND expires_at <= now())
		INSERT INTO sessions (token_hash, agent_id, expires_at, user_agent)
		SELECT $1, id, now() + $3 * interval '1 second', $4 FROM seen`,
		token[:], agent, lifetime.Seconds(), desk.Shown(userAgent, maxUserAgent)))
	if err != nil {
		return fmt.Errorf("creating a session: %w", err)
	}
	if !begun {
		return desk.Errorf(desk.Unauthenticated, "session_ended", "the account is switched off")
	}
	return nil
}

// noteUse notes that a session and its agent were there just now, at most every five minutes.
func (s *Store) noteUse(ctx context.Context, token SessionToken) error {
	_, err := s.db.ExecContext(ctx, `
		WITH seen AS (
		    UPDATE agents SET last_seen_at = now() WHERE id IN (
		        SELECT agent_id FROM sessions WHERE token_hash = $1 AND last_used_at < now() - interval '5 minutes')
		    RETURNING id
		)
		UPDATE sessions SET last_used_at = now() WHERE token_hash = $1 AND agent_id IN (SELECT id FROM seen)`, token[:])
	if err != nil {
		return fmt.Errorf("noting a session's use: %w", err)
	}
	return nil
}

// Sessions returns where the agent is logged in, the last used first; current is the one that asks.
func (s *Store) Sessions(ctx context.Context, agent uuid.UUID, current SessionToken) ([]Session, error) {
	var rows []struct {
		ID         uuid.UUID `db:"id"`
		Current    bool      `db:"current"`
		UserAgent  string    `db:"user_agent"`
		CreatedAt  time.Time `db:"created_at"`
		LastUsedAt time.Time `db:"last_used_at"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT id, token_hash = $2 AS current, user_agent, created_at, last_used_at FROM sessions
		WHERE agent_id = $1 AND expires_at > now() ORDER BY token_hash = $2 DESC, last_used_at DESC, id LIMIT 100`, agent, current[:])
	if err != nil {
		return nil, fmt.Errorf("listing an agent's sessions: %w", err)
	}
	sessions := make([]Session, len(rows))
	for i, r := range rows {
		sessions[i] = Session(r)
	}
	return sessions, nil
}

// EndSession ends a session of the agent's; ending one that isn't there is no error.
func (s *Store) EndSession(ctx context.Context, agent, id uuid.UUID) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE agent_id = $1 AND id = $2`, agent, id); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// EndOtherSessions ends all sessions of the agent but the one that asks.
func (s *Store) EndOtherSessions(ctx context.Context, agent uuid.UUID, current SessionToken) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE agent_id = $1 AND token_hash <> $2`, agent, current[:]); err != nil {
		return fmt.Errorf("ending other sessions: %w", err)
	}
	return nil
}

// PasswordHash returns the hash of an agent's password. Error: not found.
func (s *Store) PasswordHash(ctx context.Context, agent uuid.UUID) (string, error) {
	var hash []string
	if err := s.db.SelectContext(ctx, &hash, `SELECT password_hash FROM agents WHERE id = $1`, agent); err != nil {
		return "", fmt.Errorf("reading a password's hash: %w", err)
	}
	if len(hash) == 0 {
		return "", notFound("agent")
	}
	return hash[0], nil
}

// ChangePassword sets another password in place of the one that was, ends all other sessions of the agent and revokes
// the links by which it could be set. Error: conflict (changed_meanwhile), when was isn't its hash any more.
func (s *Store) ChangePassword(ctx context.Context, agent uuid.UUID, was, hash string, current SessionToken) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		changed, err := affects(tx.ExecContext(ctx, `UPDATE agents SET password_hash = $3 WHERE id = $1 AND password_hash = $2`, agent, was, hash))
		if err != nil {
			return fmt.Errorf("changing a password: %w", err)
		}
		if !changed {
			return desk.Errorf(desk.Conflict, "changed_meanwhile", "the password was changed meanwhile")
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE agent_id = $1 AND token_hash <> $2`, agent, current[:]); err != nil {
			return fmt.Errorf("ending other sessions: %w", err)
		}
		return revokeResets(ctx, tx, agent)
	})
}
