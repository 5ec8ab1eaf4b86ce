package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
)

// OrdersNotice is what VocabularyChannel carries when accounts of BaseLinker have changed: connected, renamed, disconnected, their
// token refused or replaced.
const OrdersNotice = "orders"

// BaseLinkerAccount is a connected account of BaseLinker.
type BaseLinkerAccount struct {
	ID      uuid.UUID
	Version int64
	Name    string
	// Budget is how many requests a minute may be made with its token.
	Budget int
	// BlockedUntil is until when the token is blocked; in the past or zero: it isn't.
	BlockedUntil time.Time
	// Rejected says what BaseLinker refuses: nothing is asked until there is another token. RejectedAt is zero with nothing.
	Rejected   Rejection
	RejectedAt time.Time
	CreatedAt  time.Time
}

// Rejection is what BaseLinker refuses for good.
type Rejection string

// What BaseLinker refuses for good.
const (
	NothingRejected Rejection = ""
	TokenRejected   Rejection = "token"
	AccountRejected Rejection = "account" // the seller's whole account
)

// BaseLinkerToken is a token as it is kept.
type BaseLinkerToken struct {
	Sealed []byte // for BaseLinkerTokenPlace
	Hash   []byte // HashBaseLinkerToken: no two accounts share a token, since the limit is a token's
}

// BaseLinkerTokenPlace is what an account's token is sealed for.
func BaseLinkerTokenPlace(account uuid.UUID) string {
	return "baselinker_accounts.token." + account.String()
}

// HashBaseLinkerToken is what tokens are told apart by.
func HashBaseLinkerToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// selectBaseLinkerAccounts wants a WHERE.
const selectBaseLinkerAccounts = `SELECT id, version, name, budget, blocked_until, coalesce(rejected, '') AS rejected, rejected_at, created_at
	FROM baselinker_accounts `

type baseLinkerAccountRow struct {
	ID           uuid.UUID    `db:"id"`
	Version      int64        `db:"version"`
	Name         string       `db:"name"`
	Budget       int          `db:"budget"`
	BlockedUntil sql.NullTime `db:"blocked_until"`
	Rejected     Rejection    `db:"rejected"`
	RejectedAt   sql.NullTime `db:"rejected_at"`
	CreatedAt    time.Time    `db:"created_at"`
}

func (r *baseLinkerAccountRow) account() *BaseLinkerAccount {
	return &BaseLinkerAccount{
		ID: r.ID, Version: r.Version, Name: r.Name, Budget: r.Budget, BlockedUntil: r.BlockedUntil.Time,
		Rejected: r.Rejected, RejectedAt: r.RejectedAt.Time, CreatedAt: r.CreatedAt,
	}
}

// BaseLinkerAccounts returns the connected accounts by name.
func (s *Store) BaseLinkerAccounts(ctx context.Context) ([]BaseLinkerAccount, error) {
	var rows []baseLinkerAccountRow
	if err := s.db.SelectContext(ctx, &rows, selectBaseLinkerAccounts+`WHERE deleted_at IS NULL ORDER BY folded`); err != nil {
		return nil, fmt.Errorf("listing BaseLinker accounts: %w", err)
	}
	accounts := make([]BaseLinkerAccount, len(rows))
	for i := range rows {
		accounts[i] = *rows[i].account()
	}
	return accounts, nil
}

// BaseLinkerAccount returns a connected account. Error: not found.
func (s *Store) BaseLinkerAccount(ctx context.Context, id uuid.UUID) (*BaseLinkerAccount, error) {
	return baseLinkerAccountBy(ctx, s.db, `WHERE deleted_at IS NULL AND id = $1`, id)
}

// BaseLinkerAccountOf returns the connected account that has the token with the hash. Error: not found.
func (s *Store) BaseLinkerAccountOf(ctx context.Context, tokenHash []byte) (*BaseLinkerAccount, error) {
	return baseLinkerAccountBy(ctx, s.db, `WHERE deleted_at IS NULL AND token_hash = $1`, tokenHash)
}

func baseLinkerAccountBy(ctx context.Context, q sqlx.QueryerContext, where string, arg any) (*BaseLinkerAccount, error) {
	row, err := one[baseLinkerAccountRow](ctx, q, "account", selectBaseLinkerAccounts+where, arg)
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// SaveBaseLinkerAccount connects an account (version 0), or changes one that is of that version still: name, budget and, unless it
// is nil, the token, which ends what stopped the last one. The token was tried just before: that call counts. Errors: not found
// (disconnected), conflict (name_taken, token_taken, account_changed), invalid (token_missing, of a new account).
func (s *Store) SaveBaseLinkerAccount(ctx context.Context, id uuid.UUID, version int64, name string, budget int, token *BaseLinkerToken) (*BaseLinkerAccount, error) {
	if version == 0 && token == nil {
		return nil, desk.InvalidField("token", "token_missing", "an account needs a token")
	}
	var saved *BaseLinkerAccount
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := putBaseLinkerAccount(ctx, tx, id, version, name, budget, token); err != nil {
			return err
		}
		if token != nil {
			_, err := tx.ExecContext(ctx, `
				INSERT INTO baselinker_calls (account_id, token_hash, method, began_at, ended_at)
				VALUES ($1, $2, 'token', clock_timestamp(), clock_timestamp())`, id, token.Hash)
			if err != nil {
				return fmt.Errorf("counting the trial of a BaseLinker token: %w", err)
			}
		}
		if err := notifyOrders(ctx, tx); err != nil {
			return err
		}
		var err error
		saved, err = baseLinkerAccountBy(ctx, tx, `WHERE id = $1`, id)
		return err
	})
	return saved, err
}

func putBaseLinkerAccount(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, version int64, name string, budget int, token *BaseLinkerToken) error {
	var put bool
	var err error
	if version == 0 {
		put, err = affects(tx.ExecContext(ctx, `
			INSERT INTO baselinker_accounts (id, name, folded, budget, token, token_hash) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (id) DO NOTHING`, id, name, desk.FoldWord(name), budget, token.Sealed, token.Hash))
	} else {
		if token == nil {
			token = new(BaseLinkerToken)
		}
		put, err = affects(tx.ExecContext(ctx, `
			UPDATE baselinker_accounts SET version = version + 1, name = $3, folded = $4, budget = $5,
			       token = coalesce($6, token), token_hash = coalesce($7, token_hash),
			       blocked_until = CASE WHEN $6::bytea IS NULL THEN blocked_until END,
			       rejected = CASE WHEN $6::bytea IS NULL THEN rejected END,
			       rejected_at = CASE WHEN $6::bytea IS NULL THEN rejected_at END
			WHERE id = $1 AND version = $2 AND deleted_at IS NULL`,
			id, version, name, desk.FoldWord(name), budget, token.Sealed, token.Hash))
	}
	var taken *pq.Error
	switch {
	case isUniqueViolation(err) && errors.As(err, &taken) && taken.Constraint == "baselinker_accounts_token":
		return desk.Errorf(desk.Conflict, "token_taken", "another account has this token")
	case err != nil:
		return savedWord("account", err)
	case put:
		return nil
	}
	if _, err := baseLinkerAccountBy(ctx, tx, `WHERE deleted_at IS NULL AND id = $1`, id); err != nil {
		return err
	}
	return desk.Errorf(desk.Conflict, "account_changed", "somebody has saved this account meanwhile")
}

// DeleteBaseLinkerAccount disconnects an account: its token is forgotten at once, its hash when no call with it counts any more, and from
// then on nobody sees its orders, which ForgetOrders removes. Wishes that wait are ended, with their entries, by whoever looks for the
// next one and finds the account gone. That there was none is no error.
func (s *Store) DeleteBaseLinkerAccount(ctx context.Context, id uuid.UUID) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		gone, err := affects(tx.ExecContext(ctx, `
			UPDATE baselinker_accounts SET deleted_at = now(), version = version + 1, token = '', token_hash = ''
			WHERE id = $1 AND deleted_at IS NULL`, id))
		if err != nil {
			return fmt.Errorf("disconnecting a BaseLinker account: %w", err)
		}
		if !gone {
			return nil
		}
		return notifyOrders(ctx, tx)
	})
}

// forgotten is how many orders ForgetOrders removes in one transaction.
const forgotten = 2000

// ForgetOrders removes some of what is kept of disconnected accounts: orders first, then mirrors, statuses and sources, and calls that
// count no more: whoever connects the token again may make so many fewer. More says that there may be more.
func (s *Store) ForgetOrders(ctx context.Context) (more bool, err error) {
	// Each account's orders are walked in the primary key's order: joined at will, a planner that finds most orders to be of one
	// account reads the whole mirror to find none of another.
	more, err = affects(s.db.ExecContext(ctx, `
		DELETE FROM orders WHERE ctid = ANY (ARRAY(
		    SELECT o.ctid FROM baselinker_accounts a
		    CROSS JOIN LATERAL (SELECT ctid FROM orders WHERE account_id = a.id ORDER BY order_id LIMIT $1) o
		    WHERE a.deleted_at IS NOT NULL LIMIT $1))`, forgotten))
	if err != nil {
		return false, fmt.Errorf("forgetting a disconnected account's orders: %w", err)
	}
	if more {
		return true, nil
	}
	for _, what := range []struct{ table, where string }{
		{"order_mirrors", `true`}, {"order_changes", `true`}, {"order_statuses", `true`}, {"order_sources", `true`},
		{"baselinker_calls", countsUntil + ` <= clock_timestamp()`},
	} {
		_, err := s.db.ExecContext(ctx, `
			DELETE FROM `+what.table+` t USING baselinker_accounts a WHERE a.id = t.account_id AND a.deleted_at IS NOT NULL AND `+what.where)
		if err != nil {
			return false, fmt.Errorf("forgetting a disconnected account's %s: %w", what.table, err)
		}
	}
	return false, nil
}

func notifyOrders(ctx context.Context, tx sqlx.ExecerContext) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, $2)`, VocabularyChannel, OrdersNotice); err != nil {
		return fmt.Errorf("telling of BaseLinker accounts: %w", err)
	}
	return nil
}
