package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/rules"
)

// ModelQueue is where language models are asked: they may take seconds, and nothing else waits behind them.
const ModelQueue = "language-model"

// questionsVersion: before it, runs ask no model. A run's worker may be older than the one that observed for it, so the
// question in the observation alone doesn't tell whether it was put.
const questionsVersion = "ask a language model"

// question is a message that a model was asked about.
type question struct {
	seq    int64
	answer workflow.Future
}

// ask puts new messages to a language model. The conversation goes on meanwhile; the rules that wait for an answer are asked
// when it is there, or when it is sure that it won't be.
func (c *conversation) ask(ctx workflow.Context, q *rules.Questions) {
	if q == nil || workflow.GetVersion(ctx, questionsVersion, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return
	}
	options := workflow.ActivityOptions{
		TaskQueue: ModelQueue,
		// The settings' patience, and what it takes to begin and to note the answer.
		ScheduleToCloseTimeout: q.Patience.Duration() + 2*time.Second,
		RetryPolicy:            &temporal.RetryPolicy{MaximumAttempts: 1}, // the built-in judgement is there already
		Summary:                "have a language model judge a message",
	}
	for _, seq := range q.Seqs {
		in := activities.QuestionInput{Ticket: c.ticket, Seq: seq}
		c.questions = append(c.questions, question{seq, workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), a.AskModel, in)})
	}
	if c.asking {
		return
	}
	c.asking = true
	workflow.GoNamed(ctx, "questions", func(ctx workflow.Context) {
		defer func() { c.asking = false }()
		for len(c.questions) > 0 {
			next := c.questions[0]
			c.questions = c.questions[1:]
			if err := c.answered(ctx, next); err != nil { // cancelled
				return
			}
		}
	})
}

// answered waits for an answer and has the rules asked that waited for it.
func (c *conversation) answered(ctx workflow.Context, q question) error {
	var answered rules.Answered
	if err := q.answer.Get(ctx, &answered); err != nil {
		if temporal.IsCanceledError(err) {
			return err
		}
		answered = "unanswered" // the worker's log says why, if it is more than that nobody was free
	}
	if err := c.mutex.Lock(ctx); err != nil {
		return err
	}
	defer c.mutex.Unlock()
	var o activities.Observation
	if err := c.do(ctx, "ask the rules that waited for the model", a.ObserveJudged, activities.JudgedInput{ObserveInput: c.asOf(ctx), Seq: q.seq}, &o); err != nil {
		return err
	}
	c.step(ctx, "language model on entry %d: %s; %d rules match", q.seq, answered, len(o.Matches))
	c.adopt(ctx, o)
	return nil
}
