import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../api/queries'
import { socket } from '../live/services'

/** Fetches contacts anew whenever they may have changed, while something on screen shows one. */
export function useLiveContacts(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const refetch = () => void queries.invalidateQueries({ queryKey: keys.contacts })
    const stops = [socket.on('contacts', refetch), socket.on('resync', refetch), socket.onUp(refetch)]
    return () => stops.forEach((stop) => stop())
  }, [queries])
}
