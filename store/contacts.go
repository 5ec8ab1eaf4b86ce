package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// contacts reads contacts with their addresses.
const contacts = `
	SELECT c.id, c.version, c.name, c.folded, c.note, c.created_at,
		ARRAY(SELECT a.address FROM contact_addresses a WHERE a.contact_id = c.id ORDER BY a.place) AS addresses
	FROM contacts c`

type contactRow struct {
	ID        uuid.UUID      `db:"id"`
	Version   int64          `db:"version"`
	Name      string         `db:"name"`
	Folded    string         `db:"folded"`
	Note      string         `db:"note"`
	CreatedAt time.Time      `db:"created_at"`
	Addresses pq.StringArray `db:"addresses"`
}

func (r *contactRow) contact() *desk.Contact {
	return &desk.Contact{ID: r.ID, Version: r.Version, Name: r.Name, Note: r.Note, Addresses: r.Addresses, CreatedAt: r.CreatedAt}
}

// ContactCursor is the place in the list of contacts after which the next page begins: its last row, the name folded.
// The zero value is the start.
type ContactCursor struct {
	Folded string
	ID     uuid.UUID
}

// CursorOf is the place of a contact in the list.
func CursorOf(c *desk.Contact) ContactCursor {
	return ContactCursor{Folded: desk.FoldWord(c.Name), ID: c.ID}
}

// ListContacts returns up to limit contacts by name: all of them, or those whose name, one of its words or an address
// begins with the prefix, whatever its case. Contacts are the company's: every agent sees them all.
func (s *Store) ListContacts(ctx context.Context, prefix string, after ContactCursor, limit int) ([]desk.Contact, error) {
	query, b := contacts+` WHERE true`, &builder{}
	if folded := desk.FoldWord(prefix); folded != "" {
		query += ` AND c.id IN (SELECT w.contact_id FROM contact_words w WHERE w.word >= ` + b.arg(folded) +
			` AND w.word < ` + b.arg(folded+string(utf8.MaxRune)) + `)`
	}
	if after != (ContactCursor{}) {
		query += ` AND (c.folded, c.id) > (` + b.arg(after.Folded) + `, ` + b.arg(after.ID) + `)`
	}
	var rows []contactRow
	if err := s.db.SelectContext(ctx, &rows, query+` ORDER BY c.folded, c.id LIMIT `+strconv.Itoa(limit), b.args...); err != nil {
		return nil, fmt.Errorf("listing contacts: %w", err)
	}
	list := make([]desk.Contact, len(rows))
	for i := range rows {
		list[i] = *rows[i].contact()
	}
	return list, nil
}

// Contact returns a contact. Error: not found.
func (s *Store) Contact(ctx context.Context, id uuid.UUID) (*desk.Contact, error) {
	return contact(ctx, s.db, ` WHERE c.id = $1`, id)
}

func contact(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) (*desk.Contact, error) {
	row, err := one[contactRow](ctx, q, "contact", contacts+where, args...)
	if err != nil {
		return nil, err
	}
	return row.contact(), nil
}

// SaveContact makes a contact, where its version is 0, or replaces one that is still of that version; it is clean. A
// repeat that made it already returns it. Errors: not found (deleted), conflict (contact_changed; address_taken, with the
// field: another contact has the address).
func (s *Store) SaveContact(ctx context.Context, c *desk.Contact, agent uuid.UUID) (saved *desk.Contact, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		saved, err = saveContact(ctx, tx, c, agent)
		return err
	})
	return saved, err
}

func saveContact(ctx context.Context, tx *sqlx.Tx, c *desk.Contact, agent uuid.UUID) (*desk.Contact, error) {
	query, args := `
		INSERT INTO contacts (id, name, folded, note, created_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
		[]any{c.ID, c.Name, desk.FoldWord(c.Name), c.Note, agent}
	if c.Version > 0 {
		query, args[4] = `UPDATE contacts SET name = $2, folded = $3, note = $4, version = version + 1 WHERE id = $1 AND version = $5`, c.Version
	}
	written, err := affects(tx.ExecContext(ctx, query, args...))
	if err != nil {
		return nil, fmt.Errorf("saving a contact: %w", err)
	}
	if !written {
		return savedContact(ctx, tx, c)
	}
	if err := setAddresses(ctx, tx, c); err != nil {
		return nil, err
	}
	for _, query := range []string{
		`DELETE FROM contact_words WHERE contact_id = $1 AND word <> ALL ($2)`,
		`INSERT INTO contact_words (contact_id, word) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
	} {
		if _, err := tx.ExecContext(ctx, query, c.ID, pq.Array(c.Words())); err != nil {
			return nil, fmt.Errorf("saving a contact's words: %w", err)
		}
	}
	return contact(ctx, tx, ` WHERE c.id = $1`, c.ID)
}

// savedContact is the contact that an earlier try of the same save made.
func savedContact(ctx context.Context, tx *sqlx.Tx, c *desk.Contact) (*desk.Contact, error) {
	is, err := contact(ctx, tx, ` WHERE c.id = $1`, c.ID)
	if err != nil {
		return nil, err
	}
	if is.Version != c.Version+1 || is.Name != c.Name || is.Note != c.Note || !slices.Equal(is.Addresses, c.Addresses) {
		return nil, desk.Errorf(desk.Conflict, "contact_changed", "somebody has saved this contact meanwhile")
	}
	return is, nil
}

// setAddresses replaces the contact's addresses. They are taken in one order by everybody, so that two who want the same
// ones don't wait for each other.
func setAddresses(ctx context.Context, tx *sqlx.Tx, c *desk.Contact) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM contact_addresses WHERE contact_id = $1`, c.ID); err != nil {
		return fmt.Errorf("replacing a contact's addresses: %w", err)
	}
	var placed []int
	err := tx.SelectContext(ctx, &placed, `
		INSERT INTO contact_addresses (contact_id, place, address, folded)
		SELECT $1, place, address, lower(address) FROM unnest($2::text[]) WITH ORDINALITY AS wanted (address, place)
		ORDER BY lower(address) COLLATE "C"
		ON CONFLICT DO NOTHING
		RETURNING place`, c.ID, pq.Array(c.Addresses))
	if err != nil {
		return fmt.Errorf("saving a contact's addresses: %w", err)
	}
	for i := range c.Addresses {
		if !slices.Contains(placed, i+1) {
			return &desk.Error{
				Kind: desk.Conflict, Code: "address_taken", Message: "another contact has this address", Field: "addresses." + strconv.Itoa(i),
			}
		}
	}
	return nil
}

// DeleteContact deletes a contact; the person's tickets stay. That there was none is no error.
func (s *Store) DeleteContact(ctx context.Context, id uuid.UUID) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM contacts WHERE id = $1`, id); err != nil {
		return fmt.Errorf("deleting a contact: %w", err)
	}
	return nil
}
