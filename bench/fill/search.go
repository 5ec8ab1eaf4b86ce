package fill

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
	"rozmowa/store"
)

// forgetWords prepares a fill: what the worker does after each message, the fill does itself, and the words' index is built
// at the end, in a fraction of the time.
func forgetWords(ctx context.Context, db *sql.DB) error {
	for _, query := range []string{`ALTER TABLE entries DISABLE TRIGGER entry_searched`, `DROP INDEX ticket_search_by_period`} {
		if _, err := db.ExecContext(ctx, query); err != nil {
			return fmt.Errorf("preparing the search: %w", err)
		}
	}
	return nil
}

// IndexWords builds the index of tickets' words where it is missing, and has the worker told of new entries.
func IndexWords(ctx context.Context, db *sql.DB) (err error) {
	c, err := db.Conn(ctx) // the setting is a connection's
	if err != nil {
		return fmt.Errorf("indexing words: %w", err)
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	for _, query := range []string{
		`SET maintenance_work_mem = '512MB'`,
		`CREATE INDEX IF NOT EXISTS ticket_search_by_period ON ticket_search USING gin (words_by_period(words, last_message_at))`,
		`ALTER INDEX ticket_search_by_period ALTER COLUMN 1 SET STATISTICS 0`,
		`RESET maintenance_work_mem`,
		`ALTER TABLE entries ENABLE TRIGGER entry_searched`,
	} {
		if _, err := c.ExecContext(ctx, query); err != nil {
			return fmt.Errorf("indexing words: %w", err)
		}
	}
	return nil
}

// searched returns what makes a row of ticket_search of a ticket.
func (c *chunk) searched() func(*ticket) []any {
	return func(t *ticket) []any {
		texts := func(yield func(int64, string) bool) {
			for i := len(t.entries) - 1; i >= 0; i-- {
				if t.entries[i].kind != desk.Operation && !yield(t.entries[i].seq, t.entries[i].body) {
					return
				}
			}
		}
		return []any{
			t.id, t.channel.ID, t.lastAt, int64(len(t.entries)), pq.Array(append([]uuid.UUID{}, t.tags...)),
			store.SearchVector(t.number, t.name, t.email, t.subject, t.tags, texts), true,
		}
	}
}
