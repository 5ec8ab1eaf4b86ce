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
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/workflows"
)

// wish is one that waits in a test's list of them.
type wish struct {
	id    uuid.UUID
	order int
	at    time.Time // not before
	never bool      // nobody knows when
}

// wishList is what the workflow works with: a list, and a BaseLinker that answers as it is told.
type wishList struct {
	mu        sync.Mutex
	env       *testsuite.TestWorkflowEnvironment
	list      []*wish
	away      int // for how many looks the database is
	looks     int
	done      []int // the orders, in order
	doubted   int
	read, set func(*wish) (orders.WishStep, error)
}

func (l *wishList) find(id uuid.UUID) *wish {
	i := slices.IndexFunc(l.list, func(w *wish) bool { return w.id == id })
	return l.list[i]
}

func (l *wishList) end(w *wish) {
	l.done = append(l.done, w.order)
	l.list = slices.DeleteFunc(l.list, func(one *wish) bool { return one == w })
}

func (l *wishList) next(context.Context, uuid.UUID) (*activities.WishesWaiting, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looks++
	if l.away > 0 {
		l.away--
		return nil, errors.New("the database is away")
	}
	out := &activities.WishesWaiting{Waiting: len(l.list)}
	var seen []int
	for _, w := range l.list {
		if slices.Contains(seen, w.order) {
			continue
		}
		seen = append(seen, w.order)
		switch {
		case w.never:
		case !w.at.After(l.env.Now()):
			out.Next = w.id
			return out, nil
		case out.At.IsZero() || w.at.Before(out.At):
			out.At, out.WaitsFor = w.at, desk.WaitBlocked
		}
	}
	return out, nil
}

func (l *wishList) step(of func(*wish) (orders.WishStep, error), in activities.WishInput) (*activities.WishTried, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.find(in.Wish)
	step, err := of(w)
	if step == orders.WishEnded {
		l.end(w)
	}
	return &activities.WishTried{Step: step}, err
}

func (l *wishList) doubt(_ context.Context, in activities.WishInput) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.doubted++
	l.find(in.Wish).at = l.env.Now().Add(30 * time.Second)
	return nil
}

// run does the wishes in skipped time and returns how long it took.
func (l *wishList) run(t *testing.T, meanwhile func()) (time.Duration, error) {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	l.env = suite.NewTestWorkflowEnvironment()
	if l.read == nil {
		l.read = func(*wish) (orders.WishStep, error) { return orders.WishDiffers, nil }
	}
	if l.set == nil {
		l.set = func(*wish) (orders.WishStep, error) { return orders.WishEnded, nil }
	}
	for name, f := range map[string]any{
		"NextOrderWish": l.next, "DoubtOrderWish": l.doubt,
		"ReadOrderWish": func(_ context.Context, in activities.WishInput) (*activities.WishTried, error) {
			return l.step(l.read, in)
		},
		"SetOrderWish": func(_ context.Context, in activities.WishInput) (*activities.WishTried, error) {
			return l.step(l.set, in)
		},
	} {
		l.env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	if meanwhile != nil {
		meanwhile()
	}
	began := l.env.Now()
	l.env.ExecuteWorkflow(workflows.OrderWishes, workflows.OrderWishesInput{Account: uuid.New()})
	require.True(t, l.env.IsWorkflowCompleted())
	return l.env.Now().Sub(began), l.env.GetWorkflowError()
}

func wanted(of ...int) (list []*wish) {
	for _, order := range of {
		list = append(list, &wish{id: uuid.New(), order: order})
	}
	return list
}

func TestWishesAreDoneOneAfterTheOther(t *testing.T) {
	t.Parallel()
	l := &wishList{list: wanted(1, 2, 1, 3)}
	_, err := l.run(t, nil)
	require.NoError(t, err)
	require.Equal(t, []int{1, 2, 1, 3}, l.done)
	require.Zero(t, l.doubted)
}

func TestWishesGoOnByThemselvesAfterABlockOfTenMinutes(t *testing.T) {
	t.Parallel()
	l := &wishList{list: wanted(1, 2, 2)}
	var end time.Time
	tries := 0
	took, err := l.run(t, func() {
		end = l.env.Now().Add(10 * time.Minute)
		l.read = func(*wish) (orders.WishStep, error) {
			if tries++; l.env.Now().Before(end) {
				for _, w := range l.list { // as the store notes it on all of the account
					w.at = end
				}
				return orders.WishWaits, nil
			}
			return orders.WishDiffers, nil
		}
	})
	require.NoError(t, err)
	require.Equal(t, []int{1, 2, 2}, l.done, "in order")
	require.Equal(t, 4, tries, "nobody knocks during the block")
	require.GreaterOrEqual(t, took, 10*time.Minute)
	require.Less(t, took, 11*time.Minute)
}

func TestATryThatNobodyHeardTheEndOfIsReadAgainBeforeTheNext(t *testing.T) {
	t.Parallel()
	l := &wishList{list: wanted(1, 1, 2)}
	sets, arrived := 0, false
	_, err := l.run(t, func() {
		l.set = func(w *wish) (orders.WishStep, error) {
			if w.order == 1 && !arrived {
				sets, arrived = sets+1, true
				return "", errors.New("the process died")
			}
			return orders.WishEnded, nil
		}
		l.read = func(w *wish) (orders.WishStep, error) {
			if w.order == 1 && arrived && len(l.list) == 2 {
				return orders.WishEnded, nil // it is as wanted
			}
			return orders.WishDiffers, nil
		}
	})
	require.NoError(t, err)
	require.Equal(t, 1, sets)
	require.Equal(t, 1, l.doubted)
	require.Equal(t, []int{2, 1, 1}, l.done, "other orders' aren't held up; its own order's are")
}

func TestWishesThatWaitForATokenAreLookedAtNowAndThenAndWhenTold(t *testing.T) {
	t.Parallel()
	l := &wishList{list: wanted(1)}
	l.list[0].never = true
	took, err := l.run(t, func() {
		l.env.RegisterDelayedCallback(func() {
			l.mu.Lock()
			l.list[0].never = false
			l.mu.Unlock()
			l.env.SignalWorkflow(workflows.WishedSignal, nil)
		}, time.Hour+time.Minute)
	})
	require.NoError(t, err)
	require.Equal(t, []int{1}, l.done)
	require.WithinDuration(t, time.Time{}.Add(time.Hour+time.Minute), time.Time{}.Add(took), time.Minute)
	require.Less(t, l.looks, 12)
}

func TestANewWishFindsTheRunThatLingers(t *testing.T) {
	t.Parallel()
	l := &wishList{list: wanted(1)}
	_, err := l.run(t, func() {
		l.env.RegisterDelayedCallback(func() {
			l.mu.Lock()
			l.list = append(l.list, wanted(2)...)
			l.mu.Unlock()
			l.env.SignalWorkflow(workflows.WishedSignal, nil)
		}, 5*time.Second)
	})
	require.NoError(t, err)
	require.Equal(t, []int{1, 2}, l.done)
}

func TestWishesWaitWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	l := &wishList{list: wanted(1), away: 9}
	_, err := l.run(t, nil)
	require.NoError(t, err)
	require.Equal(t, []int{1}, l.done)
}

func TestWishesContinueAsNew(t *testing.T) {
	t.Parallel()
	l := &wishList{list: wanted(1, 2)}
	_, err := l.run(t, func() { l.env.SetContinueAsNewSuggested(true) })
	var again *workflow.ContinueAsNewError
	require.ErrorAs(t, err, &again)
	require.Equal(t, []int{1}, l.done, "the next run looks for itself")
}
