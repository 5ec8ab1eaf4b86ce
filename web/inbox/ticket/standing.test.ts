import { expect, test } from 'vitest'
import type { Outcome, TicketSummary } from '../api/types'
import { ticketNumber } from '../tickets/fixture'
import { type Standing, standingOf, writable } from './standing'

const jan = { id: 'jan', name: 'Jan' }
const ewa = { id: 'ewa', name: 'Ewa' }

test.each<[string, Partial<TicketSummary>, Outcome | undefined, Standing]>([
  ['opening gave it to me', { agent: jan, state: 'active' }, 'joined', 'joined'],
  ['I had it', { agent: jan, state: 'active' }, 'mine', 'mine'],
  ['somebody took it over since', { agent: ewa, state: 'active' }, 'joined', 'taken'],
  ['the customer ended it since', { agent: jan, state: 'closed' }, 'joined', 'closed'],
  ['the engine is away', {}, 'pending', 'pending'],
  ['the engine came back and the reply joined', { agent: jan, state: 'active' }, 'pending', 'mine'],
  ['the opening is not answered yet', {}, undefined, 'pending'],
  ['whoever had it is gone', {}, 'mine', 'free'],
])('%s', (_, over, outcome, standing) => {
  expect(standingOf(ticketNumber(1, over), outcome, 'jan', true)).toBe(standing)
})

test('who may only read, watches', () => {
  expect(standingOf(ticketNumber(1), 'watching', 'jan', false)).toBe('watching')
  expect(standingOf(ticketNumber(1, { agent: ewa, state: 'active' }), 'taken', 'jan', false)).toBe('watching')
})

test('another agent’s ticket takes notes, not replies', () => {
  expect(writable('taken')).toEqual({ reply: false, note: true })
  expect(writable('closed')).toEqual({ reply: false, note: false })
})
