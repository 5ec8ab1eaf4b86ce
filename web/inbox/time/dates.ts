/**
 * Every date and duration on the screens is worded here, in the reader's language and time zone.
 * Formatters are costly to make and are kept per locale.
 */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

interface Formatters {
  exact: Intl.DateTimeFormat
  clock: Intl.DateTimeFormat
  day: Intl.DateTimeFormat
  dayOfMonth: Intl.DateTimeFormat
  dayOfYear: Intl.DateTimeFormat
  shortDate: Intl.DateTimeFormat
  opening: Intl.DateTimeFormat
  calendar: Intl.DateTimeFormat
  weekday: Intl.DateTimeFormat
  relative: Intl.RelativeTimeFormat
  days: Intl.NumberFormat
  hour: Intl.NumberFormat
  minute: Intl.NumberFormat
  second: Intl.NumberFormat
}

const kept = new Map<string, Formatters>()

/** Without a zone, the reader's own. @throws RangeError for an unknown zone. */
function formatters(locale: string, timeZone?: string): Formatters {
  const key = `${locale} ${timeZone ?? ''}`
  const known = kept.get(key)
  if (known) return known
  const language = locale === 'en' ? 'en-GB' : locale
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { ...options, timeZone })
  const unit = (name: string) => new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' })
  const made: Formatters = {
    exact: dates({ dateStyle: 'long', timeStyle: 'medium' }),
    clock: dates({ hour: '2-digit', minute: '2-digit' }),
    day: dates({ weekday: 'long', day: 'numeric', month: 'long' }),
    dayOfMonth: dates({ day: 'numeric', month: 'long' }),
    dayOfYear: dates({ day: 'numeric', month: 'long', year: 'numeric' }),
    shortDate: dates({ dateStyle: 'medium' }),
    opening: dates({ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }),
    calendar: dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    weekday: dates({ weekday: 'long' }),
    relative: new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }),
    days: unit('day'),
    hour: unit('hour'),
    minute: unit('minute'),
    second: unit('second'),
  }
  kept.set(key, made)
  return made
}

/** "22 listopada 2026 17:03:12". */
export function exactTime(at: Date, locale: string): string {
  return formatters(locale).exact.format(at)
}

/** "17:03". */
export function clockTime(at: Date, locale: string): string {
  return formatters(locale).clock.format(at)
}

/** "14 października". */
export function dayOfMonth(at: Date, locale: string): string {
  return formatters(locale).dayOfMonth.format(at)
}

/** "poniedziałek, 23 listopada 09:00". */
export function openingTime(at: Date, locale: string): string {
  return formatters(locale).opening.format(at)
}

/**
 * A time as a zone's clocks show it: the hour alone on the zone's today, else with its day. `foreign` when the
 * reader's own clocks show another one, so that the zone has to be named.
 */
export function timeInZone(at: Date, now: number, locale: string, zone: string): { text: string; foreign: boolean } {
  const { opening, clock, day } = formatters(locale, zone)
  const today = day.format(at) === day.format(now) && Math.abs(at.getTime() - now) < 2 * DAY
  return { text: (today ? clock : opening).format(at), foreign: opening.format(at) !== formatters(locale).opening.format(at) }
}

/** A date without a time ("2026-12-24") in words, with its weekday. */
export function calendarDate(date: string, locale: string): string {
  return formatters(locale, 'UTC').calendar.format(new Date(`${date}T00:00:00Z`))
}

/** The same without the weekday, where there is little room: "24 gru 2026". */
export function shortDay(date: string, locale: string): string {
  return formatters(locale, 'UTC').shortDate.format(new Date(`${date}T00:00:00Z`))
}

/** A weekday by the contract's number, 0 = Sunday. */
export function weekdayName(day: number, locale: string): string {
  return formatters(locale, 'UTC').weekday.format(new Date(Date.UTC(2026, 1, 1 + day))) // 1 February 2026 is a Sunday
}

/** How long ago: "5 min temu", "wczoraj"; a plain date after a week. A clock that is ahead reads as now. */
export function relativeTime(at: Date, now: number, locale: string): string {
  const { relative, shortDate } = formatters(locale)
  const past = Math.max(0, now - at.getTime())
  if (past < MINUTE) return relative.format(0, 'second')
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute')
  const days = daysBetween(at, new Date(now))
  if (past < 12 * HOUR || days === 0) return relative.format(-Math.floor(past / HOUR), 'hour')
  return days < 7 ? relative.format(-days, 'day') : shortDate.format(at)
}

/** A day's heading: "dzisiaj", "wczoraj", "środa, 18 listopada", with the year when it is another one. */
export function dayName(at: Date, now: number, locale: string): string {
  const { relative, day, dayOfYear } = formatters(locale)
  const today = new Date(now)
  const days = daysBetween(at, today)
  if (days === 0 || days === 1) return relative.format(-days, 'day')
  return at.getFullYear() === today.getFullYear() ? day.format(at) : dayOfYear.format(at)
}

/** The local calendar day, as a key to compare by. */
export function dayKey(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`
}

/** A length of time in two units at most: "5 godz. 12 min", "45 sek.". Negative lengths are worded as positive. */
export function duration(ms: number, locale: string): string {
  const { days, hour, minute, second } = formatters(locale)
  const length = Math.abs(ms)
  if (length < MINUTE) return second.format(Math.ceil(length / 1000))
  const minutes = Math.floor(length / MINUTE)
  if (minutes < 60) return minute.format(minutes)
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return days.format(Math.floor(hours / 24))
  return hours >= 10 || minutes % 60 === 0 ? hour.format(hours) : `${hour.format(hours)} ${minute.format(minutes % 60)}`
}

/** Calendar days from `from` to `to` in local time; days of 23 and 25 hours count as one. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
  return Math.round((midnight(to) - midnight(from)) / DAY)
}
