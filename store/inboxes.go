package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// inboxes reads inboxes with their channels; deleted ones are left out, and stay in it.
const inboxes = `
	SELECT i.id, i.name, i.position, ARRAY(
		SELECT c.id FROM channels c WHERE c.inbox_id = i.id AND c.deleted_at IS NULL ORDER BY c.name, c.id) AS channels
	FROM inboxes i`

type inboxRow struct {
	ID       uuid.UUID `db:"id"`
	Name     string    `db:"name"`
	Position int       `db:"position"`
	Channels uuids     `db:"channels"`
}

func (r *inboxRow) inbox() *desk.Inbox {
	return &desk.Inbox{ID: r.ID, Name: r.Name, Position: r.Position, Channels: r.Channels}
}

// SaveInbox makes an inbox or changes one. Its name is clean; position 0 leaves its place, and a new one comes last. With
// channels, exactly these stand in it: they leave other inboxes, and their settings get a new version; nil leaves them.
// Errors: conflict (name_taken), invalid (channels: one doesn't exist).
func (s *Store) SaveInbox(ctx context.Context, box desk.Inbox) (*desk.Inbox, error) {
	var row inboxRow
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		// The chats first, as whoever saves a chat takes them, so that nobody waits for each other.
		if box.Channels != nil {
			if err := lockChannels(ctx, tx, box.ID, box.Channels); err != nil {
				return err
			}
		}
		var id uuid.UUID
		err := tx.GetContext(ctx, &id, `
			INSERT INTO inboxes (id, name, folded, position)
			VALUES ($1, $2, $3, coalesce(nullif($4, 0), (SELECT coalesce(max(position), 0) + 1 FROM inboxes)))
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded,
				position = coalesce(nullif($4, 0), inboxes.position)
			RETURNING id`, box.ID, box.Name, desk.FoldWord(box.Name), box.Position)
		if err := savedWord("inbox", err); err != nil {
			return err
		}
		if box.Channels != nil {
			if err := setChannels(ctx, tx, box.ID, box.Channels); err != nil {
				return err
			}
		}
		if err := tx.GetContext(ctx, &row, inboxes+` WHERE i.id = $1`, box.ID); err != nil {
			return fmt.Errorf("reading an inbox: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return row.inbox(), nil
}

// lockChannels takes the chats that stand in the inbox or are to. Error: invalid when one of the latter doesn't exist.
func lockChannels(ctx context.Context, tx *sqlx.Tx, box uuid.UUID, channels []uuid.UUID) error {
	var locked []uuid.UUID
	err := tx.SelectContext(ctx, &locked, `
		SELECT id FROM channels WHERE inbox_id = $1 OR id = ANY ($2) ORDER BY id FOR NO KEY UPDATE`, box, pq.Array(channels))
	if err != nil {
		return fmt.Errorf("taking an inbox's chats: %w", err)
	}
	return checkChannels(ctx, tx, channels, nil)
}

// setChannels puts exactly these chats into the inbox. Deleted ones stay: no list shows them, so nobody can have meant to
// take them out.
func setChannels(ctx context.Context, tx *sqlx.Tx, box uuid.UUID, channels []uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE channels SET inbox_id = CASE WHEN id = ANY ($2) THEN $1::uuid END, version = version + 1
		WHERE deleted_at IS NULL AND (id = ANY ($2) AND inbox_id IS DISTINCT FROM $1 OR inbox_id = $1 AND id <> ALL ($2))`,
		box, pq.Array(channels))
	if err != nil {
		return fmt.Errorf("putting chats into an inbox: %w", err)
	}
	return nil
}

// DeleteInbox deletes an inbox: its chats then stand in none, and tickets that were moved there return to their chat's.
// That there was none is no error.
func (s *Store) DeleteInbox(ctx context.Context, id uuid.UUID) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := lockChannels(ctx, tx, id, nil); err != nil {
			return err
		}
		// Whoever edits such a chat must hear that it has changed.
		if _, err := tx.ExecContext(ctx, `UPDATE channels SET inbox_id = NULL, version = version + 1 WHERE inbox_id = $1`, id); err != nil {
			return fmt.Errorf("emptying an inbox: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM inboxes WHERE id = $1`, id); err != nil {
			return fmt.Errorf("deleting an inbox: %w", err)
		}
		return nil
	})
}

// holdInbox keeps the inbox from being deleted before the ticket is in it. It is taken before the ticket, as by whoever
// deletes it, so that nobody waits for each other.
func (c *changing) holdInbox(ctx context.Context) error {
	if c.Property != desk.PropertyInbox || c.Value == "" {
		return nil
	}
	if _, err := c.tx.ExecContext(ctx, `SELECT FROM inboxes WHERE id = $1 FOR KEY SHARE`, c.Value); err != nil {
		return fmt.Errorf("holding an inbox: %w", err)
	}
	return nil
}

// inbox moves the ticket to another inbox, or back to its channel's. Both names are those in which it stands, so a
// value of nothing has one too.
func (c *changing) inbox(ctx context.Context) (*effect, error) {
	var channels struct {
		ID   uuid.NullUUID `db:"id"`
		Name string        `db:"name"`
	}
	err := c.tx.GetContext(ctx, &channels, `
		SELECT i.id, coalesce(i.name, '') AS name FROM channels c LEFT JOIN inboxes i ON i.id = c.inbox_id WHERE c.id = $1`, c.row.ChannelID)
	if err != nil {
		return nil, fmt.Errorf("looking for a ticket's inbox: %w", err)
	}
	if !c.row.InboxID.Valid && c.Value != "" && c.Value == idOrEmpty(channels.ID) {
		return nil, nil // it stands there
	}
	e := c.from(idOrEmpty(c.row.InboxID), `inbox_id = nullif($5::text, '')::uuid`)
	if e == nil {
		return nil, nil
	}
	if e, err = c.named(ctx, e, inboxNames); err != nil {
		return nil, err
	}
	if c.Value == "" {
		c.Name = channels.Name
	}
	if c.Was == "" {
		c.WasName = channels.Name
	}
	return e, nil
}

const inboxNames = `SELECT id::text AS value, name, false AS deleted FROM inboxes WHERE id = ANY ($1::uuid[])`
