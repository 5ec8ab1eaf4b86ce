package store

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/desk"
)

// nextAutoresponder says whether the next one is sent.
func (c *changing) nextAutoresponder() *effect {
	was := desk.AutoresponderOn
	if c.row.AutoresponderOff {
		was = desk.AutoresponderOff
	}
	return c.from(was, `autoresponder_off = $5::text = '`+desk.AutoresponderOff+`'`)
}

// SkipAutoresponder reports whether the autoresponder that is about to be sent was switched off, and if so switches the
// next one on again, with an entry under the id. The id is made from the sending, so that trying that again skips it
// again, and no other.
func (s *Store) SkipAutoresponder(ctx context.Context, ticket, id uuid.UUID) (bool, error) {
	return s.apply(ctx, change{
		ticket: ticket, id: id, authorKind: desk.BySystem,
		details: desk.OperationDetails{Type: desk.OpChanged, Change: &desk.Change{
			Property: desk.PropertyNextAutoresponder, Value: desk.AutoresponderOn, Was: desk.AutoresponderOff,
		}},
		set:  `autoresponder_off = false`,
		when: `autoresponder_off`,
	})
}
