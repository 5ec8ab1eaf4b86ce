import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../api/client'
import { keys } from '../../api/queries'
import type { Order, TicketOrders } from '../../api/types'
import { useComplaint } from '../../shell/use-complaint'

/** What names an order among those of all accounts. */
export const orderKey = ({ accountId, orderId }: Pick<Order, 'accountId' | 'orderId'>) => `${accountId}/${orderId}`

/** Has BaseLinker asked live. */
export function useRefreshOrders(ticket: string) {
  const queries = useQueryClient()
  const complain = useComplaint()
  return useMutation({
    mutationFn: () => answer(api.POST('/api/v1/tickets/{ticketId}/orders/refresh', { params: { path: { ticketId: ticket } } })),
    onSuccess: (lookup) => {
      queries.setQueryData<TicketOrders>(keys.orders(ticket), (is) => is && { ...is, lookup })
      void queries.invalidateQueries({ queryKey: keys.orders(ticket) })
    },
    onError: complain,
  })
}

/** Says by hand that an order belongs to the ticket, or that it doesn't. */
export function useLinkOrder(ticket: string) {
  const queries = useQueryClient()
  const complain = useComplaint()
  return useMutation({
    mutationFn: ({ order: { accountId, orderId }, linked }: { order: Pick<Order, 'accountId' | 'orderId'>; linked: boolean }) =>
      answer(
        api.PUT('/api/v1/tickets/{ticketId}/orders/{accountId}/{orderId}', {
          params: { path: { ticketId: ticket, accountId, orderId } },
          body: { linked },
        }),
      ),
    onSuccess: (orders) => keep(queries, ticket, orders),
    onError: complain,
  })
}

function keep(queries: QueryClient, ticket: string, orders: TicketOrders): void {
  // A slower answer that began earlier must not bring an older one back.
  void queries.cancelQueries({ queryKey: keys.orders(ticket) })
  queries.setQueryData(keys.orders(ticket), orders)
}

/** Orders by a number or an address; nothing is looked for while there is nothing to look for. */
export function useOrderSearch(ticket: string, q: string) {
  return useQuery({
    queryKey: keys.orderSearch(ticket, q),
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/api/v1/tickets/{ticketId}/orders/search', { params: { path: { ticketId: ticket }, query: { q } }, signal }))).orders,
    enabled: q !== '',
    retry: false,
  })
}
