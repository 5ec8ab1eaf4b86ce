package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/workflows"
)

func TestMatchedRulesActInTheirOrderInTheSameTask(t *testing.T) {
	r := begin(t)
	first, second, third := uuid.New(), uuid.New(), uuid.New()
	r.rules.matching(1, first, second)
	r.rules.matching(2, third)
	r.at(time.Second, r.says)
	r.watch(time.Minute)
	require.Equal(t, []uuid.UUID{actionOf(first, 1), actionOf(second, 1), actionOf(third, 2)}, r.rules.done)
	require.Equal(t, 3, r.looks["Act"], "a regular activity takes its time")
	require.Empty(t, r.patient)
	require.Equal(t, [][2]int64{{0, 1}, {1, 2}}, r.rules.asked)
}

func TestAnActionThatFailsHoldsUpNothing(t *testing.T) {
	r := begin(t)
	bad, good := uuid.New(), uuid.New()
	r.rules.matching(1, bad, good)
	r.rules.act = func(in rules.Act) (*rules.Acted, error) {
		if in.Action == actionOf(bad, 1) {
			return nil, errAway
		}
		return nil, nil
	}
	join := r.joins(time.Second, anna)
	r.at(time.Minute, func() { r.replies(anna) })
	r.toTheEnd()
	require.True(t, join.requireDone(t).Done)
	require.Equal(t, []string{"joined", "silence_reminder", "closed:silence"}, r.operations())
	require.Equal(t, 61*time.Minute, r.since(desk.OpClosed))
	require.Equal(t, []uuid.UUID{actionOf(good, 1)}, r.rules.done)
	steps := fmt.Sprint(r.standing().Steps)
	require.Contains(t, steps, "rule `"+good.String()+"` on entry 1: priority done")
	require.Contains(t, steps, "rule `"+bad.String()+"` on entry 1: priority takes its time in `"+workflows.RuleActionID(actionOf(bad, 1))+"`")
}

func TestRulesThatCannotBeEvaluatedDoNotFailTheConversation(t *testing.T) {
	r := begin(t)
	r.rules.evaluate = func() error { return errAway }
	r.rules.dues = []timed{{rules.Due{Event: rules.Unanswered, After: 60, Seq: 1, At: noon.Add(time.Minute)}, uuid.New()}}
	join := r.joins(time.Second, anna)
	r.at(time.Minute, r.says)
	r.watch(time.Hour)
	require.True(t, join.requireDone(t).Done)
	require.Equal(t, []string{"joined"}, r.operations())
	require.Equal(t, 1, r.looks["AskOfTime"], "what can't be asked isn't asked again and again")
}

// fails is the error of Postgres with the code.
func fails(code pqerror.Code) func() error {
	return func() error { return fmt.Errorf("noting what rules decided: %w", &pq.Error{Code: code}) }
}

func TestRulesAreAskedOnceTheDatabaseTakesWritesAgain(t *testing.T) {
	r := begin(t)
	r.rules.evaluate = fails(pqerror.ReadOnlySQLTransaction)
	rule, timed1 := uuid.New(), uuid.New()
	r.rules.matching(1, rule)
	r.rules.dues = []timed{{rules.Due{Event: rules.Unanswered, After: 60, Seq: 1, At: noon.Add(time.Minute)}, timed1}}
	r.at(100*time.Second, func() { r.rules.evaluate = nil })
	r.watch(time.Hour)
	require.Equal(t, []uuid.UUID{actionOf(rule, 1), actionOf(timed1, 1)}, r.rules.done)
	require.Greater(t, r.patient["Observe"], 6, "it isn't given up, as what may be the ticket's fault is")
}

func TestRulesThatFailForAMinuteWhereNothingElseDoesAreGivenUp(t *testing.T) {
	r := begin(t)
	r.rules.evaluate = fails(pqerror.QueryCanceled)
	r.rules.matching(1, uuid.New())
	again := uuid.New()
	r.rules.matching(3, again) // behind the wait notice
	r.at(10*time.Minute, func() {
		r.rules.evaluate = nil
		r.says()
	})
	r.watch(time.Hour)
	require.Equal(t, 6, r.patient["Observe"])
	require.Equal(t, []string{"wait_notice"}, r.operations())
	require.Equal(t, 2*time.Minute, r.since(desk.OpWaitNotice), "the conversation goes on")
	require.Equal(t, []uuid.UUID{actionOf(again, 3)}, r.rules.done)
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

func TestWhatAnActionWritesIsLookedAtWithoutTheRelay(t *testing.T) {
	r := begin(t)
	first, second := uuid.New(), uuid.New()
	r.rules.matching(1, first)
	r.rules.matching(2, second)
	r.rules.act = func(in rules.Act) (*rules.Acted, error) {
		if in.Action != actionOf(first, 1) {
			return nil, nil
		}
		require.False(t, in.Wake)
		var seq int64
		r.change(func() {
			seq = r.append(desk.Entry{ID: in.Action, Kind: desk.Operation, Author: desk.Author{Kind: desk.BySystem},
				Operation: &desk.OperationDetails{Type: desk.OpChanged, Change: &desk.Change{Property: desk.PropertyPriority, Value: "high"}}})
		})
		return &rules.Acted{State: rules.ActionDone, Through: seq}, nil
	}
	r.watch(time.Second)
	require.Equal(t, [][2]int64{{0, 1}, {1, 2}}, r.rules.asked)
	require.Equal(t, []uuid.UUID{actionOf(first, 1), actionOf(second, 2)}, r.rules.done)
}

func TestEachEventOfTimeIsExactToTheSecondAndAskedOnceForEachWait(t *testing.T) {
	for _, event := range []rules.Event{rules.CustomerSilent, rules.Unanswered, rules.WaitingLong} {
		t.Run(string(event), func(t *testing.T) {
			r := begin(t)
			rule, other := uuid.New(), uuid.New()
			half, whole := rules.Due{Event: event, After: 1800, Seq: 1, At: noon.Add(30 * time.Minute)}, rules.Due{Event: event, After: 3600, Seq: 1, At: noon.Add(time.Hour)}
			r.rules.dues = []timed{{whole, other}, {half, rule}}
			var at []time.Duration
			r.rules.act = func(rules.Act) (*rules.Acted, error) {
				at = append(at, r.env.Now().Sub(noon))
				return nil, nil
			}
			r.at(10*time.Minute, r.says)
			r.at(40*time.Minute, r.says)
			r.watch(3 * time.Hour)
			require.Equal(t, []rules.Due{half, whole}, r.rules.timed)
			require.Equal(t, []uuid.UUID{actionOf(rule, 1), actionOf(other, 1)}, r.rules.done)
			require.Equal(t, []time.Duration{30 * time.Minute, time.Hour}, at)
			require.Equal(t, 2, r.looks["AskOfTime"])
		})
	}
}

func TestWhatTimeBroughtWhileTheEngineWasAwayIsAskedOnceAtWakeUp(t *testing.T) {
	r := beginAt(t, noon)
	r.start = noon.Add(9 * time.Hour) // the run begins that late
	r.prepared()
	rule := uuid.New()
	late := []rules.Due{
		{Event: rules.WaitingLong, After: 60, Seq: 1, At: noon.Add(time.Minute)},
		{Event: rules.Unanswered, After: 3600, Seq: 1, At: noon.Add(time.Hour)},
	}
	r.rules.dues = []timed{{late[0], rule}, {late[1], rule}}
	r.watch(24 * time.Hour)
	require.Equal(t, late, r.rules.timed)
	require.Equal(t, 1, r.looks["AskOfTime"])
}

func TestALateRuleComesBeforeTheClosingThatEndsItsWait(t *testing.T) {
	r := begin(t)
	r.joins(time.Second, anna)
	r.at(time.Minute, func() { r.replies(anna) })
	r.rules.dues = []timed{{rules.Due{Event: rules.CustomerSilent, After: 3600, Seq: 3, At: noon.Add(61 * time.Minute)}, uuid.New()}}
	r.toTheEnd()
	require.Len(t, r.rules.done, 1, "both are due at the same moment")
	require.Equal(t, 61*time.Minute, r.since(desk.OpClosed))
}

func TestWhatWasAskedIsCarriedByContinueAsNew(t *testing.T) {
	r := begin(t)
	r.rules.dues = []timed{{rules.Due{Event: rules.Unanswered, After: 60, Seq: 1, At: noon.Add(time.Minute)}, uuid.New()}}
	r.at(2*time.Minute, func() { r.env.SetContinueAsNewSuggested(true); r.says() })
	next := r.next(time.Minute, r.untilContinued())
	next.watch(time.Hour)
	require.Len(t, r.rules.timed, 1)
}

func TestAWebhookHasAWorkflowOfItsOwnThatTriesUntilItIsTaken(t *testing.T) {
	r := begin(t)
	r.rules.kind = rules.Webhook
	rule := uuid.New()
	r.rules.matching(1, rule)
	var tries []time.Duration
	r.rules.act = func(in rules.Act) (*rules.Acted, error) {
		require.True(t, in.Wake)
		require.Equal(t, noon, in.Since.UTC())
		tries = append(tries, r.env.Now().Sub(noon))
		if len(tries) == 3 {
			return nil, nil
		}
		return &rules.Acted{State: rules.ActionRetrying, NextTryAt: r.env.Now().Add(time.Hour)}, nil
	}
	closes := r.closes(time.Minute, workflows.CloseCommand{By: desk.ClosedByCustomer})
	r.toTheEnd()
	require.True(t, closes.requireDone(t).Done, "the conversation doesn't wait for it")
	require.Equal(t, []time.Duration{0, time.Hour, 2 * time.Hour}, tries)
	require.Equal(t, []uuid.UUID{actionOf(rule, 1)}, r.rules.done)
}

func TestWebhooksAloneHaveAQueueOfTheirOwn(t *testing.T) {
	for kind, own := range map[rules.ActionKind]bool{rules.Webhook: true, rules.AssignLeastBusy: false, "": false} {
		r, in := action(t)
		in.Kind = kind // none in a run from before it was told
		r.env.ExecuteWorkflow(workflows.RuleActionType, in)
		require.NoError(t, r.env.GetWorkflowError())
		require.Len(t, r.queues, 1)
		require.Equal(t, own, r.queues[0] == workflows.WebhookQueue, kind)
	}
}

func TestAWebhookThatWasBegunOnTheConversationsQueueStaysThere(t *testing.T) {
	r, in := action(t)
	in.Kind = rules.Webhook
	r.env.OnGetVersion("webhooks have a queue of their own", workflow.DefaultVersion, workflow.Version(1)).Return(workflow.DefaultVersion)
	r.env.ExecuteWorkflow(workflows.RuleActionType, in)
	require.NoError(t, r.env.GetWorkflowError())
	require.NotContains(t, r.queues, workflows.WebhookQueue)
}

// action runs a RuleAction by itself.
func action(t *testing.T) (*run, workflows.RuleActionInput) {
	r := begin(t)
	return r, workflows.RuleActionInput{Act: rules.Act{Ticket: r.ticket, Action: uuid.New(), Since: noon, Wake: true}}
}

func TestAnActionThatWaitsIsTriedAtOnceByHand(t *testing.T) {
	r, in := action(t)
	in.NotBefore = noon.Add(time.Minute)
	var tries []time.Duration
	r.rules.act = func(rules.Act) (*rules.Acted, error) {
		tries = append(tries, r.env.Now().Sub(noon))
		if len(tries) < 3 {
			return &rules.Acted{State: rules.ActionRetrying, NextTryAt: r.env.Now().Add(time.Hour)}, nil
		}
		return &rules.Acted{State: rules.ActionFailed}, nil
	}
	r.at(10*time.Minute, func() { r.env.SignalWorkflow(workflows.TrySignal, nil) })
	r.env.ExecuteWorkflow(workflows.RuleActionType, in)
	require.NoError(t, r.env.GetWorkflowError())
	require.Equal(t, []time.Duration{time.Minute, 10 * time.Minute, 70 * time.Minute}, tries)
	var acted rules.Acted
	require.NoError(t, r.env.GetWorkflowResult(&acted))
	require.Equal(t, rules.ActionFailed, acted.State)
}

func TestAnActionThatCannotBeTriedIsGivenUpInTheEnd(t *testing.T) {
	r, in := action(t)
	r.rules.act = func(rules.Act) (*rules.Acted, error) { return nil, errAway }
	r.env.ExecuteWorkflow(workflows.RuleActionType, in)
	require.Error(t, r.env.GetWorkflowError())
	require.Equal(t, []string{in.Action.String() + " given_up"}, r.rules.given)
}

func TestAnActionThatAnOperatorCancelsIsGivenUp(t *testing.T) {
	r, in := action(t)
	in.NotBefore = noon.Add(time.Hour)
	r.at(time.Minute, r.env.CancelWorkflow)
	r.env.ExecuteWorkflow(workflows.RuleActionType, in)
	var canceled *temporal.CanceledError
	require.ErrorAs(t, r.env.GetWorkflowError(), &canceled)
	require.Equal(t, []string{in.Action.String() + " cancelled"}, r.rules.given)
}
