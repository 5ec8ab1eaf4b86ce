package fakebase_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

func statusForm(id int64) url.Values {
	return url.Values{"method": {"setOrderStatus"}, "parameters": {fmt.Sprintf(`{"order_id":%d,"status_id":%d}`, id, fakebase.StatusSent)}}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	cases := []struct {
		fault   fakebase.Fault
		broken  bool // no whole answer
		status  int
		html    bool
		code    string
		changed bool // setOrderStatus did its work all the same
	}{
		{fault: fakebase.Fault{Kind: fakebase.Slow, Delay: fakebase.Delay(time.Hour)}, status: 200, changed: true},
		{fault: fakebase.Fault{Kind: fakebase.SlowAnswer, Delay: fakebase.Delay(time.Hour)}, status: 200, changed: true},
		{fault: fakebase.Fault{Kind: fakebase.Break}, broken: true},
		{fault: fakebase.Fault{Kind: fakebase.BreakAfter}, broken: true, changed: true},
		{fault: fakebase.Fault{Kind: fakebase.BreakWithin}, broken: true, changed: true},
		{fault: fakebase.Fault{Kind: fakebase.HTML}, status: 200, html: true},
		{fault: fakebase.Fault{Kind: fakebase.BadGateway}, status: 502, html: true},
		{fault: fakebase.Fault{Kind: fakebase.TooMany}, status: 429, html: true},
		{fault: fakebase.Fault{Kind: fakebase.Error, Code: fakebase.CodeAccountBlocked}, status: 200, code: fakebase.CodeAccountBlocked},
		{fault: fakebase.Fault{Kind: fakebase.Error, Code: fakebase.CodeBlockedToken}, status: 200, code: fakebase.CodeBlockedToken},
		{fault: fakebase.Fault{Kind: fakebase.Error, Code: "ERROR_OF_TOMORROW", Message: "?"}, status: 200, code: "ERROR_OF_TOMORROW"},
	}
	for _, c := range cases {
		t.Run(string(c.fault.Kind)+c.fault.Code, func(t *testing.T) {
			t.Parallel()
			var waited time.Duration
			var changedWhenWaiting bool
			var id int64
			var r *fakebase.Running
			r = fakebase.Start(t, fakebase.Config{Wait: func(d time.Duration, _ <-chan struct{}) {
				o, _ := r.Order(id)
				waited, changedWhenWaiting = d, o.StatusID == fakebase.StatusSent
			}})
			id = r.AddOrder(fakebase.Order{})
			c.fault.Method, c.fault.Times = "setOrderStatus", 1
			_, err := r.AddFault(c.fault)
			require.NoError(t, err)
			asked(t, r, "getOrders", `[]`) // another method

			res, body, err := post(t, r, fakebase.Token, statusForm(id))
			switch {
			case c.broken:
				require.Error(t, err)
			case c.html:
				require.NoError(t, err)
				require.Equal(t, c.status, res.StatusCode)
				require.Contains(t, res.Header.Get("Content-Type"), "text/html")
				require.False(t, json.Valid(body))
			default:
				require.NoError(t, err)
				require.Equal(t, c.status, res.StatusCode)
				var a answer
				require.NoError(t, json.Unmarshal(body, &a))
				require.Equal(t, c.code, a.ErrorCode)
				require.Equal(t, c.code == "", a.Status == "SUCCESS")
			}
			o, _ := r.Order(id)
			require.Equal(t, c.changed, o.StatusID == fakebase.StatusSent)
			if c.fault.Delay > 0 {
				require.Equal(t, time.Hour, waited)
				require.Equal(t, c.fault.Kind == fakebase.SlowAnswer, changedWhenWaiting)
			}
			calls := r.Calls()
			require.Equal(t, c.fault.Kind, calls[1].Fault)
			require.True(t, calls[1].Done)
			require.Equal(t, 2, r.Counts().Token().Requests, "a spoiled call counts")
			require.Empty(t, r.Faults(), "it was for one call")
			res, _, err = post(t, r, fakebase.Token, statusForm(id))
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, res.StatusCode)
		})
	}
}

func TestAFaultLastsUntilItIsClearedAndChanceGoesByTheSeed(t *testing.T) {
	t.Parallel()
	outcomes := func(seed int64) (all []bool) {
		s := fakebase.New(fakebase.Config{Seed: seed, Limit: 1000})
		id, err := s.AddFault(fakebase.Fault{Kind: fakebase.Error, Code: "ERROR_X", Chance: 0.3})
		require.NoError(t, err)
		good := 0
		for range 200 {
			all = append(all, served(direct(s, "getOrders")))
			if all[len(all)-1] {
				good++
			}
		}
		require.InDelta(t, 140, good, 30)
		require.True(t, s.ClearFault(id))
		require.False(t, s.ClearFault(id))
		for range 20 {
			require.True(t, served(direct(s, "getOrders")))
		}
		return all
	}
	require.Equal(t, outcomes(1), outcomes(1))
	require.NotEqual(t, outcomes(1), outcomes(2))
	s := fakebase.New(fakebase.Config{})
	for _, wrong := range []fakebase.Fault{{}, {Kind: "flood"}, {Kind: fakebase.Slow, Method: "getorders"}, {Kind: fakebase.Error}, {Kind: fakebase.Break, Times: -1}, {Kind: fakebase.Break, Chance: 2}} {
		_, err := s.AddFault(wrong)
		require.Error(t, err, "%+v", wrong)
	}
}

// This is how a test kills whoever asked between the change and the answer.
func TestACallIsHeldBeforeAndAfterItsChange(t *testing.T) {
	t.Parallel()
	for moment, changed := range map[fakebase.Moment]bool{fakebase.BeforeChange: false, fakebase.AfterChange: true} {
		r := fakebase.Start(t, fakebase.Config{})
		id := r.AddOrder(fakebase.Order{})
		h := r.Hold("setOrderStatus", moment)
		ended := make(chan error, 1)
		go func() {
			res, _, err := post(t, r, fakebase.Token, statusForm(id))
			if err == nil && res.StatusCode != http.StatusOK {
				err = fmt.Errorf("status %d", res.StatusCode)
			}
			ended <- err
		}()
		<-h.Arrived
		o, _ := r.Order(id)
		require.Equal(t, changed, o.StatusID == fakebase.StatusSent)
		require.Equal(t, changed, r.Calls()[0].Done)
		asked(t, r, "getOrders", `[]`) // others go on meanwhile
		h.Release()
		require.NoError(t, <-ended)
		o, _ = r.Order(id)
		require.Equal(t, fakebase.StatusSent, o.StatusID)
		require.Equal(t, 1, r.Counts().Orders[id].StatusSet)
	}
}

func TestAStandInThatEndsLetsGoOfWhatItHolds(t *testing.T) {
	t.Parallel()
	r, err := fakebase.Listen(t.Context(), fakebase.New(fakebase.Config{}), 0, 0)
	require.NoError(t, err)
	id := r.AddOrder(fakebase.Order{})
	h := r.Hold("setOrderStatus", fakebase.BeforeChange)
	_, err = r.AddFault(fakebase.Fault{Kind: fakebase.Slow, Method: "getOrders", Delay: fakebase.Delay(time.Hour)})
	require.NoError(t, err)
	ended := make(chan error, 2)
	go func() {
		_, _, err := post(t, r, fakebase.Token, statusForm(id))
		ended <- err
	}()
	<-h.Arrived
	go func() {
		_, _, err := post(t, r, fakebase.Token, url.Values{"method": {"getOrders"}, "parameters": {"[]"}})
		ended <- err
	}()
	require.Eventually(t, func() bool { return len(r.Calls()) == 2 }, 10*time.Second, time.Millisecond)
	require.NoError(t, r.Close())
	require.Error(t, <-ended)
	require.Error(t, <-ended)
	o, _ := r.Order(id)
	require.Equal(t, fakebase.StatusNew, o.StatusID)
}
