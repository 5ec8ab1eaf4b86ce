package store_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func seqs(entries []desk.Entry) []int64 {
	s := []int64{}
	for _, e := range entries {
		s = append(s, e.Seq)
	}
	return s
}

func withEntries(t *testing.T, h *house, n int) *chat {
	c := h.start(t)
	for i := 1; i < n; i++ {
		c.say(t, fmt.Sprint("wiadomość ", i))
	}
	return c
}

func TestEntriesAfter(t *testing.T) {
	t.Parallel()
	c := withEntries(t, newHouse(t), 5)
	tests := map[string]struct {
		after   int64
		limit   int
		want    []int64
		through int64
	}{
		"from the beginning all":                      {0, 10, []int64{1, 2, 3, 4, 5}, 5},
		"a limit cuts the page":                       {0, 2, []int64{1, 2}, 2},
		"a page begins after what was read":           {2, 2, []int64{3, 4}, 4},
		"the last page may be short":                  {4, 2, []int64{5}, 5},
		"a limit that just fits":                      {2, 3, []int64{3, 4, 5}, 5},
		"nothing new is an empty page":                {5, 10, []int64{}, 5},
		"a reader who is ahead gets an empty page":    {99, 10, []int64{}, 99},
		"a negative number is the beginning":          {-7, 2, []int64{1, 2}, 2},
		"a page of none goes nowhere":                 {2, 0, []int64{}, 2},
		"the greatest number is ahead like any other": {math.MaxInt64, 10, []int64{}, math.MaxInt64},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := c.EntriesAfter(t.Context(), c.ID, tt.after, tt.limit)
			require.NoError(t, err)
			require.Equal(t, tt.want, seqs(p.Entries))
			require.Equal(t, []int64{tt.after, tt.through, 5}, []int64{p.From, p.Through, p.Last})
		})
	}
}

func TestEntriesBefore(t *testing.T) {
	t.Parallel()
	c := withEntries(t, newHouse(t), 5)
	tests := map[string]struct {
		before        int64
		limit         int
		want          []int64
		from, through int64
	}{
		"the last ones before a number":                      {5, 2, []int64{3, 4}, 2, 4},
		"fewer where the conversation began":                 {3, 10, []int64{1, 2}, 0, 2},
		"none before the first":                              {1, 10, []int64{}, 0, 0},
		"none before zero":                                   {0, 10, []int64{}, 0, 0},
		"none before a negative number":                      {-3, 10, []int64{}, 0, 0},
		"just past the end, the last ones":                   {6, 3, []int64{3, 4, 5}, 2, 5},
		"a little past the end, still the last ones":         {7, 3, []int64{3, 4, 5}, 2, 5},
		"far past the end, still the last ones":              {1000, 3, []int64{3, 4, 5}, 2, 5},
		"before the greatest number, still the last ones":    {math.MaxInt64, 3, []int64{3, 4, 5}, 2, 5},
		"a limit that just reaches the beginning":            {5, 4, []int64{1, 2, 3, 4}, 0, 4},
		"a page of one":                                      {2, 1, []int64{1}, 0, 1},
		"a page greater than the conversation, past the end": {9, 100, []int64{1, 2, 3, 4, 5}, 0, 5},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := c.EntriesBefore(t.Context(), c.ID, tt.before, tt.limit)
			require.NoError(t, err)
			require.Equal(t, tt.want, seqs(p.Entries))
			require.Equal(t, []int64{tt.from, tt.through, 5}, []int64{p.From, p.Through, p.Last})
		})
	}
}

func TestPagesOfATicketThatIsNotThereAreNotFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.EntriesAfter(t.Context(), uuid.New(), 0, 10)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
	_, err = h.EntriesBefore(t.Context(), uuid.New(), 9, 10)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
}

func TestPagesReadSeveralTicketsEachFromItsOwnPlace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b, silent := withEntries(t, h, 5), withEntries(t, h, 3), withEntries(t, h, 2)

	pages, err := h.Pages(t.Context(), []uuid.UUID{a.ID, b.ID, silent.ID, uuid.New()}, []int64{1, 0, 2, 0}, 3)
	require.NoError(t, err)
	require.Len(t, pages, 2, "tickets without news are left out")
	require.Equal(t, []int64{2, 3, 4}, seqs(pages[a.ID]), "the limit is each ticket's")
	require.Equal(t, []int64{1, 2, 3}, seqs(pages[b.ID]))
	require.Equal(t, "wiadomość 2", pages[b.ID][2].Body)

	pages, err = h.Pages(t.Context(), nil, nil, 3)
	require.NoError(t, err)
	require.Empty(t, pages)
}
