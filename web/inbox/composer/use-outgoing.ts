import { useMemo, useSyncExternalStore } from 'react'
import type { Entry } from '../api/types'
import { sender } from '../live/services'
import { ofTicket, type Outbox } from './outbox'

/** What was sent from this ticket and isn't among its entries yet. */
export function useOutgoing(ticket: string, entries: readonly Entry[]): Outbox {
  const outbox = useSyncExternalStore(sender.subscribe, sender.snapshot)
  return useMemo(() => {
    const outgoing = ofTicket(outbox, ticket)
    if (outgoing.length === 0) return outgoing
    const arrived = new Set(entries.map((entry) => entry.id))
    return outgoing.filter(({ id }) => !arrived.has(id))
  }, [outbox, ticket, entries])
}
