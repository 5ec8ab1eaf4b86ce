import { describe, expect, it } from 'vitest'
import { hoursAt } from './hours'

const now = Date.parse('2026-03-02T09:00:00Z')

describe('hoursAt', () => {
  it('stays as served while the change lies ahead', () => {
    expect(hoursAt({ open: true, changesAt: '2026-03-02T17:00:00Z' }, now)).toEqual({
      open: true,
      changesAt: Date.parse('2026-03-02T17:00:00Z'),
    })
  })
  it('has changed from the very moment of the change', () => {
    expect(hoursAt({ open: false, changesAt: '2026-03-02T09:00:00Z' }, now)).toEqual({ open: true })
  })
  it('never changes when nothing is announced', () => {
    expect(hoursAt({ open: false }, now)).toEqual({ open: false })
  })
  it('believes fresh settings over a clock that runs ahead', () => {
    expect(hoursAt({ open: true, changesAt: '2026-03-02T08:00:00Z' }, now, true)).toEqual({ open: true })
  })
})
