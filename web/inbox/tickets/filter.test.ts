import { describe, expect, test } from 'vitest'
import type { TicketFilter, TicketSummary } from '../api/types'
import { boundOf, dayOf } from './days'
import { CHOICES, fieldsIn, filterOf, filterQuery, matches } from './filter'
import { ticketNumber } from './fixture'
import { listingKey, listingOf, listingQuery, wholeView } from './listing'
import { listPath, ticketPath } from './view'

const read = (query: string) => filterOf(new URLSearchParams(query))

describe('a filter in an address', () => {
  test('comes back as it was, each field of it', () => {
    const filter: TicketFilter = {
      ...Object.fromEntries(CHOICES.map(({ name }) => [name, ['a', 'b c&d']])),
      createdFrom: '2026-11-01T00:00:00.000Z',
      createdTo: '2026-11-02T00:00:00.000Z',
      activeFrom: '2026-11-03T00:00:00.000Z',
      activeTo: '2026-11-04T00:00:00.000Z',
      text: 'zażółć & co?',
    }
    expect(read(filterQuery(filter).toString())).toEqual(filter)
    expect(fieldsIn(filter)).toBe(CHOICES.length + 4)
  })
  test('is one address, whatever the order of its values', () => {
    const key = (query: string) => listingKey(listingOf('all', new URLSearchParams(query)))
    expect(key('tag=b&status=open&tag=a&tag=b')).toBe(key('status=open&tag=a&tag=b'))
  })
  test('leaves out what is empty, no time, or nothing that is known', () => {
    expect(read('status=&createdFrom=soon&text=%20%20&saved=1&view=all&nonsense=1')).toEqual({})
  })
  test('keeps as much of a text as may be searched for', () => {
    expect(read(`text=${'a'.repeat(300)}`).text).toHaveLength(200)
  })
})

test('a list’s address says what differs from the whole view, and who opened it', () => {
  expect(listPath(wholeView('mine'))).toBe('/mine')
  expect(listPath({ view: 'all', sort: 'oldest', filter: { status: ['open'] } }, 's1')).toBe('/all?status=open&sort=oldest&saved=s1')
  expect(ticketPath('t1', { view: 'all', sort: 'recent', filter: { text: 'a b' } })).toBe('/tickets/t1?view=all&text=a+b')
  expect(listingQuery(listingOf('all', new URLSearchParams('sort=sideways')))).toBe('')
})

describe('a ticket', () => {
  const jan = { agent: { id: 'jan', name: 'Jan' } }
  test.each<[string, Partial<TicketSummary>, TicketFilter, boolean]>([
    ['has one of the values', { status: 'pending' }, { status: ['open', 'pending'] }, true],
    ['has none of them', { status: 'spam' }, { status: ['open', 'pending'] }, false],
    ['has one field’s but not the other’s', { status: 'open', priority: 'low' }, { status: ['open'], priority: ['high'] }, false],
    ['is mine', jan, { agent: ['me'] }, true],
    ['is another’s', { agent: { id: 'ewa', name: 'Ewa' } }, { agent: ['me', 'none'] }, false],
    ['is nobody’s', {}, { agent: ['none'] }, true],
    ['is somebody’s', jan, { agent: ['none'] }, false],
    ['has no team', {}, { team: ['none'] }, true],
    ['has one of the tags', { tags: ['a', 'b'] }, { tag: ['b'] }, true],
    ['has no tags', {}, { tag: ['b'] }, false],
    ['is watched by me', { watchers: ['ewa', 'jan'] }, { watcher: ['me'] }, true],
    ['is watched by others', { watchers: ['ewa'] }, { watcher: ['me'] }, false],
    ['has no sentiment', {}, { sentiment: ['positive'] }, false],
    ['has no context', {}, { context: ['none'] }, true],
    ['is of another chat', {}, { channel: ['c2'] }, false],
    ['was created at the first moment', { createdAt: '2026-11-01T00:00:00Z' }, { createdFrom: '2026-11-01T00:00:00.000Z' }, true],
    ['was created at the end', { createdAt: '2026-11-02T00:00:00Z' }, { createdTo: '2026-11-02T00:00:00.000Z' }, false],
    ['had its last message before', { lastMessage: { at: '2026-10-01T00:00:00Z', from: 'agent', preview: '' } }, { activeFrom: '2026-11-01T00:00:00Z' }, false],
    ['may have what is searched for', {}, { text: 'buty' }, true],
  ])('that %s', (_, over, filter, expected) => {
    expect(matches(ticketNumber(1, over), filter, 'jan')).toBe(expected)
  })
})

test('a day’s bounds are its midnights here, the day that clocks change too', () => {
  for (const day of ['2026-11-23', '2026-10-25', '2026-03-29']) {
    expect(dayOf(boundOf(day, false), false)).toBe(day)
    expect(dayOf(boundOf(day, true), true)).toBe(day)
  }
  expect(boundOf('', false)).toBeUndefined()
  expect(boundOf('0002-11-23', true)).toBeUndefined() // a year being typed
})
