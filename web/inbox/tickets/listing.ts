import type { TicketFilter, TicketSort, View } from '../api/types'
import { filterOf, filterQuery } from './filter'

/** In the menu's order. */
export const SORTS = ['recent', 'oldest', 'waiting', 'priority', 'created'] as const satisfies readonly TicketSort[]

/** A list of tickets as it can be asked for: a view, narrowed and ordered. */
export interface Listing {
  readonly view: View
  readonly sort: TicketSort
  readonly filter: TicketFilter
}

/** Which of the agent's saved filters a list was opened by. */
const SAVED = 'saved'

/** All of a view, newest message first. */
export function wholeView(view: View): Listing {
  return { view, sort: 'recent', filter: {} }
}

/** What an address says beside the view. */
export function listingOf(view: View, query: URLSearchParams): Listing {
  const sort = SORTS.find((known) => known === query.get('sort')) ?? 'recent'
  return { view, sort, filter: filterOf(query) }
}

export function savedIn(query: URLSearchParams): string | undefined {
  return query.get(SAVED) ?? undefined
}

/** The address' query: what differs from the whole view. */
export function listingQuery({ sort, filter }: Listing, saved?: string): string {
  const query = filterQuery(filter)
  if (sort !== 'recent') query.set('sort', sort)
  if (saved !== undefined) query.set(SAVED, saved)
  return query.toString()
}

/** One word for each list. */
export function listingKey(listing: Listing): string {
  return `${listing.view}?${listingQuery(listing)}`
}
