package fakebase_test

import (
	"math"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rozmowa/baselinker/fakebase"
)

var origin = time.Date(2026, 11, 20, 12, 34, 56, 0, time.UTC)

func TestTheSameSeedMakesTheSameOrders(t *testing.T) {
	t.Parallel()
	make := func(seed int64) []fakebase.Order {
		s := fakebase.New(fakebase.Config{Seed: seed, Orders: 500, Now: func() time.Time { return origin }})
		s.AddCustomer(fakebase.Customer{Name: "Jan Testowy", Email: "jan@example.com"}, 3)
		return s.Orders()
	}
	first := make(7)
	require.Equal(t, len(first), 503)
	require.Equal(t, first, make(7))
	require.NotEqual(t, first, make(8))
}

func TestSeededOrdersAreBelievable(t *testing.T) {
	t.Parallel()
	s := fakebase.New(fakebase.Config{Seed: 2, Orders: 8_000, Origin: origin})
	known := map[int64]bool{}
	for _, status := range s.Statuses() {
		require.Regexp(t, `^#[0-9A-F]{6}$`, status.Color)
		known[status.ID] = true
	}
	numbers := map[string]*regexp.Regexp{
		"inpost": regexp.MustCompile(`^6\d{23}$`), "inpostkurier": regexp.MustCompile(`^6\d{23}$`), "dpd": regexp.MustCompile(`^\d{13}[A-Z]$`),
		"dhl": regexp.MustCompile(`^2\d{10}$`), "pocztapolska": regexp.MustCompile(`^00\d{18}$`),
	}
	statuses, sources, tracking, hours := map[int64]int{}, map[string]int{}, map[fakebase.TrackingStatus]int{}, map[int]int{}
	var unconfirmed, capitals, long, cod, invoices, free int
	lastID, lastAdded := int64(0), time.Time{}
	for _, o := range s.Orders() {
		require.Greater(t, o.ID, lastID)
		require.False(t, o.Added.Before(lastAdded), "a later order has a higher id")
		lastID, lastAdded = o.ID, o.Added
		require.True(t, known[o.StatusID])
		require.False(t, o.Added.After(origin))
		require.False(t, o.InStatus.After(origin))
		if o.Unconfirmed {
			unconfirmed++
			require.True(t, o.Confirmed.IsZero())
			require.Less(t, origin.Sub(o.Added), 48*time.Hour)
		} else {
			require.False(t, o.Confirmed.Before(o.Added))
			require.False(t, o.Confirmed.After(origin))
		}
		require.NotEmpty(t, o.Products)
		for _, p := range o.Products {
			require.Positive(t, p.Price)
			require.Positive(t, p.Quantity)
			require.Equal(t, 0, checksum(p.EAN))
		}
		if o.Paid > 0 {
			require.InDelta(t, o.Total(), o.Paid, 1000)
		}
		require.LessOrEqual(t, utf8.RuneCountInString(o.Email), 150)
		if utf8.RuneCountInString(o.Email) > 50 {
			long++
		}
		if o.Email != strings.ToLower(o.Email) {
			capitals++
		}
		for _, p := range o.Packages {
			require.Regexp(t, numbers[p.Courier], p.Number)
			require.True(t, strings.HasSuffix(p.URL, p.Number))
			require.False(t, p.Tracked.After(origin))
			tracking[p.Tracking]++
		}
		if o.StatusID == fakebase.StatusSent {
			require.NotEmpty(t, o.Packages)
			require.Equal(t, o.Delivery.Number, o.Packages[0].Number)
		}
		if o.COD {
			cod++
		}
		if o.Invoice.Wanted {
			invoices++
		}
		if o.Delivery.Price == 0 {
			free++
		}
		statuses[o.StatusID]++
		sources[o.Source]++
		hours[o.Added.Hour()]++
	}
	for id := range known {
		require.Positive(t, statuses[id], "nobody has status %d", id)
	}
	require.Greater(t, float64(statuses[fakebase.StatusDelivered]), 0.8*8_000, "most of a hundred days' orders have arrived")
	require.Greater(t, sources["shop"], sources["allegro"])
	require.Positive(t, sources["personal"])
	for _, status := range []fakebase.TrackingStatus{
		fakebase.TrackingLabelCreated, fakebase.TrackingShipped, fakebase.TrackingOnTheWay, fakebase.TrackingOutForDelivery,
		fakebase.TrackingAtPoint, fakebase.TrackingDelivered, fakebase.TrackingReturned, fakebase.TrackingLost,
	} {
		require.Positive(t, tracking[status], "no parcel is in tracking status %d", status)
	}
	require.Greater(t, hours[19], 5*hours[2], "people buy in the evening, not at night")
	for _, n := range []int{unconfirmed, capitals, long, cod, invoices, free} {
		require.Positive(t, n)
	}
}

func checksum(ean string) int {
	sum := 0
	for i, d := range ean {
		sum += int(d-'0') * (1 + i%2*2)
	}
	return sum % 10
}

func TestAsManyOrdersAsAskedForShareOneSecond(t *testing.T) {
	t.Parallel()
	s := fakebase.New(fakebase.Config{Seed: 1, Orders: 5000, SameSecond: 120, Origin: origin})
	most, second := 0, map[time.Time]int{}
	for _, o := range s.Orders() {
		if !o.Unconfirmed {
			second[o.Confirmed]++
			most = max(most, second[o.Confirmed])
		}
	}
	require.GreaterOrEqual(t, most, 120)
	require.Less(t, most, 130)
}

func TestFiftyThousandOrdersTakeLittleRoom(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := fakebase.New(fakebase.Config{Seed: 1, Orders: 50_000, Origin: origin})
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(32<<20))
	page := direct(s, "getOrders")
	require.Equal(t, 100, strings.Count(page, `"products":`))
}

func TestADemoCustomerHasTheOrdersAskedFor(t *testing.T) {
	t.Parallel()
	now := origin
	s := fakebase.New(fakebase.Config{Seed: 1, Orders: 300, Now: func() time.Time { return now }})
	ids := s.AddCustomer(fakebase.Customer{Name: "Ewa Testowa", Email: "Ewa@Example.com", Phone: "501 502 503"}, 3)
	require.Len(t, ids, 3)
	orders := s.OrdersOf("ewa@example.com")
	require.Len(t, orders, 3)
	for i, o := range orders {
		require.Equal(t, ids[2-i], o.ID, "newest first")
		require.Equal(t, "Ewa@Example.com", o.Email)
		require.False(t, o.Unconfirmed)
		require.NotEqual(t, "allegro", o.Source)
	}
	fresh := s.NewOrder(fakebase.Customer{Name: "Ewa Testowa", Email: "Ewa@Example.com"})
	require.Equal(t, now, fresh.Confirmed)
	id := s.AddOrder(fresh)
	require.Equal(t, id, s.OrdersOf("ewa@example.com")[0].ID)
	require.Less(t, math.Abs(float64(now.Sub(s.OrdersOf("ewa@example.com")[0].Added))), float64(time.Minute))
}
