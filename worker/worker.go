// Package worker runs the conversations' workflows and activities, the relay that wakes them, the sweeper of files, and the
// indexer that makes tickets searchable.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/automation"
	"rozmowa/files"
	"rozmowa/mail"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
	"rozmowa/workflows"
)

// Options of a worker process.
type Options struct {
	// PublicURL is where the inbox is served; operators are led there.
	PublicURL string
	// CachedConversations is how many conversations are kept in memory between tasks; 0 means 2,000. An idle
	// one takes some 30 kB.
	CachedConversations int
	// Bucket keeps the attachments' bytes; what belongs to nothing is swept out of it.
	Bucket *files.Bucket
	// Secrets opens the mail server's password, webhooks' secrets and the language model's key; nil: none can be read. Mail sends; nil: a mail.Sender that trusts whom
	// the machine trusts.
	Secrets *secrets.Box
	Mail    activities.Mailer
	// Gate is what BaseLinker is called through, the process's one.
	Gate *orders.Gate
	// PrivateWebhooks lets rules' webhooks go to addresses of this machine and its network.
	PrivateWebhooks bool
	// Bell rings for any number of new entries, where this process listens for them anyway; nil: the relay
	// listens by itself.
	Bell <-chan struct{}
	// Metrics is where the relay's figures are registered; nil: nowhere.
	Metrics prometheus.Registerer
	Log     *slog.Logger
}

// Register names every workflow and activity that this program runs, explicitly.
func Register(r worker.Registry, a *activities.Activities) {
	r.RegisterWorkflowWithOptions(workflows.Conversation, workflow.RegisterOptions{Name: workflows.ConversationType})
	r.RegisterWorkflowWithOptions(workflows.Transcript, workflow.RegisterOptions{Name: workflows.TranscriptType})
	r.RegisterWorkflowWithOptions(workflows.RuleAction, workflow.RegisterOptions{Name: workflows.RuleActionType})
	r.RegisterWorkflowWithOptions(workflows.OrderLookup, workflow.RegisterOptions{Name: workflows.OrderLookupType})
	r.RegisterWorkflowWithOptions(workflows.OrderMirror, workflow.RegisterOptions{Name: workflows.OrderMirrorType})
	for name, f := range map[string]any{
		"Observe":            a.Observe,
		"ObserveJudged":      a.ObserveJudged,
		"Join":               a.Join,
		"TakeOver":           a.TakeOver,
		"Reopen":             a.Reopen,
		"Close":              a.Close,
		"AnnounceWait":       a.AnnounceWait,
		"AnnounceAfterHours": a.AnnounceAfterHours,
		"RemindSilent":       a.RemindSilent,
		"AskOfTime":          a.AskOfTime,
		"Act":                a.Act,
		"GiveUpAction":       a.GiveUpAction,
		"SendTranscript":     a.SendTranscript,
		"EndTranscript":      a.EndTranscript,
		"BeginOrderLookup":   a.BeginOrderLookup,
		"PackagesToAsk":      a.PackagesToAsk,
		"NoteLookupWait":     a.NoteLookupWait,
		"EndOrderLookup":     a.EndOrderLookup,
	} {
		r.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
}

// RegisterModel names the activity that workers of workflows.ModelQueue run.
func RegisterModel(r worker.ActivityRegistry, a *activities.Activities) {
	r.RegisterActivityWithOptions(a.AskModel, activity.RegisterOptions{Name: "AskModel"})
}

// RegisterWebhooks names the activity that workers of workflows.WebhookQueue run.
func RegisterWebhooks(r worker.ActivityRegistry, a *activities.Activities) {
	r.RegisterActivityWithOptions(a.Act, activity.RegisterOptions{Name: "Act"})
}

// webhookPlaces is how many webhooks are called at once.
const webhookPlaces = 8

// newCaller is the worker that calls webhooks.
func newCaller(c client.Client, fatal func(error)) worker.Worker {
	return worker.New(c, workflows.WebhookQueue, worker.Options{
		DisableWorkflowWorker:              true,
		MaxConcurrentActivityExecutionSize: webhookPlaces,
		MaxConcurrentActivityTaskPollers:   2,
		WorkerStopTimeout:                  15 * time.Second,
		DisableRegistrationAliasing:        true,
		OnFatalError:                       fatal,
	})
}

// newAsker is the worker that asks language models: few at a time, since one on a machine of its own does no more.
func newAsker(c client.Client, fatal func(error)) worker.Worker {
	return worker.New(c, workflows.ModelQueue, worker.Options{
		DisableWorkflowWorker:              true,
		MaxConcurrentActivityExecutionSize: 4,
		MaxConcurrentActivityTaskPollers:   2,
		WorkerStopTimeout:                  10 * time.Second,
		DisableRegistrationAliasing:        true,
		OnFatalError:                       fatal,
	})
}

// Run works until ctx ends, then finishes what it has begun. It returns early when the engine refuses the
// worker for good.
func Run(ctx context.Context, c client.Client, s *store.Store, o Options) error {
	if o.Bucket == nil || o.Gate == nil {
		return errors.New("a worker needs the bucket that keeps files, and the gate to BaseLinker")
	}
	if o.CachedConversations == 0 {
		o.CachedConversations = 2000
	}
	worker.SetStickyWorkflowCacheSize(o.CachedConversations)
	fatal := make(chan error, 1)
	onFatal := func(err error) {
		select {
		case fatal <- err:
		default:
		}
	}
	// The engine shares the machine with the chat: few tasks at a time do more per second than many, and
	// leave the message path its share.
	w := worker.New(c, workflows.TaskQueue, worker.Options{
		MaxConcurrentWorkflowTaskExecutionSize:  8,
		MaxConcurrentLocalActivityExecutionSize: 8,
		MaxConcurrentActivityExecutionSize:      8,
		WorkflowTaskPollerBehavior: worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{
			InitialNumberOfPollers: 2, MinimumNumberOfPollers: 1, MaximumNumberOfPollers: 8,
		}),
		ActivityTaskPollerBehavior: worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{
			InitialNumberOfPollers: 1, MinimumNumberOfPollers: 1, MaximumNumberOfPollers: 8,
		}),
		WorkerStopTimeout:           15 * time.Second,
		DisableRegistrationAliasing: true,
		OnFatalError:                onFatal,
	})
	calls := newOrdersWorker(c, onFatal)
	baselinker := &activities.Orders{
		Mirror: &orders.Mirror{Store: s, Gate: o.Gate, Log: o.Log}, Store: s, Gate: o.Gate, Log: o.Log,
	}
	RegisterOrders(calls, baselinker)
	RegisterWishes(w, baselinker)
	asker, caller := newAsker(c, onFatal), newCaller(c, onFatal)
	if o.Mail == nil {
		o.Mail = new(mail.Sender)
	}
	engine := automation.New(s, automation.Options{Secrets: o.Secrets, PrivateWebhooks: o.PrivateWebhooks, Log: o.Log})
	defer engine.Close()
	engine.Prepare()
	does := &activities.Activities{
		Store: s, Rules: engine, Transcripts: s, Customers: &orders.Customers{Store: s}, Lookups: s, Mail: o.Mail, Secrets: o.Secrets, PublicURL: o.PublicURL, Log: o.Log,
	}
	Register(w, does)
	RegisterModel(asker, does)
	RegisterWebhooks(caller, does)
	relay := NewRelay(s, c, o.Log)
	relay.Bell = o.Bell
	indexer := NewIndexer(s, o.Log)
	if o.Metrics != nil {
		o.Metrics.MustRegister(relay.collectors(ctx, s)...)
		o.Metrics.MustRegister(indexer.collectors(ctx)...)
	}
	if err := awaitEngine(ctx, c, o.Log); err != nil {
		return nil // stopped while waiting
	}
	if err := w.Start(); err != nil {
		return fmt.Errorf("starting the worker: %w", err)
	}
	defer w.Stop()
	if err := calls.Start(); err != nil {
		return fmt.Errorf("starting the worker that calls BaseLinker: %w", err)
	}
	defer calls.Stop()
	if err := asker.Start(); err != nil {
		return fmt.Errorf("starting the worker that asks language models: %w", err)
	}
	defer asker.Stop()
	if err := caller.Start(); err != nil {
		return fmt.Errorf("starting the worker that calls webhooks: %w", err)
	}
	defer caller.Stop()

	ctx, cancel := context.WithCancel(ctx)
	var besides sync.WaitGroup
	besides.Go(func() { NewSweeper(s, o.Bucket, o.Log).Run(ctx) })
	besides.Go(func() { indexer.Run(ctx) })
	besides.Go(func() { NewWishOutbox(s, c, o.Log).Run(ctx) })
	besides.Go(func() { NewMirrors(s, c, o.Log).Run(ctx) })
	besides.Go(func() { NewLookups(s, c, o.Log).Run(ctx) })
	defer func() {
		cancel()
		besides.Wait()
	}()
	done := make(chan error, 1)
	go func() { done <- relay.Run(ctx) }()
	var err error
	select {
	case err = <-fatal:
		err = fmt.Errorf("the worker can't go on: %w", err)
		cancel()
		err = errors.Join(err, <-done)
	case err = <-done:
		cancel()
	}
	return err
}

// awaitEngine waits until the engine answers: a worker may start before it.
func awaitEngine(ctx context.Context, c client.Client, log *slog.Logger) error {
	for told := false; ; told = true {
		check, cancel := context.WithTimeout(ctx, 2*time.Second)
		_, err := c.CheckHealth(check, &client.CheckHealthRequest{})
		cancel()
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if !told {
			log.WarnContext(ctx, "the worker waits for the engine", "error", err)
		}
		wait(ctx, 500*time.Millisecond, nil)
	}
}
