import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { answer, api } from '../api/client'
import { asApiError } from '../api/error'
import type { Entry, TicketSummary } from '../api/types'
import { journals, socket } from '../live/services'
import { useMe } from '../session/me'
import { knownTicket, spreadTicket } from '../tickets/lists'
import { shown } from './journal'
import type { Reading } from './journals'

/** Several entries seen at once are reported once. */
const READ_MS = 400
const READ_AGAIN_MS = 5_000
/** The entries' own push is given this long before a ticket's `lastSeq` is taken as a hint to fetch. */
const HEAR_MS = 1_500

export interface ReadingView extends Reading {
  readonly entries: readonly Entry[]
  /** The messages among them: what customer and agents said to each other. */
  readonly messages: readonly Entry[]
  catchUp: () => void
  loadOlder: () => void
  /** The last entry that has been on screen. */
  seen: () => number
  through: () => number
  /** Entries up to `seq` are on screen, in a tab that is in front. */
  see: (seq: number) => void
}

/** A ticket's journal, kept live and marked as read while it is on screen. */
export function useReading(ticket: TicketSummary): ReadingView {
  const queries = useQueryClient()
  const me = useMe().id
  const journal = useMemo(() => journals.of(ticket.id), [ticket.id])
  const reading = useSyncExternalStore(journal.subscribe, journal.snapshot)
  const seen = useRef(0)
  const reported = useRef(0)
  const reporting = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    const leave = socket.watch(ticket.id)
    void journal.catchUp()
    return leave
  }, [journal, ticket.id])

  useEffect(() => {
    const timer = setTimeout(() => journal.hear(ticket.lastSeq), HEAR_MS)
    return () => clearTimeout(timer)
  }, [journal, ticket.lastSeq])

  const entries = useMemo(() => (reading.journal ? shown(reading.journal) : []), [reading.journal])
  const messages = useMemo(() => entries.filter((entry) => entry.kind === 'message'), [entries])

  const report = async () => {
    const seq = seen.current
    reported.current = seq
    try {
      await answer(api.POST('/api/v1/tickets/{ticketId}/read', { params: { path: { ticketId: ticket.id } }, body: { seq } }))
      const last = journal.snapshot().journal?.last ?? 0
      const known = knownTicket(queries, ticket.id)
      if (known?.unread && seq >= last) spreadTicket(queries, { ...known, unread: false }, me)
    } catch (thrown) {
      reported.current = 0
      if (asApiError(thrown).passing && journal.inUse) reporting.current = setTimeout(() => void report(), READ_AGAIN_MS)
    }
  }

  return {
    ...reading,
    entries,
    messages,
    catchUp: () => void journal.catchUp(),
    loadOlder: () => void journal.loadOlder(),
    seen: () => seen.current,
    through: () => journal.snapshot().journal?.through ?? 0,
    see: (seq) => {
      seen.current = Math.max(seen.current, seq)
      if (seen.current <= reported.current) return
      clearTimeout(reporting.current)
      reporting.current = setTimeout(() => void report(), READ_MS)
    },
  }
}
