package worker

import (
	"context"
	"log/slog"
	"math"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rozmowa/store"
)

// Library is what the indexer needs of the store.
type Library interface {
	IndexTickets(ctx context.Context, limit int) (store.IndexedTickets, error)
	SearchBacklog(ctx context.Context) (store.SearchBacklog, error)
}

// The indexer's pace.
const (
	// indexBatch is how many tickets, or changes of them, one transaction takes.
	indexBatch = 500
	// indexPoll is the rest where nothing is to do, or another process does it.
	indexPoll = 500 * time.Millisecond
	// indexRest is how many times the length of a pass the indexer rests after it, at most indexMaxRest: the busier the
	// chat, the more messages of a ticket are read at once.
	indexRest    = 2
	indexMaxRest = time.Second
	// indexTimeout ends a pass that hangs.
	indexTimeout = 30 * time.Second
	// indexAway is the pause after a pass that failed, doubled up to indexMaxAway.
	indexAway    = 500 * time.Millisecond
	indexMaxAway = 10 * time.Second
	// indexSay is how often it tells of a backlog that it works off.
	indexSay = 30 * time.Second
)

// Indexer keeps what tickets are searched by. Several may run: one at a time has the turn.
type Indexer struct {
	library Library
	log     *slog.Logger
	indexed prometheus.Counter
}

// NewIndexer makes an indexer.
func NewIndexer(l Library, log *slog.Logger) *Indexer {
	return &Indexer{library: l, log: log, indexed: prometheus.NewCounter(prometheus.CounterOpts{
		Name: "rozmowa_search_indexed_total", Help: "Tickets that were brought to where they can be searched, each as often as it was.",
	})}
}

// collectors are the indexer's figures. The backlog is measured when it is asked for.
func (x *Indexer) collectors(ctx context.Context) []prometheus.Collector {
	return []prometheus.Collector{x.indexed, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rozmowa_search_backlog", Help: "Changes of tickets, and tickets from before there was a search, that can't be searched yet.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		b, err := x.library.SearchBacklog(ctx)
		if err != nil {
			return math.NaN()
		}
		return float64(b.Changes + b.Tickets)
	})}
}

// Run indexes until ctx ends. What fails is logged and tried again.
func (x *Indexer) Run(ctx context.Context) {
	away, said, since := time.Duration(0), time.Now(), 0
	for ctx.Err() == nil {
		began := time.Now()
		done, err := x.pass(ctx)
		if err != nil {
			if away == 0 && ctx.Err() == nil {
				x.log.WarnContext(ctx, "tickets can't be made searchable now", "error", err)
			}
			away = min(max(2*away, indexAway), indexMaxAway)
			wait(ctx, away, nil)
			continue
		}
		away = 0
		since += done.Tickets
		if time.Since(said) > indexSay {
			if done.More {
				x.log.InfoContext(ctx, "tickets are being made searchable", "tickets", since)
			}
			said, since = time.Now(), 0
		}
		if done.More {
			wait(ctx, min(indexRest*time.Since(began), indexMaxRest), nil)
		} else {
			wait(ctx, indexPoll, nil)
		}
	}
}

func (x *Indexer) pass(ctx context.Context) (store.IndexedTickets, error) {
	ctx, cancel := context.WithTimeout(ctx, indexTimeout)
	defer cancel()
	done, err := x.library.IndexTickets(ctx, indexBatch)
	if err == nil {
		x.indexed.Add(float64(done.Tickets))
	}
	return done, err
}
