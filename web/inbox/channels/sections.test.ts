import { expect, test } from 'vitest'
import { draftOf } from './fixture'
import { differing, sectionOf, SECTIONS } from './sections'

test('the sections stand in their order', () => {
  expect(SECTIONS).toEqual(['basics', 'look', 'form', 'targeting', 'hours', 'afterHours', 'agents'])
})

test('what differs is told by section', () => {
  const other = draftOf({ name: 'Outlet', agents: ['b2'], targeting: { list: 'deny', paths: ['/a'] } })
  expect(differing(draftOf(), other)).toEqual(['basics', 'targeting', 'agents'])
})

test('what means the same does not differ', () => {
  const week = [{ day: 1, ranges: [{ from: 0, to: 0 }] }]
  const full = [...Array(7).keys()].map((day) => ({ day, ranges: day === 1 ? [{ from: 0, to: 1440 }] : [] }))
  const one = draftOf({ hours: { timeZone: 'UTC', week, exceptions: [] }, agents: ['b2', 'a1'] })
  const other = draftOf({ hours: { timeZone: 'UTC', week: full, exceptions: [] }, look: { offset: 25, side: 'right', secondary: '#FFFFFF', primary: '#1f6f5c' } })
  expect(differing(one, other)).toEqual([])
})

test('a field stands in a section', () => {
  expect(sectionOf('targeting.paths.2')).toBe('targeting')
  expect(sectionOf('shopUrl')).toBe('basics')
  expect(sectionOf('version')).toBeUndefined()
})
