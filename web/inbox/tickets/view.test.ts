import { expect, test } from 'vitest'
import type { Status, TicketSummary } from '../api/types'
import { ticketNumber } from './fixture'
import { belongs, isView, VIEWS } from './view'

const jan = { id: 'jan', name: 'Jan' }
const ewa = { id: 'ewa', name: 'Ewa' }
const status = (key: string, visible: boolean): Status => ({
  key,
  name: '',
  colour: '#0b7a75',
  requiresResponse: true,
  visible,
  opensOnMessage: true,
  position: 0,
  builtin: true,
  deleted: false,
})
const statuses = [status('open', true), status('resolved', true), status('spam', false)]

test.each<[string, Partial<TicketSummary>, string[]]>([
  ['waits for an agent', {}, ['all', 'unassigned', 'awaiting']],
  ['is mine and answered', { state: 'active', agent: jan, awaitingReply: false }, ['all', 'mine']],
  ['is mine and the customer wrote last', { state: 'active', agent: jan }, ['all', 'mine', 'awaiting']],
  ['is another agent’s', { state: 'active', agent: ewa }, ['all', 'awaiting']],
  ['is closed', { state: 'closed', agent: jan, awaitingReply: false }, ['all']],
  ['was closed before anybody joined', { state: 'closed' }, ['all']],
  ['is resolved', { state: 'active', status: 'resolved', agent: jan }, ['all']],
  ['has a status that isn’t visible', { status: 'spam' }, []],
  ['has a status that isn’t known yet', { status: 'neu' }, ['all', 'unassigned', 'awaiting']],
])('a ticket that %s', (_, over, views) => {
  expect(VIEWS.filter((view) => belongs(ticketNumber(1, over), view, 'jan', statuses))).toEqual(views)
})

test('only the four words are views', () => {
  expect(['all', 'mine', 'x', '', null, undefined].map(isView)).toEqual([true, true, false, false, false, false])
})
