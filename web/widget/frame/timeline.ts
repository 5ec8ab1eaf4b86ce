import type { Attachment, Entry } from '../shared/contract'
import type { Shown } from './outbox'

/** One message as it is drawn. */
export interface Bubble {
  id: string
  body: string
  attachments?: readonly Attachment[]
  /** Set on the customer's own that the journal doesn't have yet. */
  outgoing?: Shown
}

/** A line of the conversation's window. */
export type Line =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'new'; key: string }
  | { kind: 'operation'; key: string; entry: Entry }
  | { kind: 'group'; key: string; mine: boolean; author: string; at: Date; bubbles: Bubble[] }

/** Messages by one person within this time stand together. Ms. */
const TOGETHER = 5 * 60_000

/**
 * The conversation from top to bottom. The line "new" stands above the entry `newAt`, if there is one.
 */
export function timeline(entries: readonly Entry[], outgoing: readonly Shown[], opening: Bubble | null, newAt: number): Line[] {
  const lines: Line[] = []
  let day = ''

  const begin = (at: Date) => {
    const date = at.toDateString()
    if (date !== day) lines.push({ kind: 'day', key: `day ${date}`, at })
    day = date
  }
  const say = (mine: boolean, author: string, at: Date, bubble: Bubble) => {
    begin(at)
    const last = lines.at(-1)
    if (last?.kind === 'group' && last.mine === mine && last.author === author && at.getTime() - last.at.getTime() < TOGETHER) {
      last.bubbles.push(bubble)
      last.at = at
    } else {
      lines.push({ kind: 'group', key: bubble.id, mine, author, at, bubbles: [bubble] })
    }
  }

  for (const entry of entries) {
    const at = new Date(entry.createdAt)
    const mine = entry.author.kind === 'customer'
    if (entry.kind === 'message') {
      if (entry.seq === newAt) lines.push({ kind: 'new', key: 'new' })
      say(mine, mine ? '' : entry.author.name, at, { id: entry.id, body: entry.body ?? '', attachments: entry.attachments })
    } else if (entry.operation) {
      begin(at)
      lines.push({ kind: 'operation', key: entry.id, entry })
    }
  }
  if (opening) say(true, '', new Date(), opening)
  for (const item of outgoing) say(true, '', new Date(item.at), { id: item.id, body: item.body, attachments: item.attachments, outgoing: item })
  return lines
}
