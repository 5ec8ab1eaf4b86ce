import { useSyncExternalStore } from 'react'

const STEP_MS = 20_000
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    listeners.forEach((tell) => tell())
  }, STEP_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function current(): number {
  // Without a running timer the kept value grows old; it moves in steps, so that two reads in a row agree.
  if (timer === undefined && Date.now() - now > STEP_MS) now = Date.now()
  return now
}

/** The time now, in milliseconds; one clock redraws everything that shows a relative time. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, current)
}
