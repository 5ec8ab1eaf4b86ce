package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/baselinker"
)

// OrderStatus is a status of an account's orders.
type OrderStatus struct {
	AccountID       uuid.UUID `db:"account_id"`
	ID              int64     `db:"status_id"`
	Name            string    `db:"name"`
	NameForCustomer string    `db:"name_for_customer"`
	Color           string    `db:"color"` // #rrggbb; empty: none
	// Gone: BaseLinker doesn't name it any more.
	Gone bool `db:"gone"`
}

// OrderSource is where an account's orders come from.
type OrderSource struct {
	AccountID uuid.UUID `db:"account_id"`
	Source    string    `db:"source"`
	ID        int64     `db:"source_id"`
	Name      string    `db:"name"`
}

// OrderStatuses returns the statuses of an account, or of all (uuid.Nil), as BaseLinker orders them; those that are gone come last.
func (s *Store) OrderStatuses(ctx context.Context, account uuid.UUID) ([]OrderStatus, error) {
	var all []OrderStatus
	err := s.db.SelectContext(ctx, &all, `
		SELECT account_id, status_id, name, name_for_customer, color, gone_at IS NOT NULL AS gone FROM order_statuses
		WHERE $1::uuid IN (account_id, '00000000-0000-0000-0000-000000000000')
		ORDER BY account_id, gone_at IS NOT NULL, position, status_id`, account)
	if err != nil {
		return nil, fmt.Errorf("reading order statuses: %w", err)
	}
	return all, nil
}

// OrderSources returns the sources of an account, or of all (uuid.Nil), by name.
func (s *Store) OrderSources(ctx context.Context, account uuid.UUID) ([]OrderSource, error) {
	var all []OrderSource
	err := s.db.SelectContext(ctx, &all, `
		SELECT account_id, source, source_id, name FROM order_sources
		WHERE $1::uuid IN (account_id, '00000000-0000-0000-0000-000000000000') ORDER BY account_id, name, source, source_id`, account)
	if err != nil {
		return nil, fmt.Errorf("reading order sources: %w", err)
	}
	return all, nil
}

// SaveOrderStatuses keeps an account's statuses as BaseLinker has them; others that orders may have stay, as gone. Error: not found (the
// account was removed).
func (s *Store) SaveOrderStatuses(ctx context.Context, account uuid.UUID, statuses []baselinker.Status, at time.Time) error {
	ids, names, told, colours := []int64{}, []string{}, []string{}, []string{}
	known := map[int64]bool{}
	for _, status := range statuses {
		if known[status.ID] {
			continue
		}
		known[status.ID] = true
		ids, names = append(ids, status.ID), append(names, status.Name)
		told, colours = append(told, status.NameForCustomer), append(colours, status.Color)
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := holdAccount(ctx, tx, account); err != nil {
			return err
		}
		written, err := tx.ExecContext(ctx, `
			INSERT INTO order_statuses AS s (account_id, status_id, name, name_for_customer, color, position)
			SELECT $1, g.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS g (id, name, told, color, position)
			ON CONFLICT (account_id, status_id) DO UPDATE
			SET name = excluded.name, name_for_customer = excluded.name_for_customer, color = excluded.color, position = excluded.position, gone_at = NULL
			WHERE (s.name, s.name_for_customer, s.color, s.position, s.gone_at)
			      IS DISTINCT FROM (excluded.name, excluded.name_for_customer, excluded.color, excluded.position, NULL)`,
			account, pq.Array(ids), pq.Array(names), pq.Array(told), pq.Array(colours))
		changed, err := affects(written, err)
		if err != nil {
			return fmt.Errorf("saving order statuses: %w", err)
		}
		gone, err := affects(tx.ExecContext(ctx, `
			UPDATE order_statuses SET gone_at = $3 WHERE account_id = $1 AND status_id <> ALL($2) AND gone_at IS NULL`, account, pq.Array(ids), at))
		if err != nil {
			return fmt.Errorf("saving order statuses: %w", err)
		}
		if changed || gone {
			return notifyOrders(ctx, tx)
		}
		return nil
	})
}

// SaveOrderSources keeps where an account's orders come from, and notes that its words were read. Sources that BaseLinker doesn't name
// any more stay: orders have them. Error: not found (the account was removed).
func (s *Store) SaveOrderSources(ctx context.Context, account uuid.UUID, sources []baselinker.Source, at time.Time) error {
	kinds, ids, names := []string{}, []int64{}, []string{}
	type key struct {
		kind string
		id   int64
	}
	known := map[key]bool{}
	for _, source := range sources {
		if k := (key{source.Type, source.ID}); !known[k] {
			known[k] = true
			kinds, ids, names = append(kinds, source.Type), append(ids, source.ID), append(names, source.Name)
		}
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := holdAccount(ctx, tx, account); err != nil {
			return err
		}
		changed, err := affects(tx.ExecContext(ctx, `
			INSERT INTO order_sources AS s (account_id, source, source_id, name)
			SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[])
			ON CONFLICT (account_id, source, source_id) DO UPDATE SET name = excluded.name WHERE s.name <> excluded.name`,
			account, pq.Array(kinds), pq.Array(ids), pq.Array(names)))
		if err != nil {
			return fmt.Errorf("saving order sources: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE order_mirrors SET words_at = $2 WHERE account_id = $1`, account, at); err != nil {
			return fmt.Errorf("saving order sources: %w", err)
		}
		if changed {
			return notifyOrders(ctx, tx)
		}
		return nil
	})
}
