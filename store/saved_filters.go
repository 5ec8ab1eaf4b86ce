package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

const savedFilterColumns = `id, name, view, sort, filter, position`

type savedFilterRow struct {
	ID       uuid.UUID       `db:"id"`
	Name     string          `db:"name"`
	View     desk.View       `db:"view"`
	Sort     desk.TicketSort `db:"sort"`
	Filter   []byte          `db:"filter"`
	Position int             `db:"position"`
}

func (r *savedFilterRow) filter() (*desk.SavedFilter, error) {
	f := &desk.SavedFilter{ID: r.ID, Name: r.Name, View: r.View, Sort: r.Sort, Position: r.Position}
	if err := json.Unmarshal(r.Filter, &f.Filter); err != nil {
		return nil, fmt.Errorf("saved filter %s: %w", r.ID, err)
	}
	return f, nil
}

// SavedFilters returns the agent's filters by position.
func (s *Store) SavedFilters(ctx context.Context, agent uuid.UUID) ([]desk.SavedFilter, error) {
	var rows []savedFilterRow
	err := s.db.SelectContext(ctx, &rows, `
		SELECT `+savedFilterColumns+` FROM saved_filters WHERE agent_id = $1 ORDER BY position, created_at, id`, agent)
	if err != nil {
		return nil, fmt.Errorf("listing saved filters: %w", err)
	}
	filters := make([]desk.SavedFilter, len(rows))
	for i := range rows {
		f, err := rows[i].filter()
		if err != nil {
			return nil, err
		}
		filters[i] = *f
	}
	return filters, nil
}

// SaveFilter makes or changes one of the agent's filters, which is clean. Error: conflict (too_many_filters).
func (s *Store) SaveFilter(ctx context.Context, agent uuid.UUID, f desk.SavedFilter) (*desk.SavedFilter, error) {
	filter, err := json.Marshal(f.Filter)
	if err != nil {
		return nil, fmt.Errorf("saving a filter: %w", err)
	}
	var row savedFilterRow
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		// One agent's saves go one after another, so that they can be counted.
		if _, err := tx.ExecContext(ctx, `SELECT FROM agents WHERE id = $1 FOR NO KEY UPDATE`, agent); err != nil {
			return fmt.Errorf("saving a filter: %w", err)
		}
		err := tx.GetContext(ctx, &row, `
			INSERT INTO saved_filters (agent_id, id, name, view, sort, filter, position)
			SELECT $1, $2, $3, $4, $5, $6, coalesce(nullif($7::int, 0), max(position) + 1, 1) FROM saved_filters WHERE agent_id = $1
			HAVING count(*) < $8 OR count(*) FILTER (WHERE id = $2) > 0
			ON CONFLICT (agent_id, id) DO UPDATE SET name = excluded.name, view = excluded.view, sort = excluded.sort,
				filter = excluded.filter, position = coalesce(nullif($7::int, 0), saved_filters.position)
			RETURNING `+savedFilterColumns, agent, f.ID, f.Name, f.View, f.Sort, filter, f.Position, desk.MaxSavedFilters)
		if errors.Is(err, sql.ErrNoRows) {
			return desk.Errorf(desk.Conflict, "too_many_filters", "there are %d filters already", desk.MaxSavedFilters)
		}
		if err != nil {
			return fmt.Errorf("saving a filter: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return row.filter()
}

// DeleteFilter deletes one of the agent's filters. Where the inbox began with it, it begins with the unassigned tickets.
// One that isn't there is no error.
func (s *Store) DeleteFilter(ctx context.Context, agent, id uuid.UUID) error {
	_, err := s.db.ExecContext(ctx, `
		WITH begun AS (UPDATE agents SET default_list = 'unassigned' WHERE id = $1 AND lower(default_list) = $2::uuid::text)
		DELETE FROM saved_filters WHERE agent_id = $1 AND id = $2`, agent, id)
	if err != nil {
		return fmt.Errorf("deleting a filter: %w", err)
	}
	return nil
}
