import { answer, api } from '../api/client'
import { keys } from '../api/queries'

/** A ticket's orders, for whoever shows something of them. */
export const ordersQuery = (ticket: string) => ({
  queryKey: keys.orders(ticket),
  queryFn: ({ signal }: { signal: AbortSignal }) => answer(api.GET('/api/v1/tickets/{ticketId}/orders', { params: { path: { ticketId: ticket } }, signal })),
})
