import type { Status, TicketSummary, View } from '../api/types'
import { matches } from './filter'
import { type Listing, listingQuery } from './listing'

/** In the order of the navigation. */
export const VIEWS = ['all', 'unassigned', 'mine', 'awaiting'] as const satisfies readonly View[]

export function isView(word: string | null | undefined): word is View {
  return VIEWS.some((view) => view === word)
}

/**
 * Whether a ticket stands in a list of the agent `me`; with a text searched for, whether it could. The server's rule
 * (openapi.yaml, View). A status that isn't known (yet) counts as visible, and so does one that is asked for.
 */
export function belongs(ticket: TicketSummary, { view, filter }: Listing, me: string, statuses: readonly Status[] | undefined): boolean {
  const asked = filter.status !== undefined && filter.status.length > 0
  if (!asked && statuses?.find((status) => status.key === ticket.status)?.visible === false) return false
  return stands(ticket, view, me, asked) && matches(ticket, filter, me)
}

function stands(ticket: TicketSummary, view: View, me: string, asked: boolean): boolean {
  const open = ticket.state !== 'closed' && (asked || ticket.status !== 'resolved')
  switch (view) {
    case 'all':
      return true
    case 'unassigned':
      return open && ticket.agent === undefined
    case 'mine':
      return open && ticket.agent?.id === me
    case 'awaiting':
      return open && (asked ? ticket.lastMessage.from === 'customer' : ticket.awaitingReply)
  }
}

/** The path of a view's whole list. */
export function viewPath(view: View): string {
  return `/${view}`
}

/** The path of any list; `saved` names the saved filter it is opened by. */
export function listPath(listing: Listing, saved?: string): string {
  const query = listingQuery(listing, saved)
  return query === '' ? viewPath(listing.view) : `${viewPath(listing.view)}?${query}`
}

/** A ticket's path; the arrows and the way back lead through the list it was opened from. */
export function ticketPath(id: string, from: View | Listing, saved?: string): string {
  if (typeof from === 'string') return `/tickets/${id}?view=${from}`
  const query = listingQuery(from, saved)
  return `/tickets/${id}?view=${from.view}${query === '' ? '' : `&${query}`}`
}
