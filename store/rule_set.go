package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/rules"
)

// RuleStamp is another number whenever the switched-on rules may be others.
func (s *Store) RuleStamp(ctx context.Context) (stamp int64, err error) {
	if err := s.stmts.ruleStamp.GetContext(ctx, &stamp); err != nil {
		return 0, fmt.Errorf("asking whether rules have changed: %w", err)
	}
	return stamp, nil
}

// EnabledRules returns the rules that are switched on, in the order in which they apply. One whose settings can't be read
// is left out and named in broken.
func (s *Store) EnabledRules(ctx context.Context) (enabled []rules.Rule, broken map[uuid.UUID]error, err error) {
	var rows []struct {
		ID        uuid.UUID `db:"id"`
		Version   int       `db:"version"`
		EnabledAt time.Time `db:"enabled_at"`
		Settings  []byte    `db:"settings"`
	}
	err = s.db.SelectContext(ctx, &rows, `
		SELECT r.id, r.version, r.enabled_at, v.settings FROM rules r JOIN rule_versions v ON v.rule_id = r.id AND v.version = r.version
		WHERE r.enabled_at IS NOT NULL AND r.deleted_at IS NULL ORDER BY r.position, r.id`)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the switched-on rules: %w", err)
	}
	broken = map[uuid.UUID]error{}
	for _, r := range rows {
		rule := rules.Rule{ID: r.ID, Version: r.Version, EnabledAt: r.EnabledAt}
		if err := json.Unmarshal(r.Settings, &rule.Settings); err != nil {
			broken[r.ID] = err
			continue
		}
		enabled = append(enabled, rule)
	}
	return enabled, broken, nil
}

// SwitchOffSlowRule switches a rule off because its version is slow.
func (s *Store) SwitchOffSlowRule(ctx context.Context, rule uuid.UUID, version int) error {
	_, err := s.db.ExecContext(ctx, `
		UPDATE rules SET enabled_at = NULL, switched_off = 'slow' WHERE id = $1 AND version = $2 AND enabled_at IS NOT NULL`, rule, version)
	if err != nil {
		return fmt.Errorf("switching a slow rule off: %w", err)
	}
	return nil
}

// RuleMemory is what rules did in a ticket, as far as new decisions ask for it.
type RuleMemory struct {
	// Decided are the decisions on events of the entries in question, without actions that are done.
	Decided []RuleDecision
	// Causes are which entries rules wrote, and the chain that led to each.
	Causes []RuleCause
}

// RuleCause is a run of entries that a rule wrote.
type RuleCause struct {
	First int64 `db:"first_seq"`
	Last  int64 `db:"last_seq"`
	// Chain are the rules that led to them, the first first.
	Chain uuids `db:"chain"`
}

// ChainOf is the chain of rules that led to an entry; none for what a person did.
func (m *RuleMemory) ChainOf(seq int64) []uuid.UUID {
	for _, c := range m.Causes {
		if c.First <= seq && seq <= c.Last {
			return c.Chain
		}
	}
	return nil
}

// RuleDecision is a rule that matched an event, or would have.
type RuleDecision struct {
	ID      uuid.UUID   `db:"id"`
	RuleID  uuid.UUID   `db:"rule_id"`
	Version int         `db:"version"`
	Event   rules.Event `db:"event"`
	Seq     int64       `db:"seq"`
	Outcome RunOutcome  `db:"outcome"`
	Chain   uuids       `db:"chain"`
	// Stops: as it was then, no rule behind it is asked if it matched. Only RuleMemory sets it.
	Stops   bool `db:"stops"`
	Why     *rules.Explanation
	Actions []PlannedAction
}

// RunOutcome is what became of a rule that was asked.
type RunOutcome string

// The outcomes of those that are noted.
const (
	RunMatched RunOutcome = "matched"
	RunLoop    RunOutcome = "loop"  // the rule had fired in this chain
	RunDepth   RunOutcome = "depth" // the chain is as long as chains may be
	RunError   RunOutcome = "error" // its condition couldn't be evaluated
)

// PlannedAction is an action of a decision.
type PlannedAction struct {
	rules.ActionRef
	Label string
}

// RuleMemory reads what rules did in a ticket on and by the entries in (after, through].
func (s *Store) RuleMemory(ctx context.Context, ticket uuid.UUID, after, through int64) (*RuleMemory, error) {
	var m RuleMemory
	err := s.db.SelectContext(ctx, &m.Causes, `
		SELECT a.first_seq, a.last_seq, r.chain || r.rule_id AS chain FROM rule_actions a JOIN rule_runs r ON r.id = a.run_id
		WHERE a.ticket_id = $1 AND a.last_seq > $2 AND a.first_seq <= $3`, ticket, after, through)
	if err != nil {
		return nil, fmt.Errorf("reading what rules wrote: %w", err)
	}
	var runs []struct {
		RuleDecision
		Waiting []byte `db:"actions"`
	}
	err = s.db.SelectContext(ctx, &runs, `
		SELECT r.id, r.rule_id, r.version, r.event, r.seq, r.outcome, r.chain, coalesce((v.settings->>'stop')::boolean, false) AS stops,
		       (SELECT json_agg(json_build_object('id', a.id, 'kind', a.kind) ORDER BY a.place) FROM rule_actions a
		        WHERE a.run_id = r.id AND a.state = 'waiting') AS actions
		FROM rule_runs r JOIN rule_versions v ON v.rule_id = r.rule_id AND v.version = r.version
		WHERE r.ticket_id = $1 AND r.seq > $2 AND r.seq <= $3 ORDER BY r.seq, r.at, r.id`, ticket, after, through)
	if err != nil {
		return nil, fmt.Errorf("reading rules' runs: %w", err)
	}
	for _, r := range runs {
		if r.Waiting != nil {
			if err := json.Unmarshal(r.Waiting, &r.RuleDecision.Actions); err != nil {
				return nil, fmt.Errorf("reading rules' runs: %w", err)
			}
		}
		m.Decided = append(m.Decided, r.RuleDecision)
	}
	return &m, nil
}

// LastMatches returns when each rule matched last in the ticket; those that never did are left out.
func (s *Store) LastMatches(ctx context.Context, ticket uuid.UUID) (map[uuid.UUID]time.Time, error) {
	var rows []struct {
		Rule uuid.UUID `db:"rule_id"`
		At   time.Time `db:"at"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT rule_id, max(at) AS at FROM rule_runs WHERE ticket_id = $1 AND outcome = 'matched' GROUP BY rule_id`, ticket)
	if err != nil {
		return nil, fmt.Errorf("reading when rules matched: %w", err)
	}
	last := make(map[uuid.UUID]time.Time, len(rows))
	for _, r := range rows {
		last[r.Rule] = r.At
	}
	return last, nil
}

// NoteDecisions writes the decisions, with their actions waiting, all or none. What was noted before stays as it is.
func (s *Store) NoteDecisions(ctx context.Context, ticket uuid.UUID, decisions []RuleDecision) error {
	var ids, ruleIDs, actions, runs []uuid.UUID
	var versions, seqs, places []int64
	var events, chains, outcomes, kinds, labels []string
	var whys []sql.NullString
	for i := range decisions {
		d := &decisions[i]
		why, err := json.Marshal(d.Why)
		if err != nil {
			return fmt.Errorf("noting what rules decided: %w", err)
		}
		chain, err := pq.Array([]uuid.UUID(d.Chain)).Value()
		if err != nil {
			return fmt.Errorf("noting what rules decided: %w", err)
		}
		text, _ := chain.(string)
		if text == "" {
			text = "{}"
		}
		ids, ruleIDs, versions = append(ids, d.ID), append(ruleIDs, d.RuleID), append(versions, int64(d.Version))
		events, seqs, chains = append(events, string(d.Event)), append(seqs, d.Seq), append(chains, text)
		outcomes, whys = append(outcomes, string(d.Outcome)), append(whys, sql.NullString{String: string(why), Valid: d.Why != nil})
		for place, a := range d.Actions {
			actions, runs, places = append(actions, a.ID), append(runs, d.ID), append(places, int64(place))
			kinds, labels = append(kinds, string(a.Kind)), append(labels, a.Label)
		}
	}
	var noted int
	err := s.db.GetContext(ctx, &noted, `
		WITH runs AS (
		    INSERT INTO rule_runs (id, ticket_id, rule_id, version, event, seq, chain, outcome, explanation)
		    SELECT d.id, $1, d.rule, d.version, d.event, d.seq, d.chain::uuid[], d.outcome, d.why::jsonb
		    FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[])
		        AS d (id, rule, version, event, seq, chain, outcome, why)
		    ON CONFLICT (id) DO NOTHING RETURNING id
		), actions AS (
		    INSERT INTO rule_actions (id, run_id, ticket_id, place, kind, label)
		    SELECT a.id, a.run, $1, a.place, a.kind, a.label
		    FROM unnest($10::uuid[], $11::uuid[], $12::int[], $13::text[], $14::text[]) AS a (id, run, place, kind, label)
		    JOIN runs ON runs.id = a.run
		)
		SELECT count(*) FROM runs`,
		ticket, pq.Array(ids), pq.Array(ruleIDs), pq.Array(versions), pq.Array(events), pq.Array(seqs), pq.Array(chains), pq.Array(outcomes),
		pq.Array(whys), pq.Array(actions), pq.Array(runs), pq.Array(places), pq.Array(kinds), pq.Array(labels))
	if isForeignKeyViolation(err) { // the ticket was erased
		return notFound("ticket")
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("noting what rules decided: %w", err)
	}
	return nil
}
