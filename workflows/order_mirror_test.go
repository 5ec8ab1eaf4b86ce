package workflows_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/orders"
	"rozmowa/store"
	"rozmowa/workflows"
)

// mirrored is one run of a mirror's workflow in skipped time, whose steps come to what the test says.
type mirrored struct {
	t      *testing.T
	env    *testsuite.TestWorkflowEnvironment
	begins time.Time
	input  workflows.OrderMirrorInput
	// answer says what comes of the n-th step, from 0.
	answer func(n int, in orders.StepInput) (*orders.Stepped, error)
	asked  []orders.StepInput
	when   []time.Duration // since the run began
	timers []string
}

func beginMirror(t *testing.T, answer func(n int, in orders.StepInput) (*orders.Stepped, error)) *mirrored {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	m := &mirrored{t: t, env: suite.NewTestWorkflowEnvironment(), begins: noon, answer: answer, input: workflows.OrderMirrorInput{Account: uuid.New()}}
	m.env.SetStartTime(noon)
	m.env.RegisterWorkflowWithOptions(workflows.OrderMirror, workflow.RegisterOptions{Name: workflows.OrderMirrorType})
	m.env.RegisterActivityWithOptions(func(_ context.Context, in orders.StepInput) (*orders.Stepped, error) {
		m.asked, m.when = append(m.asked, in), append(m.when, m.env.Now().Sub(noon))
		return m.answer(len(m.asked)-1, in)
	}, activity.RegisterOptions{Name: "MirrorOrders"})
	m.env.SetOnTimerScheduledListener(func(_ string, d time.Duration) { m.timers = append(m.timers, d.String()) })
	return m
}

// run lets it run; a step that tells the account is gone ends it.
func (m *mirrored) run() error {
	m.t.Helper()
	m.env.SetTestTimeout(10 * time.Second)
	m.env.ExecuteWorkflow(workflows.OrderMirrorType, m.input)
	require.True(m.t, m.env.IsWorkflowCompleted())
	return m.env.GetWorkflowError()
}

func gone() (*orders.Stepped, error) { return &orders.Stepped{Gone: true}, nil }

// then is a step behind which comes another.
func then(in orders.StepInput, step orders.Step) (*orders.Stepped, error) {
	in.Step = step
	return &orders.Stepped{Next: &in, Phase: store.MirrorFilling, Orders: 100, Through: noon}, nil
}

func TestAMirrorLooksEveryFiveMinutesUntilTheAccountIsGone(t *testing.T) {
	m := beginMirror(t, func(n int, in orders.StepInput) (*orders.Stepped, error) {
		switch n {
		case 0:
			return then(in, orders.ReadNew)
		case 1:
			return &orders.Stepped{Phase: store.MirrorFollowing}, nil
		case 2:
			return &orders.Stepped{Phase: store.MirrorFollowing}, nil
		}
		return gone()
	})
	require.NoError(t, m.run())
	require.Equal(t, []time.Duration{0, 0, 5 * time.Minute, 10 * time.Minute}, m.when)
	require.Equal(t, []orders.Step{"", orders.ReadNew, "", ""}, []orders.Step{m.asked[0].Step, m.asked[1].Step, m.asked[2].Step, m.asked[3].Step})
}

func TestABlockOfTenMinutesInTheMiddleOfFillingIsSleptThrough(t *testing.T) {
	m := beginMirror(t, func(n int, in orders.StepInput) (*orders.Stepped, error) {
		switch n {
		case 3:
			return &orders.Stepped{Next: &in, Wait: desk.WaitBlocked, Until: noon.Add(10 * time.Minute)}, nil
		case 8:
			return gone()
		}
		return then(in, orders.ReadNew)
	})
	require.NoError(t, m.run())
	require.Equal(t, 10*time.Minute, m.when[4], "nobody is asked before")
	require.Equal(t, m.asked[3], m.asked[4], "it goes on with what it was about to do")
	require.Equal(t, []string{"10m0s"}, m.timers)
}

func TestWhatTheBudgetHoldsUpIsTriedWhenItIsThere(t *testing.T) {
	m := beginMirror(t, func(n int, in orders.StepInput) (*orders.Stepped, error) {
		if n == 0 {
			return nil, temporal.NewApplicationErrorWithOptions("waiting", activities.OrdersWait, temporal.ApplicationErrorOptions{
				NextRetryDelay: 37 * time.Second, Category: temporal.ApplicationErrorCategoryBenign,
			})
		}
		return gone()
	})
	require.NoError(t, m.run())
	require.Equal(t, []time.Duration{0, 37 * time.Second}, m.when)
}

func TestARefusedTokenIsWaitedForUntilSomebodyWantsALook(t *testing.T) {
	m := beginMirror(t, func(n int, in orders.StepInput) (*orders.Stepped, error) {
		if n == 0 {
			return &orders.Stepped{Next: &in, Wait: desk.WaitRejected}, nil
		}
		return gone()
	})
	m.env.RegisterDelayedCallback(func() { m.env.SignalWorkflow(workflows.LookSignal, nil) }, 40*time.Minute)
	require.NoError(t, m.run())
	require.Equal(t, 40*time.Minute, m.when[1])
	require.True(t, m.asked[1].Words, "its statuses may be others")
}

func TestAMirrorGoesOnAsANewRunWithinAPass(t *testing.T) {
	m := beginMirror(t, func(n int, in orders.StepInput) (*orders.Stepped, error) { return then(in, orders.ReadChanged) })
	m.env.SetContinueAsNewSuggested(true)
	err := m.run()
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, err, &next)
	var in workflows.OrderMirrorInput
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(next.Input, &in))
	require.Equal(t, m.input.Account, in.Account)
	require.NotNil(t, in.Standing)
}
