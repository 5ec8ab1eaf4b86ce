import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Entry, EntryPage, NewConversation } from '../shared/contract'
import { type Answer, type Api, type Failure, verdict } from './api'
import { type Area, createMemory } from './area'
import { createSender, type Exclusively, type SenderEvents } from './sender'
import { createStore } from './store'

const refusal = (status: number, kind: NonNullable<Failure['error']>['kind'], retryAfterMs?: number): Failure => ({
  status,
  error: { kind, code: kind, message: '', retryAfterMs },
})

/** A server that answers by plan, then well; it keeps each entry once, like the real one. */
class Server {
  plan: (Failure | 'lost' | undefined)[] = []
  tries: string[] = []
  written: string[] = []
  files: (string[] | undefined)[] = []
  gate: Promise<void> | null = null

  private async take<T>(id: string, value: T): Promise<Answer<T>> {
    this.tries.push(id)
    const fate = this.plan.shift()
    if (fate && fate !== 'lost') return { failure: fate }
    if (!this.written.includes(id)) this.written.push(id)
    await this.gate
    return fate === 'lost' ? { failure: { status: 0 } } : { value }
  }
  private entry = (id: string): Entry => ({
    id,
    seq: this.written.indexOf(id) + 1,
    kind: 'message',
    author: { kind: 'customer', name: '' },
    createdAt: '',
  })
  api: Api = {
    start: (_, { id, entryId }: NewConversation) =>
      this.take(entryId, { conversation: { id, number: 1, state: 'waiting' as const, through: 1 }, entry: this.entry(entryId) }),
    write: (_id, _token, { id, attachments }) => {
      this.files.push(attachments)
      return this.take(id, this.entry(id))
    },
    entries: async () => ({ value: { entries: [], from: 0, through: 0, last: 0 } satisfies EntryPage }),
    tell: async () => ({ value: null }),
    transcript: async () => ({ failure: { status: 0 } }),
  }
}

/** What the Web Locks API does between tabs. */
function createLock(): Exclusively {
  let turn: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
}

function openTab(server: Server, area: Area, lock: Exclusively = createLock()) {
  const store = createStore('shop', area)
  const log: string[] = []
  const events: SenderEvents = {
    started: () => log.push('started'),
    acknowledged: (entry) => log.push(`ack ${entry.id}`),
    startRefused: () => log.push('start refused'),
    refused: () => log.push('refused'),
    erased: () => log.push('erased'),
    reached: (reached) => reached || log.push('lost'),
  }
  return { store, log, sender: createSender('shop', store, server.api, lock, events) }
}

describe('the sender', () => {
  let server: Server
  let area: Area
  beforeEach(() => {
    vi.useFakeTimers()
    server = new Server()
    area = createMemory()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const conversation = { id: 'c', token: 't' }

  it('sends in order, one at a time', async () => {
    const { store, sender } = openTab(server, area)
    store.hold(conversation)
    for (const [at, id] of ['a', 'b', 'c'].entries()) store.put({ id, body: id, at })
    sender.kick()
    await vi.runAllTimersAsync()
    expect(server.tries).toEqual(['a', 'b', 'c'])
    expect(store.queue()).toEqual([])
  })

  it('repeats the same id after network failures, 5xx and 429, and keeps the order', async () => {
    const { store, sender, log } = openTab(server, area)
    store.hold(conversation)
    store.put({ id: 'a', body: 'a', at: 1 })
    store.put({ id: 'b', body: 'b', at: 2 })
    server.plan = [{ status: 0 }, refusal(503, 'unavailable'), refusal(429, 'too_many', 3000), { status: 502 }]
    sender.kick()
    await vi.runAllTimersAsync()
    expect(server.tries).toEqual(['a', 'a', 'a', 'a', 'a', 'b'])
    expect(server.written).toEqual(['a', 'b'])
    expect(log.filter((line) => line !== 'lost')).toEqual(['ack a', 'ack b'])
  })

  it('names the files of a message at every try', async () => {
    const { store, sender } = openTab(server, area)
    store.hold(conversation)
    const file = (id: string) => ({ id, name: `${id}.png`, type: 'image/png' as const, size: 1, preview: true })
    store.put({ id: 'a', body: '', attachments: [file('f'), file('g')], at: 1 })
    store.put({ id: 'b', body: 'b', at: 2 })
    server.plan = [{ status: 0 }]
    sender.kick()
    await vi.runAllTimersAsync()
    expect(server.files).toEqual([['f', 'g'], ['f', 'g'], undefined])
  })

  it('waits as long as a 429 says', async () => {
    const { store, sender } = openTab(server, area)
    store.hold(conversation)
    store.put({ id: 'a', body: 'a', at: 1 })
    server.plan = [refusal(429, 'too_many', 3000)]
    sender.kick()
    await vi.advanceTimersByTimeAsync(2900)
    expect(server.tries).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(server.tries).toHaveLength(2)
  })

  it('tries at once when the line is back', async () => {
    const { store, sender } = openTab(server, area)
    store.hold(conversation)
    store.put({ id: 'a', body: 'a', at: 1 })
    server.plan = Array<Failure>(6).fill({ status: 0 })
    sender.kick()
    await vi.advanceTimersByTimeAsync(12_000)
    server.plan = []
    const before = server.tries.length
    sender.kick()
    await vi.advanceTimersByTimeAsync(0)
    expect(server.tries).toHaveLength(before + 1)
    expect(store.queue()).toEqual([])
  })

  it('writes a message once when its answer is lost and the page reloads', async () => {
    const first = openTab(server, area)
    first.store.hold(conversation)
    first.store.put({ id: 'a', body: 'a', at: 1 })
    server.gate = new Promise(() => undefined) // the page dies while it waits for the answer
    first.sender.kick()
    await vi.advanceTimersByTimeAsync(0)
    server.gate = null
    const second = openTab(server, area)
    second.sender.kick()
    await vi.runAllTimersAsync()
    expect(server.tries).toEqual(['a', 'a'])
    expect(server.written).toEqual(['a'])
    expect(second.store.queue()).toEqual([])
  })

  it('lets one of two tabs send what both see', async () => {
    const lock = createLock()
    const one = openTab(server, area, lock)
    const two = openTab(server, area, lock)
    one.store.hold(conversation)
    for (const [at, id] of ['a', 'b', 'c'].entries()) one.store.put({ id, body: id, at })
    one.sender.kick()
    two.sender.kick()
    await vi.runAllTimersAsync()
    expect(server.tries).toEqual(['a', 'b', 'c'])
  })

  it('repeats a start whose answer was lost, then sends what was queued behind it', async () => {
    const { store, sender, log } = openTab(server, area)
    store.hold({ ...conversation, opening: { entryId: 'first', body: 'x', locale: 'pl' } })
    store.put({ id: 'a', body: 'a', at: 1 })
    server.plan = ['lost']
    sender.kick()
    await vi.runAllTimersAsync()
    expect(server.tries).toEqual(['first', 'first', 'a'])
    expect(log).toEqual(['lost', 'started', 'ack a'])
    expect(store.held()).toEqual(conversation)
  })

  it('gives a start up only on a definite refusal', async () => {
    const { store, sender, log } = openTab(server, area)
    store.hold({ ...conversation, opening: { entryId: 'first', body: 'x', locale: 'pl' } })
    server.plan = [refusal(410, 'closed')]
    sender.kick()
    await vi.runAllTimersAsync()
    expect(log).toEqual(['start refused'])
    expect(store.held()).toBeNull()
  })

  it('keeps the text of a refused message and goes on with the next', async () => {
    const { store, sender } = openTab(server, area)
    store.hold(conversation)
    store.put({ id: 'a', body: 'a', at: 1 })
    store.put({ id: 'b', body: 'b', at: 2 })
    server.plan = [refusal(400, 'invalid')]
    sender.kick()
    await vi.runAllTimersAsync()
    expect(store.queue()).toEqual([{ id: 'a', body: 'a', at: 1, refused: 'invalid' }])
    expect(server.written).toEqual(['b'])
  })

  it('stops when the conversation was erased', async () => {
    const { store, sender, log } = openTab(server, area)
    store.hold(conversation)
    store.put({ id: 'a', body: 'a', at: 1 })
    server.plan = [refusal(404, 'not_found')]
    sender.kick()
    await vi.runAllTimersAsync()
    expect(log).toEqual(['erased'])
  })
})

describe('verdict', () => {
  it.each<[string, Failure, ReturnType<typeof verdict>]>([
    ['no answer is tried again', { status: 0 }, 'retry'],
    ['a proxy\'s 404 page is tried again', { status: 404 }, 'retry'],
    ['too many is tried again', refusal(429, 'too_many'), 'retry'],
    ['an internal error is tried again', refusal(500, 'internal'), 'retry'],
    ['unknown means erased', refusal(404, 'not_found'), 'erased'],
    ['forbidden means erased', refusal(403, 'forbidden'), 'erased'],
    ['closed is closed', refusal(410, 'closed'), 'closed'],
    ['a reused id is a refusal', refusal(409, 'conflict'), 'invalid'],
    ['too large is a refusal', refusal(413, 'too_large'), 'invalid'],
  ])('%s', (_, failure, expected) => {
    expect(verdict(failure)).toBe(expected)
  })
})
