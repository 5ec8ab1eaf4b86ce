import type { Status, TicketSummary, View } from '../api/types'

/** In the order of the navigation. */
export const VIEWS = ['all', 'unassigned', 'mine', 'awaiting'] as const satisfies readonly View[]

export function isView(word: string | null | undefined): word is View {
  return VIEWS.some((view) => view === word)
}

/**
 * Whether a ticket stands in a view of the agent `me`. The server's rule (openapi.yaml, View). A status that isn't
 * known (yet) counts as visible.
 */
export function belongs(ticket: TicketSummary, view: View, me: string, statuses: readonly Status[] | undefined): boolean {
  if (statuses?.find((status) => status.key === ticket.status)?.visible === false) return false
  const open = ticket.state !== 'closed' && ticket.status !== 'resolved'
  switch (view) {
    case 'all':
      return true
    case 'unassigned':
      return open && ticket.agent === undefined
    case 'mine':
      return open && ticket.agent?.id === me
    case 'awaiting':
      return open && ticket.awaitingReply
  }
}

/** The path of a view's list; the first view is the start page. */
export function viewPath(view: View): string {
  return `/${view}`
}

export function ticketPath(id: string, view: View): string {
  return `/tickets/${id}?view=${view}`
}
