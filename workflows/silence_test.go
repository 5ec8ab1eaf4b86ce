package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/workflows"
)

// answered begins a conversation that anna joins at one second and answers at one minute.
func answered(t *testing.T) *run {
	t.Helper()
	r := begin(t)
	r.joins(time.Second, anna)
	r.at(time.Minute, func() { r.replies(anna) })
	return r
}

func TestASilentCustomerIsRemindedAndThenTheTicketCloses(t *testing.T) {
	r := answered(t)
	r.toTheEnd()
	require.Equal(t, []string{"joined", "silence_reminder", "closed:silence"}, r.operations())
	require.Equal(t, 16*time.Minute, r.since(desk.OpSilenceReminder), "15 minutes after the reply")
	require.Equal(t, 61*time.Minute, r.since(desk.OpClosed), "an hour after the reply")
}

func TestAMessageInBetweenMovesTheSilence(t *testing.T) {
	r := answered(t)
	r.at(10*time.Minute, r.says)
	r.at(20*time.Minute, func() { r.replies(anna) })
	r.at(40*time.Minute, r.says) // after the reminder
	r.at(50*time.Minute, func() { r.replies(anna) })
	r.toTheEnd()
	require.Equal(t, []string{"joined", "silence_reminder", "silence_reminder", "closed:silence"}, r.operations())
	require.Equal(t, 35*time.Minute, r.since(desk.OpSilenceReminder))
	require.Equal(t, 110*time.Minute, r.since(desk.OpClosed))
}

func TestACustomerWhoWroteLastIsNotSilent(t *testing.T) {
	r := answered(t)
	r.at(2*time.Minute, r.says)
	r.watch(72 * time.Hour)
	require.Equal(t, []string{"joined"}, r.operations())
}

func TestMessagesSetNoTimers(t *testing.T) {
	r := begin(t)
	r.joins(time.Second, anna)
	const exchanges = 60
	for i := range exchanges {
		at := 67*time.Second + time.Duration(i)*17*time.Second
		r.at(at, func() { r.replies(anna) })
		r.at(at+8*time.Second, r.says)
	}
	r.at(30*time.Minute, func() { require.EqualValues(t, r.last(), r.standing().Seen) })
	r.watch(48 * time.Hour)
	require.Len(t, r.timers, 3, "one for the wait and one every 15 minutes; each finds that it is moot")
	require.Equal(t, 2*exchanges+1+len(r.timers), r.looks["Observe"], "one look a signal, and one a timer")
	require.Empty(t, r.patient)
}

func TestSilenceAtTheChannelsPace(t *testing.T) {
	for name, c := range map[string]struct {
		pace desk.Pace
		want []string
	}{
		"a reminder alone":                           {desk.Pace{RemindAfter: 60}, []string{"joined", "silence_reminder"}},
		"a close alone":                              {desk.Pace{CloseAfter: 60}, []string{"joined", "closed:silence"}},
		"neither":                                    {desk.Pace{}, []string{"joined"}},
		"a reminder at the close is left out":        {desk.Pace{RemindAfter: 60, CloseAfter: 60}, []string{"joined", "closed:silence"}},
		"a reminder after the close is left out":     {desk.Pace{RemindAfter: 90, CloseAfter: 60}, []string{"joined", "closed:silence"}},
		"a reminder a second before the close comes": {desk.Pace{RemindAfter: 59, CloseAfter: 60}, []string{"joined", "silence_reminder", "closed:silence"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := answered(t)
			r.channel.Settings.Pace = c.pace
			if c.pace.CloseAfter > 0 {
				r.toTheEnd()
			} else {
				r.watch(24 * time.Hour)
			}
			require.Equal(t, c.want, r.operations())
		})
	}
}

func TestAfterANightsOutageOnlyTheLastStepIsTaken(t *testing.T) {
	r := begin(t)
	r.change(func() { r.createdAt = noon.Add(-9 * time.Hour); r.state, r.agent = desk.Active, anna })
	r.change(func() { r.now = func() time.Time { return noon.Add(-8 * time.Hour) } })
	r.agentReplies(anna)
	r.change(func() { r.now = r.env.Now })
	r.at(0, func() { r.relay(2) })
	r.toTheEnd()
	require.Equal(t, []string{"closed:silence"}, r.operations())
	require.Zero(t, r.since(desk.OpClosed))
}

func TestAReminderThatComesLateComesOnce(t *testing.T) {
	r := begin(t)
	r.change(func() { r.state, r.agent = desk.Active, anna })
	r.change(func() { r.now = func() time.Time { return noon.Add(-30 * time.Minute) } })
	r.agentReplies(anna)
	r.change(func() { r.now = r.env.Now })
	r.toTheEnd()
	require.Equal(t, []string{"silence_reminder", "closed:silence"}, r.operations())
	require.Zero(t, r.since(desk.OpSilenceReminder))
	require.Equal(t, 30*time.Minute, r.since(desk.OpClosed))
}

func TestAMessageThatRacesTheCloseBySilenceKeepsTheTicketOpen(t *testing.T) {
	r := answered(t)
	r.meanwhile["CloseTicket"] = func() { r.customerWrites() }
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"joined", "silence_reminder"}, r.operations())
	require.Equal(t, 1, r.called()["CloseTicket"])
}

func TestAMessageThatRacesTheReminderTakesItsPlace(t *testing.T) {
	r := answered(t)
	r.meanwhile["RemindSilent"] = func() { r.customerWrites() }
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"joined"}, r.operations())
}

func TestANewAgentsReplyCountsAfterATakeover(t *testing.T) {
	r := answered(t)
	r.commands(5*time.Minute, workflows.TakeOverUpdate, workflows.AgentCommand{Agent: piotr})
	r.at(10*time.Minute, func() { r.replies(piotr) })
	r.toTheEnd()
	require.Equal(t, []string{"joined", "took_over", "silence_reminder", "closed:silence"}, r.operations())
	require.Equal(t, 25*time.Minute, r.since(desk.OpSilenceReminder))
}
