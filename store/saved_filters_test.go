package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func savedNames(t *testing.T, h *house, agent desk.Account) []string {
	t.Helper()
	filters, err := h.SavedFilters(t.Context(), agent.ID)
	require.NoError(t, err)
	names := []string{}
	for _, f := range filters {
		names = append(names, f.Name)
	}
	return names
}

func TestSavedFilters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	save := func(agent desk.Account, f desk.SavedFilter) *desk.SavedFilter {
		saved, err := h.SaveFilter(t.Context(), agent.ID, f)
		require.NoError(t, err)
		return saved
	}
	f := desk.SavedFilter{
		ID: uuid.New(), Name: "Pilne zwroty", View: desk.ViewAll, Sort: desk.SortWaiting,
		Filter: desk.TicketFilter{
			Channels: []uuid.UUID{h.shop.ID}, Inboxes: []uuid.UUID{uuid.New()}, Statuses: []string{"open", "spam"}, Priorities: []desk.Priority{desk.Urgent},
			Tags: []uuid.UUID{uuid.New()}, Agents: []string{"me", "none"}, Teams: []string{"none"}, Watchers: []string{"me"},
			Sentiments: []string{"negative"}, Contexts: []string{"return", "none"}, CreatedFrom: time.UnixMicro(1_700_000_000_000_001).UTC(),
			ActiveTo: time.UnixMicro(1_800_000_000_000_000).UTC(), Text: `zażółć "gęślą"`,
		},
	}
	require.NoError(t, f.Clean())
	want := f
	want.Position = 1
	require.Equal(t, &want, save(h.anna, f))
	require.Equal(t, &want, save(h.anna, f), "a repeat changes nothing")

	another := desk.SavedFilter{ID: uuid.New(), Name: "Drugi", View: desk.ViewMine, Sort: desk.SortRecent}
	require.Equal(t, 2, save(h.anna, another).Position, "a new one stands behind the others")
	require.Equal(t, []string{"Pilne zwroty", "Drugi"}, savedNames(t, h, h.anna))
	another.Position = 5
	save(h.anna, another)
	f.Position = 7
	save(h.anna, f)
	require.Equal(t, []string{"Drugi", "Pilne zwroty"}, savedNames(t, h, h.anna))
	f.Position, f.Name = 0, "Zwroty"
	require.Equal(t, 7, save(h.anna, f).Position, "without a position it stays where it is")

	require.Empty(t, savedNames(t, h, h.piotr), "each agent's own")
	f.Name = "Piotra"
	save(h.piotr, f)
	require.Equal(t, []string{"Drugi", "Zwroty"}, savedNames(t, h, h.anna), "another's of the same id is another")

	begin := func(list string) {
		_, err := h.UpdateProfile(t.Context(), h.anna.ID, desk.ProfileChange{DefaultList: &list})
		require.NoError(t, err)
	}
	begins := func() (list string) {
		require.NoError(t, h.DB().GetContext(t.Context(), &list, `SELECT default_list FROM agents WHERE id = $1`, h.anna.ID))
		return list
	}
	begin(f.ID.String())
	require.NoError(t, h.DeleteFilter(t.Context(), h.piotr.ID, f.ID))
	require.NoError(t, h.DeleteFilter(t.Context(), h.anna.ID, another.ID))
	require.Equal(t, f.ID.String(), begins(), "another filter was deleted")
	require.NoError(t, h.DeleteFilter(t.Context(), h.anna.ID, f.ID))
	require.Equal(t, "unassigned", begins())
	require.NoError(t, h.DeleteFilter(t.Context(), h.anna.ID, f.ID), "deleting again is no error")
	require.Empty(t, savedNames(t, h, h.anna))
}

func TestAnAgentKeepsSoManyFilters(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var refused atomic.Int32
	var saves []func() error
	ids := make([]uuid.UUID, desk.MaxSavedFilters+5)
	for i := range ids {
		ids[i] = uuid.New()
		saves = append(saves, func() error {
			_, err := h.SaveFilter(t.Context(), h.anna.ID, desk.SavedFilter{ID: ids[i], Name: fmt.Sprint(i), View: desk.ViewAll, Sort: desk.SortRecent})
			if desk.CodeOf(err) == "too_many_filters" {
				refused.Add(1)
				return nil
			}
			return err
		})
	}
	require.NoError(t, inParallel(saves...))
	require.EqualValues(t, 5, refused.Load())
	filters, err := h.SavedFilters(t.Context(), h.anna.ID)
	require.NoError(t, err)
	require.Len(t, filters, desk.MaxSavedFilters)
	filters[0].Name = "Nowa nazwa"
	_, err = h.SaveFilter(t.Context(), h.anna.ID, filters[0])
	require.NoError(t, err, "those that are there can be changed")
	_, err = h.SaveFilter(t.Context(), h.piotr.ID, desk.SavedFilter{ID: uuid.New(), Name: "x", View: desk.ViewAll, Sort: desk.SortRecent})
	require.NoError(t, err, "others have their own")
}
