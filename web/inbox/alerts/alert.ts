import type { NoticeKind, TicketSummary } from '../api/types'

/** Why to ring. `waiting`: a customer waits too long; `new`: nobody has this ticket yet; `message`: one of mine; else a notice. */
export interface Alert {
  readonly reason: 'waiting' | 'new' | 'message' | NoticeKind
  readonly ticket: Pick<TicketSummary, 'id' | 'number'> & { readonly requester: Pick<TicketSummary['requester'], 'name'> }
  /** Equal in every tab for the same event, so that they ring once together. */
  readonly key: string
}

export function waitingAlert(ticket: TicketSummary): Alert {
  return { reason: 'waiting', ticket, key: `waiting.${ticket.id}.${ticket.lastSeq}` }
}

/**
 * What a ticket's change is worth. `before` is the ticket as this tab knew it, if it did: a ticket
 * nobody has rings when it is first heard of, a customer's message in one of mine when it is a later one.
 */
export function changeAlert(ticket: TicketSummary, before: TicketSummary | undefined, me: string): Alert | undefined {
  if (ticket.state === 'waiting' && !ticket.agent && !before) {
    return { reason: 'new', ticket, key: `new.${ticket.id}` }
  }
  const later = !before || new Date(ticket.lastMessage.at) > new Date(before.lastMessage.at)
  if (ticket.agent?.id === me && ticket.state !== 'closed' && ticket.lastMessage.from === 'customer' && ticket.unread && later) {
    return { reason: 'message', ticket, key: `message.${ticket.id}.${ticket.lastMessage.at}` }
  }
  return undefined
}
