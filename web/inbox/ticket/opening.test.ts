import { environmentManager, focusManager, type InfiniteData, onlineManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../api/client'
import { ApiError } from '../api/error'
import { keys } from '../api/queries'
import type { OpenedTicket, Outcome, Receipt, Ticket, TicketPage, TicketSummary } from '../api/types'
import { ticketNumber } from '../tickets/fixture'
import { wholeView } from '../tickets/listing'
import { spreadTicket } from '../tickets/lists'
import { openingOf } from './opening'
import { beginChoice, endChoice } from './under-way'

const jan = { id: 'jan', name: 'Jan' }
const ewa = { id: 'ewa', name: 'Ewa' }

/** What was asked of the server, each answered when the test says so. */
interface Asked {
  method: 'POST' | 'GET'
  answer: (ticket: Ticket, outcome?: Outcome) => Promise<void>
  fail: (error: ApiError) => Promise<void>
}
let asked: Asked[]
let queries: QueryClient

function answering(method: Asked['method']) {
  return (_: string, init?: { signal?: AbortSignal }) =>
    new Promise((resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('left', 'AbortError')))
      asked.push({
        method,
        answer: (ticket, outcome) => {
          resolve({ data: outcome === undefined ? ticket : { ticket, outcome }, response: new Response() })
          return settle()
        },
        fail: (error) => {
          reject(error)
          return settle()
        },
      })
    })
}

beforeEach(() => {
  environmentManager.setIsServer(() => false)
  vi.useFakeTimers()
  asked = []
  queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  vi.spyOn(api, 'POST').mockImplementation(answering('POST') as never)
  vi.spyOn(api, 'GET').mockImplementation(answering('GET') as never)
  queries.mount()
})
afterEach(() => {
  queries.unmount()
  queries.clear()
  focusManager.setFocused(undefined)
  onlineManager.setOnline(true)
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const settle = async () => void (await vi.advanceTimersByTimeAsync(0))

const methods = () => asked.map(({ method }) => method)

/** A page that has the ticket on screen. Returns the way to leave it. */
function look(id: string): () => void {
  return new QueryObserver(queries, openingOf(id, jan.id)).subscribe(() => undefined)
}

const shown = (id: string) => queries.getQueryData<OpenedTicket>(keys.opening(id))

const NOTHING: Receipt = { delivered: 0, read: 0 }

function whole(summary: TicketSummary, receipt = NOTHING): Ticket {
  return { summary, locale: 'pl', readSeq: 0, receipt }
}

/** Everything that may have been missed, as after the line broke or a new login. */
async function lookAgain(): Promise<void> {
  void queries.invalidateQueries({ queryKey: keys.openings })
  await settle()
}

test('a ticket on screen is opened once and read from then on; what was opened stays what it was', async () => {
  const ticket = ticketNumber(1, { agent: jan, state: 'active' })
  look(ticket.id)
  await asked[0]!.answer(whole(ticket), 'joined')

  const { agent: _, ...released } = ticket
  spreadTicket(queries, { ...released, state: 'waiting', lastSeq: 2 }, jan.id)
  await lookAgain()
  const read = { delivered: 3, read: 2 }
  await asked[1]!.answer(whole({ ...released, state: 'waiting', lastSeq: 3, status: 'pending' }, read))

  expect(methods()).toEqual(['POST', 'GET'])
  expect(shown(ticket.id)).toEqual({ ticket: whole({ ...released, state: 'waiting', lastSeq: 3, status: 'pending' }, read), outcome: 'joined' })
})

test('neither a window that comes to the front, nor a network that is back, nor age asks anything', async () => {
  const ticket = ticketNumber(2)
  look(ticket.id)
  await asked[0]!.answer(whole(ticket), 'mine')
  await vi.advanceTimersByTimeAsync(3_600_000)
  focusManager.setFocused(false)
  focusManager.setFocused(true)
  onlineManager.setOnline(false)
  onlineManager.setOnline(true)
  await settle()
  expect(methods()).toEqual(['POST'])
})

test('who comes back to a ticket opens it anew, also where they left while it was read', async () => {
  const ticket = ticketNumber(3)
  const leave = look(ticket.id)
  await asked[0]!.answer(whole(ticket), 'mine')
  leave()
  await settle()
  const leaveAgain = look(ticket.id)
  await asked[1]!.answer(whole(ticket), 'mine')
  await lookAgain()
  leaveAgain()
  await settle()
  look(ticket.id)
  await settle()
  expect(methods()).toEqual(['POST', 'POST', 'GET', 'POST'])
})

test('an opening that failed is tried again once the server can be reached', async () => {
  const ticket = ticketNumber(4)
  look(ticket.id)
  await asked[0]!.fail(new ApiError('unauthenticated'))
  await lookAgain()
  await asked[1]!.answer(whole(ticket), 'mine')
  expect(methods()).toEqual(['POST', 'POST'])
})

test('while the engine is away the ticket is opened again, until somebody has it; who releases it then keeps it released', async () => {
  const ticket = ticketNumber(5)
  look(ticket.id)
  await asked[0]!.answer(whole(ticket), 'pending')
  await vi.advanceTimersByTimeAsync(5_000)
  await asked[1]!.answer(whole(ticket), 'pending')
  spreadTicket(queries, { ...ticket, agent: jan, state: 'active', lastSeq: 2 }, jan.id) // by the first reply
  await vi.advanceTimersByTimeAsync(5_000)
  spreadTicket(queries, { ...ticket, lastSeq: 3 }, jan.id)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(methods()).toEqual(['POST', 'POST'])
  expect(shown(ticket.id)?.outcome).toBe('mine')
})

test.each([
  ['a list has the ticket', 6, true],
  ['no list has it', 7, false],
])('what was told while the opening was on its way stands over an older answer: %s', async (_, number, listed) => {
  const ticket = ticketNumber(number)
  if (listed) queries.setQueryData<InfiniteData<TicketPage>>(keys.list(wholeView('all')), { pages: [{ tickets: [ticket] }], pageParams: [undefined] })
  look(ticket.id)
  const taken: TicketSummary = { ...ticket, agent: ewa, state: 'active', status: 'pending', lastSeq: 3 }
  spreadTicket(queries, taken, jan.id)
  await asked[0]!.answer(whole({ ...ticket, agent: jan, state: 'active', lastSeq: 2 }), 'joined')
  expect(shown(ticket.id)?.ticket.summary).toEqual(taken)

  await lookAgain()
  const closed: TicketSummary = { ...taken, state: 'closed', lastSeq: 4 }
  spreadTicket(queries, closed, jan.id)
  await asked[1]!.answer(whole(taken))
  expect(shown(ticket.id)?.ticket.summary).toEqual(closed)
})

test('a change under way stays over what is read meanwhile', async () => {
  const ticket = ticketNumber(8)
  const choice = { property: 'status', value: 'pending' } as const
  look(ticket.id)
  await asked[0]!.answer(whole(ticket), 'mine')
  beginChoice(ticket.id, choice)
  spreadTicket(queries, ticket, jan.id)
  await lookAgain()
  await asked[1]!.answer(whole({ ...ticket, lastSeq: 2, priority: 'high' }))
  expect(shown(ticket.id)?.ticket.summary).toEqual({ ...ticket, lastSeq: 2, priority: 'high', status: 'pending' })
  endChoice(ticket.id, choice)
})
