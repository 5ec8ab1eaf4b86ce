package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// hoursWords say opening hours in one language.
type hoursWords struct {
	always, today, tomorrow, wholeDay, until, and string
	// weekdays begin with Sunday; each as it stands in "open on Monday".
	weekdays [7]string
	// date is how a day is said that is a week away or more.
	date func(time.Time) string
}

var hoursIn = map[string]hoursWords{
	"pl": {
		always: "codziennie przez całą dobę", today: "dziś", tomorrow: "jutro", wholeDay: "przez całą dobę", until: "do", and: "i",
		weekdays: [7]string{"w niedzielę", "w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę"},
		date: func(d time.Time) string {
			months := [12]string{
				"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
			}
			return fmt.Sprintf("%d %s", d.Day(), months[d.Month()-1])
		},
	},
	"en": {
		always: "every day around the clock", today: "today", tomorrow: "tomorrow", wholeDay: "around the clock", until: "until", and: "and",
		weekdays: [7]string{"on Sunday", "on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday"},
		date:     func(d time.Time) string { return "on " + d.Format("2 January") },
	},
}

// Words says when the chat is open today as far as that isn't over at t, else on which day it opens next, so that it
// can go on a sentence: "dziś 9:00–17:00", "w poniedziałek 9:00–13:00 i 14:00–18:00". Empty when it doesn't open within
// a year. In another locale than "en" it speaks Polish. It is an error only when the time zone is unknown on this machine.
func (h Hours) Words(t time.Time, locale string) (string, error) {
	words, ok := hoursIn[locale]
	if !ok {
		words = hoursIn["pl"]
	}
	if len(h.Week) == 0 && len(h.Exceptions) == 0 {
		return words.always, nil
	}
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil {
		return "", fmt.Errorf("opening hours in words: %w", err)
	}
	local := t.In(zone)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	var parts []string
	yesterday := today.AddDate(0, 0, -1)
	for _, r := range h.on(yesterday) {
		if r.To <= r.From && r.To > 0 && instant(yesterday, r.To+1440, zone).After(t) {
			parts = append(parts, words.until+" "+clock(r.To))
		}
	}
	for offset := range horizon {
		date := today.AddDate(0, 0, offset)
		for _, r := range h.on(date) {
			end := r.To
			if end <= r.From {
				end += 1440
			}
			switch {
			case !instant(date, end, zone).After(t):
			case r.From == 0 && end == 1440:
				parts = append(parts, words.wholeDay)
			default:
				parts = append(parts, clock(r.From)+"–"+clock(r.To))
			}
		}
		if len(parts) > 0 {
			return words.day(date, offset) + " " + words.list(parts), nil
		}
	}
	return "", nil
}

// day says a date that is so many days ahead.
func (w *hoursWords) day(date time.Time, ahead int) string {
	switch {
	case ahead == 0:
		return w.today
	case ahead == 1:
		return w.tomorrow
	case ahead < 7:
		return w.weekdays[date.Weekday()]
	}
	return w.date(date)
}

func (w *hoursWords) list(parts []string) string {
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " " + w.and + " " + parts[last]
	}
	return parts[0]
}

// clock writes minutes after midnight; the day's end is 24:00.
func clock(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }

// on returns a date's ranges in their order; the date is its midnight in UTC.
func (h Hours) on(date time.Time) []Range {
	ranges := slices.Clone(h.ranges(date))
	slices.SortFunc(ranges, func(a, b Range) int { return cmp.Compare(a.From, b.From) })
	return ranges
}
