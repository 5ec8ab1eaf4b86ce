import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import type { Notices } from '../api/types'
import { socket } from '../live/services'

/** Several pushes at once are one look. */
const LOOK_MS = 150

/** What this agent is told of, newest first. */
export function useNotices() {
  return useQuery({
    queryKey: keys.notices,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/notices', { signal })),
  })
}

/** "Mark all as read": those that are on screen, not what comes at this moment. */
export function useReadNotices() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (through: string) => answer(api.POST('/api/v1/notices/read', { body: { through } })),
    onMutate: async () => {
      // An older answer on its way would bring them back for a moment.
      await queries.cancelQueries({ queryKey: keys.notices })
      queries.setQueryData<Notices>(keys.notices, (known) => known && { unread: 0, notices: known.notices.map((one) => ({ ...one, unread: false })) })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.notices }),
  })
}

/** Looks again when the server says so. Once, in the shell. */
export function useLiveNotices(): void {
  const queries = useQueryClient()
  useEffect(() => {
    let looking: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      looking ??= setTimeout(() => {
        looking = undefined
        void queries.invalidateQueries({ queryKey: keys.notices })
      }, LOOK_MS)
    }
    const stops = [socket.on('notices', look), socket.on('gone', look), socket.on('resync', look), socket.onUp(look)]
    return () => {
      clearTimeout(looking)
      stops.forEach((stop) => stop())
    }
  }, [queries])
}
