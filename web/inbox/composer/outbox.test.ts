import { expect, test } from 'vitest'
import { ApiError } from '../api/error'
import { again, due, failed, hurry, nextDue, type Outbox, type Outgoing, put, remove } from './outbox'

const outgoing = (id: string, at: number, ticket = 't1'): Outgoing => ({
  id,
  ticket,
  kind: 'message',
  body: id,
  files: [],
  at,
  state: { name: 'sending' },
})
const ids = (outbox: Outbox) => outbox.map((one) => one.id)
const full = [outgoing('a', 1), outgoing('b', 2), outgoing('c', 3, 't2')].reduce(put, [] as Outbox)
const network = new ApiError('network')

test('one entry of each ticket is on its way at a time, in the order of writing', () => {
  expect(ids(due(full, 0))).toEqual(['a', 'c'])
  expect(ids(due(remove(full, 'a'), 0))).toEqual(['b', 'c'])
})

test('the same entry is there once, an older one stands first', () => {
  expect(ids(put(put(full, outgoing('a', 9)), outgoing('z', 0)))).toEqual(['z', 'a', 'b', 'c'])
})

test('a lost try waits longer each time and holds back only its own ticket', () => {
  const once = failed(full, 'a', network, 0)
  expect(ids(due(once, 999))).toEqual(['c'])
  expect(nextDue(once)).toBe(1000)
  expect(ids(due(once, 1000))).toEqual(['a', 'c'])
  const often = Array.from({ length: 10 }).reduce<Outbox>((outbox) => failed(outbox, 'a', network, 0), once)
  expect(nextDue(often)).toBe(15_000)
})

test('the server says how long to wait', () => {
  const told = failed(full, 'a', new ApiError('too_many', { retryAfterMs: 7_000 }), 100)
  expect(nextDue(told)).toBe(7_100)
  expect(nextDue(hurry(told, 200))).toBe(7_100)
})

test('when the line is back, what waits goes at once', () => {
  expect(ids(due(hurry(failed(full, 'a', network, 0), 5), 5))).toEqual(['a', 'c'])
})

test('a refused entry stays, with those behind it, until its writer decides', () => {
  const refused = failed(full, 'a', new ApiError('closed', { code: 'ticket_closed' }), 0)
  expect(refused[0]!.state).toEqual({ name: 'refused', kind: 'closed', code: 'ticket_closed' })
  expect(ids(due(refused, 1e9))).toEqual(['c'])
  expect(nextDue(refused)).toBeUndefined()
  expect(ids(due(again(refused, 'a'), 0))).toEqual(['a', 'c'])
  expect(ids(due(remove(refused, 'a'), 0))).toEqual(['b', 'c'])
})

test('sent again after a refusal, it goes over what its writer was told of; after a lost try it still asks', () => {
  const [known] = put([], { ...outgoing('a', 1), seenSeq: 4 })
  const refused = failed([known!], 'a', new ApiError('conflict', { code: 'answered_meanwhile' }), 0)
  expect(again(refused, 'a')[0]!.seenSeq).toBeUndefined()
  expect(again(failed([known!], 'a', network, 0), 'a')[0]!.seenSeq).toBe(4)
})
