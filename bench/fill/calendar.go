package fill

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// span is how far back the oldest ticket came.
const span = 2 * 365 * 24 * time.Hour

// How busy the hours of a day in Poland, the days of the week from Sunday and the months are, against each other.
var (
	busyHours  = [24]float64{2, 1, 1, 1, 1, 2, 6, 14, 30, 50, 60, 62, 60, 58, 58, 55, 50, 48, 50, 55, 58, 48, 28, 10}
	busyDays   = [7]float64{0.75, 1.3, 1.15, 1.1, 1.05, 1, 0.7}
	busyMonths = [13]float64{1: 1.1, 0.9, 0.9, 0.9, 0.95, 0.9, 0.8, 0.85, 1, 1.05, 1.4, 1.6}
)

// growth is how much more comes at the end than at the beginning.
const growth = 0.6

const (
	opens  = 8 // the agents' hours
	closes = 21
)

// calendar says when tickets come.
type calendar struct {
	began, until time.Time
	zone         *time.Location
	through      []float64 // the share of all tickets that has come by the end of each hour since began
}

func newCalendar(until time.Time) (*calendar, error) {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		return nil, fmt.Errorf("the calendar: %w", err)
	}
	c := &calendar{began: until.Add(-span), until: until, zone: zone}
	total := 0.0
	hours := int(span / time.Hour)
	for i := range hours {
		at := c.began.Add(time.Duration(i) * time.Hour).In(zone)
		total += busyHours[at.Hour()] * busyDays[at.Weekday()] * busyMonths[at.Month()] * (1 + growth*float64(i)/float64(hours))
		c.through = append(c.through, total)
	}
	for i := range c.through {
		c.through[i] /= total
	}
	return c, nil
}

// at returns when that share of all tickets had come.
func (c *calendar) at(share float64) time.Time {
	hour, _ := slices.BinarySearch(c.through, share)
	hour = min(hour, len(c.through)-1)
	before := 0.0
	if hour > 0 {
		before = c.through[hour-1]
	}
	within := (share - before) / (c.through[hour] - before)
	return c.began.Add(time.Duration((float64(hour) + min(within, 1)) * float64(time.Hour))).Truncate(time.Microsecond)
}

// working returns t, or the next opening when nobody works then.
func (c *calendar) working(t time.Time) time.Time {
	at := t.In(c.zone)
	hour := at.Hour()
	if hour >= opens && hour < closes {
		return t
	}
	day := at.Day()
	if hour >= closes {
		day++
	}
	return time.Date(at.Year(), at.Month(), day, opens, 0, 0, 0, c.zone).Add(t.Sub(t.Truncate(time.Hour)) / 6)
}

// skewed makes factors around 1: most are smaller, a few are many times as large.
func skewed(normal float64, by float64) float64 { return math.Exp(normal * by) }
