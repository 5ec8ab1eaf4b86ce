import { describe, expect, it } from 'vitest'
import type { Entry, Operation } from '../shared/contract'
import { emptyJournal, firstUnread, type Journal, merge, standing, unread } from './journal'

const message = (seq: number, kind: 'customer' | 'agent' = 'customer', name = ''): Entry => ({
  seq,
  id: `id-${seq}`,
  kind: 'message',
  author: { kind, name },
  body: `text ${seq}`,
  createdAt: '2026-03-02T09:00:00Z',
})
const operation = (seq: number, operation: Operation, name = ''): Entry => ({
  seq,
  id: `id-${seq}`,
  kind: 'operation',
  author: { kind: name ? 'agent' : 'system', name },
  operation,
  createdAt: '2026-03-02T09:00:00Z',
})
const of = (...entries: Entry[]): Journal => ({ entries, through: entries.at(-1)?.seq ?? 0 })
const seqs = (journal: Journal | null) => journal?.entries.map((entry) => entry.seq)

describe('merge', () => {
  it('takes what follows', () => {
    expect(seqs(merge(of(message(1)), { from: 1, through: 3, entries: [message(2), message(3)] }))).toEqual([1, 2, 3])
  })
  it('takes only the new part of an overlap', () => {
    expect(seqs(merge(of(message(1), message(2)), { from: 0, through: 3, entries: [message(1), message(2), message(3)] }))).toEqual([1, 2, 3])
  })
  it('steps over numbers the customer may not see', () => {
    const journal = merge(of(message(1)), { from: 1, through: 4, entries: [message(4)] })
    expect(seqs(journal)).toEqual([1, 4])
    expect(merge(of(message(1)), { from: 1, through: 2, entries: [] })?.through).toBe(2)
  })
  it('refuses a stretch that leaves a gap', () => {
    expect(merge(of(message(1)), { from: 2, through: 3, entries: [message(3)] })).toBeNull()
  })
  it('returns itself for what is known', () => {
    const journal = of(message(1), message(2))
    expect(merge(journal, { from: 0, through: 2, entries: [message(1), message(2)] })).toBe(journal)
    expect(merge(journal, { from: 1, through: 1, entries: [] })).toBe(journal)
  })
  it('gives every entry once and in order, however pushes and fetches interleave', () => {
    const all = Array.from({ length: 40 }, (_, i) => message(i + 1)).filter((entry) => entry.seq % 7)
    const stretch = (from: number, through: number) => ({ from, through, entries: all.filter((e) => e.seq > from && e.seq <= through) })
    let dice = 1
    const roll = (n: number) => (dice = (dice * 48271) % 2147483647) % n
    for (let round = 0; round < 300; round++) {
      let journal = emptyJournal
      while (journal.through < 40) {
        const from = roll(40)
        journal = merge(journal, stretch(from, from + 1 + roll(40 - from))) ?? merge(journal, stretch(journal.through, journal.through + 1 + roll(40 - journal.through)))!
      }
      expect(journal.entries).toEqual(all)
    }
  })
})

describe('standing', () => {
  it.each<[string, Journal, ReturnType<typeof standing>]>([
    ['waits at first', of(message(1)), { state: 'waiting' }],
    ['names who joined', of(message(1), operation(2, { type: 'joined' }, 'Ewa')), { state: 'active', agent: 'Ewa' }],
    ['takes a reply for a join', of(message(1), message(2, 'agent', 'Ewa')), { state: 'active', agent: 'Ewa' }],
    [
      'names who took over',
      of(message(1), operation(2, { type: 'joined' }, 'Ewa'), operation(3, { type: 'took_over' }, 'Jan')),
      { state: 'active', agent: 'Jan' },
    ],
    [
      'says who ended it',
      of(message(1), operation(2, { type: 'joined' }, 'Ewa'), operation(3, { type: 'closed', by: 'agent' }, 'Ewa')),
      { state: 'closed', agent: 'Ewa', endedBy: 'agent' },
    ],
    [
      'goes on after a reopening',
      of(message(1), operation(2, { type: 'closed', by: 'silence' }), operation(3, { type: 'reopened' }, 'Jan')),
      { state: 'active', agent: 'Jan' },
    ],
  ])('%s', (_, journal, expected) => {
    expect(standing(journal)).toEqual(expected)
  })
})

describe('unread', () => {
  it('counts replies after what was read, not the customer\'s own messages or operations', () => {
    const journal = of(message(1), operation(2, { type: 'joined' }, 'Ewa'), message(3, 'agent', 'Ewa'), message(4, 'agent', 'Ewa'), message(5))
    expect(unread(journal, 0)).toBe(2)
    expect(firstUnread(journal, 1)).toBe(3)
    expect(firstUnread(journal, 4)).toBe(0)
    expect(unread(journal, 3)).toBe(1)
    expect(unread(journal, 5)).toBe(0)
    expect(unread(of(message(1), { ...message(2, 'agent', 'Ewa'), body: undefined }), 1), 'files without a word').toBe(1)
  })
})
