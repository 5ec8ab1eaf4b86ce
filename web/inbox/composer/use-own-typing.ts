import { useRef } from 'react'
import { answer, api } from '../api/client'
import type { Mode } from './draft'

/** The contract's limit: a hint at most every three seconds. */
const EVERY_MS = 3_000

/**
 * Tells the others that this agent is typing; of a note, only other agents. A hint that is lost is no loss. What was sent ended the
 * typing, so that the next letter is told at once.
 */
export function useOwnTyping(ticket: string): { typed: (kind: Mode) => void; sent: () => void } {
  const last = useRef(0)
  const typed = (kind: Mode) => {
    const now = Date.now()
    if (now - last.current < EVERY_MS) return
    last.current = now
    answer(api.POST('/api/v1/tickets/{ticketId}/typing', { params: { path: { ticketId: ticket }, query: { kind } } })).catch(() => undefined)
  }
  return { typed, sent: () => (last.current = 0) }
}
