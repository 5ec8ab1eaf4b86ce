import type { HoursRange, OpeningHours } from '../api/types'
import { DAY_END } from './clock'

/** Days as the contract numbers them, in the order of a week that begins on Monday. */
export const WEEK = [1, 2, 3, 4, 5, 6, 0] as const
export const WORKDAYS: readonly number[] = [1, 2, 3, 4, 5]
/** The server's limit. */
export const MAX_RANGES = 10

const OFFICE: HoursRange = { from: 9 * 60, to: 17 * 60 }

/** What a week begins with that was open around the clock until now. */
export const OFFICE_WEEK: OpeningHours['week'] = WEEK.map((day) => ({ day, ranges: WORKDAYS.includes(day) ? [OFFICE] : [] }))

export function aroundTheClock(hours: Pick<OpeningHours, 'week'>): boolean {
  return hours.week.length === 0
}

/** One form for what means the same: all days or none, Monday first; ends at midnight as 24:00; dates in order. */
export function tidyHours(hours: OpeningHours): OpeningHours {
  return {
    timeZone: hours.timeZone,
    week: aroundTheClock(hours) ? [] : WEEK.map((day) => ({ day, ranges: rangesOf(hours.week, day).map(tidyRange) })),
    exceptions: hours.exceptions
      .map(({ date, ranges }) => ({ date, ranges: ranges.map(tidyRange) }))
      .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
  }
}

export function rangesOf(week: OpeningHours['week'], day: number): HoursRange[] {
  return week.find((known) => known.day === day)?.ranges ?? []
}

/** The week with the ranges of those days. */
export function withRanges(week: OpeningHours['week'], days: readonly number[], ranges: readonly HoursRange[]): OpeningHours['week'] {
  return WEEK.map((day) => ({ day, ranges: days.includes(day) ? ranges.map((range) => ({ ...range })) : rangesOf(week, day) }))
}

/** A range to add to a day: after the last one, two hours long where the day has room; the office's on an empty day. */
export function nextRange(ranges: readonly HoursRange[]): HoursRange {
  const last = ranges.at(-1)
  if (!last) return OFFICE
  const from = pastMidnight(last) || last.to >= DAY_END ? 0 : Math.min(last.to + 60, DAY_END - 30)
  return { from, to: Math.min(from + 120, DAY_END) }
}

/** The range ends on the day after the one it begins on. */
export function pastMidnight({ from, to }: HoursRange): boolean {
  return to <= from && to !== 0
}

function tidyRange({ from, to }: HoursRange): HoursRange {
  return { from, to: to === 0 ? DAY_END : to }
}

/** The dates with one set to those ranges, in order. */
export function withException(
  exceptions: OpeningHours['exceptions'],
  date: string,
  ranges: readonly HoursRange[],
): OpeningHours['exceptions'] {
  return [...exceptions.filter((known) => known.date !== date), { date, ranges: [...ranges] }].sort((a, b) => (a.date < b.date ? -1 : 1))
}
