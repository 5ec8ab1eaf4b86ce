import { type Listing, listingKey } from './listing'

/** The order each list was left in, for the arrows between tickets. */
const left = new Map<string, readonly string[]>()

export function rememberOrder(listing: Listing, ids: readonly string[]): void {
  left.set(listingKey(listing), ids)
}

export function rememberedOrder(listing: Listing): readonly string[] | undefined {
  return left.get(listingKey(listing))
}
