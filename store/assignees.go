package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// Assignee is an agent with access to a ticket's channel.
type Assignee struct {
	ID    uuid.UUID
	Name  string
	Role  desk.Role
	Teams []uuid.UUID // without deleted ones
	Photo uuid.UUID   // as in desk.Account
}

// Assignees returns who could have or watch the ticket, by name, for an agent with access to it. Error: not found.
func (s *Store) Assignees(ctx context.Context, ticket, agent uuid.UUID) ([]Assignee, error) {
	var rows []struct {
		ID    uuid.UUID `db:"id"`
		Name  string    `db:"name"`
		Role  desk.Role `db:"role"`
		Teams uuids     `db:"teams"`

		Photo uuid.NullUUID `db:"photo_id"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT a.id, a.name, a.role, a.photo_id, ARRAY(
			SELECT ta.team_id FROM team_agents ta JOIN teams ON teams.id = ta.team_id AND teams.deleted_at IS NULL
			WHERE ta.agent_id = a.id ORDER BY teams.folded, teams.id) AS teams
		FROM tickets t
		JOIN channel_agents own ON own.channel_id = t.channel_id AND own.agent_id = $2
		JOIN channel_agents ca ON ca.channel_id = t.channel_id
		JOIN agents a ON a.id = ca.agent_id AND a.disabled_at IS NULL
		WHERE t.id = $1 ORDER BY a.name, a.id`, ticket, agent)
	if err != nil {
		return nil, fmt.Errorf("listing a ticket's assignees: %w", err)
	}
	if len(rows) == 0 { // not even the one who asks
		return nil, notFound("ticket")
	}
	assignees := make([]Assignee, len(rows))
	for i, r := range rows {
		assignees[i] = Assignee{ID: r.ID, Name: r.Name, Role: r.Role, Teams: r.Teams, Photo: r.Photo.UUID}
	}
	return assignees, nil
}
