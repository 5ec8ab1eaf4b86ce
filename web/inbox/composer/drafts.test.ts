import { beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../api/error'
import { EMPTY, keepDraft, readDraft } from './draft'
import { fileOf, type KeptFile } from './draft-files'
import { Drafts } from './drafts'
import { keptFile, memory } from './fixture'
import type { Mention } from '../mentions/mentions'
import type { Outgoing } from './outbox'
import type { Upload, UploadEvents } from './uploads'

let started: (Upload & UploadEvents)[]
let loggedIn = true
let named: string[] = []
const sent: [string, string, string, string[]][] = []
const means = {
  uploads: { start: (upload: Upload, events: UploadEvents) => void started.push({ ...upload, ...events }), stop: vi.fn() },
  sender: {
    send: (ticket: string, kind: string, body: string, files: readonly KeptFile[], mentions: readonly Mention[] = []) => {
      named = mentions.map(({ id }) => id)
      return loggedIn && sent.push([ticket, kind, body, files.map(({ attachment }) => attachment.id)]) > 0
    },
    cancel: vi.fn(),
  },
  store: memory(),
}
const picture = (name: string) => new File(['x'], name, { type: 'image/png' })
const arrives = (at: number) => started[at]!.kept(keptFile(started[at]!.id).attachment)

beforeEach(() => {
  started = []
  sent.length = 0
  loggedIn = true
  vi.clearAllMocks()
  means.store = memory()
})

test('a text goes at once', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.type('message', ' Dzień dobry ')
  expect(draft.send('message')).toBe(true)
  expect(sent).toEqual([['t1', 'message', 'Dzień dobry', []]])
  expect(draft.snapshot()).toEqual(EMPTY)
  expect(draft.send('message')).toBe(false)
})

test('a message waits for its files, and goes once with all of them in their order', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.attach('message', [picture('a.png'), picture('b.png')])
  draft.type('message', 'Zdjęcia')
  expect(draft.send('message')).toBe(true)
  expect(draft.snapshot().message.leaving).toBe(true)
  arrives(1)
  expect(sent).toEqual([])
  arrives(0)
  expect(sent).toEqual([['t1', 'message', 'Zdjęcia', [started[0]!.id, started[1]!.id]]])
  expect(draft.snapshot()).toEqual(EMPTY)
})

test('what can’t be sent since the session is over stays', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.attach('message', [picture('a.png')])
  draft.type('message', 'Zdjęcie')
  draft.send('message')
  loggedIn = false
  arrives(0)
  expect(draft.snapshot().message).toMatchObject({ text: 'Zdjęcie', files: [{ id: started[0]!.id }], leaving: false })
})

test('files need no text', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.attach('note', [picture('a.png')])
  arrives(0)
  draft.send('note')
  expect(sent).toEqual([['t1', 'note', '', [started[0]!.id]]])
})

test('a file that is refused keeps the message here until its writer decides', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.attach('message', [picture('a.png')])
  draft.type('message', 'Zdjęcie')
  draft.send('message')
  started[0]!.refused(new ApiError('invalid', { code: 'file_broken' }))
  expect(draft.snapshot().message).toMatchObject({ text: 'Zdjęcie', leaving: false })
  expect(draft.send('message')).toBe(false)
  draft.detach(started[0]!.id)
  expect(draft.send('message')).toBe(true)
  expect(sent).toEqual([['t1', 'message', 'Zdjęcie', []]])
})

test('a note’s file never goes with a reply', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.attach('note', [picture('tajne.png')])
  arrives(0)
  draft.switchTo('message')
  draft.type('message', 'Odpowiedź')
  draft.send('message')
  expect(sent).toEqual([['t1', 'message', 'Odpowiedź', []]])
  expect(draft.snapshot().note.files).toHaveLength(1)
})

test('it goes on while another ticket is on screen', () => {
  const drafts = new Drafts(means)
  const leave = drafts.of('jan', 't1').subscribe(() => undefined)
  drafts.of('jan', 't1').attach('message', [picture('a.png')])
  drafts.of('jan', 't1').send('message')
  leave()
  arrives(0)
  expect(sent).toHaveLength(1)
})

test('what is unfinished is there on return; what is finished is read again, since another tab may have written', () => {
  const drafts = new Drafts(means)
  drafts.of('jan', 't1').attach('message', [picture('a.png')])
  drafts.of('jan', 't1').subscribe(() => undefined)()
  expect(drafts.of('jan', 't1').snapshot().message.files).toHaveLength(1)
  arrives(0)
  keepDraft(means.store, 'jan', 't1', { ...EMPTY, note: { text: 'z innej karty', files: [], leaving: false } })
  drafts.of('jan', 't1').subscribe(() => undefined)()
  expect(drafts.of('jan', 't1').snapshot().note.text).toBe('z innej karty')
})

test('uploaded files survive a reload, the progress of others is not written down', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.attach('message', [picture('a.png'), picture('b.png')])
  const write = vi.spyOn(means.store, 'setItem')
  started[1]!.progress(0.5)
  expect(write).not.toHaveBeenCalled()
  arrives(0)
  const again = new Drafts(means).of('jan', 't1')
  expect(again.snapshot().message.files.map(({ id }) => id)).toEqual([started[0]!.id])
})

test('a refused file is tried again with the same id', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.attach('message', [picture('a.png')])
  started[0]!.refused(new ApiError('internal'))
  draft.again(started[0]!.id)
  expect(started[1]!.id).toBe(started[0]!.id)
  expect(draft.snapshot().message.files[0]!.state).toEqual({ name: 'sending', part: 0 })
})

test('what has no room is counted and not uploaded', () => {
  const draft = new Drafts(means).of('jan', 't1')
  const files = Array.from({ length: 12 }, (_, at) => picture(`${at}.png`))
  expect(draft.attach('message', files)).toBe(2)
  expect(started).toHaveLength(10)
})

test('a message that comes back brings its files', () => {
  const draft = new Drafts(means).of('jan', 't1')
  const outgoing: Outgoing = { id: 'o1', ticket: 't1', kind: 'message', body: 'a', files: [keptFile('f1')], at: 1, state: { name: 'sending' } }
  draft.giveBack(outgoing)
  expect(means.sender.cancel).toHaveBeenCalledWith('o1')
  expect(draft.snapshot().message.files).toEqual([fileOf(outgoing.files[0]!)])
  expect(readDraft(means.store, 'jan', 't1').message.text).toBe('a')
})

test('what the server has removed meanwhile is said before it is sent', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.giveBack({ id: 'o1', ticket: 't1', kind: 'message', body: 'a', files: [keptFile('f1', 0)], at: 1, state: { name: 'sending' } })
  expect(draft.send('message')).toBe(false)
  expect(draft.snapshot().message.files[0]!.state).toMatchObject({ name: 'refused', code: 'file_gone' })
})

test('a note names those whose mention stands in its text when it goes, also after a reload', () => {
  const draft = new Drafts(means).of('jan', 't1')
  const [piotr, anna] = [{ id: 'p', name: 'Piotr Lis' }, { id: 'a', name: 'Anna Nowak' }]
  draft.mention(piotr)
  draft.mention(anna)
  draft.mention(piotr)
  draft.type('note', '@Piotr Lis, @Anna Nowak')
  draft.type('note', '@Piotr Lis')
  const again = new Drafts(means).of('jan', 't1')
  again.type('note', '@Anna Nowak i @Piotr Lis')
  again.send('note')
  expect(named).toEqual(['a', 'p'])
  again.type('note', '@Piotr Lis')
  again.send('note')
  expect(named, 'the next note begins with nobody').toEqual([])
})

test('who writes a note goes on with the note, also where a reply becomes possible meanwhile', () => {
  const draft = new Drafts(means).of('jan', 't1')
  draft.type('note', 'do sprawdzenia')
  expect(draft.snapshot().mode).toBe('note')
  const other = new Drafts(means).of('jan', 't2')
  other.attach('note', [picture('a.png')])
  expect(other.snapshot().mode).toBe('note')
})
