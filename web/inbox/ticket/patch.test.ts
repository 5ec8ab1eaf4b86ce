import { expect, test } from 'vitest'
import type { TicketSummary } from '../api/types'
import { ticketNumber } from '../tickets/fixture'
import { type Choice, patched, undone } from './patch'

const before = ticketNumber(1, { tags: ['a'], watchers: ['jan'], team: 'zwroty', inbox: 'b' })

test.each<[string, Choice, Partial<TicketSummary>]>([
  ['a status', { property: 'status', value: 'pending' }, { status: 'pending' }],
  ['a priority', { property: 'priority', value: 'high' }, { priority: 'high' }],
  ['a tag more', { property: 'tag_added', value: 'b' }, { tags: ['a', 'b'] }],
  ['a tag less', { property: 'tag_removed', value: 'a' }, { tags: [] }],
  ['a watcher more', { property: 'watcher_added', value: 'ewa' }, { watchers: ['jan', 'ewa'] }],
  ['a watcher less', { property: 'watcher_removed', value: 'jan' }, { watchers: [] }],
  ['an agent', { property: 'agent', value: 'ewa', name: 'Ewa' }, { agent: { id: 'ewa', name: 'Ewa' }, state: 'active' }],
  ['a sentiment', { property: 'sentiment', value: 'negative' }, { sentiment: 'negative', sentimentByHand: true }],
  ['a context', { property: 'context', value: 'return' }, { context: 'return', contextByHand: true }],
  ['an inbox', { property: 'inbox', value: 'c' }, { inbox: 'c' }],
  ["back to its chat's inbox", { property: 'inbox', value: '', home: 'a' }, { inbox: 'a' }],
  ['the next autoresponder', { property: 'next_autoresponder', value: 'off' }, { nextAutoresponderOff: true }],
])('%s shows at once and is put back', (_, choice, changed) => {
  const after = patched(before, choice)
  expect(after).toEqual({ ...before, ...changed })
  expect(undone(after, before, choice)).toEqual(before)
})

test('a sentiment that is taken back is judged again', () => {
  const said = { ...before, sentiment: 'negative' as const, sentimentByHand: true }
  const choice = { property: 'sentiment' as const, value: '' }
  const after = patched(said, choice)
  expect(after).toEqual(before)
  expect(undone(after, said, choice)).toEqual(said)
})

test('autoresponders that go on are stopped again where that fails', () => {
  const stopped = { ...before, autorespondersStopped: true }
  const after = patched(stopped, { property: 'autoresponders', value: 'on' })
  expect(after).toEqual(before)
  expect(undone(after, stopped, { property: 'autoresponders', value: 'on' })).toEqual(stopped)
})

test('no team is no property', () => {
  const after = patched(before, { property: 'team', value: '' })
  expect('team' in after).toBe(false)
  expect(undone(after, before, { property: 'team', value: '' })).toEqual(before)
})

test('taking a change back leaves what else changed since', () => {
  const choice: Choice = { property: 'priority', value: 'urgent' }
  const now = { ...patched(before, choice), status: 'spam' }
  expect(undone(now, before, choice)).toEqual({ ...before, status: 'spam' })
})
