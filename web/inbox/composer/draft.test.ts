import { expect, test } from 'vitest'
import { changePart, type Draft, type DraftStore, EMPTY, emptied, giveBack, keepDraft, modeOf, readDraft, shownMode } from './draft'
import { keptFile, memory } from './fixture'
import { fileOf } from './draft-files'

const draft: Draft = {
  mode: 'note',
  message: { text: 'Dzień', files: [], leaving: false },
  note: { text: 'do sprawdzenia', files: [fileOf(keptFile('f1'))], leaving: false },
}

test('a draft belongs to one agent and one ticket', () => {
  const store = memory()
  keepDraft(store, 'jan', 't1', draft)
  expect(readDraft(store, 'jan', 't1')).toEqual(draft)
  expect(readDraft(store, 'ewa', 't1')).toEqual(EMPTY)
  expect(readDraft(store, 'jan', 't2')).toEqual(EMPTY)
})

test('of its files those are kept that the server has', () => {
  const store = memory()
  const one = fileOf(keptFile('f1'))
  const other = { ...one, id: 'f2', state: { name: 'sending' as const, part: 0.5 } }
  keepDraft(store, 'jan', 't1', changePart(EMPTY, 'message', { files: [one, other], leaving: true }))
  expect(readDraft(store, 'jan', 't1').message).toEqual({ text: '', files: [one], leaving: false })
  keepDraft(store, 'jan', 't1', changePart(EMPTY, 'message', { files: [other] }))
  expect(store.size()).toBe(0)
})

test('a draft that was kept before there were files is read', () => {
  const store = memory()
  store.setItem('rozmowa.draft.jan.t1', '{"mode":"note","message":"a","note":"b"}')
  expect(readDraft(store, 'jan', 't1')).toMatchObject({ mode: 'note', message: { text: 'a', files: [] }, note: { text: 'b' } })
})

test('an empty draft is forgotten', () => {
  const store = memory()
  keepDraft(store, 'jan', 't1', draft)
  keepDraft(store, 'jan', 't1', emptied(emptied(draft, 'message'), 'note'))
  expect(store.size()).toBe(0)
})

test('neither a broken nor a full store stops the typing', () => {
  const store: DraftStore = memory(10)
  store.setItem('rozmowa.draft.jan.t1', '{')
  expect(readDraft(store, 'jan', 't1')).toEqual(EMPTY)
  expect(() => keepDraft(store, 'jan', 't1', draft)).not.toThrow()
})

test('what comes back stands before what was typed and added since', () => {
  const unsent = { kind: 'message', body: 'a', files: [], state: { name: 'sending' } } as const
  expect(giveBack(EMPTY, unsent)).toEqual(changePart(EMPTY, 'message', { text: 'a' }))
  const typed = changePart(EMPTY, 'message', { text: 'b', files: [fileOf(keptFile('f2'))] })
  const back = giveBack(typed, { ...unsent, files: [keptFile('f1')] }).message
  expect(back.text).toBe('a\nb')
  expect(back.files.map(({ id, state }) => [id, state.name])).toEqual([
    ['f1', 'kept'],
    ['f2', 'kept'],
  ])
  expect(giveBack(typed, { ...unsent, body: '' }).message.text).toBe('b')
  expect(giveBack(draft, unsent).mode).toBe('message')
})

test('files that the server doesn’t know any more come back as gone', () => {
  const state = { name: 'refused', kind: 'invalid', code: 'attachment_unknown' } as const
  const back = giveBack(EMPTY, { kind: 'message', body: 'a', files: [keptFile('f1')], state }).message
  expect(back.files[0]!.state).toMatchObject({ name: 'refused', code: 'file_gone' })
})

test('a file stands in the part it was added to', () => {
  expect(modeOf(draft, 'f1')).toBe('note')
  expect(modeOf(draft, 'f2')).toBeUndefined()
})

test('who is mentioned in a note is kept with it, and comes back with it', () => {
  const store = memory()
  const piotr = { id: 'p', name: 'Piotr Lis' }
  const named = changePart(EMPTY, 'note', { text: '@Piotr Lis', mentions: [piotr] })
  keepDraft(store, 'jan', 't1', named)
  expect(readDraft(store, 'jan', 't1')).toEqual(named)
  const anna = { id: 'a', name: 'Anna' }
  const back = giveBack(named, { kind: 'note', body: '@Anna', files: [], mentions: [anna], state: { name: 'sending' } }).note
  expect(back).toMatchObject({ text: '@Anna\n@Piotr Lis', mentions: [anna, piotr] })
})

test('a reply that can’t be sent any more is what stands in the composer, unless its writer went on to a note', () => {
  const mine = { reply: true, note: true }
  const taken = { reply: false, note: true }
  const closed = { reply: false, note: false }
  const reply = changePart(EMPTY, 'message', { text: 'Dzień' })
  const file = changePart(EMPTY, 'message', { files: [fileOf(keptFile('f1'))] })
  expect([reply, file].map((each) => shownMode(each, taken))).toEqual(['message', 'message'])
  expect(shownMode({ ...reply, mode: 'note' }, taken)).toBe('note')
  expect(shownMode({ ...reply, mode: 'note' }, closed)).toBe('message')
  expect([taken, closed].map((can) => shownMode(changePart(EMPTY, 'message', { text: ' ' }), can))).toEqual(['note', 'note'])
  expect([EMPTY, draft].map((each) => shownMode(each, mine))).toEqual(['message', 'note'])
})
