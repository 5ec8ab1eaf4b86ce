package api

import (
	"time"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// Encoder turns desk values into the contract's, also for the sockets' frames.
type encoder struct{}

func (encoder) Entries(entries []desk.Entry, visitor bool) any { return entriesOf(entries, visitor) }
func (encoder) Ticket(t *desk.Ticket) any                      { return summaryOf(t) }
func (encoder) Author(a desk.Author, visitor bool) any         { return authorOf(a, visitor) }

func (encoder) People(agents []desk.AgentRef) any { return eachOf(agents, agentOf) }

// entriesOf leaves out what a visitor may not see.
func entriesOf(entries []desk.Entry, visitor bool) []contract.Entry {
	converted := make([]contract.Entry, 0, len(entries))
	for i := range entries {
		if !visitor || entries[i].Public() {
			converted = append(converted, entryOf(&entries[i], visitor))
		}
	}
	return converted
}

func entryOf(e *desk.Entry, visitor bool) contract.Entry {
	c := contract.Entry{
		Seq: e.Seq, ID: e.ID, Kind: contract.EntryKind(e.Kind), Author: authorOf(e.Author, visitor), CreatedAt: e.CreatedAt,
	}
	if e.Kind != desk.Operation {
		c.Body = &e.Body
	}
	if len(e.Attachments) > 0 {
		attachments := make([]contract.Attachment, len(e.Attachments))
		for i := range e.Attachments {
			attachments[i] = attachmentOf(&e.Attachments[i])
		}
		c.Attachments = &attachments
	}
	if !visitor {
		c.Mentions = listOrNil(eachOf(e.Mentions, agentOf))
		c.Sentiment = sentimentOrNil(e.Sentiment)
	}
	if op := e.Operation; op != nil {
		c.Operation = &contract.Operation{Type: contract.OperationType(op.Type), OpensAt: op.OpensAt, NextTryAt: op.NextTryAt}
		if op.By != "" {
			by := contract.OperationBy(op.By)
			c.Operation.By = &by
		}
		if !visitor {
			c.Operation.Change, c.Operation.Order = changeOf(op.Change), orderEventOf(op.Order)
		}
	}
	return c
}

func attachmentOf(a *desk.Attachment) contract.Attachment {
	c := contract.Attachment{ID: a.ID, Name: a.Name, Type: contract.AttachmentType(a.Type), Size: a.Size, Preview: a.Preview}
	if a.Width > 0 {
		c.Width, c.Height = &a.Width, &a.Height
	}
	return c
}

func changeOf(c *desk.Change) *contract.Change {
	if c == nil {
		return nil
	}
	return &contract.Change{
		Property: contract.Property(c.Property), Value: c.Value, Was: c.Was, Name: textOrNil(c.Name), WasName: textOrNil(c.WasName),
	}
}

func authorOf(a desk.Author, visitor bool) contract.Author {
	c := contract.Author{Kind: contract.AuthorKind(a.Kind), Name: a.Name}
	if visitor {
		return c
	}
	c.ID = idOrNil(a.ID)
	if a.Rule.ID != uuid.Nil {
		c.Rule = &struct {
			ID   uuid.UUID `json:"id"`
			Name string    `json:"name"`
		}{a.Rule.ID, a.Rule.Name}
	}
	return c
}

func summaryOf(t *desk.Ticket) contract.TicketSummary {
	c := contract.TicketSummary{
		ID: t.ID, Number: t.Number, Subject: t.Subject, State: contract.TicketState(t.State), CreatedAt: t.CreatedAt, ClosedAt: t.ClosedAt,
		Requester: contract.Requester{Name: t.Requester.Name, Email: t.Requester.Email},
		LastMessage: contract.LastMessage{
			At: t.LastMessageAt, From: contract.LastMessageFrom(t.LastMessageFrom), Preview: t.Preview,
		},
		LastSeq: t.LastSeq, AwaitingReply: t.Awaiting(), Unread: t.Unread(),
		Status: t.Status, Priority: contract.Priority(t.Priority), Tags: orEmpty(t.TagIDs), Watchers: orEmpty(t.WatcherIDs),
		Context: textOrNil(t.Context),
	}
	if t.TeamID != uuid.Nil {
		c.Team = &t.TeamID
	}
	if t.InboxID != uuid.Nil {
		c.Inbox = &t.InboxID
	}
	c.NextAutoresponderOff, c.AutorespondersStopped = trueOrNil(t.NextAutoresponderOff), trueOrNil(t.AutorespondersStopped)
	c.Sentiment = sentimentOrNil(t.Sentiment)
	c.SentimentByHand, c.ContextByHand = trueOrNil(t.SentimentByHand), trueOrNil(t.ContextByHand)
	c.Channel.ID, c.Channel.Name = t.Channel.ID, t.Channel.Name
	if t.Agent != nil {
		agent := agentOf(t.Agent)
		c.Agent = &agent
	}
	if t.Awaiting() {
		due := t.AwaitingSince.Add(t.AnswerWithin)
		c.AnswerDueAt = &due
	}
	return c
}

// conversationOf is what a visitor may know of the ticket.
func conversationOf(t *desk.Ticket) contract.Conversation {
	c := contract.Conversation{ID: t.ID, Number: t.Number, State: contract.TicketState(t.State), Through: t.LastSeq}
	if t.Agent != nil {
		c.Agent = &contract.Person{Name: t.Agent.Name}
	}
	return c
}

func widgetConfigOf(c *desk.Channel, a desk.Availability) contract.WidgetConfig {
	s := c.Settings
	w := contract.WidgetConfig{
		Key: c.Key, Version: c.Version, Name: c.Name, Form: s.Form, Welcome: s.Welcome, Open: a.Open,
		Look: lookOf(s.Look), AfterHours: contract.AfterHours(s.AfterHours), ChangesAt: timeOrNil(a.ChangesAt),
	}
	if shows := c.Shows(); shows != nil {
		w.Shows = &struct {
			Match string `json:"match"`
			On    bool   `json:"on"`
		}{shows.Match, shows.On}
	}
	if s.AfterHoursText != "" {
		w.AfterHoursText = &s.AfterHoursText
	}
	return w
}

func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func trueOrNil(is bool) *bool {
	if !is {
		return nil
	}
	return &is
}

func sentimentOrNil(s desk.Sentiment) *contract.Sentiment {
	if s == "" {
		return nil
	}
	c := contract.Sentiment(s)
	return &c
}

// agentOf is an agent as agents see them.
func agentOf(a *desk.AgentRef) contract.Person {
	return contract.Person{ID: &a.ID, Name: a.Name, Photo: idOrNil(a.Photo)}
}

func idOrNil(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
