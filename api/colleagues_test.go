package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

func colleaguesOf(t *testing.T, who *apitest.Caller) []contract.Colleague {
	t.Helper()
	var list struct{ Agents []contract.Colleague }
	who.Do(t, http.MethodGet, "/api/v1/agents", nil).Into(t, http.StatusOK, &list)
	return list.Agents
}

func TestAnAgentKnowsThoseWithWhomTheyShareAChat(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	gone := apitest.NewAgent(t, c.Store, "Dawny Kolega", desk.Agent, c.Shop)
	apitest.Exec(t, sharedURL, `UPDATE agents SET disabled_at = now() WHERE id = $1`, gone.ID)
	lonely := apitest.NewAgent(t, c.Store, "Nowa Osoba", desk.Agent)
	admin := ada(t, c)

	knows := func(list []contract.Colleague, id uuid.UUID) bool {
		return slices.ContainsFunc(list, func(c contract.Colleague) bool { return c.ID == id })
	}
	annas := colleaguesOf(t, c.As(t, c.Anna))
	require.Contains(t, annas, contract.Colleague{ID: c.Piotr.ID, Name: c.Piotr.Name, Role: contract.Role(c.Piotr.Role), Active: true},
		"without an address, which gives access")
	require.Contains(t, annas, contract.Colleague{ID: gone.ID, Name: gone.Name, Role: "agent"}, "who has left still had tickets")
	require.True(t, knows(annas, c.Anna.ID))
	require.False(t, knows(annas, c.Ewa.ID), "Ewa answers another chat")
	require.False(t, knows(annas, lonely.ID))

	alone := colleaguesOf(t, c.As(t, lonely))
	require.Equal(t, []contract.Colleague{{ID: lonely.ID, Name: lonely.Name, Role: "agent", Active: true}}, alone)

	all := colleaguesOf(t, admin)
	require.Contains(t, all, contract.Colleague{ID: c.Ewa.ID, Name: c.Ewa.Name, Email: &c.Ewa.Email, Role: contract.Role(c.Ewa.Role), Active: true})
	for _, a := range []uuid.UUID{c.Anna.ID, gone.ID, lonely.ID} {
		require.True(t, knows(all, a), "an admin knows everybody")
	}
}

func TestAColleaguesPhotoShows(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	photo := uuid.New()
	apitest.Exec(t, sharedURL, `UPDATE agents SET photo_id = $2 WHERE id = $1`, c.Piotr.ID, photo)
	list := colleaguesOf(t, c.As(t, c.Anna))
	i := slices.IndexFunc(list, func(a contract.Colleague) bool { return a.ID == c.Piotr.ID })
	require.GreaterOrEqual(t, i, 0)
	require.Equal(t, &photo, list[i].Photo)
}
