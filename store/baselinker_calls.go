package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
)

// How long a call counts against the budget of its token, in Postgres's words. BaseLinker counts a request somewhere between its
// beginning and its end, so a minute behind the end it counts it no more; one without an end lasted at most half a minute.
const (
	countsAfterEnd   = `interval '1 minute'`
	countsWithoutEnd = `interval '2 minutes'`
	// countsUntil is when it counts no more.
	countsUntil = `coalesce(ended_at + ` + countsAfterEnd + `, began_at + ` + countsWithoutEnd + `)`
)

// yieldsFor is for how much longer background calls stand back than until the moment an interactive one was told to come again at.
const yieldsFor = 10 * time.Second

// BaseLinkerCall is a call that wants to be made.
type BaseLinkerCall struct {
	Account uuid.UUID
	Method  string
	// Interactive calls have the whole budget, others three quarters of it and none while interactive ones wait.
	Interactive bool
	// Anyway has it made though the token was refused: to see whether it still is.
	Anyway bool
	// At is now, by the clock of a test; zero: the database's, which is the same for all processes.
	At time.Time
}

// BaseLinkerTurn is whether a call may be made.
type BaseLinkerTurn struct {
	// ID is what EndBaseLinkerCall wants; 0: it may not be made.
	ID int64
	// Token is sealed for BaseLinkerTokenPlace.
	Token []byte
	// WaitsFor and Until say why it may not, and when it is worth another try; zero: nobody knows.
	WaitsFor desk.OrderWait
	Until    time.Time
}

type baseLinkerGateRow struct {
	Token        []byte       `db:"token"`
	TokenHash    []byte       `db:"token_hash"`
	Budget       int          `db:"budget"`
	BlockedUntil sql.NullTime `db:"blocked_until"`
	YieldUntil   sql.NullTime `db:"yield_until"`
	Rejected     bool         `db:"rejected"`
}

// BeginBaseLinkerCall reserves a call within the account's budget, or says what it must wait for. Whatever processes ask, at most
// so many requests as the budget says arrive at BaseLinker with the account's token within any minute, those among them that an account
// made which had it before. Error: not found (disconnected).
func (s *Store) BeginBaseLinkerCall(ctx context.Context, c BaseLinkerCall) (turn BaseLinkerTurn, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		// The lock first: what follows sees all that others reserved, at a moment behind theirs. Of a token it is one lock at a time: no two
		// connected accounts share one.
		var gate baseLinkerGateRow
		err := tx.GetContext(ctx, &gate, `
			SELECT token, token_hash, budget, blocked_until, yield_until, rejected IS NOT NULL AS rejected FROM baselinker_accounts
			WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE`, c.Account)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("account")
		}
		if err != nil {
			return fmt.Errorf("reading a BaseLinker account's budget: %w", err)
		}
		turn, err = gate.turn(ctx, tx, c)
		return err
	})
	return turn, err
}

func (g *baseLinkerGateRow) turn(ctx context.Context, tx *sqlx.Tx, c BaseLinkerCall) (BaseLinkerTurn, error) {
	now := c.At
	if now.IsZero() {
		if err := tx.GetContext(ctx, &now, `SELECT clock_timestamp()`); err != nil {
			return BaseLinkerTurn{}, fmt.Errorf("reading the time: %w", err)
		}
	}
	switch {
	case g.Rejected && !c.Anyway:
		return BaseLinkerTurn{WaitsFor: desk.WaitRejected}, nil
	case g.BlockedUntil.Time.After(now):
		return BaseLinkerTurn{WaitsFor: desk.WaitBlocked, Until: g.BlockedUntil.Time}, nil
	}
	_, err := tx.ExecContext(ctx, `
		DELETE FROM baselinker_calls WHERE account_id = $1 AND `+countsUntil+` <= $2`, c.Account, now)
	if err != nil {
		return BaseLinkerTurn{}, fmt.Errorf("forgetting BaseLinker calls: %w", err)
	}
	var free []time.Time // when each of the calls that count counts no more
	err = tx.SelectContext(ctx, &free, `
		SELECT `+countsUntil+` FROM baselinker_calls WHERE token_hash = $1 AND `+countsUntil+` > $2 ORDER BY 1`, g.TokenHash, now)
	if err != nil {
		return BaseLinkerTurn{}, fmt.Errorf("counting BaseLinker calls: %w", err)
	}
	budget := g.Budget
	if !c.Interactive {
		budget -= (g.Budget + 3) / 4
	}
	yields := !c.Interactive && g.YieldUntil.Time.After(now)
	if len(free) < budget && !yields {
		turn := BaseLinkerTurn{Token: g.Token}
		err := tx.GetContext(ctx, &turn.ID, `
			INSERT INTO baselinker_calls (account_id, token_hash, method, began_at) VALUES ($1, $2, $3, $4) RETURNING id`,
			c.Account, g.TokenHash, c.Method, now)
		if err != nil {
			return BaseLinkerTurn{}, fmt.Errorf("reserving a BaseLinker call: %w", err)
		}
		return turn, nil
	}
	turn := BaseLinkerTurn{WaitsFor: desk.WaitBudget}
	if len(free) >= budget {
		turn.Until = free[len(free)-budget]
	}
	if yields && g.YieldUntil.Time.After(turn.Until) {
		turn.Until = g.YieldUntil.Time
	}
	if c.Interactive {
		_, err := tx.ExecContext(ctx, `
			UPDATE baselinker_accounts SET yield_until = greatest(yield_until, $2) WHERE id = $1`, c.Account, turn.Until.Add(yieldsFor))
		if err != nil {
			return BaseLinkerTurn{}, fmt.Errorf("having background calls yield: %w", err)
		}
	}
	return turn, nil
}

// EndBaseLinkerCall says that a call has ended, now or at the time given; that of a call nobody heard the end of must not be said.
func (s *Store) EndBaseLinkerCall(ctx context.Context, id int64, at time.Time) error {
	_, err := s.db.ExecContext(ctx, `UPDATE baselinker_calls SET ended_at = coalesce($2, clock_timestamp()) WHERE id = $1`,
		id, sql.NullTime{Time: at, Valid: !at.IsZero()})
	if err != nil {
		return fmt.Errorf("ending a BaseLinker call: %w", err)
	}
	return nil
}

// BlockBaseLinker keeps all calls with the account's token waiting until then; token is the sealed one that was blocked: another
// one isn't. A block that lasts longer stays.
func (s *Store) BlockBaseLinker(ctx context.Context, account uuid.UUID, token []byte, until time.Time) error {
	_, err := s.db.ExecContext(ctx, `
		UPDATE baselinker_accounts SET blocked_until = greatest(blocked_until, $3) WHERE id = $1 AND token = $2`, account, token, until)
	if err != nil {
		return fmt.Errorf("noting a block of BaseLinker's: %w", err)
	}
	return nil
}

// RejectBaseLinker stops all calls with the account's token until there is another; token is the sealed one that was refused. First
// says that nobody had said so before; it is told on VocabularyChannel then.
func (s *Store) RejectBaseLinker(ctx context.Context, account uuid.UUID, token []byte, what Rejection, at time.Time) (first bool, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		first, err = affects(tx.ExecContext(ctx, `
			UPDATE baselinker_accounts SET rejected = $3, rejected_at = coalesce($4, clock_timestamp())
			WHERE id = $1 AND token = $2 AND rejected IS NULL AND deleted_at IS NULL`,
			account, token, what, sql.NullTime{Time: at, Valid: !at.IsZero()}))
		if err != nil {
			return fmt.Errorf("noting a token that BaseLinker refuses: %w", err)
		}
		if !first {
			return nil
		}
		return notifyOrders(ctx, tx)
	})
	return first, err
}
