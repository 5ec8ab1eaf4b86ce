package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// InvitationToken is the hash of a link's token; the token itself is stored nowhere.
type InvitationToken [sha256.Size]byte

// HashInvitationToken hashes a link's token: 32 random bytes as text.
func HashInvitationToken(token string) InvitationToken { return sha256.Sum256([]byte(token)) }

// How long links live. One that resets a password opens an account that is there, so it lives shorter.
const (
	InvitationLifetime = 7 * 24 * time.Hour
	ResetLifetime      = 24 * time.Hour
)

// Invitation is a link by which somebody sets a password: of an account that it makes or, where Agent is set, of that one.
type Invitation struct {
	ID     uuid.UUID
	Email  string
	Locale string // of the mail
	// Agent is whose password is reset, and AgentName their name; uuid.Nil: the link makes an account.
	Agent     uuid.UUID
	AgentName string
	// Role, Channels and Teams are what the invited get.
	Role            desk.Role
	Channels, Teams []uuid.UUID
	// InvitedBy is the name of who made the link; empty when the account is gone.
	InvitedBy            string
	CreatedAt, ExpiresAt time.Time
	Expired              bool
}

const invitationColumns = `
	i.id, i.email, i.locale, i.agent_id, coalesce(a.name, '') AS agent_name, coalesce(i.role, '') AS role, i.channel_ids, i.team_ids,
	coalesce(b.name, '') AS invited_by, i.created_at, i.expires_at, i.expires_at <= now() AS expired,
	i.accepted_at IS NOT NULL AS accepted, i.revoked_at IS NOT NULL AS revoked
	FROM invitations i LEFT JOIN agents a ON a.id = i.agent_id LEFT JOIN agents b ON b.id = i.invited_by`

type invitationRow struct {
	ID        uuid.UUID     `db:"id"`
	Email     string        `db:"email"`
	Locale    string        `db:"locale"`
	Agent     uuid.NullUUID `db:"agent_id"`
	AgentName string        `db:"agent_name"`
	Role      desk.Role     `db:"role"`
	Channels  uuids         `db:"channel_ids"`
	Teams     uuids         `db:"team_ids"`
	InvitedBy string        `db:"invited_by"`
	CreatedAt time.Time     `db:"created_at"`
	ExpiresAt time.Time     `db:"expires_at"`
	Expired   bool          `db:"expired"`
	Accepted  bool          `db:"accepted"`
	Revoked   bool          `db:"revoked"`
}

func (r *invitationRow) invitation() *Invitation {
	return &Invitation{
		ID: r.ID, Email: r.Email, Locale: r.Locale, Agent: r.Agent.UUID, AgentName: r.AgentName, Role: r.Role, Channels: r.Channels,
		Teams: r.Teams, InvitedBy: r.InvitedBy, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, Expired: r.Expired,
	}
}

// refusal is why the link lets nobody in any more; nil: it does.
func (r *invitationRow) refusal() error {
	switch {
	case r.Accepted:
		return desk.Errorf(desk.Closed, "invitation_used", "the link was used")
	case r.Revoked:
		return desk.Errorf(desk.Closed, "invitation_revoked", "the link was revoked")
	case r.Expired:
		return desk.Errorf(desk.Closed, "invitation_expired", "the link has expired")
	}
	return nil
}

// Invitations returns those that nobody has taken up, expired or not, the newest first.
func (s *Store) Invitations(ctx context.Context) ([]Invitation, error) {
	var rows []invitationRow
	err := s.db.SelectContext(ctx, &rows, `SELECT `+invitationColumns+`
		WHERE i.purpose = 'invitation' AND i.accepted_at IS NULL AND i.revoked_at IS NULL ORDER BY i.created_at DESC, i.id LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("listing invitations: %w", err)
	}
	list := make([]Invitation, len(rows))
	for i := range rows {
		list[i] = *rows[i].invitation()
	}
	return list, nil
}

// CreateInvitation invites whom it names, on behalf of the admin by, through the link with the token. The same id again
// makes another link for the same invitation. Errors: conflict (email_taken, invited_already, invitation_id_reused),
// invalid (role, channels, teams).
func (s *Store) CreateInvitation(ctx context.Context, by uuid.UUID, i Invitation, token InvitationToken) (*Invitation, error) {
	if len(i.Role.Permissions()) == 0 {
		return nil, desk.InvalidField("role", "unknown", "a role is admin, agent or operator")
	}
	return s.makeLink(ctx, token, func(tx *sqlx.Tx) error {
		if err := addressFree(ctx, tx, i.Email); err != nil {
			return err
		}
		if err := checkChannels(ctx, tx, i.Channels, nil); err != nil {
			return err
		}
		if err := checkTeams(ctx, tx, i.Teams); err != nil {
			return err
		}
		// One that has expired is no hindrance.
		_, err := tx.ExecContext(ctx, `
			UPDATE invitations SET revoked_at = now()
			WHERE purpose = 'invitation' AND lower(email) = lower($1) AND id <> $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at <= now()`,
			i.Email, i.ID)
		if err != nil {
			return fmt.Errorf("inviting: %w", err)
		}
		made, err := affects(tx.ExecContext(ctx, `
			INSERT INTO invitations AS i (id, purpose, email, token_hash, locale, role, channel_ids, team_ids, invited_by, expires_at)
			VALUES ($1, 'invitation', $2, $3, $4, $5, coalesce($6::uuid[], '{}'), coalesce($7::uuid[], '{}'), $8, now() + $9 * interval '1 second')
			ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
			WHERE i.email = excluded.email AND i.invited_by = excluded.invited_by AND i.purpose = 'invitation'
			  AND i.accepted_at IS NULL AND i.revoked_at IS NULL`,
			i.ID, i.Email, token[:], i.Locale, i.Role, pqArray(i.Channels), pqArray(i.Teams), by, InvitationLifetime.Seconds()))
		if isUniqueViolation(err) {
			return desk.Errorf(desk.Conflict, "invited_already", "this address was invited already; send the invitation again")
		}
		if err != nil {
			return fmt.Errorf("inviting: %w", err)
		}
		if !made {
			return desk.Errorf(desk.Conflict, "invitation_id_reused", "this id was used for another invitation")
		}
		return nil
	})
}

// addressFree refuses an address that has an account, switched off or not. Error: conflict (email_taken).
func addressFree(ctx context.Context, tx *sqlx.Tx, email string) error {
	var taken bool
	if err := tx.GetContext(ctx, &taken, `SELECT EXISTS (SELECT FROM agents WHERE lower(email) = lower($1))`, email); err != nil {
		return fmt.Errorf("looking for an account: %w", err)
	}
	if taken {
		return errEmailTaken()
	}
	return nil
}

// RenewInvitation gives an invitation another link, of the admin by; the one before dies. Error: not found, also when it was
// taken up or revoked.
func (s *Store) RenewInvitation(ctx context.Context, by, id uuid.UUID, token InvitationToken) (*Invitation, error) {
	return s.makeLink(ctx, token, func(tx *sqlx.Tx) error {
		renewed, err := affects(tx.ExecContext(ctx, `
			UPDATE invitations SET token_hash = $2, invited_by = $3, expires_at = now() + $4 * interval '1 second'
			WHERE id = $1 AND purpose = 'invitation' AND accepted_at IS NULL AND revoked_at IS NULL`,
			id, token[:], by, InvitationLifetime.Seconds()))
		if err != nil {
			return fmt.Errorf("renewing an invitation: %w", err)
		}
		if !renewed {
			return notFound("invitation")
		}
		return nil
	})
}

// CreateReset makes a link by which an agent sets another password, of the admin by; one from before dies. Error: not
// found, also when the agent is switched off.
func (s *Store) CreateReset(ctx context.Context, by, agent uuid.UUID, token InvitationToken) (*Invitation, error) {
	return s.makeLink(ctx, token, func(tx *sqlx.Tx) error {
		if err := revokeResets(ctx, tx, agent); err != nil {
			return err
		}
		made, err := affects(tx.ExecContext(ctx, `
			INSERT INTO invitations (id, purpose, email, token_hash, locale, agent_id, invited_by, expires_at)
			SELECT $1, 'reset', email, $2, locale, id, $4, now() + $5 * interval '1 second'
			FROM agents WHERE id = $3 AND disabled_at IS NULL`, uuid.New(), token[:], agent, by, ResetLifetime.Seconds()))
		if err != nil {
			return fmt.Errorf("making a link for a password: %w", err)
		}
		if !made {
			return notFound("agent")
		}
		return nil
	})
}

// makeLink runs make in a transaction and returns what the link with the token is for.
func (s *Store) makeLink(ctx context.Context, token InvitationToken, make func(*sqlx.Tx) error) (i *Invitation, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := make(tx); err != nil {
			return err
		}
		row, err := invitationOf(ctx, tx, token, "")
		if err == nil {
			i = row.invitation()
		}
		return err
	})
	return i, err
}

// RevokeInvitation has an invitation's link die. One that was taken up or revoked stays so. Error: not found.
func (s *Store) RevokeInvitation(ctx context.Context, id uuid.UUID) error {
	known, err := affects(s.db.ExecContext(ctx, `
		UPDATE invitations SET revoked_at = coalesce(revoked_at, CASE WHEN accepted_at IS NULL THEN now() END)
		WHERE id = $1 AND purpose = 'invitation'`, id))
	if err != nil {
		return fmt.Errorf("revoking an invitation: %w", err)
	}
	if !known {
		return notFound("invitation")
	}
	return nil
}

// revokeResets has the links die by which an agent's password could be set.
func revokeResets(ctx context.Context, tx *sqlx.Tx, agent uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE invitations SET revoked_at = now() WHERE agent_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL`, agent)
	if err != nil {
		return fmt.Errorf("revoking links for a password: %w", err)
	}
	return nil
}

// revokeLinksBy has all links die that an agent made, who is no admin any more: they may have kept one for themselves.
func revokeLinksBy(ctx context.Context, tx *sqlx.Tx, agent uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE invitations SET revoked_at = now() WHERE invited_by = $1 AND accepted_at IS NULL AND revoked_at IS NULL`, agent)
	if err != nil {
		return fmt.Errorf("revoking an agent's links: %w", err)
	}
	return nil
}

// InvitationByToken returns what a link is for. Errors: not found (invitation_unknown), closed (invitation_used,
// invitation_revoked, invitation_expired).
func (s *Store) InvitationByToken(ctx context.Context, token InvitationToken) (*Invitation, error) {
	row, err := invitationOf(ctx, s.db, token, "")
	if err != nil {
		return nil, err
	}
	if err := row.refusal(); err != nil {
		return nil, err
	}
	return row.invitation(), nil
}

func invitationOf(ctx context.Context, q sqlx.QueryerContext, token InvitationToken, lock string) (*invitationRow, error) {
	var row invitationRow
	err := sqlx.GetContext(ctx, q, &row, `SELECT `+invitationColumns+` WHERE i.token_hash = $1 `+lock, token[:])
	if errors.Is(err, sql.ErrNoRows) {
		return nil, desk.Errorf(desk.NotFound, "invitation_unknown", "there is no such link")
	}
	if err != nil {
		return nil, fmt.Errorf("looking for an invitation: %w", err)
	}
	return &row, nil
}

// Acceptance is what somebody who holds a link's token gives for it.
type Acceptance struct {
	PasswordHash string
	// Name is wanted where an account is made, and Locale is its language; else they are the account's already.
	Name, Locale string
	// Session begins at once, with its length and the browser's word for itself.
	Session   SessionToken
	Lifetime  time.Duration
	UserAgent string
}

// AcceptInvitation sets the password, once: of a new account with the invitation's role, chats and teams as far as they are
// still there, or of the one whose link it is, whose sessions all end. Errors as InvitationByToken, and conflict (email_taken).
func (s *Store) AcceptInvitation(ctx context.Context, token InvitationToken, a Acceptance) (account *desk.Account, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		i, err := invitationOf(ctx, tx, token, "")
		if err != nil {
			return err
		}
		// The agent first, as whoever switches them off does: then no two can wait for each other.
		if _, err := tx.ExecContext(ctx, `SELECT FROM agents WHERE id = $1 FOR NO KEY UPDATE`, i.Agent); err != nil {
			return fmt.Errorf("locking an agent: %w", err)
		}
		if i, err = invitationOf(ctx, tx, token, `FOR UPDATE OF i`); err != nil {
			return err
		}
		if err := i.refusal(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE invitations SET accepted_at = now() WHERE id = $1`, i.ID); err != nil {
			return fmt.Errorf("accepting an invitation: %w", err)
		}
		agent := i.Agent.UUID
		if i.Agent.Valid {
			err = resetPassword(ctx, tx, agent, a.PasswordHash)
		} else {
			agent, err = i.join(ctx, tx, a)
		}
		if err != nil {
			return err
		}
		if err := createSession(ctx, tx, a.Session, agent, a.Lifetime, a.UserAgent); err != nil {
			return err
		}
		var row accountRow
		if err := tx.GetContext(ctx, &row, `SELECT `+accountColumns+` FROM agents a WHERE a.id = $1`, agent); err != nil {
			return fmt.Errorf("reading an agent: %w", err)
		}
		account = row.account()
		return nil
	})
	return account, err
}

// resetPassword sets a password of an agent who may log in, and ends their sessions.
func resetPassword(ctx context.Context, tx *sqlx.Tx, agent uuid.UUID, hash string) error {
	reset, err := affects(tx.ExecContext(ctx, `UPDATE agents SET password_hash = $2 WHERE id = $1 AND disabled_at IS NULL`, agent, hash))
	if err != nil {
		return fmt.Errorf("resetting a password: %w", err)
	}
	if !reset {
		return desk.Errorf(desk.Closed, "invitation_revoked", "the account is switched off")
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE agent_id = $1`, agent); err != nil {
		return fmt.Errorf("ending sessions: %w", err)
	}
	return nil
}

// join makes the invited person's account.
func (r *invitationRow) join(ctx context.Context, tx *sqlx.Tx, a Acceptance) (uuid.UUID, error) {
	agent := uuid.New()
	_, err := tx.ExecContext(ctx, `
		INSERT INTO agents (id, name, email, password_hash, role, locale) VALUES ($1, $2, $3, $4, $5, $6)`,
		agent, a.Name, r.Email, a.PasswordHash, r.Role, a.Locale)
	if isUniqueViolation(err) {
		return agent, errEmailTaken()
	}
	if err != nil {
		return agent, fmt.Errorf("making an account: %w", err)
	}
	if err := joinChannels(ctx, tx, agent, r.Channels); err != nil {
		return agent, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO team_agents (agent_id, team_id) SELECT $1, id FROM teams WHERE id = ANY ($2) AND deleted_at IS NULL`, agent, pqArray(r.Teams))
	if err != nil {
		return agent, fmt.Errorf("giving an agent to teams: %w", err)
	}
	return agent, nil
}

// joinChannels gives a new agent access to those of the chats that are still there.
func joinChannels(ctx context.Context, tx *sqlx.Tx, agent uuid.UUID, channels []uuid.UUID) error {
	var there []uuid.UUID
	if err := tx.SelectContext(ctx, &there, `SELECT id FROM channels WHERE id = ANY ($1) AND deleted_at IS NULL`, pqArray(channels)); err != nil {
		return fmt.Errorf("looking for chats: %w", err)
	}
	return setAccess(ctx, tx, agent, nil, there)
}

func errEmailTaken() error {
	return desk.Errorf(desk.Conflict, "email_taken", "there is an agent with this e-mail address")
}
