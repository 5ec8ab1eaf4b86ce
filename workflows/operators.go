package workflows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"rozmowa/desk"
)

// maxSteps is how many of the latest steps the Temporal UI shows.
const maxSteps = 20

// Summary is the line under which a conversation stands in the Temporal UI's list: "Chat #123 · Sklep główny".
func Summary(number int64, channel string) string { return summary("Chat", number, channel) }

// TranscriptSummary is that of a transcript: "Transcript of chat #123 · Sklep główny".
func TranscriptSummary(number int64, channel string) string {
	return summary("Transcript of chat", number, channel)
}

func summary(what string, number int64, channel string) string {
	const limit = 200 // bytes, the server's
	s := fmt.Sprintf("%s #%d · %s", what, number, channel)
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit-len("…")], "") + "…"
	}
	return s
}

// step notes a step for operators; showDetails shows it.
func (c *conversation) step(ctx workflow.Context, format string, args ...any) {
	line := workflow.Now(ctx).UTC().Format("2006-01-02 15:04:05") + " · " + fmt.Sprintf(format, args...)
	c.Steps = append(c.Steps, line)
	if extra := len(c.Steps) - maxSteps; extra > 0 {
		c.Steps = append([]string(nil), c.Steps[extra:]...)
	}
}

// showDetails tells operators how the conversation stands, in Markdown. It costs no event. (workflowcheck knows Sprintf, not
// Fprintf.)
func (c *conversation) showDetails(ctx workflow.Context) {
	o := c.Last
	var details string
	switch {
	case o.Gone:
		details = "**erased**\n"
	case o.State == "":
		details = "**starting**\n"
	default:
		details = fmt.Sprintf("**%s**", o.State)
		if o.Agent != uuid.Nil {
			details += fmt.Sprintf(" · agent `%s`", o.Agent)
		}
		details += fmt.Sprintf(" · entries seen %d · [ticket #%d](%s)\n", c.Seen, o.Number, o.TicketURL)
		if next := c.nextDeadline(); next != nil && !next.at.IsZero() {
			details += fmt.Sprintf("\nNext: %s at %s UTC\n", next.why, next.at.UTC().Format("2006-01-02 15:04:05"))
		}
	}
	details += "\nLatest steps (UTC), the newest first:\n"
	for _, s := range slices.Backward(c.Steps) {
		details += "\n- " + s
	}
	workflow.SetCurrentDetails(ctx, details)
}

// upsertAttributes keeps the search attributes at the standing; an unchanged one costs nothing.
func (c *conversation) upsertAttributes(ctx workflow.Context) {
	o, before := c.Last, c.announced
	if o.Gone {
		return
	}
	if before.state == "" {
		before = startedWith(ctx)
	}
	c.announced = attributes{state: o.State, agent: o.Agent, priority: o.Priority, sentiment: o.Sentiment}
	if c.announced == before {
		return
	}
	updates := []temporal.SearchAttributeUpdate{
		ChannelAttribute.ValueSet(o.ChannelKey), StateAttribute.ValueSet(string(o.State)), PriorityAttribute.ValueSet(string(o.Priority)),
	}
	if o.Agent == uuid.Nil {
		updates = append(updates, AgentAttribute.ValueUnset())
	} else {
		updates = append(updates, AgentAttribute.ValueSet(o.Agent.String()))
	}
	switch o.Sentiment {
	case before.sentiment:
	case "":
		updates = append(updates, SentimentAttribute.ValueUnset())
	default:
		updates = append(updates, SentimentAttribute.ValueSet(string(o.Sentiment)))
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, updates...); err != nil {
		workflow.GetLogger(ctx).Error("search attributes could not be set", "error", err)
	}
}

// attributes are what the search attributes say of a conversation, beside its chat.
type attributes struct {
	state     desk.State
	agent     uuid.UUID
	priority  desk.Priority
	sentiment desk.Sentiment
}

// startedWith returns the attributes that the run was started with, or that the one before left.
func startedWith(ctx workflow.Context) attributes {
	started := workflow.GetTypedSearchAttributes(ctx)
	state, _ := started.GetKeyword(StateAttribute)
	agent, _ := started.GetKeyword(AgentAttribute)
	priority, _ := started.GetKeyword(PriorityAttribute)
	sentiment, _ := started.GetKeyword(SentimentAttribute)
	id, _ := uuid.Parse(agent) // nobody where there is none
	return attributes{state: desk.State(state), agent: id, priority: desk.Priority(priority), sentiment: desk.Sentiment(sentiment)}
}
