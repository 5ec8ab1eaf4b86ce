import { useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { type Listing, listingOf, savedIn } from './listing'
import { isView } from './view'

export interface Place {
  readonly listing: Listing
  /** The saved filter that the list was opened by. */
  readonly saved: string | undefined
}

/** The list that the address names; a ticket's is the one it was opened from. */
export function useListing(): Place {
  const [path] = useLocation()
  const search = useSearch()
  return useMemo(() => {
    const query = new URLSearchParams(search)
    const word = path.startsWith('/tickets/') ? query.get('view') : path.slice(1)
    return { listing: listingOf(isView(word) ? word : 'all', query), saved: savedIn(query) }
  }, [path, search])
}

/** The inbox whose tickets the list shows, all of them. */
export function useShownInbox(): string | undefined {
  const { listing, saved } = useListing()
  const inboxes = listing.filter.inbox ?? []
  return listing.view === 'all' && saved === undefined && inboxes.length === 1 ? inboxes[0] : undefined
}
