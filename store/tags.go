package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rozmowa/desk"
)

const tagColumns = `id, name, deleted_at IS NOT NULL AS deleted`

type tagRow struct {
	ID      uuid.UUID `db:"id"`
	Name    string    `db:"name"`
	Deleted bool      `db:"deleted"`
}

// CreateTag makes a tag, or returns the one that has the name already, whatever its case. The name is clean.
func (s *Store) CreateTag(ctx context.Context, name string) (*desk.Tag, error) {
	folded := desk.FoldWord(name)
	for range 3 { // the one that has the name may be made, or deleted, between the two
		var row tagRow
		// An insert tells open inboxes of the vocabulary even where it does nothing, so it comes second.
		err := s.db.GetContext(ctx, &row, `SELECT `+tagColumns+` FROM tags WHERE folded = $1 AND deleted_at IS NULL`, folded)
		if errors.Is(err, sql.ErrNoRows) {
			err = s.db.GetContext(ctx, &row, `
				INSERT INTO tags (id, name, folded) VALUES ($1, $2, $3)
				ON CONFLICT (folded) WHERE deleted_at IS NULL DO NOTHING RETURNING `+tagColumns, uuid.New(), name, folded)
		}
		if err == nil {
			tag := desk.Tag(row)
			return &tag, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("making a tag: %w", err)
		}
	}
	return nil, desk.Errorf(desk.Unavailable, "changed_meanwhile", "the tags changed at this moment; try again")
}

// RenameTag renames a tag on every ticket. The name is clean. Errors: not found (deleted too), conflict (name_taken).
func (s *Store) RenameTag(ctx context.Context, id uuid.UUID, name string) (*desk.Tag, error) {
	var row tagRow
	err := s.db.GetContext(ctx, &row, `
		UPDATE tags SET name = $2, folded = $3 WHERE id = $1 AND deleted_at IS NULL RETURNING `+tagColumns,
		id, name, desk.FoldWord(name))
	if err := savedWord("tag", err); err != nil {
		return nil, err
	}
	tag := desk.Tag(row)
	return &tag, nil
}

// DeleteTag takes a tag out of the choice; tickets that have it keep it. Deleting again is no error. Error: not found.
func (s *Store) DeleteTag(ctx context.Context, id uuid.UUID) error {
	return s.deleteWord(ctx, "tag", `UPDATE tags SET deleted_at = coalesce(deleted_at, now()) WHERE id = $1`, id)
}
