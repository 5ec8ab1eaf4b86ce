import { describe, expect, test } from 'vitest'
import { instantIn, timeZones, wallIn } from './zone'

describe('a wall time is read in its zone', () => {
  test.each([
    ['winter', 'Europe/Warsaw', '2026-01-15T09:00', '2026-01-15T08:00:00.000Z'],
    ['summer', 'Europe/Warsaw', '2026-07-15T09:00', '2026-07-15T07:00:00.000Z'],
    ['a time that the clocks skip moves forward', 'Europe/Warsaw', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['of a time shown twice it is the first', 'Europe/Warsaw', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['west of Greenwich, skipped', 'America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
    ['west of Greenwich, twice', 'America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['half hours', 'Asia/Kolkata', '2026-05-01T00:15', '2026-04-30T18:45:00.000Z'],
    ['midnight', 'UTC', '2026-05-01T00:00', '2026-05-01T00:00:00.000Z'],
  ])('%s', (_, zone, wall, instant) => {
    expect(instantIn(zone, wall)?.toISOString()).toBe(instant)
  })

  test('what is no time has no instant', () => {
    expect(instantIn('Europe/Warsaw', '')).toBeUndefined()
    expect(instantIn('Europe/Warsaw', '2026-13-01T00:00')).toBeUndefined()
    expect(instantIn('Nowhere/Land', '2026-01-01T00:00')).toBeUndefined()
  })
})

test('clocks are read back', () => {
  expect(wallIn('Europe/Warsaw', new Date('2026-03-29T01:30:00Z'))).toBe('2026-03-29T03:30')
  expect(wallIn('America/New_York', new Date('2026-01-01T04:59:59.900Z'))).toBe('2025-12-31T23:59')
})

test('UTC can be chosen', () => {
  expect(timeZones()).toContain('UTC')
})
