import type { Alert } from '../alerts/alert'
import type { Notice, Notices } from '../api/types'

/**
 * What is new among the notices and worth ringing for; without a `before` (the page was just loaded) nothing is. A watched
 * ticket rings once until it is read, however much happens there, and a customer's message in one of mine rings as such.
 */
export function noticeAlerts(before: Notices | undefined, now: Notices, isMine: (ticket: string) => boolean): Alert[] {
  if (!before) return []
  const known = new Set(before.notices.map(keyOf))
  const waiting = new Set(before.notices.filter(({ kind, unread }) => kind === 'watched' && unread).map(({ ticket }) => ticket.id))
  return now.notices
    .filter((notice) => notice.unread && !known.has(keyOf(notice)))
    .filter(({ kind, ticket, entry }) => kind !== 'watched' || (!waiting.has(ticket.id) && !(entry.author.kind === 'customer' && isMine(ticket.id))))
    .map(({ kind, ticket, entry }) => ({
      reason: kind,
      ticket: { id: ticket.id, number: ticket.number, requester: { name: ticket.requester } },
      key: `${kind}.${ticket.id}.${entry.seq}`,
    }))
}

export function keyOf({ kind, entry }: Pick<Notice, 'kind' | 'entry'>): string {
  return `${kind}.${entry.id}`
}
