import { expect, test } from 'vitest'
import { nextRange, OFFICE_WEEK, pastMidnight, rangesOf, tidyHours, WEEK, withException, withRanges } from './hours'

const nine = { from: 540, to: 1020 }

test('a week that names some days means closed on the others', () => {
  const { week } = tidyHours({ timeZone: 'Europe/Warsaw', week: [{ day: 6, ranges: [nine] }], exceptions: [] })
  expect(week.map(({ day }) => day)).toEqual([...WEEK])
  expect(rangesOf(week, 6)).toEqual([nine])
  expect(rangesOf(week, 1)).toEqual([])
})

test('no week stays around the clock', () => {
  expect(tidyHours({ timeZone: 'UTC', week: [], exceptions: [] }).week).toEqual([])
})

test('an end at 0:00 is the end of the day, and dates stand in order', () => {
  const hours = tidyHours({
    timeZone: 'UTC',
    week: [],
    exceptions: [
      { date: '2026-12-26', ranges: [] },
      { date: '2026-12-24', ranges: [{ from: 600, to: 0 }] },
    ],
  })
  expect(hours.exceptions).toEqual([
    { date: '2026-12-24', ranges: [{ from: 600, to: 1440 }] },
    { date: '2026-12-26', ranges: [] },
  ])
})

test('a day is copied to others', () => {
  const week = withRanges(OFFICE_WEEK, [6, 0], [{ from: 600, to: 840 }])
  expect(rangesOf(week, 6)).toEqual([{ from: 600, to: 840 }])
  expect(rangesOf(week, 0)).toEqual([{ from: 600, to: 840 }])
  expect(rangesOf(week, 1)).toEqual([nine])
})

test('only a real end before the beginning is the next day', () => {
  expect(pastMidnight({ from: 1080, to: 120 })).toBe(true)
  expect(pastMidnight({ from: 540, to: 540 })).toBe(true)
  expect(pastMidnight({ from: 540, to: 1440 })).toBe(false)
  expect(pastMidnight({ from: 0, to: 0 })).toBe(false)
})

test('an added range follows the last one', () => {
  expect(nextRange([])).toEqual(nine)
  expect(nextRange([{ from: 540, to: 720 }])).toEqual({ from: 780, to: 900 })
  expect(nextRange([{ from: 540, to: 1380 }])).toEqual({ from: 1410, to: 1440 })
  expect(nextRange([{ from: 1080, to: 120 }])).toEqual({ from: 0, to: 120 })
})

test('a date has one entry', () => {
  const once = withException([{ date: '2026-12-24', ranges: [nine] }], '2026-11-11', [])
  expect(withException(once, '2026-12-24', [])).toEqual([
    { date: '2026-11-11', ranges: [] },
    { date: '2026-12-24', ranges: [] },
  ])
})
