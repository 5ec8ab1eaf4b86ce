package automation_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/automation"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

func TestEachEntryIsItsEvents(t *testing.T) {
	operation := func(details desk.OperationDetails) desk.Entry {
		return desk.Entry{Seq: 7, Kind: desk.Operation, Author: desk.Author{Kind: desk.ByAgent}, Operation: &details}
	}
	changed := func(property desk.Property, value string) desk.Entry {
		return operation(desk.OperationDetails{Type: desk.OpChanged, Change: &desk.Change{Property: property, Value: value}})
	}
	message := func(seq int64, by desk.AuthorKind) desk.Entry {
		return desk.Entry{Seq: seq, Kind: desk.Message, Author: desk.Author{Kind: by}}
	}
	for name, tt := range map[string]struct {
		entry desk.Entry
		first bool
		want  []rules.Event
	}{
		"the message that begins a ticket":    {message(1, desk.ByCustomer), true, []rules.Event{rules.TicketCreated, rules.FirstMessage, rules.CustomerMessage}},
		"the customer's first, later":         {message(3, desk.ByCustomer), true, []rules.Event{rules.FirstMessage, rules.CustomerMessage}},
		"a customer's message":                {message(3, desk.ByCustomer), false, []rules.Event{rules.CustomerMessage}},
		"an agent's reply":                    {message(3, desk.ByAgent), false, []rules.Event{rules.AgentReply}},
		"a reply that begins a ticket":        {message(1, desk.ByAgent), false, []rules.Event{rules.TicketCreated, rules.AgentReply}},
		"an automatic message":                {message(3, desk.BySystem), false, nil},
		"a note":                              {desk.Entry{Seq: 3, Kind: desk.Note}, false, nil},
		"a join":                              {operation(desk.OperationDetails{Type: desk.OpJoined}), false, []rules.Event{rules.AgentJoined}},
		"a taking over":                       {operation(desk.OperationDetails{Type: desk.OpTookOver}), false, []rules.Event{rules.AgentJoined}},
		"a closing":                           {operation(desk.OperationDetails{Type: desk.OpClosed}), false, []rules.Event{rules.Closed}},
		"a reopening":                         {operation(desk.OperationDetails{Type: desk.OpReopened}), false, []rules.Event{rules.Reopened}},
		"a reminder":                          {operation(desk.OperationDetails{Type: desk.OpSilenceReminder}), false, nil},
		"a tag":                               {changed(desk.PropertyTagAdded, "x"), false, []rules.Event{rules.TagAssigned}},
		"a tag that goes":                     {changed(desk.PropertyTagRemoved, "x"), false, nil},
		"a status":                            {changed(desk.PropertyStatus, "pending"), false, []rules.Event{rules.StatusSet}},
		"a priority":                          {changed(desk.PropertyPriority, "high"), false, []rules.Event{rules.PrioritySet}},
		"an agent":                            {changed(desk.PropertyAgent, "x"), false, []rules.Event{rules.Assigned}},
		"nobody":                              {changed(desk.PropertyAgent, ""), false, nil},
		"a team":                              {changed(desk.PropertyTeam, "x"), false, []rules.Event{rules.Assigned}},
		"what an agent says of the sentiment": {changed(desk.PropertySentiment, "negative"), false, nil},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.want, automation.EventsOf(&tt.entry, tt.first)) })
	}
}

func TestARuleMatchesItsEventsByItsCondition(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rule("zwroty", onMessage, urgent, func(s *rules.Settings) { s.Condition = `message.text contains "zwrot"` })
	h.rule("pierwsza", []rules.Event{rules.FirstMessage}, answer("Dzień dobry"), nil)
	h.rule("odpowiedź", []rules.Event{rules.AgentReply}, urgent, func(s *rules.Settings) { s.Condition = `ticket.agent == "Anna Nowak"` })

	c := h.start("Chcę zrobić zwrot")
	matches := c.look()
	require.Len(t, matches, 2)
	require.Equal(t, []string{"pierwsza first_message 1 matched", "zwroty customer_message 1 matched"}, c.runs(), "in the order of events, then of rules")
	require.Equal(t, []rules.ActionState{"done", "done"}, c.act(matches))
	require.Equal(t, []string{"Dzień dobry"}, c.said(1))

	require.Empty(t, c.look(), "what rules did is no event here")
	c.says("Halo")
	require.Empty(t, c.look())
	c.replies()
	require.Empty(t, c.look(), "she hasn't joined")
}

func TestWhatWasDecidedIsDecidedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.rule("pilne", onMessage, urgent, func(s *rules.Settings) { s.Condition = `ticket.priority == "normal"` })
	c := h.start("Halo")
	first := c.look()
	require.Len(t, first, 1)
	c.changes(desk.PropertyPriority, "low") // it doesn't hold any more
	c.seen = 0
	require.Equal(t, first, c.look(), "the worker died before it was heard")
	require.NoError(t, h.SwitchRule(t.Context(), r.ID, 1, false))
	h.rule("inna", []rules.Event{rules.Closed}, urgent, nil)
	h.rule("wiadomość", onMessage, urgent, func(s *rules.Settings) { s.Condition = `message.text == "?"` })
	c.seen = 0
	require.Equal(t, first, c.look(), "also when the rule was switched off meanwhile")
	require.Equal(t, []rules.ActionState{"done"}, c.act(first))
	require.Equal(t, []rules.ActionState{"done"}, c.act(first))
	require.Len(t, c.entries(), 3)
	c.seen = 0
	require.Empty(t, c.look(), "it is done")
}

func TestRulesAreReadAnewWhenTheyChangeAndConcernNothingBefore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start("Halo")
	require.Empty(t, c.look())
	r := h.rule("pilne", onMessage, urgent, nil)
	c.seen = 0
	require.Empty(t, c.look(), "the message was written before it was switched on")
	c.says("Halo")
	require.Equal(t, 1, c.look()[0].Version)
	r.Settings.Condition = `message.text == "Pilne"`
	_, err := h.SaveRule(t.Context(), r.ID, 1, r.Settings, false, h.anna.ID)
	require.NoError(t, err)
	c.says("Halo")
	require.Empty(t, c.look())
	c.says("Pilne")
	require.Equal(t, 2, c.look()[0].Version)
	require.NoError(t, h.DeleteRule(t.Context(), r.ID))
	c.says("Pilne")
	require.Empty(t, c.look())
}

func TestStoppingAndOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rule("raz", onMessage, urgent, func(s *rules.Settings) { s.Often = rules.OncePerTicket })
	h.rule("raz na godzinę", onMessage, urgent, func(s *rules.Settings) { s.Often, s.Period = rules.OncePerPeriod, 3600 })
	h.rule("koniec", onMessage, urgent, func(s *rules.Settings) { s.Stop, s.Condition = true, `message.text == "stop"` })
	h.rule("zawsze", onMessage, urgent, nil)
	c := h.start("Halo")
	c.says("Halo")
	c.look() // both at once
	c.says("stop")
	c.look()
	_, err := h.db.Exec(`UPDATE rule_runs SET at = at - interval '1 hour'`)
	require.NoError(t, err)
	c.says("Halo")
	c.look()
	require.Equal(t, []string{
		"raz customer_message 1 matched", "raz na godzinę customer_message 1 matched", "zawsze customer_message 1 matched",
		"zawsze customer_message 2 matched", "koniec customer_message 3 matched",
		"raz na godzinę customer_message 4 matched", "zawsze customer_message 4 matched",
	}, inOrder(c.runs()))
}

// inOrder puts runs that were noted together in the order of their entries and, of those, of the rules.
func inOrder(runs []string) []string {
	order := map[string]int{"raz customer": 0, "raz na": 1, "koniec": 2, "zawsze": 3}
	place := func(run string) (p int) {
		for name, i := range order {
			if len(run) > len(name) && run[:len(name)] == name {
				p = i
			}
		}
		return int(run[len(run)-len("1 matched")])*10 + p
	}
	for i := range runs {
		for j := i; j > 0 && place(runs[j]) < place(runs[j-1]); j-- {
			runs[j], runs[j-1] = runs[j-1], runs[j]
		}
	}
	return runs
}

func TestARuleDoesNotFireTwiceInAChain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rule("pilne", []rules.Event{rules.CustomerMessage, rules.PrioritySet}, []rules.Action{{Kind: rules.SetPriority, Value: "urgent"}}, func(s *rules.Settings) { s.Condition = `ticket.priority != "urgent"` })
	h.rule("zwykłe", []rules.Event{rules.PrioritySet}, []rules.Action{{Kind: rules.SetPriority, Value: "low"}}, nil)
	c := h.start("Halo")
	c.settle()
	require.Equal(t, []string{
		"pilne customer_message 1 matched", "zwykłe priority_set 2 matched", "pilne priority_set 3 loop", "zwykłe priority_set 3 loop",
	}, c.runs())
	c.changes(desk.PropertyPriority, "normal")
	c.look()
	require.Contains(t, c.runs(), "zwykłe priority_set 4 matched", "what a person does begins anew")
}

func TestAChainEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, name := range []string{"1", "2", "3", "4", "5", "6"} {
		tag, err := h.CreateTag(t.Context(), name)
		require.NoError(t, err)
		event, condition := []rules.Event{rules.TagAssigned}, `change.tag == "`+string(name[0]-1)+`"`
		if name == "1" {
			event, condition = onMessage, ""
		}
		h.rule(name, event, []rules.Action{{Kind: rules.AddTag, Value: tag.ID.String()}}, func(s *rules.Settings) { s.Condition = condition })
	}
	c := h.start("Halo")
	c.settle()
	require.Equal(t, []string{
		"1 customer_message 1 matched", "2 tag_assigned 2 matched", "3 tag_assigned 3 matched", "4 tag_assigned 4 matched",
		"5 tag_assigned 5 matched", "6 tag_assigned 6 depth",
	}, c.runs())
}

func TestConditionsAreAskedOfTheTicketAsItStoodAtTheEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tag, err := h.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	h.rule("zwykłe", onMessage, urgent, func(s *rules.Settings) {
		s.Condition = `ticket.priority == "normal" and ticket.status == "open" and not ("VIP" in ticket.tags) and ticket.agent == "" and ticket.messages == 1`
	})
	c := h.start("Halo") // the engine is away for a while
	c.changes(desk.PropertyPriority, "low")
	c.changes(desk.PropertyStatus, "pending")
	c.changes(desk.PropertyTagAdded, tag.ID.String())
	c.changes(desk.PropertyAgent, h.anna.ID.String())
	c.replies()
	require.Len(t, c.look(), 1)
}

func TestAConditionThatCannotBeEvaluatedDoesNotMatchAndIsLogged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rule("błąd", onMessage, urgent, func(s *rules.Settings) {
		s.Condition = `10 / (ticket.messages - ticket.messages) > 1 and ticket.tags[3] == "x"`
	})
	h.rule("dobra", onMessage, urgent, nil)
	c := h.start("Halo")
	require.Len(t, c.look(), 1)
	require.Contains(t, c.runs(), "błąd customer_message 1 error")
}

func TestWhatTimeBringsIsExactAndBroughtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := func(event rules.Event, after desk.Seconds) func(*rules.Settings) {
		return func(s *rules.Settings) { s.Triggers = []rules.Trigger{{Event: event, After: after}} }
	}
	h.rule("czeka", nil, urgent, at(rules.WaitingLong, 120))
	h.rule("bez odpowiedzi", nil, urgent, at(rules.Unanswered, 600))
	h.rule("cisza", nil, urgent, at(rules.CustomerSilent, 900))
	c := h.start("Halo")
	began := c.entries()[0].CreatedAt
	c.says("Halo?")
	next := func() *rules.Due {
		due, err := h.Next(t.Context(), c.id, c.asked)
		require.NoError(t, err)
		return due
	}
	ask := func(at time.Time) (n int) {
		matches, asked, err := h.MatchingAt(t.Context(), c.id, c.asked, at)
		require.NoError(t, err)
		c.asked = asked
		return len(matches)
	}
	due := next()
	require.Equal(t, []any{rules.WaitingLong, desk.Seconds(120), int64(1)}, []any{due.Event, due.After, due.Seq})
	require.WithinDuration(t, began.Add(2*time.Minute), due.At, 50*time.Millisecond)
	require.Zero(t, ask(due.At.Add(-time.Millisecond)))
	require.Equal(t, 1, ask(due.At))
	require.Zero(t, ask(due.At.Add(time.Minute)), "once for each wait")
	require.Equal(t, rules.Unanswered, next().Event)
	require.EqualValues(t, 1, next().Seq, "the first message that nobody answered")
	require.Equal(t, 1, ask(began.Add(24*time.Hour)), "the engine was away for a day")
	require.Nil(t, next())

	reply := c.replies()
	due = next()
	require.Equal(t, []any{rules.CustomerSilent, reply.Seq}, []any{due.Event, due.Seq})
	require.WithinDuration(t, reply.CreatedAt.Add(15*time.Minute), due.At, 50*time.Millisecond)
	require.Equal(t, 1, ask(due.At))
	c.says("Dziękuję")
	require.Equal(t, rules.Unanswered, next().Event, "another wait begins")
	c.replies()
	require.Equal(t, rules.CustomerSilent, next().Event)
	_, err := h.CloseTicket(t.Context(), c.id, store.Closing{By: desk.ClosedByCustomer}, uuid.New())
	require.NoError(t, err)
	require.Nil(t, next(), "nothing goes on in a closed ticket")
}

func TestARuleThatWasSwitchedOnLateConcernsNoWaitThatWasOverThen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start("Halo")
	_, err := h.db.Exec(`UPDATE entries SET created_at = created_at - interval '10 minutes'`)
	require.NoError(t, err)
	for _, after := range []desk.Seconds{60, 3600} {
		h.rule("bez odpowiedzi "+after.Duration().String(), nil, urgent, func(s *rules.Settings) {
			s.Triggers = []rules.Trigger{{Event: rules.Unanswered, After: after}}
		})
	}
	due, err := h.Next(t.Context(), c.id, nil)
	require.NoError(t, err)
	require.EqualValues(t, 3600, due.After)
}

func TestATicketThatIsOpenedAgainHasNotWaitedWhileItWasClosed(t *testing.T) {
	t.Parallel()
	const hour = desk.Seconds(3600)
	free := func(c *chat) { c.changes(desk.PropertyAgent, "") }
	for name, p := range map[string]struct {
		event rules.Event
		// then is what happens once it is open again, where the last word is the customer's; want is the entry of the first event
		// that time brings, 0 when there is none.
		then func(*chat)
		want int64
	}{
		"nobody has written since":       {rules.Unanswered, func(*chat) {}, 0},
		"the customer writes":            {rules.Unanswered, func(c *chat) { c.says("Jeszcze jedno"); c.says("Halo?") }, 4},
		"an agent answers":               {rules.Unanswered, func(c *chat) { c.replies() }, 0},
		"and the customer again":         {rules.Unanswered, func(c *chat) { c.replies(); c.says("A kiedy?") }, 5},
		"an agent's answer, then":        {rules.CustomerSilent, func(c *chat) { c.replies() }, 4},
		"an agent has it":                {rules.WaitingLong, func(*chat) {}, 0},
		"it is given back to nobody":     {rules.WaitingLong, free, 4},
		"given back, the customer waits": {rules.WaitingLong, func(c *chat) { c.replies(); free(c); c.says("Halo?") }, 6},
		"given back after an answer":     {rules.WaitingLong, func(c *chat) { c.replies(); free(c) }, 0},
	} {
		t.Run(string(p.event)+": "+name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			trigger := rules.Trigger{Event: p.event, After: hour}
			h.rule("po godzinie", nil, urgent, func(s *rules.Settings) {
				s.Triggers, s.Condition = []rules.Trigger{trigger}, `not (ticket.unansweredFor > hours(2))`
			})
			_, err := h.db.Exec(`UPDATE rules SET enabled_at = now() - interval '10 days'`)
			require.NoError(t, err)
			c := h.start("Dziękuję, to wszystko")
			_, err = h.CloseTicket(t.Context(), c.id, store.Closing{By: desk.ClosedByAgent, Agent: h.anna.ID}, uuid.New())
			require.NoError(t, err)
			for _, query := range []string{
				`UPDATE entries SET created_at = created_at - interval '3 days'`,
				`UPDATE tickets SET created_at = created_at - interval '3 days', awaiting_since = awaiting_since - interval '3 days'`,
			} {
				_, err = h.db.Exec(query)
				require.NoError(t, err)
			}
			reopened, err := h.Reopen(t.Context(), c.id, h.anna.ID, uuid.New())
			require.NoError(t, err)
			require.True(t, reopened)
			p.then(c)

			condition, _ := rules.Compile(`not (ticket.unansweredFor > hours(2))`)
			trial := automation.Trial{Triggers: []rules.Trigger{trigger}, Condition: condition, Often: rules.EveryTime}
			for _, at := range []time.Time{time.Now(), time.Now().Add(90 * time.Minute)} {
				matches, _, err := h.MatchingAt(t.Context(), c.id, nil, at)
				require.NoError(t, err)
				trial.Now = at
				page, err := trial.Last(t.Context(), h.Store, h.anna.ID, store.Cursor{}, 10)
				require.NoError(t, err)
				require.Equal(t, len(matches), page.Times, "live as in a trial")
				switch {
				case p.want == 0 || at.Before(time.Now().Add(time.Minute)):
					require.Empty(t, matches)
				default:
					require.Len(t, matches, 1)
					require.Equal(t, p.want, matches[0].Seq)
					require.Equal(t, p.want, page.Rows[0].Seq)
				}
			}
		})
	}
}

func TestAnAutoresponderIsFilledInTheCustomersLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rule("powitanie", onMessage, []rules.Action{{Kind: rules.Autoresponder, Texts: map[string]string{
		"pl": "Cześć {customer.firstName}, tu {agent.name} {channel.name} (nr {ticket.number}).", "en": "Hello {customer.firstName}",
	}}}, nil)
	h.rule("notatka", onMessage, []rules.Action{{Kind: rules.WriteNote, Text: "Klient: {customer.firstName}"}}, nil)
	c := h.start("Halo {agent.name}")
	number := 0
	require.NoError(t, h.db.Get(&number, `SELECT number FROM tickets`))
	c.settle()
	require.Equal(t, []string{"Cześć Jan, tu Sklep główny (nr " + string(rune('0'+number)) + ").", "Klient: Jan"}, c.said(1))
	_, err := h.db.Exec(`UPDATE tickets SET locale = 'en'`)
	require.NoError(t, err)
	c.says("Hello")
	c.settle()
	require.Contains(t, c.said(3), "Hello Jan")
}

func TestAnActionThatCannotBeDoneFailsAndIsDoneByHandLater(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tag, err := h.CreateTag(t.Context(), "VIP")
	require.NoError(t, err)
	h.rule("tag", onMessage, []rules.Action{{Kind: rules.AddTag, Value: tag.ID.String()}, urgent[0]}, nil)
	require.NoError(t, h.DeleteTag(t.Context(), tag.ID))
	c := h.start("Halo")
	matches := c.look()
	require.Equal(t, []rules.ActionState{"failed", "done"}, c.act(matches), "the others go on")
	runs, err := h.TicketRuleRuns(t.Context(), c.id, h.anna.ID)
	require.NoError(t, err)
	require.Equal(t, "value_unknown", runs[0].Actions[0].Error)

	_, err = h.db.Exec(`UPDATE tags SET deleted_at = NULL`)
	require.NoError(t, err)
	failed := matches[0].Actions[0].ID
	kind, err := h.RetryRuleAction(t.Context(), c.id, h.anna.ID, failed)
	require.NoError(t, err)
	require.Equal(t, rules.AddTag, kind)
	acted, err := h.Act(t.Context(), rules.Act{Ticket: c.id, Action: failed, Since: time.Now(), Wake: true})
	require.NoError(t, err)
	require.Equal(t, rules.ActionDone, acted.State)
	var wake int64
	require.NoError(t, h.db.Get(&wake, `SELECT wake_seq FROM tickets`))
	require.Equal(t, acted.Through, wake, "the conversation is told")
}

func TestATicketWaitsAnHourForSomebodyToCome(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rule("komuś", onMessage, []rules.Action{{Kind: rules.AssignLeastBusy}}, nil)
	c := h.start("Halo")
	action := c.look()[0].Actions[0].ID
	act := func(since time.Time) *rules.Acted {
		acted, err := h.Act(t.Context(), rules.Act{Ticket: c.id, Action: action, Since: since})
		require.NoError(t, err)
		return acted
	}
	for _, pause := range []time.Duration{15 * time.Second, 30 * time.Second} { // each is longer
		began := time.Now()
		acted := act(began)
		require.Equal(t, rules.ActionRetrying, acted.State)
		require.WithinRange(t, acted.NextTryAt, began.Add(pause), time.Now().Add(pause))
	}
	require.Equal(t, rules.ActionFailed, act(time.Now().Add(-time.Hour)).State)
	require.NoError(t, h.NotePresence(t.Context(), uuid.New(), []uuid.UUID{h.anna.ID}))
	require.Equal(t, rules.ActionDone, act(time.Now()).State)
}

func TestMessagesAreJudgedAndCorrectionsStick(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rule("zły klient", onMessage, urgent, func(s *rules.Settings) { s.Condition = `sentiment == "negative" and context == "complaint"` })
	c := h.start("Jestem wściekły, przyszedł uszkodzony towar, składam reklamację!")
	require.Len(t, c.look(), 1, "rules are asked after it was judged")
	row := func() (sentiment, about string) {
		require.NoError(t, h.db.QueryRow(`SELECT coalesce(sentiment, ''), coalesce(context, '') FROM tickets`).Scan(&sentiment, &about))
		return sentiment, about
	}
	sentiment, about := row()
	require.Equal(t, []string{"negative", "complaint"}, []string{sentiment, about})
	wake := 0
	require.NoError(t, h.db.Get(&wake, `SELECT wake_seq FROM tickets`))
	require.Equal(t, 1, wake)

	c.changes(desk.PropertySentiment, "neutral")
	c.changes(desk.PropertyContext, "return")
	c.says("To jest skandal, nigdy więcej u was nie kupię!")
	c.look()
	sentiment, about = row()
	require.Equal(t, []string{"neutral", "return"}, []string{sentiment, about}, "what an agent said stays")
	_, corrections, err := h.JudgementExamples(t.Context(), 10)
	require.NoError(t, err)
	require.Equal(t, []store.Correction{{Body: "Jestem wściekły, przyszedł uszkodzony towar, składam reklamację!", Sentiment: "neutral", Context: "return"}}, corrections)

	c.changes(desk.PropertySentiment, "")
	c.says("Fatalna obsługa, jestem bardzo zły")
	c.look()
	sentiment, _ = row()
	require.Equal(t, "negative", sentiment, "it is judged again")
}

func TestAnOwnContextIsToldByItsExamples(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	own, err := h.SaveContext(t.Context(), desk.Context{
		Key: uuid.NewString(), Name: "Warsztaty", Examples: []string{"Kiedy są następne warsztaty ceramiczne?", "Chcę zapisać się na warsztaty"},
	})
	require.NoError(t, err)
	h.rule("warsztaty", onMessage, urgent, func(s *rules.Settings) { s.Condition = `context == "Warsztaty"` })
	c := h.start("Dzień dobry, czy można się jeszcze zapisać na warsztaty ceramiczne?")
	require.Len(t, c.look(), 1)
	var about string
	require.NoError(t, h.db.Get(&about, `SELECT context FROM tickets`))
	require.Equal(t, own.Key, about)
}

func TestASlowRuleIsSwitchedOff(t *testing.T) {
	h := newHouse(t)
	r := h.rule("wolna", onMessage, urgent, nil)
	automation.SetTooLong(t, -1)
	c := h.start("Halo")
	for range 5 {
		c.look()
		c.says("Halo")
	}
	is, err := h.Rule(t.Context(), r.ID)
	require.NoError(t, err)
	require.Equal(t, []any{"slow", true}, []any{is.SwitchedOff, is.EnabledAt.IsZero()})
	require.Empty(t, c.look())
	require.Contains(t, h.log.text(), "slow again and again")
}
