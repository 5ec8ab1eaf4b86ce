import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../api/queries'
import { socket } from '../live/services'
import { useVocabulary } from './vocabulary'

/** Fetches the vocabulary anew whenever it may have changed. Once, in the shell. */
export function useLiveVocabulary(): void {
  const queries = useQueryClient()
  useVocabulary()
  useEffect(() => {
    const refetch = () => {
      void queries.invalidateQueries({ queryKey: keys.vocabulary })
      void queries.invalidateQueries({ queryKey: keys.replies })
      void queries.invalidateQueries({ queryKey: keys.agents })
      void queries.invalidateQueries({ queryKey: keys.rules })
      void queries.invalidateQueries({ queryKey: keys.orderWords })
      void queries.invalidateQueries({ queryKey: keys.orderAccounts })
    }
    const stops = [
      socket.on('vocabulary', () => {
        refetch()
        // A status may have come into the lists or left them.
        void queries.invalidateQueries({ queryKey: keys.lists })
        void queries.invalidateQueries({ queryKey: keys.counts })
        // So may people's names, photos and roles be others, one's own too.
        for (const queryKey of [keys.me, keys.people, ['assignees']]) void queries.invalidateQueries({ queryKey })
      }),
      socket.on('resync', refetch),
      socket.onUp(refetch),
    ]
    return () => stops.forEach((stop) => stop())
  }, [queries])
}
