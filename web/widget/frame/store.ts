import type { Attachment, NewConversation } from '../shared/contract'
import { type Area, CONVERSATION, createMemory } from './area'
import { emptyJournal } from './journal'
import { next, type Outgoing, reconcile } from './outbox'

/** The conversation this browser holds. */
export interface Held {
  id: string
  token: string
  /** The start that was not acknowledged yet, to be repeated as it is. */
  opening?: Omit<NewConversation, 'id' | 'token'>
}

/** What is typed and not sent: the form's fields, the composer's text and files, the wish for a transcript. */
export interface Draft {
  name: string
  email: string
  subject: string
  body: string
  text: string
  /** Those of the next message that the server has; it keeps them for a day. */
  files: readonly Attachment[]
  /** The last one made, kept so that a repeat is the same. */
  wish?: Wish
}

/** Where the transcript shall go. */
export interface Wish {
  /** The conversation's id. */
  of: string
  id: string
  email: string
  /** The server has it. */
  noted?: boolean
}

const emptyDraft: Draft = { name: '', email: '', subject: '', body: '', text: '', files: [] }

/**
 * What one chat remembers in this browser, shared by the shop's tabs. Every queued message is an item
 * of its own, so tabs that write at the same moment don't undo each other. Nothing here throws: a
 * storage that is blocked or full is replaced by memory.
 */
export interface Store {
  held(): Held | null
  hold(held: Held | null): void
  queue(): Outgoing[]
  next(): Outgoing | undefined
  put(item: Outgoing): void
  drop(id: string): void
  draft(): Draft
  keepDraft(draft: Draft): void
  readSeq(): number
  read(seq: number): void
  muted(): boolean
  mute(muted: boolean): void
  /** True for one tab alone: this entry's sound is its to make. */
  claimSound(seq: number): boolean
  /** A rough lock for browsers without the Web Locks API: true when this tab may send until then. */
  lease(owner: string, now: number, until: number): boolean
  /** Calls back when another tab changed something. */
  onChange(changed: () => void): void
}

export function createStore(key: string, area: Area): Store {
  const prefix = `rozmowa:${key}:`
  const get = <T>(name: string): T | null => {
    try {
      return JSON.parse(area.getItem(prefix + name) ?? 'null') as T | null
    } catch {
      return null
    }
  }
  const set = (name: string, value: unknown) => {
    try {
      if (value === null) area.removeItem(prefix + name)
      else area.setItem(prefix + name, JSON.stringify(value))
    } catch {
      // Full or taken away meanwhile: move to memory with everything that can still be read.
      const memory = createMemory()
      try {
        for (const name of names()) memory.setItem(name, area.getItem(name) ?? 'null')
      } catch {
        // Nothing can be read any more.
      }
      area = memory
      set(name, value)
    }
  }
  const names = () => Array.from({ length: area.length }, (_, i) => area.key(i) ?? '').filter((name) => name.startsWith(prefix))
  const queue = () =>
    reconcile(
      [],
      names()
        .filter((name) => name.startsWith(`${prefix}out:`))
        .map((name) => get<Outgoing>(name.slice(prefix.length)))
        .filter((item) => item !== null),
      emptyJournal,
    )

  return {
    held: () => get<Held>(CONVERSATION),
    hold(held) {
      if (get<Held>(CONVERSATION)?.id !== held?.id) {
        for (const item of queue()) set(`out:${item.id}`, null)
        set('read', null)
        set('rang', null)
      }
      set(CONVERSATION, held)
    },
    queue,
    next: () => next(queue()),
    put: (item) => set(`out:${item.id}`, item),
    drop: (id) => set(`out:${id}`, null),
    draft: () => ({ ...emptyDraft, ...get<Partial<Draft>>('draft') }),
    keepDraft: (draft) => set('draft', draft),
    readSeq: () => get<number>('read') ?? 0,
    read: (seq) => set('read', seq),
    muted: () => get<boolean>('muted') ?? false,
    mute: (muted) => set('muted', muted),
    claimSound(seq) {
      if ((get<number>('rang') ?? 0) >= seq) return false
      set('rang', seq)
      return true
    },
    lease(owner, now, until) {
      const taken = get<{ owner: string; until: number }>('lease')
      if (taken && taken.owner !== owner && taken.until > now) return false
      set('lease', { owner, until })
      return true
    },
    onChange(changed) {
      addEventListener('storage', (event) => {
        if (event.key === null || event.key.startsWith(prefix)) changed()
      })
    },
  }
}
