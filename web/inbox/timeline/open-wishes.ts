import type { Entry } from '../api/types'

/** The wishes for orders that a journal has no end of, by their entries' ids. */
export function openWishes(entries: readonly Entry[]): ReadonlySet<string> {
  const open = new Set<string>()
  for (const { id, operation } of entries) {
    if (operation?.type === 'order_wished') open.add(id)
    else if (operation?.type === 'order_wish_ended' && operation.order) open.delete(operation.order.wish)
  }
  return open
}
