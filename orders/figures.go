package orders

import "github.com/prometheus/client_golang/prometheus"

// figures are what an operator sees of the gate. Labels are methods and words, never an account's name.
type figures struct {
	calls   *prometheus.CounterVec
	waits   *prometheus.CounterVec
	seconds *prometheus.HistogramVec
}

func newFigures() figures {
	return figures{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rozmowa_baselinker_calls_total", Help: "Requests to BaseLinker by how they ended: answered, or the kind of failure.",
		}, []string{"method", "outcome"}),
		waits: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rozmowa_baselinker_waits_total", Help: "Requests to BaseLinker that weren't made yet, by what they wait for.",
		}, []string{"for", "priority"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rozmowa_baselinker_call_seconds", Help: "How long BaseLinker took to answer.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"method"}),
	}
}

func (f *figures) collectors() []prometheus.Collector {
	return []prometheus.Collector{f.calls, f.waits, f.seconds}
}
