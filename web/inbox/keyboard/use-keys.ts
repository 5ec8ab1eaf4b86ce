import { useLayoutEffect, useRef } from 'react'
import { isWriting, keyOf, type KeyName } from './keys'
import { characterKeys } from './preference'

/** What a key does. `false`: nothing this time, so that it keeps its meaning. */
type Handler = (event: KeyboardEvent) => boolean | void
export type Handlers = Partial<Record<KeyName, Handler>>

const registered: { current: Handlers }[] = []

/** Handles keys as long as the component is there, wherever the focus is; who came last is asked first. */
export function useKeys(handlers: Handlers): void {
  const latest = useRef(handlers)
  useLayoutEffect(() => {
    latest.current = handlers
  })
  useLayoutEffect(() => {
    if (registered.length === 0) document.addEventListener('keydown', press)
    registered.push(latest)
    return () => {
      registered.splice(registered.indexOf(latest), 1)
      if (registered.length === 0) document.removeEventListener('keydown', press)
    }
  }, [])
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isWriting(event.target) || busyElsewhere(event.target)) return
  const name = keyOf(event, characterKeys())
  if (name === undefined || (event.repeat && name !== 'next' && name !== 'previous')) return
  for (const { current } of registered.toReversed()) {
    const handle = current[name]
    if (handle && handle(event) !== false) {
      event.preventDefault()
      return
    }
  }
}

/** A menu or a dialog has the keys to itself. */
function busyElsewhere(target: EventTarget | null): boolean {
  if (target instanceof Element && target.closest('[role="menu"], [role="listbox"], [role="dialog"]')) return true
  return document.querySelector('[aria-modal="true"]') !== null
}
