package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"rozmowa/desk"
)

// ConfiguredChannel is a chat and who may see and answer its tickets.
type ConfiguredChannel struct {
	desk.Channel
	Agents []uuid.UUID
	// InboxID is the inbox in which its tickets stand; uuid.Nil for none.
	InboxID uuid.UUID
}

// configured reads chats with their agents; those who were switched off are left out, and stay granted.
const configured = `
	SELECT ` + channelColumns + `, c.inbox_id, ARRAY(
		SELECT a.id FROM channel_agents ca JOIN agents a ON a.id = ca.agent_id
		WHERE ca.channel_id = c.id AND a.disabled_at IS NULL ORDER BY a.name, a.id) AS agents
	FROM channels c WHERE c.deleted_at IS NULL`

type configuredRow struct {
	channelRow
	Agents  uuids         `db:"agents"`
	InboxID uuid.NullUUID `db:"inbox_id"`
}

func (r *configuredRow) configured() (*ConfiguredChannel, error) {
	c, err := r.channel()
	if err != nil {
		return nil, err
	}
	return &ConfiguredChannel{Channel: *c, Agents: []uuid.UUID(r.Agents), InboxID: r.InboxID.UUID}, nil
}

// ConfiguredChannels returns every chat that isn't deleted, by name.
func (s *Store) ConfiguredChannels(ctx context.Context) ([]ConfiguredChannel, error) {
	var rows []configuredRow
	if err := s.db.SelectContext(ctx, &rows, configured+` ORDER BY c.name, c.id`); err != nil {
		return nil, fmt.Errorf("listing the chats: %w", err)
	}
	channels := make([]ConfiguredChannel, len(rows))
	for i := range rows {
		c, err := rows[i].configured()
		if err != nil {
			return nil, err
		}
		channels[i] = *c
	}
	return channels, nil
}

// ConfiguredChannel returns a chat. Error: not found.
func (s *Store) ConfiguredChannel(ctx context.Context, id uuid.UUID) (*ConfiguredChannel, error) {
	return configuredChannel(ctx, s.db, id)
}

func configuredChannel(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (*ConfiguredChannel, error) {
	row, err := one[configuredRow](ctx, q, "chat", configured+` AND c.id = $1`, id)
	if err != nil {
		return nil, err
	}
	return row.configured()
}

// CreateChannel adds a chat with its agents and returns it as it stands. Error: invalid for an unknown agent or inbox.
func (s *Store) CreateChannel(ctx context.Context, c *ConfiguredChannel) (*ConfiguredChannel, error) {
	settings, err := json.Marshal(c.Settings)
	if err != nil {
		return nil, fmt.Errorf("creating a chat: %w", err)
	}
	return s.changeChannel(ctx, c.ID, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO channels (id, name, key, shop_url, settings, enabled, inbox_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			c.ID, c.Name, c.Key, c.ShopURL, settings, c.Enabled, idOrNull(c.InboxID))
		if err := unknownInbox(err); err != nil {
			return fmt.Errorf("creating a chat: %w", err)
		}
		return grantOnly(ctx, tx, c.ID, c.Agents)
	})
}

// UpdateChannel replaces all that an admin sets, and who has access, if the chat is still of c.Version. Errors:
// not found, conflict (channel_changed), invalid for an unknown agent or inbox.
func (s *Store) UpdateChannel(ctx context.Context, c *ConfiguredChannel) (*ConfiguredChannel, error) {
	settings, err := json.Marshal(c.Settings)
	if err != nil {
		return nil, fmt.Errorf("saving a chat: %w", err)
	}
	return s.changeChannel(ctx, c.ID, func(tx *sqlx.Tx) error {
		updated, err := affects(tx.ExecContext(ctx, `
			UPDATE channels SET name = $3, shop_url = $4, settings = $5, enabled = $6, inbox_id = $7, version = version + 1
			WHERE id = $1 AND version = $2 AND deleted_at IS NULL`,
			c.ID, c.Version, c.Name, c.ShopURL, settings, c.Enabled, idOrNull(c.InboxID)))
		if err := unknownInbox(err); err != nil {
			return fmt.Errorf("saving a chat: %w", err)
		}
		if !updated {
			if _, err := configuredChannel(ctx, tx, c.ID); err != nil {
				return err
			}
			return desk.Errorf(desk.Conflict, "channel_changed", "somebody has saved this chat meanwhile")
		}
		return grantOnly(ctx, tx, c.ID, c.Agents)
	})
}

// EnableChannel switches a chat on or off. Error: not found.
func (s *Store) EnableChannel(ctx context.Context, id uuid.UUID, enabled bool) (*ConfiguredChannel, error) {
	return s.changeChannel(ctx, id, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE channels SET enabled = $2, version = version + 1
			WHERE id = $1 AND enabled <> $2 AND deleted_at IS NULL`, id, enabled)
		if err != nil {
			return fmt.Errorf("switching a chat: %w", err)
		}
		return nil
	})
}

// DeleteChannel takes a chat off its shop for good; its tickets stay, with its name, for those who had access.
// Deleting again is no error. Error: not found.
func (s *Store) DeleteChannel(ctx context.Context, id uuid.UUID) error {
	known, err := affects(s.db.ExecContext(ctx, `
		UPDATE channels SET deleted_at = coalesce(deleted_at, now()), version = version + 1 WHERE id = $1`, id))
	if err != nil {
		return fmt.Errorf("deleting a chat: %w", err)
	}
	if !known {
		return notFound("chat")
	}
	return nil
}

// SeeChannel notes that a page of the shop has loaded the chat just now; at most once a minute something is written.
func (s *Store) SeeChannel(ctx context.Context, id uuid.UUID) error {
	_, err := s.db.ExecContext(ctx, `
		UPDATE channels SET seen_at = now() WHERE id = $1 AND (seen_at IS NULL OR seen_at < now() - interval '1 minute')`, id)
	if err != nil {
		return fmt.Errorf("noting that a chat was seen: %w", err)
	}
	return nil
}

// changeChannel runs change in a transaction and returns the chat as it leaves it.
func (s *Store) changeChannel(ctx context.Context, id uuid.UUID, change func(*sqlx.Tx) error) (c *ConfiguredChannel, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		c, err = configuredChannel(ctx, tx, id)
		return err
	})
	return c, err
}

// grantOnly gives access to the agents named and takes it from everybody else but those who are switched off:
// no list shows them, so nobody can have meant to drop them.
func grantOnly(ctx context.Context, tx *sqlx.Tx, channel uuid.UUID, agents []uuid.UUID) error {
	if agents == nil {
		agents = []uuid.UUID{}
	}
	_, err := tx.ExecContext(ctx, `
		DELETE FROM channel_agents WHERE channel_id = $1 AND agent_id <> ALL ($2)
			AND agent_id IN (SELECT id FROM agents WHERE disabled_at IS NULL)`, channel, pq.Array(agents))
	if err != nil {
		return fmt.Errorf("taking access to a chat: %w", err)
	}
	var unknown bool
	err = tx.GetContext(ctx, &unknown, `SELECT EXISTS (SELECT FROM unnest($1::uuid[]) id WHERE id NOT IN (SELECT id FROM agents))`, pq.Array(agents))
	if err != nil {
		return fmt.Errorf("giving access to a chat: %w", err)
	}
	if unknown {
		return desk.InvalidField("agents", "unknown_agent", "one of the agents doesn't exist")
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO channel_agents (channel_id, agent_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
		channel, pq.Array(agents))
	if err != nil {
		return fmt.Errorf("giving access to a chat: %w", err)
	}
	return nil
}

func idOrNull(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }

// unknownInbox is err, or what it means where the database refused a chat's inbox.
func unknownInbox(err error) error {
	if pq.As(err, pqerror.ForeignKeyViolation) != nil {
		return desk.InvalidField("inbox", "unknown_inbox", "the inbox doesn't exist")
	}
	return err
}
