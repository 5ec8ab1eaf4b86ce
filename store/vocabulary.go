package store

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// Vocabulary returns what tickets' properties are made of, with what was deleted.
func (s *Store) Vocabulary(ctx context.Context) (*desk.Vocabulary, error) {
	return readVocabulary(ctx, s.db)
}

func readVocabulary(ctx context.Context, q sqlx.QueryerContext) (*desk.Vocabulary, error) {
	var statuses []statusRow
	var tags []tagRow
	var groups []teamRow
	var contexts []contextRow
	var boxes []inboxRow
	for _, list := range []struct {
		into  any
		query string
	}{
		{&statuses, `SELECT ` + statusColumns + ` FROM statuses ORDER BY position, builtin DESC, name, key`},
		{&tags, `SELECT ` + tagColumns + ` FROM tags ORDER BY folded, id`},
		{&groups, teams + ` ORDER BY t.folded, t.id`},
		{&contexts, `SELECT ` + contextColumns + ` FROM contexts ORDER BY position, name, key`},
		{&boxes, inboxes + ` ORDER BY i.position, i.folded`},
	} {
		if err := sqlx.SelectContext(ctx, q, list.into, list.query); err != nil {
			return nil, fmt.Errorf("reading the vocabulary: %w", err)
		}
	}
	var v desk.Vocabulary
	for _, r := range statuses {
		v.Statuses = append(v.Statuses, desk.Status(r))
	}
	for _, r := range tags {
		v.Tags = append(v.Tags, desk.Tag(r))
	}
	for i := range groups {
		v.Teams = append(v.Teams, *groups[i].team())
	}
	for _, r := range contexts {
		v.Contexts = append(v.Contexts, r.context())
	}
	for i := range boxes {
		v.Inboxes = append(v.Inboxes, *boxes[i].inbox())
	}
	return &v, nil
}
