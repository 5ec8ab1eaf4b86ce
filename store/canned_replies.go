package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// listedReplies reads those that aren't deleted, in the company's order; there are at most desk.MaxCannedReplies.
const listedReplies = `
	SELECT id, name, body, channel_ids, version, updated_at FROM canned_replies
	WHERE deleted_at IS NULL ORDER BY position, folded`

type cannedReplyRow struct {
	ID        uuid.UUID `db:"id"`
	Name      string    `db:"name"`
	Body      string    `db:"body"`
	Channels  uuids     `db:"channel_ids"`
	Version   int64     `db:"version"`
	UpdatedAt time.Time `db:"updated_at"`
}

func (r *cannedReplyRow) reply() desk.CannedReply {
	return desk.CannedReply{
		ID: r.ID, Name: r.Name, Body: r.Body, Channels: []uuid.UUID(r.Channels), Version: r.Version, UpdatedAt: r.UpdatedAt,
	}
}

// CannedReplies returns all replies that aren't deleted, in the company's order.
func (s *Store) CannedReplies(ctx context.Context) ([]desk.CannedReply, error) {
	return cannedReplies(ctx, s.db, listedReplies)
}

func cannedReplies(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]desk.CannedReply, error) {
	var rows []cannedReplyRow
	if err := sqlx.SelectContext(ctx, q, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("listing canned replies: %w", err)
	}
	replies := make([]desk.CannedReply, len(rows))
	for i := range rows {
		replies[i] = rows[i].reply()
	}
	return replies, nil
}

// OfferedReplies are the canned replies for a ticket, and what they are filled with beside its agent.
type OfferedReplies struct {
	Ticket  *desk.Ticket
	Hours   desk.Hours // of its chat
	Replies []desk.CannedReply
}

// OfferedReplies returns the replies that are for the ticket's chat, for an agent with access to it. Error: not found.
func (s *Store) OfferedReplies(ctx context.Context, ticket, agent uuid.UUID) (*OfferedReplies, error) {
	t, err := s.Ticket(ctx, ticket, agent)
	if err != nil {
		return nil, err
	}
	chats, err := s.channels(ctx, `SELECT `+channelColumns+` FROM channels c WHERE c.id = $1`, t.Channel.ID) // deleted or not
	if err != nil {
		return nil, err
	}
	replies, err := cannedReplies(ctx, s.db, `
		SELECT id, name, body, channel_ids, version, updated_at FROM canned_replies
		WHERE deleted_at IS NULL AND (channel_ids = '{}' OR $1 = ANY (channel_ids)) ORDER BY position, folded`, t.Channel.ID)
	if err != nil {
		return nil, err
	}
	return &OfferedReplies{Ticket: t, Hours: chats[0].Settings.Hours, Replies: replies}, nil
}

// SaveCannedReply makes a reply, the last of the list, or changes one that isn't deleted, if it is of r.Version still; r
// is clean. A save of what it says already does nothing. place, when it isn't 0, is where it is to stand, counted from 1;
// that alone makes no new version. Errors: not found (deleted), conflict (canned_reply_changed, name_taken), invalid
// (channels: one doesn't exist; too_many_replies).
func (s *Store) SaveCannedReply(ctx context.Context, r desk.CannedReply, place int) (*desk.CannedReply, error) {
	var saved desk.CannedReply
	r.Channels = append([]uuid.UUID{}, r.Channels...) // none are no NULL
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		// Saves are put in order: they number the places, and count.
		if _, err := tx.ExecContext(ctx, `LOCK TABLE canned_replies IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return fmt.Errorf("saving a canned reply: %w", err)
		}
		listed, err := cannedReplies(ctx, tx, listedReplies)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(listed, func(known desk.CannedReply) bool { return known.ID == r.ID })
		switch {
		case at >= 0:
			err = changeCannedReply(ctx, tx, &listed[at], &r)
		case r.Version > 0:
			err = notFound("canned_reply")
		case len(listed) >= desk.MaxCannedReplies:
			err = desk.Errorf(desk.Invalid, "too_many_replies", "there are %d replies already", len(listed))
		default:
			err = addCannedReply(ctx, tx, &r)
			at, listed = len(listed), append(listed, r)
		}
		if err != nil {
			return err
		}
		if place > 0 {
			if err := placeCannedReply(ctx, tx, listed, at, min(place, len(listed))-1); err != nil {
				return err
			}
		}
		rows, err := cannedReplies(ctx, tx, `SELECT id, name, body, channel_ids, version, updated_at FROM canned_replies WHERE id = $1`, r.ID)
		if err == nil {
			saved = rows[0]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &saved, nil
}

func addCannedReply(ctx context.Context, tx *sqlx.Tx, r *desk.CannedReply) error {
	if err := checkChannels(ctx, tx, r.Channels, nil); err != nil {
		return err
	}
	added, err := affects(tx.ExecContext(ctx, `
		INSERT INTO canned_replies (id, name, folded, body, channel_ids, position)
		VALUES ($1, $2, $3, $4, $5, (SELECT coalesce(max(position), 0) + 1 FROM canned_replies WHERE deleted_at IS NULL))
		ON CONFLICT (id) DO NOTHING`, r.ID, r.Name, desk.FoldWord(r.Name), r.Body, pqArray(r.Channels)))
	if err == nil && !added { // deleted
		return notFound("canned_reply")
	}
	return savedWord("canned_reply", err)
}

// changeCannedReply brings the known reply to what r says.
func changeCannedReply(ctx context.Context, tx *sqlx.Tx, known, r *desk.CannedReply) error {
	switch {
	case known.Same(r):
		return nil
	case known.Version != r.Version:
		return desk.Errorf(desk.Conflict, "canned_reply_changed", "somebody has saved this reply meanwhile")
	}
	if err := checkChannels(ctx, tx, r.Channels, known.Channels); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE canned_replies SET name = $2, folded = $3, body = $4, channel_ids = $5, version = version + 1, updated_at = now()
		WHERE id = $1`, r.ID, r.Name, desk.FoldWord(r.Name), r.Body, pqArray(r.Channels))
	return savedWord("canned_reply", err)
}

// placeCannedReply moves one of those listed and numbers all of them anew.
func placeCannedReply(ctx context.Context, tx *sqlx.Tx, listed []desk.CannedReply, from, to int) error {
	if from == to {
		return nil
	}
	moved := listed[from]
	listed = slices.Insert(slices.Delete(listed, from, from+1), to, moved)
	ids := make([]uuid.UUID, len(listed))
	for i := range listed {
		ids[i] = listed[i].ID
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE canned_replies r SET position = new.position
		FROM unnest($1::uuid[]) WITH ORDINALITY AS new (id, position)
		WHERE r.id = new.id AND r.position <> new.position`, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("moving a canned reply: %w", err)
	}
	return nil
}

// DeleteCannedReply takes a reply out of the choice. Deleting again is no error. Error: not found.
func (s *Store) DeleteCannedReply(ctx context.Context, id uuid.UUID) error {
	return s.deleteWord(ctx, "canned_reply", `UPDATE canned_replies SET deleted_at = coalesce(deleted_at, now()) WHERE id = $1`, id)
}
