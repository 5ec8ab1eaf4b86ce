package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/workflows"
)

// suggest has the engine suggest to continue as new.
func (r *run) suggest() { r.env.SetContinueAsNewSuggested(true) }

// suggestWith has the suggestion come by the same task as the signals of the entries: the test environment
// delivers a signal after the callback that sends it.
func (r *run) suggestWith(seqs ...int64) {
	for _, seq := range seqs {
		r.env.SignalWorkflowSkippingWorkflowTask(workflows.EntriesSignal, workflows.EntriesSignalInput{Through: seq})
	}
	r.at(time.Millisecond, r.suggest)
}

func TestARunContinuesAsNewWithWhatItKnows(t *testing.T) {
	r := begin(t)
	r.at(3*time.Minute, func() { r.suggestWith(r.customerWrites()) })
	carried := r.untilContinued()
	require.Equal(t, r.ticket, carried.Ticket)
	require.EqualValues(t, 3, carried.State.Seen, "two messages and the wait notice")
	require.True(t, carried.State.WaitAnnounced)
	require.NotEmpty(t, carried.State.Steps)

	next := r.next(0, carried)
	next.joins(time.Minute, anna)
	next.at(2*time.Minute, func() { next.replies(anna) })
	next.toTheEnd()
	require.Equal(t, []string{"wait_notice", "joined", "silence_reminder", "closed:silence"}, next.operations())
	require.Equal(t, 17*time.Minute, next.since(desk.OpSilenceReminder))
	require.Equal(t, [2]int64{0, 1}, r.rules.asked[0])
	for i, span := range r.rules.asked[1:] {
		require.Equal(t, r.rules.asked[i][1], span[0], "the rules see each entry once, across runs")
	}
}

func TestAReminderIsNotRepeatedByTheNextRun(t *testing.T) {
	r := answered(t)
	r.at(20*time.Minute, func() { r.suggestWith(r.last()) })
	next := r.next(0, r.untilContinued())
	next.toTheEnd()
	require.Equal(t, []string{"joined", "silence_reminder", "closed:silence"}, next.operations())
	require.Equal(t, 61*time.Minute, next.env.Now().Sub(noon))
}

func TestASignalThatComesWithTheSuggestionIsNotLost(t *testing.T) {
	r := begin(t)
	r.at(time.Second, func() { r.suggestWith(r.customerWrites(), r.customerWrites()) })
	carried := r.untilContinued()
	require.EqualValues(t, 3, carried.State.Told)
	require.EqualValues(t, 3, carried.State.Seen)
}

func TestARunDoesNotContinueAsNewWhileACommandIsUnderWay(t *testing.T) {
	r := begin(t)
	r.env.SetOnLocalActivityStartedListener(func(info *activity.Info, _ context.Context, _ []any) {
		if info.ActivityType.Name == "Join" {
			r.suggest() // the handler is in the middle of it
		}
	})
	join := r.joins(time.Second, anna)
	r.at(2*time.Second, func() {})
	carried := r.untilContinued()
	require.True(t, join.requireDone(t).Done)
	require.Equal(t, 2*time.Second, r.env.Now().Sub(noon), "not by the task that answers the command")
	require.Equal(t, anna, carried.State.Last.Agent)
	require.EqualValues(t, 2, carried.State.Seen)
}

func TestARunDoesNotContinueAsNewWhileARuleIsApplied(t *testing.T) {
	r := begin(t)
	r.rules.matching(2, uuid.New())
	tries := 0
	r.rules.act = func(rules.Act) (*rules.Acted, error) {
		if tries++; tries < 4 {
			return nil, errAway
		}
		return nil, nil
	}
	r.at(time.Second, func() { r.suggestWith(r.customerWrites()) })
	carried := r.untilContinued()
	require.Len(t, r.rules.done, 1)
	require.EqualValues(t, 2, carried.State.Seen)
}

func TestACommandThatIsRepeatedAfterContinueAsNewIsDoneOnce(t *testing.T) {
	r := begin(t)
	var first, again answer
	r.at(time.Second, func() { r.command(&first, workflows.JoinUpdate, "same", workflows.AgentCommand{Agent: anna}) })
	r.at(2*time.Second, func() { r.suggestWith(r.customerWrites()) })
	next := r.next(0, r.untilContinued())
	next.at(time.Second, func() { next.command(&again, workflows.JoinUpdate, "same", workflows.AgentCommand{Agent: anna}) })
	next.watch(time.Minute)
	require.True(t, first.requireDone(t).Done)
	require.True(t, again.requireDone(t).Done, "the step of this update was made")
	require.Equal(t, []string{"joined"}, next.operations())
}

func TestARunThatBeganFromARowInTheMiddleTakesUpWhatIsThere(t *testing.T) {
	r := begin(t)
	r.change(func() { r.state, r.agent = desk.Active, anna })
	r.watch(time.Second)
	require.Len(t, r.attributes, 1, "it was started as a waiting one")
	state, _ := r.attributes[0].GetKeyword(workflows.StateAttribute)
	agent, _ := r.attributes[0].GetKeyword(workflows.AgentAttribute)
	require.Equal(t, []string{"active", anna.String()}, []string{state, agent})
}
