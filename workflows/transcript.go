package workflows

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
)

// TranscriptID is the workflow id of a transcript's sending.
func TranscriptID(transcript uuid.UUID) string { return "transcript-" + transcript.String() }

// mailStep is patient: an admin may have to mend the mail server's settings first. An attempt takes less than two
// minutes (mail.SendWithin and what is noted after it), so it needs no heartbeat.
var mailStep = workflow.ActivityOptions{
	StartToCloseTimeout:    2 * time.Minute,
	ScheduleToCloseTimeout: 72 * time.Hour,
	RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 2 * time.Second, BackoffCoefficient: 2, MaximumInterval: 30 * time.Minute},
}

// Transcript sends one transcript by e-mail, at most once, and has the journal say what came of it. It is a workflow of
// its own because it may take days, and its conversation's run ends with the conversation. It ends well also when the
// transcript was given up: the result tells.
func Transcript(ctx workflow.Context, in activities.TranscriptInput) (*activities.TranscriptTried, error) {
	workflow.SetCurrentDetails(ctx, "**on its way**\n\nA try that fails shows beside the activity; the last is three days after the first.")
	options := mailStep
	options.Summary = "send the transcript"
	var tried activities.TranscriptTried
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), a.SendTranscript, in).Get(ctx, &tried)
	if err == nil && tried.Noted {
		workflow.SetCurrentDetails(ctx, transcriptDetails(tried, nil))
		return &tried, nil
	}
	// Also when an operator has cancelled it: the customer waits for an answer.
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	options = patientStep
	options.Summary = "note how it ended"
	end := activities.EndTranscriptInput{TranscriptInput: in, Sent: tried.Sent}
	if err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), a.EndTranscript, end).Get(ctx, nil); err != nil {
		return nil, err
	}
	tried.Noted = true
	workflow.SetCurrentDetails(ctx, transcriptDetails(tried, err))
	return &tried, nil
}

// transcriptDetails tells operators how it ended. The words of an error of ours name no person.
func transcriptDetails(tried activities.TranscriptTried, err error) string {
	var known *temporal.ApplicationError
	switch {
	case tried.Sent:
		return "**sent**\n"
	case err == nil:
		return "**nothing to send**\n\nIt had ended before, or the ticket was erased.\n"
	case temporal.IsCanceledError(err):
		return "**given up**: cancelled\n"
	case errors.As(err, &known):
		return fmt.Sprintf("**given up**: %s\n", known.Message())
	}
	return "**given up**: three days have passed\n"
}

// unsentTranscripts are those that the ticket wants sent and this run has not handed on.
func (c *conversation) unsentTranscripts() []uuid.UUID {
	return slices.DeleteFunc(slices.Clone(c.Last.Transcripts), func(id uuid.UUID) bool { return slices.Contains(c.handedOn, id) })
}

// sendTranscripts starts a workflow for each transcript that was asked for, and waits until it has begun: it must not
// go down with this run, which is about to end. One that runs already, or has ended, is another run's doing.
//
// Histories from before transcripts replay: their observations name none, so nothing here happens, and it takes no
// version.
func (c *conversation) sendTranscripts(ctx workflow.Context) error {
	last := c.Last // commands may go on meanwhile
	for _, id := range c.unsentTranscripts() {
		c.handedOn = append(c.handedOn, id)
		child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
			WorkflowID:            TranscriptID(id),
			ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_ABANDON,
			WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
			WorkflowTaskTimeout:   10 * time.Second,
			StaticSummary:         TranscriptSummary(last.Number, last.Channel),
			StaticDetails: fmt.Sprintf("The customer of [ticket #%d](%s) asked for the transcript by e-mail. "+
				"Whom it goes to, the database alone knows.", last.Number, last.TicketURL),
		})
		in := activities.TranscriptInput{Transcript: id, Ticket: c.ticket}
		err := workflow.ExecuteChildWorkflow(child, TranscriptType, in).GetChildWorkflowExecution().Get(ctx, nil)
		switch {
		case err == nil:
			c.step(ctx, "transcript `%s` is on its way", id)
		case temporal.IsWorkflowExecutionAlreadyStartedError(err):
			c.step(ctx, "transcript `%s` was on its way", id)
		default: // cancelled, or nothing that another try would help
			return err
		}
		c.showDetails(ctx)
	}
	return nil
}
