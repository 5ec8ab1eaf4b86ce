import { notifyManager, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../api/client'
import { keys } from '../../api/queries'
import type { Order, OrderWish, TicketOrders, TicketSummary } from '../../api/types'
import { uuid } from '../../api/uuid'
import { useMe } from '../../session/me'
import { useTicketComplaint } from '../complaint'
import { orderKey } from './orders'

/** What is wanted of BaseLinker, beside what names the wish. */
export type Wanted = { kind: 'status'; status: Order['status'] } | { kind: 'note'; note: string }

/** Wants something of BaseLinker: it shows at once. `failed` is called when the server didn't take it, whatever is on screen by then. */
export function useWish(ticket: TicketSummary, order: Order) {
  const queries = useQueryClient()
  const complain = useTicketComplaint(ticket)
  const me = useMe()
  const key = keys.orders(ticket.id)
  const set = (change: (wishes: OrderWish[]) => OrderWish[]) =>
    queries.setQueryData<TicketOrders>(
      key,
      (is) => is && { ...is, orders: is.orders.map((one) => (orderKey(one) === orderKey(order) ? { ...one, wishes: change(one.wishes ?? []) } : one)) },
    )
  const without = (wishes: OrderWish[], id: string) => wishes.filter((wish) => wish.id !== id)
  // What a push brought meanwhile is newer than the answer: it may have ended.
  const put = (wish: OrderWish) => set((wishes) => (wishes.some(({ id, state }) => id === wish.id && state !== 'waiting') ? wishes : [...without(wishes, wish.id), wish]))
  const { mutate } = useMutation({
    mutationFn: ({ id, wanted }: { id: string; wanted: Wanted; failed: (() => void) | undefined }) =>
      answer(
        api.POST('/api/v1/tickets/{ticketId}/orders/{accountId}/{orderId}/wishes', {
          params: { path: { ticketId: ticket.id, accountId: order.accountId, orderId: order.orderId } },
          body: wanted.kind === 'status' ? { id, kind: 'status', statusId: wanted.status.id } : { id, kind: 'note', note: wanted.note },
        }),
      ),
    onMutate: async ({ id, wanted }) => {
      await queries.cancelQueries({ queryKey: key })
      const { accountId, orderId } = order
      const wish = { id, accountId, orderId, state: 'waiting', by: me.name, askedAt: new Date().toISOString() } as const
      put(wanted.kind === 'status' ? { ...wish, kind: 'status', status: wanted.status } : { ...wish, kind: 'note', note: wanted.note })
    },
    onSuccess: put,
    onError: (error, { id, failed }) => {
      set((wishes) => without(wishes, id))
      // After whoever shows the wishes has heard that this one is gone.
      if (failed) notifyManager.schedule(failed)
      complain(error, 'order')
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: key }),
  })
  return (wanted: Wanted, failed?: () => void) => mutate({ id: uuid(), wanted, failed })
}
