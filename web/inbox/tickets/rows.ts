import type { Status, TicketPage, TicketSummary, View } from '../api/types'
import { belongs } from './view'

/** Newest message first; the number decides between equals, as on the server. */
export function byLastMessage(a: TicketSummary, b: TicketSummary): number {
  const difference = new Date(b.lastMessage.at).getTime() - new Date(a.lastMessage.at).getTime()
  return difference !== 0 ? difference : b.number - a.number
}

/** The loaded pages as one list: each ticket once, newest message first. */
export function rowsOf(pages: readonly TicketPage[]): TicketSummary[] {
  const rows = new Map<string, TicketSummary>()
  for (const page of pages) for (const ticket of page.tickets) if (!rows.has(ticket.id)) rows.set(ticket.id, ticket)
  return [...rows.values()].sort(byLastMessage)
}

/**
 * The loaded pages of a view after one ticket changed: replaced in place, taken out where it no longer
 * belongs, or added. One that is older than everything loaded is left for its own page.
 */
export function applyTicket(pages: readonly TicketPage[], ticket: TicketSummary, view: View, me: string, statuses?: readonly Status[]): TicketPage[] {
  if (!belongs(ticket, view, me, statuses)) return removeTicket(pages, ticket.id)
  if (pages.some((page) => page.tickets.some((known) => known.id === ticket.id))) {
    return pages.map((page) => ({ ...page, tickets: page.tickets.map((known) => (known.id === ticket.id ? ticket : known)) }))
  }
  const rows = rowsOf(pages)
  const oldest = rows.at(-1)
  const complete = pages.at(-1)?.next === undefined
  if (!complete && oldest && byLastMessage(ticket, oldest) > 0) return [...pages]
  return pages.map((page, index) => (index === 0 ? { ...page, tickets: [ticket, ...page.tickets] } : page))
}

export function removeTicket(pages: readonly TicketPage[], id: string): TicketPage[] {
  return pages.map((page) => ({ ...page, tickets: page.tickets.filter((known) => known.id !== id) }))
}

/** A row as it is drawn. `left`: it no longer stands in the view and goes when the order is released. */
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
 * keeps its place and shows its news, what left stays greyed, newcomers wait. Rows older than everything
 * held come from scrolling and go to the end. Without `held`, the rows as they are.
 */
export function arrange(rows: readonly TicketSummary[], held: readonly TicketSummary[] | undefined): Arrangement {
  if (held === undefined) return { rows: rows.map((ticket) => ({ ticket, left: false })), arrived: 0 }
  const now = new Map(rows.map((ticket) => [ticket.id, ticket]))
  const kept = held.map((before): Row => {
    const ticket = now.get(before.id)
    return ticket ? { ticket, left: false } : { ticket: before, left: true }
  })
  const known = new Set(held.map((ticket) => ticket.id))
  const oldest = held.length === 0 ? undefined : held.reduce((a, b) => (byLastMessage(a, b) > 0 ? a : b))
  const fresh = rows.filter((ticket) => !known.has(ticket.id))
  const older = oldest === undefined ? [] : fresh.filter((ticket) => byLastMessage(ticket, oldest) > 0)
  return {
    rows: [...kept, ...older.map((ticket) => ({ ticket, left: false }))],
    arrived: fresh.length - older.length,
  }
}
