import { expect, test } from 'vitest'
import type { TicketSummary } from '../api/types'
import { ticketNumber } from './fixture'
import { belongs, isView, VIEWS } from './view'

const jan = { id: 'jan', name: 'Jan' }
const ewa = { id: 'ewa', name: 'Ewa' }

test.each<[string, Partial<TicketSummary>, string[]]>([
  ['waits for an agent', {}, ['all', 'unassigned', 'awaiting']],
  ['is mine and answered', { state: 'active', agent: jan, awaitingReply: false }, ['all', 'mine']],
  ['is mine and the customer wrote last', { state: 'active', agent: jan }, ['all', 'mine', 'awaiting']],
  ['is another agent’s', { state: 'active', agent: ewa }, ['all', 'awaiting']],
  ['is closed', { state: 'closed', agent: jan, awaitingReply: false }, ['all']],
  ['was closed before anybody joined', { state: 'closed' }, ['all']],
])('a ticket that %s', (_, over, views) => {
  expect(VIEWS.filter((view) => belongs(ticketNumber(1, over), view, 'jan'))).toEqual(views)
})

test('only the four words are views', () => {
  expect(['all', 'mine', 'x', '', null, undefined].map(isView)).toEqual([true, true, false, false, false, false])
})
