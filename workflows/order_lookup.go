package workflows

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/orders"
)

// OrderLookupID is the workflow id of asking BaseLinker about a ticket's customer.
func OrderLookupID(ticket uuid.UUID) string { return "order-lookup-" + ticket.String() }

// OrderLookupInput starts an OrderLookup.
type OrderLookupInput struct {
	Ticket uuid.UUID `json:"ticket"`
}

// LookUpOrders is how a client has BaseLinker asked about a ticket's customer: by SignalWithStartWorkflow with LookUpSignal,
// OrderLookupType, and what it returns. A run that waits tries at once; one that asks does so once more when it is through.
func LookUpOrders(ticket uuid.UUID) (client.StartWorkflowOptions, OrderLookupInput) {
	return ordersOptions(OrderLookupID(ticket), "Orders looked up by hand",
		"BaseLinker is asked about a ticket's customer because an agent wants it."), OrderLookupInput{Ticket: ticket}
}

const (
	// lookupPatience is for how long a lookup tries to reach BaseLinker.
	lookupPatience = 2 * time.Hour
	// lookupPause is the shortest pause before another try; it grows by itself up to lookupMaxPause.
	lookupPause    = 2 * time.Second
	lookupMaxPause = 30 * time.Second
)

// askStep is one request. That BaseLinker can't be asked is a result; what is tried again here is the database.
var askStep = workflow.ActivityOptions{
	TaskQueue:              BaseLinkerQueue,
	StartToCloseTimeout:    2 * time.Minute,
	ScheduleToCloseTimeout: lookupPatience,
	RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
}

// OrderLookup asks BaseLinker live about a ticket's customer: every account for orders of the address, then for the parcels of the newest.
// The ticket's lookup says how it goes, also what it waits for. It ends well when it was given up, too.
func OrderLookup(ctx workflow.Context, in OrderLookupInput) error {
	l := &orderLookup{ticket: in.Ticket, wanted: workflow.GetSignalChannel(ctx, LookUpSignal)}
	for {
		l.takeSignals()
		code, err := l.run(ctx)
		if err != nil { // cancelled, or the database away for hours
			return l.giveUp(ctx, err)
		}
		if err := l.do(ctx, "note how it ended", a.EndOrderLookup, activities.EndLookupInput{Ticket: l.ticket, Code: code}, nil); err != nil {
			return l.giveUp(ctx, err)
		}
		if code != "" {
			workflow.SetCurrentDetails(ctx, "**ended**: "+code+"\n")
		} else {
			workflow.SetCurrentDetails(ctx, "**done**\n")
		}
		if l.wanted.Len() == 0 {
			return nil
		}
	}
}

// orderLookup is a run of OrderLookup.
type orderLookup struct {
	ticket uuid.UUID
	wanted workflow.ReceiveChannel
}

func (l *orderLookup) takeSignals() {
	for l.wanted.ReceiveAsync(nil) { // one look answers them all
	}
}

// run asks all there is to ask, and returns the code of what failed.
func (l *orderLookup) run(ctx workflow.Context) (code string, err error) {
	end := workflow.Now(ctx).Add(lookupPatience)
	for _, step := range []struct {
		summary  string
		activity any
	}{{"begin the lookup", a.BeginOrderLookup}, {"see whose parcels to ask for", a.PackagesToAsk}} {
		var ask activities.QuestionsOutcome
		if err := l.do(ctx, step.summary, step.activity, activities.TicketInput{Ticket: l.ticket}, &ask); err != nil {
			return "", err
		}
		failed, err := l.askAll(ctx, ask.Questions, end)
		if err != nil {
			return "", err
		}
		if code == "" {
			code = failed
		}
	}
	return code, nil
}

// askAll asks until each question has its answer, or it is of no use; what has to wait doesn't hold up the others.
func (l *orderLookup) askAll(ctx workflow.Context, questions []orders.Question, end time.Time) (code string, err error) {
	for tries := 0; len(questions) > 0; tries++ {
		var waiting []orders.Question
		var wait orders.Answer                // of those that wait, the one that is over first
		for i := 0; i < len(questions); i++ { // a page leads to the next
			q := questions[i]
			var answer orders.Answer
			options := askStep
			options.Summary = lookupQuestion(q)
			if err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), o.AskForOrders, q).Get(ctx, &answer); err != nil {
				return "", err
			}
			switch {
			case answer.Refused:
				code = "refused"
			case answer.Wait == desk.WaitRejected: // it takes another token, and somebody who asks again
				code = string(desk.WaitRejected)
			case answer.Wait != "":
				waiting = append(waiting, q)
				if wait.Wait == "" || answer.Until.Before(wait.Until) {
					wait = answer
				}
			case answer.Next != nil:
				questions = append(questions, *answer.Next)
			}
		}
		if questions = waiting; len(questions) == 0 {
			return code, nil
		}
		if !workflow.Now(ctx).Before(end) {
			return string(wait.Wait), nil
		}
		if err := l.wait(ctx, wait, min(lookupPause*time.Duration(tries+1), lookupMaxPause)); err != nil {
			return "", err
		}
	}
	return code, nil
}

// wait waits until BaseLinker can be asked again, or somebody wants it tried, and shows that.
func (l *orderLookup) wait(ctx workflow.Context, what orders.Answer, atLeast time.Duration) error {
	until := what.Until
	if soonest := workflow.Now(ctx).Add(atLeast); until.Before(soonest) {
		until = soonest
	}
	note := activities.LookupWaitInput{Ticket: l.ticket, For: what.Wait, Until: until}
	if err := l.do(ctx, "note what it waits for", a.NoteLookupWait, note, nil); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("**waits**: %s; the next try is at %s UTC\n", what.Wait, until.UTC().Format(time.DateTime)))
	if err := pause(ctx, until, l.wanted); err != nil {
		return err
	}
	l.takeSignals()
	return l.do(ctx, "note that it goes on", a.NoteLookupWait, activities.LookupWaitInput{Ticket: l.ticket}, nil)
}

func lookupQuestion(q orders.Question) string {
	switch {
	case q.Packages:
		return fmt.Sprintf("ask for the parcels of order %d", q.Order)
	case q.Order != 0:
		return fmt.Sprintf("ask for order %d", q.Order)
	case q.Page != 0:
		return fmt.Sprintf("ask for the customer's orders, page %d", q.Page+1)
	}
	return "ask for the customer's orders"
}

// do runs a step that only asks the database.
func (l *orderLookup) do(ctx workflow.Context, summary string, activity, in, out any) error {
	return ofDatabase(ctx, summary, lookupPatience, activity, in, out)
}

// giveUp notes that the lookup came to nothing, also when an operator has cancelled it.
func (l *orderLookup) giveUp(ctx workflow.Context, why error) error {
	code := "given_up"
	if temporal.IsCanceledError(why) {
		code = "cancelled"
	}
	ctx, cancel := workflow.NewDisconnectedContext(ctx)
	defer cancel()
	workflow.SetCurrentDetails(ctx, "**given up**\n")
	if err := l.do(ctx, "note that it is given up", a.EndOrderLookup, activities.EndLookupInput{Ticket: l.ticket, Code: code}, nil); err != nil {
		return err
	}
	return why
}

// lookUp has BaseLinker asked about the customer, in a workflow of its own, where the observation says so. The conversation goes on
// meanwhile.
//
// Histories from before there was BaseLinker replay: their observations want no orders, so nothing here happens, and it takes no version.
func (c *conversation) lookUp(ctx workflow.Context, o activities.Observation) {
	if !o.WantsOrders || c.lookingUp {
		return
	}
	c.lookingUp = true
	workflow.GoNamed(ctx, "orders", func(ctx workflow.Context) {
		defer func() { c.lookingUp = false }()
		child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
			WorkflowID:            OrderLookupID(c.ticket),
			ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_ABANDON,
			WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
			WorkflowTaskTimeout:   10 * time.Second,
			StaticSummary:         summary("Orders for chat", o.Number, o.Channel),
			StaticDetails:         fmt.Sprintf("BaseLinker is asked about the customer of [ticket #%d](%s).", o.Number, o.TicketURL),
		})
		err := workflow.ExecuteChildWorkflow(child, OrderLookupType, OrderLookupInput{Ticket: c.ticket}).GetChildWorkflowExecution().Get(ctx, nil)
		switch {
		case err == nil:
			c.step(ctx, "the customer's orders are looked up in `%s`", OrderLookupID(c.ticket))
		case !temporal.IsWorkflowExecutionAlreadyStartedError(err) && !temporal.IsCanceledError(err):
			workflow.GetLogger(ctx).Warn("a lookup of orders did not begin", "ticket", c.ticket, "error", err)
		}
		c.showDetails(ctx)
	})
}
