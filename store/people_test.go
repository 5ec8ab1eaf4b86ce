package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// anAdmin adds an admin without any chat.
func (h *house) anAdmin(t testing.TB, name string) desk.Account {
	t.Helper()
	a := h.newAgent(t, name)
	_, err := h.DB().ExecContext(t.Context(), `UPDATE agents SET role = 'admin' WHERE id = $1`, a.ID)
	require.NoError(t, err)
	a.Role = desk.Admin
	return a
}

// one is a person as an admin sees them.
func (h *house) one(t testing.TB, agent uuid.UUID) *store.Person {
	t.Helper()
	people, err := h.People(t.Context())
	require.NoError(t, err)
	i := slices.IndexFunc(people, func(p store.Person) bool { return p.ID == agent })
	require.GreaterOrEqual(t, i, 0)
	return &people[i]
}

// as is a change that changes nothing yet.
func as(p *store.Person) store.PersonChange {
	return store.PersonChange{ID: p.ID, Version: p.Version(), Role: p.Role, Active: p.Active, Channels: p.Channels, Teams: p.Teams}
}

func TestAnAdminSetsRoleAccessAndTeams(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.anAdmin(t, "Ada Admin")
	team, err := h.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: "Zwroty"})
	require.NoError(t, err)
	shop, other := h.channelVersion(t, h.shop.ID), h.channelVersion(t, h.other.ID)

	anna := h.one(t, h.anna.ID)
	require.Equal(t, []uuid.UUID{h.shop.ID}, anna.Channels)
	change := as(anna)
	change.Role, change.Channels, change.Teams = desk.Operator, []uuid.UUID{h.other.ID, h.other.ID}, []uuid.UUID{team.ID}
	changed, err := h.UpdatePerson(t.Context(), ada.ID, change)
	require.NoError(t, err)
	require.Equal(t, []any{desk.Operator, true, []uuid.UUID{h.other.ID}, []uuid.UUID{team.ID}},
		[]any{changed.Role, changed.Active, changed.Channels, changed.Teams})
	require.Equal(t, changed, h.one(t, h.anna.ID))
	require.Equal(t, []int64{shop + 1, other + 1}, []int64{h.channelVersion(t, h.shop.ID), h.channelVersion(t, h.other.ID)},
		"who edits the chats learns of it")

	t.Run("a change from an older state is refused", func(t *testing.T) {
		_, err := h.UpdatePerson(t.Context(), ada.ID, change)
		requireKind(t, desk.Conflict, "person_changed", err)
	})
	t.Run("and one from before the chat's own form gave access", func(t *testing.T) {
		before := as(h.one(t, h.anna.ID))
		require.NoError(t, h.GrantChannel(t.Context(), h.shop.ID, h.anna.ID))
		_, err := h.UpdatePerson(t.Context(), ada.ID, before)
		requireKind(t, desk.Conflict, "person_changed", err)
	})
	t.Run("what isn't there can't be given", func(t *testing.T) {
		for field, wrong := range map[string]func(*store.PersonChange){
			"channels": func(c *store.PersonChange) { c.Channels = []uuid.UUID{uuid.New()} },
			"teams":    func(c *store.PersonChange) { c.Teams = []uuid.UUID{uuid.New()} },
			"role":     func(c *store.PersonChange) { c.Role = "boss" },
		} {
			change := as(h.one(t, h.anna.ID))
			wrong(&change)
			_, err := h.UpdatePerson(t.Context(), ada.ID, change)
			code := "unknown"
			if field == "channels" {
				code = field
			}
			requireKind(t, desk.Invalid, code, err)
			require.ErrorContains(t, err, field)
		}
	})
	t.Run("deleted chats and teams stay as they were", func(t *testing.T) {
		require.NoError(t, h.DeleteChannel(t.Context(), h.shop.ID))
		require.NoError(t, h.DeleteTeam(t.Context(), team.ID))
		change := as(h.one(t, h.anna.ID))
		require.Equal(t, []any{[]uuid.UUID{h.other.ID}, 0}, []any{change.Channels, len(change.Teams)})
		change.Channels = nil
		_, err := h.UpdatePerson(t.Context(), ada.ID, change)
		require.NoError(t, err)
		ids, err := h.ChannelIDs(t.Context(), h.anna.ID)
		require.NoError(t, err)
		require.Equal(t, []uuid.UUID{h.shop.ID}, ids)
	})
	_, err = h.UpdatePerson(t.Context(), ada.ID, store.PersonChange{ID: uuid.New(), Role: desk.Agent})
	requireKind(t, desk.NotFound, "agent_not_found", err)
}

func (h *house) channelVersion(t testing.TB, id uuid.UUID) int64 {
	t.Helper()
	c, err := h.ConfiguredChannel(t.Context(), id)
	require.NoError(t, err)
	return c.Version
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, adam := h.anAdmin(t, "Ada Admin"), h.anAdmin(t, "Adam Admin")
	off := as(h.one(t, ada.ID))
	off.Active = false
	_, err := h.UpdatePerson(t.Context(), ada.ID, off)
	requireKind(t, desk.Conflict, "self_off", err)
	off.Role = desk.Agent
	_, err = h.UpdatePerson(t.Context(), ada.ID, off)
	requireKind(t, desk.Conflict, "self_off", err)

	// Each takes the other's role, again and again: one of them is always left.
	for range 20 {
		changes := [2]store.PersonChange{as(h.one(t, ada.ID)), as(h.one(t, adam.ID))}
		changes[0].Role, changes[1].Active = desk.Agent, false
		var errs [2]error
		require.NoError(t, inParallel(
			func() error { _, errs[0] = h.UpdatePerson(t.Context(), adam.ID, changes[0]); return nil },
			func() error { _, errs[1] = h.UpdatePerson(t.Context(), ada.ID, changes[1]); return nil },
		))
		failed := slices.DeleteFunc(errs[:], func(err error) bool { return err == nil })
		require.Len(t, failed, 1)
		requireKind(t, desk.Conflict, "last_admin", failed[0])
		_, err := h.DB().ExecContext(t.Context(), `UPDATE agents SET role = 'admin', disabled_at = NULL WHERE id IN ($1, $2)`, ada.ID, adam.ID)
		require.NoError(t, err)
	}

	demoted := as(h.one(t, adam.ID))
	demoted.Role = desk.Operator
	_, err = h.UpdatePerson(t.Context(), adam.ID, demoted) // one may step down oneself
	require.NoError(t, err)
	last := as(h.one(t, ada.ID))
	last.Role = desk.Agent
	_, err = h.UpdatePerson(t.Context(), ada.ID, last)
	requireKind(t, desk.Conflict, "last_admin", err)
	last.Role, last.Channels = desk.Admin, []uuid.UUID{h.shop.ID}
	_, err = h.UpdatePerson(t.Context(), ada.ID, last) // all else can be set
	require.NoError(t, err)
}

func TestWhoIsSwitchedOffIsLoggedOutForGood(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada, adam := h.anAdmin(t, "Ada Admin"), h.anAdmin(t, "Adam Admin")
	token := store.HashSessionToken("adam")
	require.NoError(t, h.CreateSession(t.Context(), token, adam.ID, time.Hour, ""))
	reset := store.HashInvitationToken("reset of adam")
	_, err := h.CreateReset(t.Context(), ada.ID, adam.ID, reset)
	require.NoError(t, err)
	invited := store.HashInvitationToken("made by adam")
	_, err = h.CreateInvitation(t.Context(), adam.ID, anInvitation("ola@sklep.example"), invited)
	require.NoError(t, err)
	stolen := store.HashInvitationToken("reset of ada by adam")
	_, err = h.CreateReset(t.Context(), adam.ID, ada.ID, stolen)
	require.NoError(t, err)

	change := as(h.one(t, adam.ID))
	change.Active = false
	off, err := h.UpdatePerson(t.Context(), ada.ID, change)
	require.NoError(t, err)
	require.False(t, off.Active)
	for name, link := range map[string]store.InvitationToken{"theirs": reset, "an invitation they made": invited, "a reset they made": stolen} {
		_, err := h.InvitationByToken(t.Context(), link)
		requireKind(t, desk.Closed, "invitation_revoked", err)
		require.Error(t, err, name)
	}
	requireKind(t, desk.Unauthenticated, "session_ended", h.CreateSession(t.Context(), store.HashSessionToken("late"), adam.ID, time.Hour, ""))

	change = as(off)
	change.Active = true
	_, err = h.UpdatePerson(t.Context(), ada.ID, change)
	require.NoError(t, err)
	_, err = h.AccountBySession(t.Context(), token)
	requireKind(t, desk.Unauthenticated, "session_ended", err)
}

func TestTicketsOfWhoIsSwitchedOffAreGivenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ada := h.anAdmin(t, "Ada Admin") // without access to the chat
	open, another, closed, annas := h.joined(t, h.piotr), h.joined(t, h.piotr), h.joined(t, h.piotr).closed(t), h.joined(t, h.anna)
	require.Equal(t, 2, h.one(t, h.piotr.ID).OpenTickets)
	_, _, err := h.ReleaseTickets(t.Context(), ada.ID, h.piotr.ID, 10)
	requireKind(t, desk.Conflict, "still_active", err)

	change := as(h.one(t, h.piotr.ID))
	change.Active = false
	_, err = h.UpdatePerson(t.Context(), ada.ID, change)
	require.NoError(t, err)
	written, left, err := h.ReleaseTickets(t.Context(), ada.ID, h.piotr.ID, 1)
	require.NoError(t, err)
	require.Equal(t, []int{1, 1}, []int{len(written), left})
	written, left, err = h.ReleaseTickets(t.Context(), ada.ID, h.piotr.ID, 10)
	require.NoError(t, err)
	require.Equal(t, []int{1, 0}, []int{len(written), left})
	written, left, err = h.ReleaseTickets(t.Context(), ada.ID, h.piotr.ID, 10)
	require.NoError(t, err)
	require.Equal(t, []int{0, 0}, []int{len(written), left})

	for _, c := range []*chat{open, another} {
		journal := c.journal(t)
		last := journal[len(journal)-1]
		require.Equal(t, desk.Author{Kind: desk.ByAgent, ID: ada.ID, Name: ada.Name}, last.Author)
		require.Equal(t, &desk.Change{Property: desk.PropertyAgent, Was: h.piotr.ID.String(), WasName: h.piotr.Name}, last.Operation.Change)
		require.Greater(t, c.head(t).WakeSeq, last.Seq-1, "its workflow hears of it")
	}
	require.Zero(t, h.one(t, h.piotr.ID).OpenTickets)
	require.Equal(t, 1, h.one(t, h.anna.ID).OpenTickets)
	require.Len(t, closed.journal(t), 3)
	require.Len(t, annas.journal(t), 2)
	_, _, err = h.ReleaseTickets(t.Context(), ada.ID, uuid.New(), 10)
	requireKind(t, desk.NotFound, "agent_not_found", err)
}
