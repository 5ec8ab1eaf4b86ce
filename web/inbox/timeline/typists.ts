import type { Author } from '../api/types'

/** Who is typing in a ticket, by author, and until when that is believed. */
export type Typists = ReadonlyMap<string, { author: Author; until: number }>

/** A hint is believed this long. */
export const TYPING_MS = 5_000

export const nobody: Typists = new Map()

export function typed(typists: Typists, author: Author, now: number): Typists {
  return new Map(typists).set(keyOf(author), { author, until: now + TYPING_MS })
}

/** Who wrote is not typing any more. */
export function wrote(typists: Typists, author: Author): Typists {
  if (!typists.has(keyOf(author))) return typists
  const rest = new Map(typists)
  rest.delete(keyOf(author))
  return rest
}

/** Without the hints that ran out; the same map when none did. */
export function stillTyping(typists: Typists, now: number): Typists {
  const rest = new Map([...typists].filter(([, typist]) => typist.until > now))
  return rest.size === typists.size ? typists : rest
}

function keyOf(author: Author): string {
  return `${author.kind}:${author.id ?? ''}`
}
