import type { View } from '../api/types'

/** The order each list was left in, for the arrows between tickets. */
const left = new Map<View, readonly string[]>()

export function rememberOrder(view: View, ids: readonly string[]): void {
  left.set(view, ids)
}

export function rememberedOrder(view: View): readonly string[] | undefined {
  return left.get(view)
}
