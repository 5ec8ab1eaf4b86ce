import type { TicketSort, TicketSummary } from '../api/types'
import { PRIORITIES } from '../vocabulary/vocabulary'
import type { Listing } from './listing'

/** Which of two tickets stands first: negative for the first one. */
export type Order = (a: TicketSummary, b: TicketSummary) => number

const at = (time: string) => Date.parse(time)

/** Newest message first; the number decides between equals, as on the server. */
export function byLastMessage(a: TicketSummary, b: TicketSummary): number {
  return at(b.lastMessage.at) - at(a.lastMessage.at) || b.number - a.number
}

const rank = ({ priority }: TicketSummary) => PRIORITIES.indexOf(priority)
/** Who has waited longest is due first; who doesn't wait comes last. */
const due = ({ answerDueAt }: TicketSummary) => (answerDueAt === undefined ? Infinity : at(answerDueAt))
const apart = (a: number, b: number) => (a === b ? 0 : a - b)

const ORDERS: Readonly<Record<TicketSort, Order>> = {
  recent: byLastMessage,
  oldest: (a, b) => byLastMessage(b, a),
  created: (a, b) => at(b.createdAt) - at(a.createdAt) || b.number - a.number,
  waiting: (a, b) => apart(due(a), due(b)) || byLastMessage(a, b),
  priority: (a, b) => rank(b) - rank(a) || byLastMessage(a, b),
}

/** The order of a list; none where a text is searched for: that one is the server's. */
export function orderOf({ sort, filter }: Listing): Order | undefined {
  return filter.text === undefined ? ORDERS[sort] : undefined
}
