import { expect, test } from 'vitest'
import { type DraftStore, EMPTY, giveBack, keepDraft, readDraft } from './draft'

function memory(limit = Infinity): DraftStore & { size: () => number } {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > limit) throw new Error('full')
      kept.set(key, value)
    },
    removeItem: (key) => void kept.delete(key),
    size: () => kept.size,
  }
}

const draft = { mode: 'note', message: 'Dzień', note: 'do sprawdzenia' } as const

test('a draft belongs to one agent and one ticket', () => {
  const store = memory()
  keepDraft(store, 'jan', 't1', draft)
  expect(readDraft(store, 'jan', 't1')).toEqual(draft)
  expect(readDraft(store, 'ewa', 't1')).toEqual(EMPTY)
  expect(readDraft(store, 'jan', 't2')).toEqual(EMPTY)
})

test('an empty draft is forgotten', () => {
  const store = memory()
  keepDraft(store, 'jan', 't1', draft)
  keepDraft(store, 'jan', 't1', { ...draft, message: '', note: '' })
  expect(store.size()).toBe(0)
})

test('neither a broken nor a full store stops the typing', () => {
  const store = memory(10)
  store.setItem('rozmowa.draft.jan.t1', '{')
  expect(readDraft(store, 'jan', 't1')).toEqual(EMPTY)
  expect(() => keepDraft(store, 'jan', 't1', draft)).not.toThrow()
})

test('a text that comes back stands before what was typed since', () => {
  expect(giveBack(EMPTY, 'message', 'a')).toEqual({ ...EMPTY, message: 'a' })
  expect(giveBack({ ...EMPTY, message: 'b' }, 'message', 'a').message).toBe('a\nb')
  expect(giveBack(draft, 'message', 'a').mode).toBe('message')
})
