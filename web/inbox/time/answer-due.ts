/** How the time left to answer stands: plenty, under two hours, or over. */
export type Urgency = 'calm' | 'soon' | 'over'

export interface TimeLeft {
  ms: number
  urgency: Urgency
}

const SOON_MS = 2 * 60 * 60_000

/** The time left to answer; nothing when no customer waits for an answer. */
export function timeLeft(ticket: { awaitingReply: boolean; answerDueAt?: string }, now: number): TimeLeft | undefined {
  if (!ticket.awaitingReply || ticket.answerDueAt === undefined) return undefined
  const ms = new Date(ticket.answerDueAt).getTime() - now
  return { ms, urgency: ms <= 0 ? 'over' : ms < SOON_MS ? 'soon' : 'calm' }
}
