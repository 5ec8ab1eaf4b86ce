import type { Entry, Receipt } from '../api/types'

/** What stands under an agent's message: the customer's page has it, or it was on their screen. */
export type Mark = 'delivered' | 'read'

/** The one that tells of more; both only ever grow. */
export function later(a: Receipt | undefined, b: Receipt | undefined): Receipt | undefined {
  if (!a || !b) return a ?? b
  return b.read > a.read || (b.read === a.read && b.delivered > a.delivered) ? b : a
}

/** The marks by entry: at the last agent's message that was read, and at the last that was delivered after it. */
export function marksOf(entries: readonly Entry[], receipt: Receipt | undefined): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>()
  if (!receipt) return marks
  const last = (through: number) => entries.findLast((entry) => entry.seq <= through && entry.kind === 'message' && entry.author.kind === 'agent')
  const delivered = last(receipt.delivered)
  const read = last(receipt.read)
  if (delivered) marks.set(delivered.id, 'delivered')
  if (read) marks.set(read.id, 'read')
  return marks
}
