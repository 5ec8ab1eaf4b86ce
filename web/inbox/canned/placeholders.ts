import type { Placeholder } from '../api/types'

/** All there are, in the order in which they are offered, and what each is called in the language files, where a dot leads further down. */
export const WORD_OF = {
  'customer.firstName': 'customerFirstName',
  'agent.firstName': 'agentFirstName',
  'agent.name': 'agentName',
  'channel.name': 'channelName',
  hours: 'hours',
  'ticket.number': 'ticketNumber',
  'order.number': 'orderNumber',
} as const satisfies Record<Placeholder, string>

export const PLACEHOLDERS = Object.keys(WORD_OF) as Placeholder[]

/** What can only be meant for a placeholder, as the server reads it (desk/placeholders.go). */
const IN_BRACES = /\{(\p{L}[\p{L}\p{N}. _-]{0,39})\}/gu

/** A placeholder that stands in a text. */
export interface Gap {
  readonly placeholder: Placeholder
  readonly from: number
  readonly to: number
}

const known = (name: string | undefined) => PLACEHOLDERS.find((placeholder) => placeholder === name)

/** Where a text still has placeholders. */
export function gapsIn(text: string): Gap[] {
  if (!text.includes('{')) return []
  return [...text.matchAll(IN_BRACES)].flatMap(({ 0: braces, 1: name, index }) => {
    const placeholder = known(name)
    return placeholder ? [{ placeholder, from: index, to: index + braces.length }] : []
  })
}

/** What stands in braces and is no placeholder, each once. */
export function unknownIn(text: string): string[] {
  return [...new Set([...text.matchAll(IN_BRACES)].flatMap(([braces, name]) => (known(name) ? [] : [braces])))]
}

/** A text cut where it has placeholders. */
export function cut(text: string): (string | Gap)[] {
  let at = 0
  const pieces: (string | Gap)[] = []
  for (const gap of gapsIn(text)) {
    if (gap.from > at) pieces.push(text.slice(at, gap.from))
    pieces.push(gap)
    at = gap.to
  }
  if (at < text.length) pieces.push(text.slice(at))
  return pieces
}
