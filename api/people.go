package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

const (
	// maxAccess is how many chats, and how many teams, an agent can be given.
	maxAccess = 1000
	// releaseBatch is how many tickets one request gives back: each is a transaction of its own.
	releaseBatch = 200
)

// ListPeople returns everybody who has an account and the invitations that wait.
func (s *Server) ListPeople(ctx context.Context, _ contract.ListPeopleRequestObject) (contract.ListPeopleResponseObject, error) {
	people, err := s.store.People(ctx)
	if err != nil {
		return nil, err
	}
	invitations, err := s.store.Invitations(ctx)
	if err != nil {
		return nil, err
	}
	return contract.ListPeople200JSONResponse{People: eachOf(people, personOf), Invitations: eachOf(invitations, invitationOf)}, nil
}

// SavePerson sets an agent's role, access and teams, and whether they may log in.
func (s *Server) SavePerson(ctx context.Context, in contract.SavePersonRequestObject) (contract.SavePersonResponseObject, error) {
	if err := checkAccess(len(in.Body.Channels), len(in.Body.Teams)); err != nil {
		return nil, err
	}
	p, err := s.store.UpdatePerson(ctx, accountOf(ctx).ID, store.PersonChange{
		ID: in.AgentID, Version: in.Body.Version, Role: desk.Role(in.Body.Role), Active: in.Body.Active,
		Channels: in.Body.Channels, Teams: in.Body.Teams,
	})
	if err != nil {
		return nil, err
	}
	s.sessions.forget(p.ID)
	s.log.InfoContext(ctx, "an agent was changed", "agent", p.ID, "role", p.Role, "active", p.Active, "by", accountOf(ctx).ID)
	return contract.SavePerson200JSONResponse(personOf(p)), nil
}

// ReleaseTickets gives open tickets of an agent who is switched off back to nobody.
func (s *Server) ReleaseTickets(ctx context.Context, in contract.ReleaseTicketsRequestObject) (contract.ReleaseTicketsResponseObject, error) {
	written, left, err := s.store.ReleaseTickets(ctx, accountOf(ctx).ID, in.AgentID, releaseBatch)
	for i := range written {
		s.hub.Appended(&written[i])
	}
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "tickets were given back", "agent", in.AgentID, "tickets", len(written), "by", accountOf(ctx).ID)
	return contract.ReleaseTickets200JSONResponse{Released: len(written), Left: left}, nil
}

func checkAccess(channels, teams int) error {
	switch {
	case channels > maxAccess:
		return desk.InvalidField("channels", "too_many", "more than %d chats", maxAccess)
	case teams > maxAccess:
		return desk.InvalidField("teams", "too_many", "more than %d teams", maxAccess)
	}
	return nil
}

func personOf(p *store.Person) contract.CompanyAgent {
	return contract.CompanyAgent{
		ID: p.ID, Name: p.Name, Email: p.Email, Role: contract.Role(p.Role), Photo: idOrNil(p.Photo), Active: p.Active,
		Channels: orEmpty(p.Channels), Teams: orEmpty(p.Teams), OpenTickets: p.OpenTickets, LastSeenAt: timeOrNil(p.LastSeen),
		Version: p.Version(),
	}
}

func invitationOf(i *store.Invitation) contract.Invitation {
	return contract.Invitation{
		ID: i.ID, Email: i.Email, Role: contract.Role(i.Role), Channels: orEmpty(i.Channels), Teams: orEmpty(i.Teams),
		Locale: contract.Locale(i.Locale), InvitedBy: textOrNil(i.InvitedBy), CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt,
		Expired: i.Expired,
	}
}
