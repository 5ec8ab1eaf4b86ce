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

var autoresponder = rules.Action{Kind: rules.Autoresponder, Texts: map[string]string{"pl": "Dziękujemy", "en": "Thank you"}}

// newRule makes a rule that is switched on.
func (h *house) newRule(t require.TestingT, name string, actions ...rules.Action) rules.Rule {
	r := rules.Rule{ID: uuid.New(), Version: 1, Settings: rules.Settings{
		Name: name, Triggers: []rules.Trigger{{Event: rules.CustomerMessage}}, Actions: actions, Often: rules.EveryTime,
	}}
	settings, err := json.Marshal(r.Settings)
	require.NoError(t, err)
	_, err = h.DB().Exec(`INSERT INTO rules (id, version, name, folded, position, enabled_at) VALUES ($1, 1, $2, $3, 1, now())`, r.ID, name, uuid.NewString())
	require.NoError(t, err)
	_, err = h.DB().Exec(`INSERT INTO rule_versions (rule_id, version, settings) VALUES ($1, 1, $2)`, r.ID, settings)
	require.NoError(t, err)
	return r
}

// work is an action of a new rule, which matched the entry.
func (c *chat) work(t require.TestingT, action rules.Action, seq int64) *store.RuleWork {
	r := c.newRule(t, "Reguła "+string(action.Kind), action)
	d := store.RuleDecision{
		ID: uuid.New(), RuleID: r.ID, Version: 1, Event: rules.CustomerMessage, Seq: seq, Outcome: store.RunMatched,
		Actions: []store.PlannedAction{{ActionRef: rules.ActionRef{ID: uuid.NewSHA1(r.ID, []byte("action")), Kind: action.Kind}}},
	}
	require.NoError(t, c.NoteDecisions(context.Background(), c.ID, []store.RuleDecision{d}))
	w, err := c.RuleWork(context.Background(), c.ID, d.Actions[0].ID)
	require.NoError(t, err)
	return w
}

// actionRow is an action as the log has it.
type actionRow struct {
	State string `db:"state"`
	Label string `db:"label"`
	Error string `db:"error"`
	Tries int    `db:"tries"`
	First int64  `db:"first_seq"`
	Last  int64  `db:"last_seq"`
}

func (c *chat) action(t require.TestingT, w *store.RuleWork) (row actionRow) {
	require.NoError(t, c.DB().Get(&row, `
		SELECT state, label, error, tries, coalesce(first_seq, 0) AS first_seq, coalesce(last_seq, 0) AS last_seq
		FROM rule_actions WHERE id = $1`, w.ID))
	return row
}

// perform does an action as package automation does.
func (c *chat) perform(w *store.RuleWork) (*rules.Acted, error) {
	ctx, a := context.Background(), w.Action
	switch a.Kind {
	case rules.Autoresponder:
		return c.SendAutoresponder(ctx, w, a.Texts["pl"])
	case rules.Close:
		return c.RuleClose(ctx, w)
	case rules.WriteNote:
		return c.RuleNote(ctx, w, a.Text, nil, false)
	case rules.Notify:
		return c.RuleNote(ctx, w, a.Text, a.Agents, len(a.Agents) == 0)
	case rules.AssignLeastBusy:
		return c.RuleAssignLeastBusy(ctx, w, a.Value)
	}
	return c.RuleChange(ctx, w, map[rules.ActionKind]desk.Property{
		rules.SetStatus: desk.PropertyStatus, rules.SetPriority: desk.PropertyPriority, rules.AddTag: desk.PropertyTagAdded,
		rules.AssignAgent: desk.PropertyAgent, rules.AssignTeam: desk.PropertyTeam, rules.AddWatcher: desk.PropertyWatcherAdded,
	}[a.Kind], a.Value)
}

func TestWhatARuleDoesStandsInTheJournalAndTheLogOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tag, team := h.newTags(t, "VIP")[0], h.newTeam(t, "Zwroty", h.anna.ID)
	for name, tt := range map[string]struct {
		action  rules.Action
		entries []string // what they are, from the second on
		label   string
		public  bool
	}{
		"an autoresponder":          {autoresponder, []string{"message"}, "", true},
		"a status":                  {rules.Action{Kind: rules.SetStatus, Value: "pending"}, []string{"changed"}, "pending", false},
		"a priority":                {rules.Action{Kind: rules.SetPriority, Value: "urgent"}, []string{"changed"}, "urgent", false},
		"a tag":                     {rules.Action{Kind: rules.AddTag, Value: tag.ID.String()}, []string{"changed"}, "VIP", false},
		"an agent, who joins by it": {rules.Action{Kind: rules.AssignAgent, Value: h.piotr.ID.String()}, []string{"changed", "joined"}, "Piotr Lis", true},
		"a team":                    {rules.Action{Kind: rules.AssignTeam, Value: team.ID.String()}, []string{"changed"}, "Zwroty", false},
		"the least busy":            {rules.Action{Kind: rules.AssignLeastBusy, Value: team.ID.String()}, []string{"changed", "joined"}, "Anna Nowak", true},
		"a watcher":                 {rules.Action{Kind: rules.AddWatcher, Value: h.piotr.ID.String()}, []string{"changed"}, "Piotr Lis", false},
		"a note":                    {rules.Action{Kind: rules.WriteNote, Text: "Pilne"}, []string{"note"}, "", false},
		"a notification":            {rules.Action{Kind: rules.Notify, Text: "Pilne", Agents: []uuid.UUID{h.piotr.ID, h.ewa.ID}}, []string{"note"}, "", false},
		"a closing":                 {rules.Action{Kind: rules.Close}, []string{"closed"}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, h.NotePresence(t.Context(), uuid.New(), []uuid.UUID{h.anna.ID})) // here: parallel tests may wait for long
			c := h.start(t)
			w := c.work(t, tt.action, 1)
			before := c.head(t)
			acted, err := c.perform(w)
			require.NoError(t, err)
			require.Equal(t, rules.ActionDone, acted.State)
			again, err := c.perform(w)
			require.NoError(t, err)
			require.Equal(t, rules.ActionDone, again.State)

			entries := c.journal(t)[1:]
			var are []string
			public := false
			for _, e := range entries {
				kind := string(e.Kind)
				if e.Operation != nil {
					kind = string(e.Operation.Type)
				}
				are = append(are, kind)
				public = public || e.Public()
			}
			require.Equal(t, tt.entries, are)
			require.Equal(t, tt.public, public)
			require.Equal(t, w.ID, entries[0].ID)
			require.Equal(t, desk.Author{Kind: desk.BySystem, Rule: desk.RuleRef{ID: w.Rule.ID, Name: w.Rule.Name}}, entries[0].Author)
			require.Equal(t, actionRow{State: "done", Label: tt.label, Tries: 1, First: 2, Last: int64(1 + len(entries))}, c.action(t, w))

			after := c.head(t)
			require.Equal(t, before.WakeSeq, after.WakeSeq, "the workflow did it itself")
			require.Equal(t, []any{before.LastMessageAt, before.LastMessageFrom, before.LastReplySeq, before.AwaitingSince, before.Preview},
				[]any{after.LastMessageAt, after.LastMessageFrom, after.LastReplySeq, after.AwaitingSince, after.Preview}, "it is no answer")
		})
	}
}

func TestWhatARuleCannotDo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	gone := h.newTags(t, "Dawny")[0]
	require.NoError(t, h.DeleteTag(t.Context(), gone.ID))
	for name, tt := range map[string]struct {
		action rules.Action
		in     func(*testing.T, *house) *chat
		kind   desk.Kind
		code   string
	}{
		"an autoresponder to a closed ticket": {autoresponder, shut, desk.Closed, "closed"},
		"a closed ticket's status":            {rules.Action{Kind: rules.SetStatus, Value: "pending"}, shut, desk.Closed, "closed"},
		"a tag that was deleted":              {rules.Action{Kind: rules.AddTag, Value: gone.ID.String()}, waiting, desk.Invalid, "value_unknown"},
		"an agent without access":             {rules.Action{Kind: rules.AssignAgent, Value: h.ewa.ID.String()}, waiting, desk.Invalid, "no_access"},
		"telling somebody without access":     {rules.Action{Kind: rules.Notify, Agents: []uuid.UUID{h.ewa.ID}}, waiting, desk.Invalid, "no_access"},
		"giving it to nobody present":         {rules.Action{Kind: rules.AssignLeastBusy}, waiting, desk.Unavailable, "nobody_present"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := tt.in(t, h)
			w := c.work(t, tt.action, 1)
			before := c.head(t)
			_, err := c.perform(w)
			requireKind(t, tt.kind, tt.code, err)
			require.Equal(t, before, c.head(t))
			require.Equal(t, "waiting", c.action(t, w).State)
		})
	}
}

func TestARuleClosesNothingThatTheCustomerHasWrittenTo(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	w := c.work(t, rules.Action{Kind: rules.Close}, 1)
	c.say(t, "Jeszcze jedno")
	acted, err := c.perform(w)
	require.NoError(t, err)
	require.Equal(t, &rules.Acted{State: rules.ActionNothing}, acted)
	require.Equal(t, desk.Waiting, c.head(t).State)
	require.Equal(t, "customer_wrote", c.action(t, w).Error)
}

func TestARuleClosesWhatNobodyAnsweredHoweverMuchTheCustomerHadWritten(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	c.say(t, "Halo?")
	w := c.work(t, rules.Action{Kind: rules.Close}, 1)
	late := c.work(t, rules.Action{Kind: rules.Close}, 1)
	w.Event, late.Event = rules.Unanswered, rules.Unanswered // both since the first message
	late.At = late.At.Add(-time.Hour)
	acted, err := c.perform(late)
	require.NoError(t, err)
	require.Equal(t, rules.ActionNothing, acted.State, "the second message came after it was decided")
	acted, err = c.perform(w)
	require.NoError(t, err)
	require.Equal(t, rules.ActionDone, acted.State)
}

func TestWhatIsSoAlreadyIsNothingToDo(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	w := c.work(t, rules.Action{Kind: rules.SetPriority, Value: "normal"}, 1)
	acted, err := c.perform(w)
	require.NoError(t, err)
	require.Equal(t, rules.ActionNothing, acted.State)
	require.Len(t, c.journal(t), 1)
}

func TestTheNextAutoresponderIsSkippedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	send := func(w *store.RuleWork) rules.ActionState {
		acted, err := c.perform(w)
		require.NoError(t, err)
		return acted.State
	}
	require.Equal(t, rules.ActionDone, send(c.work(t, autoresponder, 1)), "nobody has switched it off")

	changed := c.change(t, desk.PropertyNextAutoresponder, "off")
	require.True(t, changed.Ticket.NextAutoresponderOff)
	require.Equal(t, &desk.Change{Property: desk.PropertyNextAutoresponder, Value: "off", Was: "on"}, changed.Entries[0].Operation.Change)
	require.Empty(t, c.change(t, desk.PropertyNextAutoresponder, "off").Entries)
	require.False(t, c.change(t, desk.PropertyNextAutoresponder, "on").Ticket.NextAutoresponderOff, "it is undone")

	c.change(t, desk.PropertyNextAutoresponder, "off")
	first := c.work(t, autoresponder, 1)
	require.Equal(t, rules.ActionSkipped, send(first))
	require.Equal(t, rules.ActionSkipped, send(first), "trying the same sending again skips it again")
	require.Equal(t, "switched_off", c.action(t, first).Error)
	ticket, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
	require.NoError(t, err)
	require.False(t, ticket.NextAutoresponderOff)
	entries := c.journal(t)
	last := entries[len(entries)-1]
	require.Equal(t, desk.BySystem, last.Author.Kind)
	require.Equal(t, &desk.Change{Property: desk.PropertyNextAutoresponder, Value: "on", Was: "off"}, last.Operation.Change)
	require.False(t, last.Public())
	require.Equal(t, rules.ActionDone, send(c.work(t, autoresponder, 1)), "only one")

	_, err = h.ChangeTicket(t.Context(), c.ID, h.anna.ID, uuid.New(), desk.PropertyNextAutoresponder, "maybe")
	requireKind(t, desk.Invalid, "value_unknown", err)
}

func TestOfTwoAutorespondersAtOnceOneIsSkipped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 10 {
		c := h.start(t)
		c.change(t, desk.PropertyNextAutoresponder, "off")
		var states [4]rules.ActionState
		tries := make([]func() error, len(states))
		for i := range tries {
			w := c.work(t, autoresponder, 1)
			tries[i] = func() error {
				acted, err := c.perform(w)
				if err == nil {
					states[i] = acted.State
				}
				return err
			}
		}
		require.NoError(t, inParallel(tries...))
		slices.Sort(states[:])
		require.Equal(t, [4]rules.ActionState{"done", "done", "done", "skipped"}, states)
	}
}

func TestAutomatonsThatTalkAreStoppedUntilSomebodyLetsThemGoOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)
	answer := func(seq int64) rules.ActionState {
		acted, err := c.perform(c.work(t, autoresponder, seq))
		require.NoError(t, err)
		return acted.State
	}
	stopped := func() bool {
		var is bool
		require.NoError(t, c.DB().Get(&is, `SELECT autoresponders_stopped FROM tickets WHERE id = $1`, c.ID))
		return is
	}
	for range 3 { // three rules that answer one message are no conversation
		require.Equal(t, rules.ActionDone, answer(1))
	}
	require.False(t, stopped())
	require.Equal(t, rules.ActionDone, answer(c.say(t, "Jestem na urlopie").Seq))
	c.reply(t, h.anna, "Rozumiem") // a person's word
	require.Equal(t, rules.ActionDone, answer(c.say(t, "Jestem na urlopie").Seq))
	require.Equal(t, rules.ActionDone, answer(c.say(t, "Jestem na urlopie").Seq))
	require.False(t, stopped())
	require.Equal(t, rules.ActionDone, answer(c.say(t, "Jestem na urlopie").Seq), "the third is the last")
	require.True(t, stopped())
	entries := c.journal(t)
	last := entries[len(entries)-1]
	require.Equal(t, desk.OpAutorespondersStopped, last.Operation.Type)
	require.False(t, last.Public())
	require.Equal(t, rules.ActionSkipped, answer(c.say(t, "Jestem na urlopie").Seq))

	require.Len(t, c.change(t, desk.PropertyAutoresponders, "on").Entries, 1)
	require.False(t, stopped())
	require.Equal(t, rules.ActionDone, answer(c.say(t, "Jestem na urlopie").Seq), "it is counted anew")
	require.False(t, stopped())
}

func TestAutomaticAnswersFarApartAreNoTalkOfAutomatons(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	for range 4 {
		_, err := c.perform(c.work(t, autoresponder, c.say(t, "Dzień dobry").Seq))
		require.NoError(t, err)
		_, err = c.DB().Exec(`UPDATE entries SET created_at = created_at - interval '61 seconds' WHERE ticket_id = $1`, c.ID)
		require.NoError(t, err)
	}
	for _, e := range c.journal(t) {
		require.Nil(t, e.Operation, "more than two minutes lie between the first and the third")
	}
}

func TestTicketsGoToWhoIsLeastBusyOfThosePresent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	node := uuid.New()
	require.NoError(t, h.NotePresence(t.Context(), node, []uuid.UUID{h.anna.ID, h.piotr.ID, h.ewa.ID}))
	h.joined(t, h.anna)
	give := func() uuid.UUID {
		c := h.start(t)
		acted, err := c.perform(c.work(t, rules.Action{Kind: rules.AssignLeastBusy}, 1))
		require.NoError(t, err)
		require.Equal(t, rules.ActionDone, acted.State)
		return c.head(t).AgentID.UUID
	}
	require.Equal(t, h.piotr.ID, give(), "anna has one; ewa has no access")
	first, second := give(), give()
	require.ElementsMatch(t, []uuid.UUID{h.anna.ID, h.piotr.ID}, []uuid.UUID{first, second})

	require.NoError(t, h.NotePresence(t.Context(), node, []uuid.UUID{h.anna.ID}))
	require.Equal(t, h.anna.ID, give(), "piotr has gone")
	_, err := h.DB().Exec(`UPDATE agent_presence SET seen_at = seen_at - interval '91 seconds'`)
	require.NoError(t, err)
	c := h.start(t)
	_, err = c.perform(c.work(t, rules.Action{Kind: rules.AssignLeastBusy}, 1))
	requireKind(t, desk.Unavailable, "nobody_present", err)
}

func TestAgentsAreToldByARule(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	_, err := c.perform(c.work(t, rules.Action{Kind: rules.Notify, Text: "Klient jest zły"}, 1))
	require.NoError(t, err)
	for _, agent := range []desk.Account{h.anna, h.piotr} {
		notices, unread, err := h.Notices(t.Context(), agent.ID, 10)
		require.NoError(t, err)
		require.Equal(t, 1, unread)
		require.Equal(t, []any{desk.NoticeRule, "Klient jest zły", "Reguła notify"},
			[]any{notices[0].Kind, notices[0].Entry.Body, notices[0].Entry.Author.Rule.Name})
	}
	_, unread, err := h.Notices(t.Context(), h.ewa.ID, 10)
	require.NoError(t, err)
	require.Zero(t, unread)
}

func TestAnActionIsTriedAgainByHand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	w := c.work(t, autoresponder, 1)
	retry := func(agent desk.Account) error {
		kind, err := h.RetryRuleAction(t.Context(), c.ID, agent.ID, w.ID)
		require.Equal(t, err == nil, kind == rules.Autoresponder)
		return err
	}
	again := time.Now().Add(time.Hour).Truncate(time.Microsecond).UTC()
	require.NoError(t, h.RetryRuleActionAt(t.Context(), w.ID, "timeout", again))
	require.Equal(t, actionRow{State: "retrying", Error: "timeout", Tries: 1}, c.action(t, w))
	requireKind(t, desk.NotFound, "rule_action_not_found", retry(h.ewa))
	require.NoError(t, retry(h.anna))
	require.Equal(t, "waiting", c.action(t, w).State)
	require.NoError(t, h.RetryRuleActionAt(t.Context(), w.ID, "timeout", again))
	require.NoError(t, h.EndRuleAction(t.Context(), w.ID, rules.ActionFailed, "timeout"))
	told := c.journal(t)[1:]
	require.Equal(t, []*desk.OperationDetails{{Type: desk.OpRuleActionFailed, NextTryAt: &again}, {Type: desk.OpRuleActionFailed}},
		[]*desk.OperationDetails{told[0].Operation, told[1].Operation}, "the first failure and giving up are told")
	require.Len(t, told, 2)
	require.Equal(t, w.Rule, told[0].Author.Rule)
	require.False(t, told[0].Public())
	require.NoError(t, retry(h.anna))
	_, err := c.perform(w)
	require.NoError(t, err)
	requireKind(t, desk.Conflict, "not_failed", retry(h.anna))
	require.NoError(t, h.EndRuleAction(t.Context(), w.ID, rules.ActionFailed, "timeout"))
	require.Equal(t, "done", c.action(t, w).State, "what is done stays so")
}

func TestTheTicketTellsWhenARulesActionWorksAfterAll(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	call := rules.Action{Kind: rules.Webhook, URL: "https://sklep.example/"}
	late, atOnce := c.work(t, call, 1), c.work(t, call, 1)
	again := time.Now().Add(time.Hour).Truncate(time.Microsecond).UTC()
	require.NoError(t, h.RetryRuleActionAt(t.Context(), late.ID, "timeout", again))
	require.NoError(t, h.RetryRuleActionAt(t.Context(), late.ID, "timeout", again))
	for _, w := range []*store.RuleWork{late, late, atOnce} { // what was heard twice is told once
		require.NoError(t, h.EndRuleAction(t.Context(), w.ID, rules.ActionDone, ""))
	}
	told := c.journal(t)[1:]
	require.Len(t, told, 2, "nobody needs to know of what worked at once")
	require.Equal(t, &desk.OperationDetails{Type: desk.OpRuleActionFailed, NextTryAt: &again}, told[0].Operation)
	require.Equal(t, &desk.OperationDetails{Type: desk.OpRuleActionDone}, told[1].Operation)
	require.Equal(t, late.Rule, told[1].Author.Rule)
	require.False(t, told[1].Public())
}
