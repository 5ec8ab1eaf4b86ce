import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { OpenedTicket, TicketPage, TicketSummary } from '../api/types'
import { useMe } from '../session/me'
import { knownStatuses } from '../vocabulary/vocabulary'
import { type Listing, wholeView } from './listing'
import { applyTicket, removeTicket, rowsOf } from './rows'
import { orderOf } from './sorting'

type Pages = InfiniteData<TicketPage, string | undefined>

/**
 * Changes pushed lately. A page that was asked for before a push and answered after it is older than
 * the push: what came in between is applied to it again.
 */
const recent: { at: number; change: { ticket: TicketSummary } | { gone: string } }[] = []
const RECENT_MS = 30_000

/** A list's tickets, page by page. Until a list that was narrowed anew is there, the one before stands for it. */
export function useTicketList(listing: Listing) {
  const me = useMe().id
  const queries = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: keys.list(listing),
    queryFn: ({ pageParam, signal }) => fetchPage(queries, listing, pageParam, me, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
  const pages = list.data?.pages
  const rows = useMemo(() => rowsOf(pages ?? [], orderOf(listing)), [pages, listing])
  return { ...list, rows }
}

async function fetchPage(queries: QueryClient, listing: Listing, cursor: string | undefined, me: string, signal: AbortSignal): Promise<TicketPage> {
  const asked = performance.now()
  const { view, sort, filter } = listing
  const page = await answer(
    api.GET('/api/v1/tickets', { params: { query: { view, sort, ...filter, limit: 50, ...(cursor === undefined ? {} : { cursor }) } }, signal }),
  )
  const first = cursor === undefined
  return recent
    .filter((push) => push.at >= asked)
    .reduce((before: TicketPage, { change }) => {
      if ('gone' in change) return removeTicket([before], change.gone)[0] ?? before
      const known = before.tickets.some((ticket) => ticket.id === change.ticket.id)
      return first || known ? (applyTicket([before], change.ticket, listing, me, knownStatuses(queries))[0] ?? before) : before
    }, page)
}

export function useCounts() {
  return useQuery({
    queryKey: keys.counts,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tickets/counts', { signal })),
  })
}

const MINE = wholeView('mine')
const UNASSIGNED = wholeView('unassigned')

/** Unread tickets that concern this agent: their own and those nobody has. */
export function useUnreadCount(): number {
  const mine = useTicketList(MINE).rows
  const unassigned = useTicketList(UNASSIGNED).rows
  return [...mine, ...unassigned].filter((ticket) => ticket.unread).length
}

/** Every list that was asked for lately. */
function knownLists(queries: QueryClient): { listing: Listing; pages: readonly TicketPage[] }[] {
  return queries
    .getQueryCache()
    .findAll({ queryKey: keys.lists })
    .flatMap(({ queryKey, state }) => {
      const data = state.data as Pages | undefined
      return data ? [{ listing: queryKey[1] as Listing, pages: data.pages }] : []
    })
}

/** All tickets that a loaded list has; one may stand there more than once. */
export function knownTickets(queries: QueryClient): TicketSummary[] {
  return knownLists(queries).flatMap(({ pages }) => pages.flatMap((page) => page.tickets))
}

/** A ticket as any loaded list has it. */
export function knownTicket(queries: QueryClient, id: string): TicketSummary | undefined {
  for (const { pages } of knownLists(queries)) {
    for (const page of pages) {
      const ticket = page.tickets.find((known) => known.id === id)
      if (ticket) return ticket
    }
  }
  return queries.getQueryData<OpenedTicket>(keys.opening(id))?.ticket.summary
}

/** Puts a ticket as it is now everywhere it stands. */
export function spreadTicket(queries: QueryClient, ticket: TicketSummary, me: string): void {
  remember({ ticket })
  const statuses = knownStatuses(queries)
  changeLists(queries, (pages, listing) => applyTicket(pages, ticket, listing, me, statuses))
  queries.setQueryData<OpenedTicket>(keys.opening(ticket.id), (opened) =>
    opened && { ...opened, ticket: { ...opened.ticket, summary: ticket } },
  )
}

/** Takes a ticket that can't be read any more out of every list. */
export function dropTicket(queries: QueryClient, id: string): void {
  remember({ gone: id })
  changeLists(queries, (pages) => removeTicket(pages, id))
}

function changeLists(queries: QueryClient, change: (pages: readonly TicketPage[], listing: Listing) => TicketPage[]): void {
  for (const { listing } of knownLists(queries)) {
    queries.setQueryData<Pages>(keys.list(listing), (data) => data && { ...data, pages: change(data.pages, listing) })
  }
}

function remember(change: (typeof recent)[number]['change']): void {
  const at = performance.now()
  while (recent[0] && recent[0].at < at - RECENT_MS) recent.shift()
  recent.push({ at, change })
}
