import { type InfiniteData, infiniteQueryOptions, keepPreviousData, type Query, type QueryClient, replaceEqualDeep, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { OpenedTicket, TicketPage, TicketSummary } from '../api/types'
import { withSummary } from '../ticket/standing'
import { withChoices } from '../ticket/under-way'
import { knownStatuses } from '../vocabulary/vocabulary'
import { type Listing, wholeView } from './listing'
import { applyTicket, removeTicket, rowsOf } from './rows'
import { orderOf } from './sorting'

type Pages = InfiniteData<TicketPage, string | undefined>

/** Changes pushed lately, for pages that were asked for before and answered after. */
const recent: { at: number; change: { ticket: TicketSummary } | { gone: string } }[] = []
const RECENT_MS = 30_000

/** A list's tickets, page by page. Until a list that was narrowed anew is there, the one before stands for it. */
export function useTicketList(listing: Listing) {
  const list = useInfiniteQuery({ ...listOf(listing), placeholderData: keepPreviousData })
  const pages = list.data?.pages
  const rows = useMemo(() => rowsOf(pages ?? [], orderOf(listing)), [pages, listing])
  return { ...list, rows }
}

export function listOf(listing: Listing) {
  const { view, sort, filter } = listing
  return infiniteQueryOptions({
    queryKey: keys.list(listing),
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(api.GET('/api/v1/tickets', { params: { query: { view, sort, ...filter, limit: 50, ...(cursor === undefined ? {} : { cursor }) } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: TicketPage) => page.next,
  })
}

/**
 * Has lists lose no push while they are fetched. What comes of a fetch is older than what was pushed since it began, also
 * on the pages that it didn't ask for again: those are as they were then. And a fetch that nobody waits for any more is
 * given up; a push meanwhile has made the list look fresh, which it isn't. Begin it before any list is fetched.
 */
export function keepPushes(queries: QueryClient, me: string): () => void {
  const began = new WeakMap<Query, number>()
  return queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.query.queryKey[0] !== keys.lists[0]) return
    const { query, action } = event
    const { queryKey } = query
    if (action.type === 'fetch') began.set(query, performance.now())
    if (action.type === 'setState') void queries.invalidateQueries({ queryKey, exact: true })
    if (action.type !== 'success' || action.manual) return
    const asked = began.get(query) ?? 0
    const statuses = knownStatuses(queries)
    const put = (pages: readonly TicketPage[], { change }: (typeof recent)[number]) =>
      'gone' in change ? removeTicket(pages, change.gone) : applyTicket(pages, change.ticket, queryKey[1] as Listing, me, statuses)
    const fetched = (query.state.data as Pages).pages
    const pages = recent
      .filter(({ at }) => at >= asked)
      .reduce<readonly TicketPage[]>(put, fetched)
      .map((page) => ({ ...page, tickets: page.tickets.map(withChoices) }))
    if (replaceEqualDeep(fetched, pages) === fetched) return
    queries.setQueryData<Pages>(queryKey, (data) => data && { ...data, pages })
  })
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

/** A ticket as it was told last, of loaded lists and its opening. */
export function knownTicket(queries: QueryClient, id: string): TicketSummary | undefined {
  const opened = queries.getQueryData<OpenedTicket>(keys.opening(id))?.ticket.summary
  return [...knownTickets(queries).filter((ticket) => ticket.id === id), ...(opened ? [opened] : [])].reduce<TicketSummary | undefined>(later, undefined)
}

/** What is known of a ticket that an answer tells of: others may have told more since it was asked for, at `asked`. */
export function latest(queries: QueryClient, told: TicketSummary, asked: number): TicketSummary {
  const since = recent.flatMap(({ at, change }) => (at >= asked && 'ticket' in change && change.ticket.id === told.id ? [change.ticket] : []))
  return since.reduce(later, later(knownTicket(queries, told.id), told))
}

/** Of two tellings the one that knows more of the ticket's entries, of equals the second. */
function later(first: TicketSummary | undefined, second: TicketSummary): TicketSummary {
  return first && first.lastSeq > second.lastSeq ? first : second
}

/** Puts a ticket as it was told everywhere it stands, unless something later was told before; what is being chosen stays. */
export function spreadTicket(queries: QueryClient, told: TicketSummary, me: string): void {
  const known = knownTicket(queries, told.id)
  if (known && known.lastSeq > told.lastSeq) return
  const ticket = withChoices(told)
  remember({ ticket })
  const statuses = knownStatuses(queries)
  changeLists(queries, (pages, listing) => applyTicket(pages, ticket, listing, me, statuses))
  queries.setQueryData<OpenedTicket>(keys.opening(ticket.id), (opened) => opened && withSummary(opened, ticket, me))
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
