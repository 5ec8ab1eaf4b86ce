import { type InfiniteData, InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { api } from '../api/client'
import { keys } from '../api/queries'
import type { TicketPage, TicketSummary } from '../api/types'
import { beginChoice, endChoice } from '../ticket/under-way'
import { ticketNumber } from './fixture'
import { wholeView } from './listing'
import { dropTicket, keepPushes, knownTicket, listOf, spreadTicket } from './lists'

function cached(...tickets: TicketSummary[]): QueryClient {
  const queries = new QueryClient()
  queries.setQueryData<InfiniteData<TicketPage>>(keys.list(wholeView('all')), { pages: [{ tickets }], pageParams: [undefined] })
  return queries
}

test('of two quick changes the second stays while the first is answered, and until it is answered itself', () => {
  const before = ticketNumber(1)
  const queries = cached(before)
  const shown = () => {
    const { status, priority } = knownTicket(queries, before.id)!
    return [status, priority]
  }
  const first = { property: 'status', value: 'pending' } as const
  const second = { property: 'priority', value: 'high' } as const
  beginChoice(before.id, first)
  spreadTicket(queries, before, 'me')
  beginChoice(before.id, second)
  spreadTicket(queries, before, 'me')
  expect(shown()).toEqual(['pending', 'high'])

  endChoice(before.id, first)
  spreadTicket(queries, { ...before, lastSeq: 2, status: 'pending' }, 'me')
  expect(shown()).toEqual(['pending', 'high'])

  endChoice(before.id, second)
  spreadTicket(queries, { ...before, lastSeq: 3, status: 'pending', priority: 'high' }, 'me')
  spreadTicket(queries, { ...before, lastSeq: 2, status: 'pending' }, 'me') // the first one's push, late
  expect(shown()).toEqual(['pending', 'high'])
})

test('what was chosen and is over gives way to what is told', () => {
  const before = ticketNumber(2)
  const queries = cached(before)
  const choice = { property: 'status', value: 'pending' } as const
  beginChoice(before.id, choice)
  endChoice(before.id, choice)
  spreadTicket(queries, { ...before, unread: false }, 'me')
  expect(knownTicket(queries, before.id)).toEqual({ ...before, unread: false })
})

/** What is answered has come. */
const settle = () => new Promise((done) => setTimeout(done))

/** Pages of tickets, each answered when the test says so. */
function server() {
  const waiting: ((page: TicketPage) => void)[] = []
  vi.spyOn(api, 'GET').mockImplementation(((_: string, init?: { signal?: AbortSignal }) =>
    new Promise((resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('left', 'AbortError')))
      waiting.push((data) => resolve({ data, response: new Response() }))
    })) as never)
  return {
    asked: () => waiting.length,
    answer: async (page: TicketPage) => {
      waiting.at(-1)!(page)
      await settle()
    },
  }
}

afterEach(() => void vi.restoreAllMocks())

/** A list on screen, whose pushes are kept. */
function onScreen(queries: QueryClient, me = 'me') {
  const stop = keepPushes(queries, me)
  const observer = new InfiniteQueryObserver(queries, { ...listOf(wholeView('all')), staleTime: 30_000 })
  const leave = observer.subscribe(() => undefined)
  const ids = () => observer.getCurrentResult().data?.pages.map(({ tickets }) => tickets.map(({ id }) => id))
  return { observer, leave, ids, end: () => (leave(), stop()) }
}

test('what is pushed while the next page is on its way stays on the pages before', async () => {
  const queries = new QueryClient()
  const { answer } = server()
  const list = onScreen(queries)
  await answer({ tickets: [ticketNumber(9), ticketNumber(8)], next: 'c' })
  const next = list.observer.fetchNextPage()
  await settle()
  spreadTicket(queries, ticketNumber(10), 'me')
  dropTicket(queries, 't8')
  await answer({ tickets: [ticketNumber(7)] })
  await next
  expect(list.ids()).toEqual([['t10', 't9'], ['t7']])
  list.end()
})

test('what is pushed while a list is asked for again stands over its older answer, with what is being chosen', async () => {
  const queries = new QueryClient()
  const { answer } = server()
  const list = onScreen(queries)
  await answer({ tickets: [ticketNumber(2), ticketNumber(1)] })
  const choice = { property: 'priority', value: 'high' } as const
  beginChoice('t1', choice)
  const again = queries.invalidateQueries({ queryKey: keys.lists })
  await settle()
  spreadTicket(queries, ticketNumber(2, { lastSeq: 2, status: 'pending' }), 'me')
  await answer({ tickets: [ticketNumber(2), ticketNumber(1)] })
  await again
  expect([knownTicket(queries, 't2')?.status, knownTicket(queries, 't1')?.priority]).toEqual(['pending', 'high'])
  endChoice('t1', choice)
  list.end()
})

test('a list that was left while it was asked for again is asked for once more, whatever was pushed', async () => {
  const queries = new QueryClient()
  const { asked, answer } = server()
  const list = onScreen(queries)
  await answer({ tickets: [ticketNumber(1)] })
  void queries.invalidateQueries({ queryKey: keys.lists })
  await vi.waitFor(() => expect(asked()).toBe(2))
  spreadTicket(queries, ticketNumber(1, { lastSeq: 2 }), 'me')
  list.leave()
  await settle()
  const leave = list.observer.subscribe(() => undefined)
  await vi.waitFor(() => expect(asked()).toBe(3))
  await answer({ tickets: [ticketNumber(3), ticketNumber(1, { lastSeq: 2 })] })
  expect(list.ids()).toEqual([['t3', 't1']])
  leave()
  list.end()
})
