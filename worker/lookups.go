package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"

	"rozmowa/workflows"
)

// Askings is what finding lookups that nobody does needs of the store.
type Askings interface {
	StrandedLookups(ctx context.Context, overdue time.Duration, limit int) ([]uuid.UUID, error)
}

// Runner starts workflows.
type Runner interface {
	ExecuteWorkflow(ctx context.Context, options client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error)
}

// The pace of finding lookups.
const (
	lookupsEvery   = 15 * time.Second
	lookupsOverdue = 30 * time.Second // longer than whoever asks takes to tell the engine
	lookupsBatch   = 100
	lookupsTimeout = 10 * time.Second
)

// Lookups has lookups of orders done that were asked for and that no workflow does: the api died before it told the engine, or an
// operator terminated one. Several may look: starting what runs does nothing.
type Lookups struct {
	askings Askings
	engine  Runner
	log     *slog.Logger
}

// NewLookups makes a finder of lookups.
func NewLookups(a Askings, e Runner, log *slog.Logger) *Lookups {
	return &Lookups{askings: a, engine: e, log: log}
}

// Run looks until ctx ends. What fails is logged once and tried again.
func (l *Lookups) Run(ctx context.Context) {
	repeat(ctx, lookupsEvery, l.log, "lookups of orders that nobody does can't be begun: the engine or the database is away", l.Pass)
}

// Pass looks once.
func (l *Lookups) Pass(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookupsTimeout)
	defer cancel()
	tickets, err := l.askings.StrandedLookups(ctx, lookupsOverdue, lookupsBatch)
	if err != nil {
		return err
	}
	for _, ticket := range tickets {
		options, in := workflows.LookUpOrders(ticket)
		if _, err := l.engine.ExecuteWorkflow(ctx, options, workflows.OrderLookupType, in); err != nil {
			return err
		}
	}
	return nil
}
