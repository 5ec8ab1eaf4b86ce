package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"rozmowa/desk"
	"rozmowa/store"
)

// someday is when the tests of the budget begin: the trial that saving an account counts is over by then.
var someday = time.Now().Add(time.Hour).Truncate(time.Second)

// begin asks for a turn at a moment.
func begin(t require.TestingT, s *store.Store, account uuid.UUID, interactive bool, at time.Time) store.BaseLinkerTurn {
	turn, err := s.BeginBaseLinkerCall(context.Background(), store.BaseLinkerCall{Account: account, Method: "getOrders", Interactive: interactive, At: at})
	require.NoError(t, err)
	require.Equal(t, turn.ID == 0, turn.WaitsFor != "")
	if turn.WaitsFor == desk.WaitBudget {
		require.True(t, turn.Until.After(at), "who waits comes again later")
	}
	return turn
}

func TestNoMoreCallsBeginThanTheBudgetAllows(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other := openStore(t, h.url) // of another process
	a := h.newBaseLinker(t, 40)
	_, err := h.DB().Exec(`DELETE FROM baselinker_calls`) // the token's trial
	require.NoError(t, err)
	began := time.Now()
	turns := make(chan store.BaseLinkerTurn, 120)
	var all []func() error
	for i := range cap(turns) {
		all = append(all, func() error {
			turn, err := []*store.Store{h.Store, other}[i%2].BeginBaseLinkerCall(t.Context(), store.BaseLinkerCall{Account: a.ID, Method: "getOrders", Interactive: i%3 > 0})
			turns <- turn
			if err == nil && turn.ID != 0 && i%2 == 0 {
				err = h.EndBaseLinkerCall(t.Context(), turn.ID, time.Time{})
			}
			return err
		})
	}
	require.NoError(t, inParallel(all...))
	close(turns)
	begun := 0
	for turn := range turns {
		if turn.ID != 0 {
			begun++
			require.NotEmpty(t, turn.Token)
		} else {
			require.Equal(t, desk.WaitBudget, turn.WaitsFor)
			// A call whose end nobody has said yet counts for two minutes, and background ones stand back ten seconds more.
			require.WithinRange(t, turn.Until, began, time.Now().Add(2*time.Minute+10*time.Second))
		}
	}
	require.Equal(t, 40, begun)
}

func TestBackgroundCallsLeaveAQuarterAndStandBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.newBaseLinker(t, 20)
	now := someday
	var last store.BaseLinkerTurn
	for range 15 {
		last = begin(t, h.Store, a.ID, false, now)
		require.NoError(t, h.EndBaseLinkerCall(t.Context(), last.ID, now))
	}
	waits := begin(t, h.Store, a.ID, false, now)
	require.True(t, waits.Until.Equal(now.Add(time.Minute)), "three quarters are used: %s", waits.Until)
	for range 5 {
		require.NotZero(t, begin(t, h.Store, a.ID, true, now).ID, "the rest is for those whom somebody waits for")
	}
	now = now.Add(30 * time.Second)
	waits = begin(t, h.Store, a.ID, true, now)
	require.True(t, waits.Until.Equal(someday.Add(time.Minute)))

	now = waits.Until // fifteen are free again, but somebody was told to come for one
	waits = begin(t, h.Store, a.ID, false, now)
	require.Zero(t, waits.ID)
	require.True(t, waits.Until.Equal(now.Add(10*time.Second)))
	require.NotZero(t, begin(t, h.Store, a.ID, true, now).ID)
	require.NotZero(t, begin(t, h.Store, a.ID, false, waits.Until).ID, "and then it goes on")
}

func TestACallWhoseProcessDiedCountsForTwoMinutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.newBaseLinker(t, 10)
	for range 10 {
		require.NotZero(t, begin(t, h.Store, a.ID, true, someday).ID)
	}
	require.Zero(t, begin(t, h.Store, a.ID, true, someday.Add(2*time.Minute-time.Millisecond)).ID)
	for range 10 {
		require.NotZero(t, begin(t, h.Store, a.ID, true, someday.Add(2*time.Minute)).ID)
	}
	var rows int
	require.NoError(t, h.DB().Get(&rows, `SELECT count(*) FROM baselinker_calls WHERE account_id = $1`, a.ID))
	require.Equal(t, 10, rows, "those that count no more are forgotten")
}

func TestATokenThatIsConnectedAgainHasNoOtherBudget(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	connect := func(token string) uuid.UUID {
		a, err := h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "Sklep "+uuid.NewString(), 10, baseToken(token))
		require.NoError(t, err)
		return a.ID
	}
	first := connect("1-A")
	for i := range 8 {
		turn := begin(t, h.Store, first, true, someday)
		require.NotZero(t, turn.ID)
		if i < 4 {
			require.NoError(t, h.EndBaseLinkerCall(t.Context(), turn.ID, someday))
		}
	}
	require.NoError(t, h.DeleteBaseLinkerAccount(t.Context(), first))
	more, err := h.ForgetOrders(t.Context())
	require.NoError(t, err)
	require.False(t, more)
	again, other := connect("1-A"), connect("1-B")
	for range 2 {
		require.NotZero(t, begin(t, h.Store, again, true, someday.Add(time.Second)).ID)
	}
	waits := begin(t, h.Store, again, true, someday.Add(time.Second))
	require.Zero(t, waits.ID, "BaseLinker counts by the token")
	require.True(t, waits.Until.Equal(someday.Add(time.Minute)))
	for range 10 {
		require.NotZero(t, begin(t, h.Store, other, true, someday.Add(time.Second)).ID, "another token has its own")
	}
	require.NotZero(t, begin(t, h.Store, again, true, waits.Until).ID)

	// And the other way round: another token of the same account.
	_, err = h.SaveBaseLinkerAccount(t.Context(), other, 1, "Sklep", 10, baseToken("1-C"))
	require.NoError(t, err)
	require.NotZero(t, begin(t, h.Store, other, true, someday.Add(time.Second)).ID)
}

func TestARefusedTokenIsToldOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := baseToken("1-A")
	a, err := h.SaveBaseLinkerAccount(t.Context(), uuid.New(), 0, "Sklep", 60, token)
	require.NoError(t, err)
	e := listen(t, h, store.VocabularyChannel)
	firsts := make(chan bool, 8)
	var all []func() error
	for range cap(firsts) {
		all = append(all, func() error {
			first, err := h.RejectBaseLinker(t.Context(), a.ID, token.Sealed, store.TokenRejected, time.Time{})
			firsts <- first
			return err
		})
	}
	require.NoError(t, inParallel(all...))
	close(firsts)
	told := 0
	for first := range firsts {
		if first {
			told++
		}
	}
	require.Equal(t, 1, told)
	require.Equal(t, []notice{{store.VocabularyChannel, store.OrdersNotice}}, e.sinceLast())
	require.Equal(t, store.BaseLinkerTurn{WaitsFor: desk.WaitRejected}, begin(t, h.Store, a.ID, true, someday))
	turn, err := h.BeginBaseLinkerCall(t.Context(), store.BaseLinkerCall{Account: a.ID, Method: "getOrderStatusList", Anyway: true})
	require.NoError(t, err)
	require.NotZero(t, turn.ID)
}

// underWay is a call that has begun, and when it will end.
type underWay struct {
	id   int64
	ends time.Time
}

func TestBaseLinkerNeverSeesMoreThanTheBudgetInAnyMinute(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	stores := []*store.Store{h.Store, openStore(t, h.url)}
	rapid.Check(t, func(r *rapid.T) {
		budget := rapid.IntRange(10, 16).Draw(r, "budget")
		a := h.newBaseLinker(t, budget)
		now := someday
		var arrivals []time.Time
		var open []underWay
		// endUntil has the calls end whose time has come, in their order.
		endUntil := func(at time.Time) {
			slices.SortFunc(open, func(a, b underWay) int { return a.ends.Compare(b.ends) })
			for len(open) > 0 && !open[0].ends.After(at) {
				require.NoError(r, h.EndBaseLinkerCall(context.Background(), open[0].id, open[0].ends))
				open = open[1:]
			}
		}
		milliseconds := func(most int, what string) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(r, what)) * time.Millisecond
		}
		mortality := rapid.SampledFrom([]int{0, 1, 6}).Draw(r, "of six calls die")
		for range rapid.IntRange(1, 8).Draw(r, "bursts") {
			now = now.Add(milliseconds(70_000, "pause"))
			for range rapid.IntRange(1, 14).Draw(r, "calls") {
				now = now.Add(milliseconds(300, "step"))
				endUntil(now)
				turn := begin(r, stores[rapid.IntRange(0, 1).Draw(r, "process")], a.ID, rapid.Bool().Draw(r, "interactive"), now)
				if turn.ID == 0 {
					continue
				}
				// It arrives anywhere between its beginning and its end, which is thirty seconds later at most.
				arrives := now.Add(rapid.SampledFrom([]time.Duration{0, milliseconds(30_000, "some way"), 30 * time.Second}).Draw(r, "way"))
				arrivals = append(arrivals, arrives)
				if rapid.IntRange(0, 5).Draw(r, "dies") >= mortality {
					open = append(open, underWay{id: turn.ID, ends: arrives.Add(milliseconds(int(now.Add(30*time.Second).Sub(arrives).Milliseconds()), "way back"))})
				}
			}
		}
		slices.SortFunc(arrivals, time.Time.Compare)
		for i := range arrivals {
			if i >= budget {
				require.GreaterOrEqual(r, arrivals[i].Sub(arrivals[i-budget]), time.Minute, "%d requests within a minute", budget+1)
			}
		}
		// Whoever comes again when told to has a turn soon.
		endUntil(now.Add(time.Hour))
		for tries := 0; ; tries++ {
			turn := begin(r, h.Store, a.ID, true, now)
			if turn.ID != 0 {
				break
			}
			require.Less(r, tries, 2*budget)
			require.LessOrEqual(r, turn.Until.Sub(now), 2*time.Minute)
			now = turn.Until
		}
	})
}
