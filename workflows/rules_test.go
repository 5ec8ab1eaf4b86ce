package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/workflows"
)

func TestEveryMatchedRuleIsAppliedByAnActivityOfItsOwn(t *testing.T) {
	r := begin(t)
	first, second, third := uuid.New(), uuid.New(), uuid.New()
	r.rules.matching(1, first, second)
	r.rules.matching(2, third)
	r.at(time.Second, r.says)
	r.watch(time.Minute)
	require.ElementsMatch(t, []rules.Match{
		{RuleID: first, Version: 1, Seq: 1}, {RuleID: second, Version: 1, Seq: 1}, {RuleID: third, Version: 1, Seq: 2},
	}, r.rules.applied)
	require.Equal(t, map[string]int{"ApplyRule": 3}, r.patient)
	require.Equal(t, [][2]int64{{0, 1}, {1, 2}}, r.rules.asked)
}

func TestARuleThatFailsHoldsUpNothing(t *testing.T) {
	r := begin(t)
	bad, good := uuid.New(), uuid.New()
	r.rules.matching(1, bad, good)
	r.rules.apply = func(m rules.Match) error {
		if m.RuleID == bad {
			return errAway
		}
		return nil
	}
	join := r.joins(time.Second, anna)
	r.at(time.Minute, func() { r.replies(anna) })
	r.toTheEnd()
	require.True(t, join.requireDone(t).Done)
	require.Equal(t, []string{"joined", "silence_reminder", "closed:silence"}, r.operations())
	require.Equal(t, 61*time.Minute, r.since(desk.OpClosed))
	require.Len(t, r.rules.applied, 1)
	steps := fmt.Sprint(r.standing().Steps)
	require.Contains(t, steps, "rule `"+good.String()+"` applied to entry 1")
	require.Contains(t, steps, "rule `"+bad.String()+"` on entry 1 failed")
}

func TestRulesThatCannotBeEvaluatedDoNotFailTheConversation(t *testing.T) {
	r := begin(t)
	r.rules.evaluate = func() error { return errAway }
	join := r.joins(time.Second, anna)
	r.at(time.Minute, r.says)
	r.watch(time.Hour)
	require.True(t, join.requireDone(t).Done)
	require.Equal(t, []string{"joined"}, r.operations())
}

func TestRulesSeeEveryEntryOnceWhoeverNoticedItFirst(t *testing.T) {
	r := begin(t)
	r.at(time.Second, func() { r.customerWrites() }) // entry 2, its wake is late
	r.joins(2*time.Second, anna)                     // entry 3
	r.at(3*time.Second, func() { r.relay(2) })
	r.at(4*time.Second, r.says) // entry 4
	r.commands(5*time.Second, workflows.TakeOverUpdate, workflows.AgentCommand{Agent: piotr})
	r.watch(time.Minute)
	require.Equal(t, [][2]int64{{0, 1}, {1, 3}, {3, 4}, {4, 5}}, r.rules.asked)
}
