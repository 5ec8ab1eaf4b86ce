import type { OpenedTicket, Outcome, TicketSummary } from '../api/types'

/** How the agent stands to the ticket on screen; what may be done follows from it. */
export type Standing =
  | 'joined' // it became theirs by this opening
  | 'mine'
  | 'taken' // another agent has it
  | 'closed'
  | 'pending' // the engine is away; the first reply joins
  | 'watching' // may read only
  | 'free' // open and nobody's, though it was opened: whoever had it is gone

/** The ticket as it is now decides; the opening's outcome only where the ticket says nothing. */
export function standingOf(ticket: TicketSummary, outcome: Outcome | undefined, me: string, mayWrite: boolean): Standing {
  if (ticket.state === 'closed') return 'closed'
  if (ticket.agent && ticket.agent.id !== me) return mayWrite ? 'taken' : 'watching'
  if (!mayWrite) return 'watching'
  if (ticket.agent) return outcome === 'joined' ? 'joined' : 'mine'
  return outcome === undefined || outcome === 'pending' ? 'pending' : 'free'
}

/**
 * An opened ticket as it is now. An opening that waits for the engine is over once somebody has the ticket: it doesn't
 * join when they leave it.
 */
export function withSummary({ ticket, outcome }: OpenedTicket, summary: TicketSummary, me: string): OpenedTicket {
  return { ticket: { ...ticket, summary }, outcome: outcome === 'pending' ? outcomeOf(summary, me) : outcome }
}

function outcomeOf({ state, agent }: TicketSummary, me: string): Outcome {
  if (state === 'closed') return 'closed'
  if (!agent) return 'pending'
  return agent.id === me ? 'mine' : 'taken'
}

/** What the composer offers: notes are for colleagues, so they don't ask whose the ticket is. */
export function writable(standing: Standing): { reply: boolean; note: boolean } {
  switch (standing) {
    case 'joined':
    case 'mine':
    case 'pending':
    case 'free':
      return { reply: true, note: true }
    case 'taken':
      return { reply: false, note: true }
    case 'closed':
    case 'watching':
      return { reply: false, note: false }
  }
}
