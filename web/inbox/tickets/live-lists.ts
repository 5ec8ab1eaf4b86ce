import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useLayoutEffect } from 'react'
import { keys } from '../api/queries'
import { socket } from '../live/services'
import { useMe } from '../session/me'
import { dropTicket, keepPushes, spreadTicket } from './lists'

/**
 * Counts can't be told from single changes. They are asked for soon after one, so that the agent sees
 * what an action did, and in a busy hour at most this often.
 */
const SOON_MS = 100
const COUNTS_MS = 1_500

/** Keeps lists, counts and the open ticket as the server pushes them. Once, in the shell. */
export function useLiveLists(): void {
  const queries = useQueryClient()
  const me = useMe().id
  // Before the effects by which the page's parts fetch.
  useLayoutEffect(() => keepPushes(queries, me), [queries, me])
  useEffect(() => {
    let counting: ReturnType<typeof setTimeout> | undefined
    let counted = -Infinity
    const recount = () => {
      counting ??= setTimeout(() => {
        counting = undefined
        counted = performance.now()
        void queries.invalidateQueries({ queryKey: keys.counts })
      }, Math.max(SOON_MS, counted + COUNTS_MS - performance.now()))
    }
    const refetch = () => {
      void queries.invalidateQueries({ queryKey: keys.lists })
      void queries.invalidateQueries({ queryKey: keys.openings })
      void queries.invalidateQueries({ queryKey: keys.counts })
    }
    const stops = [
      socket.on('ticket', ({ ticket }) => {
        spreadTicket(queries, ticket, me)
        recount()
      }),
      socket.on('gone', ({ ticket }) => {
        dropTicket(queries, ticket)
        recount()
      }),
      socket.on('resync', refetch),
      socket.onUp(refetch),
    ]
    return () => {
      clearTimeout(counting)
      stops.forEach((stop) => stop())
    }
  }, [queries, me])
}
