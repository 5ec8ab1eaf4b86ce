package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"rozmowa/desk"
	"rozmowa/rules"
)

// RuleRun is a line of a rule's log and of a ticket's.
type RuleRun struct {
	ID       uuid.UUID
	RuleID   uuid.UUID
	RuleName string // as it is now
	Version  int
	TicketID uuid.UUID
	Number   int64
	Event    rules.Event
	// Seq is the event's entry; of an event of time, the entry since which.
	Seq     int64
	At      time.Time
	Outcome string
	// Chain are the names of the rules that led to the event, the first first.
	Chain []string
	// Explanation is nil where none was kept.
	Explanation *rules.Explanation
	Actions     []RuleActionRun
}

// RuleActionRun is an action of a run, as it stands.
type RuleActionRun struct {
	ID    uuid.UUID
	Kind  rules.ActionKind
	State string
	Label string
	Tries int
	// TriedAt and NextTryAt are zero when there is none.
	TriedAt, NextTryAt time.Time
	Error              string
}

// RuleRunQuery asks for a page of a rule's log.
type RuleRunQuery struct {
	Rule, Agent uuid.UUID
	// After goes by At and ID.
	After Cursor
	// Failed leaves only those of which something failed.
	Failed bool
	Limit  int
}

// ticketLog is how many runs a ticket's log shows.
const ticketLog = 100

// selectRuleRuns wants more conditions on the run x; $1 is the agent, whose chats' tickets alone are read.
const selectRuleRuns = `
	SELECT x.id, x.rule_id, r.name AS rule_name, x.version, x.ticket_id, t.number, x.event, x.seq, x.at, x.outcome, x.explanation,
	       ARRAY(SELECT n.name FROM unnest(x.chain) WITH ORDINALITY c (id, place) JOIN rules n ON n.id = c.id ORDER BY c.place) AS chain
	FROM rule_runs x
	JOIN rules r ON r.id = x.rule_id
	JOIN tickets t ON t.id = x.ticket_id
	JOIN channel_agents ca ON ca.channel_id = t.channel_id AND ca.agent_id = $1
	WHERE `

// RuleRuns returns a page of a rule's log, the newest first, of tickets that the agent may read. A deleted rule has one too.
// Error: not found.
func (s *Store) RuleRuns(ctx context.Context, q RuleRunQuery) ([]RuleRun, error) {
	b := newBuilder(q.Agent)
	query := selectRuleRuns + `x.rule_id = ` + b.arg(q.Rule)
	if q.After != (Cursor{}) {
		query += ` AND (x.at, x.id) < (` + b.arg(q.After.At) + `, ` + b.arg(q.After.ID) + `)`
	}
	if q.Failed {
		query += ` AND (x.outcome = 'error' OR x.id IN (SELECT run_id FROM rule_actions WHERE state IN ('failed', 'retrying')))`
	}
	runs, err := s.ruleRuns(ctx, query+` ORDER BY x.at DESC, x.id DESC LIMIT `+b.arg(q.Limit), b.args...)
	if err != nil || len(runs) > 0 {
		return runs, err
	}
	var there bool
	if err := s.db.GetContext(ctx, &there, `SELECT EXISTS (SELECT FROM rules WHERE id = $1)`, q.Rule); err != nil {
		return nil, fmt.Errorf("looking for a rule: %w", err)
	}
	if !there {
		return nil, notFound("rule")
	}
	return nil, nil
}

// TicketRuleRuns returns the last runs in a ticket, the newest first, for an agent with access to it. Error: not found.
func (s *Store) TicketRuleRuns(ctx context.Context, ticket, agent uuid.UUID) ([]RuleRun, error) {
	runs, err := s.ruleRuns(ctx, selectRuleRuns+`x.ticket_id = $2 ORDER BY x.at DESC, x.id DESC LIMIT $3`, agent, ticket, ticketLog)
	if err != nil || len(runs) > 0 {
		return runs, err
	}
	may, err := s.MayReadTicket(ctx, ticket, agent)
	if err == nil && !may {
		err = notFound("ticket")
	}
	return nil, err
}

func (s *Store) ruleRuns(ctx context.Context, query string, args ...any) ([]RuleRun, error) {
	var rows []struct {
		ID          uuid.UUID      `db:"id"`
		RuleID      uuid.UUID      `db:"rule_id"`
		RuleName    string         `db:"rule_name"`
		Version     int            `db:"version"`
		TicketID    uuid.UUID      `db:"ticket_id"`
		Number      int64          `db:"number"`
		Event       rules.Event    `db:"event"`
		Seq         int64          `db:"seq"`
		At          time.Time      `db:"at"`
		Outcome     string         `db:"outcome"`
		Explanation []byte         `db:"explanation"`
		Chain       pq.StringArray `db:"chain"`
	}
	if err := s.db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("listing rules' runs: %w", err)
	}
	runs, ids, places := make([]RuleRun, len(rows)), make([]uuid.UUID, len(rows)), make(map[uuid.UUID]int, len(rows))
	for i, r := range rows {
		runs[i] = RuleRun{
			ID: r.ID, RuleID: r.RuleID, RuleName: r.RuleName, Version: r.Version, TicketID: r.TicketID, Number: r.Number,
			Event: r.Event, Seq: r.Seq, At: r.At, Outcome: r.Outcome, Chain: r.Chain,
		}
		if r.Explanation != nil {
			if err := json.Unmarshal(r.Explanation, &runs[i].Explanation); err != nil {
				return nil, fmt.Errorf("explanation of run %s: %w", r.ID, err)
			}
		}
		ids[i], places[r.ID] = r.ID, i
	}
	return runs, s.actionsOf(ctx, runs, ids, places)
}

// actionsOf reads the actions of the runs, whose ids stand at those places.
func (s *Store) actionsOf(ctx context.Context, runs []RuleRun, ids []uuid.UUID, places map[uuid.UUID]int) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		RunID     uuid.UUID        `db:"run_id"`
		ID        uuid.UUID        `db:"id"`
		Kind      rules.ActionKind `db:"kind"`
		State     string           `db:"state"`
		Label     string           `db:"label"`
		Tries     int              `db:"tries"`
		TriedAt   sql.NullTime     `db:"tried_at"`
		NextTryAt sql.NullTime     `db:"next_try_at"`
		Error     string           `db:"error"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT run_id, id, kind, state, label, tries, tried_at, next_try_at, error FROM rule_actions
		WHERE run_id = ANY ($1) ORDER BY run_id, place`, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("listing rules' actions: %w", err)
	}
	for _, r := range rows {
		run := &runs[places[r.RunID]]
		run.Actions = append(run.Actions, RuleActionRun{
			ID: r.ID, Kind: r.Kind, State: r.State, Label: r.Label, Tries: r.Tries,
			TriedAt: r.TriedAt.Time, NextTryAt: r.NextTryAt.Time, Error: r.Error,
		})
	}
	return nil
}

// RunCursor is the place of a run in its rule's log.
func RunCursor(r *RuleRun) Cursor { return Cursor{At: r.At, ID: r.ID, Sort: desk.SortRecent} }
