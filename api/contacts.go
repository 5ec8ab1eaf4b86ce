package api

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

const (
	contactsPage    = 50
	maxContactsPage = 100
)

// ListContacts returns a page of the company's contacts.
func (s *Server) ListContacts(ctx context.Context, in contract.ListContactsRequestObject) (contract.ListContactsResponseObject, error) {
	limit, err := limitOf(in.Params.Limit, contactsPage, maxContactsPage)
	if err != nil {
		return nil, err
	}
	prefix := ""
	if in.Params.Q != nil {
		if prefix, err = desk.CleanLine("q", *in.Params.Q, desk.MaxEmail); err != nil {
			return nil, err
		}
	}
	var after store.ContactCursor
	if in.Params.Cursor != nil && *in.Params.Cursor != "" {
		if after, err = parseContactCursor(*in.Params.Cursor); err != nil {
			return nil, err
		}
	}
	contacts, err := s.store.ListContacts(ctx, strings.Join(strings.Fields(prefix), " "), after, limit+1)
	if err != nil {
		return nil, err
	}
	var page contract.ContactPage
	if len(contacts) > limit {
		contacts = contacts[:limit]
		next := formatContactCursor(store.CursorOf(&contacts[limit-1]))
		page.Next = &next
	}
	page.Contacts = eachOf(contacts, contactOf)
	return contract.ListContacts200JSONResponse(page), nil
}

// GetContact returns a contact.
func (s *Server) GetContact(ctx context.Context, in contract.GetContactRequestObject) (contract.GetContactResponseObject, error) {
	c, err := s.store.Contact(ctx, in.ContactID)
	if err != nil {
		return nil, err
	}
	return contract.GetContact200JSONResponse(contactOf(c)), nil
}

// SaveContact makes or changes a contact.
func (s *Server) SaveContact(ctx context.Context, in contract.SaveContactRequestObject) (contract.SaveContactResponseObject, error) {
	c := &desk.Contact{
		ID: in.ContactID, Version: in.Body.Version, Name: in.Body.Name, Note: in.Body.Note, Addresses: in.Body.Addresses,
	}
	if c.ID == uuid.Nil {
		return nil, desk.Errorf(desk.Invalid, "missing", "a contact needs an id")
	}
	if c.Version < 0 {
		return nil, desk.InvalidField("version", "negative", "a version is at least 0")
	}
	if err := c.Clean(); err != nil {
		return nil, err
	}
	saved, err := s.store.SaveContact(ctx, c, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a contact was saved", "contact", saved.ID, "version", saved.Version, "by", accountOf(ctx).ID)
	return contract.SaveContact200JSONResponse(contactOf(saved)), nil
}

// DeleteContact deletes a contact.
func (s *Server) DeleteContact(ctx context.Context, in contract.DeleteContactRequestObject) (contract.DeleteContactResponseObject, error) {
	if err := s.store.DeleteContact(ctx, in.ContactID); err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a contact was deleted", "contact", in.ContactID, "by", accountOf(ctx).ID)
	return contract.DeleteContact204Response{}, nil
}

// ListContactTickets returns a page of a contact's tickets that the caller may read.
func (s *Server) ListContactTickets(ctx context.Context, in contract.ListContactTicketsRequestObject) (contract.ListContactTicketsResponseObject, error) {
	limit, err := limitOf(in.Params.Limit, ticketsPage, maxTicketsPage)
	if err != nil {
		return nil, err
	}
	var before int64
	if in.Params.Cursor != nil && *in.Params.Cursor != "" {
		before, err = strconv.ParseInt(*in.Params.Cursor, 10, 64)
		if err != nil || before < 1 {
			return nil, errCursor()
		}
	}
	tickets, err := s.store.ContactTickets(ctx, in.ContactID, accountOf(ctx).ID, before, limit+1)
	if err != nil {
		return nil, err
	}
	var page contract.TicketPage
	if len(tickets) > limit {
		tickets = tickets[:limit]
		next := strconv.FormatInt(tickets[limit-1].Number, 10)
		page.Next = &next
	}
	page.Tickets = eachOf(tickets, summaryOf)
	return contract.ListContactTickets200JSONResponse(page), nil
}

// GetTicketContact says which contact a ticket's sender is.
func (s *Server) GetTicketContact(ctx context.Context, in contract.GetTicketContactRequestObject) (contract.GetTicketContactResponseObject, error) {
	c, err := s.store.Sender(ctx, in.TicketID, accountOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	var answer contract.TicketContact
	if c != nil {
		known := contactOf(c)
		answer.Contact = &known
	}
	return contract.GetTicketContact200JSONResponse(answer), nil
}

// AddTicketContact adds a ticket's sender to the contacts.
func (s *Server) AddTicketContact(ctx context.Context, in contract.AddTicketContactRequestObject) (contract.AddTicketContactResponseObject, error) {
	if in.Body.ID == uuid.Nil {
		return nil, desk.InvalidField("id", "missing", "a contact needs an id")
	}
	c := &desk.Contact{ID: in.Body.ID, Name: in.Body.Name}
	if err := c.Clean(); err != nil {
		return nil, err
	}
	email := ""
	if in.Body.Email != nil && *in.Body.Email != "" {
		var err error
		if email, err = desk.CleanEmail("email", *in.Body.Email); err != nil {
			return nil, err
		}
	}
	known, err := s.store.AddSender(ctx, in.TicketID, accountOf(ctx).ID, c.ID, c.Name, email)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a ticket's sender is a contact", "ticket", in.TicketID, "contact", known.ID, "by", accountOf(ctx).ID)
	return contract.AddTicketContact200JSONResponse(contactOf(known)), nil
}

func contactOf(c *desk.Contact) contract.Contact {
	return contract.Contact{
		ID: c.ID, Version: c.Version, Name: c.Name, Note: c.Note, Addresses: orEmpty(c.Addresses), CreatedAt: c.CreatedAt,
	}
}

func formatContactCursor(c store.ContactCursor) string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.ID.String() + c.Folded))
}

func parseContactCursor(s string) (store.ContactCursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	const id = 36 // characters of a uuid
	if err != nil || len(b) < id {
		return store.ContactCursor{}, errCursor()
	}
	contact, err := uuid.Parse(string(b[:id]))
	if err != nil {
		return store.ContactCursor{}, errCursor()
	}
	folded, err := desk.CleanLine("cursor", string(b[id:]), 4*desk.MaxName) // Postgres doesn't take every byte
	if err != nil {
		return store.ContactCursor{}, errCursor()
	}
	return store.ContactCursor{Folded: folded, ID: contact}, nil
}
