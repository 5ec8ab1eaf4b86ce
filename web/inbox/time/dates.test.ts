import { describe, expect, test } from 'vitest'
import { calendarDate, dayName, duration, relativeTime, timeInZone, weekdayName } from './dates'

const now = new Date(2026, 10, 22, 17, 30).getTime()
const before = (ms: number) => new Date(now - ms)
const minutes = 60_000
const hours = 60 * minutes

describe('relative time', () => {
  test.each([
    ['a moment ago', 20_000, 'teraz', 'now'],
    ['a clock that is ahead', -5 * minutes, 'teraz', 'now'],
    ['minutes', 5 * minutes, '5 min temu', '5 min ago'],
    ['hours of today', 3 * hours, '3 godz. temu', '3 hr ago'],
    ['yesterday', 24 * hours, 'wczoraj', 'yesterday'],
  ])('%s', (_, ago, polish, english) => {
    expect(relativeTime(before(ago), now, 'pl')).toBe(polish)
    expect(relativeTime(before(ago), now, 'en').replace('hrs', 'hr')).toBe(english)
  })

  test('late last night is hours ago, not yesterday', () => {
    const morning = new Date(2026, 10, 22, 1, 0).getTime()
    expect(relativeTime(new Date(2026, 10, 21, 22, 0), morning, 'pl')).toBe('3 godz. temu')
  })

  test('an old date is a date', () => {
    expect(relativeTime(new Date(2026, 9, 1), now, 'pl')).toBe('1 paź 2026')
  })
})

test('days are named', () => {
  expect(dayName(new Date(now), now, 'pl')).toBe('dzisiaj')
  expect(dayName(new Date(2026, 10, 21, 23, 59), now, 'pl')).toBe('wczoraj')
  expect(dayName(new Date(2026, 10, 18), now, 'pl')).toBe('środa, 18 listopada')
  expect(dayName(new Date(2025, 10, 18), now, 'en')).toBe('18 November 2025')
})

test.each([
  [45_000, '45 sek.'],
  [12 * minutes, '12 min'],
  [5 * hours + 12 * minutes, '5 godz. 12 min'],
  [23 * hours + 50 * minutes, '23 godz.'],
  [-2 * hours, '2 godz.'],
  [47 * hours, '47 godz.'],
  [-56 * hours, '2 dni'],
])('a duration of %i ms', (ms, words) => {
  expect(duration(ms, 'pl').replaceAll(' ', ' ')).toBe(words)
})

describe('a time in another zone', () => {
  const at = new Date('2026-11-23T08:00:00Z')
  test('has its day when that is another one there', () => {
    expect(timeInZone(at, Date.parse('2026-11-22T10:00:00Z'), 'pl', 'Europe/Warsaw').text).toBe('poniedziałek, 23 listopada 09:00')
  })
  test('is the hour alone on the same day there', () => {
    expect(timeInZone(at, Date.parse('2026-11-22T23:30:00Z'), 'pl', 'Europe/Warsaw').text).toBe('09:00')
  })
  test('says when the reader has another one', () => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    expect(timeInZone(at, now, 'pl', own).foreign).toBe(false)
    expect(timeInZone(at, now, 'pl', 'Pacific/Kiritimati').foreign).toBe(true)
  })
})

test('calendar dates and weekdays know no zone', () => {
  expect(calendarDate('2026-12-24', 'pl')).toBe('czwartek, 24 grudnia 2026')
  expect(weekdayName(0, 'pl')).toBe('niedziela')
  expect(weekdayName(1, 'en')).toBe('Monday')
})
