package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
	"rozmowa/rules"
)

// ruleColumns are those of a rule r with its version in force.
const ruleColumns = `r.id, r.version, r.enabled_at, coalesce(r.switched_off, '') AS switched_off, v.settings, v.changed_at,
	coalesce((SELECT a.name FROM agents a WHERE a.id = v.changed_by), '') AS changed_by`

// selectRules wants a WHERE.
const selectRules = `SELECT ` + ruleColumns + ` FROM rules r JOIN rule_versions v ON v.rule_id = r.id AND v.version = r.version `

type ruleRow struct {
	ID          uuid.UUID    `db:"id"`
	Version     int          `db:"version"`
	EnabledAt   sql.NullTime `db:"enabled_at"`
	SwitchedOff string       `db:"switched_off"`
	Settings    []byte       `db:"settings"`
	ChangedAt   time.Time    `db:"changed_at"`
	ChangedBy   string       `db:"changed_by"`
}

func (r *ruleRow) rule() (*rules.Rule, error) {
	rule := &rules.Rule{
		ID: r.ID, Version: r.Version, EnabledAt: r.EnabledAt.Time, SwitchedOff: r.SwitchedOff, ChangedAt: r.ChangedAt, ChangedBy: r.ChangedBy,
	}
	if err := json.Unmarshal(r.Settings, &rule.Settings); err != nil {
		return nil, fmt.Errorf("settings of rule %s: %w", r.ID, err)
	}
	return rule, nil
}

// RuleRecord is a rule and what came of it lately.
type RuleRecord struct {
	rules.Rule
	// Matched is how often it matched within thirty days, Failed how many of its actions failed for good.
	Matched, Failed int
	// LastMatchedAt is zero when it never did.
	LastMatchedAt time.Time
}

// Rules returns all that aren't deleted, in the order in which they apply.
func (s *Store) Rules(ctx context.Context) ([]RuleRecord, error) {
	var rows []struct {
		ruleRow
		ruleFigures
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT rule.*, f.* FROM (`+selectRules+`WHERE r.deleted_at IS NULL) rule
		JOIN rules placed ON placed.id = rule.id
		CROSS JOIN LATERAL (`+ruleFiguresOf+`) f
		ORDER BY placed.position, placed.id`)
	if err != nil {
		return nil, fmt.Errorf("listing rules: %w", err)
	}
	records := make([]RuleRecord, len(rows))
	for i := range rows {
		rule, err := rows[i].rule()
		if err != nil {
			return nil, err
		}
		records[i] = RuleRecord{Rule: *rule, Matched: rows[i].Matched, Failed: rows[i].Failed, LastMatchedAt: rows[i].LastMatchedAt.Time}
	}
	return records, nil
}

type ruleFigures struct {
	Matched       int          `db:"matched"`
	Failed        int          `db:"failed"`
	LastMatchedAt sql.NullTime `db:"last_matched_at"`
}

// ruleFiguresOf counts what came of a rule with the id rule.id.
const ruleFiguresOf = `
	SELECT (SELECT count(*) FROM rule_runs x WHERE x.rule_id = rule.id AND x.at > now() - interval '30 days' AND x.outcome = 'matched') AS matched,
	       (SELECT count(*) FROM rule_actions a JOIN rule_runs x ON x.id = a.run_id
	        WHERE a.state = 'failed' AND x.rule_id = rule.id AND x.at > now() - interval '30 days') AS failed,
	       (SELECT x.at FROM rule_runs x WHERE x.rule_id = rule.id AND x.outcome = 'matched' ORDER BY x.at DESC LIMIT 1) AS last_matched_at`

// Rule returns a rule that isn't deleted. Error: not found.
func (s *Store) Rule(ctx context.Context, id uuid.UUID) (*rules.Rule, error) {
	return ruleBy(ctx, s.db, id)
}

func ruleBy(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (*rules.Rule, error) {
	var row ruleRow
	err := sqlx.GetContext(ctx, q, &row, selectRules+`WHERE r.id = $1 AND r.deleted_at IS NULL`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("rule")
	}
	if err != nil {
		return nil, fmt.Errorf("reading a rule: %w", err)
	}
	return row.rule()
}

// RuleRecord returns a rule with what came of it. Error: not found.
func (s *Store) RuleRecord(ctx context.Context, id uuid.UUID) (*RuleRecord, error) {
	rule, err := s.Rule(ctx, id)
	if err != nil {
		return nil, err
	}
	var f ruleFigures
	if err := s.db.GetContext(ctx, &f, `SELECT f.* FROM (SELECT $1::uuid AS id) rule CROSS JOIN LATERAL (`+ruleFiguresOf+`) f`, id); err != nil {
		return nil, fmt.Errorf("counting a rule's runs: %w", err)
	}
	return &RuleRecord{Rule: *rule, Matched: f.Matched, Failed: f.Failed, LastMatchedAt: f.LastMatchedAt.Time}, nil
}

// SaveRule makes a rule, the last and switched off, or changes one, if it is of that version still: a new version. Version 0
// is for a new one. The settings are clean; webhooks' secrets are sealed. A save of what it says already does nothing, unless
// secretsGiven. Errors: not found (deleted), conflict (rule_changed, name_taken), invalid (too_many_rules; of a rule that is
// switched on, what rules.Settings.Ready says; action_invalid where what an action names isn't there).
func (s *Store) SaveRule(ctx context.Context, id uuid.UUID, version int, settings rules.Settings, secretsGiven bool, by uuid.UUID) (*rules.Rule, error) {
	kept, err := json.Marshal(settings)
	if err != nil {
		return nil, fmt.Errorf("saving a rule: %w", err)
	}
	var saved *rules.Rule
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		count, err := lockRules(ctx, tx)
		if err != nil {
			return err
		}
		known, err := ruleBy(ctx, tx, id)
		switch {
		case err == nil:
			if !secretsGiven && known.Settings.Same(&settings) {
				saved = known
				return nil
			}
			if known.Version != version {
				return errRuleChanged()
			}
			if !known.EnabledAt.IsZero() {
				if err := settings.Ready(); err != nil {
					return err
				}
			}
		case desk.KindOf(err) != desk.NotFound || version > 0:
			return err
		case count >= rules.MaxRules:
			return desk.Errorf(desk.Invalid, "too_many_rules", "there are %d rules already", count)
		}
		if err := checkActions(ctx, tx, settings.Actions); err != nil {
			return err
		}
		if err := putRule(ctx, tx, id, settings.Name); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO rule_versions (rule_id, version, settings, changed_by) SELECT id, version, $2, $3 FROM rules WHERE id = $1`, id, kept, by)
		if err != nil {
			return fmt.Errorf("saving a rule's version: %w", err)
		}
		saved, err = ruleBy(ctx, tx, id)
		return err
	})
	return saved, err
}

// lockRules puts those who change rules in order, and returns how many there are.
func lockRules(ctx context.Context, tx *sqlx.Tx) (count int, err error) {
	if _, err := tx.ExecContext(ctx, `LOCK TABLE rules IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return 0, fmt.Errorf("changing rules: %w", err)
	}
	if err := tx.GetContext(ctx, &count, `SELECT count(*) FROM rules WHERE deleted_at IS NULL`); err != nil {
		return 0, fmt.Errorf("changing rules: %w", err)
	}
	return count, nil
}

func errRuleChanged() error {
	return desk.Errorf(desk.Conflict, "rule_changed", "somebody has saved this rule meanwhile")
}

// putRule makes the rule's row, or counts its version up.
func putRule(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, name string) error {
	put, err := affects(tx.ExecContext(ctx, `
		INSERT INTO rules AS r (id, version, name, folded, position)
		VALUES ($1, 1, $2, $3, (SELECT coalesce(max(position), 0) + 1 FROM rules WHERE deleted_at IS NULL))
		ON CONFLICT (id) DO UPDATE SET version = r.version + 1, name = excluded.name, folded = excluded.folded
		WHERE r.deleted_at IS NULL`, id, name, desk.FoldWord(name)))
	if err == nil && !put { // deleted
		return notFound("rule")
	}
	return savedWord("rule", err)
}

// checkActions refuses actions that name what isn't there. Error: invalid (action_invalid).
func checkActions(ctx context.Context, tx *sqlx.Tx, actions []rules.Action) error {
	for i := range actions {
		a, field := &actions[i], "value"
		var value any = a.Value
		var query string
		switch a.Kind {
		case rules.SetStatus:
			query = `SELECT EXISTS (SELECT FROM statuses WHERE key = $1 AND deleted_at IS NULL)`
		case rules.AddTag, rules.RemoveTag:
			query = `SELECT EXISTS (SELECT FROM tags WHERE id = $1 AND deleted_at IS NULL)`
		case rules.AssignAgent, rules.AddWatcher:
			query = `SELECT EXISTS (SELECT FROM agents WHERE id = $1 AND disabled_at IS NULL)`
		case rules.AssignTeam, rules.AssignLeastBusy:
			if a.Value == "" {
				continue
			}
			query = `SELECT EXISTS (SELECT FROM teams WHERE id = $1 AND deleted_at IS NULL)`
		case rules.Notify:
			field, value = "agents", pq.Array(append([]uuid.UUID{}, a.Agents...))
			query = `SELECT NOT EXISTS (SELECT FROM unnest($1::uuid[]) id WHERE id NOT IN (SELECT id FROM agents WHERE disabled_at IS NULL))`
		case rules.SetOrderStatus:
			field, value = "orderStatus", a.OrderStatus
			query = `SELECT EXISTS (SELECT FROM order_statuses st JOIN baselinker_accounts b ON b.id = st.account_id AND b.deleted_at IS NULL
				WHERE st.status_id = $1 AND st.account_id = '` + a.Account.String() + `' AND st.gone_at IS NULL)`
		case rules.WriteOrderNote:
		default:
			continue
		}
		if err := isThere(ctx, tx, i, field, query, value); err != nil {
			return err
		}
		if a.Orders == rules.OrdersOfSource {
			if err := isThere(ctx, tx, i, "source", `SELECT EXISTS (`+orderSourceNames+` AND coalesce(nullif(so.name, ''), so.source) = $1)`, a.Source); err != nil {
				return err
			}
		}
	}
	return nil
}

// orderSourceNames are how conditions and actions know where orders come from.
const orderSourceNames = `SELECT DISTINCT coalesce(nullif(so.name, ''), so.source) AS name FROM order_sources so
	JOIN baselinker_accounts b ON b.id = so.account_id AND b.deleted_at IS NULL WHERE true`

// isThere refuses an action whose query, of one value, says that what it names isn't there; an empty query says nothing.
func isThere(ctx context.Context, tx *sqlx.Tx, i int, field, query string, value any) error {
	if query == "" {
		return nil
	}
	var there bool
	if err := tx.GetContext(ctx, &there, query, value); err != nil {
		return fmt.Errorf("checking a rule's actions: %w", err)
	}
	if !there {
		return rules.ActionUnknown(i, field)
	}
	return nil
}

// SwitchRule switches a rule of that version on or off; where it is so already, nothing happens. One that is switched on
// again begins anew. Errors: not found, conflict (rule_changed), invalid (as rules.Settings.Ready says; action_invalid).
func (s *Store) SwitchRule(ctx context.Context, id uuid.UUID, version int, on bool) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := lockRules(ctx, tx); err != nil {
			return err
		}
		rule, err := ruleBy(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case rule.Version != version:
			return errRuleChanged()
		case rule.EnabledAt.IsZero() != on:
			return nil
		case on:
			if err := rule.Settings.Ready(); err != nil {
				return err
			}
			if err := checkActions(ctx, tx, rule.Settings.Actions); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE rules SET enabled_at = CASE WHEN $2 THEN clock_timestamp() END, switched_off = NULL WHERE id = $1`, id, on)
		if err != nil {
			return fmt.Errorf("switching a rule: %w", err)
		}
		return nil
	})
}

// OrderRules puts the rules in that order. Error: conflict (rules_changed) when the ids aren't those of all.
func (s *Store) OrderRules(ctx context.Context, ids []uuid.UUID) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := lockRules(ctx, tx); err != nil {
			return err
		}
		var are []uuid.UUID
		if err := tx.SelectContext(ctx, &are, `SELECT id FROM rules WHERE deleted_at IS NULL ORDER BY position, id`); err != nil {
			return fmt.Errorf("ordering rules: %w", err)
		}
		if slices.Equal(are, ids) {
			return nil
		}
		asked := slices.Clone(ids)
		for _, list := range [][]uuid.UUID{are, asked} {
			slices.SortFunc(list, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
		}
		if !slices.Equal(are, asked) {
			return desk.Errorf(desk.Conflict, "rules_changed", "these aren't all of the rules; load them anew")
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE rules r SET position = new.position FROM unnest($1::uuid[]) WITH ORDINALITY AS new (id, position)
			WHERE r.id = new.id AND r.position <> new.position`, pq.Array(ids))
		if err != nil {
			return fmt.Errorf("ordering rules: %w", err)
		}
		return nil
	})
}

// DeleteRule takes a rule away; what it did and its log stay. Deleting again is no error. Error: not found.
func (s *Store) DeleteRule(ctx context.Context, id uuid.UUID) error {
	return s.deleteWord(ctx, "rule", `UPDATE rules SET deleted_at = coalesce(deleted_at, now()), enabled_at = NULL WHERE id = $1`, id)
}

// RuleWords are the words that conditions may speak of, as they are now.
func (s *Store) RuleWords(ctx context.Context) (*rules.Known, error) {
	var words struct {
		Channels pq.StringArray `db:"channels"`
		Agents   pq.StringArray `db:"agents"`
		Teams    pq.StringArray `db:"teams"`
		Tags     pq.StringArray `db:"tags"`
		Statuses pq.StringArray `db:"statuses"`
		Contexts pq.StringArray `db:"contexts"`
		// Null where no account of BaseLinker is connected: nobody knows what could stand there.
		OrderStatuses pq.StringArray `db:"order_statuses"`
		OrderSources  pq.StringArray `db:"order_sources"`
	}
	err := s.db.GetContext(ctx, &words, `SELECT
		ARRAY(SELECT DISTINCT name FROM channels WHERE deleted_at IS NULL ORDER BY name) AS channels,
		ARRAY(SELECT DISTINCT name FROM agents WHERE disabled_at IS NULL ORDER BY name) AS agents,
		ARRAY(SELECT name FROM teams WHERE deleted_at IS NULL ORDER BY folded) AS teams,
		ARRAY(SELECT name FROM tags WHERE deleted_at IS NULL ORDER BY folded) AS tags,
		ARRAY(SELECT name FROM statuses WHERE deleted_at IS NULL AND NOT builtin ORDER BY position, name) AS statuses,
		ARRAY(SELECT name FROM contexts WHERE deleted_at IS NULL AND NOT builtin ORDER BY position, name) AS contexts,
		CASE WHEN connected THEN ARRAY(SELECT DISTINCT st.name FROM order_statuses st
		    JOIN baselinker_accounts b ON b.id = st.account_id AND b.deleted_at IS NULL WHERE st.gone_at IS NULL ORDER BY st.name) END AS order_statuses,
		CASE WHEN connected THEN ARRAY(`+orderSourceNames+` ORDER BY name) END AS order_sources
		FROM (SELECT EXISTS (SELECT FROM baselinker_accounts WHERE deleted_at IS NULL) AS connected) x`)
	if err != nil {
		return nil, fmt.Errorf("reading the words of conditions: %w", err)
	}
	return &rules.Known{
		Channels: words.Channels, Agents: words.Agents, Teams: words.Teams, Tags: words.Tags, Statuses: words.Statuses, Contexts: words.Contexts,
		OrderStatuses: words.OrderStatuses, OrderSources: words.OrderSources,
	}, nil
}
