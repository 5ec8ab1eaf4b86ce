// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { frame as texts } from '../../lang/pl'
import type { Attachment, Entry, EntryPage, Operation, WidgetConfig } from '../../shared/contract'
import type { Api } from '../api'
import { type Area, createMemory } from '../area'
import { type Chat, createChat } from '../chat'
import type { Actions, State } from '../state'
import { createStore } from '../store'
import { App } from '../view/App'
import { draw, h } from '../view/dom'
import { createExtras } from './index'
import { extrasTexts } from './texts'
import type { Upload } from './upload'

// The customer's window with files and the transcript, on a server that is none.

const words = extrasTexts('pl', texts)
const config: WidgetConfig = {
  key: 'shop',
  version: 1,
  name: 'Sklep',
  form: false,
  welcome: '',
  look: { primary: '#1f6feb', secondary: '#ffffff', side: 'right', offset: 25 },
  open: true,
  afterHours: 'message',
  transcripts: true,
}
const picture: Attachment = { id: 'theirs', name: 'kubek.png', type: 'image/png', size: 90_000, width: 800, height: 400, preview: true }
const paper: Attachment = { id: 'paper', name: 'faktura-10482.pdf', type: 'application/pdf', size: 210_000, preview: false }

const uploads: { name: string; file: File; end(name?: string): Promise<void>; lose(): Promise<void> }[] = []
vi.mock('./upload', () => ({
  upload(address: string, token: string, file: File): Upload {
    expect(token).toBe('t')
    const [, id, name] = /attachments\/([^?]+)\?name=(.*)$/.exec(address)!
    let done!: (answer: Awaited<Upload['answer']>) => void
    const answer = new Promise<Awaited<Upload['answer']>>((resolve) => (done = resolve))
    uploads.push({
      name: decodeURIComponent(name!.replace(/\+/g, ' ')),
      file,
      end() {
        const image = file.type.startsWith('image/')
        done({ value: { id: id!, name: file.name, type: image ? 'image/jpeg' : 'application/pdf', size: file.size, ...(image && { width: 4, height: 3 }), preview: image } })
        return settle()
      },
      lose() {
        done({ failure: { status: 0 } })
        return settle()
      },
    })
    return { answer, stop: () => done({ failure: { status: 0 } }) }
  },
}))

const settle = () => new Promise<void>((done) => setTimeout(done))

class Line {
  static lines: Line[] = []
  onopen?: () => void
  onmessage?: (event: { data: string }) => void
  constructor() {
    Line.lines.push(this)
  }
  close() {}
}

let root: HTMLElement
let area: Area
let fetched: string[]
let refuse: boolean
let addresses: Set<string>
let entries: Entry[]
let written: { body: string; attachments?: string[] }[]
let lost: boolean
let loads: number
let unloadable: boolean
let chat: Chat
let state: State

/** What the server wrote, told as by a push. */
async function told(part: Partial<Entry> & { operation?: Operation }) {
  const seq = entries.length + 1
  const entry: Entry = { seq, id: `e${seq}`, kind: part.operation ? 'operation' : 'message', author: { kind: 'agent', name: 'Ewa' }, createdAt: '2026-03-02T09:00:00Z', ...part }
  entries.push(entry)
  Line.lines.at(-1)!.onmessage!({ data: JSON.stringify({ type: 'entries', from: seq - 1, through: seq, entries: [entry] }) })
  await settle()
  return entry
}

const api: Api = {
  start: async () => ({ failure: { status: 0 } }),
  async write(_id, _token, { id, body, attachments }) {
    if (lost) return { failure: { status: 0 } }
    written.push({ body, attachments })
    const seq = entries.length + 1
    const names = new Map(store().files.map((file) => [file.id, file]))
    const entry: Entry = { seq, id, kind: 'message', author: { kind: 'customer', name: '' }, body, attachments: attachments?.map((file) => names.get(file)!), createdAt: '2026-03-02T09:00:00Z' }
    entries.push(entry)
    return { value: entry }
  },
  entries: async (_id, _token, after): Promise<{ value: EntryPage }> => ({ value: { entries: entries.slice(after), from: after, through: entries.length, last: entries.length } }),
  tell: async () => ({ value: null }),
  async transcript(_id, _token, { id }) {
    if (lost) return { failure: { status: 0 } }
    const seq = entries.length + 1
    const entry: Entry = { seq, id, kind: 'operation', author: { kind: 'customer', name: '' }, operation: { type: 'transcript_asked' }, createdAt: '2026-03-02T09:00:00Z' }
    entries.push(entry)
    return { value: entry }
  },
}

/** The files that this chat ever held, for the server that is none. */
const seen = new Map<string, Attachment>()
const store = () => ({ files: [...seen.values()] })

async function open() {
  const mine = (root = document.createElement('div'))
  document.body.replaceChildren(root)
  const running: Chat = (chat = createChat({
    config,
    lang: 'pl',
    store: createStore('shop', area),
    api,
    exclusively: (work) => work(),
    async extras() {
      loads++
      if (unloadable) throw new TypeError('Failed to fetch dynamically imported module')
      return { createExtras }
    },
    changed(next) {
      if (root !== mine) return // a page that was left
      state = next
      for (const file of next.draft.files) seen.set(file.id, file)
      draw(h(App, { state, actions: { ...running, pick: () => undefined } as Actions }), root)
    },
    close: () => undefined,
    refresh: () => undefined,
    ring: () => undefined,
  }))
  chat.begin()
  chat.page({ type: 'page', shown: true, focus: false, url: 'https://sklep.pl/', open: true })
  await settle()
}

const jpeg = (name: string) => new File(['x'.repeat(2000)], name, { type: 'image/jpeg' })
const pdf = (name: string) => new File(['x'.repeat(2000)], name, { type: 'application/pdf' })
const all = (what: string) => [...root.querySelectorAll<HTMLElement>(what)]
const one = (what: string) => root.querySelector<HTMLElement>(what)!
const button = (name: string) => all('button').find((each) => (each.getAttribute('aria-label') ?? each.textContent) === name)!
const chips = () => all('.chip .name').map((name) => name.textContent)
const send = () => button('Wyślij')
const press = (key: string, at: Element = document.activeElement!) => at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

beforeEach(async () => {
  uploads.length = 0
  Line.lines.length = 0
  fetched = []
  refuse = lost = unloadable = false
  loads = 0
  written = []
  addresses = new Set()
  let count = 0
  vi.stubGlobal('ResizeObserver', class {
    observe() {}
  })
  vi.stubGlobal('IntersectionObserver', class {
    constructor(readonly call: (entries: { isIntersecting: boolean }[]) => void) {}
    observe() {
      this.call([{ isIntersecting: true }])
    }
    disconnect() {}
  })
  vi.stubGlobal('WebSocket', Line)
  vi.stubGlobal('matchMedia', () => ({ matches: true }))
  vi.stubGlobal('fetch', async (address: string, { headers }: { headers: Record<string, string> }) => {
    expect(headers).toEqual({ Authorization: 'Bearer t' })
    fetched.push(address.replace(/.*attachments\//, ''))
    if (refuse) throw new TypeError('Failed to fetch')
    return { ok: true, blob: async () => new Blob() }
  })
  URL.createObjectURL = () => {
    const address = `blob:${++count}`
    addresses.add(address)
    return address
  }
  URL.revokeObjectURL = (address) => void addresses.delete(address)
  area = createMemory()
  createStore('shop', area).hold({ id: 'c', token: 't' })
  entries = [
    { seq: 1, id: 'e1', kind: 'message', author: { kind: 'customer', name: '' }, body: 'Dzień dobry', createdAt: '2026-03-02T09:00:00Z' },
    { seq: 2, id: 'e2', kind: 'operation', author: { kind: 'agent', name: 'Ewa' }, operation: { type: 'joined' }, createdAt: '2026-03-02T09:00:00Z' },
  ]
  await open()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a chat without files', () => {
  it('loads nothing more, and offers to attach one', () => {
    expect(loads).toBe(0)
    expect(button('Dołącz plik')).toBeTruthy()
  })

  it('offers it only where messages can be written', async () => {
    await told({ operation: { type: 'closed', by: 'agent' } })
    expect(button('Dołącz plik')).toBeUndefined()
    chat.attach([jpeg('a.jpg')])
    await settle()
    expect(loads).toBe(0)
  })

  it('has none before it has begun', async () => {
    createStore('shop', area).hold(null)
    await open()
    expect(one('.composer')).toBeTruthy()
    expect(button('Dołącz plik')).toBeUndefined()
  })
})

describe('attaching', () => {
  it('takes a file from the picking to the bubble, without asking the server for it again', async () => {
    chat.attach([jpeg('kot.jpg')])
    await settle()
    expect(chips()).toEqual(['kot.jpg'])
    expect(send().title).toBe(words.wait)
    expect(send().getAttribute('aria-disabled')).toBe('true')
    one('.composer').dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
    expect(written).toEqual([])
    await uploads[0]!.end()
    expect(send().getAttribute('aria-disabled')).toBe('false')
    send().click()
    await settle()
    expect(written).toMatchObject([{ body: '', attachments: [expect.stringMatching(/^[0-9a-f-]{36}$/)] }])
    expect(chips()).toEqual([])
    expect(one('.mine .picture img').getAttribute('src')).toBe('blob:1')
    expect(one('.mine .picture img').getAttribute('alt')).toBe('kot.jpg')
    expect(fetched).toEqual([])
  })

  it('sends text and files together', async () => {
    chat.attach([jpeg('a.jpg'), pdf('ą & b.pdf')])
    await settle()
    expect(uploads.map(({ name }) => name)).toEqual(['a.jpg', 'ą & b.pdf'])
    await uploads[1]!.end()
    await uploads[0]!.end()
    chat.type({ text: 'Proszę' })
    send().click()
    await settle()
    expect(written).toHaveLength(1)
    expect(written[0]!.body).toBe('Proszę')
    expect(all('.mine .files > *').length).toBe(2)
    expect(state.draft).toMatchObject({ text: '', files: [] })
  })

  it('sends while offline what the server has already, once and in order', async () => {
    chat.attach([jpeg('a.jpg')])
    await settle()
    await uploads[0]!.end()
    lost = true
    chat.type({ text: 'pierwsza' })
    send().click()
    chat.type({ text: 'druga' })
    send().click()
    await settle()
    expect(one('.mine:last-of-type .picture img').getAttribute('src')).toBe('blob:1')
    lost = false
    dispatchEvent(new Event('online'))
    await settle()
    await settle()
    expect(written.map(({ body, attachments }) => [body, attachments?.length])).toEqual([
      ['pierwsza', 1],
      ['druga', undefined],
    ])
  })

  it('keeps over a reload what the server has, with its picture', async () => {
    chat.attach([jpeg('a.jpg'), jpeg('b.jpg')])
    await settle()
    await uploads[0]!.end()
    await open()
    expect(chips()).toEqual(['a.jpg'])
    expect(fetched).toEqual([expect.stringMatching(/\?size=preview$/)])
    expect(one('.chip img')).toBeTruthy()
    send().click()
    await settle()
    expect(written).toHaveLength(1)
  })

  it('is the same in all tabs: what another one sends or adds leaves or comes here too', async () => {
    chat.attach([jpeg('a.jpg')])
    await settle()
    await uploads[0]!.end()
    const other = createStore('shop', area)
    const change = (files: readonly Attachment[]) => {
      other.keepDraft({ ...other.draft(), files })
      dispatchEvent(new StorageEvent('storage', { key: null }))
    }
    change([...other.draft().files, paper])
    expect(chips()).toEqual(['a.jpg', 'faktura-10482.pdf'])
    change([])
    expect(chips()).toEqual([])
  })

  it('says what went wrong beside the file, and tries again', async () => {
    chat.attach([jpeg('a.jpg'), new File(['x'], 'film.mp4', { type: 'video/mp4' })])
    await settle()
    await uploads[0]!.lose()
    expect(all('.chip .error').map((error) => error.textContent)).toEqual([words.lost, words.type])
    button('Spróbuj ponownie').click()
    await settle()
    expect(all('.chip [role=progressbar]')).toHaveLength(1)
    await uploads[1]!.end()
    button('Usuń plik film.mp4').click()
    expect(all('.chip .error')).toEqual([])
    expect(state.draft.files).toHaveLength(1)
  })

  it('puts the files of a message that is taken back above the composer again', async () => {
    chat.attach([jpeg('a.jpg')])
    await settle()
    await uploads[0]!.end()
    api.write = vi.fn().mockResolvedValueOnce({ failure: { status: 400, error: { kind: 'invalid', code: 'x', message: '' } } })
    send().click()
    await settle()
    button('Popraw').click()
    expect(chips()).toEqual(['a.jpg'])
  })

  it('leaves the files with the conversation that they were for', async () => {
    chat.attach([jpeg('a.jpg'), jpeg('b.jpg')])
    await settle()
    await uploads[0]!.end()
    await told({ operation: { type: 'closed', by: 'agent' } })
    button(texts.again).click()
    await settle()
    expect(state.draft.files).toEqual([])
    expect(chips()).toEqual([])
    expect(addresses.size).toBe(0)
  })

  it('tells screen readers', async () => {
    chat.attach([jpeg('a.jpg')])
    await vi.waitFor(() => expect(one('.aside[role=status]').textContent).toBe('Dodano plik a.jpg'), 20_000)
    await uploads[0]!.end()
    await vi.waitFor(() => expect(one('.aside[role=status]').textContent).toBe('Plik a.jpg jest gotowy do wysłania'), 20_000)
  })

  it('says so where its part can’t be loaded, and takes the files at the next try', async () => {
    unloadable = true
    chat.attach([jpeg('a.jpg')])
    await settle()
    expect(one('main > [role=alert]').textContent).toContain(texts.notLoaded)
    unloadable = false
    button('Spróbuj ponownie').click()
    await settle()
    expect(one('main > [role=alert]')).toBeNull()
    expect(chips()).toEqual(['a.jpg'])
  })

  it('gets ready when a file is dragged over the window, once', async () => {
    for (let i = 0; i < 5; i++) chat.attach([])
    await settle()
    chat.attach([])
    await settle()
    expect(loads).toBe(1)
    expect(uploads).toEqual([])
  })

  it('shows where to drop files while they are dragged', async () => {
    chat.attach([])
    await settle()
    const drag = (name: 'dragover' | 'drop') => dispatchEvent(Object.assign(new Event(name), { dataTransfer: { types: ['Files'] } }))
    drag('dragover')
    expect(one('.drop').textContent).toBe('Upuść pliki tutaj')
    drag('drop')
    expect(one('.drop')).toBeNull()
  })
})

describe('files of messages', () => {
  it('are loaded when the first one comes, pictures as their previews', async () => {
    await told({ body: 'Taki?', attachments: [picture, paper] })
    await settle()
    expect(loads).toBe(1)
    expect(fetched).toEqual(['theirs?size=preview'])
    expect(one('.picture').style.aspectRatio).toBe('2 / 1')
    expect(one('.picture').style.width).toBe('440px')
    expect(one('.picture img').getAttribute('alt')).toBe('kubek.png')
    expect(one('.card .aside').textContent).toBe('Pobierz plik faktura-10482.pdf, 206 kB')
    expect(one('[aria-live=polite]').textContent).toBe('Ewa: Taki?, załącznik: kubek.png, załącznik: faktura-10482.pdf')
  })

  it('may come without a word', async () => {
    await told({ attachments: [picture] })
    expect(all('.group:not(.mine) .bubble')).toEqual([])
    expect(one('[aria-live=polite]').textContent).toBe('Ewa: załącznik: kubek.png')
  })

  it('are named where their part can’t be loaded', async () => {
    unloadable = true
    await told({ attachments: [paper] })
    await settle()
    expect(one('.log').textContent).toContain('załącznik: faktura-10482.pdf')
    expect(root.textContent).toContain(texts.notLoaded)
  })

  it('that can’t be fetched say so and can be tried again', async () => {
    refuse = true
    await told({ attachments: [picture] })
    await settle()
    expect(one('.lost').textContent).toContain(words.pictureFailed)
    refuse = false
    button('Spróbuj ponownie').click()
    await settle()
    expect(one('.picture img')).toBeTruthy()
  })

  it('are enlarged, and Escape closes only that', async () => {
    await told({ attachments: [picture] })
    await settle()
    const closed = vi.fn()
    addEventListener('keydown', closed)
    one('.picture').click()
    await settle()
    expect(fetched).toEqual(['theirs?size=preview', 'theirs'])
    expect(document.activeElement).toBe(one('dialog .cross'))
    expect(one('dialog img').getAttribute('src')).toBe('blob:2')
    press('Tab')
    expect(document.activeElement).toBe(button('Pobierz'))
    press('Tab')
    expect(document.activeElement).toBe(one('dialog .cross'))
    closed.mockClear()
    press('Escape')
    expect(closed).not.toHaveBeenCalled()
    expect(one('dialog')).toBeNull()
    expect(document.activeElement).toBe(one('.picture'))
    removeEventListener('keydown', closed)
  })

  it('are enlarged until the button or a place beside them is clicked', async () => {
    await told({ attachments: [picture] })
    await settle()
    for (const place of ['dialog', 'dialog .cross', 'dialog .tools']) {
      one('.picture').click()
      one('dialog img').click()
      expect(one('dialog'), place).toBeTruthy()
      one(place).click()
      expect(one('dialog'), place).toBeNull()
    }
  })

  it('are downloaded under their name', async () => {
    await told({ attachments: [paper] })
    await settle()
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      expect([this.getAttribute('href'), this.download]).toEqual(['blob:1', 'faktura-10482.pdf'])
    })
    one('.card').click()
    expect(one('.card').getAttribute('aria-busy')).toBe('true')
    await settle()
    expect(clicked).toHaveBeenCalledOnce()
    expect(fetched).toEqual(['paper'])
    expect(one('.card').getAttribute('aria-busy')).toBe('false')
    clicked.mockRestore()
  })

  it('say when a download fails', async () => {
    await told({ attachments: [paper] })
    await settle()
    refuse = true
    one('.card').click()
    await settle()
    expect(one('.files [role=alert]').textContent).toContain(words.fileFailed)
  })
})

describe('the transcript', () => {
  it('is nowhere where no mail can be sent', async () => {
    chat.page({ type: 'page', shown: true, focus: false, url: '', open: true, config: { ...config, transcripts: false } })
    chat.askToEnd()
    expect(button(texts.transcript)).toBeUndefined()
  })

  it('is asked for beside the end of the chat', async () => {
    chat.type({ email: 'anna@example.com' })
    chat.askToEnd()
    button(texts.transcript).click()
    await settle()
    const field = one('#wish') as HTMLInputElement
    expect(field.value).toBe('anna@example.com')
    expect(document.activeElement).toBe(field)
    lost = true
    one('.wish').dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
    await settle()
    expect(one('.wish [role=alert]').textContent).toBe(words.askFailed)
    lost = false
    one('.wish').dispatchEvent(new SubmitEvent('submit', { cancelable: true }))
    await settle()
    expect(one('.asked').textContent).toBe('Zapis wyślemy na anna@example.com, gdy rozmowa się skończy.')
    expect(document.activeElement).toBe(one('.asked'))
    expect(one('.log').textContent).toContain(texts.done.transcript_asked)
  })

  it('is asked for once the chat is over, given up by Escape, and again after it failed', async () => {
    await told({ operation: { type: 'closed', by: 'agent' } })
    button(texts.transcript).click()
    await settle()
    const closed = vi.fn()
    addEventListener('keydown', closed)
    press('Escape')
    expect(closed).not.toHaveBeenCalled()
    removeEventListener('keydown', closed)
    expect(document.activeElement).toBe(button(texts.transcript))
    await told({ author: { kind: 'system', name: '' }, operation: { type: 'transcript_failed' } })
    expect(one('.asked').textContent).toBe('Nie udało się wysłać zapisu e-mailem.')
    expect(one('[aria-live=polite]').textContent).toBe(texts.done.transcript_failed)
    button(texts.transcript).click()
    expect(one('#wish')).toBeTruthy()
  })

  it('tells after a reload how it stands', async () => {
    await told({ operation: { type: 'closed', by: 'agent' } })
    await told({ author: { kind: 'system', name: '' }, operation: { type: 'transcript_sent' } })
    await open()
    await settle()
    expect(one('.asked').textContent).toBe('Zapis rozmowy wysłaliśmy e-mailem.')
  })
})
