package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// teams reads teams with their agents; those who were switched off are left out, and stay in it.
const teams = `
	SELECT t.id, t.name, t.deleted_at IS NOT NULL AS deleted, ARRAY(
		SELECT a.id FROM team_agents ta JOIN agents a ON a.id = ta.agent_id
		WHERE ta.team_id = t.id AND a.disabled_at IS NULL ORDER BY a.name, a.id) AS agents
	FROM teams t`

type teamRow struct {
	ID      uuid.UUID `db:"id"`
	Name    string    `db:"name"`
	Agents  uuids     `db:"agents"`
	Deleted bool      `db:"deleted"`
}

func (r *teamRow) team() *desk.Team {
	return &desk.Team{ID: r.ID, Name: r.Name, Agents: r.Agents, Deleted: r.Deleted}
}

// SaveTeam makes a team, or changes one that isn't deleted: its name, which is clean, and all of its agents. Errors:
// not found (deleted), conflict (name_taken), invalid (agents: one doesn't exist).
func (s *Store) SaveTeam(ctx context.Context, team desk.Team) (*desk.Team, error) {
	agents := team.Agents
	if agents == nil {
		agents = []uuid.UUID{}
	}
	var row teamRow
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		var id uuid.UUID
		err := tx.GetContext(ctx, &id, `
			INSERT INTO teams (id, name, folded) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded
			WHERE teams.deleted_at IS NULL RETURNING id`, team.ID, team.Name, desk.FoldWord(team.Name))
		if err := savedWord("team", err); err != nil {
			return err
		}
		var unknown bool
		err = tx.GetContext(ctx, &unknown,
			`SELECT EXISTS (SELECT FROM unnest($1::uuid[]) id WHERE id NOT IN (SELECT id FROM agents))`, pq.Array(agents))
		if err != nil {
			return fmt.Errorf("looking for a team's agents: %w", err)
		}
		if unknown {
			return desk.InvalidField("agents", "agents", "one of the agents doesn't exist")
		}
		// No list shows those who are switched off, so nobody can have meant to drop them.
		_, err = tx.ExecContext(ctx, `
			DELETE FROM team_agents WHERE team_id = $1 AND agent_id <> ALL ($2)
				AND agent_id IN (SELECT id FROM agents WHERE disabled_at IS NULL)`, team.ID, pq.Array(agents))
		if err != nil {
			return fmt.Errorf("taking agents from a team: %w", err)
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO team_agents (team_id, agent_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
			team.ID, pq.Array(agents))
		if err != nil {
			return fmt.Errorf("giving agents to a team: %w", err)
		}
		if err := tx.GetContext(ctx, &row, teams+` WHERE t.id = $1`, team.ID); err != nil {
			return fmt.Errorf("reading a team: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return row.team(), nil
}

// DeleteTeam takes a team out of the choice; tickets that have it keep it. Deleting again is no error. Error: not found.
func (s *Store) DeleteTeam(ctx context.Context, id uuid.UUID) error {
	return s.deleteWord(ctx, "team", `UPDATE teams SET deleted_at = coalesce(deleted_at, now()) WHERE id = $1`, id)
}
