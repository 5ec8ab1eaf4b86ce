package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/workflows"
)

// asksModel has a model set that answers so; rule waits for its word on the message.
func (r *run) asksModel(through int64, model func(context.Context, int64) (rules.Answered, error), rule uuid.UUID) {
	r.rules.model, r.rules.questionable = model, through
	r.rules.ofJudged = map[int64][]rules.Match{1: {r.rules.match(rule, rules.CustomerMessage, 1)}}
}

func TestRulesThatWaitForTheModelActWhenItHasAnswered(t *testing.T) {
	r := begin(t)
	early, late := uuid.New(), uuid.New()
	r.rules.matching(1, early)
	r.asksModel(1, func(context.Context, int64) (rules.Answered, error) { return rules.AnsweredJudged, nil }, late)
	r.at(time.Second, r.says)
	r.watch(time.Minute)
	require.Equal(t, []uuid.UUID{actionOf(early, 1), actionOf(late, 1)}, r.rules.done)
	require.Equal(t, []int64{1}, r.rules.judged)
	require.Equal(t, map[string]int{"AskModel": 1}, r.patient, "a regular activity, once")
	require.Contains(t, fmt.Sprint(r.standing().Steps), "language model on entry 1: judged; 1 rules match")
}

func TestAModelThatFailsIsAskedOnceAndItsRulesAreAskedAllTheSame(t *testing.T) {
	r := begin(t)
	late := uuid.New()
	r.asksModel(1, func(context.Context, int64) (rules.Answered, error) {
		return "", errors.New("sk-tajny jan@klient.example")
	}, late)
	r.watch(time.Minute)
	require.Equal(t, []uuid.UUID{actionOf(late, 1)}, r.rules.done)
	require.Equal(t, 1, r.patient["AskModel"])
}

func TestNobodyWaitsForTheModelButItsRules(t *testing.T) {
	r := begin(t)
	rule := uuid.New()
	joined := make(chan struct{})
	join := new(answer)
	r.asksModel(1, func(ctx context.Context, _ int64) (rules.Answered, error) {
		select {
		case <-joined:
			return rules.AnsweredJudged, nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}, rule)
	r.at(time.Millisecond, func() { r.command(join, workflows.JoinUpdate, "join", workflows.AgentCommand{Agent: anna}) })
	r.at(100*time.Millisecond, func() { // time goes on as on the wall while an activity works
		if join.completed {
			close(joined)
		}
	})
	r.watch(time.Minute)
	require.True(t, join.requireDone(t).Done)
	require.Equal(t, []uuid.UUID{actionOf(rule, 1)}, r.rules.done)
}

func TestAModelThatNeverAnswersIsNotWaitedForLongerThanItHas(t *testing.T) {
	r := begin(t)
	rule := uuid.New()
	var at time.Duration
	r.asksModel(1, nil, rule)
	r.rules.model = func(ctx context.Context, _ int64) (rules.Answered, error) {
		<-ctx.Done()
		return "", ctx.Err()
	}
	r.rules.patience = 1
	r.rules.act = func(rules.Act) (*rules.Acted, error) {
		at = r.env.Now().Sub(noon)
		return nil, nil
	}
	r.watch(time.Minute)
	require.Equal(t, []uuid.UUID{actionOf(rule, 1)}, r.rules.done)
	require.Less(t, at, 5*time.Second)
}

func TestTheRunEndsWhenItsQuestionsAreAnswered(t *testing.T) {
	r := begin(t)
	rule := uuid.New()
	closing := new(answer)
	closed := make(chan struct{})
	r.asksModel(1, func(ctx context.Context, _ int64) (rules.Answered, error) {
		select {
		case <-closed:
			return rules.AnsweredJudged, nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}, rule)
	r.at(time.Millisecond, func() {
		r.command(closing, workflows.CloseUpdate, "close", workflows.CloseCommand{By: desk.ClosedByCustomer})
	})
	r.at(100*time.Millisecond, func() {
		if closing.completed {
			close(closed)
		}
	})
	r.toTheEnd()
	require.True(t, closing.requireDone(t).Done)
	require.Equal(t, []uuid.UUID{actionOf(rule, 1)}, r.rules.done)
}
