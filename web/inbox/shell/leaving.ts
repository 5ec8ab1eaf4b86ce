import type { AroundNavHandler } from 'wouter'

/** Told of a wish to leave the page; calls `leave` when it may come true, now or later. */
type Ask = (leave: () => void) => void

interface Guard {
  ask: Ask
  /** The page's address, and the state of its place in the history. */
  path: string
  address: string
  state: unknown
}

let guard: Guard | undefined

/**
 * From now on a page with unsaved words is asked before it is left: by a link, by the browser's back, by closing the
 * tab. Returns the way to stop. One page at a time.
 */
export function guardLeaving(ask: Ask): () => void {
  const mine = { ask, path: location.pathname, address: location.href, state: history.state as unknown }
  guard = mine
  addEventListener('beforeunload', stay)
  return () => {
    if (guard !== mine) return
    guard = undefined
    removeEventListener('beforeunload', stay)
  }
}

/** Every link and redirect of the inbox passes here. Another query of the same page is no leaving. */
export const aroundNav: AroundNavHandler = (navigate, to, options) => {
  if (!guard || to.split('?', 1)[0] === guard.path) {
    navigate(to, options)
    return
  }
  guard.ask(() => navigate(to, options))
}

// Registered before the router's own, when this file is loaded: the window's listeners are called in that order,
// whether they capture or not.
addEventListener('popstate', (event) => {
  if (!guard || location.pathname === guard.path) return
  // Before the router sees it, the address is this page's again, as if a link had led back to it.
  event.stopImmediatePropagation()
  history.pushState(guard.state, '', guard.address)
  guard.ask(() => history.back())
})

function stay(event: BeforeUnloadEvent): void {
  event.preventDefault()
}
