package worker

import (
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/workflows"
)

// RegisterOrders names every activity that calls BaseLinker, explicitly.
func RegisterOrders(r worker.Registry, o *activities.Orders) {
	for name, f := range map[string]any{
		"AskForOrders":  o.AskForOrders,
		"MirrorOrders":  o.MirrorOrders,
		"ReadOrderWish": o.ReadOrderWish,
		"SetOrderWish":  o.SetOrderWish,
	} {
		r.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
}

// RegisterWishes names the workflow of wishes and what it asks the database alone.
func RegisterWishes(r worker.Registry, o *activities.Orders) {
	r.RegisterWorkflowWithOptions(workflows.OrderWishes, workflow.RegisterOptions{Name: workflows.OrderWishesType})
	for name, f := range map[string]any{
		"NextOrderWish":  o.NextOrderWish,
		"DoubtOrderWish": o.DoubtOrderWish,
	} {
		r.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
}

// newOrdersWorker makes the worker that calls BaseLinker. It runs no workflows: a call may take a minute, and nothing else waits for it.
func newOrdersWorker(c client.Client, onFatal func(error)) worker.Worker {
	return worker.New(c, workflows.BaseLinkerQueue, worker.Options{
		DisableWorkflowWorker:              true,
		MaxConcurrentActivityExecutionSize: 8,
		ActivityTaskPollerBehavior: worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{
			InitialNumberOfPollers: 1, MinimumNumberOfPollers: 1, MaximumNumberOfPollers: 4,
		}),
		WorkerStopTimeout:           15 * time.Second,
		DisableRegistrationAliasing: true,
		OnFatalError:                onFatal,
	})
}
