import { expect, test } from 'vitest'
import type { Entry } from '../api/types'
import { linesOf, partsOf } from './lines'

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

test('parts go by number, and a day goes with what follows it', () => {
  const entries = Array.from({ length: 45 }, (_, index) => entry(index + 10, at(21 + Math.floor(index / 30), 10, 0)))
  const parts = partsOf(linesOf(entries))
  expect(parts.map(({ key, lines }) => [key, lines.length])).toEqual([
    ['0', 11],
    ['1', 20],
    ['2', 16],
  ])
  expect(parts[2]!.lines[0]!.type).toBe('day')
  // Older ones come before; the parts that follow stay as they are.
  const older = partsOf(linesOf([entry(1, at(21, 9, 0)), ...entries]))
  expect(older.map(({ key, lines }) => [key, lines.length])).toEqual([
    ['0', 12],
    ['1', 20],
    ['2', 16],
  ])
})
