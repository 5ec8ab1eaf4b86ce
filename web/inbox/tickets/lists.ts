import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { OpenedTicket, TicketPage, TicketSummary, View } from '../api/types'
import { useMe } from '../session/me'
import { knownStatuses } from '../vocabulary/vocabulary'
import { applyTicket, removeTicket, rowsOf } from './rows'
import { VIEWS } from './view'

type Pages = InfiniteData<TicketPage, string | undefined>

/**
 * Changes pushed lately. A page that was asked for before a push and answered after it is older than
 * the push: what came in between is applied to it again.
 */
const recent: { at: number; change: { ticket: TicketSummary } | { gone: string } }[] = []
const RECENT_MS = 30_000

/** A view's tickets, page by page. */
export function useTicketList(view: View) {
  const me = useMe().id
  const queries = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: keys.list(view),
    queryFn: ({ pageParam, signal }) => fetchPage(queries, view, pageParam, me, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const pages = list.data?.pages
  const rows = useMemo(() => rowsOf(pages ?? []), [pages])
  return { ...list, rows }
}

async function fetchPage(queries: QueryClient, view: View, cursor: string | undefined, me: string, signal: AbortSignal): Promise<TicketPage> {
  const asked = performance.now()
  const page = await answer(
    api.GET('/api/v1/tickets', { params: { query: { view, limit: 50, ...(cursor === undefined ? {} : { cursor }) } }, signal }),
  )
  const first = cursor === undefined
  return recent
    .filter((push) => push.at >= asked)
    .reduce((before: TicketPage, { change }) => {
      if ('gone' in change) return removeTicket([before], change.gone)[0] ?? before
      const known = before.tickets.some((ticket) => ticket.id === change.ticket.id)
      return first || known ? (applyTicket([before], change.ticket, view, me, knownStatuses(queries))[0] ?? before) : before
    }, page)
}

export function useCounts() {
  return useQuery({
    queryKey: keys.counts,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tickets/counts', { signal })),
  })
}

/** Unread tickets that concern this agent: their own and those nobody has. */
export function useUnreadCount(): number {
  const mine = useTicketList('mine').rows
  const unassigned = useTicketList('unassigned').rows
  return [...mine, ...unassigned].filter((ticket) => ticket.unread).length
}

/** A ticket as any loaded list has it. */
export function knownTicket(queries: QueryClient, id: string): TicketSummary | undefined {
  for (const view of VIEWS) {
    for (const page of queries.getQueryData<Pages>(keys.list(view))?.pages ?? []) {
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
  for (const view of VIEWS) {
    changePages(queries, view, (pages) => applyTicket(pages, ticket, view, me, statuses))
  }
  queries.setQueryData<OpenedTicket>(keys.opening(ticket.id), (opened) =>
    opened && { ...opened, ticket: { ...opened.ticket, summary: ticket } },
  )
}

/** Takes a ticket that can't be read any more out of every list. */
export function dropTicket(queries: QueryClient, id: string): void {
  remember({ gone: id })
  for (const view of VIEWS) changePages(queries, view, (pages) => removeTicket(pages, id))
}

function changePages(queries: QueryClient, view: View, change: (pages: readonly TicketPage[]) => TicketPage[]): void {
  queries.setQueryData<Pages>(keys.list(view), (data) => data && { ...data, pages: change(data.pages) })
}

function remember(change: (typeof recent)[number]['change']): void {
  const at = performance.now()
  while (recent[0] && recent[0].at < at - RECENT_MS) recent.shift()
  recent.push({ at, change })
}
