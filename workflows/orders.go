package workflows

import (
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
)

// o is never called: it gives the names of the activities that call BaseLinker, with their types.
var o *activities.Orders

// ordersOptions start a workflow that asks BaseLinker, or find the one that runs under its id.
func ordersOptions(id, summary, details string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                       id,
		TaskQueue:                TaskQueue,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowTaskTimeout:      10 * time.Second,
		StaticSummary:            summary,
		StaticDetails:            details,
	}
}

// ofDatabase runs a step that asks the database alone, until it succeeds or, where there is one, its patience ends.
func ofDatabase(ctx workflow.Context, summary string, patience time.Duration, activity, in, out any) error {
	local := localStep
	local.Summary = summary
	err := workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, local), activity, in).Get(ctx, out)
	if err == nil || temporal.IsCanceledError(err) {
		return err
	}
	options := patientStep
	options.ScheduleToCloseTimeout = patience
	options.Summary = summary
	return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), activity, in).Get(ctx, out)
}
