import type { Order, OrderWish } from '../../api/types'

/** How long the seller's comments may be in BaseLinker, in characters. */
export const MAX_COMMENT = 200

type Wished = Pick<Order, 'wishes' | 'elsewhere'>

/** What is still to be done to an order, whichever ticket it was wanted in, in the order in which it was. */
export function waitingFor({ wishes = [], elsewhere = [] }: Wished): OrderWish[] {
  return [...wishes, ...elsewhere].filter(({ state }) => state === 'waiting').sort((a, b) => Date.parse(a.askedAt) - Date.parse(b.askedAt))
}

/** How many characters a note may still have behind the comments and the notes that wait. */
export function roomFor(order: Wished & Pick<Order, 'adminComments'>, note: string): number {
  const waiting = waitingFor(order).flatMap((wish) => (wish.kind === 'note' && wish.note !== undefined ? [wish.note] : []))
  const lines = [order.adminComments.trim(), ...waiting, note.trim()].filter((line) => line !== '')
  return MAX_COMMENT - [...lines.join('\n')].length
}

/** The wish of the kind that is still to be done: of several statuses the newest, which takes the others' place. */
export function waitingStatus(order: Wished): OrderWish | undefined {
  return waitingFor(order).findLast(({ kind }) => kind === 'status')
}

/** The status that would undo the last change, as long as the order is as that left it. */
export function undoable(order: Wished & Pick<Order, 'status' | 'removed'>): Order['status'] | undefined {
  const last = order.wishes?.findLast((wish) => wish.state !== 'waiting')
  if (order.removed || waitingStatus(order) || last?.kind !== 'status' || last.state !== 'done' || !last.was || last.was.gone || last.was.name === '') return undefined
  return last.status?.id === order.status.id && last.was.id !== order.status.id ? last.was : undefined
}
