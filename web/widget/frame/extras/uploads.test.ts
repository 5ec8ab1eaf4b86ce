import { beforeEach, describe, expect, it, vi } from 'vitest'
import { frame as texts } from '../../lang/pl'
import type { Attachment } from '../../shared/contract'
import type { Answer, Failure } from '../api'
import { extrasTexts } from './texts'
import { createUploads, type Uploads } from './uploads'

const words = extrasTexts('pl', texts)
const picture = (name: string, size = 1000, type = 'image/jpeg') => ({ name, size, type }) as File
const refusal = (status: number, kind: NonNullable<Failure['error']>['kind'], code: string): Failure => ({ status, error: { kind, code, message: '' } })

/** Uploads that the test ends as it likes, in a draft that keeps what it is given. */
function desk() {
  const going: { id: string; name: string; progress(part: number): void; end(answer: Answer<Attachment>): void; stopped: boolean }[] = []
  const draft: { files: readonly Attachment[] } = { files: [] }
  const said: string[] = []
  const dropped: string[] = []
  const look = vi.fn()
  const changed = vi.fn()
  const uploads: Uploads = createUploads({
    lang: 'pl',
    texts: words,
    put(id, file, progress) {
      let end!: (answer: Answer<Attachment>) => void
      const answer = new Promise<Answer<Attachment>>((done) => (end = done))
      const one = { id, name: file.name, progress, end, stopped: false }
      going.push(one)
      return {
        answer,
        stop() {
          one.stopped = true
          end({ failure: { status: 0 } })
        },
      }
    },
    keep: (files) => {
      draft.files = files
      uploads.settle(files)
    },
    look,
    picked: () => undefined,
    dropped: (id) => dropped.push(id),
    changed,
    say: (what) => said.push(what),
  })
  const find = (name: string) => going.filter((one) => one.name === name).at(-1)!
  const tick = () => new Promise((done) => setTimeout(done))
  return {
    uploads,
    draft,
    said,
    dropped,
    going,
    look,
    changed,
    find,
    async arrive(name: string) {
      const { id, end } = find(name)
      end({ value: { id, name, type: 'image/jpeg', size: 900, width: 4, height: 3, preview: true } })
      await tick()
    },
    async fail(name: string, failure: Failure) {
      find(name).end({ failure })
      await tick()
    },
    names: () => uploads.list().map(({ name }) => name),
    errors: () => uploads.list().map(({ error }) => error),
    /** The message went: the draft is empty. */
    send() {
      draft.files = []
      uploads.settle([])
    },
  }
}

describe('the next message’s files', () => {
  let on: ReturnType<typeof desk>
  beforeEach(() => {
    on = desk()
  })

  it('go two at a time, and keep the order in which they were picked', async () => {
    on.uploads.add([picture('a'), picture('b'), picture('c')])
    expect(on.going.map(({ name }) => name)).toEqual(['a', 'b'])
    await on.arrive('b')
    expect(on.going.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    await on.arrive('c')
    await on.arrive('a')
    expect(on.draft.files.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(on.said).toEqual([...['a', 'b', 'c'].map((name) => `Dodano plik ${name}`), ...['b', 'c', 'a'].map((name) => `Plik ${name} jest gotowy do wysłania`)])
  })

  it('hold the message up while one is on its way, not when one has failed', async () => {
    on.uploads.add([picture('a'), picture('b')])
    expect(on.uploads.waits()).toBe(words.wait)
    await on.arrive('a')
    expect(on.uploads.waits()).toBe(words.wait)
    await on.fail('b', { status: 0 })
    expect(on.uploads.waits()).toBe('')
  })

  it.each([
    ['too large a file', picture('a', 14 * 1024 * 1024), 'Ten plik ma 14 MB, a można wysłać najwyżej 10 MB.'],
    ['one hardly too large', picture('a', 10 * 1024 * 1024 + 1), 'Ten plik ma 10,1 MB, a można wysłać najwyżej 10 MB.'],
    ['a kind that isn’t taken', picture('a', 10, 'video/mp4'), words.type],
    ['a photo that only some devices can show', picture('a', 10, 'image/heic'), words.type],
    ['an empty file', picture('a', 0), words.empty],
  ])('are told at once what is wrong with %s', (_, file, error) => {
    on.uploads.add([file, picture('good')])
    expect(on.errors()).toEqual([error, undefined])
    expect(on.going.map(({ name }) => name)).toEqual(['good'])
  })

  it.each(['image/png', 'image/jpeg', 'image/jpg', 'image/webp', 'image/gif', 'application/pdf', 'application/octet-stream', ''])('may be of the type "%s" for all that the browser knows', (type) => {
    on.uploads.add([picture('a', 10, type)])
    expect(on.going).toHaveLength(1)
  })

  it('are ten at most; the others are named in one sentence', async () => {
    on.uploads.add(Array.from({ length: 8 }, (_, i) => picture(`${i}`)))
    on.uploads.add([picture('video', 5, 'video/mp4'), picture('8'), picture('9'), picture('10')])
    expect(on.names()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', 'video', '8', '9'])
    expect(on.uploads.excess()).toContain('najwyżej 10 plików')
    on.uploads.remove(on.uploads.list()[0]!.id)
    expect(on.uploads.excess()).toBe('')
  })

  it.each<[string, Failure, string, boolean]>([
    ['no connection', { status: 0 }, words.lost, true],
    ['a proxy that is down', { status: 502 }, words.lost, true],
    ['a size that only the server knew', refusal(413, 'too_large', 'file_too_large'), 'Ten plik ma 1 kB, a można wysłać najwyżej 10 MB.', false],
    ['another content than its name says', refusal(400, 'invalid', 'file_type'), words.type, false],
    ['a broken file', refusal(400, 'invalid', 'file_broken'), words.broken, false],
    ['too many pixels', refusal(400, 'invalid', 'picture_too_large'), words.pixels, false],
    ['too many files', refusal(429, 'too_many', 'too_many_files'), words.tooOften, true],
    ['an id that is taken', refusal(409, 'conflict', 'file_id_reused'), words.lost, true],
    ['a refusal from the future', refusal(400, 'invalid', 'something'), words.refused, false],
  ])('say what to do after %s', async (_, failure, error, again) => {
    on.uploads.add([picture('a')])
    await on.fail('a', failure)
    expect(on.uploads.list()).toMatchObject([{ error, again }])
    expect(on.look).not.toHaveBeenCalled()
  })

  it.each([
    ['has ended', refusal(410, 'closed', 'closed'), words.refusedClosed],
    ['waits for the morning', refusal(410, 'closed', 'after_hours'), words.refusedHours],
    ['is gone', refusal(404, 'not_found', 'conversation_not_found'), words.refusedClosed],
  ])('make the window look again when the conversation %s', async (_, failure, error) => {
    on.uploads.add([picture('a')])
    await on.fail('a', failure)
    expect(on.errors()).toEqual([error])
    expect(on.look).toHaveBeenCalledOnce()
  })

  it('are tried again under the same id', async () => {
    on.uploads.add([picture('a')])
    await on.fail('a', { status: 0 })
    on.uploads.retry(on.uploads.list()[0]!.id)
    expect(new Set(on.going.map(({ id }) => id)).size).toBe(1)
    await on.arrive('a')
    expect(on.draft.files).toHaveLength(1)
    expect(on.errors()).toEqual([undefined])
  })

  it('are tried again under another id where the file has changed meanwhile', async () => {
    on.uploads.add([picture('a')])
    await on.fail('a', refusal(409, 'conflict', 'file_id_reused'))
    on.uploads.retry(on.uploads.list()[0]!.id)
    expect(new Set(on.going.map(({ id }) => id)).size).toBe(2)
  })

  it('can be taken out: on their way, and when they are there', async () => {
    on.uploads.add([picture('a'), picture('b'), picture('c')])
    on.uploads.remove(on.find('a').id)
    expect(on.find('a').stopped).toBe(true)
    await on.arrive('b')
    on.uploads.remove(on.find('b').id)
    expect(on.draft.files).toEqual([])
    expect(on.names()).toEqual(['c'])
    expect(on.going.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(on.dropped).toEqual([on.find('a').id, on.find('b').id])
  })

  it('leave with the message; what only failed on the way stays for the next', async () => {
    on.uploads.add([picture('sent'), picture('lost'), picture('video', 5, 'video/mp4')])
    await on.arrive('sent')
    await on.fail('lost', { status: 0 })
    on.send()
    expect(on.names()).toEqual(['lost'])
  })

  it('come back with a message that is taken back, and over a reload', () => {
    const kept: Attachment = { id: 'k', name: 'kept', type: 'application/pdf', size: 5, preview: false }
    on.uploads.add([picture('new')])
    on.uploads.settle([kept])
    on.uploads.settle([kept])
    expect(on.names()).toEqual(['kept', 'new'])
    expect(on.uploads.list()[0]).toMatchObject({ done: kept, progress: 1 })
  })

  it('hold the message up when too many came back', () => {
    on.uploads.settle(Array.from({ length: 11 }, (_, i) => ({ id: `${i}`, name: '', type: 'image/png' as const, size: 1, preview: false })))
    expect(on.uploads.waits()).toContain('najwyżej 10')
  })

  it('draw the window anew twenty times each, however often the browser tells the progress', () => {
    on.uploads.add([picture('a')])
    on.changed.mockClear()
    for (let i = 0; i <= 1000; i++) on.find('a').progress(i / 1000)
    expect(on.changed).toHaveBeenCalledTimes(20)
  })

  it('are forgotten with the conversation, and what comes later is nobody’s', async () => {
    on.uploads.add([picture('a'), picture('b'), picture('c')])
    const { find } = on
    on.uploads.clear()
    await new Promise((done) => setTimeout(done))
    expect([find('a').stopped, find('b').stopped]).toEqual([true, true])
    expect(on.names()).toEqual([])
    expect(on.going).toHaveLength(2)
  })
})
