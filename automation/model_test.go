package automation_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/automation"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/secrets"
	"rozmowa/store"
)

// model stands in for a language model: it says what it is told to of every message, and keeps what it was asked.
type model struct {
	*httptest.Server
	mu     sync.Mutex
	says   string
	status int
	asked  []string
}

func (m *model) answers(says string, status int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.says, m.status = says, status
}

func (m *model) questions() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.asked...)
}

const (
	angry    = `{"sentiment":"negative","sentimentScore":0.9,"context":"complaint","contextScore":0.8,"language":"pl"}`
	nothing  = `{"sentiment":"neutral","sentimentScore":0.9,"context":"other","contextScore":0.8,"language":"pl"}`
	modelKey = "sk-tajny"
)

func newModel(t *testing.T) *model {
	t.Helper()
	m := &model{says: angry, status: http.StatusOK}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var question struct{ Messages []struct{ Content string } }
		if err := json.NewDecoder(r.Body).Decode(&question); err != nil || r.Header.Get("Authorization") != "Bearer "+modelKey {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		m.mu.Lock()
		m.asked = append(m.asked, question.Messages[len(question.Messages)-1].Content)
		says, status := m.says, m.status
		m.mu.Unlock()
		if status == 0 { // it never answers
			<-r.Context().Done()
			return
		}
		body, err := json.Marshal(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": says}}}})
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}))
	t.Cleanup(m.Close)
	return m
}

// modelHouse is a house whose admin has switched a model on.
func modelHouse(t *testing.T) (*house, *model) {
	t.Helper()
	box, err := secrets.Parse(secrets.NewKey())
	require.NoError(t, err)
	h, m := newHouseWith(t, automation.Options{Secrets: box}), newModel(t)
	sealed, err := box.Seal(store.ModelKeyPlace, modelKey)
	require.NoError(t, err)
	h.sets(store.LanguageModel{Enabled: true, Address: m.URL, Model: "m", Key: sealed, Patience: 8})
	return h, m
}

// patience is how many seconds the model has from now on: one only where it never answers.
func (h *house) patience(seconds int) {
	h.t.Helper()
	_, err := h.db.Exec(`UPDATE language_model SET patience = $1`, seconds)
	require.NoError(h.t, err)
}

func (h *house) sets(m store.LanguageModel) {
	h.t.Helper()
	_, err := h.SaveLanguageModel(h.t.Context(), &m)
	require.NoError(h.t, err)
}

// lookAsking asks the rules about what is new, as a conversation does that may ask a model.
func (c *chat) lookAsking() (matches []rules.Match, questions []int64) {
	c.t.Helper()
	require.NoError(c.t, c.Judge(c.t.Context(), c.id, c.seen))
	last, err := c.LastSeq(c.t.Context(), c.id)
	require.NoError(c.t, err)
	q, err := c.Questions(c.t.Context(), c.id, c.seen, last)
	require.NoError(c.t, err)
	if q != nil {
		questions = q.Seqs
	}
	matches, err = c.Matching(c.t.Context(), c.id, c.seen, last, questions)
	require.NoError(c.t, err)
	c.seen = last
	return matches, questions
}

func (c *chat) asksModel(seq int64) rules.Answered {
	c.t.Helper()
	answered, err := c.AskModel(c.t.Context(), c.id, seq)
	require.NoError(c.t, err)
	return answered
}

func (c *chat) judged(seq int64) []string {
	c.t.Helper()
	matches, err := c.MatchingJudged(c.t.Context(), c.id, seq)
	require.NoError(c.t, err)
	return c.names(matches)
}

func (c *chat) names(matches []rules.Match) (names []string) {
	c.t.Helper()
	for _, m := range matches {
		r, err := c.Rule(c.t.Context(), m.RuleID)
		require.NoError(c.t, err)
		names = append(names, r.Settings.Name)
	}
	return names
}

// stands is the ticket's sentiment and context.
func (c *chat) stands() [2]string {
	c.t.Helper()
	tickets, err := c.RuleTickets(c.t.Context(), c.id)
	require.NoError(c.t, err)
	return [2]string{string(tickets[0].Sentiment), tickets[0].Context}
}

func TestRulesThatAskHowAMessageSoundsWaitForTheModelAndOthersDoNot(t *testing.T) {
	t.Parallel()
	h, m := modelHouse(t)
	h.rule("powitanie", onMessage, answer("Dzień dobry"), nil)
	h.rule("zła wiadomość", onMessage, urgent, func(s *rules.Settings) { s.Condition = `sentiment == "negative"` })
	h.rule("za nią", onMessage, urgent, nil)
	h.rule("reklamacja", onMessage, urgent, func(s *rules.Settings) { s.Condition = `context == "complaint"` })
	h.rule("dostawa", onMessage, urgent, func(s *rules.Settings) { s.Condition = `context == "delivery"` })

	c := h.start("Gdzie jest moja paczka 481223? jan@klient.example")
	matches, questions := c.lookAsking()
	require.Equal(t, []int64{1}, questions)
	require.Equal(t, []string{"powitanie"}, c.names(matches), "those in front of the first that asks")
	c.act(matches)
	require.Equal(t, [2]string{"neutral", "delivery"}, c.stands(), "the built-in judgement is there at once")
	require.Equal(t, rules.AnsweredJudged, c.asksModel(1))
	require.Equal(t, [2]string{"negative", "complaint"}, c.stands())
	require.Equal(t, []string{"zła wiadomość", "za nią", "reklamacja"}, c.judged(1))
	require.Equal(t, []string{"zła wiadomość", "za nią", "reklamacja"}, c.judged(1), "asked again, it is the same")
	require.Equal(t, []string{`{"message":"Gdzie jest moja paczka [number]? [e-mail]"}`}, m.questions(), "masked")

	require.Equal(t, rules.AnsweredJudged, c.asksModel(1))
	require.Len(t, m.questions(), 1, "a message is judged once")
	require.NotContains(t, h.log.text(), "paczka")
}

func TestARuleInFrontThatStopsKeepsThoseThatWaitFromBeingAsked(t *testing.T) {
	t.Parallel()
	h, _ := modelHouse(t)
	h.rule("stop", onMessage, answer("Dzień dobry"), func(s *rules.Settings) { s.Stop = true })
	h.rule("zła wiadomość", onMessage, urgent, func(s *rules.Settings) { s.Condition = `sentiment == "negative"` })
	c := h.start("Gdzie jest moja paczka?")
	matches, _ := c.lookAsking()
	require.Equal(t, []string{"stop"}, c.names(matches))
	c.act(matches)
	c.asksModel(1)
	require.Empty(t, c.judged(1))
}

func TestRulesThatWaitAreAskedHoweverTheRulesHaveChangedMeanwhile(t *testing.T) {
	t.Parallel()
	negative := func(s *rules.Settings) { s.Condition = `sentiment == "negative"` }
	for name, tt := range map[string]struct {
		stops  bool // the first rule does
		change func(h *house, first, negative, behind *rules.Rule)
		want   []string
	}{
		"as they were": {false, func(*house, *rules.Rule, *rules.Rule, *rules.Rule) {}, []string{"zła", "za nią"}},
		"the one that asks for the model's word is switched off": {false, func(h *house, _, negative, _ *rules.Rule) {
			require.NoError(h.t, h.SwitchRule(h.t.Context(), negative.ID, negative.Version, false))
		}, []string{"za nią"}},
		"the one behind it is dragged before it": {false, func(h *house, first, negative, behind *rules.Rule) {
			require.NoError(h.t, h.OrderRules(h.t.Context(), []uuid.UUID{first.ID, behind.ID, negative.ID}))
		}, []string{"za nią", "zła"}},
		"the first is dragged to the end": {false, func(h *house, first, negative, behind *rules.Rule) {
			require.NoError(h.t, h.OrderRules(h.t.Context(), []uuid.UUID{negative.ID, behind.ID, first.ID}))
		}, []string{"zła", "za nią"}},
		"the one that stopped all others is switched off": {true, func(h *house, first, _, _ *rules.Rule) {
			require.NoError(h.t, h.SwitchRule(h.t.Context(), first.ID, first.Version, false))
		}, nil},
		"the one that stopped all others is dragged to the end": {true, func(h *house, first, negative, behind *rules.Rule) {
			require.NoError(h.t, h.OrderRules(h.t.Context(), []uuid.UUID{negative.ID, behind.ID, first.ID}))
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _ := modelHouse(t)
			first := h.rule("pierwsza", onMessage, answer("Dzień dobry"), func(s *rules.Settings) { s.Stop = tt.stops })
			asks, behind := h.rule("zła", onMessage, urgent, negative), h.rule("za nią", onMessage, urgent, nil)
			c := h.start("Gdzie jest moja paczka?")
			matches, _ := c.lookAsking()
			require.Equal(t, []string{"pierwsza"}, c.names(matches))
			c.act(matches)
			tt.change(h, first, asks, behind)
			c.asksModel(1)
			require.Equal(t, tt.want, c.judged(1))
			require.Equal(t, tt.want, c.judged(1), "an answer that nobody heard is given again")
		})
	}
}

func TestAModelThatFailsLeavesTheBuiltInJudgementAndIsLeftAloneForAWhile(t *testing.T) {
	t.Parallel()
	h, m := modelHouse(t)
	h.rule("dostawa", onMessage, urgent, func(s *rules.Settings) { s.Condition = `context == "delivery"` })
	c := h.start("Gdzie jest moja paczka?")
	_, questions := c.lookAsking()
	require.Len(t, questions, 1)
	h.KeepModel()
	m.answers("", 0)
	h.patience(1)
	require.EqualValues(t, "too_slow", c.asksModel(1), "within the second that it has")
	h.patience(8)
	m.answers("tajna treść", http.StatusOK)
	require.EqualValues(t, "nonsense", c.asksModel(1))
	set, err := h.LanguageModel(t.Context())
	require.NoError(t, err)
	require.Equal(t, []any{2, "nonsense", 200, false}, []any{set.Failures, set.Failure, set.FailureStatus, set.RestsUntil.Valid})
	m.answers("", http.StatusServiceUnavailable)
	require.EqualValues(t, "busy", c.asksModel(1))
	require.Equal(t, [2]string{"neutral", "delivery"}, c.stands())
	require.Equal(t, []string{"dostawa"}, c.judged(1), "rules are asked all the same")

	asked := len(m.questions())
	require.Equal(t, rules.AnsweredResting, c.asksModel(1), "three failures in a row")
	require.Len(t, m.questions(), asked)
	set, err = h.LanguageModel(t.Context())
	require.NoError(t, err)
	require.InDelta(t, 30, time.Until(set.RestsUntil.Time).Seconds(), 15)
	require.Contains(t, h.log.text(), "problem=busy status=503 restsUntil=")
	require.NotContains(t, h.log.text(), "tajna")
	require.NotContains(t, h.log.text(), "paczka")

	// The rest is over: one asks. It fails, and the rest is twice as long.
	h.restsUntil(-time.Second)
	require.EqualValues(t, "busy", c.asksModel(1))
	require.Equal(t, rules.AnsweredResting, c.asksModel(1))
	set, err = h.LanguageModel(t.Context())
	require.NoError(t, err)
	require.InDelta(t, 60, time.Until(set.RestsUntil.Time).Seconds(), 15)
	other := h.start("Gdzie jest moja paczka?")
	_, questions = other.lookAsking()
	require.NotEmpty(t, questions, "what was read a moment ago is believed")
	require.Equal(t, rules.AnsweredResting, other.asksModel(1))

	h.restsUntil(-time.Second)
	m.answers(angry, http.StatusOK)
	require.Equal(t, rules.AnsweredJudged, c.asksModel(1))
	set, err = h.LanguageModel(t.Context())
	require.NoError(t, err)
	require.Zero(t, set.Failures)
	require.False(t, set.RestsUntil.Valid)
	require.Equal(t, "busy", set.Failure, "the last failure can still be read")
}

func (h *house) restsUntil(in time.Duration) {
	h.t.Helper()
	_, err := h.db.Exec(`UPDATE language_model SET rests_until = now() + $1 * interval '1 second'`, in.Seconds())
	require.NoError(h.t, err)
}

func TestAfterARestOneMessageAloneAsks(t *testing.T) {
	t.Parallel()
	h, m := modelHouse(t)
	chats := make([]*chat, 6)
	for i := range chats {
		chats[i] = h.start("Gdzie jest moja paczka?")
		chats[i].lookAsking()
	}
	m.answers("", http.StatusUnauthorized)
	require.EqualValues(t, "refused", chats[0].asksModel(1))
	require.Equal(t, rules.AnsweredResting, chats[0].asksModel(1), "a wrong key stays wrong")
	h.restsUntil(-time.Second)
	m.answers("", 0)
	h.patience(1)
	before := len(m.questions())
	var group sync.WaitGroup
	answers := make(chan rules.Answered, len(chats))
	for _, c := range chats {
		group.Go(func() {
			answered, err := c.AskModel(t.Context(), c.id, 1)
			if err != nil {
				t.Error(err)
			}
			answers <- answered
		})
	}
	group.Wait()
	close(answers)
	count := map[rules.Answered]int{}
	for a := range answers {
		count[a]++
	}
	require.Equal(t, map[rules.Answered]int{"too_slow": 1, rules.AnsweredResting: 5}, count)
	require.Len(t, m.questions(), before+1)
}

func TestWhatAnAgentSaidStays(t *testing.T) {
	t.Parallel()
	h, m := modelHouse(t)
	c := h.start("Gdzie jest moja paczka?")
	c.lookAsking()
	c.changes(desk.PropertySentiment, "positive")
	c.changes(desk.PropertyContext, "payment")
	require.Equal(t, rules.AnsweredJudged, c.asksModel(1), "it was asked before")
	require.Equal(t, [2]string{"positive", "payment"}, c.stands())
	c.says("Halo?")
	_, questions := c.lookAsking()
	require.Equal(t, []int64{4}, questions)
	c.asksModel(4)
	require.Equal(t, [2]string{"positive", "payment"}, c.stands())

	// The like is taken for what agents said, whatever the model says.
	like := newEngine(t, h).start("Gdzie jest moja paczka?")
	like.lookAsking()
	like.asksModel(1)
	require.Equal(t, [2]string{"positive", "payment"}, like.stands())
	require.Len(t, m.questions(), 3)
}

// newEngine is another process, which has read nothing yet.
func newEngine(t *testing.T, h *house) *house {
	t.Helper()
	other := *h
	other.Engine = automation.New(h.Store, h.options)
	t.Cleanup(other.Engine.Close)
	return &other
}

func TestTheTicketIsWhatItsMessagesAreTakenFor(t *testing.T) {
	t.Parallel()
	h, m := modelHouse(t)
	c := h.start("Gdzie jest moja paczka?")
	c.lookAsking()
	c.says("Dzień dobry, super, dziękuję!")
	_, questions := c.lookAsking()
	require.Equal(t, []int64{2}, questions)
	require.Equal(t, "positive", c.stands()[0])
	c.asksModel(1)
	require.Equal(t, [2]string{"positive", "complaint"}, c.stands(), "how the last one sounds, what the first is about")
	m.answers(nothing, http.StatusOK)
	c.asksModel(2)
	require.Equal(t, [2]string{"neutral", "complaint"}, c.stands())

	unclear := h.start("Gdzie jest moja paczka?")
	unclear.lookAsking()
	unclear.asksModel(1)
	require.Equal(t, [2]string{"neutral", ""}, unclear.stands(), "the model finds nothing clear where the lexicon did")
}

func TestARuleSeesHowItsOwnMessageSounds(t *testing.T) {
	t.Parallel()
	h, _ := modelHouse(t)
	h.rule("zła wiadomość", onMessage, urgent, func(s *rules.Settings) { s.Condition = `sentiment == "negative"` })
	c := h.start("Gdzie jest moja paczka?")
	c.lookAsking()
	c.asksModel(1)
	c.says("Dzień dobry, super, dziękuję!") // meanwhile
	c.lookAsking()
	require.Equal(t, []string{"zła wiadomość"}, c.judged(1))
}

func TestNobodyIsAskedWhatIsNotNeeded(t *testing.T) {
	t.Parallel()
	h, m := modelHouse(t)
	c := h.start("Pierwsza")
	for range 5 {
		c.says("Kolejna")
	}
	_, questions := c.lookAsking()
	require.Equal(t, []int64{4, 5, 6}, questions, "of many at once the last: those before keep the built-in judgement")
	require.Equal(t, rules.AnsweredGone, c.asksModel(99))
	h.sets(store.LanguageModel{Version: 1, Enabled: false, Address: m.URL, Model: "m", Patience: 1})
	require.Equal(t, rules.AnsweredOff, c.asksModel(4))
	quiet := newHouse(t)
	other := quiet.start("Gdzie paczka?")
	_, questions = other.lookAsking()
	require.Empty(t, questions, "none is set")
	require.Empty(t, m.questions())
}

func TestAKeyThatCannotBeReadIsAFailureThatIsTold(t *testing.T) {
	t.Parallel()
	h, m := modelHouse(t)
	h.sets(store.LanguageModel{Version: 1, Enabled: true, Address: m.URL, Model: "m", Key: []byte{1, 2}, Patience: 1})
	c := h.start("Gdzie paczka?")
	c.lookAsking()
	require.EqualValues(t, "key", c.asksModel(1))
	require.Equal(t, rules.AnsweredResting, c.asksModel(1))
}

func TestRulesThatWaitForTheModelSeeTheCustomersOrders(t *testing.T) {
	t.Parallel()
	h, _ := modelHouse(t)
	h.sells(1, 5, 20, 30, 40)
	h.rule("zły stały klient", onMessage, urgent, func(s *rules.Settings) { s.Condition = `sentiment == "negative" and orders.count >= 5` })
	h.rule("nowy klient", onMessage, urgent, func(s *rules.Settings) { s.Condition = `orders.count == 0` })
	c := h.start("Gdzie jest moja paczka?")
	matches, _ := c.lookAsking()
	require.Empty(t, matches)
	c.asksModel(1)
	require.Equal(t, []string{"zły stały klient"}, c.judged(1))
}
