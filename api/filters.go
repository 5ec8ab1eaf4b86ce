package api

import (
	"context"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

// ListFilters returns the agent's saved filters.
func (s *Server) ListFilters(ctx context.Context, _ contract.ListFiltersRequestObject) (contract.ListFiltersResponseObject, error) {
	filters, err := s.store.SavedFilters(ctx, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return contract.ListFilters200JSONResponse{Filters: eachOf(filters, savedFilterOf)}, nil
}

// SaveFilter makes or changes one of the agent's filters.
func (s *Server) SaveFilter(ctx context.Context, in contract.SaveFilterRequestObject) (contract.SaveFilterResponseObject, error) {
	d := in.Body
	f := desk.SavedFilter{ID: in.FilterID, Name: d.Name, View: desk.View(d.View), Sort: desk.TicketSort(d.Sort), Filter: filterFrom(&d.Filter)}
	if d.Position != nil {
		if f.Position = *d.Position; f.Position == 0 {
			f.Position = -1 // not a draft's absent one
		}
	}
	if err := f.Clean(); err != nil {
		return nil, err
	}
	saved, err := s.store.SaveFilter(ctx, accountOf(ctx).ID, f)
	if err != nil {
		return nil, err
	}
	return contract.SaveFilter200JSONResponse(savedFilterOf(saved)), nil
}

// DeleteFilter deletes one of the agent's filters.
func (s *Server) DeleteFilter(ctx context.Context, in contract.DeleteFilterRequestObject) (contract.DeleteFilterResponseObject, error) {
	me := accountOf(ctx).ID
	if err := s.store.DeleteFilter(ctx, me, in.FilterID); err != nil {
		return nil, err
	}
	s.sessions.forget(me) // the list that the inbox begins with may be another
	return contract.DeleteFilter204Response{}, nil
}

// filterAsked is the filter among a list's parameters.
func filterAsked(p *contract.ListTicketsParams) desk.TicketFilter {
	return filterFrom(&contract.TicketFilter{
		Channel: p.Channel, Inbox: p.Inbox, Status: p.Status, Priority: p.Priority, Tag: p.Tag, Agent: p.Agent, Team: p.Team,
		Watcher: p.Watcher, Sentiment: p.Sentiment, Context: p.Context, CreatedFrom: p.CreatedFrom, CreatedTo: p.CreatedTo,
		ActiveFrom: p.ActiveFrom, ActiveTo: p.ActiveTo, Text: p.Text,
	})
}

func filterFrom(c *contract.TicketFilter) desk.TicketFilter {
	f := desk.TicketFilter{
		Channels: orZero(c.Channel), Inboxes: orZero(c.Inbox), Statuses: orZero(c.Status), Tags: orZero(c.Tag), Agents: orZero(c.Agent),
		Teams: orZero(c.Team), Watchers: orZero(c.Watcher), Sentiments: orZero(c.Sentiment), Contexts: orZero(c.Context),
		CreatedFrom: orZero(c.CreatedFrom), CreatedTo: orZero(c.CreatedTo), ActiveFrom: orZero(c.ActiveFrom), ActiveTo: orZero(c.ActiveTo),
		Text: orZero(c.Text),
	}
	for _, p := range orZero(c.Priority) {
		f.Priorities = append(f.Priorities, desk.Priority(p))
	}
	return f
}

func savedFilterOf(s *desk.SavedFilter) contract.SavedFilter {
	f := &s.Filter
	c := contract.SavedFilter{
		ID: s.ID, Name: s.Name, View: contract.View(s.View), Sort: contract.TicketSort(s.Sort), Position: s.Position,
		Filter: contract.TicketFilter{
			Channel: listOrNil(f.Channels), Inbox: listOrNil(f.Inboxes), Status: listOrNil(f.Statuses), Tag: listOrNil(f.Tags),
			Agent: listOrNil(f.Agents), Team: listOrNil(f.Teams), Watcher: listOrNil(f.Watchers), Sentiment: listOrNil(f.Sentiments),
			Context: listOrNil(f.Contexts), CreatedFrom: timeOrNil(f.CreatedFrom), CreatedTo: timeOrNil(f.CreatedTo),
			ActiveFrom: timeOrNil(f.ActiveFrom), ActiveTo: timeOrNil(f.ActiveTo), Text: textOrNil(f.Text),
		},
	}
	if len(f.Priorities) > 0 {
		priorities := eachOf(f.Priorities, func(p *desk.Priority) contract.Priority { return contract.Priority(*p) })
		c.Filter.Priority = &priorities
	}
	return c
}

func foundOf(f *store.Fragment) contract.FoundText {
	c := contract.FoundText{Ticket: f.Ticket, Seq: f.Seq}
	if f.Order {
		c.Order = &f.Order
	}
	for _, p := range f.Parts {
		c.Parts = append(c.Parts, struct {
			Hit  bool   `json:"hit"`
			Text string `json:"text"`
		}{p.Hit, p.Text})
	}
	return c
}

// orZero is the zero value for what is absent.
func orZero[T any](p *T) (value T) {
	if p != nil {
		value = *p
	}
	return value
}

func listOrNil[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}
