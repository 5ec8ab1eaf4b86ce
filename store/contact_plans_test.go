package store_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

func TestContactPlans(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	fill(t, h)
	fillContacts(t, h)
	ctx := context.Background()
	jan := h.newContact(t, "Jan Kos", "jan@klient.example", "jan@praca.example")
	c, bare := h.startBy(t, h.shop, "Jan", "JAN@klient.example"), h.startBy(t, h.shop, "", "")
	_, err := h.AddSender(ctx, bare.ID, h.anna.ID, uuid.New(), "Jan", "jan@praca.example")
	require.NoError(t, err)
	tables := []string{"tickets", "entries", "contacts", "contact_addresses", "contact_words", "contact_tickets", "ticket_requesters"}

	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		p := newPlanner(t, h.url, mode)
		for _, tt := range []struct {
			name string
			do   func() error
		}{
			{"start with an address", func() error {
				n := h.newTicket(h.shop)
				_, _, err := p.StartTicket(ctx, n)
				return err
			}},
			{"erase a ticket", func() error {
				_, err := p.DB().ExecContext(ctx, `DELETE FROM tickets WHERE id = $1`, h.startBy(t, h.shop, "Jan", "jan@dom.example").ID)
				return err
			}},
			{"first page", func() error {
				page, err := p.ListContacts(ctx, "", store.ContactCursor{}, 50)
				require.Len(t, page, 50)
				return err
			}},
			{"further down", func() error {
				page, err := p.ListContacts(ctx, "", store.ContactCursor{Folded: "osoba 2500", ID: uuid.Max}, 50)
				require.Len(t, page, 50)
				return err
			}},
			{"search", func() error {
				page, err := p.ListContacts(ctx, "osoba 250", store.ContactCursor{}, 50)
				require.Len(t, page, 11)
				return err
			}},
			{"a contact", func() error { _, err := p.Contact(ctx, jan.ID); return err }},
			{"save, change and delete", func() error {
				is, err := p.SaveContact(ctx, &desk.Contact{ID: uuid.New(), Name: "Ola", Addresses: []string{"ola@" + mode}}, h.anna.ID)
				require.NoError(t, err)
				is.Addresses = append(is.Addresses, "ola2@"+mode)
				_, err = p.SaveContact(ctx, is, h.anna.ID)
				require.NoError(t, err)
				return p.DeleteContact(ctx, is.ID)
			}},
			{"a ticket's sender", func() error { _, err := p.Sender(ctx, c.ID, h.anna.ID); return err }},
			{"add a ticket's sender", func() error {
				_, err := p.AddSender(ctx, h.startBy(t, h.shop, "Ula", uuid.NewString()+"@x.example").ID, h.anna.ID, uuid.New(), "Ula", "")
				return err
			}},
			{"a contact's tickets", func() error {
				page, err := p.ContactTickets(ctx, jan.ID, h.anna.ID, 0, 50)
				require.GreaterOrEqual(t, len(page), 2)
				return err
			}},
			{"a contact's older tickets", func() error {
				_, err := p.ContactTickets(ctx, jan.ID, h.anna.ID, bare.started.Number, 50)
				return err
			}},
		} {
			for _, plan := range p.of(t, tt.do) {
				plan.Plan.walk(func(n node) {
					if n.Type == "Seq Scan" && slices.Contains(tables, n.Table) {
						text, err := json.MarshalIndent(plan.Plan, "", "  ")
						require.NoError(t, err)
						t.Errorf("%s (%s) scans all %s:\n%s\n%s", tt.name, mode, n.Table, plan.Query, text)
					}
				})
			}
		}

		// Whoever wrote a thousand times costs a page as everybody does.
		plans := p.of(t, func() error {
			page, err := p.ContactTickets(ctx, h.contactOf(t, "stały klient"), h.anna.ID, 0, 50)
			require.Len(t, page, 50)
			return err
		})
		var read float64
		for _, plan := range plans {
			plan.Plan.walk(func(n node) {
				if n.Table == "tickets" || n.Table == "ticket_requesters" {
					read += (n.Rows + n.Removed) * n.Loops
				}
			})
		}
		require.Less(t, read, 400.0, "%s: rows read for a page of 50", mode)
	}
}

// contactOf is the id of the contact that is found so.
func (h *house) contactOf(t *testing.T, prefix string) uuid.UUID {
	t.Helper()
	list, err := h.ListContacts(t.Context(), prefix, store.ContactCursor{}, 2)
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0].ID
}

// fillContacts gives tickets addresses, every tenth the same one's, and makes many contacts.
func fillContacts(t *testing.T, h *house) {
	t.Helper()
	h.newContact(t, "Stały Klient", "staly@klient.example")
	for _, query := range strings.Split(`
		UPDATE tickets SET requester_email = CASE WHEN number % 10 < 2 THEN 'Staly@klient.example' ELSE 'osoba' || number || '@x.example' END;
		INSERT INTO contacts (id, name, folded) SELECT gen_random_uuid(), 'Osoba ' || i, 'osoba ' || i FROM generate_series(1, 5000) AS i;
		INSERT INTO contact_words (word, contact_id) SELECT folded, id FROM contacts ON CONFLICT DO NOTHING;
		INSERT INTO contact_addresses (contact_id, place, address, folded)
			SELECT id, 1, replace(folded, ' ', '') || '@x.example', replace(folded, ' ', '') || '@x.example' FROM contacts WHERE folded LIKE 'osoba %';
		INSERT INTO contact_tickets (ticket_id, contact_id)
			SELECT t.id, c.id FROM tickets t JOIN contacts c ON c.folded = 'osoba ' || t.number;
		VACUUM ANALYZE`, ";") {
		_, err := h.DB().ExecContext(t.Context(), query)
		require.NoError(t, err)
	}
}
