package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// Person is an agent as an admin sees them.
type Person struct {
	desk.Account
	// Active: they may log in.
	Active bool
	// Channels they have access to and Teams they are in, without deleted ones, by id.
	Channels, Teams []uuid.UUID
	OpenTickets     int
	// LastSeen is zero for who never was.
	LastSeen time.Time
}

// Version is another one whenever what an admin sets is different, from whichever side it was set: access is also the
// chats' matter, and teams have a list of their own.
func (p *Person) Version() int64 {
	h := fnv.New32a()
	_, _ = fmt.Fprint(h, p.Role, p.Active, p.Channels, p.Teams) // never fails
	return int64(h.Sum32())
}

// people reads everybody. The tickets are counted by their index, chat by chat.
const people = `
	SELECT ` + accountColumns + `, a.disabled_at IS NULL AS active, a.last_seen_at, ARRAY(
		SELECT ca.channel_id FROM channel_agents ca JOIN channels c ON c.id = ca.channel_id AND c.deleted_at IS NULL
		WHERE ca.agent_id = a.id ORDER BY ca.channel_id) AS channels, ARRAY(
		SELECT ta.team_id FROM team_agents ta JOIN teams t ON t.id = ta.team_id AND t.deleted_at IS NULL
		WHERE ta.agent_id = a.id ORDER BY ta.team_id) AS teams, (
		SELECT count(*) FROM tickets t
		WHERE t.state <> 'closed' AND t.agent_id = a.id AND t.channel_id = ANY (ARRAY(SELECT id FROM channels))) AS open_tickets
	FROM agents a`

type personRow struct {
	accountRow
	Active      bool       `db:"active"`
	LastSeen    *time.Time `db:"last_seen_at"`
	Channels    uuids      `db:"channels"`
	Teams       uuids      `db:"teams"`
	OpenTickets int        `db:"open_tickets"`
}

func (r *personRow) person() *Person {
	p := &Person{Account: *r.account(), Active: r.Active, Channels: r.Channels, Teams: r.Teams, OpenTickets: r.OpenTickets}
	if r.LastSeen != nil {
		p.LastSeen = *r.LastSeen
	}
	return p
}

// People returns everybody who has an account, by name.
func (s *Store) People(ctx context.Context) ([]Person, error) {
	var rows []personRow
	if err := s.db.SelectContext(ctx, &rows, people+` ORDER BY a.name, a.id`); err != nil {
		return nil, fmt.Errorf("listing people: %w", err)
	}
	list := make([]Person, len(rows))
	for i := range rows {
		list[i] = *rows[i].person()
	}
	return list, nil
}

// PersonChange is all that an admin sets of an agent.
type PersonChange struct {
	ID uuid.UUID
	// Version is what the change began from.
	Version         int64
	Role            desk.Role
	Active          bool
	Channels, Teams []uuid.UUID
}

// UpdatePerson sets an agent's role, access, teams and whether they may log in, for the admin by. Who is switched off is
// logged out, and links to set their password die; who stops being an admin can't have made any that live. Deleted
// chats and teams stay as they were. Errors: not found, conflict (person_changed, last_admin, self_off), invalid (role,
// channels, teams: one doesn't exist).
func (s *Store) UpdatePerson(ctx context.Context, by uuid.UUID, change PersonChange) (p *Person, err error) {
	if len(change.Role.Permissions()) == 0 {
		return nil, desk.InvalidField("role", "unknown", "a role is admin, agent or operator")
	}
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		// All admins first, in one order: two who take each other's role are put in order by it.
		var admins []uuid.UUID
		err := tx.SelectContext(ctx, &admins, `
			SELECT id FROM agents WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`)
		if err != nil {
			return fmt.Errorf("locking the admins: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `SELECT FROM agents WHERE id = $1 FOR NO KEY UPDATE`, change.ID); err != nil {
			return fmt.Errorf("locking an agent: %w", err)
		}
		was, err := person(ctx, tx, change.ID)
		if err != nil {
			return err
		}
		isAdmin, staysAdmin := slices.Contains(admins, change.ID), change.Role == desk.Admin && change.Active
		switch {
		case was.Version() != change.Version:
			return desk.Errorf(desk.Conflict, "person_changed", "somebody has changed this agent meanwhile")
		case change.ID == by && !change.Active:
			return desk.Errorf(desk.Conflict, "self_off", "nobody switches themselves off")
		case isAdmin && !staysAdmin && len(admins) == 1:
			return desk.Errorf(desk.Conflict, "last_admin", "nobody else could set the company up")
		}
		if was.Role != change.Role || was.Active != change.Active {
			_, err := tx.ExecContext(ctx, `
				UPDATE agents SET role = $2, disabled_at = CASE WHEN $3 THEN NULL ELSE coalesce(disabled_at, now()) END
				WHERE id = $1`, change.ID, change.Role, change.Active)
			if err != nil {
				return fmt.Errorf("changing an agent: %w", err)
			}
		}
		if was.Active && !change.Active {
			if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE agent_id = $1`, change.ID); err != nil {
				return fmt.Errorf("logging an agent out: %w", err)
			}
			if err := revokeResets(ctx, tx, change.ID); err != nil {
				return err
			}
		}
		if isAdmin && !staysAdmin {
			if err := revokeLinksBy(ctx, tx, change.ID); err != nil {
				return err
			}
		}
		if err := setAccess(ctx, tx, change.ID, was.Channels, change.Channels); err != nil {
			return err
		}
		if err := setTeams(ctx, tx, change.ID, was.Teams, change.Teams); err != nil {
			return err
		}
		p, err = person(ctx, tx, change.ID)
		return err
	})
	return p, err
}

func person(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (*Person, error) {
	var rows []personRow
	if err := tx.SelectContext(ctx, &rows, people+` WHERE a.id = $1`, id); err != nil {
		return nil, fmt.Errorf("reading an agent: %w", err)
	}
	if len(rows) == 0 {
		return nil, notFound("agent")
	}
	return rows[0].person(), nil
}

// setAccess gives and takes access to chats that aren't deleted, and makes a new version of each chat that it concerns:
// whoever edits one learns of it.
func setAccess(ctx context.Context, tx *sqlx.Tx, agent uuid.UUID, was, wanted []uuid.UUID) error {
	given, taken := without(wanted, was), without(was, wanted)
	if len(given)+len(taken) == 0 {
		return nil
	}
	// In the order of their ids, as others may change several at once.
	var there []uuid.UUID
	err := tx.SelectContext(ctx, &there, `
		SELECT id FROM channels WHERE id = ANY ($1) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE`, pq.Array(slices.Concat(given, taken)))
	if err != nil {
		return fmt.Errorf("changing an agent's access: %w", err)
	}
	if len(without(given, there)) > 0 {
		return errNoSuchChannel()
	}
	for _, step := range []struct {
		query    string
		channels []uuid.UUID
	}{
		{`INSERT INTO channel_agents (agent_id, channel_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`, given},
		{`DELETE FROM channel_agents WHERE agent_id = $1 AND channel_id = ANY ($2)`, taken},
		{`UPDATE channels SET version = version + 1 WHERE $1::uuid IS NOT NULL AND id = ANY ($2)`, there},
	} {
		if len(step.channels) == 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, step.query, agent, pq.Array(step.channels)); err != nil {
			return fmt.Errorf("changing an agent's access: %w", err)
		}
	}
	return nil
}

// setTeams puts an agent into teams that aren't deleted, and takes them out of others.
func setTeams(ctx context.Context, tx *sqlx.Tx, agent uuid.UUID, was, wanted []uuid.UUID) error {
	given, taken := without(wanted, was), without(was, wanted)
	if len(given)+len(taken) == 0 {
		return nil
	}
	if err := checkTeams(ctx, tx, given); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO team_agents (agent_id, team_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`, agent, pqArray(given))
	if err != nil {
		return fmt.Errorf("giving an agent to teams: %w", err)
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM team_agents WHERE agent_id = $1 AND team_id = ANY ($2)`, agent, pqArray(taken))
	if err != nil {
		return fmt.Errorf("taking an agent from teams: %w", err)
	}
	return nil
}

// checkTeams refuses teams that don't exist or were deleted, and holds the others in being until the transaction ends.
func checkTeams(ctx context.Context, tx *sqlx.Tx, teams []uuid.UUID) error {
	var there []uuid.UUID
	err := tx.SelectContext(ctx, &there, `SELECT id FROM teams WHERE id = ANY ($1) AND deleted_at IS NULL ORDER BY id FOR SHARE`, pqArray(teams))
	if err != nil {
		return fmt.Errorf("looking for teams: %w", err)
	}
	if len(without(teams, there)) > 0 {
		return desk.InvalidField("teams", "unknown", "one of the teams doesn't exist")
	}
	return nil
}

// without returns what of list isn't in other.
func without(list, other []uuid.UUID) []uuid.UUID {
	var rest []uuid.UUID
	for _, id := range list {
		if !slices.Contains(other, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

// ReleaseTickets gives up to limit open tickets of an agent who is switched off back to nobody, each by a change of its
// own that the admin by is the author of, and returns the entries and how many tickets are left. Errors: not found,
// conflict (still_active).
func (s *Store) ReleaseTickets(ctx context.Context, by, agent uuid.UUID, limit int) (written []desk.Entry, left int, err error) {
	var active []bool
	if err := s.db.SelectContext(ctx, &active, `SELECT disabled_at IS NULL FROM agents WHERE id = $1`, agent); err != nil {
		return nil, 0, fmt.Errorf("reading an agent: %w", err)
	}
	switch {
	case len(active) == 0:
		return nil, 0, notFound("agent")
	case active[0]:
		return nil, 0, desk.Errorf(desk.Conflict, "still_active", "the agent is not switched off")
	}
	var tickets []uuid.UUID
	err = s.db.SelectContext(ctx, &tickets, `
		SELECT t.id FROM tickets t
		WHERE t.state <> 'closed' AND t.agent_id = $1 AND t.channel_id = ANY (ARRAY(SELECT id FROM channels))`, agent)
	if err != nil {
		return nil, 0, fmt.Errorf("looking for an agent's tickets: %w", err)
	}
	left = max(0, len(tickets)-limit)
	for _, ticket := range tickets[:len(tickets)-left] {
		entries, err := s.release(ctx, by, agent, ticket)
		if err != nil {
			return written, left, err
		}
		written = append(written, entries...)
	}
	return written, left, nil
}

// release gives a ticket back to nobody if the agent still has it. Whose access it is a matter of isn't asked: it is the
// company's.
func (s *Store) release(ctx context.Context, by, agent, ticket uuid.UUID) (entries []desk.Entry, err error) {
	wanted, err := desk.NewChange(desk.PropertyAgent, "")
	if err != nil {
		return nil, err
	}
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		c := &changing{tx: tx, by: desk.Author{Kind: desk.ByAgent, ID: by}, id: uuid.New(), Change: wanted, wakes: true}
		err := tx.GetContext(ctx, &c.row, `
			SELECT id, channel_id, state, agent_id FROM tickets WHERE id = $1 AND agent_id = $2 AND state <> 'closed'
			FOR NO KEY UPDATE`, ticket, agent)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // somebody was faster
		}
		if err != nil {
			return fmt.Errorf("giving a ticket back: %w", err)
		}
		entries, err = c.carryOut(ctx)
		return err
	})
	return entries, err
}
