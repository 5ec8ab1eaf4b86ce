package api

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
	"rozmowa/workflows"
)

const (
	ticketsPage    = 50
	maxTicketsPage = 100
	entriesPage    = 200
	maxEntriesPage = 500
)

// ListTickets returns a page of a view, filtered and sorted.
func (s *Server) ListTickets(ctx context.Context, in contract.ListTicketsRequestObject) (contract.ListTicketsResponseObject, error) {
	limit, err := limitOf(in.Params.Limit, ticketsPage, maxTicketsPage)
	if err != nil {
		return nil, err
	}
	q := store.TicketQuery{
		View: desk.View(in.Params.View), Sort: desk.SortRecent, Filter: filterAsked(&in.Params), Agent: accountOf(ctx).ID, Limit: limit + 1,
	}
	if in.Params.Sort != nil {
		q.Sort = desk.TicketSort(*in.Params.Sort)
	}
	if err := q.Filter.Clean(); err != nil {
		return nil, err
	}
	if in.Params.Cursor != nil && *in.Params.Cursor != "" {
		if q.After, err = parseCursor(*in.Params.Cursor); err != nil {
			return nil, err
		}
	}
	tickets, err := s.store.FindTickets(ctx, q)
	if err != nil {
		return nil, err
	}
	page := contract.TicketPage{Tickets: make([]contract.TicketSummary, 0, len(tickets))}
	if len(tickets) > limit {
		tickets = tickets[:limit]
		next := formatCursor(store.CursorAfter(q.Sort, &tickets[limit-1]))
		page.Next = &next
	}
	for i := range tickets {
		page.Tickets = append(page.Tickets, summaryOf(&tickets[i]))
	}
	if q.Filter.Text != "" {
		fragments, err := s.store.Fragments(ctx, q.Filter.Text, tickets)
		if err != nil {
			return nil, err
		}
		found := eachOf(fragments, foundOf)
		page.Found = &found
	}
	return contract.ListTickets200JSONResponse(page), nil
}

// CountTickets counts the views' tickets.
func (s *Server) CountTickets(ctx context.Context, _ contract.CountTicketsRequestObject) (contract.CountTicketsResponseObject, error) {
	n, err := s.store.CountTickets(ctx, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	return contract.CountTickets200JSONResponse{Open: n.Open, Unassigned: n.Unassigned, Mine: n.Mine, Awaiting: n.Awaiting}, nil
}

// GetTicket returns a ticket without opening it.
func (s *Server) GetTicket(ctx context.Context, in contract.GetTicketRequestObject) (contract.GetTicketResponseObject, error) {
	t, err := s.ticket(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	return contract.GetTicket200JSONResponse(s.ticketOf(ctx, t)), nil
}

// OpenTicket joins the agent to a ticket that nobody has.
func (s *Server) OpenTicket(ctx context.Context, in contract.OpenTicketRequestObject) (contract.OpenTicketResponseObject, error) {
	t, err := s.ticket(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	me := accountOf(ctx)
	outcome := openedAs(t, me)
	if outcome == contract.OpenedTicketOutcomePending {
		result, err := s.engine.Join(ctx, t, me.ID)
		if err != nil && desk.KindOf(err) != desk.Unavailable {
			return nil, err
		}
		if t, err = s.ticket(ctx, in.TicketID); err != nil {
			return nil, err
		}
		outcome = openedAs(t, me)
		if outcome == contract.OpenedTicketOutcomeMine && result != nil && result.Done {
			outcome = contract.OpenedTicketOutcomeJoined
		}
	}
	return contract.OpenTicket200JSONResponse{Ticket: s.ticketOf(ctx, t), Outcome: outcome}, nil
}

// openedAs is what opening the ticket means before the engine was asked: pending when it may be joined.
func openedAs(t *desk.Ticket, me *desk.Account) contract.OpenedTicketOutcome {
	switch {
	case !me.Role.May(desk.WriteTickets):
		return contract.OpenedTicketOutcomeWatching
	case t.State == desk.Shut:
		return contract.OpenedTicketOutcomeClosed
	case t.Agent == nil:
		return contract.OpenedTicketOutcomePending
	case t.Agent.ID == me.ID:
		return contract.OpenedTicketOutcomeMine
	}
	return contract.OpenedTicketOutcomeTaken
}

// TakeOverTicket makes another agent's ticket the caller's; a free one too.
func (s *Server) TakeOverTicket(ctx context.Context, in contract.TakeOverTicketRequestObject) (contract.TakeOverTicketResponseObject, error) {
	t, err := s.ticket(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	me := accountOf(ctx).ID
	command := s.engine.TakeOver
	if t.Agent == nil {
		command = s.engine.Join
	}
	result, err := command(ctx, t, me)
	if err != nil {
		return nil, err
	}
	switch {
	case result.State == desk.Shut:
		return nil, desk.Errorf(desk.Closed, "closed", "the ticket is closed; reopen it")
	case result.Agent != me:
		return nil, desk.Errorf(desk.Conflict, "assigned_to_other", "another agent was faster")
	}
	t, err = s.ticket(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	return contract.TakeOverTicket200JSONResponse(s.ticketOf(ctx, t)), nil
}

// CloseTicket closes a ticket.
func (s *Server) CloseTicket(ctx context.Context, in contract.CloseTicketRequestObject) (contract.CloseTicketResponseObject, error) {
	t, err := s.ticket(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	if in.Body.SeenSeq < 0 {
		return nil, desk.InvalidField("seenSeq", "negative", "an entry's number is at least 1")
	}
	result, err := s.engine.Close(ctx, t, workflows.CloseCommand{By: desk.ClosedByAgent, Agent: accountOf(ctx).ID, SeenSeq: in.Body.SeenSeq})
	if err != nil {
		return nil, err
	}
	if result.State != desk.Shut {
		if in.Body.SeenSeq > 0 && result.LastCustomerSeq > in.Body.SeenSeq {
			return nil, desk.Errorf(desk.Conflict, "customer_wrote", "the customer has written meanwhile")
		}
		return nil, desk.Errorf(desk.Conflict, "not_closed", "the ticket could not be closed; look again")
	}
	if t, err = s.ticket(ctx, in.TicketID); err != nil {
		return nil, err
	}
	return contract.CloseTicket200JSONResponse(s.ticketOf(ctx, t)), nil
}

// ReopenTicket opens a closed ticket for the caller.
func (s *Server) ReopenTicket(ctx context.Context, in contract.ReopenTicketRequestObject) (contract.ReopenTicketResponseObject, error) {
	t, err := s.ticket(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	me := accountOf(ctx).ID
	result, err := s.engine.Reopen(ctx, t, me)
	if err != nil {
		return nil, err
	}
	if result.State == desk.Shut || result.Agent != me {
		return nil, desk.Errorf(desk.Conflict, "assigned_to_other", "another agent was faster")
	}
	if t, err = s.ticket(ctx, in.TicketID); err != nil {
		return nil, err
	}
	return contract.ReopenTicket200JSONResponse(s.ticketOf(ctx, t)), nil
}

// ListEntries reads a ticket's entries.
func (s *Server) ListEntries(ctx context.Context, in contract.ListEntriesRequestObject) (contract.ListEntriesResponseObject, error) {
	limit, err := limitOf(in.Params.Limit, entriesPage, maxEntriesPage)
	if err != nil {
		return nil, err
	}
	if err := s.mayRead(ctx, in.TicketID); err != nil {
		return nil, err
	}
	var page *store.Page
	if in.Params.Before != nil {
		if *in.Params.Before < 1 {
			return nil, desk.InvalidField("before", "range", "an entry's number is at least 1")
		}
		page, err = s.store.EntriesBefore(ctx, in.TicketID, *in.Params.Before, limit)
	} else {
		page, err = s.store.EntriesAfter(ctx, in.TicketID, afterOf(in.Params.After), limit)
	}
	if err != nil {
		return nil, err
	}
	return contract.ListEntries200JSONResponse(pageOf(page, false)), nil
}

// WriteEntry writes a reply or a note.
func (s *Server) WriteEntry(ctx context.Context, in contract.WriteEntryRequestObject) (contract.WriteEntryResponseObject, error) {
	body, files, err := wordsAndFiles(in.Body.Body, in.Body.Attachments)
	if err != nil {
		return nil, err
	}
	if in.Body.ID == uuid.Nil {
		return nil, desk.InvalidField("id", "missing", "an entry needs an id")
	}
	mentioned, err := mentionsOf(in.Body, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	if in.Body.SeenSeq != nil && *in.Body.SeenSeq < 0 {
		return nil, desk.InvalidField("seenSeq", "negative", "an entry's number is at least 1")
	}
	write := func(ctx context.Context, ticket, agent, entryID uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error) {
		return s.store.WriteReplyAfter(ctx, ticket, agent, entryID, body, files, in.Body.SeenSeq)
	}
	switch in.Body.Kind {
	case contract.AgentEntryKindMessage:
	case contract.AgentEntryKindNote:
		write = func(ctx context.Context, ticket, agent, entryID uuid.UUID, body string, files []uuid.UUID) (*desk.Entry, error) {
			return s.store.WriteNoteTo(ctx, ticket, agent, entryID, body, files, mentioned)
		}
	default:
		return nil, desk.InvalidField("kind", "kind", "an agent writes a message or a note")
	}
	e, err := write(ctx, in.TicketID, accountOf(ctx).ID, in.Body.ID, body, files)
	if err != nil {
		return nil, err
	}
	s.hub.Appended(e)
	return contract.WriteEntry201JSONResponse(entryOf(e, false)), nil
}

// MarkTicketRead notes what the agent has seen.
func (s *Server) MarkTicketRead(ctx context.Context, in contract.MarkTicketReadRequestObject) (contract.MarkTicketReadResponseObject, error) {
	if in.Body.Seq < 0 {
		return nil, desk.InvalidField("seq", "negative", "an entry's number is at least 1")
	}
	if err := s.store.MarkRead(ctx, in.TicketID, accountOf(ctx).ID, in.Body.Seq); err != nil {
		return nil, err
	}
	s.hub.Moved(in.TicketID)
	return contract.MarkTicketRead204Response{}, nil
}

// AgentTyping tells the others in the ticket.
func (s *Server) AgentTyping(ctx context.Context, in contract.AgentTypingRequestObject) (contract.AgentTypingResponseObject, error) {
	if err := s.mayRead(ctx, in.TicketID); err != nil {
		return nil, err
	}
	var note bool
	if kind := in.Params.Kind; kind != nil {
		switch *kind {
		case contract.AgentTypingParamsKindMessage:
		case contract.AgentTypingParamsKindNote:
			note = true
		default:
			return nil, desk.InvalidField("kind", "kind", "an agent writes a message or a note")
		}
	}
	me := accountOf(ctx)
	notice := store.TypingNotice{Ticket: in.TicketID, Kind: desk.ByAgent, Agent: me.ID, Name: me.Name, Note: note}
	if err := s.store.NotifyTyping(ctx, notice); err != nil {
		return nil, err
	}
	return contract.AgentTyping204Response{}, nil
}

func (s *Server) ticket(ctx context.Context, id uuid.UUID) (*desk.Ticket, error) {
	return s.store.Ticket(ctx, id, accountOf(ctx).ID)
}

func (s *Server) mayRead(ctx context.Context, ticket uuid.UUID) error {
	may, err := s.store.MayReadTicket(ctx, ticket, accountOf(ctx).ID)
	if err == nil && !may {
		return desk.Errorf(desk.NotFound, "ticket_not_found", "there is no such ticket")
	}
	return err
}

func (s *Server) ticketOf(ctx context.Context, t *desk.Ticket) contract.Ticket {
	c := contract.Ticket{Summary: summaryOf(t), Locale: contract.Locale(t.Locale), ReadSeq: t.ReadSeq, Receipt: receiptOf(t.Receipt)}
	if t.PageURL != "" {
		c.PageURL = &t.PageURL
	}
	if accountOf(ctx).Role.May(desk.ReadWorkflows) && s.TemporalUI != "" {
		url := s.temporalURL(workflows.ConversationID(t.ID))
		c.WorkflowURL = &url
	}
	return c
}

func pageOf(p *store.Page, visitor bool) contract.EntryPage {
	return contract.EntryPage{Entries: entriesOf(p.Entries, visitor), From: p.From, Through: p.Through, Last: p.Last}
}

func afterOf(after *int64) int64 {
	if after == nil {
		return 0
	}
	return max(0, *after)
}

func limitOf(limit *int, otherwise, most int) (int, error) {
	if limit == nil {
		return otherwise, nil
	}
	if *limit < 1 || *limit > most {
		return 0, desk.InvalidField("limit", "range", "a page has 1 to %d rows", most)
	}
	return *limit, nil
}

func errCursor() error {
	return desk.InvalidField("cursor", "cursor", "not a cursor that this list gave")
}

// A cursor is "<sort>.<part>.<microseconds>.<ticket>" in base64.
func formatCursor(c store.Cursor) string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(c.Sort) + "." + strconv.Itoa(c.Part) + "." +
		strconv.FormatInt(c.At.UnixMicro(), 10) + "." + c.ID.String()))
}

// maxCursorMicros is the end of the year 9999.
var maxCursorMicros = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() - 1

func parseCursor(s string) (store.Cursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return store.Cursor{}, errCursor()
	}
	words := strings.Split(string(b), ".")
	if len(words) != 4 || !desk.TicketSort(words[0]).Valid() {
		return store.Cursor{}, errCursor()
	}
	part, err := strconv.Atoi(words[1])
	if err != nil || part < 0 {
		return store.Cursor{}, errCursor()
	}
	at, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil || at < 0 || at > maxCursorMicros { // Postgres doesn't know all times that a number can say
		return store.Cursor{}, errCursor()
	}
	ticket, err := uuid.Parse(words[3])
	if err != nil {
		return store.Cursor{}, errCursor()
	}
	return store.Cursor{Sort: desk.TicketSort(words[0]), Part: part, At: time.UnixMicro(at), ID: ticket}, nil
}
