package store

import (
	"context"

	"github.com/lib/pq"

	"rozmowa/desk"
)

const contextColumns = `key, name, builtin, deleted_at IS NOT NULL AS deleted, examples`

type contextRow struct {
	Key     string `db:"key"`
	Name    string `db:"name"`
	Builtin bool   `db:"builtin"`
	Deleted bool   `db:"deleted"`
	// Examples are none for the built-in.
	Examples pq.StringArray `db:"examples"`
}

func (r *contextRow) context() desk.Context {
	c := desk.Context{Key: r.Key, Name: r.Name, Builtin: r.Builtin, Deleted: r.Deleted}
	if len(r.Examples) > 0 {
		c.Examples = r.Examples
	}
	return c
}

// SaveContext makes one of the company's own contexts, the last of the list, or changes one that isn't deleted. It is
// clean. Errors: not found (deleted), conflict (name_taken).
func (s *Store) SaveContext(ctx context.Context, c desk.Context) (*desk.Context, error) {
	var row contextRow
	err := s.db.GetContext(ctx, &row, `
		INSERT INTO contexts (key, name, folded, examples, position)
		VALUES ($1, $2, $3, coalesce($4::text[], '{}'), (SELECT coalesce(max(position), 0) + 1 FROM contexts))
		ON CONFLICT (key) DO UPDATE SET name = excluded.name, folded = excluded.folded, examples = coalesce($4::text[], contexts.examples)
		WHERE contexts.deleted_at IS NULL AND NOT contexts.builtin
		RETURNING `+contextColumns, c.Key, c.Name, desk.FoldWord(c.Name), pq.Array(c.Examples))
	if err := savedWord("context", err); err != nil {
		return nil, err
	}
	saved := row.context()
	return &saved, nil
}

// DeleteContext takes one of the company's own contexts out of the choice; tickets that have it keep it. Deleting
// again is no error. Errors: not found, invalid (builtin).
func (s *Store) DeleteContext(ctx context.Context, key string) error {
	if desk.BuiltinContext(key) {
		return errBuiltin("context")
	}
	return s.deleteOwn(ctx, "context", `UPDATE contexts SET deleted_at = coalesce(deleted_at, now()) WHERE key = $1`, key)
}
