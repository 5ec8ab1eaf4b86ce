import type { Attachment } from '../shared/contract'
import type { Journal } from './journal'

/** A message the customer has sent, until the journal has it. */
export interface Outgoing {
  /** The entry's UUID, the same at every try. */
  id: string
  body: string
  /** Files that the server has already. */
  attachments?: readonly Attachment[]
  /** Its place in the queue: ms since 1970 when written, made larger where needed to keep the order. */
  at: number
  /** Why the server will never take it; the customer decides what becomes of the text. */
  refused?: 'closed' | 'invalid'
}

/** As shown: `sent` is acknowledged but not yet in the journal. */
export type Shown = Outgoing & { sent?: boolean }

/** A place behind everything queued, even if the clock was set back. */
export function placeAfter(queue: readonly Outgoing[], now: number): number {
  return queue.reduce((latest, item) => Math.max(latest, item.at + 1), now)
}

/** The next one to send: they go one at a time and in order, stepping over refused ones. */
export function next(queue: readonly Outgoing[]): Outgoing | undefined {
  return queue.filter((item) => !item.refused).sort(byPlace)[0]
}

/**
 * What to show, from what is stored now and what was shown before. One that left the store without
 * being in the journal yet was acknowledged (here or in another tab), so it stays on screen as sent.
 */
export function reconcile(shown: readonly Shown[], stored: readonly Outgoing[], journal: Journal): Shown[] {
  const written = new Set(journal.entries.map((entry) => entry.id))
  const kept = new Set(stored.map((item) => item.id))
  const left = shown.filter((item) => !kept.has(item.id) && !item.refused).map((item) => ({ ...item, sent: true }))
  return [...left, ...stored].filter((item) => !written.has(item.id)).sort(byPlace)
}

function byPlace(a: Outgoing, b: Outgoing): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1)
}
