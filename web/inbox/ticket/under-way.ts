import type { TicketSummary } from '../api/types'
import { type Choice, patched } from './patch'

/** What agents in this browser chose of tickets and the server hasn't answered yet, in their order. */
const choices = new Map<string, readonly Choice[]>()

/** Keeps a choice standing over what earlier answers and pushes say of the ticket, until it is ended. */
export function beginChoice(ticket: string, choice: Choice): void {
  choices.set(ticket, [...(choices.get(ticket) ?? []), choice])
}

export function endChoice(ticket: string, choice: Choice): void {
  const left = (choices.get(ticket) ?? []).filter((other) => other !== choice)
  if (left.length > 0) choices.set(ticket, left)
  else choices.delete(ticket)
}

/** A ticket as the server told it, with what it doesn't know yet. */
export function withChoices(ticket: TicketSummary): TicketSummary {
  return (choices.get(ticket.id) ?? []).reduce((sofar, choice) => patched(sofar, choice), ticket)
}
