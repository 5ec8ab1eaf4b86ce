/** A piece of a message: plain text, or an address to be opened. */
export interface Piece {
  text: string
  href?: string
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi

/** Cuts a message at its http(s) addresses; punctuation that ends a sentence is no part of one. */
export function pieces(body: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of body.matchAll(ADDRESS)) {
    let text = match[0].replace(/[.,;:!?]+$/, '')
    // "(see https://example.com/a)": the bracket belongs to the sentence unless one opened inside.
    while (/[)\]]$/.test(text) && !balanced(text)) text = text.slice(0, -1).replace(/[.,;:!?]+$/, '')
    let href: string
    try {
      href = new URL(text).href
    } catch {
      continue
    }
    if (match.index > end) found.push({ text: body.slice(end, match.index) })
    found.push({ text, href })
    end = match.index + text.length
  }
  if (end < body.length) found.push({ text: body.slice(end) })
  return found
}

function balanced(text: string): boolean {
  const count = (mark: string) => text.split(mark).length
  return count(')') <= count('(') && count(']') <= count('[')
}
