package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// senderOf is which contact the sender of a ticket t is: whose address it came from, else to whom it was given.
const senderOf = ` WHERE c.id = coalesce(
	(SELECT a.contact_id FROM contact_addresses a WHERE a.folded = lower(t.requester_email) AND t.requester_email <> ''),
	(SELECT ct.contact_id FROM contact_tickets ct WHERE ct.ticket_id = t.id))`

// Sender returns the contact that the sender of a ticket is, for an agent with access to it; nil when it is none. Error:
// not found (no such ticket).
func (s *Store) Sender(ctx context.Context, ticket, agent uuid.UUID) (*desk.Contact, error) {
	c, err := sender(ctx, s.db, ticket)
	if err != nil {
		return nil, err
	}
	// After it, so that what was read is told only to whom may know it now.
	may, err := s.MayReadTicket(ctx, ticket, agent)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, notFound("ticket")
	}
	return c, nil
}

func sender(ctx context.Context, q sqlx.QueryerContext, ticket uuid.UUID) (*desk.Contact, error) {
	c, err := contact(ctx, q, ` CROSS JOIN tickets t`+senderOf+` AND t.id = $1`, ticket)
	if desk.KindOf(err) == desk.NotFound {
		return nil, nil
	}
	return c, err
}

// AddSender returns the contact that the sender of a ticket is, and makes it where there is none: with the id, the name
// and the ticket's address, or with email where the ticket has none. Name and email are clean, and email may be empty. The
// agent has access to the ticket. Errors: not found (no such ticket), conflict (contact_changed: the id is another's).
func (s *Store) AddSender(ctx context.Context, ticket, agent, id uuid.UUID, name, email string) (known *desk.Contact, err error) {
	for range 3 { // another contact may get the address, or lose it, at this moment
		err = s.inTx(ctx, func(tx *sqlx.Tx) error {
			known, err = addSender(ctx, tx, ticket, agent, id, name, email)
			return err
		})
		if desk.CodeOf(err) != "address_taken" {
			return known, err
		}
	}
	return nil, errChangedMeanwhile()
}

func addSender(ctx context.Context, tx *sqlx.Tx, ticket, agent, id uuid.UUID, name, email string) (*desk.Contact, error) {
	// Held, so that two who add the same sender make one contact.
	var address string
	err := tx.GetContext(ctx, &address, `
		SELECT requester_email FROM tickets t WHERE id = $1
		  AND EXISTS (SELECT FROM channel_agents ca WHERE ca.channel_id = t.channel_id AND ca.agent_id = $2)
		FOR NO KEY UPDATE OF t`, ticket, agent)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("ticket")
	}
	if err != nil {
		return nil, fmt.Errorf("reading a ticket's sender: %w", err)
	}
	known, err := sender(ctx, tx, ticket)
	if err != nil || known != nil {
		return known, err
	}
	given := address == ""
	if given {
		address = email
	}
	if given && address != "" {
		known, err = contact(ctx, tx, ` JOIN contact_addresses a ON a.contact_id = c.id AND a.folded = lower($1)`, address)
		if err != nil && desk.KindOf(err) != desk.NotFound {
			return nil, err
		}
	}
	if known == nil {
		c := &desk.Contact{ID: id, Name: name}
		if address != "" {
			c.Addresses = []string{address}
		}
		if known, err = saveContact(ctx, tx, c, agent); err != nil {
			return nil, err
		}
	}
	if given {
		_, err := tx.ExecContext(ctx, `INSERT INTO contact_tickets (ticket_id, contact_id) VALUES ($1, $2)`, ticket, known.ID)
		if err != nil {
			return nil, fmt.Errorf("giving a ticket to a contact: %w", err)
		}
	}
	return known, nil
}

// ContactTickets returns up to limit tickets of a contact that the agent may read, the newest first: those from its
// addresses, whatever their case, and those that were given to it. Only those with a number less than before, when it isn't
// 0. Error: not found (no such contact).
func (s *Store) ContactTickets(ctx context.Context, id, agent uuid.UUID, before int64, limit int) ([]desk.Ticket, error) {
	if _, err := s.Contact(ctx, id); err != nil {
		return nil, err
	}
	args := []any{agent, id}
	older := func(string) string { return "" }
	if before != 0 {
		args = append(args, before)
		older = func(of string) string { return ` AND ` + of + `.number < $3` }
	}
	const readable = ` AND t.channel_id = ANY (ARRAY(SELECT channel_id FROM channel_agents WHERE agent_id = $1))`
	page := ` DESC LIMIT ` + strconv.Itoa(limit)
	// A page of each address, and the newest of those.
	return s.selectTickets(ctx, `
		SELECT `+ticketColumns+` FROM tickets t `+ticketJoins("$1")+` WHERE t.number = ANY (ARRAY(
			SELECT number FROM (
				SELECT theirs.number FROM contact_addresses a CROSS JOIN LATERAL (
					SELECT r.number FROM ticket_requesters r JOIN tickets t ON t.number = r.number
					WHERE r.address = a.folded`+older("r")+readable+` ORDER BY r.number`+page+`
				) theirs WHERE a.contact_id = $2
				UNION
				SELECT t.number FROM contact_tickets ct JOIN tickets t ON t.id = ct.ticket_id
				WHERE ct.contact_id = $2`+older("t")+readable+`
			) theirs ORDER BY number`+page+`
		)) ORDER BY t.number DESC`, args...)
}
