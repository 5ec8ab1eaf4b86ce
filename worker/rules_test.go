package worker_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"rozmowa/rules"
	"rozmowa/worker"
	"rozmowa/workflows"
)

// rule makes a rule that is switched on.
func (s *shop) rule(name string, events []rules.Event, actions ...rules.Action) uuid.UUID {
	s.t.Helper()
	id, settings := uuid.New(), rules.Settings{Name: name, Actions: actions, Often: rules.EveryTime}
	for _, e := range events {
		settings.Triggers = append(settings.Triggers, rules.Trigger{Event: e})
	}
	require.NoError(s.t, settings.Clean())
	r, err := s.SaveRule(s.t.Context(), id, 0, settings, false, s.anna)
	require.NoError(s.t, err)
	require.NoError(s.t, s.SwitchRule(s.t.Context(), id, r.Version, true))
	return id
}

func autoresponder(text string) rules.Action {
	return rules.Action{Kind: rules.Autoresponder, Texts: map[string]string{"pl": text}}
}

// log is what the ticket's log has of its actions: "kind state", in order.
func (c *chat) log() (lines []string, tries int) {
	runs, err := c.TicketRuleRuns(c.t.Context(), c.ID, c.anna)
	require.NoError(c.t, err)
	for _, r := range runs {
		for _, a := range r.Actions {
			lines, tries = append(lines, string(a.Kind)+" "+a.State), tries+a.Tries
		}
	}
	return lines, tries
}

// journal is what the entries behind the first are.
func (c *chat) journal() (lines []string) {
	page, err := c.EntriesAfter(c.t.Context(), c.ID, 1, 100)
	require.NoError(c.t, err)
	for _, e := range page.Entries {
		line := string(e.Kind) + " " + e.Body
		if e.Operation != nil {
			line = string(e.Operation.Type)
			if e.Operation.Change != nil {
				line += " " + string(e.Operation.Change.Property)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func (c *chat) eventually(what string, is func() bool) {
	c.t.Helper()
	require.Eventually(c.t, is, patience, 20*time.Millisecond, what)
}

func TestRulesAnswerACustomerAndEachOther(t *testing.T) {
	s, engine := newShop(t), dial(t)
	works(t, engine, s)
	s.rule("pilne", []rules.Event{rules.TicketCreated}, rules.Action{Kind: rules.SetPriority, Value: "urgent"})
	s.rule("odpowiedź", []rules.Event{rules.PrioritySet}, autoresponder("Zajmiemy się tym od razu."))
	s.rule("koniec", []rules.Event{rules.AgentReply}, rules.Action{Kind: rules.Close})
	c := s.start()
	c.eventually("two rules", func() bool { return len(c.journal()) == 2 })
	require.Equal(t, []string{"changed priority", "message Zajmiemy się tym od razu."}, c.journal())
	c.replies()
	c.eventually("the run's end", func() bool {
		run, err := engine.DescribeWorkflowExecution(t.Context(), workflows.ConversationID(c.ID), "")
		return err == nil && run.GetWorkflowExecutionInfo().GetCloseTime() != nil
	})
	require.Contains(t, c.journal(), "closed")
}

// triesByHand has an action tried, as an agent's click does.
func (c *chat) triesByHand(engine client.Client, action uuid.UUID) {
	c.t.Helper()
	kind, err := c.RetryRuleAction(c.t.Context(), c.ID, c.anna, action)
	require.NoError(c.t, err)
	options, in := workflows.TryAgain(c.ID, action, kind, time.Now())
	_, err = engine.SignalWithStartWorkflow(c.t.Context(), options.ID, workflows.TrySignal, nil, options, workflows.RuleActionType, in)
	require.NoError(c.t, err)
}

func TestAReceiverThatHangsHoldsUpNothingButWebhooks(t *testing.T) {
	s, engine := newShop(t), dial(t)
	tag, err := s.CreateTag(t.Context(), "Nowy")
	require.NoError(t, err)
	var calls, ended atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		calls.Add(1)
		<-r.Context().Done() // nobody waits for the answer any more
		ended.Add(1)
	}))
	t.Cleanup(receiver.Close)
	worksWith(t, engine, s, worker.Options{Log: quietly(t), PrivateWebhooks: true})
	s.rule("dyżurny", []rules.Event{rules.TicketCreated}, rules.Action{Kind: rules.AssignLeastBusy})
	waits := s.start() // for somebody to come
	waits.eventually("nobody is there", func() bool { lines, _ := waits.log(); return fmt.Sprint(lines) == "[least_busy retrying]" })

	s.rule("webhook", []rules.Event{rules.TicketCreated}, rules.Action{Kind: rules.Webhook, URL: receiver.URL})
	s.rule("tag", []rules.Event{rules.TicketCreated}, rules.Action{Kind: rules.AddTag, Value: tag.ID.String()})
	var last *chat
	for range 80 { // ten times as many as there are places, of this worker or of conversations
		last = s.start()
	}
	last.eventually("the webhooks' places are taken", func() bool { return calls.Load() >= 8 })
	last.eventually("the other rule's tag", func() bool { return slices.Contains(last.journal(), "changed tag_added") })
	require.NoError(t, s.NotePresence(t.Context(), uuid.New(), []uuid.UUID{s.anna}))
	runs, err := s.TicketRuleRuns(t.Context(), waits.ID, s.anna)
	require.NoError(t, err)
	before := ended.Load()
	waits.triesByHand(engine, runs[0].Actions[0].ID)
	waits.eventually("what takes patience but asks nobody", func() bool { lines, _ := waits.log(); return fmt.Sprint(lines) == "[least_busy done]" })
	require.Less(t, ended.Load()-before, int64(2*8), "it waited for no place behind the webhooks")
}

func TestAWebhookIsTakenInTheEndAndByHandAtOnce(t *testing.T) {
	s, engine := newShop(t), dial(t)
	var calls, refuse atomic.Int64
	refuse.Store(1)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if calls.Add(1) <= refuse.Load() {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	t.Cleanup(receiver.Close)
	worksWith(t, engine, s, worker.Options{Log: quietly(t), PrivateWebhooks: true})
	s.rule("webhook", []rules.Event{rules.TicketCreated}, rules.Action{Kind: rules.Webhook, URL: receiver.URL})
	c := s.start()
	state := func() string {
		lines, _ := c.log()
		return fmt.Sprint(lines)
	}
	c.eventually("the first try", func() bool { return state() == "[webhook retrying]" })
	runs, err := s.TicketRuleRuns(t.Context(), c.ID, s.anna)
	require.NoError(t, err)
	action := runs[0].Actions[0]
	require.Equal(t, "http_502", action.Error)
	require.True(t, action.NextTryAt.After(time.Now()), "the log says when")

	c.triesByHand(engine, action.ID)
	c.eventually("the try by hand", func() bool { return state() == "[webhook done]" })
	require.EqualValues(t, 2, calls.Load())
}

func TestARuleFiresThoughTheDatabaseTookNoWritesWhenItsMessageCame(t *testing.T) {
	s, engine := newShop(t), dial(t)
	s.rule("pilne", []rules.Event{rules.TicketCreated}, rules.Action{Kind: rules.SetPriority, Value: "urgent"})
	// As a standby that is asked during a failover, for rules alone: the relay and the customer couldn't begin this otherwise.
	s.exec(`CREATE SEQUENCE refused`)
	s.exec(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
		    PERFORM nextval('refused');
		    RAISE EXCEPTION 'cannot execute INSERT in a read-only transaction' USING ERRCODE = 'read_only_sql_transaction';
		END $$`)
	s.exec(`CREATE TRIGGER refuse BEFORE INSERT ON rule_runs FOR EACH ROW EXECUTE FUNCTION refuse()`)
	works(t, engine, s)
	c := s.start()
	c.eventually("more tries than a local activity has", func() bool {
		var tries int
		require.NoError(t, s.db.QueryRowContext(t.Context(), `SELECT last_value FROM refused`).Scan(&tries))
		return tries > 5
	})
	require.Empty(t, c.journal())
	s.exec(`DROP TRIGGER refuse ON rule_runs`)
	c.eventually("the rule", func() bool { return len(c.journal()) == 1 })
	require.Equal(t, []string{"changed priority"}, c.journal())
}

// hold has a worker's transaction stop before it commits an action's row, at the places chosen; release lets them go on.
type hold struct {
	*shop
	conn *sql.Conn
}

const holdKey = 4242

func newHold(s *shop) *hold {
	s.t.Helper()
	s.exec(`CREATE TABLE held (ticket_id uuid, place int)`)
	s.exec(`CREATE FUNCTION wait_there() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
		    IF EXISTS (SELECT FROM held WHERE ticket_id = NEW.ticket_id AND place = NEW.place) THEN
		        PERFORM pg_advisory_xact_lock_shared(4242);
		    END IF;
		    RETURN NULL;
		END $$`)
	s.exec(`CREATE CONSTRAINT TRIGGER wait_there AFTER UPDATE ON rule_actions DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION wait_there()`)
	conn, err := s.db.Conn(s.t.Context())
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = conn.Close() })
	_, err = conn.ExecContext(s.t.Context(), `SELECT pg_advisory_lock($1)`, holdKey)
	require.NoError(s.t, err)
	return &hold{s, conn}
}

func (h *hold) at(ticket uuid.UUID, place int) {
	_, err := h.db.ExecContext(h.t.Context(), `INSERT INTO held VALUES ($1, $2)`, ticket, place)
	require.NoError(h.t, err)
}

// waiting is how many transactions stand there.
func (h *hold) waiting() (n int) {
	require.NoError(h.t, h.db.QueryRowContext(h.t.Context(), `
		SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
		WHERE l.locktype = 'advisory' AND l.objid = $1 AND NOT l.granted AND d.datname = current_database()`, holdKey).Scan(&n))
	return n
}

// underWay is how many transactions stand there or have gone on and aren't over: one that has its lock commits only then.
func (h *hold) underWay() (n int) {
	require.NoError(h.t, h.db.QueryRowContext(h.t.Context(), `
		SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
		WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.mode = 'ShareLock' AND d.datname = current_database()`, holdKey).Scan(&n))
	return n
}

func (h *hold) release() {
	_, err := h.conn.ExecContext(context.WithoutCancel(h.t.Context()), `SELECT pg_advisory_unlock($1)`, holdKey)
	require.NoError(h.t, err)
}

// The worker is killed while each of a rule's five actions is about to be committed, in five tickets at once. What becomes of
// the transactions, the killed worker never hears: in one case they are committed, in the other they are undone.
func TestAWorkerThatDiesAtAnyStepOfARuleNeitherRepeatsNorLosesOne(t *testing.T) {
	for name, committed := range map[string]bool{"as it was committed": true, "before it was committed": false} {
		t.Run(name, func(t *testing.T) {
			s, engine := newShop(t), dial(t)
			tag, err := s.CreateTag(t.Context(), "VIP")
			require.NoError(t, err)
			s.rule("pięć", []rules.Event{rules.TicketCreated},
				autoresponder("Dziękujemy."), rules.Action{Kind: rules.SetPriority, Value: "urgent"},
				rules.Action{Kind: rules.AddTag, Value: tag.ID.String()}, rules.Action{Kind: rules.WriteNote, Text: "Ważne."},
				rules.Action{Kind: rules.AssignAgent, Value: s.anna.String()})
			h := newHold(s)
			var chats []*chat
			for place := range 5 {
				c := s.start()
				h.at(c.ID, place)
				chats = append(chats, c)
			}
			kill := workerProcess(t, s)
			require.Eventually(t, func() bool { return h.waiting() == 5 }, patience, 20*time.Millisecond, "the worker is in each action")
			kill()
			if committed {
				h.release()
			} else {
				s.exec(`SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objid = 4242 AND NOT l.granted
					AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
				h.release()
			}
			require.Eventually(t, func() bool { return h.underWay() == 0 }, patience, 20*time.Millisecond, "what the killed worker began is over")
			for place, c := range chats {
				_, tries := c.log()
				if committed {
					place++
				}
				require.Equal(t, place, tries, "as far as it came")
			}

			works(t, engine, s)
			for _, c := range chats {
				require.Eventually(t, func() bool { return len(c.journal()) >= 6 }, 2*time.Minute, 50*time.Millisecond)
				require.Equal(t, []string{
					"message Dziękujemy.", "changed priority", "changed tag_added", "note Ważne.", "changed agent", "joined",
				}, c.journal())
				lines, tries := c.log()
				require.Equal(t, []string{"autoresponder done", "priority done", "tag_added done", "note done", "agent done"}, lines)
				require.Equal(t, 5, tries)
			}
		})
	}
}

func TestHistoriesOfRulesHoldNoPerson(t *testing.T) {
	s, engine := newShop(t), dial(t)
	works(t, engine, s)
	s.rule("Reguła tajna", []rules.Event{rules.TicketCreated}, autoresponder("Cześć {customer.firstName}, odpowiemy."),
		rules.Action{Kind: rules.WriteNote, Text: "Pilnujcie Kosa."}, rules.Action{Kind: rules.AssignAgent, Value: s.anna.String()})
	c := s.start()
	c.eventually("its actions", func() bool { return len(c.journal()) == 4 })
	history := engine.GetWorkflowHistory(t.Context(), workflows.ConversationID(c.ID), "", false, 0)
	for history.HasNext() {
		event, err := history.Next()
		require.NoError(t, err)
		text, err := json.Marshal(event)
		require.NoError(t, err)
		for _, forbidden := range []string{"Kos", "Jan", "Anna", "tajna", "odpowiemy", "paczka", "Gdzie jest"} {
			require.NotContains(t, string(text)+event.String(), forbidden)
		}
	}
}
