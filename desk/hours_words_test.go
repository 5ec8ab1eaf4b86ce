package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestHoursInWords(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		zone, err := time.LoadLocation("Europe/Warsaw")
		require.NoError(t, err)
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		require.NoError(t, err)
		return moment
	}
	week := func(days map[time.Weekday][]desk.Range) desk.Hours {
		return desk.Hours{TimeZone: "Europe/Warsaw", Week: days}
	}
	day := []desk.Range{{From: 540, To: 1020}}
	workdays := map[time.Weekday][]desk.Range{1: day, 2: day, 3: day, 4: day, 5: day}
	split := week(map[time.Weekday][]desk.Range{1: {{From: 840, To: 1080}, {From: 540, To: 780}}})
	night := week(map[time.Weekday][]desk.Range{1: {{From: 1320, To: 120}}})
	christmas := desk.Hours{TimeZone: "Europe/Warsaw", Week: workdays, Exceptions: map[string][]desk.Range{"2026-11-24": {}, "2026-11-25": {{From: 600, To: 720}}}}
	// 23 November 2026 is a Monday.
	for name, c := range map[string]struct {
		hours  desk.Hours
		at     string
		pl, en string
	}{
		"before today's opening":                          {week(workdays), "2026-11-23 07:00", "dziś 9:00–17:00", "today 9:00–17:00"},
		"while it is open":                                {week(workdays), "2026-11-23 12:00", "dziś 9:00–17:00", "today 9:00–17:00"},
		"after today's closing":                           {week(workdays), "2026-11-23 17:00", "jutro 9:00–17:00", "tomorrow 9:00–17:00"},
		"before a weekend":                                {week(workdays), "2026-11-27 18:00", "w poniedziałek 9:00–17:00", "on Monday 9:00–17:00"},
		"on a weekend, whose tomorrow is said so":         {week(workdays), "2026-11-29 18:00", "jutro 9:00–17:00", "tomorrow 9:00–17:00"},
		"a week away it is a date":                        {week(map[time.Weekday][]desk.Range{1: day}), "2026-11-23 18:00", "30 listopada 9:00–17:00", "on 30 November 9:00–17:00"},
		"a day of two parts, in their order":              {split, "2026-11-23 08:00", "dziś 9:00–13:00 i 14:00–18:00", "today 9:00–13:00 and 14:00–18:00"},
		"what of today is over isn't said":                {split, "2026-11-23 13:30", "dziś 14:00–18:00", "today 14:00–18:00"},
		"a night":                                         {night, "2026-11-23 12:00", "dziś 22:00–2:00", "today 22:00–2:00"},
		"within a night":                                  {night, "2026-11-24 01:00", "dziś do 2:00", "today until 2:00"},
		"after a night":                                   {night, "2026-11-24 02:00", "w poniedziałek 22:00–2:00", "on Monday 22:00–2:00"},
		"dates of their own":                              {christmas, "2026-11-23 18:00", "w środę 10:00–12:00", "on Wednesday 10:00–12:00"},
		"a whole day":                                     {week(map[time.Weekday][]desk.Range{1: {{From: 0, To: 1440}}}), "2026-11-23 08:00", "dziś przez całą dobę", "today around the clock"},
		"to the day's end":                                {week(map[time.Weekday][]desk.Range{1: {{From: 720, To: 1440}}}), "2026-11-23 08:00", "dziś 12:00–24:00", "today 12:00–24:00"},
		"always":                                          {desk.Hours{TimeZone: "Europe/Warsaw"}, "2026-11-23 08:00", "codziennie przez całą dobę", "every day around the clock"},
		"always but on dates":                             {desk.Hours{TimeZone: "Europe/Warsaw", Exceptions: map[string][]desk.Range{"2026-11-23": {}}}, "2026-11-23 08:00", "jutro przez całą dobę", "tomorrow around the clock"},
		"a week that nobody set is all of it":             {week(map[time.Weekday][]desk.Range{}), "2026-11-23 08:00", "codziennie przez całą dobę", "every day around the clock"},
		"a week without hours never opens":                {week(map[time.Weekday][]desk.Range{1: {}}), "2026-11-23 08:00", "", ""},
		"on the day the clocks go back, still the wall's": {week(map[time.Weekday][]desk.Range{0: day}), "2026-10-25 08:30", "dziś 9:00–17:00", "today 9:00–17:00"},
	} {
		for locale, want := range map[string]string{"pl": c.pl, "en": c.en, "de": c.pl} {
			words, err := c.hours.Words(at(c.at), locale)
			require.NoError(t, err)
			require.Equal(t, want, words, "%s, %s", name, locale)
		}
	}
	_, err := desk.Hours{TimeZone: "Nowhere", Week: workdays}.Words(time.Now(), "pl")
	require.Error(t, err)
}
