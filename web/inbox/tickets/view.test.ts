import { expect, test } from 'vitest'
import type { Status, TicketSummary } from '../api/types'
import { ticketNumber } from './fixture'
import { wholeView } from './listing'
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
  expect(VIEWS.filter((view) => belongs(ticketNumber(1, over), wholeView(view), 'jan', statuses))).toEqual(views)
})

test('only the four words are views', () => {
  expect(['all', 'mine', 'x', '', null, undefined].map(isView)).toEqual([true, true, false, false, false, false])
})

test('a status that is asked for is shown where a view would hide it', () => {
  const standsIn = (over: Partial<TicketSummary>, ...asked: string[]) =>
    VIEWS.filter((view) => belongs(ticketNumber(1, over), { ...wholeView(view), filter: { status: asked } }, 'jan', statuses))
  expect(standsIn({ status: 'spam' }, 'spam')).toEqual(['all', 'unassigned', 'awaiting'])
  expect(standsIn({ status: 'resolved', awaitingReply: false }, 'resolved')).toEqual(['all', 'unassigned', 'awaiting'])
  expect(standsIn({ status: 'open' }, 'spam')).toEqual([])
})
