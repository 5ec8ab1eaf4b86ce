package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"rozmowa/desk"
)

type companyRow struct {
	Version     int64 `db:"version"`
	AnswerHours int   `db:"answer_hours"`
}

// CompanySettings returns what is set once for the whole company.
func (s *Store) CompanySettings(ctx context.Context) (*desk.CompanySettings, error) {
	var row companyRow
	if err := s.db.GetContext(ctx, &row, `SELECT version, answer_hours FROM company_settings`); err != nil {
		return nil, fmt.Errorf("reading the company's settings: %w", err)
	}
	settings := desk.CompanySettings(row)
	return &settings, nil
}

// SaveCompanySettings replaces them, if they are still of c.Version, and returns them as saved. They were checked. Error:
// conflict (general_changed).
func (s *Store) SaveCompanySettings(ctx context.Context, c desk.CompanySettings) (*desk.CompanySettings, error) {
	var row companyRow
	err := s.db.GetContext(ctx, &row, `
		UPDATE company_settings SET version = version + 1, answer_hours = $2 WHERE version = $1
		RETURNING version, answer_hours`, c.Version, c.AnswerHours)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, desk.Errorf(desk.Conflict, "general_changed", "somebody has saved these settings meanwhile")
	}
	if err != nil {
		return nil, fmt.Errorf("saving the company's settings: %w", err)
	}
	settings := desk.CompanySettings(row)
	return &settings, nil
}
