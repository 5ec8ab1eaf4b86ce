import { expect, test } from 'vitest'
import type { TicketSummary } from '../api/types'
import { ticketNumber } from '../tickets/fixture'
import { changeAlert } from './alert'

const mine: Partial<TicketSummary> = { state: 'active', agent: { id: 'jan', name: 'Jan' } }
const at = (minute: number) => ticketNumber(minute).lastMessage

test.each<[string, TicketSummary, TicketSummary | undefined, string | undefined]>([
  ['a ticket nobody has, first heard of', ticketNumber(1), undefined, 'new'],
  ['the same ticket again', ticketNumber(1), ticketNumber(1), undefined],
  ['a later message of a customer of mine', ticketNumber(1, { ...mine, lastMessage: at(2) }), ticketNumber(1, mine), 'message'],
  ['a change without a message', ticketNumber(1, mine), ticketNumber(1), undefined],
  ['my own reply', ticketNumber(1, { ...mine, lastMessage: { ...at(2), from: 'agent' } }), ticketNumber(1, mine), undefined],
  ['a message I have read elsewhere', ticketNumber(1, { ...mine, lastMessage: at(2), unread: false }), ticketNumber(1, mine), undefined],
  ['another agent’s ticket', ticketNumber(1, { state: 'active', agent: { id: 'ewa', name: 'Ewa' } }), undefined, undefined],
  ['a closed ticket', ticketNumber(1, { ...mine, state: 'closed' }), undefined, undefined],
])('%s', (_, ticket, before, reason) => {
  expect(changeAlert(ticket, before, 'jan')?.reason).toBe(reason)
})
