package workflows_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/workflows"
)

// openUntil has the shop open on weekdays from 9:00, Warsaw time, until the given hour.
func openUntil(hour int) desk.Hours {
	week := map[time.Weekday][]desk.Range{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []desk.Range{{From: 9 * 60, To: hour * 60}}
	}
	return desk.Hours{TimeZone: "Europe/Warsaw", Week: week}
}

func TestTheFirstWakeLooksOnceAtTheJournal(t *testing.T) {
	r := begin(t)
	r.rules.matching(1, uuid.New())
	r.at(0, func() { r.relay(1) })
	r.at(time.Second, func() {
		state := r.standing()
		require.Equal(t, desk.Waiting, state.Last.State)
		require.EqualValues(t, 1, state.Seen)
		require.Empty(t, state.Last.Matches, "matches aren't kept")
	})
	r.watch(time.Minute)
	require.Equal(t, map[string]int{"Observe": 1, "Act": 1}, r.looks, "the signal names what was seen already")
	require.Equal(t, []time.Duration{2 * time.Minute}, r.timers)
	require.Empty(t, r.attributes, "the run was started with them")
	require.Len(t, r.rules.done, 1)
}

func TestAnAgentWhoOpensTheTicketJoins(t *testing.T) {
	r := begin(t)
	join := r.joins(30*time.Second, anna)
	again := r.joins(40*time.Second, anna)
	r.watch(24 * time.Hour)
	require.Equal(t, &workflows.CommandResult{Done: true, State: desk.Active, Agent: anna, LastCustomerSeq: 1}, join.requireDone(t))
	require.False(t, again.requireDone(t).Done)
	require.Equal(t, []string{"joined"}, r.operations(), "who was joined isn't told to wait")
}

func TestOfTwoAgentsWhoJoinAtOnceTheSecondIsToldWhoHasIt(t *testing.T) {
	r := begin(t)
	var first, second answer
	r.at(time.Second, func() {
		r.command(&first, workflows.JoinUpdate, "1", workflows.AgentCommand{Agent: anna})
		r.command(&second, workflows.JoinUpdate, "2", workflows.AgentCommand{Agent: piotr})
	})
	r.watch(time.Minute)
	require.True(t, first.requireDone(t).Done)
	require.Equal(t, anna, first.result.Agent)
	require.False(t, second.requireDone(t).Done)
	require.Equal(t, anna, second.result.Agent)
	require.Equal(t, []string{"joined"}, r.operations())
}

func TestAnAgentTakesTheTicketOver(t *testing.T) {
	r := begin(t)
	early := r.commands(time.Second, workflows.TakeOverUpdate, workflows.AgentCommand{Agent: piotr})
	r.joins(2*time.Second, anna)
	take := r.commands(3*time.Second, workflows.TakeOverUpdate, workflows.AgentCommand{Agent: piotr})
	stranger := r.commands(4*time.Second, workflows.TakeOverUpdate, workflows.AgentCommand{Agent: ewa})
	r.watch(time.Minute)
	require.False(t, early.requireDone(t).Done, "nobody has it")
	require.True(t, take.requireDone(t).Done)
	require.False(t, stranger.requireDone(t).Done)
	require.Equal(t, piotr, stranger.result.Agent)
	require.Equal(t, []string{"joined", "took_over"}, r.operations())
}

func TestAReplyWithoutJoiningIsAJoin(t *testing.T) {
	r := begin(t)
	r.at(10*time.Second, func() { r.replies(anna) })
	r.watch(10 * time.Minute)
	require.Equal(t, []string{"joined"}, r.operations())
	require.Equal(t, anna, r.agent)
}

func TestAReplyThatACommandNoticedFirstIsAJoinToo(t *testing.T) {
	r := begin(t)
	r.at(10*time.Second, func() { r.agentReplies(anna) }) // the relay is away
	refused := r.joins(11*time.Second, ewa)
	r.at(20*time.Second, func() { r.relay(2) })
	r.watch(time.Minute)
	require.False(t, refused.requireDone(t).Done)
	require.Equal(t, []string{"joined"}, r.operations())
	require.Equal(t, 11*time.Second, r.since(desk.OpJoined))
}

func TestAReplierWhoLostAccessDoesNotJoin(t *testing.T) {
	r := begin(t)
	r.meanwhile["Join"] = func() { r.change(func() { delete(r.access, anna) }) }
	r.at(10*time.Second, func() { r.replies(anna) })
	r.watch(time.Minute)
	require.Empty(t, r.operations())
	require.Equal(t, 1, r.called()["Join"], "it is not tried again and again")
}

func TestAReplierWhoHasAccessAgainJoinsWithTheNextEntry(t *testing.T) {
	r := begin(t)
	r.meanwhile["Join"] = func() { r.change(func() { delete(r.access, anna) }) }
	r.at(10*time.Second, func() { r.replies(anna) })
	r.at(20*time.Second, func() { r.change(func() { r.access[anna] = true }); r.replies(anna) })
	r.watch(time.Minute)
	require.Equal(t, []string{"joined"}, r.operations())
	require.Equal(t, 20*time.Second, r.since(desk.OpJoined))
}

func TestACustomerWhomNobodyJoinedIsToldOnceAndTheAgentsAreRung(t *testing.T) {
	r := begin(t)
	r.at(3*time.Minute, r.says)
	r.at(50*time.Minute, r.says)
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"wait_notice"}, r.operations())
	require.Equal(t, 2*time.Minute, r.since(desk.OpWaitNotice))
	require.Equal(t, 1, r.rings)
	require.Equal(t, []time.Duration{2 * time.Minute}, r.timers)
}

func TestClosingTimeWhileSomeoneWaits(t *testing.T) {
	r := beginAt(t, noon.Add(4*time.Hour+59*time.Minute)) // 16:59
	r.channel.Settings.Hours = openUntil(17)
	r.at(2*time.Hour, r.says)
	r.watch(48 * time.Hour)
	require.Equal(t, []string{"after_hours", "wait_notice"}, r.operations(), "each once, also on the second evening")
	require.Equal(t, time.Minute, r.since(desk.OpAfterHours))
	opens := noon.Add(21 * time.Hour) // tomorrow at nine
	require.True(t, opens.Equal(*r.operation(desk.OpAfterHours).Operation.OpensAt))
	require.True(t, opens.Equal(r.operation(desk.OpWaitNotice).CreatedAt), "the agents are rung at the opening, not at night")
	require.Equal(t, desk.Waiting, r.state)
}

func TestAChatThatNeverOpensAgainTellsNoOpening(t *testing.T) {
	r := begin(t)
	r.channel.Settings.Hours = desk.Hours{TimeZone: "Europe/Warsaw", Week: map[time.Weekday][]desk.Range{time.Monday: {}}}
	r.watch(48 * time.Hour)
	require.Equal(t, []string{"after_hours"}, r.operations())
	require.Nil(t, r.operation(desk.OpAfterHours).Operation.OpensAt)
	require.Empty(t, r.timers)
}

func TestHoursThatWereExtendedMeanwhileKeepTheShopOpen(t *testing.T) {
	r := beginAt(t, noon.Add(4*time.Hour+59*time.Minute))
	r.channel.Settings.Hours = openUntil(17)
	r.channel.Settings.Pace.WaitNoticeAfter = 0
	r.at(30*time.Second, func() { r.change(func() { r.channel.Settings.Hours = openUntil(18) }) })
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"after_hours"}, r.operations())
	require.Equal(t, 61*time.Minute, r.since(desk.OpAfterHours))
}

func TestHoursThatChangeAtTheVeryClosingAreNotAnnounced(t *testing.T) {
	r := beginAt(t, noon.Add(4*time.Hour+59*time.Minute))
	r.channel.Settings.Hours = openUntil(17)
	r.channel.Settings.Pace.WaitNoticeAfter = 0
	// Standing is read at the start, at closing time and, this one, before the announcement.
	var third func()
	third = func() {
		if r.called()["Standing"] < 3 {
			r.change(func() { r.meanwhile["Standing"] = third })
			return
		}
		r.change(func() { r.channel.Settings.Hours = desk.Hours{} })
	}
	r.meanwhile["Standing"] = third
	r.watch(24 * time.Hour)
	require.Empty(t, r.operations())
}

func TestAWaitNoticeThatIsSwitchedOffIsNotGiven(t *testing.T) {
	r := begin(t)
	r.channel.Settings.Pace = desk.Pace{}
	r.watch(24 * time.Hour)
	require.Empty(t, r.operations())
	require.Empty(t, r.timers)
}

func TestAWaitNoticeThatComesLateComesOnce(t *testing.T) {
	r := begin(t)
	r.change(func() { r.createdAt = noon.Add(-9 * time.Hour) }) // the worker was away all night
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"wait_notice"}, r.operations())
	require.Zero(t, r.since(desk.OpWaitNotice))
}
