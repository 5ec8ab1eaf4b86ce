import { useMemo, useSyncExternalStore } from 'react'
import { drafts } from '../live/services'
import { useMe } from '../session/me'
import type { Draft } from './draft'
import type { TicketDraft } from './drafts'

/** The ticket's draft, and what may be done to it. */
export function useDraft(ticket: string): [Draft, TicketDraft] {
  const me = useMe().id
  const kept = useMemo(() => drafts.of(me, ticket), [me, ticket])
  return [useSyncExternalStore(kept.subscribe, kept.snapshot), kept]
}
