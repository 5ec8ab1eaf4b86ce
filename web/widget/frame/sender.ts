import type { Entry, StartedConversation } from '../shared/contract'
import { type Api, type Failure, verdict } from './api'
import { backoff } from './backoff'
import type { Store } from './store'

/** Runs `work` while no other tab of this chat does. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>

export interface SenderEvents {
  started(answer: StartedConversation): void
  acknowledged(entry: Entry): void
  /** The start was definitely refused; nothing is held any more. */
  startRefused(failure: Failure): void
  /** The store's queue changed: a message was refused. */
  refused(): void
  /** The conversation is unknown to the server, or no longer this customer's. */
  erased(): void
  /** Whether the last try reached the server. */
  reached(reached: boolean): void
}

/**
 * Sends what the store holds, one at a time and in order: the conversation's start, then its queue.
 * Each is removed only after the server's answer and repeated with the same ids until then, so a
 * reload, a lost answer or a second tab can't double it.
 */
export interface Sender {
  /** Something is to be sent, or the line is back: try at once. */
  kick(): void
}

export function createSender(channel: string, store: Store, api: Api, exclusively: Exclusively, events: SenderEvents): Sender {
  let running = false
  let kicked = false
  let wake: (() => void) | undefined

  /** One try. Null: nothing left to send. A number: ms to wait before the next try. */
  async function attempt(failures: number): Promise<number | null> {
    const held = store.held()
    if (!held) return null
    const { id, token, opening } = held
    const item = opening ? undefined : store.next()
    if (!opening && !item) return null

    const answer = opening ? await api.start(channel, { id, token, ...opening }) : await api.write(id, token, { id: item!.id, body: item!.body, attachments: item!.attachments?.map((file) => file.id) })
    if (store.held()?.id !== id) return 0 // given up meanwhile: the answer is nobody's

    const failure = answer.failure
    if (!failure) {
      events.reached(true)
      if (opening) {
        store.hold({ id, token })
        events.started(answer.value as StartedConversation)
      } else {
        store.drop(item!.id)
        events.acknowledged(answer.value as Entry)
      }
      return 0
    }
    const meaning = verdict(failure)
    events.reached(meaning !== 'retry' || failure.status === 429)
    if (meaning === 'retry') return failure.error?.retryAfterMs ?? backoff(failures + 1)
    if (opening) {
      store.hold(null)
      events.startRefused(failure)
    } else if (meaning === 'erased') {
      events.erased()
      return null
    } else {
      store.put({ ...item!, refused: meaning })
      events.refused()
    }
    return 0
  }

  async function run() {
    running = true
    for (let failures = 0; ; ) {
      kicked = false
      // The lock is given back while waiting, so a tab in the background never holds up the one in front.
      const wait = await exclusively(() => attempt(failures))
      if (wait === null) {
        if (kicked) continue
        break
      }
      failures = wait ? failures + 1 : 0
      if (wait && !kicked) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, wait)
          wake = () => {
            clearTimeout(timer)
            done()
          }
        })
        wake = undefined
      }
    }
    running = false
  }

  return {
    kick() {
      kicked = true
      wake?.()
      if (!running) void run()
    },
  }
}

/** The Web Locks API where there is one; else a lease in the store, good enough since repeats are harmless. */
export function createExclusion(name: string, store: Store, owner: string): Exclusively {
  if (navigator.locks) {
    // Where a browser blocks storage in frames it refuses locks too; each tab then has a store of its own anyway.
    return <T>(work: () => Promise<T>) => navigator.locks.request(name, work).catch(work) as Promise<T>
  }
  return async (work) => {
    while (!store.lease(owner, Date.now(), Date.now() + 20_000)) await new Promise((done) => setTimeout(done, 250))
    try {
      return await work()
    } finally {
      store.lease(owner, Date.now(), 0)
    }
  }
}
