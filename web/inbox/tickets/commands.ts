import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { TicketSummary } from '../api/types'
import { useMe } from '../session/me'
import type { Choice } from '../ticket/patch'
import { spreadTicket } from './lists'

/**
 * Closes a ticket as its row shows it: where the customer wrote after that, it fails with `customer_wrote`.
 *
 * @throws ApiError
 */
async function closeTicket(queries: QueryClient, me: string, { id, lastSeq }: TicketSummary): Promise<void> {
  const closed = await answer(
    // Zero would close over whatever was written.
    api.POST('/api/v1/tickets/{ticketId}/close', { params: { path: { ticketId: id } }, body: { seenSeq: Math.max(1, lastSeq) } }),
  )
  spreadTicket(queries, closed.summary, me)
}

/** Changes one property of a ticket. With the same id it happens once. @throws ApiError */
async function changeTicket(queries: QueryClient, me: string, ticket: string, { id, property, value }: Choice & { id: string }): Promise<void> {
  const changed = await answer(
    api.POST('/api/v1/tickets/{ticketId}/changes', { params: { path: { ticketId: ticket } }, body: { id, property, value } }),
  )
  spreadTicket(queries, changed.summary, me)
}

/** What can be done with a ticket from outside of its page. */
export function useTicketCommands() {
  const queries = useQueryClient()
  const me = useMe().id
  return {
    close: useCallback((ticket: TicketSummary) => closeTicket(queries, me, ticket), [queries, me]),
    /** Asks for the counts anew, after what was done. */
    recount: useCallback(() => void queries.invalidateQueries({ queryKey: keys.counts }), [queries]),
    change: useCallback((ticket: string, change: Choice & { id: string }) => changeTicket(queries, me, ticket, change), [queries, me]),
  }
}
