package workflows_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/store"
	"rozmowa/workflows"
)

// lookups is what a lookup works with: a store that notes, and a BaseLinker that answers as it is told.
type lookups struct {
	mu       sync.Mutex
	accounts []uuid.UUID
	parcels  []store.OrderRef
	begun    int
	notes    []desk.OrderWait // what it was said to wait for
	ended    []string
	asked    []orders.Question
	answer   func(q orders.Question, asked int) (*orders.Answer, error)
}

func (l *lookups) BeginOrderLookup(context.Context, uuid.UUID) (*store.OrdersToAsk, error) {
	l.begun++
	return &store.OrdersToAsk{Accounts: l.accounts}, nil
}

func (l *lookups) PackagesToAsk(context.Context, uuid.UUID, time.Duration) ([]store.OrderRef, error) {
	return l.parcels, nil
}

func (l *lookups) NoteLookupWait(_ context.Context, _ uuid.UUID, what desk.OrderWait, _ time.Time) error {
	l.notes = append(l.notes, what)
	return nil
}

func (l *lookups) EndOrderLookup(_ context.Context, _ uuid.UUID, code string) error {
	l.ended = append(l.ended, code)
	return nil
}

func (l *lookups) ask(_ context.Context, q orders.Question) (*orders.Answer, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, q)
	if l.answer == nil {
		return &orders.Answer{Orders: 1}, nil
	}
	return l.answer(q, len(l.asked))
}

// lookUp runs a lookup to its end, in skipped time, and returns how long it took.
func lookUp(t *testing.T, l *lookups, meanwhile func(*testsuite.TestWorkflowEnvironment)) time.Duration {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	a := &activities.Activities{Lookups: l}
	for name, f := range map[string]any{
		"BeginOrderLookup": a.BeginOrderLookup, "PackagesToAsk": a.PackagesToAsk, "NoteLookupWait": a.NoteLookupWait,
		"EndOrderLookup": a.EndOrderLookup, "AskForOrders": l.ask,
	} {
		env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	if meanwhile != nil {
		meanwhile(env)
	}
	began := env.Now()
	env.ExecuteWorkflow(workflows.OrderLookup, workflows.OrderLookupInput{Ticket: uuid.New()})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	return env.Now().Sub(began)
}

func TestALookupAsksEveryAccountThenForParcels(t *testing.T) {
	t.Parallel()
	one, two := uuid.New(), uuid.New()
	l := &lookups{accounts: []uuid.UUID{one, two}, parcels: []store.OrderRef{{AccountID: two, OrderID: 7}}}
	lookUp(t, l, nil)
	require.Len(t, l.asked, 3)
	require.Equal(t, []uuid.UUID{one, two, two}, []uuid.UUID{l.asked[0].Account, l.asked[1].Account, l.asked[2].Account})
	require.Equal(t, []any{int64(7), true}, []any{l.asked[2].Order, l.asked[2].Packages})
	require.Equal(t, []string{""}, l.ended)
	require.Empty(t, l.notes)
}

func TestALookupAsksForPageAfterPage(t *testing.T) {
	t.Parallel()
	one, two := uuid.New(), uuid.New()
	l := &lookups{accounts: []uuid.UUID{one, two}, answer: func(q orders.Question, asked int) (*orders.Answer, error) {
		answer := &orders.Answer{Orders: 100}
		switch {
		case asked == 3: // the second page has to wait
			return &orders.Answer{Wait: desk.WaitBudget, Until: time.Now().Add(time.Minute)}, nil
		case q.Account == one && q.Page < 2:
			q.From, q.Page = &store.OrderCursor{At: time.Now()}, q.Page+1
			answer.Next = &q
		}
		return answer, nil
	}}
	lookUp(t, l, nil)
	var asked []any
	for _, q := range l.asked {
		asked = append(asked, []any{q.Account, q.Page})
	}
	require.Equal(t, []any{[]any{one, 0}, []any{two, 0}, []any{one, 1}, []any{one, 1}, []any{one, 2}}, asked)
	require.Equal(t, []string{""}, l.ended)
}

func TestALookupGoesOnByItselfAfterABlock(t *testing.T) {
	t.Parallel()
	blocked, free := uuid.New(), uuid.New()
	var end time.Time
	l := &lookups{accounts: []uuid.UUID{blocked, free}}
	took := lookUp(t, l, func(env *testsuite.TestWorkflowEnvironment) {
		end = env.Now().Add(10 * time.Minute)
		l.answer = func(q orders.Question, _ int) (*orders.Answer, error) {
			if q.Account == blocked && env.Now().Before(end) {
				return &orders.Answer{Wait: desk.WaitBlocked, Until: end}, nil
			}
			return &orders.Answer{Orders: 1}, nil
		}
	})
	require.GreaterOrEqual(t, took, 10*time.Minute)
	require.Len(t, l.asked, 3, "it doesn't ask while it is blocked, and the other account doesn't wait")
	require.Equal(t, free, l.asked[1].Account)
	require.Equal(t, []desk.OrderWait{desk.WaitBlocked, ""}, l.notes)
	require.Equal(t, []string{""}, l.ended)
}

func TestSomebodyWhoAsksAnewIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	l := &lookups{accounts: []uuid.UUID{uuid.New()}}
	lookUp(t, l, func(env *testsuite.TestWorkflowEnvironment) {
		l.answer = func(_ orders.Question, asked int) (*orders.Answer, error) {
			if asked == 1 { // while it asks
				env.SignalWorkflow(workflows.LookUpSignal, nil)
				env.SignalWorkflow(workflows.LookUpSignal, nil)
			}
			return &orders.Answer{}, nil
		}
	})
	require.Equal(t, []int{2, 2}, []int{l.begun, len(l.ended)})

	l = &lookups{accounts: []uuid.UUID{uuid.New()}}
	took := lookUp(t, l, func(env *testsuite.TestWorkflowEnvironment) {
		env.RegisterDelayedCallback(func() { env.SignalWorkflow(workflows.LookUpSignal, nil) }, 5*time.Second)
		l.answer = func(_ orders.Question, asked int) (*orders.Answer, error) {
			if asked == 1 {
				return &orders.Answer{Wait: desk.WaitUnreachable, Until: env.Now().Add(30 * time.Second)}, nil
			}
			return &orders.Answer{}, nil
		}
	})
	require.Less(t, took, 10*time.Second, "one that waits tries at once")
	require.Equal(t, []int{1, 1}, []int{l.begun, len(l.ended)})
}

func TestALookupThatCanNotBeDoneSaysWhy(t *testing.T) {
	t.Parallel()
	for code, answer := range map[string]orders.Answer{
		"rejected": {Wait: desk.WaitRejected}, "refused": {Refused: true}, "unreachable": {Wait: desk.WaitUnreachable},
	} {
		l := &lookups{accounts: []uuid.UUID{uuid.New()}, answer: func(orders.Question, int) (*orders.Answer, error) { return &answer, nil }}
		took := lookUp(t, l, nil)
		require.Equal(t, []string{code}, l.ended)
		require.Less(t, len(l.asked), 300, "%s: its history doesn't grow without an end", code)
		require.Less(t, took, 3*time.Hour)
		require.Equal(t, code == "unreachable", slices.Contains(l.notes, desk.WaitUnreachable))
	}
}

func TestALookupIsTriedAgainWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	l := &lookups{accounts: []uuid.UUID{uuid.New()}, answer: func(_ orders.Question, asked int) (*orders.Answer, error) {
		if asked < 4 {
			return nil, errors.New("away")
		}
		return &orders.Answer{}, nil
	}}
	lookUp(t, l, nil)
	require.Equal(t, []string{""}, l.ended)
}
