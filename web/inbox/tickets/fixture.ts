import type { TicketSummary } from '../api/types'

/** A ticket for tests: waiting, unassigned, its customer wrote `number` minutes after noon. */
export function ticketNumber(number: number, over: Partial<TicketSummary> = {}): TicketSummary {
  const at = new Date(Date.UTC(2026, 10, 22, 12, number)).toISOString()
  return {
    id: `t${number}`,
    number,
    channel: { id: 'c1', name: 'Sklep główny' },
    subject: 'Zwrot',
    requester: { name: 'Ala', email: 'ala@example.com' },
    state: 'waiting',
    status: 'open',
    priority: 'normal',
    tags: [],
    watchers: [],
    createdAt: at,
    lastMessage: { at, from: 'customer', preview: 'Dzień dobry' },
    lastSeq: 1,
    awaitingReply: true,
    unread: true,
    ...over,
  }
}
