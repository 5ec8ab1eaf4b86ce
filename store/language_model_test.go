package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestFailuresAtOnceAreCountedUntilTheModelRests(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	m, err := s.SaveLanguageModel(t.Context(), &store.LanguageModel{Enabled: true, Address: "http://localhost:1", Model: "m", Patience: 5})
	require.NoError(t, err)
	for round := range 20 {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if _, err := s.NoteModelFailure(t.Context(), store.ModelFailure{Version: m.Version, Kind: "busy", Status: 503}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		after, err := s.LanguageModel(t.Context())
		require.NoError(t, err)
		require.Equal(t, 3, after.Failures, "round %d: those that were under way when the rest began don't make it longer", round)
		require.InDelta(t, 30, time.Until(after.RestsUntil.Time).Seconds(), 15)
		require.NoError(t, s.NoteModelAnswer(t.Context(), m.Version))
	}
	_, err = s.NoteModelFailure(t.Context(), store.ModelFailure{Version: m.Version + 1, Kind: "busy"})
	require.NoError(t, err)
	after, err := s.LanguageModel(t.Context())
	require.NoError(t, err)
	require.Zero(t, after.Failures, "other settings' failure")
}

func TestARestGrowsToTenMinutes(t *testing.T) {
	t.Parallel()
	s := newHouse(t)
	m, err := s.SaveLanguageModel(t.Context(), &store.LanguageModel{Enabled: true, Address: "http://localhost:1", Model: "m", Patience: 5})
	require.NoError(t, err)
	var rests []float64
	for range 9 {
		began := time.Now()
		until, err := s.NoteModelFailure(t.Context(), store.ModelFailure{Version: m.Version, Kind: "busy", Probe: true})
		require.NoError(t, err)
		if until.IsZero() {
			rests = append(rests, 0)
			continue
		}
		rests = append(rests, until.Sub(began).Truncate(10*time.Second).Seconds())
	}
	require.Equal(t, []float64{0, 0, 30, 60, 120, 240, 480, 600, 600}, rests)
	_, err = s.SaveLanguageModel(t.Context(), &store.LanguageModel{Version: 9, Enabled: true, Address: "http://localhost:1", Model: "m", Patience: 5})
	requireKind(t, desk.Conflict, "language_model_changed", err)
}
