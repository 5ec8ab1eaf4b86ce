import type { Status, StatusDraft } from '../api/types'
import { tidyName } from './word-draft'

/** What a status does, in the form's order. */
export const SWITCHES = ['requiresResponse', 'visible', 'opensOnMessage'] as const satisfies (keyof StatusDraft)[]

/** The last place in the list (desk/status.go). */
export const MAX_POSITION = 1000

/** What is edited of a status; its place has buttons of its own. */
export type StatusForm = Omit<StatusDraft, 'position'>

/** What a new status begins with: whoever writes is seen. No built-in one has the colour. */
export const NEW_STATUS: StatusForm = { name: '', colour: '#0c8599', requiresResponse: true, visible: true, opensOnMessage: true }

export function formOf({ name, colour, requiresResponse, visible, opensOnMessage }: Status): StatusForm {
  return { name, colour, requiresResponse, visible, opensOnMessage }
}

/** Whether its switches are fixed: on these two the program relies. */
export function isFixed({ key }: Pick<Status, 'key'>): boolean {
  return key === 'open' || key === 'closed'
}

/** What is sent: a built-in status has no name there. */
export function toSend(form: StatusForm, builtin: boolean, position: number): StatusDraft {
  return { ...form, name: builtin ? '' : tidyName(form.name), position }
}

/** The place behind all others. */
export function lastPosition(statuses: readonly Status[]): number {
  return Math.min(MAX_POSITION, Math.max(0, ...statuses.map(({ position }) => position)) + 1)
}

/** What has a place in a list. */
export interface Placed {
  key: string
  position: number
}

/**
 * Those that get another place when one moves by `steps` among those listed; none where there is no such place.
 * Two of the same place, as a save that failed half-way leaves them, are told apart by it.
 */
export function moved<Word extends Placed>(listed: readonly Word[], key: string, steps: -1 | 1): Word[] {
  const from = listed.findIndex((word) => word.key === key)
  const to = from + steps
  if (from < 0 || to < 0 || to >= listed.length) return []
  const order = listed.toSpliced(from, 1).toSpliced(to, 0, listed[from]!)
  const places = placesOf(listed)
  return order.map((word, at) => ({ ...word, position: places[at]! })).filter(({ position }, at) => position !== order[at]!.position)
}

/** The places that the listed have, each greater than the one before. */
function placesOf(listed: readonly Placed[]): number[] {
  const places: number[] = []
  for (const { position } of listed) places.push(Math.max(position, (places.at(-1) ?? 0) + 1))
  return (places.at(-1) ?? 0) > MAX_POSITION ? listed.map((_, at) => at + 1) : places
}
