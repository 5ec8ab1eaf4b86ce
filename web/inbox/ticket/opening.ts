import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import { keys } from '../api/queries'
import type { OpenedTicket, Outcome, Ticket } from '../api/types'
import { useMe } from '../session/me'
import { spreadTicket } from '../tickets/lists'

/** While the engine is away, opening is tried again this often. */
const PENDING_MS = 5_000

/** Opens the ticket (who opens one that nobody has, joins it) and keeps what is known of it. */
export function useOpening(id: string) {
  const queries = useQueryClient()
  const me = useMe().id
  return useQuery({
    queryKey: keys.opening(id),
    queryFn: async () => {
      const opened = await answer(api.POST('/api/v1/tickets/{ticketId}/open', { params: { path: { ticketId: id } } }))
      spreadTicket(queries, opened.ticket.summary, me)
      return opened
    },
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchInterval: ({ state }) => (isPending(state.data) ? PENDING_MS : false),
  })
}

function isPending(opened: OpenedTicket | undefined): boolean {
  return opened?.outcome === 'pending' && opened.ticket.summary.agent === undefined && opened.ticket.summary.state !== 'closed'
}

/** Commands that need the engine's decision. Each answers with the ticket as it is afterwards. */
export function useCommands(id: string) {
  const queries = useQueryClient()
  const me = useMe().id
  const path = { params: { path: { ticketId: id } } }
  const settle = (outcome: Outcome) => (ticket: Ticket) => {
    queries.setQueryData<OpenedTicket>(keys.opening(id), { ticket, outcome })
    spreadTicket(queries, ticket.summary, me)
    void queries.invalidateQueries({ queryKey: keys.counts })
  }
  return {
    takeOver: useMutation({
      mutationFn: () => answer(api.POST('/api/v1/tickets/{ticketId}/takeover', path)),
      onSuccess: settle('mine'),
    }),
    close: useMutation({
      mutationFn: (seenSeq: number) => answer(api.POST('/api/v1/tickets/{ticketId}/close', { ...path, body: { seenSeq } })),
      onSuccess: settle('closed'),
    }),
    reopen: useMutation({
      mutationFn: () => answer(api.POST('/api/v1/tickets/{ticketId}/reopen', path)),
      onSuccess: settle('mine'),
    }),
  }
}

export type Commands = ReturnType<typeof useCommands>

/** The customer wrote after the last entry that the agent had on screen. */
export function customerWrote(thrown: unknown): boolean {
  const error = asApiError(thrown)
  return error.kind === 'conflict' && error.code === 'customer_wrote'
}
