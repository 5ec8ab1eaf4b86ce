package activities_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"rozmowa/activities"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
	rozmowa "rozmowa/worker"
)

var (
	ticket = uuid.MustParse("70000000-0000-4000-8000-000000000001")
	anna   = uuid.MustParse("a0000000-0000-4000-8000-000000000001")
	entry  = uuid.MustParse("e0000000-0000-4000-8000-000000000001")
	monday = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC) // 12:00 in Warsaw
)

// row answers with what it holds and notes what it was asked to do.
type row struct {
	standing store.Standing
	err      error
	made     bool
	asked    []string
}

func (r *row) Standing(context.Context, uuid.UUID) (*store.Standing, error) {
	return &r.standing, r.err
}

func (r *row) step(format string, args ...any) (bool, error) {
	r.asked = append(r.asked, fmt.Sprintf(format, args...))
	return r.made, r.err
}

func (r *row) Join(_ context.Context, t, agent, id uuid.UUID) (bool, error) {
	return r.step("join %v %v %v", t, agent, id)
}

func (r *row) TakeOver(_ context.Context, t, agent, id uuid.UUID) (bool, error) {
	return r.step("take over %v %v %v", t, agent, id)
}

func (r *row) Reopen(_ context.Context, t, agent, id uuid.UUID) (bool, error) {
	return r.step("reopen %v %v %v", t, agent, id)
}

func (r *row) CloseTicket(_ context.Context, t uuid.UUID, c store.Closing, id uuid.UUID) (bool, error) {
	return r.step("close %v %v %v", t, c, id)
}

func (r *row) AnnounceWait(_ context.Context, t, id uuid.UUID) (bool, error) {
	return r.step("wait %v %v", t, id)
}

func (r *row) AnnounceAfterHours(_ context.Context, t, id uuid.UUID, opensAt time.Time) (bool, error) {
	return r.step("after hours %v %v %v", t, id, opensAt.UTC())
}

func (r *row) RemindSilent(_ context.Context, t, id uuid.UUID, replySeq int64) (bool, error) {
	return r.step("remind %v %v %v", t, id, replySeq)
}

func aRow() *row {
	settings := desk.DefaultChannelSettings()
	settings.Hours.Week = map[time.Weekday][]desk.Range{}
	for day := time.Monday; day <= time.Friday; day++ {
		settings.Hours.Week[day] = []desk.Range{{From: 9 * 60, To: 17 * 60}}
	}
	return &row{
		standing: store.Standing{
			Number: 123, Channel: desk.Channel{ID: uuid.New(), Name: "Sklep główny", Key: "glowny", Settings: settings}, State: desk.Active, Priority: desk.High,
			AgentID: uuid.NullUUID{UUID: anna, Valid: true}, LastSeq: 4, WaitingSince: monday.Add(-time.Hour), Sentiment: desk.Negative,
			LastMessageAt: monday.Add(-time.Minute), LastMessageFrom: desk.ByAgent, LastCustomerSeq: 1, LastReplySeq: 3,
		},
	}
}

func TestMessagesThatAModelIsAskedAboutAreWithheldFromRules(t *testing.T) {
	set := &rulesOf{questions: &rules.Questions{Seqs: []int64{4}, Patience: 5}}
	a := &activities.Activities{Store: aRow(), Rules: set, Log: slog.New(slog.DiscardHandler)}
	in := activities.ObserveInput{Ticket: uuid.New(), After: 3, At: monday}
	o, err := a.Observe(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, set.questions, o.Questions)
	require.Equal(t, []int64{4}, set.withheld)
	in.After, set.questions = 4, nil
	o, err = a.ObserveJudged(t.Context(), activities.JudgedInput{ObserveInput: in, Seq: 4})
	require.NoError(t, err)
	require.Equal(t, []rules.Match{{Seq: 4, Event: rules.CustomerMessage}}, o.Matches)
	require.EqualValues(t, 4, o.Through, "it observes, too")
}

// rulesOf matches what it is asked about, or fails.
type rulesOf struct {
	asked     [][2]int64
	questions *rules.Questions
	withheld  []int64
	next      *rules.Due
	err       error
}

func (r *rulesOf) Questions(context.Context, uuid.UUID, int64, int64) (*rules.Questions, error) {
	return r.questions, r.err
}

func (r *rulesOf) AskModel(context.Context, uuid.UUID, int64) (rules.Answered, error) {
	return rules.AnsweredJudged, r.err
}

func (r *rulesOf) MatchingJudged(_ context.Context, _ uuid.UUID, seq int64) ([]rules.Match, error) {
	return []rules.Match{{Seq: seq, Event: rules.CustomerMessage}}, r.err
}

func (r *rulesOf) Matching(_ context.Context, _ uuid.UUID, after, through int64, withheld []int64) ([]rules.Match, error) {
	r.withheld = append(r.withheld, withheld...)
	r.asked = append(r.asked, [2]int64{after, through})
	return []rules.Match{{Seq: through}}, r.err
}

func (*rulesOf) Judge(context.Context, uuid.UUID, int64) error { return nil }

func (r *rulesOf) Next(context.Context, uuid.UUID, []rules.Asked) (*rules.Due, error) {
	return r.next, r.err
}

func (r *rulesOf) MatchingAt(_ context.Context, _ uuid.UUID, asked []rules.Asked, _ time.Time) ([]rules.Match, []rules.Asked, error) {
	return []rules.Match{{Event: rules.Unanswered, Seq: 1}}, append(asked, rules.Asked{Event: rules.Unanswered, After: 60, Seq: 1}), r.err
}

func (r *rulesOf) Act(context.Context, rules.Act) (*rules.Acted, error) {
	return &rules.Acted{State: rules.ActionDone}, r.err
}

func (r *rulesOf) GiveUp(context.Context, uuid.UUID, string) error { return r.err }

func with(r *row, set rules.Set) (*activities.Activities, *strings.Builder) {
	var log strings.Builder
	return &activities.Activities{
		Store: r, Rules: set, PublicURL: "https://desk.example", Log: slog.New(slog.NewTextHandler(&log, nil)),
	}, &log
}

func asOf(after int64, at time.Time) activities.ObserveInput {
	return activities.ObserveInput{Ticket: ticket, After: after, At: at}
}

func TestAnObservationIsTheRowAsItsWorkflowMayKnowIt(t *testing.T) {
	a, _ := with(aRow(), rules.None{})
	o, err := a.Observe(t.Context(), asOf(0, monday))
	require.NoError(t, err)
	require.Equal(t, &activities.Observation{
		Number: 123, ChannelKey: "glowny", Channel: "Sklep główny", TicketURL: "https://desk.example/inbox/tickets/" + ticket.String(),
		State: desk.Active, Priority: desk.High, Agent: anna, Through: 4, WaitingSince: monday.Add(-time.Hour), Sentiment: desk.Negative,
		SilentSince: monday.Add(-time.Minute), SilentSeq: 3, LastCustomerSeq: 1,
		Pace: desk.DefaultChannelSettings().Pace, Open: true, HoursChangeAt: monday.Add(5 * time.Hour),
	}, o)
}

func TestObserving(t *testing.T) {
	replier := uuid.NullUUID{UUID: anna, Valid: true}
	for name, c := range map[string]struct {
		row   func(*row)
		at    time.Time
		check func(*testing.T, *activities.Observation)
	}{
		"a customer who wrote last is not silent": {
			func(r *row) { r.standing.LastMessageFrom, r.standing.LastCustomerSeq = desk.ByCustomer, 4 }, monday,
			func(t *testing.T, o *activities.Observation) {
				require.True(t, o.SilentSince.IsZero())
				require.Zero(t, o.SilentSeq)
			},
		},
		"a reply from before the last closing keeps nobody waiting": {
			func(r *row) { r.standing.ClosedSeq = 4; r.standing.LastSeq = 5 }, monday,
			func(t *testing.T, o *activities.Observation) {
				require.True(t, o.SilentSince.IsZero())
				require.Zero(t, o.SilentSeq)
			},
		},
		"nor does a reply of one who gave the ticket back": {
			func(r *row) { r.standing.FreedSeq = 4; r.standing.LastSeq = 5 }, monday,
			func(t *testing.T, o *activities.Observation) {
				require.True(t, o.SilentSince.IsZero())
				require.Zero(t, o.SilentSeq)
				require.EqualValues(t, 4, o.FreedSeq)
			},
		},
		"a replier is named": {
			func(r *row) {
				r.standing.State, r.standing.AgentID, r.standing.Replier = desk.Waiting, uuid.NullUUID{}, replier
			}, monday,
			func(t *testing.T, o *activities.Observation) {
				require.Equal(t, anna, o.Replier)
				require.Equal(t, uuid.Nil, o.Agent)
			},
		},
		"the shop is closed at night until the morning": {
			func(*row) {}, monday.Add(8 * time.Hour),
			func(t *testing.T, o *activities.Observation) {
				require.False(t, o.Open)
				require.Equal(t, monday.Add(21*time.Hour), o.HoursChangeAt)
			},
		},
		"a shop in an unknown time zone counts as open": {
			func(r *row) { r.standing.Channel.Settings.Hours.TimeZone = "Mars/Olympus" }, monday.Add(8 * time.Hour),
			func(t *testing.T, o *activities.Observation) {
				require.True(t, o.Open)
				require.True(t, o.HoursChangeAt.IsZero())
			},
		},
		"the transcripts that are to be sent are named": {
			func(r *row) { r.standing.Transcripts = []uuid.UUID{transcript} }, monday,
			func(t *testing.T, o *activities.Observation) {
				require.Equal(t, []uuid.UUID{transcript}, o.Transcripts)
			},
		},
		"an erased ticket is gone": {
			func(r *row) { r.err = desk.Errorf(desk.NotFound, "ticket_not_found", "no") }, monday,
			func(t *testing.T, o *activities.Observation) {
				require.Equal(t, &activities.Observation{Gone: true}, o)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := aRow()
			c.row(r)
			a, _ := with(r, rules.None{})
			o, err := a.Observe(t.Context(), asOf(0, c.at))
			require.NoError(t, err)
			c.check(t, o)
		})
	}
}

func TestRulesAreAskedAboutEntriesThatAreNew(t *testing.T) {
	for name, c := range map[string]struct {
		after, closed, last int64
		want                [][2]int64
	}{
		"to a run that begins all are new":                  {0, 0, 4, [][2]int64{{0, 4}}},
		"to a run that begins after a closing, those after": {0, 3, 4, [][2]int64{{3, 4}}},
		"nothing is new":                                      {4, 0, 4, nil},
		"the closing is the last":                             {0, 4, 4, nil},
		"a run that goes on sees its own closing":             {2, 4, 4, [][2]int64{{2, 4}}},
		"a run that knows more than a restored journal holds": {9, 0, 4, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, set := aRow(), new(rulesOf)
			r.standing.ClosedSeq, r.standing.LastSeq = c.closed, c.last
			a, _ := with(r, set)
			o, err := a.Observe(t.Context(), asOf(c.after, monday))
			require.NoError(t, err)
			require.Equal(t, c.want, set.asked)
			require.Len(t, o.Matches, len(c.want))
		})
	}
}

func TestRulesThatCannotBeEvaluatedMatchNothingAndAreLogged(t *testing.T) {
	a, log := with(aRow(), &rulesOf{err: errors.New("no such field")})
	o, err := a.Observe(t.Context(), asOf(0, monday))
	require.NoError(t, err)
	require.Empty(t, o.Matches)
	require.Contains(t, log.String(), "no such field")
}

func TestALookIsTriedAgainWhileTheDatabaseCannotTellWhichRulesMatch(t *testing.T) {
	away := fmt.Errorf("reading rules: %w", driver.ErrBadConn)
	a, _ := with(aRow(), &rulesOf{err: away})
	_, err := a.Observe(t.Context(), asOf(0, monday))
	var failure *temporal.ApplicationError
	require.ErrorAs(t, err, &failure, "the entries would count as looked at, and no rule had been asked")
	require.False(t, failure.NonRetryable())
	_, err = a.AskOfTime(t.Context(), activities.TimeInput{ObserveInput: asOf(0, monday)})
	require.ErrorAs(t, err, &failure)
}

// steps are the activities that write, by name, with what each asks of the store.
func steps(a *activities.Activities, at time.Time) map[string]func(context.Context) (*activities.Outcome, error) {
	in := asOf(1, at)
	step := activities.StepInput{ObserveInput: in, Entry: entry, Agent: anna}
	return map[string]func(context.Context) (*activities.Outcome, error){
		"join":        func(ctx context.Context) (*activities.Outcome, error) { return a.Join(ctx, step) },
		"take over":   func(ctx context.Context) (*activities.Outcome, error) { return a.TakeOver(ctx, step) },
		"reopen":      func(ctx context.Context) (*activities.Outcome, error) { return a.Reopen(ctx, step) },
		"wait":        func(ctx context.Context) (*activities.Outcome, error) { return a.AnnounceWait(ctx, step) },
		"after hours": func(ctx context.Context) (*activities.Outcome, error) { return a.AnnounceAfterHours(ctx, step) },
		"close": func(ctx context.Context) (*activities.Outcome, error) {
			return a.Close(ctx, activities.CloseInput{ObserveInput: in, Entry: entry, By: desk.ClosedByAgent, Agent: anna, SeenSeq: 7})
		},
		"remind": func(ctx context.Context) (*activities.Outcome, error) {
			return a.RemindSilent(ctx, activities.RemindInput{ObserveInput: in, Entry: entry, ReplySeq: 3})
		},
	}
}

func TestAStepIsOneCallAndTellsHowTheConversationStandsAfterIt(t *testing.T) {
	night := monday.Add(8 * time.Hour)
	want := map[string]string{
		"join":        fmt.Sprintf("join %v %v %v", ticket, anna, entry),
		"take over":   fmt.Sprintf("take over %v %v %v", ticket, anna, entry),
		"reopen":      fmt.Sprintf("reopen %v %v %v", ticket, anna, entry),
		"wait":        fmt.Sprintf("wait %v %v", ticket, entry),
		"after hours": fmt.Sprintf("after hours %v %v %v", ticket, entry, monday.Add(21*time.Hour)),
		"close":       fmt.Sprintf("close %v %v %v", ticket, store.Closing{By: desk.ClosedByAgent, Agent: anna, SeenSeq: 7}, entry),
		"remind":      fmt.Sprintf("remind %v %v 3", ticket, entry),
	}
	for name := range want {
		t.Run(name, func(t *testing.T) {
			for _, made := range []bool{true, false} {
				r, set := aRow(), new(rulesOf)
				r.made = made
				a, _ := with(r, set)
				out, err := steps(a, night)[name](t.Context())
				require.NoError(t, err)
				require.Equal(t, made, out.Made)
				require.Equal(t, []string{want[name]}, r.asked)
				require.EqualValues(t, 4, out.Observation.Through)
				require.Equal(t, [][2]int64{{1, 4}}, set.asked, "the rules see what this step noticed first")
				require.Len(t, out.Observation.Matches, 1)
			}
		})
	}
}

func TestAfterHoursAreNotAnnouncedWhileTheShopIsOpen(t *testing.T) {
	r := aRow()
	a, _ := with(r, rules.None{})
	out, err := steps(a, monday)["after hours"](t.Context())
	require.NoError(t, err)
	require.False(t, out.Made)
	require.True(t, out.Observation.Open)
	require.Empty(t, r.asked)
}

// secret is what Postgres tells of the row in its errors.
const secret = `jan@klient.example`

func TestWhatTimeBringsIsAskedOnceAlsoWhenRulesCannotBeAsked(t *testing.T) {
	due := rules.Due{Event: rules.WaitingLong, After: 120, Seq: 1, At: monday}
	next := &rules.Due{Event: rules.Unanswered, After: 300, Seq: 1, At: monday.Add(time.Minute)}
	before := rules.Asked{Event: rules.WaitingLong, After: 60, Seq: 1}
	in := activities.TimeInput{ObserveInput: asOf(4, monday), Due: due}
	in.Asked = []rules.Asked{before}

	a, _ := with(aRow(), &rulesOf{next: next})
	out, err := a.AskOfTime(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, []rules.Asked{before, {Event: rules.Unanswered, After: 60, Seq: 1}}, out.Asked)
	require.Equal(t, []rules.Match{{Event: rules.Unanswered, Seq: 1}}, out.Observation.Matches, "nothing is new beside")
	require.Equal(t, next, out.Observation.Due)

	a, log := with(aRow(), &rulesOf{err: errors.New("they can't")})
	out, err = a.AskOfTime(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, []rules.Asked{{Event: rules.WaitingLong, After: 120, Seq: 1}}, out.Asked, "it would be asked again and again")
	require.Empty(t, out.Observation.Matches)
	require.Contains(t, log.String(), "they can't")
}

func TestErrorsCarryNoTextIntoHistories(t *testing.T) {
	postgres := fmt.Errorf("joined: %w", &pq.Error{Code: "23505", Message: "duplicate key", Detail: "Key (email)=(" + secret + ") already exists."})
	known := fmt.Errorf("joined: %w", desk.Errorf(desk.Conflict, "entry_id_reused", "the entry of %s", secret))
	all := func(a *activities.Activities) map[string]func(context.Context) error {
		calls := map[string]func(context.Context) error{
			"observe": func(ctx context.Context) error { _, err := a.Observe(ctx, asOf(0, monday)); return err },
			"act":     func(ctx context.Context) error { _, err := a.Act(ctx, rules.Act{Ticket: ticket}); return err },
			"give up": func(ctx context.Context) error {
				return a.GiveUpAction(ctx, activities.GiveUpActionInput{Ticket: ticket})
			},
			"time": func(ctx context.Context) error {
				_, err := a.AskOfTime(ctx, activities.TimeInput{ObserveInput: asOf(0, monday)})
				return err
			},
		}
		for name, step := range steps(a, monday.Add(8*time.Hour)) {
			calls[name] = func(ctx context.Context) error { _, err := step(ctx); return err }
		}
		return calls
	}
	for name := range all(new(activities.Activities)) {
		t.Run(name, func(t *testing.T) {
			for cause, wantType := range map[error]string{postgres: activities.StepFailed, known: string(desk.Conflict)} {
				r := aRow()
				r.err = cause
				a, log := with(r, &rulesOf{err: cause})
				err := all(a)[name](t.Context())
				var failure *temporal.ApplicationError
				require.ErrorAs(t, err, &failure)
				require.Equal(t, wantType, failure.Type())
				require.False(t, failure.NonRetryable())
				recorded := temporal.GetDefaultFailureConverter().ErrorToFailure(err)
				require.NotContains(t, recorded.String(), secret)
				require.NotContains(t, recorded.String(), "duplicate key")
				require.Contains(t, log.String(), ticket.String(), "the log says why")
			}
		})
	}
}

func TestWhatHistoriesRecordIsIDsNumbersAndWordsOfTheVocabulary(t *testing.T) {
	a, _ := with(aRow(), rules.None{})
	o, err := a.Observe(t.Context(), asOf(0, monday))
	require.NoError(t, err)
	payload, err := converter.GetDefaultDataConverter().ToPayload(o)
	require.NoError(t, err)
	require.Less(t, len(payload.Data), 700, "an observation is recorded with every signal")
	require.JSONEq(t, `{"number":123,"channelKey":"glowny","channel":"Sklep główny",
		"ticketUrl":"https://desk.example/inbox/tickets/70000000-0000-4000-8000-000000000001","state":"active","priority":"high",
		"sentiment":"negative","agent":"a0000000-0000-4000-8000-000000000001","through":4,"createdAt":"2026-11-23T10:00:00Z","silentSince":"2026-11-23T10:59:00Z",
		"silentSeq":3,"lastCustomerSeq":1,"pace":{"waitNoticeAfter":120,"remindAfter":900,"closeAfter":3600},"open":true,
		"hoursChangeAt":"2026-11-23T16:00:00Z"}`, string(payload.Data))
}

// registry notes what is registered.
type registry struct {
	worker.Registry
	activities map[string]any
}

func (r *registry) RegisterWorkflowWithOptions(any, workflow.RegisterOptions) {}

func (r *registry) RegisterActivityWithOptions(f any, o activity.RegisterOptions) {
	r.activities[o.Name] = f
}

func TestEveryActivityIsRegisteredUnderItsMethodsName(t *testing.T) {
	a := new(activities.Activities)
	r := &registry{activities: map[string]any{}}
	rozmowa.Register(r, a)
	rozmowa.RegisterModel(r, a)
	rozmowa.RegisterWebhooks(r, a)
	value := reflect.ValueOf(a)
	require.Len(t, r.activities, value.NumMethod())
	for i := range value.NumMethod() {
		name := value.Type().Method(i).Name
		require.Contains(t, r.activities, name)
		registered := runtime.FuncForPC(reflect.ValueOf(r.activities[name]).Pointer()).Name()
		require.True(t, strings.HasSuffix(registered, "."+name+"-fm"), registered)
	}
}
