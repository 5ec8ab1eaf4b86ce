package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/automation"
	"rozmowa/bench/fill"
	"rozmowa/rules"
	"rozmowa/store"
)

// BenchmarkTrial tries a rule on 10,000 tickets of a filled database, page by page as the screens do.
func BenchmarkTrial(b *testing.B) {
	url := servers.NewDatabase(b)
	_, err := fill.Run(b.Context(), fill.Options{Database: url, Tickets: 20_000, Seed: 1, Say: b.Logf})
	require.NoError(b, err)
	s, err := store.Open(b.Context(), url, store.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	admin, _, err := s.AccountByEmail(b.Context(), fill.AdminEmail)
	require.NoError(b, err)
	for name, trial := range map[string]automation.Trial{
		"words in every message": {
			Triggers:  []rules.Trigger{{Event: rules.CustomerMessage}},
			Condition: compiled(b, `message.text contains "zwrot" and not (ticket.priority in ["high", "urgent"]) and now.hour >= 8`),
		},
		"time, counted": {
			Triggers:  []rules.Trigger{{Event: rules.Unanswered, After: 600}, {Event: rules.CustomerSilent, After: 3600}},
			Condition: compiled(b, `channel.open`), Counts: true,
		},
		"the last thirty days": {
			Triggers:  []rules.Trigger{{Event: rules.CustomerMessage}},
			Condition: compiled(b, `customer.tickets > 1`), Counts: true, Since: time.Now().AddDate(0, 0, -30),
		},
	} {
		b.Run(name, func(b *testing.B) {
			trial.Now, trial.Often = time.Now(), rules.EveryTime
			for b.Loop() {
				var after store.Cursor
				looked, pages, times, longest := 0, 0, 0, time.Duration(0)
				for looked < 10_000 {
					began := time.Now()
					page, err := trial.Last(b.Context(), s, admin.ID, after, 10_000-looked)
					require.NoError(b, err)
					looked, pages, times, longest = looked+page.Looked, pages+1, times+page.Times, max(longest, time.Since(began))
					if page.Next == nil {
						break
					}
					after = *page.Next
				}
				require.Equal(b, 10_000, looked)
				b.ReportMetric(float64(pages), "pages")
				b.ReportMetric(float64(times), "times")
				b.ReportMetric(longest.Seconds()*1000, "ms/longest")
			}
		})
	}
}

func compiled(t testing.TB, condition string) *rules.Condition {
	c, found := rules.Compile(condition)
	require.NotNil(t, c, "%v", found)
	return c
}
