package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// statusIn is the SQL of whether a ticket t has a status with which it stands in the view. It speaks of t alone, and
// is put behind an AND. IS TRUE keeps it a filter, hashed once, of whatever scan reads the tickets: made a join by the
// planner it could cost the list its order.
func statusIn(view desk.View) string {
	shown := `visible`
	switch view {
	case desk.ViewUnassigned, desk.ViewMine:
		shown += ` AND key <> 'resolved'`
	case desk.ViewAwaiting:
		shown += ` AND key <> 'resolved' AND requires_response`
	}
	return ` (t.status IN (SELECT key FROM statuses WHERE ` + shown + `)) IS TRUE`
}

const statusColumns = `key, name, colour, requires_response, visible, opens_on_message, position, builtin,
	deleted_at IS NOT NULL AS deleted`

type statusRow struct {
	Key              string `db:"key"`
	Name             string `db:"name"`
	Colour           string `db:"colour"`
	RequiresResponse bool   `db:"requires_response"`
	Visible          bool   `db:"visible"`
	OpensOnMessage   bool   `db:"opens_on_message"`
	Position         int    `db:"position"`
	Builtin          bool   `db:"builtin"`
	Deleted          bool   `db:"deleted"`
}

// SaveStatus makes a status, or changes one that isn't deleted; it is clean. A built-in one's limits are those of
// desk.Status.MayBecome. Errors: invalid (builtin), conflict (name_taken), not found (deleted).
func (s *Store) SaveStatus(ctx context.Context, st desk.Status) (*desk.Status, error) {
	var row statusRow
	folded := ""
	if !st.Builtin {
		folded = desk.FoldWord(st.Name)
	} else {
		err := s.db.GetContext(ctx, &row, `SELECT `+statusColumns+` FROM statuses WHERE key = $1`, st.Key)
		if err != nil {
			return nil, fmt.Errorf("reading a status: %w", err)
		}
		known := desk.Status(row)
		if err := known.MayBecome(&st); err != nil {
			return nil, err
		}
	}
	err := s.db.GetContext(ctx, &row, `
		INSERT INTO statuses (key, name, folded, colour, requires_response, visible, opens_on_message, position)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (key) DO UPDATE SET name = excluded.name, folded = excluded.folded, colour = excluded.colour,
			requires_response = excluded.requires_response, visible = excluded.visible,
			opens_on_message = excluded.opens_on_message, position = excluded.position
		WHERE statuses.deleted_at IS NULL
		RETURNING `+statusColumns,
		st.Key, st.Name, folded, st.Colour, st.RequiresResponse, st.Visible, st.OpensOnMessage, st.Position)
	if err := savedWord("status", err); err != nil {
		return nil, err
	}
	saved := desk.Status(row)
	return &saved, nil
}

// DeleteStatus takes one of the company's own statuses out of the choice; tickets that have it keep it. Deleting again
// is no error. Errors: not found, invalid (builtin).
func (s *Store) DeleteStatus(ctx context.Context, key string) error {
	if desk.BuiltinStatus(key) {
		return errBuiltin("status")
	}
	return s.deleteOwn(ctx, "status", `UPDATE statuses SET deleted_at = coalesce(deleted_at, now()) WHERE key = $1`, key)
}

// savedWord is what a statement that saves a word of the vocabulary failed with, in terms of the caller.
func savedWord(noun string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows): // deleted
		return notFound(noun)
	case isUniqueViolation(err):
		return desk.Errorf(desk.Conflict, "name_taken", "there is a %s of this name", noun)
	}
	return fmt.Errorf("saving a %s: %w", noun, err)
}

// deleteWord runs an update of the word with the id or key.
func (s *Store) deleteWord(ctx context.Context, noun, query string, id any) error {
	known, err := affects(s.db.ExecContext(ctx, query, id))
	if err != nil {
		return fmt.Errorf("deleting a %s: %w", noun, err)
	}
	if !known {
		return notFound(noun)
	}
	return nil
}

// deleteOwn is deleteWord for the company's own words, whose keys are uuids as text.
func (s *Store) deleteOwn(ctx context.Context, noun, query, key string) error {
	id, err := uuid.Parse(key)
	if err != nil { // Postgres can't even compare with every text
		return notFound(noun)
	}
	return s.deleteWord(ctx, noun, query, id.String())
}

func errBuiltin(noun string) error {
	return desk.Errorf(desk.Invalid, "builtin", "a built-in %s stays", noun)
}
