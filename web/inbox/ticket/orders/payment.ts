import type { Order } from '../../api/types'

export type Payment = 'paid' | 'overpaid' | 'partly' | 'onDelivery' | 'unpaid'

/** How far an order is paid. */
export function paymentOf({ paid, total, cashOnDelivery }: Pick<Order, 'paid' | 'total' | 'cashOnDelivery'>): Payment {
  if (paid > total && total > 0) return 'overpaid'
  if (paid >= total) return 'paid'
  if (cashOnDelivery && paid <= 0) return 'onDelivery'
  return paid > 0 ? 'partly' : 'unpaid'
}
