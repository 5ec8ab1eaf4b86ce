package workflows_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"rozmowa/desk"
	"rozmowa/workflows"
)

func TestClosing(t *testing.T) {
	for name, c := range map[string]struct {
		command workflows.CloseCommand
		want    string
	}{
		"an agent closes":                       {workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna, SeenSeq: 1}, "closed:agent"},
		"an agent closes whatever was written":  {workflows.CloseCommand{By: desk.ClosedByAgent, Agent: piotr}, "closed:agent"},
		"the customer closes":                   {workflows.CloseCommand{By: desk.ClosedByCustomer}, "closed:customer"},
		"a rule closes":                         {workflows.CloseCommand{By: desk.ClosedByRule}, "closed:rule"},
		"a ticket that nobody joined is closed": {workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna}, "closed:agent"},
	} {
		t.Run(name, func(t *testing.T) {
			r := begin(t)
			closing := r.closes(time.Second, c.command)
			r.toTheEnd()
			require.Equal(t, []string{c.want}, r.operations())
			require.True(t, closing.requireDone(t).Done)
			require.Equal(t, desk.Shut, closing.result.State)
			require.Equal(t, time.Second, closing.at.Sub(noon), "it is answered at once")
			require.Equal(t, 3*time.Second, r.env.Now().Sub(noon), "the run ends soon after, by another task")
		})
	}
}

func TestACloseIsRefusedWhenTheCustomerWroteWhatTheAgentHasNotSeen(t *testing.T) {
	r := begin(t)
	r.at(time.Second, r.says)
	closing := r.closes(2*time.Second, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna, SeenSeq: 1})
	r.watch(time.Minute)
	require.Equal(t, &workflows.CommandResult{State: desk.Waiting, LastCustomerSeq: 2}, closing.requireDone(t))
	require.Empty(t, r.operations())
}

func TestAMessageThatIsWrittenAsTheAgentClosesWins(t *testing.T) {
	r := begin(t)
	r.meanwhile["CloseTicket"] = func() { r.customerWrites() }
	closing := r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna, SeenSeq: 1})
	r.watch(time.Minute)
	require.False(t, closing.requireDone(t).Done)
	require.EqualValues(t, 2, closing.result.LastCustomerSeq)
}

func TestAMessageThatAClosePassesIsSeenAllTheSame(t *testing.T) {
	r := begin(t)
	rule := uuid.New()
	r.rules.matching(2, rule)
	r.at(time.Second, func() { r.customerWrites() }) // its wake is still on the way
	r.closes(2*time.Second, workflows.CloseCommand{By: desk.ClosedByCustomer})
	r.toTheEnd()
	require.Equal(t, [][2]int64{{0, 1}, {1, 3}}, r.rules.asked)
	require.Len(t, r.rules.done, 1)
	require.Equal(t, actionOf(rule, 2), r.rules.done[0])

	late := r.next(time.Second, nil)
	late.at(0, func() { late.relay(2) }) // there it is
	late.toTheEnd()
	require.Equal(t, [][2]int64{{0, 1}, {1, 3}}, r.rules.asked, "the rules were asked about it before")
}

func TestASignalThatComesRightAfterTheCloseStartsNoOtherRun(t *testing.T) {
	r := begin(t)
	r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByCustomer})
	r.at(2*time.Second, func() { r.relay(1) })
	r.toTheEnd()
	require.Equal(t, 3*time.Second, r.env.Now().Sub(noon))
	require.Equal(t, map[string]int{"Observe": 1, "Close": 1}, r.looks)
}

func TestATicketThatWasClosedByMistakeIsReopenedInTheSameRun(t *testing.T) {
	r := begin(t)
	r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna})
	reopening := r.reopens(2*time.Second, anna)
	r.watch(time.Hour)
	require.True(t, reopening.requireDone(t).Done)
}

func TestAStrangerDoesNotClose(t *testing.T) {
	r := begin(t)
	closing := r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: ewa})
	r.watch(time.Minute)
	require.False(t, closing.requireDone(t).Done)
}

func TestCommandsThatNoStandingAllowsAreRejected(t *testing.T) {
	r := begin(t)
	nobody := r.joins(time.Second, uuid.Nil)
	nobodyCloses := r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByAgent})
	silence := r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedBySilence})
	r.watch(time.Minute)
	for _, a := range []*answer{nobody, nobodyCloses, silence} {
		var refused *temporal.ApplicationError
		require.ErrorAs(t, a.rejected, &refused)
		require.Equal(t, string(desk.Invalid), refused.Type())
		require.False(t, a.accepted)
	}
}

func TestACommandOnAClosedTicketHasNothingToDoAndTheRunEnds(t *testing.T) {
	r := begin(t)
	r.change(func() { r.state, r.closedSeq = desk.Shut, 1 })
	join := r.joins(0, anna)
	closing := r.closes(0, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: anna})
	r.toTheEnd()
	require.Equal(t, &workflows.CommandResult{State: desk.Shut, LastCustomerSeq: 1}, join.requireDone(t))
	require.False(t, closing.requireDone(t).Done)
	require.Empty(t, r.operations())
}

func TestCommandsThatComeWithTheStartOfARunAreCarriedOut(t *testing.T) {
	r := begin(t)
	var join answer
	r.meanwhile["Standing"] = func() { // the run is still loading
		r.at(0, func() { r.command(&join, workflows.JoinUpdate, "1", workflows.AgentCommand{Agent: anna}) })
	}
	r.watch(time.Minute)
	require.True(t, join.requireDone(t).Done)
}

func TestATicketIsReopenedDaysLater(t *testing.T) {
	r := answered(t)
	r.rules.matching(1, uuid.New())
	r.at(10*time.Second, func() { r.joins(0, piotr) })
	r.toTheEnd()
	require.Equal(t, "closed:silence", r.operations()[len(r.operations())-1])
	applied, asked := len(r.rules.done), len(r.rules.asked)
	require.Equal(t, 1, applied)

	days := r.next(72*time.Hour, nil)
	reopening := days.reopens(0, piotr)
	days.watch(48 * time.Hour)
	require.Equal(t, desk.Active, reopening.requireDone(t).State)
	require.Equal(t, piotr, reopening.result.Agent)
	require.Equal(t, "reopened", days.operations()[len(days.operations())-1], "it stays open: nobody has written since")
	require.Len(t, days.rules.done, applied, "rules don't see old entries again")
	for _, span := range days.rules.asked[asked:] {
		require.GreaterOrEqual(t, span[0], days.closedSeq)
	}
}

func TestAReopenedTicketIsSilentAgainAfterTheNextReply(t *testing.T) {
	r := answered(t)
	r.toTheEnd()
	before := len(r.operations())
	again := r.next(72*time.Hour, nil)
	again.reopens(0, piotr)
	again.at(time.Hour, func() { again.replies(piotr) })
	again.toTheEnd()
	require.Equal(t, []string{"reopened", "silence_reminder", "closed:silence"}, again.operations()[before:])
	require.Equal(t, 2*time.Hour, again.env.Now().Sub(again.start))
}

func TestATicketIsReopenedByTwoAtOnce(t *testing.T) {
	r := begin(t)
	r.closes(time.Second, workflows.CloseCommand{By: desk.ClosedByCustomer})
	r.toTheEnd()
	again := r.next(time.Hour, nil)
	first, second := again.reopens(0, anna), again.reopens(0, piotr)
	again.watch(time.Hour)
	require.True(t, first.requireDone(t).Done)
	require.False(t, second.requireDone(t).Done)
	require.Equal(t, anna, second.result.Agent)
}

func TestACloseAndAReopenAtOnceEndReopened(t *testing.T) {
	r := begin(t)
	r.joins(time.Second, anna)
	closing := r.closes(2*time.Second, workflows.CloseCommand{By: desk.ClosedByCustomer})
	reopening := r.reopens(2*time.Second, anna)
	r.watch(time.Hour)
	require.True(t, closing.requireDone(t).Done)
	require.True(t, reopening.requireDone(t).Done)
	require.Equal(t, []string{"joined", "closed:customer", "reopened"}, r.operations())
}

func TestTheSameUpdateIDInAnotherRunIsTheSameStep(t *testing.T) {
	r := begin(t)
	closing := workflows.CloseCommand{By: desk.ClosedByCustomer}
	var first, second answer
	r.at(time.Second, func() { r.command(&first, workflows.CloseUpdate, "c", closing) })
	r.toTheEnd()
	again := r.next(time.Second, nil)
	again.at(0, func() { again.command(&second, workflows.CloseUpdate, "c", closing) })
	again.toTheEnd()
	require.Equal(t, first.requireDone(t), second.requireDone(t))
	require.Equal(t, []string{"closed:customer"}, r.operations())
}

func TestAnErasedTicketEndsTheRun(t *testing.T) {
	for name, wakes := range map[string]func(*run){
		"before it has begun": func(r *run) { r.erased = true; r.at(0, func() { r.relay(1) }) },
		"at a message that is gone": func(r *run) {
			r.at(time.Second, func() { r.change(func() { r.erased = true }); r.relay(7) })
		},
		"at a command": func(r *run) {
			r.at(time.Second, func() { r.change(func() { r.erased = true }) })
			r.joins(2*time.Second, anna)
		},
		"at its next deadline": func(r *run) {
			r.at(time.Second, func() { r.change(func() { r.erased = true }) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := begin(t)
			wakes(r)
			r.toTheEnd()
			require.Empty(t, r.operations())
			require.LessOrEqual(t, r.looks["Observe"], 2)
		})
	}
}

func TestAnEntryThatARestoredBackupLostIsLookedForOnce(t *testing.T) {
	r := begin(t)
	r.at(time.Second, func() { r.relay(40) })
	r.at(2*time.Second, r.says)
	r.watch(time.Minute)
	require.Equal(t, map[string]int{"Observe": 3}, r.looks)
}
