package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

// ada is an admin of the company who answers nothing.
func ada(t *testing.T, c *apitest.Company) *apitest.Caller {
	t.Helper()
	return c.As(t, apitest.NewAgent(t, c.Store, "Ada Admin", desk.Admin))
}

// listed is everybody and the invitations.
func listed(t *testing.T, admin *apitest.Caller) (all struct {
	People      []contract.CompanyAgent
	Invitations []contract.Invitation
}) {
	t.Helper()
	admin.Do(t, http.MethodGet, "/api/v1/people", nil).Into(t, http.StatusOK, &all)
	return all
}

func personIn(t *testing.T, admin *apitest.Caller, id uuid.UUID) contract.CompanyAgent {
	t.Helper()
	people := listed(t, admin).People
	i := slices.IndexFunc(people, func(p contract.CompanyAgent) bool { return p.ID == id })
	require.GreaterOrEqual(t, i, 0)
	return people[i]
}

// setPerson changes one thing of an agent.
func setPerson(t *testing.T, admin *apitest.Caller, id uuid.UUID, change func(*contract.CompanyAgentChange)) *apitest.Answer {
	t.Helper()
	p := personIn(t, admin, id)
	body := contract.CompanyAgentChange{Version: p.Version, Role: p.Role, Active: p.Active, Channels: p.Channels, Teams: p.Teams}
	change(&body)
	return admin.Do(t, http.MethodPut, "/api/v1/people/"+id.String(), body)
}

func TestAccessThatAnAdminChangesReachesOpenInboxes(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin, chat := ada(t, c), c.Chat(t)
	piotr := c.As(t, c.Piotr)
	socket := piotr.Watching(t, chat)
	setPerson(t, admin, c.Piotr.ID, func(b *contract.CompanyAgentChange) { b.Channels = []uuid.UUID{c.Other.ID} }).OK(t, http.StatusOK)
	socket.Until(t, "refused")
	socket.Until(t, "gone")
	piotr.Do(t, http.MethodGet, chat.TicketPath(""), nil).Refused(t, http.StatusNotFound, "not_found", "ticket_not_found")

	setPerson(t, admin, c.Piotr.ID, func(b *contract.CompanyAgentChange) { b.Channels = []uuid.UUID{c.Shop.ID} }).OK(t, http.StatusOK)
	socket.Until(t, "resync")
	socket.Watch(t, chat.ID)

	t.Run("another role is one for requests and shows", func(t *testing.T) {
		setPerson(t, admin, c.Piotr.ID, func(b *contract.CompanyAgentChange) { b.Role = "operator" }).OK(t, http.StatusOK)
		socket.Until(t, "vocabulary")
		apitest.Eventually(t, func() bool {
			return piotr.Do(t, http.MethodPost, chat.TicketPath("/typing"), nil).Status == http.StatusForbidden
		}, "an operator doesn't write")
	})
}

func TestWhoIsSwitchedOffIsThrownOut(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	admin, chat := ada(t, c), c.Chat(t)
	chat.Join(t, c.Piotr)
	piotr := c.As(t, c.Piotr)
	socket := piotr.Watching(t, chat)
	require.Equal(t, 1, personIn(t, admin, c.Piotr.ID).OpenTickets)
	var off contract.CompanyAgent
	setPerson(t, admin, c.Piotr.ID, func(b *contract.CompanyAgentChange) { b.Active = false }).Into(t, http.StatusOK, &off)
	require.False(t, off.Active)
	require.Error(t, socket.Ended(t))
	piotr.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")

	anna := c.As(t, c.Anna).Watching(t, chat)
	var done struct{ Released, Left int }
	admin.Do(t, http.MethodPost, "/api/v1/people/"+c.Piotr.ID.String()+"/release", nil).Into(t, http.StatusOK, &done)
	require.Equal(t, []int{1, 0}, []int{done.Released, done.Left})
	require.Contains(t, anna.Until(t, "entries").Raw, `"was":"`+c.Piotr.ID.String())
	anna.UntilThat(t, func(f apitest.Frame) bool { return f.Row.ID == chat.ID && f.Row.Agent == nil })

	setPerson(t, admin, c.Piotr.ID, func(b *contract.CompanyAgentChange) { b.Active = true }).OK(t, http.StatusOK)
	piotr.Do(t, http.MethodGet, "/api/v1/session", nil).Refused(t, http.StatusUnauthorized, "unauthenticated", "session_ended")
	admin.Do(t, http.MethodPost, "/api/v1/people/"+c.Piotr.ID.String()+"/release", nil).Refused(t, http.StatusConflict, "conflict", "still_active")
}

func TestWhatCannotBeSetOfAnAgent(t *testing.T) {
	t.Parallel()
	n := newNode(t, api.Options{Limits: apitest.NoLimits})
	c := apitest.NewCompany(t, n)
	last := apitest.NewAgent(t, c.Store, "Ada Admin", desk.Admin)
	admin := c.As(t, last)
	setPerson(t, admin, last.ID, func(b *contract.CompanyAgentChange) { b.Role = "agent" }).Refused(t, http.StatusConflict, "conflict", "last_admin")
	setPerson(t, admin, last.ID, func(b *contract.CompanyAgentChange) { b.Active = false }).Refused(t, http.StatusConflict, "conflict", "self_off")
	setPerson(t, admin, c.Anna.ID, func(b *contract.CompanyAgentChange) { b.Version++ }).Refused(t, http.StatusConflict, "conflict", "person_changed")
	for field, wrong := range map[string]func(*contract.CompanyAgentChange){
		"role":     func(b *contract.CompanyAgentChange) { b.Role = "boss" },
		"channels": func(b *contract.CompanyAgentChange) { b.Channels = []uuid.UUID{uuid.New()} },
		"teams":    func(b *contract.CompanyAgentChange) { b.Teams = []uuid.UUID{uuid.New()} },
	} {
		code := "unknown"
		if field == "channels" { // one was there, and was deleted: it has words of its own
			code = field
		}
		e := setPerson(t, admin, c.Anna.ID, wrong).Refused(t, http.StatusBadRequest, "invalid", code)
		require.Equal(t, field, *e.Field)
	}
	e := setPerson(t, admin, c.Anna.ID, func(b *contract.CompanyAgentChange) { b.Channels = make([]uuid.UUID, 1001) }).
		Refused(t, http.StatusBadRequest, "invalid", "too_many")
	require.Equal(t, "channels", *e.Field)
}
