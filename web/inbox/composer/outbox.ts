import type { ApiError } from '../api/error'
import type { Mention } from '../mentions/mentions'
import type { Mode } from './draft'
import type { KeptFile } from './draft-files'

/** A reply or note on its way to the server. Its id is the entry's, so that a repeat changes nothing. */
export interface Outgoing {
  readonly id: string
  readonly ticket: string
  readonly kind: Mode
  /** May be empty where there are files. */
  readonly body: string
  readonly files: readonly KeptFile[]
  /** Whom a note names. */
  readonly mentions?: readonly Mention[]
  /** When it was sent by hand, in milliseconds; the order of one ticket's entries. */
  readonly at: number
  /** The last entry that its writer knew of: a message isn't sent over another agent's later reply unasked. */
  readonly seenSeq?: number | undefined
  readonly state: OutgoingState
}

export type OutgoingState =
  /** Waits for its turn, or for the answer. */
  | { name: 'sending' }
  /** Failed for now; tried again at `retryAt`. */
  | { name: 'waiting'; failures: number; retryAt: number; kind: ApiError['kind'] }
  /** Refused; only the writer can decide what happens. */
  | { name: 'refused'; kind: ApiError['kind']; code: string }

export type Outbox = readonly Outgoing[]

const LONGEST_WAIT_MS = 15_000

export function put(outbox: Outbox, outgoing: Outgoing): Outbox {
  if (outbox.some((known) => known.id === outgoing.id)) return outbox
  return [...outbox, outgoing].sort((a, b) => a.at - b.at)
}

export function remove(outbox: Outbox, id: string): Outbox {
  return outbox.filter((outgoing) => outgoing.id !== id)
}

export function ofTicket(outbox: Outbox, ticket: string): Outbox {
  return outbox.filter((outgoing) => outgoing.ticket === ticket)
}

/**
 * What may be sent now: the first of each ticket, unless it waits for its time or was refused. What
 * stands behind it waits too, so the customer reads in the order of writing.
 */
export function due(outbox: Outbox, now: number): Outbox {
  return heads(outbox).filter(({ state }) => state.name === 'sending' || (state.name === 'waiting' && state.retryAt <= now))
}

/** When `due` will next have more to give, if time alone can bring that about. */
export function nextDue(outbox: Outbox): number | undefined {
  const times = heads(outbox).flatMap(({ state }) => (state.name === 'waiting' ? [state.retryAt] : []))
  return times.length === 0 ? undefined : Math.min(...times)
}

/** After a failed try: what may pass is tried again by itself, with the same id. */
export function failed(outbox: Outbox, id: string, error: ApiError, now: number): Outbox {
  return change(outbox, id, (outgoing) => {
    if (!error.passing) return { name: 'refused', kind: error.kind, code: error.code }
    const failures = outgoing.state.name === 'waiting' ? outgoing.state.failures + 1 : 1
    const wait = error.retryAfterMs ?? Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (failures - 1))
    return { name: 'waiting', failures, retryAt: now + wait, kind: error.kind }
  })
}

/** "Try again": at once, whatever happened before; what was refused over another agent's reply now knows of it. */
export function again(outbox: Outbox, id: string): Outbox {
  return outbox.map((one) => (one.id === id ? { ...one, seenSeq: one.state.name === 'refused' ? undefined : one.seenSeq, state: { name: 'sending' } } : one))
}

/** The line is back: everything that waits may go now. */
export function hurry(outbox: Outbox, now: number): Outbox {
  return outbox.map((outgoing) =>
    outgoing.state.name === 'waiting' && outgoing.state.kind !== 'too_many'
      ? { ...outgoing, state: { ...outgoing.state, retryAt: now } }
      : outgoing,
  )
}

function heads(outbox: Outbox): Outbox {
  const seen = new Set<string>()
  return outbox.filter(({ ticket }) => !seen.has(ticket) && seen.add(ticket))
}

function change(outbox: Outbox, id: string, state: (outgoing: Outgoing) => OutgoingState): Outbox {
  return outbox.map((outgoing) => (outgoing.id === id ? { ...outgoing, state: state(outgoing) } : outgoing))
}
