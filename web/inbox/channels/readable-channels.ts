import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answer, api } from '../api/client'
import { keys } from '../api/queries'
import { socket } from '../live/services'

/** The chats whose tickets this agent may read. */
export function useReadableChannels() {
  const queries = useQueryClient()
  // The server tells so whoever gets or loses access.
  useEffect(() => socket.on('resync', () => void queries.invalidateQueries({ queryKey: keys.readableChannels })), [queries])
  return useQuery({
    queryKey: keys.readableChannels,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/channels', { signal })),
    select: ({ channels }) => channels,
  })
}
