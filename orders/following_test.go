package orders

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker"
	"rozmowa/store"
)

// second is the test's clock: so many seconds after the mirror's beginning.
func second(n int) time.Time { return time.Unix(1_790_000_000+int64(n), 0) }

// pageOf makes a page: so many orders at each second, numbered on.
func pageOf(firstID int64, counts ...[2]int) *baselinker.OrderPage {
	page := new(baselinker.OrderPage)
	for _, c := range counts {
		for range c[1] {
			page.Orders = append(page.Orders, baselinker.Order{ID: firstID, ConfirmedAt: second(c[0])})
			firstID++
		}
	}
	return page
}

func TestWhereAMirrorGoesOnBehindAPage(t *testing.T) {
	at := second(1000)
	cursor := func(n int, after int64) store.OrderCursor { return store.OrderCursor{At: second(n), AfterID: after} }
	odd := pageOf(1, [2]int{5, 99})
	odd.Skipped = 1
	for name, c := range map[string]struct {
		from store.OrderCursor
		page *baselinker.OrderPage
		next store.OrderCursor
		more bool
	}{
		"a page that isn't full is the last":                      {cursor(0, 0), pageOf(1, [2]int{5, 99}), cursor(1, 0), false},
		"the last second of a full page is read again":            {cursor(0, 0), pageOf(1, [2]int{5, 60}, [2]int{6, 40}), cursor(6, 0), true},
		"orders without a number count when a page is full":       {cursor(0, 0), odd, cursor(5, 0), true},
		"a second that fills a page is read by numbers":           {cursor(5, 0), pageOf(1, [2]int{5, 100}), cursor(5, 100), true},
		"and further by numbers":                                  {cursor(5, 100), pageOf(100, [2]int{5, 100}), cursor(5, 199), true},
		"until other seconds come, where numbers begin anew":      {cursor(5, 100), pageOf(100, [2]int{5, 21}, [2]int{9, 79}), cursor(6, 0), true},
		"or nothing does: smaller numbers may be confirmed since": {cursor(5, 100), pageOf(100, [2]int{5, 21}), cursor(6, 0), true},
		"a second whose orders don't advance is left":             {cursor(5, 100), pageOf(1, [2]int{5, 100}), cursor(6, 0), true},
		"what is dated in the future doesn't lead there":          {cursor(0, 0), pageOf(1, [2]int{5, 60}, [2]int{90_000, 40}), store.OrderCursor{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			next, more := following(c.from, c.page, at)
			require.Equal(t, c.more, more)
			if more {
				require.True(t, next.At.Equal(c.next.At), "%v", next.At)
				require.Equal(t, c.next.AfterID, next.AfterID)
			}
		})
	}
}

func TestTheNextLookReachesBehindTheNewestOrder(t *testing.T) {
	at, start := second(10_000), second(0)
	from := store.OrderCursor{At: second(5000)}
	require.Equal(t, from, rested(from, pageOf(1), start, at), "nothing came")
	require.True(t, rested(from, pageOf(1, [2]int{6000, 2}), start, at).At.Equal(second(5400)))
	require.True(t, rested(from, pageOf(1, [2]int{6000, 2}, [2]int{99_999, 1}), start, at).At.Equal(second(5400)), "a date of the future is none")
	require.True(t, rested(store.OrderCursor{At: start}, pageOf(1, [2]int{7, 2}), start, at).At.Equal(start))
}
