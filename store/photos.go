package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// SetPhoto shows the bytes that were saved under the id, which the caller has claimed, as the agent's photo; uuid.Nil:
// none. What was shown before is discarded. Error: unavailable when the claim has run out.
func (s *Store) SetPhoto(ctx context.Context, agent, photo uuid.UUID) (*desk.Account, error) {
	var row accountRow
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		if photo != uuid.Nil {
			held, err := affects(tx.ExecContext(ctx, `DELETE FROM discarded_files WHERE id = $1`, photo))
			if err != nil {
				return fmt.Errorf("setting a photo: %w", err)
			}
			if !held {
				return desk.Errorf(desk.Unavailable, "upload_too_slow", "saving the photo took too long; try again")
			}
		}
		err := tx.GetContext(ctx, &row, `UPDATE agents a SET photo_id = $2 WHERE id = $1 RETURNING `+accountColumns,
			agent, uuid.NullUUID{UUID: photo, Valid: photo != uuid.Nil})
		if err != nil {
			return fmt.Errorf("setting a photo: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// ClaimPhoto notes that bytes are about to be saved under a new id: until SetPhoto they belong to nothing, and should it
// never come to that, RemoveDiscarded finds them.
func (s *Store) ClaimPhoto(ctx context.Context, id uuid.UUID) error {
	if _, err := s.db.ExecContext(ctx, `INSERT INTO discarded_files (id) VALUES ($1)`, id); err != nil {
		return fmt.Errorf("claiming a photo's id: %w", err)
	}
	return nil
}

// PhotoOf returns the id of an agent's photo, switched off or not. Error: not found, also when there is none.
func (s *Store) PhotoOf(ctx context.Context, agent uuid.UUID) (uuid.UUID, error) {
	var ids []uuid.UUID
	if err := s.db.SelectContext(ctx, &ids, `SELECT photo_id FROM agents WHERE id = $1 AND photo_id IS NOT NULL`, agent); err != nil {
		return uuid.Nil, fmt.Errorf("looking for a photo: %w", err)
	}
	if len(ids) == 0 {
		return uuid.Nil, notFound("photo")
	}
	return ids[0], nil
}
