import { expect, test } from 'vitest'
import type { Entry } from '../api/types'
import { replyMeanwhile } from './meanwhile'

const entry = (seq: number, kind: Entry['author']['kind'], id?: string): Entry => ({
  seq,
  id: `e${seq}`,
  kind: 'message',
  author: { kind, name: '', ...(id !== undefined && { id }) },
  createdAt: '2026-11-23T12:00:00Z',
})

test.each<[string, Entry[], number | undefined, number | undefined]>([
  ['a colleague replied after it was begun: the last of those', [entry(1, 'customer'), entry(2, 'agent', 'piotr'), entry(3, 'agent', 'piotr')], 1, 3],
  ['what the colleague wrote before', [entry(1, 'agent', 'piotr')], 1, undefined],
  ['the customer wrote', [entry(1, 'customer'), entry(2, 'customer')], 1, undefined],
  ['I replied myself, from another tab', [entry(1, 'customer'), entry(2, 'agent', 'anna')], 1, undefined],
  ['nothing is being written', [entry(1, 'agent', 'piotr')], undefined, undefined],
])('%s', (_, messages, began, reply) => {
  expect(replyMeanwhile(messages, 'anna', began)?.seq).toBe(reply)
})
