import { expect, test } from 'vitest'
import type { Entry } from '../api/types'
import { linesOf } from './lines'

const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).toISOString()
const entry = (seq: number, createdAt: string, over: Partial<Entry> = {}): Entry => ({
  seq,
  id: `id-${seq}`,
  kind: 'message',
  author: { kind: 'customer', name: 'Ala' },
  body: 'x',
  createdAt,
  ...over,
})
const sketch = (entries: Entry[]) =>
  linesOf(entries).map((line) => (line.type === 'day' ? 'day' : `${line.first ? '[' : ''}${line.entry.seq}${line.last ? ']' : ''}`))

test('messages of one author within minutes are a group', () => {
  expect(sketch([entry(1, at(21, 10, 0)), entry(2, at(21, 10, 2)), entry(3, at(21, 10, 20))])).toEqual(['day', '[1', '2]', '[3]'])
})

test('another author, another kind and another day begin a new group', () => {
  expect(
    sketch([
      entry(1, at(21, 23, 58)),
      entry(2, at(21, 23, 59), { author: { kind: 'agent', id: 'a', name: 'Jan' } }),
      entry(3, at(21, 23, 59), { kind: 'note', author: { kind: 'agent', id: 'a', name: 'Jan' } }),
      entry(4, at(22, 0, 1), { kind: 'note', author: { kind: 'agent', id: 'a', name: 'Jan' } }),
    ]),
  ).toEqual(['day', '[1]', '[2]', '[3]', 'day', '[4]'])
})

test('operations stand alone', () => {
  const joined = { kind: 'operation' as const, operation: { type: 'joined' as const } }
  expect(sketch([entry(1, at(21, 9, 0), joined), entry(2, at(21, 9, 0), joined)])).toEqual(['day', '[1]', '[2]'])
})
