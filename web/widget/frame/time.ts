import type { Locale } from '../shared/contract'
import type { Texts } from './texts'
import { fill } from './texts'

/** "9:05", in the customer's own time zone. */
export function clock(at: Date): string {
  return `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`
}

/** Whole calendar days from `now` to `at`. */
function daysAhead(at: Date, now: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return (midnight(at) - midnight(now)) / 86_400_000
}

function longDate(at: Date, lang: Locale): string {
  return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { day: 'numeric', month: 'long' }).format(at)
}

/** A future moment in a sentence: "dziś o 17:00", "w poniedziałek o 9:00", "2 listopada o 9:00". */
export function moment(at: Date, now: Date, lang: Locale, texts: Texts): string {
  const ahead = daysAhead(at, now)
  const day =
    ahead <= 0
      ? texts.today
      : ahead === 1
        ? texts.tomorrow
        : ahead < 7
          ? texts.onWeekdays.split('|')[at.getDay()]!
          : fill(texts.onDate, { date: longDate(at, lang) })
  return fill(texts.dayAt, { day, time: clock(at) })
}

/** The heading of a day in the conversation. */
export function dayName(at: Date, now: Date, lang: Locale, texts: Texts): string {
  const ahead = daysAhead(at, now)
  return ahead === 0 ? texts.today : ahead === -1 ? texts.yesterday : longDate(at, lang)
}
