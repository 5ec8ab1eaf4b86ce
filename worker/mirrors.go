package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/store"
	"rozmowa/workflows"
)

// Accounts is what keeping mirrors needs of the store.
type Accounts interface {
	BaseLinkerAccounts(ctx context.Context) ([]store.BaseLinkerAccount, error)
	OrderMirrors(ctx context.Context) (map[uuid.UUID]*store.OrderMirror, error)
	ForgetOrders(ctx context.Context) (more bool, err error)
}

// Starter is what keeping mirrors needs of Temporal.
type Starter interface {
	Engine
	Runner
}

// The pace of keeping mirrors.
const (
	// mirrorsPoll is how soon a new account's mirror begins whose start the api couldn't give.
	mirrorsPoll = 5 * time.Second
	// mirrorsEnsure is how often it is looked whether each runs.
	mirrorsEnsure = time.Minute
	// mirrorsTimeout ends a look that hangs.
	mirrorsTimeout = 30 * time.Second
)

// Mirrors keeps a mirror running for every account of BaseLinker, and has what disconnected accounts leave behind forgotten. Several may
// run: starting what runs does no harm.
type Mirrors struct {
	accounts Accounts
	engine   Starter
	log      *slog.Logger
	ensured  map[uuid.UUID]ensured
}

// ensured is when an account's mirror was seen to run, and at which version of the account it was told to look.
type ensured struct {
	at    time.Time
	awake int64
}

// NewMirrors makes a keeper of mirrors.
func NewMirrors(a Accounts, e Starter, log *slog.Logger) *Mirrors {
	return &Mirrors{accounts: a, engine: e, log: log, ensured: map[uuid.UUID]ensured{}}
}

// Run looks until ctx ends. What fails is logged once and tried again.
func (m *Mirrors) Run(ctx context.Context) {
	repeat(ctx, mirrorsPoll, m.log, "the mirrors of orders can't be kept running now", func(ctx context.Context) error {
		return m.Pass(ctx, time.Now())
	})
}

// Pass looks once.
func (m *Mirrors) Pass(ctx context.Context, at time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, mirrorsTimeout)
	defer cancel()
	accounts, err := m.accounts.BaseLinkerAccounts(ctx)
	if err != nil {
		return err
	}
	mirrors, err := m.accounts.OrderMirrors(ctx)
	if err != nil {
		return err
	}
	for i := range accounts {
		if err := m.ensure(ctx, &accounts[i], mirrors[accounts[i].ID], at); err != nil {
			return err
		}
	}
	for more := true; more; {
		if more, err = m.accounts.ForgetOrders(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ensure starts the account's mirror, unless it was seen to run lately, and wakes one that waits for another token when there is one.
func (m *Mirrors) ensure(ctx context.Context, account *store.BaseLinkerAccount, mirror *store.OrderMirror, at time.Time) error {
	known, seen := m.ensured[account.ID]
	input := workflows.OrderMirrorInput{Account: account.ID}
	waits := mirror != nil && mirror.Error == string(desk.WaitRejected) && account.Rejected == store.NothingRejected
	if waits && known.awake != account.Version {
		_, err := m.engine.SignalWithStartWorkflow(ctx, workflows.OrderMirrorID(account.ID), workflows.LookSignal, nil,
			workflows.OrderMirrorOptions(account.ID), workflows.OrderMirrorType, input)
		if err == nil {
			m.ensured[account.ID] = ensured{at: at, awake: account.Version}
		}
		return err
	}
	if seen && at.Sub(known.at) < mirrorsEnsure {
		return nil
	}
	_, err := m.engine.ExecuteWorkflow(ctx, workflows.OrderMirrorOptions(account.ID), workflows.OrderMirrorType, input)
	if err == nil {
		m.ensured[account.ID] = ensured{at: at, awake: known.awake}
	}
	return err
}
