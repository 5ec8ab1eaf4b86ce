import { describe, expect, test } from 'vitest'
import type { Entry, EntryPage } from '../api/types'
import { append, beginJournal, hasOlder, hear, isBehind, type Journal, judge, own, prepend, shown } from './journal'

const entry = (seq: number): Entry => ({
  seq,
  id: `id-${seq}`,
  kind: 'message',
  author: { kind: 'customer', name: 'Ala' },
  body: `text ${seq}`,
  createdAt: '2026-11-22T12:00:00Z',
})
const run = (from: number, through: number, seqs?: number[]) => ({
  from,
  through,
  entries: (seqs ?? Array.from({ length: through - from }, (_, i) => from + 1 + i)).map(entry),
})
const page = (from: number, through: number, last = through): EntryPage => ({ ...run(from, through), last })
const seqs = (journal: Journal) => shown(journal).map((one) => one.seq)

describe('a push', () => {
  test('that continues is taken', () => {
    const journal = append(beginJournal(page(0, 3)), run(3, 5))
    expect(seqs(journal)).toEqual([1, 2, 3, 4, 5])
    expect(isBehind(journal)).toBe(false)
  })
  test('that overlaps adds only what is new', () => {
    expect(seqs(append(beginJournal(page(0, 3)), run(1, 5)))).toEqual([1, 2, 3, 4, 5])
  })
  test('that was already there changes nothing', () => {
    const journal = beginJournal(page(0, 3))
    expect(append(journal, run(1, 3))).toBe(journal)
  })
  test('after a gap is not shown, but known to be missing', () => {
    const journal = append(beginJournal(page(0, 3)), run(4, 5))
    expect(seqs(journal)).toEqual([1, 2, 3])
    expect(isBehind(journal)).toBe(true)
    expect(seqs(append(journal, run(3, 5)))).toEqual([1, 2, 3, 4, 5])
  })
  test('with entries the reader may not see moves on without them', () => {
    const journal = append(beginJournal(page(0, 3)), run(3, 6, [6]))
    expect(seqs(journal)).toEqual([1, 2, 3, 6])
    expect(journal.through).toBe(6)
    expect(isBehind(journal)).toBe(false)
  })
})

describe('older entries', () => {
  test('are put before', () => {
    const journal = prepend(beginJournal(page(5, 8)), page(2, 5))
    expect(seqs(journal)).toEqual([3, 4, 5, 6, 7, 8])
    expect(hasOlder(journal)).toBe(true)
    expect(hasOlder(prepend(journal, page(0, 2)))).toBe(false)
  })
  test('asked for twice are there once', () => {
    const journal = prepend(beginJournal(page(5, 8)), page(2, 5))
    expect(prepend(journal, page(2, 5))).toBe(journal)
  })
})

describe('an own entry', () => {
  test('that continues is part of the journal', () => {
    const journal = own(beginJournal(page(0, 3)), entry(4))
    expect(seqs(journal)).toEqual([1, 2, 3, 4])
    expect(append(journal, run(3, 4))).toBe(journal)
  })
  test('that the push brought first is there once', () => {
    const journal = append(beginJournal(page(0, 3)), run(3, 4))
    expect(own(journal, entry(4))).toBe(journal)
  })
  test('that is ahead is shown and asks for what lies between', () => {
    const journal = own(own(beginJournal(page(0, 3)), entry(6)), entry(6))
    expect(seqs(journal)).toEqual([1, 2, 3, 6])
    expect(isBehind(journal)).toBe(true)
    expect(seqs(append(journal, run(3, 6)))).toEqual([1, 2, 3, 4, 5, 6])
  })
})

test('news of a later entry makes it behind', () => {
  const journal = beginJournal(page(0, 3))
  expect(hear(journal, 3)).toBe(journal)
  expect(isBehind(hear(journal, 4))).toBe(true)
})

test('whatever order pushes, pages and answers arrive in, each entry is there once and in order', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % below
  }
  for (let round = 0; round < 300; round++) {
    const last = 5 + random(20)
    const start = random(last)
    let journal = beginJournal(page(Math.max(0, start - 3), start, last))
    for (let step = 0; step < 30; step++) {
      const from = random(last)
      const through = from + 1 + random(last - from)
      const kind = random(4)
      if (kind === 0) journal = append(journal, run(from, through))
      else if (kind === 1) journal = prepend(journal, page(from, through))
      else if (kind === 2) journal = own(journal, entry(through))
      else journal = append(journal, run(journal.through, Math.min(last, journal.through + 2)))
      const got = seqs(journal)
      expect(got).toEqual([...new Set(got)].sort((a, b) => a - b))
      expect(journal.entries.map((one) => one.seq)).toEqual(run(journal.from, journal.through).entries.map((one) => one.seq))
    }
  }
})

test('a message that was judged since has its mark, and one that isn’t here is left out', () => {
  const journal = beginJournal(page(0, 3))
  const judged = judge(journal, 2, 'negative')
  expect(shown(judged).map(({ sentiment }) => sentiment)).toEqual([undefined, 'negative', undefined])
  expect(shown(judge(judged, 2, 'positive'))[1]?.sentiment).toBe('positive')
  expect(judge(judged, 2, 'negative')).toBe(judged)
  expect(judge(journal, 9, 'negative')).toBe(journal)
})
