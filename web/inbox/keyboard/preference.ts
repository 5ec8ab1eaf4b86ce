import { useSyncExternalStore } from 'react'

const KEY = 'rozmowa.characterKeys'
const listeners = new Set<() => void>()

// Another tab changed it.
addEventListener('storage', (event) => {
  if (event.key === KEY) listeners.forEach((tell) => tell())
})

/** Whether keys that type a character do something, in this browser. */
export function characterKeys(): boolean {
  return localStorage.getItem(KEY) !== 'off'
}

function change(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off')
  listeners.forEach((tell) => tell())
}

export function useCharacterKeys(): [boolean, typeof change] {
  const on = useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, characterKeys)
  return [on, change]
}
