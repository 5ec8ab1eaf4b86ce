package store_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

const manyRules = 2_000

// fillRules makes many rules; the busiest has run in every ticket, the others in fifteen each, a few of them in vain. It returns the
// busiest.
func fillRules(t *testing.T, h *house) uuid.UUID {
	t.Helper()
	settings := rules.Settings{
		Name: "x", Often: rules.EveryTime, Triggers: []rules.Trigger{{Event: rules.CustomerMessage}},
		Actions: []rules.Action{{Kind: rules.SetPriority, Value: "urgent"}},
	}
	busiest := uuid.New()
	_, err := h.SaveRule(t.Context(), busiest, 0, settings, false, h.anna.ID)
	require.NoError(t, err)
	for _, query := range []string{
		`INSERT INTO rules (id, version, name, folded, position)
		 SELECT gen_random_uuid(), 1, 'Reguła ' || i, 'reguła ' || i, i + 1 FROM generate_series(2, 2000) AS i`,
		`INSERT INTO rule_versions (rule_id, version, settings)
		 SELECT r.id, 1, v.settings FROM rules r, rule_versions v WHERE NOT EXISTS (SELECT FROM rule_versions o WHERE o.rule_id = r.id)`,
		`INSERT INTO rule_runs (id, ticket_id, rule_id, version, event, seq, outcome, explanation, at)
		 SELECT gen_random_uuid(), t.id, r.id, 1, 'customer_message', 1, CASE WHEN t.number % 50 = 0 THEN 'error' ELSE 'matched' END, '{}',
		        now() - t.number * interval '1 minute'
		 FROM tickets t, rules r WHERE r.name = 'x'`,
		`INSERT INTO rule_runs (id, ticket_id, rule_id, version, event, seq, outcome, explanation, at)
		 SELECT gen_random_uuid(), t.id, r.id, 1, 'closed', 5, 'matched', '{}', now() - t.number * interval '1 minute'
		 FROM (SELECT id, row_number() OVER () AS place FROM rules WHERE name <> 'x') r
		 JOIN tickets t ON t.number % 666 = r.place % 666 AND t.number <= 10000`,
		`INSERT INTO rule_actions (id, run_id, ticket_id, place, kind, state)
		 SELECT gen_random_uuid(), x.id, x.ticket_id, 0, 'webhook', CASE WHEN random() < 0.002 THEN 'failed' ELSE 'done' END FROM rule_runs x
		 WHERE x.outcome = 'matched'`,
		`INSERT INTO entry_judgements (ticket_id, seq, sentiment, context) SELECT id, seq, 'neutral', 'other' FROM tickets, unnest(ARRAY[1, 3, 5]) AS seq`,
		`VACUUM ANALYZE`,
	} {
		_, err := h.DB().ExecContext(t.Context(), query)
		require.NoError(t, err)
	}
	return busiest
}

func TestRulePlans(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	fill(t, h)
	busiest := fillRules(t, h)
	ctx := context.Background()
	tables := []string{"tickets", "entries", "rule_runs", "rule_actions", "entry_judgements"}
	var ticket uuid.UUID
	require.NoError(t, h.DB().GetContext(ctx, &ticket, `SELECT id FROM tickets WHERE channel_id = $1 ORDER BY number LIMIT 1`, h.shop.ID))
	past := func(p *planner, work func(*store.Past) error) func() error {
		return func() error { return p.ReadPast(ctx, work) }
	}

	for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		p := newPlanner(t, h.url, mode)
		for _, tt := range []struct {
			name string
			// most is how many rows of these tables may be read.
			most float64
			do   func() error
		}{
			{"the busiest rule's log", 600, func() error {
				page, err := p.RuleRuns(ctx, store.RuleRunQuery{Rule: busiest, Agent: h.anna.ID, Limit: 50})
				require.Len(t, page, 50)
				return err
			}},
			{"further down", 600, func() error {
				page, err := p.RuleRuns(ctx, store.RuleRunQuery{
					Rule: busiest, Agent: h.anna.ID, Limit: 50, After: store.Cursor{At: time.Now().Add(-90 * time.Hour), ID: uuid.Max},
				})
				require.Len(t, page, 50)
				return err
			}},
			{"what failed of the busiest", 2500, func() error {
				page, err := p.RuleRuns(ctx, store.RuleRunQuery{Rule: busiest, Agent: h.anna.ID, Limit: 20, Failed: true})
				require.Len(t, page, 20)
				return err
			}},
			{"a ticket's log", 400, func() error {
				page, err := p.TicketRuleRuns(ctx, ticket, h.anna.ID)
				require.NotEmpty(t, page)
				return err
			}},
			{"a trial's first page", 600, past(p, func(past *store.Past) error {
				page, err := past.Last(ctx, h.anna.ID, store.Cursor{}, 100)
				require.Len(t, page, 100)
				return err
			})},
			{"a trial's later page", 600, past(p, func(past *store.Past) error {
				page, err := past.Last(ctx, h.anna.ID, store.Cursor{At: time.Now().Add(-100 * time.Hour), ID: uuid.Max, Sort: desk.SortRecent}, 100)
				require.Len(t, page, 100)
				return err
			})},
			{"a trial on one ticket", 60, past(p, func(past *store.Past) error { _, err := past.Numbered(ctx, h.anna.ID, 2); return err })},
			{"a ticket's past", 60, past(p, func(past *store.Past) error {
				_, err := past.Entries(ctx, []uuid.UUID{ticket})
				require.NoError(t, err)
				_, err = past.Judgements(ctx, []uuid.UUID{ticket})
				return err
			})},
			{"a model's questions", 60, func() error {
				_, err := p.ModelQuestions(ctx, ticket, 0, 5, 3)
				require.NoError(t, err)
				return p.NoteModelJudgement(ctx, ticket, 1, store.Judgement{Sentiment: desk.Negative, Context: "complaint"})
			}},
		} {
			var read float64
			plans := p.of(t, tt.do)
			for _, plan := range plans {
				plan.Plan.walk(func(n node) {
					if !slices.Contains(tables, n.Table) {
						return
					}
					read += (n.Rows + n.Removed) * n.Loops
					if n.Type == "Seq Scan" {
						text, err := json.MarshalIndent(plan.Plan, "", "  ")
						require.NoError(t, err)
						t.Errorf("%s (%s) scans all %s:\n%s\n%s", tt.name, mode, n.Table, plan.Query, text)
					}
				})
			}
			require.LessOrEqual(t, read, tt.most, "%s (%s): rows read", tt.name, mode)
			t.Logf("%s (%s): %.0f rows", tt.name, mode, read)
		}
	}

	took := time.Hour
	for range 3 { // a busy machine holds up anybody once
		began := time.Now()
		all, err := h.Rules(ctx)
		took = min(took, time.Since(began))
		require.NoError(t, err)
		require.Len(t, all, manyRules)
		counted := 0
		for _, r := range all {
			counted += r.Matched
		}
		require.Greater(t, counted, 25_000)
	}
	t.Logf("the list of %d rules with what each did in 30 days: %v", manyRules, took)
	require.Less(t, took, 3*time.Second)
}
