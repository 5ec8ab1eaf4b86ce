import { expect, test } from 'vitest'
import type { Entry } from '../api/types'
import { later, marksOf } from './receipt'

const entry = (seq: number, kind: Entry['author']['kind'], what: Entry['kind'] = 'message'): Entry => ({
  seq,
  id: `e${seq}`,
  kind: what,
  author: { kind, name: '' },
  createdAt: '2026-11-23T12:00:00Z',
})
const entries = [entry(1, 'customer'), entry(2, 'agent'), entry(3, 'agent'), entry(4, 'agent', 'note'), entry(5, 'customer'), entry(6, 'agent')]

test.each<[string, number, number, [string, string][]]>([
  ['nothing has reached the customer', 0, 0, []],
  ['only their own message', 1, 1, []],
  ['the last that is here, none read', 6, 0, [['e6', 'delivered']]],
  ['one read, a later one here', 6, 2, [['e6', 'delivered'], ['e2', 'read']]],
  ['what was read needs no second word', 6, 6, [['e6', 'read']]],
  ['a note has no mark', 4, 4, [['e3', 'read']]],
])('%s', (_, delivered, read, marks) => {
  expect([...marksOf(entries, { delivered, read })]).toEqual(marks)
})

test('a push that comes late takes nothing back', () => {
  const old = { delivered: 5, read: 2 }
  const now = { delivered: 6, read: 5 }
  expect(later(old, now)).toBe(now)
  expect(later(now, old)).toBe(now)
  expect(later(undefined, old)).toBe(old)
  expect(later(old, { delivered: 6, read: 2 })?.delivered).toBe(6)
})
