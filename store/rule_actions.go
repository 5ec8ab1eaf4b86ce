package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"rozmowa/desk"
	"rozmowa/rules"
)

// RuleWork is an action of a rule's run, to be done.
type RuleWork struct {
	ID, Ticket uuid.UUID
	Number     int64        // the ticket's
	Rule       desk.RuleRef // by name as in the version that ran
	State      rules.ActionState
	Tries      int
	// Event is what the rule answered, Seq its entry; At is when it was decided.
	Event  rules.Event
	Seq    int64
	At     time.Time
	Action rules.Action
	// Wakes: the ticket's workflow is told of what the action writes.
	Wakes bool
}

// RuleWork returns an action. Error: not found (erased with its ticket).
func (s *Store) RuleWork(ctx context.Context, ticket, action uuid.UUID) (*RuleWork, error) {
	var row struct {
		Number int64             `db:"number"`
		RuleID uuid.UUID         `db:"rule_id"`
		Name   string            `db:"name"`
		State  rules.ActionState `db:"state"`
		Tries  int               `db:"tries"`
		Event  rules.Event       `db:"event"`
		Seq    int64             `db:"seq"`
		At     time.Time         `db:"at"`
		Action []byte            `db:"action"`
	}
	err := s.db.GetContext(ctx, &row, `
		SELECT t.number, r.rule_id, coalesce(v.settings->>'name', '') AS name, a.state, a.tries, r.event, r.seq, r.at,
		       coalesce(v.settings->'actions'->a.place, '{}') AS action
		FROM rule_actions a JOIN tickets t ON t.id = a.ticket_id JOIN rule_runs r ON r.id = a.run_id
		JOIN rule_versions v ON v.rule_id = r.rule_id AND v.version = r.version
		WHERE a.id = $1 AND a.ticket_id = $2`, action, ticket)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("rule_action")
	}
	if err != nil {
		return nil, fmt.Errorf("reading a rule's action: %w", err)
	}
	w := &RuleWork{
		ID: action, Ticket: ticket, Number: row.Number, Rule: desk.RuleRef{ID: row.RuleID, Name: row.Name}, State: row.State, Tries: row.Tries,
		Event: row.Event, Seq: row.Seq, At: row.At,
	}
	if err := json.Unmarshal(row.Action, &w.Action); err != nil {
		return nil, fmt.Errorf("reading a rule's action: %w", err)
	}
	return w, nil
}

// ruled is what a rule's action came to.
type ruled struct {
	state rules.ActionState
	// label is what it was about, code why it did nothing.
	label, code string
}

// rule does an action under the ticket's lock, and notes in the same transaction what it came to: both or neither. One that
// was done before stays as it is.
func (s *Store) rule(ctx context.Context, w *RuleWork, do func(*changing) (*ruled, error)) (*rules.Acted, error) {
	var acted *rules.Acted
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		c := &changing{tx: tx, by: desk.Author{Kind: desk.BySystem, Rule: w.Rule}, id: w.ID, wakes: w.Wakes}
		if err := c.lock(ctx, w.Ticket); err != nil {
			return err
		}
		before, err := c.actedBefore(ctx)
		if err != nil || before != nil {
			acted = before
			return err
		}
		r, err := do(c)
		if err != nil {
			return err
		}
		acted = &rules.Acted{State: r.state, Through: c.did}
		return c.noteAction(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	return acted, nil
}

// actedBefore returns what became of an action that was done before; nil: it is to be done.
func (c *changing) actedBefore(ctx context.Context) (*rules.Acted, error) {
	var row struct {
		State rules.ActionState `db:"state"`
		Last  sql.NullInt64     `db:"last_seq"`
	}
	err := c.tx.GetContext(ctx, &row, `SELECT state, last_seq FROM rule_actions WHERE id = $1 FOR UPDATE`, c.id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("rule_action")
	}
	if err != nil {
		return nil, fmt.Errorf("looking at a rule's action: %w", err)
	}
	if !row.State.Final() || row.State == rules.ActionFailed { // who asks for one that failed has it tried again
		return nil, nil
	}
	return &rules.Acted{State: row.State, Through: row.Last.Int64}, nil
}

func (c *changing) noteAction(ctx context.Context, r *ruled) error {
	_, err := c.tx.ExecContext(ctx, `
		UPDATE rule_actions SET state = $2, label = coalesce(nullif($3, ''), label), error = $4, tries = tries + 1,
		    tried_at = clock_timestamp(), next_try_at = NULL, first_seq = nullif($5, 0), last_seq = nullif($6, 0)
		WHERE id = $1`, c.id, r.state, r.label, r.code, c.first, c.last)
	if err != nil {
		return fmt.Errorf("noting a rule's action: %w", err)
	}
	return nil
}

// RuleChange changes a property of the ticket for a rule. Errors as in ChangeTicket.
func (s *Store) RuleChange(ctx context.Context, w *RuleWork, property desk.Property, value string) (*rules.Acted, error) {
	wanted, err := desk.NewChange(property, value)
	if err != nil {
		return nil, err
	}
	return s.rule(ctx, w, func(c *changing) (*ruled, error) {
		c.Change = wanted
		return c.ruled(ctx)
	})
}

// ruled carries the change out for a rule.
func (c *changing) ruled(ctx context.Context) (*ruled, error) {
	entries, err := c.carryOut(ctx)
	if err != nil {
		return nil, err
	}
	label := c.Name
	if label == "" {
		label = c.Value
	}
	if len(entries) == 0 {
		return &ruled{state: rules.ActionNothing, label: label}, nil
	}
	return &ruled{state: rules.ActionDone, label: label}, nil
}

// RuleClose closes the ticket for a rule, unless it is closed, or the customer has written since the
// rule's event.
func (s *Store) RuleClose(ctx context.Context, w *RuleWork) (*rules.Acted, error) {
	return s.rule(ctx, w, func(c *changing) (*ruled, error) {
		if c.row.State == desk.Shut {
			return &ruled{state: rules.ActionNothing}, nil
		}
		wrote, err := c.customerWroteSince(ctx, w)
		if err != nil {
			return nil, err
		}
		if wrote {
			return &ruled{state: rules.ActionNothing, code: "customer_wrote"}, nil
		}
		_, err = c.operate(ctx, c.id, c.by, closes, desk.OperationDetails{Type: desk.OpClosed, By: desk.ClosedByRule})
		return &ruled{state: rules.ActionDone}, err
	})
}

// customerWroteSince reports whether the customer has written since the rule's event. An event of time comes long after its
// entry: what was written until it was decided on, the rule knew.
func (c *changing) customerWroteSince(ctx context.Context, w *RuleWork) (wrote bool, err error) {
	if !w.Event.OfTime() {
		return c.row.LastCustomerSeq > w.Seq, nil
	}
	err = c.tx.GetContext(ctx, &wrote, `
		SELECT EXISTS (SELECT FROM entries WHERE ticket_id = $1 AND seq = $2 AND created_at > $3)`, c.row.ID, c.row.LastCustomerSeq, w.At)
	if err != nil {
		return false, fmt.Errorf("looking for what the customer wrote: %w", err)
	}
	return wrote, nil
}

// RuleNote writes an internal note for a rule, which wakes no workflow. It tells those of the agents who have access to the
// ticket; everybody tells all who have. Error: invalid (no_access) when nobody of those named has.
func (s *Store) RuleNote(ctx context.Context, w *RuleWork, text string, agents []uuid.UUID, everybody bool) (*rules.Acted, error) {
	return s.rule(ctx, w, func(c *changing) (*ruled, error) {
		e := &desk.Entry{ID: c.id, Kind: desk.Note, Author: c.by, Body: text}
		if len(agents) > 0 || everybody {
			if err := c.withAccess(ctx, e, agents, everybody); err != nil {
				return nil, err
			}
		}
		if err := c.write(ctx, e, false, ""); err != nil {
			return nil, err
		}
		return &ruled{state: rules.ActionDone}, mention(ctx, c.tx, e)
	})
}

// withAccess has the entry mention those of the agents, or everybody, who have access to the ticket's chat.
func (c *changing) withAccess(ctx context.Context, e *desk.Entry, agents []uuid.UUID, everybody bool) error {
	var rows []struct {
		ID   uuid.UUID `db:"id"`
		Name string    `db:"name"`
	}
	err := c.tx.SelectContext(ctx, &rows, `
		SELECT a.id, a.name FROM channel_agents ca JOIN agents a ON a.id = ca.agent_id AND a.disabled_at IS NULL
		WHERE ca.channel_id = $1 AND ($3 OR a.id = ANY ($2)) ORDER BY a.name, a.id`, c.row.ChannelID, pqArray(agents), everybody)
	if err != nil {
		return fmt.Errorf("looking up whom a rule tells: %w", err)
	}
	if len(rows) == 0 {
		return desk.InvalidField("agents", "no_access", "nobody of these may read the ticket")
	}
	for _, r := range rows {
		e.Mentions = append(e.Mentions, desk.AgentRef{ID: r.ID, Name: r.Name})
	}
	return nil
}

// EndRuleAction notes that an action that asks others was done, or that one is given up for the reason code.
func (s *Store) EndRuleAction(ctx context.Context, action uuid.UUID, state rules.ActionState, code string) error {
	return s.noteTry(ctx, action, state, code, sql.NullTime{})
}

// RetryRuleActionAt notes that an action didn't work for the reason code, and is tried again then.
func (s *Store) RetryRuleActionAt(ctx context.Context, action uuid.UUID, code string, at time.Time) error {
	return s.noteTry(ctx, action, rules.ActionRetrying, code, sql.NullTime{Time: at, Valid: true})
}

// noteTry never touches what is done. The ticket tells of the first try that doesn't work, of giving up, and of what others did
// after all: what is done to the ticket itself has entries of its own.
func (s *Store) noteTry(ctx context.Context, action uuid.UUID, state rules.ActionState, code string, next sql.NullTime) error {
	var of struct {
		Ticket uuid.UUID `db:"ticket_id"`
		Rule   uuid.UUID `db:"rule_id"`
		Name   string    `db:"name"`
	}
	err := s.db.GetContext(ctx, &of, `
		SELECT a.ticket_id, r.rule_id, coalesce(v.settings->>'name', '') AS name
		FROM rule_actions a JOIN rule_runs r ON r.id = a.run_id
		JOIN rule_versions v ON v.rule_id = r.rule_id AND v.version = r.version WHERE a.id = $1`, action)
	if errors.Is(err, sql.ErrNoRows) { // erased meanwhile, with its ticket
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading a rule's action: %w", err)
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		c := &changing{tx: tx, by: desk.Author{Kind: desk.BySystem, Rule: desk.RuleRef{ID: of.Rule, Name: of.Name}}}
		if err := c.lock(ctx, of.Ticket); err != nil {
			if desk.KindOf(err) == desk.NotFound {
				return nil
			}
			return err
		}
		var tries int
		err := tx.GetContext(ctx, &tries, `
			UPDATE rule_actions SET state = $2, error = $3, next_try_at = $4, tries = tries + 1, tried_at = clock_timestamp()
			WHERE id = $1 AND state IN ('waiting', 'retrying', 'failed') RETURNING tries`, action, state, code, next)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("noting how a rule's action went: %w", err)
		}
		var told desk.OperationDetails
		switch {
		case state == rules.ActionFailed:
			told.Type = desk.OpRuleActionFailed
		case state == rules.ActionRetrying && tries == 1:
			told.Type, told.NextTryAt = desk.OpRuleActionFailed, &next.Time
		case state == rules.ActionDone && tries > 1:
			told.Type = desk.OpRuleActionDone
		default:
			return nil
		}
		_, err = c.operate(ctx, uuid.NewSHA1(action, fmt.Appendf(nil, "%s %d", state, tries)), c.by, "", told)
		return err
	})
}

// RetryRuleAction has an action wait to be done that failed, or that waits already, for an agent with access to its ticket.
// Whoever calls it has the workflow try, which wants the kind. Errors: not found, conflict (not_failed).
func (s *Store) RetryRuleAction(ctx context.Context, ticket, agent, action uuid.UUID) (rules.ActionKind, error) {
	var row struct {
		Kind  rules.ActionKind `db:"kind"`
		Waits bool             `db:"waits"`
	}
	err := s.db.GetContext(ctx, &row, `
		WITH known AS (
		    SELECT a.id, a.kind FROM rule_actions a JOIN tickets t ON t.id = a.ticket_id
		    JOIN channel_agents ca ON ca.channel_id = t.channel_id AND ca.agent_id = $2
		    WHERE a.id = $3 AND a.ticket_id = $1
		), waits AS (
		    UPDATE rule_actions a SET state = 'waiting', next_try_at = NULL FROM known
		    WHERE a.id = known.id AND a.state IN ('failed', 'retrying', 'waiting') RETURNING a.id
		)
		SELECT kind, EXISTS (SELECT FROM waits) AS waits FROM known`, ticket, agent, action)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", notFound("rule_action")
	case err != nil:
		return "", fmt.Errorf("trying a rule's action again: %w", err)
	case !row.Waits:
		return "", desk.Errorf(desk.Conflict, "not_failed", "the action is done")
	}
	return row.Kind, nil
}
