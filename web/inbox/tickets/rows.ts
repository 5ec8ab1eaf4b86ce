import type { Status, TicketPage, TicketSummary } from '../api/types'
import type { Listing } from './listing'
import { type Order, orderOf } from './sorting'
import { belongs } from './view'

/** The loaded pages as one list: each ticket once, in the list's order; without one, as they came. */
export function rowsOf(pages: readonly TicketPage[], order: Order | undefined): TicketSummary[] {
  const rows = new Map<string, TicketSummary>()
  for (const page of pages) for (const ticket of page.tickets) if (!rows.has(ticket.id)) rows.set(ticket.id, ticket)
  const all = [...rows.values()]
  return order ? all.sort(order) : all
}

/**
 * The loaded pages of a list after one ticket changed: replaced in place, taken out where it no longer
 * belongs, or added. One that comes after everything loaded is left for its own page, and where the order is
 * the server's, one that isn't there yet for the next time it is asked.
 */
export function applyTicket(
  pages: readonly TicketPage[],
  ticket: TicketSummary,
  listing: Listing,
  me: string,
  statuses?: readonly Status[],
): TicketPage[] {
  if (!belongs(ticket, listing, me, statuses)) return removeTicket(pages, ticket.id)
  const order = orderOf(listing)
  const last = rowsOf(pages, order).at(-1)
  const complete = pages.at(-1)?.next === undefined
  if (order && last && !complete && order(ticket, last) > 0) return removeTicket(pages, ticket.id)
  if (pages.some((page) => page.tickets.some((known) => known.id === ticket.id))) {
    return pages.map((page) => ({ ...page, tickets: page.tickets.map((known) => (known.id === ticket.id ? ticket : known)) }))
  }
  if (!order) return [...pages]
  return pages.map((page, index) => (index === 0 ? { ...page, tickets: [ticket, ...page.tickets] } : page))
}

export function removeTicket(pages: readonly TicketPage[], id: string): TicketPage[] {
  return pages.map((page) => ({ ...page, tickets: page.tickets.filter((known) => known.id !== id) }))
}

/** A row as it is drawn. `left`: it no longer stands in the list and goes when the order is released. */
export interface Row {
  readonly ticket: TicketSummary
  readonly left: boolean
}

export interface Arrangement {
  readonly rows: readonly Row[]
  /** Tickets that came while the order is held, not drawn yet. */
  readonly arrived: number
}

/**
 * What to draw while the pointer or the focus is on the table (`held` is what was drawn then): each row
 * keeps its place and shows its news, what left stays greyed, newcomers wait. Rows that come after everything
 * held come from scrolling and go to the end. Without `held`, the rows as they are.
 */
export function arrange(rows: readonly TicketSummary[], held: readonly TicketSummary[] | undefined, order: Order | undefined): Arrangement {
  if (held === undefined) return { rows: rows.map((ticket) => ({ ticket, left: false })), arrived: 0 }
  const now = new Map(rows.map((ticket) => [ticket.id, ticket]))
  const kept = held.map((before): Row => {
    const ticket = now.get(before.id)
    return ticket ? { ticket, left: false } : { ticket: before, left: true }
  })
  const known = new Set(held.map((ticket) => ticket.id))
  const fresh = rows.filter((ticket) => !known.has(ticket.id))
  const after = follows(rows, held, order)
  const following = fresh.filter(after)
  return {
    rows: [...kept, ...following.map((ticket) => ({ ticket, left: false }))],
    arrived: fresh.length - following.length,
  }
}

/** Whether a ticket comes after everything held. */
function follows(rows: readonly TicketSummary[], held: readonly TicketSummary[], order: Order | undefined): (ticket: TicketSummary) => boolean {
  const [first] = held
  if (first === undefined) return () => false
  if (order) {
    const last = held.reduce((a, b) => (order(a, b) > 0 ? a : b), first)
    return (ticket) => order(ticket, last) > 0
  }
  const ids = new Set(held.map((ticket) => ticket.id))
  const end = rows.findLastIndex((ticket) => ids.has(ticket.id))
  return (ticket) => rows.indexOf(ticket) > end
}
