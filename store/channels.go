package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

const channelColumns = `c.id, c.name, c.key, c.shop_url, c.settings, c.enabled, c.version, c.seen_at`

type channelRow struct {
	ID       uuid.UUID    `db:"id"`
	Name     string       `db:"name"`
	Key      string       `db:"key"`
	ShopURL  string       `db:"shop_url"`
	Settings []byte       `db:"settings"`
	Enabled  bool         `db:"enabled"`
	Version  int64        `db:"version"`
	SeenAt   sql.NullTime `db:"seen_at"`
}

func (r *channelRow) channel() (*desk.Channel, error) {
	c := &desk.Channel{
		ID: r.ID, Name: r.Name, Key: r.Key, ShopURL: r.ShopURL, Settings: desk.DefaultChannelSettings(),
		Enabled: r.Enabled, Version: r.Version, SeenAt: r.SeenAt.Time,
	}
	if err := json.Unmarshal(r.Settings, &c.Settings); err != nil {
		return nil, fmt.Errorf("settings of channel %s: %w", r.ID, err)
	}
	return c, nil
}

// ChannelByKey returns the chat whose snippet holds key, also one that is switched off. Error: not found, as a
// deleted one is.
func (s *Store) ChannelByKey(ctx context.Context, key string) (*desk.Channel, error) {
	row, err := one[channelRow](ctx, s.db, "chat", `SELECT `+channelColumns+` FROM channels c WHERE c.key = $1 AND c.deleted_at IS NULL`, key)
	if err != nil {
		return nil, err
	}
	return row.channel()
}

// Channels returns every chat that isn't deleted.
func (s *Store) Channels(ctx context.Context) ([]desk.Channel, error) {
	return s.channels(ctx, `SELECT `+channelColumns+` FROM channels c WHERE c.deleted_at IS NULL`)
}

// ChannelsOfAgent returns the channels whose tickets the agent may read, by name.
func (s *Store) ChannelsOfAgent(ctx context.Context, agent uuid.UUID) ([]desk.Channel, error) {
	return s.channels(ctx, `
		SELECT `+channelColumns+` FROM channels c JOIN channel_agents ca ON ca.channel_id = c.id
		WHERE ca.agent_id = $1 AND c.deleted_at IS NULL ORDER BY c.name, c.id`, agent)
}

func (s *Store) channels(ctx context.Context, query string, args ...any) ([]desk.Channel, error) {
	var rows []channelRow
	if err := s.db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("listing channels: %w", err)
	}
	channels := make([]desk.Channel, len(rows))
	for i := range rows {
		c, err := rows[i].channel()
		if err != nil {
			return nil, err
		}
		channels[i] = *c
	}
	return channels, nil
}

// ChannelVersion returns which save of its settings the chat has; it grows. Error: not found.
func (s *Store) ChannelVersion(ctx context.Context, id uuid.UUID) (version int64, err error) {
	return one[int64](ctx, s.db, "chat", `SELECT version FROM channels WHERE id = $1`, id)
}

// SaveChannel creates a channel, switched on, or replaces its name, shop and settings, whatever their version. It
// is for set-up; admins' changes go through UpdateChannel. Whether it is on, and its version, are noted in c.
func (s *Store) SaveChannel(ctx context.Context, c *desk.Channel) error {
	settings, err := json.Marshal(c.Settings)
	if err != nil {
		return fmt.Errorf("saving a channel: %w", err)
	}
	err = s.db.QueryRowContext(ctx, `
		INSERT INTO channels (id, name, key, shop_url, settings) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, shop_url = excluded.shop_url, settings = excluded.settings,
			version = channels.version + 1
		RETURNING enabled, version`,
		c.ID, c.Name, c.Key, c.ShopURL, settings).Scan(&c.Enabled, &c.Version)
	if err != nil {
		return fmt.Errorf("saving a channel: %w", err)
	}
	return nil
}

// GrantChannel lets the agent read and, with a role that writes, answer the channel's tickets.
func (s *Store) GrantChannel(ctx context.Context, channel, agent uuid.UUID) error {
	_, err := s.db.ExecContext(ctx, `
		INSERT INTO channel_agents (channel_id, agent_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, channel, agent)
	if err != nil {
		return fmt.Errorf("granting a channel: %w", err)
	}
	return nil
}

// RevokeChannel takes the channel's tickets from the agent; their sockets lose them at once.
func (s *Store) RevokeChannel(ctx context.Context, channel, agent uuid.UUID) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM channel_agents WHERE channel_id = $1 AND agent_id = $2`, channel, agent)
	if err != nil {
		return fmt.Errorf("revoking a channel: %w", err)
	}
	return nil
}

// checkChannels refuses chats that don't exist; those that were had before may have been deleted since. Error: invalid
// (channels).
func checkChannels(ctx context.Context, tx *sqlx.Tx, channels, had []uuid.UUID) error {
	var there []uuid.UUID
	err := tx.SelectContext(ctx, &there, `SELECT id FROM channels WHERE id = ANY ($1) AND deleted_at IS NULL`, pq.Array(channels))
	if err != nil {
		return fmt.Errorf("looking for chats: %w", err)
	}
	if len(without(without(channels, had), there)) > 0 {
		return errNoSuchChannel()
	}
	return nil
}

func errNoSuchChannel() error {
	return desk.InvalidField("channels", "channels", "one of the chats doesn't exist")
}
