import { useSyncExternalStore } from 'react'
import { onUnauthenticated } from '../api/client'

let expired = false
const listeners = new Set<() => void>()

function become(now: boolean): void {
  if (expired === now) return
  expired = now
  listeners.forEach((tell) => tell())
}

onUnauthenticated(() => become(true))

/** The agent is back. */
export function renewed(): void {
  become(false)
}

/** The server has said that the session is over, and nobody has logged in since. */
export function useExpired(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => expired,
  )
}
