package desk_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"rozmowa/desk"
)

// hours reads opening hours as they are stored.
func hours(t *testing.T, stored string) desk.Hours {
	t.Helper()
	h := desk.Hours{TimeZone: "Europe/Warsaw"}
	require.NoError(t, json.Unmarshal([]byte(stored), &h))
	require.NoError(t, h.Validate())
	return h
}

const officeHours = `{"week": {
	"1": [{"from": 540, "to": 1020}], "2": [{"from": 540, "to": 1020}], "3": [{"from": 540, "to": 1020}],
	"4": [{"from": 540, "to": 1020}], "5": [{"from": 540, "to": 720}, {"from": 780, "to": 1020}]}}`

func TestHours(t *testing.T) {
	t.Parallel()
	const never = ""
	everyDay := func(ranges string) string {
		return fmt.Sprintf(`{"week": {"0": %[1]s, "1": %[1]s, "2": %[1]s, "3": %[1]s, "4": %[1]s, "5": %[1]s, "6": %[1]s}}`, ranges)
	}
	tests := map[string]struct {
		hours   string
		at      string
		open    bool
		changes string
	}{
		// 2026-06-01 is a Monday; Warsaw is at +02:00.
		"before opening":                          {officeHours, "2026-06-01T08:59:59+02:00", false, "2026-06-01T09:00:00+02:00"},
		"the moment of opening is open":           {officeHours, "2026-06-01T09:00:00+02:00", true, "2026-06-01T17:00:00+02:00"},
		"the last moment is open":                 {officeHours, "2026-06-01T16:59:59.999+02:00", true, "2026-06-01T17:00:00+02:00"},
		"the moment of closing is closed":         {officeHours, "2026-06-01T17:00:00+02:00", false, "2026-06-02T09:00:00+02:00"},
		"the caller's zone doesn't matter":        {officeHours, "2026-06-01T23:30:00+09:00", true, "2026-06-01T17:00:00+02:00"},
		"before a break":                          {officeHours, "2026-06-05T10:00:00+02:00", true, "2026-06-05T12:00:00+02:00"},
		"in a break":                              {officeHours, "2026-06-05T12:30:00+02:00", false, "2026-06-05T13:00:00+02:00"},
		"after a break":                           {officeHours, "2026-06-05T13:00:00+02:00", true, "2026-06-05T17:00:00+02:00"},
		"over the weekend":                        {officeHours, "2026-06-05T18:00:00+02:00", false, "2026-06-08T09:00:00+02:00"},
		"over the weekend that the clocks change": {officeHours, "2026-03-27T18:00:00+01:00", false, "2026-03-30T09:00:00+02:00"},

		"a range until midnight":                {`{"week": {"1": [{"from": 1200, "to": 1440}]}}`, "2026-06-01T21:00:00+02:00", true, "2026-06-02T00:00:00+02:00"},
		"a range across midnight, before it":    {`{"week": {"5": [{"from": 1320, "to": 120}]}}`, "2026-06-05T23:00:00+02:00", true, "2026-06-06T02:00:00+02:00"},
		"a range across midnight, after it":     {`{"week": {"5": [{"from": 1320, "to": 120}]}}`, "2026-06-06T01:59:00+02:00", true, "2026-06-06T02:00:00+02:00"},
		"a range across midnight, over":         {`{"week": {"5": [{"from": 1320, "to": 120}]}}`, "2026-06-06T02:00:00+02:00", false, "2026-06-12T22:00:00+02:00"},
		"a range to its own beginning is a day": {`{"week": {"1": [{"from": 540, "to": 540}]}}`, "2026-06-02T08:59:00+02:00", true, "2026-06-02T09:00:00+02:00"},
		"a range from Saturday to Sunday":       {`{"week": {"6": [{"from": 1380, "to": 60}]}}`, "2026-06-07T00:30:00+02:00", true, "2026-06-07T01:00:00+02:00"},

		"adjoining ranges are one":               {`{"week": {"1": [{"from": 720, "to": 1020}, {"from": 540, "to": 720}]}}`, "2026-06-01T10:00:00+02:00", true, "2026-06-01T17:00:00+02:00"},
		"overlapping ranges are one":             {`{"week": {"1": [{"from": 540, "to": 800}, {"from": 600, "to": 1020}]}}`, "2026-06-01T10:00:00+02:00", true, "2026-06-01T17:00:00+02:00"},
		"a range inside another changes nothing": {`{"week": {"1": [{"from": 540, "to": 1020}, {"from": 600, "to": 660}]}}`, "2026-06-01T10:30:00+02:00", true, "2026-06-01T17:00:00+02:00"},
		"ranges adjoining at midnight are one":   {`{"week": {"1": [{"from": 1200, "to": 1440}], "2": [{"from": 0, "to": 120}]}}`, "2026-06-01T21:00:00+02:00", true, "2026-06-02T02:00:00+02:00"},
		"a night reaching into the next range":   {`{"week": {"1": [{"from": 1200, "to": 600}], "2": [{"from": 540, "to": 1020}]}}`, "2026-06-01T21:00:00+02:00", true, "2026-06-02T17:00:00+02:00"},
		"a night reaching past the next range":   {`{"week": {"1": [{"from": 1200, "to": 720}], "2": [{"from": 540, "to": 600}]}}`, "2026-06-02T09:30:00+02:00", true, "2026-06-02T12:00:00+02:00"},

		"nothing set is always open":          {`{}`, "2026-06-01T03:00:00+02:00", true, never},
		"around the clock never changes":      {everyDay(`[{"from": 0, "to": 1440}]`), "2026-06-01T03:00:00+02:00", true, never},
		"around the clock in two shifts":      {everyDay(`[{"from": 360, "to": 1080}, {"from": 1080, "to": 360}]`), "2026-06-01T03:00:00+02:00", true, never},
		"around the clock but for a holiday":  {everyDay(`[{"from": 0, "to": 0}]`)[:len(everyDay(`[{"from": 0, "to": 0}]`))-1] + `, "exceptions": {"2026-12-25": []}}`, "2026-06-01T03:00:00+02:00", true, "2026-12-25T00:00:00+01:00"},
		"a week of empty days never opens":    {everyDay(`[]`), "2026-06-01T12:00:00+02:00", false, never},
		"a week with one day, six days ahead": {`{"week": {"0": [{"from": 600, "to": 660}]}}`, "2026-06-01T12:00:00+02:00", false, "2026-06-07T10:00:00+02:00"},

		"a closed holiday":                       {officeHours[:len(officeHours)-1] + `, "exceptions": {"2026-06-04": []}}`, "2026-06-04T10:00:00+02:00", false, "2026-06-05T09:00:00+02:00"},
		"a holiday with other hours":             {officeHours[:len(officeHours)-1] + `, "exceptions": {"2026-06-04": [{"from": 600, "to": 840}]}}`, "2026-06-04T09:30:00+02:00", false, "2026-06-04T10:00:00+02:00"},
		"a Sunday that is open for once":         {officeHours[:len(officeHours)-1] + `, "exceptions": {"2026-06-07": [{"from": 600, "to": 840}]}}`, "2026-06-06T12:00:00+02:00", false, "2026-06-07T10:00:00+02:00"},
		"the night before a holiday still ends":  {`{"week": {"3": [{"from": 1320, "to": 120}], "4": [{"from": 540, "to": 1020}]}, "exceptions": {"2026-06-04": []}}`, "2026-06-04T01:00:00+02:00", true, "2026-06-04T02:00:00+02:00"},
		"a holiday of an always open chat":       {`{"exceptions": {"2026-12-24": []}}`, "2026-12-24T12:00:00+01:00", false, "2026-12-25T00:00:00+01:00"},
		"an always open chat before its holiday": {`{"exceptions": {"2026-12-24": []}}`, "2026-06-01T12:00:00+02:00", true, "2026-12-24T00:00:00+01:00"},
		"an always open chat after its holiday":  {`{"exceptions": {"2026-12-24": []}}`, "2026-12-25T12:00:00+01:00", true, never},
		"a holiday eleven months ahead":          {`{"week": {"0": []}, "exceptions": {"2027-05-01": [{"from": 600, "to": 660}]}}`, "2026-06-01T12:00:00+02:00", false, "2027-05-01T10:00:00+02:00"},
		"a day far away is not looked for":       {`{"week": {"0": []}, "exceptions": {"2028-05-01": [{"from": 600, "to": 660}]}}`, "2026-06-01T12:00:00+02:00", false, never},

		// 2026-03-29, Warsaw: 02:00 +01:00 becomes 03:00 +02:00.
		"an ordinary day when the clocks go forward":   {everyDay(`[{"from": 540, "to": 1020}]`), "2026-03-28T20:00:00+01:00", false, "2026-03-29T09:00:00+02:00"},
		"a night when the clocks go forward is short":  {everyDay(`[{"from": 1320, "to": 360}]`), "2026-03-28T22:00:00+01:00", true, "2026-03-29T06:00:00+02:00"},
		"an opening in the gap moves by it":            {`{"week": {"0": [{"from": 150, "to": 600}]}}`, "2026-03-29T01:30:00+01:00", false, "2026-03-29T03:30:00+02:00"},
		"an opening at the gap's beginning too":        {`{"week": {"0": [{"from": 120, "to": 600}]}}`, "2026-03-29T01:30:00+01:00", false, "2026-03-29T03:00:00+02:00"},
		"a closing in the gap moves by it":             {`{"week": {"0": [{"from": 0, "to": 150}]}}`, "2026-03-29T01:30:00+01:00", true, "2026-03-29T03:30:00+02:00"},
		"a range inside the gap moves by it":           {`{"week": {"0": [{"from": 130, "to": 150}]}}`, "2026-03-29T01:30:00+01:00", false, "2026-03-29T03:10:00+02:00"},
		"a range turned around by the gap is left out": {`{"week": {"0": [{"from": 170, "to": 190}]}}`, "2026-03-29T01:30:00+01:00", false, "2026-04-05T02:50:00+02:00"},

		// 2026-10-25, Warsaw: 03:00 +02:00 becomes 02:00 +01:00.
		"an ordinary day when the clocks go back":        {everyDay(`[{"from": 540, "to": 1020}]`), "2026-10-24T20:00:00+02:00", false, "2026-10-25T09:00:00+01:00"},
		"a night when the clocks go back is long":        {everyDay(`[{"from": 1320, "to": 360}]`), "2026-10-24T22:00:00+02:00", true, "2026-10-25T06:00:00+01:00"},
		"an opening that is twice is the first":          {`{"week": {"0": [{"from": 150, "to": 600}]}}`, "2026-10-25T02:00:00+02:00", false, "2026-10-25T02:30:00+02:00"},
		"and stays open through the second":              {`{"week": {"0": [{"from": 150, "to": 600}]}}`, "2026-10-25T02:15:00+01:00", true, "2026-10-25T10:00:00+01:00"},
		"a closing that is twice is the first":           {`{"week": {"0": [{"from": 0, "to": 150}]}}`, "2026-10-25T01:00:00+02:00", true, "2026-10-25T02:30:00+02:00"},
		"and doesn't open for the second":                {`{"week": {"0": [{"from": 0, "to": 150}]}}`, "2026-10-25T02:15:00+01:00", false, "2026-11-01T00:00:00+01:00"},
		"a break in the doubled hour is as long as ever": {`{"week": {"0": [{"from": 0, "to": 140}, {"from": 160, "to": 600}]}}`, "2026-10-25T02:20:00+02:00", false, "2026-10-25T02:40:00+02:00"},

		// 2026-03-08, New York: 02:00 -05:00 becomes 03:00 -04:00; 2026-11-01: 02:00 -04:00 becomes 01:00 -05:00.
		"west of Greenwich, an opening in the gap moves forward too": {`{"timeZone": "America/New_York", "week": {"0": [{"from": 150, "to": 600}]}}`, "2026-03-08T01:00:00-05:00", false, "2026-03-08T03:30:00-04:00"},
		"west of Greenwich, an opening that is twice is the first":   {`{"timeZone": "America/New_York", "week": {"0": [{"from": 90, "to": 600}]}}`, "2026-11-01T01:00:00-04:00", false, "2026-11-01T01:30:00-04:00"},
		// 2026-03-28, Nuuk: 23:00 -02:00 becomes 00:00 -01:00 of the next day.
		"a gap before midnight doesn't hide what opens at midnight": {`{"timeZone": "America/Nuuk", "week": {"6": [{"from": 1410, "to": 120}], "0": [{"from": 0, "to": 60}]}}`, "2026-03-28T22:30:00-02:00", false, "2026-03-29T00:00:00-01:00"},
		// Samoa had no 2011-12-30.
		"a day that doesn't exist": {`{"timeZone": "Pacific/Apia", "week": {"5": [], "6": [{"from": 540, "to": 1020}]}}`, "2011-12-29T18:00:00-10:00", false, "2011-12-31T09:00:00+14:00"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339Nano, tt.at)
			require.NoError(t, err)
			got, err := hours(t, tt.hours).At(at)
			require.NoError(t, err)
			changes := ""
			if !got.ChangesAt.IsZero() {
				zone := at
				if tt.changes != never {
					zone, err = time.Parse(time.RFC3339, tt.changes)
					require.NoError(t, err)
				}
				changes = got.ChangesAt.In(zone.Location()).Format(time.RFC3339)
			}
			require.Equal(t, fmt.Sprint(tt.open, " until ", tt.changes), fmt.Sprint(got.Open, " until ", changes))
			if tt.open {
				require.Zero(t, got.OpensAt())
			} else {
				require.Equal(t, got.ChangesAt, got.OpensAt())
			}
		})
	}
}

func TestHoursInAZoneThatIsUnknownHereAreAnError(t *testing.T) {
	t.Parallel()
	_, err := desk.Hours{TimeZone: "Europe/Atlantis"}.At(time.Unix(0, 0))
	require.ErrorContains(t, err, "Europe/Atlantis")
}

func TestHoursValidate(t *testing.T) {
	t.Parallel()
	week := func(day time.Weekday, r ...desk.Range) desk.Hours {
		return desk.Hours{TimeZone: "Europe/Warsaw", Week: map[time.Weekday][]desk.Range{day: r}}
	}
	on := func(date string, r ...desk.Range) desk.Hours {
		return desk.Hours{TimeZone: "Europe/Warsaw", Exceptions: map[string][]desk.Range{date: r}}
	}
	for name, tt := range map[string]struct {
		hours       desk.Hours
		field, code string
	}{
		"nothing set":                        {hours: desk.Hours{}},
		"a whole day":                        {hours: week(1, desk.Range{From: 0, To: 1440})},
		"a night":                            {hours: week(6, desk.Range{From: 1439, To: 0})},
		"a closed holiday":                   {hours: on("2028-02-29")},
		"a zone that isn't one":              {desk.Hours{TimeZone: "Europe/Atlantis"}, "hours.timeZone", "time_zone"},
		"a zone that is another per machine": {desk.Hours{TimeZone: "Local"}, "hours.timeZone", "time_zone"},
		"a zone outside the folder":          {desk.Hours{TimeZone: "../etc/passwd"}, "hours.timeZone", "time_zone"},
		"an eighth day":                      {week(7), "hours.week", "weekday"},
		"a day before Sunday":                {week(-1), "hours.week", "weekday"},
		"a negative beginning":               {week(1, desk.Range{From: -1, To: 60}), "hours.week", "range"},
		"a beginning at the day's end":       {week(1, desk.Range{From: 1440, To: 1440}), "hours.week", "range"},
		"an end after the day's end":         {week(1, desk.Range{From: 0, To: 1441}), "hours.week", "range"},
		"a negative end":                     {week(1, desk.Range{From: 0, To: -1}), "hours.week", "range"},
		"a date that isn't":                  {on("2026-02-29"), "hours.exceptions", "date"},
		"a date of another spelling":         {on("2026-2-9"), "hours.exceptions", "date"},
		"a range of an exception":            {on("2026-02-09", desk.Range{From: 0, To: 1441}), "hours.exceptions", "range"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tt.hours.Validate()
			if tt.code == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, tt.code, desk.CodeOf(err))
			var e *desk.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.field, e.Field)
		})
	}
}

// The slow model knows of zones only what a clock on the wall shows, minute by minute.

// wall is what the clocks of a zone showed at every minute of some weeks, and when.
type wall struct {
	from  time.Time // UTC
	shown []int64   // minutes since 1970 on the wall, at every minute since from
	first []int     // minute - shown[0] → the first i at which it was shown, plus 1; 0: never
}

const modelWeeks = 5

var walls sync.Map // "zone date" → *wall

func wallOf(t require.TestingT, zone string, from time.Time) *wall {
	key := zone + from.String()
	if w, ok := walls.Load(key); ok {
		return w.(*wall)
	}
	location, err := time.LoadLocation(zone)
	require.NoError(t, err)
	w := &wall{from: from, first: make([]int, (modelWeeks*7+2)*1440)}
	for i := range modelWeeks * 7 * 1440 {
		at := from.Add(time.Duration(i) * time.Minute).In(location)
		minute := dayNumber(at)*1440 + int64(at.Hour()*60+at.Minute())
		w.shown = append(w.shown, minute)
		if first := &w.first[minute-w.shown[0]]; *first == 0 {
			*first = i + 1
		}
	}
	walls.Store(key, w)
	return w
}

func dayNumber(t time.Time) int64 {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// when returns the first minute at which the clock showed this; where it never did, as long after the leap as
// what it should have shown is after what it showed before.
func (w *wall) when(shown int64) int {
	if i := w.first[shown-w.shown[0]]; i > 0 {
		return i - 1
	}
	for i := 1; ; i++ {
		if w.shown[i-1] < shown && shown < w.shown[i] {
			return i + int(shown-w.shown[i-1]-1)
		}
	}
}

// open says for every minute whether the chat is open.
func (w *wall) open(h desk.Hours) []bool {
	open := make([]bool, len(w.shown))
	firstDay, lastDay := w.shown[0]/1440+1, w.shown[len(w.shown)-1]/1440-2
	for day := firstDay; day <= lastDay; day++ {
		date := time.Unix(day*86400, 0).UTC()
		ranges, ok := h.Exceptions[date.Format(time.DateOnly)]
		if !ok {
			ranges = h.Week[date.Weekday()]
		}
		for _, r := range ranges {
			end := day*1440 + int64(r.To)
			if r.To <= r.From {
				end += 1440
			}
			for i := w.when(day*1440 + int64(r.From)); i < w.when(end); i++ {
				open[i] = true
			}
		}
	}
	return open
}

func TestHoursAtEveryChangeOfTheClocks(t *testing.T) {
	t.Parallel()
	// Ranges that begin, end and break in the hours that clocks skip and show twice, and over midnight.
	week := map[time.Weekday][]desk.Range{}
	for day := time.Sunday; day <= time.Saturday; day++ {
		week[day] = []desk.Range{{From: 75, To: 105}, {From: 125, To: 150}, {From: 165, To: 200}, {From: 1380, To: 30}}
	}
	changes := map[string]int{"Europe/Warsaw": 22, "Europe/London": 22, "America/New_York": 22, "Asia/Kolkata": 0, "Australia/Lord_Howe": 22}
	for zone, want := range changes {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			location, err := time.LoadLocation(zone)
			require.NoError(t, err)
			offset := func(at time.Time) int { _, seconds := at.In(location).Zone(); return seconds }
			found := 0
			for day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= 2030; day = day.AddDate(0, 0, 1) {
				if offset(day) == offset(day.AddDate(0, 0, 1)) {
					continue
				}
				found++
				from := day.AddDate(0, 0, -14)
				w := wallOf(t, zone, from)
				walls.Delete(zone + from.String()) // used once
				h := desk.Hours{TimeZone: zone, Week: week}
				open := w.open(h)
				for i := 13 * 1440; i < 16*1440; i += 5 {
					at := from.Add(time.Duration(i) * time.Minute)
					got, err := h.At(at)
					require.NoError(t, err)
					require.Equal(t, open[i], got.Open, "at %v", at.In(location))
					next := i + 1
					for open[next] == open[i] {
						next++
					}
					require.Equal(t, from.Add(time.Duration(next)*time.Minute), got.ChangesAt.UTC(), "at %v", at.In(location))
				}
			}
			require.Equal(t, want, found, "changes of the clocks from 2020 to 2030")
		})
	}
}

func TestHoursAgreeWithAClockOnTheWall(t *testing.T) {
	t.Parallel()
	// Each is some two weeks before the clocks change, where they do.
	starts := map[string][]string{
		"Europe/Warsaw":       {"2026-03-13", "2026-10-09"},
		"Europe/London":       {"2026-03-13", "2026-10-09"},
		"America/New_York":    {"2026-02-20", "2026-10-16"},
		"Asia/Kolkata":        {"2026-03-13"},
		"Australia/Lord_Howe": {"2026-03-20", "2026-09-18"},
		"America/Nuuk":        {"2026-03-13", "2026-10-09"},
		"Atlantic/Azores":     {"2026-03-13", "2026-10-09"},
	}
	var scenes [][2]string
	for zone, dates := range starts {
		for _, date := range dates {
			scenes = append(scenes, [2]string{zone, date})
		}
	}
	// A third of all times lie where clocks leap.
	minutes := rapid.OneOf(rapid.IntRange(0, 1439), rapid.Map(rapid.IntRange(0, 288), func(i int) int { return i * 5 }), rapid.IntRange(0, 240))
	ranges := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) desk.Range {
		r := desk.Range{From: minutes.Draw(t, "from") % 1440, To: minutes.Draw(t, "to")}
		if rapid.IntRange(0, 9).Draw(t, "to midnight") == 0 {
			r.To = 1440
		}
		return r
	}), 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		scene := rapid.SampledFrom(scenes).Draw(t, "zone and time")
		from, err := time.Parse(time.DateOnly, scene[1])
		require.NoError(t, err)
		h := desk.Hours{TimeZone: scene[0], Week: map[time.Weekday][]desk.Range{time.Sunday: nil}, Exceptions: map[string][]desk.Range{}}
		for day := time.Sunday; day <= time.Saturday; day++ {
			h.Week[day] = ranges.Draw(t, day.String())
		}
		for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
			day := from.AddDate(0, 0, rapid.IntRange(3, 32).Draw(t, "exception on day"))
			h.Exceptions[day.Format(time.DateOnly)] = ranges.Draw(t, "exception")
		}
		require.NoError(t, h.Validate())
		w := wallOf(t, scene[0], from)
		open := w.open(h)
		const margin = 4 * 1440 // the model's edges know nothing of the days beyond
		for range 10 {
			i := rapid.IntRange(margin, len(open)-margin-1).Draw(t, "minute")
			within := time.Duration(rapid.IntRange(0, 59_999).Draw(t, "milliseconds")) * time.Millisecond
			at := from.Add(time.Duration(i)*time.Minute + within)
			got, err := h.At(at)
			require.NoError(t, err)
			require.Equal(t, open[i], got.Open, "at %v", at)
			next := i + 1
			for next < len(open)-margin && open[next] == open[i] {
				next++
			}
			change := from.Add(time.Duration(next) * time.Minute)
			if next == len(open)-margin { // not in sight of the model
				require.True(t, got.ChangesAt.IsZero() || !got.ChangesAt.Before(change), "at %v: changes at %v", at, got.ChangesAt)
				continue
			}
			require.True(t, got.ChangesAt.Equal(change), "at %v: changes at %v, the model says %v", at, got.ChangesAt, change)
		}
	})
}

func BenchmarkHoursAt(b *testing.B) {
	h := desk.Hours{TimeZone: "Europe/Warsaw"}
	require.NoError(b, json.Unmarshal([]byte(officeHours), &h))
	at := time.Date(2026, 6, 5, 18, 0, 0, 0, time.UTC)
	for b.Loop() {
		if _, err := h.At(at); err != nil {
			b.Fatal(err)
		}
	}
}
