import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import { socket } from '../live/services'
import { lookAgainIn } from './orders/freshness'

/** A ticket's orders, for whoever shows something of them. */
export const ordersQuery = (ticket: string) => ({
  queryKey: keys.orders(ticket),
  queryFn: ({ signal }: { signal: AbortSignal }) => answer(api.GET('/api/v1/tickets/{ticketId}/orders', { params: { path: { ticketId: ticket } }, signal })),
})

/** The ticket's orders; pushes keep them fresh as long as they are wanted. */
export function useTicketOrders(ticket: string, wanted = true) {
  const queries = useQueryClient()
  useEffect(() => {
    if (!wanted) return
    const refetch = () => void queries.invalidateQueries({ queryKey: keys.orders(ticket) })
    const stops = [
      socket.on('orders', (frame) => frame.ticket === ticket && refetch()),
      // Accounts may have come or gone, and statuses have other names.
      socket.on('vocabulary', refetch),
      socket.on('resync', refetch),
      socket.onUp(refetch),
    ]
    return () => stops.forEach((stop) => stop())
  }, [queries, ticket, wanted])
  return useQuery({
    ...ordersQuery(ticket),
    enabled: wanted,
    staleTime: 0, // nobody heard the pushes of the time before
    refetchInterval: ({ state: { data } }) => data !== undefined && lookAgainIn(data),
  })
}
