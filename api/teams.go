package api

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// maxTeam is how many agents a team has.
const maxTeam = 1000

// SaveTeam makes or changes a team.
func (s *Server) SaveTeam(ctx context.Context, in contract.SaveTeamRequestObject) (contract.SaveTeamResponseObject, error) {
	name, err := desk.CleanWord("name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	if in.TeamID == uuid.Nil {
		return nil, desk.Errorf(desk.Invalid, "missing", "a team needs an id")
	}
	if len(in.Body.Agents) > maxTeam {
		return nil, desk.InvalidField("agents", "agents", "more than %d agents", maxTeam)
	}
	team, err := s.store.SaveTeam(ctx, desk.Team{ID: in.TeamID, Name: name, Agents: in.Body.Agents})
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a team was saved", "team", team.ID, "by", accountOf(ctx).ID)
	return contract.SaveTeam200JSONResponse(teamOf(team)), nil
}

// DeleteTeam takes a team out of the choice.
func (s *Server) DeleteTeam(ctx context.Context, in contract.DeleteTeamRequestObject) (contract.DeleteTeamResponseObject, error) {
	if err := s.store.DeleteTeam(ctx, in.TeamID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a team was deleted", "team", in.TeamID, "by", accountOf(ctx).ID)
	return contract.DeleteTeam204Response{}, nil
}

func teamOf(t *desk.Team) contract.Team {
	return contract.Team{ID: t.ID, Name: t.Name, Agents: orEmpty(t.Agents), Deleted: t.Deleted}
}
