package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"rozmowa/desk"
	"rozmowa/workflows"
)

// journalAway takes the journal away for a while.
func (r *run) journalAway(from, through time.Duration) {
	r.at(from, func() { r.change(func() { r.away = errAway }) })
	r.at(through, func() { r.change(func() { r.away = nil }) })
}

// The test environment gives an activity up after ten tries, a minute or two; the engine doesn't.

func TestACommandGivesUpAfterSecondsWhenTheJournalIsAway(t *testing.T) {
	r := begin(t)
	r.journalAway(time.Second, time.Minute)
	refused := r.joins(2*time.Second, anna)
	again := r.joins(61*time.Second, anna)
	r.watch(time.Hour)
	require.True(t, refused.completed)
	var known *temporal.ApplicationError
	require.ErrorAs(t, refused.err, &known)
	require.Equal(t, string(desk.Unavailable), known.Type())
	require.NotContains(t, fmt.Sprintf("%+v", refused.err), "klient")
	require.Less(t, refused.at.Sub(noon), 8*time.Second)
	require.True(t, again.requireDone(t).Done)
}

func TestBackgroundStepsGoOnUntilTheJournalIsBack(t *testing.T) {
	r := begin(t)
	r.journalAway(time.Minute, 4*time.Minute)
	r.watch(time.Hour)
	require.Equal(t, []string{"wait_notice"}, r.operations())
	require.GreaterOrEqual(t, r.since(desk.OpWaitNotice), 4*time.Minute)
	require.Less(t, r.since(desk.OpWaitNotice), 5*time.Minute)
	require.Greater(t, r.patient["Observe"], 5)
}

func TestACommandDoesNotWaitForABackgroundStepThatDoes(t *testing.T) {
	r := begin(t)
	r.journalAway(time.Minute, 4*time.Minute)
	refused := r.joins(3*time.Minute, anna) // the look before the wait notice has been tried for a minute
	r.watch(time.Hour)
	require.True(t, refused.completed)
	require.Equal(t, 3*time.Minute, refused.at.Sub(noon))
	var known *temporal.ApplicationError
	require.ErrorAs(t, refused.err, &known)
	require.Equal(t, string(desk.Unavailable), known.Type())
}

func TestACommandDoesNotWaitForARunThatCannotLoad(t *testing.T) {
	r := begin(t)
	r.away = errAway
	early, late := r.joins(0, anna), r.joins(time.Minute, anna)
	r.at(2*time.Minute, func() { r.change(func() { r.away = nil }) })
	again := r.joins(3*time.Minute, anna)
	r.watch(time.Hour)
	require.Error(t, early.err)
	require.Less(t, early.at.Sub(noon), 8*time.Second)
	require.Error(t, late.err)
	require.Equal(t, time.Minute, late.at.Sub(noon))
	require.True(t, again.requireDone(t).Done)
}

func TestAStepThatWasMadeButNotAnsweredIsMadeOnce(t *testing.T) {
	r := begin(t)
	// The connection breaks after the commit: the row is written, the answer is lost.
	r.meanwhile["Join"] = func() {
		r.meanwhile["Standing"] = func() {
			r.change(func() { r.away = errAway })
			r.at(time.Second, func() { r.change(func() { r.away = nil }) })
		}
	}
	join := r.joins(time.Second, anna)
	r.at(10*time.Second, func() { r.relay(1) })
	r.watch(time.Minute)
	require.True(t, join.completed)
	require.Equal(t, []string{"joined"}, r.operations())
}

func TestAnUpdateIDOfAnotherCommandIsAConflict(t *testing.T) {
	r := begin(t)
	var join, closing answer
	r.at(time.Second, func() { r.command(&join, workflows.JoinUpdate, "same", workflows.AgentCommand{Agent: anna}) })
	r.at(2*time.Second, func() { r.suggestWith(r.customerWrites()) })
	next := r.next(0, r.untilContinued())
	next.at(time.Second, func() {
		next.command(&closing, workflows.CloseUpdate, "same", workflows.CloseCommand{By: desk.ClosedByCustomer})
	})
	next.watch(time.Minute)
	var known *temporal.ApplicationError
	require.ErrorAs(t, closing.err, &known)
	require.Equal(t, string(desk.Conflict), known.Type())
	require.Equal(t, desk.Active, next.state)
}

func TestStepsThatDoNotSettleAreNotRepeatedInALoop(t *testing.T) {
	r := begin(t)
	// A journal that says "made" and shows the same standing, as no journal should.
	r.change(func() { r.state, r.agent = desk.Active, anna })
	r.agentReplies(anna)
	r.broken = true
	r.watch(3 * time.Hour)
	require.Less(t, r.called()["CloseTicket"], 10*125, "ten tries a minute at most")
	require.Greater(t, r.called()["CloseTicket"], 10)
}
