import type { Entry, EntryPage } from '../shared/contract'

/** What this window knows of the conversation: every visible entry up to `through`, in order. */
export interface Journal {
  readonly entries: readonly Entry[]
  /** The last sequence number looked at; numbers may skip, since the shop's notes count too. */
  readonly through: number
}

export const emptyJournal: Journal = { entries: [], through: 0 }

/** Entries in (from, through], as pages and pushes carry them. */
export type Stretch = Pick<EntryPage, 'entries' | 'from' | 'through'>

/**
 * Adds a stretch. Null when it begins after what is known: something was missed and must be fetched.
 * A stretch that brings nothing new returns the journal itself.
 */
export function merge(journal: Journal, stretch: Stretch): Journal | null {
  if (stretch.from > journal.through) return null
  if (stretch.through <= journal.through) return journal
  return {
    entries: [...journal.entries, ...stretch.entries.filter((entry) => entry.seq > journal.through)],
    through: stretch.through,
  }
}

export type Ending = 'customer' | 'agent' | 'silence' | 'rule'

/** How the conversation stands, read from its operations. */
export interface Standing {
  state: 'waiting' | 'active' | 'closed'
  /** Who answers; kept after the end. */
  agent?: string
  endedBy?: Ending
}

export function standing({ entries }: Journal): Standing {
  let now: Standing = { state: 'waiting' }
  for (const { kind, author, operation } of entries) {
    const type = operation?.type
    if (type === 'closed') {
      now = { state: 'closed', agent: now.agent, endedBy: operation!.by ?? 'rule' }
    } else if (type === 'reopened') {
      now = { state: 'active', agent: author.kind === 'agent' ? author.name : now.agent }
      // A reply by someone who never joined is a join.
    } else if (type === 'joined' || type === 'took_over' || (kind === 'message' && author.kind === 'agent' && now.state !== 'closed')) {
      now = { state: 'active', agent: author.name }
    }
  }
  return now
}

/** Replies after `readSeq`. */
export function unread({ entries }: Journal, readSeq: number): number {
  return entries.filter((entry) => entry.seq > readSeq && isReply(entry)).length
}

/** The first reply after `readSeq`, 0 when there is none. */
export function firstUnread({ entries }: Journal, readSeq: number): number {
  return entries.find((entry) => entry.seq > readSeq && isReply(entry))?.seq ?? 0
}

export function isReply(entry: Entry): boolean {
  return entry.kind === 'message' && entry.author.kind !== 'customer'
}
