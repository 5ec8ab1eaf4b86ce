import { Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { lazyPart } from '../shell/lazily'
import { useListing } from '../tickets/use-listing'
import { listPath } from '../tickets/view'
import { useKeys } from './use-keys'

const HelpDialog = lazyPart(() => import('./help-dialog'))

const asked = new EventTarget()

/** Shows all keys. */
export function askForHelp(): void {
  asked.dispatchEvent(new Event('help'))
}

/** The keys that work everywhere. Before the pages, which are asked first for theirs. */
export function ShellKeys() {
  const [help, setHelp] = useState<boolean>()
  const [, navigate] = useLocation()
  const { listing, saved } = useListing()
  useEffect(() => {
    const show = () => setHelp(true)
    asked.addEventListener('help', show)
    return () => asked.removeEventListener('help', show)
  }, [])
  useKeys({
    help: askForHelp,
    search: () => navigate(listPath(listing, saved), { state: SEARCHING }),
  })
  return (
    help !== undefined && (
      <Suspense>
        <HelpDialog opened={help} onClose={() => setHelp(false)} />
      </Suspense>
    )
  )
}

const SEARCHING = { searching: true }

/** Whether the page was come to in order to search. */
export function isSearching(): boolean {
  const state: unknown = history.state
  return typeof state === 'object' && state !== null && 'searching' in state
}
