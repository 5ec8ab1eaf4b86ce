import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { OpenedTicket, Outcome, Ticket, TicketSummary } from '../api/types'
import { useMe } from '../session/me'
import { latest, spreadTicket } from '../tickets/lists'
import { useTicketComplaint } from './complaint'
import { withSummary } from './standing'
import { withChoices } from './under-way'

/** While the engine is away, opening is tried again this often. */
const PENDING_MS = 5_000

export function useOpening(id: string) {
  return useQuery(openingOf(id, useMe().id))
}

/**
 * A ticket on screen. The person who goes there opens it, and joins one that nobody has; after that it is only read,
 * whatever asks for it again: a line that is back, or a new login, is nobody at the desk.
 */
export function openingOf(id: string, me: string) {
  const path = { params: { path: { ticketId: id } } }
  return queryOptions({
    queryKey: keys.opening(id),
    queryFn: async (context): Promise<OpenedTicket> => {
      const queries = context.client
      const asked = performance.now()
      const before = queries.getQueryData<OpenedTicket>(keys.opening(id))
      if (!before || isPending(before)) return withLater(queries, await answer(api.POST('/api/v1/tickets/{ticketId}/open', path)), asked, me)
      // Left before it is answered, it is forgotten at once (that is what the signal does), so that who comes back opens it.
      const ticket = await answer(api.GET('/api/v1/tickets/{ticketId}', { ...path, signal: context.signal }))
      const { outcome } = queries.getQueryData<OpenedTicket>(keys.opening(id)) ?? before
      return withLater(queries, { ticket, outcome }, asked, me)
    },
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchInterval: ({ state }) => (isPending(state.data) ? PENDING_MS : false),
  })
}

function isPending(opened: OpenedTicket | undefined): boolean {
  return opened?.outcome === 'pending'
}

/** An answer to what was asked at `asked`, with what was told of the ticket since and what is being chosen. */
function withLater(queries: QueryClient, { ticket, outcome }: OpenedTicket, asked: number, me: string): OpenedTicket {
  const summary = latest(queries, ticket.summary, asked)
  spreadTicket(queries, summary, me)
  return withSummary({ ticket, outcome }, withChoices(summary), me)
}

/** Keeps what a command answers with: the ticket as it is afterwards. */
export function useCommand(id: string): (call: Promise<OpenedTicket>) => Promise<void> {
  const queries = useQueryClient()
  const me = useMe().id
  return async (call) => {
    const asked = performance.now()
    const opened = withLater(queries, await call, asked, me)
    // Who left meanwhile opens it anew.
    queries.setQueryData<OpenedTicket>(keys.opening(id), (before) => before && opened)
    void queries.invalidateQueries({ queryKey: keys.counts })
  }
}

/** What a command that answers with the ticket has come to. */
export async function answeredAs(outcome: Outcome, call: Promise<Ticket>): Promise<OpenedTicket> {
  return { ticket: await call, outcome }
}

/** Commands that need the engine's decision. What fails is said here: callbacks given to `mutate` are lost once one has walked on. */
export function useCommands(ticket: TicketSummary) {
  const path = { params: { path: { ticketId: ticket.id } } }
  const command = useCommand(ticket.id)
  const complain = useTicketComplaint(ticket)
  return {
    /** Joins a ticket that nobody has any more. */
    join: useMutation({
      mutationFn: () => command(answer(api.POST('/api/v1/tickets/{ticketId}/open', path))),
      onError: (thrown) => complain(thrown, 'join'),
    }),
    takeOver: useMutation({
      mutationFn: () => command(answeredAs('mine', answer(api.POST('/api/v1/tickets/{ticketId}/takeover', path)))),
      onError: (thrown) => complain(thrown, 'takeOver'),
    }),
    reopen: useMutation({
      mutationFn: () => command(answeredAs('mine', answer(api.POST('/api/v1/tickets/{ticketId}/reopen', path)))),
      onError: (thrown) => complain(thrown, 'reopen'),
    }),
  }
}

export type Commands = ReturnType<typeof useCommands>
