package workflows_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/workflows"
)

// assigns gives the ticket to an agent, or back to nobody, and tells the workflow.
func (r *run) assigns(agent uuid.UUID) { r.relay(r.assigned(agent)) }

func TestACustomerWhoseTicketWasAssignedIsNotToldToWait(t *testing.T) {
	r := begin(t)
	r.at(time.Minute, func() { r.assigns(anna) })
	late := r.joins(2*time.Minute, piotr)
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"changed", "joined"}, r.operations())
	require.False(t, late.requireDone(t).Done)
	require.Equal(t, anna, late.result.Agent)
}

func TestATicketThatIsGivenBackWaitsFromThenOn(t *testing.T) {
	r := begin(t)
	r.joins(time.Minute, anna)
	r.at(time.Hour, func() { r.assigns(uuid.Nil) })
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"joined", "changed", "wait_notice"}, r.operations())
	require.Equal(t, time.Hour+2*time.Minute, r.since(desk.OpWaitNotice), "not at once, though it is an hour old")
	require.Equal(t, 1, r.rings)
}

func TestEachWaitIsAnnounced(t *testing.T) {
	r := begin(t)
	r.joins(5*time.Minute, anna)
	r.at(10*time.Minute, func() { r.assigns(uuid.Nil) })
	r.at(20*time.Minute, func() { r.assigns(piotr) })
	r.at(30*time.Minute, func() { r.assigns(uuid.Nil) })
	r.watch(24 * time.Hour)
	require.Equal(t, []string{
		"wait_notice", "joined", "changed", "wait_notice", "changed", "joined", "changed", "wait_notice",
	}, r.operations())
	require.Equal(t, 3, r.rings)
}

func TestWhoWasAnsweredBeforeTheTicketWasGivenBackWaitsForNothing(t *testing.T) {
	r := answered(t) // by anna
	r.at(5*time.Minute, func() { r.assigns(uuid.Nil) })
	r.at(3*time.Hour, r.says)
	r.watch(24 * time.Hour)
	require.Equal(t, []string{"joined", "changed", "wait_notice"}, r.operations(), "anna's reply is no join, and nobody is silent")
	require.Equal(t, 3*time.Hour+2*time.Minute, r.since(desk.OpWaitNotice), "the wait begins with the next message")
	require.Equal(t, 1, r.called()["AnnounceWait"])
	require.Zero(t, r.called()["CloseTicket"])
}

func TestAReplyToATicketThatWasGivenBackIsAJoinAgain(t *testing.T) {
	r := begin(t)
	r.at(10*time.Second, func() { r.replies(anna) })
	r.at(20*time.Second, func() { r.assigns(uuid.Nil) })
	r.at(30*time.Second, r.says)
	r.at(40*time.Second, func() { r.replies(anna) })
	r.watch(time.Minute)
	require.Equal(t, []string{"joined", "changed", "joined"}, r.operations())
	require.Equal(t, anna, r.agent)
	require.Equal(t, 2, r.called()["Join"])
}

func TestAnOldReplyDoesNotCloseATicketThatWasGivenBackAndAssigned(t *testing.T) {
	r := answered(t)
	r.at(2*time.Minute, func() { r.assigns(uuid.Nil) })
	r.at(9*time.Hour, func() { r.assigns(piotr) })
	r.at(10*time.Hour, func() { r.replies(piotr) })
	r.toTheEnd()
	require.Equal(t, []string{"joined", "changed", "changed", "joined", "silence_reminder", "closed:silence"}, r.operations())
	require.Equal(t, 11*time.Hour, r.since(desk.OpClosed), "an hour after piotr's reply")
}

func TestATicketThatIsGivenBackAtNightIsAnnouncedAsClosedAndRungInTheMorning(t *testing.T) {
	r := beginAt(t, noon.Add(4*time.Hour+30*time.Minute)) // 16:30
	r.channel.Settings.Hours = openUntil(17)
	r.joins(time.Minute, anna)
	r.at(time.Hour, func() { r.assigns(uuid.Nil) })
	r.watch(48 * time.Hour)
	require.Equal(t, []string{"joined", "changed", "after_hours", "wait_notice"}, r.operations())
	require.Equal(t, time.Hour, r.since(desk.OpAfterHours))
	require.True(t, noon.Add(21*time.Hour).Equal(r.operation(desk.OpWaitNotice).CreatedAt))
}

func TestARunThatBeganAfterATicketWasGivenBackAnnouncesItsWaitOnce(t *testing.T) {
	r := begin(t)
	r.joins(time.Minute, anna)
	r.at(10*time.Minute, func() { r.assigns(uuid.Nil) })
	r.at(20*time.Minute, func() { r.relay(r.last()) })
	r.watch(30 * time.Minute)
	r = r.next(0, nil)
	r.watch(time.Hour)
	require.Equal(t, []string{"joined", "changed", "wait_notice"}, r.operations())
}

func TestAChangeOfAClosedTicketStartsARunThatEndsAtOnce(t *testing.T) {
	r := begin(t)
	r.closes(time.Minute, workflows.CloseCommand{By: desk.ClosedByCustomer})
	r.toTheEnd()
	r = r.next(time.Hour, nil)
	r.at(0, func() { r.relay(r.last()) })
	r.toTheEnd()
	require.Empty(t, r.timers)
	require.Equal(t, []string{"closed:customer"}, r.operations())
}
