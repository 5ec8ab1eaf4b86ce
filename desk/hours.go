package desk

import (
	"fmt"
	"slices"
	"time"
)

// Hours is when a chat is open. Without any Week it is open around the clock, but on the dates of Exceptions;
// a week whose days have no ranges never opens.
type Hours struct {
	// TimeZone is an IANA name; empty means UTC.
	TimeZone string `json:"timeZone"`
	// Week holds the ranges of each weekday, 0 = Sunday as in time.Weekday.
	Week map[time.Weekday][]Range `json:"week,omitempty"`
	// Exceptions replaces the ranges of single dates ("2026-12-24"); no ranges mean closed that day.
	Exceptions map[string][]Range `json:"exceptions,omitempty"`
}

// Range is a part of a day in local wall-clock minutes after midnight. To ≤ From means until To on the
// next day; To = 1440 is midnight at the day's end.
type Range struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Availability is whether a chat is open at some moment.
type Availability struct {
	Open bool
	// ChangesAt is when Open changes next, in UTC; zero when it doesn't within the next year.
	ChangesAt time.Time
}

// OpensAt is the next opening of a closed chat; zero when open or when it never opens.
func (a Availability) OpensAt() time.Time {
	if a.Open {
		return time.Time{}
	}
	return a.ChangesAt
}

// horizon is how many days ahead a change is looked for: a year of exceptions, and a leap day.
const horizon = 367

// Validate checks the zone, the ranges and the dates.
func (h Hours) Validate() error {
	// "Local" is the machine's own zone: another one after a move to another machine.
	if _, err := time.LoadLocation(h.TimeZone); err != nil || h.TimeZone == "Local" {
		return InvalidField("hours.timeZone", "time_zone", "unknown time zone %q", h.TimeZone)
	}
	for day, ranges := range h.Week {
		if day < time.Sunday || day > time.Saturday {
			return InvalidField("hours.week", "weekday", "%d is not a weekday", day)
		}
		if err := validateRanges("hours.week", ranges); err != nil {
			return err
		}
	}
	if len(h.Exceptions) > maxExceptions {
		return InvalidField("hours.exceptions", "too_many", "more than %d dates", maxExceptions)
	}
	for date, ranges := range h.Exceptions {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return InvalidField("hours.exceptions", "date", "%q is not a date", date)
		}
		if err := validateRanges("hours.exceptions", ranges); err != nil {
			return err
		}
	}
	return nil
}

func validateRanges(field string, ranges []Range) error {
	if len(ranges) > maxDayRanges {
		return InvalidField(field, "too_many", "more than %d ranges a day", maxDayRanges)
	}
	for _, r := range ranges {
		if r.From < 0 || r.From >= 1440 || r.To < 0 || r.To > 1440 {
			return InvalidField(field, "range", "%d–%d are not minutes of a day", r.From, r.To)
		}
	}
	return nil
}

// At says whether the chat is open at t and when that changes next. It is an error only when the time
// zone is unknown on this machine.
//
// Wall-clock times mean what RFC 5545 has them mean. A time that the clocks skip moves forward by as much as
// they do: where 02:00 becomes 03:00, 02:30 is 03:30. A time that they show twice is the first of the two.
// Both hold for openings and closings alike, so that ranges and the breaks between them keep their length. A
// range that opens in the skipped time and closes after it, but before its moved opening, is left out.
func (h Hours) At(t time.Time) (Availability, error) {
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil {
		return Availability{}, fmt.Errorf("opening hours: %w", err)
	}
	if len(h.Week) == 0 && len(h.Exceptions) == 0 {
		return Availability{Open: true}, nil
	}
	// Most answers lie within a week; the whole horizon is looked at only for the others.
	a, ok := h.within(8, t, zone)
	if !ok {
		a, _ = h.within(horizon, t, zone)
	}
	return a, nil
}

// within looks for the next change in the days after t; ok is false when there is none in them.
func (h Hours) within(days int, t time.Time, zone *time.Location) (a Availability, ok bool) {
	local := t.In(zone)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	var spans []span
	// A range of the day before yesterday that ends with yesterday may reach into today where clocks skip.
	for offset := -2; offset <= days; offset++ {
		spans = h.appendDay(spans, today.AddDate(0, 0, offset), zone)
	}
	slices.SortFunc(spans, func(a, b span) int { return a.start.Compare(b.start) })
	var open *span
	for _, s := range spans {
		switch {
		case !s.end.After(t):
		case open != nil && s.start.After(open.end):
			return known(Availability{Open: true, ChangesAt: open.end}, today, days)
		case open != nil:
			open.end = later(open.end, s.end)
		case s.start.After(t):
			return known(Availability{Open: false, ChangesAt: s.start}, today, days)
		default:
			open = &s
		}
	}
	if open == nil {
		return Availability{Open: false}, false
	}
	return known(Availability{Open: true, ChangesAt: open.end}, today, days)
}

// known is a, without a change so late that ranges of days not looked at may have a say in it.
func known(a Availability, today time.Time, days int) (Availability, bool) {
	if a.ChangesAt.After(today.AddDate(0, 0, days-1)) {
		return Availability{Open: a.Open}, false
	}
	return a, true
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

type span struct{ start, end time.Time }

// appendDay appends the open spans of a date, given as its midnight in UTC.
func (h Hours) appendDay(spans []span, date time.Time, zone *time.Location) []span {
	for _, r := range h.ranges(date) {
		to := r.To
		if to <= r.From {
			to += 1440
		}
		s := span{instant(date, r.From, zone), instant(date, to, zone)}
		if s.end.After(s.start) {
			spans = append(spans, s)
		}
	}
	return spans
}

// ranges returns those of a date, given as its midnight in UTC.
func (h Hours) ranges(date time.Time) []Range {
	if ranges, ok := h.Exceptions[date.Format(time.DateOnly)]; ok {
		return ranges
	}
	if len(h.Week) == 0 {
		return []Range{{From: 0, To: 1440}}
	}
	return h.Week[date.Weekday()]
}

// instant is when the clocks of the zone show that many minutes after a date's midnight; At says which time
// it is where they never do, or twice. (time.Date promises neither, and takes the one or the other depending
// on the side of Greenwich.)
func instant(date time.Time, minutes int, zone *time.Location) time.Time {
	wall := date.Add(time.Duration(minutes) * time.Minute)
	// A day away from wall taken as UTC lies on one and the other side of wall's own instant, whatever the offset.
	before, after := offsetAt(wall.AddDate(0, 0, -1), zone), offsetAt(wall.AddDate(0, 0, 1), zone)
	byBefore := wall.Add(-before)
	if before == after || offsetAt(byBefore, zone) == before {
		return byBefore
	}
	if byAfter := wall.Add(-after); offsetAt(byAfter, zone) == after {
		return byAfter
	}
	return byBefore // skipped
}

func offsetAt(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
