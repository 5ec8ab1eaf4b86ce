package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// SessionToken is the hash of a session's cookie; the cookie itself is stored nowhere.
type SessionToken [sha256.Size]byte

// HashSessionToken hashes a session's cookie: 32 random bytes as text.
func HashSessionToken(token string) SessionToken { return sha256.Sum256([]byte(token)) }

const accountColumns = `a.id, a.name, a.email, a.role, a.locale, a.default_list, a.photo_id`

// accountOfSession: $1 token hash.
const accountOfSession = `
SELECT ` + accountColumns + `, s.last_used_at < now() - interval '5 minutes' AS stale
FROM sessions s JOIN agents a ON a.id = s.agent_id
WHERE s.token_hash = $1 AND s.expires_at > now() AND a.disabled_at IS NULL`

type accountRow struct {
	ID     uuid.UUID `db:"id"`
	Name   string    `db:"name"`
	Email  string    `db:"email"`
	Role   desk.Role `db:"role"`
	Locale string    `db:"locale"`

	DefaultList string `db:"default_list"`

	Photo uuid.NullUUID `db:"photo_id"`
}

func (r accountRow) account() *desk.Account {
	return &desk.Account{ID: r.ID, Name: r.Name, Email: r.Email, Role: r.Role, Locale: r.Locale, DefaultList: r.DefaultList, Photo: r.Photo.UUID}
}

// AccountBySession returns the agent whose session it is, and notes now and then that it is used. Error:
// unauthenticated (unknown, expired, disabled).
func (s *Store) AccountBySession(ctx context.Context, token SessionToken) (*desk.Account, error) {
	var row struct {
		accountRow
		Stale bool `db:"stale"`
	}
	err := s.stmts.account.GetContext(ctx, &row, token[:])
	if errors.Is(err, sql.ErrNoRows) {
		return nil, desk.Errorf(desk.Unauthenticated, "session_ended", "log in again")
	}
	if err != nil {
		return nil, fmt.Errorf("reading a session: %w", err)
	}
	if row.Stale {
		if err := s.noteUse(ctx, token); err != nil {
			return nil, err
		}
	}
	return row.account(), nil
}

// AccountByEmail returns an agent and the hash of their password. Error: not found (or disabled). Postgres
// lowers both addresses: what it makes of letters beyond ASCII depends on the database's locale, and may differ from Go.
func (s *Store) AccountByEmail(ctx context.Context, email string) (*desk.Account, string, error) {
	var row struct {
		accountRow
		PasswordHash string `db:"password_hash"`
	}
	err := s.db.GetContext(ctx, &row, `
		SELECT `+accountColumns+`, a.password_hash FROM agents a
		WHERE lower(a.email) = lower($1) AND a.disabled_at IS NULL`, strings.TrimSpace(email))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", notFound("agent")
	}
	if err != nil {
		return nil, "", fmt.Errorf("reading an agent: %w", err)
	}
	return row.account(), row.PasswordHash, nil
}

// DeleteSession ends a session; ending one that isn't there is no error.
func (s *Store) DeleteSession(ctx context.Context, token SessionToken) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE token_hash = $1`, token[:]); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// UpdateProfile changes what the agent sets for themselves.
func (s *Store) UpdateProfile(ctx context.Context, agent uuid.UUID, change desk.ProfileChange) (*desk.Account, error) {
	if err := change.Check(); err != nil {
		return nil, err
	}
	var row accountRow
	err := s.db.GetContext(ctx, &row, `
		UPDATE agents a SET locale = coalesce($2, locale), default_list = coalesce($3, default_list), name = coalesce($4, name)
		WHERE id = $1 RETURNING `+accountColumns, agent, change.Locale, change.DefaultList, change.Name)
	if err != nil {
		return nil, fmt.Errorf("changing an agent's profile: %w", err)
	}
	return row.account(), nil
}

// CreateAgent adds a person who can log in. Error: conflict when the address is taken.
func (s *Store) CreateAgent(ctx context.Context, a desk.Account, passwordHash string) error {
	_, err := s.db.ExecContext(ctx, `
		INSERT INTO agents (id, name, email, password_hash, role, locale) VALUES ($1, $2, $3, $4, $5, $6)`,
		a.ID, a.Name, a.Email, passwordHash, a.Role, a.Locale)
	if isUniqueViolation(err) {
		return errEmailTaken()
	}
	if err != nil {
		return fmt.Errorf("creating an agent: %w", err)
	}
	return nil
}

// Colleague is an agent as other agents know them.
type Colleague struct {
	desk.Account
	Active bool // false: switched off
}

// Colleagues returns the agents with whom one shares a channel, themselves among them, or everybody, by name.
func (s *Store) Colleagues(ctx context.Context, agent uuid.UUID, everybody bool) ([]Colleague, error) {
	var rows []struct {
		accountRow
		Active bool `db:"active"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT `+accountColumns+`, a.disabled_at IS NULL AS active FROM agents a
		WHERE $2 OR a.id = $1 OR EXISTS (
			SELECT FROM channel_agents theirs JOIN channel_agents own ON own.channel_id = theirs.channel_id AND own.agent_id = $1
			WHERE theirs.agent_id = a.id)
		ORDER BY a.name, a.id`, agent, everybody)
	if err != nil {
		return nil, fmt.Errorf("listing colleagues: %w", err)
	}
	colleagues := make([]Colleague, len(rows))
	for i, r := range rows {
		colleagues[i] = Colleague{Account: *r.account(), Active: r.Active}
	}
	return colleagues, nil
}

// ChannelIDs returns the channels whose tickets the agent may read.
func (s *Store) ChannelIDs(ctx context.Context, agent uuid.UUID) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := s.db.SelectContext(ctx, &ids, `SELECT channel_id FROM channel_agents WHERE agent_id = $1`, agent)
	if err != nil {
		return nil, fmt.Errorf("reading an agent's channels: %w", err)
	}
	return ids, nil
}

// AgentCount counts those who can log in.
func (s *Store) AgentCount(ctx context.Context) (int, error) {
	var n int
	if err := s.db.GetContext(ctx, &n, `SELECT count(*) FROM agents WHERE disabled_at IS NULL`); err != nil {
		return 0, fmt.Errorf("counting agents: %w", err)
	}
	return n, nil
}
