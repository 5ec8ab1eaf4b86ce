package bench

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// latencies are the 50th and 99th percentile of one round.
type latencies struct{ P50, P99 time.Duration }

// latenciesOf sorts samples.
func latenciesOf(samples []time.Duration) latencies {
	slices.Sort(samples)
	return latencies{P50: percentile(samples, 50), P99: percentile(samples, 99)}
}

// percentile is the nearest-rank percentile of sorted samples; 0 when there are none.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// median of the rounds; the lower of the middle two when their number is even, 0 when there are none.
func median[T cmp.Ordered](rounds []T) T {
	if len(rounds) == 0 {
		return *new(T)
	}
	sorted := slices.Clone(rounds)
	slices.Sort(sorted)
	return sorted[(len(sorted)-1)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// each converts every element.
func each[A, B any](all []A, convert func(A) B) []B {
	converted := make([]B, len(all))
	for i, a := range all {
		converted[i] = convert(a)
	}
	return converted
}

func p50(l latencies) float64 { return milliseconds(l.P50) }
func p99(l latencies) float64 { return milliseconds(l.P99) }
